// The program `jieyu`: where it is, and how it is asked.
import { execFile } from "node:child_process";
import * as vscode from "vscode";

export function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("jieyu");
}

/** The path of the program; `~` and `${workspaceFolder}` stand for what they stand for elsewhere. */
export function program(): string {
  const path = settings().get<string>("path")?.trim() || "jieyu";
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const home = process.env.HOME ?? process.env.USERPROFILE ?? "";
  return path.replaceAll("${workspaceFolder}", folder).replace(/^~(?=[/\\])/, home);
}

export function language(): "zh" | "en" {
  const chosen = settings().get<string>("language");
  if (chosen === "zh" || chosen === "en") {
    return chosen;
  }
  return vscode.env.language.startsWith("zh") ? "zh" : "en";
}

export interface Said {
  out: string;
  err: string;
  /** `undefined` where the program could not be started. */
  code: number | undefined;
}

/** Runs the program and waits for what it says. */
export function ask(args: string[], cwd: string | undefined): Promise<Said> {
  return new Promise((resolve) => {
    const options = { cwd, maxBuffer: 64 << 20, encoding: "utf8" as const };
    execFile(program(), ["--lang", language(), ...args], options, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : undefined;
      resolve({ out, err: code === undefined && error !== null ? error.message : err, code });
    });
  });
}

export function words(zh: string, en: string): string {
  return language() === "zh" ? zh : en;
}

// Tasks: check, run and test the file that is open, or the one that a task names.
import * as vscode from "vscode";
import { language, program, words } from "./program";
import { type Verb, argumentsOf } from "./verbs";

interface Definition extends vscode.TaskDefinition {
  verb: Verb;
  path?: string;
  data?: string;
  args?: string[];
}

const VERBS: Verb[] = ["check", "test", "run"];

function title(verb: Verb): string {
  switch (verb) {
    case "check":
      return words("检查政策", "check the policy");
    case "test":
      return words("运行案例", "run the cases");
    case "run":
      return words("核算", "settle");
  }
}

function task(definition: Definition, path: string): vscode.Task {
  const args = ["--lang", language(), ...argumentsOf(definition.verb, path, definition.data, definition.args)];
  const run = new vscode.ProcessExecution(program(), args);
  const made = new vscode.Task(definition, vscode.TaskScope.Workspace, title(definition.verb), "jieyu", run, "$jieyu");
  made.group = definition.verb === "test" ? vscode.TaskGroup.Test : vscode.TaskGroup.Build;
  return made;
}

/** Whether a document is a policy, be it plain or Markdown. */
export function isPolicy(document: vscode.TextDocument | undefined): boolean {
  return document?.languageId === "jieyu" || document?.fileName.endsWith(".policy.md") === true;
}

function open(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return isPolicy(document) ? document?.uri.fsPath : undefined;
}

export const provider: vscode.TaskProvider = {
  provideTasks() {
    const path = open();
    return path === undefined ? [] : VERBS.filter((verb) => verb !== "run").map((verb) => task({ type: "jieyu", verb }, path));
  },
  resolveTask(asked) {
    const definition = asked.definition as Definition;
    const path = definition.path ?? open();
    return path === undefined || !VERBS.includes(definition.verb) ? undefined : task(definition, path);
  },
};

/** Runs a verb on a policy; 核算 asks for the data first. */
export async function perform(verb: Verb, uri: vscode.Uri | undefined): Promise<void> {
  const path = uri?.fsPath ?? open();
  if (path === undefined) {
    return;
  }
  const definition: Definition = { type: "jieyu", verb };
  if (verb === "run") {
    const chosen = await vscode.window.showOpenDialog({
      canSelectFiles: true,
      canSelectFolders: true,
      openLabel: words("用这些数据核算", "settle these data"),
    });
    const data = chosen?.[0]?.fsPath;
    if (data === undefined) {
      return;
    }
    definition.data = data;
  }
  await vscode.workspace.saveAll(false);
  await vscode.tasks.executeTask(task(definition, path));
}

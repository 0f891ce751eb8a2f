// The language client: starts `jieyu lsp` and shows what cases came to.
import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";
import { language, program, settings, words } from "./program";

interface Told {
  fine: boolean;
  text: string;
}

let client: LanguageClient | undefined;
let output: vscode.OutputChannel | undefined;

function active(): string | undefined {
  const chosen = settings().get<string>("active")?.trim();
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!chosen || folder === undefined) {
    return undefined;
  }
  return vscode.Uri.joinPath(folder.uri, chosen).toString();
}

/** What cases and coverage came to, in a place of its own: it is too long for a message. */
function show(told: Told): void {
  output ??= vscode.window.createOutputChannel(words("jieyu 案例", "jieyu cases"));
  output.clear();
  output.appendLine(told.text);
  output.show(true);
  const first = told.text.trim().split("\n").at(-1) ?? "";
  if (told.fine) {
    vscode.window.setStatusBarMessage(`jieyu: ${first}`, 8000);
  } else {
    void vscode.window.showWarningMessage(`jieyu: ${first}`);
  }
}

export async function start(context: vscode.ExtensionContext): Promise<void> {
  const command = program();
  const server: ServerOptions = { command, args: ["--lang", language(), "lsp"] };
  const options: LanguageClientOptions = {
    documentSelector: [{ language: "jieyu" }, { language: "markdown", pattern: "**/*.policy.md" }],
    initializationOptions: { lang: language(), active: active(), messages: false },
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{policy,policy.md,csv}") },
    middleware: {
      executeCommand: async (name, args, next) => {
        if (name !== "jieyu.test" && name !== "jieyu.coverage") {
          return next(name, args);
        }
        await vscode.workspace.saveAll(false);
        const told = (await next(name, args)) as Told | undefined;
        if (told?.text !== undefined) {
          show(told);
        }
        return told;
      },
    },
  };
  client = new LanguageClient("jieyu", "jieyu", server, options);
  context.subscriptions.push(client);
  try {
    await client.start();
  } catch (error) {
    const open = words("设置路径", "Set the path");
    const chosen = await vscode.window.showErrorMessage(
      words(
        `启动不了“${command} lsp”：先安装 jieyu，或者在设置里写明它在哪里（${String(error)}）`,
        `cannot start ${command} lsp: install jieyu, or say in the settings where it is (${String(error)})`,
      ),
      open,
    );
    if (chosen === open) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "jieyu.path");
    }
  }
}

export async function restart(context: vscode.ExtensionContext): Promise<void> {
  await client?.dispose();
  client = undefined;
  await start(context);
}

/** Shows the values of a policy beside the parameters. */
export async function choose(uri: vscode.Uri): Promise<void> {
  await client?.sendRequest("workspace/executeCommand", { command: "jieyu.active", arguments: [uri.toString()] });
  const name = vscode.workspace.asRelativePath(uri);
  vscode.window.setStatusBarMessage(words(`参数显示 ${name} 的值`, `parameters show the values of ${name}`), 5000);
}

// The door: what the editor calls when a policy is opened.
import * as vscode from "vscode";
import { choose, restart, start } from "./client";
import { isPolicy, perform, provider } from "./tasks";
import { Tree, uriOf } from "./tree";

type Picked = Parameters<typeof uriOf>[0] | undefined;

function picked(node: Picked): vscode.Uri | undefined {
  return node === undefined ? vscode.window.activeTextEditor?.document.uri : uriOf(node);
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const tree = new Tree();
  const on = (name: string, work: (node: Picked) => unknown) =>
    context.subscriptions.push(vscode.commands.registerCommand(name, work));
  on("jieyu.refresh", () => tree.refresh());
  on("jieyu.restart", () => restart(context));
  on("jieyu.choose", (node) => {
    const uri = picked(node);
    return uri === undefined ? undefined : choose(uri);
  });
  on("jieyu.checkPolicy", (node) => perform("check", picked(node)));
  on("jieyu.testPolicy", (node) => perform("test", picked(node)));
  on("jieyu.runPolicy", (node) => perform("run", picked(node)));
  context.subscriptions.push(
    vscode.window.registerTreeDataProvider("jieyu.tree", tree),
    vscode.tasks.registerTaskProvider("jieyu", provider),
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (isPolicy(document)) {
        tree.refresh();
      }
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("jieyu")) {
        await restart(context);
        tree.refresh();
      }
    }),
  );
  await vscode.commands.executeCommand("setContext", "jieyu.started", true);
  await start(context);
}

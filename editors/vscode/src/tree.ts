// The policies of the workspace as a tree: nation, province, city, batch.
import * as vscode from "vscode";
import { type Policy, detail, parseList, remark } from "./list";
import { ask, language, settings } from "./program";

interface Node {
  policy: Policy;
  folder: vscode.Uri;
}

export function uriOf(node: Node): vscode.Uri {
  return vscode.Uri.joinPath(node.folder, node.policy.path);
}

export class Tree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;

  refresh(): void {
    this.changed.fire();
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const { policy } = node;
    const below = policy.layers.length > 0;
    const state = below ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None;
    const item = new vscode.TreeItem(policy.name ?? policy.path, state);
    const uri = uriOf(node);
    item.id = uri.toString();
    item.resourceUri = uri;
    item.description = detail(policy, language());
    item.tooltip = remark(policy, language());
    item.contextValue = "policy";
    item.iconPath = new vscode.ThemeIcon(policy.errors > 0 ? "error" : policy.open.length > 0 ? "question" : "law");
    item.command = { command: "vscode.open", title: "", arguments: [uri] };
    return item;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node !== undefined) {
      return node.policy.layers.map((policy) => ({ policy, folder: node.folder }));
    }
    const all = await Promise.all((vscode.workspace.workspaceFolders ?? []).map((folder) => this.read(folder.uri)));
    return all.flat();
  }

  private async read(folder: vscode.Uri): Promise<Node[]> {
    let below = settings().get<string>("policies")?.trim() || ".";
    try {
      await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, below));
    } catch {
      below = ".";
    }
    const said = await ask(["list", below, "--format", "json"], folder.fsPath);
    return parseList(said.out).map((policy) => ({ policy, folder }));
  }
}

// What the tests share: where things are, and which policies ship.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const here = join(dirname(fileURLToPath(import.meta.url)), "..");
export const root = join(here, "..", "..");

function below(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? below(path) : /\.policy(\.md)?$/.test(entry.name) ? [path] : [];
  });
}

/** Every policy that ships. */
export const shipped = ["policies", "examples"].flatMap((folder) => below(join(root, folder))).sort();

export function text(path) {
  return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
}

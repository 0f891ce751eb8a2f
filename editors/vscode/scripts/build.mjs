// One file for the editor to load, and what it needs from outside this folder.
import { build } from "esbuild";
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = join(dirname(fileURLToPath(import.meta.url)), "..");

await build({
  entryPoints: [join(here, "src", "extension.ts")],
  outfile: join(here, "out", "extension.js"),
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  sourcemap: true,
});

mkdirSync(join(here, "syntaxes"), { recursive: true });
for (const name of ["jieyu.tmLanguage.json", "jieyu.markdown.tmLanguage.json"]) {
  copyFileSync(join(here, "..", "textmate", name), join(here, "syntaxes", name));
}
for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) {
  copyFileSync(join(here, "..", "..", name), join(here, name));
}

// What the package declares is there, and what it does without an editor does what it should.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { here, text } from "./kit.mjs";

const manifest = JSON.parse(text(join(here, "package.json")));

/** A module of the extension that needs no editor. */
async function load(name) {
  const made = await build({ entryPoints: [join(here, "src", name)], bundle: true, write: false, format: "esm", platform: "node" });
  return import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].contents).toString("base64")}`);
}

test("every file that the package names is built", () => {
  const { languages, grammars, snippets } = manifest.contributes;
  const files = [manifest.main, ...languages.map((one) => one.configuration), ...[...grammars, ...snippets].map((one) => one.path)];
  assert.deepEqual(files.filter((file) => !existsSync(join(here, file))), []);
});

test("the built extension loads, and asks for nothing but the editor", () => {
  const require = createRequire(import.meta.url);
  const asked = [...readFileSync(join(here, manifest.main), "utf8").matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name);
  const foreign = asked.filter((name) => name !== "vscode" && !require("node:module").isBuiltin(name));
  assert.deepEqual([...new Set(foreign)], []);
});

test("every command is registered", () => {
  const source = text(join(here, "src", "extension.ts"));
  const missing = manifest.contributes.commands.map(({ command }) => command).filter((command) => !source.includes(`"${command}"`));
  assert.deepEqual(missing, []);
});

test("pairs of brackets are pairs, and words are words", () => {
  const language = JSON.parse(text(join(here, "language-configuration.json")));
  const word = new RegExp(language.wordPattern.pattern, `g${language.wordPattern.flags}`);
  assert.deepEqual("公式 留用·甲 = 集采品种.约定量×50%".match(word), ["公式", "留用·甲", "集采品种", "约定量", "50"]);
  const more = new RegExp(language.indentationRules.increaseIndentPattern);
  assert.ok(more.test("表 医疗机构") && !more.test("  列 结余 : 金额"));
});

test("problems that check draws are found by the matcher", () => {
  const [first, second] = manifest.contributes.problemMatchers[0].pattern;
  for (const line of ["错误 JY0201：不认识“采够金额”", "error JY0201: “采够金额” is not known"]) {
    assert.equal(new RegExp(first.regexp).exec(line)?.[first.code], "JY0201");
  }
  const place = new RegExp(second.regexp).exec("  --> tests/corpus/bad/check/misspelt-column.policy:11:9");
  assert.deepEqual([place[second.line], place[second.column]], ["11", "9"]);
});

test("the tree says what the list says", async () => {
  const { parseList, detail, remark } = await load("list.ts");
  const all = parseList(JSON.stringify([
    { path: "a.policy", name: "甲", level: "市", depth: 1, version: "2021", issued: null, from: "2021-01-01", to: null, as_of: "2021-12-31", errors: 0, open: ["乙", "丙"], layers: [] },
  ]));
  assert.equal(detail(all[0], "zh"), "市 · 2021 · 待定 2 项");
  assert.match(remark(all[0], "zh"), /施行 自 2021-01-01 起\n基准日 2021-12-31\n待定：乙、丙/);
  assert.deepEqual(parseList(""), []);
});

test("verbs are called as they are written", async () => {
  const { argumentsOf } = await load("verbs.ts");
  assert.deepEqual(argumentsOf("run", "a.policy", "data", ["--set", "甲=1"]), ["run", "a.policy", "--data", "data", "--set", "甲=1"]);
  assert.deepEqual(argumentsOf("check", "a.policy", "data"), ["check", "a.policy"]);
});

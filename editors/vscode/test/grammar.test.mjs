// The grammar as an editor reads it: every shipped policy, every word of the language, and the scopes of some lines.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { here, root, shipped, text } from "./kit.mjs";

const grammars = join(here, "..", "textmate");
const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
await oniguruma.loadWASM(readFileSync(wasm).buffer);

// Markdown itself is the editor's: a grammar that knows headings is enough to inject into.
const MARKDOWN = { scopeName: "text.html.markdown", patterns: [{ match: "^#.*$", name: "markup.heading.markdown" }] };
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (line) => new oniguruma.OnigString(line),
  }),
  loadGrammar: async (scope) => {
    if (scope === "text.html.markdown") {
      return textmate.parseRawGrammar(JSON.stringify(MARKDOWN), "markdown.json");
    }
    const name = scope === "source.jieyu" ? "jieyu.tmLanguage.json" : "jieyu.markdown.tmLanguage.json";
    return textmate.parseRawGrammar(readFileSync(join(grammars, name), "utf8"), name);
  },
  getInjections: (scope) => (scope === "text.html.markdown" ? ["markdown.jieyu.codeblock"] : undefined),
});
const policy = await registry.loadGrammar("source.jieyu");
const markdown = await registry.loadGrammar("text.html.markdown");

/** The tokens of a text, line by line: what is written, and its innermost scope. */
function tokens(grammar, body) {
  let stack = textmate.INITIAL;
  return body.split("\n").map((line) => {
    const read = grammar.tokenizeLine(line, stack);
    assert.equal(read.stoppedEarly, false, line);
    stack = read.ruleStack;
    return read.tokens.map(({ startIndex, endIndex, scopes }) => ({ words: line.slice(startIndex, endIndex), scopes }));
  });
}

function scopeOf(line, word) {
  const token = line.find((token) => token.words === word);
  return token?.scopes.at(-1);
}

test("every word of the language has a colour", () => {
  const words = JSON.parse(text(join(grammars, "words.json")));
  assert.ok(words.length > 250, `${words.length} words`);
  const bare = words.filter(({ word, line }) => {
    const scope = scopeOf(tokens(policy, line)[0], word);
    return scope === undefined || scope === "source.jieyu";
  });
  assert.deepEqual(bare, []);
});

test("a word inside a name is no keyword", () => {
  for (const line of ["公式 甲 = 列示金额 + 自付额", "公式 甲 = at-least2 + 按时完成率 + 组织", "  列 「列」 : 文本"]) {
    const found = tokens(policy, line)[0].filter(({ scopes }) => /keyword\.(other|control)/.test(scopes.at(-1)));
    assert.deepEqual(found.map(({ words }) => words).filter((word) => word !== "列" || !line.includes("「列」")), [], line);
  }
});

const BARE = ["source.jieyu", "meta.embedded.block.jieyu"];

test("no keyword of a shipped policy is left without a colour", () => {
  const words = JSON.parse(text(join(grammars, "words.json")));
  const keywords = new Set(words.filter(({ kind }) => kind === "keyword").map(({ word }) => word));
  let coloured = 0;
  for (const path of shipped) {
    const grammar = path.endsWith(".md") ? markdown : policy;
    for (const line of tokens(grammar, text(path)).filter(([first]) => first !== undefined)) {
      coloured += line.filter(({ scopes }) => /keyword|storage/.test(scopes.at(-1))).length;
      // The cells of a case are data.
      if (path.endsWith(".cases.policy") && line.some(({ scopes }) => scopes.at(-1).includes("separator.table"))) {
        continue;
      }
      const plain = line.filter(({ scopes }) => BARE.includes(scopes.at(-1))).flatMap(({ words }) => words.split(/[^\p{L}\p{N}_·]+/u));
      assert.deepEqual(plain.filter((word) => keywords.has(word)), [], `${path}: ${line.map(({ words }) => words).join("")}`);
    }
  }
  assert.ok(coloured > 4000, `${coloured} words`);
});

test("policies inside Markdown have the colours of policies", () => {
  const lines = tokens(markdown, "# 第一条\n\n```policy\n参数 上限 : 比例 = 5%\n```\n\n公式 甲 = 1\n");
  assert.equal(scopeOf(lines[3], "参数"), "storage.type.jieyu");
  assert.ok(lines[3][0].scopes.includes("meta.embedded.block.jieyu"));
  assert.deepEqual(lines[6][0].scopes, ["text.html.markdown"]);
});

test("the scopes of a policy are what they were", () => {
  const path = join(root, "examples", "worked", "worked.policy");
  const short = (scopes) => scopes.slice(1).join(" ").replaceAll(".jieyu", "") || "-";
  const shown = tokens(policy, text(path))
    .map((line) => line.filter(({ words }) => words.trim() !== "").map(({ words, scopes }) => `  ${words.trim()}  ${short(scopes)}`))
    .map((line, at) => [`${at + 1}`, ...line].join("\n"))
    .join("\n");
  const kept = join(here, "test", "worked.scopes.txt");
  if (process.env.JIEYU_WRITE_DOCS !== undefined) {
    writeFileSync(kept, `${shown}\n`);
  }
  assert.equal(`${shown}\n`, text(kept), "JIEYU_WRITE_DOCS=1 npm test writes it anew");
});

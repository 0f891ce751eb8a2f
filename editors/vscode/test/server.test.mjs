// The extension's side of a session with the real server: JIEYU_BIN names the program, without it nothing can be driven.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import rpc from "vscode-jsonrpc/node";
import * as protocol from "vscode-languageserver-protocol";
import { here, root, shipped, text } from "./kit.mjs";

const program = process.env.JIEYU_BIN && resolve(process.env.JIEYU_BIN);
const skip = program === undefined ? "JIEYU_BIN does not say where the program is" : false;
const path = join(root, "policies", "guangdong", "policy.policy");
const uri = pathToFileURL(path).toString();
const policy = text(path);

let server;
let connection;
const told = new Map();
const waiting = new Map();

function diagnostics(of) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`nothing was told of ${of}`)), 120_000);
    waiting.set(of, (all) => {
      clearTimeout(late);
      resolve(all);
    });
  });
}

function document(of, body, version = 1) {
  return { textDocument: { uri: of, languageId: "jieyu", version, text: body } };
}

/** Where a text stands, moved by some columns. */
function at(body, words, move = 0) {
  const start = body.indexOf(words);
  assert.notEqual(start, -1, `no ${words}`);
  const lines = body.slice(0, start).split("\n");
  return { line: lines.length - 1, character: lines.at(-1).length + move };
}

function ask(type, params) {
  return connection.sendRequest(type.method, params);
}

before(async () => {
  if (skip) {
    return;
  }
  server = spawn(program, ["--lang", "zh", "lsp"], { stdio: ["pipe", "pipe", "inherit"] });
  connection = rpc.createMessageConnection(
    new rpc.StreamMessageReader(server.stdout),
    new rpc.StreamMessageWriter(server.stdin),
  );
  connection.onNotification(protocol.PublishDiagnosticsNotification.type.method, (said) => {
    told.set(said.uri, said.diagnostics);
    waiting.get(said.uri)?.(said.diagnostics);
    waiting.delete(said.uri);
  });
  connection.listen();
  const folder = pathToFileURL(join(root, "policies")).toString();
  const able = await ask(protocol.InitializeRequest.type, {
    processId: process.pid,
    rootUri: folder,
    workspaceFolders: [{ uri: folder, name: "policies" }],
    capabilities: {},
    initializationOptions: { lang: "zh", messages: false },
  });
  assert.ok(able.capabilities.hoverProvider && able.capabilities.completionProvider);
  await connection.sendNotification(protocol.InitializedNotification.type.method, {});
});

after(async () => {
  if (skip) {
    return;
  }
  const ended = new Promise((resolve) => server.once("exit", resolve));
  await ask(protocol.ShutdownRequest.type, null);
  await connection.sendNotification(protocol.ExitNotification.type.method);
  assert.equal(await ended, 0, "the server ends well");
  connection.dispose();
});

test("a policy is opened and has no errors", { skip }, async () => {
  const later = diagnostics(uri);
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type.method, document(uri, policy));
  const problems = await later;
  assert.deepEqual(problems.filter(({ severity }) => severity === protocol.DiagnosticSeverity.Error), []);
});

test("completion, hover, definition, symbols, colours, hints and lenses answer", { skip }, async () => {
  const first = /^参数 (\S+)/m.exec(policy);
  const place = { textDocument: { uri }, position: at(policy, first[0], "参数 ".length) };
  const hover = await ask(protocol.HoverRequest.type, place);
  assert.match(hover.contents.value, new RegExp(`参数 ${first[1]}`));
  const proposals = await ask(protocol.CompletionRequest.type, place);
  assert.ok(Array.isArray(proposals));
  const rule = /^公式 [^=\n]*= /m.exec(policy);
  const expression = { textDocument: { uri }, position: at(policy, rule[0], rule[0].length) };
  const names = await ask(protocol.CompletionRequest.type, expression);
  assert.ok(names.length > 20, `${names.length} proposals in ${rule[0]}`);
  const places = await ask(protocol.DefinitionRequest.type, place);
  assert.ok(places.length > 0);
  assert.ok((await ask(protocol.ReferencesRequest.type, { ...place, context: { includeDeclaration: true } })).length > 0);
  assert.ok((await ask(protocol.DocumentSymbolRequest.type, { textDocument: { uri } })).length > 10);
  assert.ok((await ask(protocol.SemanticTokensRequest.type, { textDocument: { uri } })).data.length > 100);
  const whole = { start: { line: 0, character: 0 }, end: { line: policy.split("\n").length, character: 0 } };
  assert.ok((await ask(protocol.InlayHintRequest.type, { textDocument: { uri }, range: whole })).length > 0);
  const tried = pathToFileURL(shipped.find((one) => one.includes("national") && one.endsWith(".cases.policy"))).toString();
  const lenses = await ask(protocol.CodeLensRequest.type, { textDocument: { uri: tried } });
  assert.ok(lenses.some(({ command }) => command.title === "运行案例" && command.command === "jieyu.test"));
  assert.ok((await ask(protocol.FoldingRangeRequest.type, { textDocument: { uri } })).length > 0);
});

test("a slip is told, and its quick fix mends it", { skip }, async () => {
  const slip = pathToFileURL(join(root, "policies", "错字.policy")).toString();
  const body = "政策 例\n表 医院\n  键 编码 : 文本\n  列 预算 : 金额\n每个 医院：\n公式 留用 : 金额 = 预蒜 × 50% 四舍五入到 分\n  依据 甲\n输出 医院 : 编码, 留用\n";
  let later = diagnostics(slip);
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type.method, document(slip, body));
  const problems = await later;
  assert.deepEqual(problems.map(({ code }) => code), ["JY0201"]);
  const actions = await ask(protocol.CodeActionRequest.type, {
    textDocument: { uri: slip },
    range: problems[0].range,
    context: { diagnostics: problems },
  });
  assert.equal(actions[0].title, "把“预蒜”改成“预算”");
  const [edit] = actions[0].edit.changes[slip];
  assert.equal(edit.newText, "预算");
  const lines = body.split("\n");
  const { start, end } = edit.range;
  lines[start.line] = lines[start.line].slice(0, start.character) + edit.newText + lines[end.line].slice(end.character);
  later = diagnostics(slip);
  await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type.method, {
    textDocument: { uri: slip, version: 2 },
    contentChanges: [{ text: lines.join("\n") }],
  });
  assert.deepEqual(await later, []);
});

test("an untidy policy is laid out", { skip }, async () => {
  const untidy = pathToFileURL(join(root, "policies", "乱.policy")).toString();
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type.method, document(untidy, "政策 例\n参数 上限:比例=5%\n"));
  const options = { tabSize: 2, insertSpaces: true };
  const [edit] = await ask(protocol.DocumentFormattingRequest.type, { textDocument: { uri: untidy }, options });
  assert.match(edit.newText, /参数 上限 : 比例 = 5%/);
});

test("a policy in Markdown is told of, answered and laid out where it stands", { skip }, async () => {
  const written = shipped.find((one) => one.endsWith("policy.policy.md") && one.includes("shenzhen"));
  const body = text(written).replaceAll("\r\n", "\n");
  const of = pathToFileURL(written).toString();
  const open = (body) =>
    connection.sendNotification(protocol.DidOpenTextDocumentNotification.type.method, {
      textDocument: { uri: of, languageId: "markdown", version: 1, text: body },
    });
  let later = diagnostics(of);
  await open(body);
  assert.deepEqual((await later).filter(({ severity }) => severity === protocol.DiagnosticSeverity.Error), []);
  const block = body.indexOf("```policy");
  const name = /^参数 (\S+)/m.exec(body.slice(block));
  const place = { textDocument: { uri: of }, position: at(body, name[0], "参数 ".length) };
  assert.match((await ask(protocol.HoverRequest.type, place)).contents.value, new RegExp(`参数 ${name[1]}`));
  const prose = { textDocument: { uri: of }, position: { line: 0, character: 3 } };
  assert.equal(await ask(protocol.HoverRequest.type, prose), null, "prose is no policy");
  const symbols = await ask(protocol.DocumentSymbolRequest.type, { textDocument: { uri: of } });
  const lines = body.split("\n");
  assert.ok(symbols.length > 5);
  for (const { name, selectionRange } of symbols) {
    const { line, character } = selectionRange.start;
    assert.ok(lines[line].slice(character).replaceAll(/[「」]/g, "").startsWith(name), `${name}: ${lines[line]}`);
  }
  const { data } = await ask(protocol.SemanticTokensRequest.type, { textDocument: { uri: of } });
  const first = body.slice(0, block).split("\n").length;
  assert.ok(data.length > 100 && data[0] >= first, `colours from line ${data[0]}, policy from ${first}`);
  // A slip and untidy signs: both are mended in their block, and the prose stays.
  const slip = name[0].replace("参数", "参术");
  const torn = body.replace(name[0], slip);
  later = diagnostics(of);
  await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type.method, {
    textDocument: { uri: of, version: 2 },
    contentChanges: [{ text: torn }],
  });
  const problem = (await later).find(({ code }) => code === "JY0102");
  assert.deepEqual(problem.range.start, at(torn, slip));
  const range = problem.range;
  const actions = await ask(protocol.CodeActionRequest.type, { textDocument: { uri: of }, range, context: { diagnostics: [problem] } });
  assert.equal(actions[0].title, "把“参术”改成“参数”");
  later = diagnostics(of);
  const untidy = body.replace(/^(参数 \S+) : /m, "$1:");
  assert.notEqual(untidy, body);
  await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type.method, {
    textDocument: { uri: of, version: 3 },
    contentChanges: [{ text: untidy }],
  });
  await later;
  const options = { tabSize: 2, insertSpaces: true };
  const [edit] = await ask(protocol.DocumentFormattingRequest.type, { textDocument: { uri: of }, options });
  assert.equal(edit.newText, body);
});

test("what cases came to is the answer of their command, and no message", { skip }, async () => {
  const cases = shipped.find((one) => one.endsWith(".cases.policy") && one.includes("national"));
  let messages = 0;
  connection.onNotification("window/showMessage", () => (messages += 1));
  const said = await ask(protocol.ExecuteCommandRequest.type, { command: "jieyu.test", arguments: [pathToFileURL(cases).toString()] });
  assert.equal(said.fine, true, said.text);
  assert.equal(messages, 0);
});

test("the tree of policies comes from the program", { skip }, async () => {
  const out = execFileSync(program, ["list", "policies", "--format", "json"], { cwd: root, encoding: "utf8" });
  const made = await build({ entryPoints: [join(here, "src", "list.ts")], bundle: true, write: false, format: "esm" });
  const { parseList, detail } = await import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].contents).toString("base64")}`);
  const [nation] = parseList(out);
  assert.equal(nation.level, "国家");
  assert.match(detail(nation, "zh"), /^国家/);
  assert.equal(nation.layers[0].level, "省");
  assert.ok(nation.layers[0].layers.length > 0);
});

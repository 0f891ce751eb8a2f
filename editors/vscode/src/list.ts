// What `jieyu list --format json` says, and how it is shown. Knows no editor, so that a test can run it.

export interface Policy {
  path: string;
  name: string | null;
  level: string | null;
  depth: number;
  version: string | null;
  issued: string | null;
  from: string | null;
  to: string | null;
  as_of: string | null;
  errors: number;
  open: string[];
  layers: Policy[];
}

/** The policies of an answer; none where there is no answer. */
export function parseList(text: string): Policy[] {
  if (!text.trim().startsWith("[")) {
    return [];
  }
  return JSON.parse(text) as Policy[];
}

type Lang = "zh" | "en";

/** 市 · 2021 · 待定 40 项 */
export function detail(policy: Policy, lang: Lang): string {
  const parts = [policy.level, policy.version];
  if (policy.errors > 0) {
    parts.push(lang === "zh" ? `${policy.errors} 个错误` : `${policy.errors} errors`);
  } else if (policy.open.length > 0) {
    parts.push(lang === "zh" ? `待定 ${policy.open.length} 项` : `${policy.open.length} open`);
  }
  return parts.filter((part) => part !== null && part !== "").join(" · ");
}

/** What is told when the mouse rests on a policy. */
export function remark(policy: Policy, lang: Lang): string {
  const say = (zh: string, en: string) => (lang === "zh" ? zh : en);
  const lines = [policy.name ?? policy.path, policy.path];
  if (policy.issued !== null) {
    lines.push(say(`印发 ${policy.issued}`, `issued ${policy.issued}`));
  }
  if (policy.from !== null || policy.to !== null) {
    const from = policy.from === null ? "" : say(` 自 ${policy.from} 起`, ` from ${policy.from}`);
    const to = policy.to === null ? "" : say(` 至 ${policy.to} 止`, ` until ${policy.to}`);
    lines.push(say(`施行${from}${to}`, `in force${from}${to}`));
  }
  if (policy.as_of !== null) {
    lines.push(say(`基准日 ${policy.as_of}`, `as of ${policy.as_of}`));
  }
  if (policy.open.length > 0) {
    lines.push(say(`待定：${policy.open.join("、")}`, `open: ${policy.open.join(", ")}`));
  }
  return lines.join("\n");
}

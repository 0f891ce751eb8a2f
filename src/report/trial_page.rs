//! Coverage as one web page that needs nothing else: what is lacking first, then every policy line by line.

use super::trial_cover::share;
use crate::trial::{Coverage, Part};
use std::collections::BTreeMap;
use std::fmt::Write;

const STYLE: &str = "\
:root{--ink:#1f2328;--dim:#6b7280;--line:#e5e7eb;--bad:#b42318;--badbg:#fdecea;--good:#2e7d4f}\
*{box-sizing:border-box}body{font:15px/1.6 system-ui,'Microsoft YaHei','PingFang SC',sans-serif;color:var(--ink);margin:0 auto;\
padding:1.5rem clamp(.75rem,3vw,2.5rem);max-width:84rem;overflow-wrap:anywhere}\
h1{font-size:1.5rem;margin:0 0 .5rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}\
.bar{height:.6rem;background:var(--badbg);border-radius:.3rem;overflow:hidden;max-width:32rem}.bar i{display:block;height:100%;background:var(--good)}\
table{border-collapse:collapse;width:100%;max-width:52rem}td,th{padding:.25rem .75rem .25rem 0;text-align:left;border-bottom:1px solid var(--line)}\
td+td,th+th{text-align:right;white-space:nowrap}a{color:inherit}\
ul{padding-left:1.2rem}li{margin:.3rem 0}.d{color:var(--dim)}.l{color:var(--bad);font-size:.85em}\
details{margin:1.25rem 0;border:1px solid var(--line);border-radius:.4rem}summary{cursor:pointer;padding:.5rem .75rem;font-weight:600}\
.t{border-top:1px solid var(--line);padding:.5rem 0;font:13px/1.65 ui-monospace,Consolas,'Microsoft YaHei',monospace}\
.r{display:flex;padding-right:.75rem;border-left:3px solid transparent}.r.y{border-left-color:var(--good)}.r.x{border-left-color:var(--bad);background:var(--badbg)}\
.n{flex:0 0 3.2rem;text-align:right;padding-right:.75rem;color:var(--dim);user-select:none}.c{flex:1;min-width:0;white-space:pre-wrap}\
.k{color:var(--dim)}mark{background:#f8c9c4;color:inherit;border-bottom:2px solid var(--bad)}\
@media print{details{border:0}.r{break-inside:avoid}}";

/// All policies with what no case touches marked.
pub fn html(coverage: &Coverage) -> String {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"zh\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>案例覆盖</title><style>{STYLE}</style></head><body>\n<h1>案例覆盖</h1>\n"
    );
    let mut files: BTreeMap<&str, Vec<&Part>> = BTreeMap::new();
    for part in &coverage.parts {
        files.entry(&part.path).or_default().push(part);
    }
    let tenths = (coverage.touched() * 1000).checked_div(coverage.parts.len()).unwrap_or(1000);
    let (whole, tenth) = (tenths / 10, tenths % 10);
    let _ = writeln!(
        page,
        "<p>{}</p><div class=\"bar\"><i style=\"width:{whole}.{tenth}%\"></i></div>",
        escape(&share(coverage).zh)
    );
    page.push_str("<h2>各份政策</h2>\n<table><tr><th>政策</th><th>处</th><th>碰到</th></tr>\n");
    for (index, (path, parts)) in files.iter().enumerate() {
        let touched = parts.iter().filter(|part| part.touched).count();
        let all = parts.len();
        let _ = writeln!(
            page,
            "<tr><td><a href=\"#f{index}\">{}</a></td><td>{all}</td><td>{touched}</td></tr>",
            escape(path)
        );
    }
    page.push_str("</table>\n");
    lacking(&mut page, &files);
    page.push_str("<h2>全文</h2>\n<p class=\"d\">绿边：案例碰到过；红底：还有没碰到的，标出的就是。</p>\n");
    for (index, (path, parts)) in files.iter().enumerate() {
        let touched = parts.iter().filter(|part| part.touched).count();
        let open = if touched < parts.len() { " open" } else { "" };
        let _ = writeln!(
            page,
            "<details id=\"f{index}\"{open}><summary>{}（{touched}/{}）</summary><div class=\"t\">",
            escape(path),
            parts.len()
        );
        listing(&mut page, coverage.texts.get(*path).map_or("", String::as_str), parts, index);
        page.push_str("</div></details>\n");
    }
    page.push_str("</body></html>\n");
    page
}

/// What no case touches, with links to the lines.
fn lacking(page: &mut String, files: &BTreeMap<&str, Vec<&Part>>) {
    let count = files.values().flatten().filter(|part| !part.touched).count();
    if count == 0 {
        page.push_str("<h2>没有碰到的</h2>\n<p>没有：每一处都有案例碰到。</p>\n");
        return;
    }
    let _ = writeln!(page, "<h2>没有碰到的 {count} 处</h2>\n<ul>");
    for (index, (path, parts)) in files.iter().enumerate() {
        for part in parts.iter().filter(|part| !part.touched) {
            let _ = writeln!(
                page,
                "<li><a href=\"#f{index}-{line}\">{} 第 {line} 行</a> {}：{} <span class=\"l\">{}</span>{}</li>",
                escape(path),
                escape(&part.rule),
                escape(&part.text),
                escape(&part.lack.zh),
                part.why.as_ref().map(|why| format!("（已说明：{}）", escape(why))).unwrap_or_default(),
                line = part.line,
            );
        }
    }
    page.push_str("</ul>\n");
}

/// The lines of a policy, the untouched bytes marked, what is lacking behind the line.
fn listing(page: &mut String, text: &str, parts: &[&Part], file: usize) {
    let lacking: Vec<&&Part> = parts.iter().filter(|part| !part.touched).collect();
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let number = index + 1;
        let here = |part: &Part| part.line as usize == number;
        let class = if lacking.iter().any(|part| here(part)) {
            " x"
        } else if parts.iter().any(|part| here(part)) {
            " y"
        } else {
            ""
        };
        let remark = if line.trim_start().starts_with(['#', '＃']) { " k" } else { "" };
        let _ = write!(
            page,
            "<div class=\"r{class}\" id=\"f{file}-{number}\"><span class=\"n\">{number}</span><span class=\"c{remark}\">"
        );
        let mut marked = false;
        for (offset, c) in line.trim_end_matches(['\n', '\r']).char_indices() {
            let at = u32::try_from(start + offset).unwrap_or(u32::MAX);
            let inside = lacking.iter().any(|part| part.span.start <= at && at < part.span.end);
            if inside != marked {
                page.push_str(if inside { "<mark>" } else { "</mark>" });
                marked = inside;
            }
            page.push_str(&escape(c.encode_utf8(&mut [0; 4])));
        }
        if marked {
            page.push_str("</mark>");
        }
        let mut told: Vec<&str> = Vec::new();
        for part in lacking.iter().filter(|part| here(part)) {
            if !told.contains(&part.lack.zh.as_str()) {
                let _ = write!(page, "  <span class=\"l\">{}</span>", escape(&part.lack.zh));
                told.push(&part.lack.zh);
            }
        }
        page.push_str("</span></div>\n");
        start += line.len();
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

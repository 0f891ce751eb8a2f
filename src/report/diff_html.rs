//! A comparison as one page: a waterfall of the changes, who gains and who loses. The page needs nothing from any network.

use super::diff::{Comparison, amount, key, label};
use super::show::{Grouping, number};
use crate::diagnostic::Lang;
use crate::diff::effect::{Effect, RowEffect};
use crate::value::number::Number;
use crate::value::rounding::Rounding;

const STYLE: &str = "
:root{--bg:#fff;--fg:#1d2330;--soft:#6b7280;--line:#d9dee7;--up:#1a7f4b;--down:#c2410c;--all:#3b5b92;--band:#f4f6f9}
@media(prefers-color-scheme:dark){:root{--bg:#14181f;--fg:#e6e9ef;--soft:#9aa4b2;--line:#333b47;--up:#4ade80;--down:#fb923c;--all:#8fb0ea;--band:#1c222b}}
*{box-sizing:border-box}body{margin:0 auto;max-width:1080px;padding:28px 20px 60px;background:var(--bg);color:var(--fg);
font:16px/1.6 \"Noto Sans CJK SC\",\"Source Han Sans SC\",\"PingFang SC\",\"Microsoft YaHei\",sans-serif}
h1{font-size:1.5rem;margin:0 0 4px}h2{font-size:1.15rem;margin:34px 0 8px}p{margin:6px 0}.soft{color:var(--soft);font-size:.9rem}
.sum{display:flex;gap:28px;flex-wrap:wrap;margin:18px 0}.sum b{display:block;font-size:1.3rem;font-variant-numeric:tabular-nums}
svg{width:100%;height:auto;display:block}svg text{fill:var(--fg);font-size:14px}svg .n{text-anchor:end;font-variant-numeric:tabular-nums}
.up{fill:var(--up);color:var(--up)}.down{fill:var(--down);color:var(--down)}.all{fill:var(--all)}.rule{stroke:var(--line)}
.wide{overflow-x:auto}.wide svg{min-width:780px}.k{white-space:nowrap}table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{padding:5px 10px;border-bottom:1px solid var(--line);text-align:left}
th{color:var(--soft);font-weight:600;white-space:nowrap}tr:nth-child(even) td{background:var(--band)}.r{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
ol{padding-left:1.6em;margin:6px 0}li{margin:3px 0}";

/// Width of the chart, where its bars begin and end, and the height of one bar with its words.
const WIDTH: i64 = 1040;
const LEFT: i64 = 8;
const RIGHT: i64 = 850;
const STEP: i64 = 54;

/// The page.
pub fn write(comparison: &Comparison<'_>) -> String {
    let lang = comparison.lang;
    let (code, title) = match lang {
        Lang::Zh => ("zh-CN", "政策比较"),
        Lang::En => ("en", "Comparison of policies"),
    };
    let changes = comparison.changes.iter().map(|change| format!("<li>{}</li>\n", escaped(change.words().get(lang))));
    let mut body = format!(
        "<h1>{title}</h1>\n<p class=soft>{}<br>→ {}</p>\n",
        escaped(&comparison.names.0),
        escaped(&comparison.names.1)
    );
    if let Some(effect) = comparison.effect {
        body.push_str(&summary(effect, lang));
        body.push_str(&section(pick(lang, "每项变化的影响", "What each change does"), &waterfall(comparison, effect)));
        body.push_str(&format!("<p class=soft>{}</p>\n", escaped(&comparison.method(effect))));
    }
    let none = format!("<p>{}</p>", pick(lang, "两份政策没有实质变化", "The policies say the same."));
    let list =
        if comparison.changes.is_empty() { none } else { format!("<ol>\n{}</ol>\n", changes.collect::<String>()) };
    body.push_str(&section(pick(lang, "变化", "Changes"), &list));
    if let Some(effect) = comparison.effect {
        body.push_str(&gains(comparison, effect));
        body.push_str(&exclusions(effect, lang));
    }
    format!(
        "<!doctype html>\n<html lang={code}>\n<meta charset=utf-8>\n<meta name=viewport content=\"width=device-width,initial-scale=1\">\n\
         <meta name=color-scheme content=\"light dark\">\n<title>{title}</title>\n<style>{STYLE}</style>\n<body>\n{body}</body>\n</html>\n"
    )
}

fn pick(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn section(title: &str, body: &str) -> String {
    format!("<h2>{title}</h2>\n{body}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn said(effect: &Effect, value: &Number) -> String {
    number(value, &amount(&effect.column, ""), Grouping::Thousands)
}

fn signed(effect: &Effect, value: &Number) -> String {
    let plus = if value.is_positive() { "+" } else { "" };
    format!("{plus}{}", said(effect, value))
}

fn class(value: &Number) -> &'static str {
    match value.signum() {
        -1 => "down",
        0 => "all",
        _ => "up",
    }
}

/// The sums of the column before and after, over the rows that can be compared.
fn sums(effect: &Effect) -> (Number, Number) {
    let known = || effect.rows.iter().filter(|row| row.delta().is_some());
    (known().filter_map(|row| row.before.as_ref()).sum(), known().filter_map(|row| row.after.as_ref()).sum())
}

fn summary(effect: &Effect, lang: Lang) -> String {
    let (before, after) = sums(effect);
    let delta = &after - &before;
    let count = |test: fn(&Number) -> bool| {
        effect.rows.iter().filter(|row| row.delta().is_some_and(|delta| test(&delta))).count()
    };
    let faults = effect.rows.iter().filter(|row| row.delta().is_none()).count();
    let item = |words: &str, value: &str| format!("<div>{words}<b>{value}</b></div>\n");
    let heading = format!("{}（{}）", effect.column.heading, effect.column.unit);
    let mut out = format!("<p>{}</p>\n<div class=sum>\n", escaped(&heading));
    out.push_str(&item(pick(lang, "原合计", "before"), &said(effect, &before)));
    out.push_str(&item(pick(lang, "新合计", "after"), &said(effect, &after)));
    out.push_str(&item(
        pick(lang, "差额", "difference"),
        &format!("<span class={}>{}</span>", class(&delta), signed(effect, &delta)),
    ));
    out.push_str(&item(pick(lang, "增加", "gaining"), &count(Number::is_positive).to_string()));
    out.push_str(&item(pick(lang, "减少", "losing"), &count(Number::is_negative).to_string()));
    if faults > 0 {
        out.push_str(&item(pick(lang, "有错误、不能比较", "with faults, not compared"), &faults.to_string()));
    }
    out + "</div>\n"
}

/// One bar: from, to, its words, the amount at its end.
struct Bar {
    from: Number,
    to: Number,
    words: String,
    amount: String,
    class: &'static str,
}

fn bars(comparison: &Comparison<'_>, effect: &Effect, floor: &Number) -> Vec<Bar> {
    let lang = comparison.lang;
    let (before, after) = sums(effect);
    let total = |value: &Number, words: &str| Bar {
        from: floor.clone(),
        to: value.clone(),
        words: words.to_owned(),
        amount: said(effect, value),
        class: "all",
    };
    let mut bars = vec![total(&before, pick(lang, "原合计", "before"))];
    let mut at = before;
    for (index, part) in totals(effect).into_iter().enumerate() {
        let to = &at + &part;
        let words = match effect.groups.get(index) {
            Some(group) => format!("{}. {}", label(group), comparison.described(group)),
            None => pick(lang, "不能拆分的行", "rows that cannot be split").to_owned(),
        };
        bars.push(Bar { from: at, to: to.clone(), words, amount: signed(effect, &part), class: class(&part) });
        at = to;
    }
    bars.push(total(&after, pick(lang, "新合计", "after")));
    bars
}

/// The effect of each group over all rows, and that of the rows that cannot be split, if there are any.
fn totals(effect: &Effect) -> Vec<Number> {
    let part = |at: usize| effect.rows.iter().filter_map(|row| row.parts.get(at)).sum();
    let mut all: Vec<Number> = (0..effect.groups.len()).map(part).collect();
    let rest: Number = effect.rows.iter().filter(|row| row.parts.is_empty()).filter_map(RowEffect::delta).sum();
    if !rest.is_zero() {
        all.push(rest);
    }
    all
}

fn waterfall(comparison: &Comparison<'_>, effect: &Effect) -> String {
    let (before, _) = sums(effect);
    let mut levels = vec![before.clone()];
    let mut at = before;
    for part in totals(effect) {
        at = &at + &part;
        levels.push(at.clone());
    }
    let high = levels.iter().max().cloned().unwrap_or_default();
    let low = levels.iter().min().cloned().unwrap_or_default();
    let span = &high - &low;
    // The chart is cut above zero where the changes would not be seen otherwise.
    let cut = &low - &(&span * &Number::from(2));
    let floor = if span.is_zero() || !cut.is_positive() { Number::zero().min(low) } else { cut };
    let width = Number::from(RIGHT.saturating_sub(LEFT));
    let x = |value: &Number| {
        let share = (&(value - &floor) * &width).checked_div(&(&high - &floor)).unwrap_or_default();
        share.round(Rounding::HalfUp, &Number::one()).to_i64().unwrap_or(0).saturating_add(LEFT)
    };
    let bars = bars(comparison, effect, &floor);
    let height = STEP.saturating_mul(i64::try_from(bars.len()).unwrap_or(0)).saturating_add(8);
    let mut out = format!("<div class=wide><svg viewBox=\"0 0 {WIDTH} {height}\" role=img>\n");
    let mut top = 4i64;
    for (index, bar) in bars.iter().enumerate() {
        let (start, end) = (x(&bar.from).min(x(&bar.to)), x(&bar.from).max(x(&bar.to)));
        let (text, rect, next) = (top.saturating_add(16), top.saturating_add(23), top.saturating_add(STEP));
        let full = escaped(&bar.words);
        out.push_str(&format!(
            "<text x={LEFT} y={text}><title>{full}</title>{}</text>\n",
            escaped(&shortened(&bar.words))
        ));
        let broad = end.saturating_sub(start).max(2);
        out.push_str(&format!("<rect class={} x={start} y={rect} width={broad} height=22 rx=2 />\n", bar.class));
        let baseline = rect.saturating_add(16);
        out.push_str(&format!("<text class=n x={WIDTH} y={baseline}>{}</text>\n", bar.amount));
        if index.saturating_add(1) < bars.len() {
            let line = x(&bar.to);
            let (from, to) = (rect.saturating_add(22), next.saturating_add(23));
            out.push_str(&format!("<line class=rule x1={line} x2={line} y1={from} y2={to} />\n"));
        }
        top = next;
    }
    out.push_str("</svg></div>\n");
    if !floor.is_zero() {
        let words = pick(comparison.lang, "横轴不从零开始", "The axis does not begin at zero.");
        out.push_str(&format!("<p class=soft>{words}</p>\n"));
    }
    out
}

/// As much as a line of the chart holds; the whole text appears under the pointer.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn gains(comparison: &Comparison<'_>, effect: &Effect) -> String {
    let lang = comparison.lang;
    let mut moved: Vec<(&RowEffect, Number)> =
        effect.rows.iter().filter_map(|row| Some((row, row.delta()?))).filter(|(_, delta)| !delta.is_zero()).collect();
    moved.sort_by(|(a, first), (b, second)| second.cmp(first).then_with(|| a.key.cmp(&b.key)));
    let (up, mut down): (Vec<_>, Vec<_>) = moved.into_iter().partition(|(_, delta)| delta.is_positive());
    down.reverse();
    let mut out = section(pick(lang, "增加的", "Who gains"), &table(comparison, effect, &up));
    out.push_str(&section(pick(lang, "减少的", "Who loses"), &table(comparison, effect, &down)));
    out
}

fn table(comparison: &Comparison<'_>, effect: &Effect, rows: &[(&RowEffect, Number)]) -> String {
    let lang = comparison.lang;
    if rows.is_empty() {
        return format!("<p class=soft>{}</p>\n", pick(lang, "没有", "none"));
    }
    let mut out = String::from("<div class=wide><table>\n<tr>");
    for key in &effect.keys {
        out.push_str(&format!("<th>{}</th>", escaped(key)));
    }
    out.push_str(&format!("<th>{}</th>", pick(lang, "名称", "name")));
    let numbered = effect.groups.iter().map(|group| format!("{}{}", pick(lang, "变化", "change "), label(group)));
    let fixed =
        [("原", "before"), ("新", "after"), ("差额", "difference")].map(|(zh, en)| pick(lang, zh, en).to_owned());
    for heading in fixed.into_iter().chain(numbered) {
        out.push_str(&format!("<th class=r>{heading}</th>"));
    }
    out.push_str("</tr>\n");
    for (row, delta) in rows {
        out.push_str("<tr>");
        for value in &row.key {
            out.push_str(&format!("<td class=k>{}</td>", escaped(&key(std::slice::from_ref(value)))));
        }
        out.push_str(&format!("<td class=k>{}</td>", escaped(row.name.as_deref().unwrap_or(""))));
        for value in row.before.iter().chain(&row.after) {
            out.push_str(&format!("<td class=r>{}</td>", said(effect, value)));
        }
        out.push_str(&format!("<td class=\"r {}\">{}</td>", class(delta), signed(effect, delta)));
        for at in 0..effect.groups.len() {
            let part = row
                .parts
                .get(at)
                .map_or("—".to_owned(), |part| if part.is_zero() { "·".to_owned() } else { signed(effect, part) });
            out.push_str(&format!("<td class=r>{part}</td>"));
        }
        out.push_str("</tr>\n");
    }
    out + "</table></div>\n"
}

fn exclusions(effect: &Effect, lang: Lang) -> String {
    if effect.entered.is_empty() && effect.left.is_empty() {
        return String::new();
    }
    let mut body = String::from("<div class=wide><table>\n");
    for (all, verb) in
        [(&effect.entered, pick(lang, "新列入", "enters")), (&effect.left, pick(lang, "不再列入", "leaves"))]
    {
        for one in all {
            let cells = [verb, &one.rule, &one.table, &key(&one.key)].map(|cell| format!("<td>{}</td>", escaped(cell)));
            body.push_str(&format!("<tr>{}</tr>\n", cells.concat()));
        }
    }
    section(pick(lang, "排除的变化", "Exclusions"), &(body + "</table></div>\n"))
}

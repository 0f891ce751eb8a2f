//! The canonical form of a piece of policy text: two pieces with one form say the same.

use crate::builtin;
use crate::syntax::fold;

/// English words of expressions, and the Chinese that say the same.
const WORDS: &[(&str, &str)] = &[
    ("yes", "是"),
    ("no", "否"),
    ("missing", "缺失"),
    ("not-applicable", "不适用"),
    ("overall", "整体"),
    ("this-row", "本行"),
    ("parent", "上级"),
    ("and", "且"),
    ("or", "或"),
    ("not", "非"),
    ("value", "取值"),
    ("full-marks", "满分"),
    ("ascending", "升序"),
    ("descending", "降序"),
    ("ties-lowest", "并列取小"),
    ("ties-highest", "并列取大"),
    ("ties-average", "并列取平均"),
    ("no-ties", "不许并列"),
    ("linear", "线性"),
    ("nearest-rank", "最近秩"),
    ("half-even", "四舍六入五成双"),
    ("half-up", "四舍五入"),
    ("truncate", "舍去"),
    ("away-from-zero", "进一"),
    ("floor", "向下取整"),
    ("ceiling", "向上取整"),
    ("any", "任意"),
    ("ditto", "同上"),
    ("if", "若"),
    ("then", "则"),
    ("else", "否则"),
    ("by", "按"),
    ("when", "当"),
    ("same", "同"),
    ("at", "于"),
    ("to", "到"),
    ("within", "在"),
    ("not-within", "不在"),
    ("inside", "内"),
    ("in", "属于"),
    ("not-in", "不属于"),
    ("at-least", "不低于"),
    ("at-most", "不高于"),
    ("or-else", "缺失时取"),
    ("or-else-inapplicable", "不适用时取"),
    ("definition", "定义"),
    ("yuan", "元"),
    ("fen", "分"),
    ("points", "分"),
    ("pt", "分"),
    ("days", "天"),
    ("items", "件"),
    ("places", "位"),
    ("sum", "合计"),
    ("count", "计数"),
    ("mean", "平均"),
    ("weighted-mean", "加权平均"),
    ("max", "最大"),
    ("min", "最小"),
    ("exists", "存在"),
    ("all", "全部"),
    ("count-distinct", "去重计数"),
    ("list-out", "列出"),
    ("only", "唯一"),
    ("rank", "名次"),
    ("percentile", "百分位"),
    ("present", "有值"),
    ("applies", "适用"),
];

/// Without blanks and comments, in half width, with one spelling for each keyword, operator and quotation mark.
pub fn canon(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut quoted = false;
        let mut word = String::new();
        for c in fold(line).chars() {
            let quote = matches!(c, '"' | '“' | '”');
            let letter = c.is_ascii_alphabetic() || !word.is_empty() && (c.is_ascii_digit() || matches!(c, '-' | '_'));
            if !quoted && letter {
                word.push(c);
                continue;
            }
            spell(&mut word, &mut out);
            quoted ^= quote;
            match c {
                '#' if !quoted => break,
                _ if quote => out.push('"'),
                _ if quoted => out.push(c),
                c if c.is_whitespace() || c == '_' => {}
                '−' | '–' | '﹣' => out.push('-'),
                '×' | '✕' => out.push('*'),
                '÷' => out.push('/'),
                '≤' | '⩽' | '≦' => out.push_str("<="),
                '≥' | '⩾' | '≧' => out.push_str(">="),
                '≠' => out.push_str("!="),
                '→' => out.push_str("->"),
                '、' => out.push(','),
                '【' => out.push('['),
                '】' => out.push(']'),
                '「' | '」' | '『' | '』' => {}
                other => out.push(other),
            }
        }
        spell(&mut word, &mut out);
    }
    // The bars that close a row are not part of what it says.
    out.trim_end_matches('|').to_owned()
}

/// Writes a word in its one spelling.
fn spell(word: &mut String, out: &mut String) {
    if word.is_empty() {
        return;
    }
    let keyword = WORDS.iter().find(|(en, _)| *en == *word).map(|(_, zh)| *zh);
    out.push_str(keyword.or_else(|| builtin::find(word).map(|entry| entry.zh)).unwrap_or(word));
    word.clear();
}

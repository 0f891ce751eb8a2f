//! Fixes of values: units, rounding, absence, types.

use super::Trouble;

/// Types that are tried where one is missing, the likeliest first.
pub const TYPES: [&str; 9] = ["比例", "金额", "数量", "分值", "天数", "数值", "文本", "日期", "是否"];
const UNITS: [&str; 8] = ["元", "分", "件", "天", "%", "元/件", "万元", "人次"];

pub fn propose(trouble: &mut Trouble<'_>) {
    let span = trouble.span.clone();
    let found = trouble.found().to_owned();
    let line = trouble.line(span.start);
    match trouble.code() {
        "JY0311" | "JY0641" | "JY0633" => rounding(trouble),
        "JY0312" => {
            for unit in ["分", "元", "0.01%", "2位", "0.01分"] {
                trouble.replace(span.clone(), &format!("四舍五入到 {unit}"));
            }
        }
        "JY0303" | "JY0304" | "JY0305" | "JY0307" | "JY0310" | "JY0612" | "JY0804" | "JY0619" | "JY0620" | "JY0320" => {
            units(trouble);
        }
        "JY0316" => absent(trouble, &found),
        "JY0108" => {
            trouble.insert(span.end, " 否则 缺失");
            trouble.insert(span.end, " 否则 0");
        }
        "JY0313" => trouble.insert(span.end, " 缺失时取 0"),
        "JY0314" => trouble.insert(span.end, " 不适用时取 0"),
        "JY0315" => {
            for word in [" 缺失时取", " 不适用时取"] {
                if let Some(at) = found.find(word) {
                    trouble.replace(span.start + at..span.end, "");
                }
            }
        }
        "JY0321" => {
            let rest = trouble.slice(span.end..line.end).to_owned();
            if let (Some(at), Some(close)) = (rest.find('于'), rest.find([')', '）'])) {
                let end = rest.get(close..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
                if at < close {
                    trouble.replace(span.end..span.end + close + end, "");
                }
            }
        }
        "JY0319" => reversed(trouble, &found),
        "JY0301" => {
            if let Some(at) = found.find(['(', '（']) {
                trouble.replace(span.start + at..span.end, "");
            }
        }
        "JY0502" => {
            for ty in TYPES {
                trouble.insert(span.end, &format!(" : {ty}"));
            }
        }
        "JY0503" => {
            if let Some(at) = trouble.slice(line.clone()).find(" 可缺") {
                trouble.replace(line.start + at..line.start + at + " 可缺".len(), "");
            }
        }
        "JY0505" => {
            let text = trouble.slice(line.clone()).to_owned();
            if let (Some(at), Some(end)) = (text.find(" 以 "), text.find(" 计")) {
                trouble.replace(line.start + at..line.start + end + " 计".len(), "");
            }
        }
        "JY0526" => trouble.replace(span, found.trim_start_matches(['≥', '≤', '<', '>', '=', ' '])),
        "JY0525" => {
            if let Some((first, _)) = found.split_once(" 且 ") {
                trouble.replace(span, first);
            }
        }
        "JY0815" => {
            if let Some(rest) = found.strip_prefix("合计") {
                trouble.replace(span, &format!("列出{rest}"));
            }
        }
        "JY0816" => {
            for words in [" 并列取小", " 降序 并列取小"] {
                trouble.insert(span.end - 1, words);
            }
        }
        "JY0817" => trouble.insert(span.end - 1, " 定义 线性"),
        "JY0811" | "JY0802" => {
            for word in [" 升序", " 降序", " 当 ", " 同 "] {
                if let Some(at) = found.find(word) {
                    trouble.replace(span.start + at..span.end - 1, "");
                }
            }
        }
        _ => {}
    }
}

fn rounding(trouble: &mut Trouble<'_>) {
    let end = trouble.span.end;
    for unit in ["分", "0.01%", "2位"] {
        trouble.insert(end, &format!(" 四舍五入到 {unit}"));
    }
}

/// Numbers that lack a unit or have another one than is wanted.
fn units(trouble: &mut Trouble<'_>) {
    for span in trouble.labels() {
        let text = trouble.slice(span.clone()).to_owned();
        let body = text.trim_matches('"');
        let digits = body.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '_' | '-' | '−'));
        let number = body.get(..body.len() - digits.len()).unwrap_or("");
        if number.is_empty() {
            let bare = matches!(&*text, "满分" | "取值");
            if bare {
                trouble.replace(span.clone(), "100分");
            }
            // 取值 × 100
            if text.ends_with(|c: char| c.is_ascii_digit()) {
                trouble.insert(span.end, "分");
            }
            continue;
        }
        if body.len() < text.len() {
            trouble.replace(span.clone(), body);
        }
        for unit in UNITS {
            // Without a unit that the other side does not have, before it is made a share.
            if unit == "%" && !digits.is_empty() {
                trouble.replace(span.clone(), number);
            }
            trouble.replace(span.clone(), &format!("{number}{unit}"));
        }
        if trouble.code() == "JY0620" {
            trouble.replace(span.clone(), "满分");
        }
    }
}

/// `x = 缺失` as 非 有值(x).
fn absent(trouble: &mut Trouble<'_>, found: &str) {
    let span = trouble.span.clone();
    for (sign, not) in [("≠", ""), ("!=", ""), ("<>", ""), ("=", "非 ")] {
        if let Some((left, right)) = found.split_once(sign) {
            let (value, asks) = if right.contains("缺失") { (left, "有值") } else { (left, "适用") };
            trouble.replace(span, &format!("{not}{asks}({})", value.trim()));
            return;
        }
    }
}

fn reversed(trouble: &mut Trouble<'_>, found: &str) {
    let span = trouble.span.clone();
    let inner = found.get(1..found.len().saturating_sub(1)).unwrap_or("");
    if let (Some((low, high)), Some(open), Some(close)) =
        (inner.split_once([',', '，']), found.chars().next(), found.chars().next_back())
    {
        let (low, high) = (low.trim(), high.trim());
        if low.is_empty() && high.is_empty() {
            trouble.replace(span, "[0, )");
        } else {
            trouble.replace(span, &format!("{open}{high}, {low}{close}"));
        }
    }
}

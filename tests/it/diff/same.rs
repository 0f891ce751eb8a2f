//! Layout, width, order and the language of keywords are no change, in every policy that ships.

use super::{Overlay, pair};
use std::fs;
use std::path::{Path, PathBuf};

fn policies() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = vec![root.join("policies")];
    let mut found = vec!["examples/worked/worked.policy".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if crate::literate::is_policy(&path) && !path.to_string_lossy().ends_with(".cases.policy") {
                found.push(path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// Writes every shipped policy in another way and expects no change.
fn unchanged(rewrite: fn(&str) -> String) {
    for path in policies() {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)).unwrap();
        let text = text.replace("\r\n", "\n");
        let other = crate::literate::in_blocks(&path, &text, rewrite);
        assert_ne!(text, other, "{path}");
        let pair = pair(&path, &Overlay::default(), &Overlay::default().with(&path, &other));
        let told: Vec<String> = pair.changes.iter().map(|change| change.words().zh).collect();
        assert!(told.is_empty(), "{path}: {told:#?}");
    }
}

#[test]
fn layout_is_no_change() {
    unchanged(|text| {
        let spread = |line: &str| match line.trim() {
            "" => "\n# 空行\n\n".to_owned(),
            trimmed if trimmed.starts_with(['|', '#']) => format!("      {trimmed}\n"),
            trimmed => {
                let indent = if line.starts_with(' ') { "\t  " } else { "" };
                format!("{indent}{}   # 注释\n", trimmed.trim_end())
            }
        };
        text.lines().map(spread).collect()
    });
}

#[test]
fn full_width_is_no_change() {
    unchanged(|text| outside(text, |piece| piece.chars().map(wide).collect()));
}

fn wide(c: char) -> char {
    match c {
        '0'..='9' | ',' | ':' | '(' | ')' | '=' | '%' | '|' | '[' | ']' | '+' => {
            char::from_u32(u32::from(c) + 0xFEE0).unwrap()
        }
        '：' => ':',
        '，' => ',',
        '（' => '(',
        '）' => ')',
        '×' => '*',
        '÷' => '/',
        '−' => '-',
        other => other,
    }
}

#[test]
fn order_is_no_change() {
    unchanged(reversed);
}

const SCOPED: &[&str] = &["公式", "例外", "排除", "恢复", "断言", "约束"];
const FREE: &[&str] = &["单位", "参数", "枚举", "名单", "对照表", "表", "派生表", "考核", "分配", "输出"];
const EDITS: &[&str] = &["给定", "修改", "停用", "锁定", "增加"];

/// All declarations but the first from the last to the first, each behind its scope; edits follow what they may edit.
fn reversed(text: &str) -> String {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut head = String::new();
    let mut edits: Vec<(String, String)> = Vec::new();
    let mut editing = false;
    let mut scope = "整体：".to_owned();
    for line in text.lines() {
        let word = line.split(|c: char| c.is_whitespace() || c == '：' || c == ':').next().unwrap_or("");
        let opens =
            SCOPED.contains(&word) || FREE.contains(&word) || EDITS.contains(&word) || matches!(word, "每个" | "整体");
        editing = if opens { EDITS.contains(&word) } else { editing };
        let blocks = if editing { &mut edits } else { &mut blocks };
        if editing && opens {
            blocks.push((String::new(), format!("{line}\n")));
        } else if SCOPED.contains(&word) {
            blocks.push((scope.clone(), format!("{line}\n")));
        } else if FREE.contains(&word) {
            blocks.push((String::new(), format!("{line}\n")));
            if word != "输出" {
                scope = "整体：".to_owned();
            }
        } else if matches!(word, "每个" | "整体") {
            scope = line.to_owned();
        } else if let Some((_, block)) = blocks.last_mut() {
            block.push_str(line);
            block.push('\n');
        } else {
            head.push_str(line);
            head.push('\n');
        }
    }
    blocks.reverse();
    // A name that is retired may be declared anew.
    let (retired, edits): (Vec<_>, Vec<_>) = edits.into_iter().partition(|(_, edit)| edit.starts_with("停用"));
    let body: String =
        retired.iter().chain(&blocks).chain(&edits).map(|(scope, block)| format!("{scope}\n{block}")).collect();
    format!("{head}{body}")
}

#[test]
fn the_language_of_keywords_is_no_change() {
    unchanged(|text| {
        // What an edit quotes must read as the base does, and so keeps its language.
        let mut out = String::new();
        let mut quoting = false;
        for line in text.lines() {
            let starts = line.starts_with(|c: char| !c.is_whitespace() && c != '|');
            quoting = if starts { line.starts_with("修改") } else { quoting };
            let line = format!("{line}\n");
            out.push_str(&if quoting { line } else { outside(&line, english) });
        }
        out
    });
}

/// Rewrites what is neither quoted nor a comment nor a citation.
fn outside(text: &str, rewrite: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut rest = line;
        while !rest.is_empty() {
            let stop = rest.find(['"', '“', '「', '#', '《']).unwrap_or(rest.len());
            let basis = rest.find("依据").unwrap_or(rest.len());
            let stop = stop.min(basis);
            out.push_str(&rewrite(&rest[..stop]));
            rest = &rest[stop..];
            let close = match rest.chars().next() {
                Some('"') => rest[1..].find('"').map(|at| at + 2),
                Some('“') => rest.find('”').map(|at| at + '”'.len_utf8()),
                Some('「') => rest.find('」').map(|at| at + '」'.len_utf8()),
                Some(_) | None => None,
            };
            let end = close.unwrap_or(rest.len());
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        }
        out.push('\n');
    }
    out
}

fn english(piece: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    let mut before = ' ';
    for c in piece.chars().chain(['\n']) {
        if c.is_alphabetic() || c == '_' || c == '·' || (!word.is_empty() && c.is_ascii_digit()) {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            let known = KEYWORDS
                .iter()
                .find(|(zh, _)| *zh == word)
                .filter(|_| !before.is_ascii_digit() && before != '%' && before != '.');
            match known {
                Some((_, en)) => out.push_str(&format!(" {en} ")),
                None => out.push_str(&word),
            }
            word.clear();
        }
        before = c;
        out.push(c);
    }
    out.pop();
    out
}

const KEYWORDS: &[(&str, &str)] = &[
    ("政策", "policy"),
    ("版本", "version"),
    ("继承", "extends"),
    ("基准日", "as-of"),
    ("印发", "issued"),
    ("施行", "effective"),
    ("自", "since"),
    ("起", "on"),
    ("说明", "note"),
    ("单位", "unit"),
    ("参数", "parameter"),
    ("待定", "open"),
    ("枚举", "enum"),
    ("名单", "list"),
    ("对照表", "lookup"),
    ("得", "gives"),
    ("表", "table"),
    ("键", "key"),
    ("列", "column"),
    ("表头", "heading"),
    ("引用", "refers"),
    ("校验", "validate"),
    ("派生表", "derive"),
    ("取自", "rows"),
    ("联", "join"),
    ("汇总", "roll-up"),
    ("每个", "each"),
    ("整体", "overall"),
    ("公式", "formula"),
    ("例外", "except"),
    ("对", "of"),
    ("排除", "exclude"),
    ("除非", "unless"),
    ("理由", "reason"),
    ("分配", "allocate"),
    ("断言", "assert"),
    ("约束", "oblige"),
    ("给定", "given"),
    ("修改", "amend"),
    ("由", "from"),
    ("停用", "retire"),
    ("锁定", "lock"),
    ("增加", "extend"),
    ("输出", "output"),
    ("为", "as"),
    ("考核", "assessment"),
    ("于", "at"),
    ("缺项", "missing-item"),
    ("按权重折算", "rescale"),
    ("关键指标", "key-indicator"),
    ("参考指标", "reference-indicator"),
    ("权重", "weight"),
    ("赋分", "score"),
    ("取值", "value"),
    ("满分", "full-marks"),
    ("可缺", "optional"),
    ("若", "if"),
    ("则", "then"),
    ("否则", "else"),
    ("按", "by"),
    ("当", "when"),
    ("同", "same"),
    ("且", "and"),
    ("或", "or"),
    ("非", "not"),
    ("在", "within"),
    ("属于", "in"),
    ("不低于", "at-least"),
    ("不高于", "at-most"),
    ("缺失时取", "or-else"),
    ("缺失", "missing"),
    ("是", "yes"),
    ("否", "no"),
    ("升序", "ascending"),
    ("降序", "descending"),
    ("不许并列", "no-ties"),
    ("四舍五入到", "half-up to"),
    ("合计", "sum"),
    ("计数", "count"),
    ("存在", "exists"),
];

#[test]
fn brackets_units_and_types_have_one_form() {
    let before = "政策 甲\n参数 a : 金额 = 2.5万元\n参数 b : 比例 = 5%\n整体：\n公式 c : 金额 = (a × b) + 1元 四舍五入到 分\n输出 整体 : c\n";
    let after = "policy 甲\nparameter a : money = 25_000元\nparameter b : ratio = ５％\noverall：\nformula c : money = a * b + 1yuan half-up to 分\noutput overall : c\n";
    assert_eq!(super::changes(before, after), Vec::<String>::new());
}

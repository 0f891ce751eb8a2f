//! Cuts a text at the lines that start with a declaration's keyword, which is where the parser recovers.

use super::problem::Problem;
use crate::source::{SourceId, Span};

/// The byte range of one declaration, without what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    pub start: usize,
    pub end: usize,
}

/// Keywords that begin a declaration where they stand first on a line, Chinese and English.
pub const DECLARATIONS: &[(&str, &str)] = &[
    ("政策", "policy"),
    ("单位", "unit"),
    ("参数", "parameter"),
    ("枚举", "enum"),
    ("名单", "list"),
    ("对照表", "lookup"),
    ("派生表", "derive"),
    ("表", "table"),
    ("每个", "each"),
    ("整体", "overall"),
    ("公式", "formula"),
    ("考核", "assessment"),
    ("例外", "except"),
    ("排除", "exclude"),
    ("恢复", "reinstate"),
    ("分配", "allocate"),
    ("断言", "assert"),
    ("输出", "output"),
    ("修改", "amend"),
    ("停用", "retire"),
    ("锁定", "lock"),
    ("约束", "oblige"),
    ("增加", "extend"),
    ("案例", "case"),
    ("共用", "shared"),
    ("给定", "given"),
];

/// Letters of a word before the first declaration that are worth comparing with keywords.
const LONGEST_ORPHAN: usize = 40;

/// The declarations of a text. Text before the first one, and lines whose keyword runs into the name, are problems.
pub fn split(source: SourceId, text: &str, problems: &mut Vec<Problem>) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut current: Option<(usize, &str)> = None;
    let mut orphaned = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let indent = indentation(line);
        let rest = line.get(indent..).unwrap_or("");
        let start = at + indent;
        at += line.len();
        let keyword = starting_keyword(rest, current.map(|(_, keyword)| keyword));
        if let Some(keyword) = keyword {
            close(&mut chunks, current, start, text);
            current = Some((start, keyword));
            orphaned = false;
        } else if let Some((keyword, word)) = glued(rest, current.map(|(_, keyword)| keyword)) {
            close(&mut chunks, current.take(), start, text);
            orphaned = true;
            problems.push(Problem::Glued { span: Span::new(source, start, start + word), keyword });
        } else if misspelt(rest, current.map(|(_, keyword)| keyword)) || current.is_none() && !orphaned && is_text(rest)
        {
            close(&mut chunks, current.take(), start, text);
            orphaned = true;
            let end = start + rest.trim_end().len();
            let word = first_word(rest).chars().take(LONGEST_ORPHAN).collect();
            problems.push(Problem::Orphan { span: Span::new(source, start, end), word });
        }
    }
    close(&mut chunks, current, text.len(), text);
    chunks
}

fn close(chunks: &mut Vec<Chunk>, current: Option<(usize, &str)>, end: usize, text: &str) {
    if let Some((start, _)) = current {
        let body = text.get(start..end).unwrap_or("");
        chunks.push(Chunk { start, end: start + body.trim_end().len() });
    }
}

fn indentation(line: &str) -> usize {
    line.char_indices()
        .find(|(_, c)| !matches!(c, ' ' | '\t' | '\u{3000}' | '\u{00A0}' | '\u{FEFF}'))
        .map_or(line.len(), |(at, _)| at)
}

fn is_text(rest: &str) -> bool {
    !rest.trim().is_empty() && !rest.starts_with(['#', '＃'])
}

/// The word at the start of a line: letters and digits, with hyphens inside Latin keywords.
pub fn first_word(rest: &str) -> &str {
    let mut end = 0;
    for (at, c) in rest.char_indices() {
        let inside = c.is_alphanumeric()
            || c == '_'
            || c == '·'
            || (c == '-' && rest.is_char_boundary(at + 1) && at > 0 && rest.is_ascii());
        if !inside {
            break;
        }
        end = at + c.len_utf8();
    }
    rest.get(..end).unwrap_or("")
}

fn starting_keyword(rest: &str, within: Option<&'static str>) -> Option<&'static str> {
    let word = first_word(rest);
    let (zh, _) = DECLARATIONS.iter().find(|(zh, en)| *zh == word || *en == word)?;
    let after = rest.get(word.len()..).unwrap_or("").trim_start_matches([' ', '\t', '\u{3000}']);
    match *zh {
        // 整体.留存 may start a line inside an expression; a case holds its own 给定.
        "整体" => after.starts_with([':', '：']).then_some(zh),
        "给定" => (!matches!(within, Some("案例" | "共用"))).then_some(zh),
        // What is shared may stand on the lines below; a name that happens to be 共用 is followed by something else.
        "共用" => shares(after).then_some(zh),
        // A column may be named 单位 and stand first on a line of an output: `单位, 名称`.
        "单位" => after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '「' | '『')).then_some(zh),
        _ => Some(zh),
    }
}

/// Whether the rest of a line behind 共用 gives something, or leaves that to the lines below.
fn shares(after: &str) -> bool {
    let rest = after.trim_start();
    let clauses = ["给定", "given", "基准日", "as-of", "其余", "rest", "#", "＃"];
    rest.is_empty() || clauses.iter().any(|clause| rest.starts_with(clause))
}

/// `攻式 留用 = …`: a word that is nearly a keyword, a name, and a sign that only a declaration has there.
fn misspelt(rest: &str, within: Option<&'static str>) -> bool {
    let word = first_word(rest);
    let after = rest.get(word.len()..).unwrap_or("");
    let name = first_word(after.trim_start_matches([' ', '\t', '\u{3000}']));
    let behind = after.trim_start().get(name.len()..).unwrap_or("").trim_start();
    let declares = behind.starts_with([':', '：', '=', '＝']) || ["于", "对", "按"].contains(&first_word(behind));
    let clause = super::form::is_keyword(word) || within == Some("派生表");
    !clause
        && declares
        && !name.is_empty()
        && after.starts_with([' ', '\t', '\u{3000}'])
        && super::expect::near_keyword(word).is_some()
}

/// `参数下限 : 比例 …`: a keyword that runs into the name. Only where the line reads like a declaration.
fn glued(rest: &str, within: Option<&'static str>) -> Option<(&'static str, usize)> {
    const NAMED: &[&str] =
        &["参数", "公式", "考核", "例外", "排除", "派生表", "对照表", "枚举", "名单", "每个", "输出"];
    if within == Some("派生表") {
        return None;
    }
    let word = first_word(rest);
    let keyword = NAMED.iter().find(|keyword| word.starts_with(**keyword) && word != **keyword)?;
    let after = rest.get(word.len()..).unwrap_or("").trim_start_matches([' ', '\t', '\u{3000}']);
    let declares = match *keyword {
        "参数" | "名单" | "公式" | "枚举" | "每个" | "输出" => {
            after.starts_with([':', '：', '=', '＝']) && !after.starts_with("==")
        }
        "对照表" => after.starts_with('按'),
        "考核" => after.starts_with('于'),
        "例外" => after.starts_with('对'),
        "排除" | "派生表" => after.trim_end().is_empty() || after.starts_with('当'),
        _ => false,
    };
    declares.then_some((*keyword, word.len()))
}

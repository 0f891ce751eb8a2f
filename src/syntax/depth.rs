//! How deeply a text nests, found before the parser recurses into it, and room on the stack for what is deep.

use std::ops::Range;
use std::thread;

/// Nests deeper than this are refused before the parser sees them.
const DEEPEST: usize = 200;
/// Up to this depth any thread has room.
pub const SHALLOW: usize = 20;
/// Room for the deepest nest in the largest frames.
const ROOM: usize = 64 << 20;

/// Words that stand before an expression and nest with what follows, without brackets of their own.
const CONDITIONS: &[&str] =
    &["若", "如果", "if", "缺失时取", "不适用时取", "or-else", "or-else-inapplicable", "于", "at"];
const TABLES: &[&str] = &["按", "by"];
/// Words that no expression goes beyond.
const CLAUSES: &[&str] = &[
    "关键指标",
    "参考指标",
    "指标",
    "赋分",
    "权重",
    "依据",
    "说明",
    "列",
    "校验",
    "取自",
    "key-indicator",
    "reference-indicator",
    "indicator",
    "score",
    "weight",
    "basis",
    "note",
    "column",
    "validate",
    "rows",
];

/// What stands open between two brackets.
#[derive(Default)]
struct Level {
    conditions: usize,
    tables: usize,
}

/// The depth of a text, never less than what the parser will meet; `Err` with the place where it becomes too deep.
pub fn nest(text: &str) -> Result<usize, Range<usize>> {
    let mut levels = vec![Level::default()];
    let (mut depth, mut deepest, mut before) = (0usize, 0usize, ' ');
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or("");
        match c {
            '(' | '（' | '[' | '［' | '【' => {
                levels.push(Level::default());
                depth += 1;
            }
            ')' | '）' | ']' | '］' | '】' if levels.len() > 1 => {
                let closed = levels.pop().unwrap_or_default();
                depth = depth.saturating_sub(1 + closed.conditions + closed.tables);
            }
            '|' | '｜' | '│' => {
                if let Some(level) = levels.last_mut() {
                    depth = depth.saturating_sub(level.conditions);
                    level.conditions = 0;
                }
            }
            _ if is_inside(before) || !begins(c) => {}
            _ if stands(rest, CONDITIONS) => {
                if let Some(level) = levels.last_mut() {
                    level.conditions += 1;
                    depth += 1;
                }
            }
            _ if stands(rest, TABLES) => {
                if let Some(level) = levels.last_mut() {
                    level.tables += 1;
                    depth += 1;
                }
            }
            _ if stands(rest, CLAUSES) => {
                levels = vec![Level::default()];
                depth = 0;
            }
            _ => {}
        }
        if depth > DEEPEST {
            return Err(at..at + c.len_utf8());
        }
        deepest = deepest.max(depth);
        before = c;
    }
    Ok(deepest)
}

fn is_inside(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '·' | '.' | '．' | '-')
}

/// Whether one of the words above may begin so.
fn begins(c: char) -> bool {
    matches!(
        c,
        '若' | '如'
            | '缺'
            | '不'
            | '于'
            | '按'
            | '关'
            | '参'
            | '指'
            | '赋'
            | '权'
            | '依'
            | '说'
            | '列'
            | '校'
            | '取'
            | 'a'..='z'
    )
}

fn stands(rest: &str, words: &[&str]) -> bool {
    words.iter().any(|word| rest.strip_prefix(word).is_some_and(|after| !after.starts_with(is_inside)))
}

/// Does the work, on a stack of its own where it is deep.
pub fn with_room<T: Send>(deep: bool, work: impl Fn() -> T + Send + Sync) -> T {
    if deep {
        let done = thread::scope(|scope| {
            let builder = thread::Builder::new().stack_size(ROOM);
            builder.spawn_scoped(scope, &work).ok().and_then(|handle| handle.join().ok())
        });
        if let Some(done) = done {
            return done;
        }
    }
    work()
}

//! A change between two policies, in words.

use crate::diagnostic::Words;

/// A clause in which two declarations differ.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub key: String,
    pub place: Vec<Words>,
    pub old: Option<String>,
    pub new: Option<String>,
    pub bases: Vec<String>,
    pub moves: bool,
}

/// One semantic change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The declaration and the clause: 考核 年度考核 · 指标 线下采购占比 权重.
    pub place: Words,
    /// What stood there; `None` where nothing did.
    pub old: Option<String>,
    /// What stands there now; `None` where nothing does.
    pub new: Option<String>,
    /// The documents that the new text rests on (the old one, where it is gone).
    pub bases: Vec<String>,
    /// Whether it can move amounts: titles, notes and citations cannot.
    pub moves: bool,
    /// Which pair of declarations, and which clause of it (all of it, where empty).
    pub(super) key: (usize, String),
}

impl Change {
    pub(super) fn new(declaration: usize, head: &Words, found: Found) -> Change {
        // Inner names are set off by a point, the clause itself stands behind a blank.
        let join = |pick: fn(&Words) -> &String| {
            let mut text = pick(head).clone();
            let last = found.place.len().saturating_sub(1);
            for (index, part) in found.place.iter().enumerate() {
                let part = pick(part);
                let named =
                    index < last || found.old.is_none() || found.new.is_none() || part.contains([' ', '[', '≥', '≤']);
                match (part.is_empty(), named) {
                    (true, _) => {}
                    (false, true) => text.push_str(&format!(" · {part}")),
                    (false, false) => text.push_str(&format!(" {part}")),
                }
            }
            text
        };
        Change {
            place: Words::new(join(|words| &words.zh), join(|words| &words.en)),
            old: found.old,
            new: found.new,
            bases: found.bases,
            moves: found.moves,
            key: (declaration, found.key),
        }
    }

    /// The change without its basis: `单品种完成率下限：50% → 60%`.
    pub fn short(&self) -> Words {
        let tail = |added: &str, removed: &str, colon: &str| match (&self.old, &self.new) {
            (Some(old), Some(new)) => format!("{colon}{old} → {new}"),
            (None, Some(new)) if new.is_empty() => added.to_owned(),
            (None, Some(new)) => format!("{added}{colon}{new}"),
            (Some(old), None) if old.is_empty() => removed.to_owned(),
            (Some(old), None) => format!("{removed}{colon}{old}"),
            (None, None) => String::new(),
        };
        Words::new(
            format!("{}{}", self.place.zh, tail("（新增）", "（删去）", "：")),
            format!("{}{}", self.place.en, tail(" (added)", " (removed)", ": ")),
        )
    }

    /// The whole change in words: `参数 单品种完成率下限：50% → 60%，依据 第十四条`.
    pub fn words(&self) -> Words {
        let short = self.short();
        if self.bases.is_empty() {
            return short;
        }
        Words::new(
            format!("{}，依据 {}", short.zh, self.bases.join("；")),
            format!("{}, basis {}", short.en, self.bases.join("; ")),
        )
    }
}

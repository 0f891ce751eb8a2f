//! What files of cases explain in remarks: why no case can notice a change, or come to a part.

use super::suite::Suite;

/// The remarks of some suites, without their marks.
pub(super) struct Remarks(Vec<String>);

/// What a remark explains.
#[derive(Clone, Copy)]
pub(super) enum About {
    Mutant,
    Part,
    Edge,
}

impl Remarks {
    pub fn of<'s>(suites: impl IntoIterator<Item = &'s Suite>) -> Remarks {
        let texts = suites.into_iter().flat_map(|suite| {
            suite
                .base
                .sources
                .iter()
                .filter(|source| source.name() == suite.path)
                .map(|source| source.text().to_owned())
        });
        let mut remarks = Vec::new();
        for text in texts {
            let lines = text.lines().filter_map(|line| line.trim_start().strip_prefix(['#', '＃']));
            remarks
                .extend(lines.map(|line| line.trim_start_matches(['#', '＃', '-', ' ', '\t', '\u{3000}']).to_owned()));
        }
        Remarks(remarks)
    }

    /// The reason behind the words of a listing: `# 变异：把……改为……：理由`; none where no reason stands there.
    pub fn why(&self, about: About, words: &str) -> Option<String> {
        let marks = match about {
            About::Mutant => ["变异", "mutation"],
            About::Part => ["覆盖", "coverage"],
            About::Edge => ["界限", "edge"],
        };
        let colon = ['：', ':'];
        self.0.iter().find_map(|remark| {
            let rest = marks.iter().find_map(|mark| remark.strip_prefix(mark))?;
            let rest = rest.trim_start().strip_prefix(colon)?.trim_start().strip_prefix(words)?;
            let reason = rest.trim_start().strip_prefix(colon)?.trim();
            (!reason.is_empty()).then(|| reason.to_owned())
        })
    }
}

/// Letters of a text that are shown in a listing.
const SHOWN: usize = 60;

/// A text on one line, cut where it is long.
pub(super) fn short(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= SHOWN { text } else { text.chars().take(SHOWN).chain(['…']).collect() }
}

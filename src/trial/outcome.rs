//! What came of cases, as data.

use super::sheet::Spot;
use crate::diagnostic::{Diagnostic, Words};
use crate::source::Span;

/// What came of the cases of one file.
#[derive(Clone, Debug, Default)]
pub struct SuiteOutcome {
    /// The file in which the cases stand.
    pub path: String,
    /// What keeps all cases from being tried.
    pub problems: Vec<Diagnostic>,
    pub cases: Vec<CaseOutcome>,
}

/// What came of one case.
#[derive(Clone, Debug)]
pub struct CaseOutcome {
    pub name: String,
    /// From 1.
    pub line: u32,
    /// The row of a sheet, where the case stands in one; `line` is its row then.
    pub spot: Option<Spot>,
    /// Whether its expectations were computed and nobody has confirmed them yet.
    pub proposed: bool,
    pub expectations: usize,
    pub failures: Vec<Failure>,
    /// The text of the snapshot that the case asks for.
    pub snapshot: Option<String>,
}

impl CaseOutcome {
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// One expectation that did not hold, or what kept a case from being tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The expectation, or the case.
    pub span: Span,
    /// From 1, in the file of the cases.
    pub line: u32,
    pub spot: Option<Spot>,
    /// The line of a slip, and what of it is meant: the column (from 0) and the width, as shown.
    pub excerpt: Option<(String, usize, usize)>,
    /// The value or problem that it is about.
    pub what: Words,
    /// The legal bases of the rule that gives the value.
    pub clause: Vec<String>,
    /// The rule as written, on one line.
    pub rule: Option<String>,
    pub wanted: Option<Words>,
    pub actual: Option<Words>,
    /// Actual less expected, of numbers.
    pub difference: Option<String>,
    pub help: Option<Words>,
}

impl Failure {
    pub(super) fn new(span: Span, what: Words) -> Failure {
        Failure {
            span,
            line: 0,
            spot: None,
            excerpt: None,
            what,
            clause: Vec::new(),
            rule: None,
            wanted: None,
            actual: None,
            difference: None,
            help: None,
        }
    }

    #[must_use]
    pub(super) fn helped(mut self, help: Words) -> Failure {
        self.help = Some(help);
        self
    }
}

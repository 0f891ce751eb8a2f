//! Bad cells by the million: after the first few of a table each is kept as its place and its text, sixteen bytes and
//! what stands in the cell, and becomes a problem with words again when somebody asks.

use super::problem::DataProblem;
use super::told::bad_words;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Different kinds of problems that are told apart; behind that, kinds of one column and code are one.
const MOST_KINDS: usize = 10_000;

/// Problems that are not told one by one, in the order in which they were met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rest {
    /// What is wrong and where, without the row and the text of the cell.
    kinds: Vec<DataProblem>,
    /// The texts of all cells, one behind the other.
    texts: String,
    all: Vec<One>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct One {
    kind: u32,
    row: u32,
    /// Where the text ends; it begins where that of the problem before ends.
    end: usize,
}

/// Problems of one code in one column, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    pub code: &'static str,
    pub table: Option<Arc<str>>,
    pub column: Option<Arc<str>>,
    pub count: usize,
    /// The first of them.
    pub first: DataProblem,
}

impl Rest {
    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether nothing can be computed before they are mended.
    pub fn is_fatal(&self) -> bool {
        self.kinds.iter().any(|kind| kind.fatal)
    }

    /// The problems with their words.
    pub fn iter(&self) -> impl Iterator<Item = DataProblem> + '_ {
        let mut start = 0;
        self.all.iter().filter_map(move |one| {
            let text = self.texts.get(start..one.end).unwrap_or("");
            start = one.end;
            let kind = self.kinds.get(one.kind as usize)?.clone();
            let problem = if one.row == 0 { kind } else { kind.at_row(one.row) };
            Some(if text.is_empty() { problem } else { with_text(problem, text) })
        })
    }
}

/// Says in front what stands in the cell.
pub(super) fn with_text(mut problem: DataProblem, text: &str) -> DataProblem {
    let space = if problem.message.zh.starts_with('：') { "" } else { " " };
    problem.message.zh = format!("“{text}”{}", problem.message.zh);
    problem.message.en = format!("\"{text}\"{space}{}", problem.message.en);
    problem.with_value(text)
}

/// Takes problems until there are enough to tell, then only what is needed to tell them later.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    rest: Rest,
    /// The kind, and the words of a cell that is spoiled so.
    known: HashMap<Sort, (u32, Arc<str>)>,
}

/// Sheet, column, message and help.
type Sort = (usize, usize, String, String);
/// Code, table and column.
type Spot = (&'static str, Option<Arc<str>>, Option<Arc<str>>);

impl Gathering {
    /// A problem without its row and text; `place` is its sheet and column. Gives the words of its kind.
    pub fn take(&mut self, problem: DataProblem, (sheet, column): (usize, usize), row: u32, text: &str) -> Arc<str> {
        let many = self.rest.kinds.len() >= MOST_KINDS;
        let words = if many { (String::new(), problem.code.to_owned()) } else { words(&problem) };
        let kinds = &mut self.rest.kinds;
        let (kind, words) = self.known.entry((sheet, column, words.0, words.1)).or_insert_with(|| {
            let words = bad_words(&problem).into();
            kinds.push(problem);
            (u32::try_from(kinds.len().saturating_sub(1)).unwrap_or(u32::MAX), words)
        });
        self.rest.texts.push_str(text);
        self.rest.all.push(One { kind: *kind, row, end: self.rest.texts.len() });
        words.clone()
    }

    pub fn finish(self) -> Rest {
        self.rest
    }
}

fn words(problem: &DataProblem) -> (String, String) {
    (problem.message.zh.clone(), format!("{}{}", problem.code, problem.help.zh))
}

/// Problems and those they stand for, by code and column, the most frequent first.
pub fn causes(problems: &[DataProblem]) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    let mut places: BTreeMap<Spot, usize> = BTreeMap::new();
    let mut count = |problem: &DataProblem, more: usize| {
        let column = problem.column.as_ref().map(|column| column.name.clone());
        let name = (problem.code, problem.table.clone(), column.clone());
        let at = *places.entry(name).or_insert_with(|| {
            let (code, table, first) = (problem.code, problem.table.clone(), problem.clone());
            causes.push(Cause { code, table, column, count: 0, first });
            causes.len().saturating_sub(1)
        });
        if let Some(cause) = causes.get_mut(at) {
            cause.count = cause.count.saturating_add(more);
        }
    };
    for problem in problems {
        let Some(rest) = &problem.rest else {
            count(problem, 1);
            continue;
        };
        let mut by_kind = vec![0usize; rest.kinds.len()];
        for one in &rest.all {
            if let Some(place) = by_kind.get_mut(one.kind as usize) {
                *place = place.saturating_add(1);
            }
        }
        rest.kinds.iter().zip(by_kind).for_each(|(kind, more)| count(kind, more));
    }
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.count));
    causes
}

/// All problems one by one, those too that another stands for.
pub fn each(problems: &[DataProblem]) -> impl Iterator<Item = DataProblem> + '_ {
    problems.iter().flat_map(|problem| -> Box<dyn Iterator<Item = DataProblem> + '_> {
        match &problem.rest {
            Some(rest) => Box::new(rest.iter()),
            None => Box::new(std::iter::once(problem.clone())),
        }
    })
}

/// How many problems there are.
pub fn count(problems: &[DataProblem]) -> usize {
    problems.iter().map(|problem| problem.rest.as_ref().map_or(1, |rest| rest.len())).sum()
}

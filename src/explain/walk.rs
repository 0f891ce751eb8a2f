//! What one explanation remembers: the run, the policy's text, and which values it has explained already.

use super::ask::Grounds;
use super::tree::{Exact, Node, NodeKind, Origin, Step};
use crate::diagnostic::Words;
use crate::ir::expr::RowPath;
use crate::ir::ids::{ExprId, ParamId, SlotId, TableId};
use crate::ir::program::Program;
use crate::layer::Merged;
use crate::rows::{Env, Evaluation, Failure};
use crate::source::{Sources, Span};
use crate::value::types::Type;
use crate::value::value::Value;
use crate::wording::{fault, row, value};
use std::collections::BTreeSet;

/// The walk through a program.
pub(super) struct Walk<'a, 'p> {
    pub run: &'a Evaluation<'p>,
    pub program: &'p Program,
    pub sources: &'a Sources,
    pub merged: Option<&'a Merged>,
    /// Rows of an aggregate that are shown one by one.
    pub rows: usize,
    seen: BTreeSet<(SlotId, Option<usize>)>,
    params: BTreeSet<ParamId>,
    /// How many expressions the walk stands in.
    depth: usize,
}

/// Expressions within expressions, through the values that they read, before a value is only shown: the walk is a
/// recursion, and a reader has long lost the thread.
const DEEPEST: usize = 200;

/// What the walk through one expression found: values for the text, steps, and what is to be explained below.
#[derive(Default)]
pub(super) struct Trail {
    pub put: Vec<(Span, String)>,
    pub steps: Vec<Step>,
    pub children: Vec<Node>,
}

impl<'a, 'p> Walk<'a, 'p> {
    pub fn new(run: &'a Evaluation<'p>, grounds: Grounds<'a>) -> Self {
        let Grounds { sources, merged, rows } = grounds;
        let (seen, params) = (BTreeSet::new(), BTreeSet::new());
        Walk { run, program: run.program(), sources, merged, rows, seen, params, depth: 0 }
    }

    /// Whether a value is met for the first time; it counts as explained from here on.
    pub fn first(&mut self, slot: SlotId, row: Option<usize>) -> bool {
        self.seen.insert((slot, row))
    }

    /// Walks one expression deeper.
    pub fn deeper(&mut self, walk: impl FnOnce(&mut Self)) {
        self.depth = self.depth.saturating_add(1);
        walk(self);
        self.depth = self.depth.saturating_sub(1);
    }

    /// Whether what comes next is to be shown without its derivation.
    pub fn is_too_deep(&self) -> bool {
        self.depth > DEEPEST
    }

    /// Whether a parameter is met for the first time.
    pub fn first_param(&mut self, param: ParamId) -> bool {
        self.params.insert(param)
    }

    /// The row that a path leads to.
    pub fn follow(&self, path: &RowPath, env: &Env) -> Option<usize> {
        let start = env.row(path.frame)?;
        self.run.follow(TableId::at(0), start, &path.via)
    }

    pub fn ty(&self, id: ExprId) -> Option<&'p Type> {
        self.program.expr(id).map(|expr| &expr.ty)
    }

    pub fn span(&self, id: ExprId) -> Span {
        self.program.expr(id).map(|expr| expr.span).unwrap_or_default()
    }

    /// The value of an expression in words; `Err` with the words of the fault.
    pub fn shown(&self, id: ExprId, env: &Env) -> Result<String, Words> {
        let value = self.run.eval(id, env);
        self.words(self.ty(id), &value)
    }

    pub fn words(&self, ty: Option<&Type>, value: &Result<Value, Failure>) -> Result<String, Words> {
        match (value, ty) {
            (Ok(value), Some(ty)) => Ok(value::typed(self.program, ty, value)),
            (Ok(value), None) => Ok(value::bare(value)),
            (Err(failure), _) => Err(fault::short(self.program, self.run.fault(failure))),
        }
    }

    /// The value of a slot on a row in words.
    pub fn slot_words(&self, slot: SlotId, row: Option<usize>) -> Result<String, Words> {
        let value = self.run.value(slot, row).map_err(Failure::from);
        self.words(self.program.slot(slot).map(|slot| &slot.ty), &value)
    }

    /// The value of an expression in the words of both languages.
    pub fn told(&self, id: ExprId, env: &Env) -> Result<Words, Words> {
        let value = self.run.eval(id, env);
        self.words(self.ty(id), &value).map(|text| spoken(value.as_ref().ok(), text))
    }

    /// The value of a slot on a row in the words of both languages.
    pub fn slot_told(&self, slot: SlotId, row: Option<usize>) -> Result<Words, Words> {
        let value = self.run.value(slot, row);
        self.slot_words(slot, row).map(|text| spoken(value.as_ref().ok(), text))
    }

    /// Sets the value of a node.
    pub fn set(&self, node: &mut Node, value: Result<Words, Words>) {
        match value {
            Ok(words) => node.value = Some(words),
            Err(words) => {
                node.value = Some(Words::new(format!("算不出：{}", words.zh), format!("no value: {}", words.en)));
                node.is_fault = true;
            }
        }
    }

    /// A row in words.
    pub fn row_name(&self, table: TableId, row: usize) -> Words {
        row::name(self.program, Some(table), &self.run.key(table, row))
    }

    /// Where a row stood in the data.
    pub fn origin(&self, table: Option<TableId>, row: Option<usize>) -> Option<Origin> {
        let (source, row) = self.run.origin(table?, row?)?;
        Some(Origin { source, row })
    }

    /// A value without loss; `None` where there is none.
    pub fn exact(&self, ty: Option<&Type>, value: &Result<Value, Failure>) -> Option<Exact> {
        let text = match value.as_ref().ok()? {
            Value::Number(number) => number.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Text(text) => text.to_string(),
            Value::Bool(_) => value::bare(value.as_ref().ok()?),
            Value::Missing | Value::NotApplicable => return None,
        };
        Some(Exact { text, unit: ty.map(|ty| value::unit(self.program, ty)).unwrap_or_default() })
    }

    /// A node with the value of an expression.
    pub fn valued(&self, kind: NodeKind, title: Words, id: ExprId, env: &Env) -> Node {
        let value = self.run.eval(id, env);
        let words = self.words(self.ty(id), &value).map(|text| spoken(value.as_ref().ok(), text));
        let mut node = self.leaf(kind, title, words);
        node.exact = self.exact(self.ty(id), &value);
        node
    }

    /// The text of an expression on one line, without comments.
    pub fn text(&self, span: Span) -> String {
        flat(self.sources.slice(span))
    }

    /// The text of an expression with values in the place of what it read; `None` where nothing was put in.
    pub fn put_in(&self, span: Span, put: &[(Span, String)]) -> Option<String> {
        let inside = |part: &Span| part.source == span.source && part.start >= span.start && part.end <= span.end;
        let mut parts: Vec<(Span, &String)> =
            put.iter().filter(|(part, _)| inside(part)).map(|(part, text)| (self.tight(*part), text)).collect();
        // Of two parts that overlap the longer one stands: it was put in as a whole.
        parts.sort_by_key(|(part, _)| (part.start, std::cmp::Reverse(part.end)));
        let mut text = String::new();
        let mut at = span.start;
        let mut any = false;
        for (part, value) in parts {
            if part.start < at || part.start == part.end {
                continue;
            }
            text.push_str(self.sources.slice(Span { start: at, end: part.start, ..span }));
            text.push_str(value);
            at = part.end;
            any = true;
        }
        text.push_str(self.sources.slice(Span { start: at, ..span }));
        any.then(|| flat(&text))
    }

    /// A place without the blanks behind it.
    fn tight(&self, span: Span) -> Span {
        let text = self.sources.slice(span);
        let blanks = text.len().saturating_sub(text.trim_end().len());
        Span { end: span.end.saturating_sub(u32::try_from(blanks).unwrap_or(0)), ..span }
    }

    /// The text of a row of a table without the bars at its ends.
    pub fn row_text(&self, span: Span) -> String {
        bare_row(&self.text(span))
    }

    /// A leaf for a value that is not explained further.
    pub fn leaf(&self, kind: NodeKind, title: Words, value: Result<Words, Words>) -> Node {
        let mut node = Node::new(kind, title);
        self.set(&mut node, value);
        node
    }
}

/// A value as it is shown, in English where it is a word of the language.
fn spoken(value: Option<&Value>, text: String) -> Words {
    match value.and_then(value::english) {
        Some(english) => Words::new(text, english),
        None => Words::same(text),
    }
}

/// Values in the brackets of each language, behind what they were put into.
pub(super) fn bracketed(filled: &str) -> Words {
    Words::new(format!("（{filled}）"), format!(" ({filled})"))
}

/// A row of a table without the bars at its ends.
pub(super) fn bare_row(text: &str) -> String {
    text.trim().trim_start_matches(['|', '｜']).trim_end_matches(['|', '｜']).trim().to_owned()
}

/// Lines joined by single blanks, comments left out.
fn flat(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let mut quoted = false;
        let end = line.char_indices().find(|(_, c)| {
            quoted ^= matches!(c, '"' | '“' | '”');
            !quoted && matches!(c, '#' | '＃')
        });
        line.get(..end.map_or(line.len(), |(at, _)| at)).unwrap_or(line)
    });
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

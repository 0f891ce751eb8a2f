//! The explanation as data: the same run and question give the same tree.

use crate::diagnostic::Words;
use crate::ir::batch::SourceName;
use crate::ir::program::Basis;
use crate::layer::EditKind;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::wording::row;
use std::sync::Arc;

/// The version of this structure and of all forms that are drawn from it; it grows when a field changes its meaning.
pub const VERSION: u32 = 1;

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The row (or the whole) that was asked about.
    pub subject: Words,
    /// Where the row stood in the data; `None` for the whole and for derived rows.
    pub origin: Option<Origin>,
    pub nodes: Vec<Node>,
}

/// Where a row stood in the data: the file, in a workbook the sheet, and the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub source: SourceName,
    pub row: u32,
}

/// A value without any loss, for other programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exact {
    /// The exact decimal, or `1/3` where it never ends; dates, texts and 是/否 as they are.
    pub text: String,
    pub unit: String,
}

/// The layer that a rule comes from, or that changed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The name of the layer's policy.
    pub layer: Arc<str>,
    /// What it changed; `None` where it declares the rule.
    pub change: Option<Change>,
}

/// What a layer did to a rule of a layer below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub kind: EditKind,
    pub old: String,
    pub new: String,
    pub bases: Vec<Arc<str>>,
}

/// One rounding, exact on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounded {
    pub mode: Rounding,
    pub quantum: Number,
    pub before: Number,
    pub after: Number,
}

/// One value and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub kind: NodeKind,
    pub title: Words,
    /// The row, where it is not the one that the node above stands on.
    pub place: Option<Words>,
    /// The value with its unit, or why there is none.
    pub value: Option<Words>,
    pub exact: Option<Exact>,
    /// What the formula alone comes to, where an exception gives another value.
    pub by_formula: Option<String>,
    pub is_fault: bool,
    /// The expression as written, on one line.
    pub formula: Option<String>,
    /// The expression with the values put in; `None` where nothing was to be put in.
    pub substituted: Option<String>,
    /// What happened on the way, in the order of the expression.
    pub steps: Vec<Step>,
    pub bases: Vec<Basis>,
    /// The layers that made the rule what it is, from the base up; empty for a policy of one layer.
    pub layers: Vec<Provenance>,
    pub note: Option<String>,
    /// Where an input stood in the data.
    pub origin: Option<Origin>,
    /// Whether the derivation stands further up already and is not repeated.
    pub repeated: bool,
    pub children: Vec<Node>,
}

/// What sort of thing a node explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeKind {
    Output,
    Formula,
    Column,
    Param,
    Aggregate,
    /// A row that entered an aggregate.
    Row,
    Lookup,
    Exception,
    Indicator,
    Assessment,
    Share,
    Reasons,
}

/// Something that happened while an expression was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub kind: StepKind,
    pub words: Words,
    /// The exact numbers of a rounding.
    pub rounding: Option<Box<Rounded>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// The branch that was taken, and why.
    Taken,
    /// A branch that was not taken, and why.
    NotTaken,
    /// Before → after.
    Rounding,
    /// What a floor or a cap did.
    Clamp,
    /// What stood in for a value that is absent.
    Absent,
    /// The row of a table that answered.
    Answer,
    /// A row of a table that did not.
    NoAnswer,
    /// How many rows entered.
    Rows,
    /// A condition that held, or did not.
    Condition,
    /// What an exception set.
    Effect,
    /// Whatever else is worth knowing.
    Remark,
}

impl Node {
    pub(super) fn new(kind: NodeKind, title: Words) -> Node {
        Node {
            kind,
            title,
            place: None,
            value: None,
            exact: None,
            by_formula: None,
            is_fault: false,
            formula: None,
            substituted: None,
            steps: Vec::new(),
            bases: Vec::new(),
            layers: Vec::new(),
            note: None,
            origin: None,
            repeated: false,
            children: Vec::new(),
        }
    }

    /// Takes what stands below; a plain value that is there already is not repeated.
    pub(super) fn adopt(&mut self, below: Vec<Node>) {
        for node in below {
            if !node.children.is_empty() || !self.children.contains(&node) {
                self.children.push(node);
            }
        }
    }

    pub(super) fn step(&mut self, kind: StepKind, words: Words) {
        self.steps.push(Step { kind, words, rounding: None });
    }

    pub(super) fn rounded(&mut self, words: Words, rounded: Rounded) {
        self.steps.push(Step { kind: StepKind::Rounding, words, rounding: Some(Box::new(rounded)) });
    }
}

impl Origin {
    /// demo.xlsx，工作表“集采品种”，第 17 行
    pub fn words(&self) -> Words {
        row::origin(&self.source, self.row)
    }
}

impl Rounded {
    /// What rounding added; below zero where it took something away.
    pub fn gain(&self) -> Number {
        &self.after - &self.before
    }
}

impl StepKind {
    /// The word before a step.
    pub fn words(self) -> Words {
        match self {
            StepKind::Taken => Words::new("取", "taken"),
            StepKind::NotTaken => Words::new("未取", "not taken"),
            StepKind::Rounding => Words::new("取整", "rounding"),
            StepKind::Clamp => Words::new("限额", "bound"),
            StepKind::Absent => Words::new("缺值", "absent"),
            StepKind::Answer => Words::new("命中", "answers"),
            StepKind::NoAnswer => Words::new("未命中", "does not answer"),
            StepKind::Rows => Words::new("行数", "rows"),
            StepKind::Condition => Words::new("条件", "condition"),
            StepKind::Effect => Words::new("结果", "effect"),
            StepKind::Remark => Words::new("注", "note"),
        }
    }
}

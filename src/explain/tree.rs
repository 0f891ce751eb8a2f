//! The explanation as data: the same run and question give the same tree.

use crate::diagnostic::Words;
use crate::ir::program::Basis;

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The row (or the whole) that was asked about.
    pub subject: Words,
    /// Where the row stood in the data; `None` for the whole and for derived rows.
    pub origin: Option<Words>,
    pub nodes: Vec<Node>,
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
    pub is_fault: bool,
    /// The expression as written, on one line.
    pub formula: Option<String>,
    /// The expression with the values put in; `None` where nothing was to be put in.
    pub substituted: Option<String>,
    /// What happened on the way, in the order of the expression.
    pub steps: Vec<Step>,
    pub bases: Vec<Basis>,
    pub note: Option<String>,
    /// Where an input stood in the data.
    pub origin: Option<Words>,
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
            is_fault: false,
            formula: None,
            substituted: None,
            steps: Vec::new(),
            bases: Vec::new(),
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
        self.steps.push(Step { kind, words });
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

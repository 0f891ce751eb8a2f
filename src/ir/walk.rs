//! Which nodes stand right below a node: for all that walk an expression without evaluating it.

use super::expr::{Aggregate, Cell, ExprKind};
use super::ids::ExprId;

impl ExprKind {
    /// The nodes right below, as written; not those inside an aggregate or a decision table.
    pub fn children(&self) -> Vec<ExprId> {
        match self {
            ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::Slot(..)
            | ExprKind::Whole(_)
            | ExprKind::Local(_)
            | ExprKind::Aggregate(_) => Vec::new(),
            ExprKind::ParamAt { day, .. } => vec![*day],
            ExprKind::Negate(inner) | ExprKind::Not(inner) => vec![*inner],
            ExprKind::Binary(_, left, right) | ExprKind::AtLeast(left, right) | ExprKind::AtMost(left, right) => {
                vec![*left, *right]
            }
            ExprKind::If { test, then, otherwise } => vec![*test, *then, *otherwise],
            ExprKind::Between { value, low, high } => {
                let mut below = vec![*value];
                below.extend(low.iter().map(|(bound, _)| *bound));
                below.extend(high.iter().map(|(bound, _)| *bound));
                below
            }
            ExprKind::InList { value, .. } | ExprKind::Round { value, .. } | ExprKind::Has { value, .. } => {
                vec![*value]
            }
            ExprKind::InSet { value, set } => {
                let mut below = vec![*value];
                below.extend(set);
                below
            }
            ExprKind::OrElse { value, other, .. } => vec![*value, *other],
            ExprKind::Call(_, args) => args.clone(),
            ExprKind::Decide { keys, .. } => keys.clone(),
        }
    }
}

impl Aggregate {
    /// The expressions that are evaluated on the rows of the aggregated table.
    pub fn inner(&self) -> Vec<ExprId> {
        let mut inner: Vec<ExprId> = self.joins.iter().map(|(left, _)| *left).collect();
        inner.extend(self.filter);
        inner.extend(self.value);
        inner.extend(self.weight);
        inner.extend(self.then.iter().map(|key| key.value));
        inner
    }

    /// The expressions that are evaluated on the enclosing rows.
    pub fn outer(&self) -> Vec<ExprId> {
        let mut outer: Vec<ExprId> = self.joins.iter().map(|(_, right)| *right).collect();
        outer.extend(self.own);
        outer.extend(self.then.iter().map(|key| key.own));
        outer
    }
}

impl Cell {
    /// The values and bounds that the cell compares its key with.
    pub fn bounds(&self) -> Vec<ExprId> {
        match self {
            Cell::Any | Cell::Absent(_) => Vec::new(),
            Cell::OneOf(values) | Cell::NoneOf(values) => values.clone(),
            Cell::Within { low, high } => low.iter().chain(high).map(|(bound, _)| *bound).collect(),
        }
    }
}

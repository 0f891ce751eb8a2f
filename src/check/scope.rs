//! What an expression can see where it stands: rows, local names, and what is known not to be absent.

use crate::ir::expr::{ExprKind, RowPath};
use crate::ir::ids::{LocalId, SlotId, TableId};
use crate::value::number::Number;
use crate::value::op::Absence;
use crate::value::types::Type;
use std::sync::Arc;

/// The rows in scope by frame (0 = the row of the rule, absent on the whole), and the names that stand for values.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub frames: Vec<Option<TableId>>,
    pub locals: Vec<Local>,
    /// 取值, where there is one.
    pub value: Option<(LocalId, Type)>,
    /// 满分, where there is one.
    pub full: Option<Number>,
    pub(super) known: Vec<(Target, Absence)>,
}

#[derive(Clone, Debug)]
pub struct Local {
    pub name: Arc<str>,
    pub id: LocalId,
    pub ty: Type,
}

/// A value that a test can show to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Slot(RowPath, SlotId),
    Whole(SlotId),
    Local(LocalId),
}

impl Scope {
    /// The scope of a rule on the rows of a table, or on the whole.
    pub fn of(table: Option<TableId>) -> Self {
        Scope { frames: vec![table], ..Scope::default() }
    }

    /// The table of the innermost row, if there is a row at all.
    pub fn innermost(&self) -> Option<TableId> {
        self.frames.iter().rev().find_map(|frame| *frame)
    }

    /// The frames from the innermost outwards, with their numbers.
    pub fn rows(&self) -> impl Iterator<Item = (u32, TableId)> + '_ {
        let numbered = self.frames.iter().enumerate().rev();
        numbered.filter_map(|(index, table)| Some((u32::try_from(index).ok()?, (*table)?)))
    }

    /// The same scope with one more row inside, and the number of its frame.
    pub fn inside(&self, table: TableId) -> (Scope, u32) {
        let mut scope = self.clone();
        let frame = u32::try_from(scope.frames.len()).unwrap_or(u32::MAX);
        scope.frames.push(Some(table));
        (scope, frame)
    }

    /// The same scope where these values are known to be there.
    pub fn knowing(&self, facts: impl IntoIterator<Item = (Target, Absence)>) -> Scope {
        let mut scope = self.clone();
        scope.known.extend(facts);
        scope
    }

    /// The type of a value here: what is known to be there cannot be absent.
    pub fn narrowed(&self, kind: &ExprKind, mut ty: Type) -> Type {
        let target = match kind {
            ExprKind::Slot(path, slot) => Target::Slot(path.clone(), *slot),
            ExprKind::Whole(slot) => Target::Whole(*slot),
            ExprKind::Local(local) => Target::Local(*local),
            _ => return ty,
        };
        for (known, absence) in &self.known {
            if *known == target {
                match absence {
                    Absence::Missing => ty.missing = false,
                    Absence::Inapplicable => ty.inapplicable = false,
                }
            }
        }
        ty
    }
}

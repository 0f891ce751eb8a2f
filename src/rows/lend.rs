//! A finished run under a program that has grown by an expression.

use super::aggregate::Memo;
use super::needs;
use super::state::Evaluation;
use crate::ir::program::{Program, TableSource};
use std::mem::take;
use std::sync::OnceLock;

impl Evaluation<'_> {
    /// Asks something of all that was computed under another program of the same policy, one that has a further expression:
    /// what is settled need not be settled again. `None` where the other program is not of this policy.
    pub fn lend<R>(&mut self, program: &Program, ask: impl FnOnce(&Evaluation<'_>) -> R) -> Option<R> {
        if !is_grown_from(program, self.program) {
            return None;
        }
        let needs = needs::survey(program);
        let lent = Evaluation {
            program,
            tables: take(&mut self.tables),
            columns: take(&mut self.columns),
            links: take(&mut self.links),
            bad: take(&mut self.bad),
            blames: take(&mut self.blames),
            unknown: self.unknown.clone(),
            // What is remembered belongs to expressions, which have other numbers there.
            memos: program.aggregates.iter().map(|aggregate| Memo::new(aggregate, &needs)).collect(),
            needs,
            plans: program.decisions.iter().map(|_| OnceLock::new()).collect(),
            outputs: Vec::new(),
            watch: None,
            streamed: self.streamed.take(),
        };
        let answer = ask(&lent);
        let Evaluation { tables, columns, links, bad, blames, streamed, .. } = lent;
        (self.tables, self.columns, self.links) = (tables, columns, links);
        (self.bad, self.blames, self.streamed) = (bad, blames, streamed);
        Some(answer)
    }
}

/// Whether tables, references and slots of a program have the same numbers in the one that it was made beside; that one may
/// have more of them, for its outputs.
fn is_grown_from(grown: &Program, base: &Program) -> bool {
    let input = |source: &TableSource| match source {
        TableSource::Input(input) => Some(*input),
        TableSource::Derived(_) => None,
    };
    grown.slots.len() <= base.slots.len()
        && grown.tables.len() == base.tables.len()
        && grown.relations.len() == base.relations.len()
        && grown.slots.iter().zip(&base.slots).all(|(one, other)| {
            one.name == other.name && one.owner == other.owner && one.ty == other.ty && one.span == other.span
        })
        && grown.tables.iter().zip(&base.tables).all(|(one, other)| {
            one.name == other.name && one.columns == other.columns && input(&one.source) == input(&other.source)
        })
        && grown
            .relations
            .iter()
            .zip(&base.relations)
            .all(|(one, other)| one.from == other.from && one.to == other.to && one.columns == other.columns)
}

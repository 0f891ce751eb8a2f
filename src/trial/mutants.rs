//! The small changes of a policy that its cases should notice, each as a sentence and as a change of the program.

use super::alter::{beside, flipped, other, rounding, sign, swapped};
use super::remarks::short;
use super::sites::{Owner, OwnerKind, Seen, inside, owners};
use crate::diagnostic::Words;
use crate::ir::expr::{Absence, Cell, DecisionRow, ExprKind};
use crate::ir::ids::{AllocationId, AssessmentId, DecisionId, ExceptionId, ExprId, ListId, ParamId};
use crate::ir::program::{Basis, Program};
use crate::source::{Sources, Span};
use crate::value::rounding::Rounding;
use crate::value::value::Value;
use crate::wording::value::typed;
use std::sync::Arc;

/// One change of a program.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Expr(ExprId, ExprKind),
    /// Row, key, cell of a decision table.
    Cell(DecisionId, usize, usize, Cell),
    /// The exemption at an index is dropped.
    Unless(ExceptionId, usize),
    /// A value of a parameter.
    Param(ParamId, usize, Value),
    /// The value is dropped from a list.
    List(ListId, Value),
    /// The rounding of the total of an assessment, and of an allocation.
    Total(AssessmentId, Rounding),
    Shares(AllocationId, Rounding),
}

/// A change with its sentence.
#[derive(Clone, Debug)]
pub(super) struct Mutant {
    pub change: Change,
    pub span: Span,
    /// 把……改为……
    pub words: Words,
    pub clause: String,
    pub rule: String,
}

/// The program changed by all of some mutants: one change of the text may be several of the program.
pub(super) fn apply(mutants: &[Mutant], program: &Program) -> Program {
    let mut changed = program.clone();
    mutants.iter().for_each(|mutant| mutant.put(&mut changed));
    changed
}

impl Mutant {
    fn put(&self, changed: &mut Program) {
        match &self.change {
            Change::Expr(id, kind) => {
                if let Some(expr) = changed.exprs.get_mut(id.index()) {
                    expr.kind = kind.clone();
                }
            }
            Change::Cell(decision, row, key, cell) => {
                // Results of one lookup have their cells in common.
                let span = changed.decision(*decision).map(|decision| decision.span);
                for decision in changed.decisions.iter_mut().filter(|other| Some(other.span) == span) {
                    let row = decision.rows.get_mut(*row);
                    if let Some(place) = row.and_then(|row| row.cells.get_mut(*key)) {
                        *place = cell.clone();
                    }
                }
            }
            Change::Unless(id, index) => {
                if let Some(exception) = changed.exceptions.get_mut(id.index())
                    && *index < exception.unless.len()
                {
                    exception.unless.remove(*index);
                }
            }
            Change::Param(id, index, value) => {
                let param = changed.params.get_mut(id.index());
                if let Some(dated) = param.and_then(|param| param.values.get_mut(*index)) {
                    dated.value = value.clone();
                }
            }
            Change::List(id, value) => {
                if let Some(list) = changed.lists.get_mut(id.index()) {
                    list.values.remove(value);
                }
            }
            Change::Total(id, mode) => {
                let total = changed.assessments.get_mut(id.index()).and_then(|total| total.rounding.as_mut());
                if let Some((old, _)) = total {
                    *old = *mode;
                }
            }
            Change::Shares(id, mode) => {
                if let Some(allocation) = changed.allocations.get_mut(id.index()) {
                    allocation.mode = *mode;
                }
            }
        }
    }
}

/// All mutants of a policy, in the order of its rules.
pub(super) fn mutants(program: &Program, sources: &Sources) -> Vec<Mutant> {
    let mut maker = Maker { program, sources, found: Vec::new(), tables: Vec::new() };
    let mut seen = Seen::default();
    for owner in owners(program) {
        maker.exemptions(&owner);
        let inside = inside(program, &owner, &mut seen);
        for id in &inside.exprs {
            maker.expression(&owner, *id);
        }
        if owner.kind == OwnerKind::Indicator
            && let Some(weight) = owner.roots.get(2)
        {
            maker.constant(&owner, *weight, ("权重", "the weight "));
        }
        for id in &inside.decisions {
            maker.decision(&owner, *id);
        }
    }
    maker.totals();
    maker.lists();
    maker.params();
    maker.found
}

/// Values of a list that are dropped one by one; longer lists are data rather than rules.
const LISTED: usize = 20;

struct Maker<'a> {
    program: &'a Program,
    sources: &'a Sources,
    found: Vec<Mutant>,
    /// Where the decision tables stand whose cells have been changed.
    tables: Vec<Span>,
}

impl Maker<'_> {
    fn push(&mut self, owner: &Owner, span: Span, change: Change, words: Words) {
        let given = self.sources.get(span.source).is_none_or(|source| source.name() == "--set");
        if given || span.end <= span.start {
            return;
        }
        let mut bases: Vec<&str> = Vec::new();
        for basis in &owner.bases {
            if !bases.contains(&&*basis.text) {
                bases.push(&basis.text);
            }
        }
        let clause = bases.join("；");
        self.found.push(Mutant { change, span, words, clause, rule: owner.name.to_string() });
    }

    fn text(&self, span: Span) -> String {
        short(self.sources.slice(span))
    }

    fn exemptions(&mut self, owner: &Owner) {
        let OwnerKind::Exception(id) = owner.kind else { return };
        let Some(exception) = self.program.exception(id) else { return };
        for (index, condition) in exception.unless.iter().enumerate() {
            let span = self.program.expr(*condition).map(|expr| expr.span).unwrap_or_default();
            let text = self.text(span);
            let words = Words::new(format!("去掉“除非 {text}”"), format!("drop \"unless {text}\""));
            self.push(owner, span, Change::Unless(id, index), words);
        }
    }

    fn expression(&mut self, owner: &Owner, id: ExprId) {
        let Some(expr) = self.program.expr(id) else { return };
        let span = expr.span;
        let text = self.text(span);
        match &expr.kind {
            ExprKind::Binary(op, left, right) => {
                if let Some(other) = swapped(*op) {
                    let (old, new) = (sign(*op), sign(other));
                    let words = Words::new(
                        format!("把“{text}”的 {} 改为 {}", old.zh, new.zh),
                        format!("change {} of \"{text}\" to {}", old.en, new.en),
                    );
                    self.push(owner, span, Change::Expr(id, ExprKind::Binary(other, *left, *right)), words);
                }
            }
            ExprKind::Round { value, mode, quantum } => {
                let other = otherwise(*mode);
                let kind = ExprKind::Round { value: *value, mode: other, quantum: quantum.clone() };
                let (old, new) = (rounding(*mode), rounding(other));
                let words = Words::new(
                    format!("把“{text}”的{}改为{}", old.zh, new.zh),
                    format!("round \"{text}\" {} instead of {}", new.en, old.en),
                );
                self.push(owner, span, Change::Expr(id, kind), words);
            }
            ExprKind::AtLeast(value, _) => self.unbound(owner, id, *value, ("下限", "lower bound")),
            ExprKind::AtMost(value, _) => self.unbound(owner, id, *value, ("上限", "upper bound")),
            ExprKind::Between { value, low, high } => {
                if let Some((bound, end)) = low {
                    let low = Some((*bound, flipped(*end)));
                    let kind = ExprKind::Between { value: *value, low, high: *high };
                    self.push(owner, span, Change::Expr(id, kind), end_of(&text, ("左", "lower")));
                }
                if let Some((bound, end)) = high {
                    let high = Some((*bound, flipped(*end)));
                    let kind = ExprKind::Between { value: *value, low: *low, high };
                    self.push(owner, span, Change::Expr(id, kind), end_of(&text, ("右", "upper")));
                }
            }
            ExprKind::Constant(Value::Number(number)) if number.is_zero() => {}
            ExprKind::Constant(Value::Number(_)) => self.constant(owner, id, ("数", "the number ")),
            ExprKind::Constant(_) => self.constant(owner, id, ("", "")),
            ExprKind::InSet { value, set } => {
                for left_out in set {
                    let kept = set.iter().copied().filter(|member| member != left_out).collect();
                    let span = self.program.expr(*left_out).map(|expr| expr.span).unwrap_or_default();
                    let member = self.text(span);
                    let words =
                        Words::new(format!("从“{text}”里去掉“{member}”"), format!("drop \"{member}\" from \"{text}\""));
                    self.push(owner, span, Change::Expr(id, ExprKind::InSet { value: *value, set: kept }), words);
                }
            }
            ExprKind::Param(_)
            | ExprKind::ParamAt { .. }
            | ExprKind::Slot(..)
            | ExprKind::Whole(_)
            | ExprKind::Local(_)
            | ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::If { .. }
            | ExprKind::InList { .. }
            | ExprKind::OrElse { .. }
            | ExprKind::Has { .. }
            | ExprKind::Call(..)
            | ExprKind::Decide { .. }
            | ExprKind::Aggregate(_) => {}
        }
    }

    /// A value without the bound that holds it.
    fn unbound(&mut self, owner: &Owner, id: ExprId, value: ExprId, (zh, en): (&str, &str)) {
        let span = self.program.expr(id).map(|expr| expr.span).unwrap_or_default();
        let text = self.text(span);
        let words = Words::new(format!("去掉“{text}”的{zh}"), format!("drop the {en} of \"{text}\""));
        let kind = ExprKind::OrElse { value, absence: Absence::Missing, other: value };
        self.push(owner, span, Change::Expr(id, kind), words);
    }

    /// A value that the policy writes, changed to one beside it.
    fn constant(&mut self, owner: &Owner, id: ExprId, (zh, en): (&str, &str)) {
        let Some(expr) = self.program.expr(id) else { return };
        let ExprKind::Constant(value) = &expr.kind else { return };
        let Some(value) = other(self.program, &expr.ty, value) else { return };
        let (old, new) = (self.text(expr.span), typed(self.program, &expr.ty, &value));
        let words = Words::new(format!("把{zh}“{old}”改为 {new}"), format!("change {en}\"{old}\" to {new}"));
        self.push(owner, expr.span, Change::Expr(id, ExprKind::Constant(value)), words);
    }

    fn decision(&mut self, owner: &Owner, id: DecisionId) {
        let Some(decision) = self.program.decision(id) else { return };
        // The results of one lookup have their cells in common.
        if self.tables.contains(&decision.span) {
            return;
        }
        self.tables.push(decision.span);
        for (row, of) in decision.rows.iter().enumerate() {
            let text = self.text(of.span);
            for (key, cell) in of.cells.iter().enumerate() {
                cell.bounds().into_iter().for_each(|bound| self.bound(owner, of, bound));
                let Cell::Within { low, high } = cell else { continue };
                if let Some((bound, end)) = low {
                    let cell = Cell::Within { low: Some((*bound, flipped(*end))), high: *high };
                    self.push(owner, of.span, Change::Cell(id, row, key, cell), end_of(&text, ("下", "lower")));
                }
                if let Some((bound, end)) = high {
                    let cell = Cell::Within { low: *low, high: Some((*bound, flipped(*end))) };
                    self.push(owner, of.span, Change::Cell(id, row, key, cell), end_of(&text, ("上", "upper")));
                }
            }
        }
    }

    /// A value or an edge in a cell of a table, changed to one beside it.
    fn bound(&mut self, owner: &Owner, row: &DecisionRow, id: ExprId) {
        let Some(expr) = self.program.expr(id) else { return };
        let ExprKind::Constant(value) = &expr.kind else { return };
        let Some(value) = beside(self.program, &expr.ty, value) else { return };
        let (old, new) = (self.text(expr.span), typed(self.program, &expr.ty, &value));
        let row = self.text(row.span);
        let words = Words::new(
            format!("把“{row}”这一行的“{old}”改为 {new}"),
            format!("in the row \"{row}\" change \"{old}\" to {new}"),
        );
        self.push(owner, expr.span, Change::Expr(id, ExprKind::Constant(value)), words);
    }

    /// The rounding of totals and of shares, which are no expressions.
    fn totals(&mut self) {
        for (index, assessment) in self.program.assessments.iter().enumerate() {
            let Some((mode, _)) = &assessment.rounding else { continue };
            let bases = self.program.slot(assessment.score).map(|slot| slot.bases.as_slice()).unwrap_or_default();
            let owner = plain(&assessment.name, bases);
            let (name, old, new) = (&owner.name, rounding(*mode), rounding(otherwise(*mode)));
            let words = Words::new(
                format!("把“{name}”总分的{}改为{}", old.zh, new.zh),
                format!("round the total of {name} {} instead of {}", new.en, old.en),
            );
            let change = Change::Total(AssessmentId::at(index), otherwise(*mode));
            self.push(&owner, assessment.span, change, words);
        }
        for (index, allocation) in self.program.allocations.iter().enumerate() {
            let owner = plain(&allocation.name, &allocation.bases);
            let (old, new) = (allocation.mode, otherwise(allocation.mode));
            let (name, before, after) = (&owner.name, rounding(old), rounding(new));
            let words = Words::new(
                format!("把分配“{name}”的{}改为{}", before.zh, after.zh),
                format!("round the allocation {name} {} instead of {}", after.en, before.en),
            );
            self.push(&owner, allocation.span, Change::Shares(AllocationId::at(index), new), words);
        }
    }

    fn lists(&mut self) {
        for (index, list) in self.program.lists.iter().enumerate() {
            for value in list.values.iter().take(LISTED) {
                let shown = crate::wording::value::bare(value);
                let name = &list.name;
                let words = Words::new(
                    format!("从名单“{name}”里去掉“{shown}”"),
                    format!("drop \"{shown}\" from the list {name}"),
                );
                let change = Change::List(ListId::at(index), value.clone());
                self.push(&plain(&list.name, &[]), list.span, change, words);
            }
        }
    }

    fn params(&mut self) {
        for (index, param) in self.program.params.iter().enumerate() {
            for (at, dated) in param.values.iter().enumerate() {
                let Some(value) = other(self.program, &param.ty, &dated.value) else { continue };
                let (name, old) = (&param.name, typed(self.program, &param.ty, &dated.value));
                let new = typed(self.program, &param.ty, &value);
                let words = Words::new(
                    format!("把参数“{name}”由 {old} 改为 {new}"),
                    format!("change the parameter {name} from {old} to {new}"),
                );
                let bases = if dated.bases.is_empty() { &param.bases } else { &dated.bases };
                let owner = plain(&param.name, bases);
                self.push(&owner, dated.span, Change::Param(ParamId::at(index), at, value), words);
            }
        }
    }
}

/// Who is named where there is no rule.
fn plain(name: &Arc<str>, bases: &[Basis]) -> Owner {
    Owner { name: name.clone(), bases: bases.to_vec(), kind: OwnerKind::Formula, roots: Vec::new() }
}

fn otherwise(mode: Rounding) -> Rounding {
    if mode == Rounding::Truncate { Rounding::HalfUp } else { Rounding::Truncate }
}

/// An end of a range, which takes in its bound and leaves it out in turns.
fn end_of(text: &str, (zh, en): (&str, &str)) -> Words {
    Words::new(
        format!("把“{text}”{zh}端的开闭对调"),
        format!("at the {en} end of \"{text}\" leave out the bound that is taken in, or take it in"),
    )
}

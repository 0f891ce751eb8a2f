//! The rounding ledger: every rounding of a run with its place, its way, the exact value before, and what it added; and how
//! these explain, to the last digit, why published parts do not add up to a published whole.

use super::tree::Rounded;
use super::visit::Visit;
use crate::ir::expr::{AggregateOp, ExprKind};
use crate::ir::ids::{AllocationId, AssessmentId, ExprId, SlotId, TableId};
use crate::ir::program::{Exception, Output, Program, SlotKind, TableSource};
use crate::rows::{Env, Evaluation};
use crate::source::Sources;
use crate::value::number::Number;
use crate::value::types::{Kind, Type};
use crate::value::value::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// All roundings of a run.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The places in the policy that rounded, in the order of its rules.
    pub sites: Vec<Site>,
    /// In the order of sites, then of keys.
    pub entries: Vec<Entry>,
    pub balances: Vec<Balance>,
}

/// One place in a policy that rounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub kind: SiteKind,
    /// The rule, or the output and its column.
    pub name: Arc<str>,
    /// The table on whose rows it stands; `None` for the whole.
    pub table: Option<TableId>,
    /// The text that is rounded.
    pub text: String,
    /// The type of the rounded value.
    pub ty: Option<Type>,
    /// How often it rounded, and what that added up to.
    pub count: usize,
    pub before: Number,
    pub after: Number,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SiteKind {
    Rule,
    Exception,
    Assessment,
    Share,
    Derived,
    Output,
}

/// One rounding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Index into `Ledger::sites`.
    pub site: usize,
    pub row: Option<usize>,
    pub rounded: Rounded,
}

/// A published whole against the sum of published parts: `parts − whole = parts_gain − whole_gain`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// 公示表.结余测算基数
    pub parts_name: String,
    pub whole_name: String,
    pub rows: usize,
    pub parts: Number,
    pub whole: Number,
    pub parts_gain: Number,
    pub whole_gain: Number,
}

impl Balance {
    /// Whether the roundings explain the difference to the last digit.
    pub fn holds(&self) -> bool {
        &self.parts - &self.whole == &self.parts_gain - &self.whole_gain
    }
}

/// Every rounding of a run. Rows that have no value round nothing.
pub fn ledger(run: &Evaluation<'_>, sources: &Sources) -> Ledger {
    let mut book = Book {
        run,
        program: run.program(),
        sources,
        visit: Visit::new(run, |expr| matches!(expr.kind, ExprKind::Round { .. })),
        ledger: Ledger::default(),
        places: BTreeMap::new(),
    };
    book.derived();
    for (index, slot) in book.program.slots.iter().enumerate() {
        book.slot(SlotId::at(index), &slot.kind);
    }
    for (index, output) in book.program.outputs.iter().enumerate() {
        book.output(index, output);
    }
    book.balance();
    book.ledger
}

struct Book<'a, 'p> {
    run: &'a Evaluation<'p>,
    program: &'p Program,
    sources: &'a Sources,
    visit: Visit<'a, 'p>,
    ledger: Ledger,
    /// Sites by what they are: the kind, the name, the expression.
    places: BTreeMap<(Arc<str>, Option<ExprId>), usize>,
}

/// Where roundings are looked for: what kind of rule it is, its name, its table.
type Rule = (SiteKind, Arc<str>, Option<TableId>);

impl Book<'_, '_> {
    fn slot(&mut self, id: SlotId, kind: &SlotKind) {
        let Some(slot) = self.program.slot(id) else { return };
        match kind {
            SlotKind::Column(_) | SlotKind::Reasons(_) | SlotKind::Residue(_) => {}
            SlotKind::Formula { value, exceptions } => {
                if !self.visit.holds(*value) && exceptions.is_empty() {
                    return;
                }
                for row in self.rows(slot.owner) {
                    self.formula(id, *value, &slot.name, slot.owner, row);
                }
            }
            SlotKind::Applies(exception) => {
                if let Some(exception) = self.program.exception(*exception) {
                    self.conditions(exception);
                }
            }
            SlotKind::IndicatorValue { assessment, indicator } => {
                let found = self.program.assessment(*assessment).and_then(|found| found.indicators.get(*indicator));
                if let Some(indicator) = found {
                    self.each((SiteKind::Assessment, slot.name.clone(), slot.owner), indicator.value);
                }
            }
            SlotKind::IndicatorScore { assessment, indicator } => self.score(*assessment, *indicator, slot.owner),
            SlotKind::AssessmentScore(assessment) => self.total(*assessment, id),
            SlotKind::Share(allocation) => self.share(*allocation),
        }
    }

    fn rows(&self, table: Option<TableId>) -> Vec<Option<usize>> {
        match table {
            None => vec![None],
            Some(table) => self.run.in_key_order(table).into_iter().map(Some).collect(),
        }
    }

    /// An expression on every row of its table.
    fn each(&mut self, rule: Rule, id: ExprId) {
        if !self.visit.holds(id) {
            return;
        }
        for row in self.rows(rule.2) {
            let env = self.run.env(rule.2, row);
            self.enter(&rule, id, &env, row);
        }
    }

    /// The formula, or the exception that rules on the row.
    fn formula(&mut self, id: SlotId, value: ExprId, name: &Arc<str>, table: Option<TableId>, row: Option<usize>) {
        if self.run.value(id, row).is_err() {
            return;
        }
        let env = self.run.env(table, row);
        let ruling = match self.run.ruling_exception(id, row) {
            Ok(Some(exception)) => self.program.exception(exception),
            Ok(None) | Err(_) => None,
        };
        let Some(exception) = ruling else {
            self.enter(&(SiteKind::Rule, name.clone(), table), value, &env, row);
            return;
        };
        for (_, effect) in exception.effects.iter().filter(|(slot, _)| *slot == id) {
            self.enter(&(SiteKind::Exception, exception.name.clone(), table), *effect, &env, row);
        }
    }

    fn conditions(&mut self, exception: &Exception) {
        for condition in exception.when.iter().chain(&exception.unless) {
            self.each((SiteKind::Exception, exception.name.clone(), exception.owner), *condition);
        }
    }

    fn score(&mut self, id: AssessmentId, index: usize, table: Option<TableId>) {
        let found = self.program.assessment(id).and_then(|assessment| assessment.indicators.get(index));
        let Some(indicator) = found.filter(|indicator| self.visit.holds(indicator.score)) else { return };
        for row in self.rows(table) {
            // An absent value is scored by a rule that rounds nothing.
            let Ok(value @ (Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Bool(_))) =
                self.run.value(indicator.value_slot, row)
            else {
                continue;
            };
            let env = self.run.bind_local(&self.run.env(table, row), indicator.value_local, value);
            self.enter(&(SiteKind::Assessment, indicator.name.clone(), table), indicator.score, &env, row);
        }
    }

    fn total(&mut self, id: AssessmentId, score: SlotId) {
        let Some(assessment) = self.program.assessment(id) else { return };
        let Some((mode, quantum)) = &assessment.rounding else { return };
        let ty = self.program.slot(score).map(|slot| slot.ty);
        for row in self.rows(assessment.owner) {
            let env = self.run.env(assessment.owner, row);
            let after = self.run.value(score, row);
            if let (Ok(Value::Number(before)), Ok(Value::Number(after))) = (self.run.unrounded_score(id, &env), after) {
                let rounded = Rounded { mode: *mode, quantum: quantum.clone(), before, after };
                let rule = (SiteKind::Assessment, assessment.name.clone(), assessment.owner);
                self.put(&rule, None, (assessment.name.to_string(), ty), row, rounded);
            }
        }
    }

    fn share(&mut self, id: AllocationId) {
        let Some(allocation) = self.program.allocation(id) else { return };
        let rule = (SiteKind::Share, allocation.name.clone(), Some(allocation.table));
        let ty = self.program.slot(allocation.share).map(|slot| slot.ty);
        let text = format!(
            "{} × {} ÷ Σ",
            self.sources.slice(self.span(allocation.pool)).trim(),
            self.sources.slice(self.span(allocation.weight)).trim()
        );
        for (row, before, after) in self.run.unrounded_shares(id) {
            let rounded = Rounded { mode: allocation.mode, quantum: allocation.quantum.clone(), before, after };
            self.put(&rule, None, (text.clone(), ty), Some(row), rounded);
        }
        let table = Some(allocation.table);
        self.each((SiteKind::Share, allocation.name.clone(), table), allocation.weight);
        if allocation.group.is_empty() {
            self.each((SiteKind::Share, allocation.name.clone(), None), allocation.pool);
        }
    }

    fn derived(&mut self) {
        for table in &self.program.tables {
            let TableSource::Derived(derivation) = &table.source else { continue };
            for source in &derivation.sources {
                if !source.values.iter().any(|value| self.visit.holds(*value)) {
                    continue;
                }
                let rule = (SiteKind::Derived, table.name.clone(), Some(source.table));
                for env in self.run.pairs(source) {
                    for value in &source.values {
                        self.enter(&rule, *value, &env, env.row(0));
                    }
                }
            }
        }
    }

    fn output(&mut self, index: usize, output: &Output) {
        for out in self.run.output(index) {
            let env = self.run.env(output.table, out.row);
            for (item, cell) in output.items.iter().zip(&out.cells) {
                if cell.is_ok() && self.visit.holds(item.value) {
                    let name = format!("{}.{}", output.name, item.heading);
                    self.enter(&(SiteKind::Output, name.into(), output.table), item.value, &env, out.row);
                }
            }
        }
    }

    /// All roundings that were computed in an expression.
    fn enter(&mut self, rule: &Rule, id: ExprId, env: &Env, row: Option<usize>) {
        let (run, program) = (self.run, self.program);
        let mut found = Vec::new();
        self.visit.walk(id, env, &mut |at, inner| {
            let Some(ExprKind::Round { value, mode, quantum }) = program.expr(at).map(|expr| &expr.kind) else {
                return;
            };
            if let (Ok(Value::Number(before)), Ok(Value::Number(after))) =
                (run.eval(*value, inner), run.eval(at, inner))
            {
                found.push((at, *value, Rounded { mode: *mode, quantum: quantum.clone(), before, after }));
            }
        });
        for (at, value, rounded) in found {
            let text = self.sources.slice(self.span(value)).split_whitespace().collect::<Vec<_>>().join(" ");
            self.put(rule, Some(at), (text, self.program.expr(at).map(|expr| expr.ty)), row, rounded);
        }
    }

    fn span(&self, id: ExprId) -> crate::source::Span {
        self.program.expr(id).map(|expr| expr.span).unwrap_or_default()
    }

    fn put(
        &mut self,
        (kind, name, table): &Rule,
        at: Option<ExprId>,
        (text, ty): (String, Option<Type>),
        row: Option<usize>,
        rounded: Rounded,
    ) {
        let next = self.ledger.sites.len();
        let site = *self.places.entry((name.clone(), at)).or_insert(next);
        if site == next {
            let (name, table) = (name.clone(), *table);
            let zero = Number::zero;
            self.ledger.sites.push(Site {
                kind: *kind,
                name,
                table,
                text,
                ty,
                count: 0,
                before: zero(),
                after: zero(),
            });
        }
        if let Some(site) = self.ledger.sites.get_mut(site) {
            site.count = site.count.saturating_add(1);
            site.before = &site.before + &rounded.before;
            site.after = &site.after + &rounded.after;
        }
        self.ledger.entries.push(Entry { site, row, rounded });
    }

    /// Holds every published whole against the published parts that it is the sum of.
    fn balance(&mut self) {
        let columns = self.columns();
        let mut balances = Vec::new();
        for whole in columns.iter().filter(|column| column.table.is_none()) {
            let parts_of = self.summed(whole.value);
            for parts in columns.iter().filter(|column| column.table.is_some() && column.ty == whole.ty) {
                let named = peel(self.program, parts.value);
                let is_part = matches!(self.program.expr(named).map(|expr| &expr.kind),
                    Some(ExprKind::Slot(path, slot)) if path.via.is_empty() && parts_of.contains(slot));
                // Rows that belong to nothing the whole is made of would show here.
                if is_part && parts.exact == whole.exact {
                    balances.push(Balance {
                        parts_name: parts.name.clone(),
                        whole_name: whole.name.clone(),
                        rows: parts.rows,
                        parts: parts.shown.clone(),
                        whole: whole.shown.clone(),
                        parts_gain: &parts.shown - &parts.exact,
                        whole_gain: &whole.shown - &whole.exact,
                    });
                }
            }
        }
        self.ledger.balances = balances;
    }

    /// The sums of all number columns that are put out whole.
    fn columns(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        for (index, output) in self.program.outputs.iter().enumerate().filter(|(_, output)| output.filter.is_none()) {
            let rows = self.run.output(index);
            for (at, item) in output.items.iter().enumerate() {
                let ty = match self.program.expr(item.value).map(|expr| expr.ty.kind) {
                    Some(Kind::Number(shape)) => shape.unit,
                    Some(Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_)) | None => continue,
                };
                let peeled = peel(self.program, item.value);
                let mut sums = Some((Number::zero(), Number::zero()));
                for row in rows {
                    let env = self.run.env(output.table, row.row);
                    sums = match (sums, row.cells.get(at), self.run.eval(peeled, &env)) {
                        (Some((shown, exact)), Some(Ok(Value::Number(cell))), Ok(Value::Number(value))) => {
                            Some((shown + cell, exact + value))
                        }
                        (_, _, _) => None,
                    };
                }
                let Some((shown, exact)) = sums else { continue };
                let name = format!("{}.{}", output.name, item.heading);
                let (table, value) = (output.table, item.value);
                columns.push(Column { name, table, value, ty, rows: rows.len(), shown, exact });
            }
        }
        columns
    }

    /// The slots of which an expression is the plain sum, down through sums of sums.
    fn summed(&self, id: ExprId) -> Vec<SlotId> {
        let mut found = Vec::new();
        let mut next = vec![peel(self.program, id)];
        while let Some(id) = next.pop() {
            let kind = self.program.expr(id).map(|expr| &expr.kind);
            if let Some(ExprKind::Aggregate(aggregate)) = kind {
                let aggregate = self.program.aggregate(*aggregate);
                let plain = aggregate.filter(|sum| sum.op == AggregateOp::Sum && sum.filter.is_none());
                next.extend(plain.and_then(|sum| sum.value).map(|value| peel(self.program, value)));
            }
            if let Some(ExprKind::Whole(slot) | ExprKind::Slot(_, slot)) = kind
                && !found.contains(slot)
            {
                found.push(*slot);
                if let Some(SlotKind::Formula { value, .. }) = self.program.slot(*slot).map(|slot| &slot.kind) {
                    next.push(peel(self.program, *value));
                }
            }
        }
        found
    }
}

/// A number column of an output: the sum as shown, and before the rounding that shows it.
struct Column {
    name: String,
    table: Option<TableId>,
    value: ExprId,
    ty: crate::value::unit::Unit,
    rows: usize,
    shown: Number,
    exact: Number,
}

/// An expression without the roundings around it.
fn peel(program: &Program, mut id: ExprId) -> ExprId {
    while let Some(ExprKind::Round { value, .. }) = program.expr(id).map(|expr| &expr.kind) {
        id = *value;
    }
    id
}

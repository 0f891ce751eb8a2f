//! Holds decision tables against the whole domain of their keys: gaps, overlaps, rows that nothing reaches.

use super::Checker;
use super::cover::{CellSet, Cover, Domain, KeyDomain, Part, Witness, cover};
use super::problem::tables as problem;
use super::range::{Facts, Ranges, interval};
use crate::diagnostic::{Lead, Words};
use crate::ir::expr::{Absence, Cell, Decision, ExprKind, HitPolicy};
use crate::ir::ids::{DecisionId, ExprId};
use crate::ir::schema::{End, Range};
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::types::{Digits, Kind, Type};
use crate::value::value::Value;

impl Checker<'_> {
    /// Proves every decision table with constant cells; tells which have to be held row by row instead.
    pub(super) fn prove_tables(&mut self) {
        let ranges = Ranges::of(&self.program);
        for index in 0..self.program.decisions.len() {
            let id = DecisionId::at(index);
            if self.further.contains_key(&id) {
                continue;
            }
            let Some(decision) = self.program.decision(id).cloned() else { continue };
            let keys = self.domains(id, &decision, &ranges);
            for day in self.stretches() {
                let Some(rows) = self.sets(&decision, day) else {
                    self.unproved(&decision);
                    break;
                };
                let found = cover(&keys, &rows);
                let clean = found.is_exact();
                self.tell(&decision, &found);
                if !clean {
                    break;
                }
            }
        }
    }

    /// The cells are not constant: each row is held to one answer when it is computed.
    fn unproved(&mut self, decision: &Decision) {
        let open = decision.rows.iter().flat_map(|row| &row.cells).flat_map(bounds_of).any(|id| self.reads_open(id));
        if !open {
            self.report(problem::not_provable(decision.span, decision.name.as_deref()));
        }
    }

    fn reads_open(&self, id: ExprId) -> bool {
        match self.kind(id) {
            Some(ExprKind::Param(param)) => self.program.param(*param).is_some_and(|param| param.values.is_empty()),
            Some(kind) => kind.children().into_iter().any(|child| self.reads_open(child)),
            None => false,
        }
    }

    fn domains(&self, id: DecisionId, decision: &Decision, ranges: &Ranges) -> Vec<KeyDomain> {
        let calls: Vec<&Vec<ExprId>> = self
            .program
            .exprs
            .iter()
            .filter_map(|expr| match &expr.kind {
                ExprKind::Decide { decision, keys } => {
                    (*self.further.get(decision).unwrap_or(decision) == id).then_some(keys)
                }
                _ => None,
            })
            .collect();
        let declared = self.key_ranges.get(&id);
        let keys = decision.keys.iter().enumerate();
        keys.map(|(at, key)| {
            let arguments: Vec<ExprId> = calls.iter().filter_map(|keys| keys.get(at).copied()).collect();
            let stated = declared.and_then(|ranges| ranges.get(at).cloned().flatten());
            let range = match (declared.is_some(), arguments.first()) {
                (false, Some(argument)) => self.value_range(*argument, ranges),
                (_, _) => stated,
            };
            let digits = arguments.iter().map(|argument| self.ty(*argument).kind).fold(key.ty.kind, finest);
            self.domain(Type { kind: digits, ..key.ty }, range)
        })
        .collect()
    }

    /// Where the values of a key expression lie.
    fn value_range(&self, argument: ExprId, ranges: &Ranges) -> Option<Range> {
        let source = match self.kind(argument) {
            // 取值 of an indicator: what its value expression gives.
            Some(ExprKind::Local(local)) => {
                let indicators = self.program.assessments.iter().flat_map(|assessment| &assessment.indicators);
                indicators.filter(|indicator| indicator.value_local == *local).map(|indicator| indicator.value).next()
            }
            Some(_) | None => None,
        };
        let found = match (source, self.kind(argument)) {
            (Some(value), _) => interval(&self.program, value, ranges as &dyn Facts),
            (None, _) => interval(&self.program, argument, ranges as &dyn Facts),
        };
        Some(found.to_range())
    }

    fn domain(&self, ty: Type, range: Option<Range>) -> KeyDomain {
        let domain = match ty.kind {
            Kind::Number(number) => {
                let step = match number.digits {
                    Digits::At(digits @ 0..=12) => Some(Number::power_of_ten(-i32::try_from(digits).unwrap_or(0))),
                    Digits::At(_) | Digits::Unbounded => None,
                };
                Domain::Numbers { range, step }
            }
            Kind::Date => Domain::Dates { range },
            Kind::Text => Domain::Texts,
            Kind::Bool => Domain::Values(vec![Value::Bool(true), Value::Bool(false)]),
            Kind::Enum(index) => {
                let values = self.program.enums.get(index as usize).map(|def| def.values.clone()).unwrap_or_default();
                Domain::Values(values.into_iter().map(Value::Text).collect())
            }
        };
        KeyDomain { domain, missing: ty.missing, inapplicable: ty.inapplicable }
    }

    fn sets(&self, decision: &Decision, day: Option<Date>) -> Option<Vec<Vec<CellSet>>> {
        decision.rows.iter().map(|row| row.cells.iter().map(|cell| self.set(cell, day)).collect()).collect()
    }

    fn set(&self, cell: &Cell, day: Option<Date>) -> Option<CellSet> {
        let all = |ids: &[ExprId]| ids.iter().map(|id| self.constant_on(*id, day)).collect::<Option<Vec<Value>>>();
        Some(match cell {
            Cell::Any => CellSet::Any,
            Cell::OneOf(ids) => CellSet::OneOf(all(ids)?),
            Cell::NoneOf(ids) => CellSet::NoneOf(all(ids)?),
            Cell::Within { low, high } => {
                let mut ends = [None, None];
                for (place, bound) in ends.iter_mut().zip([low, high]) {
                    if let Some((id, end)) = bound {
                        *place = Some((self.constant_on(*id, day)?, *end));
                    }
                }
                let [low, high] = ends;
                CellSet::Within(Range { low, high })
            }
            Cell::Absent(Absence::Missing) => CellSet::Absent(Absence::Missing),
            Cell::Absent(Absence::Inapplicable) => CellSet::Absent(Absence::Inapplicable),
        })
    }

    fn tell(&mut self, decision: &Decision, found: &Cover) {
        let row = |index: usize| decision.rows.get(index).map(|row| row.span).unwrap_or_default();
        if decision.hit == HitPolicy::Unique {
            if let Some(gap) = found.gaps.first() {
                let words = self.witness(decision, gap);
                let missing: Vec<Vec<String>> =
                    found.missing.iter().map(|row| self.written_row(decision, row)).collect();
                let leads = [Lead::At(self.values(decision, gap)), Lead::Rows(missing)];
                self.report(problem::gap(decision.span, decision.name.as_deref(), &words).leads(leads));
            }
            for ((one, two, witness), parts) in found.overlaps.iter().zip(&found.parts) {
                let words = self.witness(decision, witness);
                let part = |part: &Part| Lead::Part {
                    row: row(part.row),
                    cell: part.key,
                    becomes: part.cells.iter().map(|cell| self.written_cell(decision, part.key, cell)).collect(),
                };
                let leads = [Lead::At(self.values(decision, witness))].into_iter().chain(parts.iter().map(part));
                self.report(problem::overlap(row(*one), row(*two), &words).leads(leads));
            }
            for (first, later) in &found.duplicates {
                self.report(problem::duplicate_row(row(*later), row(*first)));
            }
        }
        for index in &found.unreachable {
            self.report(problem::unreachable_row(row(*index)));
        }
        if !found.complete {
            self.report(problem::too_large_to_prove(decision.span));
        }
    }

    /// An input in words: 类别 = 普通，得分 = 80分.
    fn witness(&self, decision: &Decision, values: &[Witness]) -> Words {
        let keys = decision.keys.iter().zip(values);
        let parts = keys.map(|(key, witness)| match witness {
            Witness::Value(value) => Words::same(format!("{} = {}", key.name, self.show(value, key.ty))),
            Witness::OtherText => {
                Words::new(format!("{} = 其他文字", key.name), format!("{} = any other text", key.name))
            }
        });
        let (zh, en): (Vec<String>, Vec<String>) = parts.map(|words| (words.zh, words.en)).unzip();
        Words::new(zh.join("，"), en.join(", "))
    }

    /// The same as cells of a row.
    fn values(&self, decision: &Decision, values: &[Witness]) -> Vec<String> {
        let keys = decision.keys.iter().zip(values);
        keys.map(|(key, witness)| match witness {
            Witness::Value(value) => self.quoted(value, key.ty),
            Witness::OtherText => "任意".to_owned(),
        })
        .collect()
    }

    fn written_row(&self, decision: &Decision, row: &[CellSet]) -> Vec<String> {
        row.iter().enumerate().map(|(key, cell)| self.written_cell(decision, key, cell)).collect()
    }

    /// What a cell of a key admits, as it is written.
    fn written_cell(&self, decision: &Decision, key: usize, cell: &CellSet) -> String {
        let Some(ty) = decision.keys.get(key).map(|key| key.ty) else { return String::new() };
        let show = |value: &Value| self.quoted(value, ty);
        let all = |values: &[Value], before: &str, joint: &str| {
            values.iter().map(|value| format!("{before}{}", show(value))).collect::<Vec<_>>().join(joint)
        };
        match cell {
            CellSet::Any => "任意".to_owned(),
            CellSet::OneOf(values) => all(values, "", ", "),
            CellSet::NoneOf(values) if values.is_empty() => "任意".to_owned(),
            CellSet::NoneOf(values) => all(values, "≠ ", " 且 "),
            CellSet::Absent(Absence::Missing) => "缺失".to_owned(),
            CellSet::Absent(Absence::Inapplicable) => "不适用".to_owned(),
            CellSet::Within(Range { low, high }) => match (low, high) {
                (None, None) => "任意".to_owned(),
                (Some((low, End::Closed)), None) => format!("≥ {}", show(low)),
                (Some((low, End::Open)), None) => format!("> {}", show(low)),
                (None, Some((high, End::Closed))) => format!("≤ {}", show(high)),
                (None, Some((high, End::Open))) => format!("< {}", show(high)),
                (Some((low, below)), Some((high, above))) => {
                    let open = if *below == End::Closed { '[' } else { '(' };
                    let close = if *above == End::Closed { ']' } else { ')' };
                    format!("{open}{}, {}{close}", show(low), show(high))
                }
            },
        }
    }

    /// A value as it is written in a cell: texts in quotation marks.
    fn quoted(&self, value: &Value, ty: Type) -> String {
        match (value, ty.kind) {
            (Value::Text(text), Kind::Text) => format!("\"{text}\""),
            (_, _) => self.show(value, ty),
        }
    }

    /// A value as it is written in a policy.
    pub(super) fn show(&self, value: &Value, ty: Type) -> String {
        match (value, ty.kind) {
            (Value::Number(number), Kind::Number(kind)) if kind.percent => {
                format!("{}%", number * &Number::from(100))
            }
            (Value::Number(number), Kind::Number(kind)) => format!("{number}{}", self.units.name(kind.unit)),
            (Value::Number(number), _) => number.to_string(),
            (Value::Date(date), _) => date.to_string(),
            (Value::Text(text), _) => text.to_string(),
            (Value::Bool(yes), _) => if *yes { "是" } else { "否" }.to_owned(),
            (Value::Missing, _) => "缺失".to_owned(),
            (Value::NotApplicable, _) => "不适用".to_owned(),
        }
    }
}

fn bounds_of(cell: &Cell) -> Vec<ExprId> {
    cell.bounds()
}

/// The finer of two number kinds, so that no value between the steps is overlooked.
fn finest(one: Kind, other: Kind) -> Kind {
    match (one, other) {
        (Kind::Number(a), Kind::Number(b)) => {
            Kind::Number(crate::value::types::NumberType { digits: a.digits.max(b.digits), ..a })
        }
        (kind, _) => kind,
    }
}

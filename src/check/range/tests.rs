mod laws;

use super::*;
use crate::builtin::Function;
use crate::ir::expr::{
    Absence, Aggregate, AggregateOp, BinaryOp, Cell, Decision, DecisionKey, DecisionRow, Expr, ExprKind, HitPolicy,
    RowPath,
};
use crate::ir::ids::{AggregateId, DecisionId, ExceptionId, TableId};
use crate::ir::program::{Exception, ExceptionKind, Slot, SlotKind, Step};
use crate::ir::schema::End::{self, Closed, Open};
use crate::source::Span;
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::types::{Digits, Kind, NumberType, Type};
use crate::value::unit::Unit;
use crate::value::value::Value;
use std::sync::Arc;

const NUMBER: Kind = Kind::Number(NumberType { unit: Unit::NONE, digits: Digits::Unbounded, percent: false });

fn n(text: &str) -> Number {
    Number::parse_decimal(text).unwrap()
}

fn from_to(low: Option<(&str, End)>, high: Option<(&str, End)>) -> Interval {
    let side = |side: Option<(&str, End)>| side.map(|(text, end)| (n(text), end));
    Interval::new(side(low), side(high)).unwrap()
}

/// A program under construction.
#[derive(Default)]
struct Desk(Program);

impl Desk {
    fn put(&mut self, kind: ExprKind) -> ExprId {
        self.0.exprs.push(Expr { kind, ty: Type::from(NUMBER), span: Span::default() });
        ExprId::at(self.0.exprs.len() - 1)
    }

    fn c(&mut self, text: &str) -> ExprId {
        self.put(ExprKind::Constant(Value::Number(n(text))))
    }

    fn x(&mut self, slot: u32) -> ExprId {
        self.put(ExprKind::Slot(RowPath { frame: 0, via: Vec::new() }, SlotId(slot)))
    }

    fn op(&mut self, op: BinaryOp, one: ExprId, other: ExprId) -> ExprId {
        self.put(ExprKind::Binary(op, one, other))
    }

    fn bands(&mut self, key: ExprId, local: u32, rows: Vec<(Cell, ExprId)>, hit: HitPolicy) -> ExprId {
        let row = |(cell, result)| DecisionRow { cells: vec![cell], result, span: Span::default() };
        let key_of = DecisionKey { name: Arc::from("取值"), local: LocalId(local), ty: Type::from(NUMBER) };
        self.0.decisions.push(Decision {
            name: None,
            keys: vec![key_of],
            rows: rows.into_iter().map(row).collect(),
            hit,
            result: Type::from(NUMBER),
            span: Span::default(),
        });
        let decision = DecisionId::at(self.0.decisions.len() - 1);
        self.put(ExprKind::Decide { decision, keys: vec![key] })
    }

    fn slot(&mut self, kind: SlotKind) -> SlotId {
        self.0.slots.push(Slot {
            name: Arc::from("值"),
            owner: None,
            ty: Type::from(NUMBER),
            kind,
            bases: Vec::new(),
            note: None,
            span: Span::default(),
        });
        SlotId::at(self.0.slots.len() - 1)
    }
}

struct Known(Vec<Interval>);

impl Facts for Known {
    fn slot(&self, slot: SlotId) -> Interval {
        self.0.get(slot.index()).cloned().unwrap_or_else(Interval::all)
    }
}

fn nonnegative() -> Known {
    Known(vec![Interval::positive(true); 3])
}

#[test]
fn bands_of_an_indicator_stay_within_full_marks() {
    let mut desk = Desk::default();
    let (limit, ten, hundred) = (desk.c("0.05"), desk.c("0.1"), desk.c("100"));
    let (percent, points, zero) = (desk.c("0.01"), desk.c("10"), desk.c("0"));
    let value = desk.put(ExprKind::Local(LocalId(0)));
    let over = desk.op(BinaryOp::Subtract, value, limit);
    let steps = desk.op(BinaryOp::Divide, over, percent);
    let lost = desk.op(BinaryOp::Multiply, steps, points);
    let left = desk.op(BinaryOp::Subtract, hundred, lost);
    let key = desk.x(0);
    let rows = vec![
        (Cell::Within { low: None, high: Some((limit, Closed)) }, hundred),
        (Cell::Within { low: Some((limit, Open)), high: Some((ten, Closed)) }, left),
        (Cell::Within { low: Some((ten, Open)), high: None }, zero),
    ];
    let bands = desk.bands(key, 0, rows, HitPolicy::Unique);
    let unit = from_to(Some(("0", Closed)), Some(("1", Closed)));
    assert_eq!(interval(&desk.0, bands, &Known(vec![unit])), from_to(Some(("0", Closed)), Some(("100", Closed))));
    let low = from_to(Some(("0.06", Closed)), Some(("0.07", Closed)));
    assert_eq!(interval(&desk.0, bands, &Known(vec![low])), from_to(Some(("80", Closed)), Some(("90", Closed))));
}

#[test]
fn a_difference_that_a_test_orders_has_a_sign() {
    let mut desk = Desk::default();
    let (budget, spent, budget2, spent2, zero) = (desk.x(0), desk.x(1), desk.x(0), desk.x(1), desk.c("0"));
    let test = desk.op(BinaryOp::Greater, budget, spent);
    let saved = desk.op(BinaryOp::Subtract, budget2, spent2);
    let share = desk.op(BinaryOp::Divide, spent2, budget2);
    let money = desk.put(ExprKind::If { test, then: saved, otherwise: zero });
    let part = desk.put(ExprKind::If { test, then: share, otherwise: zero });
    assert_eq!(interval(&desk.0, money, &nonnegative()), Interval::positive(true));
    assert_eq!(interval(&desk.0, part, &nonnegative()), from_to(Some(("0", Closed)), Some(("1", Open))));
}

#[test]
fn a_divisor_is_kept_from_zero_by_its_test() {
    let mut desk = Desk::default();
    let (total, part, zero) = (desk.x(0), desk.x(1), desk.c("0"));
    let test = desk.op(BinaryOp::Equal, total, zero);
    let share = desk.op(BinaryOp::Divide, part, total);
    let safe = desk.put(ExprKind::If { test, then: zero, otherwise: share });
    assert_eq!(interval(&desk.0, safe, &nonnegative()), Interval::positive(true));
    assert_eq!(truth(&desk.0, test, &nonnegative()), None);
    let below = desk.op(BinaryOp::Less, total, zero);
    assert_eq!(truth(&desk.0, below, &nonnegative()), Some(false));
}

#[test]
fn nested_tests_know_the_outer_answer() {
    let mut desk = Desk::default();
    let (x, eighty, ninety) = (desk.x(0), desk.c("80"), desk.c("90"));
    let outer = desk.op(BinaryOp::Less, x, eighty);
    let inner = desk.op(BinaryOp::GreaterEqual, x, ninety);
    let both = desk.op(BinaryOp::And, outer, inner);
    assert_eq!(truth(&desk.0, both, &Known(Vec::new())), Some(false));
    let either = desk.op(BinaryOp::GreaterEqual, x, eighty);
    let all = desk.op(BinaryOp::Or, outer, either);
    assert_eq!(truth(&desk.0, all, &Known(Vec::new())), Some(true));
    let between = desk.put(ExprKind::Between { value: x, low: Some((ninety, Closed)), high: Some((eighty, Closed)) });
    assert_eq!(truth(&desk.0, between, &Known(vec![Interval::at_most(n("85"))])), Some(false));
    let has = desk.put(ExprKind::Has { value: x, absence: Absence::Missing });
    assert_eq!(truth(&desk.0, has, &Known(Vec::new())), Some(true));
}

#[test]
fn outside_an_interval_the_ends_change_sides() {
    let mut desk = Desk::default();
    let (x, y, zero) = (desk.x(0), desk.x(1), desk.c("0"));
    let gap = desk.op(BinaryOp::Subtract, x, y);
    for (end, outside) in [(Open, Closed), (Closed, Open)] {
        let test = desk.put(ExprKind::Between { value: x, low: Some((y, end)), high: None });
        let below = desk.put(ExprKind::If { test, then: zero, otherwise: gap });
        let seen = interval_when(&desk.0, gap, &[(test, false)], &nonnegative());
        assert_eq!(seen, from_to(None, Some(("0", outside))));
        assert_eq!(interval(&desk.0, below, &nonnegative()), Interval::at_most(n("0")));
    }
}

#[test]
fn aggregates_keep_signs() {
    let mut desk = Desk::default();
    let inner = desk.put(ExprKind::Slot(RowPath { frame: 1, via: Vec::new() }, SlotId(0)));
    let ten = desk.c("10");
    let filter = desk.op(BinaryOp::LessEqual, inner, ten);
    for (op, seen) in [
        (AggregateOp::Sum, Interval::positive(true)),
        (AggregateOp::Mean, from_to(Some(("0", Closed)), Some(("10", Closed)))),
        (AggregateOp::Count, Interval::positive(true)),
    ] {
        desk.0.aggregates.push(Aggregate {
            op,
            table: TableId(0),
            frame: 1,
            belongs: None,
            joins: Vec::new(),
            filter: Some(filter),
            value: Some(inner),
            weight: None,
            own: None,
            then: Vec::new(),
            span: Span::default(),
        });
        let node = ExprKind::Aggregate(AggregateId::at(desk.0.aggregates.len() - 1));
        let node = desk.put(node);
        assert_eq!(interval(&desk.0, node, &nonnegative()), seen);
    }
}

#[test]
fn formulas_take_their_exceptions_in() {
    let mut desk = Desk::default();
    let base = desk.c("0.5");
    let formula = desk.slot(SlotKind::Formula { value: base, exceptions: vec![ExceptionId(0)] });
    let applies = desk.slot(SlotKind::Applies(ExceptionId(0)));
    let (other, limit) = (desk.x(2), desk.c("0.8"));
    let when = desk.op(BinaryOp::LessEqual, other, limit);
    desk.slot(SlotKind::Column(0));
    desk.0.exceptions.push(Exception {
        name: Arc::from("例外"),
        kind: ExceptionKind::Except,
        owner: None,
        when: Some(when),
        unless: Vec::new(),
        effects: vec![(formula, other)],
        overridden_by: Vec::new(),
        lifted_by: Vec::new(),
        applies,
        reason: None,
        bases: Vec::new(),
        span: Span::default(),
    });
    let whole = desk.put(ExprKind::Whole(formula));
    let double = desk.op(BinaryOp::Add, whole, whole);
    let sum = desk.slot(SlotKind::Formula { value: double, exceptions: Vec::new() });
    desk.0.steps = vec![Step::Slot(formula), Step::Slot(sum)];
    let slots = slot_intervals(&desk.0);
    assert_eq!(slots[sum.index()], Some(Interval::at_most(n("1.6"))));
}

#[test]
fn a_thousand_bands_and_deep_chains_end() {
    let mut desk = Desk::default();
    let (key, one) = (desk.x(0), desk.c("1"));
    let rows = (0..1000).map(|i| (Cell::OneOf(vec![desk.c(&i.to_string())]), one)).collect();
    let bands = desk.bands(key, 0, rows, HitPolicy::Cumulative);
    assert_eq!(interval(&desk.0, bands, &nonnegative()), from_to(Some(("0", Closed)), Some(("1000", Closed))));
    let deep = (0..5000).fold(key, |sum, _| desk.op(BinaryOp::Add, sum, key));
    assert_eq!(interval(&desk.0, deep, &nonnegative()), Interval::all());
    let mut test = desk.op(BinaryOp::Less, key, one);
    for _ in 0..100 {
        let nested = desk.put(ExprKind::If { test, then: key, otherwise: one });
        test = desk.op(BinaryOp::Less, nested, key);
    }
    truth(&desk.0, test, &nonnegative());
}

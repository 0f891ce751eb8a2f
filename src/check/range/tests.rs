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
use proptest::prelude::*;
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

// The laws: random arithmetic, and intervals from random ends.

#[derive(Clone, Debug)]
enum Tree {
    Constant(Number),
    Slot(u32),
    Key(u32),
    Binary(BinaryOp, Box<Tree>, Box<Tree>),
    Negate(Box<Tree>),
    Clamp(bool, Box<Tree>, Box<Tree>),
    Round(Rounding, Number, Box<Tree>),
    Call(Function, Vec<Tree>),
    If(Box<Tree>, Box<Tree>, Box<Tree>),
    /// Below, up to the second bound, above.
    Bands(Box<Tree>, Box<(Tree, Tree)>, Box<[Tree; 3]>),
    Not(Box<Tree>),
    Between(Box<Tree>, Option<(Box<Tree>, End)>, Option<(Box<Tree>, End)>),
}

fn small() -> impl Strategy<Value = Number> {
    (-8..=8i128, prop_oneof![Just(1i128), Just(2), Just(3)]).prop_map(|(a, b)| Number::fraction(a, b).unwrap())
}

fn end() -> impl Strategy<Value = End> + Clone {
    prop_oneof![Just(Closed), Just(Open)]
}

fn rounding() -> impl Strategy<Value = Rounding> {
    use Rounding::{AwayFromZero, Ceiling, Floor, HalfEven, HalfUp, Truncate};
    prop::sample::select(vec![HalfUp, HalfEven, Truncate, AwayFromZero, Floor, Ceiling])
}

fn test(tree: BoxedStrategy<Tree>) -> impl Strategy<Value = Tree> {
    use BinaryOp::{And, Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual, Or};
    let compare = prop::sample::select(vec![Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual]);
    let side = proptest::option::of((tree.clone().prop_map(Box::new), end())).boxed();
    let leaf = prop_oneof![
        3 => (compare, tree.clone(), tree.clone()).prop_map(|(op, a, b)| Tree::Binary(op, Box::new(a), Box::new(b))),
        1 => (tree, side.clone(), side).prop_map(|(value, low, high)| Tree::Between(Box::new(value), low, high)),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (prop::sample::select(vec![And, Or]), inner.clone(), inner.clone()).prop_map(|(op, a, b)| Tree::Binary(
                op,
                Box::new(a),
                Box::new(b)
            )),
            inner.prop_map(|a| Tree::Not(Box::new(a))),
        ]
    })
}

fn tree() -> BoxedStrategy<Tree> {
    use BinaryOp::{Add, Divide, Multiply, Subtract};
    let leaf = prop_oneof![
        2 => small().prop_map(Tree::Constant),
        3 => (0..3u32).prop_map(Tree::Slot),
        1 => (0..2u32).prop_map(Tree::Key),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let quantum = prop::sample::select(vec![n("1"), n("0.5"), n("0.01")]);
        let calls = prop_oneof![
            inner.clone().prop_map(|a| Tree::Call(Function::Absolute, vec![a])),
            (
                prop::sample::select(vec![Function::Greater, Function::Smaller, Function::WholeQuotient, Function::Remainder]),
                inner.clone(),
                inner.clone()
            )
                .prop_map(|(f, a, b)| Tree::Call(f, vec![a, b])),
        ];
        let results = [inner.clone(), inner.clone(), inner.clone()];
        // Branches that speak of what their test compares.
        let arithmetic = prop::sample::select(vec![Subtract, Divide]);
        let echoes = (any::<[bool; 3]>(), end(), arithmetic, inner.clone(), inner.clone()).prop_map(echo);
        prop_oneof![
            5 => (prop::sample::select(vec![Add, Subtract, Multiply, Divide]), inner.clone(), inner.clone())
                .prop_map(|(op, a, b)| Tree::Binary(op, Box::new(a), Box::new(b))),
            1 => inner.clone().prop_map(|a| Tree::Negate(Box::new(a))),
            2 => (any::<bool>(), inner.clone(), inner.clone()).prop_map(|(low, a, b)| Tree::Clamp(low, Box::new(a), Box::new(b))),
            2 => (rounding(), quantum, inner.clone()).prop_map(|(mode, q, a)| Tree::Round(mode, q, Box::new(a))),
            2 => calls,
            3 => echoes,
            3 => (test(inner.clone()), inner.clone(), inner.clone())
                .prop_map(|(t, a, b)| Tree::If(Box::new(t), Box::new(a), Box::new(b))),
            2 => (inner.clone(), (inner.clone(), inner.clone()), results)
                .prop_map(|(key, bounds, results)| Tree::Bands(Box::new(key), Box::new(bounds), Box::new(results))),
        ]
    })
    .boxed()
}

/// A choice or bands over two operands, whose results combine the same operands in either order.
fn echo(([bands, low, turned], end, op, a, b): ([bool; 3], End, BinaryOp, Tree, Tree)) -> Tree {
    let both = |one: &Tree, other: &Tree| Tree::Binary(op, Box::new(one.clone()), Box::new(other.clone()));
    let (mut one, mut other) = (both(&a, &b), both(&b, &a));
    if turned {
        std::mem::swap(&mut one, &mut other);
    }
    if bands {
        let bounds = Box::new((b.clone(), b));
        return Tree::Bands(Box::new(a), bounds, Box::new([one.clone(), other.clone(), if low { one } else { other }]));
    }
    let side = Some((Box::new(b), end));
    let (low, high) = if low { (side, None) } else { (None, side) };
    Tree::If(Box::new(Tree::Between(Box::new(a), low, high)), Box::new(one), Box::new(other))
}

/// Builds a tree; `keys` counts the bands around it, whose keys are the locals.
fn build(desk: &mut Desk, tree: &Tree, keys: u32) -> ExprId {
    let kind = match tree {
        Tree::Constant(number) => ExprKind::Constant(Value::Number(number.clone())),
        Tree::Slot(slot) => return desk.x(*slot),
        Tree::Key(key) if *key < keys => ExprKind::Local(LocalId(*key)),
        Tree::Key(key) => return desk.x(*key),
        Tree::Binary(op, a, b) => ExprKind::Binary(*op, build(desk, a, keys), build(desk, b, keys)),
        Tree::Negate(a) => ExprKind::Negate(build(desk, a, keys)),
        Tree::Not(a) => ExprKind::Not(build(desk, a, keys)),
        Tree::Clamp(true, a, b) => ExprKind::AtLeast(build(desk, a, keys), build(desk, b, keys)),
        Tree::Clamp(false, a, b) => ExprKind::AtMost(build(desk, a, keys), build(desk, b, keys)),
        Tree::Round(mode, quantum, a) => {
            ExprKind::Round { value: build(desk, a, keys), mode: *mode, quantum: quantum.clone() }
        }
        Tree::Call(function, args) => {
            ExprKind::Call(*function, args.iter().map(|arg| build(desk, arg, keys)).collect())
        }
        Tree::If(test, then, otherwise) => ExprKind::If {
            test: build(desk, test, keys),
            then: build(desk, then, keys),
            otherwise: build(desk, otherwise, keys),
        },
        Tree::Between(value, low, high) => {
            let value = build(desk, value, keys);
            let mut side =
                |side: &Option<(Box<Tree>, End)>| side.as_ref().map(|(tree, end)| (build(desk, tree, keys), *end));
            ExprKind::Between { value, low: side(low), high: side(high) }
        }
        Tree::Bands(key, bounds, results) => {
            let key = build(desk, key, keys);
            let (low, high) = (build(desk, &bounds.0, keys), build(desk, &bounds.1, keys));
            let [a, b, c] = [0, 1, 2].map(|i| build(desk, &results[i], keys + 1));
            let rows = vec![
                (Cell::Within { low: None, high: Some((low, Closed)) }, a),
                (Cell::Within { low: Some((low, Open)), high: Some((high, Open)) }, b),
                (Cell::Within { low: Some((high, Closed)), high: None }, c),
            ];
            return desk.bands(key, keys, rows, HitPolicy::Unique);
        }
    };
    desk.put(kind)
}

/// The value of an expression; `None` where it has none. Bands answer by their first row.
fn eval(program: &Program, id: ExprId, slots: &[Number], keys: &mut Vec<Number>) -> Option<Value> {
    let mut num = |id: ExprId| match eval(program, id, slots, keys)? {
        Value::Number(number) => Some(number),
        _ => None,
    };
    let number = match &program.expr(id)?.kind {
        ExprKind::Constant(value) => return Some(value.clone()),
        ExprKind::Slot(_, slot) => slots[slot.index()].clone(),
        ExprKind::Local(local) => keys[local.index()].clone(),
        ExprKind::Negate(a) => -num(*a)?,
        ExprKind::AtLeast(a, b) => num(*a)?.max(num(*b)?),
        ExprKind::AtMost(a, b) => num(*a)?.min(num(*b)?),
        ExprKind::Round { value, mode, quantum } => num(*value)?.round(*mode, quantum),
        ExprKind::Call(Function::Absolute, args) => num(args[0])?.abs(),
        ExprKind::Call(function, args) => {
            let (a, b) = (num(args[0])?, num(args[1])?);
            match function {
                Function::Greater => a.max(b),
                Function::Smaller => a.min(b),
                Function::WholeQuotient => a.checked_div(&b)?.floor(),
                Function::Remainder => &a - a.checked_div(&b)?.floor() * &b,
                _ => return None,
            }
        }
        ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), a, b) => {
            let Value::Bool(first) = eval(program, *a, slots, keys)? else { return None };
            if first == (*op == BinaryOp::Or) {
                return Some(Value::Bool(first));
            }
            return eval(program, *b, slots, keys);
        }
        ExprKind::Binary(op, a, b) => {
            let (a, b) = (num(*a)?, num(*b)?);
            return Some(match op {
                BinaryOp::Add => Value::Number(a + b),
                BinaryOp::Subtract => Value::Number(a - b),
                BinaryOp::Multiply => Value::Number(a * b),
                BinaryOp::Divide => Value::Number(a.checked_div(&b)?),
                BinaryOp::Equal => Value::Bool(a == b),
                BinaryOp::NotEqual => Value::Bool(a != b),
                BinaryOp::Less => Value::Bool(a < b),
                BinaryOp::LessEqual => Value::Bool(a <= b),
                BinaryOp::Greater => Value::Bool(a > b),
                BinaryOp::GreaterEqual => Value::Bool(a >= b),
                BinaryOp::And | BinaryOp::Or => return None,
            });
        }
        ExprKind::Between { value, low, high } => {
            let value = num(*value)?;
            return Some(Value::Bool(inside(&value, low, high, num)?));
        }
        ExprKind::Not(a) => match eval(program, *a, slots, keys)? {
            Value::Bool(holds) => return Some(Value::Bool(!holds)),
            _ => return None,
        },
        ExprKind::If { test, then, otherwise } => match eval(program, *test, slots, keys)? {
            Value::Bool(holds) => return eval(program, if holds { *then } else { *otherwise }, slots, keys),
            _ => return None,
        },
        ExprKind::Decide { decision, keys: args } => {
            let key = num(args[0])?;
            for row in &program.decision(*decision)?.rows {
                let Cell::Within { low, high } = &row.cells[0] else { return None };
                if inside(&key, low, high, |id| match eval(program, id, slots, keys)? {
                    Value::Number(number) => Some(number),
                    _ => None,
                })? {
                    keys.push(key);
                    let result = eval(program, row.result, slots, keys);
                    keys.pop();
                    return result;
                }
            }
            return None;
        }
        _ => return None,
    };
    Some(Value::Number(number))
}

type Side = Option<(ExprId, End)>;

fn inside(value: &Number, low: &Side, high: &Side, mut num: impl FnMut(ExprId) -> Option<Number>) -> Option<bool> {
    let above = match low {
        Some((low, Closed)) => *value >= num(*low)?,
        Some((low, Open)) => *value > num(*low)?,
        None => true,
    };
    let below = match high {
        Some((high, Closed)) => *value <= num(*high)?,
        Some((high, Open)) => *value < num(*high)?,
        None => true,
    };
    Some(above && below)
}

fn some_interval() -> impl Strategy<Value = Interval> {
    let side = || proptest::option::of((small(), end()));
    (side(), side()).prop_filter_map("empty", |(low, high)| Interval::new(low, high))
}

/// Points near the ends and inside.
fn points(interval: &Interval) -> Vec<Number> {
    let all =
        (-60..=60).map(|i| Number::fraction(i, 6).unwrap()).chain([n("1000"), n("-1000"), n("0.001"), n("-0.001")]);
    all.filter(|point| interval.contains(point)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn no_value_lies_outside(
        tree in tree(),
        given in proptest::collection::vec(some_interval(), 3),
        picks in proptest::collection::vec(proptest::collection::vec(any::<prop::sample::Index>(), 3), 12),
    ) {
        let mut desk = Desk::default();
        let root = build(&mut desk, &tree, 0);
        let facts = Known(given);
        let claimed = interval(&desk.0, root, &facts);
        let inside: Vec<Vec<Number>> = facts.0.iter().map(points).collect();
        prop_assume!(inside.iter().all(|points| !points.is_empty()));
        for pick in picks {
            let slots: Vec<Number> = inside.iter().zip(pick).map(|(points, at)| at.get(points).clone()).collect();
            if let Some(Value::Number(value)) = eval(&desk.0, root, &slots, &mut Vec::new()) {
                prop_assert!(claimed.contains(&value), "{value} not in {claimed:?} at {slots:?}");
            }
        }
    }

    #[test]
    fn no_answer_is_denied(
        test in test(tree()),
        given in proptest::collection::vec(some_interval(), 3),
        picks in proptest::collection::vec(proptest::collection::vec(any::<prop::sample::Index>(), 3), 12),
    ) {
        let mut desk = Desk::default();
        let root = build(&mut desk, &test, 0);
        let facts = Known(given);
        let claimed = truth(&desk.0, root, &facts);
        let inside: Vec<Vec<Number>> = facts.0.iter().map(points).collect();
        prop_assume!(inside.iter().all(|points| !points.is_empty()));
        for pick in picks {
            let slots: Vec<Number> = inside.iter().zip(pick).map(|(points, at)| at.get(points).clone()).collect();
            if let Some(Value::Bool(holds)) = eval(&desk.0, root, &slots, &mut Vec::new()) {
                prop_assert!(claimed.is_none_or(|claimed| claimed == holds));
            }
        }
    }

    #[test]
    fn products_and_quotients_are_tight(a in some_interval(), b in some_interval()) {
        let (product, quotient) = (a.multiply(&b), a.divide(&b));
        for x in points(&a) {
            for y in points(&b) {
                prop_assert!(product.contains(&(&x * &y)));
                if let Some(ratio) = x.checked_div(&y) {
                    prop_assert!(quotient.contains(&ratio));
                }
            }
        }
        // Closed ends are reached.
        for end in [&product.low, &product.high].into_iter().flatten().filter(|(_, end)| *end == Closed) {
            let ends = |interval: &Interval| [&interval.low, &interval.high].into_iter().flatten().map(|(n, _)| n.clone()).collect::<Vec<_>>();
            let reached = ends(&a).iter().any(|x| ends(&b).iter().any(|y| x * y == end.0)) || end.0.is_zero();
            prop_assert!(reached);
        }
    }

    #[test]
    fn sets_behave(a in some_interval(), b in some_interval()) {
        for x in points(&a) {
            prop_assert!(a.union(&b).contains(&x));
            prop_assert_eq!(a.intersect(&b).is_some_and(|both| both.contains(&x)), b.contains(&x));
            prop_assert!(a.abs().contains(&x.abs()));
            for y in points(&b) {
                prop_assert!(a.min(&b).contains(&x.clone().min(y.clone())));
                prop_assert!(a.max(&b).contains(&x.clone().max(y)));
            }
        }
        prop_assert!(a.is_within(&a.union(&b)) && b.is_within(&a.union(&b)));
    }
}

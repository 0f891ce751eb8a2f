//! The laws: random arithmetic, and intervals from random ends.

use super::*;
use proptest::prelude::*;

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

//! Expressions built together with their values: the text never has to be read to know what it is worth.

use super::oracle::{MODES, Mode, Ratio, read, rounded, tenths, whole};
use super::spell::Tape;
use num_traits::{Signed, Zero};

/// How tightly a text holds together, seen from what may stand to its left or right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bind {
    /// Runs on to the right as far as it can (若).
    Open,
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Sign,
    Tight,
}

/// A number or a yes/no with its text; no value where a division by zero is reached.
#[derive(Clone, Debug)]
pub struct Made<T> {
    pub text: String,
    pub value: Option<T>,
    bind: Bind,
    /// A clamp or rounding stands bare in it: it would take in whatever is written to its left.
    greedy: bool,
}

/// Numbers without a unit, or money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Plain,
    Money,
}

impl<T> Made<T> {
    fn new(text: String, value: Option<T>, bind: Bind) -> Made<T> {
        Made { text, value, bind, greedy: false }
    }

    /// As the operand on the left of something that binds like `bind`.
    fn left(self, bind: Bind, tape: &mut Tape) -> String {
        if self.bind < bind || tape.pick(8) == 7 { bracketed(&self.text, tape) } else { self.text }
    }

    /// As the operand on the right of it.
    fn right(self, bind: Bind, tape: &mut Tape) -> String {
        if self.bind < bind || self.greedy || tape.pick(8) == 7 { bracketed(&self.text, tape) } else { self.text }
    }
}

fn bracketed(text: &str, tape: &mut Tape) -> String {
    format!("{}{text}{}", tape.sign("("), tape.sign(")"))
}

/// A constant on the right of a comparison could be taken for a forgotten %: make it no constant.
fn bound(made: Made<Ratio>, tape: &mut Tape) -> Made<Ratio> {
    let text = bracketed(&format!("{}{}0", made.text_in_sum(tape), tape.sign("+")), tape);
    Made::new(text, made.value, Bind::Tight)
}

impl Made<Ratio> {
    fn text_in_sum(&self, tape: &mut Tape) -> String {
        if self.bind < Bind::Sum { bracketed(&self.text, tape) } else { self.text.clone() }
    }
}

/// A random number of a sort.
pub fn number(tape: &mut Tape, depth: usize, sort: Sort) -> Made<Ratio> {
    if depth == 0 || tape.is_done() {
        return literal(tape, sort);
    }
    match tape.pick(10) {
        0 => literal(tape, sort),
        1 | 2 => sum(tape, depth, sort),
        3 => product(tape, depth, sort),
        4 => quotient(tape, depth, sort),
        5 => {
            let made = number(tape, depth - 1, sort);
            let (value, sign) = (made.value.clone().map(|value| -value), tape.sign("-"));
            Made::new(format!("{sign}{}", made.right(Bind::Sign, tape)), value, Bind::Sign)
        }
        6 => clamp(tape, depth, sort),
        7 => rounding(tape, depth, sort),
        8 => choice(tape, depth, sort),
        _ => call(tape, depth, sort),
    }
}

fn literal(tape: &mut Tape, sort: Sort) -> Made<Ratio> {
    let plain =
        ["0", "1", "2", "3", "7", "10", "48", "1000", "0.5", "0.015", "2.675", "1_000", "0.05", "12.345", "99.995"];
    let text = plain[tape.pick(plain.len())];
    let value = read(&text.replace('_', ""));
    let (unit, scale): (&str, Ratio) = match sort {
        Sort::Plain => tape_unit(
            tape,
            &[("", whole(1)), ("%", tenths(2)), ("‰", tenths(3)), ("％", tenths(2)), ("万", whole(10_000))],
        ),
        Sort::Money => tape_unit(
            tape,
            &[
                ("元", whole(1)),
                ("万元", whole(10_000)),
                ("角", tenths(1)),
                ("yuan", whole(1)),
                ("fen", tenths(2)),
                ("亿元", whole(100_000_000)),
            ],
        ),
    };
    let space = if unit.is_empty() || unit.is_ascii() { "" } else { ["", "", " "][tape.pick(3)] };
    let written = if tape.pick(4) == 0 { text.chars().filter(|c| *c != '_').collect() } else { text.to_owned() };
    Made::new(format!("{}{space}{unit}", tape.digits(&written)), Some(value * scale), Bind::Tight)
}

fn tape_unit(tape: &mut Tape, of: &[(&'static str, Ratio)]) -> (&'static str, Ratio) {
    of[tape.pick(of.len())].clone()
}

fn both<T: Clone>(one: &Made<T>, two: &Made<T>) -> Option<(T, T)> {
    Some((one.value.clone()?, two.value.clone()?))
}

fn sum(tape: &mut Tape, depth: usize, sort: Sort) -> Made<Ratio> {
    let (one, two) = (number(tape, depth - 1, sort), number(tape, depth - 1, sort));
    let plus = tape.pick(2) == 0;
    let value = both(&one, &two).map(|(a, b)| if plus { a + b } else { a - b });
    let greedy = one.greedy;
    let (one, sign) = (one.left(Bind::Sum, tape), tape.sign(if plus { "+" } else { "-" }));
    let text = format!("{one}{sign}{}", two.right(Bind::Product, tape));
    Made { greedy, ..Made::new(text, value, Bind::Sum) }
}

fn product(tape: &mut Tape, depth: usize, sort: Sort) -> Made<Ratio> {
    let money_first = tape.pick(2) == 0;
    let other = number(tape, depth - 1, Sort::Plain);
    let own = number(tape, depth - 1, sort);
    let (one, two) = if money_first { (own, other) } else { (other, own) };
    let value = both(&one, &two).map(|(a, b)| a * b);
    let greedy = one.greedy;
    let (one, sign) = (one.left(Bind::Product, tape), tape.sign("*"));
    let text = format!("{one}{sign}{}", two.right(Bind::Sign, tape));
    Made { greedy, ..Made::new(text, value, Bind::Product) }
}

fn quotient(tape: &mut Tape, depth: usize, sort: Sort) -> Made<Ratio> {
    let (above, below) = match sort {
        Sort::Money => (Sort::Money, Sort::Plain),
        Sort::Plain if tape.pick(2) == 0 => (Sort::Plain, Sort::Plain),
        Sort::Plain => (Sort::Money, Sort::Money),
    };
    let (one, two) = (number(tape, depth - 1, above), number(tape, depth - 1, below));
    let value = both(&one, &two).and_then(|(a, b)| (!b.is_zero()).then(|| a / b));
    let greedy = one.greedy;
    let (one, sign) = (one.left(Bind::Product, tape), tape.sign("/"));
    let text = format!("{one}{sign}{}", two.right(Bind::Sign, tape));
    Made { greedy, ..Made::new(text, value, Bind::Product) }
}

/// Takes all arithmetic to its left; what follows goes on from its result.
fn clamp(tape: &mut Tape, depth: usize, sort: Sort) -> Made<Ratio> {
    let one = number(tape, depth - 1, sort);
    let limit = number(tape, depth - 1, sort);
    let two = bound(limit, tape);
    let least = tape.pick(2) == 0;
    let value = both(&one, &two).map(|(a, b)| if least { a.max(b) } else { a.min(b) });
    let word = if least { tape.word("不低于", "at-least") } else { tape.word("不高于", "at-most") };
    let text = format!("{}{word}{}", one.left(Bind::Sum, tape), two.right(Bind::Sign, tape));
    Made { greedy: true, ..Made::new(text, value, Bind::Tight) }
}

fn rounding(tape: &mut Tape, depth: usize, sort: Sort) -> Made<Ratio> {
    let one = number(tape, depth - 1, sort);
    let mode = MODES[tape.pick(MODES.len())];
    let (to, unit) = match sort {
        Sort::Plain => tape_unit(
            tape,
            &[
                ("2位", tenths(2)),
                ("0位", whole(1)),
                ("４位", tenths(4)),
                ("0.5", whole(1) / whole(2)),
                ("0.01%", tenths(4)),
                ("2places", tenths(2)),
                ("１％", tenths(2)),
                ("2 places", tenths(2)),
            ],
        ),
        Sort::Money => tape_unit(
            tape,
            &[
                ("分", tenths(2)),
                ("元", whole(1)),
                ("0.01元", tenths(2)),
                ("角", tenths(1)),
                ("万元", whole(10_000)),
                ("5分", whole(5) / whole(100)),
                ("2位", tenths(2)),
                ("0.05元", whole(5) / whole(100)),
                ("fen", tenths(2)),
            ],
        ),
    };
    let value = one.value.clone().map(|value| rounded(&value, &unit, mode));
    let (zh, en) = match mode {
        Mode::HalfUp => ("四舍五入", "half-up"),
        Mode::HalfEven => ("四舍六入五成双", "half-even"),
        Mode::Truncate => ("舍去", "truncate"),
        Mode::Away => ("进一", "away-from-zero"),
        Mode::Floor => ("向下取整", "floor"),
        Mode::Ceiling => ("向上取整", "ceiling"),
    };
    let text = one.left(Bind::Sum, tape);
    let word = if tape.pick(3) == 0 {
        format!("{}{en}{}to{}", tape.space(), tape.space(), tape.space())
    } else {
        format!("{}{zh}{}到{}", tape.space(), tape.gap(), tape.gap())
    };
    Made { greedy: true, ..Made::new(format!("{text}{word}{to}"), value, Bind::Tight) }
}

fn choice(tape: &mut Tape, depth: usize, sort: Sort) -> Made<Ratio> {
    let test = truth(tape, depth - 1);
    let (yes, no) = (number(tape, depth - 1, sort), number(tape, depth - 1, sort));
    let value = match test.value {
        Some(true) => yes.value.clone(),
        Some(false) => no.value.clone(),
        None => None,
    };
    let (open, then, other) = (tape.word("若", "if"), tape.word("则", "then"), tape.word("否则", "else"));
    let text = format!("{open}{}{then}{}{other}{}", test.text, yes.text, no.text);
    Made::new(text, value, Bind::Open)
}

fn call(tape: &mut Tape, depth: usize, sort: Sort) -> Made<Ratio> {
    let kind = tape.pick(3);
    let count = if kind == 2 { 1 } else { 2 + tape.pick(2) };
    let args: Vec<Made<Ratio>> = (0..count).map(|_| number(tape, depth - 1, sort)).collect();
    let values: Option<Vec<Ratio>> = args.iter().map(|arg| arg.value.clone()).collect();
    let (names, value): (&[&str], _) = match kind {
        0 => (&["较大", "greater"], values.and_then(|values| values.into_iter().max())),
        1 => (&["较小", "smaller"], values.and_then(|values| values.into_iter().min())),
        _ => (&["绝对值", "abs"], values.and_then(|values| values.into_iter().next()).map(|value| value.abs())),
    };
    let mut text = tape.one(names).to_owned();
    for (index, arg) in args.into_iter().enumerate() {
        text += &tape.sign(if index == 0 { "(" } else { "," });
        text += &arg.text;
    }
    Made::new(format!("{text}{}", tape.sign(")")), value, Bind::Tight)
}

/// A random condition.
pub fn truth(tape: &mut Tape, depth: usize) -> Made<bool> {
    if depth == 0 || tape.is_done() {
        return match tape.pick(4) {
            0 => Made::new("是".to_owned(), Some(true), Bind::Tight),
            1 => Made::new("no".to_owned(), Some(false), Bind::Tight),
            2 => Made::new("yes".to_owned(), Some(true), Bind::Tight),
            _ => Made::new("否".to_owned(), Some(false), Bind::Tight),
        };
    }
    match tape.pick(7) {
        0 | 1 => compared(tape, depth),
        2 | 3 => joined(tape, depth),
        4 => {
            let made = truth(tape, depth - 1);
            let (value, word) = (made.value.map(|value| !value), tape.word("非", "not"));
            Made::new(format!("{word}{}", made.left(Bind::Not, tape)), value, Bind::Not)
        }
        5 => within(tape, depth),
        _ => member(tape, depth),
    }
}

fn sort(tape: &mut Tape) -> Sort {
    if tape.pick(2) == 0 { Sort::Plain } else { Sort::Money }
}

fn compared(tape: &mut Tape, depth: usize) -> Made<bool> {
    let sort = sort(tape);
    let one = number(tape, depth - 1, sort);
    let limit = number(tape, depth - 1, sort);
    let two = bound(limit, tape);
    let sign = ["=", "≠", "<", "≤", ">", "≥"][tape.pick(6)];
    let value = both(&one, &two).map(|(a, b)| match sign {
        "=" => a == b,
        "≠" => a != b,
        "<" => a < b,
        "≤" => a <= b,
        ">" => a > b,
        _ => a >= b,
    });
    let text = format!("{}{}{}", one.left(Bind::Sum, tape), tape.sign(sign), two.text);
    Made::new(text, value, Bind::Comparison)
}

/// 且 and 或 look at their right side only where the left one does not decide.
fn joined(tape: &mut Tape, depth: usize) -> Made<bool> {
    let (one, two) = (truth(tape, depth - 1), truth(tape, depth - 1));
    let (and, left, right) = (tape.pick(2) == 0, one.value, two.value);
    let value = left.and_then(|left| if left == and { right } else { Some(left) });
    let (bind, inner) = if and { (Bind::And, Bind::Not) } else { (Bind::Or, Bind::And) };
    let word = if and { tape.word("且", "and") } else { tape.word("或", "or") };
    let text = format!("{}{word}{}", one.left(bind, tape), two.right(inner, tape));
    Made::new(text, value, bind)
}

fn within(tape: &mut Tape, depth: usize) -> Made<bool> {
    let sort = sort(tape);
    let one = number(tape, depth - 1, sort);
    let (mut low, mut high) = (number(tape, depth - 1, sort), number(tape, depth - 1, sort));
    if low.value > high.value {
        std::mem::swap(&mut low, &mut high);
    }
    let same = low.value == high.value;
    let (closed_low, closed_high) = (same || tape.pick(2) == 0, same || tape.pick(2) == 0);
    let (has_low, has_high) = [(true, true), (true, false), (false, true)][tape.pick(3)];
    let value = one.value.clone().and_then(|value| {
        let low = if has_low { Some(low.value.clone()?) } else { None };
        let high = if has_high { Some(high.value.clone()?) } else { None };
        let above = low.is_none_or(|low| value > low || closed_low && value == low);
        let below = high.is_none_or(|high| value < high || closed_high && value == high);
        Some(above && below)
    });
    let negated = tape.pick(3) == 0;
    let word = if negated { tape.word("不在", "not-within") } else { tape.word("在", "within") };
    let mut text =
        format!("{}{word}{}", one.left(Bind::Sum, tape), tape.sign(if closed_low && has_low { "[" } else { "(" }));
    if has_low {
        text += &bound(low, tape).text;
    }
    text += &tape.sign(",");
    if has_high {
        text += &bound(high, tape).text;
    }
    text += &tape.sign(if closed_high && has_high { "]" } else { ")" });
    if tape.pick(2) == 0 {
        text += &tape.word("内", "inside");
    }
    Made::new(text, value.map(|inside| inside != negated), Bind::Comparison)
}

fn member(tape: &mut Tape, depth: usize) -> Made<bool> {
    let sort = sort(tape);
    let one = number(tape, depth - 1, sort);
    let set: Vec<Made<Ratio>> = (0..2 + tape.pick(2)).map(|_| bound_literal(tape, sort)).collect();
    let value = one.value.clone().map(|value| set.iter().any(|member| member.value == Some(value.clone())));
    let negated = tape.pick(3) == 0;
    let word = if negated { tape.word("不属于", "not-in") } else { tape.word("属于", "in") };
    let mut text = format!("{}{word}", one.left(Bind::Sum, tape));
    for (index, member) in set.into_iter().enumerate() {
        text += &tape.sign(if index == 0 { "(" } else { "," });
        text += &member.text;
    }
    Made::new(format!("{text}{}", tape.sign(")")), value.map(|inside| inside != negated), Bind::Comparison)
}

fn bound_literal(tape: &mut Tape, sort: Sort) -> Made<Ratio> {
    let made = literal(tape, sort);
    bound(made, tape)
}

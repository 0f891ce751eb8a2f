//! The small changes of a policy that its cases should notice, each as a sentence and as a change of the program.

use super::sites::{Owner, OwnerKind, Seen, inside, owners};
use crate::ir::expr::{BinaryOp, Cell, End, ExprKind};
use crate::ir::ids::{DecisionId, ExceptionId, ExprId, ParamId};
use crate::ir::program::Program;
use crate::source::{Sources, Span};
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::value::Value;
use crate::wording::value::typed;

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
}

/// A change with its sentence.
#[derive(Clone, Debug)]
pub(super) struct Mutant {
    pub change: Change,
    pub span: Span,
    /// 把……改为……
    pub words: String,
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
                let row = changed.decisions.get_mut(decision.index()).and_then(|decision| decision.rows.get_mut(*row));
                if let Some(place) = row.and_then(|row| row.cells.get_mut(*key)) {
                    *place = cell.clone();
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
        }
    }
}

/// All mutants of a policy, in the order of its rules.
pub(super) fn mutants(program: &Program, sources: &Sources) -> Vec<Mutant> {
    let mut maker = Maker { program, sources, found: Vec::new() };
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
            maker.number(&owner, *weight, "权重");
        }
        for id in &inside.decisions {
            maker.decision(&owner, *id);
        }
    }
    maker.params();
    maker.found
}

struct Maker<'a> {
    program: &'a Program,
    sources: &'a Sources,
    found: Vec<Mutant>,
}

impl Maker<'_> {
    fn push(&mut self, owner: &Owner, span: Span, change: Change, words: String) {
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
        self.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn exemptions(&mut self, owner: &Owner) {
        let OwnerKind::Exception(id) = owner.kind else { return };
        let Some(exception) = self.program.exception(id) else { return };
        for (index, condition) in exception.unless.iter().enumerate() {
            let span = self.program.expr(*condition).map(|expr| expr.span).unwrap_or_default();
            let words = format!("去掉“除非 {}”", self.text(span));
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
                    let words = format!("把“{text}”的 {} 改为 {}", sign(*op), sign(other));
                    self.push(owner, span, Change::Expr(id, ExprKind::Binary(other, *left, *right)), words);
                }
            }
            ExprKind::Round { value, mode, quantum } => {
                let other = if *mode == Rounding::Truncate { Rounding::HalfUp } else { Rounding::Truncate };
                let kind = ExprKind::Round { value: *value, mode: other, quantum: quantum.clone() };
                let words = format!("把“{text}”的{}改为{}", rounding(*mode), rounding(other));
                self.push(owner, span, Change::Expr(id, kind), words);
            }
            ExprKind::AtLeast(value, _) => {
                let words = format!("去掉“{text}”的下限");
                self.push(
                    owner,
                    span,
                    Change::Expr(id, ExprKind::OrElse { value: *value, absence: ABSENT, other: *value }),
                    words,
                );
            }
            ExprKind::AtMost(value, _) => {
                let words = format!("去掉“{text}”的上限");
                self.push(
                    owner,
                    span,
                    Change::Expr(id, ExprKind::OrElse { value: *value, absence: ABSENT, other: *value }),
                    words,
                );
            }
            ExprKind::Between { value, low, high } => {
                if let Some((bound, end)) = low {
                    let low = Some((*bound, flipped(*end)));
                    let kind = ExprKind::Between { value: *value, low, high: *high };
                    self.push(owner, span, Change::Expr(id, kind), format!("把“{text}”左端的开闭对调"));
                }
                if let Some((bound, end)) = high {
                    let high = Some((*bound, flipped(*end)));
                    let kind = ExprKind::Between { value: *value, low: *low, high };
                    self.push(owner, span, Change::Expr(id, kind), format!("把“{text}”右端的开闭对调"));
                }
            }
            ExprKind::Constant(Value::Number(number)) if !number.is_zero() => self.number(owner, id, "数"),
            ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::ParamAt { .. }
            | ExprKind::Slot(..)
            | ExprKind::Whole(_)
            | ExprKind::Local(_)
            | ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::If { .. }
            | ExprKind::InList { .. }
            | ExprKind::InSet { .. }
            | ExprKind::OrElse { .. }
            | ExprKind::Has { .. }
            | ExprKind::Call(..)
            | ExprKind::Decide { .. }
            | ExprKind::Aggregate(_) => {}
        }
    }

    /// A number of the policy, one hundredth greater.
    fn number(&mut self, owner: &Owner, id: ExprId, what: &str) {
        let Some(expr) = self.program.expr(id) else { return };
        let ExprKind::Constant(Value::Number(number)) = &expr.kind else { return };
        let value = Value::Number(greater(number));
        let words = format!("把{what}“{}”改为 {}", self.text(expr.span), typed(self.program, &expr.ty, &value));
        self.push(owner, expr.span, Change::Expr(id, ExprKind::Constant(value)), words);
    }

    fn decision(&mut self, owner: &Owner, id: DecisionId) {
        let Some(decision) = self.program.decision(id) else { return };
        for (row, of) in decision.rows.iter().enumerate() {
            let text = self.text(of.span);
            for (key, cell) in of.cells.iter().enumerate() {
                let Cell::Within { low, high } = cell else { continue };
                if let Some((bound, end)) = low {
                    let cell = Cell::Within { low: Some((*bound, flipped(*end))), high: *high };
                    self.push(owner, of.span, Change::Cell(id, row, key, cell), format!("把“{text}”下端的开闭对调"));
                }
                if let Some((bound, end)) = high {
                    let cell = Cell::Within { low: *low, high: Some((*bound, flipped(*end))) };
                    self.push(owner, of.span, Change::Cell(id, row, key, cell), format!("把“{text}”上端的开闭对调"));
                }
            }
        }
    }

    fn params(&mut self) {
        for (index, param) in self.program.params.iter().enumerate() {
            for (at, dated) in param.values.iter().enumerate() {
                let Value::Number(number) = &dated.value else { continue };
                let value = Value::Number(greater(number));
                let words = format!(
                    "把参数“{}”由 {} 改为 {}",
                    param.name,
                    typed(self.program, &param.ty, &dated.value),
                    typed(self.program, &param.ty, &value)
                );
                let owner = Owner {
                    name: param.name.clone(),
                    bases: if dated.bases.is_empty() { param.bases.clone() } else { dated.bases.clone() },
                    kind: OwnerKind::Formula,
                    roots: Vec::new(),
                };
                self.push(&owner, dated.span, Change::Param(ParamId::at(index), at, value), words);
            }
        }
    }
}

const ABSENT: crate::ir::expr::Absence = crate::ir::expr::Absence::Missing;

/// One hundredth more; one in place of zero.
fn greater(number: &Number) -> Number {
    if number.is_zero() { Number::one() } else { number * &(Number::from(101) * Number::power_of_ten(-2)) }
}

fn flipped(end: End) -> End {
    match end {
        End::Open => End::Closed,
        End::Closed => End::Open,
    }
}

fn swapped(op: BinaryOp) -> Option<BinaryOp> {
    match op {
        BinaryOp::And => Some(BinaryOp::Or),
        BinaryOp::Or => Some(BinaryOp::And),
        BinaryOp::Equal => Some(BinaryOp::NotEqual),
        BinaryOp::NotEqual => Some(BinaryOp::Equal),
        BinaryOp::Less => Some(BinaryOp::LessEqual),
        BinaryOp::LessEqual => Some(BinaryOp::Less),
        BinaryOp::Greater => Some(BinaryOp::GreaterEqual),
        BinaryOp::GreaterEqual => Some(BinaryOp::Greater),
        BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => None,
    }
}

fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::And => "且",
        BinaryOp::Or => "或",
        BinaryOp::Equal => "＝",
        BinaryOp::NotEqual => "≠",
        BinaryOp::Less => "＜",
        BinaryOp::LessEqual => "≤",
        BinaryOp::Greater => "＞",
        BinaryOp::GreaterEqual => "≥",
        BinaryOp::Add => "＋",
        BinaryOp::Subtract => "−",
        BinaryOp::Multiply => "×",
        BinaryOp::Divide => "÷",
    }
}

fn rounding(mode: Rounding) -> &'static str {
    match mode {
        Rounding::HalfUp => "四舍五入",
        Rounding::HalfEven => "四舍六入五成双",
        Rounding::Truncate => "舍去",
        Rounding::AwayFromZero => "进一",
        Rounding::Floor => "向下取整",
        Rounding::Ceiling => "向上取整",
    }
}

//! Expressions → operations of a stage. What has no operation is refused, and its slot is computed by rows.

use super::Refusal;
use super::numeric::Parts;
use super::op::{Op, Source, Test, Whose};
use super::plan::Planner;
use super::stage::{Kind, Stage, Val};
use crate::builtin::Function;
use crate::ir::expr::{Absence, BinaryOp, Cell, Decision, ExprKind, HitPolicy, RowPath};
use crate::ir::ids::{DecisionId, ExprId, LocalId, SlotId};
use crate::ir::packed::{INAPPLICABLE, MISSING, origin};
use crate::ir::schema::End;
use crate::value::value::Value;

/// Where an expression stands: the frame of the stage's row, and what the locals are.
#[derive(Clone, Debug, Default)]
pub struct Around {
    pub frame: u32,
    pub locals: Vec<(LocalId, Val)>,
    /// The stage's place among the parts of the plan: only what is ready before it can be read.
    pub place: usize,
}

/// Rows of a decision table that are tested one after the other.
const MOST_ROWS: usize = 64;

fn mark(absence: Absence) -> u8 {
    match absence {
        Absence::Missing => MISSING,
        Absence::Inapplicable => INAPPLICABLE,
    }
}

impl Planner<'_> {
    pub fn expr(&mut self, id: ExprId, stage: &mut Stage, around: &Around) -> Result<Val, Refusal> {
        let program = self.program;
        let expr = program.expr(id).ok_or(Refusal::Kind)?;
        match &expr.kind {
            ExprKind::Constant(value) => self.constant(value, stage),
            ExprKind::Param(param) => {
                let param = program.param(*param).ok_or(Refusal::Kind)?;
                let dated = param.on(program.as_of).ok_or(Refusal::Dated)?;
                self.constant(&dated.value, stage)
            }
            ExprKind::ParamAt { .. } => Err(Refusal::Dated),
            ExprKind::Slot(path, slot) => self.slot(path, *slot, stage, around),
            ExprKind::Whole(slot) => {
                let form = self.form(*slot, around.place)?;
                Ok(stage.load(Source::Slot(*slot), Whose::Whole, form))
            }
            ExprKind::Local(local) => {
                let found = around.locals.iter().rev().find(|(id, _)| id == local);
                found.map(|(_, val)| *val).ok_or(Refusal::Frame)
            }
            ExprKind::Negate(inner) => {
                let a = self.expr(*inner, stage, around)?.parts()?;
                let reg = stage.emit(Op::Scale { a: a.reg, k: -1 });
                Ok(Val { reg, kind: a.val().kind })
            }
            ExprKind::Not(inner) => {
                let a = self.truth(*inner, stage, around)?;
                Ok(boolean(stage.emit(Op::Not { a })))
            }
            ExprKind::Binary(op, left, right) => self.binary(*op, *left, *right, stage, around),
            ExprKind::If { test, then, otherwise } => {
                let test = self.truth(*test, stage, around)?;
                let then = self.expr(*then, stage, around)?;
                let otherwise = self.expr(*otherwise, stage, around)?;
                stage.select(test, then, otherwise)
            }
            ExprKind::Between { value, low, high } => {
                let value = self.expr(*value, stage, around)?;
                let bounds = (self.bound(low, stage, around)?, self.bound(high, stage, around)?);
                within(stage, value, bounds)
            }
            ExprKind::InList { value, list } => {
                let value = self.expr(*value, stage, around)?;
                let list = program.list(*list).ok_or(Refusal::Kind)?;
                let words: Vec<&Value> = list.values.iter().collect();
                self.among(value, &words, stage)
            }
            ExprKind::InSet { value, set } => {
                let value = self.expr(*value, stage, around)?;
                let mut any = boolean(stage.emit(Op::Constant(0)));
                for member in set {
                    let member = self.expr(*member, stage, around)?;
                    let same = equal(stage, value, member, Test::Equal)?;
                    any = boolean(stage.emit(Op::Or { a: any.reg, b: same.reg }));
                }
                Ok(any)
            }
            ExprKind::AtLeast(value, bound) => self.clamp(*value, *bound, Test::GreaterEqual, stage, around),
            ExprKind::AtMost(value, bound) => self.clamp(*value, *bound, Test::LessEqual, stage, around),
            ExprKind::Round { value, mode, quantum } => {
                let value = self.expr(*value, stage, around)?.parts()?;
                stage.round(value, *mode, quantum)
            }
            ExprKind::OrElse { value, absence, other } => {
                let value = self.expr(*value, stage, around)?;
                let other = self.expr(*other, stage, around)?;
                or_else(stage, value, mark(*absence), other)
            }
            ExprKind::Has { value, absence } => {
                let a = self.expr(*value, stage, around)?.reg;
                Ok(boolean(stage.emit(Op::Has { a, state: mark(*absence) })))
            }
            ExprKind::Call(function, args) => self.call(*function, args, stage, around),
            ExprKind::Decide { decision, keys } => self.decide(*decision, keys, stage, around),
            ExprKind::Aggregate(aggregate) => self.aggregate(*aggregate, stage, around),
        }
    }

    pub fn constant(&mut self, value: &Value, stage: &mut Stage) -> Result<Val, Refusal> {
        let (word, kind) = match value {
            Value::Number(number) => return stage.number(number),
            Value::Bool(holds) => (i64::from(*holds), Kind::Bool),
            Value::Text(text) => (self.texts.code(text), Kind::Text),
            Value::Date(date) => (origin().ok_or(Refusal::Kind)?.days_until(*date), Kind::Day),
            Value::Missing | Value::NotApplicable => return Err(Refusal::Kind),
        };
        Ok(Val { reg: stage.emit(Op::Constant(word)), kind })
    }

    fn slot(&mut self, path: &RowPath, slot: SlotId, stage: &mut Stage, around: &Around) -> Result<Val, Refusal> {
        if path.frame != around.frame {
            return Err(Refusal::Frame);
        }
        if path.via.is_empty()
            && let Some(known) = stage.known(slot)
        {
            return Ok(known);
        }
        let form = self.form(slot, around.place)?;
        let whose = if path.via.is_empty() { Whose::Own } else { Whose::Via(stage.path(&path.via)) };
        Ok(stage.load(Source::Slot(slot), whose, form))
    }

    pub fn truth(&mut self, id: ExprId, stage: &mut Stage, around: &Around) -> Result<usize, Refusal> {
        let val = self.expr(id, stage, around)?;
        if val.kind == Kind::Bool { Ok(val.reg) } else { Err(Refusal::Kind) }
    }

    fn binary(
        &mut self,
        op: BinaryOp,
        left: ExprId,
        right: ExprId,
        stage: &mut Stage,
        around: &Around,
    ) -> Result<Val, Refusal> {
        let test = match op {
            BinaryOp::And | BinaryOp::Or => {
                let (a, b) = (self.truth(left, stage, around)?, self.truth(right, stage, around)?);
                let op = if op == BinaryOp::And { Op::And { a, b } } else { Op::Or { a, b } };
                return Ok(boolean(stage.emit(op)));
            }
            BinaryOp::Add => return self.arithmetic(left, right, stage, around, |stage, a, b| stage.add(a, b, 1)),
            BinaryOp::Subtract => {
                return self.arithmetic(left, right, stage, around, |stage, a, b| stage.add(a, b, -1));
            }
            BinaryOp::Multiply => return self.arithmetic(left, right, stage, around, Stage::multiply),
            BinaryOp::Divide => return self.arithmetic(left, right, stage, around, Stage::divide),
            BinaryOp::Equal => Test::Equal,
            BinaryOp::NotEqual => Test::NotEqual,
            BinaryOp::Less => Test::Less,
            BinaryOp::LessEqual => Test::LessEqual,
            BinaryOp::Greater => Test::Greater,
            BinaryOp::GreaterEqual => Test::GreaterEqual,
        };
        let (a, b) = (self.expr(left, stage, around)?, self.expr(right, stage, around)?);
        equal(stage, a, b, test)
    }

    fn arithmetic(
        &mut self,
        left: ExprId,
        right: ExprId,
        stage: &mut Stage,
        around: &Around,
        join: impl Fn(&mut Stage, Parts, Parts) -> Result<Val, Refusal>,
    ) -> Result<Val, Refusal> {
        let a = self.expr(left, stage, around)?.parts()?;
        let b = self.expr(right, stage, around)?.parts()?;
        join(stage, a, b)
    }

    fn clamp(
        &mut self,
        value: ExprId,
        bound: ExprId,
        keeps: Test,
        stage: &mut Stage,
        around: &Around,
    ) -> Result<Val, Refusal> {
        let (value, bound) = (self.expr(value, stage, around)?, self.expr(bound, stage, around)?);
        let keep = equal(stage, value, bound, keeps)?;
        stage.select(keep.reg, value, bound)
    }

    fn bound(&mut self, bound: &Option<(ExprId, End)>, stage: &mut Stage, around: &Around) -> Result<Limit, Refusal> {
        match bound {
            None => Ok(None),
            Some((id, end)) => Ok(Some((self.expr(*id, stage, around)?, *end))),
        }
    }

    fn among(&mut self, value: Val, values: &[&Value], stage: &mut Stage) -> Result<Val, Refusal> {
        let mut words = Vec::with_capacity(values.len());
        for member in values {
            match (value.kind, member) {
                (Kind::Text, Value::Text(text)) => words.push(self.texts.code(text)),
                (Kind::Day, Value::Date(date)) => words.push(origin().ok_or(Refusal::Kind)?.days_until(*date)),
                (Kind::Number { .. } | Kind::Bool | Kind::Text | Kind::Day, _) => return Err(Refusal::Kind),
            }
        }
        words.sort_unstable();
        Ok(boolean(stage.emit(Op::Among { a: value.reg, words })))
    }

    fn call(
        &mut self,
        function: Function,
        args: &[ExprId],
        stage: &mut Stage,
        around: &Around,
    ) -> Result<Val, Refusal> {
        let keeps = match function {
            Function::Absolute => {
                let a = self.arg(args, 0, stage, around)?.parts()?;
                let reg = stage.emit(Op::Abs { a: a.reg });
                return Ok(Val { reg, kind: a.val().kind });
            }
            Function::Days => {
                let (a, b) = (self.arg(args, 0, stage, around)?, self.arg(args, 1, stage, around)?);
                if a.kind != Kind::Day || b.kind != Kind::Day {
                    return Err(Refusal::Kind);
                }
                let reg = stage.emit(Op::Add { a: b.reg, ka: 1, b: a.reg, kb: -1 });
                return Ok(Val { reg, kind: Kind::Number { scale: 1, den: None } });
            }
            Function::Greater => Test::GreaterEqual,
            Function::Smaller => Test::LessEqual,
            Function::AddMonths
            | Function::AddDays
            | Function::MonthEnd
            | Function::NextMonthEnd
            | Function::NaturalYear
            | Function::PurchaseYear
            | Function::WorkingDays(_)
            | Function::Power
            | Function::Year
            | Function::Month
            | Function::Day
            | Function::Weekday
            | Function::Concat
            | Function::WholeQuotient
            | Function::Remainder => return Err(Refusal::Function),
        };
        let mut best = self.arg(args, 0, stage, around)?;
        for index in 1..args.len() {
            let other = self.arg(args, index, stage, around)?;
            let keep = equal(stage, best, other, keeps)?;
            best = stage.select(keep.reg, best, other)?;
        }
        Ok(best)
    }

    fn arg(&mut self, args: &[ExprId], index: usize, stage: &mut Stage, around: &Around) -> Result<Val, Refusal> {
        self.expr(*args.get(index).ok_or(Refusal::Kind)?, stage, around)
    }

    fn decide(&mut self, id: DecisionId, keys: &[ExprId], stage: &mut Stage, around: &Around) -> Result<Val, Refusal> {
        let program = self.program;
        let decision = program.decision(id).ok_or(Refusal::Kind)?;
        if decision.hit == HitPolicy::Cumulative {
            return Err(Refusal::Sums);
        }
        if decision.rows.len() > MOST_ROWS {
            return Err(Refusal::Long);
        }
        let mut inner = around.clone();
        let mut vals = Vec::with_capacity(keys.len());
        for (id, key) in keys.iter().zip(&decision.keys) {
            let val = self.expr(*id, stage, around)?;
            inner.locals.push((key.local, val));
            vals.push(val);
        }
        match self.banded(decision, &vals, stage, &inner)? {
            Some(answer) => Ok(answer),
            None => self.decide_on(decision, &vals, stage, &inner),
        }
    }

    /// The rows are tested all; a lane that not exactly one answers is odd.
    fn decide_on(
        &mut self,
        decision: &Decision,
        keys: &[Val],
        stage: &mut Stage,
        inner: &Around,
    ) -> Result<Val, Refusal> {
        let mut answer: Option<Val> = None;
        let mut count = stage.emit(Op::Constant(0));
        for row in &decision.rows {
            let mut meets: Option<usize> = None;
            for (cell, key) in row.cells.iter().zip(keys) {
                let Some(test) = self.cell(cell, *key, stage, inner)? else { continue };
                meets = Some(meets.map_or(test, |so_far| stage.emit(Op::And { a: so_far, b: test })));
            }
            let meets = meets.unwrap_or_else(|| stage.emit(Op::Constant(1)));
            let result = self.expr(row.result, stage, inner)?;
            count = stage.emit(Op::Add { a: count, ka: 1, b: meets, kb: 1 });
            answer = Some(match answer {
                None => result,
                Some(so_far) => stage.select(meets, result, so_far)?,
            });
        }
        let answer = answer.ok_or(Refusal::Empty)?;
        for (index, key) in keys.iter().enumerate() {
            if decision.rows.iter().any(|row| matches!(row.cells.get(index), Some(Cell::Any))) {
                count = computed(stage, *key, count);
            }
        }
        Ok(Val { reg: stage.emit(Op::Require { a: answer.reg, b: count }), kind: answer.kind })
    }

    /// Whether a key meets a cell; `None` where every key does.
    fn cell(&mut self, cell: &Cell, key: Val, stage: &mut Stage, inner: &Around) -> Result<Option<usize>, Refusal> {
        let among = |planner: &mut Self, values: &[ExprId], stage: &mut Stage| -> Result<usize, Refusal> {
            let mut any: Option<usize> = None;
            for value in values {
                let value = planner.expr(*value, stage, inner)?;
                let same = equal(stage, key, value, Test::Equal)?.reg;
                any = Some(any.map_or(same, |so_far| stage.emit(Op::Or { a: so_far, b: same })));
            }
            any.ok_or(Refusal::Empty)
        };
        match cell {
            Cell::Any => Ok(None),
            Cell::OneOf(values) => among(self, values, stage).map(Some),
            Cell::NoneOf(values) => {
                let a = among(self, values, stage)?;
                Ok(Some(stage.emit(Op::Not { a })))
            }
            Cell::Within { low, high } => {
                let bounds = (self.bound(low, stage, inner)?, self.bound(high, stage, inner)?);
                Ok(Some(within(stage, key, bounds)?.reg))
            }
            Cell::Absent(_) => Err(Refusal::Absent),
        }
    }
}

/// `word`, odd where a key is: no cell may have looked at it, but a key that cannot be computed spoils its row.
pub fn computed(stage: &mut Stage, key: Val, word: usize) -> usize {
    let den = match key.kind {
        Kind::Number { den, .. } => den,
        Kind::Bool | Kind::Text | Kind::Day => None,
    };
    std::iter::once(key.reg).chain(den).fold(word, |word, a| {
        let there = stage.emit(Op::Has { a, state: MISSING });
        stage.emit(Op::Add { a: word, ka: 1, b: there, kb: 0 })
    })
}

pub fn boolean(reg: usize) -> Val {
    Val { reg, kind: Kind::Bool }
}

/// A comparison of two values of one kind; texts have no order here.
pub fn equal(stage: &mut Stage, a: Val, b: Val, test: Test) -> Result<Val, Refusal> {
    if let (Ok(a), Ok(b)) = (a.parts(), b.parts()) {
        return stage.compare(test, a, b);
    }
    let ordered = match test {
        Test::Equal | Test::NotEqual => true,
        Test::Less | Test::LessEqual | Test::Greater | Test::GreaterEqual => a.kind != Kind::Text,
    };
    if a.kind != b.kind || !ordered {
        return Err(Refusal::Kind);
    }
    let reg = stage.emit(Op::Compare { test, a: a.reg, ka: 1, ad: None, b: b.reg, kb: 1, bd: None });
    Ok(boolean(reg))
}

/// One end of an interval.
type Limit = Option<(Val, End)>;

fn within(stage: &mut Stage, value: Val, (low, high): (Limit, Limit)) -> Result<Val, Refusal> {
    let above = match low {
        None => None,
        Some((bound, End::Closed)) => Some(equal(stage, value, bound, Test::GreaterEqual)?.reg),
        Some((bound, End::Open)) => Some(equal(stage, value, bound, Test::Greater)?.reg),
    };
    let below = match high {
        None => None,
        Some((bound, End::Closed)) => Some(equal(stage, value, bound, Test::LessEqual)?.reg),
        Some((bound, End::Open)) => Some(equal(stage, value, bound, Test::Less)?.reg),
    };
    match (above, below) {
        (Some(a), Some(b)) => Ok(boolean(stage.emit(Op::And { a, b }))),
        (Some(one), None) | (None, Some(one)) => Ok(boolean(one)),
        (None, None) => Err(Refusal::Empty),
    }
}

fn or_else(stage: &mut Stage, value: Val, state: u8, other: Val) -> Result<Val, Refusal> {
    if let (Ok(a), Ok(b)) = (value.parts(), other.parts()) {
        let (a, b) = stage.alike(a, b)?;
        if a.den.is_some() {
            return Err(Refusal::Absent);
        }
        let reg = stage.emit(Op::OrElse { a: a.reg, state, b: b.reg });
        return Ok(Val { reg, kind: a.val().kind });
    }
    if value.kind != other.kind {
        return Err(Refusal::Kind);
    }
    let reg = stage.emit(Op::OrElse { a: value.reg, state, b: other.reg });
    Ok(Val { reg, kind: value.kind })
}

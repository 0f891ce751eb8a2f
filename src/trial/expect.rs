//! Expectations: resolved against a program, then held against a run. Equal means equal.

use super::outcome::Failure;
use super::suite::Suite;
use crate::check::{self, Lone};
use crate::diagnostic::{Diagnostic, Words, counted};
use crate::ir::batch::Batch;
use crate::ir::ids::{SlotId, TableId};
use crate::ir::program::{Program, Slot, SlotKind};
use crate::rows::{self, Evaluation};
use crate::session::{Loaded, nearest};
use crate::source::{Sources, Span};
use crate::syntax::ast::{Expect, Expr, ExprKind, Place, Root, Wanted};
use crate::value::types::{Kind, Type};
use crate::value::value::Value;
use crate::wording::value::{bare, typed};
use crate::wording::{fault, row};
use std::sync::Arc;

/// A resolved expectation.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// `None` for a problem of the policy or of the data as a whole.
    pub spot: Option<Spot>,
    pub aim: Aim,
    pub span: Span,
}

/// A value: of which row, and which slot.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub slot: SlotId,
    table: Option<TableId>,
    /// `None` for the only row of a table.
    key: Option<Vec<Value>>,
    /// As written.
    words: String,
}

#[derive(Clone, Debug)]
pub(super) enum Aim {
    Equals(Value),
    Contains(Arc<str>),
    Error { code: Arc<str>, words: Option<Arc<str>> },
}

/// Resolves an expectation.
pub(super) fn resolve(suite: &Suite, loaded: &Loaded, expect: &Expect) -> Result<Expected, Diagnostic> {
    let Some(program) = &loaded.program else { return Ok(unplaced(expect)) };
    let spot = match &expect.place {
        Some(place) => Some(spot(suite, loaded, program, place)?),
        None => None,
    };
    let slot = spot.as_ref().and_then(|spot| program.slot(spot.slot));
    let aim = match (&expect.wanted, slot) {
        (Wanted::Equals(expr), Some(slot)) => Aim::Equals(fitting(suite, loaded, (program, slot), expr)?),
        (Wanted::Equals(expr), None) => Aim::Equals(value(loaded, None, expr)?.0),
        (Wanted::Contains(words), _) => Aim::Contains(words.clone()),
        (Wanted::Error { code, words }, _) => Aim::Error { code: code.clone(), words: words.clone() },
    };
    Ok(Expected { spot, aim, span: expect.span })
}

/// Without a program only problems can be expected.
fn unplaced(expect: &Expect) -> Expected {
    let aim = match &expect.wanted {
        Wanted::Error { code, words } => Aim::Error { code: code.clone(), words: words.clone() },
        Wanted::Equals(_) => Aim::Equals(Value::Missing),
        Wanted::Contains(words) => Aim::Contains(words.clone()),
    };
    Expected { spot: None, aim, span: expect.span }
}

fn spot(suite: &Suite, loaded: &Loaded, program: &Program, place: &Place) -> Result<Spot, Diagnostic> {
    let table = match &place.table {
        None => None,
        Some(name) => match program.tables.iter().position(|table| *table.name == *name.text) {
            Some(at) => Some(TableId::at(at)),
            None => {
                let known: Vec<String> = program.tables.iter().map(|table| table.name.to_string()).collect();
                return Err(unknown(name.span, &name.text, &known, ("表", "table")));
            }
        },
    };
    let wanted = place.members.iter().map(|member| &*member.text).collect::<Vec<_>>().join(".");
    let fits = |slot: &Slot| slot.owner == table && *slot.name == *wanted;
    let Some(slot) = program.slots.iter().position(fits).map(SlotId::at) else {
        let known: Vec<String> =
            program.slots.iter().filter(|slot| slot.owner == table).map(|slot| slot.name.to_string()).collect();
        let span = place.members.last().map_or(place.span, |member| member.span);
        return Err(unknown(span, &wanted, &known, ("值", "value")));
    };
    let width = table.and_then(|table| program.table(table)).map_or(0, |table| table.keys.len());
    let mut key = Vec::new();
    for expr in &place.keys {
        key.push(value(loaded, None, expr)?.0);
    }
    if !key.is_empty() && key.len() != width {
        return Err(Diagnostic::error(
            "JY1211",
            Words::new(
                format!("这张表有 {width} 个键，这里写了 {} 个", key.len()),
                format!("the table has {}, here are {}", counted(width, "key"), key.len()),
            ),
        )
        .at(place.span, Words::new("在这里", "here"))
        .help(Words::new(
            "按顺序写全各个键：表[\"甲\", \"乙\"].值",
            "write all keys in order: table[\"a\", \"b\"].value",
        )));
    }
    let words = suite.base.sources.slice(place.span).split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Spot { slot, table, key: (!key.is_empty()).then_some(key), words })
}

fn unknown(span: Span, name: &str, known: &[String], (zh, en): (&str, &str)) -> Diagnostic {
    let help = match nearest(name, known) {
        Some(near) => Words::new(format!("是不是想写“{near}”？"), format!("did you mean {near}?")),
        None => Words::new(format!("可以是：{}", known.join("、")), format!("there are: {}", known.join(", "))),
    };
    Diagnostic::error("JY1212", Words::new(format!("政策里没有{zh}“{name}”"), format!("the policy has no {en} {name}")))
        .at(span, Words::new("不认识", "unknown"))
        .help(help)
}

/// The value of an expected expression, which must have the unit of what it is compared with.
fn fitting(
    suite: &Suite,
    loaded: &Loaded,
    (program, slot): (&Program, &Slot),
    expr: &Expr,
) -> Result<Value, Diagnostic> {
    let (value, ty) = value(loaded, slot.owner.and_then(|table| program.table(table)).map(|table| &*table.name), expr)?;
    let known = match (&value, &slot.ty.kind) {
        (Value::Number(number), Kind::Number(shape)) => {
            let unit = match ty.map(|ty| ty.kind) {
                Some(Kind::Number(own)) => Some(own.unit),
                Some(Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_)) | None => None,
            };
            number.is_zero() || unit.is_none_or(|unit| unit == shape.unit)
        }
        (Value::Date(_), Kind::Date) | (Value::Text(_), Kind::Text | Kind::Enum(_)) | (Value::Bool(_), Kind::Bool) => {
            true
        }
        (Value::Missing | Value::NotApplicable, _) => true,
        (
            Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Bool(_),
            Kind::Number(_) | Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_),
        ) => false,
    };
    if known {
        return Ok(value);
    }
    let written = suite.base.sources.slice(expr.span);
    let unit = crate::wording::value::unit(program, &slot.ty);
    let like = if unit.is_empty() { String::new() } else { format!("（单位：{unit}）") };
    Err(Diagnostic::error(
        "JY1213",
        Words::new(
            format!("“{written}”与“{}”不是一类{like}", slot.name),
            format!("{written} is of another kind than {} ({unit})", slot.name),
        ),
    )
    .at(expr.span, Words::new("期望的值", "the expected value"))
    .help(Words::new("写出单位，例如 12_345.67元、50%、30天", "write the unit, as in 12_345.67yuan, 50%, 30days")))
}

/// The value of an expression of a case: a literal, a name of an enum, or what the policy can compute without data.
fn value(loaded: &Loaded, table: Option<&str>, expr: &Expr) -> Result<(Value, Option<Type>), Diagnostic> {
    match &expr.kind {
        ExprKind::Text(text) => return Ok((Value::Text(text.clone()), None)),
        ExprKind::Missing => return Ok((Value::Missing, None)),
        ExprKind::Inapplicable => return Ok((Value::NotApplicable, None)),
        ExprKind::Date(date) => return Ok((Value::Date(*date), None)),
        ExprKind::Bool(yes) => return Ok((Value::Bool(*yes), None)),
        ExprKind::Path(path) if path.members.is_empty() => {
            if let (Root::Name(name), Some(program)) = (&path.root, &loaded.program)
                && program.enums.iter().any(|of| of.values.iter().any(|value| **value == *name.text))
            {
                return Ok((Value::Text(name.text.clone()), None));
            }
        }
        _ => {}
    }
    let built = match check::expression(expr, &Sources::default()) {
        Ok(built) => built,
        Err(_) => loaded.parsed(table, expr).map_err(first)?,
    };
    computed(&built, expr.span)
}

fn first(problems: Vec<Diagnostic>) -> Diagnostic {
    let error = problems.iter().find(|problem| problem.is_error()).cloned();
    error.or_else(|| problems.into_iter().next()).unwrap_or_else(|| {
        Diagnostic::error("JY1214", Words::new("看不懂期望的值", "the expected value cannot be read"))
    })
}

fn computed(Lone { program, expr: id, .. }: &Lone, span: Span) -> Result<(Value, Option<Type>), Diagnostic> {
    let run = rows::run(program, Batch::default());
    match run.eval(*id, &run.env(None, None)) {
        Ok(value) => Ok((value, program.expr(*id).map(|expr| expr.ty))),
        Err(failure) => {
            let fault = run.fault(&failure);
            Err(Diagnostic::error(fault::code(fault), fault::short(program, fault))
                .at(span, Words::new("期望的值", "the expected value"))
                .help(fault::help(fault)))
        }
    }
}

/// Holds an expectation of a value against a run; `None` where it holds or is about no value.
pub(super) fn judge(run: &Evaluation<'_>, expected: &Expected, sources: &Sources) -> Option<Failure> {
    let program = run.program();
    let spot = expected.spot.as_ref()?;
    let slot = program.slot(spot.slot)?;
    let mut failure = Failure::new(expected.span, Words::same(&spot.words));
    failure.clause = clause(slot);
    failure.rule = rule(program, slot, sources);
    let at = match (spot.table, &spot.key) {
        (None, _) => None,
        (Some(table), key) => {
            let found = match key {
                Some(key) => run.find(table, key),
                None => Some(0).filter(|_| run.rows(table) == 1),
            };
            let Some(found) = found else { return Some(no_row(run, table, failure)) };
            Some(found)
        }
    };
    let actual = run.value(spot.slot, at);
    let written = |value: &Value| typed(program, &slot.ty, value);
    let wanted = |value: &Value| Words::same(written(value));
    match (&expected.aim, &actual) {
        (Aim::Equals(value), Ok(actual)) if value == actual => return None,
        (Aim::Equals(value), Ok(actual)) => {
            failure.wanted = Some(wanted(value));
            failure.actual = Some(wanted(actual));
            if let (Value::Number(value), Value::Number(actual)) = (value, actual) {
                let gap = actual - value;
                let sign = if gap.is_positive() { "+" } else { "" };
                failure.difference = Some(format!("{sign}{}", written(&Value::Number(gap))));
                if failure.wanted == failure.actual {
                    failure.wanted = Some(Words::same(value.to_string()));
                    failure.actual = Some(Words::same(actual.to_string()));
                }
            }
        }
        (Aim::Contains(words), Ok(actual)) if bare(actual).contains(&**words) => return None,
        (Aim::Contains(words), Ok(actual)) => {
            failure.wanted = Some(containing(words));
            let shown = bare(actual);
            failure.actual =
                Some(if shown.is_empty() { Words::new("（空）", "(empty)") } else { Words::same(shown) });
        }
        (Aim::Error { code, words }, Err(blame)) => {
            let blame = run.blame(*blame);
            let found = &blame.fault;
            let said = fault::short(program, found);
            let says = |words: &Arc<str>| said.zh.contains(&**words) || said.en.contains(&**words);
            let right = fault::code(found) == &**code && words.as_ref().is_none_or(says);
            if right {
                return None;
            }
            failure.wanted = Some(error_words(code, words.as_ref()));
            failure.actual = Some(failed(fault::code(found), &said));
        }
        (Aim::Error { code, words }, Ok(actual)) => {
            failure.wanted = Some(error_words(code, words.as_ref()));
            failure.actual = Some(wanted(actual));
            failure.help = Some(Words::new(
                "这个值算得出来，没有出错；要期望错误，编号照 jieyu 报出的写",
                "the value can be computed; to expect an error, take its number from what jieyu tells",
            ));
        }
        (Aim::Equals(_) | Aim::Contains(_), Err(blame)) => {
            failure.wanted = Some(match &expected.aim {
                Aim::Equals(value) => wanted(value),
                Aim::Contains(words) => containing(words),
                Aim::Error { code, words } => error_words(code, words.as_ref()),
            });
            let blame = run.blame(*blame);
            let named = row::name(program, blame.table, &blame.key);
            let said = fault::short(program, &blame.fault);
            failure.actual = Some(Words::new(
                format!("算不出：{}：{}", named.zh, said.zh),
                format!("cannot be computed: {}: {}", named.en, said.en),
            ));
            failure.help = Some(fault::help(&blame.fault));
        }
    }
    Some(failure)
}

pub(super) fn error_words(code: &str, words: Option<&Arc<str>>) -> Words {
    match words {
        None => Words::new(format!("错误 {code}"), format!("error {code}")),
        Some(words) => {
            Words::new(format!("错误 {code}（含“{words}”）"), format!("error {code} (containing \"{words}\")"))
        }
    }
}

fn containing(words: &str) -> Words {
    Words::new(format!("含“{words}”"), format!("containing \"{words}\""))
}

/// An error that came instead of what was expected.
pub(super) fn failed(code: &str, said: &Words) -> Words {
    Words::new(format!("错误 {code}：{}", said.zh), format!("error {code}: {}", said.en))
}

fn no_row(run: &Evaluation<'_>, table: TableId, mut failure: Failure) -> Failure {
    let rows: Vec<String> =
        run.in_key_order(table).iter().take(8).map(|row| format!("[{}]", row::key(&run.key(table, *row)))).collect();
    failure.actual = Some(Words::new("没有这一行", "there is no such row"));
    failure.help = Some(Words::new(
        format!("这张表的行有：{}", rows.join("、")),
        format!("the rows of the table are: {}", rows.join(", ")),
    ));
    failure
}

/// The legal bases of a slot as written.
pub(super) fn clause(slot: &Slot) -> Vec<String> {
    slot.bases.iter().map(|basis| basis.text.to_string()).collect()
}

/// The rule of a slot as written, on one line.
fn rule(program: &Program, slot: &Slot, sources: &Sources) -> Option<String> {
    let SlotKind::Formula { value, .. } = &slot.kind else { return None };
    let text = sources.slice(program.expr(*value)?.span);
    Some(format!("{} = {}", slot.name, text.split_whitespace().collect::<Vec<_>>().join(" ")))
}

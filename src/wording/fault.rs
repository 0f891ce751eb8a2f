//! Faults in words: what happened, with the values, and what to do about it.

use super::row;
use super::value::{bare, named, typed};
use crate::diagnostic::Words;
use crate::ir::expr::Decision;
use crate::ir::fault::{Blame, Fault};
use crate::ir::ids::{ExceptionId, ExprId};
use crate::ir::program::Program;
use crate::value::types::Type;
use crate::value::value::Value;
use std::sync::Arc;

/// The code of a kind of fault.
pub fn code(fault: &Fault) -> &'static str {
    match fault {
        Fault::DivisionByZero => "JY0901",
        Fault::EmptyAggregate => "JY0902",
        Fault::ZeroWeight => "JY0903",
        Fault::SeveralRows { .. } => "JY0919",
        Fault::NoAnswer { .. } => "JY0904",
        Fault::TwoAnswers { .. } => "JY0905",
        Fault::NoValueOn { .. } => "JY0906",
        Fault::Conflict { .. } => "JY0907",
        Fault::ScoreOutOfRange { .. } => "JY0908",
        Fault::NothingToScore => "JY0909",
        Fault::AssertionFailed { .. } => "JY0910",
        Fault::CheckFailed { .. } => "JY0911",
        Fault::TiedRank { .. } => "JY0912",
        Fault::NegativeWeight { .. } => "JY0913",
        Fault::PoolNotInUnits { .. } => "JY0914",
        Fault::DuplicateKey { .. } => "JY0915",
        Fault::Dangling { .. } => "JY0916",
        Fault::BadCell { .. } => "JY0917",
        Fault::OutOfRange => "JY0918",
    }
}

/// What happened, in a few words that fit a cell.
pub fn short(program: &Program, fault: &Fault) -> Words {
    match fault {
        Fault::DivisionByZero => Words::new("除数为零", "division by zero"),
        Fault::EmptyAggregate => Words::new("没有可供计算的行", "no rows to compute from"),
        Fault::ZeroWeight => Words::new("权数合计为零", "the weights add up to zero"),
        Fault::SeveralRows { count } => {
            Words::new(format!("“唯一”找到了 {count} 行"), format!("`only` found {count} rows"))
        }
        Fault::NoAnswer { table, keys } => {
            let (zh, en) = lookup(table.as_ref());
            let keys = asked(program, table.as_ref(), keys);
            Words::new(
                format!("{zh}里没有一行对应（{}）", keys.join("，")),
                format!("no row of {en} answers ({})", keys.join(", ")),
            )
        }
        Fault::TwoAnswers { table, keys, .. } => {
            let (zh, en) = lookup(table.as_ref());
            let keys = asked(program, table.as_ref(), keys);
            Words::new(
                format!("{zh}里有两行同时对应（{}）", keys.join("，")),
                format!("two rows of {en} answer ({})", keys.join(", ")),
            )
        }
        Fault::NoValueOn { param, day: Some(day) } => Words::new(
            format!("参数“{param}”在 {} 没有规定值", bare(day)),
            format!("parameter {param} has no value on {}", bare(day)),
        ),
        Fault::NoValueOn { param, day: None } => Words::new(
            format!("参数“{param}”按日期取值，但没有给出日期"),
            format!("parameter {param} depends on a day, and none is given"),
        ),
        Fault::Conflict { one, other, values } => conflict(program, (*one, *other), values),
        Fault::ScoreOutOfRange { score, full } => Words::new(
            format!("得分 {} 不在 0 到 {} 之间", bare(score), bare(full)),
            format!("the score {} is not within 0 and {}", bare(score), bare(full)),
        ),
        Fault::NothingToScore => Words::new("所有指标都缺项，无法计分", "no indicator is left to score"),
        Fault::AssertionFailed { name, sides } => {
            let said = unfulfilled(name);
            sides.as_deref().map_or(said.clone(), |sides| compared(program, &said, sides))
        }
        Fault::CheckFailed { name } => Words::new(format!("没有通过校验“{name}”"), format!("row check {name} fails")),
        Fault::TiedRank { value } => {
            Words::new(format!("名次并列（{}）", bare(value)), format!("equal ranks ({})", bare(value)))
        }
        Fault::NegativeWeight { weight } => Words::new(
            format!("分配的权数是负数（{}）", bare(weight)),
            format!("the weight of a share is negative ({})", bare(weight)),
        ),
        Fault::PoolNotInUnits { pool } => Words::new(
            format!("总额 {} 不是分配单位的整数倍", bare(pool)),
            format!("the pool {} is no multiple of the unit of shares", bare(pool)),
        ),
        Fault::DuplicateKey { key } => Words::new(
            format!("派生出两行相同的键（{}）", row::key(key)),
            format!("two derived rows have the key ({})", row::key(key)),
        ),
        Fault::Dangling { key } => {
            Words::new(format!("找不到（{}）", row::key(key)), format!("there is no ({})", row::key(key)))
        }
        // The words of a cell are those of its own problem, which is told in full elsewhere.
        Fault::BadCell { words } => Words::new(words.to_string(), "a cell that it needs cannot be read"),
        Fault::OutOfRange => Words::new("结果超出可以表示的范围", "the result is out of range"),
    }
}

/// An assertion that fails, without its values.
pub(super) fn unfulfilled(name: &str) -> Words {
    Words::new(format!("断言“{name}”不成立"), format!("assertion {name} does not hold"))
}

/// What two sides came to, and by how much they differ.
fn compared(program: &Program, said: &Words, sides: &[(ExprId, Value); 2]) -> Words {
    let [(left, one), (right, other)] = sides;
    let show = |id: &ExprId, value: &Value| {
        program.expr(*id).map_or_else(|| bare(value), |expr| typed(program, &expr.ty, value))
    };
    let (shown, also) = (show(left, one), show(right, other));
    let difference = match (one, other) {
        (Value::Number(a), Value::Number(b)) if a != b => Some(show(left, &Value::Number(a - b))),
        (_, _) => None,
    };
    let (zh, en) =
        difference.map_or_else(Default::default, |by| (format!("，相差 {by}"), format!(", a difference of {by}")));
    Words::new(
        format!("{}：左边是 {shown}，右边是 {also}{zh}", said.zh),
        format!("{}: its left side is {shown}, its right side {also}{en}", said.en),
    )
}

/// The keys that a table was asked for, by their types; where only the values are known, types on which all tables of as
/// many keys agree.
fn asked(program: &Program, table: Option<&Arc<str>>, keys: &[Value]) -> Vec<String> {
    let fits = |decision: &&Decision| decision.name.as_ref() == table && decision.keys.len() == keys.len();
    let shown = |(at, value): (usize, &Value)| {
        let mut kinds =
            program.decisions.iter().filter(fits).filter_map(|decision| decision.keys.get(at)).map(|key| key.ty.kind);
        match kinds.next() {
            Some(kind) if kinds.all(|other| other == kind) => typed(program, &Type::from(kind), value),
            Some(_) | None => bare(value),
        }
    };
    keys.iter().enumerate().map(shown).collect()
}

fn lookup(table: Option<&Arc<str>>) -> (String, String) {
    match table {
        Some(name) => (format!("对照表“{name}”"), format!("lookup {name}")),
        None => ("这张表".to_owned(), "this table".to_owned()),
    }
}

fn conflict(program: &Program, (one, other): (ExceptionId, ExceptionId), values: &(Value, Value)) -> Words {
    let name = |id| program.exception(id).map_or_else(String::new, |exception| exception.name.to_string());
    let (first, second) = (said(program, one, &values.0), said(program, other, &values.1));
    let (one, other) = (name(one), name(other));
    Words::new(
        format!("“{one}”（{first}）和“{other}”（{second}）同时适用，结果不同"),
        format!("{one} ({first}) and {other} ({second}) both apply and disagree"),
    )
}

/// What an exception gives, with its unit where all that it sets are of one type.
fn said(program: &Program, id: ExceptionId, value: &Value) -> String {
    let effects = program.exception(id).map(|exception| exception.effects.as_slice()).unwrap_or_default();
    let mut types = effects.iter().filter_map(|(slot, _)| program.slot(*slot)).map(|slot| slot.ty);
    match types.next() {
        Some(ty) if types.all(|other| other.kind == ty.kind) => typed(program, &ty, value),
        Some(_) | None => bare(value),
    }
}

/// What to do next.
pub fn help(fault: &Fault) -> Words {
    match fault {
        Fault::DivisionByZero => Words::new(
            "先查数据里作除数的数是不是漏填；确有为零的情形，在政策里写明，例如：若 除数 = 0 则 … 否则 …",
            "check whether the divisor is missing in the data; if it may be zero, say so in the policy: if divisor = 0 then … else …",
        ),
        Fault::EmptyAggregate => Words::new(
            "没有行时取什么要写明，例如：若 存在(表 当 …) 则 平均(…) 否则 0",
            "state what holds without rows: if exists(…) then mean(…) else 0",
        ),
        Fault::SeveralRows { .. } => Words::new(
            "检查数据有没有重复，或者在“当”里把条件写到只剩一行",
            "check the data for repetitions, or narrow the condition to one row",
        ),
        Fault::ZeroWeight => Words::new("检查作权数的列是不是全为零", "check whether the weights are all zero"),
        Fault::NoAnswer { .. } => Words::new(
            "核对数据里的这几个值；确有这种情形的，在表里补一行",
            "check these values in the data, or add a row",
        ),
        Fault::TwoAnswers { .. } => {
            Words::new("修改其中一行的范围，使一个值只对应一行", "change one of the rows so that one row answers")
        }
        Fault::NoValueOn { .. } => Words::new(
            "在政策里补上这段时间的值，或用 --as-of 指定日期",
            "add a value for that time, or name the day by --as-of",
        ),
        Fault::Conflict { .. } => Words::new(
            "写明哪一条优先：例外 名称 对 另一条例外 …",
            "say which one goes first: except NAME to the other exception",
        ),
        Fault::ScoreOutOfRange { .. } => Words::new(
            "在“赋分”里加上“不低于 0分”或“不高于 满分”，或核对数据",
            "bound the score (at-least 0, at-most full-marks), or check the data",
        ),
        Fault::NothingToScore => {
            Words::new("补齐数据，或写明“缺项 不予计算”", "complete the data, or state what a missing item means")
        }
        Fault::AssertionFailed { .. } => Words::new(
            "结果自相矛盾，先不要使用；用 jieyu explain 查看两边各是怎样算出的",
            "do not use the result; look at both sides with jieyu explain",
        ),
        Fault::CheckFailed { .. } => Words::new("请数据报送单位核对这一行", "have this row checked by whoever sent it"),
        Fault::TiedRank { .. } => {
            Words::new("写明并列怎么办：并列取小、并列取大或并列取平均", "state what equal values get")
        }
        Fault::NegativeWeight { .. } => Words::new(
            "给权数加上“不低于 0”，或用“当”排除这些行",
            "bound the weight from below, or leave such rows out by `when`",
        ),
        Fault::PoolNotInUnits { .. } => {
            Words::new("先把总额四舍五入到分配的单位", "round the pool to the unit of shares first")
        }
        Fault::DuplicateKey { .. } => {
            Words::new("在派生表里加“汇总 列 合计”，或补一个键", "add a roll-up to the derived table, or another key")
        }
        Fault::Dangling { .. } => Words::new("在被引用的表里补上这一行，或改正代码", "add the row, or mend the code"),
        Fault::BadCell { .. } => Words::new("改正这一格的数据", "mend the cell"),
        Fault::OutOfRange => Words::new("检查日期和指数是否合理", "check dates and exponents"),
    }
}

/// The values that the expression read: 完成量 = 0件，基数 = 100件. Empty where it read nothing.
pub fn values(program: &Program, blame: &Blame) -> Words {
    let all: Vec<String> =
        blame.values.iter().map(|(name, value)| format!("{name} = {}", named(program, name, value))).collect();
    Words::new(all.join("，"), all.join(", "))
}

//! The allowed range of a column in words, in the unit of the file.

use crate::diagnostic::Words;
use crate::ir::schema::{ColumnSchema, End, Range};
use crate::value::number::Number;
use crate::value::types::Kind;
use crate::value::value::Value;

/// 不小于 0，小于 1.
pub fn words(range: &Range, column: &ColumnSchema) -> Words {
    let mut zh = Vec::new();
    let mut en = Vec::new();
    if let Some((value, end)) = &range.low {
        let (zh_word, en_word) = match end {
            End::Closed => ("不小于", "at least"),
            End::Open => ("大于", "above"),
        };
        zh.push(format!("{zh_word} {}", shown(value, column)));
        en.push(format!("{en_word} {}", shown(value, column)));
    }
    if let Some((value, end)) = &range.high {
        let (zh_word, en_word) = match end {
            End::Closed => ("不大于", "at most"),
            End::Open => ("小于", "below"),
        };
        zh.push(format!("{zh_word} {}", shown(value, column)));
        en.push(format!("{en_word} {}", shown(value, column)));
    }
    Words::new(zh.join("，"), en.join(", "))
}

/// A value of a column in the unit of the file.
pub fn shown(value: &Value, column: &ColumnSchema) -> String {
    match value {
        Value::Number(number) => {
            let in_file = number.checked_div(&column.scale).unwrap_or_else(|| number.clone());
            let percent = matches!(column.ty.kind, Kind::Number(ty) if ty.percent) && column.scale == Number::one();
            let text = |number: &Number| number.to_decimal().unwrap_or_else(|| number.to_string());
            match (percent, &column.unit_name) {
                (true, _) => format!("{}%", text(&(&in_file * &Number::from(100)))),
                (false, Some(unit)) => format!("{} {unit}", text(&in_file)),
                (false, None) => text(&in_file),
            }
        }
        Value::Date(date) => date.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::Missing => "缺失".to_owned(),
        Value::NotApplicable => "不适用".to_owned(),
    }
}

//! What sort of thing a value is, in words: 金额（元）, an amount of money. A problem says what was due and what was found.

use crate::diagnostic::Words;

/// Any number.
pub fn number() -> Words {
    Words::new("数", "a number")
}

/// A number that has no unit.
pub fn plain_number() -> Words {
    Words::new("没有单位的数", "a number without unit")
}

pub fn integer() -> Words {
    Words::new("整数", "an integer")
}

pub fn money() -> Words {
    Words::new("金额（元）", "an amount of money")
}

pub fn price() -> Words {
    Words::new("单价（元/件）", "a price")
}

pub fn quantity() -> Words {
    Words::new("数量（件）", "a quantity")
}

pub fn points() -> Words {
    Words::new("分值（分）", "a number of points")
}

pub fn days() -> Words {
    Words::new("天数（天）", "a number of days")
}

pub fn ratio() -> Words {
    Words::new("比例", "a ratio")
}

/// A number in a unit that no built-in type has.
pub fn measured(unit: &str) -> Words {
    Words::new(format!("单位为 {unit} 的数"), format!("a number in {unit}"))
}

pub fn date() -> Words {
    Words::new("日期", "a date")
}

pub fn text() -> Words {
    Words::new("文本", "a text")
}

pub fn yes_no() -> Words {
    Words::new("是否", "a yes or no")
}

/// A value of an enum.
pub fn value_of(name: &str) -> Words {
    Words::new(name, format!("a value of {name}"))
}

pub fn table() -> Words {
    Words::new("一张表", "a table")
}

/// A row of a lookup kept in a file.
pub fn row() -> Words {
    Words::new("表格行", "a row of a table")
}

//! What can be wrong with one cell, and its words. It spoils its own row, or the whole run where the cell is a key.

use super::problem::{DataProblem, list};
use crate::diagnostic::Words;
use crate::value::lookalike::Lookalike;

/// Why a cell has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellTrouble {
    Empty,
    /// Not a number, with what seems to be the matter.
    NotNumber(NumberTrouble),
    TooManyDecimals {
        allowed: u32,
        found: Option<u32>,
        percent: bool,
    },
    /// Behind the digits that Excel keeps; the value as Excel shows it.
    Imprecise {
        shown: Option<String>,
    },
    /// A code whose tail Excel has overwritten with zeros.
    Overlong,
    OutOfRange {
        range: Words,
    },
    NotDate(DateTrouble),
    NotYesNo,
    NotInEnum {
        values: Vec<String>,
        similar: Option<String>,
    },
    ExcelError(String),
    Uncalculated,
    Inapplicable,
    /// A code that became 1.23E+11 in a text file.
    Scientific,
    DateInText,
    Strange,
    /// A double of a Parquet file with more digits than it keeps for sure.
    Double,
    /// So many more cells of the table that are not told one by one.
    More(usize),
}

/// What seems to be the matter with a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberTrouble {
    Plain,
    /// Commas that do not part thousands.
    Commas,
    /// 1.2E+05.
    Exponent,
    /// ####, as Excel prints a number that does not fit its cell.
    Hashes,
    /// A percent sign where the column is no ratio.
    Percent,
    /// A unit that the column does not have.
    Unit {
        unit: String,
        expected: String,
    },
    Dash,
    /// A letter that looks like a digit, and the cell without it.
    Letter(Lookalike),
    DateCell,
    YesNo,
    TooLong,
}

/// What seems to be the matter with a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateTrouble {
    Plain,
    /// A letter that looks like a digit, and the cell without it.
    Letter(Lookalike),
    /// No such day in the calendar.
    NoSuchDay,
    /// Day or month first, or a year of two digits.
    Order,
    /// Only year and month.
    NoDay,
    Number,
}

impl CellTrouble {
    /// The problem of a cell that holds `value`, described by `type_name`.
    pub fn problem(&self, type_name: &str, fatal: bool) -> DataProblem {
        DataProblem::new(self.code(), fatal, self.message(type_name), self.help())
    }

    pub fn code(&self) -> &'static str {
        match self {
            CellTrouble::Empty => "JY0431",
            CellTrouble::NotNumber(_) => "JY0432",
            CellTrouble::TooManyDecimals { .. } => "JY0433",
            CellTrouble::Imprecise { .. } | CellTrouble::Overlong | CellTrouble::Double => "JY0434",
            CellTrouble::OutOfRange { .. } => "JY0435",
            CellTrouble::NotDate(_) => "JY0436",
            CellTrouble::NotYesNo => "JY0437",
            CellTrouble::NotInEnum { .. } => "JY0438",
            CellTrouble::ExcelError(_) => "JY0439",
            CellTrouble::Uncalculated => "JY0440",
            CellTrouble::Inapplicable => "JY0441",
            CellTrouble::Scientific => "JY0442",
            CellTrouble::DateInText | CellTrouble::Strange => "JY0443",
            CellTrouble::More(_) => "JY0444",
        }
    }

    /// What is wrong, to follow the value in quotes: “12x”不是数字.
    pub fn message(&self, type_name: &str) -> Words {
        match self {
            CellTrouble::Empty => Words::new("没有填写", "is empty"),
            CellTrouble::NotNumber(_) => {
                Words::new(format!("不是可用的数（{type_name}）"), format!("is not a number ({type_name})"))
            }
            CellTrouble::TooManyDecimals { allowed, found, percent } => decimals(*allowed, *found, *percent, type_name),
            CellTrouble::Imprecise { .. } => Words::new(
                "超过 15 位有效数字，末尾几位是 Excel 计算产生的误差",
                "has more than 15 significant digits: the last ones are noise of Excel's arithmetic",
            ),
            CellTrouble::Double => Words::new(
                "超过 15 位有效数字，而这一列存的是浮点数（DOUBLE），末尾几位不可靠",
                "has more than 15 significant digits in a column of doubles, which do not keep the last ones",
            ),
            CellTrouble::Overlong => Words::new(
                "是超过 15 位的编码，却存成了数字，Excel 已把后面几位改成 0",
                "is a code of more than 15 digits stored as a number: Excel has put zeros at its end",
            ),
            CellTrouble::OutOfRange { range } => Words::new(
                format!("超出允许范围（{}）", range.zh),
                format!("is outside the allowed range ({})", range.en),
            ),
            CellTrouble::NotDate(DateTrouble::NoSuchDay) => {
                Words::new("不是日历上有的日期", "is no day of the calendar")
            }
            CellTrouble::NotDate(_) => Words::new("不是可用的日期", "is not a date"),
            CellTrouble::NotYesNo => Words::new("不是“是”或“否”", "is neither yes (是) nor no (否)"),
            CellTrouble::NotInEnum { .. } => {
                Words::new(format!("不是“{type_name}”允许的值"), format!("is not a value of {type_name}"))
            }
            CellTrouble::ExcelError(_) => Words::new("是 Excel 的公式错误", "is an error of an Excel formula"),
            CellTrouble::Uncalculated => {
                Words::new("是公式，但文件里没有保存计算结果", "is a formula without a saved result")
            }
            CellTrouble::Inapplicable => {
                Words::new("：这一列不允许填“不适用”", "cannot be: the column does not allow 不适用")
            }
            CellTrouble::Scientific => Words::new(
                "是科学计数法，原来的编码已被 Excel 改掉",
                "is in scientific notation: Excel has changed the code",
            ),
            CellTrouble::DateInText => {
                Words::new("是日期格式的单元格，这一列应是文本", "is a date where a text is due")
            }
            CellTrouble::More(more) => Words::new(
                format!("另有 {more} 个单元格有问题，没有逐一列出"),
                format!("{more} more cells have problems that are not listed"),
            ),
            CellTrouble::Strange => Words::new("不是单元格里能有的内容", "is nothing that a cell can hold"),
        }
    }

    pub fn help(&self) -> Words {
        match self {
            CellTrouble::Empty => Words::new(
                "请补填；如果是合并单元格，请取消合并并在每一行填上内容",
                "fill it in; unmerge merged cells and fill every row",
            ),
            CellTrouble::NotNumber(trouble) => trouble.help(),
            CellTrouble::TooManyDecimals { found, percent, .. } => wider(*found, *percent),
            CellTrouble::Imprecise { shown } => match shown {
                Some(shown) => Words::new(
                    format!("Excel 显示为 {shown}；请用 =ROUND(…, 小数位数) 取整，或选择性粘贴为数值后改正"),
                    format!("Excel shows {shown}: use =ROUND(…) or paste the value"),
                ),
                None => Words::new("请用 =ROUND(…, 小数位数) 取整", "use =ROUND(…)"),
            },
            CellTrouble::Overlong | CellTrouble::Scientific => Words::new(
                "请从原系统重新导出，并把这一列设为“文本”格式后再粘贴",
                "export again and format the column as text before pasting",
            ),
            CellTrouble::OutOfRange { .. } => Words::new(
                "请核对数值和单位（元还是万元，小数还是百分数）",
                "check the value and its unit (元 or ten thousand 元, fraction or percent)",
            ),
            CellTrouble::NotDate(trouble) => trouble.help(),
            CellTrouble::NotYesNo => Words::new("请填“是”或“否”", "write yes (是) or no (否)"),
            CellTrouble::NotInEnum { values, similar } => {
                let all = list(values, 20);
                match similar {
                    Some(name) => Words::new(
                        format!("是否应为“{name}”？可填：{}", all.zh),
                        format!("is \"{name}\" meant? Allowed: {}", all.en),
                    ),
                    None => Words::new(format!("可填：{}", all.zh), format!("allowed: {}", all.en)),
                }
            }
            CellTrouble::ExcelError(error) => excel_error(error),
            CellTrouble::Uncalculated => {
                Words::new("请用 Excel 打开文件，按 F9 重新计算后保存", "open the file in Excel, press F9 and save it")
            }
            CellTrouble::Inapplicable => {
                Words::new("请填写实际数值，没有数据的请留空", "write the value, or leave the cell empty")
            }
            CellTrouble::DateInText => {
                Words::new("请把单元格格式改为“文本”后重新填写", "format the cell as text and write it again")
            }
            CellTrouble::More(_) => Words::new(
                "请先改正已列出的问题；用 --out 保存结果时，全部问题写在旁边的“数据问题”文件里",
                "mend those that are listed first; with --out all of them are saved beside the result",
            ),
            CellTrouble::Double => Words::new(
                "请在导出时把这一列存成定点数（DECIMAL）；编码请存成文字",
                "store the column as DECIMAL when it is exported; codes as texts",
            ),
            CellTrouble::Strange => Words::new("请改为一个数、一段文字或留空", "write a number, a text, or nothing"),
        }
    }
}

fn decimals(allowed: u32, found: Option<u32>, percent: bool, type_name: &str) -> Words {
    let shown = |digits: u32| if percent { digits.saturating_sub(2) } else { digits };
    let (zh_unit, en_unit) = if percent { ("按百分数计", " as a percentage") } else { ("", "") };
    let (zh, en) = match found {
        Some(found) => (format!("有 {} 位小数", shown(found)), format!("has {} decimals{en_unit}", shown(found))),
        None => ("是无限小数".to_owned(), "never ends".to_owned()),
    };
    let allowed = shown(allowed);
    Words::new(
        format!("{zh_unit}{zh}，{type_name}最多 {allowed} 位"),
        format!("{en}; {type_name} has at most {allowed}"),
    )
}

impl NumberTrouble {
    fn help(&self) -> Words {
        match self {
            NumberTrouble::Plain => {
                Words::new("请只填数字，如 1234.50，不要带文字说明", "write digits only, such as 1234.50")
            }
            NumberTrouble::Commas => Words::new(
                "千分位逗号的位置不对，请核对是否漏了数字，或去掉逗号",
                "the commas do not part thousands: check the digits or remove the commas",
            ),
            NumberTrouble::Exponent => Words::new(
                "这是科学计数法，可能已丢失数字；请把这一列设为“数值”格式后重新导出",
                "this is scientific notation and may have lost digits: format the column as a number and export again",
            ),
            NumberTrouble::Hashes => Words::new(
                "导出时列太窄，请调宽这一列后重新导出",
                "the column was too narrow: widen it and export again",
            ),
            NumberTrouble::Percent => {
                Words::new("这一列不是比例，不能带 % 号", "the column is no ratio: it cannot have a percent sign")
            }
            NumberTrouble::Unit { unit, expected } if expected.is_empty() => Words::new(
                format!("这一列只填数字，请去掉后面的“{unit}”"),
                format!("this column takes digits only: leave out {unit}"),
            ),
            NumberTrouble::Unit { unit, expected } => Words::new(
                format!("这里写的单位是“{unit}”，这一列的单位是“{expected}”，请换算后只填数字"),
                format!("it says {unit} where {expected} is due: convert it and write digits only"),
            ),
            NumberTrouble::Dash => {
                Words::new("没有数据请留空，等于零请填 0", "leave it empty for no data, write 0 for zero")
            }
            NumberTrouble::Letter(meant) => letter(meant),
            NumberTrouble::DateCell => Words::new(
                "单元格被设成了日期格式，请改为“常规”后核对数字",
                "the cell is formatted as a date: make it general and check the number",
            ),
            NumberTrouble::YesNo => Words::new("这里应填数字，不是“是/否”", "a number is due, not yes or no"),
            NumberTrouble::TooLong => Words::new("数字过长，请核对", "the number is too long: check it"),
        }
    }
}

impl DateTrouble {
    fn help(&self) -> Words {
        match self {
            DateTrouble::Letter(meant) => letter(meant),
            DateTrouble::Plain => Words::new("请按 2021-01-31 的样式填写", "write it as 2021-01-31"),
            DateTrouble::NoSuchDay => Words::new("请核对月份和日", "check month and day"),
            DateTrouble::Order => Words::new(
                "请按“年-月-日”的顺序填写四位年份，如 2021-01-31",
                "write year, month and day with four digits for the year: 2021-01-31",
            ),
            DateTrouble::NoDay => Words::new("请写到日，如 2021-01-31", "write the day too: 2021-01-31"),
            DateTrouble::Number => Words::new(
                "请在 Excel 中把单元格设为日期格式后重新保存，或按 2021-01-31 填写",
                "format the cell as a date in Excel, or write 2021-01-31",
            ),
        }
    }
}

fn letter(meant: &Lookalike) -> Words {
    Words::new(
        format!("里面有{}，要的是数字 {}：{}", meant.called(), meant.digit, meant.written),
        format!("`{}` is no digit: write {}", meant.letter, meant.written),
    )
}

fn excel_error(error: &str) -> Words {
    match error {
        "#N/A" => Words::new(
            "通常是 VLOOKUP 没有查到；请补上被查找的数据，确无数据的请留空",
            "a lookup found nothing: complete what it looks in, or leave the cell empty",
        ),
        "#REF!" => Words::new(
            "公式引用的单元格已被删除；请改正公式或粘贴为数值",
            "the formula refers to deleted cells: mend it or paste the value",
        ),
        "#DIV/0!" => Words::new("公式除以了零或空单元格；请核对分母", "the formula divides by zero: check the divisor"),
        "#VALUE!" => {
            Words::new("公式里混入了文字；请核对所引用的单元格", "the formula meets a text: check the cells it uses")
        }
        "#NAME?" => Words::new("公式名称写错了；请改正公式", "the formula's name is wrong: mend it"),
        _ => Words::new("请在 Excel 中改正公式，或粘贴为数值", "mend the formula in Excel, or paste the value"),
    }
}

/// What may be done about more digits than a column takes: less in the sheet, or more in the policy.
fn wider(found: Option<u32>, percent: bool) -> Words {
    let (zh, en) = match found {
        Some(digits) if !percent => (format!("，即（{digits}位）"), format!(", which is ({digits}places)")),
        Some(_) | None => (String::new(), String::new()),
    };
    Words::new(
        format!(
            "系统不会自动舍去小数；请核对原始数据，确需取整的请先在表中用 ROUND 取整；这一列本来就有这么多小数的，请在政策里这一列的类型后面写上位数{zh}"
        ),
        format!(
            "nothing is cut silently: check the value, or round it in the sheet with ROUND; for a column that has so many decimals, state them behind its type in the policy{en}"
        ),
    )
}

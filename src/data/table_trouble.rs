//! What can be wrong with a table as a whole, its headings and its keys (all of it stops the run), and what is only
//! worth knowing.

use super::problem::{ColumnPlace, DataProblem, list};
use crate::diagnostic::{Words, counted};
use std::sync::Arc;

/// A problem of tables, headings and keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableTrouble {
    MissingTable {
        similar: Option<String>,
        seen: Vec<String>,
        wanted: Vec<String>,
    },
    NoHeadings {
        wanted: Vec<String>,
        seen: Vec<String>,
    },
    MissingColumn {
        column: Arc<str>,
        similar: Option<String>,
        seen: Vec<String>,
        optional: bool,
    },
    TwoColumns {
        column: Arc<str>,
        both: [ColumnPlace; 2],
    },
    /// A column of a Parquet file that holds no cells, and what it holds.
    UnreadColumn {
        column: Arc<str>,
        what: Words,
    },
    OtherUnit {
        column: Arc<str>,
        unit: String,
        expected: String,
    },
    /// More cells than headings: a delimiter inside a number has moved the rest.
    TooManyCells {
        cells: u32,
        headings: u32,
    },
    /// The other row, in words, and the key.
    DuplicateKey {
        other: Words,
        key: String,
    },
    Dangling {
        target: Arc<str>,
        similar: Option<String>,
        more: usize,
    },
}

impl TableTrouble {
    pub fn problem(&self, table: &Arc<str>) -> DataProblem {
        DataProblem::new(self.code(), true, self.message(table), self.help(table)).of_table(table)
    }

    fn code(&self) -> &'static str {
        match self {
            TableTrouble::MissingTable { .. } => "JY0411",
            TableTrouble::NoHeadings { .. } => "JY0412",
            TableTrouble::MissingColumn { .. } => "JY0413",
            TableTrouble::TwoColumns { .. } => "JY0414",
            TableTrouble::OtherUnit { .. } => "JY0415",
            TableTrouble::TooManyCells { .. } => "JY0416",
            TableTrouble::UnreadColumn { .. } => "JY0417",
            TableTrouble::DuplicateKey { .. } => "JY0422",
            TableTrouble::Dangling { .. } => "JY0423",
        }
    }

    fn message(&self, table: &Arc<str>) -> Words {
        match self {
            TableTrouble::MissingTable { .. } => {
                Words::new(format!("没有找到“{table}”的数据"), format!("there are no data for \"{table}\""))
            }
            TableTrouble::NoHeadings { .. } => Words::new(
                format!("没有找到“{table}”的表头行"),
                format!("no row of headings for \"{table}\" was found"),
            ),
            TableTrouble::MissingColumn { column, .. } => {
                Words::new(format!("“{table}”缺少“{column}”列"), format!("\"{table}\" lacks the column \"{column}\""))
            }
            TableTrouble::TwoColumns { column, both: [one, other] } => Words::new(
                format!("有两列都是“{column}”：{}和{}", named(one).zh, named(other).zh),
                format!("two columns are \"{column}\": {} and {}", named(one).en, named(other).en),
            ),
            TableTrouble::UnreadColumn { column, what } => Words::new(
                format!("“{column}”列的内容是{}，读不了", what.zh),
                format!("the column \"{column}\" holds {}, which cannot be read", what.en),
            ),
            TableTrouble::OtherUnit { unit, expected, .. } => Words::new(
                format!("表头的单位是“{unit}”，应为“{}”", or_none(expected, "不带“万”等单位")),
                format!("the heading says \"{unit}\" where \"{}\" is due", or_none(expected, "no multiple")),
            ),
            TableTrouble::TooManyCells { cells, headings } => Words::new(
                format!("这一行有 {cells} 格内容，表头只有 {headings} 列"),
                format!(
                    "this row has {} under {}",
                    counted(*cells as usize, "cell"),
                    counted(*headings as usize, "heading")
                ),
            ),
            TableTrouble::DuplicateKey { other, key } if key.is_empty() => {
                Words::new(format!("与{}重复", other.zh), format!("stands already in {}", other.en))
            }
            TableTrouble::DuplicateKey { other, key } => {
                Words::new(format!("“{key}”与{}重复", other.zh), format!("\"{key}\" stands already in {}", other.en))
            }
            TableTrouble::Dangling { target, more, .. } => {
                let (zh, en) = match more {
                    0 => (String::new(), String::new()),
                    more => (format!("（另有 {more} 行相同）"), format!(" ({} more)", counted(*more, "row"))),
                };
                Words::new(format!("在“{target}”中找不到这个值{zh}"), format!("it is not found in \"{target}\"{en}"))
            }
        }
    }

    fn help(&self, table: &Arc<str>) -> Words {
        match self {
            TableTrouble::MissingTable { similar, seen, wanted } => {
                missing_table(table, similar.as_deref(), seen, wanted)
            }
            TableTrouble::NoHeadings { wanted, seen } => {
                let (wanted, seen) = (list(wanted, 12), list(seen, 12));
                Words::new(
                    format!("表头应有：{}；第一行现为：{}", wanted.zh, or_none(&seen.zh, "空")),
                    format!("headings should be {}; the first row is {}", wanted.en, or_none(&seen.en, "empty")),
                )
            }
            TableTrouble::MissingColumn { column, similar, seen, optional } => {
                missing_column(column, similar.as_deref(), seen, *optional)
            }
            TableTrouble::TwoColumns { column, .. } => Words::new(
                format!("只能保留一列，请把另一列删除，或改成与“{column}”不同的名称"),
                "keep one of them and delete or rename the other".to_owned(),
            ),
            TableTrouble::UnreadColumn { .. } => Words::new(
                "请在导出时把这一列转成定点数（DECIMAL）、整数、文字、日期（DATE）或是否（BOOLEAN），也可以导出为 CSV",
                "convert it to DECIMAL, whole numbers, texts, DATE or BOOLEAN when the file is exported, or export CSV",
            ),
            TableTrouble::OtherUnit { column, unit, expected } => Words::new(
                format!(
                    "请把数据换算成“{}”并改表头；若来源一直用“{unit}”，请在政策中给“{column}”列写上“以 {unit} 计”",
                    or_none(expected, "基本单位")
                ),
                format!("convert the data, or write `measured-in {unit}` behind the column \"{column}\" of the policy"),
            ),
            TableTrouble::TooManyCells { .. } => Words::new(
                "常见原因是数字里的千分位逗号（1,234）没有加引号，后面的列都错位了；请改用 .xlsx，或去掉千分位逗号",
                "a thousands comma without quotes has probably moved the columns: use .xlsx or remove the commas",
            ),
            TableTrouble::DuplicateKey { .. } => {
                Words::new("请核对这两行，删除重复的一行或改正编码", "compare the two rows and delete or correct one")
            }
            TableTrouble::Dangling { target, similar, .. } => dangling(target, similar.as_deref()),
        }
    }
}

fn missing_table(table: &str, similar: Option<&str>, seen: &[String], wanted: &[String]) -> Words {
    let (names, columns) = (list(seen, 8), list(wanted, 12));
    let (zh, en) = match similar {
        Some(name) => (
            format!("“{name}”是否就是它？请把名称改为“{table}”。"),
            format!("is \"{name}\" meant? Name it \"{table}\". "),
        ),
        None => (String::new(), String::new()),
    };
    Words::new(
        format!(
            "{zh}请提供名为“{table}”的工作表或 CSV 文件，表头应有：{}；现有：{}",
            columns.zh,
            or_none(&names.zh, "无")
        ),
        format!(
            "{en}Give a sheet or CSV file named \"{table}\" with {}; there are {}",
            columns.en,
            or_none(&names.en, "none")
        ),
    )
}

fn missing_column(column: &str, similar: Option<&str>, seen: &[String], optional: bool) -> Words {
    let seen = list(seen, 30);
    let (zh, en) = match similar {
        Some(name) => (
            format!("“{name}”是否就是它？请把表头改为“{column}”，或在政策中给该列写 表头 \"{name}\"。"),
            format!("is \"{name}\" meant? Rename it, or give the column the heading \"{name}\" in the policy. "),
        ),
        None => (format!("请补上“{column}”列。"), format!("Add the column \"{column}\". ")),
    };
    let (zh_option, en_option) = if optional {
        (
            "这一列可以没有，但表头里有相近的名称，须先确认。",
            "The column may be absent, but a heading is so like it that this must be settled. ",
        )
    } else {
        ("", "")
    };
    Words::new(format!("{zh_option}{zh}现有表头：{}", seen.zh), format!("{en_option}{en}The headings are {}", seen.en))
}

fn dangling(target: &str, similar: Option<&str>) -> Words {
    match similar {
        Some(name) => Words::new(
            format!("最接近的是“{name}”；请核对编码（注意前面的 0、空格和全角字符），或在“{target}”中补上这一行"),
            format!("the nearest is \"{name}\": check leading zeros, spaces and width, or add the row to \"{target}\""),
        ),
        None => Words::new(
            format!("请核对编码，或在“{target}”中补上这一行"),
            format!("check the code, or add the row to \"{target}\""),
        ),
    }
}

fn named(place: &ColumnPlace) -> Words {
    match &place.letter {
        Some(letter) => {
            Words::new(format!("“{}”（{letter} 列）", place.name), format!("\"{}\" ({letter})", place.name))
        }
        None => Words::new(format!("“{}”", place.name), format!("\"{}\"", place.name)),
    }
}

fn or_none<'a>(text: &'a str, none: &'a str) -> &'a str {
    if text.is_empty() { none } else { text }
}

/// What a person should know although nothing is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    Titles(Vec<String>),
    UnknownColumns(Vec<String>),
    /// The first text of the row.
    Totals(String),
    Footer(String),
    Unused,
    ByHeadings,
    /// A column that may be absent, and what all its cells are then.
    AbsentColumn {
        column: Arc<str>,
        instead: Option<String>,
    },
    TakenAs {
        heading: String,
        column: Arc<str>,
    },
    PercentHeading(Arc<str>),
    Several(Vec<String>),
    Hidden,
    NoRows,
}

impl Remark {
    pub fn problem(&self, table: &Arc<str>) -> DataProblem {
        DataProblem::new(self.code(), false, self.message(table), self.help()).of_table(table)
    }

    /// A sheet that no table wanted.
    pub fn unused() -> DataProblem {
        let remark = Remark::Unused;
        DataProblem::new(remark.code(), false, remark.message(&"".into()), remark.help())
    }

    fn code(&self) -> &'static str {
        match self {
            Remark::Titles(_) => "JY0451",
            Remark::UnknownColumns(_) => "JY0452",
            Remark::Totals(_) => "JY0453",
            Remark::Footer(_) => "JY0454",
            Remark::Unused => "JY0455",
            Remark::ByHeadings => "JY0456",
            Remark::AbsentColumn { .. } => "JY0457",
            Remark::TakenAs { .. } => "JY0458",
            Remark::PercentHeading(_) => "JY0459",
            Remark::Several(_) => "JY0460",
            Remark::Hidden => "JY0461",
            Remark::NoRows => "JY0462",
        }
    }

    fn message(&self, table: &Arc<str>) -> Words {
        match self {
            Remark::Titles(titles) => {
                let titles = list(titles, 3);
                Words::new(
                    format!("表头上方的标题行已跳过：{}", titles.zh),
                    format!("title lines passed over: {}", titles.en),
                )
            }
            Remark::UnknownColumns(names) => {
                let names = list(names, 20);
                Words::new(
                    format!("政策没有用到的列，未读取：{}", names.zh),
                    format!("columns that the policy does not know: {}", names.en),
                )
            }
            Remark::Totals(word) => {
                Words::new(format!("“{word}”行是合计，未计入"), format!("the totals row \"{word}\" is left out"))
            }
            Remark::Footer(text) => {
                Words::new(format!("表下的说明文字已跳过：“{text}”"), format!("footer passed over: \"{text}\""))
            }
            Remark::Unused => Words::new("这里的数据没有用到", "the data here are not used"),
            Remark::ByHeadings => {
                Words::new(format!("按表头认作“{table}”"), format!("taken for \"{table}\" by its headings"))
            }
            Remark::AbsentColumn { column, instead: None } => Words::new(
                format!("没有“{column}”列，全部按未填写处理"),
                format!("there is no column \"{column}\": all its cells count as empty"),
            ),
            Remark::AbsentColumn { column, instead: Some(value) } => Words::new(
                format!("没有“{column}”列，全部按“{value}”处理"),
                format!("there is no column \"{column}\": all its cells count as \"{value}\""),
            ),
            Remark::TakenAs { heading, column } => Words::new(
                format!("表头“{heading}”按“{column}”读取"),
                format!("the heading \"{heading}\" is read as \"{column}\""),
            ),
            Remark::PercentHeading(column) => Words::new(
                format!("表头写有“%”：“{column}”中不带 % 号的数按小数读取（0.45 即 45%）"),
                format!(
                    "the heading has \"%\": numbers of \"{column}\" without the sign are read as fractions (0.45 is 45%)"
                ),
            ),
            Remark::Several(places) => {
                let names = list(places, 10);
                Words::new(
                    format!("“{table}”的数据来自几处，已合并：{}", names.zh),
                    format!("\"{table}\" is joined from {}", names.en),
                )
            }
            Remark::Hidden => Words::new("这是隐藏的工作表，已读取", "this sheet is hidden and was read"),
            Remark::NoRows => {
                Words::new(format!("“{table}”只有表头，没有数据行"), format!("\"{table}\" has headings and no rows"))
            }
        }
    }

    fn help(&self) -> Words {
        match self {
            Remark::Titles(_)
            | Remark::UnknownColumns(_)
            | Remark::Footer(_)
            | Remark::Unused
            | Remark::ByHeadings
            | Remark::Several(_)
            | Remark::Hidden
            | Remark::NoRows => Words::new("如不对，请核对文件", "check the file if this is wrong"),
            Remark::Totals(_) => {
                Words::new("如果它其实是一行数据，请改掉名称中的“合计”字样", "rename it if it is a row of data")
            }
            Remark::AbsentColumn { .. } => {
                Words::new("如果有这项数据，请补上这一列", "add the column if there are such data")
            }
            Remark::TakenAs { .. } => Words::new(
                "请确认括号里的口径与政策一致",
                "make sure that the remark in brackets agrees with the policy",
            ),
            Remark::PercentHeading(_) => Words::new(
                "如果文件里的 45 就是 45%，请在数后面写上 % 号（45%），或写成 0.45",
                "if 45 means 45%, write 45% or 0.45 in the file",
            ),
        }
    }
}

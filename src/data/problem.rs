//! One problem of the data as plain data: what, where, and what to do about it, in Chinese and English.

use super::grid::{Rows, Sheet};
use super::rest::Rest;
use crate::diagnostic::Words;
use std::sync::Arc;

/// What is wrong (or worth knowing) at one place of the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataProblem {
    pub code: &'static str,
    /// Whether nothing can be computed before this is mended; otherwise it spoils its own row only.
    pub fatal: bool,
    /// The table of the policy, where the problem belongs to one.
    pub table: Option<Arc<str>>,
    pub file: Option<Arc<str>>,
    pub sheet: Option<Arc<str>>,
    /// From 1.
    pub row: Option<u32>,
    pub rows: Rows,
    pub column: Option<ColumnPlace>,
    /// The text of the cell.
    pub value: Option<String>,
    /// What is wrong, without the place.
    pub message: Words,
    /// What to do.
    pub help: Words,
    /// The problems that this one stands for.
    pub rest: Option<Arc<Rest>>,
}

/// A column by its heading and its letter in Excel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnPlace {
    pub name: Arc<str>,
    pub letter: Option<String>,
}

impl ColumnPlace {
    /// The column of that heading at an index from 0.
    pub fn new(name: &Arc<str>, index: Option<u32>, rows: Rows) -> Self {
        let letter = match rows {
            Rows::Lines | Rows::Rows => index.map(letters),
            Rows::Records => None,
        };
        ColumnPlace { name: name.clone(), letter }
    }
}

impl DataProblem {
    pub fn new(code: &'static str, fatal: bool, message: Words, help: Words) -> Self {
        DataProblem {
            code,
            fatal,
            table: None,
            file: None,
            sheet: None,
            row: None,
            rows: Rows::Rows,
            column: None,
            value: None,
            message,
            help,
            rest: None,
        }
    }

    #[must_use]
    pub fn of_table(mut self, table: &Arc<str>) -> Self {
        self.table = Some(table.clone());
        self
    }

    #[must_use]
    pub fn in_file(mut self, file: &Arc<str>) -> Self {
        self.file = Some(file.clone());
        self
    }

    #[must_use]
    pub fn in_sheet(mut self, sheet: &Sheet) -> Self {
        self.file = Some(sheet.file.clone());
        self.sheet = sheet.sheet.clone();
        self.rows = sheet.rows;
        self
    }

    #[must_use]
    pub fn at_row(mut self, row: u32) -> Self {
        self.row = Some(row);
        self
    }

    #[must_use]
    pub fn at_column(mut self, column: ColumnPlace) -> Self {
        self.column = Some(column);
        self
    }

    #[must_use]
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// Where it is: 文件 a.xlsx，工作表“集采品种”，第 17 行，“采购量”列（F 列）; empty without a file.
    pub fn place(&self) -> Words {
        let Some(file) = &self.file else { return Words::default() };
        let mut zh = vec![format!("文件 {file}")];
        let mut en = vec![format!("file {file}")];
        if let Some(sheet) = &self.sheet {
            match self.rows {
                Rows::Lines | Rows::Rows => {
                    zh.push(format!("工作表“{sheet}”"));
                    en.push(format!("sheet \"{sheet}\""));
                }
                Rows::Records => {
                    zh.push(format!("“{sheet}”"));
                    en.push(format!("\"{sheet}\""));
                }
            }
        }
        if let Some(row) = self.row {
            zh.push(row_words(self.rows, row).zh);
            en.push(row_words(self.rows, row).en);
        }
        if let Some(column) = &self.column {
            let (zh_letter, en_letter) = match &column.letter {
                Some(letter) => (format!("（{letter} 列）"), format!(" ({letter})")),
                None => (String::new(), String::new()),
            };
            zh.push(format!("“{}”列{zh_letter}", column.name));
            en.push(format!("column \"{}\"{en_letter}", column.name));
        }
        Words::new(zh.join("，"), en.join(", "))
    }

    /// Place and message in one sentence.
    pub fn sentence(&self) -> Words {
        let place = self.place();
        if place.zh.is_empty() {
            return self.message.clone();
        }
        Words::new(format!("{}：{}", place.zh, self.message.zh), format!("{}: {}", place.en, self.message.en))
    }
}

/// 第 17 行, 第 3 条.
pub fn row_words(rows: Rows, row: u32) -> Words {
    match rows {
        Rows::Lines => Words::new(format!("第 {row} 行"), format!("line {row}")),
        Rows::Rows => Words::new(format!("第 {row} 行"), format!("row {row}")),
        Rows::Records => Words::new(format!("第 {row} 条"), format!("record {row}")),
    }
}

/// The name that Excel gives to a column (from 0): A, Z, AA.
pub fn letters(column: u32) -> String {
    let mut rest = u64::from(column) + 1;
    let mut name = Vec::new();
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        name.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    name.iter().rev().collect()
}

/// Up to `most` names in quotes, then how many more there are.
pub fn list<T: AsRef<str>>(names: &[T], most: usize) -> Words {
    let quoted: Vec<String> = names.iter().take(most).map(|name| format!("“{}”", name.as_ref())).collect();
    let plain: Vec<String> = names.iter().take(most).map(|name| format!("\"{}\"", name.as_ref())).collect();
    let more = names.len().saturating_sub(most);
    if more == 0 {
        return Words::new(quoted.join("、"), plain.join(", "));
    }
    Words::new(format!("{}等 {} 个", quoted.join("、"), names.len()), format!("{} and {more} more", plain.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn letters_are_those_of_excel() {
        let names: Vec<String> = [0, 25, 26, 701, 702, 16_383].into_iter().map(letters).collect();
        assert_eq!(names, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}

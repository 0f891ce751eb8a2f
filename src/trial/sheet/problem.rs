//! What can be wrong with a sheet of cases, each with its place.

use super::heading::unit;
use super::text::Spot;
use crate::diagnostic::{Diagnostic, Words};
use crate::ir::program::Program;
use crate::session::nearest;
use crate::value::types::{Kind, Type};

/// Where a row stands, in words.
pub fn place(spot: &Spot) -> Words {
    let row = spot.row;
    let mut words = match &spot.sheet {
        Some(sheet) => Words::new(format!("工作表“{sheet}”第 {row} 行"), format!("sheet {sheet}, row {row}")),
        None => Words::new(format!("第 {row} 行"), format!("row {row}")),
    };
    if let Some(column) = &spot.column {
        words.zh.push_str(&format!(" {column} 列"));
        words.en.push_str(&format!(", column {column}"));
    }
    words
}

/// A problem with its place in front, as a sheet has no lines to point into.
pub fn at(spot: &Spot, problem: Diagnostic) -> Diagnostic {
    let (place, words) = (place(spot), problem.message);
    let message = Words::new(format!("{}：{}", place.zh, words.zh), format!("{}: {}", place.en, words.en));
    Diagnostic::error(problem.code, message).help(problem.help.unwrap_or_default())
}

pub(super) fn other_unit(program: &Program, ty: &Type, heading: &str) -> Option<Diagnostic> {
    let own = match ty.kind {
        Kind::Number(shape) if shape.percent => "%".to_owned(),
        Kind::Number(_) | Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => {
            crate::wording::value::unit(program, ty)
        }
    };
    unit(heading).filter(|unit| *unit != own).map(|unit| wrong_unit(&unit, &own))
}

pub(super) fn wrong_unit(unit: &str, own: &str) -> Diagnostic {
    let own = if own.is_empty() { "（没有单位）" } else { own };
    Diagnostic::error(
        "JY1213",
        Words::new(
            format!("表头的单位是“{unit}”，这个值的单位是“{own}”"),
            format!("the heading says {unit}, the value is in {own}"),
        ),
    )
    .help(Words::new("改用政策的单位填写，表头也改过来", "fill it in, and head it, in the unit of the policy"))
}

pub(super) fn unknown(code: &'static str, (zh, en): (&str, &str), name: &str, known: &[String]) -> Diagnostic {
    // A unit behind a heading says nothing of which one is meant.
    let plain = name.split(['（', '(']).next().unwrap_or(name).trim();
    let help = match nearest(name, known).or_else(|| nearest(plain, known)) {
        Some(near) => Words::new(format!("是不是想写“{near}”？"), format!("did you mean {near}?")),
        None => Words::new(format!("可以是：{}", known.join("、")), format!("there are: {}", known.join(", "))),
    };
    Diagnostic::error(code, Words::new(format!("政策里没有{zh}“{name}”"), format!("the policy has no {en} {name}")))
        .help(help)
}

pub(super) fn no_cases() -> Diagnostic {
    Diagnostic::error("JY1217", Words::new("文件里没有案例", "the file holds no cases")).help(Words::new(
        "每张工作表要有“案例”一列；用 jieyu template --cases 得到空表",
        "each sheet needs a column 案例; jieyu template --cases makes a blank one",
    ))
}

pub(super) fn no_case_column(spot: &Spot) -> Diagnostic {
    at(
        spot,
        Diagnostic::error("JY1217", Words::new("没有“案例”这一列", "there is no column 案例")).help(Words::new(
            "第一列写“案例”，下面写每一行属于哪个案例，各案例都用的行写“共用”",
            "head the first column 案例; below it name the case of each row, or 共用 where all share it",
        )),
    )
}

pub(super) fn twice(name: &str) -> Diagnostic {
    Diagnostic::error("JY1215", Words::new(format!("又写了案例“{name}”"), format!("case {name} stands here again")))
        .help(Words::new(
            "两个案例不能同名；同一个案例的几行要写在一起",
            "no two cases have one name; the rows of one case stand together",
        ))
}

pub(super) fn same_row(name: &str, key: &str, before: u32) -> Diagnostic {
    Diagnostic::error(
        "JY1215",
        Words::new(
            format!("案例“{name}”里已经有键是“{key}”的一行，在第 {before} 行"),
            format!("case {name} has a row with the key {key} already, in row {before}"),
        ),
    )
    .help(Words::new(
        "是另一个案例，就换一个案例名称；是同一个案例的另一行数据，键要不同",
        "another case needs another name; another row of the same case needs another key",
    ))
}

pub(super) fn no_code(cell: &str) -> Diagnostic {
    Diagnostic::error(
        "JY1219",
        Words::new(format!("“{cell}”没有写明错误的编号"), format!("\"{cell}\" names no error by its number")),
    )
    .help(Words::new(
        "写成 错误 JY0901：编号是 jieyu 报错时写在最前面的那一个",
        "write 错误 JY0901: the number with which jieyu begins what it tells",
    ))
}

pub(super) fn nameless() -> Diagnostic {
    Diagnostic::error("JY1218", Words::new("这一行没有写属于哪个案例", "the row belongs to no case"))
        .help(Words::new("在“案例”列写上案例的名称，或者“共用”", "name its case in the column 案例, or write 共用"))
}

pub(super) fn unlisted(name: &str, known: &[String]) -> Diagnostic {
    let near = nearest(name, known);
    let help = match near {
        Some(near) => Words::new(format!("是不是想写“{near}”？"), format!("did you mean {near}?")),
        None => Words::new("在工作表“案例”里加上这个案例", "add the case to the sheet 案例"),
    };
    Diagnostic::error(
        "JY1218",
        Words::new(format!("工作表“案例”里没有案例“{name}”"), format!("the sheet of cases has no case {name}")),
    )
    .help(help)
}

pub(super) fn bad_cell(text: &str, message: &Words, help: &Words) -> Diagnostic {
    let words = Words::new(format!("“{text}”{}", message.zh), format!("\"{text}\" {}", message.en));
    Diagnostic::error("JY1219", words).help(help.clone())
}

pub(super) fn barred(text: &str) -> Diagnostic {
    Diagnostic::error("JY1219", Words::new(format!("“{text}”里有竖线"), format!("there is a bar in \"{text}\"")))
        .help(Words::new("案例的格里不能有竖线，请换一个写法", "a cell of a case cannot hold a bar"))
}

pub(super) fn no_day(text: &str) -> Diagnostic {
    Diagnostic::error("JY1219", Words::new(format!("“{text}”不是日期"), format!("\"{text}\" is no date")))
        .help(Words::new("写成 2021-12-31", "write 2021-12-31"))
}

//! What the headings of a sheet of cases mean.

use crate::ir::ids::TableId;
use crate::ir::program::{Program, Slot};
use crate::ir::schema::TableSchema;
use crate::syntax::fold;

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heading {
    Case,
    Note,
    Confirm,
    Day,
    Rest,
    Snapshot,
    /// The table, key, name and value of the list of expectations.
    Place,
    Key,
    Value,
    Wanted,
    /// 期望 错误: of the case as a whole.
    Problem,
    Param(String),
    /// A value of the row of this sheet, or 表.值.
    Expect {
        table: Option<String>,
        name: String,
    },
    Column(String),
    Unknown(String),
}

/// The unit in the brackets behind a heading: 万元 in 结余（万元）.
pub(super) fn unit(text: &str) -> Option<String> {
    let text = fold(text);
    let inner = text.trim().strip_suffix([')', '）'])?;
    inner
        .rfind(['(', '（'])
        .and_then(|at| inner.get(at..))
        .map(|unit| unit.trim_start_matches(['(', '（']).trim().to_owned())
}

/// The words without the unit that stands behind them: 结余（元） is 结余.
pub(super) fn bare(text: &str) -> String {
    let text = fold(text);
    let text = text.trim();
    match text.find('(').or_else(|| text.find('（')) {
        Some(at) if text.ends_with([')', '）']) => text.get(..at).unwrap_or(text).trim().to_owned(),
        Some(_) | None => text.to_owned(),
    }
}

/// What a heading means in the sheet of a table, or in one of cases.
pub(super) fn heading(text: &str, table: Option<&TableSchema>, program: &Program) -> Heading {
    let word = bare(text);
    let column = table.and_then(|table| {
        let known = |name: &str| bare(name) == word || fold(name).trim() == fold(text).trim();
        table.columns.iter().find(|column| known(&column.name) || column.headings.iter().any(|other| known(other)))
    });
    if let Some(column) = column {
        return Heading::Column(column.name.to_string());
    }
    let after = |zh: &str, en: &str| {
        let rest = word.strip_prefix(zh).or_else(|| word.strip_prefix(en))?;
        Some(rest.trim_start_matches([' ', ':', '：', '\u{3000}', '.']).trim().to_owned())
    };
    match word.as_str() {
        "案例" | "case" => return Heading::Case,
        "说明" | "note" => return Heading::Note,
        "确认" | "confirmed" => return Heading::Confirm,
        "基准日" | "as-of" => return Heading::Day,
        "其余" | "rest" => return Heading::Rest,
        "快照" | "snapshot" => return Heading::Snapshot,
        "表" | "table" if table.is_none() => return Heading::Place,
        "键" | "key" if table.is_none() => return Heading::Key,
        "值" | "value" if table.is_none() => return Heading::Value,
        "期望" | "expect" if table.is_none() => return Heading::Wanted,
        _ => {}
    }
    if let Some(name) = after("参数", "parameter").filter(|name| !name.is_empty()) {
        return Heading::Param(name);
    }
    if let Some(name) = after("期望", "expect").filter(|name| !name.is_empty()) {
        if matches!(name.as_str(), "错误" | "error") {
            return Heading::Problem;
        }
        return expected(&name, table, program);
    }
    Heading::Unknown(text.trim().to_owned())
}

/// 表.值, or a value of the row itself, whose name may have a point of its own (年度考核.得分).
fn expected(name: &str, table: Option<&TableSchema>, program: &Program) -> Heading {
    let own = table.map(|table| table.name.to_string());
    match name.split_once('.') {
        Some((of, rest)) if is_whole(of) || program.tables.iter().any(|table| *table.name == *of) => {
            Heading::Expect { table: Some(of.to_owned()), name: rest.to_owned() }
        }
        Some(_) | None => Heading::Expect { table: own, name: name.to_owned() },
    }
}

/// The value of a table (整体 without one) by its name.
pub(super) fn slot<'p>(program: &'p Program, table: Option<&str>, name: &str) -> Result<&'p Slot, Vec<String>> {
    let owner = match table {
        None => None,
        Some(table) if is_whole(table) => None,
        Some(table) => match program.tables.iter().position(|of| *of.name == *table) {
            Some(at) => Some(TableId::at(at)),
            None => return Err(program.tables.iter().map(|table| table.name.to_string()).collect()),
        },
    };
    let found = program.slots.iter().find(|slot| slot.owner == owner && *slot.name == *name);
    found.ok_or_else(|| {
        program.slots.iter().filter(|slot| slot.owner == owner).map(|slot| slot.name.to_string()).collect()
    })
}

pub(super) fn is_whole(table: &str) -> bool {
    matches!(table, "整体" | "overall")
}

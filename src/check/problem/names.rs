//! Names: unknown, ambiguous, given twice, out of reach.

use super::{error, list, listed, misspelt, w};
use crate::check::names::Run;
use crate::diagnostic::{Diagnostic, Lead, Words};
use crate::source::Span;
use crate::syntax::ast::Name;
use crate::syntax::letter_in_number;
use crate::value::lookalike::Lookalike;
use std::sync::Arc;

pub fn unknown(name: &Name, near: Option<String>, table: Option<&str>) -> Diagnostic {
    let place = table.map_or_else(
        || w("这里只能用参数和“整体”的值", "only parameters and whole values can be used here"),
        |table| {
            w(
                format!("“{table}”没有这个列或公式，也没有这个参数"),
                format!("{table} has no such column or formula, and there is no such parameter"),
            )
        },
    );
    misspelt(
        "JY0201",
        w(format!("不认识“{}”", name.text), format!("unknown name `{}`", name.text)),
        (name.span, place),
        near,
        w(
            "先用“参数”“列”或“公式”声明它；文字要放在引号里",
            "declare it first as a parameter, column or formula; put texts in quotes",
        ),
    )
}

/// `百分之五十`.
pub fn number_in_words(name: &Name, written: &str) -> Diagnostic {
    error(
        "JY0201",
        w(format!("不认识“{}”", name.text), format!("unknown name `{}`", name.text)),
        (name.span, w("数要用阿拉伯数字写", "write numbers in digits")),
        w(format!("写成：{written}"), format!("write: {written}")),
    )
    .mend(name.span, written)
}

/// `l00元`.
pub fn number_with_letter(name: &Name, meant: &Lookalike) -> Diagnostic {
    letter_in_number(name.span, meant, crate::syntax::whole(meant)).mend(name.span, &*meant.written)
}

/// Words of other tools and of prose that are something else here.
fn word(text: &str) -> Option<(Words, Words, Option<&'static str>)> {
    match text {
        "TRUE" | "True" | "true" | "真" | "对" => {
            Some((w("肯定写“是”", "yes is due"), w("写成：是", "write: yes"), Some("是")))
        }
        "FALSE" | "False" | "false" | "假" | "错" => {
            Some((w("否定写“否”", "no is due"), w("写成：否", "write: no"), Some("否")))
        }
        "NULL" | "null" | "空" | "空值" | "无" => Some((
            w("没有值写“缺失”", "missing is due"),
            w("写成：缺失；判断有没有填写用 有值(列)", "write: missing; ask by present(column)"),
            Some("缺失"),
        )),
        "今天" | "今日" | "当天" | "当前日期" | "TODAY" | "today" => Some((
            w("政策不读当天的日期，否则每天的结果都不同", "a policy never reads the clock"),
            w(
                "写成参数，例如：参数 结算日 : 日期 = 2021-12-31，运行时可以用 --set 结算日=2022-06-30 改",
                "make it a parameter: parameter settled-on : date = 2021-12-31",
            ),
            None,
        )),
        _ => None,
    }
}

/// Names that only Excel or a cheque would have: a cell, a unit before its number.
pub fn habit(name: &Name) -> Option<Diagnostic> {
    let text = &*name.text;
    let unknown = w(format!("不认识“{text}”"), format!("unknown name `{text}`"));
    if let Some((label, help, written)) = word(text) {
        return Some(error("JY0201", unknown, (name.span, label), help).instead(written));
    }
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let head =
        text.strip_suffix(digits).filter(|_| digits.chars().all(|c| c.is_ascii_digit()) && !digits.is_empty())?;
    let (label, help, written) = match head {
        "元" | "人民币" | "RMB" | "CNY" => (
            w("单位写在数的后面", "the unit stands behind the number"),
            w(format!("写成：{digits}元"), format!("write: {digits}yuan")),
            Some(format!("{digits}元")),
        ),
        _ if (1..=2).contains(&head.len()) && head.chars().all(|c| c.is_ascii_uppercase()) => (
            w("这里没有 Excel 的单元格编号", "there are no cells of Excel here"),
            w(
                "写列的名称，例如：采购金额 × 5%；“每个 表：”下面的公式对每一行各算一次",
                "write the name of the column, for example: amount × 5%; a formula under `each table:` is computed for each row",
            ),
            None,
        ),
        _ => return None,
    };
    Some(error("JY0201", unknown, (name.span, label), help).instead(written))
}

/// A bare word where a text is due.
pub fn text_unquoted(name: &Name) -> Diagnostic {
    error(
        "JY0201",
        w(format!("不认识“{}”", name.text), format!("unknown name `{}`", name.text)),
        (
            name.span,
            w("没有这个列、公式或参数；这里比较的是文字", "no column, formula or parameter; texts are compared here"),
        ),
        w(format!("如果这是文字，放在引号里：\"{}\"", name.text), format!("put a text in quotes: \"{}\"", name.text)),
    )
    .instead([format!("\"{}\"", name.text)])
}

pub fn run_together(name: &Name, (left, joiner, written, right): &Run) -> Diagnostic {
    let spaced = format!("{left} {written} {right}").trim().to_owned();
    let label = if joiner == written {
        w(format!("“{joiner}”两边要有空格"), format!("put spaces around {joiner}"))
    } else {
        w(format!("“{joiner}”要写成“{written}”"), format!("{joiner} is written {written}"))
    };
    error(
        "JY0202",
        w(format!("“{}”连成了一个名称", name.text), format!("`{}` runs together into one name", name.text)),
        (name.span, label),
        w(format!("写成：{spaced}"), format!("write: {spaced}")),
    )
    .mend(name.span, spaced)
}

pub fn twice(name: &Name, first: Span) -> Diagnostic {
    error(
        "JY0203",
        w(format!("“{}”声明了两次", name.text), format!("`{}` is declared twice", name.text)),
        (name.span, w("这是第二次", "the second one")),
        w("换一个名称，或者删掉其中一个", "rename one of them or delete it"),
    )
    .lead(Lead::Gone)
    .at(first, w("第一次在这里", "the first one is here"))
}

pub fn enum_value_twice(name: &Name) -> Diagnostic {
    error(
        "JY0203",
        w(format!("枚举值“{}”写了两次", name.text), format!("the enum value `{}` stands twice", name.text)),
        (name.span, w("重复的值", "repeated")),
        w("删掉重复的一个", "delete one of them"),
    )
    .lead(Lead::Gone)
}

pub fn assigned_twice(name: &Name) -> Diagnostic {
    error(
        "JY0203",
        w(format!("“{}”赋值了两次", name.text), format!("`{}` is assigned twice", name.text)),
        (name.span, w("这是第二次", "the second one")),
        w("只留一个", "keep one of them"),
    )
    .lead(Lead::Gone)
}

pub fn unknown_table(name: &Name, near: Option<String>) -> Diagnostic {
    misspelt(
        "JY0204",
        w(format!("没有叫“{}”的表", name.text), format!("there is no table `{}`", name.text)),
        (name.span, w("这里要写一张表的名称", "a table's name is due here")),
        near,
        w("先用“表”或“派生表”声明它", "declare it with `table` or `derive`"),
    )
}

pub fn no_such_column(name: &Name, table: &str, near: Option<String>) -> Diagnostic {
    misspelt(
        "JY0205",
        w(
            format!("“{table}”没有叫“{}”的列或公式", name.text),
            format!("{table} has no column or formula `{}`", name.text),
        ),
        (name.span, w("没有这个名称", "no such name")),
        near,
        w(format!("看一下“{table}”的列名，或者先声明它"), format!("look at the columns of {table}, or declare it")),
    )
}

pub fn ambiguous(name: &Name, inner: &str, outer: &str) -> Diagnostic {
    error(
        "JY0206",
        w(format!("“{}”可以指两样东西", name.text), format!("`{}` could mean two things", name.text)),
        (name.span, w(format!("“{inner}”和“{outer}”都有它"), format!("both {inner} and {outer} have it"))),
        w(
            format!("写明是哪一个：{inner}.{0} 或 {outer}.{0}", name.text),
            format!("say which: {inner}.{0} or {outer}.{0}", name.text),
        ),
    )
    .instead([format!("{inner}.{}", name.text), format!("{outer}.{}", name.text)])
}

/// A bare name that another table has.
pub fn lives_elsewhere(name: &Name, holder: &str, finer: bool) -> Diagnostic {
    let text = &name.text;
    let help: Words = if finer {
        w(
            format!(
                "“{holder}”有许多行，要说明怎么合在一起，例如：合计({holder}.{text})；如果这条规则本来是“{holder}”的，在它前面再写一次“每个 {holder}：”"
            ),
            format!(
                "{holder} has many rows: say how they come together, for example sum({holder}.{text}); if this rule belongs to {holder}, repeat `each {holder}:` before it"
            ),
        )
    } else {
        w(format!("写明表名：{holder}.{text}"), format!("name the table: {holder}.{text}"))
    };
    error(
        "JY0207",
        w(format!("“{text}”不在这张表上，而在“{holder}”上"), format!("`{text}` is not on this table but on {holder}")),
        (name.span, w(format!("这是“{holder}”的值"), format!("a value of {holder}"))),
        help,
    )
    .instead([if finer { format!("合计({holder}.{text})") } else { format!("{holder}.{text}") }])
}

/// A qualified name of rows that are out of reach.
pub fn needs_aggregate(span: Span, table: &str, member: &str, here: Option<&str>, finer: bool) -> Diagnostic {
    let here = here.unwrap_or("整体");
    let message = if finer {
        w(
            format!("“{table}”比“{here}”细：一个{here}对应许多行“{table}”"),
            format!("{table} is finer than {here}: many rows belong to one"),
        )
    } else {
        w(format!("从“{here}”找不到“{table}”的哪一行"), format!("no row of {table} can be found from {here}"))
    };
    let help = if finer {
        w(
            format!("说明怎么合在一起：合计({table}.{member})、平均({table}.{member})、计数({table} 当 …)"),
            format!("say how: sum({table}.{member}), mean({table}.{member}), count({table} when …)"),
        )
    } else {
        w(
            format!("用“键 … → {table}”建立联系，或者写 合计({table}.{member} 当 …)"),
            format!("relate the tables with `key … -> {table}`, or write sum({table}.{member} when …)"),
        )
    };
    error("JY0208", message, (span, w("这里要的是一个值", "one value is due here")), help)
        .instead([format!("合计({table}.{member})")])
}

pub fn several_ways(name: &Name, from: &str, columns: &[Arc<str>]) -> Diagnostic {
    error(
        "JY0209",
        w(
            format!("从“{from}”到“{}”有几条路", name.text),
            format!("there are several ways from {from} to {}", name.text),
        ),
        (name.span, w(format!("可以经过：{}", list(columns)), format!("by {}", listed(columns)))),
        w(
            format!("写明经过哪一列，例如：{}.列名", columns.first().map_or("列", |column| column)),
            format!("name the column, for example {}.name", columns.first().map_or("column", |column| column)),
        ),
    )
    .instead(columns.iter().map(|column| &**column))
}

pub fn no_row_here(span: Span) -> Diagnostic {
    error(
        "JY0210",
        w("这里没有“行”", "there is no row here"),
        (span, w("“整体”的规则不属于任何一行", "a rule of the whole belongs to no row")),
        w("把规则放到“每个 表：”下面", "put the rule under `each table:`"),
    )
}

pub fn no_parent(span: Span, table: &str) -> Diagnostic {
    error(
        "JY0210",
        w(format!("“{table}”没有上级"), format!("{table} has no parent")),
        (span, w("没有引用别的表的键或列", "no key or column refers to another table")),
        w("用“键 列 → 表”说明它属于谁", "say what it belongs to with `key column -> table`"),
    )
}

pub fn several_parents(span: Span, names: &[Arc<str>]) -> Diagnostic {
    error(
        "JY0210",
        w("“上级”不止一个", "there are several parents"),
        (span, w(format!("上级有：{}", list(names)), format!("they are {}", listed(names)))),
        w("直接写表名或引用列的名称", "name the table or the referring column"),
    )
}

pub fn row_is_no_value(span: Span, table: &str) -> Diagnostic {
    error(
        "JY0211",
        w(format!("“{table}”是一行，不是一个值"), format!("{table} is a row, not a value")),
        (span, w("这里要的是一个值", "one value is due here")),
        w(format!("写出要它的哪一列：{table}.列名"), format!("name the column: {table}.name")),
    )
}

pub fn table_is_no_value(name: &Name) -> Diagnostic {
    error(
        "JY0211",
        w(format!("“{}”是一张表，不是一个值", name.text), format!("`{}` is a table, not a value", name.text)),
        (name.span, w("这里要的是一个值", "one value is due here")),
        w(
            format!("写出列名（{0}.列名）或汇总（计数({0})）", name.text),
            format!("name a column ({0}.name) or aggregate (count({0}))", name.text),
        ),
    )
}

pub fn not_a_value(name: &Name) -> Diagnostic {
    error(
        "JY0211",
        w(
            format!("“{}”是名单或对照表，不能直接当值用", name.text),
            format!("`{}` is a list or lookup, not a value", name.text),
        ),
        (name.span, w("这里要的是一个值", "one value is due here")),
        w(
            format!("名单写“x 属于 {0}”，对照表写“{0}(…)”", name.text),
            format!("write `x in {0}` for a list, `{0}(…)` for a lookup", name.text),
        ),
    )
}

pub fn unknown_enum_value(name: &Name, def: &str, values: &[Arc<str>], near: Option<String>) -> Diagnostic {
    misspelt(
        "JY0212",
        w(format!("“{}”不是“{def}”的值", name.text), format!("`{}` is no value of {def}", name.text)),
        (name.span, w(format!("可以是：{}", list(values)), format!("it can be: {}", listed(values)))),
        near,
        if matches!(&*name.text, "其他" | "其它" | "其余" | "其他情况") {
            w(
                format!("要表示“{}”，把剩下的值都写出来，用逗号隔开", name.text),
                "write all the values that are left, with commas",
            )
        } else {
            w("从上面的值里选一个", "choose one of these values")
        },
    )
    .instead(values.iter().map(|value| &**value))
}

pub fn too_many_units(name: &Name) -> Diagnostic {
    error(
        "JY0213",
        w("自定义单位太多（最多 12 个）", "too many units of your own (12 at most)"),
        (name.span, w("放不下这一个", "no room for this one")),
        w("能换算的单位请写成“单位 小时 = 60分钟”", "write convertible units as `unit hour = 60 minutes`"),
    )
}

pub fn unit_not_literal(span: Span) -> Diagnostic {
    error(
        "JY0213",
        w("单位只能等于一个带单位的数", "a unit equals a number with a unit"),
        (span, w("这里不是一个数", "not a number")),
        w("例如：单位 小时 = 60分钟", "for example: unit hour = 60 minutes"),
    )
}

//! Tables of data, parameters, lists, decision tables.

use super::{both, error, list, listed, w, warning};
use crate::diagnostic::{Diagnostic, Lead, Words, counted};
use crate::source::Span;
use crate::syntax::ast::Name;
use crate::value::date::Date;
use std::sync::Arc;

pub fn no_key(span: Span, name: &str) -> Diagnostic {
    error(
        "JY0501",
        w(format!("“{name}”没有键"), format!("{name} has no key")),
        (span, w("没有说明用哪几列区分行", "what tells its rows apart is not stated")),
        w("写上：键 机构编码 : 文本（可以有几个键）", "add: key code : text (there may be several)"),
    )
}

pub fn column_without_type(name: &Name) -> Diagnostic {
    error(
        "JY0502",
        w(format!("“{}”没有类型", name.text), format!("`{}` has no type", name.text)),
        (name.span, w("没有写类型，也没有指向别的表", "neither a type nor a reference")),
        w(
            format!("例如：列 {0} : 金额，或 键 {0} → 表", name.text),
            format!("for example: column {0} : money, or key {0} -> table", name.text),
        ),
    )
}

pub fn absent_key(name: &Name) -> Diagnostic {
    error(
        "JY0503",
        w(format!("键“{}”不能可缺", name.text), format!("the key `{}` cannot be absent", name.text)),
        (name.span, w("没有键的行无法区分", "rows without a key cannot be told apart")),
        w("去掉“可缺”，或者把它改成列", "drop `optional`, or make it a column"),
    )
}

pub fn reference_arity(target: &Name, keys: &[Arc<str>], found: usize) -> Diagnostic {
    error(
        "JY0504",
        w(
            format!("“{}”有 {} 个键，这里给了 {found} 列", target.text, keys.len()),
            format!("{} has {}, not {found}", target.text, counted(keys.len(), "key")),
        ),
        (target.span, w(format!("它的键是：{}", list(keys)), format!("its keys are {}", listed(keys)))),
        w(
            format!("写成：引用 {} → {}", list(keys).replace('、', "，"), target.text),
            format!("write: refers {} -> {}", listed(keys), target.text),
        ),
    )
}

pub fn file_unit_of_other_kind(word: &Name, due: &Words) -> Diagnostic {
    let (due, due_en) = both(due);
    error(
        "JY0505",
        w(format!("“以 {} 计”和列的类型不合", word.text), format!("`{}` does not fit the column's type", word.text)),
        (word.span, w(format!("这一列是{due}"), format!("the column is {due_en}"))),
        w("金额列写 以 万元 计；数量列写 以 万件 计", "for money write measured-in yuan"),
    )
}

pub fn not_constant(span: Span) -> Diagnostic {
    error(
        "JY0506",
        w("这里要的是固定的值", "a fixed value is due here"),
        (span, w("它取决于数据，或者取决于还没有给定的参数", "it depends on data or on an open parameter")),
        w("写出具体的值；随数据变化的内容写成公式", "write the number; what varies with data is a formula"),
    )
}

pub fn column_not_assigned(span: Span, name: &str) -> Diagnostic {
    error(
        "JY0507",
        w(format!("这个“取自”没有给出“{name}”"), format!("this source gives no `{name}`")),
        (span, w("每个“取自”都要给出所有的列", "each source gives all columns")),
        w(
            format!("加上：{name} = …（同名的列只写列名）"),
            format!("add `{name} = …` (or the bare name of an equally named column)"),
        ),
    )
    .lead(Lead::Behind(format!(", {name}")))
}

pub fn unknown_rollup(how: &Name) -> Diagnostic {
    error(
        "JY0508",
        w(format!("不会用“{}”来汇总", how.text), format!("`{}` is no way to roll up", how.text)),
        (how.span, w("可以用：合计、最大、最小、计数", "sum, max, min, count")),
        w("例如：汇总 数量 合计", "for example: roll-up amount sum"),
    )
    .instead(["合计", "最大", "最小", "计数"])
}

pub fn param_without_value(name: &Name) -> Diagnostic {
    error(
        "JY0511",
        w(format!("参数“{}”没有值", name.text), format!("the parameter `{}` has no value", name.text)),
        (name.span, w("没有写值，也没有写“待定”", "neither a value nor `open`")),
        w("写 = 值，或者写“待定”表示以后给定", "write = value, or `open`"),
    )
}

pub fn param_open_and_given(name: &Name) -> Diagnostic {
    error(
        "JY0511",
        w(format!("参数“{}”既写了“待定”又给了值", name.text), format!("`{}` is both open and given", name.text)),
        (name.span, w("只能是其中一种", "it can be one of them")),
        w("删掉“待定”或者删掉值", "delete one of them"),
    )
}

pub fn param_dated_and_not(name: &Name) -> Diagnostic {
    error(
        "JY0511",
        w(
            format!("参数“{}”的值有的带日期，有的不带", name.text),
            format!("`{}` has dated and undated values", name.text),
        ),
        (name.span, w("分不清哪一天用哪个", "which applies when is unclear")),
        w("每个值都写上“自 … 起”", "date all of them"),
    )
}

pub fn param_out_of_range(span: Span) -> Diagnostic {
    error(
        "JY0512",
        w("参数的值超出了声明的范围", "the value lies outside the declared range"),
        (span, w("不在声明的范围以内", "outside the interval")),
        w("核对数值和百分号", "check the number and its percent sign"),
    )
}

pub fn dates_overlap(span: Span, first: Span) -> Diagnostic {
    error(
        "JY0513",
        w("两个值的日期重叠", "the dates of two values overlap"),
        (span, w("这里开始的时候，上一个还没有结束", "the one before has not ended when this begins")),
        w("改“自”或“至”的日期，使每一天只有一个值", "change the dates so that each day has one value"),
    )
    .at(first, w("上一个", "the one before"))
}

pub fn dates_leave_hole(span: Span, first: Span, end: Date, start: Date) -> Diagnostic {
    error(
        "JY0514",
        w(format!("{end} 之后到 {start} 之前没有值"), format!("there is no value between {end} and {start}")),
        (span, w("从这里才开始", "begins only here")),
        w("补上中间的值，或者改日期", "fill the hole or change the dates"),
    )
    .at(first, w("到这里就结束了", "ends here"))
}

pub fn list_value_twice(span: Span) -> Diagnostic {
    warning(
        "JY0515",
        w("名单里有重复的值", "a value stands twice in the list"),
        (span, w("前面已经有了", "it is there already")),
        w("删掉重复的", "delete one of them"),
    )
    .lead(Lead::Gone)
}

pub fn file_lacks_column(path: &Name, column: &str) -> Diagnostic {
    error(
        "JY0517",
        w(
            format!("文件“{}”的第一行没有“{column}”这一列", path.text),
            format!("`{}` has no column `{column}` in its first line", path.text),
        ),
        (path.span, w("第一行应当是列名", "the first line holds the headings")),
        w(format!("在文件的第一行写上“{column}”"), format!("head a column with `{column}`")),
    )
}

pub fn file_cell(path: &Name, line: usize, cell: &str, due: &Words) -> Diagnostic {
    let (due, due_en) = both(due);
    error(
        "JY0518",
        w(
            format!("文件“{}”第 {line} 行的“{cell}”不是{due}", path.text),
            format!("`{}` line {line}: `{cell}` is not {due_en}", path.text),
        ),
        (path.span, w(format!("第 {line} 行"), format!("line {line}"))),
        w("在文件里改正这一行", "correct that line"),
    )
}

pub fn lookup_without_rows(name: &Name) -> Diagnostic {
    error(
        "JY0521",
        w(format!("对照表“{}”没有行", name.text), format!("the lookup `{}` has no rows", name.text)),
        (name.span, w("没有内容", "nothing in it")),
        w("先写表头行，再写各行：| 类别 | 比例 |", "write a heading row, then the rows: | class | share |"),
    )
}

pub fn lookup_heading(span: Span, names: &[Arc<str>]) -> Diagnostic {
    let heading = names.iter().map(|name| &**name).collect::<Vec<_>>().join(" | ");
    error(
        "JY0522",
        w("对照表的第一行应当是表头", "the first row of a lookup is its heading"),
        (span, w("和声明的名称对不上", "it does not match the declared names")),
        w(format!("第一行写成：| {heading} |"), format!("make the first row: | {heading} |")),
    )
    .lead(Lead::Above(format!("  | {heading} |")))
}

pub fn cell_count(span: Span, found: usize, due: usize) -> Diagnostic {
    error(
        "JY0523",
        w(
            format!("这一行有 {found} 格，应当有 {due} 格"),
            format!("this row has {}, not {due}", counted(found, "cell")),
        ),
        (span, w("格数不对", "wrong number of cells")),
        w("检查有没有多写或漏写“|”", "check for a missing or extra |"),
    )
}

pub fn same_column(span: Span, name: &str) -> Diagnostic {
    error(
        "JY0537",
        w(format!("对照表有两列叫“{name}”"), format!("two columns of the lookup are called {name}")),
        (span, w("这个名称已经有一列用了", "another column has this name")),
        w(
            "给每一列一个不同的名称，例如：得 税率 : 比例, 速算扣除数 : 金额",
            "give each column a name of its own: gives rate : ratio, deduction : money",
        ),
    )
}

pub fn marginal_gives_one(span: Span, second: &str) -> Diagnostic {
    error(
        "JY0537",
        w("“超额累进”的对照表只能有一项结果", "a marginal lookup gives one result"),
        (span, w(format!("“{second}”是第二项"), format!("`{second}` is the second"))),
        w(
            "超额累进按税率那一列算；速算扣除数不用写，或者去掉“超额累进”，写成 金额 × 税率 − 速算扣除数",
            "marginal goes by the rates: leave the other column out, or leave out `marginal`",
        ),
    )
}

pub fn never_absent_key(span: Span, name: &str) -> Diagnostic {
    error(
        "JY0524",
        w(format!("“{name}”不会缺失，也不会不适用"), format!("`{name}` is never absent")),
        (span, w("这一格永远不会用到", "this cell never answers")),
        w("删掉这一行", "delete the row"),
    )
    .lead(Lead::Gone)
}

pub fn mixed_comparisons(span: Span) -> Diagnostic {
    error(
        "JY0525",
        w("一格里不能混用范围和等于", "a cell cannot mix ranges and equality"),
        (span, w("分不清要哪一种", "which is meant is unclear")),
        w("范围写 ≥ 80分 且 < 90分；几个值写 甲, 乙", "write ≥ 80points and < 90points, or a, b"),
    )
}

pub fn result_is_one_value(span: Span) -> Diagnostic {
    error(
        "JY0526",
        w("每行的最后一格是结果，只能是一个值", "the last cell of a row is its result, one value"),
        (span, w("这里不是一个值", "this is not one value")),
        w("写一个值或算式", "write a value or an expression"),
    )
}

fn named(name: Option<&str>) -> String {
    name.map_or_else(|| "这张表".to_owned(), |name| format!("对照表“{name}”"))
}

pub fn gap(span: Span, name: Option<&str>, input: &Words) -> Diagnostic {
    let (input, input_en) = both(input);
    error(
        "JY0531",
        w(format!("{}有空档：{input} 时没有任何一行适用", named(name)), format!("no row answers when {input_en}")),
        (span, w("要覆盖所有可能的值", "every possible value must be covered")),
        w(
            "补上缺的行，或者把相邻的一端改成含在内（≥、≤、方括号）；如果不会出现这样的值，给列或键写上范围“在 [下限, 上限]”",
            "add the missing row, or close the end next to the hole; if such a value cannot occur, bound the column or key with `within [low, high]`",
        ),
    )
}

pub fn overlap(one: Span, two: Span, input: &Words) -> Diagnostic {
    let (input, input_en) = both(input);
    error(
        "JY0532",
        w(format!("两行重叠：{input} 时两行都适用"), format!("two rows answer when {input_en}")),
        (two, w("这一行", "this row")),
        w(
            "把其中一行的一端改成不含（<、>、圆括号），使每个值只落在一行里",
            "open one of the ends, so that each value falls into one row",
        ),
    )
    .at(one, w("和这一行", "and this one"))
}

pub fn duplicate_row(span: Span, first: Span) -> Diagnostic {
    error(
        "JY0533",
        w("这一行和前面的一行条件完全相同", "this row has the very conditions of an earlier one"),
        (span, w("重复的行", "repeated")),
        w("删掉其中一行", "delete one of them"),
    )
    .lead(Lead::Gone)
    .at(first, w("前面的一行", "the earlier one"))
}

pub fn unreachable_row(span: Span) -> Diagnostic {
    error(
        "JY0534",
        w("没有任何值会用到这一行", "no value reaches this row"),
        (span, w("区间是空的，或者在列的范围以外", "its interval is empty or outside the column's range")),
        w("改正区间，或者删掉这一行", "correct the interval or delete the row"),
    )
    .lead(Lead::Gone)
}

pub fn not_provable(span: Span, name: Option<&str>) -> Diagnostic {
    Diagnostic::note(
        "JY0535",
        w(
            format!("{}的界限取决于数据，现在不能证明没有空档和重叠", named(name)),
            "bounds depend on data, so gaps and overlaps cannot be excluded now",
        ),
    )
    .at(span, w("计算时逐行检查：没有行或有两行适用都会报错", "each row is checked when it is computed"))
}

pub fn too_large_to_prove(span: Span) -> Diagnostic {
    warning(
        "JY0536",
        w("这张表太大，没有检查完空档和重叠", "this table is too large to be searched to the end"),
        (span, w("计算时逐行检查", "each row is checked when it is computed")),
        w("拆成几张小的对照表", "split it into smaller lookups"),
    )
}

pub fn marginal_form(span: Span) -> Diagnostic {
    error(
        "JY0527",
        w("“超额累进”的表写法不对", "a marginal table is written otherwise"),
        (span, w("最后一个键要是数，每行写一个区间和一个比率", "its last key is a number, each row a band and a rate")),
        w(
            "最后一个键用金额或数值；每行写一段和它的比率，例如：| (36000元, 144000元] | 10% |",
            "for example: | [0yuan, 36000yuan] | 3% | and | > 36000yuan | 10% |",
        ),
    )
}

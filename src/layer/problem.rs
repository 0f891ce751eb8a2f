//! What can be wrong between layers, in words.

use crate::diagnostic::{Diagnostic, Lead, Words};
use crate::source::Span;
use crate::syntax::ast::{Basis, Clause};
use crate::value::date::Date;

fn w(zh: impl Into<String>, en: impl Into<String>) -> Words {
    Words::new(zh, en)
}

fn base_words(bases: &[Basis]) -> Words {
    if bases.is_empty() {
        return w("没有写依据", "no basis stated");
    }
    let all = |open: &str, close: &str, joint: &str| {
        let quote =
            |basis: &Basis| basis.quote.as_ref().map_or_else(String::new, |text| format!(" {open}{text}{close}"));
        bases.iter().map(|basis| format!("{}{}", basis.text, quote(basis))).collect::<Vec<_>>().join(joint)
    };
    w(all("“", "”", "；"), all("\"", "\"", "; "))
}

pub fn unknown_target(span: Span, name: &str, near: Option<String>) -> Diagnostic {
    let help = match &near {
        Some(near) => w(format!("是不是想写“{near}”？"), format!("did you mean `{near}`?")),
        None => w(
            "写出下层政策里声明的名称；指标写“考核.指标”，公式可以写“表.公式”",
            "name a declaration of the base; an indicator is assessment.indicator",
        ),
    };
    Diagnostic::error("JY1101", w(format!("所继承的政策里没有“{name}”"), format!("the base has no `{name}`")))
        .at(span, w("要改的对象不存在", "nothing to edit"))
        .help(help)
        .leads(near.map(Lead::Meant))
}

pub fn ambiguous_target(span: Span, name: &str, places: &[Span]) -> Diagnostic {
    let mut problem =
        Diagnostic::error("JY1102", w(format!("“{name}”不止一个"), format!("there are several `{name}`")))
            .at(span, w("分不清要改哪一个", "which one is meant is unclear"));
    for place in places.iter().take(4) {
        problem = problem.at(*place, w("可能是这个", "this one?"));
    }
    problem.help(w(format!("写明在哪张表上：表名.{name}"), format!("name its table: table.{name}")))
}

/// The base no longer reads as quoted.
pub fn reads_otherwise(old: Span, quoted: &str, found: &[(Span, String)]) -> Diagnostic {
    let mut problem = Diagnostic::error("JY1103", w("所继承的政策不是这样写的", "the base does not read so"))
        .at(old, w(format!("这里引用的是：{}", one_line(quoted)), format!("quoted here: {}", one_line(quoted))));
    let shown = if found.len() > 4 { 2 } else { 4 };
    for (span, text) in found.iter().take(shown) {
        problem = problem.at(*span, w(format!("现在是：{}", one_line(text)), format!("it reads: {}", one_line(text))));
    }
    let present = found.iter().take(shown).map(|(_, text)| text.trim());
    problem
        .help(w(
            "核对上级文件是否已经修订；如果仍要修改，把“由”后面改成现在的内容",
            "check whether the base was revised; if the edit still stands, quote the present text",
        ))
        .instead(present)
}

fn one_line(text: &str) -> String {
    let short: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    short.chars().take(60).collect()
}

/// The words of some clauses, Chinese and English.
fn listed(clauses: &[Clause]) -> (String, String) {
    let zh: Vec<&str> = clauses.iter().map(|clause| clause.words().0).collect();
    let en: Vec<&str> = clauses.iter().map(|clause| clause.words().1).collect();
    (zh.join("、"), en.join(", "))
}

pub fn clause_needed(span: Span, what: &str, clauses: &[Clause]) -> Diagnostic {
    let (zh, en) = listed(clauses);
    let problem = Diagnostic::error(
        "JY1104",
        w(format!("没有说明要改“{what}”的哪一部分"), format!("which part of `{what}` is not stated")),
    );
    match clauses.first() {
        Some(first) => problem
            .at(span, w(format!("可以改：{zh}"), format!("parts: {en}")))
            .help(w(
                format!("例如：修改 {what} {} 由 … 为 …", first.words().0),
                format!("for example: amend {what} {} from … as …", first.words().1),
            ))
            .leads(clauses.iter().map(|clause| Lead::Behind(format!(" {}", clause.words().0)))),
        None => problem.at(span, w("它没有单独写明的部分", "it has no part of its own")).help(w(
            format!("写明部分的名称，例如：修改 {what}.名称 由 … 为 …；或者先“停用”它，再重新声明"),
            format!("name a part: amend {what}.name from … as …; or retire it and declare it anew"),
        )),
    }
}

pub fn no_such_clause(span: Span, what: &str, clause: Option<Clause>, clauses: &[Clause]) -> Diagnostic {
    let (zh, en) = clause.map_or(("这一部分", "such part"), Clause::words);
    let (there, those) = listed(clauses);
    let help = if clauses.is_empty() {
        w(format!("要写上它，用：增加 {what} {zh} …"), format!("to add it: extend {what} {en} …"))
    } else {
        w(
            format!("它写明的有：{there}；要写上新的，用：增加 {what} {zh} …"),
            format!("it has: {those}; to add it: extend {what} {en} …"),
        )
    };
    Diagnostic::error("JY1104", w(format!("“{what}”没有写“{zh}”"), format!("`{what}` has no `{en}`")))
        .at(span, w("没有可以改的内容", "nothing to edit"))
        .help(help)
}

/// The quotation fits several places.
pub fn several_places(old: Span, what: &str, found: &[(Span, String)]) -> Diagnostic {
    let mut problem = Diagnostic::error(
        "JY1118",
        w(format!("“{what}”里有几处都是这样写的"), format!("several places of `{what}` read so")),
    )
    .at(old, w("分不清指的是哪一处", "which one is meant is unclear"));
    for (span, text) in found.iter().take(4) {
        problem = problem.at(*span, w(format!("可能是这里：{}", one_line(text)), format!("here? {}", one_line(text))));
    }
    problem.help(w(
        "引用得长一些，直到只有一处这样写；有日期的，连“自…起”一起引用",
        "quote more, until only one place reads so; a dated value is quoted with its dates",
    ))
}

/// With the new text, the declaration can no longer be read.
pub fn unreadable(span: Span, what: &str, why: &Words) -> Diagnostic {
    Diagnostic::error(
        "JY1119",
        w(
            format!("“{what}”改成这样就读不通了：{}", why.zh),
            format!("`{what}` cannot be read after this edit: {}", why.en),
        ),
    )
    .at(span, w("改成的内容", "the new text"))
    .help(w(
        "按那一部分本来的写法写新内容；不能去掉的部分，用“修改”换成别的",
        "write the new text as that part is written; what cannot be left out is amended instead",
    ))
}

/// Without it, the declaration can no longer be read.
pub fn cannot_go(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error("JY1119", w(format!("“{what}”不能去掉"), format!("`{what}` cannot be left out")))
        .at(span, w("没有它，整条就读不通了", "nothing can be read without it"))
        .help(w("用“修改”换成别的，或者停用整条，再重新声明", "amend it, or retire the whole and declare it anew"))
}

/// Neither an edit nor the document of its layer says on what it rests.
pub fn no_basis(span: Span) -> Diagnostic {
    Diagnostic::warning("JY1120", w("这处改动没有写依据", "this edit states no basis"))
        .at(span, w("改动上级的规定，要写明依据哪一份文件", "an edit of the base rests on a document"))
        .help(w(
            "在它后面写一行：依据 《文件》 第几条；整层都依据一份文件的，写在“政策”里",
            "add a line: basis DOCUMENT, article; or state it in the policy's head",
        ))
}

/// The name is there, but it is something else.
pub fn other_kind(span: Span, name: &str, kind: (&str, &str)) -> Diagnostic {
    Diagnostic::error("JY1101", w(format!("“{name}”是{}", kind.0), format!("`{name}` is a {}", kind.1)))
        .at(span, w("这里写的是别的种类", "another kind is written here"))
        .help(w(format!("写成：{} {name}", kind.0), format!("write: {} {name}", kind.1)))
        .instead([format!("{} {name}", kind.0)])
}

pub fn edited_twice(span: Span, first: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        "JY1105",
        w(format!("同一层里对“{name}”改了两次"), format!("`{name}` is edited twice in one layer")),
    )
    .at(span, w("这是第二次", "the second edit"))
    .at(first, w("第一次在这里", "the first one"))
    .help(w("合成一处修改", "make it one edit"))
}

pub fn no_effect(span: Span, name: &str) -> Diagnostic {
    Diagnostic::warning(
        "JY1106",
        w(format!("对“{name}”的修改没有改变任何内容"), format!("the edit of `{name}` changes nothing")),
    )
    .at(span, w("新旧相同", "old and new are the same"))
    .help(w("删掉这处修改", "delete it"))
    .lead(Lead::Gone)
}

pub fn locked(span: Span, name: &str, lock: Span, bases: &[Basis]) -> Diagnostic {
    let bases = base_words(bases);
    Diagnostic::error("JY1107", w(format!("“{name}”已经锁定，这一层不能改"), format!("`{name}` is locked")))
        .at(span, w("这里要改它", "edited here"))
        .at(lock, w(format!("在这里锁定，依据：{}", bases.zh), format!("locked here by: {}", bases.en)))
        .help(w(
            "删掉这处修改；确需调整的，应当先修订锁定它的文件",
            "delete the edit, or have the locking document revised first",
        ))
        .lead(Lead::Gone)
}

pub fn key_indicator(span: Span, name: &str, indicator: Span, bases: &[Basis]) -> Diagnostic {
    let bases = base_words(bases);
    Diagnostic::error(
        "JY1108",
        w(
            format!("“{name}”是关键指标，不得取消，也不得改变取值"),
            format!("`{name}` is a key indicator: it cannot be retired nor its value changed"),
        ),
    )
    .at(span, w("这里要改它", "edited here"))
    .at(indicator, w(format!("关键指标，依据：{}", bases.zh), format!("a key indicator by: {}", bases.en)))
    .help(w(
        "可以增减的是参考指标；关键指标只能给定待定的内容",
        "reference indicators may be added and dropped; key indicators may only be given what is open",
    ))
}

pub fn given_already(span: Span, name: &str, value: Span) -> Diagnostic {
    Diagnostic::error(
        "JY1109",
        w(format!("参数“{name}”已经有值，不是待定的"), format!("the parameter `{name}` is not open")),
    )
    .at(span, w("“给定”只用于待定的参数", "`given` is for open parameters"))
    .at(value, w("已有的值", "its value"))
    .help(w(
        format!("写成：修改 参数 {name} 由 旧值 为 新值"),
        format!("write: amend parameter {name} from old as new"),
    ))
}

pub fn extends_other_kind(span: Span, name: &str, kind: (&str, &str)) -> Diagnostic {
    Diagnostic::error("JY1110", w(format!("不能这样增加到“{name}”"), format!("this cannot be added to `{name}`")))
        .at(span, w(format!("“{name}”是{}，放不下这样的内容", kind.0), format!("`{name}` is a {}: it has no room for this", kind.1)))
        .help(w(
            "对照表增加行，考核增加指标，表增加列，名单和枚举增加值；只能写一次的部分已经有了的，用“修改”",
            "rows to lookups, indicators to assessments, columns to tables, values to lists; what stands there already is amended",
        ))
}

pub fn not_in_force(span: Span, name: &str, day: Date) -> Diagnostic {
    Diagnostic::error(
        "JY1111",
        w(format!("{day} 这一天《{name}》不在施行期内"), format!("`{name}` is not in force on {day}")),
    )
    .at(span, w("施行的起止日期", "its dates"))
    .help(w("换一个日期（--as-of），或者选用当时有效的政策", "choose another day (--as-of) or the policy of that time"))
}

pub fn not_yet_issued(span: Span, name: &str, day: Date) -> Diagnostic {
    Diagnostic::error(
        "JY1112",
        w(format!("{day} 时《{name}》还没有印发"), format!("`{name}` had not been issued by {day}")),
    )
    .at(span, w("印发日期", "its date of issue"))
    .help(w("换一个日期（--known-on）", "choose another day (--known-on)"))
}

pub fn layer_passed_over(span: Span, name: &str, known: bool) -> Diagnostic {
    let (zh, en) = if known {
        ("当时还没有印发", "had not been issued")
    } else {
        ("这一天不在施行期内", "is not in force that day")
    };
    Diagnostic::note(
        "JY1113",
        w(format!("《{name}》{zh}，它的修改没有计入"), format!("`{name}` {en}: its edits are left out")),
    )
    .at(span, w("这一层", "this layer"))
}

pub fn needs_day(span: Span) -> Diagnostic {
    Diagnostic::error(
        "JY1114",
        w("这条规则有起止日期，但不知道按哪一天计算", "this rule is dated, but no day is given"),
    )
    .at(span, w("起止日期", "its dates"))
    .help(w("在“政策”里写上“基准日 日期”，或者运行时写 --as-of 日期", "state as-of in the policy, or give --as-of"))
}

pub fn versions_overlap(span: Span, first: Span, name: &str) -> Diagnostic {
    Diagnostic::error("JY1115", w(format!("“{name}”的两个版本日期重叠"), format!("two versions of `{name}` overlap")))
        .at(span, w("这一版开始时，上一版还没有结束", "begins before the other ends"))
        .at(first, w("上一版", "the other one"))
        .help(w("改“自”或“至”的日期", "change the dates"))
}

pub fn versions_leave_hole(span: Span, first: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        "JY1116",
        w(format!("“{name}”的两个版本之间有空档"), format!("there is a hole between two versions of `{name}`")),
    )
    .at(span, w("这一版从这里才开始", "begins only here"))
    .at(first, w("上一版已经结束", "has ended before"))
    .help(w("改日期，使两个版本首尾相接", "make the versions adjoin"))
}

pub fn no_version(span: Span, name: &str, day: Date) -> Diagnostic {
    Diagnostic::error(
        "JY1117",
        w(format!("{day} 这一天“{name}”没有有效的版本"), format!("no version of `{name}` is in force on {day}")),
    )
    .at(span, w("有起止日期的规则", "a dated rule"))
    .help(w("补上这一天适用的版本，或者换一个日期", "add a version for that day, or choose another day"))
}

//! Calls of functions and lookups.

use super::{error, list, suggest, w};
use crate::builtin::Entry;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::sync::Arc;

pub fn not_callable(span: Span) -> Diagnostic {
    error(
        "JY0801",
        w("这里不能用括号调用", "this cannot be called"),
        (span, w("只有函数和对照表后面能跟括号", "only functions and lookups take brackets")),
        w("相乘要写乘号：a × (b + c)", "write a multiplication sign: a × (b + c)"),
    )
}

pub fn unknown_function(span: Span, word: &str, near: Option<String>, value: bool) -> Diagnostic {
    let otherwise = if value {
        w(format!("“{word}”是一个值；相乘要写乘号：{word} × (…)"), format!("`{word}` is a value; to multiply write {word} × (…)"))
    } else {
        w("函数和对照表的名称见语言手册", "see the manual for functions; lookups are declared with `lookup`")
    };
    error(
        "JY0801",
        w(format!("没有叫“{word}”的函数或对照表"), format!("there is no function or lookup `{word}`")),
        (span, w("不认识这个名称", "unknown")),
        super::excel::instead(word).unwrap_or_else(|| suggest(near, otherwise)),
    )
}

pub fn modifier_on_function(span: Span, word: &str) -> Diagnostic {
    error(
        "JY0802",
        w(format!("“{word}”里不能写“当”“同”“升序”这些"), format!("`{word}` takes no when, same or order")),
        (span, w("它们只用于汇总和名次", "these belong to aggregates and ranks")),
        w("条件请写：若 … 则 … 否则 …", "write the condition as if … then … else …"),
    )
}

pub fn arity(span: Span, entry: &Entry, found: usize) -> Diagnostic {
    error(
        "JY0803",
        w(format!("“{}”的参数个数不对（给了 {found} 个）", entry.zh), format!("`{}` got {found} arguments", entry.en)),
        (span, w(entry.doc_zh, entry.doc_en)),
        w(format!("写法：{}", entry.usage), format!("usage: {}", entry.usage)),
    )
}

pub fn argument_kind(span: Span, entry: &Entry, due: &str, found: &str) -> Diagnostic {
    error(
        "JY0804",
        w(format!("“{}”的这个参数要的是{due}，给的是{found}", entry.zh), format!("`{}` needs {due} here, not {found}", entry.en)),
        (span, w(format!("这是{found}"), format!("this is {found}"))),
        w(format!("写法：{}（{}）", entry.usage, entry.doc_zh), format!("usage: {} ({})", entry.usage, entry.doc_en)),
    )
}

pub fn units_differ(span: Span, entry: &Entry, one: &str, other: &str) -> Diagnostic {
    let name = |unit: &str| if unit.is_empty() { "没有单位".to_owned() } else { unit.to_owned() };
    error(
        "JY0804",
        w(format!("“{}”的参数单位不同", entry.zh), format!("the arguments of `{}` differ in unit", entry.en)),
        (span, w(format!("一个是{}，一个是{}", name(one), name(other)), format!("{} and {}", name(one), name(other)))),
        w("换成同样的单位", "use the same unit"),
    )
}

pub fn lookup_arity(span: Span, name: &str, keys: &[Arc<str>], found: usize) -> Diagnostic {
    error(
        "JY0803",
        w(format!("对照表“{name}”按 {} 项查，给了 {found} 项", keys.len()), format!("`{name}` has {} keys, not {found}", keys.len())),
        (span, w(format!("要给：{}", list(keys)), format!("give {}", list(keys)))),
        w(format!("写成：{name}({})", list(keys).replace('、', "，")), format!("write: {name}({})", list(keys).replace('、', ", "))),
    )
}

pub fn lookup_key_kind(span: Span, name: &str, key: &str, due: &str, found: &str) -> Diagnostic {
    error(
        "JY0804",
        w(format!("对照表“{name}”的“{key}”要的是{due}，给的是{found}"), format!("`{name}` needs {due} for {key}, not {found}")),
        (span, w(format!("这是{found}"), format!("this is {found}"))),
        w("换成同样类型的值，注意单位和百分号", "give a value of that type; mind units and percent signs"),
    )
}

pub fn needs_date_list(span: Span) -> Diagnostic {
    error(
        "JY0805",
        w("“工作日数”的第三项要是日期的名单", "the third argument of working-days is a list of dates"),
        (span, w("这不是日期名单", "not a list of dates")),
        w("先声明：名单 节假日 : 日期 来自 \"节假日.csv\"", "declare: list holidays : date from \"holidays.csv\""),
    )
}

pub fn needs_places(span: Span) -> Diagnostic {
    error(
        "JY0805",
        w("“幂”要写明保留几位", "power needs its digits"),
        (span, w("第三项写 0位 到 30位", "the third argument is 0位 to 30位")),
        w("例如：幂(增长率, 0.5, 6位)", "for example: power(rate, 0.5, 6位)"),
    )
}

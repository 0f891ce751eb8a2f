//! Absent values: used bare, asked for where they cannot be, compared with.

use super::{error, w, warning};
use crate::diagnostic::{Diagnostic, Lead};
use crate::ir::expr::Absence;
use crate::source::Span;

pub fn may_be_missing(span: Span, text: &str) -> Diagnostic {
    error(
        "JY0313",
        w(format!("“{text}”可能缺失"), format!("`{text}` may be missing")),
        (span, w("没有说明缺失时怎么办", "what to do then is not stated")),
        w(
            format!("写“{text} 缺失时取 …”，或者先判断“有值({text})”"),
            format!("write `{text} or-else …`, or test `present({text})` first"),
        ),
    )
}

pub fn may_be_inapplicable(span: Span, text: &str) -> Diagnostic {
    error(
        "JY0314",
        w(format!("“{text}”可能不适用"), format!("`{text}` may not apply")),
        (span, w("没有说明不适用时怎么办", "what to do then is not stated")),
        w(
            format!("写“{text} 不适用时取 …”，或者先判断“适用({text})”"),
            format!("write `{text} or-else-inapplicable …`, or test `applies({text})` first"),
        ),
    )
}

pub fn never_absent(span: Span, text: &str, absence: Absence) -> Diagnostic {
    let (zh, en) = match absence {
        Absence::Missing => ("缺失", "missing"),
        Absence::Inapplicable => ("不适用", "inapplicable"),
    };
    warning(
        "JY0315",
        w(format!("“{text}”不会{zh}"), format!("`{text}` is never {en}")),
        (span, w("这一判断没有作用", "this test does nothing")),
        w(
            format!(
                "去掉它；如果数据里确实会{zh}，给那一列加上“{}”",
                if absence == Absence::Missing { "可缺" } else { "可不适用" }
            ),
            "delete it, or declare the column optional",
        ),
    )
    .lead(Lead::Gone)
}

pub fn compares_absent(span: Span, text: &str, absence: Absence) -> Diagnostic {
    let (zh, en, word) = match absence {
        Absence::Missing => ("有值", "present", "缺失"),
        Absence::Inapplicable => ("适用", "applies", "不适用"),
    };
    error(
        "JY0316",
        w(format!("不能用等号判断{word}"), "absence is not tested by ="),
        (span, w(format!("“{word}”不等于任何值"), "an absent value equals nothing")),
        w(format!("写“{zh}({text})”或“非 {zh}({text})”"), format!("write `{en}({text})` or `not {en}({text})`")),
    )
}

/// An empty text is no empty cell.
pub fn compares_empty(span: Span, text: &str) -> Diagnostic {
    warning(
        "JY0316",
        w("没有填写的单元格不是空的文字", "an empty cell is no empty text"),
        (
            span,
            w(
                "数据里没有空的文字，只有没有填写的单元格",
                "data have no empty texts, only cells that are not filled in",
            ),
        ),
        w(
            format!("写“有值({text})”或“非 有值({text})”，并给那一列加上“可缺”"),
            format!("write `present({text})` or `not present({text})`, and declare the column optional"),
        ),
    )
}

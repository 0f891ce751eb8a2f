//! Remarks on the whole policy.

use super::{w, warning};
use crate::diagnostic::{Diagnostic, Lead};
use crate::source::Span;

pub fn no_header() -> Diagnostic {
    Diagnostic::warning("JY0701", w("没有写“政策”", "the policy has no header")).help(w(
        "在文件开头写上：政策 名称 版本 \"…\" 基准日 2021-12-31",
        "start the file with: policy name version \"…\" as-of 2021-12-31",
    ))
}

pub fn open_param(span: Span, name: &str) -> Diagnostic {
    Diagnostic::note("JY0702", w(format!("参数“{name}”待定"), format!("the parameter `{name}` is open")))
        .at(span, w("计算之前要给定", "it must be given before anything is settled"))
        .help(w(format!("运行时写 --set {name}=值"), format!("give it with --set {name}=value")))
}

pub fn unused(span: Span, name: &str) -> Diagnostic {
    warning(
        "JY0703",
        w(format!("“{name}”没有被用到"), format!("`{name}` is never used")),
        (span, w("没有公式、考核或输出引用它", "no formula, assessment or output refers to it")),
        w("引用它、输出它，或者删掉它", "use it, put it out, or delete it"),
    )
    .lead(Lead::Gone)
}

pub fn excludes_nothing(span: Span, name: &str) -> Diagnostic {
    warning(
        "JY0707",
        w(
            format!("排除“{name}”不改变任何结果：被排除的行照样得到原来的数"),
            format!("the exclusion `{name}` changes no result: excluded rows keep what they had"),
        ),
        (span, w("没有写“则”，也没有公式或输出用到它", "it has no `then`, and no formula or output refers to it")),
        w(
            "在“当”的下面加一行：则 公式的名称 = 0元；只想列出原因的，把“排除理由”写进输出",
            "add a line below `when`: then formula = 0; to list the reasons only, put `reasons` out",
        ),
    )
}

pub fn without_basis(span: Span, name: &str) -> Diagnostic {
    warning(
        "JY0704",
        w(format!("“{name}”没有写依据"), format!("`{name}` has no basis")),
        (span, w("说不出是哪份文件的哪一条", "no document is named")),
        w("在下面加一行：依据 《文件》 第…条", "add a line: basis document, article"),
    )
}

pub fn no_output(header: Option<Span>) -> Diagnostic {
    let problem = Diagnostic::warning("JY0705", w("政策没有输出", "the policy puts nothing out"))
        .help(w("加上：输出 表 : 列, 列", "add: output table : column, column"));
    match header {
        Some(span) => problem.at(span, w("运行以后看不到结果", "a run shows nothing")),
        None => problem,
    }
}

pub fn obligation_proved(span: Span, name: &str) -> Diagnostic {
    Diagnostic::note(
        "JY0711",
        w(format!("约束“{name}”已经证明：无论数据如何都成立"), format!("the obligation `{name}` is proved")),
    )
    .at(span, w("检查时已证明", "proved at check time"))
}

pub fn obligation_by_row(span: Span, name: &str) -> Diagnostic {
    Diagnostic::note(
        "JY0712",
        w(
            format!("约束“{name}”取决于数据，计算时逐行检查"),
            format!("the obligation `{name}` is held against every row"),
        ),
    )
    .at(span, w("计算时检查", "checked when computed"))
}

/// `known` is what each side comes to: 60% ≤ 50%.
pub fn obligation_broken(span: Span, name: &str, bases: &[crate::ir::program::Basis], known: &str) -> Diagnostic {
    let basis = bases.first().map_or_else(String::new, |basis| format!("，依据：{}", basis.text));
    let (zh, en) = if known.is_empty() {
        Default::default()
    } else {
        (format!("：现在是 {known}"), format!(": it reads {known}"))
    };
    Diagnostic::error("JY0713", w(format!("违反约束“{name}”{zh}"), format!("the obligation `{name}` is broken{en}")))
        .at(span, w(format!("这条约束必须成立{basis}"), "this must hold"))
        .help(w("修改违反约束的参数或规则", "change the parameter or rule that breaks it"))
}

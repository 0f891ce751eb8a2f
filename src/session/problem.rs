//! What can go wrong before a policy is read and where it meets its files and settings.

use crate::diagnostic::{Diagnostic, Lang, Words};
use crate::ir::ids::ParamId;
use crate::ir::program::{Param, Program};
use crate::source::Span;
use crate::syntax::ast::Basis;
use crate::value::types::Kind;
use std::io::ErrorKind;

/// A problem of files, settings and parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The policy cannot be read from disk.
    Unreadable {
        path: String,
        kind: ErrorKind,
        said: String,
    },
    /// The policy is text in another encoding than UTF-8.
    NotUtf8 {
        path: String,
    },
    /// The policy is no text at all.
    NotText {
        path: String,
        workbook: bool,
    },
    /// A file named by 来自 cannot be read.
    ListUnreadable {
        span: Span,
        path: String,
        kind: ErrorKind,
        said: String,
    },
    /// A file named by 来自 is no CSV.
    ListBroken {
        span: Span,
        message: Words,
        help: Words,
    },
    /// A file named by 来自 would stand outside the policy's folder.
    Outside {
        span: Span,
        path: String,
    },
    /// The policy that is extended cannot be read.
    BaseUnreadable {
        span: Span,
        path: String,
        kind: ErrorKind,
        said: String,
    },
    /// A policy extends itself, by way of others.
    CircularBase {
        span: Span,
        chain: Vec<String>,
    },
    /// The base would stand outside the folder of all policies.
    BaseOutside {
        span: Span,
        path: String,
    },
    /// More layers than any chain of documents has.
    ChainTooLong {
        span: Span,
    },
    UnknownSetting {
        span: Span,
        name: String,
        near: Option<String>,
        known: Vec<String>,
    },
    SettingTwice {
        span: Span,
        name: String,
    },
    EmptySetting {
        span: Span,
        name: String,
    },
}

fn why(kind: ErrorKind, said: &str) -> Words {
    match kind {
        ErrorKind::NotFound => Words::new("没有这个文件", "there is no such file"),
        ErrorKind::PermissionDenied => {
            Words::new("没有读取权限，或者它正被别的程序占用", "no right to read it, or it is in use")
        }
        ErrorKind::IsADirectory => Words::new("这是一个文件夹", "it is a folder"),
        _ => Words::same(said),
    }
}

impl Problem {
    /// The problem for people.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            Problem::Unreadable { path, kind, said } => unreadable(path, &why(*kind, said)),
            Problem::BaseUnreadable { span, path, kind, said } => {
                let why = why(*kind, said);
                Diagnostic::error(
                    "JY1121",
                    Words::new(
                        format!("读不到所继承的政策 {path}：{}", why.zh),
                        format!("cannot read the base {path}: {}", why.en),
                    ),
                )
                .at(*span, Words::new("相对于这个文件所在的文件夹", "relative to this file's folder"))
                .help(Words::new("核对文件名和文件夹；上一级文件夹写 ../", "check the name; the folder above is ../"))
            }
            Problem::CircularBase { span, chain } => Diagnostic::error(
                "JY1122",
                Words::new(
                    format!("政策互相继承：{}", chain.join(" → ")),
                    format!("the policies extend each other: {}", chain.join(" -> ")),
                ),
            )
            .at(*span, Words::new("又回到了前面的政策", "back to an earlier one"))
            .help(Words::new("去掉其中一处“继承”", "delete one of the `extends`")),
            Problem::BaseOutside { span, path } => Diagnostic::error(
                "JY1123",
                Words::new(
                    format!("所继承的政策 {path} 不在 policies 文件夹里"),
                    format!("the base {path} lies outside the policies folder"),
                ),
            )
            .at(*span, Words::new("到了文件夹外面", "outside"))
            .help(Words::new("把所继承的政策放进 policies 文件夹", "put it into the policies folder")),
            Problem::ChainTooLong { span } => {
                Diagnostic::error("JY1124", Words::new("继承超过了 50 层", "more than 50 layers"))
                    .at(*span, Words::new("第 51 层", "layer 51"))
                    .help(Words::new(
                        "把中间的几层合并成一个文件（jieyu consolidate）",
                        "merge some layers (jieyu consolidate)",
                    ))
            }
            Problem::NotUtf8 { path } => not_utf8(path),
            Problem::NotText { path, workbook } => not_text(path, *workbook),
            Problem::ListUnreadable { span, path, kind, said } => list_unreadable(*span, path, &why(*kind, said)),
            Problem::ListBroken { span, message, help } => Diagnostic::error("JY1005", message.clone())
                .at(*span, Words::new("这里引用了它", "it is named here"))
                .help(help.clone()),
            Problem::Outside { span, path } => outside(*span, path),
            Problem::UnknownSetting { span, name, near, known } => unknown(*span, name, near.as_deref(), known),
            Problem::SettingTwice { span, name } => Diagnostic::error(
                "JY1008",
                Words::new(format!("参数“{name}”用 --set 给了两次"), format!("parameter {name} is set twice")),
            )
            .at(*span, Words::new("这是第二次", "the second time"))
            .help(Words::new("只留一个", "keep one of them")),
            Problem::EmptySetting { span, name } => Diagnostic::error(
                "JY1009",
                Words::new(format!("参数“{name}”没有给出值"), format!("no value is given to parameter {name}")),
            )
            .at(*span, Words::new("等号后面是空的", "nothing stands behind the equals sign"))
            .help(Words::new("例如：--set 留用比例=50%", "for example: --set share=50%")),
        }
    }
}

fn unreadable(path: &str, why: &Words) -> Diagnostic {
    Diagnostic::error(
        "JY1001",
        Words::new(format!("读不到政策文件 {path}：{}", why.zh), format!("cannot read the policy {path}: {}", why.en)),
    )
    .help(Words::new(
        "核对文件名和所在的文件夹；文件名里有空格时，整个文件名要放在引号里",
        "check the name and the folder; a name with spaces goes in quotes",
    ))
}

fn not_utf8(path: &str) -> Diagnostic {
    Diagnostic::error(
        "JY1002",
        Words::new(
            format!("政策文件 {path} 不是 UTF-8 编码（可能是 GB18030，即记事本的“ANSI”）"),
            format!("the policy {path} is not UTF-8 (probably GB18030, Notepad's \"ANSI\")"),
        ),
    )
    .help(Words::new(
        "用记事本打开它，点“文件”→“另存为”，把“编码”选为“UTF-8”，再保存",
        "open it in Notepad, choose File, Save as, set Encoding to UTF-8, and save",
    ))
}

fn list_unreadable(span: Span, path: &str, why: &Words) -> Diagnostic {
    Diagnostic::error(
        "JY1004",
        Words::new(format!("读不到“{path}”：{}", why.zh), format!("cannot read {path}: {}", why.en)),
    )
    .at(span, Words::new("这里引用了它", "it is named here"))
    .help(Words::new(
        "文件名从政策文件所在的文件夹写起，用 / 分隔，例如：来自 \"lists/抗菌药.csv\"",
        "names start from the policy's folder, with / between folders: from \"lists/drugs.csv\"",
    ))
}

fn outside(span: Span, path: &str) -> Diagnostic {
    Diagnostic::error(
        "JY1006",
        Words::new(format!("“{path}”不在政策文件所在的文件夹里"), format!("{path} is not within the policy's folder")),
    )
    .at(span, Words::new("不能用绝对路径，也不能用 ..", "neither absolute names nor .. are allowed"))
    .help(Words::new(
        "把文件放到政策文件的文件夹（或它的子文件夹）里，用 / 分隔，例如：来自 \"lists/抗菌药.csv\"",
        "put the file into the policy's folder or below it, with / between folders: from \"lists/drugs.csv\"",
    ))
}

fn not_text(path: &str, workbook: bool) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "JY1003",
        Words::new(
            format!("{path} 不是文本文件，不能当政策读"),
            format!("{path} is no text file: it cannot be a policy"),
        ),
    );
    if workbook {
        diagnostic.help(Words::new(
            "它像是 Excel 工作簿：数据文件要写在 --data 后面，例如：jieyu run 政策.policy --data 数据.xlsx",
            "it looks like a workbook: data go behind --data, as in: jieyu run my.policy --data data.xlsx",
        ))
    } else {
        diagnostic.help(Words::new(
            "政策是以 .policy 或 .policy.md 结尾的文本文件",
            "a policy is a text file that ends in .policy or .policy.md",
        ))
    }
}

fn unknown(span: Span, name: &str, near: Option<&str>, known: &[String]) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "JY1007",
        Words::new(format!("政策里没有参数“{name}”"), format!("the policy has no parameter {name}")),
    )
    .at(span, Words::new("--set 给的是这个名称", "this is what --set names"));
    match near {
        Some(near) => diagnostic.help(Words::new(format!("是不是想写“{near}”？"), format!("did you mean {near}?"))),
        None if known.is_empty() => diagnostic.help(Words::new("这份政策没有参数", "this policy has no parameters")),
        None => diagnostic.help(Words::new(
            format!("这份政策的参数有：{}", known.join("、")),
            format!("its parameters are: {}", known.join(", ")),
        )),
    }
}

/// A setting for a parameter that a layer has locked: the command line stands above all layers, and is bound by them.
pub fn locked_setting(name: &str, lock: Span, bases: &[Basis]) -> Diagnostic {
    let bases: Vec<&str> = bases.iter().map(|basis| &*basis.text).collect();
    let (zh, en) = match bases.join("；") {
        none if none.is_empty() => ("没有写依据".to_owned(), "no basis stated".to_owned()),
        some => (format!("依据：{some}"), format!("by: {some}")),
    };
    Diagnostic::error(
        "JY1107",
        Words::new(
            format!("“{name}”已经锁定，不能用 --set 另给一个值"),
            format!("`{name}` is locked: --set cannot give it another value"),
        ),
    )
    .at(lock, Words::new(format!("在这里锁定，{zh}"), format!("locked here, {en}")))
    .help(Words::new(
        format!("去掉 --set {name}=…；只想看看换一个值会差多少的，用 jieyu whatif"),
        format!("leave out --set {name}=…; to see what another value would change use jieyu whatif"),
    ))
}

/// All parameters that still have no value, in one problem; `None` where there are none.
pub fn open(program: &Program, open: &[ParamId]) -> Option<Diagnostic> {
    let params: Vec<&Param> = open.iter().filter_map(|id| program.param(*id)).collect();
    let first = params.first()?;
    let count = params.len();
    let message = Words::new(
        format!("还有 {count} 个参数待定，给定以后才能计算"),
        format!("{count} parameters are open and must be given first"),
    );
    let line = |param: &&Param, lang: Lang| {
        let note = param.note.as_ref().map(|note| format!("  # {note}")).unwrap_or_default();
        format!("--set {}={}{note}", param.name, example(program, param, lang))
    };
    let lines = |lang| params.iter().map(|param| line(param, lang)).collect::<Vec<_>>().join("\n");
    let help = Words::new(
        format!(
            "在命令后面逐个给定（或者在政策里把“待定”改成值）；等号后面是写法，请换成核定的值：\n{}",
            lines(Lang::Zh)
        ),
        format!(
            "give each of them (or write the value into the policy in place of `open`); what stands here shows the form only:\n{}",
            lines(Lang::En)
        ),
    );
    let words =
        if count == 1 { Words::new("待定", "open") } else { Words::new("这是第一个", "the first of them") };
    Some(Diagnostic::error("JY1010", message).at(first.span, words).help(help))
}

/// How a value of a parameter is written.
fn example(program: &Program, param: &Param, lang: Lang) -> String {
    match &param.ty.kind {
        Kind::Number(shape) if shape.percent => "…%".to_owned(),
        Kind::Number(shape) => format!("…{}", shape.unit.name(&program.unit_names)),
        Kind::Date => "2021-01-01".to_owned(),
        Kind::Text => "\"…\"".to_owned(),
        Kind::Bool => match lang {
            Lang::Zh => "是|否".to_owned(),
            Lang::En => "yes|no".to_owned(),
        },
        Kind::Enum(index) => program.enums.get(*index as usize).map_or_else(String::new, |of| of.values.join("|")),
    }
}

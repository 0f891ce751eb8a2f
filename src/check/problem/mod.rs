//! The problems that a check can find: one function a problem, which gives its code and its words in both languages.
//! Codes: JY02xx names · JY03xx types, units, absence · JY04xx data (elsewhere) · JY05xx tables · JY06xx rules · JY07xx
//! the whole policy · JY08xx calls and aggregates.

pub mod absence;
pub mod aggregates;
pub mod calls;
pub mod finish;
pub mod kinds;
pub mod names;
pub mod rules;
pub mod tables;
pub mod types;
pub mod units;

use crate::diagnostic::{Diagnostic, Words};
use crate::source::Span;

fn w(zh: impl Into<String>, en: impl Into<String>) -> Words {
    Words::new(zh, en)
}

/// An error with its place and its mend.
fn error(code: &'static str, message: Words, (span, label): (Span, Words), help: Words) -> Diagnostic {
    Diagnostic::error(code, message).at(span, label).help(help)
}

/// A warning with its place and its mend.
fn warning(code: &'static str, message: Words, (span, label): (Span, Words), help: Words) -> Diagnostic {
    Diagnostic::warning(code, message).at(span, label).help(help)
}

/// An error whose mend is the name that was meant, or another where no name is near.
fn misspelt(
    code: &'static str,
    message: Words,
    (span, label): (Span, Words),
    near: Option<String>,
    otherwise: Words,
) -> Diagnostic {
    match near {
        Some(near) => {
            let help = w(format!("是不是想写“{near}”？"), format!("did you mean `{near}`?"));
            error(code, message, (span, label), help).meant(span, &near)
        }
        None => error(code, message, (span, label), otherwise),
    }
}

/// Both wordings of a kind, to be put into sentences.
fn both(kind: &Words) -> (&str, &str) {
    (&kind.zh, &kind.en)
}

fn list(names: &[std::sync::Arc<str>]) -> String {
    names.iter().map(|name| &**name).collect::<Vec<_>>().join("、")
}

/// The same in English.
fn listed(names: &[std::sync::Arc<str>]) -> String {
    names.iter().map(|name| &**name).collect::<Vec<_>>().join(", ")
}

//! What clap says of a command that it cannot read, in Chinese too; and help and version, which come by the same way.

use super::shell::{Exit, complain, print};
use crate::diagnostic::Lang;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};
use std::ffi::OsString;

/// Prints what an attempt to read the command line came to.
pub fn answer(error: &Error, lang: Lang) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print(error.render().to_string().as_bytes());
            Exit::Fine
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            complain(error.render().to_string().trim_end());
            Exit::Usage
        }
        _ => {
            match lang {
                Lang::Zh => complain(&chinese(error)),
                Lang::En => complain(error.render().to_string().trim_end()),
            }
            Exit::Usage
        }
    }
}

/// An expression may begin with a minus and so takes whatever stands behind it: options that were written there are put
/// before it, as the person meant.
pub fn options_first(args: Vec<OsString>, command: &Command) -> Vec<OsString> {
    let Some(at) = args.iter().position(|arg| arg == "eval") else { return args };
    let Some(verb) = command.find_subcommand("eval") else { return args };
    let takes_value = |word: &str| {
        let mut known = verb.get_arguments().chain(command.get_arguments());
        known.find(|arg| arg.get_long() == Some(word)).map(|arg| arg.get_action().takes_values())
    };
    let (mut before, mut behind) = (Vec::new(), Vec::new());
    let mut words = args.into_iter();
    before.extend(words.by_ref().take(at.saturating_add(1)));
    while let Some(word) = words.next() {
        let option = word.to_str().and_then(|word| word.strip_prefix("--"));
        let (name, inline) = option.map_or(("", false), |option| match option.split_once('=') {
            Some((name, _)) => (name, true),
            None => (option, false),
        });
        match takes_value(name).filter(|_| !name.is_empty()) {
            Some(takes) => {
                before.push(word);
                if takes && !inline {
                    before.extend(words.next());
                }
            }
            None => behind.push(word),
        }
    }
    before.extend(behind);
    before
}

fn chinese(error: &Error) -> String {
    let get = |kind| error.get(kind).map(text).filter(|text| !text.is_empty());
    let argument = get(ContextKind::InvalidArg).unwrap_or_default();
    let value = get(ContextKind::InvalidValue).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项"),
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个命令", get(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::MissingSubcommand => "没有写命令".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("缺少：{argument}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”后面没有写值"),
        ErrorKind::InvalidValue => format!("“{argument}”不能是“{value}”"),
        ErrorKind::ValueValidation => format!("“{argument}”读不懂“{value}”"),
        ErrorKind::NoEquals => format!("“{argument}”后面要写等号"),
        ErrorKind::TooManyValues => format!("“{argument}”写了多余的值“{value}”"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("“{argument}”的值的个数不对"),
        ErrorKind::ArgumentConflict => match get(ContextKind::PriorArg) {
            Some(prior) if prior == argument => format!("“{argument}”写了不止一次"),
            Some(prior) => format!("“{argument}”不能和“{prior}”同时用"),
            None => format!("“{argument}”不能和别的选项同时用"),
        },
        ErrorKind::InvalidUtf8 => "命令里有不是 UTF-8 的文字".to_owned(),
        _ => "命令读不懂".to_owned(),
    };
    let mut lines = vec![format!("错误：{what}")];
    if let Some(values) = get(ContextKind::ValidValue) {
        lines.push(format!("  可以是：{values}"));
    }
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(near) = near.into_iter().find_map(get) {
        lines.push(format!("  建议：是不是想写“{near}”？"));
    }
    let usage = get(ContextKind::Usage).unwrap_or_default();
    lines.push(match verb(&usage) {
        Some(verb) => format!("  查看用法：jieyu {verb} --help"),
        None => "  查看用法：jieyu --help，或 jieyu run --help".to_owned(),
    });
    lines.join("\n")
}

/// The verb of a line of usage (`jieyu diff [选项] <原政策>`).
fn verb(usage: &str) -> Option<&str> {
    let word = usage.split_once("jieyu ")?.1.split_whitespace().next()?;
    word.chars().all(|c| c.is_ascii_lowercase()).then_some(word)
}

fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::Bool(yes) => yes.to_string(),
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(all) => all.join("、"),
        ContextValue::StyledStr(styled) => styled.to_string(),
        ContextValue::StyledStrs(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

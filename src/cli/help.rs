//! The words of the help in both languages, put over what clap makes of `args`.

mod options;
mod verbs;

use super::args::Cli;
use crate::diagnostic::{Lang, Words};
use clap::{Arg, ArgAction, Command, CommandFactory};
use options::OPTIONS;
use verbs::PAGES;

/// What a verb is for, how it is called, and an example.
struct Page {
    verb: &'static str,
    about: (&'static str, &'static str),
    usage: (&'static str, &'static str),
    example: (&'static str, &'static str),
}

/// Options that every verb has.
const COMMON: [&str; 3] = ["lang", "error_format", "color"];

/// The whole command with its help in a language.
pub fn command(lang: Lang) -> Command {
    let mut command = dress(Cli::command(), "", lang);
    for page in PAGES.iter().filter(|page| !page.verb.is_empty()) {
        command = command.mut_subcommand(page.verb, |verb| dress(verb, page.verb, lang));
    }
    closed(command, lang)
}

/// The same command without the words of its verbs and options: enough to read a command line that is in order.
pub fn plain(lang: Lang) -> Command {
    closed(Cli::command(), lang)
}

fn closed(command: Command, lang: Lang) -> Command {
    let help = Words::new("显示用法", "shows how to use this");
    let version = Words::new("显示版本", "shows the version");
    command
        .arg(extra("help", 'h', ArgAction::Help, &help, lang).global(true))
        .arg(extra("version", 'V', ArgAction::Version, &version, lang))
        .subcommand_help_heading(pick(lang, ("命令", "Commands")))
}

fn pick(lang: Lang, (zh, en): (&'static str, &'static str)) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn extra(name: &'static str, short: char, action: ArgAction, help: &Words, lang: Lang) -> Arg {
    Arg::new(name)
        .long(name)
        .short(short)
        .action(action)
        .help(help.get(lang).to_owned())
        .help_heading(pick(lang, ("通用选项", "Common options")))
}

fn dress(command: Command, verb: &str, lang: Lang) -> Command {
    let Some(page) = PAGES.iter().find(|page| page.verb == verb) else { return command };
    let names: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    let mut command = command
        .about(pick(lang, page.about))
        .override_usage(pick(lang, page.usage))
        .after_help(pick(lang, page.example))
        .help_template(pick(
            lang,
            (
                "{about}\n\n用法：{usage}\n\n{all-args}{after-help}",
                "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}",
            ),
        ));
    for name in names {
        let Some((_, value, zh, en)) = OPTIONS.iter().find(|(option, ..)| *option == name) else {
            continue;
        };
        command = command.mut_arg(&name, |arg| {
            let heading = match (arg.is_positional(), COMMON.contains(&&*name)) {
                (true, _) => ("参数", "Arguments"),
                (false, true) => ("通用选项", "Common options"),
                (false, false) => ("选项", "Options"),
            };
            let own = out_of_template(verb, &name).unwrap_or((zh, en));
            let arg = arg.help(pick(lang, own)).help_heading(pick(lang, heading));
            if !arg.get_action().takes_values() {
                return arg;
            }
            let arg = arg.hide_possible_values(true).hide_default_value(true);
            let is_named = lang == Lang::En || arg.get_value_names().is_none();
            if is_named && !value.is_empty() { arg.value_name(*value) } else { arg }
        });
    }
    command
}

/// `--out` of a template is another thing than that of a run.
fn out_of_template(verb: &str, name: &str) -> Option<(&'static str, &'static str)> {
    match (verb, name) {
        ("sample", "out") => Some((
            "保存到哪里：文件夹（每张表一个 CSV 文件）或 .xlsx",
            "where to save: a folder (one CSV file a table) or an .xlsx file",
        )),
        ("doc", "out") => Some(("网页放到哪个文件夹", "the folder of the pages")),
        ("template", "out") => Some((
            "空表保存到哪里（.xlsx；案例的空表也可以是 .csv）",
            "where to save the workbook (.xlsx; .csv for cases)",
        )),
        ("cases", "out") => Some((
            "案例保存到哪里：.cases.xlsx 或 .cases.policy；缺省输出到屏幕",
            "where to save the cases (.cases.xlsx or .cases.policy); the screen by default",
        )),
        ("test", "out") => Some(("结果保存到哪里", "where to save the outcome")),
        ("test", "format") => {
            Some(("结果的格式：text（缺省）、json 或 junit", "format: text (default), json or junit"))
        }
        ("consolidate", "out") => Some(("合并文本保存到哪里（.policy）", "where to save the text (.policy)")),
        _ => None,
    }
}

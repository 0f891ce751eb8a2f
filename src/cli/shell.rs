//! The terminal: its language, its colours, and where problems and results go.

use super::args::{Cli, Colour, ErrorFormat};
use super::problems::{self, Item, Look};
use super::repeats;
use crate::data::{DataProblem, rest};
use crate::diagnostic::{Diagnostic, Lang, Words};
use crate::report::text::Ambiguous;
use crate::source::Sources;
use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// How a run of the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Fine,
    /// The policy or the data have to be mended.
    Problems,
    /// The command cannot be understood.
    Usage,
    /// Done, but some rows have errors.
    SomeRows,
}

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Exit::Fine => 0,
            Exit::Problems => 1,
            Exit::Usage => 2,
            Exit::SomeRows => 3,
        }
    }
}

/// Data problems that are drawn one by one; the rest is counted.
const DRAWN: usize = 100;
/// Causes that are counted one by one.
const CAUSES: usize = 30;

/// Where everything goes that is told to the user.
pub struct Shell {
    pub lang: Lang,
    format: ErrorFormat,
    look: Look,
    /// All problems in JSON, until the end.
    json: Vec<serde_json::Value>,
    errors: usize,
    warnings: usize,
}

impl Shell {
    pub fn new(cli: &Cli, lang: Lang) -> Shell {
        let colour = match cli.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                std::io::stderr().is_terminal() && env("NO_COLOR").is_none() && env("TERM").as_deref() != Some("dumb")
            }
        };
        let look = Look { lang, colour, ambiguous: ambiguous() };
        Shell { lang, format: cli.error_format, look, json: Vec::new(), errors: 0, warnings: 0 }
    }

    pub fn ambiguous(&self) -> Ambiguous {
        self.look.ambiguous
    }

    /// A text in the user's language.
    pub fn say<'w>(&self, words: &'w Words) -> &'w str {
        words.get(self.lang)
    }

    /// Problems with places in a policy, or in none.
    pub fn report(&mut self, diagnostics: &[Diagnostic], sources: &Sources) {
        let items: Vec<Item> = diagnostics.iter().map(|diagnostic| Item::new(diagnostic, sources)).collect();
        self.tell(&items, items.len());
    }

    /// Problems of the data: the first hundred drawn, all counted; where there are more, by cause.
    pub fn report_data(&mut self, problems: &[DataProblem], as_notes: bool) {
        let all = rest::count(problems);
        // One that stands for others is said by the count of causes.
        let told = problems.iter().filter(|problem| problem.rest.is_none() || self.format == ErrorFormat::Json);
        let items: Vec<Item> = told.map(|problem| Item::data(problem, as_notes)).collect();
        self.tell(&items, DRAWN);
        if !as_notes {
            self.errors = self.errors.saturating_add(all.saturating_sub(items.len()));
        }
        let more = all.saturating_sub(items.len().min(DRAWN));
        if more > 0 && self.format == ErrorFormat::Text {
            self.tell_causes(problems, more);
        }
    }

    fn tell_causes(&self, problems: &[DataProblem], more: usize) {
        let words = Words::new(
            format!("……另有 {more} 个数据问题没有列出；用 --out 可以得到全部。按原因分："),
            format!("… and {more} more problems of the data; --out saves them all. By cause:"),
        );
        complain(words.get(self.lang));
        let causes = rest::causes(problems);
        for cause in causes.iter().take(CAUSES) {
            let (table, column) = (cause.table.as_deref().unwrap_or(""), cause.column.as_deref().unwrap_or(""));
            let first = cause.first.sentence();
            let place = if column.is_empty() { table.to_owned() } else { format!("{table}“{column}”") };
            let words = Words::new(
                format!("  {} {place}：{} 个，例如 {}", cause.code, cause.count, first.zh),
                format!("  {} {place}: {}, such as {}", cause.code, cause.count, first.en),
            );
            complain(words.get(self.lang));
        }
        if let Some(others) = causes.len().checked_sub(CAUSES).filter(|others| *others > 0) {
            let words = Words::new(format!("  ……另有 {others} 种原因"), format!("  … and {others} more causes"));
            complain(words.get(self.lang));
        }
        complain("");
    }

    fn tell(&mut self, items: &[Item], most: usize) {
        let (drawn, folded) = repeats::fold(items);
        for (index, item) in items.iter().enumerate() {
            self.errors = self.errors.saturating_add(usize::from(item.is_error()));
            self.warnings = self.warnings.saturating_add(usize::from(item.is_warning()));
            match self.format {
                ErrorFormat::Json => self.json.push(item.json(self.lang)),
                ErrorFormat::Text if index < most && drawn.get(index) == Some(&true) => {
                    complain(&item.text(&self.look))
                }
                ErrorFormat::Text => {}
            }
        }
        if self.format == ErrorFormat::Text {
            folded.iter().for_each(|words| complain(words.get(self.lang)));
        }
    }

    /// A remark that is no problem; silent where problems are JSON.
    pub fn remark(&self, words: &Words) {
        if self.format == ErrorFormat::Text {
            complain(words.get(self.lang));
        }
    }

    /// A problem without any place, as text or JSON.
    pub fn fail(&mut self, code: &'static str, message: Words, help: Words) {
        self.report(&[Diagnostic::error(code, message).help(help)], &Sources::default());
    }

    /// Counts no problem that has been told so far: whoever was told has gone on.
    pub fn forget(&mut self) {
        (self.errors, self.warnings) = (0, 0);
    }

    /// The count of all problems, or the JSON of them.
    pub fn finish(&self) {
        match self.format {
            ErrorFormat::Json => complain(&problems::array(&self.json)),
            ErrorFormat::Text => {
                if let Some(words) = problems::count(self.errors, self.warnings) {
                    complain(words.get(self.lang));
                }
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the environment is read here and nowhere else")]
fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether this runs where nobody reviews: then no snapshot is ever written.
pub fn in_ci() -> bool {
    env("CI").is_some_and(|value| !matches!(value.as_str(), "0" | "false"))
}

/// The language: `--lang`, then `JIEYU_LANG`, then an English locale; Chinese without any of them.
pub fn language(args: &[OsString]) -> Lang {
    let named = |text: &str| match text.trim().to_ascii_lowercase() {
        text if text.starts_with("en") => Some(Lang::En),
        text if text.starts_with("zh") => Some(Lang::Zh),
        _ => None,
    };
    let mut args = args.iter().filter_map(|arg| arg.to_str());
    while let Some(arg) = args.next() {
        let value = match arg.strip_prefix("--lang") {
            Some("") => args.next(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        };
        if let Some(lang) = value.and_then(named) {
            return lang;
        }
    }
    if let Some(lang) = env("JIEYU_LANG").as_deref().and_then(named) {
        return lang;
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(env);
    locale.as_deref().and_then(named).unwrap_or_default()
}

/// Consoles in GBK show “ × ≥ two columns wide; terminals in UTF-8 one.
fn ambiguous() -> Ambiguous {
    let charset = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(env).unwrap_or_default().to_ascii_lowercase();
    let old_console = cfg!(windows) && env("WT_SESSION").is_none() && env("TERM_PROGRAM").is_none();
    if old_console || charset.ends_with("gbk") || charset.ends_with("gb18030") || charset.ends_with("gb2312") {
        Ambiguous::Wide
    } else {
        Ambiguous::Narrow
    }
}

/// Whether a result could not be written where it was to be shown.
static CUT_SHORT: AtomicBool = AtomicBool::new(false);

/// Whether something that was printed is not all there.
pub fn is_cut_short() -> bool {
    CUT_SHORT.load(Ordering::Relaxed)
}

/// Writes a result; a reader that has gone away is no error.
pub fn print(text: &[u8]) {
    let mut out = std::io::stdout().lock();
    let done = out.write_all(text).and_then(|()| out.flush());
    match done.map_err(|error| (error.kind(), error)) {
        Ok(()) | Err((ErrorKind::BrokenPipe, _)) => return,
        Err((ErrorKind::StorageFull | ErrorKind::QuotaExceeded, _)) => {
            complain("结果没有写完：磁盘已满，请清理后重新运行 (the disk is full: the output is cut short)");
        }
        Err((_, error)) => complain(&format!("结果没有写完 (the output is cut short): {error}")),
    }
    CUT_SHORT.store(true, Ordering::Relaxed);
}

/// Writes a line to standard error; nobody can be told where that fails.
pub fn complain(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n"));
}

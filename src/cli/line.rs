//! Lines as they are typed: at a terminal with history and completion, from a pipe as they come.

use super::repl::COMMANDS;
use crate::diagnostic::Lang;
use crate::ide::{self, Workspace};
use encoding_rs::GB18030;
use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};
use std::cell::RefCell;
use std::io::{BufRead, IsTerminal};

/// What came of asking for a line.
pub enum Said {
    Line(String),
    /// Ctrl-C: what was typed is thrown away.
    Nothing,
    End,
}

/// Where lines come from.
pub struct Lines {
    editor: Option<Box<Editor<Words, MemHistory>>>,
}

impl Lines {
    /// A terminal if there is one; `workspace` knows the policy at `policy`.
    pub fn open(workspace: Workspace, policy: &str, lang: Lang) -> Lines {
        let is_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
        let config = Config::builder().auto_add_history(true).completion_type(CompletionType::List).build();
        let history = MemHistory::with_config(&config);
        let editor = is_terminal.then(|| Editor::with_history(config, history).ok()).flatten();
        let editor = editor.map(|mut editor| {
            editor.set_helper(Some(Words::new(workspace, policy, lang)));
            Box::new(editor)
        });
        Lines { editor }
    }

    pub fn is_terminal(&self) -> bool {
        self.editor.is_some()
    }

    /// The next line; names are completed as in a rule of the table `scope`.
    pub fn next(&mut self, prompt: &str, scope: Option<&str>) -> Said {
        let Some(editor) = &mut self.editor else { return piped() };
        if let Some(words) = editor.helper_mut() {
            words.scope = scope.map(str::to_owned);
        }
        match editor.readline(prompt) {
            Ok(line) => Said::Line(line),
            Err(ReadlineError::Interrupted) => Said::Nothing,
            Err(_) => Said::End,
        }
    }
}

/// A line of a pipe: UTF-8, or what older consoles of Windows write.
fn piped() -> Said {
    let mut bytes = Vec::new();
    match std::io::stdin().lock().read_until(b'\n', &mut bytes) {
        Ok(0) | Err(_) => return Said::End,
        Ok(_) => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => GB18030.decode(bytes).0.into_owned(),
    };
    Said::Line(text.trim_end_matches(['\n', '\r']).to_owned())
}

/// What can be written, as the editor of policies knows it: the line is held for the body of a rule.
struct Words {
    workspace: RefCell<Workspace>,
    /// A policy that is nowhere but here, beside the one that is played with.
    path: String,
    base: String,
    scope: Option<String>,
    lang: Lang,
}

impl Words {
    fn new(workspace: Workspace, policy: &str, lang: Lang) -> Words {
        let (folder, base) = policy.rsplit_once('/').map_or(("", policy), |(folder, base)| (folder, base));
        let path = if folder.is_empty() { "\u{0}.policy".to_owned() } else { format!("{folder}/\u{0}.policy") };
        Words { workspace: RefCell::new(workspace), path, base: base.to_owned(), scope: None, lang }
    }

    fn names(&self, before: &str) -> Vec<String> {
        let head = match &self.scope {
            Some(table) => format!("每个 「{table}」："),
            None => "整体：".to_owned(),
        };
        let text = format!("政策 试算\n  继承 \"{}\"\n\n{head}\n\n公式 试算 = {before}", self.base);
        let mut workspace = self.workspace.borrow_mut();
        workspace.set(&self.path, &text);
        let proposals = ide::complete(&workspace, &self.path, text.len(), self.lang);
        proposals.into_iter().map(|proposal| proposal.label).collect()
    }
}

/// The word that ends a text, and where it starts.
fn word(text: &str) -> (usize, &str) {
    let bare = text.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '·'));
    (bare.len(), text.get(bare.len()..).unwrap_or(""))
}

impl Completer for Words {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let before = line.get(..at).unwrap_or(line);
        let (start, word) = word(before);
        let command = before.trim_start().strip_prefix([':', '：']);
        let labels = match command {
            Some(rest) if rest == word => {
                let mine = |(zh, en, ..): &(&str, &str, &str, &str)| match self.lang {
                    Lang::Zh => (*zh).to_owned(),
                    Lang::En => (*en).to_owned(),
                };
                COMMANDS.iter().map(mine).collect()
            }
            // Behind a command stands an expression, too.
            Some(rest) => self.names(rest.split_once(char::is_whitespace).map_or("", |(_, rest)| rest)),
            None => self.names(before),
        };
        let fitting = labels.into_iter().filter(|label| label.starts_with(word) && label != word);
        Ok((start, fitting.map(|label| Pair { display: label.clone(), replacement: label }).collect()))
    }
}

impl Hinter for Words {
    type Hint = String;
}

impl Highlighter for Words {}

impl Validator for Words {}

impl Helper for Words {}

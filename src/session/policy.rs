//! A policy's path → its checked program, with every problem of the way.

use super::problem::Problem;
use super::world::World;
use super::{files, settings};
use crate::check::{self, Inputs};
use crate::diagnostic::Diagnostic;
use crate::ir::ids::{ExprId, ParamId};
use crate::ir::program::Program;
use crate::source::{Source, SourceId, Sources};
use crate::syntax::ast::{Expr, File};
use crate::syntax::{self, parse_expr};
use crate::value::date::Date;
use encoding_rs::GB18030;

/// What a policy is loaded with.
#[derive(Clone, Copy)]
pub struct Session<'a> {
    pub world: &'a dyn World,
    /// The day at which dated parameters are read, where it is not the policy's own.
    pub as_of: Option<Date>,
    /// Values for parameters, by name, as `--set` gives them.
    pub settings: &'a [(String, String)],
}

/// A policy with all that is to be said about it.
#[derive(Debug, Default)]
pub struct Loaded {
    pub sources: Sources,
    /// The program, unless the policy has errors.
    pub program: Option<Program>,
    /// In the order of the text, each once.
    pub diagnostics: Vec<Diagnostic>,
    /// Parameters without a value: nothing can be settled before they are given.
    pub open: Vec<ParamId>,
    file: File,
    inputs: Inputs,
}

impl Session<'_> {
    /// Reads and checks a policy.
    pub fn load(&self, path: &str) -> Loaded {
        let mut loaded = Loaded::default();
        let text = match self.text(path) {
            Ok(text) => text,
            Err(problem) => {
                loaded.diagnostics.push(problem.diagnostic());
                return loaded;
            }
        };
        let id = loaded.sources.add(Source::new(path, &text));
        self.read(id, path, &text, loaded)
    }

    fn read(&self, id: SourceId, path: &str, text: &str, mut loaded: Loaded) -> Loaded {
        let parse = syntax::parse(id, text);
        let mut problems: Vec<Diagnostic> = parse.problems.iter().map(syntax::problem::Problem::diagnostic).collect();
        loaded.file = parse.file;
        settings::apply(&mut loaded.file, self.settings, &mut loaded.sources, &mut problems);
        loaded.inputs = Inputs { as_of: self.as_of, ..Inputs::default() };
        loaded.inputs.files = files::read(self.world, path, &loaded.file, &mut problems);
        let checked = check::check(&loaded.file, &loaded.inputs, &loaded.sources);
        let broken = problems.iter().any(Diagnostic::is_error);
        let unread = if broken { gaps(id, text, &loaded.file) } else { String::new() };
        // Where something could not be read, remarks on the rest (unused, without output …) would mislead.
        let counts = |problem: &Diagnostic| !broken || problem.is_error() && !follows(problem, &loaded.sources, &unread);
        problems.extend(checked.problems.into_iter().filter(counts));
        loaded.program = checked.program.filter(|_| !broken);
        loaded.open = checked.open;
        problems.sort_by_key(|problem| (problem.span(), problem.code));
        problems.dedup();
        loaded.diagnostics = problems;
        loaded
    }

    /// The text of a policy without its byte order mark.
    fn text(&self, path: &str) -> Result<String, Problem> {
        let named = || path.to_owned();
        let bytes = self.world.read(path).map_err(|error| Problem::Unreadable {
            path: named(),
            kind: error.kind(),
            said: error.to_string(),
        })?;
        let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let workbook = body.starts_with(b"PK\x03\x04") || body.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
        if workbook {
            return Err(Problem::NotText { path: named(), workbook });
        }
        let utf16 = body.starts_with(&[0xff, 0xfe]) || body.starts_with(&[0xfe, 0xff]);
        match std::str::from_utf8(body) {
            Ok(text) if !text.contains('\0') => Ok(text.to_owned()),
            Ok(_) => Err(Problem::NotText { path: named(), workbook }),
            Err(_) if utf16 || GB18030.decode_without_bom_handling_and_without_replacement(body).is_some() => {
                Err(Problem::NotUtf8 { path: named() })
            }
            Err(_) => Err(Problem::NotText { path: named(), workbook }),
        }
    }
}

/// The text of the declarations that could not be read, without comments.
fn gaps(id: SourceId, text: &str, file: &File) -> String {
    let mut gaps = String::new();
    let mut at = 0;
    let own = file.decls.iter().map(|decl| decl.span).filter(|span| span.source == id);
    let ends = own.map(|span| (span.start as usize, span.end as usize)).chain([(text.len(), text.len())]);
    for (start, end) in ends {
        for line in text.get(at..start).unwrap_or("").lines() {
            gaps.push_str(line.split(['#', '＃']).next().unwrap_or(""));
            gaps.push('\n');
        }
        at = at.max(end);
    }
    gaps
}

/// Whether a problem may only be there because a declaration that bears its name could not be read.
fn follows(problem: &Diagnostic, sources: &Sources, unread: &str) -> bool {
    let name = problem.span().map_or("", |span| sources.slice(span)).trim();
    // A table has 排除理由 as soon as it has an exclusion.
    let name = if matches!(name, "排除理由" | "reasons") { "排除" } else { name };
    !name.is_empty() && !name.contains('\n') && unread.contains(name)
}

impl Loaded {
    /// Whether the policy cannot be run as it is.
    pub fn has_errors(&self) -> bool {
        self.program.is_none()
    }

    /// An expression as it would stand in a rule of `table` (on the whole without one): a program that can compute it.
    ///
    /// # Errors
    /// All problems of the expression.
    pub fn expression(&mut self, table: Option<&str>, text: &str) -> Result<(Program, ExprId), Vec<Diagnostic>> {
        let expr = expression(&mut self.sources, text)?;
        check::expression_in(&self.file, &self.inputs, &self.sources, table, &expr)
    }
}

/// A lone expression as a program of its own.
///
/// # Errors
/// All problems of the expression.
pub fn lone(sources: &mut Sources, text: &str) -> Result<(Program, ExprId), Vec<Diagnostic>> {
    let expr = expression(sources, text)?;
    check::expression(&expr, sources)
}

fn expression(sources: &mut Sources, text: &str) -> Result<Expr, Vec<Diagnostic>> {
    let id = sources.add(Source::new("算式", text));
    let (expr, problems) = parse_expr(id, text);
    match expr {
        Some(expr) if problems.is_empty() => Ok(expr),
        Some(_) | None => Err(problems.iter().map(syntax::problem::Problem::diagnostic).collect()),
    }
}

//! A policy's path → its checked program, with every problem of the way.

use super::problem::Problem;
use super::settings::Choice;
use super::world::World;
use super::{chain, files, settings};
use crate::check::{self, Inputs, Lone};
use crate::diagnostic::{Diagnostic, Words};
use crate::diff::Side;
use crate::ir::ids::ParamId;
use crate::ir::program::Program;
use crate::layer::{self, Layer, Merged, Times};
use crate::source::{Source, SourceId, Sources, Span};
use crate::syntax::ast::{Case, Expr, File, Name};
use crate::syntax::{self, parse_expr};
use crate::value::date::Date;
use encoding_rs::GB18030;
use std::collections::BTreeMap;

/// What a policy is loaded with.
#[derive(Clone, Copy)]
pub struct Session<'a> {
    pub world: &'a dyn World,
    /// The day at which dated parameters are read, where it is not the policy's own.
    pub as_of: Option<Date>,
    /// The day by which documents must have been issued to count; all of them without one.
    pub known_on: Option<Date>,
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
    /// The chain as it was brought together, base first.
    pub merged: Merged,
    /// The paths of the chain's policies, base first.
    pub chain: Vec<String>,
    /// The cases that stand in the policy itself; those of its bases are not its own.
    pub cases: Vec<Case>,
    file: File,
    inputs: Inputs,
    /// Where files are named that are not read.
    refused: Vec<Span>,
}

impl Session<'_> {
    /// Reads and checks a policy.
    pub fn load(&self, path: &str) -> Loaded {
        self.load_beside(path, &Sources::default())
    }

    /// Reads and checks a policy whose places shall not be confused with those of others.
    pub fn load_beside(&self, path: &str, others: &Sources) -> Loaded {
        let mut loaded = Loaded { sources: others.clone(), ..Loaded::default() };
        let text = match self.text(path) {
            Ok(text) => text,
            Err(problem) => {
                loaded.diagnostics.push(problem.diagnostic());
                return loaded;
            }
        };
        self.read(path, text, loaded)
    }

    /// Reads a file of cases, which stands beside its policy.
    ///
    /// # Errors
    /// Why the file is no text.
    pub fn cases(&self, path: &str, sources: &mut Sources) -> Result<(File, Vec<Diagnostic>), Diagnostic> {
        let text = self.text(path).map_err(|problem| problem.diagnostic())?;
        Ok(cases_in(path, &text, sources))
    }

    /// The text of a file as it stands, its byte order mark with it.
    ///
    /// # Errors
    /// Why the file is no text.
    pub fn source(&self, path: &str) -> Result<String, Diagnostic> {
        let text = self.text(path).map_err(|problem| problem.diagnostic())?;
        let marked = self.world.read(path).is_ok_and(|bytes| bytes.starts_with(b"\xef\xbb\xbf"));
        Ok(if marked { format!("\u{FEFF}{text}") } else { text })
    }

    fn read(&self, path: &str, text: String, mut loaded: Loaded) -> Loaded {
        let mut problems: Vec<Diagnostic> = Vec::new();
        let layers = self.chain(path, text, &mut loaded, &mut problems);
        let whole = problems.iter().any(Diagnostic::is_error);
        let unread = if whole { unread(&layers, &loaded.sources) } else { String::new() };
        // Where a base is not there, all that rests on it would be found wanting.
        let rootless = layers.first().is_some_and(|layer| chain::base_of(&layer.file).is_some());
        let times = Times { as_of: self.as_of, known_on: self.known_on };
        loaded.merged = layer::merge(layers, &times, &loaded.sources);
        let merging = std::mem::take(&mut loaded.merged.problems);
        loaded.file = loaded.merged.file.clone();
        if rootless {
            loaded.diagnostics = problems;
            return loaded;
        }
        problems.extend(merging.into_iter().filter(|problem| !follows(problem, &loaded.sources, &unread)));
        let choices = settings::apply(&mut loaded.file, self.settings, &mut loaded.sources, &mut problems);
        loaded.inputs = Inputs { as_of: self.as_of, ..Inputs::default() };
        loaded.inputs.files = files::read(self.world, path, &loaded.file, &loaded.refused, &mut problems);
        let checked = check::check(&loaded.file, &loaded.inputs, &loaded.sources);
        let broken = problems.iter().any(Diagnostic::is_error);
        let stands = |problem: &Diagnostic| {
            // What could not be read is missing below: remarks on the rest would only confuse.
            !broken || (problem.is_error() && !follows(problem, &loaded.sources, &unread))
        };
        problems.extend(checked.problems.into_iter().filter(stands).map(|problem| chosen(problem, &choices)));
        loaded.program = checked.program.filter(|_| !broken);
        loaded.open = checked.open;
        problems.sort_by_key(|problem| (problem.span(), problem.code));
        problems.dedup();
        loaded.diagnostics = problems;
        loaded
    }

    /// Reads a policy and all that it extends; gives them base first.
    fn chain(&self, path: &str, text: String, loaded: &mut Loaded, problems: &mut Vec<Diagnostic>) -> Vec<Layer> {
        let mut layers = Vec::new();
        let mut next = Some((path.to_owned(), text));
        while let Some((path, text)) = next.take() {
            let read = Source::new(&path, &text);
            let source = loaded.sources.add(read.clone());
            let parse = syntax::parse_file(source, &read);
            problems.extend(parse.problems.iter().map(syntax::problem::Problem::diagnostic));
            let mut file = parse.file;
            if loaded.chain.is_empty() {
                loaded.cases = std::mem::take(&mut file.cases);
            }
            loaded.chain.push(path.clone());
            loaded.refused.extend(files::refuse(&file, read.text(), problems));
            let prefix = loaded.chain.first().map_or_else(String::new, |leaf| chain::from_folder(leaf, &path));
            let base = chain::base_of(&file);
            layers.push(Layer { file, source, prefix });
            if let Some(base) = base {
                match chain::resolve(&path, &base, &loaded.chain)
                    .and_then(|path| Ok((path.clone(), self.base_text(&path, &base)?)))
                {
                    Ok(found) => next = Some(found),
                    Err(problem) => problems.push(placed(problem.diagnostic(), base.span)),
                }
            }
        }
        layers.reverse();
        loaded.chain.reverse();
        layers
    }

    /// The text of a base; what is wrong with it is said where it is named.
    fn base_text(&self, path: &str, named: &Name) -> Result<String, Problem> {
        self.text(path).map_err(|problem| match problem {
            Problem::Unreadable { kind, said, .. } => {
                Problem::BaseUnreadable { span: named.span, path: named.text.to_string(), kind, said }
            }
            other => other,
        })
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

/// A setting that is none of the names it may be is told which there are.
fn chosen(problem: Diagnostic, choices: &[Choice]) -> Diagnostic {
    let source = problem.span().map(|span| span.source);
    match choices.iter().find(|choice| Some(choice.source) == source) {
        Some(choice) => problem.help(Words::new(
            format!("可以是：{}", choice.values.join("、")),
            format!("it can be: {}", choice.values.join(", ")),
        )),
        None => problem,
    }
}

/// What is wrong with a base is shown where it is named.
fn placed(problem: Diagnostic, base: Span) -> Diagnostic {
    if problem.labels.is_empty() {
        problem.at(base, Words::new("这里继承它", "it is extended here"))
    } else {
        problem
    }
}

/// The text of the declarations that could not be read, without comments, and of blocks whose word is misspelt.
fn unread(layers: &[Layer], sources: &Sources) -> String {
    let one = |layer: &Layer| {
        let source = sources.get(layer.source)?;
        let doubtful = source.blocks().unwrap_or_default().iter().filter(|block| block.doubtful.is_some());
        let doubtful = doubtful.filter_map(|block| source.written().get(block.body.clone()));
        Some(gaps(layer.source, source.text(), &layer.file) + &doubtful.collect::<String>())
    };
    layers.iter().filter_map(one).collect()
}

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
    /// The CSV files that lists and lookups name, by the path as seen from the policy.
    pub fn named_files(&self) -> &BTreeMap<String, Vec<Vec<String>>> {
        &self.inputs.files
    }

    /// The merged tree with the settings, and the files it names: what a comparison takes.
    pub fn side(&self) -> Side {
        Side { file: self.file.clone(), inputs: self.inputs.clone() }
    }

    /// Whether the policy cannot be run as it is.
    pub fn has_errors(&self) -> bool {
        self.program.is_none()
    }

    /// A parsed expression as it would stand in a rule of `table`: a program that can compute it.
    ///
    /// # Errors
    /// All problems of the expression.
    pub fn parsed(&self, table: Option<&str>, expr: &Expr) -> Result<Lone, Vec<Diagnostic>> {
        check::expression_in(&self.file, &self.inputs, &self.sources, table, expr)
    }

    /// An expression as it would stand in a rule of `table` (on the whole without one): a program that can compute it.
    ///
    /// # Errors
    /// All problems of the expression.
    pub fn expression(&mut self, table: Option<&str>, text: Source) -> Result<Lone, Vec<Diagnostic>> {
        let expr = expression(&mut self.sources, text)?;
        check::expression_in(&self.file, &self.inputs, &self.sources, table, &expr)
    }
}

/// Cases as text, with what is wrong with it.
pub fn cases_in(name: &str, text: &str, sources: &mut Sources) -> (File, Vec<Diagnostic>) {
    let source = Source::new(name, text);
    let parse = syntax::parse_file(sources.add(source.clone()), &source);
    let problems = parse.problems.iter().map(syntax::problem::Problem::diagnostic).collect();
    (parse.file, problems)
}

/// A lone expression as a program of its own.
///
/// # Errors
/// All problems of the expression.
pub fn lone(sources: &mut Sources, text: Source) -> Result<Lone, Vec<Diagnostic>> {
    let expr = expression(sources, text)?;
    check::expression(&expr, sources)
}

fn expression(sources: &mut Sources, text: Source) -> Result<Expr, Vec<Diagnostic>> {
    let id = sources.add(text.clone());
    let (expr, problems) = parse_expr(id, text.text());
    match expr {
        Some(expr) if problems.is_empty() => Ok(expr),
        Some(_) | None => Err(problems.iter().map(syntax::problem::Problem::diagnostic).collect()),
    }
}

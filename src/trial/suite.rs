//! The cases of one file and the policy that they try.

use super::sheet::{self, Spot};
use crate::data::{InputFile, cells};
use crate::diagnostic::{Diagnostic, Words};
use crate::session::{self, Loaded, Session, World};
use crate::source::Span;
use crate::syntax::ast::{Case, DeclKind};

pub use crate::session::{ENDING, SHEETS, ending, policy_of, stem};

/// Cases with the policy that they try.
#[derive(Debug)]
pub struct Suite {
    /// The file in which the cases stand.
    pub path: String,
    pub policy: String,
    /// The policy as it stands, with nothing given; its sources hold the cases too.
    pub base: Loaded,
    pub cases: Vec<Case>,
    /// 共用 给定.
    pub shared: Vec<Case>,
    /// What is wrong with the file of cases itself.
    pub problems: Vec<Diagnostic>,
    /// The row of a sheet from which each line of the cases came; empty for cases that were written as text.
    pub(super) rows: Vec<Spot>,
}

impl Suite {
    /// Whether the cases stand in a sheet.
    pub fn in_sheets(&self) -> bool {
        ending(&self.path).is_some_and(|ending| ending != ENDING)
    }

    /// The row of a sheet that became a line of the cases (from 1).
    pub(super) fn row(&self, line: u32) -> Option<&Spot> {
        self.rows.get((line as usize).checked_sub(1)?)
    }
}

/// Reads cases and their policy. A file of cases that is a policy itself (it begins with 政策 and 继承) tries itself.
pub fn open(world: &dyn World, path: &str) -> Suite {
    let session = Session { world, as_of: None, known_on: None, settings: &[] };
    if ending(path).is_none() {
        return alone(session.load(path), path);
    }
    let candidates = policy_of(path);
    let policy = candidates.iter().find(|policy| world.read(policy).is_ok());
    let Some(policy) = policy else {
        if !path.ends_with(ENDING) {
            let problem = no_policy(path, candidates.first().map_or("", String::as_str));
            return Suite { problems: vec![problem], ..alone(Loaded::default(), path) };
        }
        let own = session.load(path);
        if own.has_errors() {
            let problem = no_policy(path, candidates.first().map_or("", String::as_str));
            return Suite { problems: vec![problem], ..alone(Loaded::default(), path) };
        }
        return alone(own, path);
    };
    let mut base = session.load(policy);
    if !path.ends_with(ENDING) {
        return in_sheets(world, path, policy, base);
    }
    let (file, mut problems) = match session.cases(path, &mut base.sources) {
        Ok(read) => read,
        Err(problem) => (crate::syntax::ast::File::default(), vec![problem]),
    };
    if file.decls.iter().any(|decl| matches!(decl.kind, DeclKind::Policy(_))) {
        return alone(session.load(path), path);
    }
    problems.extend(file.decls.first().map(|decl| foreign(decl.span)));
    let (shared, cases) = file.cases.into_iter().partition(|case: &Case| case.name.is_none());
    Suite { path: path.to_owned(), policy: policy.clone(), base, cases, shared, problems, rows: Vec::new() }
}

/// Cases in a workbook or a CSV file: turned into text, each line of which knows its row.
fn in_sheets(world: &dyn World, path: &str, policy: &str, base: Loaded) -> Suite {
    let mut suite = Suite { policy: policy.to_owned(), ..alone(Loaded::default(), path) };
    suite.base = base;
    suite.base.cases.clear();
    let read = world.read(path).map_err(|error| cells::unreadable(path, &error));
    let sheets = read.and_then(|bytes| cells::sheets(&InputFile { name: path.to_owned(), bytes }));
    let sheets = match sheets {
        Ok(sheets) => sheets,
        Err(problem) => {
            suite.problems.push(Diagnostic::error(problem.code, problem.sentence()).help(problem.help));
            return suite;
        }
    };
    let Some(program) = &suite.base.program else { return suite };
    let (written, problems) = sheet::read(program, &sheets);
    suite.problems = problems;
    let (file, problems) = session::cases_in(path, &written.text, &mut suite.base.sources);
    suite.rows = written.spots;
    let line = |span: Span| suite.base.sources.get(span.source).map_or(1, |source| source.place(span.start).line);
    let placed: Vec<Diagnostic> = problems
        .into_iter()
        .map(|problem| match problem.span().and_then(|span| suite.row(line(span))) {
            Some(spot) => sheet::at(spot, problem),
            None => problem,
        })
        .collect();
    // What the sheets were told of would be told again of the text.
    if suite.problems.is_empty() {
        suite.problems = placed;
    }
    let (shared, cases) = file.cases.into_iter().partition(|case: &Case| case.name.is_none());
    (suite.shared, suite.cases) = (shared, cases);
    suite
}

fn alone(mut base: Loaded, path: &str) -> Suite {
    let (shared, cases) = std::mem::take(&mut base.cases).into_iter().partition(|case: &Case| case.name.is_none());
    let (policy, problems) = (path.to_owned(), Vec::new());
    Suite { path: path.to_owned(), policy, base, cases, shared, problems, rows: Vec::new() }
}

fn no_policy(path: &str, wanted: &str) -> Diagnostic {
    Diagnostic::error(
        "JY1201",
        Words::new(format!("{path}：找不到要检验的政策"), format!("{path}: there is no policy to try")),
    )
    .help(Words::new(
        format!("把案例文件放在政策旁边，名称对应：{wanted}"),
        format!("put the cases beside their policy and name them alike: {wanted}"),
    ))
}

fn foreign(span: Span) -> Diagnostic {
    Diagnostic::error("JY1202", Words::new("案例文件里只写案例", "a file of cases holds cases only"))
        .at(span, Words::new("这不是案例", "this is no case"))
        .help(Words::new(
            "规则写在政策文件里；这里只写“案例”和“共用 给定”",
            "rules belong into the policy; write `case` and `shared given` here",
        ))
}

//! Runs the cases of a suite and says what held.

use super::expect::{Aim, Expected, error_words, failed, judge};
use super::outcome::{CaseOutcome, Failure, SuiteOutcome};
use super::parallel::each;
use super::prepare::{Prepared, Ready, Trouble, prepare};
use super::sheet::{Spot, TO_CONFIRM};
use super::suite::Suite;
use crate::diagnostic::{Diagnostic, Words};
use crate::ir::fault::Fault;
use crate::ir::program::Program;
use crate::rows::{self, Evaluation};
use crate::session::World;
use crate::source::{Sources, Span, display_width};
use crate::syntax::ast::Case;
use crate::wording::{fault, row};

/// What to run and how.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    pub world: &'a (dyn World + Sync),
    /// Only cases whose names contain this.
    pub filter: Option<&'a str>,
    /// Draws the snapshot of a case that asks for one.
    pub snapshot: &'a (dyn Fn(&Seen<'_, '_>) -> String + Sync),
}

/// A case and its finished run.
pub struct Seen<'r, 'p> {
    pub run: &'r Evaluation<'p>,
    /// The texts of the policy.
    pub sources: &'r Sources,
    /// The case as written.
    pub text: &'r str,
    pub policy: &'r str,
}

/// Which cases of a suite a filter names.
pub(super) fn chosen(suite: &Suite, filter: Option<&str>) -> Vec<usize> {
    let named = |case: &Case| filter.is_none_or(|part| case.name.as_ref().is_some_and(|name| name.contains(part)));
    suite.cases.iter().enumerate().filter(|(_, case)| named(case)).map(|(index, _)| index).collect()
}

/// Runs the cases of a suite, several at once; the outcome stands in the order of the text.
pub fn run(plan: &Plan<'_>, suite: &Suite) -> SuiteOutcome {
    let mut outcome = SuiteOutcome { path: suite.path.clone(), problems: broken(suite), cases: Vec::new() };
    if outcome.problems.is_empty() {
        let chosen = chosen(suite, plan.filter);
        let prepared = prepare(plan.world, suite, &chosen);
        outcome.cases =
            each(prepared.cases.len(), |index| prepared.cases.get(index).map(|ready| one(plan, &prepared, ready)))
                .into_iter()
                .flatten()
                .collect();
    }
    outcome
}

/// What keeps all cases of a suite from being tried.
pub(super) fn broken(suite: &Suite) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> =
        suite.problems.iter().chain(&suite.base.diagnostics).filter(|problem| problem.is_error()).cloned().collect();
    for (index, case) in suite.cases.iter().enumerate() {
        let earlier = suite.cases.iter().take(index).find(|earlier| earlier.name == case.name);
        if let Some(earlier) = earlier {
            let name = case.name.as_deref().unwrap_or("");
            problems.push(
                Diagnostic::error(
                    "JY1215",
                    Words::new(format!("有两个案例叫“{name}”"), format!("two cases are called {name}")),
                )
                .at(case.name_span, Words::new("第二个", "the second"))
                .at(earlier.name_span, Words::new("第一个", "the first"))
                .help(Words::new(
                    "换一个名称：结果和快照按名称区分",
                    "rename one: results and snapshots go by the name",
                )),
            );
        }
    }
    problems
}

fn one(plan: &Plan<'_>, prepared: &Prepared<'_>, ready: &Ready) -> CaseOutcome {
    let suite = prepared.suite;
    let Some(case) = suite.cases.get(ready.case) else { return nothing() };
    let loaded = prepared.loaded(ready);
    let line = |span: Span| suite.base.sources.get(span.source).map_or(0, |source| source.place(span.start).line);
    let mut outcome = CaseOutcome {
        name: case.name.as_deref().unwrap_or("").to_owned(),
        line: line(case.name_span),
        spot: None,
        proposed: case.note.as_ref().is_some_and(|note| note.starts_with(TO_CONFIRM)),
        expectations: case.expects.len() + usize::from(case.snapshot),
        failures: Vec::new(),
        snapshot: None,
    };
    let run = loaded.program.as_ref().and_then(|program| start(program, ready, false));
    outcome.failures = failures(run.as_ref(), ready, (case, &loaded.sources));
    if outcome.expectations == 0 {
        let words = Words::new("案例没有写期望", "the case expects nothing");
        let help = if suite.in_sheets() {
            Words::new(
                "在“期望 …”各列里填上应得的值；要整份核对的，在“快照”列填“是”",
                "fill in a column 期望 …, or 是 below 快照",
            )
        } else {
            Words::new("加一行“期望 …”，或“快照”", "add a line `expect …` or `snapshot`")
        };
        outcome.failures.push(Failure::new(case.name_span, words).helped(help));
    }
    (outcome.line, outcome.spot) = placed(suite, outcome.line);
    for failure in &mut outcome.failures {
        (failure.line, failure.spot) = placed(suite, line(failure.span));
        if failure.wanted.is_none() && failure.span != case.name_span && failure.spot.is_none() {
            failure.excerpt = excerpt(&suite.base.sources, failure.span);
        }
    }
    if let (true, Some(run)) = (case.snapshot, &run) {
        let seen =
            Seen { run, sources: &loaded.sources, text: suite.base.sources.slice(case.span), policy: &suite.policy };
        outcome.snapshot = Some((plan.snapshot)(&seen));
    }
    outcome
}

/// The line on which something stands, without the blanks before it, and where in it that is.
fn excerpt(sources: &Sources, span: Span) -> Option<(String, usize, usize)> {
    let source = sources.get(span.source)?;
    let (text, at) = (source.text(), span.start as usize);
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end.saturating_add(1));
    let line = text.get(start..)?.lines().next()?;
    let blank = line.len().saturating_sub(line.trim_start().len());
    let before = line.get(blank..at.saturating_sub(start))?;
    let meant = sources.slice(span).lines().next().unwrap_or("").trim_end();
    Some((line.trim().to_owned(), display_width(before), display_width(meant).max(1)))
}

/// A line of the cases, or the row of a sheet from which it came.
fn placed(suite: &Suite, line: u32) -> (u32, Option<Spot>) {
    suite.row(line).map_or((line, None), |spot| (spot.row, Some(spot.clone())))
}

fn nothing() -> CaseOutcome {
    CaseOutcome {
        name: String::new(),
        line: 0,
        spot: None,
        proposed: false,
        expectations: 0,
        failures: Vec::new(),
        snapshot: None,
    }
}

/// The run of a case; `None` where nothing can be computed.
pub(super) fn start<'p>(program: &'p Program, ready: &Ready, watched: bool) -> Option<Evaluation<'p>> {
    let fatal = ready.troubles.iter().any(|trouble| trouble.fatal);
    (!fatal).then(|| rows::run_watched(program, ready.batch.clone(), &ready.unchecked, watched))
}

/// All that did not hold.
pub(super) fn failures(
    run: Option<&Evaluation<'_>>,
    ready: &Ready,
    (case, sources): (&Case, &Sources),
) -> Vec<Failure> {
    let mut failures = Vec::new();
    let mut expected: Vec<&Expected> = Vec::new();
    for resolved in &ready.expected {
        match resolved {
            Ok(one) => expected.push(one),
            Err(problem) => {
                let mut failure =
                    Failure::new(problem.span().unwrap_or(case.name_span), coded(problem.code, &problem.message));
                failure.help.clone_from(&problem.help);
                failures.push(failure);
            }
        }
    }
    let mut troubles = ready.troubles.clone();
    if let Some(run) = run {
        troubles.extend(faults(run, ready.rest));
    }
    for trouble in &troubles {
        let placed = |one: &&Expected| matches!(&one.aim, Aim::Error { code, .. } if **code == *trouble.code);
        // A fault that an expectation names, at its place or as such, is no surprise.
        if trouble.own || !trouble.quiet && !expected.iter().any(placed) {
            let place = trouble.span.unwrap_or(case.name_span);
            let mut failure = Failure::new(place, coded(&trouble.code, &trouble.words));
            failure.help.clone_from(&trouble.help);
            failures.push(failure);
        }
    }
    for one in &expected {
        let failure = match (&one.aim, &one.spot, run) {
            (Aim::Error { code, words }, None, _) => missing_trouble(one, &troubles, (code, words.as_ref())),
            (_, _, Some(run)) => judge(run, one, sources),
            (Aim::Equals(_) | Aim::Contains(_) | Aim::Error { .. }, _, None) => None,
        };
        failures.extend(failure);
    }
    failures
}

fn coded(code: &str, words: &Words) -> Words {
    Words::new(format!("{code}：{}", words.zh), format!("{code}: {}", words.en))
}

/// Faults of a run; a case that leaves things out may bring them about and need not name them.
fn faults(run: &Evaluation<'_>, rest: bool) -> Vec<Trouble> {
    let program = run.program();
    let mut troubles = Vec::new();
    for (_, blame) in run.blames() {
        // A bad cell has been told as a problem of the data.
        if matches!(blame.fault, Fault::BadCell { .. }) {
            continue;
        }
        let name = row::name(program, blame.table, &blame.key);
        let rule = blame.slot.and_then(|slot| program.slot(slot)).map(|slot| slot.name.to_string()).unwrap_or_default();
        let said = fault::short(program, &blame.fault);
        let of = if rule.is_empty() { String::new() } else { format!(" {rule}") };
        troubles.push(Trouble {
            code: fault::code(&blame.fault).to_owned(),
            words: Words::new(format!("{}{of}：{}", name.zh, said.zh), format!("{}{of}: {}", name.en, said.en)),
            help: Some(fault::help(&blame.fault)),
            span: None,
            fatal: false,
            own: false,
            // What is left out brings faults about; a broken assertion is none of them.
            quiet: rest && !matches!(blame.fault, Fault::AssertionFailed { .. } | Fault::CheckFailed { .. }),
        });
    }
    troubles
}

fn missing_trouble(
    expected: &Expected,
    troubles: &[Trouble],
    (code, words): (&std::sync::Arc<str>, Option<&std::sync::Arc<str>>),
) -> Option<Failure> {
    let says = |trouble: &&Trouble| {
        *trouble.code == **code
            && words.is_none_or(|words| trouble.words.zh.contains(&**words) || trouble.words.en.contains(&**words))
    };
    if troubles.iter().find(says).is_some() {
        return None;
    }
    let mut failure = Failure::new(expected.span, Words::new("整个案例", "the whole case"));
    failure.wanted = Some(error_words(code, words));
    failure.actual = Some(match troubles.first() {
        None => Words::new("没有错误", "no error"),
        Some(first) => failed(&first.code, &first.words),
    });
    Some(failure)
}

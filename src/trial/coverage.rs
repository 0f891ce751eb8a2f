//! What of a policy its cases touched: rules, branches, rows of tables, exceptions, exemptions, checks, both sides of
//! comparisons.

use super::parallel::each;
use super::prepare::{Prepared, Ready, prepare};
use super::remarks::{About, Remarks, short};
use super::run::{broken, chosen, start};
use super::sites::{Owner, OwnerKind, Seen, inside, owners};
use super::suite::Suite;
use crate::diagnostic::Words;
use crate::ir::expr::ExprKind;
use crate::ir::ids::ExprId;
use crate::ir::program::Program;
use crate::rows::Mark;
use crate::session::World;
use crate::source::{Sources, Span};
use std::collections::{BTreeMap, BTreeSet};

/// What sort of part it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    Rule,
    Exception,
    Check,
    Branch,
    Row,
    Comparison,
    Bound,
}

/// One thing that a case can touch.
#[derive(Clone, Debug)]
pub struct Part {
    pub kind: PartKind,
    /// The file, and its bytes there.
    pub path: String,
    pub span: Span,
    /// From 1.
    pub line: u32,
    /// The rule it belongs to.
    pub rule: String,
    /// The text, on one line.
    pub text: String,
    /// What no case did, if so.
    pub lack: Words,
    pub touched: bool,
    /// The cases that touch it.
    pub by: Vec<Touch>,
    /// Why no case can touch it, as a remark beside the cases says.
    pub why: Option<String>,
}

impl Part {
    /// The rule and the text, as a listing shows them.
    pub fn words(&self) -> String {
        format!("{}：{}", self.rule, short(&self.text))
    }
}

/// A case by the file that it stands in and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touch {
    pub path: String,
    pub case: String,
}

/// All parts of some policies, by file and place, and the texts of the files.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    pub parts: Vec<Part>,
    pub texts: BTreeMap<String, String>,
}

impl Coverage {
    pub fn touched(&self) -> usize {
        self.parts.iter().filter(|part| part.touched).count()
    }

    /// How many of the others a remark explains.
    pub fn explained(&self) -> usize {
        self.parts.iter().filter(|part| !part.touched && part.why.is_some()).count()
    }

    /// Whether at least `percent` of a hundred parts are touched or explained.
    pub fn reaches(&self, percent: u32) -> bool {
        self.touched().saturating_add(self.explained()) * 100 >= self.parts.len() * percent as usize
    }
}

/// A place and a side of it, by which the same part in several suites is one.
type Key = (String, u32, u32, PartKind, String);

/// Counts what the cases of all suites touch; a base that several policies extend is counted once.
pub fn coverage(world: &(dyn World + Sync), suites: &[Suite], filter: Option<&str>) -> Coverage {
    let mut all: BTreeMap<Key, Part> = BTreeMap::new();
    let mut texts = BTreeMap::new();
    for suite in suites {
        let Some(program) = suite.base.program.as_ref().filter(|_| broken(suite).is_empty()) else { continue };
        let sources = &suite.base.sources;
        let prepared = prepare(world, suite, &chosen(suite, filter));
        let seen: Vec<BTreeSet<Mention>> = each(prepared.cases.len(), |index| {
            prepared.cases.get(index).map(|ready| mentions(&prepared, ready)).unwrap_or_default()
        });
        let names: Vec<Touch> = prepared.cases.iter().map(|ready| touch(suite, ready)).collect();
        for asked in asked(program, sources) {
            let mention = asked.mention();
            let by: Vec<Touch> = seen
                .iter()
                .zip(&names)
                .filter(|(seen, _)| seen.contains(&mention))
                .map(|(_, name)| name.clone())
                .collect();
            let touched = !by.is_empty();
            let Some(source) = sources.get(asked.span.source) else { continue };
            let path = source.name().to_owned();
            texts.entry(path.clone()).or_insert_with(|| source.written().to_owned());
            let key = (path.clone(), asked.span.start, asked.span.end, asked.kind, asked.lack.zh.clone());
            let part = all.entry(key).or_insert_with(|| Part {
                kind: asked.kind,
                path,
                span: asked.span,
                line: source.place(asked.span.start).line,
                rule: asked.rule.clone(),
                text: sources.slice(asked.span).split_whitespace().collect::<Vec<_>>().join(" "),
                lack: asked.lack.clone(),
                touched: false,
                by: Vec::new(),
                why: None,
            });
            part.touched |= touched;
            part.by.extend(by);
        }
    }
    let mut parts: Vec<Part> = all.into_values().filter(|part| !part.text.is_empty()).collect();
    let remarks = Remarks::of(suites);
    for part in parts.iter_mut().filter(|part| !part.touched) {
        part.why = remarks.why(About::Part, &part.words());
    }
    Coverage { parts, texts }
}

fn touch(suite: &Suite, ready: &Ready) -> Touch {
    let name = suite.cases.get(ready.case).and_then(|case| case.name.as_ref());
    Touch { path: suite.path.clone(), case: name.map(ToString::to_string).unwrap_or_default() }
}

/// A part as every variant of a policy knows it: expressions have other numbers where a case gives parameters.
type Mention = (Span, PartKind, String);

/// What one case touches.
fn mentions(prepared: &Prepared<'_>, ready: &Ready) -> BTreeSet<Mention> {
    let loaded = prepared.loaded(ready);
    let Some(program) = &loaded.program else { return BTreeSet::new() };
    let run = start(program, ready, true);
    let Some(watch) = run.as_ref().and_then(|run| run.watch()) else { return BTreeSet::new() };
    let all = asked(program, &loaded.sources).into_iter();
    all.filter(|asked| watch.has(asked.id, asked.mark)).map(|asked| asked.mention()).collect()
}

/// A mark that some case should leave.
struct Asked {
    id: ExprId,
    mark: Mark,
    kind: PartKind,
    span: Span,
    rule: String,
    lack: Words,
}

impl Asked {
    fn mention(&self) -> Mention {
        (self.span, self.kind, self.lack.zh.clone())
    }
}

fn asked(program: &Program, sources: &Sources) -> Vec<Asked> {
    let mut all = Vec::new();
    let mut seen = Seen::default();
    for owner in owners(program) {
        let mut ask = |id: ExprId, mark: Mark, (kind, span): (PartKind, Span), (zh, en): (&str, &str)| {
            let lack = Words::new(zh, en);
            // Values that stand on the command line or in a case are no text of the policy.
            if sources.get(span.source).is_some_and(|source| source.name() != "--set") && span.end > span.start {
                all.push(Asked { id, mark, kind, span, rule: owner.name.to_string(), lack });
            }
        };
        rule(program, &owner, &mut ask);
        let inside = inside(program, &owner, &mut seen);
        for id in inside.exprs.iter().filter(|id| !is_check(&owner, **id)) {
            expression(program, *id, &mut ask);
        }
        for decision in inside.decisions.iter().filter_map(|id| program.decision(*id)) {
            for row in &decision.rows {
                ask(
                    row.result,
                    Mark::Computed,
                    (PartKind::Row, row.span),
                    ("没有案例用到这一行", "no case meets this row"),
                );
            }
        }
    }
    all
}

/// Whether an expression is a whole check, which is counted as such.
fn is_check(owner: &Owner, id: ExprId) -> bool {
    matches!(owner.kind, OwnerKind::Check(_)) && owner.roots.contains(&id)
}

type Ask<'a> = dyn FnMut(ExprId, Mark, (PartKind, Span), (&str, &str)) + 'a;

fn rule(program: &Program, owner: &Owner, ask: &mut Ask<'_>) {
    let span = |id: ExprId| program.expr(id).map(|expr| expr.span).unwrap_or_default();
    match owner.kind {
        OwnerKind::Formula | OwnerKind::Indicator | OwnerKind::Allocation => {
            for root in &owner.roots {
                ask(
                    *root,
                    Mark::Computed,
                    (PartKind::Rule, span(*root)),
                    ("没有案例算到这条规则", "no case computes this rule"),
                );
            }
        }
        OwnerKind::Exception(id) => {
            let Some(exception) = program.exception(id) else { return };
            if let Some(condition) = exception.when {
                let place = (PartKind::Exception, span(condition));
                ask(condition, Mark::Held, place, ("没有案例符合这个条件", "no case meets this condition"));
                ask(condition, Mark::Failed, place, ("没有案例不符合这个条件", "no case fails this condition"));
            }
            for condition in &exception.unless {
                let place = (PartKind::Exception, span(*condition));
                ask(*condition, Mark::Held, place, ("没有案例用到这个除外情形", "no case has this exemption"));
                ask(*condition, Mark::Failed, place, ("没有案例不属于这个除外情形", "no case lacks this exemption"));
            }
        }
        OwnerKind::Check(id) => {
            let Some(check) = program.assertion(id) else { return };
            let place = (PartKind::Check, span(check.holds));
            ask(check.holds, Mark::Held, place, ("没有案例符合这项检查", "no case passes this check"));
            // An assertion may be a law of the policy that no data can break; a row check is there for data that do.
            if check.row_check {
                ask(check.holds, Mark::Failed, place, ("没有案例不符合这项检查", "no case fails this check"));
            }
        }
        OwnerKind::Derived | OwnerKind::Output => {}
    }
}

fn expression(program: &Program, id: ExprId, ask: &mut Ask<'_>) {
    let Some(expr) = program.expr(id) else { return };
    let span_of = |id: ExprId| program.expr(id).map(|expr| expr.span).unwrap_or_default();
    let sides = |ask: &mut Ask<'_>| {
        let place = (PartKind::Comparison, expr.span);
        ask(id, Mark::Held, place, ("从来没有成立过", "never held"));
        ask(id, Mark::Failed, place, ("从来没有不成立过", "never failed"));
    };
    match &expr.kind {
        ExprKind::If { test, then, otherwise } => {
            ask(
                *test,
                Mark::Held,
                (PartKind::Branch, span_of(*then)),
                ("没有案例走到“则”", "no case takes this branch"),
            );
            let place = (PartKind::Branch, span_of(*otherwise));
            ask(*test, Mark::Failed, place, ("没有案例走到“否则”", "no case takes this branch"));
        }
        ExprKind::Binary(op, ..) if op.compares() => sides(ask),
        ExprKind::Between { .. } | ExprKind::InList { .. } | ExprKind::InSet { .. } | ExprKind::Has { .. } => {
            sides(ask)
        }
        ExprKind::AtLeast(..) | ExprKind::AtMost(..) => {
            let place = (PartKind::Bound, expr.span);
            ask(id, Mark::Held, place, ("没有案例碰到这个界限", "no case meets this bound"));
            ask(id, Mark::Failed, place, ("所有案例都碰到这个界限", "every case meets this bound"));
        }
        ExprKind::OrElse { other, .. } => {
            let place = (PartKind::Branch, expr.span);
            ask(*other, Mark::Computed, place, ("没有案例缺这个值", "no case lacks this value"));
        }
        ExprKind::Constant(_)
        | ExprKind::Param(_)
        | ExprKind::ParamAt { .. }
        | ExprKind::Slot(..)
        | ExprKind::Whole(_)
        | ExprKind::Local(_)
        | ExprKind::Negate(_)
        | ExprKind::Not(_)
        | ExprKind::Binary(..)
        | ExprKind::Round { .. }
        | ExprKind::Call(..)
        | ExprKind::Decide { .. }
        | ExprKind::Aggregate(_) => {}
    }
}

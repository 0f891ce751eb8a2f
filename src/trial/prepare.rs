//! Cases made ready: their policies loaded with what they give, their data read, their expectations resolved.

use super::expect::{Expected, resolve};
use super::given::{Given, given};
use super::parallel::each;
use super::suite::Suite;
use crate::data::{self, DataProblem};
use crate::diagnostic::{Diagnostic, Words};
use crate::ir::batch::{Batch, Cell};
use crate::ir::expr::ExprKind;
use crate::ir::ids::{AssertionId, ExprId, SlotId};
use crate::ir::program::Program;
use crate::session::{self, Loaded, Session, World};
use crate::source::Span;
use crate::syntax::ast::{Case, GivenRow, GivenRows};
use crate::value::date::Date;
use crate::value::value::Value;
use std::collections::BTreeSet;

/// Parameters and day with which a policy is loaded for a case.
pub(super) type Setting = (Vec<(String, String)>, Option<Date>);

/// A problem that a case may expect.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    pub code: String,
    pub words: Words,
    pub help: Option<Words>,
    /// Where in the cases it stands, if there.
    pub span: Option<Span>,
    /// Nothing can be computed.
    pub fatal: bool,
    /// A slip in the case itself, which can never be expected.
    pub own: bool,
    /// It may be expected, and need not be.
    pub quiet: bool,
}

impl Trouble {
    fn of(problem: &Diagnostic, own: bool) -> Trouble {
        let (words, help) = (problem.message.clone(), problem.help.clone());
        let span = problem.span().filter(|_| own);
        Trouble { code: problem.code.to_owned(), words, help, span, fatal: true, own, quiet: false }
    }

    fn data(problem: &DataProblem, suite: &Suite) -> Trouble {
        let (mut problem, path) = (problem.clone(), &suite.path);
        let mut span = None;
        if problem.file.as_ref().is_some_and(|file| file.ends_with(".csv") && problem.table.is_some()) {
            problem.file = Some(path.rsplit(['/', '\\']).next().unwrap_or(path).into());
            let written = problem.row.and_then(|row| written(suite, row));
            let column = problem.column.as_mut();
            let at = column.as_ref().and_then(|column| {
                let letter = column.letter.as_ref()?;
                (0..).zip(&written?.cells).find(|(at, _)| data::problem::letters(*at) == *letter)
            });
            let at = at.and_then(|(at, _)| usize::try_from(at).ok());
            span = written.map(|row| at.and_then(|at| row.places.get(at)).copied().unwrap_or(row.span));
            let spot = problem.row.and_then(|row| suite.row(row));
            // The letter is one of the sheet in which the cell stands; a line of text has none.
            if let Some(column) = column {
                column.letter = spot.zip(at).and_then(|(spot, at)| spot.cells.get(at).cloned());
            }
            if let Some(spot) = spot {
                (problem.row, problem.sheet) = (Some(spot.row), spot.sheet.clone());
            }
        }
        let (mut words, mut help) = (problem.sentence(), problem.help.clone());
        if let (true, "JY0413") = (suite.in_sheets(), problem.code) {
            // A column of which no cell is filled was not given, though its heading stands there.
            words.zh.push_str("，或者这一列没有填");
            words.en.push_str(", or nothing is filled in below it");
            help = Words::new(
                "在这一行填上这一列；各案例都一样的，写一行“共用”，填在那里",
                "fill it in in this row, or once in a row 共用 where all cases share it",
            );
        }
        let help = Some(help);
        Trouble { code: problem.code.to_owned(), words, help, span, fatal: problem.fatal, own: false, quiet: false }
    }
}

/// The row of given data on a line of the cases.
fn written(suite: &Suite, line: u32) -> Option<&GivenRow> {
    let on = |row: &&GivenRow| {
        suite.base.sources.get(row.span.source).is_some_and(|source| source.place(row.span.start).line == line)
    };
    let tables = suite.cases.iter().chain(&suite.shared).flat_map(|case| &case.tables);
    let rows = tables.flat_map(|table| match &table.rows {
        GivenRows::Written(rows) => rows.as_slice(),
        GivenRows::File(_) => &[],
    });
    rows.into_iter().find(on)
}

/// A case that can be run on its program, or on one much like it.
#[derive(Debug)]
pub(super) struct Ready {
    /// Among the cases of the suite.
    pub case: usize,
    /// Among `Prepared::variants`.
    pub variant: usize,
    pub batch: Batch,
    /// Row checks that cannot be held because of what is left out.
    pub unchecked: Vec<AssertionId>,
    pub troubles: Vec<Trouble>,
    pub expected: Vec<Result<Expected, Diagnostic>>,
    /// 其余 缺失.
    pub rest: bool,
}

/// All cases of a suite, ready to run.
#[derive(Debug)]
pub(super) struct Prepared<'s> {
    pub suite: &'s Suite,
    variants: Vec<Option<Loaded>>,
    pub cases: Vec<Ready>,
}

impl Prepared<'_> {
    /// The policy as a case has it.
    pub fn loaded(&self, ready: &Ready) -> &Loaded {
        self.variants.get(ready.variant).and_then(Option::as_ref).unwrap_or(&self.suite.base)
    }
}

/// What a case gives, shared things first.
pub(super) fn setting(suite: &Suite, case: &Case) -> Setting {
    let mut settings: Vec<(String, String)> = Vec::new();
    let mut day = None;
    for from in suite.shared.iter().chain([case]) {
        day = from.day.or(day);
        for (name, value) in &from.params {
            let value = suite.base.sources.slice(*value).to_owned();
            match settings.iter_mut().find(|(known, _)| **known == *name.text) {
                Some(known) => known.1 = value,
                None => settings.push((name.text.to_string(), value)),
            }
        }
    }
    (settings, day)
}

/// Makes the chosen cases of a suite ready.
pub(super) fn prepare<'s>(world: &(dyn World + Sync), suite: &'s Suite, chosen: &[usize]) -> Prepared<'s> {
    let wanted: Vec<Setting> =
        chosen.iter().filter_map(|index| suite.cases.get(*index)).map(|case| setting(suite, case)).collect();
    let distinct: Vec<&Setting> = wanted.iter().collect::<BTreeSet<_>>().into_iter().collect();
    let variants = each(distinct.len(), |index| {
        let (settings, day) = distinct.get(index)?;
        let bare = settings.is_empty() && day.is_none();
        let session = Session { world, as_of: *day, known_on: None, settings };
        (!bare).then(|| session.load(&suite.policy))
    });
    let mut prepared = Prepared { suite, variants, cases: Vec::new() };
    prepared.cases = each(chosen.len(), |at| {
        let index = chosen.get(at).copied().unwrap_or_default();
        let variant =
            wanted.get(at).and_then(|own| distinct.iter().position(|other| *other == own)).unwrap_or_default();
        let loaded = prepared.variants.get(variant).and_then(Option::as_ref).unwrap_or(&suite.base);
        let mut ready = Ready {
            case: index,
            variant,
            batch: Batch::default(),
            unchecked: Vec::new(),
            troubles: Vec::new(),
            expected: Vec::new(),
            rest: false,
        };
        if let Some(case) = suite.cases.get(index) {
            fill(world, (suite, loaded), case, &mut ready);
        }
        ready
    });
    prepared
}

fn fill(world: &dyn World, (suite, loaded): (&Suite, &Loaded), case: &Case, ready: &mut Ready) {
    ready.rest = case.rest || suite.shared.iter().any(|shared| shared.rest);
    ready.expected = case.expects.iter().map(|expect| resolve(suite, loaded, expect)).collect();
    let Some(program) = &loaded.program else {
        let errors = loaded.diagnostics.iter().filter(|problem| problem.is_error());
        ready.troubles.extend(errors.map(|problem| Trouble::of(problem, false)));
        return;
    };
    if let Some(problem) = session::problem::open(program, &loaded.open) {
        ready.troubles.push(Trouble::of(&in_cases(problem, program, (suite, loaded)), false));
        return;
    }
    match given(world, suite, case, &program.schemas) {
        Err(problems) => ready.troubles.extend(problems.iter().map(|problem| Trouble::of(problem, true))),
        Ok(given) => read(suite, program, &given, ready),
    }
}

/// Cases give parameters in their own way.
fn in_cases(problem: Diagnostic, program: &Program, (suite, loaded): (&Suite, &Loaded)) -> Diagnostic {
    let names = loaded.open.iter().filter_map(|id| program.param(*id));
    if suite.in_sheets() {
        let heads: Vec<String> = names.map(|param| format!("“参数 {}”", param.name)).collect();
        let (zh, en) = (heads.join("、"), heads.join(", "));
        return problem.help(Words::new(
            format!("在{zh}列里填上这个案例的值，没有这一列就加一列；各案例都一样的，填在“共用”那一行"),
            format!(
                "fill in the column {en} (add it where it is not there), or in the row 共用 where all cases share it"
            ),
        ));
    }
    let lines: Vec<String> = names.map(|param| format!("给定 参数 {} = …", param.name)).collect();
    let lines = lines.join("\n");
    problem.help(Words::new(
        format!("在案例里（或在“共用”里）给定：\n{lines}"),
        format!("give them in the case:\n{lines}"),
    ))
}

fn read(suite: &Suite, program: &Program, given: &Given, ready: &mut Ready) {
    let outcome = data::read(&given.files, &given.schemas);
    ready.troubles.extend(outcome.problems.iter().map(|problem| Trouble::data(problem, suite)));
    ready.batch = outcome.batch;
    let mut absent: BTreeSet<SlotId> = BTreeSet::new();
    for (table, column) in &given.left_out {
        let Some(schema) = program.schemas.get(*table).and_then(|schema| schema.columns.get(*column)) else { continue };
        absent.insert(schema.slot);
        let words = format!("案例没有给定“{}”列（其余 缺失）", schema.name);
        let cells = ready.batch.tables.get_mut(*table).and_then(|table| table.columns.get_mut(*column));
        for cell in cells.into_iter().flatten() {
            if *cell == Cell::Good(Value::Missing) {
                *cell = Cell::Bad(words.as_str().into());
            }
        }
    }
    let reads = |id: &ExprId| {
        let mut open = vec![*id];
        while let Some(expr) = open.pop().and_then(|id| program.expr(id)) {
            if matches!(&expr.kind, ExprKind::Slot(_, slot) if absent.contains(slot)) {
                return true;
            }
            open.extend(expr.kind.children());
        }
        false
    };
    let checks = program.assertions.iter().enumerate().filter(|(_, check)| check.row_check && reads(&check.holds));
    ready.unchecked = checks.map(|(index, _)| AssertionId::at(index)).collect();
}

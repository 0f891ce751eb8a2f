//! Row checks: rows that fail them are mended where the check says how, else drawn anew, within a bound.

use super::dice::Dice;
use super::draft::Draft;
use super::mend::Mender;
use super::note::Note;
use super::refer::redraw;
use super::table;
use crate::ir::batch::{Batch, TableData};
use crate::ir::expr::ExprKind;
use crate::ir::ids::ExprId;
use crate::ir::program::{Assertion, Program, SlotKind, Step};
use crate::rows::{self, Evaluation};
use crate::value::value::Value;

/// Rounds over the rows that still fail, where a check reads its own row only.
const ROUNDS: u64 = 60;
/// Rounds over all rows, where a check reads others.
const WIDE_ROUNDS: u64 = 12;

/// Makes the rows of all tables satisfy their checks; notes what is left.
pub(super) fn fit(program: &Program, draft: &mut Draft<'_>) {
    let mut wide = Vec::new();
    for (index, schema) in program.schemas.iter().enumerate() {
        let own = program.assertions.iter().filter(|check| check.row_check && check.owner == Some(schema.id));
        let checks: Vec<&Assertion> = own.collect();
        if checks.is_empty() {
            continue;
        }
        if checks.iter().all(|check| is_own(program, check.holds)) {
            alone(program, draft, index, &checks);
        } else {
            wide.push((index, checks));
        }
    }
    together(program, draft, &wide);
}

/// Whether an expression reads nothing but columns of its row.
fn is_own(program: &Program, id: ExprId) -> bool {
    let Some(expr) = program.expr(id) else { return false };
    let here = match &expr.kind {
        ExprKind::Slot(path, slot) => {
            let column = program.slot(*slot).is_some_and(|slot| matches!(slot.kind, SlotKind::Column(_)));
            column && path.frame == 0 && path.via.is_empty()
        }
        ExprKind::Whole(_) | ExprKind::Decide { .. } | ExprKind::Aggregate(_) => false,
        ExprKind::Constant(_)
        | ExprKind::Param(_)
        | ExprKind::ParamAt { .. }
        | ExprKind::Local(_)
        | ExprKind::Negate(_)
        | ExprKind::Not(_)
        | ExprKind::Binary(..)
        | ExprKind::If { .. }
        | ExprKind::Between { .. }
        | ExprKind::InList { .. }
        | ExprKind::InSet { .. }
        | ExprKind::AtLeast(..)
        | ExprKind::AtMost(..)
        | ExprKind::Round { .. }
        | ExprKind::OrElse { .. }
        | ExprKind::Has { .. }
        | ExprKind::Call(..) => true,
    };
    here && expr.kind.children().into_iter().all(|child| is_own(program, child))
}

/// The first check that a row fails, or cannot be held to.
fn failing<'a>(run: &Evaluation<'_>, checks: &[&'a Assertion], row: usize) -> Option<&'a Assertion> {
    let env = run.env(None, Some(row));
    checks.iter().find(|check| !matches!(run.eval(check.holds, &env), Ok(Value::Bool(true)))).copied()
}

/// One table at a time, the failing rows only.
fn alone(program: &Program, draft: &mut Draft<'_>, index: usize, checks: &[&Assertion]) {
    let lean = Program { relations: Vec::new(), steps: Vec::new(), outputs: Vec::new(), ..program.clone() };
    let mut pending: Vec<usize> = (0..draft.count(index)).collect();
    for round in 0..=ROUNDS {
        let batch = only(program, draft, index, &pending);
        let run = rows::run(&lean, batch);
        let failed: Vec<(usize, usize, &Assertion)> =
            pending.iter().enumerate().filter_map(|(at, row)| Some((at, *row, failing(&run, checks, at)?))).collect();
        if round == ROUNDS {
            note(program, draft, index, checks, failed.iter().map(|(_, _, check)| *check));
        } else {
            for (at, row, check) in &failed {
                improve(draft, index, (*row, *at), &run, check, round);
            }
        }
        pending = failed.into_iter().map(|(_, row, _)| row).collect();
        if pending.is_empty() {
            return;
        }
    }
}

/// Some rows of one table, and nothing else.
fn only(program: &Program, draft: &Draft<'_>, index: usize, wanted: &[usize]) -> Batch {
    let mut tables = vec![TableData::default(); program.schemas.len()];
    if let (Some(place), Some(all), Some(schema)) =
        (tables.get_mut(index), draft.rows.get(index), program.schemas.get(index))
    {
        let some: Vec<Vec<Value>> = wanted.iter().filter_map(|row| all.get(*row)).cloned().collect();
        *place = table(schema, &some);
    }
    Batch { tables }
}

/// All tables at once, where a check reads other rows.
fn together(program: &Program, draft: &mut Draft<'_>, wide: &[(usize, Vec<&Assertion>)]) {
    if wide.is_empty() {
        return;
    }
    let is_check = |step: &Step| matches!(step, Step::Assert(_));
    let steps = program.steps.iter().copied().filter(|step| !is_check(step)).collect();
    let lean = Program { steps, outputs: Vec::new(), ..program.clone() };
    for round in 0..=WIDE_ROUNDS {
        let tables = program.schemas.iter().zip(&draft.rows).map(|(schema, rows)| table(schema, rows)).collect();
        let run = rows::run(&lean, Batch { tables });
        let mut any = false;
        for (index, checks) in wide {
            let rows = 0..draft.count(*index);
            let failed: Vec<(usize, &Assertion)> =
                rows.filter_map(|row| Some((row, failing(&run, checks, row)?))).collect();
            any |= !failed.is_empty();
            if round == WIDE_ROUNDS {
                note(program, draft, *index, checks, failed.iter().map(|(_, check)| *check));
            } else {
                for (row, check) in failed {
                    improve(draft, *index, (row, row), &run, check, round);
                }
            }
        }
        if !any {
            return;
        }
    }
}

/// Changes a row that fails a check: as the check asks for, or by new cells, in turn.
fn improve(
    draft: &mut Draft<'_>,
    table: usize,
    (row, in_run): (usize, usize),
    run: &Evaluation<'_>,
    check: &Assertion,
    round: u64,
) {
    let mut dice = Dice::of(draft.seed, &[table as u64, row as u64, round, 4]);
    // The first round keeps the row as it was drawn and moves one cell: edge cases stay where they are.
    if round.is_multiple_of(2) || round > ROUNDS / 2 {
        let (Some(columns), Some(free), Some(schema)) =
            (draft.columns.get(table), draft.free.get(table), draft.schemas.get(table))
        else {
            return;
        };
        let mender = Mender { run, columns, free, schema, env: run.env(None, Some(in_run)) };
        if let Some((column, value)) = mender.mend(check.holds, true, &mut dice) {
            if let Some(place) =
                draft.rows.get_mut(table).and_then(|rows| rows.get_mut(row)).and_then(|row| row.get_mut(column))
            {
                *place = value;
            }
            return;
        }
    }
    redraw(draft, table, row, round.saturating_add(1));
}

fn note<'a>(
    program: &Program,
    draft: &mut Draft<'_>,
    index: usize,
    checks: &[&Assertion],
    failed: impl Iterator<Item = &'a Assertion>,
) {
    let failed: Vec<&str> = failed.map(|check| &*check.name).collect();
    let Some(table) = program.schemas.get(index).map(|schema| schema.name.clone()) else { return };
    for check in checks {
        let rows = failed.iter().filter(|name| **name == &*check.name).count();
        if rows > 0 {
            draft.notes.push(Note::Unmet { table: table.clone(), check: check.name.clone(), rows });
        }
    }
}

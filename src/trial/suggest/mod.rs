//! Proposes cases at the edges of a policy: takes the policy with the cases it has, looks for inputs at which comparisons
//! turn, exemptions begin and roundings tie, and gives them as cases to be confirmed. It changes one or two cells of a
//! starting point, asks the evaluator, and never guesses: what it could not reach it says.

mod base;
mod case;
mod edges;
mod needs;
mod proposal;
mod solve;
mod state;
mod switch;
mod text;

pub use proposal::{GivenRows, Proposal, ProposedCase, ProposedValue};
pub use text::write as text;

use super::parallel::each;
use super::suite::Suite;
use crate::diagnostic::{Diagnostic, Words};
use crate::session::World;
use crate::value::date::Date;
use base::Base;
use case::Maker;
use edges::{Edge, Goal};
use needs::Needs;
use solve::Found;

/// Proposes cases; settings and a day take the place of those that the cases of the suite give.
///
/// # Errors
/// Why the policy cannot be run.
pub fn suggest(
    world: &(dyn World + Sync),
    suite: &Suite,
    settings: &[(String, String)],
    day: Option<Date>,
) -> Result<Proposal, Vec<Diagnostic>> {
    let start = base::start(world, suite, settings, day)?;
    let Some(program) = &start.loaded.program else { return Err(start.loaded.diagnostics.clone()) };
    let sources = &start.loaded.sources;
    let needs = Needs::of(program);
    let edges = edges::edges(program, sources);
    let bases = start.bases();
    let found: Vec<Vec<Found>> =
        each(edges.len(), |index| edges.get(index).map(|edge| reach(edge, &bases, &needs)).unwrap_or_default());
    let mut maker = Maker::new(program, sources, &start, &bases);
    let mut proposal = Proposal { params: start.params.clone(), rest: start.rest, ..Proposal::default() };
    proposal.day = start.day.map(|day| day.to_string());
    proposal.made_up = start.made_up;
    proposal.tables = maker.shared();
    for (edge, found) in edges.iter().zip(&found) {
        let lacks = lacks(edge, found);
        if lacks.is_none() {
            proposal.reached += 1;
        }
        for one in found {
            proposal.cases.extend(maker.case(edge, one));
        }
        proposal.unreached.extend(lacks.map(|lack| told(&maker.place(edge), &lack)));
    }
    Ok(proposal)
}

/// The inputs at an edge: from the first starting point that comes to all of its sides, else the best there is.
fn reach(edge: &Edge, bases: &[Base<'_>], needs: &Needs) -> Vec<Found> {
    let mut best: Vec<Found> = Vec::new();
    for (index, base) in bases.iter().enumerate() {
        edge.refill();
        let found = match &edge.goal {
            Goal::Meet { .. } => solve::meet(edge, (index, base), needs),
            Goal::Tie { .. } => solve::tie(edge, (index, base), needs),
            Goal::Switch { .. } => switch::switch(edge, (index, base), needs),
        };
        if found.len() > best.len() {
            best = found;
        }
        if lacks(edge, &best).is_none() {
            break;
        }
    }
    best
}

/// What of an edge was not reached.
fn lacks(edge: &Edge, found: &[Found]) -> Option<Words> {
    let has = |side: i32| found.iter().any(|one| one.side == side);
    match &edge.goal {
        Goal::Meet { .. } if found.is_empty() => {
            Some(Words::new("改动任何一格都到不了这个界限", "no change of one cell comes to this edge"))
        }
        Goal::Meet { .. } if !has(0) => Some(Words::new(
            "没有正好相等的输入，只列出最近的两侧",
            "no input meets it exactly; the nearest on both sides are given",
        )),
        Goal::Meet { .. } if !has(-1) || !has(1) => {
            Some(Words::new("只到得了一侧", "only one side of it can be reached"))
        }
        Goal::Tie { .. } if found.is_empty() => {
            Some(Words::new("没有找到正好在中间的输入", "no input was found that ties"))
        }
        Goal::Switch { .. } if !has(1) => {
            Some(Words::new("没有找到使它成立的输入", "no input was found for which it holds"))
        }
        Goal::Switch { .. } if !has(0) => {
            Some(Words::new("没有找到使它不成立的输入", "no input was found for which it does not hold"))
        }
        Goal::Meet { .. } | Goal::Tie { .. } | Goal::Switch { .. } => None,
    }
}

fn told(place: &Words, lack: &Words) -> Words {
    Words::new(format!("{}：{}", place.zh, lack.zh), format!("{}: {}", place.en, lack.en))
}

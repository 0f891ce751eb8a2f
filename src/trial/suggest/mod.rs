//! Proposes cases at the edges of a policy: takes the policy with the cases it has, looks for inputs at which comparisons
//! turn, exemptions begin and roundings tie, and gives them as cases to be confirmed. It starts from the cases
//! that there are, changes a cell or two and the number of rows, asks the evaluator, and never guesses: what it could not
//! reach it says.

mod base;
mod case;
mod congruence;
mod edges;
mod hunt;
mod knob;
mod needs;
mod possible;
mod proposal;
mod reach;
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
use case::Maker;
use edges::{Edge, Goal};
use reach::{Field, Reached};

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
    let bases = start.bases();
    let Some(mut maker) = Maker::new(&start, &bases) else { return Err(Vec::new()) };
    let field = Field::of(&start, &bases);
    let reached: Vec<Reached> = each(field.edges().len(), |index| field.reach(index));
    let mut proposal = Proposal { rest: maker.rest, made_up: start.made_up, ..Proposal::default() };
    for (edge, reached) in field.edges().iter().zip(&reached) {
        let made = reached.found.iter().filter(|one| maker.take(edge, one)).map(|one| (one.side, one.close)).collect();
        let lacks = lacks(edge, &reached.wanted, made);
        match &lacks {
            None => proposal.reached += 1,
            Some(_) if edge.asserted => proposal.laws += 1,
            Some(_) => {}
        }
        proposal.bounded += usize::from(lacks.is_none() && reached.wanted.len() < sides(&edge.goal).len());
        proposal.unreached.extend(lacks.map(|lack| told(&maker.place(edge), &lack)));
    }
    maker.finish(&mut proposal);
    Ok(proposal)
}

/// The sides of an edge.
fn sides(goal: &Goal) -> &'static [i32] {
    match goal {
        Goal::Meet { .. } => &[-1, 0, 1],
        Goal::Tie { .. } => &[0],
        Goal::Switch { .. } => &[0, 1],
    }
}

/// What of an edge was not reached, of the sides that any data can come to; each side that was, and whether close to it.
fn lacks(edge: &Edge, wanted: &[i32], made: Vec<(i32, bool)>) -> Option<Words> {
    let lack: Vec<i32> = wanted.iter().copied().filter(|side| !made.iter().any(|(own, _)| own == side)).collect();
    // Where all data lie on one side, there is nothing to come close to.
    let far = wanted.len() > 1 && wanted.iter().any(|side| made.contains(&(*side, false)));
    if lack.is_empty() && (!far || matches!(edge.goal, Goal::Tie { .. })) {
        return None;
    }
    if edge.asserted {
        return Some(Words::new(
            "断言：没有找到能破坏它的数据，也许怎样都成立",
            "an assertion: no data were found that break it; it may hold whatever they are",
        ));
    }
    let side = |side: i32| lack.contains(&side);
    Some(match &edge.goal {
        Goal::Meet { .. } if made.is_empty() => {
            Words::new("没有案例的数据算得到这里", "no data of the cases come to compute it")
        }
        Goal::Meet { .. } if side(0) => Words::new(
            "没有找到正好相等的输入，只列出两侧",
            "no input was found that meets it exactly; the sides that were are given",
        ),
        Goal::Meet { .. } if side(-1) => Words::new("没有找到比它低的输入", "no input was found below it"),
        Goal::Meet { .. } if side(1) => Words::new("没有找到比它高的输入", "no input was found above it"),
        Goal::Meet { .. } => {
            Words::new("两侧都到了，但没有贴着界限", "both sides were reached, but not right beside the edge")
        }
        Goal::Tie { .. } => Words::new("没有找到正好在中间的输入", "no input was found that ties"),
        Goal::Switch { .. } if side(1) => Words::new("没有找到使它成立的输入", "no input was found for which it holds"),
        Goal::Switch { .. } => Words::new("没有找到使它不成立的输入", "no input was found for which it does not hold"),
    })
}

fn told(place: &Words, lack: &Words) -> Words {
    Words::new(format!("{}：{}", place.zh, lack.zh), format!("{}: {}", place.en, lack.en))
}

//! Proposes cases at the edges of a policy: takes the policy with the cases it has, looks for inputs at which comparisons
//! turn, exemptions begin and roundings tie, and gives them as cases to be confirmed. It starts from the cases
//! that there are, changes a cell or two and the number of rows, asks the evaluator, and never guesses: what it could not
//! reach it says.

mod base;
mod case;
mod congruence;
mod edges;
mod hunt;
mod kin;
mod knob;
mod needs;
mod possible;
mod proposal;
mod reach;
mod solve;
mod state;
mod switch;
mod text;
mod turn;

pub use proposal::{GivenRows, Proposal, ProposedCase, ProposedValue};
pub use text::write as text;

use super::parallel::each;
use super::remarks::{About, Remarks};
use super::suite::Suite;
use crate::diagnostic::{Diagnostic, Words};
use crate::session::World;
use crate::value::date::Date;
use case::Maker;
use edges::{Edge, Goal};
use reach::{Field, Reached};

/// Proposes cases; settings and a day take the place of those that the cases of the suite give. Where its data do not reach,
/// those of related policies are tried.
///
/// # Errors
/// Why the policy cannot be run.
pub fn suggest(
    world: &(dyn World + Sync),
    (suite, kin): (&Suite, &[Suite]),
    settings: &[(String, String)],
    day: Option<Date>,
) -> Result<Proposal, Vec<Diagnostic>> {
    let start = base::start(world, (suite, kin), settings, day)?;
    let bases = start.bases();
    let Some(mut maker) = Maker::new(&start, &bases) else { return Err(Vec::new()) };
    let field = Field::of(&start, &bases);
    let remarks = Remarks::of(std::iter::once(suite).chain(kin));
    let why: Vec<Option<String>> =
        field.edges().iter().map(|edge| remarks.why(About::Edge, &maker.sentence(edge).zh)).collect();
    // Where somebody has found that it cannot be reached, nobody looks far.
    let far = |index: usize| why.get(index).is_none_or(Option::is_none);
    let reached: Vec<Reached> = each(field.edges().len(), |index| field.reach(index, far(index)));
    let mut proposal = Proposal { made_up: start.made_up, ..Proposal::default() };
    for ((edge, reached), why) in field.edges().iter().zip(&reached).zip(why) {
        let made = reached.found.iter().filter(|one| maker.take(edge, one)).map(|one| (one.side, one.close)).collect();
        let Some(lack) = lacks(edge, &reached.wanted, made) else {
            proposal.reached += 1;
            proposal.bounded += usize::from(reached.wanted.len() < sides(&edge.goal).len());
            continue;
        };
        match why {
            Some(why) => proposal.impossible.push(told(&maker.place(edge), &Words::same(why))),
            None => {
                proposal.laws += usize::from(edge.asserted);
                proposal.unreached.push(told(&maker.place(edge), &lack));
            }
        }
    }
    proposal.rest = maker.rest;
    let lender = |at: &usize| kin.get(*at).map(|suite| suite.path.clone());
    proposal.kin = maker.kin.iter().filter_map(lender).collect();
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
    let mut words = missed(edge, &lack, made.is_empty());
    if edge.asserted && lack.iter().any(|side| *side != 0) {
        words.zh = format!("断言，{}；也许它怎样都成立", words.zh);
        words.en = format!("an assertion, {}; it may hold whatever the data are", words.en);
    }
    Some(words)
}

/// What of an edge was not reached, in words.
fn missed(edge: &Edge, lack: &[i32], none: bool) -> Words {
    let side = |side: i32| lack.contains(&side);
    match &edge.goal {
        Goal::Meet { .. } if none => Words::new("没有案例的数据算得到这里", "no data of the cases come to compute it"),
        Goal::Meet { .. } if lack.is_empty() => {
            Words::new("两侧都到了，但没有贴着界限", "both sides were reached, but not right beside the edge")
        }
        Goal::Meet { .. } => {
            let names =
                [(-1, "比它低", "below it"), (0, "正好相等", "that meets it exactly"), (1, "比它高", "above it")];
            let lacking: Vec<_> = names.into_iter().filter(|(at, ..)| side(*at)).collect();
            let zh: Vec<&str> = lacking.iter().map(|(_, zh, _)| *zh).collect();
            let en: Vec<&str> = lacking.iter().map(|(.., en)| *en).collect();
            Words::new(format!("没有找到{}的输入", zh.join("、")), format!("no input was found {}", en.join(" or ")))
        }
        Goal::Tie { .. } => Words::new("没有找到正好在中间的输入", "no input was found that ties"),
        Goal::Switch { .. } if side(1) => Words::new("没有找到使它成立的输入", "no input was found for which it holds"),
        Goal::Switch { .. } => Words::new("没有找到使它不成立的输入", "no input was found for which it does not hold"),
    }
}

fn told(place: &Words, lack: &Words) -> Words {
    Words::new(format!("{}：{}", place.zh, lack.zh), format!("{}: {}", place.en, lack.en))
}

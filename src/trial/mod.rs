//! Cases: what a policy must do, tried. Takes the path of a policy or of cases beside one and a `World`; gives for each
//! case what held and what did not, what of the policy the cases touch, and which changes of it they would not notice. Never writes a file and knows no terminal.

mod alter;
mod coverage;
mod expect;
mod given;
mod mutants;
mod mutation;
mod outcome;
mod parallel;
mod prepare;
mod remarks;
mod run;
pub mod sheet;
mod sites;
pub mod suggest;
mod suite;

pub use coverage::{Coverage, Part, PartKind, Touch, coverage};
pub use mutation::{Mutation, Survivor, mutate};
pub use outcome::{CaseOutcome, Failure, SuiteOutcome};
pub use run::{Plan, Seen, run};
pub use suite::{ENDING, SHEETS, Suite, ending, open, policy_of, stem};

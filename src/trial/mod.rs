//! Cases: what a policy must do, tried. Takes the path of a policy or of cases beside one and a `World`; gives for each
//! case what held and what did not. Never writes a file and knows no terminal.

mod expect;
mod given;
mod outcome;
mod parallel;
mod prepare;
mod run;
mod suite;

pub use outcome::{CaseOutcome, Failure, SuiteOutcome};
pub use run::{Plan, Seen, run};
pub use suite::{ENDING, Suite, open, policy_of};

//! Tree → program. Takes a parsed policy and the CSV files it names, gives the checked program *and* every problem;
//! never reads a file and never computes a row.

mod allocate;
mod assess;
mod checker;
mod constant;
pub mod cover;
mod covering;
mod declare;
mod derived;
mod finish;
mod lone;
mod lower;
mod make;
mod marginal;
mod names;
mod numeral;
mod oblige;
mod order;
mod output;
mod problem;
pub mod range;
mod resolve;
mod rules;
mod scope;
mod tables;
mod types;
mod vocabulary;

pub use lone::{Lone, expression, expression_in};

use crate::diagnostic::Diagnostic;
use crate::ir::ids::ParamId;
use crate::ir::program::{Basis, Program};
use crate::source::Sources;
use crate::syntax::ast;
use crate::value::date::Date;
use checker::{Checker, Lowered, Making, Reported, State};
use std::collections::BTreeMap;

/// What a policy is checked against besides its own text.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// The day at which dated parameters are read; the policy's 基准日 where this is not given.
    pub as_of: Option<Date>,
    /// The rows of the CSV files named by 来自, by the path as written; what is not here could not be read, and has been
    /// reported as such.
    pub files: BTreeMap<String, Vec<Vec<String>>>,
}

/// The outcome of a check.
#[derive(Debug, Default)]
pub struct Checked {
    /// The program, unless there are errors.
    pub program: Option<Program>,
    pub problems: Vec<Diagnostic>,
    /// Parameters that still have no value; nothing can be settled before they are given.
    pub open: Vec<ParamId>,
}

/// Checks a policy whole: every problem is found in one run.
pub fn check(file: &ast::File, inputs: &Inputs, sources: &Sources) -> Checked {
    let mut checker = Checker::new(inputs, sources);
    checker.declare(file);
    checker.define_vocabulary();
    checker.define_tables();
    checker.define_rules();
    checker.define_obligations();
    checker.define_outputs();
    checker.finish();
    checker.close()
}

/// Legal bases from the tree.
fn bases(list: &[ast::Basis]) -> Vec<Basis> {
    list.iter().map(|basis| Basis { text: basis.text.clone(), quote: basis.quote.clone(), span: basis.span }).collect()
}

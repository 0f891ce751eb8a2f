//! An expression by itself, or as it would stand in a rule of a policy.

use super::Inputs;
use super::checker::{Checker, Lowered, Reported};
use super::scope::Scope;
use crate::diagnostic::Diagnostic;
use crate::ir::ids::ExprId;
use crate::ir::program::Program;
use crate::source::Sources;
use crate::syntax::ast;

/// An expression that can be computed.
#[derive(Debug)]
pub struct Lone {
    /// What computes it.
    pub program: Program,
    pub expr: ExprId,
    /// What is to be said of it all the same: warnings and notes.
    pub remarks: Vec<Diagnostic>,
}

/// Checks a lone expression, as a program with nothing else in it.
///
/// # Errors
/// All problems of the expression.
pub fn expression(expr: &ast::Expr, sources: &Sources) -> Result<Lone, Vec<Diagnostic>> {
    let inputs = Inputs::default();
    let mut checker = Checker::new(&inputs, sources);
    checker.program.unit_names.clone_from(&checker.units.bases);
    let lowered = checker.lower(expr, &Scope::of(None));
    sound(checker, lowered)
}

fn sound(checker: Checker<'_>, lowered: Lowered<ExprId>) -> Result<Lone, Vec<Diagnostic>> {
    match lowered {
        Ok(expr) if !checker.problems.iter().any(Diagnostic::is_error) => {
            Ok(Lone { program: checker.program, expr, remarks: checker.problems })
        }
        Ok(_) | Err(Reported) => Err(checker.problems),
    }
}

/// Checks an expression against a checked program, as if it stood in a rule of `table`; the program grows by its nodes.
///
/// # Errors
/// All problems of the expression.
pub fn expression_in(
    file: &ast::File,
    inputs: &Inputs,
    sources: &Sources,
    table: Option<&str>,
    expr: &ast::Expr,
) -> Result<Lone, Vec<Diagnostic>> {
    let mut checker = Checker::new(inputs, sources);
    checker.declare(file);
    checker.define_vocabulary();
    checker.define_tables();
    checker.define_rules();
    checker.problems.clear();
    let owner = table.and_then(|name| checker.names.tables.get(name).copied());
    let lowered = checker.lower(expr, &Scope::of(owner));
    sound(checker, lowered)
}

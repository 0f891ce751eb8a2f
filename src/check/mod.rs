//! Tree → program. Takes a parsed policy and the CSV files it names, gives the checked program *and* every problem;
//! never reads a file and never computes a row.

mod allocate;
mod assess;
mod constant;
pub mod cover;
mod covering;
mod declare;
mod derived;
mod finish;
mod lower;
mod marginal;
mod names;
mod order;
mod output;
mod problem;
pub mod range;
mod resolve;
mod rules;
mod scope;
mod tables;
mod types;
mod units;
mod vocabulary;

use crate::diagnostic::Diagnostic;
use crate::ir::expr::{Expr, ExprKind};
use crate::ir::ids::{DecisionId, ExprId, LocalId, ParamId, SlotId, TableId};
use crate::ir::program::{Basis, Program, Step};
use crate::ir::schema::Range;
use crate::source::{Sources, Span};
use crate::syntax::ast;
use crate::value::date::Date;
use crate::value::types::{Kind, Type};
use declare::Def;
use names::Names;
use scope::Scope;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use units::UnitTable;

/// What a policy is checked against besides its own text.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// The day at which dated parameters are read; the policy's 基准日 where this is not given.
    pub as_of: Option<Date>,
    /// The rows of the CSV files named by 来自, by the path as written.
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
    checker.define_outputs();
    checker.finish();
    checker.close()
}

/// Checks a lone expression, as a program with nothing else in it.
///
/// # Errors
/// All problems of the expression.
pub fn expression(expr: &ast::Expr, sources: &Sources) -> Result<(Program, ExprId), Vec<Diagnostic>> {
    let inputs = Inputs::default();
    let mut checker = Checker::new(&inputs, sources);
    checker.program.unit_names.clone_from(&checker.units.bases);
    let lowered = checker.lower(expr, &Scope::of(None));
    match lowered {
        Ok(id) if !checker.problems.iter().any(Diagnostic::is_error) => Ok((checker.program, id)),
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
) -> Result<(Program, ExprId), Vec<Diagnostic>> {
    let mut checker = Checker::new(inputs, sources);
    checker.declare(file);
    checker.define_vocabulary();
    checker.define_tables();
    checker.define_rules();
    checker.problems.clear();
    let owner = table.and_then(|name| checker.names.tables.get(name).copied());
    let lowered = checker.lower(expr, &Scope::of(owner));
    match lowered {
        Ok(id) if !checker.problems.iter().any(Diagnostic::is_error) => Ok((checker.program, id)),
        Ok(_) | Err(Reported) => Err(checker.problems),
    }
}

/// A part could not be checked; its problem has been reported, so what contains it stays silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reported;
type Lowered<T> = Result<T, Reported>;

/// The state of one check.
struct Checker<'a> {
    inputs: &'a Inputs,
    sources: &'a Sources,
    program: Program,
    problems: Vec<Diagnostic>,
    names: Names,
    units: UnitTable,
    /// What each slot is made from, until it is made.
    defs: Vec<Def<'a>>,
    /// Where the making of each slot stands.
    states: Vec<State>,
    derived: BTreeMap<TableId, (State, &'a ast::DerivedDecl)>,
    /// What is being made, outermost first, to draw a cycle.
    making: Vec<(Making, Span)>,
    exceptions: Vec<rules::Pending<'a>>,
    assessments: Vec<(&'a ast::Decl, &'a ast::AssessmentDecl)>,
    allocations: Vec<(&'a ast::Decl, &'a ast::AllocateDecl)>,
    outputs: Vec<(&'a ast::Decl, &'a ast::OutputDecl)>,
    asserts: Vec<declare::PendingAssert<'a>>,
    params: Vec<(&'a ast::Decl, &'a ast::ParamDecl)>,
    lookups: Vec<(&'a ast::Decl, &'a ast::LookupDecl)>,
    lists: Vec<(&'a ast::Decl, declare::ListParts<'a>)>,
    tables: Vec<(TableId, &'a ast::Decl, &'a ast::TableDecl)>,
    /// Names that something refers to.
    used: BTreeSet<Arc<str>>,
    used_slots: BTreeSet<SlotId>,
    groups: BTreeMap<Arc<str>, rules::Group>,
    header: Option<Span>,
    /// Checked parts of indicators, by assessment.
    made: Vec<Vec<assess::Made>>,
    /// The kind of each list's values, by list.
    list_kinds: Vec<Kind>,
    /// The ranges that bound the keys of lookups.
    key_ranges: BTreeMap<DecisionId, Vec<Option<Range>>>,
    param_ranges: BTreeMap<ParamId, Range>,
    /// Lookups by 超额累进, proved as bands before they are turned into sums.
    marginal: Vec<(DecisionId, Span)>,
}

/// Where the making of a slot or table stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Making,
    Done,
    Broken,
}

/// Something in the making.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Making {
    Slot(SlotId),
    Table(TableId),
}

impl<'a> Checker<'a> {
    fn new(inputs: &'a Inputs, sources: &'a Sources) -> Self {
        Checker {
            inputs,
            sources,
            program: Program { as_of: inputs.as_of, ..Program::default() },
            problems: Vec::new(),
            names: Names::default(),
            units: UnitTable::default(),
            defs: Vec::new(),
            states: Vec::new(),
            derived: BTreeMap::new(),
            making: Vec::new(),
            exceptions: Vec::new(),
            assessments: Vec::new(),
            allocations: Vec::new(),
            outputs: Vec::new(),
            asserts: Vec::new(),
            params: Vec::new(),
            lookups: Vec::new(),
            lists: Vec::new(),
            tables: Vec::new(),
            used: BTreeSet::new(),
            used_slots: BTreeSet::new(),
            groups: BTreeMap::new(),
            header: None,
            made: Vec::new(),
            list_kinds: Vec::new(),
            key_ranges: BTreeMap::new(),
            param_ranges: BTreeMap::new(),
            marginal: Vec::new(),
        }
    }

    fn report(&mut self, problem: Diagnostic) -> Reported {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
        Reported
    }

    /// A new node of the arena.
    fn add(&mut self, kind: ExprKind, ty: impl Into<Type>, span: Span) -> ExprId {
        self.program.exprs.push(Expr { kind, ty: ty.into(), span });
        ExprId::at(self.program.exprs.len() - 1)
    }

    fn kind(&self, id: ExprId) -> Option<&ExprKind> {
        self.program.expr(id).map(|expr| &expr.kind)
    }

    fn span(&self, id: ExprId) -> Span {
        self.program.expr(id).map(|expr| expr.span).unwrap_or_default()
    }

    fn new_local(&mut self, name: &Arc<str>) -> LocalId {
        self.program.locals.push(name.clone());
        LocalId::at(self.program.locals.len() - 1)
    }

    fn step(&mut self, step: Step) {
        self.program.steps.push(step);
    }

    fn written(&self, span: Span) -> &str {
        self.sources.slice(span)
    }

    fn table_name(&self, table: TableId) -> Arc<str> {
        self.program.table(table).map_or_else(|| "".into(), |table| table.name.clone())
    }

    fn slot_name(&self, slot: SlotId) -> Arc<str> {
        self.program.slot(slot).map_or_else(|| "".into(), |slot| slot.name.clone())
    }

    fn close(mut self) -> Checked {
        self.problems.sort_by_key(|problem| (problem.span(), problem.code));
        let open = self.program.params.iter().enumerate().filter(|(_, param)| param.values.is_empty());
        let open = open.map(|(index, _)| ParamId::at(index)).collect();
        let failed = self.problems.iter().any(Diagnostic::is_error);
        Checked { program: (!failed).then_some(self.program), problems: self.problems, open }
    }
}

/// Legal bases from the tree.
fn bases(list: &[ast::Basis]) -> Vec<Basis> {
    list.iter().map(|basis| Basis { text: basis.text.clone(), quote: basis.quote.clone(), span: basis.span }).collect()
}

//! Decision tables: lookups, bands, table expressions.

use crate::check::problem::tables as problem;
use crate::check::scope::Scope;
use crate::check::{Checker, Lowered, Reported};
use crate::ir::expr::{Absence, BinaryOp, Cell, Decision, DecisionKey, DecisionRow, End, ExprKind, HitPolicy};
use crate::ir::ids::{DecisionId, ExprId};
use crate::source::Span;
use crate::syntax::ast::{self, CellKind, Expr, Row};
use crate::value::types::{Kind, Type};
use std::sync::Arc;

impl Checker<'_> {
    /// `按 a, b | … |`: a decision table in the place of a value.
    pub(super) fn table_expression(
        &mut self,
        keys: &[Expr],
        rows: &[Row],
        span: Span,
        scope: &Scope,
        expected: Option<Kind>,
    ) -> Lowered<ExprId> {
        let mut ids = Vec::new();
        let mut broken = false;
        for key in keys {
            match self.lower(key, scope) {
                Ok(id) => ids.push(id),
                Err(Reported) => broken = true,
            }
        }
        if broken {
            return Err(Reported);
        }
        let mut keys = Vec::new();
        for id in &ids {
            let name: Arc<str> = self.written(self.span(*id)).into();
            let name = if name.starts_with(['|', '｜']) || name.contains("赋分") { "取值".into() } else { name };
            let local = self.new_local(&name);
            keys.push(DecisionKey { name, local, ty: self.ty(*id) });
        }
        // Inside a row, what a key is has been told by its cell, but it can be read by its own name only.
        let decision = self.decision(None, keys, rows, HitPolicy::Unique, (scope, expected), span)?;
        let ty = self.program.decision(decision).map(|decision| decision.result).ok_or(Reported)?;
        Ok(self.add(ExprKind::Decide { decision, keys: ids }, ty, span))
    }

    /// Checks the rows of a decision table and adds it to the program.
    pub(in crate::check) fn decision(
        &mut self,
        name: Option<Arc<str>>,
        keys: Vec<DecisionKey>,
        rows: &[Row],
        hit: HitPolicy,
        (scope, expected): (&Scope, Option<Kind>),
        span: Span,
    ) -> Lowered<DecisionId> {
        let mut checked = Vec::new();
        let mut broken = false;
        let mut first: Option<ExprId> = None;
        let mut result: Option<Type> = None;
        for row in rows {
            if row.cells.len() != keys.len() + 1 {
                self.report(problem::cell_count(row.span, row.cells.len(), keys.len() + 1));
                broken = true;
                continue;
            }
            let mut cells = Vec::new();
            for (cell, key) in row.cells.iter().zip(&keys) {
                match self.cell(cell, key, scope) {
                    Ok(cell) => cells.push(cell),
                    Err(Reported) => broken = true,
                }
            }
            let Some(last) = row.cells.last() else { continue };
            let inner = self.told_by_cells(&cells, &keys, scope);
            let Ok(id) = self.result(last, (&inner, expected), &mut first, &mut result) else {
                broken = true;
                continue;
            };
            checked.push(DecisionRow { cells, result: id, span: row.span });
        }
        let Some(result) = result.filter(|_| !broken) else { return Err(Reported) };
        self.program.decisions.push(Decision { name, keys, rows: checked, hit, result, span });
        Ok(DecisionId::at(self.program.decisions.len() - 1))
    }

    /// A further result of a lookup: the cells of its first, each row with a result of its own.
    pub(in crate::check) fn further_result(
        &mut self,
        first: DecisionId,
        name: Arc<str>,
        rows: &[Row],
        (scope, expected): (&Scope, Option<Kind>),
    ) -> Lowered<DecisionId> {
        let mut decision = self.program.decision(first).cloned().ok_or(Reported)?;
        let (mut known, mut result, mut broken) = (None, None, false);
        for (row, written) in decision.rows.iter_mut().zip(rows) {
            let inner = self.told_by_cells(&row.cells, &decision.keys, scope);
            let Some(last) = written.cells.last() else { continue };
            match self.result(last, (&inner, expected), &mut known, &mut result) {
                Ok(id) => row.result = id,
                Err(Reported) => broken = true,
            }
        }
        let Some(result) = result.filter(|_| !broken) else { return Err(Reported) };
        self.program.decisions.push(Decision { name: Some(name), result, ..decision });
        Ok(DecisionId::at(self.program.decisions.len() - 1))
    }

    /// The result of a row, of one type with those before it; `first` is one of them that is present, if any.
    fn result(
        &mut self,
        cell: &ast::Cell,
        (scope, expected): (&Scope, Option<Kind>),
        first: &mut Option<ExprId>,
        result: &mut Option<Type>,
    ) -> Lowered<ExprId> {
        let id = self.result_cell(cell, scope, expected)?;
        let ty = match *first {
            None => self.ty(id),
            Some(first) => self.unify(first, id)?,
        };
        *result = Some(result.map_or(ty, |before| widest(before, ty)));
        if first.is_none() || self.is_absent_constant(*first) {
            *first = Some(id);
        }
        Ok(id)
    }

    fn is_absent_constant(&self, id: Option<ExprId>) -> bool {
        use crate::value::value::Value;
        matches!(id.and_then(|id| self.kind(id)), Some(ExprKind::Constant(Value::Missing | Value::NotApplicable)))
    }

    /// In a row whose cell is no absence, the key is known to be there.
    fn told_by_cells(&self, cells: &[Cell], keys: &[DecisionKey], scope: &Scope) -> Scope {
        let mut scope = scope.clone();
        for (cell, key) in cells.iter().zip(keys) {
            let present = !matches!(cell, Cell::Any | Cell::Absent(_));
            let ty = if present { Type::from(key.ty.kind) } else { key.ty };
            if let Some((local, _)) = scope.value
                && &*key.name == "取值"
            {
                scope.value = Some((local, ty));
            }
            for local in scope.locals.iter_mut().filter(|local| local.id == key.local) {
                local.ty = ty;
            }
        }
        scope
    }

    fn cell(&mut self, cell: &ast::Cell, key: &DecisionKey, scope: &Scope) -> Lowered<Cell> {
        // A stand-in for the key, so that bounds are compared with its type.
        let probe = self.add(ExprKind::Local(key.local), Type::from(key.ty.kind), cell.span);
        match &cell.kind {
            CellKind::Any => Ok(Cell::Any),
            CellKind::Ditto | CellKind::Doubtful(..) => Err(Reported),
            CellKind::Missing | CellKind::Inapplicable => {
                let missing = matches!(cell.kind, CellKind::Missing);
                let possible = if missing { key.ty.missing } else { key.ty.inapplicable };
                if !possible {
                    return Err(self.report(problem::never_absent_key(cell.span, &key.name)));
                }
                Ok(Cell::Absent(if missing { Absence::Missing } else { Absence::Inapplicable }))
            }
            CellKind::Interval(interval) => {
                let (low, high) = self.bounds(interval, scope, Some(probe))?;
                Ok(Cell::Within { low, high })
            }
            CellKind::Compare(comparisons) => self.comparisons(comparisons, probe, scope, cell.span),
            CellKind::List(values) => {
                let mut ids = Vec::new();
                for value in values {
                    ids.push(self.cell_value(value, key, probe, scope)?);
                }
                Ok(Cell::OneOf(ids))
            }
        }
    }

    fn cell_value(&mut self, value: &Expr, key: &DecisionKey, probe: ExprId, scope: &Scope) -> Lowered<ExprId> {
        let span = value.span;
        let id = match (key.ty.kind, self.bare_word(value)) {
            // In a cell a bare word is a text where texts are due.
            (Kind::Text, Some(word)) => {
                let value = crate::value::value::Value::Text(word);
                self.add(ExprKind::Constant(value), Kind::Text, span)
            }
            (_, _) => self.lower_as(value, scope, Some(key.ty.kind))?,
        };
        self.present(id)?;
        self.comparable(BinaryOp::Equal, value.span, probe, id)?;
        Ok(id)
    }

    fn bare_word(&self, value: &Expr) -> Option<Arc<str>> {
        let ast::ExprKind::Path(path) = &value.kind else { return None };
        let word = super::calls::plain(path)?;
        let known = self.names.params.contains_key(word) || self.names.whole.contains_key(word);
        (!known).then(|| word.into())
    }

    fn comparisons(
        &mut self,
        comparisons: &[(BinaryOp, Expr)],
        probe: ExprId,
        scope: &Scope,
        span: Span,
    ) -> Lowered<Cell> {
        let expected = Some(self.ty(probe).kind);
        let (mut low, mut high, mut equal, mut unequal) = (None, None, Vec::new(), Vec::new());
        for (op, bound) in comparisons {
            let id = self.lower_as(bound, scope, expected)?;
            self.present(id)?;
            self.comparable(*op, bound.span, probe, id)?;
            match op {
                BinaryOp::Less => high = Some((id, End::Open)),
                BinaryOp::LessEqual => high = Some((id, End::Closed)),
                BinaryOp::Greater => low = Some((id, End::Open)),
                BinaryOp::GreaterEqual => low = Some((id, End::Closed)),
                BinaryOp::NotEqual => unequal.push(id),
                BinaryOp::Equal
                | BinaryOp::Add
                | BinaryOp::Subtract
                | BinaryOp::Multiply
                | BinaryOp::Divide
                | BinaryOp::And
                | BinaryOp::Or => equal.push(id),
            }
        }
        match (low.is_some() || high.is_some(), equal.is_empty(), unequal.is_empty()) {
            (true, true, true) => Ok(Cell::Within { low, high }),
            (false, false, true) => Ok(Cell::OneOf(equal)),
            (false, true, false) => Ok(Cell::NoneOf(unequal)),
            (_, _, _) => Err(self.report(problem::mixed_comparisons(span))),
        }
    }

    fn result_cell(&mut self, cell: &ast::Cell, scope: &Scope, expected: Option<Kind>) -> Lowered<ExprId> {
        let lone = |kind| Expr { kind, span: cell.span, height: 1 };
        match &cell.kind {
            CellKind::List(values) => match values.as_slice() {
                [value] => self.lower_as(value, scope, expected),
                _ => Err(self.report(problem::result_is_one_value(cell.span))),
            },
            CellKind::Missing => self.lower_as(&lone(ast::ExprKind::Missing), scope, expected),
            CellKind::Inapplicable => self.lower_as(&lone(ast::ExprKind::Inapplicable), scope, expected),
            CellKind::Doubtful(left, right) => {
                let (left, right) = (Box::new(left.clone()), Box::new(right.clone()));
                let kind = ast::ExprKind::Binary { op: BinaryOp::Subtract, op_span: cell.span, left, right };
                self.lower_as(&lone(kind), scope, expected)
            }
            CellKind::Any | CellKind::Ditto | CellKind::Interval(_) | CellKind::Compare(_) => {
                Err(self.report(problem::result_is_one_value(cell.span)))
            }
        }
    }
}

/// The type that holds both results.
fn widest(one: Type, other: Type) -> Type {
    let kind = match (one.kind, other.kind) {
        (Kind::Number(a), Kind::Number(b)) => Kind::Number(crate::value::types::NumberType {
            unit: if a.unit.is_none() { b.unit } else { a.unit },
            digits: a.digits.max(b.digits),
            percent: a.percent || b.percent,
        }),
        (_, kind) => kind,
    };
    Type { kind, missing: one.missing || other.missing, inapplicable: one.inapplicable || other.inapplicable }
}

//! 修改: replaces a quoted piece of a declaration, if the base reads as quoted.

use super::canon::canon;
use crate::source::{Sources, Span};
use crate::syntax::ast::{Decl, DeclKind, Expr, ExprKind, IndicatorDecl, Piece, PieceKind, Row, TargetClause};

/// What was replaced: its place in the base and the new text.
pub struct Replaced {
    pub at: Span,
    /// The keyword that stands within the place and must be written again.
    pub keyword: &'static str,
}

/// Why nothing was replaced.
pub enum Refused {
    /// The base reads otherwise at these places.
    Otherwise(Vec<Span>),
    /// The clause must be named; these are possible.
    NeedsClause(&'static str),
}

/// Replaces a piece of a declaration.
pub fn amend(
    decl: &mut Decl,
    clause: Option<TargetClause>,
    old: &Piece,
    new: &Piece,
    sources: &Sources,
) -> Result<Replaced, Refused> {
    let swap = Swap { old, new, sources };
    match (&mut decl.kind, clause) {
        (DeclKind::Param(param), _) => {
            let values = param.value.iter_mut().chain(param.dated.iter_mut().map(|dated| &mut dated.value));
            swap.any(values.collect())
        }
        (DeclKind::Formula { value, .. }, _) => swap.expr_or_rows(value),
        (DeclKind::Unit { value: Some(value), .. }, _) => swap.any(vec![value]),
        (DeclKind::Assert { holds, .. } | DeclKind::Oblige { holds, .. }, _) => swap.any(vec![holds]),
        (DeclKind::Lookup(lookup), _) => swap.rows(&mut lookup.rows),
        (DeclKind::List { values: crate::syntax::ast::ListSource::Values(values), .. }, _) => {
            swap.any(values.iter_mut().collect())
        }
        (DeclKind::Except { when, unless, then, .. }, clause) => match clause {
            Some(TargetClause::When) => swap.any(when.iter_mut().collect()),
            Some(TargetClause::Unless) => swap.any(unless.iter_mut().collect()),
            Some(TargetClause::Then) => swap.any(then.iter_mut().collect()),
            _ => swap.any(when.iter_mut().chain(unless).chain(then.iter_mut()).collect()),
        },
        (DeclKind::Exclude(exclude), Some(TargetClause::Reason)) => {
            let Some((reason, span)) = &mut exclude.reason else { return Err(Refused::Otherwise(Vec::new())) };
            match (text_of(old), text_of(new)) {
                (Some(was), Some(now)) if canon(&was) == canon(reason) => {
                    let at = *span;
                    *reason = now;
                    Ok(Replaced { at, keyword: "理由 " })
                }
                (_, _) => Err(Refused::Otherwise(vec![*span])),
            }
        }
        (DeclKind::Exclude(exclude), clause) => {
            let effects = exclude.effects.iter_mut().map(|(_, value)| value);
            match clause {
                Some(TargetClause::When) => swap.any(exclude.when.iter_mut().collect()),
                Some(TargetClause::Unless) => swap.any(exclude.unless.iter_mut().collect()),
                Some(TargetClause::Then) => swap.any(effects.collect()),
                _ => swap.any(exclude.when.iter_mut().chain(&mut exclude.unless).chain(effects).collect()),
            }
        }
        (DeclKind::Reinstate { when, .. }, _) => swap.any(when.iter_mut().collect()),
        (DeclKind::Allocate(allocate), clause) => match clause {
            Some(TargetClause::Pool) => swap.any(allocate.pool.iter_mut().collect()),
            Some(TargetClause::By) => swap.any(allocate.weight.iter_mut().collect()),
            Some(TargetClause::When) => swap.any(allocate.when.iter_mut().collect()),
            _ => Err(Refused::NeedsClause("总额、按、当")),
        },
        (DeclKind::Assessment(assessment), Some(TargetClause::FullMarks)) => {
            swap.any(assessment.full.iter_mut().collect())
        }
        (DeclKind::Assessment(_), _) => Err(Refused::NeedsClause("满分；指标写 考核.指标 权重")),
        (_, _) => Err(Refused::NeedsClause("先“停用”它，再重新声明")),
    }
}

/// Replaces a piece of an indicator.
pub fn amend_indicator(
    indicator: &mut IndicatorDecl,
    clause: Option<TargetClause>,
    old: &Piece,
    new: &Piece,
    sources: &Sources,
) -> Result<Replaced, Refused> {
    let swap = Swap { old, new, sources };
    match clause {
        Some(TargetClause::Weight) => swap.any(indicator.weight.iter_mut().collect()),
        Some(TargetClause::Value) => swap.any(indicator.take.iter_mut().collect()),
        Some(TargetClause::FullMarks) => swap.any(indicator.full.iter_mut().collect()),
        Some(TargetClause::Score | TargetClause::Row) => match &mut indicator.score {
            Some(score) => swap.expr_or_rows(score),
            None => Err(Refused::Otherwise(Vec::new())),
        },
        Some(
            TargetClause::When
            | TargetClause::Unless
            | TargetClause::Then
            | TargetClause::Reason
            | TargetClause::Pool
            | TargetClause::By,
        )
        | None => Err(Refused::NeedsClause("权重、取值、赋分、满分")),
    }
}

/// A quoted text.
fn text_of(piece: &Piece) -> Option<std::sync::Arc<str>> {
    match &piece.kind {
        PieceKind::Expr(Expr { kind: ExprKind::Text(text), .. }) => Some(text.clone()),
        PieceKind::Expr(_) | PieceKind::Rows(_) => None,
    }
}

struct Swap<'a> {
    old: &'a Piece,
    new: &'a Piece,
    sources: &'a Sources,
}

impl Swap<'_> {
    /// The first of some expressions that reads as quoted.
    fn any(&self, exprs: Vec<&mut Expr>) -> Result<Replaced, Refused> {
        let quoted = canon(self.sources.slice(self.old.span));
        let places = exprs.iter().map(|expr| expr.span).collect();
        let PieceKind::Expr(new) = &self.new.kind else { return Err(Refused::Otherwise(places)) };
        for expr in exprs {
            if canon(self.sources.slice(expr.span)) == quoted {
                let at = expr.span;
                *expr = new.clone();
                return Ok(Replaced { at, keyword: "" });
            }
        }
        Err(Refused::Otherwise(places))
    }

    fn expr_or_rows(&self, expr: &mut Expr) -> Result<Replaced, Refused> {
        match self.old.kind {
            PieceKind::Expr(_) => self.any(vec![expr]),
            PieceKind::Rows(_) => match table_rows(expr) {
                Some(rows) => self.rows(rows),
                None => Err(Refused::Otherwise(vec![expr.span])),
            },
        }
    }

    /// Replaces the quoted rows, wherever they stand, by the new ones.
    fn rows(&self, rows: &mut Vec<Row>) -> Result<Replaced, Refused> {
        let places = rows.iter().map(|row| row.span).collect();
        let (PieceKind::Rows(old), PieceKind::Rows(new)) = (&self.old.kind, &self.new.kind) else {
            return Err(Refused::Otherwise(places));
        };
        let read = |row: &Row| canon(self.sources.slice(row.span));
        let first = old.first().map(read);
        let Some(start) = rows.iter().position(|row| Some(read(row)) == first) else {
            return Err(Refused::Otherwise(places));
        };
        let end = start.saturating_add(old.len());
        let replaced = rows.get(start..end).unwrap_or_default();
        if replaced.len() != old.len() || !replaced.iter().zip(old).all(|(row, old)| read(row) == read(old)) {
            return Err(Refused::Otherwise(places));
        }
        let spans = replaced.iter().map(|row| row.span);
        let Some(at) = spans.reduce(Span::to) else { return Err(Refused::Otherwise(places)) };
        rows.splice(start..end, new.iter().cloned());
        Ok(Replaced { at, keyword: "" })
    }
}

/// The rows of a table expression, through brackets and tails.
fn table_rows(expr: &mut Expr) -> Option<&mut Vec<Row>> {
    match &mut expr.kind {
        ExprKind::Table { rows, .. } => Some(rows),
        ExprKind::Group(inner) | ExprKind::AtLeast(inner, _) | ExprKind::AtMost(inner, _) => table_rows(inner),
        ExprKind::Round { value, .. } => table_rows(value),
        _ => None,
    }
}

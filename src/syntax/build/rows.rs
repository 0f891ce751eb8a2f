//! Rows of tables: cells of lookups, bands and table expressions.

use super::{Builder, Built, parts};
use crate::syntax::ast::{Cell, CellKind, Expr, ExprKind, Row};
use crate::syntax::grammar::Rule;
use crate::syntax::problem::Problem;
use crate::value::op::BinaryOp;
use pest::iterators::Pair;

impl Builder<'_> {
    /// A row; `above` is the row before it, for 同上.
    pub(super) fn row(&mut self, pair: Pair<Rule>, above: Option<&Row>) -> Built<Row> {
        let span = self.span(&pair);
        let (mut cells, mut bases) = (Vec::new(), Vec::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::cell => {
                    let cell = self.cell(part)?;
                    let ditto = matches!(cell.kind, CellKind::Ditto);
                    cells.push(match (ditto, above) {
                        (false, _) => cell,
                        (true, Some(above)) => match above.cells.get(cells.len()) {
                            Some(same) => Cell { kind: same.kind.clone(), span: cell.span },
                            None => return self.report(Problem::NothingAbove { span: cell.span }),
                        },
                        (true, None) => return self.report(Problem::NothingAbove { span: cell.span }),
                    });
                }
                Rule::basis => bases.push(self.basis(part)),
                _ => {}
            }
        }
        let keys = cells.len().saturating_sub(1);
        for cell in cells.iter().take(keys) {
            if let CellKind::Doubtful(low, high) = &cell.kind {
                let (low, high) = (self.written(low.span), self.written(high.span));
                self.problems.push(Problem::DoubtfulRange { span: cell.span, low, high });
            }
        }
        // A row's place ends with its last bar, not with the line.
        let trimmed = crate::source::Span { end: cells.last().map_or(span.end, |cell: &Cell| cell.span.end), ..span };
        Ok(Row { cells, bases, span: trimmed })
    }

    fn cell(&mut self, pair: Pair<Rule>) -> Built<Cell> {
        let span = self.span(&pair);
        let inner = self.next(&mut pair.into_inner(), span)?;
        let kind = match inner.as_rule() {
            Rule::any_cell => CellKind::Any,
            Rule::ditto => CellKind::Ditto,
            Rule::absent_cell => {
                if inner.into_inner().any(|word| word.as_rule() == Rule::missing) {
                    CellKind::Missing
                } else {
                    CellKind::Inapplicable
                }
            }
            Rule::interval_cell => {
                let interval = self.next(&mut inner.into_inner(), span)?;
                CellKind::Interval(self.interval(interval)?)
            }
            Rule::compare_cell => {
                let mut comparisons = Vec::new();
                for part in parts(inner).filter(|part| part.as_rule() == Rule::comparison) {
                    comparisons.push(self.cell_comparison(part)?);
                }
                CellKind::Compare(comparisons)
            }
            Rule::wrong_range => {
                let mut ends = Vec::new();
                for part in parts(inner).filter(|part| part.as_rule() == Rule::number) {
                    let at = self.span(&part);
                    let number = ExprKind::Number(self.number(part)?);
                    ends.push(self.node(number, at)?);
                }
                let mut ends = ends.into_iter();
                match (ends.next(), ends.next()) {
                    (Some(low), Some(high)) => CellKind::Doubtful(low, high),
                    _ => CellKind::Any,
                }
            }
            _ => {
                let mut values = Vec::new();
                for part in parts(inner) {
                    values.push(self.expr(part)?);
                }
                doubtful(values)
            }
        };
        Ok(Cell { kind, span })
    }

    fn cell_comparison(&mut self, pair: Pair<Rule>) -> Built<(BinaryOp, Expr)> {
        let span = self.span(&pair);
        let mut sign = BinaryOp::Equal;
        let mut items = Vec::new();
        for (index, part) in pair.into_inner().enumerate() {
            let at = self.span(&part);
            match (index, part.as_rule()) {
                (0, Rule::double_equal) => return self.report(Problem::DoubleEquals { span: at }),
                (0, rule) => sign = super::expr::operator(rule).unwrap_or(BinaryOp::Equal),
                (_, Rule::operand) => {
                    let expr = self.operand_expr(part)?;
                    items.push(super::group::Item::Operand { negations: Vec::new(), expr });
                }
                (_, rule) => {
                    if let Some(op) = super::expr::operator(rule) {
                        items.push(super::group::Item::Operator(op, at));
                    }
                }
            }
        }
        Ok((sign, self.group(items, span)?))
    }
}

/// `50-60` reads as a subtraction of two bare numbers, which no one means in a cell.
fn doubtful(values: Vec<Expr>) -> CellKind {
    if let [single] = values.as_slice()
        && let ExprKind::Binary { op: BinaryOp::Subtract, left, right, .. } = &single.kind
        && let (ExprKind::Number(_), ExprKind::Number(_)) = (&left.kind, &right.kind)
    {
        return CellKind::Doubtful((**left).clone(), (**right).clone());
    }
    CellKind::List(values)
}

/// Height of the highest expression in rows.
pub(super) fn height(rows: &[Row]) -> u16 {
    let of_cell = |cell: &Cell| match &cell.kind {
        CellKind::Any | CellKind::Ditto | CellKind::Missing | CellKind::Inapplicable => 0,
        CellKind::Interval(interval) => {
            let low = interval.low.as_ref().map_or(0, |bound| bound.height);
            low.max(interval.high.as_ref().map_or(0, |bound| bound.height))
        }
        CellKind::Compare(parts) => parts.iter().map(|(_, bound)| bound.height).max().unwrap_or(0),
        CellKind::List(values) => values.iter().map(|value| value.height).max().unwrap_or(0),
        CellKind::Doubtful(low, high) => low.height.max(high.height),
    };
    rows.iter().flat_map(|row| row.cells.iter().map(of_cell)).max().unwrap_or(0)
}

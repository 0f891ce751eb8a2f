//! Decision tables: the union of what the rows give, each with its keys inside its cells.

use super::Interval;
use super::assume::{above, below};
use super::walk::{Bound, Known, Walk};
use crate::ir::expr::{Cell, DecisionRow, HitPolicy};
use crate::ir::ids::{DecisionId, ExprId};
use crate::ir::schema::End;
use crate::value::number::Number;

impl Walk<'_> {
    pub fn decide(&mut self, id: DecisionId, keys: &[ExprId]) -> Interval {
        let program = self.program;
        let Some(decision) = program.decision(id) else { return Interval::all() };
        let intervals: Vec<Interval> = keys.iter().map(|key| self.interval(*key)).collect();
        let mut results = Vec::with_capacity(decision.rows.len());
        for row in &decision.rows {
            let result = self.deeper(|walk| {
                let mut bound = Vec::with_capacity(keys.len());
                for ((cell, declared), (key, interval)) in
                    row.cells.iter().zip(&decision.keys).zip(keys.iter().zip(&intervals))
                {
                    let interval = walk.admitted(cell, interval)?;
                    bound.push(Bound { local: declared.local, key: *key, interval });
                }
                walk.enter(row, bound);
                Some(walk.interval(row.result))
            });
            match result {
                Some(Some(result)) => results.push(result),
                // No value of a key falls into the cell: the row never answers.
                Some(None) => {}
                None => return Interval::all(),
            }
        }
        let zero = Interval::point(Number::zero());
        let whole = match decision.hit {
            HitPolicy::Unique => results.into_iter().reduce(|hull, result| hull.union(&result)),
            HitPolicy::Cumulative => {
                Some(results.iter().map(|result| result.union(&zero)).fold(zero.clone(), |sum, part| sum.add(&part)))
            }
        };
        whole.unwrap_or_else(Interval::all)
    }

    /// Binds the keys for one row, and takes its cells for known.
    fn enter(&mut self, row: &DecisionRow, bound: Vec<Bound>) {
        for (cell, bound) in row.cells.iter().zip(&bound) {
            self.known.push(Known::Within(bound.key, bound.interval.clone()));
            if let Cell::Within { low, high } = cell {
                self.known.extend(low.map(|(low, end)| ordered(bound.key, low, end)));
                self.known.extend(high.map(|(high, end)| ordered(high, bound.key, end)));
            }
        }
        self.bound.extend(bound);
    }

    /// The part of a key's interval that a cell admits; `None` if there is none.
    fn admitted(&mut self, cell: &Cell, key: &Interval) -> Option<Interval> {
        match cell {
            Cell::Any => Some(key.clone()),
            Cell::OneOf(values) => {
                let parts = values.iter().filter_map(|value| key.intersect(&self.interval(*value)));
                parts.reduce(|hull, part| hull.union(&part))
            }
            Cell::NoneOf(values) => {
                let mut rest = key.clone();
                for value in values {
                    rest = rest.without(&self.interval(*value)).unwrap_or(rest);
                }
                Some(rest)
            }
            Cell::Within { low, high } => {
                let mut inside = Some(key.clone());
                if let Some((low, end)) = low {
                    let from = above(self.interval(*low).low, *end);
                    inside = inside.and_then(|inside| inside.intersect(&from));
                }
                if let Some((high, end)) = high {
                    let to = below(self.interval(*high).high, *end);
                    inside = inside.and_then(|inside| inside.intersect(&to));
                }
                inside
            }
            // An absent key has no number.
            Cell::Absent(_) => Some(Interval::all()),
        }
    }
}

fn ordered(greater: ExprId, lesser: ExprId, end: End) -> Known {
    Known::Ordered { greater, lesser, strict: end == End::Open }
}

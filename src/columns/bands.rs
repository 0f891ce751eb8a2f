//! Decision tables whose bounds and answers are constants, as few operations: bands over a last key in one operation, words
//! of the keys before by one test each. Taken only where the cells leave no gap and do not overlap, whatever the value.

use super::Refusal;
use super::compile::{Around, boolean, computed, equal};
use super::numeric::common;
use super::op::{Band, Op, Reg, Test};
use super::plan::Planner;
use super::stage::{Kind, Stage, Val};
use crate::ir::expr::{Cell, Decision, DecisionRow};
use crate::ir::ids::ExprId;
use crate::ir::schema::End;
use std::cmp::Ordering;

/// A bound as a fraction, and whether the value itself lies above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edge {
    above: i64,
    below: i64,
    included: bool,
}

impl Edge {
    fn compare(&self, other: &Edge) -> Ordering {
        let left = i128::from(self.above) * i128::from(other.below);
        let right = i128::from(other.above) * i128::from(self.below);
        left.cmp(&right).then(other.included.cmp(&self.included))
    }
}

/// Where a table is compiled: its stage, and what its results can see.
struct Site<'a> {
    stage: &'a mut Stage,
    around: &'a Around,
    keys: &'a [Val],
}

impl Planner<'_> {
    /// The answer of a table; `None` where its rows have to be tested one by one, and the stage is as it was.
    pub fn banded(
        &mut self,
        decision: &Decision,
        keys: &[Val],
        stage: &mut Stage,
        around: &Around,
    ) -> Result<Option<Val>, Refusal> {
        let before = stage.clone();
        let rows: Vec<&DecisionRow> = decision.rows.iter().collect();
        let answer = self.branch(&rows, 0, &mut Site { stage, around, keys })?;
        if answer.is_none() {
            *stage = before;
        }
        Ok(answer)
    }

    /// The answer of some rows by the keys from one on.
    fn branch(&mut self, rows: &[&DecisionRow], at: usize, site: &mut Site<'_>) -> Result<Option<Val>, Refusal> {
        let Some(key) = site.keys.get(at).copied() else {
            return match rows {
                [row] => self.expr(row.result, site.stage, site.around).map(Some),
                _ => Ok(None),
            };
        };
        let cells: Vec<&Cell> = rows.iter().filter_map(|row| row.cells.get(at)).collect();
        if cells.iter().all(|cell| matches!(cell, Cell::Any)) {
            let Some(answer) = self.branch(rows, at + 1, site)? else { return Ok(None) };
            return Ok(Some(Val { reg: computed(site.stage, key, answer.reg), kind: answer.kind }));
        }
        if cells.iter().all(|cell| matches!(cell, Cell::Within { .. })) {
            return if at + 1 == site.keys.len() { self.bands(rows, key, site) } else { Ok(None) };
        }
        self.words(rows, at, site)
    }

    /// A key that is compared with words: a branch for each list of words, over the rows that have this list or any word.
    fn words(&mut self, rows: &[&DecisionRow], at: usize, site: &mut Site<'_>) -> Result<Option<Val>, Refusal> {
        let Some(key) = site.keys.get(at).copied() else { return Ok(None) };
        let mut lists: Vec<Vec<Reg>> = Vec::new();
        let mut own: Vec<Option<usize>> = Vec::with_capacity(rows.len());
        for row in rows {
            own.push(match row.cells.get(at) {
                Some(Cell::Any) => None,
                Some(Cell::OneOf(values)) => {
                    let Some(list) = self.constants(values, site)? else { return Ok(None) };
                    let known = lists.iter().position(|known| *known == list);
                    if known.is_none() && lists.iter().flatten().any(|reg| list.contains(reg)) {
                        return Ok(None);
                    }
                    Some(known.unwrap_or_else(|| {
                        lists.push(list);
                        lists.len() - 1
                    }))
                }
                Some(Cell::NoneOf(_) | Cell::Within { .. } | Cell::Absent(_)) | None => return Ok(None),
            });
        }
        let (mut answer, mut met): (Option<Val>, Option<Reg>) = (None, None);
        for (index, list) in lists.iter().enumerate() {
            let below = rows.iter().zip(&own).filter(|(_, own)| own.is_none_or(|own| own == index));
            let below: Vec<&DecisionRow> = below.map(|(row, _)| *row).collect();
            let Some(branch) = self.branch(&below, at + 1, site)? else { return Ok(None) };
            let mut meets: Option<Reg> = None;
            for reg in list {
                let word = Val { reg: *reg, kind: key.kind };
                let same = equal(site.stage, key, word, Test::Equal)?.reg;
                meets = Some(meets.map_or(same, |so_far| site.stage.emit(Op::Or { a: so_far, b: same })));
            }
            let Some(meets) = meets else { return Ok(None) };
            met = Some(met.map_or(meets, |so_far| site.stage.emit(Op::Or { a: so_far, b: meets })));
            answer = Some(match answer {
                None => branch,
                Some(so_far) => site.stage.select(meets, branch, so_far)?,
            });
        }
        // A word of no list has no answer here.
        Ok(answer.zip(met).map(|(answer, b)| Val { reg: site.stage.emit(Op::Require { a: answer.reg, b }), ..answer }))
    }

    /// The registers of words that are constants of the key's own kind, in ascending order.
    fn constants(&mut self, values: &[ExprId], site: &mut Site<'_>) -> Result<Option<Vec<Reg>>, Refusal> {
        let mut list = Vec::with_capacity(values.len());
        for value in values {
            let value = self.expr(*value, site.stage, site.around)?;
            if !matches!(value.kind, Kind::Text | Kind::Bool) || constant(site.stage, value).is_none() {
                return Ok(None);
            }
            list.push(value.reg);
        }
        list.sort_unstable();
        list.dedup();
        Ok(Some(list))
    }

    /// Bands that follow each other without a gap from below all values to above them.
    fn bands(&mut self, rows: &[&DecisionRow], key: Val, site: &mut Site<'_>) -> Result<Option<Val>, Refusal> {
        let Ok(key) = key.parts() else { return Ok(None) };
        let mut found: Vec<(Option<Edge>, Option<Edge>, Val)> = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(Cell::Within { low, high }) = row.cells.last() else { return Ok(None) };
            let mut edges = [None, None];
            // Above a closed lower and an open upper bound lies the bound itself.
            for (edge, (bound, included)) in edges.iter_mut().zip([(low, End::Closed), (high, End::Open)]) {
                let Some((id, end)) = bound else { continue };
                let bound = self.expr(*id, site.stage, site.around)?;
                let Kind::Number { scale, den: None } = bound.kind else { return Ok(None) };
                let Some(above) = constant(site.stage, bound) else { return Ok(None) };
                *edge = Some(Edge { above, below: scale, included: *end == included });
            }
            let answer = self.expr(row.result, site.stage, site.around)?;
            let [low, high] = edges;
            found.push((low, high, answer));
        }
        found.sort_by(|(a, _, _), (b, _, _)| match (a, b) {
            (Some(a), Some(b)) => a.compare(b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        });
        let follow = found.windows(2).all(|pair| match pair {
            [(_, Some(high), _), (Some(low), _, _)] => high.compare(low).is_eq(),
            _ => false,
        });
        let open = found.first().is_some_and(|(low, _, _)| low.is_none());
        if !follow || !open || found.last().is_none_or(|(_, high, _)| high.is_some()) {
            return Ok(None);
        }
        let answers: Vec<Val> = found.iter().map(|(_, _, answer)| *answer).collect();
        let Some((words, kind)) = answer_words(site.stage, &answers) else { return Ok(None) };
        let mut bands = Vec::with_capacity(words.len());
        for (pair, edge) in words.windows(2).zip(found.iter().filter_map(|(low, _, _)| *low)) {
            let (ka, kb, _) = common(key.scale, edge.below)?;
            let [before, behind] = pair else { continue };
            let (Some(bound), Some(more)) = (edge.above.checked_mul(kb), behind.checked_sub(*before)) else {
                return Ok(None);
            };
            bands.push(Band { ka, bound, included: edge.included, more });
        }
        let first = words.first().copied().unwrap_or(0);
        let reg = site.stage.emit(Op::Banded { a: key.reg, den: key.den, first, bands });
        Ok(Some(Val { reg, kind }))
    }
}

fn constant(stage: &Stage, val: Val) -> Option<i64> {
    match stage.ops.get(val.reg) {
        Some(Op::Constant(word)) => Some(*word),
        Some(_) | None => None,
    }
}

/// Constant answers as words over one scale, and what they mean.
fn answer_words(stage: &Stage, answers: &[Val]) -> Option<(Vec<i64>, Kind)> {
    let first = answers.first()?;
    if first.kind == boolean(0).kind || matches!(first.kind, Kind::Text | Kind::Day) {
        let same = answers.iter().all(|answer| answer.kind == first.kind);
        let words = answers.iter().map(|answer| constant(stage, *answer)).collect::<Option<Vec<i64>>>()?;
        return same.then_some((words, first.kind));
    }
    let mut scale = 1;
    for answer in answers {
        let Kind::Number { scale: own, den: None } = answer.kind else { return None };
        scale = common(scale, own).ok()?.2;
    }
    let word = |answer: &Val| match answer.kind {
        Kind::Number { scale: own, den: None } => constant(stage, *answer)?.checked_mul(scale.checked_div(own)?),
        Kind::Number { .. } | Kind::Bool | Kind::Text | Kind::Day => None,
    };
    let words = answers.iter().map(word).collect::<Option<Vec<i64>>>()?;
    Some((words, Kind::Number { scale, den: None }))
}

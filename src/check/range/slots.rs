//! Where the numbers of every slot lie: columns by their ranges, the rest in the order of computation.

use super::{Facts, Interval, interval, interval_when};
use crate::ir::ids::{AllocationId, AssessmentId, ExprId, LocalId, SlotId, TableId};
use crate::ir::program::{
    Allocation, Assessment, Combine, Indicator, MissingRule, Program, ResidueRule, Rollup, SlotKind, Step, TableSource,
};
use crate::value::number::Number;
use crate::value::rounding::Rounding;
use crate::value::types::Kind;
use std::collections::HashMap;

/// What is known of the slots and of 取值 in each indicator; everything else lies anywhere.
#[derive(Clone, Debug, Default)]
pub struct Ranges {
    slots: Vec<Option<Interval>>,
    locals: HashMap<LocalId, Interval>,
}

impl Facts for Ranges {
    fn slot(&self, slot: SlotId) -> Interval {
        self.slots.get(slot.index()).cloned().flatten().unwrap_or_else(Interval::all)
    }

    fn local(&self, local: LocalId) -> Interval {
        self.locals.get(&local).cloned().unwrap_or_else(Interval::all)
    }
}

/// For every slot of the program where its numbers lie; `None` for slots that hold no numbers.
pub fn slot_intervals(program: &Program) -> Vec<Option<Interval>> {
    Ranges::of(program).slots
}

impl Ranges {
    /// Goes through a program once, in the order of its steps. What a step reads before it is computed lies anywhere.
    pub fn of(program: &Program) -> Ranges {
        let number = |kind: Kind| match kind {
            Kind::Number(_) => Some(Interval::all()),
            Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => None,
        };
        let slots = program.slots.iter().map(|slot| number(slot.ty.kind)).collect();
        let mut ranges = Ranges { slots, locals: HashMap::new() };
        ranges.columns(program);
        for step in &program.steps {
            match step {
                Step::Derive(table) => ranges.derive(program, *table),
                Step::Slot(slot) => ranges.compute(program, *slot),
                Step::Allocate(allocation) => ranges.allocate(program, *allocation),
                Step::Assert(_) => {}
            }
        }
        ranges
    }

    /// Adds what is known of a local.
    pub fn set_local(&mut self, local: LocalId, interval: Interval) {
        self.locals.insert(local, interval);
    }

    /// Sets a slot that holds numbers; others stay without an interval.
    pub fn set_slot(&mut self, slot: SlotId, interval: Interval) {
        if let Some(Some(place)) = self.slots.get_mut(slot.index()) {
            *place = interval;
        }
    }

    fn columns(&mut self, program: &Program) {
        for column in program.schemas.iter().flat_map(|schema| &schema.columns) {
            let Some(mut inside) = column.range.as_ref().and_then(Interval::of_range) else { continue };
            if let Some(default) = &column.default {
                inside = inside.union(&super::walk::of_value(default));
            }
            self.set_slot(column.slot, inside);
        }
    }

    fn derive(&mut self, program: &Program, id: TableId) {
        let Some(table) = program.table(id) else { return };
        let TableSource::Derived(derivation) = &table.source else { return };
        for (place, slot) in table.columns.iter().enumerate() {
            let sources = derivation.sources.iter().map(|source| {
                let tests: Vec<(ExprId, bool)> = source.filter.iter().map(|filter| (*filter, true)).collect();
                match source.values.get(place) {
                    Some(value) => interval_when(program, *value, &tests, self),
                    None => Interval::all(),
                }
            });
            let Some(rows) = sources.reduce(|hull, source| hull.union(&source)) else { continue };
            let rollup = derivation.rollup.iter().find(|(rolled, _)| rolled == slot).map(|(_, rollup)| *rollup);
            let inside = match rollup {
                Some(Rollup::Sum) => rows.sum().union(&rows),
                Some(Rollup::Count) => Interval::at_least(Number::one()),
                Some(Rollup::Max | Rollup::Min) | None => rows,
            };
            self.set_slot(*slot, inside);
        }
    }

    fn compute(&mut self, program: &Program, id: SlotId) {
        let Some(slot) = program.slot(id) else { return };
        let inside = match &slot.kind {
            SlotKind::Formula { value, exceptions: _ } => {
                let effects = effects(program, id);
                let base = interval(program, *value, self);
                effects
                    .iter()
                    .fold(base, |hull, (value, tests)| hull.union(&interval_when(program, *value, tests, self)))
            }
            SlotKind::IndicatorValue { assessment, indicator } => match found(program, *assessment, *indicator) {
                Some((_, indicator)) => {
                    let inside = interval(program, indicator.value, self);
                    self.set_local(indicator.value_local, inside.clone());
                    inside
                }
                None => return,
            },
            SlotKind::IndicatorScore { assessment, indicator } => match found(program, *assessment, *indicator) {
                Some((_, indicator)) => self.indicator_score(program, indicator),
                None => return,
            },
            SlotKind::AssessmentScore(assessment) => match program.assessment(*assessment) {
                Some(assessment) => self.assessment_score(program, assessment),
                None => return,
            },
            SlotKind::Column(_)
            | SlotKind::Applies(_)
            | SlotKind::Reasons(_)
            | SlotKind::Share(_)
            | SlotKind::Residue(_) => return,
        };
        self.set_slot(id, inside);
    }

    /// A score beyond 0 … full marks is a fault, so what is there lies inside.
    fn indicator_score(&self, program: &Program, indicator: &Indicator) -> Interval {
        let marks = Interval::closed(Number::zero(), indicator.full.clone());
        let score = interval(program, indicator.score, self).intersect(&marks).unwrap_or(marks);
        [&indicator.missing, &indicator.inapplicable].into_iter().flatten().fold(score, |score, rule| match rule {
            MissingRule::FullMarks => score.union(&Interval::point(indicator.full.clone())),
            MissingRule::Marks(marks) => score.union(&Interval::point(marks.clone())),
            MissingRule::Rescale | MissingRule::NoScore => score,
        })
    }

    /// Scores of 0 … full marks by weights that are not negative stay there, as do points up to the sum of all points.
    fn assessment_score(&self, program: &Program, assessment: &Assessment) -> Interval {
        let mut most = Interval::closed(Number::zero(), assessment.full.clone());
        let mut points = Number::zero();
        for indicator in &assessment.indicators {
            let weight = indicator.weight.map(|weight| interval(program, weight, self));
            let marks = Interval::closed(Number::zero(), indicator.full.clone());
            if weight.is_some_and(|weight| !weight.is_nonnegative())
                || !self.indicator_score(program, indicator).is_within(&marks)
            {
                return Interval::all();
            }
            points = points + &indicator.full;
        }
        if assessment.combine == Combine::Points {
            most = most.union(&Interval::point(points));
        }
        match &assessment.rounding {
            Some((mode, quantum)) => most.round(*mode, quantum),
            None => most,
        }
    }

    /// Shares of a pool that is not negative lie between nothing and all of it (a negative weight is a fault).
    fn allocate(&mut self, program: &Program, id: AllocationId) {
        let Some(allocation) = program.allocation(id) else { return };
        let pool = interval(program, allocation.pool, self);
        if !pool.is_nonnegative() || !keeps_sign(allocation) {
            return;
        }
        let rounded = pool.round(Rounding::AwayFromZero, &allocation.quantum);
        self.set_slot(allocation.share, Interval { high: rounded.high, ..Interval::positive(true) });
    }
}

/// Whether no unit of residue can be taken from a row that has none to give.
fn keeps_sign(allocation: &Allocation) -> bool {
    match allocation.residue {
        ResidueRule::LargestRemainder | ResidueRule::ToSlot => true,
        ResidueRule::ByKey => matches!(allocation.mode, Rounding::Floor | Rounding::Truncate),
    }
}

/// What exceptions set a slot to, each with the answers to its tests where it applies.
fn effects(program: &Program, slot: SlotId) -> Vec<(ExprId, Vec<(ExprId, bool)>)> {
    let mut result = Vec::new();
    for exception in &program.exceptions {
        let when = exception.when.iter().map(|test| (*test, true));
        let tests: Vec<(ExprId, bool)> = when.chain(exception.unless.iter().map(|test| (*test, false))).collect();
        let values = exception.effects.iter().filter(|(target, _)| *target == slot);
        result.extend(values.map(|(_, value)| (*value, tests.clone())));
    }
    result
}

fn found(program: &Program, id: AssessmentId, indicator: usize) -> Option<(&Assessment, &Indicator)> {
    let assessment = program.assessment(id)?;
    Some((assessment, assessment.indicators.get(indicator)?))
}

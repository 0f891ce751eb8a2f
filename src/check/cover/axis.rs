//! One key cut into atoms: values, and open gaps between them, that no cell of the table can tell apart further.

use super::witness;
use super::{CellSet, Domain, KeyDomain, Witness};
use crate::ir::expr::Absence;
use crate::ir::schema::{End, Range};
use crate::value::number::Number;
use crate::value::value::Value;
use std::collections::{BTreeSet, HashMap};

/// Atoms from the first up to, not including, the second.
pub type Stretch = (usize, usize);

/// Something between two cuts, or on one.
#[derive(Debug, PartialEq, Eq)]
enum Atom {
    Point(Value),
    /// The gap between two cuts; its place is twice the index of the cut above it.
    Gap(Option<Value>, Option<Value>),
    OtherText,
    Missing,
    Inapplicable,
}

/// The atoms of one key in order, the absent ones last.
#[derive(Debug)]
pub struct Axis {
    atoms: Vec<Atom>,
    /// Where on the line each atom of an ordered domain lies: `2i + 1` on cut `i`, `2i` in the gap below it.
    places: Vec<usize>,
    /// All ends and points that the cells and the domain mention, ascending; empty for closed sets and texts.
    cuts: Vec<Value>,
    /// How many atoms are not absent values.
    present: usize,
    index: HashMap<Value, usize>,
    grain: Grain,
}

/// Which values between two cuts occur.
#[derive(Clone, Debug)]
pub enum Grain {
    Dense,
    Multiples(Number),
    Days,
}

impl Axis {
    /// Cuts a key by the cells that the rows have for it.
    pub fn new(key: &KeyDomain, cells: &[&CellSet]) -> Axis {
        let mut axis = match &key.domain {
            Domain::Values(values) => Axis::of_points(values.iter().cloned()),
            Domain::Texts => {
                let mut axis = Axis::of_points(points(cells).filter(|value| matches!(value, Value::Text(_))));
                axis.atoms.push(Atom::OtherText);
                axis
            }
            Domain::Numbers { range, step } => {
                let step = step.clone().filter(Number::is_positive);
                Axis::of_line(range.as_ref(), cells, step.map_or(Grain::Dense, Grain::Multiples))
            }
            Domain::Dates { range } => Axis::of_line(range.as_ref(), cells, Grain::Days),
        };
        axis.present = axis.atoms.len();
        for (may, value, atom) in
            [(key.missing, Value::Missing, Atom::Missing), (key.inapplicable, Value::NotApplicable, Atom::Inapplicable)]
        {
            if may {
                axis.index.insert(value, axis.atoms.len());
                axis.atoms.push(atom);
            }
        }
        axis
    }

    fn of_points(values: impl Iterator<Item = Value>) -> Axis {
        let mut axis = Axis {
            atoms: Vec::new(),
            places: Vec::new(),
            cuts: Vec::new(),
            present: 0,
            index: HashMap::new(),
            grain: Grain::Dense,
        };
        for value in values {
            if !axis.index.contains_key(&value) {
                axis.index.insert(value.clone(), axis.atoms.len());
                axis.atoms.push(Atom::Point(value));
            }
        }
        axis
    }

    fn of_line(domain: Option<&Range>, cells: &[&CellSet], grain: Grain) -> Axis {
        let ranges = cells.iter().filter_map(|cell| match cell {
            CellSet::Within(range) => Some(range),
            CellSet::Any | CellSet::OneOf(_) | CellSet::NoneOf(_) | CellSet::Absent(_) => None,
        });
        let ends =
            ranges.chain(domain).flat_map(|range| range.low.iter().chain(&range.high)).map(|(value, _)| value.clone());
        let cuts: BTreeSet<Value> = ends.chain(points(cells)).filter(|value| grain.orders(value)).collect();
        let mut axis = Axis { cuts: cuts.into_iter().collect(), grain, ..Axis::of_points(std::iter::empty()) };
        let (first, last) = axis.window(domain);
        let mut below: Option<&Value> = None;
        for (i, cut) in axis.cuts.iter().map(Some).chain([None]).enumerate() {
            let gap = 2 * i;
            if (first..=last).contains(&gap) && axis.grain.occurs(below, cut) {
                axis.places.push(gap);
                axis.atoms.push(Atom::Gap(below.cloned(), cut.cloned()));
            }
            if let Some(value) = cut
                && (first..=last).contains(&(gap + 1))
                && axis.grain.has(value)
            {
                axis.index.insert(value.clone(), axis.atoms.len());
                axis.places.push(gap + 1);
                axis.atoms.push(Atom::Point(value.clone()));
            }
            below = cut;
        }
        axis
    }

    /// The first and the last place of a range whose ends are cuts.
    fn window(&self, range: Option<&Range>) -> (usize, usize) {
        let on = |value: &Value| 2 * self.cuts.partition_point(|cut| cut < value) + 1;
        let low = range.and_then(|range| range.low.as_ref()).map_or(0, |(value, end)| match end {
            End::Closed => on(value),
            End::Open => on(value) + 1,
        });
        let high = range.and_then(|range| range.high.as_ref()).map_or(2 * self.cuts.len(), |(value, end)| match end {
            End::Closed => on(value),
            End::Open => on(value) - 1,
        });
        (low, high)
    }

    /// The atoms that a cell admits, as ascending stretches that do not touch; none for an empty set.
    pub fn stretches(&self, cell: &CellSet) -> Vec<Stretch> {
        match cell {
            CellSet::Any => joined(vec![(0, self.atoms.len())]),
            CellSet::OneOf(values) => joined(self.singles(values)),
            CellSet::NoneOf(values) => {
                let mut from = 0;
                let mut rest = Vec::new();
                for (start, end) in joined(self.singles(values)) {
                    rest.push((from, start.min(self.present)));
                    from = end;
                }
                rest.push((from, self.present));
                joined(rest)
            }
            CellSet::Within(range) if self.places.is_empty() => {
                let inside = self.atoms.iter().enumerate().filter(|(_, atom)| match atom {
                    Atom::Point(value) => range.contains(value),
                    Atom::Gap(..) | Atom::OtherText | Atom::Missing | Atom::Inapplicable => false,
                });
                joined(inside.map(|(i, _)| (i, i + 1)).collect())
            }
            CellSet::Within(range) => {
                let (first, last) = self.window(Some(range));
                let start = self.places.partition_point(|place| *place < first);
                let end = self.places.partition_point(|place| *place <= last);
                joined(vec![(start, end)])
            }
            CellSet::Absent(absence) => {
                let value = match absence {
                    Absence::Missing => Value::Missing,
                    Absence::Inapplicable => Value::NotApplicable,
                };
                joined(self.singles(&[value]))
            }
        }
    }

    fn singles(&self, values: &[Value]) -> Vec<Stretch> {
        values.iter().filter_map(|value| self.index.get(value)).map(|i| (*i, i + 1)).collect()
    }

    /// How many atoms there are.
    pub fn len(&self) -> usize {
        self.atoms.len()
    }

    /// Cells that together admit just the atoms of some stretches, which ascend and do not touch.
    pub fn cells(&self, stretches: &[Stretch]) -> Vec<CellSet> {
        if let [(0, end)] = stretches
            && *end == self.atoms.len()
        {
            return vec![CellSet::Any];
        }
        let inside: Vec<&Atom> =
            stretches.iter().flat_map(|(start, end)| self.atoms.get(*start..*end).unwrap_or_default()).collect();
        let mut cells = if self.places.is_empty() { self.set(&inside) } else { self.ranges(stretches) };
        for (atom, absence) in [(Atom::Missing, Absence::Missing), (Atom::Inapplicable, Absence::Inapplicable)] {
            if inside.contains(&&atom) {
                cells.push(CellSet::Absent(absence));
            }
        }
        cells
    }

    /// The present ones of a closed set, or of texts.
    fn set(&self, inside: &[&Atom]) -> Vec<CellSet> {
        let value = |atom: &&Atom| match atom {
            Atom::Point(value) => Some(value.clone()),
            Atom::Gap(..) | Atom::OtherText | Atom::Missing | Atom::Inapplicable => None,
        };
        if inside.contains(&&Atom::OtherText) {
            let others = self.atoms.iter().filter(|atom| !inside.contains(atom));
            return vec![CellSet::NoneOf(others.filter_map(|atom| value(&atom)).collect())];
        }
        let values: Vec<Value> = inside.iter().filter_map(value).collect();
        if values.is_empty() { Vec::new() } else { vec![CellSet::OneOf(values)] }
    }

    /// The present ones of a line, stretch by stretch.
    fn ranges(&self, stretches: &[Stretch]) -> Vec<CellSet> {
        let mut cells = Vec::new();
        for (start, end) in stretches {
            let present = self.atoms.get(*start..(*end).min(self.present)).unwrap_or_default();
            let (Some(first), Some(last)) = (present.first(), present.last()) else { continue };
            let low = match first {
                Atom::Point(value) => Some((value.clone(), End::Closed)),
                Atom::Gap(low, _) => low.clone().map(|low| (low, End::Open)),
                Atom::OtherText | Atom::Missing | Atom::Inapplicable => continue,
            };
            let high = match last {
                Atom::Point(value) => Some((value.clone(), End::Closed)),
                Atom::Gap(_, high) => high.clone().map(|high| (high, End::Open)),
                Atom::OtherText | Atom::Missing | Atom::Inapplicable => continue,
            };
            cells.push(match (low, high) {
                (Some((low, End::Closed)), Some((high, End::Closed))) if low == high => CellSet::OneOf(vec![low]),
                (low, high) => CellSet::Within(Range { low, high }),
            });
        }
        cells
    }

    /// A natural value among the atoms of a stretch: where the stretch begins or ends, else the simplest inside.
    pub fn witness(&self, (start, end): Stretch) -> Option<Witness> {
        let atoms = self.atoms.get(start..end)?;
        Some(match atoms.first()? {
            Atom::Point(value) => Witness::Value(value.clone()),
            Atom::OtherText => Witness::OtherText,
            Atom::Missing => Witness::Value(Value::Missing),
            Atom::Inapplicable => Witness::Value(Value::NotApplicable),
            Atom::Gap(low, _) => {
                let last = atoms.get(..self.present.saturating_sub(start)).unwrap_or(atoms).last()?;
                Witness::Value(match last {
                    Atom::Point(value) => value.clone(),
                    Atom::Gap(_, high) => self.grain.between(low.as_ref(), high.as_ref())?,
                    Atom::OtherText | Atom::Missing | Atom::Inapplicable => return None,
                })
            }
        })
    }
}

impl Grain {
    fn orders(&self, value: &Value) -> bool {
        match self {
            Grain::Dense | Grain::Multiples(_) => matches!(value, Value::Number(_)),
            Grain::Days => matches!(value, Value::Date(_)),
        }
    }

    fn has(&self, value: &Value) -> bool {
        match (self, value) {
            (Grain::Multiples(step), Value::Number(number)) => witness::is_multiple(number, step),
            (Grain::Dense | Grain::Days | Grain::Multiples(_), _) => true,
        }
    }

    /// Whether a value lies strictly between two cuts.
    fn occurs(&self, low: Option<&Value>, high: Option<&Value>) -> bool {
        match self {
            Grain::Dense => witness::occurs(number(low), number(high), None),
            Grain::Multiples(step) => witness::occurs(number(low), number(high), Some(step)),
            Grain::Days => witness::day(low, high).is_some(),
        }
    }

    /// A natural value strictly between two cuts.
    fn between(&self, low: Option<&Value>, high: Option<&Value>) -> Option<Value> {
        match self {
            Grain::Dense => witness::number(number(low), number(high), None).map(Value::Number),
            Grain::Multiples(step) => witness::number(number(low), number(high), Some(step)).map(Value::Number),
            Grain::Days => witness::day(low, high).map(Value::Date),
        }
    }
}

fn number(value: Option<&Value>) -> Option<&Number> {
    match value {
        Some(Value::Number(number)) => Some(number),
        Some(Value::Date(_) | Value::Text(_) | Value::Bool(_) | Value::Missing | Value::NotApplicable) | None => None,
    }
}

fn points<'a>(cells: &'a [&CellSet]) -> impl Iterator<Item = Value> + 'a {
    cells
        .iter()
        .flat_map(|cell| match cell {
            CellSet::OneOf(values) | CellSet::NoneOf(values) => values.as_slice(),
            CellSet::Any | CellSet::Within(_) | CellSet::Absent(_) => &[],
        })
        .cloned()
}

/// Ascending, without empty ones, touching ones made one.
pub fn joined(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.retain(|(start, end)| start < end);
    stretches.sort_unstable();
    let mut result: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for (start, end) in stretches {
        match result.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            Some(_) | None => result.push((start, end)),
        }
    }
    result
}

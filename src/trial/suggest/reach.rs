//! The search for the inputs of an edge: first what the starting points come to as they are, then one thing moved, then one
//! thing moved after another change; where all this fails, the same from the data of others.

use super::base::{Base, Start};
use super::edges::{Edge, Goal, edges};
use super::hunt::{Found, Hunt};
use super::needs::Needs;
use super::possible::Possible;
use super::solve::{Site, meet, tie};
use super::state::Change;
use super::switch::{changes, note, pairs, switch};
use crate::value::number::Number;

/// Starting points from which one thing is moved, and those from which two are.
const POINTS: usize = 6;
const PAIRS: usize = 3;
/// First changes of two, and things that are moved after them.
const FIRST: usize = 48;
const AFTER: usize = 10;
/// Things that are moved alone.
const ALONE: usize = 40;
/// Runs of the policy for one edge, with one thing moved, and again with two.
const RUNS: usize = 1_000;

/// All starting points and all edges under each of their settings.
pub struct Field<'a, 'p> {
    bases: &'a [Base<'p>],
    variants: Vec<Side<'a>>,
}

/// A policy under one setting.
struct Side<'a> {
    edges: Vec<Edge>,
    needs: Needs<'a>,
    possible: Possible<'a>,
    /// The parameter that no case has as it is here.
    turned: Option<crate::ir::ids::ParamId>,
}

/// What came of the search for an edge.
pub struct Reached {
    /// The sides that any data can come to.
    pub wanted: Vec<i32>,
    pub found: Vec<Found>,
}

impl<'a, 'p> Field<'a, 'p> {
    pub fn of(start: &'a Start, bases: &'a [Base<'p>]) -> Field<'a, 'p> {
        let side = |variant: &'a super::base::Variant| {
            let program = variant.loaded.program.as_ref()?;
            let edges = edges(program, &variant.loaded.sources);
            Some(Side { edges, needs: Needs::of(program), possible: Possible::of(program), turned: variant.turned })
        };
        Field { bases, variants: start.variants.iter().filter_map(side).collect() }
    }

    /// The edges of the first setting, which stand for those of all.
    pub fn edges(&self) -> &[Edge] {
        self.variants.first().map(|side| side.edges.as_slice()).unwrap_or_default()
    }

    /// The same edge under each setting.
    fn twins(&self, index: usize) -> Vec<Option<&Edge>> {
        let Some(edge) = self.edges().get(index) else { return Vec::new() };
        let before = self.edges().iter().take(index).filter(|other| other.is(edge)).count();
        self.variants.iter().map(|side| side.edges.iter().filter(|other| other.is(edge)).nth(before)).collect()
    }

    /// Looks for inputs that come to all sides of an edge; `far` means from the data of others too.
    pub fn reach(&self, index: usize, far: bool) -> Reached {
        let twins = self.twins(index);
        let Some(edge) = self.edges().get(index) else { return Reached { wanted: Vec::new(), found: Vec::new() } };
        let params =
            self.variants.first().map(|side| side.needs.params(&edge.roots(), &edge.within)).unwrap_or_default();
        let concerns = |of: &Side<'_>| of.turned.is_none_or(|turned| params.contains(&turned));
        let possible = |side: i32| {
            let all = twins.iter().zip(&self.variants).filter(|(_, of)| concerns(of));
            let mut all = all.filter_map(|(edge, of)| Some((*edge.as_ref()?, of)));
            all.any(|(edge, of)| of.possible.side(edge, side))
        };
        let free = self.variants.first().is_some_and(|side| side.needs.columns(&edge.roots()).is_empty());
        let hunt = Hunt::new(edge, free, possible);
        for late in [false, true] {
            if late && (!far || hunt.is_done()) {
                break;
            }
            let mut points: Vec<Point<'_, '_>> = Vec::new();
            for (at, base) in self.bases.iter().enumerate().filter(|(_, base)| base.late == late) {
                let Some(of) = self.variants.get(base.variant) else { continue };
                let Some(edge) = twins.get(base.variant).copied().flatten() else { continue };
                if concerns(of) {
                    let site = Site { edge, base, index: at, changes: &[], hunt: &hunt };
                    let full = base.batch.tables.iter().filter(|table| table.rows > 0).count();
                    points.push(Point { near: look(&site), full, turned: of.turned.is_some(), needs: &of.needs, site });
                }
            }
            seek(edge, chosen(points, matches!(edge.goal, Goal::Switch { .. })), &hunt);
            self.go_on(&twins, &hunt);
        }
        let (wanted, found) = hunt.end();
        Reached { wanted, found }
    }
}

impl Field<'_, '_> {
    /// Moves one more thing from where the search has come to, if it lacks something.
    fn go_on(&self, twins: &[Option<&Edge>], hunt: &Hunt) {
        hunt.allow(RUNS);
        for way in hunt.ways() {
            let Some(start) = self.bases.get(way.base) else { continue };
            let (of, edge) = (self.variants.get(start.variant), twins.get(start.variant).copied().flatten());
            if let (Some(of), Some(edge)) = (of, edge) {
                let base = start.with(&way.changes);
                let site = Site { edge, base: &base, index: way.base, changes: &way.changes, hunt };
                move_one(&site, &of.needs, ALONE);
                move_two(&site, &of.needs);
            }
        }
    }
}

/// Moves one thing from some points, then one after another.
fn seek(edge: &Edge, points: Vec<Point<'_, '_>>, hunt: &Hunt) {
    if matches!(edge.goal, Goal::Meet { .. }) {
        hunt.allow(RUNS);
        for point in &points {
            if !hunt.is_whole() {
                meet(&point.site, point.needs, ALONE, false);
            }
        }
    }
    hunt.allow(RUNS);
    points.iter().for_each(|point| move_one(&point.site, point.needs, ALONE));
    hunt.allow(RUNS);
    points.iter().take(PAIRS).for_each(|point| move_two(&point.site, point.needs));
}

/// A starting point for an edge.
struct Point<'a, 'p> {
    site: Site<'a, 'p>,
    needs: &'a Needs<'a>,
    turned: bool,
    near: Near,
    /// How many tables have rows.
    full: usize,
}

/// How far a starting point is from an edge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Near {
    /// The least distance that is none at all.
    Off(Number),
    /// Nowhere off the edge.
    On,
    Unknown,
}

/// The points from which to look: where the edge is computed, the nearest beside it and some upon it, which other things
/// may hold there, of equals those with rows in the most tables; for a condition, those with a choice that no case makes come first.
fn chosen<'a, 'p>(mut points: Vec<Point<'a, 'p>>, switch: bool) -> Vec<Point<'a, 'p>> {
    if switch {
        points.sort_by_key(|point| !point.turned);
        return points;
    }
    points.sort_by(|one, other| one.near.cmp(&other.near).then(other.full.cmp(&one.full)));
    let (mut off, mut on, mut unknown) = (0, 0, 0);
    points.retain(|point| {
        let (count, most) = match point.near {
            Near::Off(_) => (&mut off, POINTS),
            Near::On => (&mut on, PAIRS),
            Near::Unknown => (&mut unknown, PAIRS),
        };
        *count += 1;
        *count <= most
    });
    points
}

/// Takes what a starting point comes to as it is; gives how far it is from the edge, where that is known.
fn look(site: &Site<'_, '_>) -> Near {
    if matches!(site.edge.goal, Goal::Switch { .. }) {
        note(site, site.base, &[]);
        return Near::Unknown;
    }
    site.note_here();
    let gaps: Vec<Number> = site.here().into_iter().filter_map(|reading| reading.value).map(|gap| gap.abs()).collect();
    match gaps.iter().filter(|gap| !gap.is_zero()).min() {
        Some(gap) => Near::Off(gap.clone()),
        None if gaps.is_empty() => Near::Unknown,
        None => Near::On,
    }
}

fn move_one(site: &Site<'_, '_>, needs: &Needs<'_>, most: usize) {
    if site.hunt.is_done() {
        return;
    }
    match site.edge.goal {
        Goal::Meet { .. } => meet(site, needs, most, true),
        Goal::Tie { .. } => tie(site, needs, most),
        Goal::Switch { .. } => switch(site, needs),
    }
}

/// Moves one thing after each change that makes a difference to the edge.
fn move_two(site: &Site<'_, '_>, needs: &Needs<'_>) {
    if matches!(site.edge.goal, Goal::Switch { .. }) {
        pairs(site, needs);
        return;
    }
    let values = |site: &Site<'_, '_>| site.here().into_iter().map(|reading| reading.value).collect::<Vec<_>>();
    let before = values(site);
    let roots = site.edge.roots();
    // What a check of the row compares a cell with may have to give way first.
    let checked = changes(site.base, needs, &needs.checks(&roots)).into_iter().map(|change| (change, true));
    // Where the rule is not computed, what excludes the row may have to give way.
    let rule = site.edge.slot.filter(|_| before.is_empty()).map(|slot| needs.below(slot));
    let own = changes(site.base, needs, rule.as_ref().unwrap_or(&roots)).into_iter().map(|change| (change, false));
    for (change, checked) in own.take(FIRST).chain(checked.take(FIRST)) {
        if site.hunt.is_done() || !site.hunt.spend() {
            return;
        }
        let base = site.base.with(std::slice::from_ref(&change));
        let changes: Vec<Change> = site.changes.iter().cloned().chain([change]).collect();
        let after = Site { base: &base, changes: &changes, ..*site };
        after.note_here();
        if checked || values(&after) != before {
            move_one(&after, needs, AFTER);
        }
    }
}

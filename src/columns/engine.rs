//! Runs a plan: stages on packed columns, everything else (and every odd row) by the row evaluator.

use super::machine::{CHUNK, Lanes, compute};
use super::op::{Op, Source, Whose};
use super::plan::{Part, Plan, form_of};
use super::stage::{Group, Stage};
use super::tally::{NOWHERE, Tally, shape};
use crate::ir::expr::ExprKind;
use crate::ir::ids::{ExprId, RelationId, SlotId, TableId};
use crate::ir::packed::{MISSING, ODD, PRESENT, Packed};
use crate::ir::program::{Program, Step};
use crate::rows::{Evaluation, Led};
use crate::value::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// A row whose reference leads where only the row evaluator can tell.
const LOST: u32 = u32::MAX - 1;

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Values computed in stages.
    pub packed: usize,
    /// Values of stages that did not fit and were computed by rows.
    pub by_rows: usize,
    pub chunks: usize,
    pub kernel_calls: usize,
}

pub struct Engine<'p> {
    plan: Plan,
    program: &'p Program,
    run: Evaluation<'p>,
    groups: Vec<Option<Packed>>,
    /// Groups that rows have not been told yet: only they that compute something by themselves need them.
    untold: Vec<usize>,
    /// Where paths lead from each row of a table.
    led: HashMap<(TableId, Vec<RelationId>), Arc<Vec<u32>>>,
    threads: usize,
    pub counts: Counts,
}

/// What one thread made of its rows.
struct Made {
    /// By slot of the stage: words, denominators, states (empty while all are present).
    columns: Vec<(Vec<i64>, Vec<i64>, Vec<u8>)>,
    tallies: Vec<Tally>,
    /// Rows that fail the stage's test or cannot tell.
    failing: Vec<usize>,
    calls: usize,
}

/// All that the threads of a stage read.
struct Sources<'a> {
    stage: &'a Stage,
    groups: Vec<&'a Group>,
    /// By operation, for loads.
    loads: Vec<Option<&'a Packed>>,
    paths: Vec<Arc<Vec<u32>>>,
    sizes: Vec<usize>,
}

impl<'p> Engine<'p> {
    pub fn new(program: &'p Program, plan: Plan, run: Evaluation<'p>, threads: usize) -> Engine<'p> {
        let groups = plan.groups.iter().map(|_| None).collect();
        Engine {
            plan,
            program,
            run,
            groups,
            untold: Vec::new(),
            led: HashMap::new(),
            threads: threads.max(1),
            counts: Counts::default(),
        }
    }

    /// Carries out all parts.
    pub fn run(mut self) -> (Evaluation<'p>, Counts) {
        let parts = std::mem::take(&mut self.plan.parts);
        for part in &parts {
            match part {
                Part::Stage(stage) => self.stage(stage),
                Part::Rows(step, _) => {
                    self.tell_groups();
                    self.run.take(*step);
                }
            }
        }
        if self.outputs_add_up() {
            self.tell_groups();
        }
        self.run.finish();
        (self.run, self.counts)
    }

    fn stage(&mut self, stage: &Stage) {
        if !self.run.is_known(stage.table) || !self.pack_sources(stage) {
            return self.by_rows(stage);
        }
        let rows = self.run.rows(stage.table);
        let made = {
            let Some(sources) = self.sources(stage) else { return self.by_rows(stage) };
            sources.run(rows, self.threads)
        };
        self.counts.chunks += rows.div_ceil(CHUNK);
        self.counts.kernel_calls += made.calls;
        self.counts.packed += rows * stage.fills.len();
        let spoiled = self.run.spoiled_rows(stage.table);
        self.keep_groups(stage, made.tallies, &spoiled);
        let mut columns = made.columns.into_iter();
        let mut odd: Vec<(SlotId, Vec<usize>)> = Vec::new();
        for (slot, val) in &stage.fills {
            let Some((words, dens, mut states)) = columns.next() else { continue };
            if !spoiled.is_empty() && states.is_empty() {
                states = vec![PRESENT; words.len()];
            }
            for row in &spoiled {
                if let Some(state) = states.get_mut(*row) {
                    *state = ODD;
                }
            }
            odd.push((*slot, states.iter().enumerate().filter(|(_, s)| **s == ODD).map(|(row, _)| row).collect()));
            let shape = shape(val.form(), &self.plan.texts);
            self.run.put_packed(*slot, Packed { shape, words, dens, states, odd: HashMap::new() });
        }
        for (slot, mut rows) in odd {
            self.run.sort_by_key(stage.table, &mut rows);
            self.compute_odd(slot, stage.table, &rows);
        }
        if let Some((assertion, _)) = stage.test {
            let mut failing = made.failing;
            failing.extend(&spoiled);
            failing.sort_unstable();
            failing.dedup();
            self.run.sort_by_key(stage.table, &mut failing);
            if !failing.is_empty() {
                self.tell_groups();
            }
            self.run.hold_rows(assertion, failing);
        }
    }

    /// The steps of a stage by rows, in their order.
    fn by_rows(&mut self, stage: &Stage) {
        self.tell_groups();
        for (slot, _) in &stage.fills {
            self.run.take(Step::Slot(*slot));
        }
        if let Some((assertion, _)) = stage.test {
            self.run.take(Step::Assert(assertion));
        }
    }

    /// Computes the odd rows of a slot exactly; all of them are read anew, in the order of their keys.
    fn compute_odd(&mut self, slot: SlotId, table: TableId, rows: &[usize]) {
        self.counts.by_rows += rows.len();
        if !rows.is_empty() {
            self.tell_groups();
        }
        for row in rows {
            let value = self.run.fill_row(slot, table, *row);
            let texts = &self.plan.texts;
            self.run.set_packed(slot, *row, value, |text| texts.find(text));
        }
    }

    /// Packs what the stage reads; `false` where something is not there.
    fn pack_sources(&mut self, stage: &Stage) -> bool {
        for op in &stage.ops {
            if let Op::Load { what: Source::Slot(slot), .. } = op
                && self.run.packed(*slot).is_none()
                && !self.pack(*slot)
            {
                return false;
            }
        }
        let paths: Vec<Vec<RelationId>> = stage.paths.clone();
        for path in paths {
            let key = (stage.table, path);
            if !self.led.contains_key(&key) {
                let led = self.follow(stage.table, &key.1);
                self.led.insert(key, Arc::new(led));
            }
        }
        true
    }

    fn pack(&mut self, id: SlotId) -> bool {
        let Some(slot) = self.program.slot(id) else { return false };
        if !self.run.is_computed(id) {
            return false;
        }
        let rows = slot.owner.map_or(1, |table| self.run.rows(table));
        let form = self.plan.forms.get(&id).copied().unwrap_or_else(|| form_of(&slot.ty));
        let texts = &mut self.plan.texts;
        let values: Vec<_> = (0..rows).map(|row| self.run.value(id, Some(row))).collect();
        for value in values.iter().flatten() {
            if let Value::Text(text) = value {
                texts.code(text);
            }
        }
        let mut packed = Packed::new(shape(form, texts), rows);
        for (row, value) in values.into_iter().enumerate() {
            packed.set(row, value, |text| texts.find(text));
        }
        self.run.put_packed(id, packed);
        true
    }

    fn follow(&self, table: TableId, path: &[RelationId]) -> Vec<u32> {
        let step = |row: usize| {
            let mut row = row;
            for relation in path {
                match self.run.leads(*relation, row) {
                    Led::To(next) => row = next,
                    Led::Nothing => return NOWHERE,
                    Led::Odd => return LOST,
                }
            }
            u32::try_from(row).unwrap_or(LOST)
        };
        if let [relation] = path
            && let Some(links) = self.run.packed_links(*relation)
        {
            return links.to_vec();
        }
        (0..self.run.rows(table)).map(step).collect()
    }

    fn sources<'a>(&'a self, stage: &'a Stage) -> Option<Sources<'a>> {
        let mut loads = Vec::with_capacity(stage.ops.len());
        for op in &stage.ops {
            loads.push(match op {
                Op::Load { what: Source::Slot(slot), .. } => Some(self.run.packed(*slot)?),
                Op::Load { what: Source::Group(group), .. } => Some(self.groups.get(*group)?.as_ref()?),
                _ => None,
            });
        }
        let mut paths = Vec::with_capacity(stage.paths.len());
        for path in &stage.paths {
            paths.push(Arc::clone(self.led.get(&(stage.table, path.clone()))?));
        }
        let groups: Vec<&Group> = stage.groups.iter().filter_map(|group| self.plan.groups.get(*group)).collect();
        let sizes = groups.iter().map(|group| group.outer.map_or(1, |outer| self.run.rows(outer))).collect();
        Some(Sources { stage, groups, loads, paths, sizes })
    }

    /// Tells rows what groups come to, so that they need not add them up again.
    fn tell_groups(&mut self) {
        for index in std::mem::take(&mut self.untold) {
            let (Some(group), Some(Some(packed))) = (self.plan.groups.get(index), self.groups.get(index)) else {
                continue;
            };
            for row in 0..packed.len() {
                if packed.states.get(row).is_none_or(|state| *state == PRESENT)
                    && let Some(Ok(value)) = packed.get(row)
                {
                    self.run.preset(group.aggregate, group.outer.map(|_| row), value);
                }
            }
        }
    }

    /// Whether an output has an aggregate of its own.
    fn outputs_add_up(&self) -> bool {
        let program = self.program;
        let mut open: Vec<ExprId> = Vec::new();
        for output in &program.outputs {
            open.extend(output.items.iter().map(|item| item.value));
            open.extend(output.filter);
            open.extend(output.order.iter().map(|(by, _)| *by));
        }
        while let Some(id) = open.pop() {
            match program.expr(id).map(|expr| &expr.kind) {
                Some(ExprKind::Aggregate(_) | ExprKind::Decide { .. }) => return true,
                Some(kind) => open.extend(kind.children()),
                None => {}
            }
        }
        false
    }

    fn keep_groups(&mut self, stage: &Stage, tallies: Vec<Tally>, spoiled: &[usize]) {
        for (index, mut tally) in stage.groups.iter().zip(tallies) {
            let Some(group) = self.plan.groups.get(*index) else { continue };
            let homes = group.path.and_then(|path| stage.paths.get(path));
            let homes = homes.and_then(|path| self.led.get(&(stage.table, path.clone())));
            if homes.is_some_and(|homes| homes.contains(&LOST)) {
                tally.spoil_all();
            }
            for row in spoiled {
                match homes {
                    Some(homes) => tally.spoil(homes.get(*row).copied().unwrap_or(NOWHERE)),
                    None => tally.spoil(0),
                }
            }
            let packed = tally.finish(group, &self.plan.texts);
            self.untold.push(*index);
            if let Some(place) = self.groups.get_mut(*index) {
                *place = Some(packed);
            }
        }
    }
}

impl Sources<'_> {
    /// Runs all chunks, on several threads where there is enough to do; the result does not depend on how many.
    fn run(&self, rows: usize, threads: usize) -> Made {
        let share = rows.div_ceil(CHUNK).div_ceil(threads) * CHUNK;
        if threads < 2 || share >= rows || rows < 16 * CHUNK {
            return self.run_rows(0, rows);
        }
        let starts: Vec<usize> = (0..rows).step_by(share).collect();
        let parts: Vec<Option<Made>> = std::thread::scope(|scope| {
            let work = |start: &usize| {
                let (start, end) = (*start, (*start + share).min(rows));
                scope.spawn(move || self.run_rows(start, end))
            };
            let handles: Vec<_> = starts.iter().map(work).collect();
            handles.into_iter().map(|handle| handle.join().ok()).collect()
        });
        let mut parts = parts.into_iter();
        let Some(Some(mut made)) = parts.next() else { return self.run_rows(0, rows) };
        for part in parts {
            let Some(part) = part else { return self.run_rows(0, rows) };
            made.join(self, part);
        }
        made
    }

    fn run_rows(&self, start: usize, end: usize) -> Made {
        let mut regs: Vec<Lanes> = vec![Lanes::default(); self.stage.ops.len()];
        let sizes = self.groups.iter().zip(&self.sizes);
        let mut made = Made {
            columns: self.stage.fills.iter().map(|_| (Vec::new(), Vec::new(), Vec::new())).collect(),
            tallies: sizes.map(|(group, size)| Tally::new(group, *size)).collect(),
            failing: Vec::new(),
            calls: 0,
        };
        for (words, _, _) in &mut made.columns {
            words.reserve_exact(end - start);
        }
        let whole = vec![0u32; CHUNK];
        let mut at = start;
        while at < end {
            let lanes = CHUNK.min(end - at);
            for (index, op) in self.stage.ops.iter().enumerate() {
                if matches!(op, Op::Constant(_)) && at > start {
                    continue;
                }
                let Some(mut out) = regs.get_mut(index).map(std::mem::take) else { continue };
                match (op, self.loads.get(index).copied().flatten()) {
                    (Op::Load { whose, dens, .. }, Some(packed)) => {
                        self.load(packed, *whose, *dens, at, lanes, &mut out);
                    }
                    _ => compute(op, &regs, &mut out, lanes),
                }
                if let Some(place) = regs.get_mut(index) {
                    *place = out;
                }
                made.calls += 1;
            }
            for (group, tally) in self.groups.iter().zip(&mut made.tallies) {
                let path = group.path.and_then(|path| self.paths.get(path));
                let homes = path.map_or(whole.get(..lanes), |path| path.get(at..at + lanes));
                tally.add(group, &regs, homes.unwrap_or_default());
            }
            self.keep(&regs, (at, lanes), &mut made, at - start);
            at += lanes;
        }
        made
    }

    fn load(&self, packed: &Packed, whose: Whose, dens: bool, at: usize, lanes: usize, out: &mut Lanes) {
        let words = if dens { &packed.dens } else { &packed.words };
        out.reset(lanes);
        let homes = match whose {
            Whose::Own => {
                if let Some(words) = words.get(at..at + lanes) {
                    out.words.copy_from_slice(words);
                }
                if let Some(states) = packed.states.get(at..at + lanes) {
                    out.clean = states.iter().all(|state| *state == PRESENT);
                    if !out.clean {
                        out.states.clear();
                        out.states.extend_from_slice(states);
                    }
                }
                return;
            }
            Whose::Whole => {
                out.words.fill(words.first().copied().unwrap_or(0));
                let state = packed.states.first().copied().unwrap_or(PRESENT);
                if state != PRESENT {
                    out.clean = false;
                    out.states.clear();
                    out.states.resize(lanes, state);
                }
                return;
            }
            Whose::Via(path) => self.paths.get(path).and_then(|path| path.get(at..at + lanes)).unwrap_or_default(),
        };
        for (lane, home) in homes.iter().enumerate() {
            let state = match *home {
                NOWHERE => MISSING,
                LOST => ODD,
                home => {
                    if let (Some(place), Some(word)) = (out.words.get_mut(lane), words.get(home as usize)) {
                        *place = *word;
                    }
                    packed.states.get(home as usize).copied().unwrap_or(PRESENT)
                }
            };
            out.mark(lane, state);
        }
    }

    fn keep(&self, regs: &[Lanes], (at, lanes): (usize, usize), made: &mut Made, done: usize) {
        for ((_, val), (words, dens, states)) in self.stage.fills.iter().zip(&mut made.columns) {
            let Some(lane) = regs.get(val.reg) else { continue };
            words.extend(lane.words.iter().take(lanes));
            let den = val.den().and_then(|den| regs.get(den));
            if let Some(den) = den {
                dens.extend(den.words.iter().take(lanes));
            }
            let clean = lane.clean && den.is_none_or(|den| den.clean);
            if clean && states.is_empty() {
                continue;
            }
            states.resize(done, PRESENT);
            for index in 0..lanes {
                let odd = den.is_some_and(|den| den.state(index) == ODD);
                states.push(if odd { ODD } else { lane.state(index) });
            }
        }
        if let Some((_, reg)) = self.stage.test
            && let Some(lane) = regs.get(reg)
        {
            let fails = |index: &usize| lane.words.get(*index) != Some(&1) || lane.state(*index) != PRESENT;
            made.failing.extend((0..lanes).filter(fails).map(|index| at + index));
        }
    }
}

impl Made {
    fn join(&mut self, sources: &Sources<'_>, other: Made) {
        for ((words, dens, states), (more, more_dens, more_states)) in self.columns.iter_mut().zip(other.columns) {
            if !states.is_empty() || !more_states.is_empty() {
                states.resize(words.len(), PRESENT);
                states.extend(&more_states);
                states.resize(words.len() + more.len(), PRESENT);
            }
            words.extend(more);
            dens.extend(more_dens);
        }
        for ((tally, more), group) in self.tallies.iter_mut().zip(&other.tallies).zip(&sources.groups) {
            tally.join(group.op, more);
        }
        self.failing.extend(other.failing);
        self.calls += other.calls;
    }
}

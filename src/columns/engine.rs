//! Runs a plan: stages on packed columns, everything else (and every odd row) by the row evaluator.

use super::lanes::CHUNK;
use super::op::{Op, Source};
use super::plan::{Part, Plan, form_of};
use super::stage::{Group, Stage};
use super::tally::{NOWHERE, Tally, shape};
use super::worker::{Keep, LOST, Sources, Task, Worker};
use crate::ir::expr::ExprKind;
use crate::ir::ids::{ExprId, RelationId, SlotId, TableId};
use crate::ir::packed::{ODD, PRESENT, Packed};
use crate::ir::program::{Program, Step};
use crate::rows::{Evaluation, Led};
use crate::value::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Values computed in stages.
    pub packed: usize,
    /// Values of stages that did not fit and were computed by rows.
    pub by_rows: usize,
    pub chunks: usize,
    pub kernel_calls: usize,
    /// How often the rows of a streamed table went by; 0 where all tables stood in memory.
    pub passes: usize,
}

pub struct Engine<'p> {
    pub plan: Plan,
    program: &'p Program,
    pub run: Evaluation<'p>,
    groups: Vec<Option<Packed>>,
    /// Groups that rows have not been told yet: only they that compute something by themselves need them.
    untold: Vec<usize>,
    /// Where paths lead from each row of a table.
    led: HashMap<(TableId, Vec<RelationId>), Arc<Vec<u32>>>,
    pub threads: usize,
    pub counts: Counts,
}

/// Sources of a stage over a table in memory.
struct Standing<'a> {
    /// By operation, for loads.
    loads: Vec<Option<&'a Packed>>,
    paths: Vec<Arc<Vec<u32>>>,
}

impl Sources for Standing<'_> {
    fn load(&self, op: usize) -> Option<&Packed> {
        self.loads.get(op).copied().flatten()
    }

    fn path(&self, path: usize) -> &[u32] {
        self.paths.get(path).map(|path| path.as_slice()).unwrap_or_default()
    }
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
            self.part(part);
        }
        self.finish()
    }

    pub fn part(&mut self, part: &Part) {
        match part {
            Part::Stage(stage) => self.stage(stage),
            Part::Rows(step, _) => {
                self.tell_groups();
                self.run.take(*step);
            }
        }
    }

    /// Puts out the outputs.
    pub fn finish(mut self) -> (Evaluation<'p>, Counts) {
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
        let task = self.task(stage, Keep::All);
        let (filled, tallies, failing) = {
            let Some(sources) = self.standing(stage) else { return self.by_rows(stage) };
            let mut worker = share_out(&task, &sources, rows, self.threads);
            self.counts.add(worker.chunks, worker.calls);
            (
                std::mem::take(&mut worker.filled),
                std::mem::take(&mut worker.tallies),
                std::mem::take(&mut worker.failing),
            )
        };
        self.counts.packed += rows * stage.fills.len();
        let spoiled = self.run.spoiled_rows(stage.table);
        self.keep_groups(stage, tallies, &spoiled);
        let mut odd: Vec<(SlotId, Vec<usize>)> = Vec::new();
        for ((slot, _), mut packed) in stage.fills.iter().zip(filled) {
            if !spoiled.is_empty() && packed.states.is_empty() {
                packed.states = vec![PRESENT; packed.len()];
            }
            for row in &spoiled {
                if let Some(state) = packed.states.get_mut(*row) {
                    *state = ODD;
                }
            }
            let states = packed.states.iter().enumerate();
            odd.push((*slot, states.filter(|(_, s)| **s == ODD).map(|(row, _)| row).collect()));
            self.run.put_packed(*slot, packed);
        }
        for (slot, mut rows) in odd {
            self.run.sort_by_key(stage.table, &mut rows);
            self.compute_odd(slot, stage.table, &rows);
        }
        if let Some((assertion, _)) = stage.test {
            let mut failing = failing;
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

    /// What workers need to know of a stage.
    pub fn task<'a>(&self, stage: &'a Stage, keep: Keep) -> Task<'a> {
        let groups: Vec<Group> =
            stage.groups.iter().filter_map(|group| self.plan.groups.get(*group)).cloned().collect();
        let sizes = groups.iter().map(|group| group.outer.map_or(1, |outer| self.run.rows(outer))).collect();
        let shapes = stage.fills.iter().map(|(_, val)| shape(val.form(), &self.plan.texts)).collect();
        Task { stage, groups, sizes, shapes, keep }
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
    pub fn pack_sources(&mut self, stage: &Stage) -> bool {
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

    pub fn pack(&mut self, id: SlotId) -> bool {
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

    pub fn follow(&self, table: TableId, path: &[RelationId]) -> Vec<u32> {
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

    fn standing<'a>(&'a self, stage: &Stage) -> Option<Standing<'a>> {
        let mut loads = Vec::with_capacity(stage.ops.len());
        for op in &stage.ops {
            loads.push(match op {
                Op::Load { what, .. } => Some(self.source(*what)?),
                _ => None,
            });
        }
        let mut paths = Vec::with_capacity(stage.paths.len());
        for path in &stage.paths {
            paths.push(Arc::clone(self.led.get(&(stage.table, path.clone()))?));
        }
        Some(Standing { loads, paths })
    }

    /// A slot or group that is packed.
    pub fn source(&self, what: Source) -> Option<&Packed> {
        match what {
            Source::Slot(slot) => self.run.packed(slot),
            Source::Group(group) => self.groups.get(group)?.as_ref(),
        }
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

    pub fn keep_groups(&mut self, stage: &Stage, tallies: Vec<Tally>, spoiled: &[usize]) {
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

/// Runs all chunks, on several threads where there is enough to do; the result does not depend on how many.
fn share_out<'a>(task: &'a Task<'a>, sources: &Standing<'_>, rows: usize, threads: usize) -> Worker<'a> {
    let work = |start: usize, end: usize| {
        let mut worker = Worker::new(task);
        // The first one takes in what the others have.
        worker.reserve(if start == 0 { rows } else { end - start });
        worker.rows(sources, start, end);
        worker
    };
    let share = rows.div_ceil(CHUNK).div_ceil(threads) * CHUNK;
    if threads < 2 || share >= rows || rows < 16 * CHUNK {
        return work(0, rows);
    }
    let starts: Vec<usize> = (0..rows).step_by(share).collect();
    let parts: Vec<Option<Worker<'a>>> = std::thread::scope(|scope| {
        let begin = |start: &usize| {
            let (start, end) = (*start, (*start + share).min(rows));
            scope.spawn(move || work(start, end))
        };
        let handles: Vec<_> = starts.iter().map(begin).collect();
        handles.into_iter().map(|handle| handle.join().ok()).collect()
    });
    let mut parts = parts.into_iter();
    let Some(Some(mut made)) = parts.next() else { return work(0, rows) };
    for part in parts {
        let Some(part) = part else { return work(0, rows) };
        made.join(part);
    }
    made
}

impl Counts {
    pub fn add(&mut self, chunks: usize, calls: usize) {
        self.chunks += chunks;
        self.kernel_calls += calls;
    }
}

//! Rows of one table that go by: whether a program can be computed so, and the passes that it takes.
//!
//! Nothing of a row is kept but what it adds to groups. A stage that needs what groups come to (the share of a line in its
//! hospital) takes one more pass, in which the stages before it are computed again on each block. Where anything is odd
//! (a value that does not fit, a check that fails, something that only rows know), the whole is given up and computed
//! again with all rows in memory: never a second meaning.

use super::engine::{Counts, Engine};
use super::lanes::CHUNK;
use super::op::{Op, Source, Whose};
use super::plan::{Part, Plan};
use super::stage::Stage;
use super::tally::NOWHERE;
use super::worker::{Keep, LOST, Sources, Task, Worker};
use crate::ir::block::{Blocks, Halt, Supply};
use crate::ir::expr::ExprKind;
use crate::ir::ids::{ExprId, RelationId, SlotId, TableId};
use crate::ir::narrow::Narrow;
use crate::ir::packed::{ODD, Packed, PackedBatch, PackedTable};
use crate::ir::program::{ExceptionKind, Program, SlotKind, Step, TableSource};
use crate::ir::threads::side_by_side;
use crate::rows::Evaluation;

impl Plan {
    /// How often the rows of a table have to go by; `None` where they have to stand in memory.
    pub fn passes(&self, program: &Program, table: TableId) -> Option<usize> {
        let input = matches!(program.table(table)?.source, TableSource::Input(_));
        let referred = program.relations.iter().any(|relation| relation.to == table);
        let put_out = program.outputs.iter().any(|output| output.table == Some(table));
        let excluded = |kind: ExceptionKind| matches!(kind, ExceptionKind::Exclude);
        let told = program.exceptions.iter().any(|e| e.owner == Some(table) && excluded(e.kind));
        let streams = |part: &Part| match part {
            Part::Stage(_) => true,
            Part::Rows(Step::Slot(slot), _) => self.needs_no_row_of(program, *slot, table),
            Part::Rows(Step::Assert(_) | Step::Derive(_) | Step::Allocate(_), _) => false,
        };
        if !input || referred || put_out || told || !self.parts.iter().all(streams) {
            return None;
        }
        Some(self.parts.iter().filter(|part| is_on(part, table)).count().max(1))
    }

    /// Whether a slot that rows compute stands on another table and adds nothing up over this one.
    fn needs_no_row_of(&self, program: &Program, slot: SlotId, table: TableId) -> bool {
        let Some(slot) = program.slot(slot) else { return false };
        let mut open: Vec<ExprId> = match &slot.kind {
            SlotKind::Formula { value, exceptions } if exceptions.is_empty() => vec![*value],
            SlotKind::Formula { .. }
            | SlotKind::Column(_)
            | SlotKind::Applies(_)
            | SlotKind::Reasons(_)
            | SlotKind::IndicatorValue { .. }
            | SlotKind::IndicatorScore { .. }
            | SlotKind::AssessmentScore(_)
            | SlotKind::Share(_)
            | SlotKind::Residue(_) => return false,
        };
        while let Some(id) = open.pop() {
            match program.expr(id).map(|expr| &expr.kind) {
                None | Some(ExprKind::Decide { .. }) => return false,
                Some(ExprKind::Aggregate(id)) => match program.aggregate(*id) {
                    Some(aggregate) if aggregate.table != table => {
                        open.extend(aggregate.inner());
                        open.extend(aggregate.outer());
                    }
                    Some(_) | None => return false,
                },
                Some(kind) => open.extend(kind.children()),
            }
        }
        slot.owner != Some(table)
    }
}

fn is_on(part: &Part, table: TableId) -> bool {
    matches!(part, Part::Stage(stage) if stage.table == table)
}

/// Computes a program whose largest table streams; all other tables are in the batch.
///
/// # Errors
/// Where the rows have to stand in memory after all.
pub fn run<'p>(
    program: &'p Program,
    plan: Plan,
    batch: PackedBatch,
    (table, supply): (TableId, &mut dyn Supply),
    threads: usize,
) -> Result<(Evaluation<'p>, Counts), Halt> {
    plan.passes(program, table).ok_or(Halt)?;
    let mut run = Evaluation::begin_packed(program, batch);
    run.stream(table);
    let mut engine = Engine::new(program, plan, run, threads);
    let parts = std::mem::take(&mut engine.plan.parts);
    let mut stages: Vec<&Stage> = Vec::new();
    for part in &parts {
        match part {
            Part::Stage(stage) if stage.table == table => {
                stages.push(stage);
                engine.pass(&stages, supply)?;
            }
            Part::Stage(_) | Part::Rows(..) => engine.part(part),
        }
    }
    if stages.is_empty() {
        // Nobody computes anything of the rows, and yet they have to be in order.
        engine.pass(&[], supply)?;
    }
    let (run, counts) = engine.finish();
    if run.missed_a_row() { Err(Halt) } else { Ok((run, counts)) }
}

/// Where a load of a streamed stage finds its words.
enum From<'a> {
    /// A column of the block.
    Column(usize),
    /// A value that a stage before this one fills in: the stage, and the place among its fills.
    Fill(usize, usize),
    Fixed(&'a Packed),
    Register,
}

/// A path from the rows of a block: the reference of the block, and where its rows lead further.
struct Way {
    link: usize,
    further: Option<Vec<u32>>,
}

/// What one stage reads, whatever the block.
struct Wiring<'a> {
    loads: Vec<From<'a>>,
    ways: Vec<Way>,
}

/// A block and what was computed on it.
struct Passing<'a> {
    wiring: &'a Wiring<'a>,
    block: &'a PackedTable,
    filled: &'a [Vec<Packed>],
    composed: &'a [Vec<u32>],
}

impl Sources for Passing<'_> {
    fn load(&self, op: usize) -> Option<&Packed> {
        match self.wiring.loads.get(op)? {
            From::Column(index) => self.block.columns.get(*index),
            From::Fill(stage, place) => self.filled.get(*stage)?.get(*place),
            From::Fixed(packed) => Some(packed),
            From::Register => None,
        }
    }

    fn narrow(&self, op: usize) -> Option<&Narrow> {
        match self.wiring.loads.get(op)? {
            From::Column(index) => self.block.narrow.get(*index)?.as_deref(),
            From::Fill(..) | From::Fixed(_) | From::Register => None,
        }
    }

    fn path(&self, path: usize) -> &[u32] {
        let Some(way) = self.wiring.ways.get(path) else { return &[] };
        match way.further {
            Some(_) => self.composed.get(path).map(Vec::as_slice).unwrap_or_default(),
            None => self.block.links.get(way.link).map(|(_, rows)| rows.as_slice()).unwrap_or_default(),
        }
    }
}

impl Engine<'_> {
    /// Lets all rows go by once: computes the stages one after the other, and keeps what the last one adds up.
    fn pass(&mut self, stages: &[&Stage], supply: &mut dyn Supply) -> Result<(), Halt> {
        for stage in stages {
            self.pack_others(stage)?;
        }
        supply.begin(self.plan.texts.clone())?;
        let last = stages.len().saturating_sub(1);
        let keep = |place: usize| if place < last { Keep::All } else { Keep::Oddness };
        let mut tasks = Vec::with_capacity(stages.len());
        for (place, stage) in stages.iter().enumerate() {
            let mut task = self.task(stage, keep(place));
            if place < last {
                // What it adds up is known since its own pass.
                task.groups.clear();
            }
            tasks.push(task);
        }
        let wirings = self.wire(stages)?;
        let workers = go_by(&tasks, &wirings, supply, self.threads)?;
        drop(wirings);
        let rows = supply.end()?;
        self.counts.passes += 1;
        for worker in &workers {
            self.counts.add(worker.chunks, worker.calls);
        }
        let Some((stage, worker)) = stages.last().zip(workers.into_iter().next_back()) else {
            self.run.streamed_rows(rows);
            return Ok(());
        };
        self.run.streamed_rows(rows);
        if worker.odd || !worker.failing.is_empty() {
            return Err(Halt);
        }
        self.counts.packed += rows * stage.fills.len();
        self.keep_groups(stage, worker.tallies, &[]);
        let odd = |group: &usize| self.source(Source::Group(*group)).is_none_or(|packed| packed.states.contains(&ODD));
        if stage.groups.iter().any(odd) { Err(Halt) } else { Ok(()) }
    }

    /// Packs what a streamed stage reads of other tables.
    fn pack_others(&mut self, stage: &Stage) -> Result<(), Halt> {
        for op in &stage.ops {
            if let Op::Load { what: Source::Slot(slot), whose, .. } = op
                && *whose != Whose::Own
                && self.run.packed(*slot).is_none()
                && !self.pack(*slot)
            {
                return Err(Halt);
            }
        }
        Ok(())
    }

    fn wire<'a>(&'a self, stages: &[&Stage]) -> Result<Vec<Wiring<'a>>, Halt> {
        let mut wirings = Vec::with_capacity(stages.len());
        for (place, stage) in stages.iter().enumerate() {
            let program = self.run.program();
            let table = program.table(stage.table).ok_or(Halt)?;
            let mut loads = Vec::with_capacity(stage.ops.len());
            for op in &stage.ops {
                loads.push(match op {
                    Op::Load { what: Source::Slot(slot), whose: Whose::Own, .. } => {
                        let column = table.columns.iter().position(|column| column == slot);
                        match column.map(From::Column).or_else(|| filled_by(stages.get(..place)?, *slot)) {
                            Some(from) => from,
                            None => return Err(Halt),
                        }
                    }
                    Op::Load { what, .. } => From::Fixed(self.source(*what).ok_or(Halt)?),
                    _ => From::Register,
                });
            }
            let ways = stage.paths.iter().map(|path| self.way(path)).collect::<Option<Vec<Way>>>().ok_or(Halt)?;
            wirings.push(Wiring { loads, ways });
        }
        Ok(wirings)
    }

    fn way(&self, path: &[RelationId]) -> Option<Way> {
        let program = self.run.program();
        let (first, rest) = path.split_first()?;
        let relation = program.relation(*first)?;
        // The references of a block stand in the order of those that lead to tables of input.
        let own = program.schemas.iter().find(|schema| schema.id == relation.from)?;
        let is_input = |target: TableId| program.schemas.iter().any(|schema| schema.id == target);
        let mut links = own.references.iter().filter(|reference| is_input(reference.target));
        let link = links.position(|reference| reference.relation == *first)?;
        let further = (!rest.is_empty()).then(|| self.follow(relation.to, rest));
        Some(Way { link, further })
    }
}

fn filled_by<'a>(before: &[&Stage], slot: SlotId) -> Option<From<'a>> {
    before.iter().enumerate().rev().find_map(|(stage, known)| {
        let place = known.fills.iter().position(|(filled, _)| *filled == slot)?;
        Some(From::Fill(stage, place))
    })
}

/// Lets the rows go by, on several threads; the workers of each thread are brought together, stage by stage.
fn go_by<'a>(
    tasks: &'a [Task<'a>],
    wirings: &[Wiring<'_>],
    supply: &dyn Supply,
    threads: usize,
) -> Result<Vec<Worker<'a>>, Halt> {
    let parts = side_by_side(threads, || one_reader(tasks, wirings, supply.reader()?));
    let mut all: Vec<Worker<'a>> = Vec::new();
    for part in parts {
        let part = part.unwrap_or(Err(Halt))?;
        if all.is_empty() {
            all = part;
        } else {
            all.iter_mut().zip(part).for_each(|(mine, theirs)| mine.join(theirs));
        }
    }
    Ok(all)
}

fn one_reader<'a>(
    tasks: &'a [Task<'a>],
    wirings: &[Wiring<'_>],
    mut reader: Box<dyn Blocks + '_>,
) -> Result<Vec<Worker<'a>>, Halt> {
    let mut workers: Vec<Worker<'a>> = tasks.iter().map(Worker::new).collect();
    let mut filled: Vec<Vec<Packed>> = workers.iter_mut().map(|worker| worker.filled.clone()).collect();
    let ways = wirings.iter().map(|wiring| wiring.ways.len()).max().unwrap_or(0);
    let mut composed: Vec<Vec<u32>> = vec![Vec::with_capacity(2 * CHUNK); ways];
    while let Some(block) = reader.next()? {
        for (stage, (worker, wiring)) in workers.iter_mut().zip(wirings).enumerate() {
            compose(block, &wiring.ways, &mut composed);
            worker.clear();
            let sources = Passing { wiring, block, filled: &filled, composed: &composed };
            worker.rows(&sources, 0, block.rows);
            if worker.odd || !worker.failing.is_empty() {
                return Err(Halt);
            }
            // The stages behind read what this one filled in; its old columns come back to be written anew.
            if let Some(place) = filled.get_mut(stage) {
                std::mem::swap(place, &mut worker.filled);
            }
        }
    }
    for worker in &mut workers {
        worker.clear();
    }
    Ok(workers)
}

fn compose(block: &PackedTable, ways: &[Way], composed: &mut [Vec<u32>]) {
    for (way, out) in ways.iter().zip(composed) {
        let (Some(further), Some((_, rows))) = (&way.further, block.links.get(way.link)) else { continue };
        out.clear();
        out.extend(rows.iter().map(|row| match *row {
            NOWHERE => NOWHERE,
            row => further.get(row as usize).copied().unwrap_or(LOST),
        }));
    }
}

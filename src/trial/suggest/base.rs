//! Starting points: the data of the cases that a policy has, or one row in each table where it has none; under the
//! parameters of the cases, and with each choice among several made otherwise.

use super::super::parallel::each;
use super::super::prepare::{Setting, prepare, setting};
use super::super::suite::Suite;
use super::state::{Change, changed};
use crate::diagnostic::Diagnostic;
use crate::ir::batch::{Batch, Cell, Origin, TableData};
use crate::ir::ids::{AssertionId, ExprId, ParamId};
use crate::ir::program::{Param, Program};
use crate::ir::schema::{ColumnSchema, End};
use crate::rows::{self, Evaluation, Mark};
use crate::session::{Loaded, Session, World};
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::types::{Digits, Kind};
use crate::value::value::Value;

/// Starting points of one setting that has been turned from another.
const TURNED: usize = 4;
/// Settings that are turned, at most.
const TURNS: usize = 40;

/// Data from which edges are looked for, under one of the settings.
pub struct Base<'p> {
    pub program: &'p Program,
    /// Among `Start::variants`.
    pub variant: usize,
    pub batch: Batch,
    pub unchecked: Vec<AssertionId>,
    /// What the policy makes of the data as they are.
    pub run: Evaluation<'p>,
    /// The expressions that it computes on the way, by id; empty where only this search asks, and `run` can tell. To ask is to
    /// compute, so that another search might hear of what this one asked.
    computed: Vec<bool>,
}

impl<'p> Base<'p> {
    fn new(program: &'p Program, seed: &Seed) -> Base<'p> {
        let (batch, unchecked) = (seed.batch.clone(), seed.unchecked.clone());
        let run = rows::run_watched(program, batch.clone(), &unchecked, true);
        Base { program, variant: seed.variant, batch, unchecked, run, computed: Vec::new() }
    }

    /// Whether the policy comes to compute an expression: a branch that is not taken has no edge.
    pub fn computes(&self, id: ExprId) -> bool {
        let told = |id: ExprId| self.run.watch().is_some_and(|watch| watch.has(id, Mark::Computed));
        self.computed.get(id.index()).copied().unwrap_or_else(|| told(id))
    }

    /// The same with some changes made.
    pub fn with(&self, changes: &[Change]) -> Base<'p> {
        let seed = Seed { variant: self.variant, batch: changed(self, changes), unchecked: self.unchecked.clone() };
        Base::new(self.program, &seed)
    }
}

/// A policy under the parameters and on the day of some cases.
pub struct Variant {
    pub loaded: Loaded,
    pub params: Vec<(String, String)>,
    pub day: Option<Date>,
    /// The parameter that has another value than in any case, where one has.
    pub turned: Option<ParamId>,
}

impl Variant {
    fn load(world: &(dyn World + Sync), policy: &str, (params, day): Setting, turned: Option<ParamId>) -> Variant {
        let loaded = Session { world, as_of: day, known_on: None, settings: &params }.load(policy);
        Variant { loaded, params, day, turned }
    }
}

struct Seed {
    variant: usize,
    batch: Batch,
    unchecked: Vec<AssertionId>,
}

/// A policy that can be run, and data for it.
pub struct Start {
    pub variants: Vec<Variant>,
    seeds: Vec<Seed>,
    pub rest: bool,
    pub made_up: bool,
}

impl Start {
    /// The starting points, several at once.
    pub fn bases(&self) -> Vec<Base<'_>> {
        let base = |index: usize| {
            let seed = self.seeds.get(index)?;
            let program = self.variants.get(seed.variant)?.loaded.program.as_ref()?;
            let mut base = Base::new(program, seed);
            base.computed = (0..program.exprs.len()).map(|id| base.computes(ExprId::at(id))).collect();
            Some(base)
        };
        each(self.seeds.len(), base).into_iter().flatten().collect()
    }

    /// Adds settings in which one choice among several, other than the fixed ones, is made otherwise than in all cases, with
    /// the first data.
    fn turn(&mut self, world: &(dyn World + Sync), policy: &str, fixed: &[(String, String)]) {
        let Some(first) = self.variants.first() else { return };
        let Some(program) = &first.loaded.program else { return };
        let mut turns: Vec<(ParamId, Setting)> = Vec::new();
        let free = |param: &&Param| !fixed.iter().any(|(name, _)| **name == *param.name);
        for (index, param) in program.params.iter().enumerate().filter(|(_, param)| free(param)) {
            let values: Vec<String> = match param.ty.kind {
                Kind::Enum(of) => {
                    let known = program.enums.get(of as usize).map(|of| of.values.as_slice()).unwrap_or_default();
                    known.iter().map(|value| value.to_string()).collect()
                }
                Kind::Bool => vec!["是".to_owned(), "否".to_owned()],
                Kind::Number(_) | Kind::Date | Kind::Text => continue,
            };
            let known: Vec<String> = self
                .variants
                .iter()
                .filter_map(|variant| variant.loaded.program.as_ref()?.params.get(index)?.on(program.as_of))
                .map(|dated| crate::wording::value::bare(&dated.value))
                .collect();
            for value in values.into_iter().filter(|value| !known.contains(value)) {
                let mut params: Vec<(String, String)> = first.params.clone();
                params.retain(|(name, _)| **name != *param.name);
                params.push((param.name.to_string(), value));
                turns.push((ParamId::at(index), (params, first.day)));
            }
        }
        turns.truncate(TURNS);
        let loaded = each(turns.len(), |index| {
            let (param, setting) = turns.get(index)?.clone();
            Some(Variant::load(world, policy, setting, Some(param)))
        });
        for variant in loaded.into_iter().flatten().filter(|variant| is_sound(&variant.loaded)) {
            let at = self.variants.len();
            let seeds = self.seeds.iter().filter(|seed| seed.variant == 0).take(TURNED);
            let seeds: Vec<Seed> = seeds
                .map(|seed| Seed { variant: at, batch: seed.batch.clone(), unchecked: seed.unchecked.clone() })
                .collect();
            self.seeds.extend(seeds);
            self.variants.push(variant);
        }
    }
}

fn is_sound(loaded: &Loaded) -> bool {
    loaded.program.is_some() && loaded.open.is_empty() && !loaded.has_errors()
}

/// The policy as its cases have it, with their data; else as given, with made-up rows.
pub fn start(
    world: &(dyn World + Sync),
    suite: &Suite,
    settings: &[(String, String)],
    day: Option<Date>,
) -> Result<Start, Vec<Diagnostic>> {
    let bare = settings.is_empty() && day.is_none();
    let mut start = match of_cases(world, suite).filter(|_| bare) {
        Some(start) => start,
        None => alone(world, suite, settings, day)?,
    };
    start.turn(world, &suite.policy, settings);
    Ok(start)
}

/// One starting point with a row in each table.
fn alone(
    world: &(dyn World + Sync),
    suite: &Suite,
    settings: &[(String, String)],
    day: Option<Date>,
) -> Result<Start, Vec<Diagnostic>> {
    let mut variant = Variant::load(world, &suite.policy, (settings.to_vec(), day), None);
    let Some(program) = &variant.loaded.program else { return Err(variant.loaded.diagnostics) };
    let open: Vec<_> = variant.loaded.open.iter().filter_map(|id| program.param(*id)).collect();
    if !open.is_empty() {
        let mut params = settings.to_vec();
        params.extend(open.iter().map(|param| (param.name.to_string(), likely(program, param))));
        variant = Variant::load(world, &suite.policy, (params, day), None);
    }
    let Some(program) = &variant.loaded.program else { return Err(variant.loaded.diagnostics) };
    let batch = made_up(program, day.or(program.as_of));
    let seeds = vec![Seed { variant: 0, batch, unchecked: Vec::new() }];
    Ok(Start { variants: vec![variant], seeds, rest: false, made_up: true })
}

/// A value that an open parameter might well have, as written.
fn likely(program: &Program, param: &Param) -> String {
    match &param.ty.kind {
        Kind::Number(shape) if shape.percent => "50%".to_owned(),
        Kind::Number(_) => super::super::sheet::literal(program, &param.ty, "1"),
        Kind::Date => "2021-01-01".to_owned(),
        Kind::Text => "甲".to_owned(),
        Kind::Bool => "是".to_owned(),
        Kind::Enum(index) => {
            let first = program.enums.get(*index as usize).and_then(|of| of.values.first());
            first.map_or_else(String::new, |value| value.to_string())
        }
    }
}

/// The data of all cases that run, each under its own parameters and on its own day.
fn of_cases(world: &(dyn World + Sync), suite: &Suite) -> Option<Start> {
    let all: Vec<usize> = (0..suite.cases.len()).collect();
    let prepared = prepare(world, suite, &all);
    let mut settings: Vec<Setting> = Vec::new();
    let mut start = Start { variants: Vec::new(), seeds: Vec::new(), rest: false, made_up: false };
    for ready in prepared.cases.iter().filter(|ready| ready.troubles.is_empty() && !ready.batch.tables.is_empty()) {
        let Some(case) = suite.cases.get(ready.case) else { continue };
        let own = setting(suite, case);
        let at = settings.iter().position(|known| *known == own).unwrap_or(settings.len());
        if at == settings.len() {
            settings.push(own);
        }
        start.rest |= ready.rest;
        let (batch, unchecked) = (ready.batch.clone(), ready.unchecked.clone());
        start.seeds.push(Seed { variant: at, batch, unchecked });
    }
    let load = |index: usize| Some(Variant::load(world, &suite.policy, settings.get(index)?.clone(), None));
    start.variants = each(settings.len(), load).into_iter().flatten().collect();
    let sound = start.variants.len() == settings.len() && start.variants.iter().all(|one| one.loaded.program.is_some());
    (sound && !start.seeds.is_empty()).then_some(start)
}

/// One row in each table; references lead to the one row there is.
fn made_up(program: &Program, day: Option<Date>) -> Batch {
    let tables = program.schemas.iter().enumerate().map(|(table, schema)| TableData {
        rows: 1,
        columns: (0..schema.columns.len())
            .map(|column| vec![Cell::Good(value(program, (table, column), day, 0))])
            .collect(),
        origins: vec![Origin { source: 0, row: 0 }],
        sources: Vec::new(),
    });
    Batch { tables: tables.collect() }
}

/// References that are followed to the key they end at.
const DEPTH: usize = 8;

/// A value that a column might well have.
fn value(program: &Program, (table, column): (usize, usize), day: Option<Date>, depth: usize) -> Value {
    let Some(schema) = program.schemas.get(table) else { return Value::Missing };
    let refers = schema.references.iter().find(|reference| reference.columns.contains(&column));
    if let Some(reference) = refers.filter(|_| depth < DEPTH) {
        let at = reference.columns.iter().position(|own| *own == column);
        let target = program.schemas.iter().position(|other| other.id == reference.target);
        let key = target.and_then(|target| program.schemas.get(target)?.keys.get(at?).map(|key| (target, *key)));
        if let Some(place) = key.filter(|place| *place != (table, column)) {
            return value(program, place, day, depth + 1);
        }
    }
    schema.columns.get(column).map_or(Value::Missing, |column| plain(column, day))
}

/// A row for a table, whose references lead to the first rows of a starting point.
pub fn row(base: &Base<'_>, table: usize) -> Vec<Value> {
    let Some(schema) = base.program.schemas.get(table) else { return Vec::new() };
    let day = base.program.as_of;
    let mut values: Vec<Value> = schema.columns.iter().map(|column| plain(column, day)).collect();
    for reference in &schema.references {
        let target = base.program.schemas.iter().position(|other| other.id == reference.target);
        let Some(target) = target.filter(|target| *target != table) else { continue };
        let keys = base.program.schemas.get(target).map(|schema| schema.keys.as_slice()).unwrap_or_default();
        for (column, key) in reference.columns.iter().zip(keys) {
            let there = super::state::cell(base, (target, 0, *key)).cloned();
            if let (Some(place), Some(there)) = (values.get_mut(*column), there) {
                *place = there;
            }
        }
    }
    values
}

fn plain(column: &ColumnSchema, day: Option<Date>) -> Value {
    if let Some(default) = &column.default {
        return default.clone();
    }
    match column.ty.kind {
        Kind::Bool => Value::Bool(false),
        Kind::Enum(_) => column.values.first().map_or(Value::Missing, |value| Value::Text(value.clone())),
        Kind::Text => Value::Text("甲".into()),
        Kind::Date => day.or_else(|| Date::new(2021, 6, 30)).map_or(Value::Missing, Value::Date),
        Kind::Number(shape) => {
            let wanted = [80, 50, 10, 1, 0].map(|percent| Number::from_scaled(percent, 2));
            let plain = [1000, 100, 10, 1, 0].map(Number::from);
            let tried = if shape.percent { wanted } else { plain };
            let fits = |number: &&Number| {
                column.range.as_ref().is_none_or(|range| range.contains(&Value::Number((*number).clone())))
            };
            match tried.iter().find(fits) {
                Some(number) => Value::Number(number.clone()),
                None => lowest(column, shape.digits),
            }
        }
    }
}

/// The least value of a range.
fn lowest(column: &ColumnSchema, digits: Digits) -> Value {
    let unit = unit(digits);
    match column.range.as_ref().and_then(|range| range.low.clone()) {
        Some((Value::Number(low), End::Open)) => Value::Number(low + unit),
        Some((value, End::Closed)) => value,
        Some((value, End::Open)) => value,
        None => Value::Number(Number::zero()),
    }
}

/// The smallest step of a column's numbers.
pub fn unit(digits: Digits) -> Number {
    match digits {
        Digits::At(digits) => Number::power_of_ten(-i32::try_from(digits).unwrap_or(0)),
        Digits::Unbounded => Number::one(),
    }
}

//! Starting points: the data of the cases that a policy has, or one row in each table where it has none; under the
//! parameters of the cases, and with each choice among several made otherwise. Where these do not suffice, the data of
//! cases of related policies and made-up rows.

use super::super::parallel::each;
use super::super::prepare::{Setting, prepare, setting};
use super::super::suite::Suite;
use super::kin::{Lent, lent};
use super::state::{Change, changed};
use super::turn::turns;
use crate::diagnostic::Diagnostic;
use crate::ir::batch::{Batch, Cell, Origin, TableData};
use crate::ir::ids::{AssertionId, ExprId, ParamId};
use crate::ir::program::{Param, Program};
use crate::ir::schema::{ColumnSchema, End};
use crate::rows::{self, Evaluation, Mark};
use crate::sample::{Wish, sample};
use crate::session::{Loaded, Session, World};
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::types::{Digits, Kind};
use crate::value::value::Value;
use std::sync::OnceLock;

/// Starting points of one setting that has been turned from another; the others come later.
const TURNED: usize = 4;
/// Of data that are lent and made up, how many are tried under a setting that has been turned.
const LENT: usize = 8;
/// Rows of the tables that no other refers to, in data that are made up.
const ROWS: usize = 4;
/// The seed of made-up data: the same each time.
const SEED: u64 = 1;

/// Where the data of a starting point come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// The cases of the policy, or one row in each table where there are none.
    Own,
    /// Cases of another policy: among those that were given.
    Kin(usize),
    Sample,
}

/// Data from which edges are looked for, under one of the settings.
pub struct Base<'p> {
    pub program: &'p Program,
    /// Among `Start::variants`.
    pub variant: usize,
    pub batch: Batch,
    pub unchecked: Vec<AssertionId>,
    pub from: From,
    /// Only for edges that others do not reach.
    pub late: bool,
    /// Several searches ask at once.
    shared: bool,
    ran: OnceLock<Ran<'p>>,
}

/// What a policy makes of data as they are: nothing of it is computed before somebody asks.
struct Ran<'p> {
    run: Evaluation<'p>,
    /// The expressions that it computes on the way, by id; empty where only this search asks, and `run` can tell. To ask is to
    /// compute, so that another search might hear of what this one asked.
    computed: Vec<bool>,
}

impl<'p> Base<'p> {
    fn ran(&self) -> &Ran<'p> {
        self.ran.get_or_init(|| {
            let run = rows::run_watched(self.program, self.batch.clone(), &self.unchecked, true);
            let count = if self.shared { self.program.exprs.len() } else { 0 };
            let told = |id: usize| run.watch().is_some_and(|watch| watch.has(ExprId::at(id), Mark::Computed));
            let computed = (0..count).map(told).collect();
            Ran { run, computed }
        })
    }

    /// What the policy makes of the data.
    pub fn run(&self) -> &Evaluation<'p> {
        &self.ran().run
    }

    /// Whether the policy comes to compute an expression: a branch that is not taken has no edge.
    pub fn computes(&self, id: ExprId) -> bool {
        let Ran { run, computed } = self.ran();
        let told = |id: ExprId| run.watch().is_some_and(|watch| watch.has(id, Mark::Computed));
        computed.get(id.index()).copied().unwrap_or_else(|| told(id))
    }

    /// The same with some changes made.
    pub fn with(&self, changes: &[Change]) -> Base<'p> {
        let (batch, unchecked) = (changed(self, changes), self.unchecked.clone());
        Base { batch, unchecked, shared: false, ran: OnceLock::new(), ..*self }
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

#[derive(Clone)]
struct Seed {
    variant: usize,
    batch: Batch,
    unchecked: Vec<AssertionId>,
    from: From,
    late: bool,
}

/// A policy that can be run, and data for it.
pub struct Start {
    pub variants: Vec<Variant>,
    seeds: Vec<Seed>,
    pub rest: bool,
    pub made_up: bool,
}

impl Start {
    /// The starting points.
    pub fn bases(&self) -> Vec<Base<'_>> {
        let base = |seed: &Seed| {
            let program = self.variants.get(seed.variant)?.loaded.program.as_ref()?;
            let (batch, unchecked) = (seed.batch.clone(), seed.unchecked.clone());
            let Seed { variant, from, late, .. } = *seed;
            Some(Base { program, variant, batch, unchecked, from, late, shared: true, ran: OnceLock::new() })
        };
        self.seeds.iter().filter_map(base).collect()
    }

    /// Loads the policy under more settings, several at once; gives the place of each among the variants, where the policy
    /// can be run so.
    fn load(
        &mut self,
        (world, policy): (&(dyn World + Sync), &str),
        more: &[(Setting, Option<ParamId>)],
    ) -> Vec<Option<usize>> {
        let loaded = each(more.len(), |index| {
            let (setting, turned) = more.get(index)?.clone();
            Some(Variant::load(world, policy, setting, turned)).filter(|variant| is_sound(&variant.loaded))
        });
        let mut places = Vec::new();
        for variant in loaded {
            places.push(variant.as_ref().map(|_| self.variants.len()));
            self.variants.extend(variant);
        }
        places
    }

    /// Adds settings in which one parameter, other than the fixed ones, is otherwise than in all cases.
    fn turn(&mut self, world: (&(dyn World + Sync), &str), fixed: &[(String, String)]) {
        let turns = turns(&self.variants, fixed);
        let turns: Vec<(Setting, Option<ParamId>)> =
            turns.into_iter().map(|(param, setting)| (setting, Some(param))).collect();
        let first: Vec<Seed> = self.seeds.iter().filter(|seed| seed.variant == 0).cloned().collect();
        let (own, lent): (Vec<Seed>, Vec<Seed>) = first.into_iter().partition(|seed| seed.from == From::Own);
        for at in self.load(world, &turns).into_iter().flatten() {
            let own = own.iter().cloned().enumerate();
            self.seeds.extend(own.map(|(index, seed)| Seed { variant: at, late: index >= TURNED, ..seed }));
            let lent = lent.iter().take(LENT).cloned();
            self.seeds.extend(lent.map(|seed| Seed { variant: at, ..seed }));
        }
    }

    /// Adds data of cases of related policies, under the parameters by which those cases differ from others beside them.
    fn lend(&mut self, world: (&(dyn World + Sync), &str), kin: &[Suite]) {
        let Some(first) = self.variants.first() else { return };
        let Some(program) = &first.loaded.program else { return };
        let own: Vec<&Batch> = self.seeds.iter().filter(|seed| seed.variant == 0).map(|seed| &seed.batch).collect();
        let all: Vec<Lent> = lent(world.0, kin, program, &own);
        let mut settings: Vec<(Setting, Option<ParamId>)> = vec![((first.params.clone(), first.day), None)];
        let mut wanted = Vec::new();
        for one in &all {
            let mut params = first.params.clone();
            for (name, value) in &one.params {
                params.retain(|(known, _)| known != name);
                params.push((name.clone(), value.clone()));
            }
            let setting = ((params, first.day), None);
            let at = settings.iter().position(|known| *known == setting).unwrap_or(settings.len());
            if at == settings.len() {
                settings.push(setting);
            }
            wanted.push(at);
        }
        let more = settings.get(1..).unwrap_or_default();
        let places: Vec<Option<usize>> = std::iter::once(Some(0)).chain(self.load(world, more)).collect();
        for (one, at) in all.into_iter().zip(wanted) {
            if let Some(variant) = places.get(at).copied().flatten() {
                let (batch, unchecked) = (one.batch, Vec::new());
                self.seeds.push(Seed { variant, batch, unchecked, from: From::Kin(one.suite), late: true });
            }
        }
    }

    /// Adds made-up rows.
    fn make_up(&mut self) {
        let Some(program) = self.variants.first().and_then(|first| first.loaded.program.as_ref()) else { return };
        let wish = Wish { rows: ROWS, tables: Vec::new(), seed: SEED, edges: 0 };
        let batch = sample(program, &wish).batch;
        self.seeds.push(Seed { variant: 0, batch, unchecked: Vec::new(), from: From::Sample, late: true });
    }
}

fn is_sound(loaded: &Loaded) -> bool {
    loaded.program.is_some() && loaded.open.is_empty() && !loaded.has_errors()
}

/// The policy as its cases have it, with their data, else as given, with made-up rows; then the data of related policies.
pub fn start(
    world: &(dyn World + Sync),
    (suite, kin): (&Suite, &[Suite]),
    settings: &[(String, String)],
    day: Option<Date>,
) -> Result<Start, Vec<Diagnostic>> {
    let mut start = match of_cases(world, suite, (settings, day)) {
        Some(start) => start,
        None => alone(world, (suite, kin), settings, day)?,
    };
    let place = (world, suite.policy.as_str());
    start.lend(place, kin);
    start.make_up();
    start.turn(place, settings);
    Ok(start)
}

/// One starting point with a row in each table.
fn alone(
    world: &(dyn World + Sync),
    (suite, kin): (&Suite, &[Suite]),
    settings: &[(String, String)],
    day: Option<Date>,
) -> Result<Start, Vec<Diagnostic>> {
    let mut variant = Variant::load(world, &suite.policy, (settings.to_vec(), day), None);
    let Some(program) = &variant.loaded.program else { return Err(variant.loaded.diagnostics) };
    let open: Vec<_> = variant.loaded.open.iter().filter_map(|id| program.param(*id)).collect();
    if !open.is_empty() {
        let mut params = settings.to_vec();
        let given = |param: &Param| super::kin::given(kin, param).unwrap_or_else(|| likely(program, param));
        params.extend(open.iter().map(|param| (param.name.to_string(), given(param))));
        variant = Variant::load(world, &suite.policy, (params, day), None);
    }
    let Some(program) = &variant.loaded.program else { return Err(variant.loaded.diagnostics) };
    let batch = made_up(program, day.or(program.as_of));
    let seeds = vec![Seed { variant: 0, batch, unchecked: Vec::new(), from: From::Own, late: false }];
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

/// The data of all cases that run, each under its own parameters and on its own day, unless others are given.
fn of_cases(
    world: &(dyn World + Sync),
    suite: &Suite,
    (settings, day): (&[(String, String)], Option<Date>),
) -> Option<Start> {
    let all: Vec<usize> = (0..suite.cases.len()).collect();
    let prepared = prepare(world, suite, &all);
    let mut known: Vec<Setting> = Vec::new();
    let mut start = Start { variants: Vec::new(), seeds: Vec::new(), rest: false, made_up: false };
    for ready in prepared.cases.iter().filter(|ready| ready.troubles.is_empty() && !ready.batch.tables.is_empty()) {
        let Some(case) = suite.cases.get(ready.case) else { continue };
        let (mut params, own) = setting(suite, case);
        params.retain(|(name, _)| !settings.iter().any(|(given, _)| given == name));
        params.extend(settings.iter().cloned());
        let own = (params, day.or(own));
        let at = known.iter().position(|known| *known == own).unwrap_or(known.len());
        if at == known.len() {
            known.push(own);
        }
        start.rest |= ready.rest;
        let (batch, unchecked) = (ready.batch.clone(), ready.unchecked.clone());
        start.seeds.push(Seed { variant: at, batch, unchecked, from: From::Own, late: false });
    }
    let load = |index: usize| Some(Variant::load(world, &suite.policy, known.get(index)?.clone(), None));
    start.variants = each(known.len(), load).into_iter().flatten().collect();
    let sound = start.variants.len() == known.len() && start.variants.iter().all(|one| one.loaded.program.is_some());
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

pub fn plain(column: &ColumnSchema, day: Option<Date>) -> Value {
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

/// The least value of a range; the greatest where it has no least.
fn lowest(column: &ColumnSchema, digits: Digits) -> Value {
    let unit = unit(digits);
    let range = column.range.as_ref();
    let low = range.and_then(|range| range.low.clone());
    match (low, range.and_then(|range| range.high.clone())) {
        (Some((Value::Number(low), End::Open)), _) => Value::Number(low + unit),
        (None, Some((Value::Number(high), End::Open))) => Value::Number(high - unit),
        (Some((value, _)), _) | (None, Some((value, _))) => value,
        (None, None) => Value::Number(Number::zero()),
    }
}

/// The smallest step of a column's numbers.
pub fn unit(digits: Digits) -> Number {
    match digits {
        Digits::At(digits) => Number::power_of_ten(-i32::try_from(digits).unwrap_or(0)),
        Digits::Unbounded => Number::one(),
    }
}

//! Settings in which one parameter is otherwise than in all cases: each choice among several, and, where an edge depends on
//! parameters alone, the numbers and days around.

use super::super::prepare::Setting;
use super::base::{Variant, unit};
use super::edges::edges;
use super::needs::Needs;
use crate::ir::ids::ParamId;
use crate::ir::program::{Param, Program};
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::types::Kind;
use crate::value::value::Value;
use std::collections::BTreeSet;

/// Settings that are turned, at most.
const TURNS: usize = 40;
/// Steps by which a parameter is moved.
const STEPS: [i64; 4] = [-1, 1, -2, 2];

/// The settings, each with the parameter that is turned from the first variant.
pub fn turns(variants: &[Variant], fixed: &[(String, String)]) -> Vec<(ParamId, Setting)> {
    let Some(first) = variants.first() else { return Vec::new() };
    let Some(program) = &first.loaded.program else { return Vec::new() };
    let moved = alone(program, first);
    let mut turns: Vec<(ParamId, Setting)> = Vec::new();
    let free = |param: &&Param| !fixed.iter().any(|(name, _)| **name == *param.name);
    for (index, param) in program.params.iter().enumerate().filter(|(_, param)| free(param)) {
        let known: Vec<String> = variants
            .iter()
            .filter_map(|variant| variant.loaded.program.as_ref()?.params.get(index)?.on(program.as_of))
            .map(|dated| crate::wording::value::bare(&dated.value))
            .collect();
        let id = ParamId::at(index);
        let values = others(program, param, moved.contains(&id));
        for value in values.into_iter().filter(|value| !known.contains(value)) {
            let mut params: Vec<(String, String)> = first.params.clone();
            params.retain(|(name, _)| **name != *param.name);
            params.push((param.name.to_string(), value));
            turns.push((id, (params, first.day)));
        }
    }
    turns.truncate(TURNS);
    turns
}

/// Other values of a parameter, as written.
fn others(program: &Program, param: &Param, moved: bool) -> Vec<String> {
    let now = param.on(program.as_of).map(|dated| &dated.value);
    match param.ty.kind {
        Kind::Enum(of) => {
            let known = program.enums.get(of as usize).map(|of| of.values.as_slice()).unwrap_or_default();
            known.iter().map(|value| value.to_string()).collect()
        }
        Kind::Bool => vec!["是".to_owned(), "否".to_owned()],
        Kind::Number(shape) if moved => {
            let Some(Value::Number(now)) = now else { return Vec::new() };
            let step = unit(shape.digits);
            let numbers = STEPS.iter().map(|steps| now + &(&Number::from(*steps) * &step));
            let written = numbers.filter_map(|number| super::case::cell(&Value::Number(number), &param.ty));
            written.map(|written| super::super::sheet::literal(program, &param.ty, &written)).collect()
        }
        Kind::Date if moved => {
            let Some(Value::Date(now)) = now else { return Vec::new() };
            let days: Vec<Date> = STEPS.iter().filter_map(|days| now.add_days(*days)).collect();
            days.into_iter().map(|day| day.to_string()).collect()
        }
        Kind::Number(_) | Kind::Date | Kind::Text => Vec::new(),
    }
}

/// The parameters of edges on which no data have a bearing.
fn alone(program: &Program, variant: &Variant) -> BTreeSet<ParamId> {
    let needs = Needs::of(program);
    let mut found = BTreeSet::new();
    for edge in edges(program, &variant.loaded.sources) {
        let roots = edge.roots();
        if edge.context.owner.is_none() && needs.columns(&roots).is_empty() {
            found.extend(needs.params(&roots, &[]));
        }
    }
    found
}

//! An explanation as JSON: the same tree, with exact numbers as strings and the places of inputs in parts.

use super::explain_text::layer;
use crate::diagnostic::{Lang, Words};
use crate::explain::{Exact, Explanation, Node, NodeKind, Origin, Provenance, Rounded, Step, StepKind, VERSION};
use crate::layer::EditKind;
use serde_json::{Map, Value, json};

/// The text of the document: `{"version", "subject", "origin", "nodes": [{"kind", "title", "value", …}]}`. Fields that say
/// nothing are left out.
pub fn write(explanation: &Explanation, lang: Lang) -> String {
    let mut text = serde_json::to_string_pretty(&document(explanation, lang)).unwrap_or_default();
    text.push('\n');
    text
}

/// The document as data.
pub fn document(explanation: &Explanation, lang: Lang) -> Value {
    let mut map = Map::new();
    map.insert("version".to_owned(), json!(VERSION));
    map.insert("subject".to_owned(), json!(explanation.subject.get(lang)));
    put(&mut map, "origin", explanation.origin.as_ref().map(origin));
    let nodes: Vec<Value> = explanation.nodes.iter().map(|top| node(top, lang)).collect();
    map.insert("nodes".to_owned(), json!(nodes));
    Value::Object(map)
}

fn put(map: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        map.insert(name.to_owned(), value);
    }
}

fn list<T>(items: &[T], one: impl Fn(&T) -> Value) -> Option<Value> {
    (!items.is_empty()).then(|| Value::Array(items.iter().map(one).collect()))
}

fn node(node: &Node, lang: Lang) -> Value {
    let words = |words: &Words| json!(words.get(lang));
    let mut map = Map::new();
    map.insert("kind".to_owned(), json!(kind(node.kind)));
    map.insert("title".to_owned(), words(&node.title));
    put(&mut map, "row", node.place.as_ref().map(words));
    put(&mut map, "value", node.value.as_ref().map(words));
    put(&mut map, "exact", node.exact.as_ref().map(|exact| json!(exact.text)));
    let unit = |exact: &Exact| (!exact.unit.is_empty()).then(|| json!(exact.unit));
    put(&mut map, "unit", node.exact.as_ref().and_then(unit));
    put(&mut map, "by_formula", node.by_formula.as_ref().map(|text| json!(text)));
    put(&mut map, "fault", node.is_fault.then_some(Value::Bool(true)));
    put(&mut map, "formula", node.formula.as_ref().map(|text| json!(text)));
    put(&mut map, "values", node.substituted.as_ref().map(|text| json!(text)));
    put(&mut map, "steps", list(&node.steps, |one| step(one, lang)));
    let basis = |basis: &crate::ir::program::Basis| {
        let mut map = Map::new();
        map.insert("text".to_owned(), json!(&*basis.text));
        put(&mut map, "quote", basis.quote.as_ref().map(|quote| json!(&**quote)));
        Value::Object(map)
    };
    put(&mut map, "basis", list(&node.bases, basis));
    put(&mut map, "layers", list(&node.layers, |one| provenance(one, lang)));
    put(&mut map, "note", node.note.as_ref().map(|note| json!(note)));
    put(&mut map, "origin", node.origin.as_ref().map(origin));
    put(&mut map, "repeated", node.repeated.then_some(Value::Bool(true)));
    put(&mut map, "from", list(&node.children, |child| self::node(child, lang)));
    Value::Object(map)
}

fn step(step: &Step, lang: Lang) -> Value {
    let mut map = Map::new();
    map.insert("kind".to_owned(), json!(step_kind(step.kind)));
    map.insert("text".to_owned(), json!(step.words.get(lang)));
    put(&mut map, "rounding", step.rounding.as_deref().map(|rounded| rounding(rounded, lang)));
    Value::Object(map)
}

/// One rounding with exact numbers.
pub fn rounding(rounded: &Rounded, lang: Lang) -> Value {
    let mode = match lang {
        Lang::Zh => rounded.mode.zh(),
        Lang::En => rounded.mode.en(),
    };
    json!({
        "mode": mode,
        "to": rounded.quantum.to_string(),
        "before": rounded.before.to_string(),
        "after": rounded.after.to_string(),
        "gain": rounded.gain().to_string(),
    })
}

fn origin(origin: &Origin) -> Value {
    let mut map = Map::new();
    map.insert("file".to_owned(), json!(&*origin.source.file));
    put(&mut map, "sheet", origin.source.sheet.as_ref().map(|sheet| json!(&**sheet)));
    map.insert("row".to_owned(), json!(origin.row));
    Value::Object(map)
}

fn provenance(from: &Provenance, lang: Lang) -> Value {
    let mut map = Map::new();
    map.insert("layer".to_owned(), json!(&*from.layer));
    map.insert("text".to_owned(), json!(layer(from).get(lang)));
    if let Some(change) = &from.change {
        map.insert("edit".to_owned(), json!(edit(change.kind)));
        map.insert("old".to_owned(), json!(change.old));
        map.insert("new".to_owned(), json!(change.new));
        put(&mut map, "basis", list(&change.bases, |basis| json!(&**basis)));
    }
    Value::Object(map)
}

fn edit(kind: EditKind) -> &'static str {
    match kind {
        EditKind::Given => "given",
        EditKind::Amended => "amended",
        EditKind::Retired => "retired",
        EditKind::Extended => "extended",
        EditKind::Locked => "locked",
    }
}

fn kind(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Output => "output",
        NodeKind::Formula => "formula",
        NodeKind::Column => "column",
        NodeKind::Param => "parameter",
        NodeKind::Aggregate => "aggregate",
        NodeKind::Row => "row",
        NodeKind::Lookup => "lookup",
        NodeKind::Exception => "exception",
        NodeKind::Indicator => "indicator",
        NodeKind::Assessment => "assessment",
        NodeKind::Share => "share",
        NodeKind::Reasons => "reasons",
    }
}

fn step_kind(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Taken => "taken",
        StepKind::NotTaken => "not-taken",
        StepKind::Rounding => "rounding",
        StepKind::Clamp => "bound",
        StepKind::Absent => "absent",
        StepKind::Answer => "answer",
        StepKind::NoAnswer => "no-answer",
        StepKind::Rows => "rows",
        StepKind::Condition => "condition",
        StepKind::Effect => "effect",
        StepKind::Remark => "remark",
    }
}

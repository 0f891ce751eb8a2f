//! The derivation as steps: what comes first stands first, each with its formula, its values, and what happened on the way.

use crate::explain::{Node, NodeKind, StepKind};
use serde_json::{Value, json};

/// The steps that lead to a value, the value last.
pub(super) fn steps(node: &Node) -> Vec<Value> {
    let mut found = Vec::new();
    collect(node, &mut found);
    let numbered = found.into_iter().enumerate();
    numbered.map(|(index, node)| step(index.saturating_add(1), node)).collect()
}

/// Nodes of the same row (or the whole) in the order in which they can be computed by hand.
fn collect<'n>(node: &'n Node, found: &mut Vec<&'n Node>) {
    if node.repeated {
        return;
    }
    let is_step = match node.kind {
        NodeKind::Formula | NodeKind::Output | NodeKind::Lookup | NodeKind::Share => true,
        // An assessment has a table of its own.
        NodeKind::Assessment => {
            found.push(node);
            return;
        }
        NodeKind::Aggregate => false,
        NodeKind::Column
        | NodeKind::Param
        | NodeKind::Row
        | NodeKind::Exception
        | NodeKind::Indicator
        | NodeKind::Reasons => return,
    };
    let elsewhere = node.place.as_ref().is_some_and(|place| place.zh != "整体");
    if elsewhere {
        return;
    }
    for child in &node.children {
        collect(child, found);
    }
    if is_step {
        found.push(node);
    }
}

fn step(number: usize, node: &Node) -> Value {
    let mut way = Vec::new();
    for step in &node.steps {
        let words = &step.words.zh;
        match step.kind {
            StepKind::Rounding => way.push(words.clone()),
            StepKind::Clamp | StepKind::Absent => way.push(words.clone()),
            StepKind::Taken => way.push(words.clone()),
            StepKind::Answer => way.push(format!("命中：{}", words.replace('|', "，"))),
            StepKind::Rows => way.push(words.split('，').next().unwrap_or(words).to_owned()),
            // What an exception did is told behind the value.
            StepKind::NotTaken | StepKind::NoAnswer | StepKind::Condition | StepKind::Effect | StepKind::Remark => {}
        }
    }
    let value = node.value.as_ref().map(|value| value.zh.clone()).unwrap_or_default();
    let formula = node.formula.clone().filter(|formula| *formula != value).unwrap_or_default();
    let is_table = formula.contains('|');
    let bases: Vec<&str> = node.bases.iter().map(|basis| &*basis.text).collect();
    json!({
        "号": number,
        "名": node.title.zh,
        // A table does not fit a line: the row that answered is told on the way.
        "公式": if is_table { String::new() } else { formula },
        "代入": node.substituted.clone().filter(|_| !is_table).unwrap_or_default(),
        "值": node.by_formula.clone().unwrap_or_else(|| value.clone()),
        // Where an exclusion or exception puts another value in its place.
        "改为": if node.by_formula.is_some() { value } else { String::new() },
        "经过": way,
        "依据": bases,
    })
}

//! Every figure of a notice can be asked for, down to the rows of the data.

use super::{demo, list};
use jieyu::diagnostic::Lang;
use jieyu::explain::{Grounds, Question, Target, explain_on};
use jieyu::ir::ids::{RelationId, TableId};
use jieyu::report::explain_json;
use jieyu::report::notice::Desk;
use jieyu::rows::Evaluation;
use jieyu::session::{Loaded, settle};
use jieyu::value::number::Number;
use jieyu::value::rounding::Rounding;
use jieyu::wording::row;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// What `explain` tells of rows, asked once for each.
struct Told<'a, 'p> {
    run: &'a Evaluation<'p>,
    loaded: &'a Loaded,
    rows: BTreeMap<String, (TableId, usize)>,
    done: BTreeSet<String>,
    inputs: usize,
}

impl Told<'_, '_> {
    fn of(&self, at: (TableId, usize)) -> Json {
        let grounds = Grounds { sources: &self.loaded.sources, merged: Some(&self.loaded.merged), rows: usize::MAX };
        let question = Question { row: Some(at), target: Target::Outputs };
        explain_json::document(&explain_on(self.run, &grounds, &question), Lang::Zh)
    }

    /// Follows a node down to inputs, parameters and constants; what stands on rows that were made from rows is asked of them.
    fn trace(&mut self, node: &Json) {
        let below = node.get("from").and_then(Json::as_array);
        if let Some(below) = below {
            below.iter().for_each(|below| self.trace(below));
            return;
        }
        if node.get("origin").is_some() {
            self.inputs += 1;
            return;
        }
        let (kind, title) = (node["kind"].as_str().unwrap(), node["title"].as_str().unwrap());
        let name = node.get("row").and_then(Json::as_str).unwrap_or(title);
        if let Some(at) = self.rows.get(name).copied() {
            if self.done.insert(name.to_owned()) {
                let told = self.of(at);
                list(&told, "nodes").iter().for_each(|node| self.trace(node));
            }
            return;
        }
        let ends = node.get("repeated").is_some() || kind == "parameter" || node.get("formula").is_some();
        // Of an aggregate over no rows, and of a condition that reads nothing, the steps are all there is.
        let steps = node.get("steps").is_some();
        assert!(ends || steps || kind == "column", "nothing is known of {node}");
    }
}

/// All numbers that a tree tells, to four digits as notices tell them.
fn numbers(node: &Json, into: &mut BTreeSet<Number>) {
    let exact = node.get("exact").and_then(Json::as_str);
    if let Some(number) = exact.and_then(fraction) {
        into.insert(cut(&number));
    }
    let shown = ["value", "by_formula"].into_iter().filter_map(|field| node.get(field)?.as_str());
    into.extend(shown.filter_map(figure));
    for below in ["nodes", "from"].iter().filter_map(|list| node.get(list)?.as_array()).flatten() {
        numbers(below, into);
    }
}

/// `1/3` or `0.25`.
fn fraction(text: &str) -> Option<Number> {
    match text.split_once('/') {
        Some((above, below)) => Number::parse_decimal(above)?.checked_div(&Number::parse_decimal(below)?),
        None => Number::parse_decimal(text),
    }
}

fn cut(number: &Number) -> Number {
    number.round(Rounding::Truncate, &Number::power_of_ten(-4))
}

/// `1,234.5678…元` or `40.00%` to four digits; `None` for what is no number.
fn figure(text: &str) -> Option<Number> {
    let start = text.strip_prefix(['-', '−']).unwrap_or(text);
    let digits: String = start.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    let number = Number::parse_decimal(&digits.replace(',', ""))?;
    let number = if start.len() < text.len() { -&number } else { number };
    Some(cut(&number))
}

/// The rows of other tables with outputs whose first reference leads to the row.
fn details(told: &Told<'_, '_>, (table, row): (TableId, usize)) -> Vec<(TableId, usize)> {
    let program = told.run.program();
    let put_out = |from: TableId| program.outputs.iter().any(|output| output.table == Some(from));
    let ways = program.relations.iter().enumerate().filter(|(_, way)| way.to == table && put_out(way.from));
    let rows = ways.flat_map(|(id, way)| {
        let leads = move |at: &usize| told.run.follow(way.from, *at, &[RelationId::at(id)]) == Some(row);
        (0..told.run.rows(way.from)).filter(leads).map(|at| (way.from, at))
    });
    rows.collect()
}

#[test]
fn every_figure_of_a_notice_leads_to_rows_of_the_data() {
    let (loaded, files) = demo();
    let settled = settle(loaded.program.as_ref().unwrap(), &files).unwrap();
    let (run, program) = (&settled.run, settled.run.program());
    let desk = Desk::new((run, &loaded.sources, &loaded.merged), None, None, BTreeMap::new()).unwrap();
    let mut rows = BTreeMap::new();
    for table in (0..program.tables.len()).map(TableId::at) {
        for at in run.in_key_order(table) {
            rows.insert(row::name(program, Some(table), &run.key(table, at)).zh, (table, at));
        }
    }
    let mut told = Told { run, loaded: &loaded, rows, done: BTreeSet::new(), inputs: 0 };
    let mut details_asked = 0;
    for at in desk.rows().into_iter().step_by(12) {
        let notice = desk.notice(at);
        let tree = told.of((desk.table, at));
        list(&tree, "nodes").iter().for_each(|node| told.trace(node));
        let mut known = BTreeSet::new();
        numbers(&tree, &mut known);
        let mut asked = vec![notice["结果"]["值"].as_str().unwrap().to_owned()];
        asked.extend(
            list(&notice["各项"], "行").iter().flat_map(|row| [1, 3].map(|at| row[at].as_str().unwrap().to_owned())),
        );
        asked.extend(list(&notice, "步骤").iter().map(|step| step["值"].as_str().unwrap().to_owned()));
        asked.extend(
            list(&notice["考核"][0]["表"], "行")
                .iter()
                .flat_map(|row| [1, 2].map(|at| row[at].as_str().unwrap().to_owned())),
        );
        // The rows that lead to this one: each cell that is a number.
        for detail in details(&told, (desk.table, at)) {
            let tree = told.of(detail);
            numbers(&tree, &mut known);
            list(&tree, "nodes").iter().for_each(|node| told.trace(node));
        }
        for part in list(&notice, "附表") {
            let right: Vec<bool> = list(part, "右").iter().map(|right| right.as_bool().unwrap()).collect();
            for row in list(part, "行") {
                let cells = row.as_array().unwrap().iter().zip(&right).filter(|(_, right)| **right);
                let texts: Vec<String> = cells.map(|(cell, _)| cell.as_str().unwrap().to_owned()).collect();
                details_asked += texts.len();
                asked.extend(texts);
            }
        }
        for text in asked {
            // A percentage is told as one, and kept as a share.
            let Some(number) = figure(&text) else { continue };
            let share = cut(&(&number * &Number::power_of_ten(-2)));
            assert!(
                known.contains(&number) || known.contains(&share),
                "{text} is not among what explain tells of row {at}"
            );
        }
        assert!(told.done.len() > 3, "{:?}", told.done);
    }
    assert!(told.inputs > 1000, "{}", told.inputs);
    assert!(details_asked > 400, "{details_asked}");
}

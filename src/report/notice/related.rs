//! What belongs to the row: its assessments indicator by indicator, and the rows of other outputs that lead to it.

use super::super::show::{Grouping, cell, heading, is_numeric, totals};
use super::super::table::{ResultCell, ResultTable};
use super::super::table_rows::TableRows;
use super::Desk;
use crate::ir::ids::{ExprId, RelationId, TableId};
use crate::ir::program::{Assessment, Combine};
use crate::rows::Failure;
use crate::value::number::Number;
use crate::value::types::{Kind, Type};
use crate::value::value::Value as Plain;
use crate::wording::value as words;
use serde_json::{Value, json};
use std::borrow::Cow;

impl Desk<'_, '_> {
    /// The assessments of the row's table.
    pub(super) fn assessments(&self, row: usize) -> Vec<Value> {
        let own = self.run.program().assessments.iter().filter(|assessment| assessment.owner == Some(self.table));
        own.map(|assessment| self.assessment(assessment, row)).collect()
    }

    fn assessment(&self, assessment: &Assessment, row: usize) -> Value {
        let program = self.run.program();
        let env = self.run.env(Some(self.table), Some(row));
        let mut lines = Vec::new();
        for indicator in &assessment.indicators {
            let value = self.run.value(indicator.value_slot, Some(row)).map_err(Failure::from);
            let score = self.run.value(indicator.score_slot, Some(row)).map_err(Failure::from);
            let weight = indicator.weight.map(|weight| self.run.eval(weight, &env));
            let brought = match (&score, &weight, assessment.combine) {
                (Ok(Plain::Number(score)), Some(Ok(Plain::Number(weight))), Combine::Weighted) => {
                    self.text(None, &Ok(Plain::Number(score * weight)))
                }
                (Ok(Plain::Number(_)), _, Combine::Points) => self.text(None, &score),
                (_, _, Combine::Weighted | Combine::Points) => "不计入".to_owned(),
            };
            let weight = match (&weight, indicator.weight.and_then(|weight| program.expr(weight))) {
                (Some(weight), Some(expr)) => self.text(Some(&expr.ty), weight),
                (_, _) => format!("满分 {}", words::bare(&Plain::Number(indicator.full.clone()))),
            };
            let bases: Vec<&str> = indicator.bases.iter().map(|basis| &*basis.text).collect();
            lines.push(json!([
                &*indicator.name,
                self.text(self.share_of(indicator.value).as_ref(), &value),
                self.text(None, &score),
                weight,
                brought,
                bases.join("；"),
            ]));
        }
        let total = self.run.value(assessment.score, Some(row)).map_err(Failure::from);
        json!({
            "名": &*assessment.name,
            "得分": self.text(program.slot(assessment.score).map(|slot| &slot.ty), &total),
            "满分": words::bare(&Plain::Number(assessment.full.clone())),
            "表": {
                "名": &*assessment.name,
                "列": ["指标", "取值", "得分", "权重", "计入总分", "依据"],
                "右": [false, true, true, true, true, false],
                "行": lines,
                "合计": [],
            },
        })
    }

    fn share_of(&self, id: ExprId) -> Option<Type> {
        self.run.program().expr(id).map(|expr| expr.ty)
    }

    /// A value in at most four digits behind the point; one that goes on says so.
    fn text(&self, ty: Option<&Type>, value: &Result<Plain, Failure>) -> String {
        let program = self.run.program();
        match value {
            Ok(Plain::Number(number)) => {
                let percent = ty.is_some_and(|ty| matches!(ty.kind, Kind::Number(shape) if shape.percent));
                let places = if percent { -6 } else { -4 };
                let cut = number.round(crate::value::rounding::Rounding::Truncate, &Number::power_of_ten(places));
                let more = if cut == *number { "" } else { "…" };
                let shown = match ty {
                    Some(ty) => words::typed(program, ty, &Plain::Number(cut)),
                    None => words::bare(&Plain::Number(cut)),
                };
                match shown.strip_suffix('%') {
                    Some(digits) => format!("{digits}{more}%"),
                    None => format!("{shown}{more}"),
                }
            }
            Ok(other) => words::bare(other),
            Err(failure) => crate::wording::fault::short(program, self.run.fault(failure)).zh,
        }
    }

    /// The rows of other outputs that belong to the row, each output as a table with its totals.
    pub(super) fn related(&self, row: usize) -> Vec<Value> {
        let program = self.run.program();
        let mut found = Vec::new();
        for (index, output) in program.outputs.iter().enumerate() {
            let Some(table) = output.table.filter(|table| *table != self.table) else { continue };
            let Some(via) = self.path(table) else { continue };
            let Some(whole) = self.tables.get(index) else { continue };
            // What says whose row it is, says the same on every row.
            let first = via.first().and_then(|relation| program.relation(*relation));
            let keys = first.map(|relation| relation.columns.as_slice()).unwrap_or_default();
            let keep = |at: &usize| {
                let slot = output.items.get(*at).and_then(|item| item.slot);
                via.len() > 1 || slot.is_none_or(|slot| !keys.contains(&slot))
            };
            let kept: Vec<usize> = (0..whole.columns.len()).filter(keep).collect();
            let mut part = ResultTable {
                name: whole.name.clone(),
                columns: kept.iter().filter_map(|at| whole.columns.get(*at).cloned()).collect(),
                rows: TableRows::default(),
            };
            for (out, cells) in self.run.output(index).iter().zip(whole.rows.iter()) {
                let leads = out.row.and_then(|at| self.run.follow(table, at, &via));
                if leads == Some(row) {
                    part.rows.push(kept.iter().filter_map(|at| cells.get(*at).cloned()).collect());
                }
            }
            if !part.rows.is_empty() {
                found.push(grid(&part));
            }
        }
        found
    }

    /// The shortest way of references from a table to that of the row.
    fn path(&self, from: TableId) -> Option<Vec<RelationId>> {
        let program = self.run.program();
        let mut ways: Vec<(TableId, Vec<RelationId>)> = vec![(from, Vec::new())];
        let mut at = 0;
        while let Some((table, way)) = ways.get(at).cloned() {
            if table == self.table {
                return Some(way);
            }
            at = at.saturating_add(1);
            for id in program.table(table).map(|table| table.relations.as_slice()).unwrap_or_default() {
                let Some(relation) = program.relation(*id) else { continue };
                if ways.iter().all(|(known, _)| *known != relation.to) {
                    let mut further = way.clone();
                    further.push(*id);
                    ways.push((relation.to, further));
                }
            }
        }
        None
    }
}

/// A table with the texts of its cells, and its totals where they mean something.
pub fn grid(table: &ResultTable) -> Value {
    let text = |row: Cow<'_, [ResultCell]>| {
        let cells = row.iter().zip(&table.columns);
        json!(cells.map(|(value, column)| cell(value, column, Grouping::Thousands)).collect::<Vec<_>>())
    };
    let sums = totals(table).map(|sums| {
        let mut label = Some("合计");
        let cells = sums.iter().zip(&table.columns).map(|(sum, column)| match sum {
            Some(sum) => super::super::show::number(sum, column, Grouping::Thousands),
            None if is_numeric(column) => String::new(),
            None => label.take().unwrap_or("").to_owned(),
        });
        cells.collect::<Vec<_>>()
    });
    json!({
        "名": &*table.name,
        "列": table.columns.iter().map(heading).collect::<Vec<_>>(),
        "右": table.columns.iter().map(is_numeric).collect::<Vec<_>>(),
        "行": table.rows.iter().map(text).collect::<Vec<_>>(),
        "合计": sums.unwrap_or_default(),
    })
}

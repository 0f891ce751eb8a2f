//! Who the notice is for, what the result is, and which exclusions apply to the row.

use super::super::headline;
use super::super::show::{Grouping, cell};
use super::super::table::ResultCell;
use super::Desk;
use crate::diagnostic::Lang;
use crate::explain::{Grounds, Node, Question, StepKind, Target, explain_on};
use crate::ir::program::{Exception, ExceptionKind, SlotKind};
use crate::syntax::ast::DeclKind;
use crate::value::types::Kind;
use crate::value::unit::Unit;
use crate::value::value::Value as Plain;
use crate::wording::{capital::capital, row as rows, value as words};
use serde_json::{Value, json};

impl Desk<'_, '_> {
    pub(super) fn policy(&self) -> Value {
        let program = self.run.program();
        let header = self.merged.file.decls.iter().find(|decl| matches!(decl.kind, DeclKind::Policy(_)));
        let bases: Vec<&str> =
            header.map(|decl| decl.clauses.bases.iter().map(|basis| &*basis.text).collect()).unwrap_or_default();
        json!({
            "名称": &*program.name,
            "版本": program.version.as_deref().unwrap_or(""),
            "基准日": program.as_of.map(|day| day.to_string()).unwrap_or_default(),
            "依据": bases,
            "层级": self.merged.names.iter().map(|name| name.to_string()).collect::<Vec<_>>(),
        })
    }

    /// The row by its keys, and by the first text that is no key: its name.
    pub(super) fn subject(&self, row: usize) -> Value {
        let program = self.run.program();
        let table = program.table(self.table);
        let name = table.map(|table| table.name.to_string()).unwrap_or_default();
        let columns = table.map(|table| table.columns.as_slice()).unwrap_or_default();
        let keys = table.map(|table| table.keys.as_slice()).unwrap_or_default();
        let slots = columns.iter().filter_map(|id| Some((id, program.slot(*id)?)));
        let key_name = slots.filter(|(id, _)| keys.contains(id)).map(|(_, slot)| slot.name.to_string());
        json!({
            "表": name,
            "键名": key_name.collect::<Vec<_>>().join(","),
            "键": rows::key(&self.run.key(self.table, row)),
            "名称": headline::name(self.run, self.table, row),
        })
    }

    /// The result in figures, and in capitals where it is an amount.
    pub(super) fn result(&self, row: usize) -> Value {
        let program = self.run.program();
        let item = program.outputs.get(self.output).and_then(|output| output.items.get(self.item));
        let out = self.run.output(self.output);
        let out = out.place(row).and_then(|at| out.get(at));
        let value = out.as_ref().and_then(|out| out.cells.get(self.item));
        let ty = item.and_then(|item| program.expr(item.value)).map(|expr| expr.ty);
        let is_money = ty.is_some_and(|ty| match ty.kind {
            Kind::Number(shape) => shape.unit == Unit::YUAN,
            Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => false,
        });
        let heading = self.heading();
        match (value, ty) {
            (Some(Ok(value)), Some(ty)) => {
                let capitals = match value {
                    Plain::Number(amount) if is_money => capital(amount),
                    Plain::Number(_)
                    | Plain::Date(_)
                    | Plain::Text(_)
                    | Plain::Bool(_)
                    | Plain::Missing
                    | Plain::NotApplicable => None,
                };
                json!({ "名": heading, "值": words::typed(program, &ty, value), "大写": capitals, "有误": "" })
            }
            (Some(Err(blame)), _) => {
                let fault = crate::wording::fault::short(program, &self.run.blame(*blame).fault);
                json!({ "名": heading, "值": "", "大写": null, "有误": fault.get(Lang::Zh) })
            }
            (_, _) => json!({ "名": heading, "值": "", "大写": null, "有误": "没有输出这一行" }),
        }
    }

    /// The row of the output as a table: what it says and the value, twice on a line.
    pub(super) fn items(&self, row: usize) -> Value {
        let at = self.run.output(self.output).place(row);
        let table = self.tables.get(self.output);
        let cells = table.zip(at).and_then(|(table, at)| table.rows.get(at));
        let mut lines = Vec::new();
        for (column, value) in
            table.iter().flat_map(|table| &table.columns).zip(cells.iter().flat_map(|row| row.iter()))
        {
            let text = cell(value, column, Grouping::Thousands);
            if text.is_empty() {
                continue;
            }
            let unit = match value {
                ResultCell::Value(Plain::Number(_)) => column.unit.as_deref().unwrap_or(""),
                ResultCell::Value(_) | ResultCell::Fault(_) => "",
            };
            lines.push([column.heading.to_string(), format!("{text}{unit}")]);
        }
        // Two of them stand on a line.
        let pair = |two: &[[String; 2]]| {
            let blank = [String::new(), String::new()];
            two.iter().chain(std::iter::once(&blank)).take(2).flatten().cloned().collect::<Vec<_>>()
        };
        let lines: Vec<Vec<String>> = lines.chunks(2).map(pair).collect();
        let (heads, right) = (["项目", "数值", "项目", "数值"], [false, true, false, true]);
        json!({ "名": "", "列": heads, "右": right, "行": lines, "合计": [] })
    }

    /// Exclusions of the row: those that apply with their conditions and bases, and the names of the others.
    pub(super) fn exclusions(&self, row: usize) -> (Vec<Value>, Vec<Value>) {
        let program = self.run.program();
        let own = program.exceptions.iter().filter(|exception| exception.owner == Some(self.table));
        let (mut applied, mut others) = (Vec::new(), Vec::new());
        for exception in own.filter(|exception| exception.kind == ExceptionKind::Exclude) {
            let reason = exception.reason.as_deref().unwrap_or("");
            if self.run.value(exception.applies, Some(row)) != Ok(Plain::Bool(true)) {
                others.push(json!({ "名": &*exception.name, "理由": reason }));
                continue;
            }
            let bases: Vec<&str> = exception.bases.iter().map(|basis| &*basis.text).collect();
            applied.push(json!({
                "名": &*exception.name,
                "理由": reason,
                "条件": self.conditions(exception, row),
                "依据": bases,
                "少计": self.cost(exception, row),
            }));
        }
        (applied, others)
    }

    /// Why an exclusion applies, with the values put in.
    fn conditions(&self, exception: &Exception, row: usize) -> Vec<String> {
        let question = Question { row: Some((self.table, row)), target: Target::Slots(vec![exception.applies]) };
        let told = explain_on(self.run, &Grounds::new(self.sources), &question);
        let nodes: Vec<&Node> = told.nodes.iter().flat_map(|node| &node.children).collect();
        let steps = nodes.iter().flat_map(|node| &node.steps);
        steps.filter(|step| step.kind == StepKind::Condition).map(|step| step.words.zh.clone()).collect()
    }

    /// By how much it lowered the amounts that it sets, to the cent.
    fn cost(&self, exception: &Exception, row: usize) -> Option<String> {
        let program = self.run.program();
        let env = self.run.env(exception.owner, Some(row));
        let mut lost = crate::value::number::Number::zero();
        for (slot, effect) in &exception.effects {
            let Some(slot) = program.slot(*slot) else { continue };
            let (SlotKind::Formula { value, .. }, Kind::Number(shape)) = (&slot.kind, slot.ty.kind) else { continue };
            if shape.unit != Unit::YUAN {
                continue;
            }
            if let (Ok(Plain::Number(base)), Ok(Plain::Number(set))) =
                (self.run.eval(*value, &env), self.run.eval(*effect, &env))
            {
                lost = lost + (base - set);
            }
        }
        let text = lost.to_grouped(2)?;
        lost.is_positive().then(|| format!("{text}元"))
    }

    /// Where the row stood in the data.
    pub(super) fn data(&self, row: usize) -> String {
        let origin = self.run.origin(self.table, row);
        origin.map(|(source, line)| rows::origin(&source, line).zh).unwrap_or_default()
    }
}

//! Outputs: what is shown of each row.

use super::problem::rules as problem;
use super::scope::Scope;
use super::{Checker, Reported};
use crate::ir::expr::ExprKind;
use crate::ir::ids::{ExprId, SlotId, TableId};
use crate::ir::program::{Output, OutputItem};
use crate::syntax::ast::{self, Expr, OutputDecl, Root};
use crate::value::types::{Digits, Kind};
use std::sync::Arc;

impl<'a> Checker<'a> {
    pub(super) fn define_outputs(&mut self) {
        for (decl, output) in self.outputs.clone() {
            let table = match &output.table {
                Some(name) => match self.table_named(name) {
                    Some(table) => Some(table),
                    None => continue,
                },
                None => None,
            };
            if let Some(table) = table {
                let _ = self.ensure_table(table, decl.span);
            }
            self.define_output(decl, output, table);
        }
    }

    fn define_output(&mut self, decl: &ast::Decl, output: &'a OutputDecl, table: Option<TableId>) {
        let scope = Scope::of(table);
        let mut items: Vec<OutputItem> = Vec::new();
        let mut broken = false;
        for item in &output.items {
            let Ok(value) = self.lower(&item.value, &scope) else {
                broken = true;
                continue;
            };
            if let Kind::Number(number) = self.ty(value).kind
                && number.digits == Digits::Unbounded
            {
                let text = self.written(item.value.span).to_owned();
                let unit = self.units.name(number.unit);
                self.report(problem::output_unrounded(item.value.span, &text, &unit, number.percent));
                broken = true;
            }
            let heading = item.heading.clone().unwrap_or_else(|| self.heading(&item.value));
            if items.iter().any(|other| other.heading == heading) {
                self.report(problem::heading_twice(item.value.span, &heading));
            }
            let slot = self.shown_slot(value);
            items.push(OutputItem { heading, value, slot });
        }
        let filter = output.when.as_ref().map(|when| self.condition(when, &scope));
        let filter = match filter {
            Some(Ok(filter)) => Some(filter),
            Some(Err(Reported)) => {
                broken = true;
                None
            }
            None => None,
        };
        let mut order = Vec::new();
        for (value, descending) in &output.order {
            match self.lower(value, &scope) {
                Ok(value) => order.push((value, *descending)),
                Err(Reported) => broken = true,
            }
        }
        let name = match (&output.title, table) {
            (Some(title), _) => title.clone(),
            (None, Some(table)) => self.table_name(table),
            (None, None) => "整体".into(),
        };
        if let Some(other) = self.program.outputs.iter().find(|other| other.name == name) {
            let first = other.span;
            self.report(problem::output_twice(decl.span, first, &name));
        }
        if !broken {
            self.program.outputs.push(Output { name, table, items, filter, order, span: decl.span });
        }
    }

    /// A column is headed by the name of what it shows.
    fn heading(&self, value: &Expr) -> Arc<str> {
        match &value.kind {
            ast::ExprKind::Round { value, .. }
            | ast::ExprKind::Group(value)
            | ast::ExprKind::AtLeast(value, _)
            | ast::ExprKind::AtMost(value, _) => self.heading(value),
            ast::ExprKind::OrElse { value, .. } => self.heading(value),
            ast::ExprKind::Path(path) => {
                let of_table = match &path.root {
                    Root::Name(name) => self.names.tables.contains_key(&name.text),
                    Root::Whole | Root::ThisRow | Root::Parent => true,
                };
                match (of_table, path.members.last()) {
                    (true, Some(last)) if path.members.len() == 1 => last.text.clone(),
                    (_, _) => crate::syntax::fold(self.written(value.span)).replace(['「', '」'], "").into(),
                }
            }
            _ => crate::syntax::fold(self.written(value.span)).into(),
        }
    }

    /// The slot that an item shows, as it is or rounded.
    fn shown_slot(&self, value: ExprId) -> Option<SlotId> {
        match self.kind(value)? {
            ExprKind::Slot(path, slot) if path.via.is_empty() => Some(*slot),
            ExprKind::Whole(slot) => Some(*slot),
            ExprKind::Round { value, .. } => self.shown_slot(*value),
            _ => None,
        }
    }
}

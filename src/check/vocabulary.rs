//! Parameters, lists and lookups: the constants of a policy.

use super::make::conforms;
use super::problem::{kinds, tables as problem};
use super::scope::{Local, Scope};
use super::{Checker, Lowered, Reported};
use crate::ir::expr::{DecisionKey, HitPolicy};
use crate::ir::ids::{DecisionId, ListId, ParamId};
use crate::ir::program::{DatedValue, List, Param};
use crate::ir::schema::Range;
use crate::source::Span;
use crate::syntax::ast::{self, Basis, Expr, InForce, ListSource, LookupDecl, LookupHit, ParamDecl, Row};
use crate::value::types::Kind;
use crate::value::value::Value;
use std::sync::Arc;

impl<'a> Checker<'a> {
    pub(super) fn define_vocabulary(&mut self) {
        self.define_params();
        self.define_lists();
        self.define_lookups();
    }

    fn define_params(&mut self) {
        // All names first, so that one parameter may be computed from another whatever their order.
        let all = self.params.clone();
        for (decl, param) in &all {
            let declared = self.declared(&param.ty);
            let Some(declared) = declared else { continue };
            let id = ParamId::at(self.program.params.len());
            self.names.params.insert(param.name.text.clone(), id);
            let range = param.range.as_ref().and_then(|range| self.constant_range(range, declared.ty.kind));
            self.param_ranges.insert(id, range.clone().unwrap_or(Range { low: None, high: None }));
            self.program.params.push(Param {
                name: param.name.text.clone(),
                ty: declared.ty,
                values: Vec::new(),
                bases: super::bases(&decl.clauses.bases),
                note: decl.clauses.note.clone(),
                span: param.name.span,
            });
        }
        // A parameter computed from later ones needs as many rounds as the chain is long.
        for _ in 0..all.len().clamp(1, 8) {
            let before = self.open_count();
            for (_, param) in &all {
                self.define_param(param, false);
            }
            if self.open_count() == before {
                break;
            }
        }
        for (_, param) in &all {
            self.define_param(param, true);
        }
    }

    fn open_count(&self) -> usize {
        self.program.params.iter().filter(|param| param.values.is_empty()).count()
    }

    /// Gives a parameter its values; the last round reports what is not constant.
    fn define_param(&mut self, param: &'a ParamDecl, last: bool) {
        let Some(id) = self.names.params.get(&param.name.text).copied() else { return };
        if last && param.open && (param.value.is_some() || !param.dated.is_empty()) {
            self.report(problem::param_open_and_given(&param.name));
        }
        if last && param.value.is_some() && !param.dated.is_empty() {
            self.report(problem::param_dated_and_not(&param.name));
        }
        if self.program.param(id).is_none_or(|known| !known.values.is_empty()) {
            return;
        }
        let mut values = Vec::new();
        if let Some(value) = &param.value {
            let force = InForce::default();
            values.extend(self.param_value(id, value, &force, &[], last));
        }
        for dated in &param.dated {
            values.extend(self.param_value(id, &dated.value, &dated.force, &dated.bases, last));
        }
        let due = usize::from(param.value.is_some()) + param.dated.len();
        if last && due == 0 && !param.open {
            self.report(problem::param_without_value(&param.name));
        }
        if values.len() < due {
            return;
        }
        values.sort_by_key(|value: &DatedValue| value.from);
        close_stretches(&mut values);
        if last || due > 0 {
            self.overlapping_dates(&values);
        }
        if let Some(known) = self.program.params.get_mut(id.index()) {
            known.values = values;
        }
    }

    fn param_value(
        &mut self,
        id: ParamId,
        value: &Expr,
        force: &InForce,
        bases: &[Basis],
        last: bool,
    ) -> Option<DatedValue> {
        let before = self.problems.len();
        let made = self.param_constant(id, value);
        if made.is_none() && !last {
            self.problems.truncate(before);
        }
        let span = if force.span == Span::default() { value.span } else { force.span };
        made.map(|made| DatedValue { from: force.from, to: force.to, value: made, bases: super::bases(bases), span })
    }

    fn param_constant(&mut self, id: ParamId, value: &Expr) -> Option<Value> {
        let ty = self.program.param(id)?.ty;
        let lowered = self.lower_as(value, &Scope::of(None), Some(ty.kind)).ok()?;
        let declared = super::types::Declared { ty, name: "".into(), exact: false };
        let found = self.ty(lowered);
        if let (Kind::Number(due), Kind::Number(_)) = (ty.kind, found.kind)
            && due.percent
        {
            self.doubt_percent(lowered);
        }
        conforms(self, lowered, found, &declared).ok()?;
        let constant = self.constant(lowered);
        match constant {
            Some(constant) => {
                let range = self.param_ranges.get(&id).cloned();
                if range.is_some_and(|range| !range.contains(&constant)) {
                    self.report(problem::param_out_of_range(value.span));
                }
                Some(constant)
            }
            None => {
                self.report(problem::not_constant(value.span));
                None
            }
        }
    }

    fn overlapping_dates(&mut self, values: &[DatedValue]) {
        for pair in values.windows(2) {
            if let [one, two] = pair {
                let clash = match (one.to, two.from) {
                    (Some(end), Some(start)) => start <= end,
                    (_, None) => true,
                    (None, Some(_)) => false,
                };
                if clash {
                    self.report(problem::dates_overlap(two.span, one.span));
                }
                if let (Some(end), Some(start)) = (one.to, two.from)
                    && end.add_days(1).is_some_and(|next| next < start)
                {
                    self.report(problem::dates_leave_hole(two.span, one.span, end, start));
                }
            }
        }
    }

    fn define_lists(&mut self) {
        for (_, (name, ty, source)) in self.lists.clone() {
            let kind = ty.and_then(|ty| self.declared(ty)).map_or(Kind::Text, |declared| declared.ty.kind);
            let id = ListId::at(self.program.lists.len());
            let mut values = std::collections::BTreeSet::new();
            match source {
                ListSource::Values(exprs) => {
                    for expr in exprs {
                        let value = match self.list_word(expr, kind) {
                            Some(word) => Some(word),
                            None => self.constant_of(expr, kind),
                        };
                        if let Some(value) = value
                            && !values.insert(value)
                        {
                            self.report(problem::list_value_twice(expr.span));
                        }
                    }
                }
                ListSource::File { path, column } => {
                    let column = column.as_ref().map(|column| &*column.text);
                    values.extend(self.list_file(path, &name.text, column, kind));
                }
            }
            self.names.lists.insert(name.text.clone(), id);
            self.list_kinds.push(kind);
            self.program.lists.push(List { name: name.text.clone(), values, span: name.span });
        }
    }

    fn list_word(&self, expr: &Expr, kind: Kind) -> Option<Value> {
        let ast::ExprKind::Path(path) = &expr.kind else { return None };
        let ast::Root::Name(word) = &path.root else { return None };
        (kind == Kind::Text && path.members.is_empty()).then(|| Value::Text(word.text.clone()))
    }

    fn list_file(&mut self, path: &ast::Name, list: &str, column: Option<&str>, kind: Kind) -> Vec<Value> {
        let Some(rows) = self.inputs.files.get(&*path.text) else {
            self.unread = true;
            return Vec::new();
        };
        let heading: Vec<&str> =
            rows.first().map(|row| row.iter().map(|cell| cell.trim()).collect()).unwrap_or_default();
        let position = match column {
            Some(column) => heading.iter().position(|cell| *cell == column),
            None => Some(0),
        };
        let Some(position) = position else {
            self.report(problem::file_lacks_column(path, column.unwrap_or(list)));
            return Vec::new();
        };
        let headed = column.is_some() || heading.first().is_some_and(|cell| *cell == list || *cell == "名称");
        let mut values = Vec::new();
        for (index, row) in rows.iter().enumerate().skip(usize::from(headed)) {
            let cell = row.get(position).map(|cell| cell.trim()).unwrap_or("");
            if cell.is_empty() {
                continue;
            }
            match read_cell(cell, kind) {
                Some(value) => values.push(value),
                None => {
                    let due = self.describe(kind.into());
                    self.report(problem::file_cell(path, index + 1, cell, &due));
                }
            }
        }
        values
    }

    fn define_lookups(&mut self) {
        let all = self.lookups.clone();
        for (_, lookup) in all {
            if self.define_lookup(lookup).is_err() {
                self.names.lookups.remove(&lookup.name.text);
                self.lost.insert(lookup.name.text.clone());
            }
        }
    }

    fn define_lookup(&mut self, lookup: &'a LookupDecl) -> Lowered<()> {
        self.lookup_columns(lookup)?;
        let mut keys = Vec::new();
        let mut scope = Scope::of(None);
        let mut ranges = Vec::new();
        for key in &lookup.keys {
            let declared = self.declared(&key.ty).ok_or(Reported)?;
            let local = self.new_local(&key.name.text);
            ranges.push(key.range.as_ref().and_then(|range| self.constant_range(range, declared.ty.kind)));
            scope.locals.push(Local { name: key.name.text.clone(), id: local, ty: declared.ty });
            keys.push(DecisionKey { name: key.name.text.clone(), local, ty: declared.ty });
        }
        let mut results = Vec::new();
        for result in &lookup.results {
            results.push((&result.name.text, self.declared(&result.ty).ok_or(Reported)?));
        }
        let hit = if lookup.hit == LookupHit::Cumulative { HitPolicy::Cumulative } else { HitPolicy::Unique };
        let file_rows;
        let rows: &[Row] = match &lookup.file {
            Some(path) => {
                let kinds: Vec<Kind> = keys.iter().map(|key| key.ty.kind).collect();
                file_rows = self.lookup_file(path, lookup, &kinds)?;
                &file_rows
            }
            None => self.without_heading(lookup)?,
        };
        self.lookup_answers(lookup, (keys, ranges), rows, hit, (&scope, &results))?;
        if lookup.hit == LookupHit::Marginal {
            let id = self.names.lookups.get(&lookup.name.text).copied().ok_or(Reported)?;
            self.marginal.push((id, lookup.name.span));
            self.marginal_type(id, lookup.name.span)?;
        }
        Ok(())
    }

    /// Columns have names of their own, and bands of rates give one result.
    fn lookup_columns(&mut self, lookup: &LookupDecl) -> Lowered<()> {
        if let ([_, second, ..], LookupHit::Marginal) = (lookup.results.as_slice(), lookup.hit) {
            return Err(self.report(problem::marginal_gives_one(second.name.span, &second.name.text)));
        }
        let columns: Vec<&ast::Name> = lookup.keys.iter().chain(&lookup.results).map(|key| &key.name).collect();
        let again = columns.iter().enumerate().skip(lookup.keys.len()).find(|(at, name)| {
            lookup.results.len() > 1 && columns.iter().take(*at).any(|known| known.text == name.text)
        });
        match again {
            Some((_, name)) => Err(self.report(problem::same_column(name.span, &name.text))),
            None => Ok(()),
        }
    }

    /// A decision for each result of a lookup; all of them have the cells of the first.
    fn lookup_answers(
        &mut self,
        lookup: &LookupDecl,
        (keys, ranges): (Vec<DecisionKey>, Vec<Option<crate::ir::schema::Range>>),
        rows: &[Row],
        hit: HitPolicy,
        (scope, results): (&Scope, &[(&Arc<str>, super::types::Declared)]),
    ) -> Lowered<()> {
        let (name, width) = (&lookup.name, keys.len());
        let due = width.saturating_add(results.len());
        for row in rows.iter().filter(|row| row.cells.len() != due) {
            self.report(problem::cell_count(row.span, row.cells.len(), due));
        }
        if rows.iter().any(|row| row.cells.len() != due) {
            return Err(Reported);
        }
        let mut first = None;
        for (at, (result, declared)) in results.iter().enumerate() {
            let told = if results.len() > 1 { format!("{}.{result}", name.text).into() } else { name.text.clone() };
            let place = (scope, Some(declared.ty.kind));
            let own: Vec<Row> = rows.iter().map(|row| only(row, width, at)).collect();
            let id = match first {
                None => self.decision(Some(told), keys.clone(), &own, hit, place, name.span)?,
                Some(first) => self.further_result(first, told, &own, place)?,
            };
            match first {
                None => drop(self.names.lookups.insert(name.text.clone(), id)),
                Some(first) => drop(self.further.insert(id, first)),
            }
            first = first.or(Some(id));
            self.key_ranges.insert(id, ranges.clone());
            self.names.answers.entry(name.text.clone()).or_default().push(((*result).clone(), id));
            self.conform_results(id, declared)?;
        }
        Ok(())
    }

    /// Every result must be of the declared type.
    fn conform_results(&mut self, id: DecisionId, declared: &super::types::Declared) -> Lowered<()> {
        let rows = self.program.decision(id).map(|decision| decision.rows.clone()).unwrap_or_default();
        let mut ty = declared.ty;
        for row in rows {
            let found = self.ty(row.result);
            let found = conforms(self, row.result, found, declared)?;
            ty.missing |= found.missing;
            ty.inapplicable |= found.inapplicable;
        }
        if let Some(decision) = self.program.decisions.get_mut(id.index()) {
            decision.result = ty;
        }
        Ok(())
    }

    fn without_heading(&mut self, lookup: &'a LookupDecl) -> Lowered<&'a [Row]> {
        let names: Vec<Arc<str>> = lookup.keys.iter().chain(&lookup.results).map(|key| key.name.text.clone()).collect();
        let Some((first, rest)) = lookup.rows.split_first() else {
            return Err(self.report(problem::lookup_without_rows(&lookup.name)));
        };
        let words: Vec<String> =
            first.cells.iter().map(|cell| crate::syntax::fold(self.written(cell.span).trim())).collect();
        let words: Vec<&str> = words.iter().map(|word| word.trim_matches(['「', '」', '"', ' '])).collect();
        // The result may be headed by the lookup's name, or by its type in the other spelling.
        let own = |at: usize, word: &str| {
            let twin = names.get(at).and_then(|name| super::types::other_spelling(name));
            at >= lookup.keys.len() && (lookup.results.len() == 1 && word == &*lookup.name.text || twin == Some(word))
        };
        let matches = words.iter().zip(&names).enumerate().all(|(at, (word, name))| *word == &**name || own(at, word));
        if words.len() != names.len() || !matches {
            return Err(self.report(problem::lookup_heading(first.span, &names)));
        }
        if rest.is_empty() {
            return Err(self.report(problem::lookup_without_rows(&lookup.name)));
        }
        Ok(rest)
    }

    /// Rows of a lookup from a CSV file: each line is read as a table row of the language.
    fn lookup_file(&mut self, path: &ast::Name, lookup: &LookupDecl, kinds: &[Kind]) -> Lowered<Vec<Row>> {
        let Some(lines) = self.inputs.files.get(&*path.text).cloned() else {
            self.unread = true;
            return Err(Reported);
        };
        let names: Vec<Arc<str>> = lookup.keys.iter().chain(&lookup.results).map(|key| key.name.text.clone()).collect();
        let heading: Vec<&str> =
            lines.first().map(|row| row.iter().map(|cell| cell.trim()).collect()).unwrap_or_default();
        let mut positions = Vec::new();
        for name in &names {
            match heading.iter().position(|cell| *cell == &**name) {
                Some(position) => positions.push(position),
                None => {
                    return Err(self.report(problem::file_lacks_column(path, name)));
                }
            }
        }
        let mut rows = Vec::new();
        for (index, line) in lines.iter().enumerate().skip(1) {
            let cells: Vec<&str> = positions.iter().map(|at| line.get(*at).map_or("", |cell| cell.trim())).collect();
            if cells.iter().all(|cell| cell.is_empty()) {
                continue;
            }
            let written: Vec<String> =
                cells.iter().enumerate().map(|(at, cell)| quote_words(cell, kinds.get(at))).collect();
            let written: Vec<&str> = written.iter().map(String::as_str).collect();
            match crate::syntax::parse_row(&written, path.span) {
                Some(row) => rows.push(row),
                None => {
                    self.report(problem::file_cell(path, index + 1, &cells.join(" | "), &kinds::row()));
                }
            }
        }
        Ok(rows)
    }
}

/// A row of a lookup with one of its results.
fn only(row: &Row, keys: usize, at: usize) -> Row {
    let cells = row.cells.iter().enumerate().filter(|(place, _)| *place < keys || *place == keys.saturating_add(at));
    Row { cells: cells.map(|(_, cell)| cell.clone()).collect(), ..row.clone() }
}

/// A word in a CSV file needs no quotes; in the language it may.
fn quote_words(cell: &str, kind: Option<&Kind>) -> String {
    let worded = matches!(kind, Some(Kind::Text | Kind::Enum(_)));
    let special =
        ["任意", "any", "*", "同上", "缺失", "不适用"].contains(&cell) || cell.starts_with(['≠', '!', '"', '“']);
    if !worded || special {
        return cell.to_owned();
    }
    let words: Vec<String> = cell.split(['、', ',', '，']).map(|word| format!("\"{}\"", word.trim())).collect();
    words.join(", ")
}

/// A value of a list file by kind.
fn read_cell(cell: &str, kind: Kind) -> Option<Value> {
    use crate::value::{date::Date, number::Number};
    match kind {
        Kind::Text | Kind::Enum(_) => Some(Value::Text(cell.into())),
        Kind::Date => Date::parse(cell).map(Value::Date),
        Kind::Number(_) => match cell.strip_suffix('%') {
            Some(share) => Number::parse_decimal(share).map(|n| Value::Number(n * Number::power_of_ten(-2))),
            None => Number::parse_decimal(cell).map(Value::Number),
        },
        Kind::Bool => match cell {
            "是" => Some(Value::Bool(true)),
            "否" => Some(Value::Bool(false)),
            _ => None,
        },
    }
}

/// A value without an end lasts until the next one begins.
fn close_stretches(values: &mut [DatedValue]) {
    let starts: Vec<_> = values.iter().map(|value| value.from).collect();
    for (value, next) in values.iter_mut().zip(starts.into_iter().skip(1)) {
        if value.to.is_none()
            && let Some(next) = next
        {
            value.to = next.add_days(-1);
        }
    }
}

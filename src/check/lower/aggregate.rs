//! Aggregates: which table's rows, which of them belong, and what is taken of them.

use super::calls::{AGGREGATES, plain};
use crate::check::problem::aggregates as problem;
use crate::check::problem::kinds;
use crate::check::scope::Scope;
use crate::check::{Checker, Lowered};
use crate::ir::expr::{
    Aggregate, AggregateOp, Belonging, BinaryOp, ExprKind, PercentileRule, RankKey, RowPath, Share, Ties,
};
use crate::ir::ids::{AggregateId, ExprId, TableId};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, Modifiers, Path, Root};
use crate::value::number::Number;
use crate::value::types::{Digits, Kind, NumberType, Type};
use crate::value::unit::Unit;

/// An aggregate's rows as checked: their table, frame and scope, and which of them enter.
struct Rows {
    table: TableId,
    frame: u32,
    scope: Scope,
    belongs: Option<Belonging>,
    joins: Vec<(ExprId, ExprId)>,
    filter: Option<ExprId>,
}

impl Checker<'_> {
    pub(super) fn aggregate(
        &mut self,
        op: AggregateOp,
        args: &[Expr],
        modifiers: &Modifiers,
        span: Span,
        scope: &Scope,
    ) -> Lowered<ExprId> {
        if modifiers.descending.is_some() || modifiers.ties.is_some() || modifiers.nearest_rank.is_some() {
            return Err(self.report(problem::only_for_rank(span)));
        }
        let due = if op == AggregateOp::WeightedMean { 2 } else { 1 };
        if args.len() != due {
            return Err(self.report(problem::aggregate_arity(span, op, args.len())));
        }
        let rows = self.rows_of(args, modifiers, span, scope)?;
        let bare_table = args.first().is_some_and(|arg| self.is_table(arg));
        let (value, weight) = if bare_table {
            if !matches!(op, AggregateOp::Count | AggregateOp::Exists) {
                let table = self.table_name(rows.table);
                return Err(self.report(problem::needs_value(span, &table)));
            }
            (None, None)
        } else {
            let mut values = Vec::new();
            for arg in args {
                values.push(self.lower(arg, &rows.scope)?);
            }
            (values.first().copied(), values.get(1).copied())
        };
        // The only row's value is passed on as it is; everything else computes with the values.
        if op != AggregateOp::Only {
            for id in value.iter().chain(&weight) {
                self.present(*id)?;
            }
        }
        let ty = self.aggregate_type(op, value, weight, span)?;
        Ok(self.add_aggregate(op, rows, (value, weight, None), ty, span))
    }

    fn add_aggregate(
        &mut self,
        op: AggregateOp,
        rows: Rows,
        (value, weight, own): (Option<ExprId>, Option<ExprId>, Option<ExprId>),
        ty: impl Into<Type>,
        span: Span,
    ) -> ExprId {
        let Rows { table, frame, belongs, joins, filter, .. } = rows;
        let then = Vec::new();
        let aggregate = Aggregate { op, table, frame, belongs, joins, filter, value, weight, own, then, span };
        self.program.aggregates.push(aggregate);
        let id = AggregateId::at(self.program.aggregates.len() - 1);
        self.add(ExprKind::Aggregate(id), ty, span)
    }

    fn is_table(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ast::ExprKind::Path(path) => plain(path).is_some_and(|word| self.names.tables.contains_key(word)),
            ast::ExprKind::Group(inner) => self.is_table(inner),
            _ => false,
        }
    }

    fn aggregate_type(
        &mut self,
        op: AggregateOp,
        value: Option<ExprId>,
        weight: Option<ExprId>,
        span: Span,
    ) -> Lowered<Type> {
        let count = NumberType { unit: Unit::NONE, digits: Digits::At(0), percent: false };
        let found = value.map(|id| self.ty(id));
        let describe = |checker: &Self| found.map_or_else(kinds::table, |ty| checker.describe(ty));
        match (op, found.map(|ty| ty.kind)) {
            (AggregateOp::Sum, Some(Kind::Number(number))) => Ok(Kind::Number(number).into()),
            (AggregateOp::Mean, Some(Kind::Number(number))) => {
                Ok(Kind::Number(NumberType { digits: Digits::Unbounded, ..number }).into())
            }
            (AggregateOp::WeightedMean, Some(Kind::Number(number))) => match weight.map(|id| self.ty(id).kind) {
                Some(Kind::Number(_)) => Ok(Kind::Number(NumberType { digits: Digits::Unbounded, ..number }).into()),
                Some(_) | None => Err(self.report(problem::weight_not_number(span))),
            },
            (AggregateOp::Max | AggregateOp::Min, Some(kind @ (Kind::Number(_) | Kind::Date))) => Ok(kind.into()),
            (AggregateOp::Count | AggregateOp::Exists, Some(kind)) if kind != Kind::Bool => {
                Err(self.report(problem::count_takes_rows(span, op)))
            }
            (AggregateOp::Count, _) => Ok(Kind::Number(count).into()),
            (AggregateOp::Exists, _) | (AggregateOp::All, Some(Kind::Bool)) => Ok(Kind::Bool.into()),
            (AggregateOp::CountDistinct, Some(_)) => Ok(Kind::Number(count).into()),
            (AggregateOp::ListOut, Some(Kind::Text | Kind::Enum(_))) => Ok(Kind::Text.into()),
            // No row at all is 缺失, so what takes the value must say what then.
            (AggregateOp::Only, Some(kind)) => {
                Ok(Type { kind, missing: true, inapplicable: found.is_some_and(|ty| ty.inapplicable) })
            }
            (_, _) => {
                let found = describe(self);
                Err(self.report(problem::aggregate_of_wrong_kind(span, op, &found)))
            }
        }
    }

    pub(super) fn rank(&mut self, args: &[Expr], modifiers: &Modifiers, span: Span, scope: &Scope) -> Lowered<ExprId> {
        let ([first, more @ ..], Some(descending), Some(ties)) = (args, modifiers.descending, modifiers.ties) else {
            return Err(self.report(problem::rank_form(span)));
        };
        if more.len() != modifiers.then.len() {
            return Err(self.report(problem::rank_form(span)));
        }
        let Some(table) = scope.innermost() else { return Err(self.report(problem::rank_needs_row(span))) };
        let mut named = Vec::new();
        args.iter().for_each(|arg| self.mentioned(arg, &mut named));
        let foreign = |checker: &mut Self, other| other != table && checker.way(table, other).is_empty();
        if named.into_iter().any(|other| foreign(self, other)) {
            return Err(self.report(problem::rank_needs_row(span)));
        }
        let rows = self.rows_over(table, modifiers, span, scope)?;
        let (value, own) = self.rank_key(first, &rows.scope, scope)?;
        let mut then = Vec::new();
        for (arg, descending) in more.iter().zip(&modifiers.then) {
            let (value, own) = self.rank_key(arg, &rows.scope, scope)?;
            then.push(RankKey { value, own, descending: *descending });
        }
        let digits = if ties == Ties::Average { 1 } else { 0 };
        let ty = NumberType { unit: Unit::NONE, digits: Digits::At(digits), percent: false };
        let op = AggregateOp::Rank { descending, ties };
        let id = self.add_aggregate(op, rows, (Some(value), None, Some(own)), Kind::Number(ty), span);
        if let Some(aggregate) = self.program.aggregates.last_mut() {
            aggregate.then = then;
        }
        Ok(id)
    }

    /// What a rank goes by, on the rows that are ranked and on the row that asks.
    fn rank_key(&mut self, arg: &Expr, inner: &Scope, outer: &Scope) -> Lowered<(ExprId, ExprId)> {
        let value = self.lower(arg, inner)?;
        let own = self.lower(arg, outer)?;
        self.present(value)?;
        if !matches!(self.ty(value).kind, Kind::Number(_) | Kind::Date | Kind::Text) {
            let found = self.describe(self.ty(value));
            return Err(self.report(problem::not_ranked(arg.span, &found)));
        }
        Ok((value, own))
    }

    pub(super) fn percentile(
        &mut self,
        args: &[Expr],
        modifiers: &Modifiers,
        span: Span,
        scope: &Scope,
    ) -> Lowered<ExprId> {
        let ([arg, share], Some(nearest)) = (args, modifiers.nearest_rank) else {
            return Err(self.report(problem::percentile_form(span)));
        };
        let share_id = self.lower(share, scope)?;
        let exact = self.number_on(share_id, self.program.as_of);
        let places = exact.as_ref().map_or(Digits::At(5), super::literal::digits_of);
        let share = exact.map(|share| share * Number::power_of_ten(5));
        let share = share.filter(Number::is_integer).and_then(|share| share.to_i64());
        let Some(share @ 0..=100_000) = share else {
            return Err(self.report(problem::percentile_share(self.span(share_id))));
        };
        let rows = self.rows_of(std::slice::from_ref(arg), modifiers, span, scope)?;
        let value = self.lower(arg, &rows.scope)?;
        self.present(value)?;
        let Kind::Number(number) = self.ty(value).kind else {
            let found = self.describe(self.ty(value));
            return Err(self.report(problem::aggregate_of_wrong_kind(span, AggregateOp::Mean, &found)));
        };
        let definition = if nearest { PercentileRule::NearestRank } else { PercentileRule::Linear };
        let digits = if nearest { number.digits } else { number.digits.plus(places) };
        let op = AggregateOp::Percentile { share: Share(u32::try_from(share).unwrap_or(0)), definition };
        let ty = Kind::Number(NumberType { digits, ..number });
        Ok(self.add_aggregate(op, rows, (Some(value), None, None), ty, span))
    }

    /// Finds the table, and checks 当 and 同.
    fn rows_of(&mut self, args: &[Expr], modifiers: &Modifiers, span: Span, scope: &Scope) -> Lowered<Rows> {
        let table = self.driver(args, modifiers, span, scope)?;
        self.rows_over(table, modifiers, span, scope)
    }

    /// The rows of a table that 当 and 同 let in.
    fn rows_over(&mut self, table: TableId, modifiers: &Modifiers, span: Span, scope: &Scope) -> Lowered<Rows> {
        self.ensure_table(table, span)?;
        let (inner, frame) = scope.inside(table);
        let mut joins = Vec::new();
        for path in &modifiers.same {
            joins.push(self.same(path, frame, scope, &inner)?);
        }
        let mut known = inner.clone();
        let mut rest = None;
        if let Some(filter) = &modifiers.filter {
            let filter = self.condition(filter, &inner)?;
            known = inner.knowing(self.facts(filter, true));
            rest = self.split_joins(filter, frame, &mut joins);
        }
        let related = !joins.is_empty() || rest.is_some_and(|filter| self.reads_outside(filter, frame));
        let belongs = self.belonging(table, scope, related, span)?;
        let outer = scope.rows().next().map(|(_, outer)| outer);
        if let Some(outer) = outer
            && belongs.is_none()
            && modifiers.filter.is_none()
            && joins.is_empty()
            && scope.rows().all(|(_, row)| row != table)
        {
            let (inner, outer) = (self.table_name(table), self.table_name(outer));
            return Err(self.report(problem::unrelated(span, &inner, &outer)));
        }
        Ok(Rows { table, frame, scope: known, belongs, joins, filter: rest })
    }

    /// `同 列`: the column of the inner row equals that of the row outside.
    fn same(&mut self, path: &Path, frame: u32, outer: &Scope, inner: &Scope) -> Lowered<(ExprId, ExprId)> {
        let mut only_inner = Scope { frames: vec![None; frame as usize], ..Scope::default() };
        only_inner.frames.push(inner.frames.last().copied().flatten());
        let (inner_kind, inner_ty) = self.resolve(path, &only_inner, None)?;
        let (outer_kind, outer_ty) = self.resolve(path, outer, None)?;
        let left = self.add(inner_kind, inner_ty, path.span);
        let right = self.add(outer_kind, outer_ty, path.span);
        let present = (self.present(left), self.present(right));
        present.0.and(present.1)?;
        Ok((left, right))
    }

    /// Moves equalities between the inner row and the rows outside from the filter to the joins.
    pub(in crate::check) fn split_joins(
        &mut self,
        filter: ExprId,
        frame: u32,
        joins: &mut Vec<(ExprId, ExprId)>,
    ) -> Option<ExprId> {
        match self.kind(filter).cloned() {
            Some(ExprKind::Binary(BinaryOp::And, left, right)) => {
                let span = self.span(filter);
                match (self.split_joins(left, frame, joins), self.split_joins(right, frame, joins)) {
                    (Some(left), Some(right)) => {
                        Some(self.add(ExprKind::Binary(BinaryOp::And, left, right), Kind::Bool, span))
                    }
                    (Some(one), None) | (None, Some(one)) => Some(one),
                    (None, None) => None,
                }
            }
            Some(ExprKind::Binary(BinaryOp::Equal, left, right)) => {
                match (self.side(left, frame), self.side(right, frame)) {
                    (Some(true), Some(false)) => joins.push((left, right)),
                    (Some(false), Some(true)) => joins.push((right, left)),
                    (_, _) => return Some(filter),
                }
                None
            }
            Some(_) | None => Some(filter),
        }
    }

    /// Whether a plain column is of the inner row (true) or of a row outside (false); `None` for anything else.
    fn side(&self, id: ExprId, frame: u32) -> Option<bool> {
        match self.kind(id)? {
            ExprKind::Slot(RowPath { frame: at, .. }, _) => Some(*at == frame),
            ExprKind::OrElse { value, other, .. } => match self.kind(*other)? {
                ExprKind::Constant(_) => self.side(*value, frame),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a condition on the rows of a frame also reads a row outside.
    fn reads_outside(&self, id: ExprId, frame: u32) -> bool {
        match self.kind(id) {
            Some(ExprKind::Slot(path, _)) => path.frame < frame,
            Some(kind) => kind.children().into_iter().any(|child| self.reads_outside(child, frame)),
            None => false,
        }
    }

    /// Which row outside the aggregated rows belong to, by reference.
    fn belonging(&mut self, table: TableId, scope: &Scope, joined: bool, span: Span) -> Lowered<Option<Belonging>> {
        let rows: Vec<(u32, TableId)> = scope.rows().collect();
        for (frame, outer) in rows {
            if outer == table {
                return Ok(None);
            }
            match self.way(table, outer).as_slice() {
                [] => {}
                [via] => {
                    let outer = RowPath { frame, via: Vec::new() };
                    return Ok(Some(Belonging { via: via.clone(), outer }));
                }
                _ if joined => return Ok(None),
                several => {
                    let columns = self.first_columns(several);
                    let names = (self.table_name(table), self.table_name(outer));
                    let key = self.program.table(outer).and_then(|table| table.keys.first().copied());
                    let key = key.map_or_else(|| "键".into(), |key| self.slot_name(key));
                    return Err(self.report(problem::belongs_twice(span, &names.0, (&names.1, &key), &columns)));
                }
            }
        }
        Ok(None)
    }

    /// The table whose rows are aggregated: the finest one that the arguments and the condition name.
    fn driver(&mut self, args: &[Expr], modifiers: &Modifiers, span: Span, scope: &Scope) -> Lowered<TableId> {
        if let Some(first) = args.first()
            && self.is_table(first)
        {
            let mut tables = Vec::new();
            self.mentioned(first, &mut tables);
            if let Some(table) = tables.first() {
                return Ok(*table);
            }
        }
        let mut candidates = Vec::new();
        for arg in args {
            self.mentioned(arg, &mut candidates);
        }
        let in_values = candidates.clone();
        if let Some(filter) = &modifiers.filter {
            self.mentioned(filter, &mut candidates);
        }
        let frames: Vec<TableId> = scope.rows().map(|(_, table)| table).collect();
        let others: Vec<TableId> = candidates.iter().copied().filter(|table| !frames.contains(table)).collect();
        let mut finest = Vec::new();
        for table in &others {
            let reached = others.iter().filter(|other| *other != table);
            let mut all = true;
            for other in reached.copied().collect::<Vec<_>>() {
                all &= !self.way(*table, other).is_empty();
            }
            if all {
                finest.push(*table);
            }
        }
        match (finest.as_slice(), others.as_slice()) {
            ([table], _) => Ok(*table),
            (_, []) => match scope.innermost() {
                Some(own) => Ok(own),
                None => match args.iter().find_map(|arg| self.unknown_table_in(arg)) {
                    Some(name) => {
                        let known = self.names.tables.keys().map(|known| &**known);
                        let near = crate::check::names::nearest(&name.text, known);
                        Err(self.report(crate::check::problem::names::unknown_table(&name, near)))
                    }
                    None => Err(self.report(problem::no_table(span))),
                },
            },
            (_, _) => {
                // Several unrelated tables: the values decide, the condition only compares.
                let valued: Vec<TableId> = in_values.into_iter().filter(|table| !frames.contains(table)).collect();
                match valued.as_slice() {
                    [table] => Ok(*table),
                    _ => {
                        let names: Vec<_> = others.iter().map(|table| self.table_name(*table)).collect();
                        Err(self.report(problem::several_tables(span, &names)))
                    }
                }
            }
        }
    }

    /// The first name of a plain `甲.乙` where there is no 甲.
    fn unknown_table_in(&self, expr: &Expr) -> Option<ast::Name> {
        let ast::ExprKind::Path(path) = &expr.kind else { return None };
        let Root::Name(name) = &path.root else { return None };
        let known = self.names.whole.contains_key(&name.text)
            || self.names.enums.contains_key(&name.text)
            || self.names.assessments.contains_key(&name.text)
            || self.names.tables.contains_key(&name.text);
        (!path.members.is_empty() && !known).then(|| name.clone())
    }

    /// Tables that an expression names, outside of aggregates within it, each once.
    fn mentioned(&mut self, expr: &Expr, tables: &mut Vec<TableId>) {
        match &expr.kind {
            ast::ExprKind::Path(path) => {
                if let Root::Name(name) = &path.root
                    && let Some(table) = self.names.tables.get(&name.text).copied()
                    && !tables.contains(&table)
                {
                    self.used.insert(name.text.clone());
                    tables.push(table);
                }
            }
            ast::ExprKind::Number(_)
            | ast::ExprKind::Date(_)
            | ast::ExprKind::Text(_)
            | ast::ExprKind::Bool(_)
            | ast::ExprKind::Missing
            | ast::ExprKind::Inapplicable
            | ast::ExprKind::Value
            | ast::ExprKind::Full => {}
            ast::ExprKind::Call { name, args, .. } => {
                let aggregate = plain(name).is_some_and(is_aggregate_word);
                if !aggregate {
                    args.iter().for_each(|arg| self.mentioned(arg, tables));
                }
            }
            ast::ExprKind::Negate(inner) | ast::ExprKind::Not(inner) | ast::ExprKind::Group(inner) => {
                self.mentioned(inner, tables)
            }
            ast::ExprKind::Round { value, .. } => self.mentioned(value, tables),
            ast::ExprKind::Binary { left, right, .. }
            | ast::ExprKind::AtLeast(left, right)
            | ast::ExprKind::AtMost(left, right) => {
                self.mentioned(left, tables);
                self.mentioned(right, tables);
            }
            ast::ExprKind::OrElse { value, other, .. } => {
                self.mentioned(value, tables);
                self.mentioned(other, tables);
            }
            ast::ExprKind::AtDay { value, day } => {
                self.mentioned(value, tables);
                self.mentioned(day, tables);
            }
            ast::ExprKind::If { test, then, otherwise } => {
                self.mentioned(test, tables);
                self.mentioned(then, tables);
                if let Some(otherwise) = otherwise {
                    self.mentioned(otherwise, tables);
                }
            }
            ast::ExprKind::Table { keys, .. } => keys.iter().for_each(|key| self.mentioned(key, tables)),
            ast::ExprKind::Within { value, interval, .. } => {
                self.mentioned(value, tables);
                for bound in interval.low.iter().chain(&interval.high) {
                    self.mentioned(bound, tables);
                }
            }
            ast::ExprKind::MemberOf { value, set, .. } => {
                self.mentioned(value, tables);
                set.iter().for_each(|member| self.mentioned(member, tables));
            }
        }
    }
}

fn is_aggregate_word(word: &str) -> bool {
    let aggregates = AGGREGATES.iter().any(|(zh, en, _)| *zh == word || *en == word);
    aggregates || matches!(word, "名次" | "rank" | "百分位" | "percentile")
}

impl Checker<'_> {
    /// Tables that an expression names outside of aggregates.
    pub(in crate::check) fn tables_in(&mut self, expr: &Expr) -> Vec<TableId> {
        let mut tables = Vec::new();
        self.mentioned(expr, &mut tables);
        tables
    }
}

//! Calls: functions, lookups, tests for absence.

use crate::builtin::{self, Entry, Function};
use crate::check::problem::calls as problem;
use crate::check::problem::kinds;
use crate::check::scope::Scope;
use crate::check::{Checker, Lowered, Reported};
use crate::ir::expr::{Absence, AggregateOp, ExprKind};
use crate::ir::ids::{DecisionId, ExprId};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, Modifiers, Path, Root};
use crate::value::types::{Digits, Kind, NumberType};
use crate::value::unit::Unit;
use crate::value::value::Value;
use std::sync::Arc;

/// The aggregates by name, Chinese and English.
pub(super) const AGGREGATES: &[(&str, &str, AggregateOp)] = &[
    ("合计", "sum", AggregateOp::Sum),
    ("计数", "count", AggregateOp::Count),
    ("平均", "mean", AggregateOp::Mean),
    ("加权平均", "weighted-mean", AggregateOp::WeightedMean),
    ("最大", "max", AggregateOp::Max),
    ("最小", "min", AggregateOp::Min),
    ("存在", "exists", AggregateOp::Exists),
    ("全部", "all", AggregateOp::All),
    ("去重计数", "count-distinct", AggregateOp::CountDistinct),
    ("列出", "list-out", AggregateOp::ListOut),
    ("唯一", "only", AggregateOp::Only),
];

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        (name, answer): (&Path, Option<&ast::Name>),
        args: &[Expr],
        modifiers: &Modifiers,
        span: Span,
        scope: &Scope,
    ) -> Lowered<ExprId> {
        let Some(word) = plain(name) else { return Err(self.report(problem::not_callable(name.span))) };
        if let Some(answer) = answer.filter(|_| !self.names.lookups.contains_key(word) && !self.lost.contains(word)) {
            return Err(self.report(problem::has_no_answers(answer.span, word)));
        }
        if let Some((_, _, op)) = AGGREGATES.iter().find(|(zh, en, _)| *zh == word || *en == word) {
            return self.aggregate(*op, args, modifiers, span, scope);
        }
        match word {
            "名次" | "rank" => return self.rank(args, modifiers, span, scope),
            "百分位" | "percentile" => return self.percentile(args, modifiers, span, scope),
            _ => {}
        }
        if modifiers.filter.is_some()
            || !modifiers.same.is_empty()
            || modifiers.descending.is_some()
            || modifiers.ties.is_some()
        {
            return Err(self.report(problem::modifier_on_function(span, word)));
        }
        match (word, args) {
            ("有值" | "present", [arg]) => self.has(arg, Absence::Missing, span, scope),
            ("适用" | "applies", [arg]) => self.has(arg, Absence::Inapplicable, span, scope),
            _ => {
                if self.names.lookups.contains_key(word) {
                    self.used.insert(word.into());
                    let decision = self.answer(word, answer, span)?;
                    return self.lookup_call(decision, args, span, scope);
                }
                match builtin::find(word) {
                    Some(entry) => self.function(entry, args, span, scope),
                    None => Err(self.unknown_call(name.span, word, args)),
                }
            }
        }
    }

    fn unknown_call(&mut self, span: Span, word: &str, args: &[Expr]) -> Reported {
        if self.lost.contains(word) {
            return Reported;
        }
        let known = builtin::FUNCTIONS.iter().flat_map(|entry| [entry.zh, entry.en]);
        let known = known.chain(AGGREGATES.iter().flat_map(|(zh, en, _)| [*zh, *en]));
        let known = known.chain(["名次", "百分位", "有值", "适用"]);
        let known: Vec<String> =
            known.map(str::to_owned).chain(self.names.lookups.keys().map(|name| name.to_string())).collect();
        let near = crate::check::names::nearest(word, known.iter().map(String::as_str));
        let value = self.names.params.contains_key(word)
            || self.names.whole.contains_key(word)
            || !self.names.tables_with(word).is_empty();
        let args: Vec<String> = args.iter().map(|arg| self.written(arg.span).trim().to_owned()).collect();
        self.report(problem::unknown_function(span, word, near, value, &args))
    }

    fn has(&mut self, arg: &Expr, absence: Absence, span: Span, scope: &Scope) -> Lowered<ExprId> {
        let value = self.lower(arg, scope)?;
        let ty = self.ty(value);
        let possible = match absence {
            Absence::Missing => ty.missing,
            Absence::Inapplicable => ty.inapplicable,
        };
        if !possible {
            let text = self.written(arg.span).to_owned();
            self.report(crate::check::problem::absence::never_absent(span, &text, absence));
        }
        Ok(self.add(ExprKind::Has { value, absence }, Kind::Bool, span))
    }

    /// The decision of the result that is asked for; a lookup with one result need not be asked.
    fn answer(&mut self, word: &str, asked: Option<&ast::Name>, span: Span) -> Lowered<DecisionId> {
        let answers = self.names.answers.get(word).cloned().unwrap_or_default();
        let names: Vec<Arc<str>> = answers.iter().map(|(name, _)| name.clone()).collect();
        match (asked, answers.as_slice()) {
            (None, [(_, only)]) => Ok(*only),
            (None, _) => Err(self.report(problem::which_answer(span, word, &names))),
            (Some(asked), _) => {
                let found = answers.iter().find(|(name, _)| *name == asked.text).map(|(_, id)| *id);
                found.ok_or_else(|| self.report(problem::no_such_answer(asked, word, &names)))
            }
        }
    }

    fn lookup_call(&mut self, decision: DecisionId, args: &[Expr], span: Span, scope: &Scope) -> Lowered<ExprId> {
        let Some(def) = self.program.decision(decision) else { return Err(Reported) };
        let (keys, result) = (def.keys.clone(), def.result);
        let name = def.name.clone().unwrap_or_default();
        if keys.len() != args.len() {
            let names: Vec<_> = keys.iter().map(|key| key.name.clone()).collect();
            return Err(self.report(problem::lookup_arity(span, &name, &names, args.len())));
        }
        let mut ids = Vec::new();
        for (key, arg) in keys.iter().zip(args) {
            let id = self.lower_as(arg, scope, Some(key.ty.kind))?;
            self.present(id)?;
            self.adopt(id, key.ty);
            let found = self.ty(id);
            let fits = match (key.ty.kind, found.kind) {
                (Kind::Number(due), Kind::Number(got)) => due.unit == got.unit,
                (due, got) => due == got,
            };
            if !fits {
                let words = (self.describe(key.ty), self.describe(found));
                return Err(self.report(problem::lookup_key_kind(arg.span, &name, &key.name, &words.0, &words.1)));
            }
            ids.push(id);
        }
        Ok(self.add(ExprKind::Decide { decision, keys: ids }, result, span))
    }

    fn function(&mut self, entry: &'static Entry, args: &[Expr], span: Span, scope: &Scope) -> Lowered<ExprId> {
        let (least, most) = entry.arity;
        if args.len() < least || args.len() > most {
            return Err(self.report(problem::arity(span, entry, args.len())));
        }
        match entry.function {
            Function::WorkingDays(_) => return self.working_days(entry, args, span, scope),
            Function::Power => return self.power(entry, args, span, scope),
            _ => {}
        }
        let mut ids = Vec::new();
        for arg in args {
            let id = self.lower(arg, scope)?;
            self.present(id)?;
            ids.push(id);
        }
        let ty = self.signature(entry, &ids)?;
        Ok(self.add(ExprKind::Call(entry.function, ids), ty, span))
    }

    /// Checks the arguments of a function and gives the type of its result.
    fn signature(&mut self, entry: &'static Entry, ids: &[ExprId]) -> Lowered<Kind> {
        let whole = |unit| Kind::Number(NumberType { unit, digits: Digits::At(0), percent: false });
        match entry.function {
            Function::Greater | Function::Smaller
                if ids.first().is_some_and(|first| self.ty(*first).kind == Kind::Date) =>
            {
                self.dates(entry, ids, ids.len()).map(|()| Kind::Date)
            }
            Function::Absolute | Function::Greater | Function::Smaller => {
                let mut ids = ids.iter();
                let Some(first) = ids.next() else { return Err(Reported) };
                let mut ty = self.expect_number(entry, *first)?;
                for id in ids {
                    self.adopt(*id, Kind::Number(ty).into());
                    let next = self.expect_number(entry, *id)?;
                    self.adopt(*first, Kind::Number(next).into());
                    if next.unit != ty.unit && !self.expect_number(entry, *first)?.unit.eq(&next.unit) {
                        let words = (self.units.name(ty.unit), self.units.name(next.unit));
                        return Err(self.report(problem::units_differ(self.span(*id), entry, &words.0, &words.1)));
                    }
                    ty = NumberType { digits: ty.digits.max(next.digits), ..next };
                }
                Ok(Kind::Number(ty))
            }
            Function::WholeQuotient | Function::Remainder => {
                let [a, b] = ids else { return Err(Reported) };
                let (a, b) = (self.expect_number(entry, *a)?, self.expect_number(entry, *b)?);
                if entry.function == Function::WholeQuotient {
                    return Ok(whole(a.unit.per(b.unit).unwrap_or(Unit::NONE)));
                }
                if a.unit != b.unit {
                    let words = (self.units.name(a.unit), self.units.name(b.unit));
                    return Err(self.report(problem::units_differ(
                        ids.first().map(|id| self.span(*id)).unwrap_or_default(),
                        entry,
                        &words.0,
                        &words.1,
                    )));
                }
                Ok(Kind::Number(NumberType { digits: a.digits.max(b.digits), ..a }))
            }
            Function::Days => self.dates(entry, ids, 2).map(|()| whole(Unit::DAY)),
            Function::AddDays | Function::AddMonths => {
                let [day, amount] = ids else { return Err(Reported) };
                self.dates(entry, &[*day], 1)?;
                let amount_ty = self.expect_number(entry, *amount)?;
                let due = if entry.function == Function::AddDays { Unit::DAY } else { Unit::NONE };
                self.adopt(*amount, whole(due).into());
                if !(amount_ty.unit == due || amount_ty.unit.is_none()) || !amount_ty.digits.fits(0) {
                    let found = self.describe(Kind::Number(amount_ty).into());
                    return Err(self.report(problem::argument_kind(
                        self.span(*amount),
                        entry,
                        &kinds::integer(),
                        &found,
                    )));
                }
                Ok(Kind::Date)
            }
            Function::MonthEnd | Function::NextMonthEnd => self.dates(entry, ids, 1).map(|()| Kind::Date),
            Function::NaturalYear | Function::Year | Function::Month | Function::Day | Function::Weekday => {
                self.dates(entry, ids, 1).map(|()| whole(Unit::NONE))
            }
            Function::PurchaseYear => self.dates(entry, ids, 2).map(|()| whole(Unit::NONE)),
            Function::Concat => {
                for id in ids {
                    if !matches!(self.ty(*id).kind, Kind::Text | Kind::Enum(_)) {
                        let found = self.describe(self.ty(*id));
                        return Err(self.report(problem::argument_kind(self.span(*id), entry, &kinds::text(), &found)));
                    }
                }
                Ok(Kind::Text)
            }
            Function::WorkingDays(_) | Function::Power => Err(Reported),
        }
    }

    fn expect_number(&mut self, entry: &'static Entry, id: ExprId) -> Lowered<NumberType> {
        match self.ty(id).kind {
            Kind::Number(number) => Ok(number),
            Kind::Date | Kind::Text | Kind::Bool | Kind::Enum(_) => {
                let found = self.describe(self.ty(id));
                Err(self.report(problem::argument_kind(self.span(id), entry, &kinds::number(), &found)))
            }
        }
    }

    fn dates(&mut self, entry: &'static Entry, ids: &[ExprId], count: usize) -> Lowered<()> {
        for id in ids.iter().take(count) {
            if self.ty(*id).kind != Kind::Date {
                let found = self.describe(self.ty(*id));
                return Err(self.report(problem::argument_kind(self.span(*id), entry, &kinds::date(), &found)));
            }
        }
        Ok(())
    }

    fn working_days(&mut self, entry: &'static Entry, args: &[Expr], span: Span, scope: &Scope) -> Lowered<ExprId> {
        let [from, to, list] = args else { return Err(Reported) };
        let from = self.lower(from, scope)?;
        let to = self.lower(to, scope)?;
        let present = (self.present(from), self.present(to));
        present.0.and(present.1)?;
        self.dates(entry, &[from, to], 2)?;
        let named = match &list.kind {
            ast::ExprKind::Path(path) => plain(path).and_then(|word| self.names.lists.get_key_value(word)),
            _ => None,
        };
        let Some((name, list_id)) = named.map(|(name, id)| (name.clone(), *id)) else {
            return Err(self.report(problem::needs_date_list(list.span)));
        };
        self.used.insert(name);
        if self.list_kinds.get(list_id.index()) != Some(&Kind::Date) {
            return Err(self.report(problem::needs_date_list(list.span)));
        }
        let days = NumberType { unit: Unit::DAY, digits: Digits::At(0), percent: false };
        Ok(self.add(ExprKind::Call(Function::WorkingDays(list_id.0), vec![from, to]), Kind::Number(days), span))
    }

    fn power(&mut self, entry: &'static Entry, args: &[Expr], span: Span, scope: &Scope) -> Lowered<ExprId> {
        let [base, exponent, places] = args else { return Err(Reported) };
        let digits = match &places.kind {
            ast::ExprKind::Number(literal)
                if literal
                    .unit
                    .as_ref()
                    .is_some_and(|unit| matches!(&*unit.text, "位" | "位小数" | "places" | "digits")) =>
            {
                literal.value.to_i64()
            }
            _ => None,
        };
        let Some(digits @ 0..=30) = digits else { return Err(self.report(problem::needs_places(places.span))) };
        let (base, exponent) = (self.lower(base, scope)?, self.lower(exponent, scope)?);
        let present = (self.present(base), self.present(exponent));
        present.0.and(present.1)?;
        for id in [base, exponent] {
            let number = self.expect_number(entry, id)?;
            if !number.unit.is_none() {
                let found = self.describe(self.ty(id));
                return Err(self.report(problem::argument_kind(self.span(id), entry, &kinds::plain_number(), &found)));
            }
        }
        let digits = u32::try_from(digits).unwrap_or(0);
        let whole = NumberType { unit: Unit::NONE, digits: Digits::At(0), percent: false };
        let places =
            self.add(ExprKind::Constant(Value::Number(i64::from(digits).into())), Kind::Number(whole), places.span);
        let ty = NumberType { digits: Digits::At(digits), ..whole };
        Ok(self.add(ExprKind::Call(Function::Power, vec![base, exponent, places]), Kind::Number(ty), span))
    }
}

/// The only name of a path.
pub(super) fn plain(path: &Path) -> Option<&str> {
    match &path.root {
        Root::Name(name) if path.members.is_empty() => Some(&name.text),
        Root::Name(_) | Root::Whole | Root::ThisRow | Root::Parent => None,
    }
}

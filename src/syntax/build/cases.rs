//! Cases: 案例, 共用 给定, 期望, 快照.

use super::{Builder, Built, parts};
use crate::source::Span;
use crate::syntax::ast::{Case, Expect, GivenRow, GivenRows, GivenTable, Place, Wanted};
use crate::syntax::fold;
use crate::syntax::grammar::Rule;
use crate::syntax::problem::Problem;
use pest::iterators::Pair;
use std::sync::Arc;

impl Builder<'_> {
    /// A case, unless a part of it was reported as broken.
    pub fn lone_case(mut self, pair: Pair<Rule>) -> Option<Case> {
        self.case(pair).ok()
    }

    fn case(&mut self, pair: Pair<Rule>) -> Built<Case> {
        let span = self.span(&pair);
        let mut case = Case {
            name: None,
            name_span: span,
            day: None,
            params: Vec::new(),
            tables: Vec::new(),
            rest: false,
            expects: Vec::new(),
            snapshot: false,
            bases: Vec::new(),
            note: None,
            span,
        };
        for part in parts(pair) {
            self.case_part(part, &mut case)?;
        }
        Ok(case)
    }

    fn case_part(&mut self, part: Pair<Rule>, case: &mut Case) -> Built<()> {
        let at = self.span(&part);
        match part.as_rule() {
            Rule::text => {
                case.name = Some(self.text(&part));
                case.name_span = at;
            }
            Rule::case_day => {
                if let Some(date) = parts(part).next() {
                    let date = self.date(&date)?;
                    self.once(&mut case.day, date, at, "基准日")?;
                }
            }
            Rule::given_param => {
                let mut inner = parts(part);
                let name = self.next_name(&mut inner, at)?;
                let value = inner.find(|inner| inner.as_rule() == Rule::expr);
                let value = value.map_or(at, |value| self.span(&value));
                case.params.push((name, value));
            }
            Rule::given_files | Rule::given_table => case.tables.push(self.given_table(part, at)),
            Rule::case_rest => case.rest = true,
            Rule::expect_value | Rule::expect_error => {
                let expect = self.expectation(part, at)?;
                case.expects.push(expect);
            }
            Rule::case_snapshot => case.snapshot = true,
            Rule::basis => case.bases.push(self.basis(part)),
            Rule::note => case.note = self.note(part),
            _ => {}
        }
        Ok(())
    }

    fn next_name<'i>(
        &mut self,
        inner: &mut impl Iterator<Item = Pair<'i, Rule>>,
        at: Span,
    ) -> Built<crate::syntax::ast::Name> {
        match inner.find(|inner| inner.as_rule() == Rule::name) {
            Some(name) => Ok(self.name(&name)),
            None => {
                self.report(Problem::Lacks { span: at, clause: "名称", example: "给定 参数 支付比例 = 70%" })
            }
        }
    }

    fn given_table(&mut self, part: Pair<Rule>, span: Span) -> GivenTable {
        let mut given = GivenTable { name: None, rows: GivenRows::Written(Vec::new()), span };
        let mut rows = Vec::new();
        for inner in parts(part) {
            match inner.as_rule() {
                Rule::name => given.name = Some(self.name(&inner)),
                Rule::text => given.rows = GivenRows::File(self.text_name(&inner)),
                Rule::data_row => {
                    let at = self.span(&inner);
                    rows.push(row(inner.as_str(), at));
                }
                _ => {}
            }
        }
        if !rows.is_empty() {
            given.rows = GivenRows::Written(rows);
        }
        given
    }

    fn expectation(&mut self, part: Pair<Rule>, span: Span) -> Built<Expect> {
        let (mut place, mut wanted) = (None, None);
        let mut words = None;
        for inner in parts(part) {
            match inner.as_rule() {
                Rule::place => place = Some(self.place_of(inner)?),
                Rule::expr => wanted = Some(Wanted::Equals(self.expr(inner)?)),
                Rule::text => words = Some(self.text(&inner)),
                Rule::error_code => {
                    let code = fold(inner.as_str()).to_uppercase();
                    wanted = Some(Wanted::Error { code: code.into(), words: None });
                }
                _ => {}
            }
        }
        let wanted = match (wanted, words) {
            (Some(Wanted::Error { code, .. }), words) => Wanted::Error { code, words },
            (Some(wanted), _) => wanted,
            (None, Some(words)) => Wanted::Contains(words),
            (None, None) => {
                return self.report(Problem::Lacks {
                    span, clause: "值", example: "期望 医疗机构[\"H1\"].结余 = 0元"
                });
            }
        };
        Ok(Expect { place, wanted, span })
    }

    fn place_of(&mut self, pair: Pair<Rule>) -> Built<Place> {
        let mut place = Place { table: None, keys: Vec::new(), members: Vec::new(), span: self.span(&pair) };
        for part in parts(pair) {
            match part.as_rule() {
                Rule::name => place.table = Some(self.name(&part)),
                Rule::member => place.members.push(self.name(&part)),
                Rule::place_key => {
                    for key in parts(part).filter(|key| key.as_rule() == Rule::expr) {
                        place.keys.push(self.expr(key)?);
                    }
                }
                _ => {}
            }
        }
        Ok(place)
    }
}

/// The cells of a line between bars; a remark behind the last bar is none.
fn row(line: &str, span: Span) -> GivenRow {
    let mut cells: Vec<(Arc<str>, Span)> = Vec::new();
    let mut start = span.start;
    let long = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX);
    for part in line.split_inclusive(['|', '｜', '│']) {
        let text = part.trim_end_matches(['|', '｜', '│']);
        let blank = text.len().saturating_sub(text.trim_start().len());
        let from = start.saturating_add(u32::try_from(blank).unwrap_or(u32::MAX));
        let to = from.saturating_add(long(text.trim()));
        if part.len() > text.len() {
            cells.push((Arc::from(text.trim()), Span { start: from, end: to, ..span }));
        }
        start = start.saturating_add(long(part));
    }
    let (cells, places) = cells.into_iter().skip(1).unzip();
    GivenRow { cells, places, span }
}

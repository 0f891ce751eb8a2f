//! Input tables and derived tables.

use super::{Builder, Built, parts};
use crate::syntax::ast::{
    CheckDecl, Clauses, ColumnDecl, DeclKind, DerivedDecl, Expr, Name, RefersDecl, SourceDecl, TableDecl,
};
use crate::syntax::grammar::Rule;
use crate::syntax::problem::Problem;
use pest::iterators::Pair;

impl Builder<'_> {
    pub(super) fn table(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let mut name = None;
        let (mut columns, mut refers, mut checks) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::keys => self.keys(part, &mut columns)?,
                Rule::column => columns.push(self.column(part, false)?),
                Rule::refers => refers.push(self.refers(part)?),
                Rule::check => checks.push(self.check(part)?),
                _ => {}
            }
        }
        match name {
            Some(name) => Ok(DeclKind::Table(TableDecl { name, columns, refers, checks })),
            None => self.report(Problem::Lacks { span, clause: "名称", example: "表 医疗机构" }),
        }
    }

    fn keys(&mut self, pair: Pair<Rule>, columns: &mut Vec<ColumnDecl>) -> Built<()> {
        let items: Vec<_> = parts(pair).collect();
        for item in items {
            columns.push(self.column(item, true)?);
        }
        Ok(())
    }

    /// A column or one key; both have the same parts.
    pub(super) fn column(&mut self, pair: Pair<Rule>, key: bool) -> Built<ColumnDecl> {
        let span = self.span(&pair);
        let mut names = Vec::new();
        let mut column = ColumnDecl {
            key,
            name: Name { text: "".into(), span },
            ty: None,
            target: None,
            range: None,
            default: None,
            headings: Vec::new(),
            optional: false,
            may_not_apply: false,
            file_unit: None,
            bases: Vec::new(),
            note: None,
            span,
        };
        for part in parts(pair) {
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                Rule::type_ref => column.ty = Some(self.type_ref(part)?),
                Rule::range => column.range = Some(self.range(part)?),
                Rule::default => {
                    if let Some(value) = parts(part).next() {
                        column.default = Some(self.expr(value)?);
                    }
                }
                Rule::headings => {
                    let texts: Vec<_> = parts(part).collect();
                    for text in texts {
                        column.headings.push(self.text(&text));
                    }
                }
                Rule::optional => column.optional = true,
                Rule::may_not_apply => column.may_not_apply = true,
                Rule::file_unit => column.file_unit = parts(part).next().map(|name| self.name(&name)),
                Rule::basis => {
                    let basis = self.basis(part);
                    column.bases.push(basis);
                }
                Rule::note => column.note = self.note(part),
                _ => {}
            }
        }
        let mut names = names.into_iter();
        match names.next() {
            Some(name) => column.name = name,
            None => {
                return self.report(Problem::Lacks { span, clause: "名称", example: "列 采购金额 : 金额" });
            }
        }
        column.target = names.next();
        Ok(column)
    }

    fn refers(&mut self, pair: Pair<Rule>) -> Built<RefersDecl> {
        let span = self.span(&pair);
        let (mut columns, mut optional) = (Vec::new(), false);
        for part in parts(pair) {
            match part.as_rule() {
                Rule::name => columns.push(self.name(&part)),
                Rule::optional => optional = true,
                _ => {}
            }
        }
        match columns.pop() {
            Some(target) => Ok(RefersDecl { columns, target, optional, span }),
            None => self.report(Problem::Lacks {
                span, clause: "表名", example: "引用 机构编码, 通用名 → 集采品种"
            }),
        }
    }

    fn check(&mut self, pair: Pair<Rule>) -> Built<CheckDecl> {
        let span = self.span(&pair);
        let (mut name, mut holds, mut clauses) = (None, None, Clauses::default());
        for part in parts(pair) {
            let Some(part) = self.clause(part, &mut clauses)? else { continue };
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::expr => holds = Some(self.expr(part)?),
                _ => {}
            }
        }
        match (name, holds) {
            (Some(name), Some(holds)) => Ok(CheckDecl { name, holds, bases: clauses.bases, span }),
            (_, _) => self
                .report(Problem::Lacks { span, clause: "条件", example: "校验 不超总额 : 部分 ≤ 总额" }),
        }
    }

    pub(super) fn derived(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let mut name = None;
        let (mut columns, mut refers, mut sources, mut rollups) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::keys => self.keys(part, &mut columns)?,
                Rule::column => columns.push(self.column(part, false)?),
                Rule::refers => refers.push(self.refers(part)?),
                Rule::source => sources.push(self.derived_source(part)?),
                Rule::rollup => {
                    let items: Vec<_> = parts(part).collect();
                    for item in items {
                        let mut names = parts(item);
                        if let (Some(column), Some(how)) = (names.next(), names.next()) {
                            rollups.push((self.name(&column), self.name(&how)));
                        }
                    }
                }
                _ => {}
            }
        }
        match name {
            Some(name) => Ok(DeclKind::Derived(DerivedDecl { name, columns, refers, sources, rollups })),
            None => self.report(Problem::Lacks { span, clause: "名称", example: "派生表 汇总表" }),
        }
    }

    fn derived_source(&mut self, pair: Pair<Rule>) -> Built<SourceDecl> {
        let span = self.span(&pair);
        let (mut tables, mut assigns, mut when) = (Vec::new(), Vec::new(), None);
        for part in parts(pair) {
            match part.as_rule() {
                Rule::name => tables.push(self.name(&part)),
                Rule::expr => when = Some(self.expr(part)?),
                Rule::assign => assigns.push(self.assign(part)?),
                _ => {}
            }
        }
        let mut tables = tables.into_iter();
        match tables.next() {
            Some(table) => Ok(SourceDecl { table, joined: tables.next(), when, assigns, span }),
            None => self.report(Problem::Lacks { span, clause: "表名", example: "取自 订单" }),
        }
    }

    fn assign(&mut self, pair: Pair<Rule>) -> Built<(Name, Option<Expr>)> {
        let span = self.span(&pair);
        let mut inner = parts(pair);
        let name = inner.next();
        let name = self.named(name, span)?;
        let value = match inner.next() {
            Some(value) => Some(self.expr(value)?),
            None => None,
        };
        Ok((name, value))
    }
}

//! Edits of a layer: 给定, 修改, 停用, 锁定, 约束, 增加.

use super::{Builder, Built, parts};
use crate::syntax::ast::{Addition, Clauses, DeclKind, ParamValues, Piece, PieceKind, Target, TargetClause};
use crate::syntax::grammar::Rule;
use crate::syntax::problem::Problem;
use pest::iterators::Pair;

impl Builder<'_> {
    pub(super) fn given(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let (mut name, mut value, mut dated) = (None, None, Vec::new());
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::expr => value = Some(self.expr(part)?),
                Rule::dated => dated.push(self.dated(part)?),
                _ => {}
            }
        }
        if value.is_none() && dated.is_empty() {
            return self.report(Problem::Lacks { span, clause: "值", example: "给定 参数 支付比例 = 70%" });
        }
        match name {
            Some(name) => Ok(DeclKind::Given(ParamValues { name, value, dated })),
            None => self.report(Problem::Lacks { span, clause: "名称", example: "给定 参数 支付比例 = 70%" }),
        }
    }

    pub(super) fn amend(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let (mut target, mut pieces) = (None, Vec::new());
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            match part.as_rule() {
                Rule::target => target = Some(self.target(part)?),
                Rule::piece => pieces.push(self.piece(part)?),
                _ => {}
            }
        }
        let mut pieces = pieces.into_iter();
        match (target, pieces.next(), pieces.next()) {
            (Some(target), Some(old), Some(new)) => Ok(DeclKind::Amend { target, old, new }),
            (_, _, _) => {
                self.report(Problem::Lacks {
                    span, clause: "由 … 为 …", example: "修改 参数 上限 由 5% 为 6%"
                })
            }
        }
    }

    pub(super) fn lone_target(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<Target> {
        let span = self.span(&pair);
        let mut target = None;
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            if part.as_rule() == Rule::target {
                target = Some(self.target(part)?);
            }
        }
        match target {
            Some(target) => Ok(target),
            None => self.report(Problem::Lacks { span, clause: "名称", example: "停用 排除 名称" }),
        }
    }

    fn target(&mut self, pair: Pair<Rule>) -> Built<Target> {
        let span = self.span(&pair);
        let (mut path, mut clause) = (None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::path => path = Some(self.path(part)),
                Rule::target_clause => clause = part.into_inner().next().and_then(|word| clause_of(word.as_rule())),
                _ => {}
            }
        }
        match path {
            Some(path) => Ok(Target { path, clause, span }),
            None => self.report(Problem::Lacks { span, clause: "名称", example: "停用 排除 名称" }),
        }
    }

    fn piece(&mut self, pair: Pair<Rule>) -> Built<Piece> {
        let span = self.span(&pair);
        let mut rows = Vec::new();
        for part in parts(pair) {
            match part.as_rule() {
                Rule::expr => return Ok(Piece { kind: PieceKind::Expr(self.expr(part)?), span }),
                Rule::row => rows.push(self.row(part, rows.last())?),
                _ => {}
            }
        }
        Ok(Piece { kind: PieceKind::Rows(rows), span })
    }

    pub(super) fn oblige(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        match self.assertion(pair, clauses)? {
            DeclKind::Assert { name, holds } => Ok(DeclKind::Oblige { name, holds }),
            other => Ok(other),
        }
    }

    pub(super) fn extend(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let mut name = None;
        let (mut rows, mut indicators, mut columns, mut values) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::row => rows.push(self.row(part, rows.last())?),
                Rule::indicator => indicators.push(self.indicator(part)?),
                Rule::column => columns.push(self.column(part, false)?),
                Rule::expr => values.push(self.expr(part)?),
                _ => {}
            }
        }
        let addition = if !rows.is_empty() {
            Addition::Rows(rows)
        } else if !indicators.is_empty() {
            Addition::Indicators(indicators)
        } else if !columns.is_empty() {
            Addition::Columns(columns)
        } else {
            Addition::Values(values)
        };
        match name {
            Some(name) => Ok(DeclKind::Extend { name, addition }),
            None => {
                self.report(Problem::Lacks { span, clause: "名称", example: "增加 名单 抗菌药 = \"甲\"" })
            }
        }
    }
}

fn clause_of(rule: Rule) -> Option<TargetClause> {
    Some(match rule {
        Rule::kw_weight => TargetClause::Weight,
        Rule::value_word => TargetClause::Value,
        Rule::kw_score => TargetClause::Score,
        Rule::full_word => TargetClause::FullMarks,
        Rule::kw_when => TargetClause::When,
        Rule::kw_unless => TargetClause::Unless,
        Rule::kw_then => TargetClause::Then,
        Rule::kw_reason => TargetClause::Reason,
        Rule::kw_pool => TargetClause::Pool,
        Rule::kw_by => TargetClause::By,
        Rule::kw_row => TargetClause::Row,
        _ => return None,
    })
}

//! Edits of a layer: 给定, 修改, 停用, 锁定, 约束, 增加.

use super::{Builder, Built, parts};
use crate::source::Span;
use crate::syntax::ast::{Added, Clause, Clauses, DeclKind, ParamValues, Target};
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

    pub(super) fn retire(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let (target, quoted) = self.aim(pair, clauses)?;
        Ok(DeclKind::Retire { target, quoted })
    }

    pub(super) fn lock(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let (target, _) = self.aim(pair, clauses)?;
        Ok(DeclKind::Lock(target))
    }

    fn aim(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<(Target, Option<Span>)> {
        let span = self.span(&pair);
        let (mut target, mut quoted) = (None, None);
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            match part.as_rule() {
                Rule::target => target = Some(self.target(part)?),
                Rule::piece => quoted = Some(self.piece(part)?),
                _ => {}
            }
        }
        match target {
            Some(target) => Ok((target, quoted)),
            None => self.report(Problem::Lacks { span, clause: "名称", example: "停用 排除 名称" }),
        }
    }

    fn target(&mut self, pair: Pair<Rule>) -> Built<Target> {
        let span = self.span(&pair);
        let (mut kind, mut path, mut clause) = (None, None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::target_kind => kind = part.into_inner().next().and_then(|word| kind_of(word.as_rule())),
                Rule::path => path = Some(self.path(part)),
                Rule::target_clause => clause = Clause::named(part.as_str().trim()),
                _ => {}
            }
        }
        match path {
            Some(path) => Ok(Target { kind, path, clause, span }),
            None => self.report(Problem::Lacks { span, clause: "名称", example: "停用 排除 名称" }),
        }
    }

    /// Reads a piece for its problems; what it says is told where it comes to stand.
    fn piece(&mut self, pair: Pair<Rule>) -> Built<Span> {
        let span = self.span(&pair);
        let mut above = None;
        for part in parts(pair) {
            match part.as_rule() {
                Rule::expr => {
                    self.expr(part)?;
                }
                Rule::row => above = Some(self.row(part, above.as_ref())?),
                _ => {}
            }
        }
        Ok(span)
    }

    pub(super) fn oblige(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        match self.assertion(pair, clauses)? {
            DeclKind::Assert { name, holds } => Ok(DeclKind::Oblige { name, holds }),
            other => Ok(other),
        }
    }

    pub(super) fn extend(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let (mut kind, mut path) = (None, None);
        let mut added = Vec::new();
        for part in pair.into_inner() {
            let at = self.span(&part);
            if part.as_rule() == Rule::group_name {
                added.push(Added { clause: Clause::Group, span: at });
                continue;
            }
            let Some(part) = self.clause(part, clauses)? else { continue };
            match part.as_rule() {
                Rule::target_kind => kind = part.into_inner().next().and_then(|word| kind_of(word.as_rule())),
                Rule::path if path.is_none() => path = Some(self.path(part)),
                rule => added.extend(crate::syntax::parts::clause_of(rule).map(|clause| Added { clause, span: at })),
            }
        }
        match path {
            Some(path) => {
                let target = Target { kind, span: path.span, path, clause: None };
                Ok(DeclKind::Extend { target, added })
            }
            None => {
                self.report(Problem::Lacks { span, clause: "名称", example: "增加 名单 抗菌药 = \"甲\"" })
            }
        }
    }
}

/// The keyword of a declaration; that of an indicator says nothing about its assessment.
fn kind_of(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::kw_param => "参数",
        Rule::kw_formula => "公式",
        Rule::kw_except => "例外",
        Rule::kw_exclude => "排除",
        Rule::kw_reinstate => "恢复",
        Rule::kw_list => "名单",
        Rule::kw_lookup => "对照表",
        Rule::kw_enum => "枚举",
        Rule::kw_assessment => "考核",
        Rule::kw_allocate => "分配",
        Rule::kw_assert => "断言",
        Rule::kw_oblige => "约束",
        Rule::kw_output => "输出",
        Rule::kw_unit => "单位",
        Rule::kw_table => "表",
        Rule::kw_derived => "派生表",
        _ => return None,
    })
}

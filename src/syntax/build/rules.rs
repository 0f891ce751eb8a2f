//! Formulas, exceptions, exclusions, allocations, assessments, outputs.

use super::{Builder, Built, parts};
use crate::syntax::ast::{
    AllocateDecl, AssessmentDecl, Clauses, DeclKind, ExcludeDecl, Expr, ExprKind, IndicatorDecl, IndicatorKind, Name,
    OutputDecl, OutputItem, Residue, RoundTo, ScoreRule, ScoreRuleKind,
};
use crate::syntax::grammar::Rule;
use crate::syntax::problem::Problem;
use pest::iterators::Pair;

impl Builder<'_> {
    pub(super) fn formula(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let (mut name, mut ty, mut value) = (None, None, None);
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::type_ref => ty = Some(self.type_ref(part)?),
                Rule::expr => value = Some(self.expr(part)?),
                _ => {}
            }
        }
        match (name, value) {
            (Some(name), Some(value)) => Ok(DeclKind::Formula { name, ty, value }),
            (_, _) => self.report(Problem::Lacks {
                span, clause: "算式", example: "公式 完成率 = 采购量 ÷ 约定量"
            }),
        }
    }

    /// The expression of a clause such as 当 or 除非.
    fn body(&mut self, pair: Pair<Rule>) -> Built<Expr> {
        let span = self.span(&pair);
        match parts(pair).find(|part| part.as_rule() == Rule::expr) {
            Some(body) => self.expr(body),
            None => self.report(Problem::Lacks { span, clause: "条件", example: "当 完成率 < 50%" }),
        }
    }

    pub(super) fn except(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let mut names = Vec::new();
        let (mut when, mut unless, mut then) = (None, Vec::new(), None);
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            let at = self.span(&part);
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                Rule::when => {
                    let body = self.body(part)?;
                    self.once(&mut when, body, at, "当")?;
                }
                Rule::unless => unless.push(self.body(part)?),
                Rule::then_value => {
                    let body = self.body(part)?;
                    self.once(&mut then, body, at, "则")?;
                }
                _ => {}
            }
        }
        let mut names = names.into_iter();
        match (names.next(), names.next()) {
            (Some(name), Some(target)) => Ok(DeclKind::Except { name, target, when, unless, then }),
            (_, _) => self.report(Problem::Lacks {
                span, clause: "对", example: "例外 名称 对 公式名 当 条件 则 值"
            }),
        }
    }

    pub(super) fn exclude(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let mut exclude = ExcludeDecl {
            name: Name { text: "".into(), span },
            when: None,
            unless: Vec::new(),
            effects: Vec::new(),
            reason: None,
        };
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            let at = self.span(&part);
            match part.as_rule() {
                Rule::name => exclude.name = self.name(&part),
                Rule::when => {
                    let body = self.body(part)?;
                    self.once(&mut exclude.when, body, at, "当")?;
                }
                Rule::unless => exclude.unless.push(self.body(part)?),
                Rule::then_effects => {
                    let effects: Vec<_> = parts(part).collect();
                    for effect in effects {
                        let mut inner = parts(effect);
                        if let (Some(target), Some(value)) = (inner.next(), inner.next()) {
                            let target = self.path(target);
                            let value = self.expr(value)?;
                            exclude.effects.push((target, value));
                        }
                    }
                }
                Rule::reason => {
                    if let Some(text) = parts(part).next() {
                        let text = self.text(&text);
                        self.once(&mut exclude.reason, (text, at), at, "理由")?;
                    }
                }
                _ => {}
            }
        }
        Ok(DeclKind::Exclude(exclude))
    }

    pub(super) fn reinstate(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let (mut names, mut when) = (Vec::new(), None);
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            let at = self.span(&part);
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                Rule::when => {
                    let body = self.body(part)?;
                    self.once(&mut when, body, at, "当")?;
                }
                _ => {}
            }
        }
        let mut names = names.into_iter();
        match names.next() {
            Some(name) => Ok(DeclKind::Reinstate { name, target: names.next(), when }),
            None => {
                self.report(Problem::Lacks { span, clause: "名称", example: "恢复 排除的名称 当 条件" })
            }
        }
    }

    pub(super) fn allocate(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let mut names = Vec::new();
        let (mut pool, mut weight, mut when, mut rounding, mut residue) = (None, None, None, None, None);
        let mut last = None;
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            let at = self.span(&part);
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                Rule::pool => {
                    last = Some(Rule::pool);
                    let body = self.body(part)?;
                    self.once(&mut pool, body, at, "总额")?;
                }
                Rule::by_weight => {
                    last = Some(Rule::by_weight);
                    let body = self.body(part)?;
                    self.once(&mut weight, body, at, "按")?;
                }
                Rule::when => {
                    last = Some(Rule::when);
                    let body = self.body(part)?;
                    self.once(&mut when, body, at, "当")?;
                }
                Rule::rounding => {
                    let to = self.rounding(part)?;
                    self.once(&mut rounding, to, at, "取整")?;
                }
                Rule::residue => {
                    let inner = parts(part).next();
                    let rule = match inner {
                        Some(inner) if inner.as_rule() == Rule::largest_remainder => Residue::Largest,
                        Some(inner) if inner.as_rule() == Rule::path => Residue::Slot(self.path(inner)),
                        Some(_) | None => Residue::ByKey,
                    };
                    self.once(&mut residue, rule, at, "余数归")?;
                }
                _ => {}
            }
        }
        if rounding.is_none() {
            // The words stand behind the last clause, whose expression has taken them for its own tail.
            let clause = match last {
                Some(Rule::pool) => pool.as_mut(),
                Some(Rule::by_weight) => weight.as_mut(),
                Some(_) => when.as_mut(),
                None => None,
            };
            rounding = clause.and_then(take_rounding);
        }
        let mut names = names.into_iter();
        match (names.next(), names.next()) {
            (Some(name), Some(table)) => {
                Ok(DeclKind::Allocate(AllocateDecl { name, table, pool, weight, when, rounding, residue }))
            }
            (_, _) => self
                .report(Problem::Lacks { span, clause: "于", example: "分配 奖励 于 医疗机构 总额 …" }),
        }
    }

    pub(super) fn assertion(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let (mut name, mut holds) = (None, None);
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::expr => holds = Some(self.expr(part)?),
                _ => {}
            }
        }
        match holds {
            Some(holds) => Ok(DeclKind::Assert { name, holds }),
            None => {
                self.report(Problem::Lacks {
                    span, clause: "条件", example: "断言 守恒 : 合计(甲.量) = 合计(乙.量)"
                })
            }
        }
    }

    pub(super) fn output(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let mut output = OutputDecl { table: None, title: None, items: Vec::new(), when: None, order: Vec::new() };
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            let at = self.span(&part);
            match part.as_rule() {
                Rule::name => output.table = Some(self.name(&part)),
                Rule::text => output.title = Some(self.text(&part)),
                Rule::output_item => {
                    let mut inner = parts(part);
                    if let Some(value) = inner.next() {
                        let value = self.expr(value)?;
                        let heading = inner.next().map(|text| self.text(&text));
                        output.items.push(OutputItem { value, heading });
                    }
                }
                Rule::when => {
                    let body = self.body(part)?;
                    self.once(&mut output.when, body, at, "当")?;
                }
                Rule::order => {
                    let items: Vec<_> = parts(part).collect();
                    for item in items {
                        let mut inner = parts(item);
                        if let (Some(value), Some(way)) = (inner.next(), inner.next()) {
                            let value = self.expr(value)?;
                            output.order.push((value, way.as_rule() == Rule::descending));
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(DeclKind::Output(output))
    }

    pub(super) fn assessment(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let mut names = Vec::new();
        let mut indicators = Vec::new();
        let (mut full, mut missing, mut inapplicable, mut rounding) = (None, None, None, None);
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            let at = self.span(&part);
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                Rule::full_marks => {
                    let marks = self.full_marks(part)?;
                    self.once(&mut full, marks, at, "满分")?;
                }
                Rule::missing_rule => {
                    let rule = self.score_rule(part)?;
                    self.once(&mut missing, rule, at, "缺项")?;
                }
                Rule::inapplicable_rule => {
                    let rule = self.score_rule(part)?;
                    self.once(&mut inapplicable, rule, at, "不适用")?;
                }
                Rule::rounding => {
                    let to = self.rounding(part)?;
                    self.once(&mut rounding, to, at, "取整")?;
                }
                Rule::indicator => indicators.push(self.indicator(part)?),
                _ => {}
            }
        }
        let mut names = names.into_iter();
        match names.next() {
            Some(name) => {
                let table = names.next();
                Ok(DeclKind::Assessment(AssessmentDecl {
                    name,
                    table,
                    full,
                    missing,
                    inapplicable,
                    rounding,
                    indicators,
                }))
            }
            None => {
                self.report(Problem::Lacks {
                    span, clause: "名称", example: "考核 年度考核 于 医疗机构 满分 100分"
                })
            }
        }
    }

    fn full_marks(&mut self, pair: Pair<Rule>) -> Built<Expr> {
        let span = self.span(&pair);
        match parts(pair).find(|part| part.as_rule() == Rule::number) {
            Some(number) => {
                let at = self.span(&number);
                let literal = self.number(number)?;
                self.node(ExprKind::Number(literal), at)
            }
            None => self.report(Problem::Lacks { span, clause: "满分", example: "满分 100分" }),
        }
    }

    fn score_rule(&mut self, pair: Pair<Rule>) -> Built<ScoreRule> {
        let span = self.span(&pair);
        let mut kind = ScoreRuleKind::NoScore;
        for rule in parts(pair).filter(|part| part.as_rule() == Rule::score_rule) {
            for part in parts(rule) {
                let at = self.span(&part);
                kind = match part.as_rule() {
                    Rule::rescale => ScoreRuleKind::Rescale,
                    Rule::full_score | Rule::full_word => ScoreRuleKind::FullMarks,
                    Rule::number => {
                        let literal = self.number(part)?;
                        ScoreRuleKind::Marks(self.node(ExprKind::Number(literal), at)?)
                    }
                    _ => ScoreRuleKind::NoScore,
                };
            }
        }
        Ok(ScoreRule { kind, span })
    }

    pub(super) fn indicator(&mut self, pair: Pair<Rule>) -> Built<IndicatorDecl> {
        let span = self.span(&pair);
        let mut clauses = Clauses::default();
        let mut indicator = IndicatorDecl {
            kind: IndicatorKind::Plain,
            name: Name { text: "".into(), span },
            weight: None,
            full: None,
            take: None,
            score: None,
            missing: None,
            inapplicable: None,
            bases: Vec::new(),
            note: None,
            span,
        };
        for part in pair.into_inner() {
            let Some(part) = self.clause(part, &mut clauses)? else { continue };
            self.indicator_part(part, &mut indicator)?;
        }
        indicator.bases = clauses.bases;
        indicator.note = clauses.note;
        Ok(indicator)
    }

    fn indicator_part(&mut self, part: Pair<Rule>, indicator: &mut IndicatorDecl) -> Built<()> {
        let at = self.span(&part);
        match part.as_rule() {
            Rule::kw_key_indicator => indicator.kind = IndicatorKind::Key,
            Rule::kw_reference_indicator => indicator.kind = IndicatorKind::Reference,
            Rule::name => indicator.name = self.name(&part),
            Rule::weight => {
                let body = self.body(part)?;
                self.once(&mut indicator.weight, body, at, "权重")?;
            }
            Rule::full_marks => {
                let marks = self.full_marks(part)?;
                self.once(&mut indicator.full, marks, at, "满分")?;
            }
            Rule::take => {
                let body = self.body(part)?;
                self.once(&mut indicator.take, body, at, "取值")?;
            }
            Rule::score => {
                let score = self.score(part)?;
                self.once(&mut indicator.score, score, at, "赋分")?;
            }
            Rule::missing_rule => {
                let rule = self.score_rule(part)?;
                self.once(&mut indicator.missing, rule, at, "缺项")?;
            }
            Rule::inapplicable_rule => {
                let rule = self.score_rule(part)?;
                self.once(&mut indicator.inapplicable, rule, at, "不适用")?;
            }
            _ => {}
        }
        Ok(())
    }

    /// 赋分 by rows is a table expression over 取值.
    fn score(&mut self, pair: Pair<Rule>) -> Built<Expr> {
        let span = self.span(&pair);
        let mut rows = Vec::new();
        for part in parts(pair) {
            match part.as_rule() {
                Rule::expr => return self.expr(part),
                Rule::row => rows.push(self.row(part, rows.last())?),
                _ => {}
            }
        }
        let value = self.node(ExprKind::Value, span)?;
        self.node(ExprKind::Table { keys: vec![value], rows }, span)
    }
}

/// Takes the rounding words off the right end of an expression.
fn take_rounding(expr: &mut Expr) -> Option<RoundTo> {
    if let ExprKind::Round { value, to } = &expr.kind {
        let (inner, to) = ((**value).clone(), to.clone());
        *expr = inner;
        return Some(to);
    }
    match &mut expr.kind {
        ExprKind::Binary { right, .. } => take_rounding(right),
        ExprKind::Not(inner) | ExprKind::Negate(inner) => take_rounding(inner),
        _ => None,
    }
}

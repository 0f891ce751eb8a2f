//! Declarations of the policy itself and of its vocabulary: units, parameters, enums, lists, lookups.

use super::{Builder, Built, parts};
use crate::source::Span;
use crate::syntax::ast::{
    Clauses, Dated, Decl, DeclKind, InForce, KeyDecl, ListSource, LookupDecl, LookupHit, Name, ParamDecl, PolicyDecl,
    TypeRef,
};
use crate::syntax::fold;
use crate::syntax::grammar::Rule;
use crate::syntax::problem::Problem;
use pest::iterators::Pair;

impl Builder<'_> {
    pub(super) fn decl(&mut self, pair: Pair<Rule>) -> Built<Decl> {
        let span = self.span(&pair);
        let mut clauses = Clauses::default();
        let kind = match pair.as_rule() {
            Rule::policy_decl => self.policy(pair, &mut clauses)?,
            Rule::unit_decl => self.unit(pair, &mut clauses)?,
            Rule::param_decl => self.param(pair, &mut clauses)?,
            Rule::enum_decl => self.enumeration(pair, &mut clauses)?,
            Rule::list_decl => self.list(pair, &mut clauses)?,
            Rule::lookup_decl => self.lookup(pair, &mut clauses)?,
            Rule::table_decl => self.table(pair, &mut clauses)?,
            Rule::derived_decl => self.derived(pair, &mut clauses)?,
            Rule::each_decl => {
                let name = self.first_name(pair, span)?;
                DeclKind::Each(name)
            }
            Rule::whole_decl => DeclKind::Whole,
            Rule::formula_decl => self.formula(pair, &mut clauses)?,
            Rule::assessment_decl => self.assessment(pair, &mut clauses)?,
            Rule::except_decl => self.except(pair, &mut clauses)?,
            Rule::exclude_decl => self.exclude(pair, &mut clauses)?,
            Rule::reinstate_decl => self.reinstate(pair, &mut clauses)?,
            Rule::allocate_decl => self.allocate(pair, &mut clauses)?,
            Rule::assert_decl => self.assertion(pair, &mut clauses)?,
            Rule::output_decl => self.output(pair, &mut clauses)?,
            Rule::given_decl => self.given(pair, &mut clauses)?,
            Rule::amend_decl => self.amend(pair, &mut clauses)?,
            Rule::retire_decl => self.retire(pair, &mut clauses)?,
            Rule::lock_decl => self.lock(pair, &mut clauses)?,
            Rule::oblige_decl => self.oblige(pair, &mut clauses)?,
            Rule::extend_decl => self.extend(pair, &mut clauses)?,
            _ => return self.report(Problem::Lacks { span, clause: "内容", example: "公式 名称 = 算式" }),
        };
        Ok(Decl { kind, span, clauses })
    }

    pub(super) fn first_name(&mut self, pair: Pair<Rule>, span: Span) -> Built<Name> {
        let name = parts(pair).find(|part| matches!(part.as_rule(), Rule::name | Rule::member));
        self.named(name, span)
    }

    /// A name, or a report that it is lacking.
    pub(super) fn named(&mut self, pair: Option<Pair<Rule>>, span: Span) -> Built<Name> {
        match pair {
            Some(pair) => Ok(self.name(&pair)),
            None => self.report(Problem::Lacks { span, clause: "名称", example: "公式 名称 = 算式" }),
        }
    }

    fn policy(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let mut name: Option<Name> = None;
        let mut policy = PolicyDecl {
            name: Name { text: "".into(), span },
            version: None,
            level: None,
            extends: None,
            day: None,
            issued: None,
        };
        for part in parts(pair) {
            let issued = part.as_rule() == Rule::issued;
            let rest = self.clause(part, clauses)?;
            if issued {
                policy.issued = clauses.issued;
            }
            let Some(part) = rest else { continue };
            let at = self.span(&part);
            match part.as_rule() {
                Rule::name if name.is_none() => name = Some(self.name(&part)),
                Rule::text if name.is_none() => name = Some(self.text_name(&part)),
                Rule::version => {
                    let text = parts(part).next().map(|inner| self.text(&inner));
                    self.once(&mut policy.version, text.unwrap_or_default(), at, "版本")?;
                }
                Rule::level => {
                    let word = parts(part).next();
                    let word =
                        word.map(
                            |word| if word.as_rule() == Rule::text { self.text(&word) } else { self.name(&word).text },
                        );
                    self.once(&mut policy.level, word.unwrap_or_default(), at, "层级")?;
                }
                Rule::extends => {
                    let base = parts(part).next();
                    if let Some(base) = base {
                        let base = self.text_name(&base);
                        self.once(&mut policy.extends, base, at, "继承")?;
                    }
                }
                Rule::day_of => {
                    let Some(date) = parts(part).next() else { continue };
                    let date = self.date(&date)?;
                    self.once(&mut policy.day, date, at, "基准日")?;
                }
                _ => {}
            }
        }
        if let Some(name) = name {
            policy.name = name;
        }
        Ok(DeclKind::Policy(policy))
    }

    fn unit(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let (mut name, mut value) = (None, None);
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::expr => value = Some(self.expr(part)?),
                _ => {}
            }
        }
        match name {
            Some(name) => Ok(DeclKind::Unit { name, value }),
            None => self.report(Problem::Lacks { span, clause: "名称", example: "单位 人次" }),
        }
    }

    pub(super) fn type_ref(&mut self, pair: Pair<Rule>) -> Built<TypeRef> {
        let span = self.span(&pair);
        let mut ty = TypeRef { name: Name { text: "".into(), span }, exact: false, places: None, unit: None, span };
        for part in parts(pair) {
            match part.as_rule() {
                Rule::name => ty.name = self.name(&part),
                Rule::type_arg => {
                    let inner = self.next(&mut part.into_inner(), span)?;
                    self.type_arg(inner, &mut ty)?;
                }
                _ => {}
            }
        }
        Ok(ty)
    }

    fn type_arg(&mut self, pair: Pair<Rule>, ty: &mut TypeRef) -> Built<()> {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::exact => ty.exact = true,
            Rule::places => {
                let digits = self.next(&mut pair.into_inner(), span)?;
                match fold(digits.as_str()).parse::<u32>() {
                    Ok(places) if places <= 30 => ty.places = Some(places),
                    Ok(_) | Err(_) => return self.report(Problem::NumberTooLong { span }),
                }
            }
            _ => {
                let mut names = parts(pair);
                let above = names.next();
                let above = self.named(above, span)?;
                let below = names.next().map(|name| self.name(&name));
                ty.unit = Some((above, below));
            }
        }
        Ok(())
    }

    fn param(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let (mut name, mut ty, mut range, mut value) = (None, None, None, None);
        let mut open = false;
        let mut dated = Vec::new();
        for part in pair.into_inner() {
            let Some(part) = self.clause(part, clauses)? else { continue };
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::type_ref => ty = Some(self.type_ref(part)?),
                Rule::range => range = Some(self.range(part)?),
                Rule::kw_open => open = true,
                Rule::expr => value = Some(self.expr(part)?),
                Rule::dated => dated.push(self.dated(part)?),
                _ => {}
            }
        }
        match (name, ty) {
            (Some(name), Some(ty)) => Ok(DeclKind::Param(ParamDecl { name, ty, range, open, value, dated })),
            (_, _) => self.report(Problem::Lacks { span, clause: "类型", example: "参数 上限 : 比例 = 50%" }),
        }
    }

    pub(super) fn range(&mut self, pair: Pair<Rule>) -> Built<crate::syntax::ast::Interval> {
        let span = self.span(&pair);
        match parts(pair).find(|part| part.as_rule() == Rule::interval) {
            Some(interval) => self.interval(interval),
            None => self.report(Problem::Lacks { span, clause: "区间", example: "在 [0, 100)" }),
        }
    }

    pub(super) fn dated(&mut self, pair: Pair<Rule>) -> Built<Dated> {
        let span = self.span(&pair);
        let mut force = InForce { span, ..InForce::default() };
        let (mut value, mut issued, mut bases) = (None, None, Vec::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::issued => {
                    if let Some(date) = parts(part).next() {
                        issued = Some(self.date(&date)?);
                    }
                }
                Rule::since | Rule::till => {
                    let since = part.as_rule() == Rule::since;
                    let Some(date) = parts(part).next() else { continue };
                    let date = Some(self.date(&date)?);
                    if since {
                        force.from = date;
                    } else {
                        force.to = date;
                    }
                }
                Rule::expr => value = Some(self.expr(part)?),
                Rule::basis => bases.push(self.basis(part)),
                _ => {}
            }
        }
        match value {
            Some(value) => Ok(Dated { force, value, issued, bases, span }),
            None => self.report(Problem::Lacks { span, clause: "值", example: "自 2021-02-01 起 45天" }),
        }
    }

    fn enumeration(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let (mut name, mut values) = (None, Vec::new());
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::enum_value => {
                    let inner = self.next(&mut part.into_inner(), span)?;
                    values.push(if inner.as_rule() == Rule::text { self.text_name(&inner) } else { self.name(&inner) });
                }
                _ => {}
            }
        }
        match name {
            Some(name) => Ok(DeclKind::Enum { name, values }),
            None => self.report(Problem::Lacks { span, clause: "名称", example: "枚举 级别 = 三级, 二级" }),
        }
    }

    fn list(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let (mut name, mut ty, mut file, mut values) = (None, None, None, Vec::new());
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::type_ref => ty = Some(self.type_ref(part)?),
                Rule::expr => values.push(self.expr(part)?),
                Rule::from_file => file = Some(self.file_source(part)?),
                _ => {}
            }
        }
        let values = match file {
            Some((path, column)) => ListSource::File { path, column },
            None => ListSource::Values(values),
        };
        match name {
            Some(name) => Ok(DeclKind::List { name, ty, values }),
            None => {
                self.report(Problem::Lacks { span, clause: "名称", example: "名单 抗菌药 = \"甲\", \"乙\"" })
            }
        }
    }

    fn file_source(&mut self, pair: Pair<Rule>) -> Built<(Name, Option<Name>)> {
        let span = self.span(&pair);
        let mut inner = parts(pair);
        match inner.next() {
            Some(path) => {
                let path = self.text_name(&path);
                let column = inner.next().map(|name| self.name(&name));
                Ok((path, column))
            }
            None => {
                self.report(Problem::Lacks { span, clause: "文件名", example: "来自 \"lists/抗菌药.csv\"" })
            }
        }
    }

    fn lookup(&mut self, pair: Pair<Rule>, clauses: &mut Clauses) -> Built<DeclKind> {
        let span = self.span(&pair);
        let (mut name, mut file, mut hit) = (None, None, LookupHit::Unique);
        let (mut keys, mut results, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts(pair) {
            let Some(part) = self.clause(part, clauses)? else { continue };
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::lookup_key => keys.push(self.lookup_key(part)?),
                Rule::lookup_result => results.push(self.lookup_key(part)?),
                Rule::cumulative => hit = LookupHit::Cumulative,
                Rule::marginal => hit = LookupHit::Marginal,
                Rule::from_file => file = Some(self.file_source(part)?.0),
                // The first row holds the headings: 同上 cannot mean them.
                Rule::row => rows.push(self.row(part, rows.last().filter(|_| rows.len() > 1))?),
                _ => {}
            }
        }
        match name {
            Some(name) if !results.is_empty() => {
                Ok(DeclKind::Lookup(LookupDecl { name, keys, results, hit, file, rows }))
            }
            Some(_) | None => self.report(Problem::Lacks {
                span,
                clause: "得",
                example: "对照表 比例表 按 得分 : 分值 得 比例 : 比例",
            }),
        }
    }

    fn lookup_key(&mut self, pair: Pair<Rule>) -> Built<KeyDecl> {
        let span = self.span(&pair);
        let (mut name, mut ty, mut range) = (None, None, None);
        for part in parts(pair) {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::type_ref => ty = Some(self.type_ref(part)?),
                Rule::range => range = Some(self.range(part)?),
                _ => {}
            }
        }
        match (name, ty) {
            (Some(name), Some(ty)) => Ok(KeyDecl { name, ty, range }),
            // `得 数值(2位)`: the name is that of the type.
            (None, Some(ty)) => Ok(KeyDecl { name: ty.name.clone(), ty, range }),
            // `得 比例`: the type is the name.
            (Some(name), None) => {
                let at = name.span;
                let ty = TypeRef { name: name.clone(), exact: false, places: None, unit: None, span: at };
                Ok(KeyDecl { name, ty, range })
            }
            (None, None) => self.report(Problem::Lacks { span, clause: "类型", example: "企业数 : 整数" }),
        }
    }
}

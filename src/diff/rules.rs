//! Declarations clause by clause: rules, assessments, allocations and outputs.

use super::decl::{VALUE, expr, name, plain, said, text};
use super::weave::{Said, Weaver, Weight};
use crate::diagnostic::Words;
use crate::syntax::ast::{
    AllocateDecl, AssessmentDecl, DeclKind, ExcludeDecl, Expr, IndicatorDecl, IndicatorKind, OutputDecl, OutputItem,
    Path, Residue, RoundTo, ScoreRule,
};
use crate::syntax::canon;

/// Walks two rules of one kind and name; kinds that `decl` knows, and edits that a merge has applied, have no clauses here.
pub(super) fn weave(weaver: &mut Weaver<'_>, a: &mut DeclKind, b: &DeclKind) {
    match (a, b) {
        (DeclKind::Formula { ty: a_ty, value: a, .. }, DeclKind::Formula { ty: b_ty, value: b, .. }) => {
            weaver.clause(("类型", "type"), Weight::Moves, a_ty, b_ty, |_, ty| {
                ty.as_ref().map(|ty| Said::same(canon::type_ref(ty)))
            });
            plain(weaver, VALUE, a, b);
        }
        (DeclKind::Assessment(a), DeclKind::Assessment(b)) => assessment(weaver, a, b),
        (
            DeclKind::Except { target: a_target, when: a_when, unless: a_unless, then: a_then, .. },
            DeclKind::Except { target, when, unless, then, .. },
        ) => {
            weaver.clause(("对", "of"), Weight::Moves, a_target, target, |_, target| Some(Said::same(&*target.text)));
            expr(weaver, ("当", "when"), a_when, when);
            unlesses(weaver, a_unless, unless);
            expr(weaver, ("则", "then"), a_then, then);
        }
        (DeclKind::Exclude(a), DeclKind::Exclude(b)) => exclude(weaver, a, b),
        (DeclKind::Reinstate { target: a_target, when: a_when, .. }, DeclKind::Reinstate { target, when, .. }) => {
            name(weaver, ("对", "of"), Weight::Moves, a_target, target);
            expr(weaver, ("当", "when"), a_when, when);
        }
        (DeclKind::Allocate(a), DeclKind::Allocate(b)) => allocate(weaver, a, b),
        (DeclKind::Assert { holds: a, .. }, DeclKind::Assert { holds: b, .. })
        | (DeclKind::Oblige { holds: a, .. }, DeclKind::Oblige { holds: b, .. }) => plain(weaver, VALUE, a, b),
        (DeclKind::Output(a), DeclKind::Output(b)) => output(weaver, a, b),
        (_, _) => {}
    }
}

fn unlesses(weaver: &mut Weaver<'_>, a: &mut Vec<Expr>, b: &[Expr]) {
    if let ([one], [other]) = (a.as_mut_slice(), b) {
        return plain(weaver, ("除非", "unless"), one, other);
    }
    weaver.parts(
        a,
        b,
        |_, condition| (format!("除非 {}", canon::expr(condition)), Words::new("除非", "unless")),
        |weaver, condition| weaver.shown(condition.span),
        |_, _, _| {},
    );
}

fn exclude(weaver: &mut Weaver<'_>, a: &mut ExcludeDecl, b: &ExcludeDecl) {
    expr(weaver, ("当", "when"), &mut a.when, &b.when);
    unlesses(weaver, &mut a.unless, &b.unless);
    weaver.parts(
        &mut a.effects,
        &b.effects,
        |_, (path, _): &(Path, Expr)| {
            let path = canon::path(path);
            (format!("则 {path}"), Words::new(format!("则 {path}"), format!("then {path}")))
        },
        |weaver, (_, value)| weaver.shown(value.span),
        |weaver, (_, a), (_, b)| plain(weaver, VALUE, a, b),
    );
    weaver.clause(("理由", "reason"), Weight::Words, &mut a.reason, &b.reason, |_, reason| {
        reason.as_ref().map(|(reason, _)| Said { canon: reason.to_string(), shown: format!("“{reason}”") })
    });
}

fn allocate(weaver: &mut Weaver<'_>, a: &mut AllocateDecl, b: &AllocateDecl) {
    weaver.clause(("于", "at"), Weight::Moves, &mut a.table, &b.table, |_, table| Some(Said::same(&*table.text)));
    expr(weaver, ("总额", "pool"), &mut a.pool, &b.pool);
    expr(weaver, ("按", "by"), &mut a.weight, &b.weight);
    expr(weaver, ("当", "when"), &mut a.when, &b.when);
    round(weaver, &mut a.rounding, &b.rounding);
    weaver.clause(("余数归", "remainder-to"), Weight::Moves, &mut a.residue, &b.residue, |_, residue| {
        residue.as_ref().map(|residue| {
            Said::same(match residue {
                Residue::Largest => "最大余数".to_owned(),
                Residue::ByKey => "按键".to_owned(),
                Residue::Slot(path) => canon::path(path),
            })
        })
    });
}

fn round(weaver: &mut Weaver<'_>, a: &mut Option<RoundTo>, b: &Option<RoundTo>) {
    weaver.clause(("取整", "rounding"), Weight::Moves, a, b, |weaver, to| {
        to.as_ref().map(|to| Said { canon: canon::rounding(to), shown: weaver.shown(to.span) })
    });
}

fn output(weaver: &mut Weaver<'_>, a: &mut OutputDecl, b: &OutputDecl) {
    name(weaver, ("表", "table"), Weight::Moves, &mut a.table, &b.table);
    weaver.parts(
        &mut a.items,
        &b.items,
        |_, item: &OutputItem| {
            let heading = item.heading.as_ref().map_or_else(|| heading(&item.value), ToString::to_string);
            (format!("列 {heading}"), Words::new(format!("列 {heading}"), format!("column {heading}")))
        },
        |weaver, item| if item.heading.is_some() { weaver.shown(item.value.span) } else { String::new() },
        |weaver, a, b| plain(weaver, VALUE, &mut a.value, &b.value),
    );
    expr(weaver, ("当", "when"), &mut a.when, &b.when);
    weaver.clause(("排序", "order-by"), Weight::Words, &mut a.order, &b.order, |_, order| {
        let all = order
            .iter()
            .map(|(value, descending)| format!("{} {}", canon::expr(value), if *descending { "降序" } else { "升序" }));
        let all: Vec<String> = all.collect();
        (!all.is_empty()).then(|| Said::same(all.join("，")))
    });
}

/// A column is known by what it shows, whatever it is rounded to.
fn heading(value: &Expr) -> String {
    use crate::syntax::ast::ExprKind;
    match &value.kind {
        ExprKind::Round { value, .. }
        | ExprKind::Group(value)
        | ExprKind::AtLeast(value, _)
        | ExprKind::AtMost(value, _) => heading(value),
        ExprKind::Path(path) => canon::path(path),
        _ => canon::expr(value),
    }
}

// ---- assessments

fn assessment(weaver: &mut Weaver<'_>, a: &mut AssessmentDecl, b: &AssessmentDecl) {
    name(weaver, ("于", "at"), Weight::Moves, &mut a.table, &b.table);
    expr(weaver, ("满分", "full-marks"), &mut a.full, &b.full);
    missing(weaver, ("缺项", "missing-item"), &mut a.missing, &b.missing);
    missing(weaver, ("不适用", "not-applicable"), &mut a.inapplicable, &b.inapplicable);
    round(weaver, &mut a.rounding, &b.rounding);
    weaver.parts(
        &mut a.indicators,
        &b.indicators,
        |_, indicator| {
            let name = &indicator.name.text;
            (format!("指标 {name}"), Words::new(format!("指标 {name}"), format!("indicator {name}")))
        },
        |weaver, indicator| {
            let weight = indicator.weight.as_ref().map(|weight| format!("权重 {}", weaver.shown(weight.span)));
            let full = indicator.full.as_ref().map(|full| format!("满分 {}", weaver.shown(full.span)));
            [Some(kind(indicator.kind).to_owned()), weight, full].into_iter().flatten().collect::<Vec<_>>().join("，")
        },
        indicator,
    );
}

fn indicator(weaver: &mut Weaver<'_>, a: &mut IndicatorDecl, b: &IndicatorDecl) {
    let IndicatorDecl { kind: a_kind, weight, full, take, score, missing: absent, inapplicable, bases, note, .. } = a;
    weaver.based(bases, &b.bases, |weaver| {
        weaver.clause(("性质", "kind"), Weight::Words, a_kind, &b.kind, |_, of| Some(Said::same(kind(*of))));
        expr(weaver, ("权重", "weight"), weight, &b.weight);
        expr(weaver, ("满分", "full-marks"), full, &b.full);
        expr(weaver, ("取值", "value"), take, &b.take);
        expr(weaver, ("赋分", "score"), score, &b.score);
        missing(weaver, ("缺项", "missing-item"), absent, &b.missing);
        missing(weaver, ("不适用", "not-applicable"), inapplicable, &b.inapplicable);
        text(weaver, ("说明", "note"), note, &b.note);
    });
}

fn kind(kind: IndicatorKind) -> &'static str {
    match kind {
        IndicatorKind::Key => "关键指标",
        IndicatorKind::Reference => "参考指标",
        IndicatorKind::Plain => "指标",
    }
}

fn missing(weaver: &mut Weaver<'_>, label: (&str, &str), a: &mut Option<ScoreRule>, b: &Option<ScoreRule>) {
    weaver.clause(label, Weight::Moves, a, b, |weaver, rule| {
        rule.as_ref().map(|rule| Said { canon: canon::score_rule(rule), shown: weaver.shown(rule.span) })
    });
}

/// What a declaration says, where all of it is new or gone.
pub(super) fn gist(weaver: &Weaver<'_>, kind: &DeclKind) -> String {
    match kind {
        DeclKind::Param(param) => match (&param.value, param.open) {
            (Some(value), _) => weaver.shown(value.span),
            (None, true) => "待定".to_owned(),
            (None, false) => String::new(),
        },
        DeclKind::Formula { value, .. } => said(weaver, value).shown,
        DeclKind::Assert { holds, .. } | DeclKind::Oblige { holds, .. } => weaver.shown(holds.span),
        DeclKind::Except { when, then, .. } => {
            let when = when.as_ref().map(|when| format!("当 {} ", weaver.shown(when.span))).unwrap_or_default();
            let then = then.as_ref().map(|then| format!("则 {}", weaver.shown(then.span))).unwrap_or_default();
            format!("{when}{then}")
        }
        DeclKind::Exclude(exclude) => {
            exclude.when.as_ref().map(|when| format!("当 {}", weaver.shown(when.span))).unwrap_or_default()
        }
        DeclKind::Reinstate { when, .. } => {
            when.as_ref().map(|when| format!("当 {}", weaver.shown(when.span))).unwrap_or_default()
        }
        DeclKind::Unit { value: Some(value), .. } => weaver.shown(value.span),
        DeclKind::Enum { values, .. } => {
            values.iter().map(|value| value.text.to_string()).collect::<Vec<_>>().join("、")
        }
        DeclKind::Unit { value: None, .. }
        | DeclKind::Policy(_)
        | DeclKind::List { .. }
        | DeclKind::Lookup(_)
        | DeclKind::Table(_)
        | DeclKind::Derived(_)
        | DeclKind::Each(_)
        | DeclKind::Whole
        | DeclKind::Assessment(_)
        | DeclKind::Allocate(_)
        | DeclKind::Given(_)
        | DeclKind::Amend { .. }
        | DeclKind::Retire { .. }
        | DeclKind::Lock(_)
        | DeclKind::Extend { .. }
        | DeclKind::Output(_) => String::new(),
    }
}

//! Declarations clause by clause: what the policy's vocabulary and its tables consist of.

use super::rules;
use super::weave::{Said, Weaver, Weight};
use crate::diagnostic::Words;
use crate::syntax::ast::{
    Cell, CheckDecl, ColumnDecl, Decl, DeclKind, DerivedDecl, Expr, KeyDecl, ListSource, LookupDecl, Name, ParamDecl,
    PolicyDecl, RefersDecl, Row, SourceDecl, TableDecl,
};
use crate::syntax::canon;
use std::sync::Arc;

pub(super) const VALUE: (&str, &str) = ("", "");

/// Walks two declarations of one kind and name.
pub(super) fn weave(weaver: &mut Weaver<'_>, a: &mut Decl, b: &Decl) {
    let (kind, clauses) = (&mut a.kind, &mut a.clauses);
    // What a policy is called rests on no document.
    if let (DeclKind::Policy(a), DeclKind::Policy(b)) = (&mut *kind, &b.kind) {
        header(weaver, a, b);
    }
    weaver.based(&mut clauses.bases, &b.clauses.bases, |weaver| {
        weave_kind(weaver, kind, &b.kind);
        weaver.clause(
            ("施行", "effective"),
            Weight::Moves,
            &mut clauses.in_force,
            &b.clauses.in_force,
            |_, force| {
                force.as_ref().map(|force| {
                    let day =
                        |day: Option<crate::value::date::Date>| day.map(|day| day.to_string()).unwrap_or_default();
                    Said::same(format!("{} — {}", day(force.from), day(force.to)))
                })
            },
        );
        name(weaver, ("组", "group"), Weight::Moves, &mut clauses.group, &b.clauses.group);
        text(weaver, ("说明", "note"), &mut clauses.note, &b.clauses.note);
    });
}

fn weave_kind(weaver: &mut Weaver<'_>, a: &mut DeclKind, b: &DeclKind) {
    match (a, b) {
        (DeclKind::Policy(_), DeclKind::Policy(_)) => {}
        (DeclKind::Unit { value: a, .. }, DeclKind::Unit { value: b, .. }) => expr(weaver, VALUE, a, b),
        (DeclKind::Param(a), DeclKind::Param(b)) => param(weaver, a, b),
        (DeclKind::Enum { values: a, .. }, DeclKind::Enum { values: b, .. }) => values(weaver, a, b),
        (DeclKind::List { ty: a_ty, values: a, .. }, DeclKind::List { ty: b_ty, values: b, .. }) => {
            weaver.clause(("类型", "type"), Weight::Moves, a_ty, b_ty, |_, ty| {
                ty.as_ref().map(|ty| Said::same(canon::type_ref(ty)))
            });
            list(weaver, a, b);
        }
        (DeclKind::Lookup(a), DeclKind::Lookup(b)) => lookup(weaver, a, b),
        (DeclKind::Table(a), DeclKind::Table(b)) => table(weaver, a, b),
        (DeclKind::Derived(a), DeclKind::Derived(b)) => derived(weaver, a, b),
        (a, b) => rules::weave(weaver, a, b),
    }
}

// ---- clauses of all kinds

/// An expression; a table of bands is compared row by row.
pub(super) fn expr(weaver: &mut Weaver<'_>, label: (&str, &str), a: &mut Option<Expr>, b: &Option<Expr>) {
    use crate::syntax::ast::ExprKind::Table;
    if let (Some(a), Some(b)) = (a.as_mut(), b)
        && let (Table { keys: a_keys, rows: a_rows }, Table { keys: b_keys, rows: b_rows }) = (&mut a.kind, &b.kind)
        && a_keys.iter().map(canon::expr).eq(b_keys.iter().map(canon::expr))
    {
        return weaver.enter(label.0, Words::new(label.0, label.1), |weaver| rows(weaver, a_rows, b_rows, 1));
    }
    weaver.clause(label, Weight::Moves, a, b, |weaver, expr| expr.as_ref().map(|expr| said(weaver, expr)));
}

pub(super) fn plain(weaver: &mut Weaver<'_>, label: (&str, &str), a: &mut Expr, b: &Expr) {
    let (mut old, new) = (Some(a.clone()), Some(b.clone()));
    expr(weaver, label, &mut old, &new);
    if let Some(taken) = old {
        *a = taken;
    }
}

pub(super) fn said(weaver: &Weaver<'_>, expr: &Expr) -> Said {
    Said { canon: canon::expr(expr), shown: weaver.shown(expr.span) }
}

pub(super) fn name(
    weaver: &mut Weaver<'_>,
    label: (&str, &str),
    weight: Weight,
    a: &mut Option<Name>,
    b: &Option<Name>,
) {
    weaver.clause(label, weight, a, b, |_, name| name.as_ref().map(|name| Said::same(&*name.text)));
}

pub(super) fn text(weaver: &mut Weaver<'_>, label: (&str, &str), a: &mut Option<Arc<str>>, b: &Option<Arc<str>>) {
    weaver.clause(label, Weight::Words, a, b, |_, text| {
        text.as_ref().map(|text| Said { canon: text.to_string(), shown: format!("“{text}”") })
    });
}

/// Rows of a table, known by their key cells.
pub(super) fn rows(weaver: &mut Weaver<'_>, a: &mut Vec<Row>, b: &[Row], results: usize) {
    *a = canon::spelt_out(a);
    let b = canon::spelt_out(b);
    let parted = |row: &Row| row.cells.len().saturating_sub(results);
    weaver.parts(
        a,
        &b,
        |weaver, row| {
            let keys = row.cells.get(..parted(row)).unwrap_or_default();
            let key = keys.iter().map(canon::cell).collect::<Vec<_>>().join(" | ");
            (key, Words::same(shown(weaver, keys)))
        },
        |weaver, row| shown(weaver, row.cells.get(parted(row)..).unwrap_or_default()),
        |weaver, a, b| {
            let Row { cells, bases, .. } = a;
            weaver.based(bases, &b.bases, |weaver| {
                let mut own = cells.split_off(cells.len().saturating_sub(results));
                let other = b.cells.get(parted(b)..).unwrap_or_default().to_vec();
                weaver.clause(VALUE, Weight::Moves, &mut own, &other, |weaver, cells| {
                    let canon = cells.iter().map(canon::cell).collect::<Vec<_>>().join(" | ");
                    Some(Said { canon, shown: shown(weaver, cells) })
                });
                cells.extend(own);
            });
        },
    );
}

/// Cells as they are written.
fn shown(weaver: &Weaver<'_>, cells: &[Cell]) -> String {
    cells.iter().map(|cell| weaver.shown(cell.span)).collect::<Vec<_>>().join("，")
}

// ---- vocabulary

fn header(weaver: &mut Weaver<'_>, a: &mut PolicyDecl, b: &PolicyDecl) {
    weaver.clause(("名称", "name"), Weight::Words, &mut a.name, &b.name, |_, name| Some(Said::same(&*name.text)));
    text(weaver, ("版本", "version"), &mut a.version, &b.version);
    text(weaver, ("层级", "level"), &mut a.level, &b.level);
    let day = |_: &Weaver<'_>, day: &Option<crate::value::date::Date>| day.map(|day| Said::same(day.to_string()));
    weaver.clause(("基准日", "as-of"), Weight::Moves, &mut a.day, &b.day, day);
    weaver.clause(("印发", "issued"), Weight::Words, &mut a.issued, &b.issued, day);
}

fn param(weaver: &mut Weaver<'_>, a: &mut ParamDecl, b: &ParamDecl) {
    weaver.clause(("类型", "type"), Weight::Moves, &mut a.ty, &b.ty, |_, ty| Some(Said::same(canon::type_ref(ty))));
    range(weaver, &mut a.range, &b.range);
    // Value, dated values and 待定 are one clause: each takes the place of the others.
    let mut old = (a.open, a.value.clone(), a.dated.clone());
    let new = (b.open, b.value.clone(), b.dated.clone());
    weaver.clause(VALUE, Weight::Moves, &mut old, &new, |weaver, (open, value, dated)| {
        if *open {
            return Some(Said::same("待定"));
        }
        let mut canon: Vec<String> = value.iter().map(canon::expr).collect();
        let mut shown: Vec<String> = value.iter().map(|value| weaver.shown(value.span)).collect();
        for dated in dated {
            let from = dated.force.from.map(|day| format!("自 {day} 起 ")).unwrap_or_default();
            let to = dated.force.to.map(|day| format!("至 {day} 止 ")).unwrap_or_default();
            canon.push(format!("{from}{to}{}", canon::expr(&dated.value)));
            shown.push(format!("{from}{to}{}", weaver.shown(dated.value.span)));
        }
        canon.sort();
        Some(Said { canon: canon.join("；"), shown: shown.join("；") })
    });
    (a.open, a.value, a.dated) = old;
}

fn range(
    weaver: &mut Weaver<'_>,
    a: &mut Option<crate::syntax::ast::Interval>,
    b: &Option<crate::syntax::ast::Interval>,
) {
    weaver.clause(("范围", "range"), Weight::Moves, a, b, |weaver, range| {
        range.as_ref().map(|range| Said { canon: canon::interval(range), shown: weaver.shown(range.span) })
    });
}

fn values(weaver: &mut Weaver<'_>, a: &mut Vec<Name>, b: &[Name]) {
    let words = |names: &[Name]| names.iter().map(|name| name.text.to_string()).collect::<Vec<_>>();
    let (old, new) = (words(a), words(b));
    entries(weaver, a, &b.to_vec(), old, new);
}

/// A set of entries as one change: what came and what went.
fn entries<T: Clone>(weaver: &mut Weaver<'_>, a: &mut T, b: &T, old: Vec<String>, new: Vec<String>) {
    let gone: Vec<&String> = old.iter().filter(|entry| !new.contains(entry)).collect();
    let come: Vec<&String> = new.iter().filter(|entry| !old.contains(entry)).collect();
    let show = |entries: &[&String]| {
        let first: Vec<&str> = entries.iter().take(12).map(|entry| entry.as_str()).collect();
        match entries.len() {
            0 => None,
            1..=12 => Some(first.join("、")),
            more => Some(format!("{} 等 {more} 项", first.join("、"))),
        }
    };
    let mut sides = (show(&gone), a.clone());
    let other = (show(&come), b.clone());
    weaver.clause(("条目", "entries"), Weight::Moves, &mut sides, &other, |_, (shown, _)| {
        shown.clone().map(Said::same)
    });
    *a = sides.1;
}

fn list(weaver: &mut Weaver<'_>, a: &mut ListSource, b: &ListSource) {
    let words = |weaver: &Weaver<'_>, source: &ListSource| match source {
        ListSource::Values(values) => values.iter().map(entry).collect::<Vec<_>>(),
        ListSource::File { path, column } => listed(weaver, path, column.as_ref()),
    };
    let (old, new) = (words(weaver, a), words(weaver, b));
    entries(weaver, a, b, old, new);
}

/// The entries of a list in a file: its first column, or the one that is named; a heading is no entry.
fn listed(weaver: &Weaver<'_>, path: &Name, column: Option<&Name>) -> Vec<String> {
    let Some(rows) = weaver.files.get(&*path.text) else { return Vec::new() };
    let head = rows.first().map(Vec::as_slice).unwrap_or_default();
    let at = column.and_then(|column| head.iter().position(|heading| *heading.trim() == *column.text));
    let skip = usize::from(at.is_some());
    rows.iter().skip(skip).filter_map(|row| row.get(at.unwrap_or(0))).map(|entry| entry.trim().to_owned()).collect()
}

/// An entry of a list; a text without its quotes.
fn entry(value: &Expr) -> String {
    match &value.kind {
        crate::syntax::ast::ExprKind::Text(text) => text.to_string(),
        _ => canon::expr(value),
    }
}

fn lookup(weaver: &mut Weaver<'_>, a: &mut LookupDecl, b: &LookupDecl) {
    weaver.clause(("按", "by"), Weight::Moves, &mut a.keys, &b.keys, |_, keys| {
        Some(Said::same(keys.iter().map(key).collect::<Vec<_>>().join("，")))
    });
    weaver.clause(("得", "gives"), Weight::Moves, &mut a.results, &b.results, |_, results| {
        Some(Said::same(results.iter().map(key).collect::<Vec<_>>().join("，")))
    });
    weaver.clause(("规则", "rule"), Weight::Moves, &mut a.hit, &b.hit, |_, hit| {
        use crate::syntax::ast::LookupHit;
        Some(Said::same(match hit {
            LookupHit::Unique => "唯一",
            LookupHit::Cumulative => "累计",
            LookupHit::Marginal => "超额累进",
        }))
    });
    match (&a.file, &b.file) {
        (Some(old), Some(new)) => {
            let rows = |path: &Name| {
                let rows = weaver.files.get(&*path.text).map(Vec::as_slice).unwrap_or_default();
                rows.iter().map(|row| row.join("，")).collect::<Vec<_>>()
            };
            let (old, new) = (rows(old), rows(new));
            entries(weaver, &mut a.file, &b.file, old, new);
        }
        (_, _) => name(weaver, ("来自", "from"), Weight::Moves, &mut a.file, &b.file),
    }
    rows(weaver, &mut a.rows, &b.rows, b.results.len());
}

fn key(key: &KeyDecl) -> String {
    let range = key.range.as_ref().map(|range| format!(" 在 {}", canon::interval(range))).unwrap_or_default();
    format!("{} : {}{range}", key.name.text, canon::type_ref(&key.ty))
}

// ---- tables

fn table(weaver: &mut Weaver<'_>, a: &mut TableDecl, b: &TableDecl) {
    columns(weaver, &mut a.columns, &b.columns);
    refers(weaver, &mut a.refers, &b.refers);
    weaver.parts(
        &mut a.checks,
        &b.checks,
        |_, check| {
            (
                format!("校验 {}", check.name.text),
                Words::new(format!("校验 {}", check.name.text), format!("validate {}", check.name.text)),
            )
        },
        |weaver, check| weaver.shown(check.holds.span),
        |weaver, a: &mut CheckDecl, b| {
            weaver.based(&mut a.bases, &b.bases, |weaver| plain(weaver, VALUE, &mut a.holds, &b.holds));
        },
    );
}

fn columns(weaver: &mut Weaver<'_>, a: &mut Vec<ColumnDecl>, b: &[ColumnDecl]) {
    weaver.parts(
        a,
        b,
        |_, column| {
            let (zh, en) = if column.key { ("键", "key") } else { ("列", "column") };
            let name = &column.name.text;
            (format!("列 {name}"), Words::new(format!("{zh} {name}"), format!("{en} {name}")))
        },
        |weaver, column| {
            weaver
                .shown(column.span)
                .trim_start_matches(['键', '列', ' '])
                .trim_start_matches(&*column.name.text)
                .trim_start_matches([' ', ':', '：'])
                .to_owned()
        },
        |weaver, a, b| {
            let mut rest = a.clone();
            let mut bases = std::mem::take(&mut rest.bases);
            weaver.based(&mut bases, &b.bases, |weaver| {
                text(weaver, ("说明", "note"), &mut rest.note, &b.note);
                headings(weaver, &mut rest, b);
                let mut whole = rest.clone();
                weaver.clause(VALUE, Weight::Moves, &mut whole, b, |_, column| Some(Said::same(shape(column))));
                // The clause takes the whole column; what stands beside its shape keeps its own side.
                (whole.note, whole.headings) = (rest.note.take(), std::mem::take(&mut rest.headings));
                rest = whole;
            });
            rest.bases = bases;
            *a = rest;
        },
    );
}

fn headings(weaver: &mut Weaver<'_>, a: &mut ColumnDecl, b: &ColumnDecl) {
    weaver.clause(("表头", "heading"), Weight::Moves, &mut a.headings, &b.headings, |_, headings| {
        let mut sorted: Vec<&str> = headings.iter().map(|heading| &**heading).collect();
        sorted.sort_unstable();
        Some(Said {
            canon: sorted.join("\n"),
            shown: if headings.is_empty() { "—".to_owned() } else { headings.join("、") },
        })
    });
}

/// Type, target, range and options of a column.
fn shape(column: &ColumnDecl) -> String {
    let mut out: Vec<String> = Vec::new();
    out.extend(column.ty.as_ref().map(canon::type_ref));
    out.extend(column.target.as_ref().map(|target| format!("→ {}", target.text)));
    out.extend(column.range.as_ref().map(|range| format!("在 {}", canon::interval(range))));
    out.extend(column.default.as_ref().map(|default| format!("= {}", canon::expr(default))));
    out.extend(column.optional.then(|| "可缺".to_owned()));
    out.extend(column.may_not_apply.then(|| "可不适用".to_owned()));
    out.extend(column.file_unit.as_ref().map(|unit| format!("以 {} 计", unit.text)));
    out.extend(column.key.then(|| "键".to_owned()));
    out.join(" ")
}

fn refers(weaver: &mut Weaver<'_>, a: &mut Vec<RefersDecl>, b: &[RefersDecl]) {
    weaver.parts(
        a,
        b,
        |_, refers| {
            let columns: Vec<&str> = refers.columns.iter().map(|column| &*column.text).collect();
            let (columns, target) = (columns.join("、"), &refers.target.text);
            (
                format!("引用 {columns} → {target}"),
                Words::new(format!("引用 {columns} → {target}"), format!("refers {columns} → {target}")),
            )
        },
        |_, _| String::new(),
        |weaver, a, b| {
            weaver.clause(("可缺", "optional"), Weight::Moves, &mut a.optional, &b.optional, |_, optional| {
                Some(Said::same(if *optional { "是" } else { "否" }))
            });
        },
    );
}

fn derived(weaver: &mut Weaver<'_>, a: &mut DerivedDecl, b: &DerivedDecl) {
    columns(weaver, &mut a.columns, &b.columns);
    refers(weaver, &mut a.refers, &b.refers);
    weaver.parts(
        &mut a.sources,
        &b.sources,
        |_, source| {
            let joined = source.joined.as_ref().map(|joined| format!(" 联 {}", joined.text)).unwrap_or_default();
            let zh = format!("取自 {}{joined}", source.table.text);
            (zh.clone(), Words::new(zh.clone(), zh.replace("取自", "rows").replace('联', "join")))
        },
        |weaver, source| weaver.shown(source.span),
        source,
    );
    weaver.clause(("汇总", "roll-up"), Weight::Moves, &mut a.rollups, &b.rollups, |_, rollups| {
        let mut all: Vec<String> =
            rollups.iter().map(|(column, how)| format!("{} {}", column.text, canon::call(&how.text))).collect();
        let shown = all.join("，");
        all.sort();
        Some(Said { canon: all.join(","), shown })
    });
}

fn source(weaver: &mut Weaver<'_>, a: &mut SourceDecl, b: &SourceDecl) {
    expr(weaver, ("当", "when"), &mut a.when, &b.when);
    weaver.parts(
        &mut a.assigns,
        &b.assigns,
        |_, (name, _)| (name.text.to_string(), Words::same(&*name.text)),
        |weaver, (_, value)| value.as_ref().map(|value| weaver.shown(value.span)).unwrap_or_default(),
        |weaver, (name, a), (_, b)| {
            let own = name.text.to_string();
            weaver.clause(VALUE, Weight::Moves, a, b, |weaver, value| {
                Some(value.as_ref().map_or_else(|| Said::same(own.clone()), |value| said(weaver, value)))
            });
        },
    );
}

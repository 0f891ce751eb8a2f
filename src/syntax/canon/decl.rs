//! The canonical form of a declaration: the order of what has no order, layout and spelling make no difference. Every field
//! of the tree is named, so that one that comes to be added cannot be forgotten here.

use super::expr::{call, expr, interval, path, quoted, rounding, rows, score_rule, type_ref};
use crate::syntax::ast::{
    AllocateDecl, AssessmentDecl, Basis, CheckDecl, Clauses, ColumnDecl, Dated, Decl, DeclKind, DerivedDecl,
    ExcludeDecl, Expr, InForce, IndicatorDecl, IndicatorKind, KeyDecl, ListSource, LookupDecl, LookupHit, Name,
    OutputDecl, ParamDecl, PolicyDecl, RefersDecl, Residue, SourceDecl, TableDecl,
};
use crate::syntax::fold;

/// A declaration; an edit has no form, as a merge has applied it before anything is compared.
pub fn decl(decl: &Decl) -> String {
    let Decl { kind, span: _, clauses } = decl;
    let Clauses { bases: cited, note, in_force, issued, group } = clauses;
    let mut out = Form::new(kind.keyword().0);
    out.say(&kind.name().unwrap_or_default());
    self::kind(kind, &mut out);
    out.set("依据", cited.iter().map(basis));
    out.some("说明", note.as_ref().map(|note| quoted(note)));
    out.some("施行", in_force.as_ref().map(force));
    out.some("印发", issued.map(|day| day.to_string()));
    out.some("组", group.as_ref().map(|group| group.text.to_string()));
    out.text
}

/// A basis as compared: in half width, and without blanks.
pub fn basis(basis: &Basis) -> String {
    let quote = basis.quote.as_ref().map(|quote| quoted(quote)).unwrap_or_default();
    fold(&format!("{}{quote}", basis.text)).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Clauses one after the other.
struct Form {
    text: String,
}

impl Form {
    fn new(word: &str) -> Form {
        Form { text: word.to_owned() }
    }

    fn say(&mut self, what: &str) {
        self.text.push(' ');
        self.text.push_str(what);
    }

    fn some(&mut self, word: &str, what: Option<String>) {
        if let Some(what) = what {
            self.text.push_str(&format!(" ‹{word} {what}›"));
        }
    }

    fn flag(&mut self, word: &str, yes: bool) {
        self.some(word, yes.then(String::new));
    }

    /// Parts whose order says nothing.
    fn set(&mut self, word: &str, all: impl Iterator<Item = String>) {
        let mut all: Vec<String> = all.collect();
        all.sort();
        self.list(word, all.into_iter());
    }

    fn list(&mut self, word: &str, all: impl Iterator<Item = String>) {
        for one in all {
            self.some(word, Some(one));
        }
    }

    fn expr(&mut self, word: &str, what: Option<&Expr>) {
        self.some(word, what.map(expr));
    }
}

fn kind(kind: &DeclKind, out: &mut Form) {
    match kind {
        DeclKind::Policy(PolicyDecl { name, version, level, extends: _, day, issued }) => {
            out.say(&name.text);
            out.some("层级", level.as_ref().map(|level| quoted(level)));
            out.some("版本", version.as_ref().map(|version| quoted(version)));
            out.some("基准日", day.map(|day| day.to_string()));
            out.some("印发", issued.map(|day| day.to_string()));
        }
        DeclKind::Unit { name: _, value } => out.expr("=", value.as_ref()),
        DeclKind::Param(param) => self::param(param, out),
        DeclKind::Enum { name: _, values } => out.list("值", values.iter().map(|value| value.text.to_string())),
        DeclKind::List { name: _, ty, values } => {
            out.some("类型", ty.as_ref().map(type_ref));
            match values {
                ListSource::Values(values) => out.set("值", values.iter().map(expr)),
                ListSource::File { path, column } => {
                    out.some("来自", Some(path.text.to_string()));
                    out.some("列", column.as_ref().map(|column| column.text.to_string()));
                }
            }
        }
        DeclKind::Lookup(lookup) => self::lookup(lookup, out),
        DeclKind::Table(TableDecl { name: _, columns, refers, checks }) => {
            out.set("列", columns.iter().map(column));
            out.set("引用", refers.iter().map(self::refers));
            out.set("校验", checks.iter().map(check));
        }
        DeclKind::Derived(derived) => self::derived(derived, out),
        DeclKind::Each(name) => out.say(&name.text),
        DeclKind::Whole => {}
        DeclKind::Formula { name: _, ty, value } => {
            out.some("类型", ty.as_ref().map(type_ref));
            out.expr("=", Some(value));
        }
        DeclKind::Assessment(assessment) => self::assessment(assessment, out),
        DeclKind::Except { name: _, target, when, unless, then } => {
            out.some("对", Some(target.text.to_string()));
            out.expr("当", when.as_ref());
            out.set("除非", unless.iter().map(expr));
            out.expr("则", then.as_ref());
        }
        DeclKind::Exclude(ExcludeDecl { name: _, when, unless, effects, reason }) => {
            out.expr("当", when.as_ref());
            out.set("除非", unless.iter().map(expr));
            out.set("则", effects.iter().map(|(target, value)| format!("{} = {}", path(target), expr(value))));
            out.some("理由", reason.as_ref().map(|(reason, _)| quoted(reason)));
        }
        DeclKind::Reinstate { name: _, target, when } => {
            out.some("对", target.as_ref().map(|target| target.text.to_string()));
            out.expr("当", when.as_ref());
        }
        DeclKind::Allocate(allocate) => self::allocate(allocate, out),
        DeclKind::Assert { name: _, holds } | DeclKind::Oblige { name: _, holds } => out.expr(":", Some(holds)),
        DeclKind::Output(output) => self::output(output, out),
        DeclKind::Given(_)
        | DeclKind::Amend { .. }
        | DeclKind::Retire { .. }
        | DeclKind::Lock(_)
        | DeclKind::Extend { .. } => {}
    }
}

fn force(force: &InForce) -> String {
    let InForce { from, to, span: _ } = force;
    let day = |day: &Option<crate::value::date::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    format!("{}—{}", day(from), day(to))
}

fn param(param: &ParamDecl, out: &mut Form) {
    let ParamDecl { name: _, ty, range, open, value, dated } = param;
    out.some("类型", Some(type_ref(ty)));
    out.some("范围", range.as_ref().map(interval));
    out.flag("待定", *open);
    out.expr("=", value.as_ref());
    out.set("自", dated.iter().map(self::dated));
}

fn dated(dated: &Dated) -> String {
    let Dated { force: days, value, issued, bases, span: _ } = dated;
    let mut out = Form::new(&force(days));
    out.expr("=", Some(value));
    out.some("印发", issued.map(|day| day.to_string()));
    out.set("依据", bases.iter().map(basis));
    out.text
}

fn lookup(lookup: &LookupDecl, out: &mut Form) {
    let LookupDecl { name: _, keys, results, hit, file, rows: all } = lookup;
    out.list("按", keys.iter().map(key));
    out.list("得", results.iter().map(key));
    out.flag("累计", *hit == LookupHit::Cumulative);
    out.flag("超额累进", *hit == LookupHit::Marginal);
    out.some("来自", file.as_ref().map(|file| file.text.to_string()));
    out.some("行", Some(rows(all)));
}

fn key(key: &KeyDecl) -> String {
    let KeyDecl { name, ty, range } = key;
    let range = range.as_ref().map(|range| format!(" 在 {}", interval(range))).unwrap_or_default();
    format!("{} : {}{range}", name.text, type_ref(ty))
}

fn column(column: &ColumnDecl) -> String {
    let ColumnDecl { key, name, ty, target, range, default, headings, optional, may_not_apply, file_unit, .. } = column;
    let ColumnDecl { bases, note, span: _, .. } = column;
    let mut out = Form::new(&name.text);
    out.flag("键", *key);
    out.some("类型", ty.as_ref().map(type_ref));
    out.some("→", target.as_ref().map(|target| target.text.to_string()));
    out.some("范围", range.as_ref().map(interval));
    out.expr("=", default.as_ref());
    out.set("表头", headings.iter().map(|heading| quoted(heading)));
    out.flag("可缺", *optional);
    out.flag("可不适用", *may_not_apply);
    out.some("以", file_unit.as_ref().map(|unit| unit.text.to_string()));
    out.set("依据", bases.iter().map(basis));
    out.some("说明", note.as_ref().map(|note| quoted(note)));
    out.text
}

fn refers(refers: &RefersDecl) -> String {
    let RefersDecl { columns, target, optional, span: _ } = refers;
    let columns: Vec<&str> = columns.iter().map(|column| &*column.text).collect();
    format!("{} → {}{}", columns.join(","), target.text, if *optional { " 可缺" } else { "" })
}

fn check(check: &CheckDecl) -> String {
    let CheckDecl { name, holds, bases, span: _ } = check;
    let mut out = Form::new(&name.text);
    out.expr(":", Some(holds));
    out.set("依据", bases.iter().map(basis));
    out.text
}

fn derived(derived: &DerivedDecl, out: &mut Form) {
    let DerivedDecl { name: _, columns, refers: references, sources, rollups } = derived;
    out.set("列", columns.iter().map(column));
    out.set("引用", references.iter().map(refers));
    out.set("取自", sources.iter().map(source));
    out.set("汇总", rollups.iter().map(|(column, how)| format!("{} {}", column.text, call(&how.text))));
}

fn source(source: &SourceDecl) -> String {
    let SourceDecl { table, joined, when, assigns, span: _ } = source;
    let mut out = Form::new(&table.text);
    out.some("联", joined.as_ref().map(|joined| joined.text.to_string()));
    out.expr("当", when.as_ref());
    let assign = |(name, value): &(Name, Option<Expr>)| match value {
        Some(value) => format!("{} = {}", name.text, expr(value)),
        None => name.text.to_string(),
    };
    out.set("列", assigns.iter().map(assign));
    out.text
}

fn assessment(assessment: &AssessmentDecl, out: &mut Form) {
    let AssessmentDecl { name: _, table, full, missing, inapplicable, rounding: to, indicators } = assessment;
    out.some("于", table.as_ref().map(|table| table.text.to_string()));
    out.expr("满分", full.as_ref());
    out.some("缺项", missing.as_ref().map(score_rule));
    out.some("不适用", inapplicable.as_ref().map(score_rule));
    out.some("取整", to.as_ref().map(rounding));
    out.set("指标", indicators.iter().map(indicator));
}

fn indicator(indicator: &IndicatorDecl) -> String {
    let IndicatorDecl { kind, name, weight, full, take, score, missing, inapplicable, bases, note, span: _ } =
        indicator;
    let mut out = Form::new(&name.text);
    out.some(
        "性质",
        Some(
            match kind {
                IndicatorKind::Key => "关键",
                IndicatorKind::Reference => "参考",
                IndicatorKind::Plain => "",
            }
            .to_owned(),
        ),
    );
    out.expr("权重", weight.as_ref());
    out.expr("满分", full.as_ref());
    out.expr("取值", take.as_ref());
    out.expr("赋分", score.as_ref());
    out.some("缺项", missing.as_ref().map(score_rule));
    out.some("不适用", inapplicable.as_ref().map(score_rule));
    out.set("依据", bases.iter().map(basis));
    out.some("说明", note.as_ref().map(|note| quoted(note)));
    out.text
}

fn allocate(allocate: &AllocateDecl, out: &mut Form) {
    let AllocateDecl { name: _, table, pool, weight, when, rounding: to, residue } = allocate;
    out.some("于", Some(table.text.to_string()));
    out.expr("总额", pool.as_ref());
    out.expr("按", weight.as_ref());
    out.expr("当", when.as_ref());
    out.some("取整", to.as_ref().map(rounding));
    out.some(
        "余数归",
        residue.as_ref().map(|residue| match residue {
            Residue::Largest => "最大余数".to_owned(),
            Residue::ByKey => "按键".to_owned(),
            Residue::Slot(slot) => path(slot),
        }),
    );
}

fn output(output: &OutputDecl, out: &mut Form) {
    let OutputDecl { table, title, items, when, order } = output;
    out.some("表", table.as_ref().map(|table| table.text.to_string()));
    out.some("标题", title.as_ref().map(|title| quoted(title)));
    let item = |item: &crate::syntax::ast::OutputItem| {
        let heading = item.heading.as_ref().map(|heading| quoted(heading)).unwrap_or_default();
        format!("{}{heading}", expr(&item.value))
    };
    out.list("列", items.iter().map(item));
    out.expr("当", when.as_ref());
    let way =
        |(value, descending): &(Expr, bool)| format!("{} {}", expr(value), if *descending { "降序" } else { "升序" });
    out.list("排序", order.iter().map(way));
}

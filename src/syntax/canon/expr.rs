//! The canonical form of expressions: two that have one form say the same. Layout, full and half width, the language of
//! keywords, superfluous brackets, 2.5万元 for 25000元, 同上 and the order of table rows make no difference.

use crate::builtin;
use crate::syntax::ast::{
    Cell, CellKind, Expr, ExprKind, Interval, Modifiers, Name, NumberLiteral, Path, Root, RoundTo, RoundUnit, Row,
    ScoreRule, ScoreRuleKind, TypeRef,
};
use crate::value::measure::UnitTable;
use crate::value::number::Number;
use crate::value::op::{Absence, End, Ties};

/// Aggregates and conditions; the other functions stand in their own table.
const CALLS: &[(&str, &str)] = &[
    ("sum", "合计"),
    ("count", "计数"),
    ("mean", "平均"),
    ("weighted-mean", "加权平均"),
    ("max", "最大"),
    ("min", "最小"),
    ("exists", "存在"),
    ("all", "全部"),
    ("count-distinct", "去重计数"),
    ("list-out", "列出"),
    ("only", "唯一"),
    ("rank", "名次"),
    ("percentile", "百分位"),
    ("present", "有值"),
    ("applies", "适用"),
];

const TYPES: &[(&str, &str)] = &[
    ("money", "金额"),
    ("price", "单价"),
    ("quantity", "数量"),
    ("ratio", "比例"),
    ("points", "分值"),
    ("days", "天数"),
    ("number", "数值"),
    ("integer", "整数"),
    ("date", "日期"),
    ("text", "文本"),
    ("bool", "是否"),
];

/// A word of the language in its Chinese spelling, any other as it is.
fn spelt<'a>(words: &[(&str, &'a str)], text: &'a str) -> &'a str {
    words.iter().find(|(en, _)| *en == text).map_or(text, |(_, zh)| zh)
}

/// The name of a function or aggregate.
pub fn call(text: &str) -> &str {
    builtin::find(text).map_or_else(|| spelt(CALLS, text), |entry| entry.zh)
}

/// An expression.
pub fn expr(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Number(literal) => number(literal),
        ExprKind::Date(date) => date.to_string(),
        ExprKind::Text(text) => quoted(text),
        ExprKind::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        ExprKind::Missing => "缺失".to_owned(),
        ExprKind::Inapplicable => "不适用".to_owned(),
        ExprKind::Value => "取值".to_owned(),
        ExprKind::Full => "满分".to_owned(),
        ExprKind::Path(of) => path(of),
        ExprKind::Call { name, args, modifiers, answer } => {
            let args = ordered(args, modifiers);
            let answer = answer.as_ref().map_or_else(String::new, |answer| format!(".{}", answer.text));
            format!("{}({args}{}){answer}", call(&path(name)), self::modifiers(modifiers))
        }
        ExprKind::Negate(inner) => format!("(-{})", self::expr(inner)),
        ExprKind::Not(inner) => format!("(非 {})", self::expr(inner)),
        ExprKind::Binary { op, left, right, op_span: _ } => {
            format!("({} {} {})", self::expr(left), op.sign(), self::expr(right))
        }
        ExprKind::If { test, then, otherwise } => {
            let otherwise = otherwise.as_ref().map_or_else(String::new, |other| self::expr(other));
            format!("(若 {} 则 {} 否则 {otherwise})", self::expr(test), self::expr(then))
        }
        ExprKind::Table { keys, rows } => format!("(按 {} {})", list(keys, self::expr), self::rows(rows)),
        ExprKind::Within { value, interval, negated } => {
            format!("({} 在{} {})", self::expr(value), sign(*negated), self::interval(interval))
        }
        ExprKind::MemberOf { value, set, negated } => {
            let mut set: Vec<String> = set.iter().map(self::expr).collect();
            set.sort();
            format!("({} 属于{} {})", self::expr(value), sign(*negated), set.join(","))
        }
        ExprKind::AtLeast(value, bound) => format!("({} 不低于 {})", self::expr(value), self::expr(bound)),
        ExprKind::AtMost(value, bound) => format!("({} 不高于 {})", self::expr(value), self::expr(bound)),
        ExprKind::Round { value, to } => format!("({} {})", self::expr(value), rounding(to)),
        ExprKind::OrElse { value, absence, other } => {
            let absent = match absence {
                Absence::Missing => "缺失",
                Absence::Inapplicable => "不适用",
            };
            format!("({} {absent}时取 {})", self::expr(value), self::expr(other))
        }
        ExprKind::AtDay { value, day } => format!("({} 于 {})", self::expr(value), self::expr(day)),
        // Brackets are the tree itself, except around what would otherwise reach farther to the left or right.
        ExprKind::Group(inner) if reaches(inner) => format!("[{}]", self::expr(inner)),
        ExprKind::Group(inner) => self::expr(inner),
    }
}

/// Whether brackets around an expression may change how far its tail reaches.
fn reaches(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::If { .. }
            | ExprKind::Table { .. }
            | ExprKind::AtLeast(..)
            | ExprKind::AtMost(..)
            | ExprKind::Round { .. }
    )
}

fn sign(negated: bool) -> &'static str {
    if negated { "外" } else { "" }
}

fn list<T>(all: &[T], one: impl Fn(&T) -> String) -> String {
    all.iter().map(one).collect::<Vec<_>>().join(",")
}

/// A text in quotes, with nothing in it that could end them.
pub fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// A literal in base units: 2.5万元 is 25000元.
fn number(literal: &NumberLiteral) -> String {
    let (value, unit) = measured(&literal.value, literal.unit.as_ref());
    let per = literal.per.as_ref().map(|per| format!("/{}", self::unit(&per.text))).unwrap_or_default();
    let percent = if literal.percent { "%" } else { "" };
    format!("{value}{percent}{unit}{per}")
}

fn measured(value: &Number, unit: Option<&Name>) -> (Number, String) {
    let Some(word) = unit else { return (value.clone(), String::new()) };
    let table = UnitTable::default();
    match table.find(&word.text) {
        Some(measure) => (value * &measure.scale, table.name(measure.unit)),
        None => (value.clone(), self::unit(&word.text)),
    }
}

fn unit(word: &str) -> String {
    let table = UnitTable::default();
    match (word, table.find(word)) {
        ("places" | "digits", _) => "位".to_owned(),
        (_, Some(measure)) if measure.scale == Number::one() => table.name(measure.unit),
        (_, _) => word.to_owned(),
    }
}

/// A path; the Chinese words for 得分 and 取值 behind the point.
pub fn path(path: &Path) -> String {
    let root = match &path.root {
        Root::Name(name) => name.text.to_string(),
        Root::Whole => "整体".to_owned(),
        Root::ThisRow => "本行".to_owned(),
        Root::Parent => "上级".to_owned(),
    };
    let members = path.members.iter().map(|member| match &*member.text {
        "score" => "得分".to_owned(),
        "value" => "取值".to_owned(),
        other => other.to_owned(),
    });
    std::iter::once(root).chain(members).collect::<Vec<_>>().join(".")
}

/// The values of a call, each with its order where it has one.
fn ordered(args: &[Expr], modifiers: &Modifiers) -> String {
    let orders = modifiers.descending.iter().chain(&modifiers.then).map(Some).chain(std::iter::repeat(None));
    let one = |(arg, descending): (&Expr, Option<&bool>)| match descending {
        Some(true) => format!("{} 降序", expr(arg)),
        Some(false) => format!("{} 升序", expr(arg)),
        None => expr(arg),
    };
    args.iter().zip(orders).map(one).collect::<Vec<_>>().join(",")
}

fn modifiers(modifiers: &Modifiers) -> String {
    let mut out = String::new();
    if let Some(filter) = &modifiers.filter {
        out.push_str(&format!(" 当 {}", expr(filter)));
    }
    if !modifiers.same.is_empty() {
        let mut same: Vec<String> = modifiers.same.iter().map(path).collect();
        same.sort();
        out.push_str(&format!(" 同 {}", same.join(",")));
    }
    if let Some(ties) = modifiers.ties {
        out.push_str(match ties {
            Ties::Lowest => " 并列取小",
            Ties::Highest => " 并列取大",
            Ties::Average => " 并列取平均",
            Ties::Forbidden => " 不许并列",
        });
    }
    if let Some(nearest) = modifiers.nearest_rank {
        out.push_str(if nearest { " 定义 最近秩" } else { " 定义 线性" });
    }
    out
}

/// A rounding clause.
pub fn rounding(to: &RoundTo) -> String {
    let unit = match &to.to {
        RoundUnit::Unit(name) => self::unit(&name.text),
        RoundUnit::Number(literal) => number(literal),
    };
    format!("{}到 {unit}", to.mode.zh())
}

pub fn interval(interval: &Interval) -> String {
    let (open, close) = (
        if interval.low_end == End::Closed { '[' } else { '(' },
        if interval.high_end == End::Closed { ']' } else { ')' },
    );
    let side = |bound: &Option<Expr>| bound.as_ref().map(expr).unwrap_or_default();
    format!("{open}{},{}{close}", side(&interval.low), side(&interval.high))
}

/// The rows of a table, in an order of their own.
pub fn rows(rows: &[Row]) -> String {
    let mut all: Vec<String> = spelt_out(rows).iter().map(|row| list(&row.cells, cell)).collect();
    all.sort();
    all.join(" | ")
}

/// The rows with 同上 replaced by what it stands for, so that each row says all that it says alone.
pub fn spelt_out(rows: &[Row]) -> Vec<Row> {
    let mut above: Vec<Cell> = Vec::new();
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let mut row = row.clone();
        for (index, cell) in row.cells.iter_mut().enumerate() {
            if let (CellKind::Ditto, Some(known)) = (&cell.kind, above.get(index)) {
                *cell = known.clone();
            }
        }
        above.clone_from(&row.cells);
        all.push(row);
    }
    all
}

/// A cell of a row.
pub fn cell(cell: &Cell) -> String {
    match &cell.kind {
        CellKind::Any => "任意".to_owned(),
        CellKind::Ditto => "同上".to_owned(),
        CellKind::Missing => "缺失".to_owned(),
        CellKind::Inapplicable => "不适用".to_owned(),
        CellKind::Interval(interval) => self::interval(interval),
        CellKind::Compare(all) => list(all, |(op, bound)| format!("{}{}", op.sign(), expr(bound))),
        CellKind::List(all) => {
            let mut all: Vec<String> = all.iter().map(expr).collect();
            all.sort();
            all.join("、")
        }
        CellKind::Doubtful(low, high) => format!("{}~{}", expr(low), expr(high)),
    }
}

/// A type as declared.
pub fn type_ref(ty: &TypeRef) -> String {
    let unit = ty.unit.as_ref().map(|(above, below)| {
        let below = below.as_ref().map(|below| format!("/{}", unit(&below.text))).unwrap_or_default();
        format!("{}{below}", unit(&above.text))
    });
    let places = ty.places.map(|places| format!("{places}位"));
    let exact = ty.exact.then(|| "精确".to_owned());
    let args: Vec<String> = [exact, places, unit].into_iter().flatten().collect();
    let name = spelt(TYPES, &ty.name.text);
    if args.is_empty() { name.to_owned() } else { format!("{name}({})", args.join(",")) }
}

/// What becomes of an indicator without a value.
pub fn score_rule(rule: &ScoreRule) -> String {
    match &rule.kind {
        ScoreRuleKind::Rescale => "按权重折算".to_owned(),
        ScoreRuleKind::FullMarks => "得满分".to_owned(),
        ScoreRuleKind::NoScore => "不予计算".to_owned(),
        ScoreRuleKind::Marks(marks) => format!("得 {}", expr(marks)),
    }
}

//! The clauses of declarations that a layer above can name.

/// What an edit is about within a declaration, an indicator or a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clause {
    /// The value behind `=`, the expression of an assertion or an assignment.
    Value,
    /// A value with the days on which it holds.
    Dated,
    /// 待定
    Open,
    Type,
    Range,
    /// A row of a table.
    Row,
    /// An entry of a list or an enum.
    Entry,
    Weight,
    /// 取值
    Take,
    Score,
    FullMarks,
    MissingItem,
    Inapplicable,
    When,
    Unless,
    Then,
    Reason,
    Pool,
    By,
    Rounding,
    Residue,
    /// 对: what an exception overrides.
    Of,
    /// The table for whose rows something is computed or shown.
    At,
    Group,
    Order,
    /// 表头 of a column or an output's item.
    Heading,
    /// The title of an output.
    Title,
    Optional,
    MayNotApply,
    FileUnit,
    /// Whether a column is a key, and whether an indicator is a key indicator.
    Kind,
    /// 引用, or the table behind a column's arrow.
    Refers,
    From,
    /// 取自
    Source,
    RollUp,
    /// 累计, 超额累进
    Hit,
    Effective,
    Issued,
    Note,
    Basis,
    /// A column or a key, as a whole.
    Column,
    Check,
    Indicator,
    /// An item of an output, as a whole.
    Item,
}

/// The word with which each clause is named, Chinese and English; those without one are known by what they stand behind.
const WORDS: &[(Clause, &str, &str)] = &[
    (Clause::Value, "", ""),
    (Clause::Dated, "", ""),
    (Clause::Open, "", ""),
    (Clause::Entry, "", ""),
    (Clause::Basis, "", ""),
    (Clause::Column, "", ""),
    (Clause::Check, "", ""),
    (Clause::Indicator, "", ""),
    (Clause::Item, "", ""),
    (Clause::Type, "类型", "type"),
    (Clause::Range, "范围", "range"),
    (Clause::Row, "行", "row"),
    (Clause::Weight, "权重", "weight"),
    (Clause::Take, "取值", "value"),
    (Clause::Score, "赋分", "score"),
    (Clause::FullMarks, "满分", "full-marks"),
    (Clause::MissingItem, "缺项", "missing-item"),
    (Clause::Inapplicable, "不适用", "not-applicable"),
    (Clause::When, "当", "when"),
    (Clause::Unless, "除非", "unless"),
    (Clause::Then, "则", "then"),
    (Clause::Reason, "理由", "reason"),
    (Clause::Pool, "总额", "pool"),
    (Clause::By, "按", "by"),
    (Clause::Rounding, "取整", "rounding"),
    (Clause::Residue, "余数归", "remainder-to"),
    (Clause::Of, "对", "of"),
    (Clause::At, "于", "at"),
    (Clause::Group, "组", "group"),
    (Clause::Order, "排序", "order-by"),
    (Clause::Heading, "表头", "heading"),
    (Clause::Title, "标题", "title"),
    (Clause::Optional, "可缺", "optional"),
    (Clause::MayNotApply, "可不适用", "may-not-apply"),
    (Clause::FileUnit, "以", "measured-in"),
    (Clause::Kind, "性质", "kind"),
    (Clause::Refers, "引用", "refers"),
    (Clause::From, "来自", "from"),
    (Clause::Source, "取自", "rows"),
    (Clause::RollUp, "汇总", "roll-up"),
    (Clause::Hit, "累计", "cumulative"),
    (Clause::Effective, "施行", "effective"),
    (Clause::Issued, "印发", "issued"),
    (Clause::Note, "说明", "note"),
];

impl Clause {
    pub fn all() -> impl Iterator<Item = Clause> {
        WORDS.iter().map(|(clause, ..)| *clause)
    }

    /// The clause that a word names.
    pub fn named(word: &str) -> Option<Clause> {
        let other = match word {
            "在" | "within" => "范围",
            "超额累进" | "marginal" => "累计",
            other => other,
        };
        WORDS.iter().find(|(_, zh, en)| *zh == other || *en == other).map(|(clause, ..)| *clause)
    }

    /// Its word, Chinese and English; empty where it needs none.
    pub fn words(self) -> (&'static str, &'static str) {
        WORDS.iter().find(|(clause, ..)| *clause == self).map_or(("", ""), |(_, zh, en)| (zh, en))
    }

    /// Whether an edit need not name it.
    pub fn is_plain(self) -> bool {
        matches!(
            self,
            Clause::Value
                | Clause::Dated
                | Clause::Open
                | Clause::Row
                | Clause::Entry
                | Clause::When
                | Clause::Unless
                | Clause::Then
        )
    }
}

//! What can be written at a place: by what stands before it, by the table of the rule, and by type.

use super::index::{FileIndex, Symbol, SymbolKind, Unit};
use super::look::kind_word;
use super::workspace::{Found, Workspace};
use crate::builtin::FUNCTIONS;
use crate::diagnostic::Lang;
use crate::lexicon::{AGGREGATES, KEYWORDS, TYPES};
use crate::syntax::tokens::{Token, TokenKind};
use std::sync::Arc;

/// What kind of thing a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Symbol(SymbolKind),
    Keyword,
    Type,
    Function,
}

/// One thing that can be written.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub label: String,
    /// What is put in, where it is not the label.
    pub insert: String,
    pub sort: Sort,
    pub detail: String,
    /// The likelier the smaller.
    pub rank: u8,
}

/// Words that start a clause.
const CLAUSES: &[&str] = &[
    "键",
    "列",
    "引用",
    "校验",
    "取自",
    "汇总",
    "当",
    "除非",
    "则",
    "理由",
    "依据",
    "说明",
    "权重",
    "取值",
    "赋分",
    "满分",
    "缺项",
    "关键指标",
    "参考指标",
    "指标",
    "自",
    "施行",
    "印发",
    "总额",
    "余数归",
    "排序",
    "期望",
    "快照",
    "版本",
    "继承",
    "基准日",
];
/// Words inside an expression.
const INSIDE: &[&str] = &[
    "若",
    "则",
    "否则",
    "且",
    "或",
    "非",
    "在",
    "属于",
    "不属于",
    "不低于",
    "不高于",
    "缺失时取",
    "不适用时取",
    "四舍五入",
    "舍去",
    "按",
    "当",
    "同",
    "升序",
    "降序",
    "并列取小",
    "于",
    "是",
    "否",
    "缺失",
    "不适用",
    "为",
    "取值",
    "满分",
    "待定",
];

/// What can be written at a byte of a file.
pub fn complete(workspace: &Workspace, path: &str, offset: usize, lang: Lang) -> Vec<Proposal> {
    let Some(file) = workspace.file(path) else { return Vec::new() };
    let place = Place::new(file, offset);
    let mut out = Vec::new();
    // A rule does not speak of itself.
    let own = place.unit.map(|unit| unit.start);
    let all = symbols(workspace, path, own);
    match place.wants() {
        Wants::Nothing => {}
        Wants::Declaration => {
            let heads = crate::syntax::declarations();
            out.extend(KEYWORDS.iter().filter(|word| heads.contains(&word.zh)).map(|word| keyword(word.zh, 1, lang)));
            out.extend(CLAUSES.iter().map(|word| keyword(word, if place.indented { 0 } else { 2 }, lang)));
            if place.indented {
                expression(&all, &place, lang, &mut out);
            }
        }
        Wants::Member(of) => members(&all, &of, lang, &mut out),
        Wants::Type => {
            out.extend(TYPES.iter().map(|word| Proposal {
                label: word.zh.to_owned(),
                insert: word.zh.to_owned(),
                sort: Sort::Type,
                detail: if lang == Lang::Zh { word.doc_zh } else { word.doc_en }.to_owned(),
                rank: 1,
            }));
            out.extend(of_kinds(&all, &[SymbolKind::Enum], 0, lang));
        }
        Wants::Table => out.extend(of_kinds(&all, &[SymbolKind::Table], 0, lang)),
        Wants::Target => {
            let edited = [
                SymbolKind::Param,
                SymbolKind::Formula,
                SymbolKind::Exception,
                SymbolKind::Lookup,
                SymbolKind::List,
                SymbolKind::Enum,
                SymbolKind::Table,
                SymbolKind::Assessment,
                SymbolKind::Allocation,
                SymbolKind::Assertion,
            ];
            out.extend(of_kinds(&all, &edited, 0, lang));
        }
        Wants::Key => {
            let own = all.iter().filter(|symbol| symbol.owner == place.scope && place.scope.is_some());
            out.extend(own.map(|symbol| of_symbol(symbol, 0, lang)));
            out.extend(of_kinds(&all, &[SymbolKind::Param], 1, lang));
        }
        Wants::Expression => expression(&all, &place, lang, &mut out),
    }
    out.sort_by(|a, b| (a.rank, &a.label).cmp(&(b.rank, &b.label)));
    out.dedup_by(|a, b| a.label == b.label && a.sort == b.sort);
    out
}

fn symbols(workspace: &Workspace, path: &str, own: Option<usize>) -> Vec<Symbol> {
    let visible = workspace.visible(path);
    let other = |found: &&Found| {
        let symbol = found.symbol().filter(|symbol| symbol.kind == SymbolKind::Formula);
        symbol.is_none_or(|symbol| Some(symbol.whole.start) != own || found.file.source.name() != path)
    };
    let mut all: Vec<Symbol> = visible.values().flatten().filter(other).filter_map(Found::symbol).cloned().collect();
    all.sort_by(|a, b| (&a.name, &a.owner).cmp(&(&b.name, &b.owner)));
    all.dedup_by(|a, b| a.name == b.name && a.owner == b.owner && a.kind == b.kind);
    all
}

enum Wants {
    Nothing,
    Declaration,
    Member(Arc<str>),
    Type,
    Table,
    Target,
    Key,
    Expression,
}

/// What stands around the cursor.
struct Place<'f> {
    file: &'f FileIndex,
    unit: Option<&'f Unit>,
    /// Tokens of the declaration before the word that is being written.
    before: Vec<Token>,
    indented: bool,
    line_start: bool,
    scope: Option<Arc<str>>,
}

impl<'f> Place<'f> {
    fn new(file: &'f FileIndex, offset: usize) -> Self {
        let text = file.text().get(..offset).unwrap_or("");
        let word = text.len() - text.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '·')).len();
        let start = offset - word;
        let line = text.get(..start).unwrap_or("").rsplit('\n').next().unwrap_or("");
        let unit = file.unit_at(start.saturating_sub(usize::from(word == 0))).and_then(|at| file.units.get(at));
        let fits = |unit: &&Unit, token: &&Token| unit.start + token.end <= start;
        let before = unit.map_or_else(Vec::new, |unit| {
            unit.tokens.iter().filter(|token| fits(&unit, token) && token.kind != TokenKind::Comment).cloned().collect()
        });
        let indented = line.starts_with([' ', '\t', '\u{3000}']);
        let scope = unit.and_then(|unit| unit.scope.clone());
        Place { file, unit, before, indented, line_start: line.trim().is_empty(), scope }
    }

    fn word(&self, back: usize) -> &str {
        let token = self.before.len().checked_sub(back).and_then(|at| self.before.get(at));
        match (self.unit, token) {
            (Some(unit), Some(token)) => self.file.word(unit, token),
            (_, _) => "",
        }
    }

    fn kind(&self, back: usize) -> Option<TokenKind> {
        self.before.len().checked_sub(back).and_then(|at| self.before.get(at)).map(|token| token.kind)
    }

    /// How far back the word before so many tokens stands, past the brackets of a call.
    fn called(&self, back: usize) -> usize {
        let count = self.before.len();
        let Some(close) = count.checked_sub(back).filter(|_| self.kind(back) == Some(TokenKind::Close)) else {
            return back;
        };
        let open = super::names::opening(|at| self.before.get(at).map(|token| token.kind), close);
        open.map_or(back, |open| count.saturating_sub(open).saturating_add(1))
    }

    fn wants(&self) -> Wants {
        if self.line_start && !(self.indented && matches!(self.kind(1), Some(TokenKind::Operator))) {
            return Wants::Declaration;
        }
        let head = self.before.first().map(|token| token.kind);
        match self.kind(1) {
            Some(TokenKind::Dot) => Wants::Member(super::index::plain(self.word(self.called(2)))),
            Some(TokenKind::Colon) => {
                let typed = matches!(
                    head,
                    Some(TokenKind::Keyword("参数" | "公式" | "表" | "对照表" | "名单" | "派生表" | "增加"))
                );
                let check = matches!(self.kind(3), Some(TokenKind::Keyword("校验")));
                if typed && !check { Wants::Type } else { Wants::Expression }
            }
            Some(TokenKind::Arrow | TokenKind::Keyword("每个" | "取自" | "联" | "输出")) => Wants::Table,
            Some(TokenKind::Keyword("于")) if matches!(head, Some(TokenKind::Keyword("考核" | "分配"))) => {
                Wants::Table
            }
            Some(TokenKind::Keyword("修改" | "停用" | "锁定" | "给定" | "增加")) => Wants::Target,
            Some(TokenKind::Keyword(_)) if self.edits() => Wants::Target,
            Some(TokenKind::Keyword("按")) if head != Some(TokenKind::Keyword("对照表")) => Wants::Key,
            Some(TokenKind::Comma) if self.in_keys() => Wants::Key,
            Some(TokenKind::Keyword("列" | "键" | "公式" | "参数" | "依据" | "说明")) => Wants::Nothing,
            Some(_) => Wants::Expression,
            None => Wants::Declaration,
        }
    }

    /// 修改 公式 ▮
    fn edits(&self) -> bool {
        matches!(self.kind(2), Some(TokenKind::Keyword("修改" | "停用" | "锁定" | "给定" | "增加")))
            && self.before.len() == 2
    }

    /// Whether only names and commas stand between the cursor and 按 of a table.
    fn in_keys(&self) -> bool {
        let names = |token: &&Token| matches!(token.kind, TokenKind::Name | TokenKind::Comma | TokenKind::Dot);
        let rest = self.before.iter().rev().skip_while(names);
        let head = self.before.first().map(|token| token.kind);
        rest.clone().next().map(|token| token.kind) == Some(TokenKind::Keyword("按"))
            && head != Some(TokenKind::Keyword("对照表"))
    }
}

fn keyword(zh: &'static str, rank: u8, lang: Lang) -> Proposal {
    let word = KEYWORDS.iter().find(|word| word.zh == zh);
    let detail = word.map_or("", |word| if lang == Lang::Zh { word.doc_zh } else { word.doc_en });
    Proposal { label: zh.to_owned(), insert: format!("{zh} "), sort: Sort::Keyword, detail: detail.to_owned(), rank }
}

fn of_symbol(symbol: &Symbol, rank: u8, lang: Lang) -> Proposal {
    let name = symbol.name.to_string();
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '·'))
        && !name.starts_with(|c: char| c.is_numeric())
        && !KEYWORDS.iter().any(|word| word.zh == name || word.en == name);
    let insert = if plain { name.clone() } else { format!("「{name}」") };
    let kind = kind_word(symbol.kind);
    let owner = symbol.owner.as_ref().map_or_else(String::new, |owner| format!(" · {owner}"));
    let ty = symbol.ty.as_ref().map_or_else(String::new, |ty| format!(" : {ty}"));
    Proposal {
        label: name,
        insert,
        sort: Sort::Symbol(symbol.kind),
        detail: format!("{}{ty}{owner}", kind.get(lang)),
        rank,
    }
}

fn of_kinds(all: &[Symbol], kinds: &[SymbolKind], rank: u8, lang: Lang) -> Vec<Proposal> {
    all.iter().filter(|symbol| kinds.contains(&symbol.kind)).map(|symbol| of_symbol(symbol, rank, lang)).collect()
}

/// What stands behind a point.
fn members(all: &[Symbol], of: &Arc<str>, lang: Lang, out: &mut Vec<Proposal>) {
    let targets: Vec<&Arc<str>> =
        all.iter().filter(|symbol| symbol.name == *of).filter_map(|symbol| symbol.target.as_ref()).collect();
    let whole = &**of == "整体";
    let owned = |symbol: &&Symbol| match &symbol.owner {
        Some(owner) => owner == of || targets.contains(&owner),
        None => whole && symbol.kind == SymbolKind::Formula,
    };
    let shown = |symbol: &&Symbol| owned(symbol) && symbol.kind != SymbolKind::Key;
    out.extend(all.iter().filter(shown).map(|symbol| of_symbol(symbol, 0, lang)));
    if all
        .iter()
        .any(|symbol| symbol.name == *of && matches!(symbol.kind, SymbolKind::Assessment | SymbolKind::Indicator))
    {
        let score = Proposal {
            label: "得分".to_owned(),
            insert: "得分".to_owned(),
            sort: Sort::Symbol(SymbolKind::Formula),
            detail: kind_word(SymbolKind::Assessment).get(lang).to_owned(),
            rank: 0,
        };
        out.push(score);
    }
}

fn expression(all: &[Symbol], place: &Place<'_>, lang: Lang, out: &mut Vec<Proposal>) {
    // 级别 = ▮: the values of its enum come first.
    let compared = matches!(place.kind(1), Some(TokenKind::Operator | TokenKind::Keyword("属于" | "不属于")));
    let left = compared.then(|| super::index::plain(place.word(2)));
    let wanted =
        left.and_then(|left| all.iter().find(|symbol| symbol.name == left).and_then(|symbol| symbol.ty.clone()));
    for symbol in all {
        let rank = match symbol.kind {
            SymbolKind::Value if symbol.owner.is_some() && symbol.owner == wanted => 0,
            _ if wanted.is_some() && symbol.ty == wanted => 1,
            SymbolKind::Column | SymbolKind::Formula if symbol.owner == place.scope => 2,
            SymbolKind::Key => 2,
            SymbolKind::Param | SymbolKind::Lookup | SymbolKind::List => 3,
            SymbolKind::Table | SymbolKind::Assessment | SymbolKind::Value => 4,
            SymbolKind::Formula if symbol.owner.is_none() => 3,
            SymbolKind::Policy
            | SymbolKind::Result
            | SymbolKind::Unit
            | SymbolKind::Enum
            | SymbolKind::Column
            | SymbolKind::Formula
            | SymbolKind::Indicator
            | SymbolKind::Exception
            | SymbolKind::Allocation
            | SymbolKind::Assertion
            | SymbolKind::Case => continue,
        };
        out.push(of_symbol(symbol, rank, lang));
    }
    out.extend(AGGREGATES.iter().map(|word| Proposal {
        label: word.zh.to_owned(),
        insert: format!("{}(", word.zh),
        sort: Sort::Function,
        detail: if lang == Lang::Zh { word.doc_zh } else { word.doc_en }.to_owned(),
        rank: 5,
    }));
    out.extend(FUNCTIONS.iter().map(|entry| Proposal {
        label: entry.zh.to_owned(),
        insert: format!("{}(", entry.zh),
        sort: Sort::Function,
        detail: format!("{} {}", entry.usage, if lang == Lang::Zh { entry.doc_zh } else { entry.doc_en }),
        rank: 5,
    }));
    out.extend(INSIDE.iter().map(|word| keyword(word, 6, lang)));
}

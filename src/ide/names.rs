//! What a declaration declares and what it names.

use super::index::{FileIndex, Symbol, SymbolKind, Unit, Use, plain};
use crate::syntax::tokens::{Part, Token, TokenKind};
use std::ops::Range;
use std::sync::Arc;

type Scope = Option<Arc<str>>;

/// Declarations that leave a 每个 scope as it is.
const WITHIN: &[&str] =
    &["公式", "例外", "排除", "恢复", "断言", "约束", "输出", "修改", "停用", "锁定", "给定", "增加"];

/// Adds a declaration's names to the index; `scope` is that of 每个.
pub fn collect(index: &mut FileIndex, at: usize, scope: &mut Scope) {
    let Some(unit) = index.units.get(at).cloned() else { return };
    let tokens: Vec<Token> = unit.tokens.iter().filter(|token| token.kind != TokenKind::Comment).cloned().collect();
    let Some(TokenKind::Keyword(head)) = tokens.first().map(|token| token.kind) else { return };
    let mut reader =
        Reader { index, unit, head, tokens, key: false, near: None, from: None, symbols: Vec::new(), uses: Vec::new() };
    let named = reader.named();
    match head {
        "每个" => scope.clone_from(&named),
        _ if WITHIN.contains(&head) => {}
        _ => *scope = None,
    }
    let own = reader.scope(scope, named.as_ref());
    for token in 0..reader.tokens.len() {
        reader.token(token, named.as_ref(), &own);
    }
    let Reader { index, symbols, uses, .. } = reader;
    index.symbols.extend(symbols);
    index.uses.extend(uses);
    if let Some(unit) = index.units.get_mut(at) {
        unit.scope = own;
    }
}

/// The bracket that a closing one belongs to.
pub fn opening(kind: impl Fn(usize) -> Option<TokenKind>, close: usize) -> Option<usize> {
    let mut depth = 0usize;
    for at in (0..=close).rev() {
        match kind(at) {
            Some(TokenKind::Close) => depth = depth.saturating_add(1),
            Some(TokenKind::Open { .. }) => depth = depth.saturating_sub(1),
            Some(_) | None => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

struct Reader<'i> {
    index: &'i mut FileIndex,
    unit: Unit,
    head: &'static str,
    tokens: Vec<Token>,
    /// Whether the keys of a table are being told.
    key: bool,
    near: Scope,
    /// The table of the 取自 that is being read: what is given to a column is said of its rows.
    from: Scope,
    symbols: Vec<Symbol>,
    uses: Vec<Use>,
}

impl Reader<'_> {
    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn before(&self, at: usize) -> Option<TokenKind> {
        at.checked_sub(1).and_then(|at| self.kind(at))
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| self.index.word(&self.unit, token))
    }

    fn name(&self, at: usize) -> Arc<str> {
        plain(self.text(at))
    }

    fn span(&self, at: usize) -> Range<usize> {
        let token = self.tokens.get(at);
        token.map_or(0..0, |token| self.unit.start + token.start..self.unit.start + token.end)
    }

    fn is_name(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(TokenKind::Name | TokenKind::Function | TokenKind::Type))
    }

    /// The name that follows the head, past the kind of what an edit is about.
    fn named(&self) -> Scope {
        let at = if matches!(self.kind(1), Some(TokenKind::Keyword(_))) { 2 } else { 1 };
        self.is_name(at).then(|| self.name(at))
    }

    /// The table whose rows a declaration is about.
    fn scope(&self, scope: &Scope, named: Option<&Arc<str>>) -> Scope {
        match self.head {
            "表" | "派生表" | "输出" => named.cloned(),
            "增加" if self.kind(1) == Some(TokenKind::Keyword("表")) => named.cloned(),
            "考核" | "分配" => {
                let at = self.tokens.iter().position(|token| token.kind == TokenKind::Keyword("于"))?;
                self.is_name(at + 1).then(|| self.name(at + 1))
            }
            _ => scope.clone(),
        }
    }

    fn token(&mut self, at: usize, named: Option<&Arc<str>>, scope: &Scope) {
        match self.kind(at) {
            Some(TokenKind::Keyword(word)) => {
                if matches!(word, "汇总" | "依据" | "说明") {
                    self.from = None;
                }
                self.key = word == "键" || self.key && matches!(word, "可缺" | "可不适用");
            }
            Some(TokenKind::Text) if self.before(at) == Some(TokenKind::Keyword("继承")) => {
                let words = self.text(at).trim_matches(['"', '“', '”', '＂']).to_owned();
                self.index.extends = Some((words, self.span(at)));
            }
            Some(TokenKind::Text) if self.head == "案例" && at == 1 => {
                let name = self.text(at).trim_matches(['"', '“', '”', '＂']).into();
                self.declare(SymbolKind::Case, at, name, None);
            }
            Some(TokenKind::Data) if self.before(at) != Some(TokenKind::Data) => self.headings(at),
            Some(TokenKind::Name | TokenKind::Function | TokenKind::Type) => match self.declares(at, named) {
                Some((kind, owner)) => {
                    let owner = if kind == SymbolKind::Formula { scope.clone() } else { owner };
                    self.declare(kind, at, self.name(at), owner);
                }
                None => self.use_of(at, scope),
            },
            Some(_) | None => {}
        }
    }

    fn declare(&mut self, kind: SymbolKind, at: usize, name: Arc<str>, owner: Scope) {
        let ahead = || (at + 1..at + 6).take_while(|at| !matches!(self.kind(*at), Some(TokenKind::Keyword(_)) | None));
        let find = |wanted: TokenKind| ahead().find(|at| self.kind(*at) == Some(wanted));
        let target = find(TokenKind::Arrow).filter(|at| self.is_name(at + 1)).map(|at| self.name(at + 1));
        let ty = find(TokenKind::Type).map(|at| self.name(at));
        let span = self.span(at);
        let whole = if matches!(
            kind,
            SymbolKind::Column | SymbolKind::Indicator | SymbolKind::Value | SymbolKind::Key | SymbolKind::Result
        ) {
            let line = self.index.text().get(span.end..).and_then(|rest| rest.find('\n'));
            span.start..line.map_or(self.unit.end, |line| (span.end + line).min(self.unit.end))
        } else {
            self.unit.start..self.unit.end
        };
        self.symbols.push(Symbol { kind, name, owner, target, ty, span, whole });
    }

    /// What the name at an index declares, and whose it is.
    fn declares(&self, at: usize, named: Option<&Arc<str>>) -> Option<(SymbolKind, Scope)> {
        let whose = named.cloned();
        let next = self.kind(at + 1);
        match (self.before(at), self.head) {
            (_, "政策") if at == 1 => Some((SymbolKind::Policy, None)),
            (_, "单位") if at == 1 => Some((SymbolKind::Unit, None)),
            (_, "参数") if at == 1 => Some((SymbolKind::Param, None)),
            (_, "枚举") if at == 1 => Some((SymbolKind::Enum, None)),
            (_, "名单") if at == 1 => Some((SymbolKind::List, None)),
            (_, "对照表") if at == 1 => Some((SymbolKind::Lookup, None)),
            (_, "表" | "派生表") if at == 1 => Some((SymbolKind::Table, None)),
            (_, "公式") if at == 1 => Some((SymbolKind::Formula, None)),
            (_, "考核") if at == 1 => Some((SymbolKind::Assessment, None)),
            (_, "例外" | "排除") if at == 1 => Some((SymbolKind::Exception, None)),
            (_, "恢复") if at == 1 && next == Some(TokenKind::Keyword("对")) => Some((SymbolKind::Exception, None)),
            (_, "分配") if at == 1 => Some((SymbolKind::Allocation, None)),
            (_, "断言" | "约束") if at == 1 && next == Some(TokenKind::Colon) => {
                Some((SymbolKind::Assertion, None))
            }
            (Some(TokenKind::Keyword("列" | "键")), "表" | "派生表" | "增加") => {
                Some((SymbolKind::Column, whose))
            }
            (Some(TokenKind::Comma), "表" | "派生表") if self.key => Some((SymbolKind::Column, whose)),
            (_, "派生表") if self.gives(at, named) => Some((SymbolKind::Column, whose)),
            (Some(TokenKind::Keyword("校验")), "表") => Some((SymbolKind::Assertion, whose)),
            (Some(TokenKind::Keyword("指标" | "关键指标" | "参考指标")), "考核" | "增加") => {
                Some((SymbolKind::Indicator, whose))
            }
            (Some(TokenKind::Operator | TokenKind::Comma), "枚举") => Some((SymbolKind::Value, whose)),
            (Some(TokenKind::Operator | TokenKind::Comma), "增加")
                if self.kind(1) == Some(TokenKind::Keyword("枚举")) =>
            {
                Some((SymbolKind::Value, whose))
            }
            (Some(TokenKind::Keyword("按" | "得") | TokenKind::Comma), "对照表") if next == Some(TokenKind::Colon) =>
            {
                let gives = self.tokens.iter().take(at).any(|token| token.kind == TokenKind::Keyword("得"));
                Some((if gives { SymbolKind::Result } else { SymbolKind::Key }, whose))
            }
            (_, _) => None,
        }
    }

    /// Whether a name is the first that a derived table gives so.
    fn gives(&self, at: usize, named: Option<&Arc<str>>) -> bool {
        let name = self.name(at);
        let item = self.tokens.get(at).is_some_and(|token| token.opens.contains(&Part::Item));
        item && !self.symbols.iter().any(|symbol| symbol.name == name && symbol.owner.as_ref() == named)
    }

    fn use_of(&mut self, at: usize, scope: &Scope) {
        let given = self.tokens.get(at).is_some_and(|token| token.opens.contains(&Part::Item));
        let scope = if given { scope } else { self.from.as_ref().map_or(scope, |_| &self.from) };
        let scope = scope.clone();
        let tight = self.kind(at + 1) == Some(TokenKind::Open { tight: true });
        let one = Use {
            name: self.name(at),
            prefix: self.prefix(at),
            scope,
            near: self.near.clone(),
            called: self.kind(at) == Some(TokenKind::Function) || tight && self.kind(at) != Some(TokenKind::Type),
            leads: self.kind(at + 1) == Some(TokenKind::Dot),
            is_type: self.kind(at) == Some(TokenKind::Type),
            raw: false,
            span: self.span(at),
        };
        if self.before(at) == Some(TokenKind::Keyword("取自")) {
            self.from = Some(one.name.clone());
        }
        let leads = one.leads && one.prefix.is_empty();
        if leads {
            self.near = Some(one.name.clone());
        }
        self.uses.push(one);
    }

    /// The words before a name, parted by points; the keys of a place in a case are passed over.
    fn prefix(&self, at: usize) -> Vec<Arc<str>> {
        let mut out = Vec::new();
        let mut at = at;
        while let Some(dot) = at.checked_sub(1).filter(|dot| self.kind(*dot) == Some(TokenKind::Dot)) {
            let Some(mut word) = dot.checked_sub(1) else { break };
            if self.kind(word) == Some(TokenKind::Close) {
                let before = opening(|at| self.kind(at), word).and_then(|open| open.checked_sub(1));
                let Some(before) = before else { break };
                word = before;
            }
            match self.kind(word) {
                Some(TokenKind::Keyword(zh)) => out.insert(0, zh.into()),
                _ => out.insert(0, self.name(word)),
            }
            at = word;
        }
        out
    }

    /// The heading of a table that a case gives names columns.
    fn headings(&mut self, at: usize) {
        let Some(table) = (0..at).rev().find(|at| self.kind(*at) == Some(TokenKind::Name)).map(|at| self.name(at))
        else {
            return;
        };
        let start = self.span(at).start;
        let row = self.text(at).to_owned();
        let mut from = 0;
        for cell in row.split_inclusive(['|', '｜', '│']) {
            let name = cell.trim_end_matches(['|', '｜', '│']);
            let trimmed = name.trim();
            if !trimmed.is_empty() && name.len() < cell.len() {
                let begin = start + from + (name.len() - name.trim_start().len());
                self.uses.push(Use {
                    name: plain(trimmed),
                    prefix: vec![table.clone()],
                    scope: None,
                    near: None,
                    called: false,
                    leads: false,
                    is_type: false,
                    raw: true,
                    span: begin..begin + trimmed.len(),
                });
            }
            from += cell.len();
        }
    }
}

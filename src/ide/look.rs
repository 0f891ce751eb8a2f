//! What is told of the thing under the cursor.

use super::index::{Symbol, SymbolKind};
use super::workspace::{Found, Workspace};
use crate::builtin;
use crate::diagnostic::{Lang, Words};
use crate::ir::ids::TableId;
use crate::ir::program::{Basis, Param, Program, Slot};
use crate::lexicon::{AGGREGATES, KEYWORDS, TYPES, Word, find};
use crate::session::Loaded;
use crate::syntax::fold;
use crate::syntax::tokens::TokenKind;
use crate::value::types::{Digits, Kind, Type};
use crate::wording::value;
use std::ops::Range;

/// What is shown beside a place, as Markdown.
#[derive(Clone, Debug)]
pub struct Hover {
    pub span: Range<usize>,
    pub text: String,
}

/// What is told of the word at a byte.
pub fn hover(workspace: &Workspace, path: &str, offset: usize, lang: Lang) -> Option<Hover> {
    let file = workspace.file(path)?;
    let (unit, at) = file.token_at(offset)?;
    let token = unit.tokens.get(at)?;
    let span = unit.start + token.start..unit.start + token.end;
    let word = file.word(unit, token);
    let text = match token.kind {
        TokenKind::Keyword(zh) => KEYWORDS.iter().find(|word| word.zh == zh).map(|word| said(word, lang)),
        TokenKind::Type => find(TYPES, &fold(word)).map(|word| said(word, lang)),
        TokenKind::Function => function(&fold(word), lang),
        _ => None,
    };
    let text = text.or_else(|| {
        let targets = workspace.targets(path, offset);
        let first = targets.first()?;
        Some(symbol(workspace, path, first, lang))
    })?;
    Some(Hover { span, text })
}

fn said(word: &Word, lang: Lang) -> String {
    let other = if word.en.is_empty() { String::new() } else { format!(" · `{}`", word.en) };
    let doc = if lang == Lang::Zh { word.doc_zh } else { word.doc_en };
    format!("**{}**{other}\n\n{doc}", word.zh)
}

fn function(word: &str, lang: Lang) -> Option<String> {
    if let Some(entry) = builtin::find(word) {
        let doc = if lang == Lang::Zh { entry.doc_zh } else { entry.doc_en };
        return Some(format!("**{}** · `{}`\n\n{doc}", entry.usage, entry.en));
    }
    find(AGGREGATES, word).map(|word| said(word, lang))
}

/// The word for a kind of thing.
pub fn kind_word(kind: SymbolKind) -> Words {
    let (zh, en) = match kind {
        SymbolKind::Policy => ("政策", "policy"),
        SymbolKind::Unit => ("单位", "unit"),
        SymbolKind::Param => ("参数", "parameter"),
        SymbolKind::Enum => ("枚举", "enum"),
        SymbolKind::Value => ("枚举的值", "value of an enum"),
        SymbolKind::List => ("名单", "list"),
        SymbolKind::Lookup => ("对照表", "lookup"),
        SymbolKind::Key => ("对照表的键", "key of a lookup"),
        SymbolKind::Result => ("对照表的结果", "result of a lookup"),
        SymbolKind::Table => ("表", "table"),
        SymbolKind::Column => ("列", "column"),
        SymbolKind::Formula => ("公式", "formula"),
        SymbolKind::Assessment => ("考核", "assessment"),
        SymbolKind::Indicator => ("指标", "indicator"),
        SymbolKind::Exception => ("例外或排除", "exception"),
        SymbolKind::Allocation => ("分配", "allocation"),
        SymbolKind::Assertion => ("断言", "assertion"),
        SymbolKind::Case => ("案例", "case"),
    };
    Words::new(zh, en)
}

fn symbol(workspace: &Workspace, path: &str, found: &Found, lang: Lang) -> String {
    let Some(symbol) = found.symbol() else { return String::new() };
    let mut lines = Vec::new();
    let loaded = workspace.checked(path);
    let program = loaded.and_then(|loaded| loaded.program.as_ref());
    let mut title = format!("**{} {}**", kind_word(symbol.kind).get(lang), symbol.name);
    let known = program.and_then(|program| facts(program, symbol, lang));
    match (&known, &symbol.ty) {
        (Some(facts), _) => title.push_str(&format!(" : {}", facts.ty)),
        (None, Some(ty)) => title.push_str(&format!(" : {ty}")),
        (None, None) => {}
    }
    lines.push(title);
    if let Some(owner) = &symbol.owner {
        let grain = Words::new(format!("在“{owner}”的每一行上"), format!("on each row of {owner}"));
        lines.push(grain.get(lang).to_owned());
    }
    if let Some(facts) = known {
        lines.extend(facts.lines);
    }
    if let Some(loaded) = loaded {
        lines.extend(amended(loaded, symbol, lang));
    }
    if let Some(place) = found.place().filter(|place| place.path != path) {
        let line = found.file.source.place(u32::try_from(place.span.start).unwrap_or(0)).line;
        let from = Words::new(
            format!("声明在 {}，第 {line} 行", place.path),
            format!("declared in {}, line {line}", place.path),
        );
        lines.push(from.get(lang).to_owned());
    }
    let code = found.file.text().get(symbol.whole.clone()).unwrap_or("");
    let shown: Vec<&str> = code.lines().take(12).collect();
    lines.push(format!("```policy\n{}\n```", shown.join("\n")));
    lines.join("\n\n")
}

/// What a check knows of a thing.
struct Facts {
    ty: String,
    lines: Vec<String>,
}

fn facts(program: &Program, symbol: &Symbol, lang: Lang) -> Option<Facts> {
    if symbol.kind == SymbolKind::Param {
        let param = program.params.iter().find(|param| param.name == symbol.name)?;
        let mut lines = vec![param_value(program, param, lang)];
        lines.extend(bases(&param.bases, lang));
        lines.extend(param.note.iter().map(ToString::to_string));
        return Some(Facts { ty: type_words(program, &param.ty, lang), lines });
    }
    let slot = slot(program, symbol)?;
    let mut lines = bases(&slot.bases, lang);
    lines.extend(slot.note.iter().map(ToString::to_string));
    Some(Facts { ty: type_words(program, &slot.ty, lang), lines })
}

/// The slot of a column or formula.
pub fn slot<'p>(program: &'p Program, symbol: &Symbol) -> Option<&'p Slot> {
    let owner = match &symbol.owner {
        Some(owner) => Some(TableId::at(program.tables.iter().position(|table| table.name == *owner)?)),
        None => None,
    };
    program.slots.iter().find(|slot| slot.owner == owner && slot.name == symbol.name)
}

/// The value of a parameter, by its name, as a policy has it.
pub fn value_of(program: &Program, name: &str, lang: Lang) -> Option<String> {
    let param = program.params.iter().find(|param| *param.name == *name)?;
    Some(param_value(program, param, lang))
}

/// The value of a parameter on the policy's day, or that it is open.
pub fn param_value(program: &Program, param: &Param, lang: Lang) -> String {
    let open = Words::new("待定", "open");
    if param.values.is_empty() {
        return open.get(lang).to_owned();
    }
    match param.on(program.as_of) {
        Some(dated) => {
            let day = program.as_of.filter(|_| dated.from.is_some() || dated.to.is_some());
            let day = day.map_or_else(String::new, |day| format!(" ({day})"));
            format!("= {}{day}", value::typed(program, &param.ty, &dated.value))
        }
        None => {
            let all: Vec<String> =
                param.values.iter().map(|one| value::typed(program, &param.ty, &one.value)).collect();
            format!("= {}", all.join(" / "))
        }
    }
}

fn bases(bases: &[Basis], lang: Lang) -> Vec<String> {
    let word = Words::new("依据", "basis");
    let one = |basis: &Basis| {
        let quote = basis.quote.as_ref().map_or_else(String::new, |quote| format!(" “{quote}”"));
        format!("{}：{}{quote}", word.get(lang), basis.text)
    };
    bases.iter().map(one).collect()
}

/// Where a layer last changed a thing.
fn amended(loaded: &Loaded, symbol: &Symbol, lang: Lang) -> Option<String> {
    let about = |target: &str| target.split(['.', ' ', '“', '”', '「', '」']).any(|word| *word == *symbol.name);
    let edit = loaded.merged.edits.iter().rev().find(|edit| about(&edit.target))?;
    let layer = loaded.merged.names.get(edit.layer)?;
    let basis = edit.bases.first().map_or_else(String::new, |basis| format!("（{}）", basis.text));
    let words = Words::new(format!("最近由《{layer}》改动{basis}"), format!("last changed by {layer} {basis}"));
    Some(words.get(lang).to_owned())
}

/// A type in words: 金额（元，2 位小数，可缺）.
pub fn type_words(program: &Program, ty: &Type, lang: Lang) -> String {
    let mut notes: Vec<String> = Vec::new();
    let name = match ty.kind {
        Kind::Number(shape) => {
            let unit = value::unit(program, ty);
            if !unit.is_empty() {
                notes.push(unit);
            }
            notes.push(
                match shape.digits {
                    Digits::At(digits) => Words::new(format!("{digits} 位小数"), format!("{digits} decimals")),
                    Digits::Unbounded => Words::new("没有取整", "unrounded"),
                }
                .get(lang)
                .to_owned(),
            );
            if shape.percent { Words::new("比例", "ratio") } else { Words::new("数", "number") }
        }
        Kind::Date => Words::new("日期", "date"),
        Kind::Text => Words::new("文本", "text"),
        Kind::Bool => Words::new("是否", "yes or no"),
        Kind::Enum(at) => {
            let found = usize::try_from(at).ok().and_then(|at| program.enums.get(at));
            Words::same(found.map_or("", |found| &*found.name))
        }
    };
    if ty.missing {
        notes.push(Words::new("可缺", "may be missing").get(lang).to_owned());
    }
    if ty.inapplicable {
        notes.push(Words::new("可不适用", "may not apply").get(lang).to_owned());
    }
    if notes.is_empty() { name.get(lang).to_owned() } else { format!("{}（{}）", name.get(lang), notes.join("，")) }
}

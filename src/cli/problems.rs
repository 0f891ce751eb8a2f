//! Problems as they leave the program: drawn text or JSON, of policies and of data alike.

use super::{draw, repeats};
use crate::data::DataProblem;
use crate::diagnostic::{Diagnostic, Lang, Severity, Words};
use crate::report::text::Ambiguous;
use crate::source::{Source, Sources, Span};
use serde_json::{Value, json};

/// How problems are drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    pub lang: Lang,
    pub colour: bool,
    pub ambiguous: Ambiguous,
}

/// One problem with the texts that it marks.
#[derive(Clone, Debug)]
pub struct Item {
    pub(super) diagnostic: Diagnostic,
    /// The text of each label, in the order of the labels.
    pub(super) sources: Vec<Option<Source>>,
    /// The edits of its mend with their places.
    mend: Vec<Value>,
    /// The place in a file of data.
    pub(super) place: Option<Words>,
    data: Option<Value>,
}

impl Item {
    /// A problem of a policy.
    pub fn new(diagnostic: &Diagnostic, sources: &Sources) -> Item {
        let of = diagnostic.labels.iter().map(|label| sources.get(label.span.source).cloned());
        let edits = diagnostic.mend.iter().flat_map(|mend| &mend.edits);
        let mend = edits.filter_map(|(span, new)| Some(edit(sources.get(span.source)?, *span, new))).collect();
        Item { sources: of.collect(), mend, diagnostic: diagnostic.clone(), place: None, data: None }
    }

    /// A problem of the data, or a note about them.
    pub fn data(problem: &DataProblem, as_note: bool) -> Item {
        let mut diagnostic = Diagnostic::error(problem.code, problem.message.clone());
        if as_note {
            diagnostic.severity = Severity::Note;
        }
        if !problem.help.zh.is_empty() {
            diagnostic = diagnostic.help(problem.help.clone());
        }
        let column = problem.column.as_ref();
        let data = json!({
            "file": problem.file.as_deref(),
            "sheet": problem.sheet.as_deref(),
            "row": problem.row,
            "column": column.map(|column| &*column.name),
            "letter": column.and_then(|column| column.letter.as_deref()),
            "table": problem.table.as_deref(),
            "value": problem.value.as_deref(),
        });
        let place = Some(problem.place()).filter(|place| !place.zh.is_empty());
        Item { diagnostic, sources: Vec::new(), mend: Vec::new(), place, data: Some(data) }
    }

    pub fn is_error(&self) -> bool {
        self.diagnostic.severity == Severity::Error
    }

    pub fn is_warning(&self) -> bool {
        self.diagnostic.severity == Severity::Warning
    }

    /// The problem drawn, with an empty line behind it; a note about data in one line.
    pub fn text(&self, look: &Look) -> String {
        if let (Severity::Note, Some(place)) = (self.diagnostic.severity, &self.place) {
            let (place, message) = (place.get(look.lang), self.diagnostic.message.get(look.lang));
            return match look.lang {
                Lang::Zh => format!("说明 {}：{message}（{place}）", self.diagnostic.code),
                Lang::En => format!("note {}: {message} ({place})", self.diagnostic.code),
            };
        }
        draw::text(self, look)
    }

    pub fn json(&self, lang: Lang) -> Value {
        let severity = match self.diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let labels: Vec<Value> = self
            .diagnostic
            .labels
            .iter()
            .zip(&self.sources)
            .filter_map(|(label, source)| Some(placed(source.as_ref()?, label.span, label.words.get(lang))))
            .collect();
        let mut value = json!({
            "code": self.diagnostic.code,
            "severity": severity,
            "message": self.diagnostic.message.get(lang),
            "help": self.diagnostic.help.as_ref().map(|help| help.get(lang)),
            "labels": labels,
        });
        if let Value::Object(fields) = &mut value {
            // What is wrong in data is mended in them, by hand.
            match &self.data {
                Some(data) => fields.insert("data".to_owned(), data.clone()),
                None => fields.insert("mend".to_owned(), Value::from(self.mend.clone())),
            };
        }
        value
    }
}

/// What is to stand in place of some of the text.
fn edit(source: &Source, span: Span, new: &str) -> Value {
    let kind = match (span.end > span.start, new.is_empty()) {
        (false, _) => "insert",
        (true, true) => "delete",
        (true, false) => "replace",
    };
    let mut value = placed(source, span, new);
    if let Value::Object(fields) = &mut value {
        fields.insert("kind".to_owned(), json!(kind));
    }
    value
}

/// A stretch of a text with lines and columns from 1; columns count characters.
fn placed(source: &Source, span: Span, text: &str) -> Value {
    let end = span.end.max(span.start);
    json!({
        "file": source.name(),
        "line": source.line_of(span.start).saturating_add(1),
        "column": column(source, span.start),
        "end_line": source.line_of(end).saturating_add(1),
        "end_column": column(source, end),
        "start": span.start,
        "end": end,
        "text": text,
    })
}

/// The column of a byte offset as editors count it: characters from 1.
pub fn column(source: &Source, offset: u32) -> usize {
    let start = source.line_start(source.line_of(offset)) as usize;
    let before = source.written().get(start..offset as usize).unwrap_or("");
    before.chars().count().saturating_add(1)
}

/// One JSON array, one problem on each line.
pub fn array(all: &[Value]) -> String {
    let lines: Vec<String> = all.iter().map(Value::to_string).collect();
    if lines.is_empty() { "[]".to_owned() } else { format!("[\n{}\n]", lines.join(",\n")) }
}

/// 共 3 个错误、2 个提示; nothing where there is neither.
pub fn count(errors: usize, warnings: usize) -> Option<Words> {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    match (errors, warnings) {
        (0, 0) => None,
        (errors, 0) => Some(Words::new(format!("共 {errors} 个错误"), format!("{errors} error{}", plural(errors)))),
        (0, warnings) => {
            Some(Words::new(format!("共 {warnings} 个提示"), format!("{warnings} warning{}", plural(warnings))))
        }
        (errors, warnings) => Some(Words::new(
            format!("共 {errors} 个错误、{warnings} 个提示"),
            format!("{errors} error{}, {warnings} warning{}", plural(errors), plural(warnings)),
        )),
    }
}

/// All problems drawn, and their count: what a terminal would show.
pub fn text(diagnostics: &[Diagnostic], sources: &Sources, look: &Look) -> String {
    let mut text = String::new();
    let (mut errors, mut warnings) = (0usize, 0usize);
    let items: Vec<Item> = diagnostics.iter().map(|diagnostic| Item::new(diagnostic, sources)).collect();
    let (drawn, folded) = repeats::fold(&items);
    for (item, drawn) in items.iter().zip(drawn) {
        errors = errors.saturating_add(usize::from(item.is_error()));
        warnings = warnings.saturating_add(usize::from(item.is_warning()));
        if drawn {
            text.push_str(&item.text(look));
            text.push('\n');
        }
    }
    for words in folded {
        text.push_str(words.get(look.lang));
        text.push('\n');
    }
    if let Some(words) = count(errors, warnings) {
        text.push_str(words.get(look.lang));
        text.push('\n');
    }
    text
}

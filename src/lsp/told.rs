//! Problems as the protocol tells them, by file.

use super::place::{position, range};
use super::uri::uri_of;
use crate::diagnostic::{Diagnostic, Lang, Severity};
use crate::session::Loaded;
use crate::source::Source;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The problems of a check by the file in which they stand; those without a place stand at the start of `path`.
pub fn by_file(path: &str, loaded: &Loaded, lang: Lang) -> BTreeMap<String, Vec<Value>> {
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    files.insert(path.to_owned(), Vec::new());
    for layer in &loaded.chain {
        files.entry(layer.clone()).or_default();
    }
    for problem in &loaded.diagnostics {
        let source = problem.span().and_then(|span| loaded.sources.get(span.source));
        let file = source.map_or(path, Source::name);
        files.entry(file.to_owned()).or_default().push(one(problem, loaded, lang));
    }
    files
}

/// One problem.
pub fn one(problem: &Diagnostic, loaded: &Loaded, lang: Lang) -> Value {
    let mut message = problem.message.get(lang).to_owned();
    if let Some(label) = problem.labels.first().filter(|label| !label.words.get(lang).is_empty()) {
        message.push_str(&format!("\n{}", label.words.get(lang)));
    }
    if let Some(help) = &problem.help {
        let word = if lang == Lang::Zh { "建议：" } else { "help: " };
        message.push_str(&format!("\n{word}{}", help.get(lang)));
    }
    let severity = match problem.severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Note => 3,
    };
    let place = |label: &crate::diagnostic::Label| {
        let source = loaded.sources.get(label.span.source)?;
        let span = label.span.start as usize..label.span.end as usize;
        Some((uri_of(source.name()), range(source, &span)))
    };
    let start = json!({ "start": position(&Source::new("", ""), 0), "end": position(&Source::new("", ""), 0) });
    let own = problem.labels.first().and_then(place).map_or(start, |(_, range)| range);
    let related: Vec<Value> = problem
        .labels
        .iter()
        .skip(1)
        .filter_map(|label| {
            let (uri, range) = place(label)?;
            let words = label.words.get(lang);
            let words = if words.is_empty() { problem.message.get(lang) } else { words };
            Some(json!({ "location": { "uri": uri, "range": range }, "message": words }))
        })
        .collect();
    json!({
        "range": own,
        "severity": severity,
        "code": problem.code,
        "source": "jieyu",
        "message": message,
        "relatedInformation": related,
    })
}

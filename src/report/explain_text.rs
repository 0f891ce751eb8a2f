//! An explanation as an indented tree of lines.

use crate::diagnostic::{Lang, Words};
use crate::explain::{Explanation, Node, NodeKind, Provenance};
use crate::layer::EditKind;

/// The tree as text, two blanks deeper for each level.
pub fn write(explanation: &Explanation, lang: Lang) -> String {
    let mut text = String::new();
    line(&mut text, 0, explanation.subject.get(lang));
    if let Some(origin) = &explanation.origin {
        labelled(&mut text, 1, &Words::new("数据", "data"), origin.words().get(lang), lang);
    }
    for top in &explanation.nodes {
        text.push('\n');
        node(&mut text, 0, top, lang);
    }
    text
}

fn line(text: &mut String, depth: usize, words: &str) {
    for _ in 0..depth {
        text.push_str("  ");
    }
    text.push_str(words);
    text.push('\n');
}

fn labelled(text: &mut String, depth: usize, label: &Words, words: &str, lang: Lang) {
    let colon = match lang {
        Lang::Zh => "：",
        Lang::En => ": ",
    };
    line(text, depth, &format!("{}{colon}{words}", label.get(lang)));
}

fn node(text: &mut String, depth: usize, node: &Node, lang: Lang) {
    line(text, depth, &format!("{}{}", if depth == 0 { "" } else { "- " }, head(node, lang)));
    let below = depth.saturating_add(1);
    for (label, words) in lines(node, lang) {
        labelled(text, below, &label, &words, lang);
    }
    for child in &node.children {
        self::node(text, below, child, lang);
    }
}

/// What is said below the head of a node: a label and its words.
pub fn lines(node: &Node, lang: Lang) -> Vec<(Words, String)> {
    let mut all = Vec::new();
    if let Some(formula) = node.formula.as_ref().filter(|_| shows_formula(node)) {
        all.push((Words::new("公式", "formula"), formula.clone()));
    }
    if let Some(substituted) = node.substituted.as_ref().filter(|_| node.kind != NodeKind::Row) {
        all.push((Words::new("代入", "values"), substituted.clone()));
    }
    for step in &node.steps {
        all.push((step.kind.words(), step.words.get(lang).to_owned()));
    }
    for basis in &node.bases {
        let quote = basis.quote.as_ref().map(|quote| format!(" “{quote}”")).unwrap_or_default();
        all.push((Words::new("依据", "basis"), format!("{}{quote}", basis.text)));
    }
    if !node.layers.is_empty() {
        let words: Vec<String> = node.layers.iter().map(|from| layer(from).get(lang).to_owned()).collect();
        let sign = match lang {
            Lang::Zh => "；",
            Lang::En => "; ",
        };
        all.push((Words::new("出自", "layer"), words.join(sign)));
    }
    if let Some(note) = &node.note
        && node.kind != NodeKind::Column
    {
        all.push((Words::new("说明", "note"), note.clone()));
    }
    all
}

/// The layer that declares a rule, or what one changed of it.
pub fn layer(layer: &Provenance) -> Words {
    let name = &layer.layer;
    let Some(change) = &layer.change else { return Words::same(name.to_string()) };
    let (old, new) = (&change.old, &change.new);
    match change.kind {
        EditKind::Given => Words::new(format!("{name}，给定 {new}"), format!("{name}, given {new}")),
        // The text in force stands above as the formula: only what it was is news.
        EditKind::Amended => {
            let old = short(old);
            Words::new(format!("{name}，修改，原为“{old}”"), format!("{name}, amended, was “{old}”"))
        }
        EditKind::Extended => Words::new(format!("{name}，增加"), format!("{name}, added")),
        EditKind::Retired => Words::new(format!("{name}，停用"), format!("{name}, retired")),
        EditKind::Locked => Words::new(format!("{name}，锁定"), format!("{name}, locked")),
    }
}

/// A text that does not fill the line.
fn short(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    format!("{}……", text.chars().take(MOST).collect::<String>())
}

/// A constant is its own formula; a row's says nothing that its values do not.
fn shows_formula(node: &Node) -> bool {
    let value = node.value.as_ref().map(|value| &value.zh);
    node.formula.as_ref() != value || node.substituted.is_some()
}

/// What a node explains and its value, on one line.
pub fn head(node: &Node, lang: Lang) -> String {
    let mut head = node.title.get(lang).to_owned();
    if let Some(place) = &node.place {
        head = match lang {
            Lang::Zh => format!("{head}（{}）", place.get(lang)),
            Lang::En => format!("{head} ({})", place.get(lang)),
        };
    }
    if let (NodeKind::Row, Some(substituted)) = (node.kind, &node.substituted) {
        let colon = Words::new("：", ": ");
        head = format!("{head}{}{substituted}", colon.get(lang));
    }
    if let Some(value) = &node.value {
        let sign = match node.kind {
            NodeKind::Exception if lang == Lang::En => ": ",
            NodeKind::Exception => "：",
            NodeKind::Output
            | NodeKind::Formula
            | NodeKind::Column
            | NodeKind::Param
            | NodeKind::Aggregate
            | NodeKind::Row
            | NodeKind::Lookup
            | NodeKind::Indicator
            | NodeKind::Assessment
            | NodeKind::Share
            | NodeKind::Reasons => " = ",
        };
        head = format!("{head}{sign}{}", value.get(lang));
    }
    if let Some(origin) = &node.origin {
        head = format!("{head}  [{}]", origin.words().get(lang));
    }
    if node.repeated {
        head = format!("{head}  {}", Words::new("（推导见上文）", "(derived above)").get(lang));
    }
    head
}

//! `--set 名=值`: a value for a parameter, put into the tree before it is checked.

use super::problem::Problem;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, SourceId, Sources, Span};
use crate::syntax::ast::{DeclKind, File, ParamDecl};
use crate::syntax::{fold, parse_expr};
use std::collections::BTreeSet;

/// How a setting is named among the sources.
const NAME: &str = "--set";

/// What may stand behind the equals sign of a setting, where the parameter takes one of some names.
pub(super) struct Choice {
    pub source: SourceId,
    pub values: Vec<String>,
}

/// Puts the settings into the parameters of a policy.
pub(super) fn apply(
    file: &mut File,
    settings: &[(String, String)],
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Choice> {
    let mut choices = Vec::new();
    let mut done = BTreeSet::new();
    for (name, value) in settings {
        let text = format!("{name}={value}");
        let id = sources.add(Source::new(NAME, &text));
        let at_name = Span::new(id, 0, name.len());
        let folded = fold(name.trim());
        let wanted = folded.trim_matches(['「', '」']).trim();
        let known: Vec<String> = params(file).map(|param| param.name.text.to_string()).collect();
        if !known.iter().any(|known| known == wanted) {
            let near = nearest(wanted, &known);
            problems.push(Problem::UnknownSetting { span: at_name, name: name.clone(), near, known }.diagnostic());
            continue;
        }
        if !done.insert(wanted.to_owned()) {
            problems.push(Problem::SettingTwice { span: at_name, name: wanted.to_owned() }.diagnostic());
            continue;
        }
        if value.trim().is_empty() {
            problems.push(Problem::EmptySetting { span: at_name, name: wanted.to_owned() }.diagnostic());
            continue;
        }
        choices.extend(named_values(file, wanted).map(|values| Choice { source: id, values }));
        // Blanks in place of the name keep every span on the text that the reader sees.
        let blank = " ".repeat(name.len());
        let is_text = params(file).any(|param| *param.name.text == *wanted && is_text(&param.ty.name.text));
        let bare = !value.trim().starts_with(['"', '“', '＂']);
        let blank = if is_text && bare { format!("{blank}\"{value}\"") } else { format!("{blank} {value}") };
        let (expr, found) = parse_expr(id, &blank);
        problems.extend(found.iter().map(crate::syntax::problem::Problem::diagnostic));
        let Some(expr) = expr else { continue };
        for decl in &mut file.decls {
            if let DeclKind::Param(param) = &mut decl.kind
                && &*param.name.text == wanted
            {
                param.value = Some(expr.clone());
                param.open = false;
                param.dated = Vec::new();
            }
        }
    }
    choices
}

/// A text needs no quotes on the command line, where shells take them away.
fn is_text(name: &str) -> bool {
    matches!(name, "文本" | "text")
}

/// The names that a parameter of an enum may have.
fn named_values(file: &File, param: &str) -> Option<Vec<String>> {
    let ty = params(file).find(|declared| *declared.name.text == *param)?.ty.name.text.clone();
    let enums = file
        .decls
        .iter()
        .filter_map(|decl| if let DeclKind::Enum { name, values } = &decl.kind { Some((name, values)) } else { None });
    let (_, values) = enums.into_iter().find(|(name, _)| name.text == ty)?;
    Some(values.iter().map(|value| value.text.to_string()).collect())
}

fn params(file: &File) -> impl Iterator<Item = &ParamDecl> {
    file.decls.iter().filter_map(|decl| if let DeclKind::Param(param) = &decl.kind { Some(param) } else { None })
}

/// The known name that is most like a word, if one is alike enough.
pub fn nearest(word: &str, known: &[String]) -> Option<String> {
    let scored = known.iter().map(|name| (strsim::normalized_damerau_levenshtein(word, name), name));
    let best = scored.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (best.0 >= 0.5).then(|| best.1.clone())
}

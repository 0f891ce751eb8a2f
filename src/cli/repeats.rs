//! Warnings that say the same of many places: a few are drawn, the others stand in one line.

use super::problems::Item;
use crate::diagnostic::{Lang, Words};

/// Warnings of one code that are drawn; one more is drawn too, as a line would be no shorter.
const DRAWN: usize = 3;

/// Whether each is drawn, and a line for those of each code that are not.
pub fn fold(items: &[Item]) -> (Vec<bool>, Vec<Words>) {
    let mut drawn = vec![true; items.len()];
    let mut lines = Vec::new();
    let mut codes: Vec<&str> = Vec::new();
    for item in items.iter().filter(|item| item.is_warning()) {
        if !codes.contains(&item.diagnostic.code) {
            codes.push(item.diagnostic.code);
        }
    }
    for code in codes {
        let same = items.iter().enumerate().filter(|(_, item)| item.is_warning() && item.diagnostic.code == code);
        let rest: Vec<(usize, &Item)> = same.skip(DRAWN).collect();
        if rest.len() < 2 {
            continue;
        }
        for (at, _) in &rest {
            if let Some(place) = drawn.get_mut(*at) {
                *place = false;
            }
        }
        let told = |lang: Lang| {
            let mut file = String::new();
            let places: Vec<String> = rest.iter().map(|(_, item)| place(item, &mut file, lang)).collect();
            places.join(if lang == Lang::Zh { "、" } else { ", " })
        };
        let count = rest.len();
        lines.push(Words::new(
            format!("提示 {code}：同样的提示另有 {count} 处：{}\n", told(Lang::Zh)),
            format!("warning {code}: the same in {count} more places: {}\n", told(Lang::En)),
        ));
    }
    (drawn, lines)
}

/// The line of a problem and what stands there; the file where it is another than before.
fn place(item: &Item, file: &mut String, lang: Lang) -> String {
    let (Some(label), Some(Some(source))) = (item.diagnostic.labels.first(), item.sources.first()) else {
        return item.diagnostic.message.get(lang).to_owned();
    };
    let line = source.line_of(label.span.start).saturating_add(1);
    let text = source.text().get(label.span.start as usize..label.span.end as usize).unwrap_or("");
    let text = text.lines().next().unwrap_or("");
    let name = if source.name() == file { String::new() } else { format!("{} ", source.name()) };
    source.name().clone_into(file);
    match lang {
        Lang::Zh => format!("{name}第 {line} 行“{text}”"),
        Lang::En => format!("{name}line {line} ({text})"),
    }
}

#[cfg(test)]
mod tests {
    use super::fold;
    use crate::cli::problems::Item;
    use crate::cli::problems::{Look, text};
    use crate::diagnostic::{Diagnostic, Words};
    use crate::source::{Source, Sources, Span};

    /// Five lines with as many problems of a code as are asked for, one on each line.
    fn problems(warnings: usize, errors: usize) -> (Vec<Diagnostic>, Sources) {
        let mut sources = Sources::default();
        let id = sources.add(Source::new("a.policy", "甲\n乙\n丙\n丁\n戊\n"));
        let at = |line: usize| Span::new(id, line * 4, line * 4 + 3);
        let words = || Words::same("没有依据");
        let mut all: Vec<Diagnostic> =
            (0..warnings).map(|line| Diagnostic::warning("JY0704", words()).at(at(line), words())).collect();
        all.extend((0..errors).map(|line| Diagnostic::error("JY0201", words()).at(at(line), words())));
        (all, sources)
    }

    #[test]
    fn warnings_that_repeat_stand_in_one_line_and_errors_never_do() {
        let (all, sources) = problems(5, 5);
        let drawn = text(&all, &sources, &Look::default());
        assert_eq!(drawn.matches("-->").count(), 3 + 5, "{drawn}");
        assert!(drawn.contains("提示 JY0704：同样的提示另有 2 处：a.policy 第 4 行“丁”、第 5 行“戊”"), "{drawn}");
        assert!(drawn.contains("共 5 个错误、5 个提示"), "all are counted: {drawn}");
        let (all, sources) = problems(4, 0);
        let items: Vec<Item> = all.iter().map(|one| Item::new(one, &sources)).collect();
        assert_eq!(fold(&items).0, [true; 4], "a fourth one is drawn");
    }
}

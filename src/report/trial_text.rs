//! What came of cases, for the eye: failures first to last, each in a few lines, then the count.

use crate::diagnostic::{Lang, Words, counted};
use crate::trial::sheet::place;
use crate::trial::{CaseOutcome, Failure, SuiteOutcome};

/// How many cases there were and how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
    /// Snapshots that wait for review.
    pub pending: usize,
    /// Cases whose expectations nobody has confirmed yet.
    pub proposed: usize,
}

/// Counts cases.
pub fn tally(suites: &[SuiteOutcome]) -> Tally {
    let cases = || suites.iter().flat_map(|suite| &suite.cases);
    let passed = cases().filter(|case| case.passed()).count();
    let proposed = cases().filter(|case| case.proposed).count();
    Tally { passed, failed: cases().count() - passed, pending: 0, proposed }
}

/// All failures, and the names of all cases where `verbose`.
pub fn write(suites: &[SuiteOutcome], verbose: bool, lang: Lang) -> String {
    let mut text = String::new();
    for suite in suites {
        for case in &suite.cases {
            if !case.passed() {
                failed(&mut text, suite, case, lang);
            } else if verbose {
                let word = pick(lang, "通过", "ok");
                text.push_str(&format!("{word}  {}  {}\n", suite.path, case.name));
            }
        }
    }
    text
}

/// The last line.
pub fn count(tally: Tally, lang: Lang) -> String {
    let Tally { passed, failed, pending, proposed } = tally;
    let all = passed + failed;
    let mut words = if all == 0 {
        Words::new("一个案例也没有运行", "no case was run")
    } else if failed == 0 {
        Words::new(format!("{all} 个案例全部通过"), format!("{} passed", counted(all, "case")))
    } else {
        Words::new(
            format!("{all} 个案例：{passed} 个通过，{failed} 个不符"),
            format!("{}: {passed} passed, {failed} failed", counted(all, "case")),
        )
    };
    if proposed > 0 {
        words.zh.push_str(&format!("；{proposed} 个案例的期望待确认"));
        words.en.push_str(&format!("; the expectations of {proposed} are to be confirmed"));
    }
    if pending > 0 {
        words.zh.push_str(&format!("；{pending} 个快照等待审核：jieyu review"));
        words.en.push_str(&format!("; {pending} snapshots wait for review: jieyu review"));
    }
    words.get(lang).to_owned()
}

fn pick<'w>(lang: Lang, zh: &'w str, en: &'w str) -> &'w str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn failed(text: &mut String, suite: &SuiteOutcome, case: &CaseOutcome, lang: Lang) {
    text.push_str(&format!("✗ {} “{}”\n", pick(lang, "案例", "case"), case.name));
    match &case.spot {
        Some(spot) => text.push_str(&format!("  {}  {}\n", suite.path, place(spot).get(lang))),
        None => text.push_str(&format!("  {}:{}\n", suite.path, case.line)),
    }
    for failure in &case.failures {
        one(text, failure, lang);
    }
    text.push('\n');
}

fn one(text: &mut String, failure: &Failure, lang: Lang) {
    let place = match (&failure.spot, failure.line, lang) {
        (Some(spot), ..) => format!("  {}", place(spot).get(lang)),
        (None, 0, _) => String::new(),
        (None, line, Lang::Zh) => format!("  第 {line} 行"),
        (None, line, Lang::En) => format!("  line {line}"),
    };
    text.push_str(&format!("{place}  {}\n", failure.what.get(lang)));
    if let Some((line, column, width)) = &failure.excerpt {
        text.push_str(&format!("    {line}\n    {}{}\n", " ".repeat(*column), "^".repeat(*width)));
    }
    let mut put = |zh: &str, en: &str, words: &str| {
        for (index, line) in words.lines().enumerate() {
            let label = if index == 0 { pick(lang, zh, en) } else { "" };
            let width = crate::source::display_width(label);
            text.push_str(&format!("    {label}{}{line}\n", " ".repeat(12usize.saturating_sub(width))));
        }
    };
    if let Some(wanted) = &failure.wanted {
        put("期望", "expected", wanted);
    }
    if let Some(actual) = &failure.actual {
        put("实际", "actual", actual);
    }
    if let Some(difference) = &failure.difference {
        put("相差", "difference", difference);
    }
    if !failure.clause.is_empty() {
        put("依据", "basis", &failure.clause.join("；"));
    }
    if let Some(rule) = &failure.rule {
        put("规则", "rule", rule);
    }
    if let Some(help) = &failure.help {
        put("建议", "help", help.get(lang));
    }
}

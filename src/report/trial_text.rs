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

/// Lines of a screen that failures may take, and those of them that go to failures in full.
const SCREEN: usize = 36;
const FULL: usize = 26;
/// Letters of a rule that are shown, and of the name of a case on a line with other things.
const RULE: usize = 60;
const NAME: usize = 24;

/// What fits one screen: all failures if they do; else in full those that matter most, money first, and the others in a line
/// each as far as there is room.
pub fn screen(suites: &[SuiteOutcome], lang: Lang) -> String {
    let all = write(suites, false, lang);
    if all.lines().count() <= SCREEN {
        return all;
    }
    let cases = suites.iter().flat_map(|suite| suite.cases.iter().map(move |case| (suite, case)));
    let mut left: Vec<(&SuiteOutcome, &CaseOutcome)> = cases.filter(|(_, case)| !case.passed()).collect();
    left.sort_by_key(|(_, case)| weight(case));
    let mut text = String::new();
    while let Some((suite, case)) = left.first().copied() {
        let mut block = String::new();
        failed(&mut block, suite, case, lang);
        let free = FULL.saturating_sub(text.lines().count());
        if block.lines().count() > free {
            if !text.is_empty() {
                break;
            }
            block = cut(&block, free, lang);
        }
        text.push_str(&block);
        left.remove(0);
    }
    let free = SCREEN.saturating_sub(text.lines().count() + 1);
    for (suite, case) in left.iter().take(free) {
        brief(&mut text, suite, case, lang);
    }
    let more = left.len().saturating_sub(free);
    let words = if more > 0 {
        Words::new(
            format!("……另有 {more} 个不符。逐个列出：--verbose；写入文件：--out"),
            format!("… and {more} more failed. All in full: --verbose; into a file: --out"),
        )
    } else {
        Words::new("逐个列出：--verbose；写入文件：--out", "all in full: --verbose; into a file: --out")
    };
    text.push_str(&format!("{}\n", words.get(lang)));
    text
}

/// What is told first: money, then other values, then errors, then snapshots alone.
fn weight(case: &CaseOutcome) -> u8 {
    let least = case.failures.iter().map(|failure| match (&failure.difference, &failure.wanted) {
        (Some(difference), _) if difference.ends_with('元') => 0,
        (_, Some(_)) => 1,
        (_, None) if failure.actual.is_none() => 2,
        (_, None) => 3,
    });
    least.min().unwrap_or(3)
}

/// The beginning of a text that is too long.
fn cut(text: &str, lines: usize, lang: Lang) -> String {
    let all = text.trim_end().lines().count();
    let kept = lines.saturating_sub(2);
    let mut shown: Vec<String> = text.lines().take(kept).map(str::to_owned).collect();
    let more = all.saturating_sub(kept);
    shown.push(match lang {
        Lang::Zh => format!("  ……另有 {more} 行"),
        Lang::En => format!("  … and {}", counted(more, "more line")),
    });
    format!("{}\n\n", shown.join("\n"))
}

/// A case that failed on one line: where it stands, and the first value that is not what it should be.
fn brief(text: &mut String, suite: &SuiteOutcome, case: &CaseOutcome, lang: Lang) {
    // Cases of several layers have one name: the folder tells them apart.
    let parts: Vec<&str> = suite.path.rsplit(['/', '\\']).take(2).collect();
    let file = parts.into_iter().rev().collect::<Vec<_>>().join("/");
    let money = |failure: &&Failure| failure.difference.as_ref().is_some_and(|difference| difference.ends_with('元'));
    let valued = || case.failures.iter().find(|failure| failure.difference.is_some());
    let told = case.failures.iter().find(money).or_else(valued).or(case.failures.first());
    let said = match told {
        None => String::new(),
        Some(failure) => match (&failure.wanted, &failure.actual) {
            (Some(wanted), Some(actual)) => {
                let gap = failure.difference.as_ref().map(|gap| format!("（{gap}）")).unwrap_or_default();
                let (what, wanted, actual) = (failure.what.get(lang), wanted.get(lang), actual.get(lang));
                format!("{what}：{wanted} → {actual}{gap}")
            }
            (Some(_) | None, _) => failure.what.get(lang).to_owned(),
        },
    };
    let name = short(&case.name, NAME);
    text.push_str(&format!("✗ {file}:{} “{name}”  {}\n", case.line, short(&said, RULE)));
}

/// A text of at most so many letters.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most).chain(['…']).collect() }
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
        put("期望", "expected", wanted.get(lang));
    }
    if let Some(actual) = &failure.actual {
        put("实际", "actual", actual.get(lang));
    }
    if let Some(difference) = &failure.difference {
        put("相差", "difference", difference);
    }
    if !failure.clause.is_empty() {
        put("依据", "basis", &failure.clause.join("；"));
    }
    if let Some(rule) = &failure.rule {
        put("规则", "rule", &short(rule, RULE));
    }
    if let Some(help) = &failure.help {
        put("建议", "help", help.get(lang));
    }
}

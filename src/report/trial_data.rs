//! What came of cases, for other programs: JSON and JUnit XML.

use crate::diagnostic::{Diagnostic, Lang, Words};
use crate::trial::{CaseOutcome, Failure, SuiteOutcome};
use serde_json::{Value, json};

/// All suites as JSON, in a stable order.
pub fn json(suites: &[SuiteOutcome], lang: Lang) -> String {
    let all: Vec<Value> = suites.iter().map(|one| suite(one, lang)).collect();
    let mut text = serde_json::to_string_pretty(&json!({ "suites": all })).unwrap_or_default();
    text.push('\n');
    text
}

fn suite(suite: &SuiteOutcome, lang: Lang) -> Value {
    let cases: Vec<Value> = suite
        .cases
        .iter()
        .map(|case| {
            json!({
                "name": case.name,
                "line": case.line,
                "sheet": case.spot.as_ref().and_then(|spot| spot.sheet.as_deref()),
                "passed": case.passed(),
                "expectations": case.expectations,
                "failures": case.failures.iter().map(|one| failure(one, lang)).collect::<Vec<_>>(),
            })
        })
        .collect();
    let problem = |problem: &Diagnostic| json!({ "code": problem.code, "message": problem.message.get(lang) });
    let problems: Vec<Value> = suite.problems.iter().map(problem).collect();
    json!({ "file": suite.path, "problems": problems, "cases": cases })
}

fn failure(failure: &Failure, lang: Lang) -> Value {
    let said = |words: &Option<Words>| words.as_ref().map(|words| words.get(lang).to_owned());
    json!({
        "line": failure.line,
        "sheet": failure.spot.as_ref().and_then(|spot| spot.sheet.as_deref()),
        "what": failure.what.get(lang),
        "expected": said(&failure.wanted),
        "actual": said(&failure.actual),
        "difference": failure.difference,
        "basis": failure.clause,
        "rule": failure.rule,
        "help": said(&failure.help),
    })
}

/// All suites as JUnit XML; no times, so that equal results are equal files.
pub fn junit(suites: &[SuiteOutcome], lang: Lang) -> String {
    let failed = |suite: &SuiteOutcome| suite.cases.iter().filter(|case| !case.passed()).count();
    let tests: usize = suites.iter().map(|suite| suite.cases.len()).sum();
    let failures: usize = suites.iter().map(failed).sum();
    let errors: usize = suites.iter().map(|suite| suite.problems.len()).sum();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"jieyu\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">\n"
    );
    for suite in suites {
        let (name, count) = (escape(&suite.path), suite.cases.len());
        text.push_str(&format!(
            "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{}\" errors=\"{}\">\n",
            failed(suite),
            suite.problems.len()
        ));
        for problem in &suite.problems {
            let message = escape(&format!("{} {}", problem.code, problem.message.get(lang)));
            let policy = Words::new("（政策）", "(policy)");
            let policy = policy.get(lang);
            text.push_str(&format!(
                "    <testcase classname=\"{name}\" name=\"{policy}\"><error message=\"{message}\"/></testcase>\n"
            ));
        }
        for case in &suite.cases {
            text.push_str(&testcase(&name, case, lang));
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn testcase(suite: &str, case: &CaseOutcome, lang: Lang) -> String {
    let head = format!("    <testcase classname=\"{suite}\" name=\"{}\" line=\"{}\"", escape(&case.name), case.line);
    if case.passed() {
        return format!("{head}/>\n");
    }
    let mut text = format!("{head}>\n");
    for failure in &case.failures {
        let said = |zh: &str, en: &str, value: Option<&str>| {
            value.map(|value| format!("{} {value}", Words::new(zh, en).get(lang)))
        };
        let words = |words: &Option<Words>| words.as_ref().map(|words| words.get(lang).to_owned());
        let parts = [
            said("期望", "expected", words(&failure.wanted).as_deref()),
            said("实际", "actual", words(&failure.actual).as_deref()),
            said("相差", "difference", failure.difference.as_deref()),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let message = escape(failure.what.get(lang));
        let parted = Words::new("；", "; ");
        let said = escape(&parts.join(parted.get(lang)));
        text.push_str(&format!("      <failure message=\"{message}\">{said}</failure>\n"));
    }
    text.push_str("    </testcase>\n");
    text
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

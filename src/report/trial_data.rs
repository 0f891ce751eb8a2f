//! What came of cases, for other programs: JSON and JUnit XML.

use crate::trial::{CaseOutcome, Failure, SuiteOutcome};
use serde_json::{Value, json};

/// All suites as JSON, in a stable order.
pub fn json(suites: &[SuiteOutcome]) -> String {
    let all: Vec<Value> = suites.iter().map(suite).collect();
    let mut text = serde_json::to_string_pretty(&json!({ "suites": all })).unwrap_or_default();
    text.push('\n');
    text
}

fn suite(suite: &SuiteOutcome) -> Value {
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
                "failures": case.failures.iter().map(failure).collect::<Vec<_>>(),
            })
        })
        .collect();
    let problems: Vec<Value> =
        suite.problems.iter().map(|problem| json!({ "code": problem.code, "message": problem.message.zh })).collect();
    json!({ "file": suite.path, "problems": problems, "cases": cases })
}

fn failure(failure: &Failure) -> Value {
    json!({
        "line": failure.line,
        "sheet": failure.spot.as_ref().and_then(|spot| spot.sheet.as_deref()),
        "what": failure.what.zh,
        "expected": failure.wanted,
        "actual": failure.actual,
        "difference": failure.difference,
        "basis": failure.clause,
        "rule": failure.rule,
        "help": failure.help.as_ref().map(|help| &help.zh),
    })
}

/// All suites as JUnit XML; no times, so that equal results are equal files.
pub fn junit(suites: &[SuiteOutcome]) -> String {
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
            let message = escape(&format!("{} {}", problem.code, problem.message.zh));
            text.push_str(&format!(
                "    <testcase classname=\"{name}\" name=\"（政策）\"><error message=\"{message}\"/></testcase>\n"
            ));
        }
        for case in &suite.cases {
            text.push_str(&testcase(&name, case));
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn testcase(suite: &str, case: &CaseOutcome) -> String {
    let head = format!("    <testcase classname=\"{suite}\" name=\"{}\" line=\"{}\"", escape(&case.name), case.line);
    if case.passed() {
        return format!("{head}/>\n");
    }
    let mut text = format!("{head}>\n");
    for failure in &case.failures {
        let said = |label: &str, value: &Option<String>| value.as_ref().map(|value| format!("{label} {value}"));
        let parts = [said("期望", &failure.wanted), said("实际", &failure.actual), said("相差", &failure.difference)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let message = escape(&failure.what.zh);
        text.push_str(&format!("      <failure message=\"{message}\">{}</failure>\n", escape(&parts.join("；"))));
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

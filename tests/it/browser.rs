//! A real browser without a window, where there is one: what a page comes to after its script has run, and how many sheets of
//! paper it prints on.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The browser, if this machine has one.
fn program() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome.exe"];
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name))).find(|file| file.is_file())
}

/// Lets the browser work on a page; says so where there is none.
fn ask(url: &str, wishes: &[&str]) -> Option<Vec<u8>> {
    let Some(program) = program() else {
        eprintln!("NOT TRIED: there is no chromium here, so no page was opened in a browser");
        return None;
    };
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(program)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(wishes)
        .arg(url)
        .stderr(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "the browser failed on {url}");
    Some(output.stdout)
}

fn url(page: &Path, fragment: &str) -> String {
    format!("file://{}{fragment}", page.display())
}

/// The document after its script has run; `None` without a browser.
pub fn document(page: &Path, fragment: &str) -> Option<String> {
    let text = ask(&url(page, fragment), &["--virtual-time-budget=20000", "--dump-dom"])?;
    Some(String::from_utf8(text).unwrap())
}

/// How many sheets a page prints on; `None` without a browser.
pub fn sheets(page: &Path) -> Option<usize> {
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("page.pdf");
    ask(&url(page, ""), &["--no-pdf-header-footer", &format!("--print-to-pdf={}", pdf.display())])?;
    Some(pages(&pdf))
}

/// The pages of a PDF, by the marks of its page objects.
pub fn pages(pdf: &Path) -> usize {
    let bytes = std::fs::read(pdf).unwrap();
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let count = text.split("/Type").skip(1).filter(|rest| {
        let rest = rest.trim_start();
        rest.starts_with("/Page") && !rest.starts_with("/Pages")
    });
    count.count()
}

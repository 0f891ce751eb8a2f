//! Ugly policies, and what they look like when they are laid out.

use jieyu::format::{Style, format};
use std::fs;
use std::path::{Path, PathBuf};

pub fn ugly() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/ugly");
    let mut all: Vec<(PathBuf, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "policy"))
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    all.sort();
    all
}

#[test]
fn ugly_policies_become_fair() {
    for (path, text) in ugly() {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(path.parent().unwrap());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        settings.bind(|| insta::assert_snapshot!(name, format(&text, &Style::default())));
    }
}

#[test]
fn line_ends_and_the_byte_order_mark_are_kept() {
    let style = Style::default();
    assert_eq!(format("\u{FEFF}公式 甲=1\r\n公式 乙=2\r\n", &style), "\u{FEFF}公式 甲 = 1\r\n公式 乙 = 2\r\n");
    assert_eq!(format("公式 甲=1", &style), "公式 甲 = 1\n");
    assert_eq!(format("", &style), "");
}

/// Carriage returns that pile up before a line's end are one line's end: the second layout finds nothing to do.
#[test]
fn carriage_returns_that_pile_up_are_one_line_end() {
    let text = "政策 甲\n# 注\r\r\r\n表 人\n|s|r\r\r\r\n  键 号 : 文本\n";
    let once = format(text, &Style::default());
    assert_eq!(once, format(&once, &Style::default()));
    assert!(!once.contains('\r'), "{once:?}");
}

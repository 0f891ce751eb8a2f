//! `jieyu fmt` as it is typed.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn jieyu(folder: &Path, args: &[&str], input: &str) -> (Output, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jieyu"));
    command.current_dir(folder).args(args).env("LC_ALL", "C.UTF-8").env("JIEYU_LANG", "zh");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, said)
}

#[test]
fn files_are_laid_out_in_place_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("甲.policy");
    fs::write(&path, "公式 甲=1\n公式 坏=\n").unwrap();
    let (checked, said) = jieyu(folder.path(), &["fmt", "--check", "."], "");
    assert_eq!(checked.status.code(), Some(1), "{said}");
    assert!(said.contains("甲.policy：排版不规范") && said.contains("1 个文件要整理"), "{said}");
    assert!(said.contains("第 2 行起的声明读不懂，保持原样"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "公式 甲=1\n公式 坏=\n");
    let (laid, said) = jieyu(folder.path(), &["fmt", "甲.policy"], "");
    assert_eq!(laid.status.code(), Some(0), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "公式 甲 = 1\n公式 坏=\n");
    let (checked, said) = jieyu(folder.path(), &["fmt", "--check", "甲.policy"], "");
    assert_eq!((checked.status.code(), said.contains("1 个文件的排版都规范")), (Some(0), true), "{said}");
    let (none, said) = jieyu(folder.path(), &["fmt", "没有"], "");
    assert_eq!((none.status.code(), said.contains("没有政策文件")), (Some(1), true), "{said}");
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["fmt", "--stdin", "--keywords", "en", "--width", "half"];
    let (output, _) = jieyu(folder.path(), &args, "公式 甲：金额＝1元 四舍五入到 分\n");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "formula 甲 : money = 1元 half-up to 分\n");
    let (output, _) = jieyu(folder.path(), &["fmt", "--stdin", "--check"], "公式 甲=1");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
}

/// An editor hands over what is not saved yet, and the name by which it is known.
#[test]
fn markdown_on_standard_input_is_known_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let wild = "# 第一条\n\n公式 甲=1 是正文。\n\n```policy\n公式 甲=1\n```\n";
    for args in [&["fmt", "--stdin", "--stdin-name", "办法.policy.md"][..], &["fmt", "--stdin-name", "d/A.POLICY.MD"]]
    {
        let (output, said) = jieyu(folder.path(), args, wild);
        let laid = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(laid, wild.replace("\n公式 甲=1\n`", "\n公式 甲 = 1\n`"), "{said}");
    }
    let (output, _) = jieyu(folder.path(), &["fmt", "--stdin-name", "办法.policy.md", "--check"], wild);
    assert_eq!(output.status.code(), Some(1));
    let (output, _) = jieyu(folder.path(), &["fmt", "--stdin-name", "甲.policy"], "公式 甲=1\n");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "公式 甲 = 1\n");
    let (output, said) = jieyu(folder.path(), &["fmt", "--stdin-name", "甲.policy", "甲.policy"], "");
    assert_eq!(output.status.code(), Some(2), "{said}");
}

/// What ships is in the layout that is asked of others.
#[test]
fn what_ships_is_in_the_layout() {
    let (output, said) = jieyu(Path::new(env!("CARGO_MANIFEST_DIR")), &["fmt", "--check", "policies", "examples"], "");
    assert_eq!(output.status.code(), Some(0), "{said}");
}

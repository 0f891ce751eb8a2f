//! `new` and `repl`: what a person begins with.

use jieyu::check::Lone;
use jieyu::data::InputFile;
use jieyu::ir::ids::{SlotId, TableId};
use jieyu::session::{Session, World, lone, settle};
use jieyu::source::{Source, Sources};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

fn jieyu(folder: &Path, lang: &str, args: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jieyu"))
        .current_dir(folder)
        .args(args)
        .env("JIEYU_LANG", lang)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that fails at once reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_new_project_works_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for (lang, name, workbook) in
        [("zh", "结余留用", "空表.xlsx"), ("en", "retention", "blank.xlsx"), ("zh", "2021 年-试点", "空表.xlsx")]
    {
        let (code, _, said) = jieyu(folder.path(), lang, &["new", name], b"");
        assert_eq!(code, 0, "{said}");
        let own = folder.path().join(name);
        for file in
            [format!("{name}.policy"), format!("{name}.cases.policy"), "README.md".to_owned(), workbook.to_owned()]
        {
            assert!(own.join(&file).is_file() && said.contains(&file), "{file}: {said}");
        }
        let policy = format!("{name}.policy");
        let cases = format!("{name}.cases.policy");
        for args in [
            &["check", &policy][..],
            &["test", "."],
            &["fmt", "--check", &policy, &cases],
            &["run", &policy, "--data", workbook],
        ] {
            let (code, _, said) = jieyu(&own, lang, args, b"");
            assert!(code == 0, "{args:?}: {said}");
        }
        let (code, out, said) = jieyu(&own, lang, &["check", &policy], b"");
        assert_eq!((code, out.as_str()), (0, ""), "{said}");
        assert!(!said.contains("JY"), "{said}");
        let text = std::fs::read_to_string(own.join("README.md")).unwrap();
        assert!(text.contains(name) && !text.contains('@'));
        let before = std::fs::read_to_string(own.join(&policy)).unwrap();
        std::fs::write(own.join(&policy), "改过").unwrap();
        let (code, _, said) = jieyu(folder.path(), lang, &["new", name], b"");
        assert!(code == 1 && said.contains("JY1066"), "{said}");
        assert_eq!(std::fs::read_to_string(own.join(&policy)).unwrap(), "改过");
        assert!(before.contains(name));
    }
}

#[test]
fn names_are_safe_on_every_desk() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "",
        "a/b",
        "a\\b",
        "..",
        "con",
        "NUL.txt",
        "com1",
        "lpt9.policy",
        "a:b",
        "末尾.",
        "末尾 ",
        ".隐",
        "a?",
        "「甲」",
        &"长".repeat(61),
    ] {
        let (code, _, said) = jieyu(folder.path(), "zh", &["new", name], b"");
        assert!(code == 2 && said.contains("JY1065"), "{name}: {said}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    // Names that only begin like those are fine.
    for name in ["console", "com10", "公式"] {
        let (code, _, said) = jieyu(folder.path(), "zh", &["new", name], b"");
        assert_eq!(code, 0, "{said}");
    }
}

const POLICY: &str = "政策 试\n参数 比例上限 : 比例 = 50%\n  依据 第一条\n表 医院\n  键 编码 : 文本\n  列 结余 : 金额\n  列 备注 : 文本 可缺\n每个 医院：\n\
公式 留用 : 金额 = 结余 × 比例上限 四舍五入到 分\n  依据 第一条\n输出 医院 : 编码, 留用\n";

fn bench() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("试.policy"), POLICY).unwrap();
    std::fs::write(folder.path().join("医院.csv"), "编码,结余,备注\nA,10.01,\nB,20,好\n").unwrap();
    folder
}

#[test]
fn a_playground_answers_from_a_pipe() {
    let folder = bench();
    let args = &["repl", "试.policy", "--data", "医院.csv", "--row", "A"];
    let input = "结余 ÷ 3\n\n# 不算\n：行 B\n结余\r\n:row 医院 A\n留用\n：类型 结余 ÷ 3\n:type 备注\n：行\n合计(医院.留用)\n：帮助\n：退出\n不会读到\n";
    let (code, out, said) = jieyu(folder.path(), "zh", args, input.as_bytes());
    assert_eq!((code, said.as_str()), (0, ""), "{out}");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[..2], ["1001/300", "单位：元；约 3.33666666666666666667"]);
    for expected in ["\n20\n", "\n5.01\n", "没有取整", "文本（可缺）", "\n15.01\n", "：类型 算式"] {
        assert!(out.contains(expected), "{expected}: {out}");
    }
}

#[test]
fn a_playground_explains() {
    let folder = bench();
    let args = &["repl", "试.policy", "--data", "医院.csv"];
    let (code, out, said) = jieyu(folder.path(), "zh", args, "：行 A\n：解释 留用\n".as_bytes());
    assert!(code == 0 && out.contains("代入：10.01元 × 50% 四舍五入到 分"), "{out}{said}");
    let (code, out, said) = jieyu(folder.path(), "en", args, b":row B\n:explain\n:help\n");
    assert!(code == 0 && out.contains("B") && out.contains(":quit"), "{out}{said}");
}

#[test]
fn a_playground_goes_on_behind_a_slip() {
    let folder = bench();
    let input = "结于\n1 +\n：走\n：行 Z\n留用\n1 元 + 1 分值\n：行 A\n留用\n";
    let (code, out, said) = jieyu(folder.path(), "zh", &["repl", "试.policy", "--data", "医院.csv"], input.as_bytes());
    assert_eq!(code, 1, "a script has failed");
    for expected in ["不认识“结于”", "JY0101", "JY1067", "JY1022"] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert!(out.ends_with("5.01\n单位：元\n"), "{out}");
    let (code, _, said) = jieyu(folder.path(), "zh", &["repl", "试.policy"], "：行 A\n比例上限\n".as_bytes());
    assert!(code == 1 && said.contains("JY1068"), "{said}");
}

/// Older consoles of Windows pipe GBK.
#[test]
fn a_playground_reads_what_old_consoles_write() {
    let folder = bench();
    let input = encoding_rs::GB18030.encode("：行 A\n留用\n").0.into_owned();
    let (code, out, said) = jieyu(folder.path(), "zh", &["repl", "试.policy", "--data", "医院.csv"], &input);
    assert!(code == 0 && out.contains("5.01"), "{out}{said}");
}

struct Shipped;

impl World for Shipped {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
    }
}

/// A run that was settled without an expression answers it as one that was settled with it.
#[test]
fn a_settled_run_answers_for_expressions_that_came_later() {
    let session = Session { world: &Shipped, as_of: None, known_on: None, settings: &[] };
    let mut loaded = session.load("policies/shenzhen/demo.policy");
    let book = InputFile { name: "demo.xlsx".into(), bytes: Shipped.read("examples/shenzhen-demo.xlsx").unwrap() };
    let files = [book];
    let base = loaded.program.take().unwrap();
    let mut run = settle(&base, &files).unwrap().run;
    let table = base.tables.iter().position(|table| &*table.name == "医疗机构").map(TableId::at).unwrap();
    let rows = run.rows(table);
    assert!(rows > 20);
    for text in [
        "合计(医疗机构.结余留用金额)",
        "计数(医疗机构 当 结余留用金额 > 0元)",
        "最大(医疗机构.结余留用金额) − 最小(医疗机构.结余留用金额)",
    ] {
        let Lone { program, expr: id, .. } = loaded.expression(None, Source::new("算式", text)).unwrap();
        let lent = run.lend(&program, |run| run.eval(id, &run.env(None, None)).unwrap()).unwrap();
        let anew = settle(&program, &files).unwrap().run;
        assert_eq!(lent, anew.eval(id, &anew.env(None, None)).unwrap(), "{text}");
    }
    // Each value is what was put out, and the run is whole again behind each question.
    let text = Source::new("算式", "结余留用金额 × 2 − 结余留用金额");
    let Lone { program, expr: id, .. } = loaded.expression(Some("医疗机构"), text).unwrap();
    let slot = base.slots.iter().position(|slot| &*slot.name == "结余留用金额").map(SlotId::at).unwrap();
    for row in 0..rows {
        let lent = run.lend(&program, |run| run.eval(id, &run.env(Some(table), Some(row))).ok()).unwrap();
        assert_eq!(lent, run.value(slot, Some(row)).ok(), "row {row}");
    }
    // Another policy is none of its business.
    let other = lone(&mut Sources::default(), Source::new("算式", "1 + 1")).unwrap();
    assert!(run.lend(&other.program, |_| ()).is_none() && run.rows(table) == rows);
}

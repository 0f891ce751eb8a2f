//! Policies as pages: every declaration has a place, every link leads somewhere, and nothing of a text can act.

use crate::literate::is_policy;
use jieyu::diagnostic::Lang;
use jieyu::ide::Workspace;
use jieyu::report::doc::{Form, Work, files, site};
use jieyu::session::{ENDING, Memory, Session};
use jieyu::trial::{self, Coverage};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

fn gather(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, files);
        } else if is_policy(&path) || path.extension().is_some_and(|ending| ending == "csv") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

/// Names and texts.
type Files = Vec<(String, String)>;

/// The files of the site of a world of policies, and the lines at which its declarations start.
fn drawn(world: &Memory, coverage: &Coverage, form: Form) -> (Files, BTreeMap<String, Vec<u32>>) {
    let mut workspace = Workspace::default();
    let mut lines: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let paths: Vec<String> = world.0.keys().filter(|path| is_policy(Path::new(path))).cloned().collect();
    for path in &paths {
        let session = Session { world, as_of: None, known_on: None, settings: &[] };
        workspace.set(path, &session.source(path).unwrap());
        if !path.ends_with(ENDING) {
            workspace.accept(path, Arc::new(session.load(path)));
        }
        let file = workspace.file(path).unwrap();
        let at = |start: usize| file.source.place(u32::try_from(start).unwrap()).line;
        lines.insert(path.clone(), file.units.iter().map(|unit| at(unit.start)).collect());
    }
    let work = Work { workspace: &workspace, paths: &paths, active: None, coverage, lang: Lang::Zh };
    let site = site(&work);
    let stems: Vec<String> = site.pages.iter().map(|page| page.stem.clone()).collect();
    let lines = paths.iter().zip(stems).map(|(path, stem)| (stem, lines[path].clone())).collect();
    (files(&site, form), lines)
}

fn shipped() -> Memory {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    gather(root, &root.join("policies"), &mut files);
    gather(root, &root.join("examples"), &mut files);
    Memory(files)
}

/// What stands behind each `before` up to `end`.
fn all<'t>(text: &'t str, before: &str, end: char) -> Vec<&'t str> {
    text.split(before).skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

/// Links of a site that lead nowhere, and anchors that stand twice.
fn lost(files: &[(String, String)], link: (&str, char)) -> Vec<String> {
    let mut lost = Vec::new();
    let mut anchors: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, text) in files {
        let own = anchors.entry(name).or_default();
        for id in all(text, " id=\"", '"') {
            if !own.insert(id) {
                lost.push(format!("{name}: #{id} stands twice"));
            }
        }
    }
    for (name, text) in files {
        for target in all(text, link.0, link.1) {
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() { name.as_str() } else { file };
            let there = anchors.get(file).is_some_and(|own| anchor.is_empty() || own.contains(anchor));
            if !there {
                lost.push(format!("{name}: {target}"));
            }
        }
    }
    lost
}

#[test]
fn every_declaration_of_every_shipped_policy_has_a_place() {
    let (files, lines) = drawn(&shipped(), &Coverage::default(), Form::Html);
    let mut count = 0;
    for (stem, lines) in lines {
        let (_, page) = files.iter().find(|(name, _)| *name == format!("{stem}.html")).unwrap();
        for line in lines {
            assert!(page.contains(&format!("<section class=\"unit\" id=\"L{line}\">")), "{stem}: line {line}");
            count += 1;
        }
    }
    assert!(count > 450, "{count}");
    assert_eq!(lost(&files, (" href=\"", '"')), [""; 0]);
    let links: usize = files.iter().map(|(_, page)| all(page, " href=\"", '"').len()).sum();
    assert!(links > 4000, "{links}");
}

#[test]
fn markdown_pages_link_as_well() {
    let (files, lines) = drawn(&shipped(), &Coverage::default(), Form::Markdown);
    assert!(lines.len() > 15);
    assert!(files.iter().all(|(name, _)| name.ends_with(".md")));
    assert_eq!(lost(&files, ("](", ')')), [""; 0]);
}

const BASE: &str = "# 省办法 <script>alert(1)</script>\n\n第一条　![图](http://x/y.png) [点](javascript:alert(2)) <img src=x onerror=alert(3)>\n\n\
```policy\n政策 省办法\n\n参数 比例上限 : 比例 待定\n  说明 \"<b>粗</b>\"\n  依据 第一条\n\n表 医院\n  键 编码 : 文本\n  列 结余 : 金额\n\n\
每个 医院：\n\n公式 留用 : 金额 = 结余 × 比例上限 四舍五入到 分\n  依据 第一条\n\n排除 很少\n  当 结余 < 1元\n  则 留用 = 0元\n  理由 \"很少\"\n  依据 第二条\n\n\
输出 医院 : 编码, 留用\n```\n";
const LEAF: &str = "# 说明：<i>市</i>\n政策 市办法\n  继承 \"省.policy.md\"\n给定 参数 比例上限 = 60%\n  依据 市\n修改 公式 留用 由 结余 × 比例上限 四舍五入到 分 为 结余 × 比例上限 舍去到 分\n  依据 市\n";
const CASES: &str =
    "案例 \"六成\"\n  给定 医院\n    | 编码 | 结余 |\n    | A | 10.01 |\n  期望 医院[\"A\"].留用 = 6元\n";

#[test]
fn a_page_tells_value_change_and_cases_and_lets_nothing_act() {
    let mut world = Memory::default();
    for (name, text) in [("p/省.policy.md", BASE), ("p/市.policy", LEAF), ("p/市.cases.policy", CASES)] {
        world.0.insert(name.to_owned(), text.as_bytes().to_vec());
    }
    let suite = trial::open(&world, "p/市.cases.policy");
    let coverage = trial::coverage(&world, &[suite], None);
    let (files, _) = drawn(&world, &coverage, Form::Html);
    assert_eq!(lost(&files, (" href=\"", '"')), [""; 0]);
    let page = |name: &str| &files.iter().find(|(file, _)| file == name).unwrap().1;
    let base = page("省.html");
    for gone in ["<script>", "<img", "javascript:", "<b>粗", "http://x/y.png"] {
        assert!(files.iter().all(|(_, page)| !page.contains(gone)), "{gone}");
    }
    assert!(base.contains("&lt;script&gt;") && base.contains("<span class=\"picture\">图</span>"), "{base}");
    assert!(page("市.html").contains("说明：&lt;i&gt;市&lt;/i&gt;"));
    // Who changed it, which case tries it, and what no case meets.
    assert!(base.contains(">市办法 · 给定</a>") && base.contains(">市办法 · 修改</a>"), "{base}");
    assert!(base.contains(">六成</a>") && base.contains("没有案例符合这个条件"), "{base}");
    assert!(base.contains("<dt>现值</dt><dd>待定</dd>"), "{base}");
    // The leaf's own page is of the leaf; its names lead to the base.
    assert!(page("市.html").contains("href=\"省.html#L"));
}

#[test]
fn the_command_writes_a_site() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("省.policy.md", BASE);
    write("市.policy", LEAF);
    write("市.cases.policy", CASES);
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_jieyu"))
            .current_dir(folder.path())
            .args(args)
            .env("JIEYU_LANG", "zh")
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = run(&["doc", "市.policy", "--out", "网页"]);
    assert_eq!((code, said.as_str()), (Some(0), "已写入 网页：4 个文件，从 index.html 看起\n"));
    // The base is shown with the values of the policy that was asked for.
    let base = std::fs::read_to_string(folder.path().join("网页/省.html")).unwrap();
    assert!(base.contains("<dt>现值</dt><dd>= 60%</dd>") && base.contains("值取自《市办法》"), "{base}");
    assert!(base.contains("title=\"= 60%\" href=\"#L8-6\">比例上限</a>"), "{base}");
    assert!(base.contains("<ins title=\"市办法\">结余 × 比例上限 舍去到 分</ins>"), "{base}");
    let (code, _) = run(&["doc", ".", "--format", "md", "--out", "文档"]);
    assert_eq!(code, Some(0));
    assert!(folder.path().join("文档/index.md").is_file());
    write("坏.policy", "政策 坏\n整体：\n公式 甲 = 乙\n");
    let (code, said) = run(&["doc", ".", "--out", "坏网页"]);
    assert!(code == Some(1) && said.contains("JY0201") && !folder.path().join("坏网页").exists(), "{said}");
}

#[test]
fn pages_of_policies_that_are_gone_go_too() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["甲", "乙", "丙"] {
        std::fs::write(at(&format!("{name}.policy")), format!("政策 {name}\n整体：\n公式 数 = 1\n输出 整体 : 数\n"))
            .unwrap();
    }
    let run = |lang: &str, args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jieyu"));
        let output = command.current_dir(folder.path()).args(args).env("JIEYU_LANG", lang).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let pages = || {
        let all = std::fs::read_dir(at("网页")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        all.collect::<BTreeSet<String>>()
    };
    assert_eq!(run("zh", &["doc", ".", "--out", "网页"]).0, Some(0));
    assert_eq!(run("zh", &["doc", ".", "--format", "md", "--out", "网页"]).0, Some(0));
    // A page of somebody else, one that was changed by hand, and a list that points elsewhere.
    std::fs::write(at("网页/说明.html"), "我的").unwrap();
    std::fs::write(at("网页/丙.html"), "改过").unwrap();
    let list = std::fs::read_to_string(at("网页/jieyu-doc.list")).unwrap();
    let elsewhere = blake3::hash("政策".as_bytes()).to_hex();
    std::fs::write(at("外.html"), "政策").unwrap();
    std::fs::write(at("网页/jieyu-doc.list"), format!("{list}{elsewhere}  ../外.html\n{elsewhere}  ..\\外.html\n"))
        .unwrap();
    std::fs::remove_file(at("乙.policy")).unwrap();
    std::fs::remove_file(at("丙.policy")).unwrap();
    let (code, said) = run("zh", &["doc", ".", "--out", "网页"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("已删除以前生成、现在没有对应政策的网页：乙.html")
            && said.contains("以前生成的 丙.html 已经过时"),
        "{said}"
    );
    let expected =
        ["index.html", "甲.html", "丙.html", "说明.html", "index.md", "甲.md", "乙.md", "丙.md", "jieyu-doc.list"];
    assert_eq!(pages(), expected.map(str::to_owned).into());
    assert!(at("外.html").is_file());
    let (_, said) = run("en", &["doc", ".", "--format", "md", "--out", "网页"]);
    assert!(said.contains("deleted pages of an earlier time whose policies are gone: 丙.md, 乙.md"), "{said}");
    assert!(pages().contains("说明.html") && !pages().contains("乙.md"));
    let (_, said) = run("zh", &["doc", ".", "--out", "网页"]);
    assert!(!said.contains("删除"), "{said}");
}

/// Edits of an output stand below it, whatever it is called.
#[test]
fn an_output_tells_who_edits_it() {
    let base = "政策 省\n表 医院\n  键 编码 : 文本\n  列 结余 : 金额\n输出 医院 : 编码, 结余\n输出 医院 为 \"名册\" : 编码\n输出 整体 为 \"数\" : 计数(医院) 为 \"家数\"\n";
    let leaf = "政策 市\n  继承 \"省.policy\"\n增加 输出 医院 : 结余 × 2 四舍五入到 分 为 \"二倍\"\n  依据 市\n停用 输出 数\n  依据 市\n增加 输出 名册 : 结余\n  依据 市\n";
    let mut world = Memory::default();
    for (name, text) in [("省.policy", base), ("市.policy", leaf)] {
        world.0.insert(name.to_owned(), text.as_bytes().to_vec());
    }
    let session = Session { world: &world, as_of: None, known_on: None, settings: &[] };
    let problems: Vec<_> = session.load("市.policy").diagnostics.into_iter().map(|one| one.message.zh).collect();
    assert_eq!(problems, [""; 0]);
    let (files, _) = drawn(&world, &Coverage::default(), Form::Html);
    assert_eq!(lost(&files, (" href=\"", '"')), [""; 0]);
    let (_, page) = files.iter().find(|(name, _)| name == "省.html").unwrap();
    let unit = |line: &str| page.split("<section class=\"unit\" id=\"").find(|unit| unit.starts_with(line)).unwrap();
    for (line, edit) in [("L5", "市 · 增加"), ("L6", "市 · 增加"), ("L7", "市 · 停用")] {
        assert!(unit(&format!("{line}\"")).contains(&format!(">{edit}</a>")), "{line}: {}", unit(line));
    }
}

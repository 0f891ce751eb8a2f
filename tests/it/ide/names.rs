//! Names of the shipped policies lead where the checker leads them.

use crate::laws::kit::cases;
use jieyu::diagnostic::Lang;
use jieyu::ide::{SymbolKind, Workspace, complete, definition, hover, references, rename};
use jieyu::ir::expr::ExprKind;
use jieyu::session::{Memory, Session};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

fn shipped() -> Memory {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    let mut folders = vec![root.join("policies"), root.join("examples")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if crate::literate::is_policy(&path) || path.extension().is_some_and(|ending| ending == "csv") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    Memory(files)
}

fn workspace(world: &Memory) -> Workspace {
    let mut workspace = Workspace::default();
    for path in world.0.keys().filter(|path| crate::literate::is_policy(Path::new(path))) {
        workspace.follow(world, path);
    }
    workspace
}

/// In every chain, each name of an expression leads to the declaration that the checker took it for.
#[test]
fn names_lead_where_the_checker_leads() {
    let world = shipped();
    let workspace = workspace(&world);
    let (mut right, mut wrong) = (0, Vec::new());
    for path in [
        "policies/national/policy.policy",
        "policies/guangdong/policy.policy",
        "policies/shenzhen/demo.policy",
        "policies/shenzhen/batches/fourth.policy",
        "examples/worked/worked.policy",
    ] {
        let loaded = Session { world: &world, as_of: None, known_on: None, settings: &[] }.load(path);
        let program = loaded.program.as_ref().unwrap();
        for expr in &program.exprs {
            let declared = match &expr.kind {
                ExprKind::Slot(_, slot) | ExprKind::Whole(slot) => program.slot(*slot).map(|slot| slot.span),
                ExprKind::Param(param) => program.param(*param).map(|param| param.span),
                _ => None,
            };
            let (Some(declared), Some(file)) = (declared, loaded.sources.get(expr.span.source)) else { continue };
            let text = loaded.sources.slice(expr.span);
            let Some(home) = loaded.sources.get(declared.source) else { continue };
            let name = loaded.sources.slice(declared);
            // What an upper layer declares anew is seen from there only.
            let seen = workspace.chain(file.name()).iter().any(|layer| layer == home.name());
            if !seen || !text.ends_with(name) || name.is_empty() || two_sided(file, expr.span) {
                continue;
            }
            let offset = expr.span.end as usize - 1;
            let offset = (0..=offset).rev().find(|at| file.text().is_char_boundary(*at)).unwrap();
            let places = definition(&workspace, file.name(), offset);
            let due =
                |place: &jieyu::ide::Place| place.path == home.name() && place.span.start == declared.start as usize;
            if places.iter().any(due) {
                right += 1;
            } else {
                wrong.push(format!("{}: {text} at {:?} leads to {places:?}", file.name(), file.place(expr.span.start)));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(right > 300, "{right}");
    assert!(wrong.is_empty(), "{right} right, {} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A name that stands for two values at once: a column that 取自 takes over, a column behind 同.
fn two_sided(file: &jieyu::source::Source, span: jieyu::source::Span) -> bool {
    let line = file.line(file.line_of(span.start));
    let before = file.text()[..span.start as usize].trim_end();
    let behind = file.text()[span.end as usize..].trim_start_matches(' ');
    let bare = before.ends_with([',', '，'])
        || line.trim_start().starts_with(&file.text()[span.start as usize..span.end as usize]);
    line.contains(" 同 ") || bare && behind.starts_with([',', '，', '\n'])
}

fn one(path: &str, text: &str) -> Workspace {
    let mut workspace = Workspace::default();
    workspace.set(path, text);
    workspace
}

const SMALL: &str = "政策 例\n枚举 级别 = 三级, 二级\n参数 上限 : 比例 = 5%\n表 医院\n  键 编码 : 文本\n  列 等级 : 级别\n\
    表 药品\n  键 医院编码 → 医院\n  键 药名 : 文本\n  列 结余 : 金额\n每个 医院：\n公式 留用 = 若 等级 = 三级 则 合计(药品.结余 当 药名 ≠ \"甲\") × 上限 否则 0\n\
    输出 医院 : 编码, 留用 四舍五入到 分\n";

fn at(text: &str, mark: &str) -> usize {
    text.find(mark).unwrap() + mark.len()
}

#[test]
fn completion_knows_grain_and_type() {
    let labels = |text: &str| -> Vec<String> {
        let (before, after) = text.split_once('▮').unwrap();
        let workspace = one("a.policy", &format!("{before}{after}"));
        complete(&workspace, "a.policy", before.len(), Lang::Zh).into_iter().map(|one| one.label).collect()
    };
    let with = |rule: &str| labels(&format!("{SMALL}\n每个 医院：\n{rule}"));
    assert_eq!(with("公式 甲 = 合计(药品.▮)"), ["医院编码", "结余", "药名"]);
    assert_eq!(with("公式 甲 = 合计(药品.▮")[..2], ["医院编码", "结余"], "a broken rule too");
    assert_eq!(with("公式 甲 = 等级 = ▮")[..2], ["三级", "二级"]);
    assert_eq!(with("公式 甲 = 按 ▮")[..3], ["留用", "等级", "编码"]);
    assert!(
        with("公式 甲 = ▮").iter().position(|label| label == "留用")
            < with("公式 甲 = ▮").iter().position(|label| label == "上限")
    );
    assert!(with("公式 甲 : ▮").contains(&"金额".to_owned()));
    assert_eq!(with("每个 ▮"), ["医院", "药品"]);
    assert!(with("▮").contains(&"公式".to_owned()));
    assert!(with("修改 参数 ▮").contains(&"上限".to_owned()));
}

const RATES: &str = "政策 例\n对照表 月税率 按 月均 : 金额 在 [0元, ) 得 税率 : 比例, 速算扣除数 : 金额\n  | 月均 | 税率 | 速算扣除数 |\n\
    | ≤ 3000元 | 3% | 0元 |\n  | > 3000元 | 10% | 210元 |\n表 人\n  键 姓名 : 文本\n  列 奖金 : 金额 在 [0元, )\n每个 人：\n";

/// What a lookup gives is a name like others: proposed behind the brackets, found, renamed.
#[test]
fn results_of_a_lookup_are_names() {
    let rule = "公式 税额 = 奖金 × 月税率((奖金 + 1元)).税率 − 月税率(奖金).速算扣除数";
    let (text, mark) = (format!("{RATES}{rule} 四舍五入到 分\n输出 人 : 姓名, 税额\n"), "月税率(奖金).");
    let workspace = one("a.policy", &text);
    let proposed = complete(&workspace, "a.policy", at(&text, mark), Lang::Zh);
    let labels: Vec<&str> = proposed.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(labels, ["税率", "速算扣除数"]);
    let proposed = complete(&workspace, "a.policy", at(&text, "月税率((奖金 + 1元))."), Lang::Zh);
    assert_eq!(proposed.len(), 2, "behind brackets within brackets");
    let place = definition(&workspace, "a.policy", at(&text, "月税率(奖金).速算"));
    assert_eq!(place[0].span.start, text.find("速算扣除数 : 金额").unwrap(), "{place:?}");
    let edits = rename(&workspace, "a.policy", at(&text, "月税率(奖金).速算"), "扣除额").unwrap();
    assert_eq!(edits.len(), 3, "declared, heading, used: {edits:?}");
    let mut edits = edits;
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.span.start));
    let mut renamed = text.clone();
    edits.into_iter().for_each(|(place, new)| renamed.replace_range(place.span, &new));
    let world = Memory(BTreeMap::from([("a.policy".to_owned(), renamed.into_bytes())]));
    let loaded = Session { world: &world, as_of: None, known_on: None, settings: &[] }.load("a.policy");
    assert!(loaded.program.is_some(), "{:?}", loaded.diagnostics);
}

#[test]
fn hover_tells_type_value_and_basis_of_the_chain() {
    let world = shipped();
    let mut workspace = workspace(&world);
    let path = "policies/shenzhen/demo.policy";
    let loaded = Session { world: &world, as_of: None, known_on: None, settings: &[] }.load(path);
    workspace.accept(path, Arc::new(loaded));
    let text = String::from_utf8(world.0[path].clone()).unwrap();
    let told = |mark: &str| hover(&workspace, path, at(&text, mark), Lang::Zh).unwrap().text;
    assert!(told("给定 负结余处理").contains("参数 负结余处理"), "{}", told("给定 负结余处理"));
    assert!(told("给定").contains("given"));
    let base = "policies/guangdong/policy.policy";
    let loaded = Session { world: &world, as_of: None, known_on: None, settings: &[] }.load(base);
    workspace.accept(base, Arc::new(loaded));
    let text = String::from_utf8(world.0[base].clone()).unwrap();
    let told = hover(&workspace, base, at(&text, "× 线下采购占比上"), Lang::Zh).unwrap().text;
    assert!(told.contains("= 5%") && told.contains("自主议价采购比例为5%以内"), "{told}");
    let told = hover(&workspace, base, at(&text, "修改 公式 留用比"), Lang::Zh).unwrap().text;
    assert!(
        told.contains("最近由《广东省落实结余留用政策的通知》改动") && told.contains("national/policy.policy"),
        "{told}"
    );
}

/// Renamed everywhere, a column, a formula and a parameter leave every chain and every case as it was.
#[test]
fn a_new_name_changes_no_result() {
    for (path, mark, new) in [
        ("policies/national/policy.policy", "列 上年结", "以前结转"),
        ("policies/national/policy.policy", "公式 完成", "约定量完成率"),
        ("policies/guangdong/policy.policy", "参数 线下采购占比上", "线下占比（上限）"),
    ] {
        let mut world = shipped();
        let workspace = workspace(&world);
        let text = String::from_utf8(world.0[path].clone()).unwrap();
        let edits = rename(&workspace, path, at(&text, mark), new).unwrap();
        assert!(edits.len() > 2, "{mark}: {edits:?}");
        assert!(edits.iter().any(|(place, _)| place.path != path), "{mark} is used in another layer");
        let before = diagnostics(&world);
        let mut edits = edits;
        edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.span.start));
        for (place, new) in edits {
            let text = world.0.get_mut(&place.path).unwrap();
            text.splice(place.span, new.into_bytes());
        }
        assert_eq!(diagnostics(&world), before, "{mark}");
    }
    let workspace = one("a.policy", SMALL);
    assert!(rename(&workspace, "a.policy", at(SMALL, "列 结余"), "药名").is_err(), "taken");
    assert!(rename(&workspace, "a.policy", at(SMALL, "列 结余"), "a\"b").is_err());
    assert_eq!(references(&workspace, "a.policy", at(SMALL, "列 结余")).len(), 2);
}

fn diagnostics(world: &Memory) -> Vec<String> {
    let mut out = Vec::new();
    for path in [
        "policies/national/policy.policy",
        "policies/national/policy.cases.policy",
        "policies/guangdong/policy.policy",
        "policies/guangdong/policy.cases.policy",
        "policies/shenzhen/policy.policy.md",
        "policies/shenzhen/demo.cases.policy",
    ] {
        if path.ends_with(".cases.policy") {
            let suite = jieyu::trial::open(world, path);
            out.push(format!("{path} {:?}", suite.problems.iter().map(|one| one.code).collect::<Vec<_>>()));
        } else {
            let loaded = Session { world, as_of: None, known_on: None, settings: &[] }.load(path);
            out.push(format!("{path} {:?}", loaded.diagnostics.iter().map(|one| one.code).collect::<Vec<_>>()));
        }
    }
    out
}

/// Whatever is torn out of a policy, an editor gets answers and no panic.
#[test]
fn torn_files_answer() {
    let text = cases().into_iter().find(|case| case.name.ends_with("worked.policy")).unwrap().text;
    let chars: Vec<char> = text.chars().collect();
    for start in (0..chars.len()).step_by(97) {
        let torn: String = chars[..start].iter().chain(chars.iter().skip(start + 13)).collect();
        let workspace = one("a.policy", &torn);
        let file = workspace.file("a.policy").unwrap();
        assert!(file.symbols.iter().filter(|symbol| symbol.kind == SymbolKind::Column).count() > 5);
        let offset = chars[..start].iter().map(|c| c.len_utf8()).sum();
        let _ = (hover(&workspace, "a.policy", offset, Lang::Zh), complete(&workspace, "a.policy", offset, Lang::Zh));
        let _ = definition(&workspace, "a.policy", offset);
    }
}

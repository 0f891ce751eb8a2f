//! `docs/language.md` against the program: every example runs, every table is complete.

use super::call::{result, screen};
use super::page::{Block, Page, read};
use jieyu::builtin::FUNCTIONS;
use std::collections::BTreeSet;
use std::path::Path;

const PAGE: &str = "docs/language.md";
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn owned(args: &[&str]) -> Vec<String> {
    args.iter().map(|arg| (*arg).to_owned()).collect()
}

/// The value that `jieyu eval` shows, or the first line of why there is none.
fn eval(expr: &str) -> String {
    let args = owned(&["eval", expr]);
    let value = result(&args, Path::new(ROOT)).lines().next().map(str::to_owned);
    value.unwrap_or_else(|| screen(&args, Path::new(ROOT)).0.lines().next().unwrap_or_default().to_owned())
}

#[test]
fn every_policy_is_taken_or_refused_as_the_page_says_and_gives_the_results_shown() {
    let page = read(PAGE);
    let folder = tempfile::tempdir().expect("a folder");
    let mut wrong = Vec::new();
    let data = folder.path().join("data");
    for block in &page.blocks {
        match block.kind.as_str() {
            "policy" => {
                std::fs::write(folder.path().join("p.policy"), page.policy(block)).expect("the policy can be written");
                let _ = std::fs::remove_dir_all(&data);
                std::fs::create_dir(&data).expect("a folder");
                wrong.extend(checked(&page, block, folder.path()));
            }
            "list" | "lookup" => {
                let body = block.body.join("\n") + "\n";
                std::fs::write(folder.path().join(&block.words[0]), body).expect("the file can be written");
            }
            "data" => {
                let body = block.body.join("\n") + "\n";
                std::fs::write(data.join(format!("{}.csv", block.words[0])), body).expect("the data can be written");
            }
            "result" => {
                let output = &block.words[0];
                let call = ["run", "p.policy", "--data", "data", "--format", "csv", "--quiet", "--output", output];
                let shown = result(&owned(&call), folder.path());
                let shown = shown.trim_start_matches('\u{feff}').trim_end().replace('\r', "");
                if shown != block.body.join("\n") {
                    wrong.push(format!("{}\n{shown}", page.place(block)));
                }
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A block `policy JY0501` must be refused with that code, a plain one taken.
fn checked(page: &Page, block: &Block, folder: &Path) -> Option<String> {
    let (shown, code) = screen(&owned(&["check", "p.policy"]), folder);
    let well = match block.words.first() {
        Some(due) => code == 1 && shown.contains(due.as_str()),
        None => code == 0,
    };
    (!well).then(|| format!("{} {:?}\n{shown}", page.place(block), block.words))
}

#[test]
fn every_expression_has_the_value_shown() {
    let page = read(PAGE);
    let mut wrong = Vec::new();
    for block in page.blocks.iter().filter(|block| block.kind == "eval") {
        for line in block.body.iter().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            let (expr, due) = line.rsplit_once(" → ").unwrap_or_else(|| panic!("no → in {line}"));
            let (due, found) = (due.trim(), eval(expr.trim()));
            let well = if due.starts_with("JY") { found.contains(due) } else { found == due };
            if !well {
                wrong.push(format!("{}: {line}: {found}", page.place(block)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_cell_of_the_rounding_table_is_what_comes_out() {
    let rows = read(PAGE).table("rounding");
    let mut wrong = Vec::new();
    for row in &rows[1..] {
        for (word, due) in rows[0].iter().zip(row).skip(1) {
            let found = eval(&format!("{} {word}到 0位", row[0]));
            if found != *due {
                wrong.push(format!("{} {word}: {found}, not {due}", row[0]));
            }
        }
    }
    assert!(rows[0].len() == 7 && rows.len() > 8, "six words, and values of all kinds");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_of_functions_is_that_of_the_program() {
    let rows = read(PAGE).table("functions");
    let due: Vec<Vec<String>> = FUNCTIONS
        .iter()
        .map(|entry| [entry.usage, entry.en, entry.doc_zh, entry.doc_en].map(str::to_owned).to_vec())
        .collect();
    let lines = |rows: &[Vec<String>]| {
        rows.iter().map(|row| format!("| `{}` | `{}` | {} | {} |", row[0], row[1], row[2], row[3])).collect::<Vec<_>>()
    };
    let (found, due) = (lines(&rows[1..]), lines(&due));
    assert!(found == due, "the table should be:\n{}", due.join("\n"));
}

#[test]
fn the_table_of_types_is_that_of_the_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut wrong = Vec::new();
    for row in read(PAGE).table("types").iter().skip(1).filter(|row| row[2] != "–" || row[3] != "–") {
        let ([zh, en, unit, places], unitless) = ([&row[0], &row[1], &row[2], &row[3]], row[2] == "–");
        for (zh, en) in zh.split(", ").zip(en.split(", ")) {
            let unit = if unitless { "" } else { unit };
            let fits = format!("参数 甲 : {zh} = 1{unit}\n参数 乙 : {en} = 1{unit}\n");
            let rounded = format!("公式 丙 : {zh} = 甲 + 乙 四舍五入到 {}{unit}\n", tenth(places));
            let finer = format!("公式 丙 : {zh} = 甲 × 0.1 + 乙\n");
            for (rule, due) in [(rounded, 0), (finer, 1)] {
                let policy = format!("政策 例\n{fits}整体：\n{rule}输出 整体 : 丙\n");
                std::fs::write(folder.path().join("p.policy"), &policy).expect("the policy can be written");
                let (shown, code) = screen(&owned(&["check", "p.policy"]), folder.path());
                if code != due {
                    wrong.push(format!("{policy}{shown}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The last of some decimals: 2 → 0.01.
fn tenth(places: &str) -> String {
    match places.parse::<usize>().expect("a number of places") {
        0 => "1".to_owned(),
        places => format!("0.{}1", "0".repeat(places - 1)),
    }
}

/// The quoted words in a piece of a grammar.
fn quoted(text: &str) -> Vec<String> {
    let pieces = text.lines().flat_map(|line| line.split('"').skip(1).step_by(2));
    pieces.map(str::to_owned).collect()
}

/// A rule of the grammar by name, up to its closing brace.
fn rule(grammar: &str, name: &str) -> String {
    let from = grammar.find(&format!("\n{name} ")).unwrap_or_else(|| panic!("a rule {name}"));
    let rest = &grammar[from..];
    rest[..rest.find('}').expect("a closing brace")].to_owned()
}

fn is_chinese(word: &str) -> bool {
    word.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

fn grammar() -> String {
    let read = |name: &str| std::fs::read_to_string(Path::new(ROOT).join("grammar").join(name)).expect("a grammar");
    format!("\n{}\n{}", read("expr.pest"), read("policy.pest")).replace("\\\"", "")
}

/// Chinese and English words that one rule of the grammar takes for the same.
fn twins(grammar: &str) -> BTreeSet<(String, String)> {
    let mut twins = BTreeSet::new();
    for line in grammar.lines().filter(|line| line.contains("= @{")) {
        let words = quoted(&line.replace("\"按\" ~ hspace+ ~ \"键\"", ""));
        let english =
            |word: &&String| word.len() > 1 && word.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '-');
        let en: Vec<&String> = words.iter().filter(english).collect();
        let zh: Vec<&String> = words.iter().filter(|word| is_chinese(word)).collect();
        for (at, zh) in zh.iter().enumerate() {
            let twin = if en.len() == 1 { en.first() } else { en.get(at) };
            twins.extend(twin.map(|en| ((*zh).clone(), (*en).clone())));
        }
    }
    twins
}

#[test]
fn the_table_of_keywords_is_that_of_the_grammar() {
    let grammar = grammar();
    let mut table: BTreeSet<(String, String)> = BTreeSet::new();
    for row in read(PAGE).table("keywords").iter().skip(1) {
        let words = |cell: &str| {
            cell.split(['、', ' ', '`']).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        for zh in words(&row[0]) {
            table.extend(words(&row[1]).into_iter().map(|en| (zh.clone(), en)));
        }
    }
    let (zh, en): (BTreeSet<_>, BTreeSet<_>) = table.iter().cloned().unzip();
    let known: BTreeSet<String> = quoted(&grammar).into_iter().collect();
    let unknown: Vec<_> = zh.iter().chain(&en).filter(|word| *word != "–" && !known.contains(*word)).collect();
    assert!(unknown.is_empty(), "no words of the grammar: {unknown:?}");
    for (name, words) in [("reserved_zh", &zh), ("reserved_en", &en)] {
        let reserved: BTreeSet<String> = quoted(&rule(&grammar, name)).into_iter().collect();
        let lost: Vec<_> = reserved.difference(words).collect();
        assert!(lost.is_empty(), "reserved words that the table lacks: {lost:?}");
    }
    let lost: Vec<_> = twins(&grammar).into_iter().filter(|twin| !table.contains(twin)).collect();
    assert!(lost.is_empty(), "pairs of the grammar that the table lacks: {lost:?}");
}

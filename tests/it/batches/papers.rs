//! What is handed out for a batch, for each that ships: notices, the publication table, the report page, what would be otherwise.

use super::settle::{DATA, DUE, closed};
use super::{ROOT, batch};
use std::path::Path;
use std::process::Command;

fn jieyu(words: &[&str], options: &[String], out: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jieyu"));
    command.current_dir(ROOT).args(words).args(["--data", DATA]).args(options);
    if out != Path::new("") {
        command.arg("--out").arg(out);
    }
    let output = command.env("LC_ALL", "C.UTF-8").env_remove("JIEYU_LANG").output().unwrap();
    let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(output.status.success(), "{words:?}: {told}");
    told
}

/// `8220.96` as papers show it.
fn shown(amount: &str) -> String {
    let (whole, cents) = amount.split_once('.').unwrap_or((amount, ""));
    let grouped = match whole.len() {
        0..=3 => whole.to_owned(),
        at => format!("{},{}", &whole[..at - 3], &whole[at - 3..]),
    };
    format!("{grouped}.{cents:0<2}")
}

#[test]
fn every_batch_has_its_papers() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for ((name, options), (_, due)) in closed().into_iter().zip(DUE) {
            let out = folder.path().join(name);
            scope.spawn(move || papers(name, &options, &due, &out));
        }
    });
}

fn papers(name: &str, options: &[String], due: &[(&str, &str)], out: &Path) {
    let policy = batch(name);
    jieyu(&["notice", &policy, "--all"], options, &out.join("notices"));
    let page = out.join("report.html");
    jieyu(&["report", &policy], options, &page);
    let page = std::fs::read_to_string(page).unwrap();
    let table = out.join("publication.html");
    jieyu(&["run", &policy, "--quiet", "--publish", &table.to_string_lossy()], options, Path::new(""));
    let published = std::fs::read_to_string(table).unwrap();
    let notices: Vec<String> = std::fs::read_dir(out.join("notices"))
        .unwrap()
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    assert_eq!(notices.len(), due.len(), "{name}");
    for (code, amount) in due {
        let amount = shown(amount);
        let notice = notices.iter().find(|notice| notice.contains(&format!("机构编码：{code}"))).unwrap();
        assert!(notice.contains(&format!("{amount}元")), "{name} {code}: {amount} is not in the notice");
        assert!(page.contains(&amount), "{name} {code}: {amount} is not on the page");
        assert!(published.contains(&amount), "{name} {code}: {amount} is not published");
        if amount == "0.00" {
            continue;
        }
        let told = jieyu(&["whatif", &policy, "--row", code], options, Path::new(""));
        assert!(told.contains(&format!("{code}：结余留用金额 = {amount}元")), "{name}: {told}");
        // B keeps what it gets only while it completes what was agreed: one item less loses all of it.
        let loses = told.contains("（-1件）") && told.contains(&format!("{amount}元 → 0.00元（-{amount}元）"));
        assert!(loses, "{name} {code}: {told}");
    }
}

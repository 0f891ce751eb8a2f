//! What is asked of the program without settling anything: the value of an expression.

use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

struct Said {
    code: i32,
    out: String,
    err: String,
}

fn jieyu(folder: &Path, args: &[&str]) -> Said {
    let said = Command::new(env!("CARGO_BIN_EXE_jieyu")).current_dir(folder).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: said.status.code().unwrap(), out: text(said.stdout), err: text(said.stderr) }
}

#[test]
fn an_expression_is_called_so_in_the_language_that_was_asked_for() {
    let said = |lang| jieyu(Path::new("."), &["--lang", lang, "eval", "1 +"]).err;
    assert!(said("zh").contains("算式:1"), "{}", said("zh"));
    assert!(said("en").contains("expression:1") && !said("en").contains("算式"), "{}", said("en"));
}

#[test]
fn what_is_doubtful_in_an_expression_is_said_beside_its_value() {
    let said = jieyu(Path::new("."), &["eval", "10元 不高于 5元 × 2"]);
    assert_eq!((said.code, said.out.as_str()), (0, "10\n单位：元\n"));
    assert!(said.err.contains("提示 JY0706"), "{}", said.err);
    assert_eq!(jieyu(Path::new("."), &["eval", "(10元 不高于 5元) × 2"]).err, "");
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("a.policy"), "政策 例\n参数 底 : 金额 = 10元\n输出 整体 : 底\n").unwrap();
    let said = jieyu(folder.path(), &["eval", "--policy", "a.policy", "底 不高于 5元 × 2"]);
    assert!(said.code == 0 && said.err.contains("JY0706"), "{}", said.err);
}

//! Runs a policy as a person would, and reads the tables that come out.

use std::process::Command;

pub struct Table {
    pub name: String,
    headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub fn text<'a>(&self, row: &'a [String], heading: &str) -> &'a str {
        let at = self.headings.iter().position(|name| name == heading);
        let at = at.unwrap_or_else(|| panic!("{} has no column {heading}: {:?}", self.name, self.headings));
        &row[at]
    }
}

/// The first table that has a column of this heading.
pub fn with<'a>(tables: &'a [Table], heading: &str) -> &'a Table {
    let found = tables.iter().find(|table| table.headings.iter().any(|name| name == heading));
    found.unwrap_or_else(|| panic!("no table has a column {heading}"))
}

/// `jieyu run policy --data data … --format json`; every row must have come out well.
pub fn run(policy: &str, data: &str, options: &[&str]) -> Vec<Table> {
    let output = Command::new(env!("CARGO_BIN_EXE_jieyu"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["run", policy, "--data", data, "--format", "json", "--quiet"])
        .args(options)
        .output()
        .expect("the program starts");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{policy} {options:?}: {}\n{words}", output.status);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the output is JSON");
    json["tables"].as_array().expect("tables").iter().map(table).collect()
}

fn table(json: &serde_json::Value) -> Table {
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let words = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    Table {
        name: words(&json["name"]),
        headings: list(&json["columns"]).iter().map(|column| words(&column["heading"])).collect(),
        rows: list(&json["rows"]).iter().map(|row| list(row).iter().map(cell).collect()).collect(),
    }
}

/// A missing value is the empty text.
fn cell(json: &serde_json::Value) -> String {
    match json {
        serde_json::Value::Null => String::new(),
        serde_json::Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        serde_json::Value::String(text) => text.clone(),
        other => panic!("a cell without a value: {other}"),
    }
}

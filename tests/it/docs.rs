//! What the documents say is what the program does.

mod call;
mod language;
mod page;
mod walk;

use walk::{Ground, walk};

#[test]
fn the_tutorial_shows_what_happens() {
    walk("docs/tutorial.zh.md", Ground::Empty { kept: "docs/tutorial" });
}

#[test]
fn the_readme_shows_what_happens() {
    walk("README.md", Ground::Repository);
}

#[test]
fn the_chinese_readme_shows_the_same_screens() {
    let shown = |page| {
        page::read(page).blocks.into_iter().map(|block| (block.kind, block.words, block.body)).collect::<Vec<_>>()
    };
    if shown("README.md") != shown("README.zh.md") {
        walk("README.zh.md", Ground::Repository);
    }
}

#[test]
fn every_link_leads_to_a_file() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = [
        "README.md",
        "README.zh.md",
        "CHANGELOG.md",
        "docs/language.md",
        "docs/documents.md",
        "docs/tutorial.zh.md",
        "docs/writing.md",
        "docs/glossary.md",
        "policies/README.md",
        "editors/README.md",
        "editors/vscode/README.md",
    ];
    let mut lost = Vec::new();
    for page in pages {
        let text = std::fs::read_to_string(root.join(page)).unwrap_or_default();
        let folder = root.join(page).parent().expect("a folder").to_owned();
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.starts_with(['#', 'h'])) {
            if !folder.join(target.split('#').next().unwrap_or_default()).exists() {
                lost.push(format!("{page}: {target}"));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:?}");
}

//! What the documents say is what the program does.

#[path = "docs/call.rs"]
mod call;
#[path = "docs/language.rs"]
mod language;
#[path = "docs/page.rs"]
mod page;
#[path = "docs/walk.rs"]
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
fn the_chinese_readme_shows_what_happens() {
    walk("README.zh.md", Ground::Repository);
}

//! Chains that cannot be: each refused in words that say what to do.

use super::*;

fn world(files: &[(&str, String)]) -> Memory {
    Memory(files.iter().map(|(path, text)| ((*path).to_owned(), text.clone().into_bytes())).collect())
}

fn layer(name: &str, base: &str) -> String {
    format!("政策 {name}\n  继承 \"{base}\"\n")
}

const BASE: &str =
    "政策 底\n参数 甲 : 比例 = 5%\n  依据 某文件\n整体：\n公式 乙 = 甲 × 2\n  依据 某文件\n输出 整体 : 乙\n";

#[test]
fn circular_inheritance() {
    let world = world(&[
        ("policies/a.policy", layer("甲办法", "b.policy")),
        ("policies/b.policy", layer("乙办法", "sub/c.policy")),
        ("policies/sub/c.policy", layer("丙办法", "../a.policy")),
    ]);
    refused("circular", &load(&world, "policies/a.policy"));
    let own = super::chains::world(&[("policies/a.policy", layer("甲办法", "a.policy"))]);
    refused("circular-alone", &load(&own, "policies/a.policy"));
}

#[test]
fn a_missing_base() {
    let world = world(&[("policies/city/a.policy", layer("甲办法", "../nation/policy.policy"))]);
    refused("missing-base", &load(&world, "policies/city/a.policy"));
}

/// Only the error itself is told, at its place in the base; the edits that need the broken declaration are not blamed.
#[test]
fn a_base_with_errors() {
    let broken = BASE.replace("= 5%", "= 5% %");
    let leaf = format!("{}修改 参数 甲 由 5% 为 6%\n  依据 市文件\n", layer("市办法", "base.policy"));
    let world = world(&[("policies/base.policy", broken), ("policies/a.policy", leaf)]);
    refused("base-with-errors", &load(&world, "policies/a.policy"));
}

#[test]
fn a_base_that_is_no_policy() {
    let mut world = world(&[("policies/a.policy", layer("甲办法", "base.xlsx"))]);
    world.0.insert("policies/base.xlsx".to_owned(), b"PK\x03\x04rest".to_vec());
    refused("base-is-a-workbook", &load(&world, "policies/a.policy"));
}

#[test]
fn a_path_outside_the_policies() {
    for (name, base) in [
        ("outside-above", "../../other/policy.policy"),
        ("outside-absolute", "/policies/base.policy"),
        ("outside-drive", "C:/policies/base.policy"),
    ] {
        let mut world = world(&[("home/policies/city/a.policy", layer("甲办法", base))]);
        for path in ["home/other/policy.policy", "/policies/base.policy", "C:/policies/base.policy"] {
            world.0.insert(path.to_owned(), BASE.as_bytes().to_vec());
        }
        refused(name, &load(&world, "home/policies/city/a.policy"));
    }
}

/// Each layer of a chain of `length` raises the parameter by a point.
fn tall(length: usize) -> Memory {
    let mut files = BTreeMap::from([("policies/0.policy".to_owned(), BASE.as_bytes().to_vec())]);
    for at in 1..length {
        let head = layer(&format!("第{at}层"), &format!("{}.policy", at - 1));
        let text = format!("{head}修改 参数 甲 由 {}% 为 {}%\n  依据 第{at}层\n", at + 4, at + 5);
        files.insert(format!("policies/{at}.policy"), text.into_bytes());
    }
    Memory(files)
}

#[test]
fn a_chain_of_twenty_layers() {
    let world = tall(20);
    let loaded = load(&world, "policies/19.policy");
    assert_eq!(told(&loaded), "");
    assert_eq!(loaded.merged.edits.len(), 19);
    assert!(text(&loaded).contains("参数 甲 : 比例 = 24%"), "{}", text(&loaded));
    // A layer in the middle that moves is felt by the one above it.
    let mut moved = world.clone();
    let tenth = String::from_utf8(moved.0["policies/10.policy"].clone()).unwrap();
    moved.0.insert("policies/10.policy".to_owned(), tenth.replace("为 15%", "为 15.5%").into_bytes());
    refused("middle-of-twenty-moved", &load(&moved, "policies/19.policy"));
}

#[test]
fn a_chain_without_end() {
    refused("too-many-layers", &load(&tall(60), "policies/59.policy"));
}

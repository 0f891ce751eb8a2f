//! Edits of layers against bases that moved, locks, and key indicators.

use super::*;

const NATION: &str = "policies/national/policy.policy";
const CITY: &str = "policies/shenzhen/policy.policy.md";
const COMMON: &str = "policies/shenzhen/batches/common.policy";

/// The batches whose resulting text a change of a base alters, and those that refuse it.
fn reach(changed: &Memory) -> (Vec<&'static str>, Vec<&'static str>) {
    let world = shipped();
    let (mut altered, mut refusing) = (Vec::new(), Vec::new());
    for name in BATCHES {
        let (before, after) = (load(&world, &batch(name)), load(changed, &batch(name)));
        if after.has_errors() {
            assert!(errors(&after).iter().all(|problem| problem.code == "JY1103"), "{name}: {}", told(&after));
            refusing.push(name);
        } else if text(&before) != text(&after) {
            altered.push(name);
        }
    }
    (altered, refusing)
}

/// The city's limit reaches the four national batches; one batch has its own, one quotes the old and must be looked at.
#[test]
fn a_base_parameter_changes_exactly_the_batches_that_do_not_override_it() {
    let changed = with(CITY, "修改 参数 单品种完成率下限 由 100% 为 50%", "修改 参数 单品种完成率下限 由 100% 为 55%");
    let (altered, refusing) = reach(&changed);
    assert_eq!(altered, ["expansion", "second", "third", "fourth"]);
    assert_eq!(refusing, ["province-example"]);
}

#[test]
fn a_parameter_of_the_nation_reaches_every_batch() {
    let changed = with(NATION, "实际支付比例 : 比例 在 [0, 1] 待定", "实际支付比例 : 比例 在 [0, 1] = 70%");
    let (altered, refusing) = reach(&changed);
    assert_eq!((altered.len(), refusing.len()), (BATCHES.len(), 0));
}

/// The rule of cycles was replaced from the third batch on, and by the provincial example altogether.
#[test]
fn a_row_of_a_base_changes_the_batches_that_still_use_it() {
    let changed = with(COMMON, "  | 2, 3   | 2    |", "  | 2, 3   | 3    |");
    let (altered, refusing) = reach(&changed);
    assert_eq!(altered, ["expansion", "second", "city-example"]);
    assert_eq!(refusing, ["third", "fourth"]);
}

#[test]
fn an_amendment_of_a_base_that_moved_shows_both_texts() {
    let moved = with(CITY, "修改 参数 单品种完成率下限 由 100% 为 50%", "修改 参数 单品种完成率下限 由 100% 为 55%");
    refused("base-moved", &load(&moved, &batch("province-example")));
    let moved = with(
        NATION,
        "公式 原始结余 = 医保资金预算 − 医保资金支出",
        "公式 原始结余 = 医保资金预算 − 医保资金支出 不低于 0元",
    );
    refused("formula-moved", &load(&moved, CITY));
}

/// A city that writes one more edit.
fn city(edit: &str) -> Loaded {
    let mut world = shipped();
    world.0.get_mut(CITY).unwrap().extend(format!("\n```policy\n{edit}\n```\n").into_bytes());
    load(&world, CITY)
}

#[test]
fn a_key_indicator_cannot_be_retired() {
    let loaded = city("停用 年度考核.线下采购占比\n  依据 本市");
    assert!(told(&loaded).contains("粤医保发〔2020〕36号"));
    refused("key-indicator-retired", &loaded);
    refused("key-indicator-value", &city("修改 年度考核.按时完成约定采购量 取值 由 总量完成率 为 100%\n  依据 本市"));
    refused("assessment-retired", &city("停用 年度考核\n  依据 本市"));
}

#[test]
fn a_reference_indicator_may_be_retired() {
    let mut world = shipped();
    let path = batch("second");
    world.0.get_mut(&path).unwrap().extend("\n停用 年度考核.价格违规次数\n  依据 本市\n".as_bytes());
    assert_eq!(told(&load(&world, &path)), "");
}

#[test]
fn a_lock_is_named_with_both_places() {
    refused("lock-of-the-nation", &city("修改 参数 留用比例上限 由 50% 为 60%\n  依据 本市"));
    refused("lock-of-the-province", &city("停用 线下采购占比上限\n  依据 本市"));
}

/// Other ways around the limit end at the obligation.
#[test]
fn an_obligation_binds_all_layers() {
    let broken = "停用 医疗机构.留用比例\n  依据 本市\n每个 医疗机构：\n公式 留用比例 = 60%\n  依据 本市";
    refused("obligation-broken", &city_without_tiers(broken));
}

/// The city without its own amendment of the share.
fn city_without_tiers(edit: &str) -> Loaded {
    let mut world = shipped();
    let text = String::from_utf8(world.0[CITY].clone()).unwrap();
    let start = text.find("修改 公式 留用比例").unwrap();
    let end = start + text[start..].find("\n\n").unwrap();
    let text = format!("{}{}\n```policy\n{edit}\n```\n", &text[..start], &text[end..]);
    world.0.insert(CITY.to_owned(), text.into_bytes());
    load(&world, CITY)
}

/// A layer may quote in English what the base says in Chinese: one grammar, two spellings.
#[test]
fn a_quotation_may_be_in_the_other_language() {
    let mut world = shipped();
    let text = "policy english extends \"common.policy\" basis a memo\n\
        amend 采购周期年数 from if 固定一年 then 1 else 采购周期(中选企业数) as 2\n  basis a memo\n\
        amend 已完成量 from sum(集采品种.中选产品采购量 when not 集采品种.中选产品无法供应) as 应完成量\n  basis a memo\n";
    world.0.insert(batch("english"), text.as_bytes().to_vec());
    assert_eq!(told(&load(&world, &batch("english"))), "");
}

//! What the bureau itself keeps: changes of institutions, yearly figures, violations, cases of non-payment.

use super::random::Random;
use super::sheet::{Cell, Sheet, decimal, money, money_text, text, whole, yes_no};
use super::world::{Agreed, Drug, Institution, Level, Product, Role};
use jiff::civil::date;

fn sheet(name: &'static str, headings: Vec<&'static str>, rows: Vec<Vec<Cell>>) -> Sheet {
    Sheet { name, title: Vec::new(), headings, rows }
}

/// A rate with a percent sign, from 1/10000.
fn percent(value: i64) -> Cell {
    text(format!("{}%", decimal(value, 2)))
}

pub fn institutions(all: &[Institution]) -> Sheet {
    let row = |one: &Institution| {
        let pharmacy = one.role == Role::Pharmacy;
        vec![
            text(one.code.clone()),
            text(one.name.clone()),
            text(if pharmacy { "定点零售药店" } else { "定点医疗机构" }),
            text(one.level.name()),
            yes_no(!matches!(one.role, Role::Pharmacy | Role::MarksUp)),
        ]
    };
    sheet(
        "医疗机构",
        vec!["机构编码", "医疗机构名称", "机构类别", "机构级别", "执行零差率"],
        all.iter().map(row).collect(),
    )
}

pub fn catalogue(drugs: &[Drug]) -> Sheet {
    let row = |drug: &Drug| {
        vec![
            text(drug.name.clone()),
            text(drug.form),
            text(drug.batch.clone()),
            text(drug.pack.clone()),
            Cell::Number(drug.before, 4),
            money(drug.price),
            percent(drug.insured),
        ]
    };
    sheet(
        "集采目录",
        vec!["通用名", "剂型", "批次", "代表规格包装", "集采前加权平均价格", "中选价格", "参保患者使用量占比"],
        drugs.iter().map(row).collect(),
    )
}

pub fn products(drugs: &[Drug], products: &[Product]) -> Sheet {
    let row = |product: &Product| {
        let drug = drugs.get(product.drug);
        vec![
            text(product.code.clone()),
            drug.map_or(Cell::Empty, |drug| text(drug.name.clone())),
            drug.map_or(Cell::Empty, |drug| text(drug.form)),
            text(product.pack.clone()),
            text(product.maker.clone()),
            yes_no(product.selected),
            whole(product.factor.0),
            whole(product.factor.1),
        ]
    };
    sheet(
        "品规",
        vec!["商品统编代码", "通用名", "剂型", "规格包装", "生产企业", "是否中选", "折算分子", "折算分母"],
        products.iter().map(row).collect(),
    )
}

/// The agreed volumes, with titles above and a line of totals below, as such tables are passed around.
pub fn agreed(institutions: &[Institution], drugs: &[Drug], all: &[Agreed]) -> Sheet {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for one in all {
        let (Some(institution), Some(drug)) = (institutions.get(one.institution), drugs.get(one.drug)) else {
            continue;
        };
        rows.push(vec![
            text(institution.code.clone()),
            text(drug.name.clone()),
            text(drug.form),
            whole(one.base),
            whole(one.selected),
        ]);
    }
    let base = all.iter().map(|one| one.base).sum();
    let selected = all.iter().map(|one| one.selected).sum();
    rows.push(vec![text("合计"), Cell::Empty, Cell::Empty, whole(base), whole(selected)]);
    Sheet {
        name: "约定采购",
        title: vec![
            "药品集中采购约定采购量明细表（演示）",
            "采购执行年度：2020年12月1日至2021年11月30日　单位：盒（支、瓶）",
        ],
        headings: vec!["医院编码", "通用名", "剂型", "约定采购基数", "中选产品约定采购量"],
        rows,
    }
}

pub fn changes(all: &[Institution]) -> Sheet {
    let code = |role: Role, nth: usize| -> Cell {
        let found = all.iter().filter(|one| one.role == role).nth(nth);
        found.map_or(Cell::Empty, |one| text(one.code.clone()))
    };
    let row = |number: &str, event: &str, from: Cell, to: Cell, share: i64, day| {
        vec![text(number), text(event), from, to, percent(share), Cell::Day(day)]
    };
    let merged = date(2021, 6, 1);
    let rows = vec![
        row("BG001", "合并", code(Role::Merged, 0), code(Role::Receiver, 1), 10_000, merged),
        row("BG002", "合并", code(Role::Merged, 1), code(Role::Receiver, 1), 10_000, merged),
        row("BG003", "分立", code(Role::Splits, 0), code(Role::Born, 0), 4_000, date(2021, 4, 1)),
        row("BG004", "社康转隶属", code(Role::GivesClinic, 0), code(Role::Receiver, 0), 650, date(2021, 7, 1)),
        row("BG005", "停止经营", code(Role::Closed, 0), Cell::Empty, 10_000, date(2021, 8, 15)),
        row("BG006", "停止经营", code(Role::ClosedWithHeir, 0), code(Role::Receiver, 2), 10_000, date(2021, 8, 15)),
        row("BG007", "失去定点资格", code(Role::LostDesignation, 0), Cell::Empty, 10_000, date(2021, 9, 1)),
    ];
    sheet("机构变更", vec!["变更编号", "变更类型", "原机构", "承接机构", "约定量承接比例", "生效日期"], rows)
}

/// Last year's and this year's figures; the new institution has no last year, some were not inspected.
pub fn yearly(all: &[Institution], random: &mut Random) -> Sheet {
    let mut rows = Vec::new();
    for one in all {
        let visits = match one.level {
            Level::Third => random.between(900_000, 1_800_000),
            Level::Second => random.between(220_000, 600_000),
            Level::First => random.between(40_000, 120_000),
            Level::None => random.between(8_000, 30_000),
        };
        let per_visit = random.between(9_000, 21_000);
        let growth = random.between(-40, 130);
        let offline = if one.role == Role::Offline { 181 } else { random.between(8, 85) };
        for year in [2020, 2021] {
            if year == 2020 && one.role == Role::Born {
                continue;
            }
            let seen = if year == 2020 { visits } else { visits * random.between(960, 1080) / 1000 };
            let each = if year == 2020 { per_visit } else { per_visit * (1000 + growth) / 1000 };
            let spent = seen * each + random.between(0, 99);
            let bought = spent * random.between(78, 93) / 100;
            let inspected = if year == 2020 || random.chance(150) { Cell::Empty } else { yes_no(random.chance(880)) };
            rows.push(vec![
                text(one.code.clone()),
                whole(year),
                money_text(spent),
                whole(seen),
                money_text(bought),
                money_text(bought * offline / 1000),
                inspected,
            ]);
        }
    }
    Sheet {
        name: "机构年度",
        title: vec!["医疗机构年度指标（演示）"],
        headings: vec!["定点机构编码", "年度", "药品费用", "诊疗人次", "采购总金额", "线下采购额", "规范流转抽查"],
        rows,
    }
}

pub fn violations(all: &[Institution], random: &mut Random) -> Sheet {
    let mut rows = Vec::new();
    for one in all {
        let times = if random.chance(300) { random.between(1, 4) } else { 0 };
        for _ in 0..times {
            let number = format!("WG{:03}", rows.len() + 1);
            let kind = if random.chance(600) { "执行集采政策" } else { "价格" };
            let day = date(if random.chance(100) { 2020 } else { 2021 }, random.between(1, 12) as i8, 15);
            rows.push(vec![text(number), text(one.code.clone()), text(kind), Cell::Day(day)]);
        }
    }
    sheet("违规登记", vec!["登记编号", "机构编码", "类型", "查实日期"], rows)
}

pub fn not_paid(all: &[Institution]) -> Sheet {
    let reasons = ["提供虚假采购数据（编造）", "拒不配合考核（编造）", "违规使用留用资金（编造）"];
    let mut found: Vec<&Institution> = all.iter().filter(|one| one.role == Role::NotPaid).collect();
    // One that has another reason too.
    found.extend(all.iter().rfind(|one| one.role == Role::MarksUp));
    let rows = found
        .into_iter()
        .zip(reasons)
        .enumerate()
        .map(|(at, (one, reason))| {
            let number = format!("BF{:03}", at + 1);
            vec![text(number), text(one.code.clone()), text(reason), Cell::Day(date(2021, 12, 20))]
        })
        .collect();
    sheet("不予拨付登记", vec!["登记编号", "机构编码", "情形", "认定日期"], rows)
}

//! Cases in workbooks and CSV files, blank ones and proposed ones: what a person fills in is what is tried.

use jieyu::diagnostic::Words;
use jieyu::report::{template_cases, trial_snapshot};
use jieyu::session::{Memory, Session, World};
use jieyu::trial::suggest::{self, Proposal};
use jieyu::trial::{self, Plan, Suite, SuiteOutcome};
use rust_xlsxwriter::Workbook;
use std::io::{Error, ErrorKind};

const POLICY: &str = r#"政策 测试
  版本 "1"
  基准日 2021-12-31

参数 支付比例 : 比例 待定
参数 下限 : 比例 = 50%
枚举 级别 = 三级, 二级

表 医疗机构
  键 机构编码 : 文本
  列 级别 : 级别
  列 完成率 : 比例
  列 结余 : 金额
  列 开业 : 日期
  列 已豁免 : 是否 = 否
  校验 结余不过大 : 结余 ≤ 100_000元

每个 医疗机构：

公式 留用 : 金额 = 结余 × 支付比例 不低于 0元 四舍五入到 分
  依据 《测试办法》第三条

排除 未完成
  当 完成率 < 下限
  除非 已豁免
  则 留用 = 0元
  理由 "完成率低于下限"
  依据 《测试办法》第四条

公式 开业满年 = 若 开业 ≤ 2020-12-31 则 是 否则 否

整体：

公式 全部金额 : 金额 = 合计(医疗机构.留用)

输出 医疗机构 : 机构编码, 留用, 排除理由
输出 整体 为 "总计" : 全部金额
"#;

const TWO: &str = r#"
表 订单
  键 编号 : 文本
  列 机构编码 : 文本
  列 金额 : 金额
  引用 机构编码 → 医疗机构

每个 医疗机构：

公式 采购额 : 金额 = 合计(订单.金额)
"#;

fn world(policy: &str, name: &str, bytes: Vec<u8>) -> Memory {
    let mut world = Memory::default();
    world.0.insert("p/a.policy".into(), policy.into());
    world.0.insert(format!("p/{name}"), bytes);
    world
}

fn tried(world: &(dyn World + Sync), name: &str) -> (Suite, SuiteOutcome) {
    let suite = trial::open(world, &format!("p/{name}"));
    let plan = Plan { world, filter: None, snapshot: &|seen| trial_snapshot::write(seen) };
    let outcome = trial::run(&plan, &suite);
    (suite, outcome)
}

fn csv(text: &str) -> SuiteOutcome {
    tried(&world(POLICY, "a.cases.csv", text.as_bytes().to_vec()), "a.cases.csv").1
}

fn told(outcome: &SuiteOutcome) -> String {
    let problems = outcome.problems.iter().map(|problem| format!("{} {}", problem.code, problem.message.zh));
    let failures = outcome.cases.iter().flat_map(|case| &case.failures);
    let failures = failures.map(|failure| {
        format!(
            "{} {:?} {:?}",
            failure.what.zh,
            failure.wanted.as_ref().map(|words| &words.zh),
            failure.actual.as_ref().map(|words| &words.zh)
        )
    });
    problems.chain(failures).collect::<Vec<_>>().join("\n")
}

const SHEET: &str = "案例,机构编码,级别,完成率,结余（元）,开业,已豁免,参数 支付比例,期望 留用（元）,期望 排除理由,期望 整体.全部金额,期望 开业满年,说明\n\
    正常,H1,三级,80%,\"1,000.00\",2020-01-01,,70%,700,,700,是,\n\
    未完成,H1,三级,49.99%,1000,2021-06-30,否,70%,0,含 低于下限,,否,第四条\n\
    豁免,H1,二级,0,1000,2021-06-30,是,70%,700,,,,\n";

#[test]
fn a_csv_file_holds_one_case_a_row() {
    let outcome = csv(SHEET);
    assert_eq!(told(&outcome), "");
    let names: Vec<&str> = outcome.cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names, ["正常", "未完成", "豁免"]);
    assert_eq!(outcome.cases[0].expectations, 3);
    let (bytes, _, _) = encoding_rs::GB18030.encode(SHEET);
    let gbk = tried(&world(POLICY, "a.cases.csv", bytes.into_owned()), "a.cases.csv").1;
    assert_eq!((told(&gbk), gbk.cases.len()), (String::new(), 3));
}

#[test]
fn a_value_that_differs_is_told_with_its_row() {
    let outcome = csv(&SHEET.replace("70%,0,含", "70%,0.01,含"));
    let failure = &outcome.cases[1].failures[0];
    assert_eq!(failure.line, 3);
    assert_eq!(failure.wanted.as_ref().unwrap().zh, "0.01元");
    assert_eq!(failure.clause, ["《测试办法》第三条"]);
}

#[test]
fn slips_in_a_sheet_are_told_with_their_rows() {
    for (old, new, words) in [
        ("完成率,", "完成绿,", "JY1204 第 1 行 D 列：政策里没有列“完成绿”"),
        ("期望 留用（元）", "期望 留用额", "JY1212 第 1 行 I 列：政策里没有值“留用额”"),
        ("参数 支付比例", "参数 比例", "JY1216 第 1 行 H 列：政策里没有参数“比例”"),
        ("结余（元）", "结余（万元）", "JY1213 第 1 行 E 列：表头的单位是“万元”，这个值的单位是“元”"),
        ("期望 留用（元）", "期望 留用（万元）", "JY1213"),
        ("案例,", "名称,", "JY1217 第 1 行：没有“案例”这一列"),
        ("\n豁免,", "\n正常,", "JY1215 第 4 行：又写了案例“正常”"),
        ("\n正常,", "\n,", "JY1218 第 2 行：这一行没有写属于哪个案例"),
        (",H1,二级", ",H1|,二级", "JY1219 第 4 行 B 列：“H1|”里有竖线"),
        (",H1,二级", ",H1,一级", "第 4 行"),
        ("70%,0,含", "70%,零,含", "JY"),
    ] {
        let text = SHEET.replacen(old, new, 1);
        assert_ne!(text, SHEET, "{old}");
        let said = told(&csv(&text));
        assert!(said.contains(words), "{old} → {new}:\n{said}");
    }
    let day = csv("案例,机构编码,级别,完成率,结余,开业,基准日\n甲,H1,三级,80%,1,2020-01-01,年底\n");
    assert!(told(&day).contains("JY1219 第 2 行 G 列：“年底”不是日期"), "{}", told(&day));
}

/// What people type who do not think of digits and dates: it means what it says, or the row and the cell are told.
#[test]
fn cells_are_read_as_people_type_them() {
    let head = "案例,机构编码,级别,完成率,结余,开业,参数 支付比例,期望 留用,期望 开业";
    let fine = csv(&format!("{head}\n甲,Ｈ１,三级,８０％,１００,2019年5月1日,７０％,７０.００,２０１９/５/１\n"));
    assert_eq!(told(&fine), "");
    assert!(fine.problems.is_empty() && fine.cases.len() == 1, "{:#?}", fine.problems);
    let row = "三级,80%,100,2019-05-01,70%";
    for (rows, code, words) in [
        (format!("甲,H1,{row},错误,\n"), "JY1219", "第 2 行 H 列：“错误”没有写明错误的编号"),
        (format!("甲,H1,{row},错误 JY9,\n"), "JY1219", "“错误 JY9”没有写明"),
        (format!("甲,H1,{row},70,\n甲,H1,{row},70,\n"), "JY1215", "第 3 行：案例“甲”里已经有键是“H1”的一行，在第 2 行"),
    ] {
        let outcome = csv(&format!("{head}\n{rows}"));
        let problem = outcome.problems.first().unwrap_or_else(|| panic!("nothing told of {rows}"));
        assert!(problem.code == code && problem.message.zh.contains(words), "{rows}: {:#?}", outcome.problems);
    }
    for (rows, words) in [
        (format!("甲,,{row},70,\n"), "JY0413：文件 a.cases.csv，第 2 行：“医疗机构”缺少“机构编码”列，或者这一列没有填"),
        (format!("甲,H1,{row},错误 JY9999,\n"), "错误 JY9999"),
        ("甲,H1,三级,80%,100,2019-05-01,,70,\n".to_owned(), "JY1010"),
    ] {
        let outcome = csv(&format!("{head}\n{rows}"));
        assert!(told(&outcome).contains(words), "{rows}: {}", told(&outcome));
        let help = outcome.cases[0].failures[0].help.as_ref().unwrap();
        assert!(!help.zh.contains("给定 参数") && !help.zh.contains("现有表头"), "{help:?}");
    }
}

#[test]
fn errors_are_expected_in_a_cell() {
    let head = "案例,机构编码,级别,完成率,结余,开业,参数 支付比例,期望 留用,期望 错误\n";
    let outcome = csv(&format!("{head}过大,H1,三级,80%,100000.01,2020-01-01,70%,,JY0911 结余不过大\n"));
    assert!(told(&outcome).is_empty(), "{}", told(&outcome));
}

fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(*cells) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).unwrap(),
                    Err(_) => sheet.write_string(row, column, *cell).unwrap(),
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn several(orders: &[&[&str]]) -> Vec<u8> {
    book(&[
        (
            "案例",
            &[&["案例", "参数 支付比例", "快照"], &["共用", "70%", ""], &["两笔订单", "", "是"], &["没有订单", "60%"]],
        ),
        (
            "医疗机构",
            &[
                &["案例", "机构编码", "级别", "完成率", "结余", "开业", "期望 留用"],
                &["共用", "H1", "三级", "80%", "1000", "2020-01-01"],
                &["没有订单", "H1", "三级", "80%", "10.5", "2020-01-01", "6.3"],
            ],
        ),
        ("订单", orders),
        (
            "期望",
            &[
                &["案例", "表", "键", "值", "期望"],
                &["两笔订单", "医疗机构", "H1", "采购额", "30.5"],
                &["两笔订单", "整体", "", "全部金额", "700"],
            ],
        ),
        ("随便记的", &[&["这一页不是案例"]]),
    ])
}

#[test]
fn a_workbook_has_a_sheet_for_each_table_and_one_for_what_is_expected() {
    let policy = format!("{POLICY}{TWO}");
    let orders: &[&[&str]] = &[
        &["案例", "编号", "机构编码", "金额"],
        &["共用", "D0", "H1", "1"],
        &["两笔订单", "D1", "H1", "10"],
        &["", "D2", "H1", "20.5"],
    ];
    let (suite, outcome) = tried(&world(&policy, "a.cases.xlsx", several(orders)), "a.cases.xlsx");
    assert_eq!(told(&outcome), "");
    assert_eq!(outcome.cases.len(), 2);
    assert!(outcome.cases[0].snapshot.as_ref().unwrap().contains("采购额 = 30.50元"), "{suite:?}");
    let strange: &[&[&str]] = &[&["案例", "编号", "机构编码", "金额"], &["两笔定单", "D1", "H1", "10"]];
    let (_, outcome) = tried(&world(&policy, "a.cases.xlsx", several(strange)), "a.cases.xlsx");
    assert!(
        told(&outcome).contains("JY1218 工作表“订单”第 2 行：工作表“案例”里没有案例“两笔定单”"),
        "{}",
        told(&outcome)
    );
    let bad: &[&[&str]] = &[&["案例", "编号", "机构编码", "金额"], &["共用", "D1", "H1", "十元"]];
    let (_, outcome) = tried(&world(&policy, "a.cases.xlsx", several(bad)), "a.cases.xlsx");
    assert!(told(&outcome).contains("工作表“订单”，第 2 行"), "{}", told(&outcome));
}

struct Locked(Memory);

impl World for Locked {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        if path.ends_with(".xlsx") { Err(Error::from(ErrorKind::PermissionDenied)) } else { self.0.read(path) }
    }
}

#[test]
fn a_workbook_that_excel_holds_open_or_that_is_none_is_told_so() {
    let (suite, _) = tried(&Locked(world(POLICY, "b", Vec::new())), "a.cases.xlsx");
    assert_eq!(suite.problems[0].code, "JY0401");
    assert!(suite.problems[0].help.as_ref().unwrap().zh.contains("先在 Excel 中关闭"));
    let (suite, _) = tried(&world(POLICY, "a.cases.xlsx", b"PK\x03\x04 nothing".to_vec()), "a.cases.xlsx");
    assert_eq!(suite.problems[0].code, "JY0404");
    let (suite, _) = tried(&world(POLICY, "c.cases.xlsx", several(&[])), "c.cases.xlsx");
    assert_eq!(suite.problems[0].code, "JY1201");
}

#[test]
fn the_blank_workbook_is_read_without_a_word() {
    for policy in [POLICY.to_owned(), format!("{POLICY}{TWO}")] {
        let bare = world(&policy, "x", Vec::new());
        let loaded = Session { world: &bare, as_of: None, known_on: None, settings: &[] }.load("p/a.policy");
        let program = loaded.program.as_ref().unwrap();
        let blank = template_cases::write(program, &loaded.open, &Proposal::default()).unwrap();
        assert_eq!(blank, template_cases::write(program, &loaded.open, &Proposal::default()).unwrap());
        let (suite, outcome) = tried(&world(&policy, "a.cases.xlsx", blank), "a.cases.xlsx");
        assert!(suite.problems.is_empty(), "{:?}", suite.problems);
        assert!(outcome.cases.is_empty());
        assert_eq!(template_cases::csv(program, &loaded.open).is_some(), !policy.contains("订单"));
    }
}

fn proposed(policy: &str) -> (Memory, Suite, Proposal) {
    let bare = world(policy, "x", Vec::new());
    let suite = trial::open(&bare, "p/a.policy");
    let proposal = suggest::suggest(&bare, (&suite, &[]), &[], None).unwrap();
    (bare, suite, proposal)
}

#[test]
fn proposed_cases_stand_at_every_edge() {
    let (_, _, proposal) = proposed(POLICY);
    let names: Vec<&str> = proposal.cases.iter().map(|case| case.name.as_str()).collect();
    for (rule, sides) in [
        ("未完成：完成率 < 下限：", ["低一个单位", "正好", "高一个单位"].as_slice()),
        ("开业满年：开业 ≤ 2020-12-31：", &["低一个单位", "正好", "高一个单位"]),
        ("结余不过大：结余 ≤ 100_000元：", &["正好", "高一个单位"]),
        ("留用：结余 × 支付比例 不低于 0元：", &["低一个单位", "正好", "高一个单位"]),
        ("未完成：已豁免：", &["成立"]),
        ("留用：结余 × 支付比例 不低于 0元 四舍五入到 分：", &["正好在中间"]),
    ] {
        for side in sides {
            let name = format!("{rule}{side}");
            assert!(names.contains(&name.as_str()), "{name} in\n{}", names.join("\n"));
        }
    }
    let edge = proposal.cases.iter().find(|case| case.name == "未完成：完成率 < 下限：低一个单位").unwrap();
    assert_eq!(edge.tables[0].rows[0][2], "49.9999%");
    assert!(edge.expects.iter().any(|value| value.words == "医疗机构[\"甲\"].未完成 = 是"), "{:?}", edge.expects);
    assert_eq!(proposal.unreached.len() + proposal.reached, 7, "{:?}", proposal.unreached);
}

#[test]
fn proposed_cases_hold_as_sheet_and_as_text_and_are_the_same_each_time() {
    for policy in [POLICY.to_owned(), format!("{POLICY}{TWO}")] {
        let (bare, suite, proposal) = proposed(&policy);
        let program = suite.base.program.as_ref().unwrap();
        let sheet = template_cases::write(program, &suite.base.open, &proposal).unwrap();
        let text = suggest::text(program, &proposal);
        assert_eq!(text, suggest::text(program, &proposed(&policy).2));
        for (name, bytes) in [("a.cases.xlsx", sheet), ("a.cases.policy", text.into_bytes())] {
            let mut world = bare.clone();
            world.0.insert(format!("p/{name}"), bytes);
            let (_, outcome) = tried(&world, name);
            assert_eq!(told(&outcome), "", "{name}");
            assert_eq!(outcome.cases.len(), proposal.cases.len());
            assert!(outcome.cases.iter().all(|case| case.proposed && case.expectations > 0));
        }
    }
}

/// The repository, with the proposed cases beside the policy.
struct Shipped(String, String);

impl World for Shipped {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        if path == self.0 {
            return Ok(self.1.clone().into_bytes());
        }
        std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
    }
}

/// Of the edges of a policy that ships, few are not reached; the proposed cases hold, and every edge is counted once.
#[test]
fn edges_of_shipped_policies_are_reached() {
    for (name, all) in [("national", 13), ("guangdong", 22)] {
        let bare = Shipped(String::new(), String::new());
        let suite = trial::open(&bare, &format!("policies/{name}/policy.cases.policy"));
        let kin = [trial::open(&bare, "policies/national/policy.cases.policy")];
        let kin = if name == "national" { &[] } else { kin.as_slice() };
        let proposal = suggest::suggest(&bare, (&suite, kin), &[], None).unwrap();
        assert_eq!(proposal.reached + proposal.impossible.len(), all, "{name}: {:#?}", proposal.unreached);
        assert_eq!(proposal.impossible.len(), 1, "{name}: {:#?}", proposal.impossible);
        let path = format!("policies/{name}/policy.edges.cases.policy");
        let world = Shipped(path.clone(), suggest::text(suite.base.program.as_ref().unwrap(), &proposal));
        let plan = Plan { world: &world, filter: None, snapshot: &|_| String::new() };
        let outcome = trial::run(&plan, &trial::open(&world, &path));
        assert_eq!(told(&outcome), "", "{name}");
        assert_eq!(outcome.cases.len(), proposal.cases.len());
    }
}

/// Conditions on a parameter, on a choice that no case makes, on how many rows there are, and ties of products.
#[test]
fn edges_behind_parameters_choices_rows_and_products_are_reached() {
    let policy = POLICY.to_owned()
        + "\n枚举 口径 = 甲法, 乙法\n参数 口径参数 : 口径 = 甲法\n  依据 《测试办法》\n参数 门槛 : 金额 = 37.5元\n  依据 《测试办法》\n\n每个 医疗机构：\n\n\
           公式 乙法金额 : 金额 = 若 口径参数 = 乙法 则 结余 × 支付比例 × 完成率 四舍五入到 分 否则 0元\n\n\
           公式 过门槛 = 若 口径参数 = 乙法 则 结余 × 支付比例 ≥ 门槛 否则 否\n"
        + TWO;
    let (_, _, proposal) = proposed(&policy);
    let names: Vec<&str> = proposal.cases.iter().map(|case| case.name.as_str()).collect();
    for name in [
        "乙法金额：结余 × 支付比例 × 完成率 四舍五入到 分：正好在中间",
        "过门槛：结余 × 支付比例 ≥ 门槛：低一个单位",
        "过门槛：结余 × 支付比例 ≥ 门槛：正好",
        "过门槛：结余 × 支付比例 ≥ 门槛：高一个单位",
    ] {
        assert!(names.contains(&name), "{name} in\n{}\n{:#?}", names.join("\n"), proposal.unreached);
    }
    let turned = proposal.cases.iter().find(|case| case.name.starts_with("过门槛")).unwrap();
    assert_eq!(turned.params, [("口径参数".to_owned(), "乙法".to_owned())]);
}

#[test]
fn what_moves_in_leaps_is_met_where_it_leaps() {
    let policy = POLICY.replace("开业 ≤ 2020-12-31", "年(开业) = 2020");
    let (_, _, proposal) = proposed(&policy);
    let day = |side: &str| {
        let case =
            proposal.cases.iter().find(|case| case.name == format!("开业满年：年(开业) = 2020：{side}")).unwrap();
        case.tables[0].rows[0][4].clone()
    };
    assert_eq!([day("低一个单位"), day("高一个单位")], ["2019-12-31", "2021-01-01"]);
}

#[test]
fn edges_that_no_input_reaches_are_told() {
    let policy = POLICY.replace("完成率 < 下限", "完成率 × 2 − 完成率 × 3 + 完成率 < 下限");
    let (_, _, proposal) = proposed(&policy);
    let told: Vec<&str> = proposal.unreached.iter().map(|words| words.zh.as_str()).collect();
    assert!(
        told.iter()
            .any(|words| words.contains("“完成率 × 2 − 完成率 × 3 + 完成率 < 下限”：没有找到正好相等、比它高的输入")),
        "{told:#?}"
    );
}

/// Where the cases of a layer give too little, the data of cases beside its layers are lent, and said to be.
#[test]
fn data_of_related_cases_are_lent() {
    let base =
        format!("{POLICY}{TWO}\n参数 起始日 : 日期 = 2020-01-01\n每个 医疗机构：\n公式 起始后开业 = 开业 ≥ 起始日\n");
    let layer = "政策 乙\n  继承 \"a.policy\"\n  基准日 2021-12-31\n  依据 《乙办法》\n给定 支付比例 = 65%\n修改 参数 起始日 由 2020-01-01 为 2021-03-01\n";
    let rows = "共用 给定 参数 支付比例 = 70%\n案例 \"甲\"\n  给定 医疗机构\n    | 机构编码 | 级别 | 完成率 | 结余 | 开业 |\n    | H1 | 三级 | 80% | 100 | 2020-05-31 |\n  \
         给定 订单\n    | 编号 | 机构编码 | 金额 |\n    | D1 | H1 | 5 |\n  期望 医疗机构[\"H1\"].留用 = 70元\n";
    let own = "案例 \"乙\"\n  给定 医疗机构\n    | 机构编码 | 级别 |\n    | H9 | 二级 |\n  其余 缺失\n  期望 医疗机构[\"H9\"].级别 = 二级\n";
    let mut world = Memory::default();
    for (name, text) in
        [("a.policy", base.as_str()), ("b.policy", layer), ("a.cases.policy", rows), ("b.cases.policy", own)]
    {
        world.0.insert(format!("p/{name}"), text.into());
    }
    let (suite, kin) = (trial::open(&world, "p/b.cases.policy"), [trial::open(&world, "p/a.cases.policy")]);
    let alone = suggest::suggest(&world, (&suite, &[]), &[], None).unwrap();
    assert!(alone.kin.is_empty());
    let proposal = suggest::suggest(&world, (&suite, &kin), &[], None).unwrap();
    assert_eq!(proposal.kin, ["p/a.cases.policy"], "{:#?}", proposal.unreached);
    assert!(proposal.unreached.is_empty(), "{:#?}", proposal.unreached);
    let text = suggest::text(suite.base.program.as_ref().unwrap(), &proposal);
    // Fourteen months later, as the day of the layer is.
    assert!(text.contains("2021-07-31"), "{text}");
    world.0.insert("p/b.edges.cases.policy".into(), text.into());
    let (_, outcome) = tried(&world, "b.edges.cases.policy");
    assert_eq!(told(&outcome), "");
    assert_eq!(outcome.cases.len(), proposal.cases.len());
}

/// An edge that a remark explains is listed with the reason, and with nothing else.
#[test]
fn edges_that_cannot_be_reached_are_told_with_the_reason() {
    let policy = POLICY.replace("完成率 < 下限", "完成率 × 2 − 完成率 × 3 + 完成率 < 下限");
    let cases = "# 界限：未完成：“完成率 × 2 − 完成率 × 3 + 完成率 < 下限”：左边总是零\n共用 给定 参数 支付比例 = 70%\n案例 \"甲\"\n  给定 医疗机构\n    | 机构编码 | 级别 | 完成率 | 结余 | 开业 |\n    | H1 | 三级 | 80% | 100 | 2020-05-31 |\n  期望 医疗机构[\"H1\"].留用 = 0元\n";
    let world = world(&policy, "a.cases.policy", cases.into());
    let suite = trial::open(&world, "p/a.cases.policy");
    let proposal = suggest::suggest(&world, (&suite, &[]), &[], None).unwrap();
    assert_eq!(proposal.impossible.len(), 1, "{:#?}", proposal.unreached);
    assert!(proposal.impossible[0].zh.ends_with("：左边总是零"), "{:#?}", proposal.impossible);
    // The same text as a condition is another edge, of which nothing was said.
    let told = |words: &Words| words.zh.contains("完成率 × 2") && !words.zh.contains("：条件 “");
    assert!(!proposal.unreached.iter().any(told), "{:#?}", proposal.unreached);
    let text = suggest::text(suite.base.program.as_ref().unwrap(), &proposal);
    assert!(text.contains("# 不可能完全到达的界限") && text.contains("：左边总是零"), "{text}");
}

/// Values that were made up for open thresholds need not go together: what is asked for is the thresholds, and no band is
/// blamed that nobody wrote.
#[test]
fn open_parameters_that_cannot_be_made_up_are_asked_for() {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("suggest-open");
    std::fs::create_dir_all(&folder).unwrap();
    let text = "政策 甲\n  依据 某文件\n参数 低线 : 分值 在 [0分, 100分] 待定\n参数 高线 : 分值 在 [0分, 100分] 待定\n表 人\n  键 号 : 文本\n  列 得分 : 分值 在 [0分, 100分]\n\
                每个 人：\n公式 档 = 按 得分\n  | < 低线 | 1 |\n  | [低线, 高线) | 2 |\n  | ≥ 高线 | 3 |\n输出 人 : 号, 档\n";
    std::fs::write(folder.join("a.policy"), text).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_jieyu"));
    let output = command.current_dir(&folder).args(["cases", "suggest", "a.policy"]).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(told.contains("JY1010") && told.contains("--set 低线=") && !told.contains("JY0319"), "{told}");
    let given = ["--set", "低线=60分", "--set", "高线=80分", "--format", "policy"];
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_jieyu"));
    let output = command.current_dir(&folder).args(["cases", "suggest", "a.policy"]).args(given).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

//! Rows that go by: the same results as rows in memory, by any number of threads, or none at all.

use super::generated::load;
use super::workload::{files, files_of};
use super::write::Dice;
use super::{program, root};
use jieyu::data::packed::{Content, Tables};
use jieyu::data::{self, InputFile, digest};
use jieyu::ir::ids::{SlotId, TableId};
use jieyu::ir::program::Program;
use jieyu::rows;
use jieyu::session::{Engine, Settled, settle_passing};
use std::fmt::Write;

pub fn passing<'p>(program: &'p Program, files: &[InputFile], threads: usize) -> Option<Settled<'p>> {
    let contents: Vec<&dyn Content> = files.iter().map(|file| file as &dyn Content).collect();
    settle_passing(program, &contents, Engine::Columns, threads)
}

/// What differs in all that is there after rows went by: outputs, blames, and every slot but those of `gone`.
pub fn differences(program: &Program, files: &[InputFile], settled: &Settled<'_>, gone: TableId) -> Vec<String> {
    let read = data::read(files, &program.schemas);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let due = rows::run(program, read.batch);
    let mut found = Vec::new();
    if due.blames().collect::<Vec<_>>() != settled.run.blames().collect::<Vec<_>>() {
        found.push("blames".to_owned());
    }
    for index in 0..program.outputs.len() {
        if due.output(index) != settled.run.output(index) {
            found.push(format!("output {index}"));
        }
    }
    for index in 0..program.tables.len() {
        if due.rows(TableId::at(index)) != settled.run.rows(TableId::at(index)) {
            found.push(format!("rows of table {index}"));
        }
    }
    for (index, slot) in program.slots.iter().enumerate().filter(|(_, slot)| slot.owner != Some(gone)) {
        let rows = slot.owner.map_or(1, |table| due.rows(table));
        for row in 0..rows {
            let row = slot.owner.map(|_| row);
            let (due, got) = (due.value(SlotId::at(index), row), settled.run.value(SlotId::at(index), row));
            if due != got {
                found.push(format!("{} {row:?}: {got:?}, due {due:?}", slot.name));
            }
        }
    }
    found
}

/// Lists of codes have one column or two: they are no notes, and the rows of the large table go by all the same.
#[test]
fn small_tables_of_one_or_two_columns_do_not_stop_the_rows_that_go_by() {
    let text = "政策 测试\n表 人\n  键 编号 : 文本\n表 药\n  键 药名 : 文本\n  列 单价 : 金额\n表 就诊\n  键 编号 → 人\n  键 药名 → 药\n\
                  列 盒数 : 整数\n每个 人：\n公式 费用 : 金额 = 合计(就诊.盒数 × 就诊.药.单价)\n输出 人 : 编号, 费用\n";
    let program = load(text).expect("the policy is sound");
    let file = |name: &str, text: String| InputFile { name: format!("{name}.csv"), bytes: text.into_bytes() };
    let lines = |head: &str, line: &dyn Fn(usize) -> String, count: usize| -> String {
        std::iter::once(format!("{head}\n")).chain((0..count).map(line)).collect()
    };
    let visit = |at: usize| format!("P{},D{},{}\n", at / 7, at % 7, at % 5);
    let files = |people: &str| {
        [
            file("人", lines("编号", &|at| format!("P{at}\n"), 20) + people),
            file("药", lines("药名,单价", &|at| format!("D{at},{at}.05\n"), 7)),
            file("就诊", lines("编号,药名,盒数", &visit, 140)),
        ]
    };
    let plain = files("");
    let settled = passing(&program, &plain, 1).expect("plain files");
    let found = differences(&program, &plain, &settled, program.schemas[2].id);
    assert!(found.is_empty(), "{}", found.join("\n"));
    // A total below them still is for the ordinary reader.
    assert!(passing(&program, &files("合计\n"), 1).is_none());
}

#[test]
fn the_workload_comes_to_the_same_while_its_lines_go_by() {
    let program = program(&root().join("benches/settlement/settlement.policy")).expect("the policy is sound");
    let gone = program.schemas[1].id;
    for (shuffled, threads) in [(false, 1), (false, 2), (true, 1), (true, 3)] {
        let files = files(70, shuffled);
        let settled = passing(&program, &files, threads).expect("plain files");
        let found = differences(&program, &files, &settled, gone);
        assert!(found.is_empty(), "{}", found.join("\n"));
        let counts = settled.counts.expect("columns");
        assert_eq!((counts.passes, counts.by_rows, counts.packed), (1, 0, 70 * 60 * 5 + 70 * 25));
    }
}

/// A large table beside the lines is read piece by piece by several threads: its rows stand in the order of the file.
#[test]
fn tables_are_the_same_however_many_threads_read_them() {
    let program = program(&root().join("benches/settlement/settlement.policy")).expect("the policy is sound");
    let files = files_of(13_000, 2, false);
    assert!(files[0].bytes.len() > 1 << 20, "one thread reads what is small");
    let contents: Vec<&dyn Content> = files.iter().map(|file| file as &dyn Content).collect();
    let cells = |threads: usize| {
        let tables = Tables::open(&contents, &program.schemas).expect("plain files").by(threads);
        let (batch, _, _) = tables.read_but(1).expect("nothing odd");
        let table = &batch.tables[0];
        (0..table.rows).flat_map(|row| table.columns.iter().map(move |column| column.get(row))).collect::<Vec<_>>()
    };
    let (one, three) = (cells(1), cells(3));
    assert!(one == three, "rows of the same file differ");
    assert!(one.len() == 13_000 * 13 && one.iter().all(Option::is_some));
    let settled = [1, 3].map(|threads| passing(&program, &files, threads).expect("plain files"));
    assert!(settled[0].run.output(0) == settled[1].run.output(0));
    // The first hospital once more, at the end: another thread may read it.
    let (mut heads, lines) = (files[0].clone(), files[1].clone());
    let first = heads.bytes.split(|byte| *byte == b'\n').nth(1).expect("a first hospital").to_vec();
    heads.bytes.extend([first.as_slice(), b"\n"].concat());
    assert!(passing(&program, &[heads, lines], 3).is_none());
}

/// A line that needs what its hospital's lines come to makes its rows go by twice, small files out of memory.
#[test]
fn rows_go_by_as_often_as_they_are_needed() {
    let text = "政策 两趟\n  基准日 2026-01-01\n\n表 机构\n  键 号 : 文本\n  列 系数 : 数值(2位)\n  列 名称 : 文本\n\n表 明细\n  键 机构号 → 机构\n  \
                键 次 : 整数\n  列 额 : 金额\n\n每个 明细：\n公式 大额 = 额 > 500元\n\n每个 机构：\n公式 额和 = 合计(明细.额)\n公式 大额数 = 计数(明细 当 大额)\n\n\
                每个 明细：\n公式 超出 : 金额 = (若 大额 则 额 × 机构.系数 − 机构.额和 ÷ 50 否则 0元) 四舍五入到 分\n\n每个 机构：\n\
                公式 合超出 = 合计(明细.超出)\n公式 最大 = 合计(明细.超出 当 超出 > 0元)\n\n输出 机构 : 号, 额和, 大额数, 合超出, 最大\n";
    let program = load(text).unwrap_or_else(|said| panic!("{said}"));
    let (mut heads, mut lines) = ("号,系数,名称\n".to_owned(), "机构号,次,额\n".to_owned());
    for hospital in 0..40 {
        let _ = writeln!(heads, "H{hospital:03},{}.{:02},院", hospital % 3, hospital);
        for line in 0..50 {
            let _ = writeln!(lines, "H{hospital:03},{line},{}.{:02}", hospital * 37 + line * 21, line);
        }
    }
    let file = |name: &str, text: &str| InputFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    let files = [file("机构.csv", &heads), file("明细.csv", &lines)];
    let gone = program.schemas[1].id;
    for threads in [1, 2] {
        let settled = passing(&program, &files, threads).expect("plain files");
        assert_eq!(settled.counts.map(|counts| counts.passes), Some(2));
        let found = differences(&program, &files, &settled, gone);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
    // The same key twice, a second time far behind: found by one reader or by two together.
    for (line, threads) in [("H000,0,1.00\n", 1), ("H000,0,1.00\n", 2), ("H039,49,1.00\n", 2), ("H099,0,1.00\n", 1)] {
        let files = [files[0].clone(), file("明细.csv", &format!("{lines}{line}"))];
        assert!(passing(&program, &files, threads).is_none());
    }
}

/// Products of three columns leave 64 bits in some chunks: these are computed in 128, and the rows go by all the same.
#[test]
fn products_that_leave_a_word_go_by_all_the_same() {
    let text = "政策 宽\n  基准日 2026-01-01\n\n表 机构\n  键 号 : 文本\n  列 名称 : 文本\n  列 地址 : 文本\n\n表 明细\n  键 机构号 → 机构\n  键 次 : 整数\n  \
                列 甲 : 数值(6位)\n  列 乙 : 数值(6位)\n  列 丙 : 数值(6位)\n\n每个 明细：\n公式 积 = 甲 × 乙 × 丙\n\
                公式 整积 = 积 四舍五入到 0.01\n公式 半积 = (若 积 > 甲 × 1000 则 绝对值(积) ÷ 2 否则 0) 四舍六入五成双到 1\n\
                公式 大 = 积 > 甲 × 1000000\n公式 档 = 按 积 × 2\n  | < 0    | 0 |\n  | [0, 7) | 1 |\n  \
                | ≥ 7    | 2 |\n\n每个 机构：\n公式 和 = 合计(明细.整积)\n公式 半和 = 合计(明细.半积)\n\
                公式 大数 = 计数(明细 当 大)\n公式 档和 = 合计(明细.档)\n公式 最大档 = 最大(明细.档)\n\n输出 机构 : 号, 和, 半和, 大数, 档和\n";
    let program = load(text).unwrap_or_else(|said| panic!("{said}"));
    let (mut heads, mut lines) = ("号,名称,地址\n".to_owned(), "机构号,次,甲,乙,丙\n".to_owned());
    for hospital in 0..30i64 {
        let _ = writeln!(heads, "H{hospital:03},院,路");
        for line in 0..40i64 {
            let size = if hospital % 3 == 0 { 1 } else { 97 };
            let (a, b) = (line * 13 * size - 900, hospital * 31 * size + 1);
            let _ = writeln!(lines, "H{hospital:03},{line},{a}.{line:06},{b}.000001,{}.5", line * size);
        }
    }
    let file = |name: &str, text: &str| InputFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    let files = [file("机构.csv", &heads), file("明细.csv", &lines)];
    for threads in [1, 2] {
        let settled = passing(&program, &files, threads).expect("plain files");
        assert_eq!(settled.counts.map(|counts| (counts.passes, counts.by_rows)), Some((1, 0)));
        let found = differences(&program, &files, &settled, program.schemas[1].id);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

/// What only rows can tell, or would show, needs all rows in memory.
#[test]
fn rows_stay_in_memory_where_they_are_asked_for() {
    let head = "政策 一\n  基准日 2026-01-01\n\n表 机构\n  键 号 : 文本\n  列 甲 : 数值(2位)\n  列 名称 : 文本\n\n表 明细\n  键 机构号 → 机构\n  \
                键 品种 : 文本\n  列 额 : 金额\n\n";
    let each = "每个 机构：\n公式 额和 = 合计(明细.额)\n\n";
    let goes_by = [
        format!("{head}{each}输出 机构 : 号, 额和\n"),
        format!("{head}{each}断言 够 : 额和 > 0元\n\n输出 机构 : 号, 额和\n"),
        format!("{head}每个 明细：\n断言 正 : 额 ≥ 0元\n\n{each}输出 机构 : 号, 额和\n"),
        format!("{head}输出 机构 : 号\n"),
    ];
    let stays = [
        format!("{head}{each}输出 机构 : 号, 额和\n\n输出 明细 : 品种, 额\n"),
        format!("{head}每个 机构：\n公式 种 = 去重计数(明细.品种)\n\n输出 机构 : 号, 种\n"),
        format!("{head}{each}输出 机构 : 号, 额和, 合计(明细.额 当 品种 = \"B\") 为 \"乙\"\n"),
        format!("{head}每个 明细：\n断言 小 : 额 < 3元\n\n{each}输出 机构 : 号, 额和\n"),
        format!(
            "{head}每个 明细：\n公式 倍 = 额 ÷ 机构.甲\n\n{each}公式 倍数 = 合计(明细.倍)\n\n输出 机构 : 号, 倍数\n"
        ),
    ];
    let file = |name: &str, text: &str| InputFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    let files = [
        file("机构.csv", "号,甲,名称\n一,0,甲医院\n二,1,乙医院\n"),
        file("明细.csv", "机构号,品种,额\n一,A,1.00\n一,B,2.5\n二,A,3\n二,C,0.10\n二,D,2.00\n二,E,0.75\n"),
    ];
    for text in &goes_by {
        let Ok(program) = load(text) else { panic!("{text}\n{:?}", load(text).err()) };
        let settled = passing(&program, &files, 1).unwrap_or_else(|| panic!("{text}"));
        let found = differences(&program, &files, &settled, program.schemas[1].id);
        assert!(found.is_empty(), "{text}\n{}", found.join("\n"));
    }
    for text in &stays {
        if let Ok(program) = load(text) {
            assert!(passing(&program, &files, 1).is_none(), "{text}");
        }
    }
}

/// A number of a row; of the child's row where `own` is 小.
fn number(dice: &mut Dice, own: &str, depth: u32) -> String {
    if depth == 0 {
        let above = if own.is_empty() { "3" } else { "上.甲" };
        let missing = format!("({own}缺 缺失时取 1.5)");
        let columns = [format!("{own}甲"), format!("{own}乙"), format!("{own}丙"), missing];
        let constants = ["0", "2", "0.85", "70%", "1000000", above];
        return match dice.roll(3) {
            0 => dice.pick(&constants).to_owned(),
            _ => columns[dice.roll(4) as usize].clone(),
        };
    }
    let (a, b) = (number(dice, own, depth - 1), number(dice, own, depth - 1));
    let words = ["四舍五入", "四舍六入五成双", "舍去", "进一", "向下取整", "向上取整"];
    match dice.roll(8) {
        0 => format!("({a} + {b})"),
        1 => format!("({a} − {b})"),
        2 | 3 => format!("({a} × {b})"),
        4 => format!("({a} {}到 {})", dice.pick(&words), dice.pick(&["0.01", "1", "0.5"])),
        5 => format!("(若 {own}是真 且 {a} < {b} 则 {a} 否则 {b})"),
        6 => format!("较大({a}, {b})"),
        _ => format!("绝对值({a})"),
    }
}

/// A policy that only adds its rows up: over the child's rows once, and perhaps again with what they came to.
fn policy(dice: &mut Dice) -> String {
    let lines = [
        "甲 : 数值(6位)",
        "乙 : 整数",
        "丙 : 数值(2位)",
        "缺 : 数值(6位) 可缺",
        "是真 : 是否",
        "名 : 文本",
        "日子 : 日期",
    ];
    let columns = |own: &str| lines.map(|line| format!("  列 {own}{line}\n")).concat();
    let mut text = format!("政策 生成\n  基准日 2021-06-01\n\n表 上\n  键 号 : 文本\n{}\n", columns(""));
    let _ = writeln!(text, "表 下\n  键 上号 → 上\n  键 次 : 整数\n{}", columns("小"));
    for round in 0..1 + dice.roll(2) {
        let depth = 1 + dice.roll(3) as u32;
        let further = if round == 0 { String::new() } else { format!(" + 上.和{}", round - 1) };
        let _ = writeln!(text, "每个 下：\n公式 小值{round} = {}{further}", number(dice, "小", depth));
        let _ = writeln!(text, "公式 小界{round} = {} > {}\n", number(dice, "小", 1), number(dice, "小", 1));
        let _ = writeln!(text, "每个 上：\n公式 和{round} = 合计(下.小值{round})");
        let _ = writeln!(text, "公式 数{round} = 计数(下 当 小界{round})\n公式 有{round} = 存在(下 当 小名 = \"二\")");
        let all = ["合计(下.小丙 当 小是真)", "最大(下.小乙)", "平均(下.小甲)", "最小(下.小值0)"];
        let _ = writeln!(text, "公式 另{round} = {}", dice.pick(&all));
        let _ = writeln!(text, "公式 比{round} = {} × 和{round}\n", number(dice, "", 1));
    }
    text.push_str("输出 上 : 号, 数0, 有0\n");
    text
}

/// Generated policies over generated plain files.
#[test]
fn generated_policies_come_to_the_same_while_rows_go_by() {
    let mut went_by = 0;
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let text = policy(&mut dice);
        let program = load(&text).unwrap_or_else(|said| panic!("{text}\n{said}"));
        let (parents, children) = (1 + dice.roll(9), 1 + dice.roll(90));
        let mut columns = |text: &mut String| {
            let number = |dice: &mut Dice, digits: usize| {
                let most = if dice.roll(9) == 0 { 90_000_000_000 } else { 9_000 };
                let number = dice.roll(most) as i64 - 4_000;
                format!("{}{}.{:0digits$}", if number < 0 { "-" } else { "" }, number.abs(), dice.roll(10))
            };
            let missing = dice.roll(3) == 0;
            let lacking = if missing { String::new() } else { number(&mut dice, 6) };
            let (yes, name) = (dice.pick(&["是", "否"]), dice.pick(&["一", "二", "三"]));
            let (one, two, three) = (number(&mut dice, 6), dice.roll(90) as i64 - 30, number(&mut dice, 2));
            let month = 1 + dice.roll(6);
            let _ = writeln!(text, ",{one},{two},{three},{lacking},{yes},{name},2021-{month:02}-01");
        };
        let heads = |prefix: &str| {
            ["甲", "乙", "丙", "缺", "是真", "名", "日子"].map(|name| format!(",{prefix}{name}")).concat()
        };
        let (mut above, mut below) = (format!("号{}\n", heads("")), format!("上号,次{}\n", heads("小")));
        for row in 0..parents {
            let _ = write!(above, "号{row}");
            columns(&mut above);
        }
        for row in 0..children {
            let _ = write!(below, "号{},{row}", row * parents / children);
            columns(&mut below);
        }
        let file = |name: &str, text: String| InputFile { name: name.to_owned(), bytes: text.into_bytes() };
        let files = [file("上.csv", above), file("下.csv", below)];
        let by_size = files.iter().enumerate().max_by_key(|(_, file)| file.bytes.len()).map_or(0, |(at, _)| at);
        if let Some(settled) = passing(&program, &files, 1 + (seed % 2) as usize) {
            went_by += 1;
            let found = differences(&program, &files, &settled, program.schemas[by_size].id);
            assert!(found.is_empty(), "{text}\n{}", found.join("\n"));
        }
    }
    println!("{went_by} of 60 with rows that went by");
    assert!(went_by > 20, "{went_by} went by");
}

/// The fingerprint of a receipt is the same, whichever way the file was read.
#[test]
fn plain_files_have_the_fingerprint_of_their_cells() {
    let texts = [
        "甲,乙\n1,2\n",
        "\u{feff}甲,乙\n1, 2 \n,\n\n3,\n",
        "甲,乙\r\n'01,x\r\n,y",
        "甲;乙\n1;2\n",
        "甲,乙\n\"1\",2\n",
        "甲,乙\n1,2\r3,4\n",
        "题名\n甲,乙\n1,2\n",
    ];
    let mut plain = 0;
    for text in texts {
        let file = InputFile { name: "a.csv".to_owned(), bytes: text.as_bytes().to_vec() };
        let Some(print) = digest::plain(&file) else { continue };
        assert_eq!(vec![(String::new(), print)], digest::sheets(&file), "{text}");
        plain += 1;
    }
    assert!(plain >= 3, "{plain}");
    for file in files(30, true) {
        assert_eq!(digest::plain(&file).map(|print| vec![(String::new(), print)]), Some(digest::sheets(&file)));
    }
}

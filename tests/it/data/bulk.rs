//! Bad cells by the thousand: all counted, a few told, the others told to who asks.

use super::kit::*;
use jieyu::data::rest;
use jieyu::ir::batch::Cell;

const ROWS: usize = 50_000;

/// A third of the amounts are words, a third has too many decimals; every tenth date is none.
fn bad() -> String {
    let mut text = "编码,金额,日期\n".to_owned();
    for row in 0..ROWS {
        let amount = ["1.00".to_owned(), format!("无{row}"), format!("0.00{}", row % 9 + 1)][row % 3].clone();
        let day = if row % 10 == 0 { "2021-02-30" } else { "2021-02-03" };
        text.push_str(&format!("H{row},{amount},{day}\n"));
    }
    text
}

#[test]
fn bad_cells_are_counted_by_cause_and_told_in_full_on_demand() {
    let schema = table(0, "表", &[0], vec![column("编码", "文本"), column("金额", "金额"), column("日期", "日期")]);
    let outcome = read_csv(&bad(), schema);
    let words = ROWS.div_ceil(3) - usize::from(ROWS % 3 == 1);
    let decimals = ROWS / 3;
    let days = ROWS / 10;
    assert!(!outcome.is_fatal());
    assert_eq!(rest::count(&outcome.problems), words + decimals + days);
    assert!(outcome.problems.len() < 2_100, "{} are kept in full", outcome.problems.len());
    let causes = rest::causes(&outcome.problems);
    let counts: Vec<(&str, usize)> = causes.iter().map(|cause| (cause.code, cause.count)).collect();
    assert_eq!(counts, [("JY0432", words), ("JY0433", decimals), ("JY0436", days)]);
    // One by one, with place, text and words as if each had been told at once.
    let each: Vec<_> = rest::each(&outcome.problems).collect();
    assert_eq!(each.len(), words + decimals + days);
    let last = each.iter().rfind(|problem| problem.code == "JY0432").expect("words");
    let row = (0..ROWS).rfind(|row| row % 3 == 1).expect("a row");
    assert_eq!((last.row, last.value.as_deref()), (Some(row as u32 + 2), Some(&*format!("无{row}"))));
    let first = each.iter().find(|problem| problem.code == "JY0432").expect("words");
    let told =
        |problem: &jieyu::data::DataProblem| problem.message.zh.replace(problem.value.as_deref().unwrap_or(""), "");
    assert_eq!((told(last), &last.help, &last.column), (told(first), &first.help, &first.column));
    assert!(each.windows(2).filter(|pair| pair[0].row > pair[1].row).count() == 0, "in the order of rows");
    // Every bad cell is bad, whether told or not.
    let bad = |cell: &&Cell| matches!(cell, Cell::Bad(_));
    assert_eq!(outcome.batch.tables[0].columns[1].iter().filter(bad).count(), words + decimals);
}

#[test]
fn keys_that_are_there_twice_are_counted_too() {
    let schema = table(0, "表", &[0], vec![column("编码", "文本"), column("金额", "金额")]);
    let body: String = (0..10_000).map(|row| format!("H{},1\n", row % 10)).collect();
    let outcome = read_csv(&format!("编码,金额\n{body}"), schema);
    assert!(outcome.is_fatal());
    assert_eq!(rest::count(&outcome.problems), 9_990);
    assert!(outcome.problems.len() < 2_100);
    let last = rest::each(&outcome.problems).last().expect("a problem");
    assert_eq!((last.row, last.value.as_deref()), (Some(10_001), Some("H9")));
    assert_eq!(last.message.zh, "“H9”与前面的行重复");
}

use super::*;

#[test]
fn rows_are_filtered_ordered_and_blamed() {
    let mut build = Build::default();
    let (table, slots) = build.table("表", &["*名", "值", "除"]);
    let (amount, divisor, zero) = (build.at(0, slots[1]), build.at(0, slots[2]), build.lit("0"));
    let quotient = build.bin(BinaryOp::Divide, amount, divisor);
    let (name, shown) = (build.at(0, slots[0]), build.at(0, slots[1]));
    let index = build.output(Some(table), &[(name, Some(slots[0])), (shown, Some(slots[1])), (quotient, None)]);
    let filter = build.bin(BinaryOp::NotEqual, amount, zero);
    let output = &mut build.program.outputs[index];
    output.filter = Some(filter);
    output.order = vec![(amount, true)];
    let rows: &[&str] = &["c 1 1", "a 2 0", "d 0 1", "b 2 4", "e !坏 1"];
    let evaluation = run(&build.program, data(&[rows]));
    let lines: Vec<String> = evaluation
        .output(index)
        .iter()
        .map(|row| {
            let cells = row.cells.iter().map(|cell| cell_words(&evaluation, cell.clone()));
            format!("{}{}", cells.collect::<Vec<_>>().join(" "), if row.doubt.is_some() { " ?" } else { "" })
        })
        .collect();
    assert_eq!(lines, ["a 2 DivisionByZero", "b 2 0.5", "c 1 1", "e BadCell BadCell ?"]);
    let blames: Vec<String> = evaluation.blames().map(|(_, blame)| fault_name(&blame.fault)).collect();
    assert_eq!(blames, ["BadCell", "DivisionByZero"]);
}

#[test]
fn the_whole_has_one_row_and_spoiled_rows_show_what_they_hold() {
    let mut build = Build::default();
    let (table, slots) = build.table("表", &["*名", "值"]);
    let (amount, zero) = (build.at(0, slots[1]), build.lit("0"));
    let positive = build.bin(BinaryOp::Greater, amount, zero);
    build.assertion("大于零", Some(table), positive, true);
    let twice = build.bin(BinaryOp::Add, amount, amount);
    let rows_out = build.output(Some(table), &[(amount, Some(slots[1])), (twice, None)]);
    let inner = build.at(1, slots[1]);
    let sum = build.aggregate(over(AggregateOp::Sum, table, Some(inner)));
    let whole = build.output(None, &[(sum, None)]);
    let evaluation = run(&build.program, data(&[&["a 1", "b -1"]]));
    let words = |index: usize| -> Vec<Vec<String>> {
        let row =
            |row: &crate::rows::OutputRow| row.cells.iter().map(|cell| cell_words(&evaluation, cell.clone())).collect();
        evaluation.output(index).iter().map(|out| row(&out)).collect()
    };
    assert_eq!(words(rows_out), [vec!["1", "2"], vec!["-1", "CheckFailed"]]);
    assert_eq!(words(whole), [["CheckFailed"]]);
    assert_eq!(evaluation.blames().count(), 1);
}

//! Result tables whose rows stand in packed columns: what is read, drawn and saved is what cells give.

use jieyu::diagnostic::Lang;
use jieyu::ir::packed::{MISSING, Packed, Shape};
use jieyu::ir::packed_rows::PackedRows;
use jieyu::report::show::{Grouping, cell, put, totals};
use jieyu::report::table::{ResultCell, ResultColumn, ResultTable};
use jieyu::report::table_rows::Shown;
use jieyu::report::text::{Ambiguous, Style, draw};
use jieyu::report::{csv, json, text};
use jieyu::value::number::Number;
use jieyu::value::value::Value;
use std::sync::Arc;

fn column(decimals: Option<u32>, percent: bool, unit: bool) -> ResultColumn {
    ResultColumn { heading: "额".into(), decimals, percent, unit: unit.then(|| "元".into()), summable: unit }
}

#[test]
fn a_word_is_written_as_its_number() {
    let tens = (0..19).flat_map(|exp| [-1, 0, 1].map(|more| 10i64.pow(exp) + more));
    let others = [0, 5, 120, 12_345, 100_500, 1_234_567_890, i64::MAX, i64::MAX / 10];
    let words: Vec<i64> = tens.chain(others).flat_map(|word| [word, -word]).chain([i64::MIN]).collect();
    for word in words {
        for behind in 0..=18 {
            let value = ResultCell::Value(Value::Number(Number::from_scaled(word.into(), behind)));
            for decimals in [None, Some(0), Some(1), Some(2), Some(4), Some(20)] {
                for (percent, unit) in [(false, false), (false, true), (true, false)] {
                    let column = column(decimals, percent, unit);
                    for grouping in [Grouping::Thousands, Grouping::None] {
                        let mut text = "x".to_owned();
                        put(&Shown::Decimal(word, behind), &column, grouping, &mut text);
                        assert_eq!(text[1..], cell(&value, &column, grouping), "{word} behind {behind}: {column:?}");
                    }
                }
            }
        }
    }
}

/// The rows of some packed columns, most of them not plain decimals; `rows` of them, backwards.
fn packed(rows: usize) -> PackedRows {
    let texts: Vec<Arc<str>> = ["甲", "=乙,“丙”", " 丁\n戊 "].map(Arc::from).into();
    let words = |shape: Shape, word: fn(i64) -> i64| {
        let mut packed = Packed::new(shape, rows);
        packed.words.iter_mut().zip(0..).for_each(|(place, row)| *place = word(row));
        packed
    };
    let mut ratio = words(Shape::Ratio { scale: 1 }, |row| row);
    ratio.dens.iter_mut().zip(0..).for_each(|(den, row)| *den = row % 7 + 1);
    let mut gaps = words(Shape::Number { scale: 100 }, |row| row * 37 - 1_000);
    gaps.states = (0..rows).map(|row| if row % 3 == 0 { MISSING } else { 0 }).collect();
    let columns = vec![
        words(Shape::Text(Arc::new(texts)), |row| row % 3),
        words(Shape::Number { scale: 100 }, |row| row * row * 1_003 - 500_000),
        gaps,
        ratio,
        words(Shape::Number { scale: 3 }, |row| row),
        words(Shape::Bool, |row| row & 1),
        words(Shape::Day, |row| row),
    ];
    PackedRows::new((0..rows).rev().collect(), columns.into_iter().map(Arc::new).collect()).expect("whole columns")
}

#[test]
fn packed_rows_are_read_drawn_and_saved_as_cells() {
    for rows in [0, 1, 40, 9_000] {
        let columns = vec![
            column(None, false, false),
            column(Some(2), false, true),
            column(Some(2), false, true),
            column(Some(4), true, false),
            column(None, false, false),
            column(None, false, false),
            column(None, false, false),
        ];
        let one = ResultTable { name: "表".into(), columns, rows: packed(rows).into() };
        let mut other = one.clone();
        assert_eq!(other.rows.each().len(), rows);
        assert!(one.rows.iter().eq(other.rows.iter()));
        assert_eq!(totals(&one), totals(&other));
        assert_eq!(json::write(std::slice::from_ref(&one)), json::write(std::slice::from_ref(&other)));
        assert_eq!(csv::write(&one, true), csv::write(&other, true));
        for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
            let due = text::write(std::slice::from_ref(&other), ambiguous, Lang::Zh);
            assert_eq!(text::write(std::slice::from_ref(&one), ambiguous, Lang::Zh), due);
            for threads in [1, 2, 3] {
                let (mut drawn, mut lines) = (String::new(), csv::write(&one, true)[..3].to_vec());
                let style = Style { ambiguous, plain_lines: false, lang: Lang::Zh };
                draw(&one, style, threads, |block| drawn.push_str(block));
                csv::write_by(&one, threads, |block| lines.extend_from_slice(block));
                assert_eq!(
                    json::write_by(std::slice::from_ref(&one), threads),
                    json::write(std::slice::from_ref(&other))
                );
                assert!(drawn == due && lines == csv::write(&other, true), "{rows} rows by {threads} threads");
            }
        }
    }
}

#[test]
fn columns_that_lack_a_value_are_not_taken_as_they_are() {
    let mut odd = Packed::new(Shape::Number { scale: 1 }, 2);
    odd.states = vec![0, 3];
    assert!(PackedRows::new((0..2).collect(), vec![Arc::new(odd.clone())]).is_none());
    odd.states = Vec::new();
    assert!(PackedRows::new((0..3).collect(), vec![Arc::new(odd.clone())]).is_none());
    assert!(PackedRows::new((0..2).collect(), vec![Arc::new(odd)]).is_some());
}

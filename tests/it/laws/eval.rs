//! `eval` = a rational oracle that parses nothing.

use super::made::{Made, Sort, number, truth};
use super::oracle::{Ratio, read};
use super::spell::Tape;
use jieyu::check::Lone;
use jieyu::diagnostic::Diagnostic;
use jieyu::ir::batch::Batch;
use jieyu::rows;
use jieyu::session::lone;
use jieyu::source::{Source, Sources};
use jieyu::value::value::Value;
use proptest::prelude::*;

/// The value of a text, `None` where computing it is a fault, or the problems of a text that was refused.
pub fn computed(text: &str) -> Result<Option<Value>, Vec<Diagnostic>> {
    let mut sources = Sources::default();
    let Lone { program, expr: id, .. } = lone(&mut sources, Source::new("算式", text))?;
    let run = rows::run(&program, Batch::default());
    Ok(run.eval(id, &run.env(None, None)).ok())
}

fn number_of(text: &str) -> Option<Ratio> {
    match computed(text) {
        Ok(Some(Value::Number(number))) => Some(read(&number.to_string())),
        Ok(None) => None,
        other => panic!("{text}\n{other:?}"),
    }
}

fn tape() -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u32>(), 0..160).prop_map(Tape::new)
}

impl std::fmt::Debug for Tape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a tape")
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn numbers_are_what_the_oracle_says(mut tape in tape(), money in any::<bool>()) {
        let Made { text, value, .. } = number(&mut tape, 6, if money { Sort::Money } else { Sort::Plain });
        prop_assert_eq!(number_of(&text), value, "{}", text);
    }

    #[test]
    fn conditions_are_what_the_oracle_says(mut tape in tape()) {
        let Made { text, value, .. } = truth(&mut tape, 6);
        prop_assert_eq!(computed(&text), Ok(value.map(Value::Bool)), "{}", text);
    }
}

#[test]
fn the_examples_of_the_manual_hold() {
    for (text, due) in [
        ("1000 ÷ 48 × 3 × 75% 四舍五入到 2位", "46.88"),
        ("１／３ × ３", "1"),
        ("1 ÷ 3", "1/3"),
        ("-2.5 四舍五入到 0位", "-3"),
        ("-2.5 四舍六入五成双到 0位", "-2"),
        ("-2.5 向下取整到 0位", "-3"),
        ("-2.1 进一到 0位", "-3"),
        ("-2.9 舍去到 0位", "-2"),
        ("100元/较大(4, 5)", "20"),
        ("whole-quotient(7, 2) + 余数(7, 2)", "4"),
        ("7 ÷ 2 half-up to 0 places", "4"),
        ("100 yuan × 5 % half-up to fen", "5"),
    ] {
        let due = Some(read(due));
        assert_eq!(number_of(text), due, "{text}");
    }
}

use super::*;
use crate::builtin::Function;
use crate::ir::expr::Absence;
use crate::ir::ids::ListId;
use crate::ir::program::List;
use crate::ir::schema::End;
use crate::value::rounding::Rounding;

/// A constant expression as words.
fn words(make: impl FnOnce(&mut Build) -> ExprId) -> String {
    let mut build = Build::default();
    build.program.as_of = Date::parse("2021-06-30");
    let expr = make(&mut build);
    let slot = build.formula("值", None, expr);
    shown(&run(&build.program, Batch::default()), slot).remove(0)
}

fn call(function: Function, args: &[&str]) -> String {
    words(|build| {
        let args = args.iter().map(|text| build.lit(text)).collect();
        build.expr(ExprKind::Call(function, args))
    })
}

fn op(op: BinaryOp, left: &str, right: &str) -> String {
    words(|build| {
        let (left, right) = (build.lit(left), build.lit(right));
        build.bin(op, left, right)
    })
}

#[test]
fn arithmetic_is_exact() {
    assert_eq!(op(BinaryOp::Add, "0.1", "0.2"), "0.3");
    assert_eq!(op(BinaryOp::Subtract, "1", "1.5"), "-0.5");
    assert_eq!(op(BinaryOp::Multiply, "1.1", "1.1"), "1.21");
    assert_eq!(op(BinaryOp::Divide, "1000", "48"), "125/6");
    assert_eq!(op(BinaryOp::Divide, "1", "0"), "DivisionByZero");
    // 1000 ÷ 48 × 3 × 75 % is 46.875 and rounds up.
    let rounded = words(|build| {
        let (thousand, by, part) = (build.lit("1000"), build.lit("48"), build.lit("2.25"));
        let quotient = build.bin(BinaryOp::Divide, thousand, by);
        let value = build.bin(BinaryOp::Multiply, quotient, part);
        build.expr(ExprKind::Round { value, mode: Rounding::HalfUp, quantum: Number::from_scaled(1, 2) })
    });
    assert_eq!(rounded, "46.88");
}

#[test]
fn comparisons_and_choices() {
    assert_eq!(op(BinaryOp::Less, "2021-01-01", "2021-01-02"), "是");
    assert_eq!(op(BinaryOp::GreaterEqual, "1.50", "1.5"), "是");
    assert_eq!(op(BinaryOp::Equal, "甲", "乙"), "否");
    assert_eq!(op(BinaryOp::NotEqual, "甲", "乙"), "是");
    let clamped = words(|build| {
        let (value, low, high) = (build.lit("-3"), build.lit("0"), build.lit("9"));
        let raised = build.expr(ExprKind::AtLeast(value, low));
        build.expr(ExprKind::AtMost(raised, high))
    });
    assert_eq!(clamped, "0");
    let between = |text: &str| {
        words(|build| {
            let (value, low, high) = (build.lit(text), build.lit("0.98"), build.lit("1.02"));
            build.expr(ExprKind::Between { value, low: Some((low, End::Closed)), high: Some((high, End::Open)) })
        })
    };
    assert_eq!([between("0.98"), between("1.02"), between("0.9")].join(""), "是否否");
}

#[test]
fn and_and_or_stop_at_the_side_that_decides() {
    let short = |op, first: &str| {
        words(|build| {
            let (first, one, zero) = (build.lit(first), build.lit("1"), build.lit("0"));
            let broken = build.bin(BinaryOp::Divide, one, zero);
            let broken = build.bin(BinaryOp::Greater, broken, one);
            build.bin(op, first, broken)
        })
    };
    assert_eq!(short(BinaryOp::And, "否"), "否");
    assert_eq!(short(BinaryOp::Or, "是"), "是");
    assert_eq!(short(BinaryOp::And, "是"), "DivisionByZero");
    assert_eq!(short(BinaryOp::Or, "否"), "DivisionByZero");
}

#[test]
fn absent_values_are_met_or_refused() {
    let or_else = |text: &str, absence| {
        words(|build| {
            let (value, other) = (build.lit(text), build.lit("7"));
            build.expr(ExprKind::OrElse { value, absence, other })
        })
    };
    assert_eq!(or_else("缺失", Absence::Missing), "7");
    assert_eq!(or_else("不适用", Absence::Missing), "不适用");
    assert_eq!(or_else("不适用", Absence::Inapplicable), "7");
    assert_eq!(or_else("3", Absence::Missing), "3");
    let has = |text: &str| {
        words(|build| {
            let value = build.lit(text);
            build.expr(ExprKind::Has { value, absence: Absence::Missing })
        })
    };
    assert_eq!([has("缺失"), has("不适用"), has("0")].join(""), "否是是");
    // No checked program does this; it is a fault and not a zero.
    assert_eq!(op(BinaryOp::Add, "1", "缺失"), "BadCell");
    assert_eq!(op(BinaryOp::Less, "1", "不适用"), "BadCell");
    assert_eq!(op(BinaryOp::And, "是", "1"), "BadCell");
}

#[test]
fn lists_and_sets() {
    let listed = |text: &str| {
        words(|build| {
            let values = [value("甲"), value("乙")].into();
            build.program.lists.push(List { name: "名单".into(), values, span: Span::default() });
            let value = build.lit(text);
            let set = vec![build.lit("丙")];
            let list = build.expr(ExprKind::InList { value, list: ListId(0) });
            let set = build.expr(ExprKind::InSet { value, set });
            build.bin(BinaryOp::Or, list, set)
        })
    };
    assert_eq!([listed("乙"), listed("丙"), listed("丁")].join(""), "是是否");
}

#[test]
fn parameters_by_day() {
    let on = |day: Option<&str>| {
        words(|build| {
            let param = build.param("期限", &[("2019-01-01", "2021-01-31", "30"), ("2021-02-01", "2021-12-31", "45")]);
            match day {
                None => build.expr(ExprKind::Param(param)),
                Some(day) => {
                    let day = build.lit(day);
                    build.expr(ExprKind::ParamAt { param, day })
                }
            }
        })
    };
    assert_eq!(on(None), "45");
    assert_eq!(on(Some("2021-01-31")), "30");
    assert_eq!(on(Some("2022-01-01")), "NoValueOn");
}

#[test]
fn functions() {
    assert_eq!(call(Function::Absolute, &["-2.5"]), "2.5");
    assert_eq!(call(Function::Greater, &["1", "3", "2"]), "3");
    assert_eq!(call(Function::Smaller, &["2021-02-01", "2021-01-01"]), "2021-01-01");
    assert_eq!(call(Function::WholeQuotient, &["-7", "2"]), "-4");
    assert_eq!(call(Function::Remainder, &["-7", "2"]), "1");
    assert_eq!(call(Function::Remainder, &["7", "0"]), "DivisionByZero");
    assert_eq!(call(Function::Power, &["2", "0.5", "4"]), "1.4142");
    assert_eq!(call(Function::Power, &["-2", "0.5", "4"]), "OutOfRange");
    assert_eq!(call(Function::Days, &["2021-01-01", "2021-03-01"]), "59");
    assert_eq!(call(Function::AddDays, &["2021-12-31", "1"]), "2022-01-01");
    assert_eq!(call(Function::AddMonths, &["2021-01-31", "1"]), "2021-02-28");
    assert_eq!(call(Function::AddMonths, &["2021-01-31", "0.5"]), "OutOfRange");
    assert_eq!(call(Function::MonthEnd, &["2020-02-01"]), "2020-02-29");
    assert_eq!(call(Function::NextMonthEnd, &["2021-01-31"]), "2021-02-28");
    assert_eq!(call(Function::NaturalYear, &["2021-01-31"]), "2021");
    assert_eq!(call(Function::PurchaseYear, &["2021-03-31", "2020-04-01"]), "2020");
    assert_eq!(call(Function::Month, &["2021-03-31"]), "3");
    assert_eq!(call(Function::Day, &["2021-03-31"]), "31");
    assert_eq!(call(Function::Weekday, &["2021-05-02"]), "7");
    assert_eq!(call(Function::Concat, &["甲", "1.50", "乙"]), "甲1.5乙");
}

#[test]
fn working_days_skip_the_listed_holidays() {
    let days = words(|build| {
        let values = [value("2021-05-03")].into();
        build.program.lists.push(List { name: "节假日".into(), values, span: Span::default() });
        let args = vec![build.lit("2021-04-30"), build.lit("2021-05-07")];
        build.expr(ExprKind::Call(Function::WorkingDays(0), args))
    });
    assert_eq!(days, "4");
}

use super::*;

/// A table with a formula `基` whose base divides by the column `除`, and yes/no columns p q r s.
struct Case {
    build: Build,
    table: TableId,
    columns: Vec<SlotId>,
    formula: SlotId,
}

fn case() -> Case {
    let mut build = Build::default();
    let (table, columns) = build.table("品种", &["*名", "除", "p", "q", "r", "s"]);
    let (ten, divisor) = (build.lit("10"), build.at(0, columns[1]));
    let base = build.bin(BinaryOp::Divide, ten, divisor);
    let formula = build.slot("基", Some(table), SlotKind::Formula { value: base, exceptions: Vec::new() });
    Case { build, table, columns, formula }
}

impl Case {
    /// An exception that applies where a column says so, setting the formula.
    fn exception(&mut self, name: &str, column: usize, sets: &str) -> ExceptionId {
        let when = self.build.at(0, self.columns[column]);
        let effect = self.build.lit(sets);
        self.build.exception(name, Some(self.table), Some(when), vec![(self.formula, effect)])
    }

    fn overrides(&mut self, exceptions: &[ExceptionId]) {
        let slot = self.formula.index();
        if let SlotKind::Formula { exceptions: direct, .. } = &mut self.build.program.slots[slot].kind {
            direct.extend(exceptions);
        }
        self.build.program.steps.push(Step::Slot(self.formula));
    }

    fn edit(&mut self, id: ExceptionId) -> &mut Exception {
        &mut self.build.program.exceptions[id.index()]
    }

    fn words(&self, rows: &[&str]) -> Vec<String> {
        in_any_order(&self.build.program, &[rows], &[self.formula]).remove(0)
    }
}

#[test]
fn an_exception_replaces_the_base_and_the_base_is_not_computed() {
    let mut case = case();
    let e = case.exception("例外", 2, "0");
    case.overrides(&[e]);
    assert_eq!(case.words(&["a 5 否 否 否 否", "b 0 是 否 否 否", "c 0 否 否 否 否"]), ["2", "0", "DivisionByZero"]);
}

#[test]
fn equal_results_agree_and_unequal_ones_conflict() {
    let mut case = case();
    let exceptions = [case.exception("甲", 2, "1"), case.exception("乙", 3, "1"), case.exception("丙", 4, "2")];
    case.overrides(&exceptions);
    let rows = &["a 5 是 是 否 否", "b 5 是 否 是 否", "c 5 否 否 是 否"];
    assert_eq!(case.words(rows), ["1", "Conflict", "2"]);
    let evaluation = run(&case.build.program, data(&[rows]));
    let (_, blame) = evaluation.blames().next().unwrap();
    let values = (value("1"), value("2"));
    assert_eq!(blame.fault, Fault::Conflict { one: exceptions[0], other: exceptions[2], values });
    assert_eq!(blame.key, [value("b")]);
}

#[test]
fn an_overriding_exception_counts_only_where_its_target_applies() {
    let mut case = case();
    let outer = case.exception("甲", 2, "1");
    let inner = case.exception("乙", 3, "2");
    let innermost = case.exception("丙", 4, "3");
    case.edit(outer).overridden_by.push(inner);
    case.edit(inner).overridden_by.push(innermost);
    case.overrides(&[outer]);
    let rows = &["a 5 否 是 是 否", "b 5 是 否 是 否", "c 5 是 是 否 否", "d 5 是 是 是 否"];
    assert_eq!(case.words(rows), ["2", "1", "2", "3"]);
    let evaluation = run(&case.build.program, data(&[rows]));
    let ruling = |row| evaluation.ruling_exception(case.formula, Some(row)).unwrap();
    assert_eq!([ruling(0), ruling(1), ruling(3)], [None, Some(outer), Some(innermost)]);
}

#[test]
fn two_that_override_have_to_agree() {
    let mut case = case();
    let outer = case.exception("甲", 2, "1");
    let (one, other) = (case.exception("乙", 3, "2"), case.exception("丙", 4, "3"));
    case.edit(outer).overridden_by.extend([one, other]);
    case.overrides(&[outer]);
    assert_eq!(case.words(&["a 5 是 是 是 否", "b 5 是 否 是 否"]), ["Conflict", "3"]);
}

#[test]
fn unless_prevents_and_reinstatement_lifts() {
    let mut case = case();
    let lift_when = case.build.at(0, case.columns[4]);
    let lift = case.build.exception("恢复", Some(case.table), Some(lift_when), Vec::new());
    let e = case.exception("排除", 2, "0");
    let unless = case.build.at(0, case.columns[3]);
    case.edit(e).unless.push(unless);
    case.edit(e).lifted_by.push(lift);
    case.overrides(&[e]);
    let rows = &["a 5 是 否 否 否", "b 5 是 是 否 否", "c 5 是 否 是 否", "d 5 否 否 否 否"];
    assert_eq!(case.words(rows), ["0", "2", "2", "2"]);
}

#[test]
fn reasons_of_all_that_apply_are_kept() {
    let mut case = case();
    let (one, other) = (case.exception("甲", 2, "0"), case.exception("乙", 3, "0"));
    case.edit(one).reason = Some("缘由一".into());
    case.edit(other).reason = Some("缘由二".into());
    case.overrides(&[one, other]);
    let reasons = case.build.computed("排除理由", Some(case.table), SlotKind::Reasons(vec![one, other]));
    let rows: &[&str] = &["a 5 是 是 否 否", "b 5 否 是 否 否", "c 5 否 否 否 否"];
    let words = in_any_order(&case.build.program, &[rows], &[case.formula, reasons]);
    assert_eq!(words[1], ["缘由一；缘由二", "缘由二", ""]);
    assert_eq!(words[0], ["0", "0", "2"]);
}

#[test]
fn a_condition_that_fails_is_the_formula_s_fault_too() {
    let mut case = case();
    let (ten, divisor) = (case.build.lit("10"), case.build.at(0, case.columns[1]));
    let quotient = case.build.bin(BinaryOp::Divide, ten, divisor);
    let when = case.build.bin(BinaryOp::Greater, quotient, ten);
    let zero = case.build.lit("0");
    let e = case.build.exception("甲", Some(case.table), Some(when), vec![(case.formula, zero)]);
    case.overrides(&[e]);
    let applies = case.edit(e).applies;
    let evaluation = run(&case.build.program, data(&[&["a 0 否 否 否 否"]]));
    assert_eq!(evaluation.blames().count(), 1);
    assert_eq!(evaluation.value(case.formula, Some(0)), evaluation.value(applies, Some(0)));
}

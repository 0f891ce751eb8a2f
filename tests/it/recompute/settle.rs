//! The settlement of the demonstration in plain Rust: what the policy says, written again by hand, with its own
//! numbers and nothing of the crate.

use super::book::{Book, Number, Row, day, number, rounded, yes};
use jiff::civil::{Date, date};
use num_bigint::BigInt;
use num_traits::{One, Zero};
use std::collections::{BTreeMap, BTreeSet};

/// Which reading of the open choices to take; the default is that of the demonstration policy.
#[derive(Clone, Copy, Default)]
pub struct Readings {
    pub floor_each_drug: bool,
    pub round_each_drug: bool,
    pub count_excess: bool,
    pub failure_hits_institution: bool,
    pub proportional: bool,
    pub volume_stays: bool,
    pub volume: Volume,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Volume {
    Ordered,
    #[default]
    Delivered,
    Used,
}

#[derive(Debug)]
pub struct Settled {
    pub budget: Number,
    pub spending: Number,
    pub base: Number,
    pub score: Number,
    pub ratio: Number,
    pub retained: Number,
    pub reasons: usize,
}

pub struct Settlement {
    pub institutions: BTreeMap<String, Settled>,
    /// 结余 of each institution, drug and form.
    pub drugs: BTreeMap<(String, String, String), Number>,
}

type Drug = (String, String);

/// What an institution agreed to and bought of one drug.
#[derive(Clone, Default)]
struct Line {
    base: Number,
    agreed: Number,
    selected: Number,
    other: Number,
    other_money: Number,
}

/// A purchase or use: where, what, when, how much.
struct Event {
    institution: String,
    drug: Drug,
    day: Date,
    line: Line,
}

struct Change {
    event: String,
    from: String,
    to: Option<String>,
    share: Number,
    day: Date,
}

fn int(value: i64) -> Number {
    Number::from_integer(BigInt::from(value))
}

fn percent(value: i64) -> Number {
    Number::new(BigInt::from(value), BigInt::from(100))
}

fn drug(row: &Row) -> Drug {
    (row["通用名"].clone(), row["剂型"].clone())
}

fn in_year(day: Date) -> bool {
    (date(2020, 12, 1)..=date(2021, 11, 30)).contains(&day)
}

fn scaled(line: &Line, share: &Number) -> Line {
    Line {
        base: &line.base * share,
        agreed: &line.agreed * share,
        selected: &line.selected * share,
        other: &line.other * share,
        other_money: &line.other_money * share,
    }
}

fn add(to: &mut Line, line: &Line) {
    to.base += &line.base;
    to.agreed += &line.agreed;
    to.selected += &line.selected;
    to.other += &line.other;
    to.other_money += &line.other_money;
}

/// Everything read, before any rule.
pub struct Files {
    institutions: Vec<Row>,
    catalogue: BTreeMap<Drug, Row>,
    products: BTreeMap<String, Row>,
    agreed: Vec<Row>,
    orders: BTreeMap<String, Row>,
    receipts: BTreeMap<String, Row>,
    returns: Vec<Row>,
    invoices: Vec<Row>,
    uses: Vec<Row>,
    shortages: Vec<Row>,
    changes: Vec<Change>,
    yearly: BTreeMap<(String, String), Row>,
    violations: Vec<Row>,
    not_paid: BTreeSet<String>,
}

impl Files {
    pub fn read(path: &str) -> Self {
        let mut book = Book::open(path);
        let keyed = |rows: Vec<Row>, key: &str| rows.into_iter().map(|row| (row[key].clone(), row)).collect();
        let change = |row: Row| Change {
            event: row["变更类型"].clone(),
            from: row["原机构"].clone(),
            to: Some(row["承接机构"].clone()).filter(|code| !code.is_empty()),
            share: number(&row["约定量承接比例"]),
            day: day(&row["生效日期"]),
        };
        Files {
            institutions: book.rows("医疗机构", "机构编码"),
            catalogue: book.rows("集采目录", "通用名").into_iter().map(|row| (drug(&row), row)).collect(),
            products: keyed(book.rows("品规", "商品统编代码"), "商品统编代码"),
            agreed: book.rows("约定采购", "医院编码"),
            orders: keyed(book.rows("订单", "订单编号"), "订单编号"),
            receipts: keyed(book.rows("验收", "验收单号"), "验收单号"),
            returns: book.rows("退货", "退货单号"),
            invoices: book.rows("发票", "发票号码"),
            uses: book.rows("使用登记", "登记编号"),
            shortages: book.rows("缺货登记", "登记编号"),
            changes: book.rows("机构变更", "变更编号").into_iter().map(change).collect(),
            yearly: book
                .rows("机构年度", "定点机构编码")
                .into_iter()
                .map(|row| ((row["定点机构编码"].clone(), row["年度"].clone()), row))
                .collect(),
            violations: book.rows("违规登记", "登记编号"),
            not_paid: book.rows("不予拨付登记", "登记编号").into_iter().map(|row| row["机构编码"].clone()).collect(),
        }
    }

    /// Orders (as ordered or as delivered) or uses of the procurement year.
    fn events(&self, volume: Volume) -> Vec<Event> {
        if volume == Volume::Used {
            return self.used();
        }
        let mut delivered: BTreeMap<&str, Number> = BTreeMap::new();
        for receipt in self.receipts.values() {
            *delivered.entry(&receipt["订单编号"]).or_default() += number(&receipt["验收数量"]);
        }
        let mut back: BTreeMap<&str, (Number, Number)> = BTreeMap::new();
        for row in &self.returns {
            let entry = back.entry(&row["订单编号"]).or_default();
            entry.0 += number(&row["数量"]);
            entry.1 += number(&row["总价"]);
        }
        let mut events = Vec::new();
        for (id, order) in &self.orders {
            let product = &self.products[&order["商品统编代码"]];
            let price = number(&order["采购单价（元）"]);
            let (quantity, money) = if volume == Volume::Ordered {
                let quantity = number(&order["采购数量"]);
                (quantity.clone(), quantity * price)
            } else {
                let came = delivered.get(id.as_str()).cloned().unwrap_or_default();
                let (less, refund) = back.get(id.as_str()).cloned().unwrap_or_default();
                (&came + less, came * price + refund)
            };
            let boxes = quantity * number(&product["折算分子"]) / number(&product["折算分母"]);
            let line = if yes(&product["是否中选"]) {
                Line { selected: boxes, ..Line::default() }
            } else {
                Line { other: boxes, other_money: money, ..Line::default() }
            };
            let when = day(&order["下单日期"]);
            if in_year(when) {
                events.push(Event { institution: order["医院编码"].clone(), drug: drug(product), day: when, line });
            }
        }
        events
    }

    fn used(&self) -> Vec<Event> {
        let event = |row: &Row| Event {
            institution: row["机构编码"].clone(),
            drug: drug(row),
            day: day(&row["截至日期"]),
            line: Line {
                selected: number(&row["中选产品使用量"]),
                other: number(&row["非中选产品使用量"]),
                other_money: number(&row["非中选产品使用金额"]),
                ..Line::default()
            },
        };
        self.uses.iter().map(event).filter(|event| in_year(event.day)).collect()
    }

    /// Agreed volumes and purchases after the changes of institutions.
    fn lines(&self, readings: Readings) -> BTreeMap<(String, Drug), Line> {
        let mut lines: BTreeMap<(String, Drug), Line> = BTreeMap::new();
        let mut put = |institution: &str, drug: &Drug, line: Line| {
            add(lines.entry((institution.to_owned(), drug.clone())).or_default(), &line);
        };
        for row in &self.agreed {
            let line = Line {
                base: number(&row["约定采购基数"]),
                agreed: number(&row["中选产品约定采购量"]),
                ..Line::default()
            };
            let mut kept = Number::one();
            for change in self.changes.iter().filter(|change| change.from == row["医院编码"]) {
                kept -= &change.share;
                if let Some(to) = &change.to {
                    put(to, &drug(row), scaled(&line, &change.share));
                }
            }
            put(&row["医院编码"], &drug(row), scaled(&line, &kept));
        }
        for event in self.events(readings.volume) {
            let mut kept = Number::one();
            for change in self.changes.iter().filter(|change| change.from == event.institution) {
                let Some(to) = &change.to else { continue };
                if !readings.volume_stays && event.day < change.day {
                    kept -= &change.share;
                    put(to, &event.drug, scaled(&event.line, &change.share));
                }
            }
            put(&event.institution, &event.drug, scaled(&event.line, &kept));
        }
        lines.retain(|_, line| line.agreed > Number::zero());
        lines
    }

    /// Institution and drug for which the register shows that the selected product could not be had.
    fn unavailable(&self) -> BTreeSet<(String, Drug)> {
        let enough = |row: &&Row| number(&row["订单提交次数"]) >= int(3);
        let key = |row: &Row| (row["医院编码"].clone(), drug(&self.products[&row["产品编码"]]));
        self.shortages.iter().filter(enough).map(key).collect()
    }

    /// Share of the invoices of the year that were paid in time.
    fn paid_in_time(&self) -> BTreeMap<String, (Number, Number)> {
        let mut sums: BTreeMap<String, (Number, Number)> = BTreeMap::new();
        for invoice in self.invoices.iter().filter(|row| !yes(&row["是否冲红"])) {
            let receipt = &self.receipts[&invoice["验收单号"]];
            let accepted = day(&receipt["验收完成时间"]);
            if accepted.year() != 2021 {
                continue;
            }
            let owed = number(&invoice["含税金额"]);
            let sum = sums.entry(self.orders[&receipt["订单编号"]]["医院编码"].clone()).or_default();
            sum.1 += &owed;
            if !invoice["支付时间"].is_empty() && in_time(accepted, day(&invoice["支付时间"])) {
                sum.0 += owed;
            }
        }
        sums
    }

    fn count(&self, code: &str, kind: &str) -> Number {
        let meant = |row: &&Row| row["机构编码"] == code && row["类型"] == kind && day(&row["查实日期"]).year() == 2021;
        int(self.violations.iter().filter(meant).count() as i64)
    }

    fn figure(&self, code: &str, year: &str, column: &str) -> Number {
        let row = self.yearly.get(&(code.to_owned(), year.to_owned()));
        row.map_or_else(Number::zero, |row| number(&row[column]))
    }
}

/// Within thirty days; since February 2021, by the end of the month after acceptance.
fn in_time(accepted: Date, paid: Date) -> bool {
    let last = if accepted < date(2021, 2, 1) {
        accepted.checked_add(jiff::Span::new().days(30)).expect("a day")
    } else {
        accepted.checked_add(jiff::Span::new().months(1)).expect("a day").last_of_month()
    };
    paid <= last
}

/// The line from full marks at `best` down to nothing at `worst`.
fn slope(value: &Number, best: &Number, worst: &Number) -> Number {
    let share = (worst - value) / (worst - best);
    share.min(Number::one()).max(Number::zero()) * int(100)
}

fn band(score: &Number) -> Number {
    let steps = [(90, 50), (80, 40), (60, 30)];
    let found = steps.iter().find(|(line, _)| *score >= int(*line));
    found.map_or_else(Number::zero, |(_, ratio)| percent(*ratio))
}

/// Settles what was read.
pub fn settle(files: &Files, readings: Readings) -> Settlement {
    let lines = files.lines(readings);
    let unavailable = files.unavailable();
    let paid = files.paid_in_time();
    let mut drugs = BTreeMap::new();
    let mut institutions = BTreeMap::new();
    for one in &files.institutions {
        let code = &one["机构编码"];
        let mut all = Total::default();
        for ((_, drug), line) in lines.iter().filter(|((at, _), _)| at == code) {
            let missing = unavailable.contains(&(code.clone(), drug.clone()));
            let saved = all.take(line, &files.catalogue[drug], missing, readings);
            drugs.insert((code.clone(), drug.0.clone(), drug.1.clone()), saved);
        }
        let score = score(files, code, &all, paid.get(code));
        let ratio = if readings.proportional { &score / int(100) * percent(50) } else { band(&score) };
        let reasons = reasons(files, one, &all, readings);
        let retained = rounded(&(all.base.clone().max(Number::zero()) * &ratio), 2);
        let retained = if reasons > 0 { Number::zero() } else { retained };
        let settled =
            Settled { budget: all.budget, spending: all.spending, base: all.base, score, ratio, retained, reasons };
        institutions.insert(code.clone(), settled);
    }
    Settlement { institutions, drugs }
}

/// The sums of an institution over its drugs.
#[derive(Default)]
struct Total {
    budget: Number,
    spending: Number,
    base: Number,
    due: Number,
    done: Number,
    selected: Number,
    other: Number,
    failed: bool,
}

impl Total {
    /// Adds a drug and gives what it saved.
    fn take(&mut self, line: &Line, row: &Row, missing: bool, readings: Readings) -> Number {
        let share = percent(72) * number(&row["参保患者使用量占比"]);
        let budget = &line.base * number(&row["集采前加权平均价格"]) * &share;
        let counted =
            if readings.count_excess { line.agreed.clone().max(line.selected.clone()) } else { line.agreed.clone() };
        let spending = (counted * number(&row["中选价格"]) + &line.other_money) * &share;
        let mut saved = (&budget - &spending) * Number::new(BigInt::from(865), BigInt::from(1000));
        if readings.floor_each_drug {
            saved = saved.max(Number::zero());
        }
        if readings.round_each_drug {
            saved = rounded(&saved, 2);
        }
        let failed = &line.selected / &line.agreed < percent(50) && !missing;
        if failed && !readings.failure_hits_institution {
            saved = Number::zero();
        }
        self.failed |= failed;
        self.budget += budget;
        self.spending += spending;
        self.base += &saved;
        self.selected += &line.selected;
        self.other += &line.other;
        if !missing {
            self.due += &line.agreed;
            self.done += &line.selected;
        }
        saved
    }

    fn completion(&self) -> Option<Number> {
        (self.due > Number::zero()).then(|| &self.done / &self.due)
    }
}

/// The eight indicators, those without a value left out and the weights of the others scaled up.
fn score(files: &Files, code: &str, all: &Total, paid: Option<&(Number, Number)>) -> Number {
    let ratio = |over: Number, under: Number| (under > Number::zero()).then(|| over / under);
    let (spent, visits) = (files.figure(code, "2021", "药品费用"), files.figure(code, "2021", "诊疗人次"));
    let (spent_before, visits_before) =
        (files.figure(code, "2020", "药品费用"), files.figure(code, "2020", "诊疗人次"));
    let known = visits > Number::zero() && visits_before > Number::zero() && spent_before > Number::zero();
    let growth = known.then(|| (spent / visits) / (spent_before / visits_before) - Number::one());
    let offline = ratio(files.figure(code, "2021", "线下采购额"), files.figure(code, "2021", "采购总金额"));
    let other = ratio(all.other.clone(), &all.selected + &all.other);
    let checked = files.yearly.get(&(code.to_owned(), "2021".to_owned())).map_or("", |row| &row["规范流转抽查"]);
    let steps = |value: Number| {
        let half = if value <= percent(40) { int(50) } else { Number::zero() };
        if value <= percent(20) { int(100) } else { half }
    };
    let deducted = |kind: &str, each: i64| (int(100) - files.count(code, kind) * int(each)).max(Number::zero());
    let in_time = paid.and_then(|(done, due)| ratio(done.clone(), due.clone()));
    let marks: [(i64, Option<Number>); 8] = [
        (30, all.completion().map(|done| slope(&done, &Number::one(), &percent(80)))),
        (15, in_time.map(|share| (share / percent(95)).min(Number::one()) * int(100))),
        (15, growth.map(|rate| slope(&rate, &Number::zero(), &percent(10)))),
        (10, offline.map(|share| slope(&share, &percent(5), &percent(15)))),
        (10, other.map(steps)),
        (8, Some(deducted("执行集采政策", 20))),
        (7, Some(deducted("价格", 25))),
        (5, (!checked.is_empty()).then(|| if yes(checked) { int(100) } else { Number::zero() })),
    ];
    let mut sum = Number::zero();
    let mut weights = Number::zero();
    for (weight, mark) in marks {
        if let Some(mark) = mark {
            sum += mark * int(weight);
            weights += int(weight);
        }
    }
    rounded(&(sum / weights), 2)
}

/// How many reasons there are to give the institution nothing.
fn reasons(files: &Files, one: &Row, all: &Total, readings: Readings) -> usize {
    let code = &one["机构编码"];
    let pharmacy = one["机构类别"] == "定点零售药店";
    let changed = |event: &str| files.changes.iter().any(|change| change.from == *code && change.event == event);
    let found = [
        pharmacy,
        !pharmacy && !yes(&one["执行零差率"]),
        all.completion().is_some_and(|done| done < Number::one()),
        readings.failure_hits_institution && all.failed,
        changed("合并"),
        changed("停止经营"),
        changed("失去定点资格"),
        files.not_paid.contains(code),
    ];
    found.iter().filter(|there| **there).count()
}

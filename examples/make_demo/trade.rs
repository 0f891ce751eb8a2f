//! Orders and what followed from them: deliveries, returns, invoices, use and shortages.

use super::random::Random;
use super::sheet::{Cell, Sheet, money, money_text, text, whole, yes_no};
use super::world::{Agreed, Drug, Institution, Product, Role};
use jiff::civil::{Date, date};

/// The last day on which an institution ordered, where it stopped before the year's end.
fn last_day(role: Role) -> Option<Date> {
    match role {
        Role::Merged => Some(date(2021, 5, 31)),
        Role::Closed | Role::ClosedWithHeir => Some(date(2021, 8, 14)),
        Role::LostDesignation => Some(date(2021, 8, 31)),
        _ => None,
    }
}

fn later(day: Date, days: i64) -> Date {
    let mut day = day;
    for _ in 0..days {
        day = day.tomorrow().unwrap_or(day);
    }
    day
}

/// The sheets of trade while they grow.
pub struct Trade<'a> {
    institutions: &'a [Institution],
    drugs: &'a [Drug],
    products: &'a [Product],
    random: &'a mut Random,
    orders: Vec<Vec<Cell>>,
    receipts: Vec<Vec<Cell>>,
    returns: Vec<Vec<Cell>>,
    invoices: Vec<Vec<Cell>>,
    uses: Vec<Vec<Cell>>,
    shortages: Vec<Vec<Cell>>,
}

struct Order {
    institution: usize,
    quantity: i64,
    day: Date,
}

impl<'a> Trade<'a> {
    pub fn new(
        institutions: &'a [Institution],
        drugs: &'a [Drug],
        products: &'a [Product],
        random: &'a mut Random,
    ) -> Self {
        Trade {
            institutions,
            drugs,
            products,
            random,
            orders: Vec::new(),
            receipts: Vec::new(),
            returns: Vec::new(),
            invoices: Vec::new(),
            uses: Vec::new(),
            shortages: Vec::new(),
        }
    }

    /// A year's trade of one institution in one drug.
    pub fn year(&mut self, agreed: &Agreed) {
        let role = self.role(agreed.institution);
        let short_drug = self.random.chance(35);
        let percent = match role {
            _ if short_drug => self.random.between(5, 45),
            Role::Short => self.random.between(55, 98),
            _ => self.random.between(112, 275),
        };
        let bought = agreed.selected * percent / 100;
        let chosen: Vec<usize> = self.of_drug(agreed.drug, true);
        let parts = self.random.between(2, 5);
        for part in 0..parts {
            let Some(product) = self.random.pick(&chosen) else { continue };
            let Some(Product { factor: (up, down), .. }) = self.products.get(product) else { continue };
            let quantity = (bought / parts + if part == 0 { bought % parts } else { 0 }) * down / up;
            self.order(agreed.institution, product, quantity.max(1));
        }
        // Now and then the old brand goes on as before, and the drug costs more than its budget.
        let stubborn = role == Role::Overspends || self.random.chance(40);
        let (least, most) = if stubborn { (85, 130) } else { (3, 22) };
        let others = self.of_drug(agreed.drug, false);
        for (nth, product) in others.into_iter().enumerate() {
            let usual = self.random.chance(650);
            if usual || stubborn && nth == 0 {
                let quantity = (agreed.base * self.random.between(least, most) / 100).max(1);
                self.order(agreed.institution, product, quantity);
            }
        }
        let others = if stubborn { 95 } else { self.random.between(2, 15) };
        self.used(agreed, bought, others);
        if short_drug && self.random.chance(600) {
            self.shortage(agreed, chosen.first().copied());
        }
    }

    /// A few lines of an institution that agreed to nothing.
    pub fn occasional(&mut self, institution: usize, lines: i64) {
        for _ in 0..lines {
            let product = self.random.between(0, self.products.len() as i64 - 1) as usize;
            let quantity = self.random.between(1, 40);
            self.order(institution, product, quantity);
        }
    }

    fn role(&self, institution: usize) -> Role {
        self.institutions.get(institution).map_or(Role::Ordinary, |one| one.role)
    }

    fn of_drug(&self, drug: usize, selected: bool) -> Vec<usize> {
        let belongs = |(_, product): &(usize, &Product)| product.drug == drug && product.selected == selected;
        self.products.iter().enumerate().filter(belongs).map(|(at, _)| at).collect()
    }

    fn code(&self, institution: usize) -> Cell {
        self.institutions.get(institution).map_or(Cell::Empty, |one| text(one.code.clone()))
    }

    /// A day of the procurement year; now and then one before or after it.
    fn day(&mut self, role: Role) -> Date {
        let start = if role == Role::Born { date(2021, 4, 1) } else { date(2020, 12, 1) };
        let day = match self.random.between(1, 100) {
            1 if role != Role::Born => date(2020, 11, 20),
            2 if last_day(role).is_none() => date(2021, 12, 6),
            _ => later(start, self.random.between(0, if role == Role::Born { 240 } else { 360 })),
        };
        match last_day(role) {
            Some(last) if day > last => later(date(2020, 12, 1), self.random.between(0, 175)),
            _ => day,
        }
    }

    fn order(&mut self, institution: usize, product: usize, quantity: i64) {
        let role = self.role(institution);
        let order = Order { institution, quantity, day: self.day(role) };
        let number = format!("DD{:07}", self.orders.len() + 1);
        let Some(product) = self.products.get(product) else { return };
        let Some(drug) = self.drugs.get(product.drug) else { return };
        self.orders.push(vec![
            text(number.clone()),
            self.code(institution),
            text(product.code.clone()),
            text(drug.name.clone()),
            text(product.pack.clone()),
            yes_no(product.selected),
            whole(quantity),
            money(product.price),
            Cell::Day(order.day),
        ]);
        self.follow(&number, &order, product.price);
    }

    /// Deliveries of an order, in one part or two; seldom some of it never comes, seldom some goes back.
    fn follow(&mut self, number: &str, order: &Order, price: i64) {
        let two = order.quantity > 20 && self.random.chance(60);
        let first = if two { order.quantity * 2 / 3 } else { order.quantity };
        let lost = if self.random.chance(30) { first / 10 } else { 0 };
        self.receive(number, order, first - lost, price);
        if two {
            self.receive(number, order, order.quantity - first, price);
        }
        if self.random.chance(35) && order.quantity > 10 {
            let back = (order.quantity / 12).max(1);
            let id = format!("TH{:05}", self.returns.len() + 1);
            self.returns.push(vec![text(id), text(number), whole(-back), money_text(-back * price)]);
        }
    }

    fn receive(&mut self, number: &str, order: &Order, quantity: i64, price: i64) {
        if quantity <= 0 {
            return;
        }
        let id = format!("YS{:07}", self.receipts.len() + 1);
        let day = later(order.day, self.random.between(2, 9));
        let written = if self.random.chance(40) {
            text(format!("{}年{}月{}日", day.year(), day.month(), day.day()))
        } else {
            Cell::Day(day)
        };
        self.receipts.push(vec![text(id.clone()), text(number), whole(quantity), written]);
        self.invoice(&id, order, day, quantity * price);
    }

    fn invoice(&mut self, receipt: &str, order: &Order, accepted: Date, cents: i64) {
        let late = match self.role(order.institution) {
            Role::PaysLate => 450,
            _ => 40,
        };
        let days = if self.random.chance(late) { self.random.between(62, 120) } else { self.random.between(5, 28) };
        let paid = if self.random.chance(12) { Cell::Empty } else { Cell::Day(later(accepted, days)) };
        if self.random.chance(8) {
            // A red invoice takes the first one back; a third one takes its place.
            self.bill(receipt, cents, true, Cell::Empty);
            self.bill(receipt, -cents, true, Cell::Empty);
        }
        self.bill(receipt, cents, false, paid);
    }

    fn bill(&mut self, receipt: &str, cents: i64, red: bool, paid: Cell) {
        let id = format!("FP{:08}", 20_210_000 + self.invoices.len());
        self.invoices.push(vec![text(id), text(receipt), money_text(cents), yes_no(red), paid]);
    }

    /// `others`: how much of the base was used of products not selected, in percent.
    fn used(&mut self, agreed: &Agreed, bought: i64, others: i64) {
        let others = agreed.base * others / 100;
        let Some(drug) = self.drugs.get(agreed.drug) else { return };
        let id = format!("SY{:06}", self.uses.len() + 1);
        let day = last_day(self.role(agreed.institution)).unwrap_or(date(2021, 11, 30));
        let cents = others * drug.before / 100;
        let row = vec![
            text(id),
            self.code(agreed.institution),
            text(drug.name.clone()),
            text(drug.form),
            Cell::Day(day),
            whole(bought * self.random.between(85, 100) / 100),
            whole(others),
            money(cents),
        ];
        self.uses.push(row);
    }

    fn shortage(&mut self, agreed: &Agreed, product: Option<usize>) {
        let Some(product) = product.and_then(|at| self.products.get(at)) else { return };
        let times = self.random.between(1, 9);
        let id = format!("QH{:04}", self.shortages.len() + 1);
        let row = vec![
            text(id),
            self.code(agreed.institution),
            text(product.code.clone()),
            Cell::Day(later(date(2021, 1, 10), self.random.between(0, 200))),
            whole(times),
            whole(agreed.selected / 2 + 1),
            text(product.maker.clone()),
        ];
        self.shortages.push(row);
    }

    pub fn sheets(self) -> Vec<Sheet> {
        let sheet = |name, title, headings, rows| Sheet { name, title, headings, rows };
        vec![
            sheet(
                "订单",
                vec![],
                vec![
                    "订单编号",
                    "医院编码",
                    "商品统编代码",
                    "通用名",
                    "规格包装",
                    "是否中选",
                    "采购数量",
                    "采购单价（元）",
                    "下单日期",
                ],
                self.orders,
            ),
            sheet("验收", vec![], vec!["验收单号", "订单编号", "验收数量", "验收完成时间"], self.receipts),
            sheet("退货", vec!["退货明细（演示）"], vec!["退货单号", "订单编号", "数量", "总价"], self.returns),
            sheet(
                "发票",
                vec!["发票与付款明细（演示）", "导出时间：2022-01-05"],
                vec!["发票号码", "验收单号", "含税金额", "是否冲红", "支付时间"],
                self.invoices,
            ),
            sheet(
                "使用登记",
                vec![],
                vec![
                    "登记编号",
                    "机构编码",
                    "通用名",
                    "剂型",
                    "截至日期",
                    "中选产品使用量",
                    "非中选产品使用量",
                    "非中选产品使用金额",
                ],
                self.uses,
            ),
            sheet(
                "缺货登记",
                vec![],
                vec!["登记编号", "医院编码", "产品编码", "缺货开始日期", "订单提交次数", "缺货数量", "生产企业"],
                self.shortages,
            ),
        ]
    }
}

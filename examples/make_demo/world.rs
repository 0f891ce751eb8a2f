//! Who takes part: institutions, drugs, agreed volumes and what happened to institutions. All of it made up,
//! except the names and winning prices of the drugs.

use super::random::Random;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Third,
    Second,
    First,
    None,
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Level::Third => "三级",
            Level::Second => "二级",
            Level::First => "一级",
            Level::None => "未定级",
        }
    }

    /// How much an institution of the level uses, in percent of a third-level one.
    fn scale(self) -> i64 {
        match self {
            Level::Third => 100,
            Level::Second => 40,
            Level::First => 12,
            Level::None => 5,
        }
    }
}

/// What an institution is there to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Ordinary,
    Pharmacy,
    MarksUp,
    /// Misses the total of the agreed volume.
    Short,
    /// Merged into another.
    Merged,
    /// Receives others' agreed volume.
    Receiver,
    /// Splits, keeps a part.
    Splits,
    /// New, born of the split.
    Born,
    /// Gives a community clinic away.
    GivesClinic,
    Closed,
    ClosedWithHeir,
    LostDesignation,
    NotPaid,
    PaysLate,
    Offline,
    /// Goes on buying what was not selected.
    Overspends,
}

pub struct Institution {
    pub code: String,
    pub name: String,
    pub level: Level,
    pub role: Role,
}

pub struct Drug {
    pub batch: String,
    pub name: String,
    pub form: &'static str,
    pub pack: String,
    /// In cents per box.
    pub price: i64,
    /// Weighted mean before the tender, in 1/10000 yuan.
    pub before: i64,
    /// Share of insured patients, in 1/10000.
    pub insured: i64,
    /// Agreed share in percent.
    pub share: i64,
}

pub struct Product {
    pub code: String,
    pub drug: usize,
    pub pack: String,
    pub maker: String,
    pub selected: bool,
    /// How many boxes of the drug's own pack a box of this product is.
    pub factor: (i64, i64),
    /// In cents per box.
    pub price: i64,
}

pub struct Agreed {
    pub institution: usize,
    pub drug: usize,
    pub base: i64,
    pub selected: i64,
}

fn form_of(name: &str) -> &'static str {
    match name {
        n if n.contains("分散片") => "分散片",
        n if n.contains("注射用") => "注射用无菌粉末",
        n if n.contains("注射") => "注射剂",
        n if n.contains("胶囊") => "胶囊剂",
        _ => "片剂",
    }
}

/// The generic names of the price list, each with the first price that stands there.
pub fn drugs(csv: &str, random: &mut Random) -> Vec<Drug> {
    let mut drugs: Vec<Drug> = Vec::new();
    for line in csv.lines().skip(1) {
        let cells: Vec<&str> = line.trim_start_matches('\u{feff}').split(',').collect();
        let [batch, name, strength, pack, price, _confidence] = cells.as_slice() else { continue };
        if drugs.iter().any(|drug| drug.name == *name) {
            continue;
        }
        let price: i64 = price.replace('.', "").parse().unwrap_or(0);
        drugs.push(Drug {
            batch: (*batch).to_owned(),
            name: (*name).to_owned(),
            form: form_of(name),
            pack: format!("{strength}×{pack}"),
            price,
            before: price * random.between(180, 520) + random.between(0, 99),
            insured: random.between(7200, 9800),
            share: random.pick(&[50, 60, 70, 80]).unwrap_or(50),
        });
    }
    drugs
}

/// For each drug a selected product and one that was not selected; some strengths of their own besides.
pub fn products(drugs: &[Drug], random: &mut Random) -> Vec<Product> {
    let mut products = Vec::new();
    let mut add = |drug: usize, pack: &str, selected: bool, factor: (i64, i64), price: i64| {
        let number = products.len() + 1;
        products.push(Product {
            code: format!("YP{:06}", 100_000 + number * 37),
            drug,
            pack: pack.to_owned(),
            maker: format!("虚构药业{}公司", ["甲", "乙", "丙", "丁", "戊"].get(number % 5).unwrap_or(&"甲")),
            selected,
            factor,
            price,
        });
    };
    for (at, drug) in drugs.iter().enumerate() {
        add(at, &drug.pack, true, (1, 1), drug.price);
        add(at, &drug.pack, false, (1, 1), drug.before * random.between(95, 130) / 10_000);
        if drug.name.contains("氯吡格雷") {
            add(at, "25mg×7片", true, (1, 3), drug.price * 43 / 100);
            add(at, "25mg×7片", false, (1, 3), drug.before * 45 / 10_000);
        }
        if drug.name.contains("培美曲塞") {
            add(at, "500mg×1支", true, (5, 1), 277_697);
        }
        if drug.name.contains("阿托伐他汀") {
            add(at, "10mg×7片", false, (1, 2), drug.before * 60 / 10_000);
        }
    }
    products
}

pub fn institutions() -> Vec<Institution> {
    use Level::{First, None as Unranked, Second, Third};
    let districts = ["东湖", "南山岭", "西河", "北林", "中塘", "青溪", "云岭", "海桥"];
    let mut all: Vec<(String, Level, Role)> = Vec::new();
    for (at, district) in districts.iter().enumerate() {
        let role = if at == 5 { Role::PaysLate } else { Role::Ordinary };
        all.push((format!("虚构{district}人民医院"), Third, role));
    }
    for (at, district) in districts.iter().enumerate() {
        let role = match at {
            1 => Role::Splits,
            2 => Role::GivesClinic,
            3 => Role::Receiver,
            4 => Role::Short,
            6 => Role::NotPaid,
            _ => Role::Ordinary,
        };
        all.push((format!("虚构{district}中医院"), Second, role));
    }
    for (at, district) in districts.iter().enumerate() {
        let role = match at {
            0 | 1 => Role::Merged,
            2 => Role::Receiver,
            5 => Role::Offline,
            _ => Role::Ordinary,
        };
        all.push((format!("虚构{district}妇幼保健院"), Second, role));
    }
    for (at, district) in districts.iter().enumerate() {
        let role = match at {
            0 => Role::Closed,
            1 => Role::ClosedWithHeir,
            2 => Role::Receiver,
            3 => Role::LostDesignation,
            4 => Role::Short,
            5 => Role::MarksUp,
            6 => Role::PaysLate,
            _ => Role::Ordinary,
        };
        all.push((format!("虚构{district}社区医院"), First, role));
    }
    for (at, district) in districts.iter().enumerate() {
        let role = if at == 7 { Role::NotPaid } else { Role::Ordinary };
        all.push((format!("虚构{district}街道卫生院"), First, role));
    }
    for (at, district) in districts.iter().take(4).enumerate() {
        let role = if at == 3 { Role::Overspends } else { Role::Ordinary };
        all.push((format!("虚构{district}康宁门诊部"), Unranked, role));
    }
    all.push(("虚构安心民营医院".to_owned(), Second, Role::MarksUp));
    all.push(("虚构南山岭中医院新院区".to_owned(), Second, Role::Born));
    for district in districts.iter().skip(4).take(3) {
        all.push((format!("虚构{district}大药房"), Unranked, Role::Pharmacy));
    }
    let named = |(at, (name, level, role)): (usize, (String, Level, Role))| Institution {
        code: format!("0{:04}", 3001 + at * 7),
        name,
        level,
        role,
    };
    all.into_iter().enumerate().map(named).collect()
}

/// What each institution agreed to buy. Those that sell at retail and the new one agreed to nothing.
pub fn agreed(institutions: &[Institution], drugs: &[Drug], random: &mut Random) -> Vec<Agreed> {
    let mut agreed = Vec::new();
    for (at, institution) in institutions.iter().enumerate() {
        if matches!(institution.role, Role::Pharmacy | Role::Born) {
            continue;
        }
        for (number, drug) in drugs.iter().enumerate() {
            let carried = match institution.level {
                Level::Third => true,
                Level::Second => random.chance(700),
                Level::First => drug.price < 10_000 && random.chance(750),
                Level::None => drug.price < 3_000 && random.chance(600),
            };
            if !carried {
                continue;
            }
            let usual = 2_400_000 * institution.level.scale() / (drug.price + 1_500) / 10;
            let base = (usual * random.between(60, 140) / 100).max(4);
            agreed.push(Agreed { institution: at, drug: number, base, selected: (base * drug.share / 100).max(2) });
        }
    }
    agreed
}

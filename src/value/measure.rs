//! Words for units, built-in and declared, and what a literal in such a unit is worth.

use super::number::Number;
use super::unit::Unit;
use std::collections::BTreeMap;

/// What a unit word means: a number of base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub unit: Unit,
    pub scale: Number,
}

/// All unit words of a policy.
#[derive(Clone, Debug)]
pub struct UnitTable {
    /// Names of the base units, by index.
    pub bases: Vec<String>,
    words: BTreeMap<String, Measure>,
}

/// Things counted in boxes, tablets, bottles: all of them are 件.
const ITEMS: &[&str] =
    &["件", "盒", "片", "支", "瓶", "袋", "粒", "个", "只", "套", "份", "台", "枚", "包", "板", "贴"];
/// Words that only make a count readable.
const COUNTS: &[&str] = &["倍", "次", "人", "家", "项", "例", "户", "名", "种", "批"];
/// Multipliers that may stand before a unit word, longest first.
const MULTIPLIERS: &[(&str, i32)] =
    &[("万亿", 12), ("千万", 7), ("百万", 6), ("十万", 5), ("亿", 8), ("万", 4), ("千", 3), ("百", 2)];

impl Default for UnitTable {
    fn default() -> Self {
        let mut table =
            UnitTable { bases: ["元", "件", "分", "天"].map(str::to_owned).to_vec(), words: BTreeMap::new() };
        table.put("元", Unit::YUAN, Number::one());
        table.put("角", Unit::YUAN, Number::power_of_ten(-1));
        table.put("分", Unit::POINT, Number::one());
        table.put("天", Unit::DAY, Number::one());
        table.put("日", Unit::DAY, Number::one());
        for (word, unit) in [
            ("yuan", Unit::YUAN),
            ("points", Unit::POINT),
            ("point", Unit::POINT),
            ("pt", Unit::POINT),
            ("days", Unit::DAY),
            ("day", Unit::DAY),
            ("items", Unit::ITEM),
            ("item", Unit::ITEM),
            ("units", Unit::ITEM),
        ] {
            table.put(word, unit, Number::one());
        }
        table.put("fen", Unit::YUAN, Number::power_of_ten(-2));
        for word in ITEMS {
            table.put(word, Unit::ITEM, Number::one());
        }
        for word in COUNTS {
            table.put(word, Unit::NONE, Number::one());
        }
        table
    }
}

impl UnitTable {
    fn put(&mut self, word: &str, unit: Unit, scale: Number) {
        self.words.insert(word.to_owned(), Measure { unit, scale });
    }

    /// Adds a base unit of its own; `None` when all sixteen places are taken.
    pub fn declare_base(&mut self, word: &str) -> Option<()> {
        let unit = Unit::base(u8::try_from(self.bases.len()).ok()?)?;
        self.bases.push(word.to_owned());
        self.put(word, unit, Number::one());
        Some(())
    }

    /// Adds a word for a multiple of other units.
    pub fn declare_derived(&mut self, word: &str, measure: Measure) {
        self.words.insert(word.to_owned(), measure);
    }

    /// What a word means, with 万, 亿 … before it or alone.
    pub fn find(&self, word: &str) -> Option<Measure> {
        if let Some(measure) = self.words.get(word) {
            return Some(measure.clone());
        }
        let (rest, power) =
            MULTIPLIERS.iter().find_map(|(prefix, power)| Some((word.strip_prefix(prefix)?, *power)))?;
        let scale = Number::power_of_ten(power);
        if rest.is_empty() {
            return Some(Measure { unit: Unit::NONE, scale });
        }
        let base = self.words.get(rest)?;
        Some(Measure { unit: base.unit, scale: &base.scale * &scale })
    }

    /// All words, for suggestions.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }

    /// A unit in words; empty for none.
    pub fn name(&self, unit: Unit) -> String {
        unit.name(&self.bases)
    }
}

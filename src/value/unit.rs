//! Units of measure as products of powers of base units.

/// Exponents of up to sixteen base units; 元/件 is `[1, -1, 0, …]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit([i8; 16]);

impl Unit {
    /// Dimensionless.
    pub const NONE: Unit = Unit([0; 16]);
    /// 元, base unit 0.
    pub const YUAN: Unit = Unit([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    /// 件, base unit 1: boxes, tablets, bottles and other things counted.
    pub const ITEM: Unit = Unit([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    /// 分, base unit 2: points of a score.
    pub const POINT: Unit = Unit([0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    /// 天, base unit 3.
    pub const DAY: Unit = Unit([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

    /// The base unit of that index, `None` from 16 on.
    pub fn base(index: u8) -> Option<Unit> {
        let mut exponents = [0; 16];
        *exponents.get_mut(usize::from(index))? = 1;
        Some(Unit(exponents))
    }

    /// The unit of a product; `None` if an exponent leaves −128..=127.
    pub fn times(self, other: Unit) -> Option<Unit> {
        self.combine(other, i8::checked_add)
    }

    /// The unit of a quotient; `None` if an exponent leaves −128..=127.
    pub fn per(self, other: Unit) -> Option<Unit> {
        self.combine(other, i8::checked_sub)
    }

    /// Whether the unit is dimensionless.
    pub fn is_none(self) -> bool {
        self == Unit::NONE
    }

    /// The unit in words, `names` being those of the base units from index 0.
    ///
    /// 元/件, 元·天, 元/(件·天), 元²; a bare denominator is 1/天, a dimensionless unit is empty.
    pub fn name(self, names: &[String]) -> String {
        let (above, _) = self.side(names, |exponent| exponent > 0);
        let (below, factors) = self.side(names, |exponent| exponent < 0);
        let above = if above.is_empty() && factors > 0 { "1".to_owned() } else { above };
        match factors {
            0 => above,
            1 => format!("{above}/{below}"),
            _ => format!("{above}/({below})"),
        }
    }

    fn combine(self, other: Unit, join: impl Fn(i8, i8) -> Option<i8>) -> Option<Unit> {
        let mut exponents = [0; 16];
        let pairs = self.0.into_iter().zip(other.0);
        for (place, (a, b)) in exponents.iter_mut().zip(pairs) {
            *place = join(a, b)?;
        }
        Some(Unit(exponents))
    }

    fn side(self, names: &[String], wanted: impl Fn(i8) -> bool) -> (String, usize) {
        let factors: Vec<String> = self
            .0
            .into_iter()
            .enumerate()
            .filter(|(_, exponent)| wanted(*exponent))
            .map(|(index, exponent)| factor(names.get(index), index, exponent.unsigned_abs()))
            .collect();
        (factors.join("·"), factors.len())
    }
}

fn factor(name: Option<&String>, index: usize, exponent: u8) -> String {
    let name = name.cloned().unwrap_or_else(|| format!("单位{index}"));
    match exponent {
        1 => name,
        2 => format!("{name}²"),
        3 => format!("{name}³"),
        higher => format!("{name}^{higher}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        ["元", "件", "分", "天"].map(String::from).to_vec()
    }

    #[test]
    fn names_read_as_written() {
        let price = Unit::YUAN.per(Unit::ITEM).unwrap();
        let names = names();
        assert_eq!(price.name(&names), "元/件");
        assert_eq!(Unit::YUAN.times(Unit::DAY).unwrap().name(&names), "元·天");
        assert_eq!(price.per(Unit::DAY).unwrap().name(&names), "元/(件·天)");
        assert_eq!(Unit::NONE.per(Unit::DAY).unwrap().name(&names), "1/天");
        assert_eq!(Unit::YUAN.times(Unit::YUAN).unwrap().name(&names), "元²");
        assert_eq!(Unit::NONE.name(&names), "");
        assert_eq!(Unit::base(9).unwrap().name(&names), "单位9");
    }

    #[test]
    fn price_times_quantity_is_money() {
        let price = Unit::YUAN.per(Unit::ITEM).unwrap();
        assert_eq!(price.times(Unit::ITEM), Some(Unit::YUAN));
        assert!(price.per(price).unwrap().is_none());
    }

    #[test]
    fn constants_are_the_first_base_units() {
        let constants = [Unit::YUAN, Unit::ITEM, Unit::POINT, Unit::DAY];
        for (index, unit) in (0u8..).zip(constants) {
            assert_eq!(Unit::base(index), Some(unit));
        }
        assert_eq!(Unit::base(16), None);
    }

    #[test]
    fn exponents_never_wrap() {
        let mut unit = Unit::YUAN;
        for _ in 0..126 {
            unit = unit.times(Unit::YUAN).unwrap();
        }
        assert_eq!(unit.times(Unit::YUAN), None);
    }
}

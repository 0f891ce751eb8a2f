//! Arithmetic of scaled words and quotients, as operations of the machine: constants in lowest terms, denominators kept.

use super::Refusal;
use super::op::{Op, Reg, Test};
use super::stage::{Kind, Stage, Val};
use crate::value::number::Number;
use crate::value::rounding::Rounding;

/// A number as its parts.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    pub reg: Reg,
    pub scale: i64,
    pub den: Option<Reg>,
}

impl Parts {
    pub fn val(self) -> Val {
        Val { reg: self.reg, kind: Kind::Number { scale: self.scale, den: self.den } }
    }
}

impl Val {
    pub fn parts(self) -> Result<Parts, Refusal> {
        match self.kind {
            Kind::Number { scale, den } => Ok(Parts { reg: self.reg, scale, den }),
            Kind::Bool | Kind::Text | Kind::Day => Err(Refusal::Kind),
        }
    }
}

pub fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a.checked_rem(b).unwrap_or(0));
    }
    i64::try_from(a).unwrap_or(1).max(1)
}

/// The factors that bring two scales to their least common multiple, which comes third.
pub fn common(a: i64, b: i64) -> Result<(i64, i64, i64), Refusal> {
    let shared = gcd(a, b);
    let (ka, kb) = (b / shared, a / shared);
    Ok((ka, kb, a.checked_mul(ka).ok_or(Refusal::Digits)?))
}

impl Stage {
    /// A constant in lowest terms.
    pub fn number(&mut self, number: &Number) -> Result<Val, Refusal> {
        let (above, below) = number.to_fraction().ok_or(Refusal::Digits)?;
        let reg = self.emit(Op::Constant(above));
        Ok(Parts { reg, scale: below, den: None }.val())
    }

    /// reg × k
    fn scaled(&mut self, reg: Reg, k: i64) -> Reg {
        if k == 1 {
            return reg;
        }
        if let Some(Op::Constant(word)) = self.ops.get(reg)
            && let Some(word) = word.checked_mul(k)
        {
            return self.emit(Op::Constant(word));
        }
        self.emit(Op::Scale { a: reg, k })
    }

    fn times_den(&mut self, reg: Reg, den: Option<Reg>) -> Reg {
        den.map_or(reg, |den| self.emit(Op::Mul { a: reg, b: den }))
    }

    /// a + sign × b
    pub fn add(&mut self, a: Parts, b: Parts, sign: i64) -> Result<Val, Refusal> {
        let (ka, kb, scale) = common(a.scale, b.scale)?;
        let (left, right, den) = if a.den == b.den {
            (a.reg, b.reg, a.den)
        } else {
            let (left, right) = (self.times_den(a.reg, b.den), self.times_den(b.reg, a.den));
            let den = match (a.den, b.den) {
                (Some(one), Some(other)) => Some(self.emit(Op::Mul { a: one, b: other })),
                (one, other) => one.or(other),
            };
            (left, right, den)
        };
        let reg = self.emit(Op::Add { a: left, ka, b: right, kb: kb * sign });
        Ok(Parts { reg, scale, den }.val())
    }

    pub fn multiply(&mut self, a: Parts, b: Parts) -> Result<Val, Refusal> {
        let constant = |reg: Reg, stage: &Stage| match stage.ops.get(reg) {
            Some(Op::Constant(word)) => Some(*word),
            Some(_) | None => None,
        };
        let den = match (a.den, b.den) {
            (Some(one), Some(other)) => Some(self.emit(Op::Mul { a: one, b: other })),
            (one, other) => one.or(other),
        };
        let (variable, factor, mut scale) = match (constant(a.reg, self), constant(b.reg, self)) {
            (Some(word), None) => (b.reg, Some(word), (b.scale, a.scale)),
            (None, Some(word)) => (a.reg, Some(word), (a.scale, b.scale)),
            (Some(_), Some(_)) | (None, None) => (a.reg, None, (a.scale, b.scale)),
        };
        let reg = match factor {
            Some(word) => {
                let shared = gcd(word, scale.0);
                scale.0 /= shared;
                self.scaled(variable, word / shared)
            }
            None => self.emit(Op::Mul { a: a.reg, b: b.reg }),
        };
        let scale = scale.0.checked_mul(scale.1).ok_or(Refusal::Digits)?;
        Ok(Parts { reg, scale, den }.val())
    }

    /// a ÷ b as a quotient that is kept; odd where b is zero.
    pub fn divide(&mut self, a: Parts, b: Parts) -> Result<Val, Refusal> {
        if let Some(Op::Constant(word)) = self.ops.get(b.reg).cloned()
            && word != 0
            && b.den.is_none()
        {
            let one = Number::fraction(b.scale.into(), word.into()).ok_or(Refusal::Digits)?;
            let inverse = self.number(&one)?.parts()?;
            return self.multiply(a, inverse);
        }
        let shared = gcd(a.scale, b.scale);
        let above = self.scaled(a.reg, b.scale / shared);
        let above = self.times_den(above, b.den);
        let signed = self.emit(Op::OverSign { a: above, b: b.reg });
        let size = self.emit(Op::Size { a: b.reg });
        let below = self.scaled(size, a.scale / shared);
        let below = self.times_den(below, a.den);
        Ok(Parts { reg: signed, scale: 1, den: Some(below) }.val())
    }

    pub fn compare(&mut self, test: Test, a: Parts, b: Parts) -> Result<Val, Refusal> {
        let (ka, kb, _) = common(a.scale, b.scale)?;
        let same = a.den == b.den;
        let (ad, bd) = if same { (None, None) } else { (a.den, b.den) };
        // The loop that knows one denominator has it on the left.
        let reg = if ad.is_none() && bd.is_some() {
            self.emit(Op::Compare { test: test.turned(), a: b.reg, ka: kb, ad: bd, b: a.reg, kb: ka, bd: None })
        } else {
            self.emit(Op::Compare { test, a: a.reg, ka, ad, b: b.reg, kb, bd })
        };
        Ok(Val { reg, kind: Kind::Bool })
    }

    pub fn round(&mut self, a: Parts, mode: Rounding, quantum: &Number) -> Result<Val, Refusal> {
        let (step, scale) = quantum.to_fraction().filter(|(step, _)| *step > 0).ok_or(Refusal::Digits)?;
        let below = a.scale.checked_mul(step).ok_or(Refusal::Digits)?;
        let shared = gcd(scale, below);
        let (above, below) = (scale / shared, below / shared);
        let reg = self.emit(Op::Round { a: a.reg, above, below, den: a.den, mode, step });
        Ok(Parts { reg, scale, den: None }.val())
    }

    /// Two numbers over one scale and, if one is a quotient, both over denominators.
    pub fn alike(&mut self, a: Parts, b: Parts) -> Result<(Parts, Parts), Refusal> {
        let (ka, kb, scale) = common(a.scale, b.scale)?;
        let (left, right) = (self.scaled(a.reg, ka), self.scaled(b.reg, kb));
        let quotient = a.den.is_some() || b.den.is_some();
        let one = quotient.then(|| self.emit(Op::Constant(1)));
        Ok((Parts { reg: left, scale, den: a.den.or(one) }, Parts { reg: right, scale, den: b.den.or(one) }))
    }

    /// The side that a test picks.
    pub fn select(&mut self, test: Reg, then: Val, otherwise: Val) -> Result<Val, Refusal> {
        if let (Ok(a), Ok(b)) = (then.parts(), otherwise.parts()) {
            let (a, b) = self.alike(a, b)?;
            let reg = self.emit(Op::Select { test, then: a.reg, otherwise: b.reg });
            let den = match (a.den, b.den) {
                (Some(a), Some(b)) if a != b => Some(self.emit(Op::Select { test, then: a, otherwise: b })),
                (den, _) => den,
            };
            return Ok(Parts { reg, scale: a.scale, den }.val());
        }
        if then.kind != otherwise.kind {
            return Err(Refusal::Kind);
        }
        let reg = self.emit(Op::Select { test, then: then.reg, otherwise: otherwise.reg });
        Ok(Val { reg, kind: then.kind })
    }
}

impl Test {
    /// The same test with its sides exchanged.
    fn turned(self) -> Test {
        match self {
            Test::Equal => Test::Equal,
            Test::NotEqual => Test::NotEqual,
            Test::Less => Test::Greater,
            Test::LessEqual => Test::GreaterEqual,
            Test::Greater => Test::Less,
            Test::GreaterEqual => Test::LessEqual,
        }
    }
}

//! Type names → types, and types in the reader's words.

use super::Checker;
use super::problem::{kinds, types as problem, units};
use crate::diagnostic::Words;
use crate::ir::ids::ExprId;
use crate::syntax::ast::TypeRef;
use crate::value::number::Number;
use crate::value::types::{Digits, Kind, NumberType, Type};
use crate::value::unit::Unit;
use std::sync::Arc;

/// A declared type: what it is, how it is called, and whether an unrounded value is welcome.
#[derive(Clone, Debug)]
pub struct Declared {
    pub ty: Type,
    pub name: Arc<str>,
    pub exact: bool,
}

struct Builtin {
    zh: &'static str,
    en: &'static str,
    kind: Kind,
}

const fn number(unit: Unit, digits: u32, percent: bool) -> Kind {
    Kind::Number(NumberType { unit, digits: Digits::At(digits), percent })
}

fn builtins() -> [Builtin; 11] {
    let price = Unit::YUAN.per(Unit::ITEM).unwrap_or(Unit::NONE);
    [
        Builtin { zh: "金额", en: "money", kind: number(Unit::YUAN, 2, false) },
        Builtin { zh: "单价", en: "price", kind: number(price, 4, false) },
        Builtin { zh: "数量", en: "quantity", kind: number(Unit::ITEM, 0, false) },
        Builtin { zh: "比例", en: "ratio", kind: number(Unit::NONE, 6, true) },
        Builtin { zh: "分值", en: "points", kind: number(Unit::POINT, 2, false) },
        Builtin { zh: "天数", en: "days", kind: number(Unit::DAY, 0, false) },
        Builtin { zh: "数值", en: "number", kind: number(Unit::NONE, 6, false) },
        Builtin { zh: "整数", en: "integer", kind: number(Unit::NONE, 0, false) },
        Builtin { zh: "日期", en: "date", kind: Kind::Date },
        Builtin { zh: "文本", en: "text", kind: Kind::Text },
        Builtin { zh: "是否", en: "bool", kind: Kind::Bool },
    ]
}

/// A built-in type in the other language; `None` for what is no such type.
pub fn other_spelling(name: &str) -> Option<&'static str> {
    builtins().iter().find_map(|ty| match name {
        _ if name == ty.zh => Some(ty.en),
        _ if name == ty.en => Some(ty.zh),
        _ => None,
    })
}

impl Checker<'_> {
    /// The type that a reference names; a problem is reported once.
    pub(super) fn declared(&mut self, ty: &TypeRef) -> Option<Declared> {
        let name = &ty.name;
        let all = builtins();
        if let Some(index) = self.names.enums.get(&name.text).copied() {
            self.used.insert(name.text.clone());
            if let (None, None) = (ty.places, &ty.unit) {
                return Some(Declared { ty: Kind::Enum(index).into(), name: name.text.clone(), exact: false });
            }
        }
        let Some(found) = all.iter().find(|b| b.zh == &*name.text || b.en == &*name.text) else {
            let known = all.iter().map(|b| b.zh).chain(self.names.enums.keys().map(|name| &**name));
            let near = super::names::nearest(&name.text, known);
            // 元, 天 and their like are met by the type that has them.
            let own = self.units.find(&name.text).is_some() && ty.places.is_none() && ty.unit.is_none();
            self.report(match own && !problem::is_everyday(&name.text) {
                true => problem::unit_as_type(name),
                false => problem::unknown_type(name, near),
            });
            return None;
        };
        let mut kind = found.kind;
        if let Kind::Number(number) = &mut kind {
            if let Some(places) = ty.places {
                number.digits = Digits::At(places);
            }
            if let Some((above, below)) = &ty.unit {
                let above_unit = self.unit_word(above)?;
                let below_unit = match below {
                    Some(below) => self.unit_word(below)?,
                    None => Unit::NONE,
                };
                number.unit = above_unit.per(below_unit).unwrap_or(Unit::NONE);
            }
        } else if ty.places.is_some() || ty.unit.is_some() {
            self.report(problem::no_digits(ty));
            return None;
        }
        Some(Declared { ty: kind.into(), name: name.text.clone(), exact: ty.exact })
    }

    fn unit_word(&mut self, word: &crate::syntax::ast::Name) -> Option<Unit> {
        match self.units.find(&word.text) {
            Some(measure) if measure.scale == Number::one() => Some(measure.unit),
            Some(_) => {
                self.report(units::scaled_unit(word));
                None
            }
            None => {
                let near = super::names::nearest(&word.text, self.units.words());
                self.report(units::unknown_unit(word, None, near));
                None
            }
        }
    }

    /// A type in words: 金额, 未取整的金额, 元/人次, 日期 …
    pub(super) fn describe(&self, ty: Type) -> Words {
        match ty.kind {
            Kind::Number(number) => self.describe_number(number),
            Kind::Date => kinds::date(),
            Kind::Text => kinds::text(),
            Kind::Bool => kinds::yes_no(),
            Kind::Enum(index) => {
                self.program.enums.get(index as usize).map_or_else(Words::default, |e| kinds::value_of(&e.name))
            }
        }
    }

    fn describe_number(&self, number: NumberType) -> Words {
        let price = Unit::YUAN.per(Unit::ITEM);
        match number.unit {
            Unit::YUAN => kinds::money(),
            Unit::ITEM => kinds::quantity(),
            Unit::POINT => kinds::points(),
            Unit::DAY => kinds::days(),
            Unit::NONE if number.percent => kinds::ratio(),
            Unit::NONE => kinds::plain_number(),
            unit if Some(unit) == price => kinds::price(),
            unit => kinds::measured(&self.units.name(unit)),
        }
    }

    /// The type of a checked expression.
    pub(super) fn ty(&self, expr: ExprId) -> Type {
        self.program.expr(expr).map_or_else(|| Kind::Bool.into(), |expr| expr.ty)
    }
}

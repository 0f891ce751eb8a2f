//! One raw cell → value of a column, by the column's type. What cannot be read exactly is a problem, never a guess.

use super::cell_trouble::{CellTrouble, NumberTrouble};
use super::excel::{as_shown, overlong};
use super::fold::{fold, narrow, narrow_text};
use super::grid::{Kind, Raw};
use super::number::{self, Style};
use super::{heading, moment, range, similar};
use crate::ir::schema::ColumnSchema;
use crate::ir::spread::SpreadSet;
use crate::value::number::Number;
use crate::value::types::{self, Digits, NumberType};
use crate::value::unit::Unit;
use crate::value::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// What Excel's errors look like where they were saved as text.
const EXCEL_ERRORS: [&str; 7] = ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"];

/// Reads the cells of one column.
#[derive(Debug)]
pub struct CellReader<'a> {
    column: &'a ColumnSchema,
    style: Style,
    /// Folded texts of the enum's values.
    values: HashMap<String, Arc<str>>,
    /// Texts seen so far: names repeat a thousand times and are kept once.
    texts: SpreadSet<Arc<str>>,
    scaled: bool,
    epoch_1904: bool,
}

impl<'a> CellReader<'a> {
    /// A reader for the cells of one sheet.
    pub fn new(column: &'a ColumnSchema, epoch_1904: bool) -> Self {
        let unit = heading::expected_unit(column).unwrap_or_default();
        let (percent, money) = match column.ty.kind {
            types::Kind::Number(number) => (number.percent, unit.ends_with('元') || is_price(number)),
            types::Kind::Date | types::Kind::Text | types::Kind::Bool | types::Kind::Enum(_) => (false, false),
        };
        CellReader {
            column,
            style: Style { percent, money, unit },
            values: column.values.iter().map(|value| (fold(value), value.clone())).collect(),
            texts: SpreadSet::default(),
            scaled: column.scale != Number::one(),
            epoch_1904,
        }
    }

    /// The value of a cell, `None` being a blank one.
    pub fn read(&mut self, cell: Option<Raw<'_>>) -> Result<Value, CellTrouble> {
        let Some(cell) = cell else { return self.blank() };
        match cell.kind {
            Kind::Error => return Err(CellTrouble::ExcelError(cell.text.to_owned())),
            Kind::Uncalculated => return Err(CellTrouble::Uncalculated),
            Kind::Strange => return Err(CellTrouble::Strange),
            Kind::Text if EXCEL_ERRORS.contains(&cell.text.trim()) => {
                return Err(CellTrouble::ExcelError(cell.text.trim().to_owned()));
            }
            Kind::Text => {
                if let Some(answer) = self.special(cell.text) {
                    return answer;
                }
            }
            Kind::Number | Kind::Percent | Kind::Bool | Kind::Date | Kind::Imprecise => {}
            Kind::Double => return Err(CellTrouble::Double),
        }
        let value = match self.column.ty.kind {
            types::Kind::Number(number) => self.number(cell, number)?,
            types::Kind::Date => moment::date(cell, self.epoch_1904).map(Value::Date).map_err(CellTrouble::NotDate)?,
            types::Kind::Bool => Value::Bool(yes_no(cell).ok_or(CellTrouble::NotYesNo)?),
            types::Kind::Enum(_) => Value::Text(self.enum_value(cell)?),
            types::Kind::Text => Value::Text(self.text(cell)?),
        };
        match &self.column.range {
            Some(range) if !range.contains(&value) => {
                Err(CellTrouble::OutOfRange { range: range::words(range, self.column) })
            }
            Some(_) | None => Ok(value),
        }
    }

    /// Whether a cell with this text has it as its value.
    pub fn is_itself(&self, text: &str) -> bool {
        matches!(self.column.ty.kind, types::Kind::Text)
            && self.column.range.is_none()
            && !text.contains('#')
            && self.special(text).is_none()
            && !is_scientific(text)
    }

    fn blank(&self) -> Result<Value, CellTrouble> {
        match &self.column.default {
            Some(value) => Ok(value.clone()),
            None if self.column.ty.missing => Ok(Value::Missing),
            None => Err(CellTrouble::Empty),
        }
    }

    /// Words that stand for no value; an enum's own values come first.
    fn special(&self, text: &str) -> Option<Result<Value, CellTrouble>> {
        let start = text.chars().next().map(narrow);
        if text.len() > 16 || !start.is_some_and(|c| "缺不nN—–/".contains(c)) {
            return None;
        }
        let word = fold(text);
        if self.values.contains_key(&word) {
            return None;
        }
        match word.as_str() {
            "缺失" => Some(self.blank()),
            "不适用" | "n/a" | "—" | "——" | "–" | "/" if self.column.ty.inapplicable => {
                Some(Ok(Value::NotApplicable))
            }
            "不适用" | "n/a" => Some(Err(CellTrouble::Inapplicable)),
            _ => None,
        }
    }

    fn number(&self, cell: Raw<'_>, ty: NumberType) -> Result<Value, CellTrouble> {
        let read = match cell.kind {
            Kind::Number => Number::parse_decimal(cell.text).ok_or(NumberTrouble::Plain),
            Kind::Percent => self.shown_percent(cell.text),
            Kind::Imprecise => return Err(CellTrouble::Imprecise { shown: as_shown(cell.text) }),
            Kind::Date => Err(NumberTrouble::DateCell),
            Kind::Bool => Err(NumberTrouble::YesNo),
            Kind::Text => number::parse(cell.text, &self.style),
            Kind::Error | Kind::Uncalculated | Kind::Double | Kind::Strange => Err(NumberTrouble::Plain),
        };
        let mut number = read.map_err(CellTrouble::NotNumber)?;
        if self.scaled {
            number = &number * &self.column.scale;
        }
        let found = number.decimals();
        match (ty.digits, found) {
            (Digits::At(allowed), Some(digits)) if digits <= allowed => {}
            (Digits::Unbounded, _) => {}
            (Digits::At(allowed), _) => {
                return Err(CellTrouble::TooManyDecimals { allowed, found, percent: ty.percent });
            }
        }
        Ok(Value::Number(number))
    }

    /// The stored fraction in the unit of the file: 45 where that is percent.
    fn shown_percent(&self, stored: &str) -> Result<Number, NumberTrouble> {
        let fraction = Number::parse_decimal(stored).ok_or(NumberTrouble::Plain)?;
        Ok(match self.style.unit.as_str() {
            "%" => fraction * Number::power_of_ten(2),
            "‰" => fraction * Number::power_of_ten(3),
            _ => fraction,
        })
    }

    fn enum_value(&self, cell: Raw<'_>) -> Result<Arc<str>, CellTrouble> {
        if let Some(value) = self.values.get(cell.text).or_else(|| self.values.get(&fold(cell.text))) {
            return Ok(value.clone());
        }
        let values: Vec<&str> = self.column.values.iter().map(|value| &**value).collect();
        let similar = similar::closest(cell.text, &values).map(str::to_owned);
        Err(CellTrouble::NotInEnum { values: values.into_iter().map(str::to_owned).collect(), similar })
    }

    fn text(&mut self, cell: Raw<'_>) -> Result<Arc<str>, CellTrouble> {
        match cell.kind {
            Kind::Text if is_scientific(cell.text) => return Err(CellTrouble::Scientific),
            Kind::Number | Kind::Percent | Kind::Imprecise if overlong(cell.text) => {
                return Err(CellTrouble::Overlong);
            }
            Kind::Imprecise => return Err(CellTrouble::Imprecise { shown: as_shown(cell.text) }),
            Kind::Date => return Err(CellTrouble::DateInText),
            Kind::Text
            | Kind::Number
            | Kind::Percent
            | Kind::Bool
            | Kind::Error
            | Kind::Uncalculated
            | Kind::Double
            | Kind::Strange => {}
        }
        if let Some(known) = self.texts.get(cell.text) {
            return Ok(known.clone());
        }
        let text: Arc<str> = cell.text.into();
        self.texts.insert(text.clone());
        Ok(text)
    }
}

fn is_price(number: NumberType) -> bool {
    number.unit == Unit::YUAN || Unit::YUAN.per(Unit::ITEM) == Some(number.unit)
}

fn yes_no(cell: Raw<'_>) -> Option<bool> {
    match fold(cell.text).as_str() {
        "是" | "y" | "yes" | "true" | "1" | "√" | "✓" | "✔" => Some(true),
        "否" | "n" | "no" | "false" | "0" | "×" | "✗" | "✘" => Some(false),
        _ => None,
    }
}

/// 1.23E+11, as Excel writes a long code into a text file.
fn is_scientific(text: &str) -> bool {
    if !text.contains(['E', 'e', 'Ｅ', 'ｅ']) {
        return false;
    }
    let text = narrow_text(text);
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    whole.len() == 1 && digits(whole) && digits(part) && exponent.strip_prefix('+').is_some_and(digits)
}

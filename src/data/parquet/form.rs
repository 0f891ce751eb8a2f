//! What the cells of a column are, by the type that the file gives it.

use crate::diagnostic::Words;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::schema::types::ColumnDescriptor;

/// Digits that an exact number of a file may have (as many as sixteen bytes hold).
const MOST_DIGITS: i32 = 38;

/// A type whose cells can be written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Whole {
        signed: bool,
    },
    /// The stored number ÷ 10^scale.
    Decimal {
        scale: u32,
    },
    /// Days since 1970-01-01.
    Day,
    /// A day with a time, in parts of a second since 1970-01-01.
    Moment {
        per_second: i64,
    },
    Truth,
    Text,
    /// A double: the shortest decimal that it stands for.
    Double,
}

impl Form {
    /// `Err` says what the column holds instead of cells.
    pub fn of(column: &ColumnDescriptor) -> Result<Form, Words> {
        let physical = column.physical_type();
        if let Some(scale) = decimal(column) {
            let exact = matches!(physical, Type::INT32 | Type::INT64 | Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY);
            return match u32::try_from(scale) {
                Ok(scale) if exact && scale <= 38 && column.type_precision() <= MOST_DIGITS => {
                    Ok(Form::Decimal { scale })
                }
                Ok(_) | Err(_) => Err(Words::new(
                    format!("超过 {MOST_DIGITS} 位的定点数"),
                    format!("decimals of more than {MOST_DIGITS} digits"),
                )),
            };
        }
        match physical {
            Type::BOOLEAN => Ok(Form::Truth),
            Type::INT32 | Type::INT64 => whole(column),
            Type::DOUBLE => Ok(Form::Double),
            Type::BYTE_ARRAY => text(column),
            Type::FLOAT => Err(Words::new(
                "单精度浮点数（FLOAT），存进去时就可能不准",
                "single-precision numbers (FLOAT), which may have lost digits when they were stored",
            )),
            Type::INT96 => Err(Words::new("旧格式的时刻（INT96）", "moments of the old kind (INT96)")),
            Type::FIXED_LEN_BYTE_ARRAY => Err(bytes()),
        }
    }
}

/// The digits behind the point of an exact number.
fn decimal(column: &ColumnDescriptor) -> Option<i32> {
    match column.logical_type_ref() {
        Some(LogicalType::Decimal(decimal)) => Some(decimal.scale),
        Some(_) => None,
        None => (column.converted_type() == ConvertedType::DECIMAL).then(|| column.type_scale()),
    }
}

fn whole(column: &ColumnDescriptor) -> Result<Form, Words> {
    let moment = |unit: TimeUnit| match unit {
        TimeUnit::MILLIS => Form::Moment { per_second: 1_000 },
        TimeUnit::MICROS => Form::Moment { per_second: 1_000_000 },
        TimeUnit::NANOS => Form::Moment { per_second: 1_000_000_000 },
    };
    match column.logical_type_ref() {
        Some(LogicalType::Date) => return Ok(Form::Day),
        Some(LogicalType::Timestamp(stamp)) if stamp.is_adjusted_to_u_t_c => return Err(elsewhere()),
        Some(LogicalType::Timestamp(stamp)) => return Ok(moment(stamp.unit)),
        Some(LogicalType::Integer(kind)) => return Ok(Form::Whole { signed: kind.is_signed }),
        Some(_) => return Err(time_of_day()),
        None => {}
    }
    match column.converted_type() {
        ConvertedType::NONE
        | ConvertedType::INT_8
        | ConvertedType::INT_16
        | ConvertedType::INT_32
        | ConvertedType::INT_64 => Ok(Form::Whole { signed: true }),
        ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
            Ok(Form::Whole { signed: false })
        }
        ConvertedType::DATE => Ok(Form::Day),
        // Without a word on it, the old types mean the time of Greenwich.
        ConvertedType::TIMESTAMP_MILLIS | ConvertedType::TIMESTAMP_MICROS => Err(elsewhere()),
        _ => Err(time_of_day()),
    }
}

fn text(column: &ColumnDescriptor) -> Result<Form, Words> {
    match column.logical_type_ref() {
        Some(LogicalType::String | LogicalType::Enum | LogicalType::Json) => return Ok(Form::Text),
        Some(_) => return Err(bytes()),
        None => {}
    }
    match column.converted_type() {
        ConvertedType::NONE | ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON => Ok(Form::Text),
        _ => Err(bytes()),
    }
}

/// Lists, maps and structs.
pub fn nested() -> Words {
    Words::new("嵌套的列表或结构", "lists or structures")
}

fn elsewhere() -> Words {
    Words::new(
        "带时区的时刻，换算成哪一天要看时区",
        "moments in the time of Greenwich, whose day depends on where one is",
    )
}

fn time_of_day() -> Words {
    Words::new("不是数、文字、日期或是否", "neither numbers nor texts, dates, or yes and no")
}

fn bytes() -> Words {
    Words::new("不是文字的字节", "bytes that are no text")
}

//! The dynamic value of a column, parameter or expression.

use std::sync::Arc;

use crate::value::date::Date;
use crate::value::number::Number;

/// One value at run time; its unit and shown digits live in its static type.
///
/// The order is total: by kind as declared here, then by value, `否` before `是`, texts by code
/// point. An enum value is its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// An exact number, in the unit its type says.
    Number(Number),
    /// A day.
    Date(Date),
    /// A text, or the name of an enum value.
    Text(Arc<str>),
    /// 是 or 否.
    Bool(bool),
    /// 缺失: should be there and is not.
    Missing,
    /// 不适用: the question does not arise; never zero.
    NotApplicable,
}

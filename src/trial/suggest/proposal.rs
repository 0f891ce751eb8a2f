//! Proposed cases as data: inputs at the edges of a policy, with what they come to, for a person to confirm.

use crate::diagnostic::Words;

/// Cases proposed for a policy.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// The rows and parameters that all cases share.
    pub tables: Vec<GivenRows>,
    pub params: Vec<(String, String)>,
    pub day: Option<String>,
    /// Whether the starting point is no case of the policy but rows made up for it.
    pub made_up: bool,
    /// The files of cases of other policies whose data were of use.
    pub kin: Vec<String>,
    /// 其余 缺失: what the starting point leaves out.
    pub rest: bool,
    pub cases: Vec<ProposedCase>,
    /// Edges that no input was found for, each with its place and the reason.
    pub unreached: Vec<Words>,
    /// Edges of which a remark beside the cases says why no data can come to all of their sides.
    pub impossible: Vec<Words>,
    /// Edges that the cases reach on all sides that any data can come to.
    pub reached: usize,
    /// Of these, how many have a side to which no data can come, by the ranges of what is given.
    pub bounded: usize,
    /// Of those that are not reached, how many stand in assertions, which may hold for all data.
    pub laws: usize,
}

/// Rows of an input table as they would be typed, in the order of the columns of its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenRows {
    /// Index into `Program::schemas`.
    pub schema: usize,
    pub rows: Vec<Vec<String>>,
}

/// One case: the tables that differ from what is shared, and the values that follow.
#[derive(Clone, Debug)]
pub struct ProposedCase {
    pub name: String,
    /// Which edge it stands at.
    pub note: String,
    /// Parameters and a day of its own.
    pub params: Vec<(String, String)>,
    pub day: Option<String>,
    pub tables: Vec<GivenRows>,
    pub expects: Vec<ProposedValue>,
}

/// A value of a row (of the whole, without a table) that a case comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedValue {
    pub table: Option<String>,
    /// The keys of the row, as typed in a sheet.
    pub key: Vec<String>,
    pub name: String,
    /// As typed in a sheet: digits without a unit, or 错误 JY….
    pub cell: String,
    /// As written in a case: `期望` without the word.
    pub words: String,
}

//! Typed indexes into the tables of a `Program`: an id is only as good as the program it came from.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            pub fn index(self) -> usize {
                self.0 as usize
            }

            pub fn at(index: usize) -> Self {
                $name(u32::try_from(index).unwrap_or(u32::MAX))
            }
        }
    )*};
}

ids! {
    /// An input or derived table.
    TableId,
    /// A value that lives on every row of a table, or once on the whole.
    SlotId,
    /// A reference from the rows of one table to the rows of another.
    RelationId,
    /// A parameter.
    ParamId,
    /// A list of values.
    ListId,
    /// A decision table: a lookup, a set of bands, a table expression.
    DecisionId,
    /// A node of the expression arena.
    ExprId,
    /// An aggregate over rows.
    AggregateId,
    /// An exception, an exclusion or a reinstatement.
    ExceptionId,
    /// An assessment.
    AssessmentId,
    /// An allocation.
    AllocationId,
    /// An assertion or row check.
    AssertionId,
    /// A name that stands for one value while an expression is evaluated (a key, 取值, 满分).
    LocalId,
}

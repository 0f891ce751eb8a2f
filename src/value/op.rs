//! Operators and other small words that text, checker and evaluators share: one enum per idea.

/// An operator between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    /// Stops at the first operand that decides.
    And,
    /// Stops at the first operand that decides.
    Or,
}

impl BinaryOp {
    /// The sign in the canonical text.
    pub fn sign(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "−",
            BinaryOp::Multiply => "×",
            BinaryOp::Divide => "÷",
            BinaryOp::Equal => "=",
            BinaryOp::NotEqual => "≠",
            BinaryOp::Less => "<",
            BinaryOp::LessEqual => "≤",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEqual => "≥",
            BinaryOp::And => "且",
            BinaryOp::Or => "或",
        }
    }

    /// Whether the result is yes or no by comparing the operands.
    pub fn compares(self) -> bool {
        match self {
            BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterEqual => true,
            BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::And
            | BinaryOp::Or => false,
        }
    }
}

/// The two ways in which a value can be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Absence {
    Missing,
    Inapplicable,
}

/// Whether the end of an interval belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    Closed,
    Open,
}

/// What rank equal values get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ties {
    /// 1, 2, 2, 4
    Lowest,
    /// 1, 3, 3, 4
    Highest,
    /// 1, 2.5, 2.5, 4
    Average,
    /// Equal values are a fault.
    Forbidden,
}

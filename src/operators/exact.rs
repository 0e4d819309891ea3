//! Plain values: equal to a string, number, bool or null.

use super::{Context, Operand, Operator, Reading, Test, Value};
use crate::base::number::Decimal;
use crate::base::text::{Text, quote};
use crate::read::tree::{Item, Kind};
use std::fmt;

/// A JSON scalar that an event's value may equal. Strings compare byte by byte after unescaping,
/// numbers by exact decimal value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Decimal),
    /// A string.
    Text(Text),
}

impl Literal {
    /// Is the value this one?
    #[must_use]
    pub fn equals(&self, value: &Value<'_>) -> bool {
        match (self, value) {
            (Self::Null, Value::Null) => true,
            (Self::Bool(a), Value::Bool(b)) => a == b,
            (Self::Number(a), Value::Number(b)) => a.as_num() == *b,
            (Self::Text(a), Value::Text(b)) => **a == **b,
            (Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_), _) => false,
        }
    }

    /// The literal that a scalar operand is.
    #[must_use]
    pub fn from_operand(operand: &Operand<'_>) -> Self {
        match operand.kind {
            Kind::Bool => Self::Bool(operand.text.eq_ignore_ascii_case(b"true")),
            Kind::Number | Kind::OddNumber => Self::Number(Decimal::parse(&operand.text)),
            Kind::Text => Self::Text(operand.text.as_ref().into()),
            Kind::Null | Kind::List | Kind::Map => Self::Null,
        }
    }

    /// The literal as a value to test.
    #[must_use]
    pub fn as_value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(b) => Value::Bool(*b),
            Self::Number(n) => Value::Number(n.as_num()),
            Self::Text(t) => Value::Text(t),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(b) => b.fmt(f),
            Self::Number(n) => n.fmt(f),
            Self::Text(t) => f.write_str(&quote(t)),
        }
    }
}

/// `exactly`, which AWS reads as the plain string.
pub(super) const OPERATOR: Operator = Operator {
    name: "exactly",
    summary: "the string itself; the long way to write a plain value",
    example: r#"{"exactly": "running"}"#,
    schema: r#"{"type": "string"}"#,
    parse,
};

fn parse(context: &mut Context<'_>, operand: Item<'_>) -> Vec<Reading> {
    context
        .strings("exactly", operand, false, "a string")
        .into_iter()
        .flatten()
        .map(|o| Reading::Test(Test::Exact(Literal::from_operand(&o))))
        .collect()
}

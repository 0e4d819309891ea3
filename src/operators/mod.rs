//! Floor 3: the vocabulary. One operator, one file; `OPERATORS` is the one list of them, from
//! which parsing, help, the JSON Schema and the documentation come.

mod anything_but;
mod cidr;
mod context;
mod equals_ignore_case;
mod exact;
mod exists;
mod implies;
mod numeric;
pub mod pattern;
mod prefix;
mod suffix;
mod value;
mod wildcard;

pub use anything_but::AnythingBut;
pub use cidr::{Block, Ip, parse_ip};
pub use context::{Compat, Context, NoValues, Operand, Values};
pub use exact::Literal;
pub use implies::{disjoint, implies};
pub use numeric::Range;
pub use prefix::Affix;
pub use value::Value;
pub use wildcard::Wildcard;

use crate::base::fold::fold_with;
use crate::read::tree::Item;
use std::fmt;

/// A test of one value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Test {
    /// Equal to a JSON value.
    Exact(Literal),
    /// A string that begins with a text.
    Prefix(Affix),
    /// A string that ends with a text.
    Suffix(Affix),
    /// A string equal but for letter case; held folded.
    EqualsIgnoreCase(Box<[u8]>),
    /// A string that a pattern with `*` describes.
    Wildcard(Wildcard),
    /// A number within bounds.
    Numeric(Range),
    /// An address within a block.
    Cidr(Block),
    /// Any value at all.
    Exists,
    /// Any value but these.
    AnythingBut(AnythingBut),
}

impl Test {
    /// Does the value pass? The definition that every index is held against. `buffer` is for
    /// folding letter case without allocating.
    #[must_use]
    pub fn holds(&self, value: &Value<'_>, buffer: &mut Vec<u8>) -> bool {
        match (self, value) {
            (Self::Exists, _) => true,
            (Self::Exact(literal), value) => literal.equals(value),
            (Self::AnythingBut(but), value) => but.holds(value, buffer),
            (Self::Numeric(range), Value::Number(n)) => range.holds(n),
            (Self::Prefix(affix), Value::Text(t)) => affix.begins(t, buffer),
            (Self::Suffix(affix), Value::Text(t)) => affix.ends(t, buffer),
            (Self::EqualsIgnoreCase(folded), Value::Text(t)) => *fold_with(t, buffer) == **folded,
            (Self::Wildcard(wildcard), Value::Text(t)) => wildcard.matches(t),
            (Self::Cidr(block), Value::Text(t)) => parse_ip(t).is_some_and(|ip| block.holds(ip)),
            (
                Self::Numeric(_)
                | Self::Prefix(_)
                | Self::Suffix(_)
                | Self::EqualsIgnoreCase(_)
                | Self::Wildcard(_)
                | Self::Cidr(_),
                _,
            ) => false,
        }
    }
}

/// The test as it stands in a pattern's leaf.
impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use crate::base::text::quote;
        match self {
            Self::Exact(literal) => literal.fmt(f),
            Self::Prefix(affix) => write!(f, "{{\"prefix\":{affix}}}"),
            Self::Suffix(affix) => write!(f, "{{\"suffix\":{affix}}}"),
            Self::EqualsIgnoreCase(text) => {
                write!(f, "{{\"equals-ignore-case\":{}}}", quote(text))
            }
            Self::Wildcard(wildcard) => write!(f, "{{\"wildcard\":{wildcard}}}"),
            Self::Numeric(range) => write!(f, "{{\"numeric\":{range}}}"),
            Self::Cidr(block) => write!(f, "{{\"cidr\":\"{block}\"}}"),
            Self::Exists => f.write_str("{\"exists\":true}"),
            Self::AnythingBut(but) => write!(f, "{{\"anything-but\":{but}}}"),
        }
    }
}

/// What one operand of a leaf reads as: tests of values, or the absence of the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// A test.
    Test(Test),
    /// `exists: false`.
    Absent,
}

/// One operator: everything that other parts need to know of it.
pub struct Operator {
    /// Its name in patterns.
    pub name: &'static str,
    /// One line of documentation.
    pub summary: &'static str,
    /// A leaf element as an example (JSON).
    pub example: &'static str,
    /// The JSON Schema of its operand (JSON text).
    pub schema: &'static str,
    /// Reads its operand; problems go to the context.
    pub parse: fn(&mut Context<'_>, Item<'_>) -> Vec<Reading>,
}

impl fmt::Debug for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// All operators of patterns, by name.
pub static OPERATORS: &[Operator] = &[
    anything_but::OPERATOR,
    cidr::OPERATOR,
    equals_ignore_case::OPERATOR,
    exact::OPERATOR,
    exists::OPERATOR,
    numeric::OPERATOR,
    prefix::OPERATOR,
    suffix::OPERATOR,
    wildcard::OPERATOR,
];

/// The operator of a name.
#[must_use]
pub fn find(name: &[u8]) -> Option<&'static Operator> {
    OPERATORS.iter().find(|o| o.name.as_bytes() == name)
}

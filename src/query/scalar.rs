//! Single values that are kept: of groups, of sorting, of figures.

use crate::base::number::Decimal;
use crate::base::text::quote;
use crate::read::tree::{Item, Kind};
use std::cmp::Ordering;

/// A value that is neither null nor a list nor an object. Sorted by kind, then value; strings by
/// their bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scalar {
    Bool(bool),
    Number(Decimal),
    Text(Box<[u8]>),
}

impl Scalar {
    /// The value of an item, if it is a single one.
    pub fn of(item: Item<'_>) -> Option<Self> {
        match item.kind() {
            Kind::Bool => item.as_bool().map(Self::Bool),
            Kind::Number => Some(Self::Number(Decimal::parse(&item.text()))),
            Kind::Text => Some(Self::Text(item.text().into())),
            Kind::Null | Kind::OddNumber | Kind::List | Kind::Map => None,
        }
    }

    /// Its JSON text.
    pub fn json(&self) -> Box<[u8]> {
        let text = match self {
            Self::Bool(yes) => yes.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => quote(text),
        };
        text.into_bytes().into()
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Bool(_) => 0,
            Self::Number(_) => 1,
            Self::Text(_) => 2,
        }
    }
}

impl Ord for Scalar {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.as_num().cmp(&b.as_num()),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }
}

impl PartialOrd for Scalar {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

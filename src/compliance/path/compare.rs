//! Comparisons inside filters (RFC 9535, 2.3.5.2.2). Numbers compare by exact decimal value,
//! strings by code points, lists and maps for equality only; nothing equals nothing.

use super::filter::Query;
use super::function::Function;
use super::walk::{Fault, Walk};
use crate::base::number::Num;
use crate::compliance::value::{same, scalar};
use crate::operators::{Literal, Value};
use crate::read::tree::Item;
use std::cmp::Ordering;

/// One side of a comparison.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    /// A value written in the path.
    Literal(Literal),
    /// The node of a singular path.
    Query(Query),
    /// The value of a function.
    Function(Box<Function>),
}

/// What a side is worth.
#[derive(Debug, Clone)]
pub(super) enum Worth<'p, 't> {
    /// No value.
    Nothing,
    /// A written value.
    Literal(&'p Literal),
    /// A value of the document.
    Item(Item<'t>),
    /// A number that a function counted.
    Count(usize),
}

/// How two sides are to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Operand {
    /// What it is worth for a child.
    pub fn value<'p, 't>(
        &'p self,
        child: Item<'t>,
        walk: &Walk<'_, 't>,
    ) -> Result<Worth<'p, 't>, Fault> {
        Ok(match self {
            Self::Literal(literal) => Worth::Literal(literal),
            Self::Query(query) => match query.single(child, walk)? {
                Some(item) => {
                    walk.work.look(item)?;
                    Worth::Item(item)
                }
                None => Worth::Nothing,
            },
            Self::Function(function) => function.value(child, walk)?,
        })
    }
}

impl Worth<'_, '_> {
    /// Calls `f` with the value of a scalar; `None` for anything else.
    pub fn with<R>(&self, f: impl FnOnce(&Value<'_>) -> R) -> Option<R> {
        match self {
            Self::Nothing => None,
            Self::Literal(literal) => Some(f(&literal.as_value())),
            Self::Item(item) => scalar(*item, f),
            Self::Count(n) => Some(f(&Value::Number(Num::parse(n.to_string().as_bytes())))),
        }
    }

    fn equals(&self, other: &Worth<'_, '_>) -> bool {
        match (self, other) {
            (Worth::Nothing, Worth::Nothing) => true,
            (Worth::Item(a), Worth::Item(b)) => same(*a, *b),
            _ => self.with(|a| other.with(|b| a == b)).flatten() == Some(true),
        }
    }

    fn less(&self, other: &Worth<'_, '_>) -> bool {
        let order = self.with(|a| {
            other.with(|b| match (a, b) {
                (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
                (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
                _ => None,
            })
        });
        order.flatten().flatten() == Some(Ordering::Less)
    }
}

impl Order {
    /// Do two sides compare so?
    pub fn holds(self, a: &Worth<'_, '_>, b: &Worth<'_, '_>) -> bool {
        match self {
            Self::Equal => a.equals(b),
            Self::Unequal => !a.equals(b),
            Self::Less => a.less(b),
            Self::AtMost => a.less(b) || a.equals(b),
            Self::Greater => b.less(a),
            Self::AtLeast => b.less(a) || a.equals(b),
        }
    }
}

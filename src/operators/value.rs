//! A leaf value of an event, as operators see it.

use crate::base::number::Num;

/// A leaf value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, by its decimal value.
    Number(Num<'a>),
    /// A string, unescaped.
    Text(&'a [u8]),
}

//! `same-as`: equal to the value at another path of the item or element.

use super::{ClauseOperator, Cx, Held};
use crate::compliance::pipe::Query;
use crate::compliance::value::same;
use crate::read::tree::Item;
use std::fmt;

/// `same-as`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameAs {
    /// Where the other value is; singular.
    pub other: Query,
}

impl SameAs {
    pub(super) fn holds(&self, item: Item<'_>, cx: &Cx<'_>) -> Held {
        // What is not there equals nothing.
        self.other.one(cx.scope, cx.work, |other| other.is_some_and(|o| same(item, o.item)))
    }
}

impl fmt::Display for SameAs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "same-as: {}", self.other)
    }
}

pub(super) const OPERATOR: ClauseOperator = ClauseOperator {
    name: "same-as",
    summary: "the same JSON value as at another path, which leads to one node",
    takes: "anything",
    example: r#"{"same-as": "$.configuration.ownerId"}"#,
    schema: r##"{"$ref": "#/$defs/query"}"##,
};

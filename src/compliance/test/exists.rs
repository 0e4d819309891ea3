//! `exists`: whether there is a value that is not null; an object or empty list is one.

use super::{ClauseOperator, Test, operand};
use crate::operators::Context;
use crate::read::tree::{Item, Kind};
use std::fmt;

/// `exists`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exists {
    /// Is it to be there?
    pub wanted: bool,
}

impl Exists {
    /// Does it hold for a value, or for the absence of one?
    pub(in crate::compliance) fn holds(self, item: Option<Item<'_>>) -> bool {
        item.is_some_and(|i| i.kind() != Kind::Null) == self.wanted
    }
}

impl fmt::Display for Exists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exists: {}", self.wanted)
    }
}

pub(super) const OPERATOR: ClauseOperator = ClauseOperator {
    name: "exists",
    summary: "whether there is a value other than null, objects and empty lists included",
    takes: "anything, also nothing",
    example: r#"{"exists": true}"#,
    schema: r##"{"anyOf": [{"type": "boolean"}, {"$ref": "#/$defs/reference"}]}"##,
    read,
};

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    operand::boolean(context, name, item).map(|wanted| Test::Exists(Exists { wanted }))
}

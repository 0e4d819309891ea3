//! `empty`: whether a string, list or map has nothing in it. Null has nothing in it either.

use super::{ClauseOperator, Held, Test, operand, wrong};
use crate::operators::Context;
use crate::read::tree::{Item, Kind};
use std::fmt;

/// `empty`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Empty {
    /// Is it to be empty?
    pub wanted: bool,
}

impl Empty {
    pub(super) fn holds(self, item: Item<'_>) -> Held {
        let empty = match item.kind() {
            Kind::Null => true,
            Kind::Text => item.reads(b""),
            Kind::List | Kind::Map => item.is_empty(),
            _ => return Err(wrong("empty", "a string, a list or a map", item)),
        };
        Ok(empty == self.wanted)
    }
}

impl fmt::Display for Empty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "empty: {}", self.wanted)
    }
}

pub(super) const OPERATOR: ClauseOperator = ClauseOperator {
    name: "empty",
    summary: "whether there is nothing in a string, list or map; null is empty",
    takes: "a string, list, map or null",
    example: r#"{"empty": true}"#,
    schema: r##"{"anyOf": [{"type": "boolean"}, {"$ref": "#/$defs/reference"}]}"##,
    read,
};

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    operand::boolean(context, name, item).map(|wanted| Test::Empty(Empty { wanted }))
}

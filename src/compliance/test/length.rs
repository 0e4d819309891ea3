//! `length`: the characters of a string, the elements of a list, the entries of a map.

use super::{Bounds, ClauseOperator, Held, Test, wrong};
use crate::operators::Context;
use crate::read::tree::{Item, Kind};
use std::fmt;

/// `length`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Length {
    /// What the length is to be.
    pub bounds: Bounds,
}

impl Length {
    pub(super) fn holds(&self, item: Item<'_>) -> Held {
        let length = match item.kind() {
            Kind::Text => item.text().iter().filter(|b| **b & 0xC0 != 0x80).count(),
            Kind::List | Kind::Map => item.len(),
            _ => return Err(wrong("length", "a string, a list or a map", item)),
        };
        Ok(self.bounds.hold(length as u64))
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "length: {}", self.bounds)
    }
}

pub(super) const OPERATOR: ClauseOperator = ClauseOperator {
    name: "length",
    summary: "characters of a string, elements of a list, entries of a map: a number or bounds",
    takes: "a string, list or map",
    example: r#"{"length": {"gte": 1, "lte": 10}}"#,
    schema: r##"{"anyOf": [{"type": "integer", "minimum": 0}, {"$ref": "#/$defs/reference"},
        {"type": "object", "minProperties": 1, "additionalProperties": false,
         "patternProperties": {"^(equals|lt|lte|gt|gte)$":
            {"anyOf": [{"type": "integer"}, {"$ref": "#/$defs/reference"}]}}}]}"##,
    read,
};

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    Bounds::read(context, name, item).map(|bounds| Test::Length(Length { bounds }))
}

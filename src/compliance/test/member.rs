//! `in` and `not-in`: whether a value is one of some. They never err: a value of another type is
//! not among them.

use super::{ClauseOperator, ScalarSet, Test, operand};
use crate::operators::Context;
use crate::read::tree::Item;
use std::fmt;
use std::sync::Arc;

/// `in`, `not-in`
#[derive(Debug, Clone)]
pub struct Member {
    /// The values; shared by all clauses that use the same list.
    pub of: Arc<ScalarSet>,
    /// Is it `not-in`?
    pub not: bool,
}

impl Member {
    pub(super) fn holds(&self, item: Item<'_>) -> bool {
        self.of.has(item) != self.not
    }
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", if self.not { "not-in" } else { "in" }, self.of)
    }
}

const SCHEMA: &str = r##"{"anyOf": [{"type": "array", "items": {"anyOf": [
    {"type": ["string", "number", "boolean", "null"]}, {"$ref": "#/$defs/reference"}]}},
    {"$ref": "#/$defs/reference"}]}"##;

pub(super) const IN: ClauseOperator = ClauseOperator {
    name: "in",
    summary: "one of these values",
    takes: "anything",
    example: r#"{"in": ["t3.micro", "t3.small"]}"#,
    schema: SCHEMA,
    read,
};

pub(super) const NOT_IN: ClauseOperator = ClauseOperator {
    name: "not-in",
    summary: "none of these values",
    takes: "anything",
    example: r#"{"not-in": ["0.0.0.0/0", "::/0"]}"#,
    schema: SCHEMA,
    read,
};

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    let of = Arc::new(ScalarSet::new(operand::literals(context, name, item)?));
    Some(Test::Member(Member { of, not: name == NOT_IN.name }))
}

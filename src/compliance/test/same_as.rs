//! `same-as`: equal to the value at another path of the item or element.

use super::{ClauseOperator, Cx, Held, Test, operand};
use crate::compliance::path::Fault;
use crate::compliance::pipe::Query;
use crate::compliance::value::same;
use crate::operators::Context;
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
        self.other.one(cx.scope, cx.work, |other| match other {
            Some(other) => match cx.work.look(other.item) {
                Err(Fault::Error(why)) => Err(why),
                _ => Ok(same(item, other.item)),
            },
            None => Ok(false),
        })?
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
    read,
};

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    let text = operand::text(context, name, item)?;
    match Query::parse(&text, Some(item.span())) {
        Ok(other) if other.is_singular() => Some(Test::SameAs(Box::new(SameAs { other }))),
        Ok(_) => {
            let words = format!("`{name}` takes a path to one value");
            operand::refuse(context, item, words, None);
            None
        }
        Err(error) => {
            operand::refuse(context, item, error.message, error.help);
            None
        }
    }
}

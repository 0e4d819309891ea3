//! `equals`: the same JSON value; numbers by value, lists in order, maps in any.

use super::{ClauseOperator, Test, operand};
use crate::compliance::value::{same, scalar, shown};
use crate::operators::{Context, Literal};
use crate::read::tree::{Item, Kind, Tree, TreeBuilder};
use std::fmt;
use std::sync::Arc;

/// What a value is to be equal to.
#[derive(Debug, Clone)]
pub enum Expected {
    /// A scalar.
    Scalar(Literal),
    /// Any value, a list or map included: the root of a tree.
    Tree(Arc<Tree>),
}

/// `equals`
#[derive(Debug, Clone)]
pub struct Equals {
    /// The value.
    pub to: Expected,
}

impl Equals {
    /// Equal to a scalar.
    #[must_use]
    pub fn scalar(to: Literal) -> Self {
        Self { to: Expected::Scalar(to) }
    }

    pub(super) fn holds(&self, item: Item<'_>) -> bool {
        match &self.to {
            Expected::Scalar(Literal::Text(text)) => item.kind() == Kind::Text && item.reads(text),
            Expected::Scalar(literal) => scalar(item, |v| literal.equals(v)) == Some(true),
            Expected::Tree(tree) => same(item, tree.root()),
        }
    }
}

impl fmt::Display for Equals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.to {
            Expected::Scalar(literal) => write!(f, "equals: {literal}"),
            Expected::Tree(tree) => write!(f, "equals: {}", shown(tree.root(), 80)),
        }
    }
}

pub(super) const OPERATOR: ClauseOperator = ClauseOperator {
    name: "equals",
    summary: "the same JSON value: 22 equals 22.0, but not \"22\"",
    takes: "anything",
    example: r#"{"equals": "Enabled"}"#,
    schema: "true",
    read,
};

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    let is_reference = || {
        item.entries().any(|(key, _)| key.reads(b"param") || key.reads(b"list")) && item.len() == 1
    };
    let to = if item.kind() == Kind::List || (item.kind() == Kind::Map && !is_reference()) {
        let mut builder = TreeBuilder::like(item.tree());
        builder.graft(item);
        Expected::Tree(Arc::new(builder.finish()?))
    } else {
        let takes = "one value; `in` takes several";
        let read = operand::one(context, name, item, takes, None)?;
        Expected::Scalar(Literal::from_operand(&read))
    };
    Some(Test::Equals(Equals { to }))
}

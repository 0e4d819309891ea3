//! Conditions as data: what the readers of rule files build. Names are resolved (parameters and
//! lists stand as values in operands, `use` as the condition itself) and queries are checked: what
//! a clause without quantifier asks about is singular.

use super::message::Template;
use super::pipe::Query;
use super::test::{Bounds, Test};
use crate::base::span::Span;
use crate::base::text::Text;
use crate::operators::Wildcard;
use std::sync::Arc;

/// Deepest nesting of conditions that is evaluated.
pub const DEPTH: usize = 100;

/// What a rule asks of an item.
#[derive(Debug, Clone)]
pub struct Check {
    /// Which items it concerns; all without one.
    pub when: Option<Condition>,
    /// What it asks of them.
    pub require: Condition,
    /// What to say of an item that is not so.
    pub message: Option<Template>,
}

/// A condition.
#[derive(Debug, Clone)]
pub enum Condition {
    /// Values and their tests.
    Clause(Box<Clause>),
    /// All of these.
    All(Box<[Condition]>),
    /// One of these.
    Any(Box<[Condition]>),
    /// None of these.
    NoneOf(Box<[Condition]>),
    /// Not this.
    Not(Box<Condition>),
    /// This, if a parameter was given; without it, nothing.
    IfParam(Box<str>, Box<Condition>),
    /// A named condition of the bundle (`use`).
    Named(Box<str>, Arc<Condition>),
    /// Over the elements of a list.
    Block(Box<Block>),
    /// Over other items.
    Related(Box<Related>),
}

/// A clause: a query, and what its values are to be.
#[derive(Debug, Clone)]
pub struct Clause {
    /// The values; `@` when the rule names none.
    pub query: Query,
    /// All of these.
    pub tests: Box<[Test]>,
    /// For queries that yield several nodes: how many of those have to pass.
    pub quantifier: Option<Quantifier>,
    /// Is it true when there is no value?
    pub optional: bool,
    /// Its place in the rule file.
    pub span: Option<Span>,
}

/// How many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// Every one; true of none at all.
    Each,
    /// At least one.
    Some,
    /// Not one.
    None,
}

impl Quantifier {
    /// Its word in rules.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Each => "each",
            Self::Some => "some",
            Self::None => "none",
        }
    }
}

/// What a block asks of its elements.
#[derive(Debug, Clone)]
pub enum Over {
    /// `each`, `some`, `none`
    Quantifier(Quantifier),
    /// `count`
    Count(Bounds),
}

/// A block: a condition over the elements of a list.
#[derive(Debug, Clone)]
pub struct Block {
    /// How many of the elements.
    pub how: Over,
    /// The elements.
    pub over: Query,
    /// Which of them count; all without one.
    pub filter: Option<Condition>,
    /// What is asked of them; nothing (true) without one.
    pub satisfy: Option<Condition>,
    /// What it comes to when no element counts; `None` is the default of the kind of block.
    pub on_empty: Option<OnEmpty>,
    /// Its place in the rule file.
    pub span: Option<Span>,
}

/// What a condition comes to when there is nothing to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnEmpty {
    /// True.
    Pass,
    /// False.
    Fail,
    /// The rule does not concern the item.
    NotApplicable,
    /// ERROR; for related items only.
    Error,
}

/// Which items are related.
#[derive(Debug, Clone)]
pub enum RelatedBy {
    /// Those that the item's relationships name; the glob, if there is one, describes the name of
    /// the relationship.
    Relationship(Option<Wildcard>),
    /// Those whose value at `theirs` equals one of the item's values at `mine`.
    Key {
        /// A path in the other item.
        theirs: Query,
        /// A path in this item or element.
        mine: Query,
    },
}

/// A condition over other items. Inside, `@` is the other item.
#[derive(Debug, Clone)]
pub struct Related {
    /// Resource types of the others; globs.
    pub types: Box<[Text]>,
    /// Which of those.
    pub by: RelatedBy,
    /// How many of them.
    pub quantifier: Quantifier,
    /// What is asked of them.
    pub require: Condition,
    /// What it comes to when there are none.
    pub if_absent: OnEmpty,
    /// Its place in the rule file.
    pub span: Option<Span>,
}

impl Condition {
    /// Calls `visit` with every query of the condition and with whether its `@` is the item itself
    /// (outside of blocks and related items): what of items a rule reads.
    pub fn queries(&self, visit: &mut dyn FnMut(&Query, bool)) {
        self.queries_in(true, visit);
    }

    fn queries_in(&self, outside: bool, visit: &mut dyn FnMut(&Query, bool)) {
        match self {
            Self::Clause(clause) => {
                visit(&clause.query, outside);
                for test in &clause.tests {
                    if let Test::SameAs(same) = test {
                        visit(&same.other, outside);
                    }
                }
            }
            Self::All(all) | Self::Any(all) | Self::NoneOf(all) => {
                all.iter().for_each(|c| c.queries_in(outside, visit));
            }
            Self::Not(inner) | Self::IfParam(_, inner) => inner.queries_in(outside, visit),
            Self::Named(_, inner) => inner.queries_in(outside, visit),
            Self::Block(block) => {
                visit(&block.over, outside);
                for inner in block.filter.iter().chain(&block.satisfy) {
                    inner.queries_in(false, visit);
                }
            }
            Self::Related(related) => {
                if let RelatedBy::Key { mine, .. } = &related.by {
                    visit(mine, outside);
                }
                related.require.queries_in(false, visit);
            }
        }
    }
}

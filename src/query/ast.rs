//! A query as data. Properties, aggregates and tests are numbered, so that whoever evaluates can
//! keep what belongs to each in tables.

use super::like::Like;
use super::literal::{Literal, Relation, Set};
use super::path::Path;
use crate::base::span::Span;

/// A query.
#[derive(Debug)]
pub struct Query {
    /// Every property that it mentions, once for each spelling.
    pub(super) paths: Vec<Path>,
    /// Every aggregate that it asks for, once.
    pub(super) aggregates: Vec<Aggregate>,
    /// What to show, in order.
    pub(super) columns: Vec<Column>,
    /// Which resources; all without it.
    pub(super) filter: Option<Condition>,
    /// The properties whose values make groups, by their numbers.
    pub(super) group: Vec<usize>,
    /// What to sort by, the most important first.
    pub(super) order: Vec<Order>,
    /// The most rows to give.
    pub(super) limit: Option<u64>,
    /// How many tests its filter has.
    pub(super) tests: usize,
}

impl Query {
    /// Are its rows groups of resources, not resources?
    pub(super) fn is_grouped(&self) -> bool {
        !self.group.is_empty() || !self.aggregates.is_empty()
    }

    /// The names of its columns, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|c| &*c.name)
    }
}

/// A column of the result.
#[derive(Debug)]
pub(super) struct Column {
    /// What it is called: the property as it was written, or `COUNT(*)` and the like.
    pub name: Box<str>,
    /// Where its values come from.
    pub from: From,
    /// Where the query asks for it.
    pub span: Span,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// The property of this number.
    Path(usize),
    /// The aggregate of this number.
    Aggregate(usize),
}

/// One thing to sort by.
#[derive(Debug)]
pub(super) struct Order {
    pub from: From,
    pub descending: bool,
    pub span: Span,
}

/// A figure of a group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aggregate {
    pub function: Function,
    /// The property of this number; `None` is `*`.
    pub of: Option<usize>,
    /// Where it is first asked for.
    pub span: Span,
}

/// What is figured out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Count,
    Sum,
    Avg,
    Min,
    Max,
}

impl Function {
    /// All, with their names.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("COUNT", Self::Count),
        ("SUM", Self::Sum),
        ("AVG", Self::Avg),
        ("MIN", Self::Min),
        ("MAX", Self::Max),
    ];
}

/// What holds of a resource or does not. Never deeper than the parser allows.
#[derive(Debug)]
pub(super) enum Condition {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Test(Test),
}

/// One test of the values of a property.
#[derive(Debug)]
pub(super) struct Test {
    /// The property's number.
    pub path: usize,
    pub wanted: Wanted,
    /// There must be a value, and none of this kind.
    pub negated: bool,
    /// Where the value that is compared with stands.
    pub span: Span,
    /// Its number among the tests.
    pub number: usize,
}

/// What a value must be like.
#[derive(Debug)]
pub(super) enum Wanted {
    Compare(Relation, Literal),
    In(Set),
    Between(Literal, Literal),
    Like(Like),
    /// Any value at all.
    Present,
}

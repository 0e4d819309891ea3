//! The operators of clauses. One operator or family, one file; `CLAUSE_OPERATORS` is the one list
//! of them, from which documentation and schemas come. Names that patterns have too mean the same,
//! but a value of the wrong type is an ERROR here and not just no match.

mod age;
mod allows_action;
mod cidr_within;
mod compare;
mod contains;
mod covers_port;
mod empty;
mod equals;
mod exists;
mod globs;
mod length;
mod matches;
mod member;
mod operand;
mod pattern;
mod public_principal;
mod same_as;
mod scalar_set;
mod trie;
mod type_is;

#[cfg(test)]
mod reading;
#[cfg(test)]
mod tests;

pub use age::{Age, Side};
pub use allows_action::AllowsAction;
pub use cidr_within::CidrWithin;
pub use compare::{Bounds, Compare, Comparison};
pub use contains::{Contains, HowMany};
pub use covers_port::{CoversPort, Match, Ports};
pub use empty::Empty;
pub use equals::{Equals, Expected};
pub use exists::Exists;
pub use length::Length;
pub use matches::Matches;
pub use member::Member;
pub use pattern::Pattern;
pub use public_principal::PublicPrincipal;
pub use same_as::SameAs;
pub use scalar_set::ScalarSet;
pub use trie::CidrSet;
pub use type_is::{JsonType, TypeIs};

use super::evaluate::Turns;
use super::path::Work;
use super::pipe::Scope;
use crate::operators::Context;
use crate::read::tree::Item;
use jiff::Timestamp;
use std::fmt;

/// What an operator may know besides its value.
#[derive(Debug, Clone, Copy)]
pub struct Cx<'a> {
    /// Where paths begin.
    pub scope: Scope<'a>,
    /// The time at which the item is judged.
    pub now: Timestamp,
    /// The budget of the evaluation.
    pub work: &'a Work,
    /// Where it is noted until when the answer holds.
    pub turns: Option<&'a Turns>,
}

/// What an operator says of a value: whether it passes, or why it cannot be asked (ERROR).
pub type Held = Result<bool, Box<str>>;

/// The operators of a clause with their operands.
#[derive(Debug, Clone)]
pub enum Test {
    /// `equals`
    Equals(Equals),
    /// `in`, `not-in`
    Member(Member),
    /// `lt`, `lte`, `gt`, `gte`
    Compare(Compare),
    /// `matches`
    Matches(Matches),
    /// `contains`, `contains-any`, `contains-all`
    Contains(Contains),
    /// `empty`
    Empty(Empty),
    /// `length`
    Length(Length),
    /// `type`
    TypeIs(TypeIs),
    /// `older-than`, `newer-than`, `further-than`
    Age(Age),
    /// `cidr-within`
    CidrWithin(CidrWithin),
    /// `covers-port`
    CoversPort(CoversPort),
    /// `allows-action`
    AllowsAction(AllowsAction),
    /// `public-principal`
    PublicPrincipal(PublicPrincipal),
    /// `same-as`
    SameAs(Box<SameAs>),
    /// `exists`
    Exists(Exists),
    /// `prefix`, `suffix`, `wildcard`, `numeric`, `cidr`, `anything-but`, `equals-ignore-case`
    Pattern(Pattern),
}

impl Test {
    /// Does a value pass?
    ///
    /// # Errors
    /// Words for a value that the operator does not take.
    pub fn holds(&self, item: Item<'_>, cx: &Cx<'_>) -> Held {
        match self {
            Self::Equals(test) => Ok(test.holds(item)),
            Self::Member(test) => Ok(test.holds(item)),
            Self::Compare(test) => test.holds(item),
            Self::Matches(test) => test.holds(item),
            Self::Contains(test) => test.holds(item),
            Self::Empty(test) => test.holds(item),
            Self::Length(test) => test.holds(item),
            Self::TypeIs(test) => Ok(test.holds(item)),
            Self::Age(test) => test.holds(item, cx),
            Self::CidrWithin(test) => test.holds(item),
            Self::CoversPort(test) => test.holds(item),
            Self::AllowsAction(test) => test.holds(item),
            Self::PublicPrincipal(test) => test.holds(item),
            Self::SameAs(test) => test.holds(item, cx),
            Self::Exists(test) => Ok(test.holds(Some(item))),
            Self::Pattern(test) => test.holds(item),
        }
    }
}

/// The operator as a clause has it: `equals: "running"`.
impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Equals(test) => test.fmt(f),
            Self::Member(test) => test.fmt(f),
            Self::Compare(test) => test.fmt(f),
            Self::Matches(test) => test.fmt(f),
            Self::Contains(test) => test.fmt(f),
            Self::Empty(test) => test.fmt(f),
            Self::Length(test) => test.fmt(f),
            Self::TypeIs(test) => test.fmt(f),
            Self::Age(test) => test.fmt(f),
            Self::CidrWithin(test) => test.fmt(f),
            Self::CoversPort(test) => test.fmt(f),
            Self::AllowsAction(test) => test.fmt(f),
            Self::PublicPrincipal(test) => test.fmt(f),
            Self::SameAs(test) => test.fmt(f),
            Self::Exists(test) => test.fmt(f),
            Self::Pattern(test) => test.fmt(f),
        }
    }
}

/// One operator of clauses: what documentation and schemas say of it.
#[derive(Debug, Clone, Copy)]
pub struct ClauseOperator {
    /// Its name.
    pub name: &'static str,
    /// One line of documentation.
    pub summary: &'static str,
    /// The types of value that it takes; others are ERROR.
    pub takes: &'static str,
    /// The operator with an operand (JSON), as it stands in a clause.
    pub example: &'static str,
    /// The JSON Schema of its operand (JSON text).
    pub schema: &'static str,
    /// Reads its operand; problems go to the context.
    pub read: fn(&mut Context<'_>, &'static str, Item<'_>) -> Option<Test>,
}

/// The operator of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static ClauseOperator> {
    CLAUSE_OPERATORS.iter().find(|o| o.name == name)
}

/// All operators of clauses, by name.
pub static CLAUSE_OPERATORS: &[ClauseOperator] = &[
    allows_action::OPERATOR,
    pattern::ANYTHING_BUT,
    pattern::CIDR,
    cidr_within::OPERATOR,
    contains::CONTAINS,
    contains::CONTAINS_ALL,
    contains::CONTAINS_ANY,
    covers_port::OPERATOR,
    empty::OPERATOR,
    equals::OPERATOR,
    pattern::EQUALS_IGNORE_CASE,
    exists::OPERATOR,
    age::FURTHER,
    compare::GT,
    compare::GTE,
    member::IN,
    length::OPERATOR,
    compare::LT,
    compare::LTE,
    matches::OPERATOR,
    age::NEWER,
    member::NOT_IN,
    pattern::NUMERIC,
    age::OLDER,
    pattern::PREFIX,
    public_principal::OPERATOR,
    same_as::OPERATOR,
    pattern::SUFFIX,
    type_is::OPERATOR,
    pattern::WILDCARD,
];

/// The ERROR of a value that an operator does not take.
fn wrong(name: &str, takes: &str, item: Item<'_>) -> Box<str> {
    format!("`{name}` takes {takes}, not {}", item.kind().noun()).into()
}

/// Items of a list, bounded, for showing operands.
fn listed<T: fmt::Display>(all: impl IntoIterator<Item = T>, count: usize) -> String {
    const SHOWN: usize = 5;
    let mut shown: Vec<String> = all.into_iter().take(SHOWN).map(|x| x.to_string()).collect();
    if count > SHOWN {
        shown.push(format!("… {} more", count - SHOWN));
    }
    format!("[{}]", shown.join(", "))
}

//! The values that queries compare with.
//!
//! Strings compare with strings, numbers with numbers, bools with bools; nothing else does. Where
//! both the value of an item and the literal are addresses or blocks of addresses, they compare as
//! ranges: `=` asks for a block that contains the literal.

use crate::base::number::{Decimal, Num};
use crate::operators::{Block, Ip, parse_ip};
use crate::read::tree::{Item, Kind};
use std::cmp::Ordering;
use std::collections::HashSet;

/// How a value must stand to a literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Relation {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// A value in a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Literal {
    Bool(bool),
    Number(Decimal),
    Text(Box<[u8]>, Option<Range>),
}

impl Literal {
    /// The literal of a string.
    pub fn text(text: &str) -> Self {
        Self::Text(text.as_bytes().into(), Range::parse(text.as_bytes()))
    }

    /// The same, to be compared as a string even if it is an address.
    pub fn plain(self) -> Self {
        match self {
            Self::Text(text, _) => Self::Text(text, None),
            other => other,
        }
    }

    /// Is it an address or a block of them?
    pub fn is_address(&self) -> bool {
        matches!(self, Self::Text(_, Some(_)))
    }

    /// What it is, in words.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(..) => "a string",
        }
    }

    /// Does the value stand so to this literal? `None` if the two do not compare.
    pub fn compare(&self, relation: Relation, item: Item<'_>) -> Option<bool> {
        match (self, item.kind()) {
            (Self::Bool(own), Kind::Bool) => {
                Some(relation == Relation::Equal && item.as_bool() == Some(*own))
            }
            (Self::Number(own), Kind::Number) => {
                Some(relation.holds(Num::parse(&item.text()).cmp(&own.as_num())))
            }
            (Self::Text(own, range), Kind::Text) => {
                if relation == Relation::Equal && range.is_none() {
                    return Some(item.reads(own));
                }
                let text = item.text();
                Some(match range.and_then(|own| Some((Range::parse(&text)?, own))) {
                    Some((value, own)) => value.stands(relation, own),
                    None => relation.holds((*text).cmp(own)),
                })
            }
            _ => None,
        }
    }

    /// Does the value lie between the two? A block of addresses does if it contains both.
    pub fn between(low: &Self, high: &Self, item: Item<'_>) -> Option<bool> {
        if let (Self::Text(_, Some(low)), Self::Text(_, Some(high)), Kind::Text) =
            (low, high, item.kind())
            && let Some(value) = Range::parse(&item.text())
        {
            return Some(value.is_between(*low, *high));
        }
        let above = low.compare(Relation::AtLeast, item)?;
        Some(above && high.compare(Relation::AtMost, item)?)
    }

    /// Which is the greater one, of literals that compare with the same values?
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => Some(a.as_num().cmp(&b.as_num())),
            (Self::Text(_, Some(a)), Self::Text(_, Some(b))) => {
                (a.v6 == b.v6).then(|| a.first.cmp(&b.first))
            }
            (Self::Text(a, _), Self::Text(b, _)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

/// The literals of an `IN`.
#[derive(Debug, Default)]
pub(super) struct Set {
    texts: HashSet<Box<[u8]>>,
    others: Vec<Literal>,
}

impl Set {
    /// Adds a literal.
    pub fn add(&mut self, literal: Literal) {
        match literal {
            Literal::Text(text, None) => {
                self.texts.insert(text);
            }
            other => self.others.push(other),
        }
    }

    /// Its strings, addresses apart, in no order.
    pub fn texts(&self) -> impl Iterator<Item = &[u8]> {
        self.texts.iter().map(|text| &**text)
    }

    /// Is the value equal to one of them? `None` if it compares with none.
    pub fn holds(&self, item: Item<'_>) -> Option<bool> {
        let text = item.kind() == Kind::Text && !self.texts.is_empty();
        if text && self.texts.contains(&*item.text()) {
            return Some(true);
        }
        let mut known = text.then_some(false);
        for literal in &self.others {
            match literal.compare(Relation::Equal, item) {
                Some(true) => return Some(true),
                Some(false) => known = Some(false),
                None => {}
            }
        }
        known
    }
}

/// The addresses of a block, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    v6: bool,
    first: u128,
    last: u128,
    /// Was it written with mask bits?
    block: bool,
}

impl Range {
    /// `10.0.0.1`, `10.0.0.0/8` and the like in IPv6.
    fn parse(text: &[u8]) -> Option<Self> {
        match parse_ip(text) {
            Some(Ip::V4(a)) => {
                Some(Self { v6: false, first: a.into(), last: a.into(), block: false })
            }
            Some(Ip::V6(a)) => Some(Self { v6: true, first: a, last: a, block: false }),
            None => {
                // Most strings are no blocks, and that is seen at their first byte.
                let first = text.first().is_some_and(|b| b.is_ascii_hexdigit() || *b == b':');
                let likely = first && text.len() <= 49 && text.contains(&b'/');
                let text = likely.then(|| std::str::from_utf8(text).ok())??;
                let block = Block::parse(text).ok()?;
                let (first, last) = block.bounds();
                Some(Self { v6: matches!(block, Block::V6(..)), first, last, block: true })
            }
        }
    }

    fn stands(self, relation: Relation, to: Self) -> bool {
        self.v6 == to.v6
            && match relation {
                Relation::Equal => self.first <= to.first && to.last <= self.last,
                Relation::Less => self.first < to.first,
                Relation::AtMost => self.first <= to.first,
                Relation::Greater => self.last > to.last,
                Relation::AtLeast => self.last >= to.last,
            }
    }

    fn is_between(self, low: Self, high: Self) -> bool {
        let (a, b) = (low.first, high.last);
        let lies = if self.block {
            self.first <= a && b <= self.last
        } else {
            a <= self.first && self.last <= b
        };
        self.v6 == low.v6 && self.v6 == high.v6 && lies
    }
}

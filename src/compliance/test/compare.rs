//! `lt`, `lte`, `gt`, `gte`: numbers in order, by exact decimal value; and `Bounds`, several of
//! these together, as `length` and `count` take them.

use super::{ClauseOperator, Held, Test, operand, wrong};
use crate::base::number::{Decimal, Num};
use crate::compliance::value::number;
use crate::operators::Context;
use crate::read::tree::{Item, Kind};
use std::cmp::Ordering;
use std::fmt;

/// How a number is to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `equals`; for bounds only.
    Equal,
    /// `lt`
    Less,
    /// `lte`
    AtMost,
    /// `gt`
    Greater,
    /// `gte`
    AtLeast,
}

impl Comparison {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Equal, Self::Less, Self::AtMost, Self::Greater, Self::AtLeast];

    /// Its name in rules.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Equal => "equals",
            Self::Less => "lt",
            Self::AtMost => "lte",
            Self::Greater => "gt",
            Self::AtLeast => "gte",
        }
    }

    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order == Ordering::Equal,
            Self::Less => order == Ordering::Less,
            Self::AtMost => order != Ordering::Greater,
            Self::Greater => order == Ordering::Greater,
            Self::AtLeast => order != Ordering::Less,
        }
    }
}

/// `lt`, `lte`, `gt`, `gte`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compare {
    /// How a value is to compare with `than`.
    pub how: Comparison,
    /// The number on the right.
    pub than: Decimal,
}

impl Compare {
    fn fits(&self, n: &Num<'_>) -> bool {
        self.how.holds(n.cmp(&self.than.as_num()))
    }

    pub(super) fn holds(&self, item: Item<'_>) -> Held {
        number(item, |n| self.fits(n)).ok_or_else(|| wrong(self.how.name(), "a number", item))
    }
}

impl fmt::Display for Compare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.how.name(), self.than)
    }
}

/// Conditions on a count; all have to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// The conditions.
    pub all: Box<[Compare]>,
}

impl Bounds {
    /// Reads a number, or a map of comparisons. Problems go to the context.
    pub fn read(context: &mut Context<'_>, name: &str, item: Item<'_>) -> Option<Self> {
        let names = Comparison::ALL.map(Comparison::name);
        let is_bound = |key: Item<'_>| names.iter().any(|n| key.reads(n.as_bytes()));
        if item.kind() != Kind::Map || !item.entries().any(|(key, _)| is_bound(key)) {
            let takes = "a number, or a map of equals, lt, lte, gt, gte";
            let read = operand::one(context, name, item, takes, Some(Kind::Number))?;
            let only = Compare { how: Comparison::Equal, than: Decimal::parse(&read.text) };
            return Some(Self { all: [only].into() });
        }
        let mut all = Vec::new();
        for (key, value) in item.entries() {
            if is_bound(key) {
                all.push(Self::compare(context, &key.str(), value)?);
            } else {
                operand::unknown_key(context, name, key, &names);
                return None;
            }
        }
        Some(Self { all: all.into() })
    }

    /// Reads the operand of a comparison of this name.
    pub fn compare(context: &mut Context<'_>, name: &str, item: Item<'_>) -> Option<Compare> {
        let how = Comparison::ALL.into_iter().find(|how| how.name() == name)?;
        let read = operand::one(context, name, item, "a number", Some(Kind::Number))?;
        Some(Compare { how, than: Decimal::parse(&read.text) })
    }

    /// Does a count lie within them?
    #[must_use]
    pub fn hold(&self, count: u64) -> bool {
        let text = count.to_string();
        let n = Num::parse(text.as_bytes());
        self.all.iter().all(|bound| bound.fits(&n))
    }
}

/// One `equals` as its number alone, others as a map.
impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [Compare { how: Comparison::Equal, than }] = &*self.all {
            return write!(f, "{than}");
        }
        let all: Vec<String> = self.all.iter().map(ToString::to_string).collect();
        write!(f, "{{{}}}", all.join(", "))
    }
}

const SCHEMA: &str = r##"{"anyOf": [{"type": "number"}, {"$ref": "#/$defs/reference"}]}"##;

const fn operator(
    name: &'static str,
    summary: &'static str,
    example: &'static str,
) -> ClauseOperator {
    ClauseOperator { name, summary, takes: "a number", example, schema: SCHEMA, read }
}

pub(super) const LT: ClauseOperator = operator("lt", "a number below this", r#"{"lt": 90}"#);
pub(super) const LTE: ClauseOperator =
    operator("lte", "a number below this, or this", r#"{"lte": 90}"#);
pub(super) const GT: ClauseOperator = operator("gt", "a number above this", r#"{"gt": 0}"#);
pub(super) const GTE: ClauseOperator =
    operator("gte", "a number above this, or this", r#"{"gte": 7}"#);

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    Bounds::compare(context, name, item).map(Test::Compare)
}

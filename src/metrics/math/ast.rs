//! An expression as data: nodes in an order in which each comes after its parts.
//!
//! So neither the check nor the evaluation recurses, and a long sum is as cheap as its length.

use super::function::{Function, Which};
use std::ops::Range;

/// A node of an expression.
pub(super) type NodeId = usize;

/// An expression that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// Parts first; the last one is the whole.
    pub(super) nodes: Vec<Node>,
}

/// A part of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) what: What,
    /// The bytes it takes.
    pub(super) span: Range<usize>,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// A number.
    Number(f64),
    /// A text, only as an argument.
    Text(String),
    /// One of the functions' words.
    Word(&'static str),
    /// Another entry, by its id.
    Id(String),
    /// A list of series.
    List(Vec<NodeId>),
    /// The other sign.
    Negative(NodeId),
    /// An operator between two.
    Binary(Operator, NodeId, NodeId),
    /// A function of its arguments.
    Call(&'static Function, Vec<NodeId>),
}

/// An operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    LessEqual,
    GreaterEqual,
    Less,
    Greater,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

impl Operator {
    /// The operators by symbol, with how tightly they bind.
    const ALL: [(&'static str, Self, u8); 15] = [
        ("OR", Self::Or, 1),
        ("||", Self::Or, 1),
        ("AND", Self::And, 2),
        ("&&", Self::And, 2),
        ("==", Self::Equal, 3),
        ("!=", Self::Unequal, 3),
        ("<=", Self::LessEqual, 3),
        (">=", Self::GreaterEqual, 3),
        ("<", Self::Less, 3),
        (">", Self::Greater, 3),
        ("+", Self::Add, 4),
        ("-", Self::Subtract, 4),
        ("*", Self::Multiply, 5),
        ("/", Self::Divide, 5),
        ("^", Self::Power, 7),
    ];

    /// The operator of a symbol or a word, and its strength.
    pub(super) fn find(symbol: &str) -> Option<(Self, u8)> {
        Self::ALL.iter().find(|(s, ..)| *s == symbol).map(|(_, o, strength)| (*o, *strength))
    }

    /// The result for two numbers; not finite where there is none.
    pub(super) fn apply(self, a: f64, b: f64) -> f64 {
        let truth = |holds: bool| f64::from(u8::from(holds));
        let on = |x: f64| x != 0.0;
        match self {
            Self::Or => truth(on(a) || on(b)),
            Self::And => truth(on(a) && on(b)),
            Self::Equal => truth(a.partial_cmp(&b).is_some_and(std::cmp::Ordering::is_eq)),
            Self::Unequal => truth(a.partial_cmp(&b).is_some_and(std::cmp::Ordering::is_ne)),
            Self::LessEqual => truth(a <= b),
            Self::GreaterEqual => truth(a >= b),
            Self::Less => truth(a < b),
            Self::Greater => truth(a > b),
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide if !on(b) => f64::NAN,
            Self::Divide => a / b,
            Self::Power => a.powf(b),
        }
    }
}

impl Expression {
    /// Does it call a function whose value is of the time, such as `HOUR`?
    #[must_use]
    pub fn asks_the_time(&self) -> bool {
        let of_time = |which| {
            use Which::{Date, Day, Epoch, Hour, Minute, Month, Year};
            matches!(which, Date | Day | Epoch | Hour | Minute | Month | Year)
        };
        self.calls().any(|(function, _)| of_time(function.which))
    }

    /// The id and the width of `ANOMALY_DETECTION_BAND(id, width)`, if that is all of it.
    #[must_use]
    pub fn whole_band(&self) -> Option<(&str, Option<f64>)> {
        let What::Call(function, arguments) = &self.nodes.last()?.what else { return None };
        if function.which != Which::Band {
            return None;
        }
        let of = |at: usize| arguments.get(at).and_then(|node| self.nodes.get(*node));
        let What::Id(id) = &of(0)?.what else { return None };
        let width = match of(1).map(|node| &node.what) {
            Some(What::Number(width)) => Some(*width),
            _ => None,
        };
        Some((id, width))
    }

    /// The functions that are called, each with its place.
    pub fn calls(&self) -> impl Iterator<Item = (&'static Function, Range<usize>)> {
        self.nodes.iter().filter_map(|n| match &n.what {
            What::Call(function, _) => Some((*function, n.span.clone())),
            _ => None,
        })
    }

    /// The ids of other entries that are used, each with its place.
    pub fn ids(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.nodes.iter().filter_map(|n| match &n.what {
            What::Id(id) => Some((id.as_str(), n.span.clone())),
            _ => None,
        })
    }
}

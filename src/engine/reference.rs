//! The reference matcher: the meaning of patterns, written for reading. It shares with the graph
//! only the parsed pattern and what a single test says of a single value, and is held against it
//! by differential tests. It is exponential and knows no limits: never use it on foreign input.

use crate::base::number::Num;
use crate::base::span::Span;
use crate::operators::Value;
use crate::operators::pattern::{Condition, Field, Pattern};
use crate::read::tree::{Item, Kind, Tree};

/// A leaf value of an event.
pub(super) struct Leaf {
    /// Keys from the root, joined by dots.
    pub path: Vec<u8>,
    pub kind: Kind,
    pub text: Vec<u8>,
    /// Which element of which array it lies in, outermost first. Only elements that are objects
    /// or arrays count: a scalar in a list has no position of its own.
    pub trail: Vec<(usize, usize)>,
    /// Where it stands.
    pub span: Span,
}

impl Leaf {
    pub fn value(&self) -> Value<'_> {
        match self.kind {
            Kind::Bool => Value::Bool(self.text == b"true"),
            Kind::Number => Value::Number(Num::parse(&self.text)),
            Kind::Text => Value::Text(&self.text),
            _ => Value::Null,
        }
    }
}

/// Does the event match the pattern?
#[must_use]
pub fn matches(pattern: &Pattern, event: &Tree) -> bool {
    let todo: Vec<&Condition> = pattern.all.iter().collect();
    solve(&todo, &mut Vec::new(), &mut Vec::new(), &leaves(event))
}

/// The leaf values of an event, in its order.
pub(super) fn leaves(event: &Tree) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    flatten(event.root(), None, &mut Vec::new(), &mut 0, &mut leaves);
    leaves
}

fn flatten(
    item: Item<'_>,
    path: Option<&[u8]>,
    trail: &mut Vec<(usize, usize)>,
    arrays: &mut usize,
    leaves: &mut Vec<Leaf>,
) {
    match item.kind() {
        Kind::Map => {
            for (key, value) in item.entries() {
                let mut below = path.map_or(Vec::new(), |p| [p, b"."].concat());
                below.extend_from_slice(&key.text());
                flatten(value, Some(&below), trail, arrays, leaves);
            }
        }
        Kind::List => {
            let array = *arrays;
            *arrays += 1;
            for (index, element) in item.items().enumerate() {
                if matches!(element.kind(), Kind::Map | Kind::List) {
                    trail.push((array, index));
                    flatten(element, path, trail, arrays, leaves);
                    trail.pop();
                } else {
                    flatten(element, path, trail, arrays, leaves);
                }
            }
        }
        kind => leaves.push(Leaf {
            path: path.unwrap_or_default().to_vec(),
            kind,
            text: item.text().into_owned(),
            trail: trail.clone(),
            span: item.span(),
        }),
    }
}

/// Can values be chosen for all conditions of `todo` so that no two choices lie in different
/// elements of one array, given the elements already pinned, and every field chosen to be absent
/// has no value in the elements that are pinned in the end?
fn solve<'p>(
    todo: &[&'p Condition],
    pins: &mut Vec<(usize, usize)>,
    absent: &mut Vec<&'p Field>,
    leaves: &[Leaf],
) -> bool {
    let Some((first, rest)) = todo.split_first() else {
        return absent.iter().all(|field| {
            !leaves.iter().any(|l| l.path == *field.path && consistent(&l.trail, pins))
        });
    };
    match first {
        Condition::Any(branches) => branches.iter().any(|branch| {
            let todo: Vec<_> = branch.all.iter().chain(rest.iter().copied()).collect();
            solve(&todo, pins, absent, leaves)
        }),
        Condition::Field(field) => {
            for leaf in leaves.iter().filter(|l| l.path == *field.path) {
                let passes = field.tests.iter().any(|t| t.holds(&leaf.value(), &mut Vec::new()));
                if passes && consistent(&leaf.trail, pins) {
                    let before = pins.len();
                    pins.extend(&leaf.trail);
                    let found = solve(rest, pins, absent, leaves);
                    pins.truncate(before);
                    if found {
                        return true;
                    }
                }
            }
            if !field.absent {
                return false;
            }
            absent.push(field);
            let found = solve(rest, pins, absent, leaves);
            absent.pop();
            found
        }
    }
}

fn consistent(trail: &[(usize, usize)], pins: &[(usize, usize)]) -> bool {
    trail.iter().all(|(array, index)| pins.iter().all(|(a, i)| a != array || i == index))
}

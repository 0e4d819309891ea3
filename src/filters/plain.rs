//! JSON patterns against a record read into a tree: the plain way, to which the shared pass over
//! many patterns is held.

use super::compare::Scalar;
use super::json::{Expr, Test};
use super::selector::{Selector, Step};
use crate::base::ids::SourceId;
use crate::read::json;
use crate::read::tree::{Item, Kind, Tree};

/// Deepest nesting of a record; deeper ones match nothing.
pub(super) const DEPTH: usize = 1000;

/// The record as a tree, if it is one JSON object or list.
pub(super) fn record(message: &[u8]) -> Option<Tree> {
    let first = message.trim_ascii_start().first();
    if !matches!(first, Some(b'{' | b'[')) {
        return None;
    }
    json::read(SourceId(0), message.into(), DEPTH).ok()
}

/// The values that a selector finds, in the order of the record. Of a key that an object has
/// twice, both count.
pub(super) fn select<'t>(root: Item<'t>, selector: &Selector) -> Vec<Item<'t>> {
    let mut found = vec![root];
    for step in &selector.steps {
        let mut next = Vec::new();
        for item in found {
            match (step, item.kind()) {
                (Step::Key(name), Kind::Map) => {
                    let named = item.entries().filter(|(k, _)| *k.text() == *name.as_bytes());
                    next.extend(named.map(|(_, value)| value));
                }
                (Step::EveryKey, Kind::Map) => next.extend(item.entries().map(|(_, value)| value)),
                (Step::Index(index), Kind::List) => next.extend(item.items().nth(*index as usize)),
                (Step::EveryIndex, Kind::List) => next.extend(item.items()),
                _ => {}
            }
        }
        found = next;
    }
    found
}

/// Does an expression hold for a record?
pub(super) fn holds(expr: &Expr, root: Item<'_>) -> bool {
    expr.holds(&mut |selector, test| {
        let mut found = select(root, selector).into_iter();
        match test {
            Test::NotExists => found.next().is_none(),
            _ => found.any(|item| with_scalar(item, |scalar| test.holds(scalar)) == Some(true)),
        }
    })
}

/// What `f` makes of the item, unless that is a list or an object.
pub(super) fn with_scalar<R>(item: Item<'_>, f: impl FnOnce(Scalar<'_>) -> R) -> Option<R> {
    let text = item.text();
    let scalar = match item.kind() {
        Kind::Text => Scalar::Text(&text),
        Kind::Number | Kind::OddNumber => Scalar::Number(&text),
        Kind::Bool => Scalar::Bool(item.as_bool()?),
        Kind::Null => Scalar::Null,
        Kind::List | Kind::Map => return None,
    };
    Some(f(scalar))
}

impl Test {
    /// Does the test hold for a value that is there?
    #[must_use]
    pub fn holds(&self, scalar: Scalar<'_>) -> bool {
        match self {
            Self::Compare(compare) => compare.holds(scalar),
            Self::IsNull => scalar == Scalar::Null,
            Self::Is(wanted) => scalar == Scalar::Bool(*wanted),
            Self::NotExists => false,
        }
    }
}

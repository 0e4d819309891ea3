//! Values compared by what they mean in JSON, and shown in a few words.

use crate::base::diag::Diags;
use crate::base::ids::SourceId;
use crate::base::limits::Limits;
use crate::base::number::Num;
use crate::read::json;
use crate::read::tree::{Item, Kind, Tree};

/// Characters shown of a value.
const SHOWN: usize = 400;

/// A text as JSON, if it is.
pub(super) fn tree(text: &[u8], limits: &Limits) -> Option<Tree> {
    json::read(SourceId(0), text.into(), limits.depth).ok()
}

/// Is a text what is expected? A string is the text itself, or JSON text that says the same;
/// anything else is its value.
pub(super) fn is(expected: Item<'_>, text: &[u8], limits: &Limits) -> bool {
    if expected.kind() == Kind::Text {
        if *expected.text() == *text {
            return true;
        }
        let pair = (tree(&expected.text(), limits), tree(text, limits));
        return matches!(pair, (Some(a), Some(b)) if same(a.root(), b.root()));
    }
    tree(text, limits).is_some_and(|tree| same(expected, tree.root()))
}

/// Are two values the same in JSON? Numbers count by their value, keys in any order.
pub(super) fn same(a: Item<'_>, b: Item<'_>) -> bool {
    match (a.kind(), b.kind()) {
        (Kind::Null, Kind::Null) => true,
        (Kind::Bool, Kind::Bool) => a.as_bool() == b.as_bool(),
        (Kind::Number, Kind::Number) => Num::parse(&a.text()) == Num::parse(&b.text()),
        (Kind::Text, Kind::Text) => a.text() == b.text(),
        (Kind::List, Kind::List) => {
            a.items().count() == b.items().count()
                && a.items().zip(b.items()).all(|(a, b)| same(a, b))
        }
        (Kind::Map, Kind::Map) => {
            let other = |key: Item<'_>| {
                let text = key.text();
                b.entries().find(|(k, _)| k.text() == text).map(|(_, value)| value)
            };
            a.entries().count() == b.entries().count()
                && a.entries().all(|(key, value)| other(key).is_some_and(|o| same(value, o)))
        }
        _ => false,
    }
}

/// An expected value as it is shown: a string as it is, anything else as JSON.
pub(super) fn shown(expected: Item<'_>) -> String {
    if expected.kind() == Kind::Text {
        return expected.str().into_owned();
    }
    crate::rules::json_text(&mut Diags::default(), expected).unwrap_or_default()
}

/// The beginning of a text.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text.to_owned(),
    }
}

/// What was expected and what there is, on lines of their own under `what`.
pub(super) fn against(what: &str, expected: &str, got: &str) -> String {
    format!("{what}\n  expected {}\n  got      {}", cut(expected), cut(got))
}

//! Values with the place they count as standing at, and the JSON that strings hold.

use crate::base::ids::SourceId;
use crate::read::json::{self, JsonError};
use crate::read::tree::{Item, Kind, Tree, TreeBuilder};
use std::borrow::Cow;

/// A value, and where it counts as standing in the record: at its own place or, for all that was
/// decoded from a string, at the place of that string.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'t> {
    pub item: Item<'t>,
    pub at: Option<(usize, usize)>,
}

impl<'t> Part<'t> {
    /// A value of the record itself.
    pub fn own(item: Item<'t>) -> Self {
        Self { item, at: None }
    }

    /// The document that was decoded from the string `from`.
    pub fn decoded(tree: &'t Tree, from: Part<'_>) -> Self {
        Self { item: tree.root(), at: Some(from.place()) }
    }

    pub fn kind(self) -> Kind {
        self.item.kind()
    }

    pub fn text(self) -> Cow<'t, [u8]> {
        self.item.text()
    }

    /// First byte and end.
    pub fn place(self) -> (usize, usize) {
        let span = self.item.span();
        self.at.unwrap_or((span.start as usize, span.end as usize))
    }

    pub fn entries(self) -> impl Iterator<Item = (Part<'t>, Part<'t>)> + use<'t> {
        let Self { item, at } = self;
        item.entries().map(move |(k, v)| (Part { item: k, at }, Part { item: v, at }))
    }

    pub fn items(self) -> impl Iterator<Item = Part<'t>> + use<'t> {
        let Self { item, at } = self;
        item.items().map(move |item| Part { item, at })
    }

    /// The value of a key, whatever its letter case; a key spelt as asked for goes first.
    pub fn get(self, key: &str) -> Option<Part<'t>> {
        let mut other = None;
        for (k, v) in self.entries() {
            let text = k.text();
            if *text == *key.as_bytes() {
                return Some(v);
            }
            if other.is_none() && text.eq_ignore_ascii_case(key.as_bytes()) {
                other = Some(v);
            }
        }
        other
    }

    /// Adds a copy to a tree over the record.
    pub fn copy(self, builder: &mut TreeBuilder) {
        match self.at {
            None => builder.take(self.item),
            Some((start, end)) => builder.take_to(self.item, start, end),
        }
    }

    /// Adds a scalar of another text, or kind, at this place.
    pub fn replace(self, builder: &mut TreeBuilder, kind: Kind, text: &[u8]) {
        let (start, end) = self.place();
        builder.stored(kind, start, end, text);
    }

    /// The document in this string.
    pub fn decode(self, depth: usize) -> Result<Tree, JsonError> {
        json::read(SourceId(0), self.text().as_ref().into(), depth)
    }

    /// The document in this string if it holds a list or an object.
    pub fn decode_nested(self, depth: usize) -> Option<Tree> {
        if self.kind() != Kind::Text {
            return None;
        }
        let text = self.text();
        let first = text.iter().find(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r'));
        if matches!(first, Some(b'{' | b'[')) { self.decode(depth).ok() } else { None }
    }
}

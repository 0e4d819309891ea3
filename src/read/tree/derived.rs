//! Handles for those who walk trees, and trees made from parts of other trees: what is decoded
//! from a string keeps the place of the string, what is rearranged keeps the places of its parts.

use super::{Item, JSON_STRING, Kind, Tree, TreeBuilder, VERBATIM};
use crate::base::span::Span;
use std::sync::Arc;

impl Tree {
    /// The node with an index that [`Item::index`] gave for this tree; the document itself for an
    /// index past the end.
    #[must_use]
    pub fn at(&self, index: u32) -> Item<'_> {
        let at = if (index as usize) < self.nodes.len() { index } else { 0 };
        Item { tree: self, at }
    }

    /// The same values, all of them said to be at one place: that of the string which held them.
    #[must_use]
    pub fn within(self, place: Span) -> Self {
        Self { place: Some(place), ..self }
    }
}

impl TreeBuilder {
    /// An empty tree over the text of another, for rearranging its values.
    #[must_use]
    pub fn like(tree: &Tree) -> Self {
        let mut builder = Self::new(tree.source, Arc::clone(&tree.input));
        builder.tree.place = tree.place;
        builder
    }

    /// An empty tree over a text, in the memory of a tree that is no longer needed.
    #[must_use]
    pub fn again(mut used: Tree, input: Arc<[u8]>) -> Self {
        used.nodes.clear();
        used.texts.clear();
        used.pool.clear();
        Self { tree: Tree { input, place: None, ..used } }
    }

    /// Makes room for so many values.
    pub fn reserve(&mut self, values: usize) {
        self.tree.nodes.reserve(values);
    }

    /// Adds a copy of a value of the tree that was given to `like`. Places stay.
    pub fn graft(&mut self, item: Item<'_>) {
        let shift = self.tree.nodes.len() as u32;
        for at in item.at..item.node().next {
            let from = Item { tree: item.tree, at };
            let node = *from.node();
            let (start, end) = (node.start as usize, node.end as usize);
            let to = self.tree.nodes.len();
            match node.text {
                VERBATIM | JSON_STRING => {
                    self.push(node.kind, start, end, node.text);
                }
                _ => self.stored(node.kind, start, end, &from.text()),
            }
            if let Some(copy) = self.tree.nodes.get_mut(to) {
                copy.next = node.next - item.at + shift;
            }
        }
    }
}

impl<'t> Item<'t> {
    /// Its number among the nodes of its tree, in reading order from 0.
    #[must_use]
    pub fn index(self) -> u32 {
        self.at
    }

    /// The number of the first node after it that is not below it.
    #[must_use]
    pub fn end_index(self) -> u32 {
        self.node().next
    }

    /// Is its text this one? As comparing [`Item::text`], without decoding what surely differs.
    #[must_use]
    pub fn reads(self, wanted: &[u8]) -> bool {
        let node = self.node();
        let size = (node.end - node.start) as usize;
        match node.text {
            VERBATIM => size == wanted.len() && self.raw() == wanted,
            JSON_STRING => {
                // An escape is longer than what it stands for.
                if size < wanted.len() + 2 {
                    return false;
                }
                let inner = self.raw().get(1..size - 1).unwrap_or_default();
                if size == wanted.len() + 2 {
                    return inner == wanted && memchr::memchr(b'\\', inner).is_none();
                }
                let may_begin =
                    inner.first().is_some_and(|b| *b == b'\\' || wanted.first() == Some(b));
                may_begin && memchr::memchr(b'\\', inner).is_some() && *self.text() == *wanted
            }
            _ => *self.text() == *wanted,
        }
    }

    /// The value of a key of a map, as [`Item::get`]; adds to `passed` how many entries come
    /// before it.
    #[must_use]
    pub fn member(self, key: &[u8], passed: &mut u64) -> Option<Item<'t>> {
        if self.kind() != Kind::Map {
            return None;
        }
        let (mut at, end) = (self.at + 1, self.node().next);
        while at < end {
            let own = Item { tree: self.tree, at };
            let value = Item { tree: self.tree, at: own.node().next };
            if own.reads(key) {
                return Some(value);
            }
            *passed += 1;
            at = value.node().next;
        }
        None
    }

    /// How many elements a list has, how many entries a map; 0 for anything else.
    #[must_use]
    pub fn len(self) -> usize {
        match self.kind() {
            Kind::Map => self.entries().count(),
            _ => self.items().count(),
        }
    }

    /// Has it neither elements nor entries?
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.node().next == self.at + 1 || !matches!(self.kind(), Kind::List | Kind::Map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::SourceId;

    fn read(text: &str) -> Tree {
        crate::read::json::read(SourceId::new(0), text.as_bytes().into(), 100).expect(text)
    }

    #[test]
    fn texts_compare_as_if_decoded() {
        let tree = read(r#"["ab", "a\u0062", "a\\b", 12, "", "abc"]"#);
        let reads = |wanted: &str| -> Vec<bool> {
            tree.root().items().map(|i| i.reads(wanted.as_bytes())).collect()
        };
        assert_eq!(reads("ab"), [true, true, false, false, false, false]);
        assert_eq!(reads(r"a\b"), [false, false, true, false, false, false]);
        assert_eq!(reads("12"), [false, false, false, true, false, false]);
        assert_eq!(reads(""), [false, false, false, false, true, false]);
    }

    #[test]
    fn grafts_keep_places_and_texts() {
        let tree = read(r#"{"a": [1, {"b": "x\n"}], "c": null}"#);
        let a = tree.root().get("a").expect("a");
        let mut builder = TreeBuilder::like(&tree);
        let list = builder.open(Kind::List, 3);
        builder.stored(Kind::Text, 0, 1, b"made");
        builder.graft(a);
        builder.graft(tree.root().get("c").expect("c"));
        builder.close(list, 9);
        let made = builder.finish().expect("nodes");
        let items: Vec<_> = made.root().items().collect();
        assert_eq!(items.len(), 3);
        assert_eq!(&*items[0].text(), b"made");
        assert_eq!(items[1].span(), a.span());
        let b = items[1].items().nth(1).and_then(|m| m.get("b")).expect("b");
        assert_eq!(&*b.text(), b"x\n");
        assert_eq!(made.at(items[2].index()).kind(), Kind::Null);
        let place = Span { source: SourceId::new(3), start: 7, end: 9 };
        assert_eq!(made.within(place).root().span(), place);
    }
}

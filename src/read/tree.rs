//! `Tree`: a parsed YAML or JSON document in which every value knows its place.
//!
//! The nodes lie in one table in reading order, each with the index of the node after it, so that
//! a million rules cost no allocation each and neither depth nor drop can overflow the stack.

use crate::base::ids::SourceId;
use crate::base::span::Span;
use crate::base::text;
use std::borrow::Cow;
use std::sync::Arc;

mod derived;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`; the text says which.
    Bool,
    /// A number that JSON can write; the text is its spelling.
    Number,
    /// A number that only YAML can write (`.nan`, `0x1F`).
    OddNumber,
    /// A string.
    Text,
    /// A list.
    List,
    /// A map; its children are keys and values in turn.
    Map,
}

impl Kind {
    /// What it is called in messages.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "true or false",
            Self::Number | Self::OddNumber => "a number",
            Self::Text => "a string",
            Self::List => "a list",
            Self::Map => "a map",
        }
    }
}

/// How the text of a node is found.
const VERBATIM: u32 = 0;
const JSON_STRING: u32 = 1;
const STORED: u32 = 2;

#[derive(Debug, Clone, Copy)]
struct Node {
    kind: Kind,
    start: u32,
    end: u32,
    /// Index of the first node that is not below this one.
    next: u32,
    /// `VERBATIM`, `JSON_STRING`, or `STORED` plus an index into `texts`.
    text: u32,
}

/// A document.
#[derive(Debug, Clone)]
pub struct Tree {
    source: SourceId,
    input: Arc<[u8]>,
    nodes: Vec<Node>,
    /// Where in `pool` the texts of their own end; each begins where the one before it ends.
    texts: Vec<u32>,
    pool: Vec<u8>,
    /// The place of every value, where the text stands inside a string of another document.
    place: Option<Span>,
}

/// Builds a [`Tree`] node by node, in reading order.
#[derive(Debug)]
pub struct TreeBuilder {
    tree: Tree,
}

impl TreeBuilder {
    /// An empty tree over a text.
    #[must_use]
    pub fn new(source: SourceId, input: Arc<[u8]>) -> Self {
        let (nodes, texts, pool) = (Vec::new(), Vec::new(), Vec::new());
        Self { tree: Tree { source, input, nodes, texts, pool, place: None } }
    }

    /// An empty tree over the text of another one, from which it may take nodes.
    #[must_use]
    pub fn over(tree: &Tree) -> Self {
        let mut builder = Self::new(tree.source, Arc::clone(&tree.input));
        builder.tree.nodes.reserve(tree.nodes.len() + 16);
        builder
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tree.nodes.len()
    }

    /// Is the tree still empty?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tree.nodes.is_empty()
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize, text: u32) -> usize {
        let at = self.tree.nodes.len();
        self.tree.nodes.push(Node {
            kind,
            start: start as u32,
            end: end as u32,
            next: at as u32 + 1,
            text,
        });
        at
    }

    /// Adds a scalar whose text is its source text.
    pub fn verbatim(&mut self, kind: Kind, start: usize, end: usize) {
        self.push(kind, start, end, VERBATIM);
    }

    /// Adds a string from a JSON literal; the place includes the quotes.
    pub fn json_string(&mut self, start: usize, end: usize) {
        self.push(Kind::Text, start, end, JSON_STRING);
    }

    /// Adds a scalar with a text of its own.
    pub fn stored(&mut self, kind: Kind, start: usize, end: usize, text: &[u8]) {
        if self.tree.input.get(start..end) == Some(text) {
            self.verbatim(kind, start, end);
        } else {
            let text = self.keep(text);
            self.push(kind, start, end, text);
        }
    }

    /// Keeps a text of its own; the result is for `Node::text`.
    fn keep(&mut self, text: &[u8]) -> u32 {
        self.tree.pool.extend_from_slice(text);
        self.tree.texts.push(self.tree.pool.len() as u32);
        STORED + self.tree.texts.len() as u32 - 1
    }

    /// Adds a value of another tree over the same text, with all below it. Places stay.
    pub fn take(&mut self, item: Item<'_>) {
        debug_assert!(Arc::ptr_eq(&self.tree.input, &item.tree.input));
        let (from, to) = (item.at as usize, item.node().next as usize);
        let at = self.tree.nodes.len();
        for node in item.tree.nodes.get(from..to).unwrap_or_default() {
            let text = match node.text {
                VERBATIM | JSON_STRING => node.text,
                stored => self.keep(item.tree.stored(stored)),
            };
            let next = (node.next as usize - from + at) as u32;
            self.tree.nodes.push(Node { next, text, ..*node });
        }
    }

    /// Adds a value of any other tree, with all below it; the place of each is this one.
    pub fn take_to(&mut self, item: Item<'_>, start: usize, end: usize) {
        let (from, to) = (item.at as usize, item.node().next as usize);
        let at = self.tree.nodes.len();
        for (index, node) in item.tree.nodes.get(from..to).unwrap_or_default().iter().enumerate() {
            let next = (node.next as usize - from + at) as u32;
            let text = match node.kind {
                Kind::List | Kind::Map => VERBATIM,
                _ => self.keep(&Item { tree: item.tree, at: (from + index) as u32 }.text()),
            };
            let (start, end) = (start as u32, end as u32);
            self.tree.nodes.push(Node { kind: node.kind, start, end, next, text });
        }
    }

    /// The value at an index, as far as it is built.
    #[must_use]
    pub fn item(&self, at: usize) -> Option<Item<'_>> {
        (at < self.tree.nodes.len()).then_some(Item { tree: &self.tree, at: at as u32 })
    }

    /// Opens a list or map; give the result to `close`.
    pub fn open(&mut self, kind: Kind, start: usize) -> usize {
        self.push(kind, start, start, VERBATIM)
    }

    /// Closes a list or map.
    pub fn close(&mut self, opened: usize, end: usize) {
        let next = self.tree.nodes.len() as u32;
        let node = &mut self.tree.nodes[opened];
        node.end = end as u32;
        node.next = next;
    }

    /// Adds a copy of the nodes `from..to` (an alias). Places stay those of the original.
    pub fn repeat(&mut self, from: usize, to: usize) {
        let shift = self.tree.nodes.len() - from;
        for at in from..to {
            let node = self.tree.nodes[at];
            self.tree.nodes.push(Node { next: node.next + shift as u32, ..node });
        }
    }

    /// The index after the last node below the node at `at`.
    #[must_use]
    pub fn next_of(&self, at: usize) -> usize {
        self.tree.nodes[at].next as usize
    }

    /// The finished tree, `None` when nothing was added.
    #[must_use]
    pub fn finish(self) -> Option<Tree> {
        (!self.tree.nodes.is_empty()).then_some(self.tree)
    }
}

impl Tree {
    /// The document itself.
    #[must_use]
    pub fn root(&self) -> Item<'_> {
        Item { tree: self, at: 0 }
    }

    /// The text that was read.
    #[must_use]
    pub fn input(&self) -> &[u8] {
        &self.input
    }

    /// The text that a node has of its own.
    fn stored(&self, text: u32) -> &[u8] {
        let index = (text - STORED) as usize;
        let start = if index == 0 { 0 } else { self.texts[index - 1] };
        &self.pool[start as usize..self.texts[index] as usize]
    }
}

/// A value of a [`Tree`].
#[derive(Debug, Clone, Copy)]
pub struct Item<'t> {
    tree: &'t Tree,
    at: u32,
}

impl<'t> Item<'t> {
    fn node(self) -> &'t Node {
        &self.tree.nodes[self.at as usize]
    }

    /// The document that it is a part of.
    #[must_use]
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// Where it is.
    #[must_use]
    pub fn span(self) -> Span {
        let node = self.node();
        let own = Span { source: self.tree.source, start: node.start, end: node.end };
        self.tree.place.unwrap_or(own)
    }

    /// The source text of the value, as written.
    #[must_use]
    pub fn raw(self) -> &'t [u8] {
        let node = self.node();
        self.tree.input.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    /// The text of a scalar: a string's content, a number's spelling.
    #[must_use]
    pub fn text(self) -> Cow<'t, [u8]> {
        let node = self.node();
        match node.text {
            VERBATIM => Cow::Borrowed(self.raw()),
            JSON_STRING => {
                let raw = self.raw();
                text::unescape(&raw[1..raw.len() - 1])
            }
            stored => Cow::Borrowed(self.tree.stored(stored)),
        }
    }

    /// The text as a `String`, for names and messages.
    #[must_use]
    pub fn str(self) -> Cow<'t, str> {
        match self.text() {
            Cow::Borrowed(bytes) => text::show(bytes),
            Cow::Owned(bytes) => Cow::Owned(text::show(&bytes).into_owned()),
        }
    }

    /// The value of a bool.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.text().eq_ignore_ascii_case(b"true"))
    }

    /// The elements of a list; nothing for anything else.
    pub fn items(self) -> impl Iterator<Item = Item<'t>> + use<'t> {
        let list = self.kind() == Kind::List;
        Children { tree: self.tree, at: self.at + 1, end: if list { self.node().next } else { 0 } }
    }

    /// The keys and values of a map; nothing for anything else.
    pub fn entries(self) -> impl Iterator<Item = (Item<'t>, Item<'t>)> + use<'t> {
        let map = self.kind() == Kind::Map;
        let mut children = Children {
            tree: self.tree,
            at: self.at + 1,
            end: if map { self.node().next } else { 0 },
        };
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The elements of a list, the keys and values of a map in turn, nothing of a scalar.
    pub(super) fn children(self) -> Children<'t> {
        Children { tree: self.tree, at: self.at + 1, end: self.node().next }
    }

    /// The value of a key of a map.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Item<'t>> {
        self.member(key.as_bytes(), &mut 0)
    }
}

/// The values right below a list, or the keys and values right below a map.
#[derive(Debug)]
pub(super) struct Children<'t> {
    tree: &'t Tree,
    at: u32,
    end: u32,
}

impl<'t> Iterator for Children<'t> {
    type Item = Item<'t>;

    fn next(&mut self) -> Option<Item<'t>> {
        if self.at >= self.end {
            return None;
        }
        let item = Item { tree: self.tree, at: self.at };
        self.at = item.node().next;
        Some(item)
    }
}

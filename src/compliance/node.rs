//! `Node`: a value of a configuration item, or one that a pipe made of it, which knows how it was
//! reached. Nodes are handles: copying one copies three words.

use super::path::normal;
use crate::base::span::Span;
use crate::read::tree::{Item, Kind, Tree};

/// A value and the way to it.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    /// The value.
    pub item: Item<'a>,
    /// What its tree was made from; `None` in the tree of an item itself.
    origin: Option<&'a Origin<'a>>,
}

/// What a pipe made a tree from.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The value that went into the pipe.
    pub from: Node<'a>,
    /// The pipe as it was written.
    pub pipe: &'a str,
}

impl<'a> Node<'a> {
    /// A whole document.
    #[must_use]
    pub fn root(tree: &'a Tree) -> Self {
        Self { item: tree.root(), origin: None }
    }

    /// A value that a pipe made.
    #[must_use]
    pub fn made(item: Item<'a>, origin: &'a Origin<'a>) -> Self {
        Self { item, origin: Some(origin) }
    }

    /// Another value of the same tree.
    #[must_use]
    pub fn with(self, item: Item<'a>) -> Self {
        Self { item, ..self }
    }

    /// What kind of value it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.item.kind()
    }

    /// Is it null?
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// Its place in the input: that of the string it was decoded from, if it was.
    #[must_use]
    pub fn place(self) -> Span {
        self.item.span()
    }

    /// The document of an item in which it, or what it was made from, stands.
    #[must_use]
    pub fn document(self) -> Item<'a> {
        let mut node = self;
        while let Some(origin) = node.origin {
            node = origin.from;
        }
        node.item.tree().root()
    }

    /// Its normalized path in short form, with the pipes on the way:
    /// `$.supplementaryConfiguration.AccessControlList | json | $.grantList[0]`.
    #[must_use]
    pub fn path(self) -> String {
        let mut ways = Vec::new();
        let mut node = self;
        loop {
            ways.push((normal::of(node.item), node.origin.map_or("", |o| o.pipe)));
            match node.origin {
                Some(origin) => node = origin.from,
                None => break,
            }
        }
        let mut path = String::new();
        for (own, pipe) in ways.into_iter().rev() {
            match (path.is_empty(), own.as_str()) {
                (true, _) => path = own,
                (false, "$") => path = format!("{path} | {pipe}"),
                (false, _) => path = format!("{path} | {pipe} | {own}"),
            }
        }
        path
    }
}

//! From the masks of an event to the fields that rules mention.
//!
//! The walker trusts that its bytes are JSON (see `check`): on others it finds other fields, or
//! fewer, but neither panics nor reads past the end.

use super::masks::Masks;
use super::paths::{Node, PathTree};
use crate::base::ids::PathId;
use crate::base::text;

/// Deepest nesting that is followed; `check` has refused deeper events.
const DEPTH: u32 = 1000;

/// The type of a leaf value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A string without escapes; the extent lies within its quotes.
    Text,
    /// A string with escapes; the extent lies within its quotes.
    EscapedText,
    /// A number.
    Number,
    /// `true`.
    True,
    /// `false`.
    False,
    /// `null`.
    Null,
}

/// A leaf value of a field that some rule mentions.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The field.
    pub path: PathId,
    /// Its type.
    pub kind: FieldKind,
    /// Where its text begins in the event.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// The array element it lies in: an index into the elements, 0 for none.
    pub element: u32,
}

/// An element of an array that is an object or array itself. Scalars in a list have no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element {
    /// The array, numbered from 0 within the event.
    pub array: u32,
    /// Its position there.
    pub index: u32,
    /// The element that the array lies in, 0 for none.
    pub parent: u32,
}

/// The fields of one event; reused from event to event.
#[derive(Debug, Default)]
pub struct Walker {
    /// The leaf values found, in the order of the event.
    pub fields: Vec<Field>,
    /// The array elements they lie in. The first stands for "no array".
    pub elements: Vec<Element>,
    arrays: u32,
    key: Vec<u8>,
}

impl Walker {
    /// Finds the fields of the object that begins at `start`.
    pub fn walk(&mut self, text: &[u8], masks: &Masks, tree: &PathTree, start: usize) {
        self.fields.clear();
        self.elements.clear();
        self.elements.push(Element { array: u32::MAX, index: 0, parent: 0 });
        self.arrays = 0;
        Walk { text, masks, tree, out: self }.object(start, tree.node(0), 0, 0);
    }

    /// Forgets the fields of the event before, as [`Walker::walk`] does.
    pub fn clear(&mut self) {
        self.fields.clear();
        self.elements.clear();
        self.elements.push(Element { array: u32::MAX, index: 0, parent: 0 });
    }
}

struct Walk<'a> {
    text: &'a [u8],
    masks: &'a Masks,
    tree: &'a PathTree,
    out: &'a mut Walker,
}

impl Walk<'_> {
    #[inline(always)]
    fn byte(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or(0)
    }

    #[inline(always)]
    fn skip_blanks(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), b' ' | b'\t' | b'\n' | b'\r') {
            at += 1;
        }
        at
    }

    /// Reads the object that opens at `open`; gives the place after it.
    fn object(&mut self, open: usize, node: Node, element: u32, depth: u32) -> usize {
        if depth > DEPTH || !node.has_children() {
            return self.masks.skip(open);
        }
        let mut at = open + 1;
        loop {
            let quote = self.masks.next_quote_or_close(at);
            if self.byte(quote) != b'"' {
                return quote + 1;
            }
            let end = self.masks.next_quote(quote + 1);
            let Some(key) = self.text.get(quote + 1..end) else { return self.text.len() };
            let colon = end + 1;
            let value = if self.byte(colon) == b':' && self.byte(colon + 1) > b' ' {
                colon + 1
            } else {
                self.skip_blanks(self.masks.next_mark(colon) + 1)
            };
            let child = match self.tree.child(node, key) {
                Some(child) => Some(child),
                None => self.odd_key(node, key),
            };
            at = match child {
                Some(child) => self.value(value, self.tree.node(child), element, depth + 1),
                None => self.skip(value),
            };
            let mark = self.masks.next_mark(at);
            if self.byte(mark) != b',' {
                return mark + 1;
            }
            at = mark + 1;
        }
    }

    /// A key with escapes or dots; neither occurs in most events. Dots separate keys, so that a
    /// dotted key is the same field as its nested spelling.
    fn odd_key(&mut self, node: Node, key: &[u8]) -> Option<u32> {
        memchr::memchr2(b'\\', b'.', key)?;
        let mut plain = std::mem::take(&mut self.out.key);
        plain.clear();
        text::unescape_into(key, &mut plain);
        let mut at = None;
        let mut here = node;
        for part in plain.split(|b| *b == b'.') {
            at = if here.has_children() { self.tree.child(here, part) } else { None };
            match at {
                Some(child) => here = self.tree.node(child),
                None => break,
            }
        }
        self.out.key = plain;
        at
    }

    /// The place after (scalars: at the end of) an unwanted value.
    #[inline(always)]
    fn skip(&self, value: usize) -> usize {
        match self.byte(value) {
            b'{' | b'[' => self.masks.skip(value),
            _ => value,
        }
    }

    #[inline]
    fn value(&mut self, at: usize, node: Node, element: u32, depth: u32) -> usize {
        match self.byte(at) {
            b'{' => self.object(at, node, element, depth),
            b'[' => self.array(at, node, element, depth),
            _ => match node.path() {
                Some(path) => self.scalar(at, path, element),
                None => at,
            },
        }
    }

    fn array(&mut self, open: usize, node: Node, element: u32, depth: u32) -> usize {
        if depth > DEPTH {
            return self.masks.skip(open);
        }
        let array = self.out.arrays;
        self.out.arrays += 1;
        let mut at = self.skip_blanks(open + 1);
        if self.byte(at) == b']' {
            return at + 1;
        }
        for index in 0.. {
            at = match self.byte(at) {
                b'{' if !node.has_children() => self.masks.skip(at),
                bracket @ (b'{' | b'[') => {
                    let inner = self.out.elements.len() as u32;
                    self.out.elements.push(Element { array, index, parent: element });
                    if bracket == b'{' {
                        self.object(at, node, inner, depth + 1)
                    } else {
                        self.array(at, node, inner, depth + 1)
                    }
                }
                _ => match node.path() {
                    Some(path) => self.scalar(at, path, element),
                    None => at,
                },
            };
            let mark = self.masks.next_mark(at);
            if self.byte(mark) != b',' {
                return mark + 1;
            }
            at = self.skip_blanks(mark + 1);
        }
        at
    }

    #[inline]
    fn scalar(&mut self, at: usize, path: PathId, element: u32) -> usize {
        let (kind, start, end, next) = match self.byte(at) {
            b'"' => {
                let end = self.masks.next_quote(at + 1);
                let escaped = self.masks.next_slash(at + 1) < end;
                let kind = if escaped { FieldKind::EscapedText } else { FieldKind::Text };
                (kind, at + 1, end, end + 1)
            }
            b't' => (FieldKind::True, at, at + 4, at + 4),
            b'f' => (FieldKind::False, at, at + 5, at + 5),
            b'n' => (FieldKind::Null, at, at + 4, at + 4),
            _ => {
                let mut end = self.masks.next_mark(at);
                while end > at && self.byte(end - 1) <= b' ' {
                    end -= 1;
                }
                (FieldKind::Number, at, end, end)
            }
        };
        let len = self.text.len();
        let (start, end) = (start.min(len) as u32, end.min(len) as u32);
        self.out.fields.push(Field { path, kind, start, end, element });
        next
    }
}

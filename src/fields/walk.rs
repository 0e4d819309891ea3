//! From the masks of an event to the fields that rules mention.
//!
//! The walker trusts that its bytes are JSON (see `check`): on others it finds other fields, or
//! fewer, but neither panics nor reads past the end.

use super::isa::Isa;
use super::masks::Masks;
use super::paths::{Node, PathTree, Words};
use crate::base::ids::PathId;
use crate::base::text;

/// Deepest nesting that is followed; `check` has refused deeper events.
const DEPTH: usize = 1000;

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
    open: Vec<Frame>,
}

impl Walker {
    /// Finds the fields of the object that begins at `start`.
    pub fn walk(&mut self, text: &[u8], masks: &Masks, tree: &PathTree, start: usize) {
        self.clear();
        Isa::walk(self, text, masks, tree, start);
    }

    /// Forgets the fields of the event before, as [`Walker::walk`] does.
    pub fn clear(&mut self) {
        self.fields.clear();
        self.elements.clear();
        self.elements.push(Element { array: u32::MAX, index: 0, parent: 0 });
        self.arrays = 0;
    }
}

/// An open object or array on the way to a field.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// Its node in the tree of paths.
    node: u32,
    /// The array element it lies in.
    element: u32,
    /// Its number among the arrays, or `OBJECT`.
    array: u32,
    /// The position of its current element.
    index: u32,
}

const OBJECT: u32 = u32::MAX;

/// The walk, inlined into each of the functions that compile it for some processor.
#[inline(always)]
pub(super) fn run(out: &mut Walker, text: &[u8], masks: &Masks, tree: &PathTree, start: usize) {
    let mut walk = Walk { text, masks, tree, out };
    let mut here = Frame { node: 0, element: 0, array: OBJECT, index: 0 };
    let mut node = tree.node(0);
    let mut at = walk.blanks(start + 1);
    walk.out.open.clear();
    // Here a key, an element or the closing bracket begins.
    while at < text.len() {
        if walk.byte(at) | 0x20 == b'}' {
            let Some(outer) = walk.out.open.pop() else { return };
            here = outer;
            node = tree.node(here.node);
            at += 1;
        } else {
            // Where a scalar ends, or where an object or list begins. It does not depend on the
            // key and the value, so that the processor need not wait for them to go on from there.
            let stop = masks.next_stop(at);
            let bracket = walk.byte(stop);
            let nested = bracket | 0x20 == b'{';
            let wanted =
                if here.array == OBJECT { walk.child(node, at + 1) } else { Some((here.node, at)) };
            at = match wanted {
                None if nested => masks.skip(stop),
                None => stop,
                Some((child, _)) if nested => match walk.enter(bracket, here, child) {
                    Some(inner) => {
                        walk.out.open.push(here);
                        here = inner;
                        node = tree.node(child);
                        at = walk.blanks(stop + 1);
                        continue;
                    }
                    None => masks.skip(stop),
                },
                Some((child, value)) => {
                    if let Some(path) = tree.node(child).path() {
                        walk.scalar(value, stop, path, here.element);
                    }
                    stop
                }
            };
        }
        here.index = here.index.wrapping_add(1);
        if !matches!(walk.byte(at), b',' | b']' | b'}') {
            at = masks.next_stop(at);
        }
        if walk.byte(at) == b',' {
            at = walk.blanks(at + 1);
        }
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

    /// The place after blanks. Most texts have none or one in the same places all over, so that
    /// branches are foretold, and cost less than computing the place would.
    #[inline(always)]
    fn blanks(&self, mut at: usize) -> usize {
        while self.byte(at) <= b' ' && at < self.text.len() {
            at += 1;
        }
        at
    }

    /// The node of the key that begins at `start`, if rules mention it, and the place of its value
    /// if that is a scalar.
    #[inline(always)]
    fn child(&mut self, node: Node, start: usize) -> Option<(u32, usize)> {
        if self.masks.is_plain() && !node.may_have(self.byte(start)) {
            return None;
        }
        let end = self.masks.next_quote(start);
        let child = self.child_of(node, start, end)?;
        let after = end + 1;
        let colon = if self.byte(after) == b':' { after } else { self.blanks(after) };
        Some((child, self.blanks(colon + 1)))
    }

    #[inline(always)]
    fn child_of(&mut self, node: Node, start: usize, end: usize) -> Option<u32> {
        if self.masks.escapes(start, end) {
            return self.odd_key(node, self.text.get(start..end)?);
        }
        if !node.may_have(self.byte(start)) {
            return None;
        }
        let key = self.text.get(start..end)?;
        let words = Words::read(self.text, start, end)?;
        match self.tree.child(node, words, key) {
            None if words.has_dot(key) => self.odd_key(node, key),
            found => found,
        }
    }

    /// A key with escapes or dots. Dots separate keys, so that a dotted key is the same field as
    /// its nested spelling.
    #[cold]
    fn odd_key(&mut self, node: Node, key: &[u8]) -> Option<u32> {
        let mut plain = std::mem::take(&mut self.out.key);
        plain.clear();
        text::unescape_into(key, &mut plain);
        let mut at = None;
        let mut here = node;
        for part in plain.split(|b| *b == b'.') {
            let words = Words::read(part, 0, part.len())?;
            at = self.tree.child(here, words, part);
            match at {
                Some(child) => here = self.tree.node(child),
                None => break,
            }
        }
        self.out.key = plain;
        at
    }

    /// The frame of a wanted object or array, unless nothing in it can be wanted.
    #[inline(always)]
    fn enter(&mut self, bracket: u8, outer: Frame, node: u32) -> Option<Frame> {
        if self.out.open.len() >= DEPTH {
            return None;
        }
        if bracket == b'{' && !self.tree.node(node).has_children() {
            return None;
        }
        let mut element = outer.element;
        if outer.array != OBJECT {
            element = self.out.elements.len() as u32;
            let (array, index, parent) = (outer.array, outer.index, outer.element);
            self.out.elements.push(Element { array, index, parent });
        }
        let array = if bracket == b'[' {
            self.out.arrays += 1;
            self.out.arrays - 1
        } else {
            OBJECT
        };
        Some(Frame { node, element, array, index: 0 })
    }

    /// Notes a leaf value, which a comma or bracket at `stop` follows.
    #[inline(always)]
    fn scalar(&mut self, at: usize, stop: usize, path: PathId, element: u32) {
        let (kind, start, end) = match self.byte(at) {
            b'"' => {
                let end = self.masks.next_quote(at + 1);
                let escaped = self.masks.escapes(at + 1, end);
                let kind = if escaped { FieldKind::EscapedText } else { FieldKind::Text };
                (kind, at + 1, end)
            }
            b't' => (FieldKind::True, at, at + 4),
            b'f' => (FieldKind::False, at, at + 5),
            b'n' => (FieldKind::Null, at, at + 4),
            _ => {
                let mut end = stop;
                while end > at && self.byte(end - 1) <= b' ' {
                    end -= 1;
                }
                // In what is no JSON the place to stop at can come first.
                (FieldKind::Number, at.min(end), end)
            }
        };
        let len = self.text.len();
        let (start, end) = (start.min(len) as u32, end.min(len) as u32);
        self.out.fields.push(Field { path, kind, start, end, element });
    }
}

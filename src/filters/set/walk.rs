//! One pass over a record that follows the steps of all selectors and skips the rest.
//!
//! The text must have been proved to be JSON; on other texts it finds other values or none, but
//! neither panics nor reads past the end.

use super::trie::Trie;
use crate::base::text::unescape_into;
use crate::fields::Masks;
use crate::filters::compare::Scalar;

/// What stands at a selector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    EscapedText,
    Number,
    True,
    False,
    Null,
    /// A list or an object.
    Nest,
}

/// A value that a selector finds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// The selector.
    pub path: u32,
    kind: Kind,
    start: u32,
    end: u32,
}

impl Found {
    /// The value, unless it is a list or an object; strings with escapes are decoded into `buffer`.
    pub(super) fn scalar<'a>(self, text: &'a [u8], buffer: &'a mut Vec<u8>) -> Option<Scalar<'a>> {
        let raw = text.get(self.start as usize..self.end as usize)?;
        Some(match self.kind {
            Kind::Text => Scalar::Text(raw),
            Kind::EscapedText => {
                buffer.clear();
                unescape_into(raw, buffer);
                Scalar::Text(buffer)
            }
            Kind::Number => Scalar::Number(raw),
            Kind::True => Scalar::Bool(true),
            Kind::False => Scalar::Bool(false),
            Kind::Null => Scalar::Null,
            Kind::Nest => return None,
        })
    }
}

/// An open object or list.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// Where its places begin in `places`.
    from: usize,
    object: bool,
    index: u32,
}

/// The values of one record; reused from record to record.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The values found, in the order of the record.
    pub found: Vec<Found>,
    /// The places of the tree that the open objects and lists are at.
    places: Vec<u32>,
    open: Vec<Frame>,
    key: Vec<u8>,
}

impl Walk {
    /// Forgets the record before.
    pub(super) fn clear(&mut self) {
        self.found.clear();
        self.places.clear();
        self.open.clear();
    }

    /// Walks the object or list that begins at `start`.
    pub(super) fn run(&mut self, trie: &Trie, text: &[u8], masks: &Masks, start: usize) {
        let byte = |at: usize| text.get(at).copied().unwrap_or(0);
        let blanks = |mut at: usize| {
            while at < text.len() && byte(at) <= b' ' {
                at += 1;
            }
            at
        };
        self.places.push(0);
        let mut here = Frame { from: 0, object: byte(start) == b'{', index: 0 };
        let mut at = blanks(start + 1);
        // Here a key, an element or the closing bracket begins.
        while at < text.len() {
            if byte(at) | 0x20 == b'}' {
                at += 1;
                self.places.truncate(here.from);
                let Some(outer) = self.open.pop() else { return };
                here = outer;
            } else {
                // Where a scalar ends, or where an object or list begins.
                let stop = masks.next_stop(at);
                let nested = byte(stop) | 0x20 == b'{';
                let mark = self.places.len();
                let after = if here.object {
                    self.key(trie, text, masks, here.from, at + 1)
                } else {
                    self.element(trie, here);
                    at
                };
                if self.places.len() == mark {
                    at = if nested { masks.skip(stop) } else { stop };
                } else if nested {
                    self.note(trie, mark, Kind::Nest, stop, stop);
                    let mut places = self.places.iter().skip(mark);
                    if places.any(|p| trie.place(*p).is_some_and(super::trie::Place::goes_on)) {
                        self.open.push(here);
                        here = Frame { from: mark, object: byte(stop) == b'{', index: 0 };
                        at = blanks(stop + 1);
                        continue;
                    }
                    self.places.truncate(mark);
                    at = masks.skip(stop);
                } else {
                    let value = if here.object {
                        let colon = blanks(after + 1);
                        blanks(colon + 1)
                    } else {
                        at
                    };
                    self.scalar(trie, text, masks, mark, value, stop);
                    self.places.truncate(mark);
                    at = stop;
                }
            }
            here.index = here.index.wrapping_add(1);
            if !matches!(byte(at), b',' | b']' | b'}') {
                at = masks.next_stop(at);
            }
            if byte(at) == b',' {
                at = blanks(at + 1);
            }
        }
    }

    /// Adds the places that the key at `start` leads to; the result is the place of its quote.
    #[inline]
    fn key(&mut self, trie: &Trie, text: &[u8], masks: &Masks, from: usize, start: usize) -> usize {
        let end = masks.next_quote(start);
        let Some(raw) = text.get(start..end) else { return end };
        let escaped = masks.escapes(start, end);
        if escaped {
            self.key.clear();
            unescape_into(raw, &mut self.key);
        }
        let key: &[u8] = if escaped { &self.key } else { raw };
        let first = key.first().copied().unwrap_or(0);
        for nth in from..self.places.len() {
            let Some(place) = self.places.get(nth).copied() else { break };
            if trie.may_have(place, first, key.len()) {
                self.places.extend(trie.by_key(place, key).into_iter().flatten());
            }
        }
        end
    }

    /// Adds the places that the next element of a list leads to.
    fn element(&mut self, trie: &Trie, list: Frame) {
        for nth in list.from..self.places.len() {
            let Some(place) = self.places.get(nth).copied() else { break };
            self.places.extend(trie.by_index(place, list.index).into_iter().flatten());
        }
    }

    fn scalar(
        &mut self,
        trie: &Trie,
        text: &[u8],
        masks: &Masks,
        mark: usize,
        at: usize,
        stop: usize,
    ) {
        let (kind, start, end) = match text.get(at) {
            Some(b'"') => {
                let end = masks.next_quote(at + 1);
                let escaped = masks.escapes(at + 1, end);
                (if escaped { Kind::EscapedText } else { Kind::Text }, at + 1, end)
            }
            Some(b't') => (Kind::True, at, at),
            Some(b'f') => (Kind::False, at, at),
            Some(b'n') => (Kind::Null, at, at),
            _ => {
                let raw = text.get(at..stop).unwrap_or_default();
                (Kind::Number, at, at + raw.trim_ascii_end().len())
            }
        };
        self.note(trie, mark, kind, start, end);
    }

    /// Notes a value for the selectors that end at the places from `mark` on.
    fn note(&mut self, trie: &Trie, mark: usize, kind: Kind, start: usize, end: usize) {
        for place in self.places.iter().skip(mark) {
            if let Some(path) = trie.place(*place).and_then(|p| p.path) {
                self.found.push(Found { path, kind, start: start as u32, end: end as u32 });
            }
        }
    }
}

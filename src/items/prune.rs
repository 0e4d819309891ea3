//! Parts of a sound JSON text as a tree, read off its masks: what is not wanted costs a jump.

use super::wanted::{Want, Wanted};
use crate::base::text;
use crate::fields::Masks;
use crate::read::tree::{Kind, TreeBuilder};
use std::borrow::Cow;

/// A text that was proved to be JSON, with its masks. Of other texts something else is read, but
/// nothing panics.
#[derive(Clone, Copy)]
pub(super) struct Sound<'a, 'm> {
    pub text: &'a [u8],
    pub masks: &'m Masks,
}

/// A list or map that is being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Where the builder opened it.
    opened: usize,
    map: bool,
    want: Want,
}

impl<'a> Sound<'a, '_> {
    #[inline(always)]
    pub fn byte(self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or(0)
    }

    /// The first place from `at` on that is not blank.
    #[inline(always)]
    pub fn blanks(self, mut at: usize) -> usize {
        while self.byte(at) <= b' ' && at < self.text.len() {
            at += 1;
        }
        at
    }

    /// The place behind the string that begins at `start`.
    #[inline(always)]
    pub fn string_end(self, start: usize) -> usize {
        self.masks.next_quote(start + 1).saturating_add(1).min(self.text.len())
    }

    /// The content of the string at `start..end`.
    #[inline(always)]
    pub fn content(self, start: usize, end: usize) -> Cow<'a, [u8]> {
        let raw = self.text.get(start + 1..end.saturating_sub(1)).unwrap_or_default();
        if self.masks.escapes(start, end) { text::unescape(raw) } else { Cow::Borrowed(raw) }
    }

    /// The place of the value of the key that ends at `end`.
    #[inline(always)]
    pub fn value_of_key(self, end: usize) -> usize {
        self.blanks(self.blanks(end) + 1)
    }

    /// The place behind the value at `at`.
    #[inline(always)]
    pub fn value_end(self, at: usize) -> usize {
        match self.byte(at) {
            b'{' | b'[' => self.masks.skip(at),
            b'"' => self.string_end(at),
            b't' | b'n' => at + 4,
            b'f' => at + 5,
            _ => {
                let mut end = self.masks.next_stop(at).min(self.text.len());
                while end > at && self.byte(end - 1) <= b' ' {
                    end -= 1;
                }
                end
            }
        }
        .min(self.text.len())
    }

    /// Adds what is wanted of the value at `at` to a tree over this text; `open` is empty before
    /// and after. Gives the place behind the value.
    pub fn add(
        self,
        builder: &mut TreeBuilder,
        open: &mut Vec<Frame>,
        wanted: &Wanted,
        at: usize,
        want: Want,
    ) -> usize {
        let masks = self.masks;
        masks.run(|| self.add_here(builder, open, wanted, at, want))
    }

    #[inline(always)]
    fn add_here(
        self,
        builder: &mut TreeBuilder,
        open: &mut Vec<Frame>,
        wanted: &Wanted,
        at: usize,
        want: Want,
    ) -> usize {
        let mut at = self.value(builder, open, wanted, at, want);
        // Here a value has ended, or a list or map has begun.
        while let Some(frame) = open.last().copied() {
            at = self.blanks(at);
            let byte = self.byte(at);
            if byte == b',' {
                at = self.blanks(at + 1);
            } else if byte | 0x20 == b'}' {
                at += 1;
                builder.close(frame.opened, at);
                open.pop();
                continue;
            }
            if at >= self.text.len() {
                open.clear();
                break;
            }
            if !frame.map {
                at = self.value(builder, open, wanted, at, frame.want);
                continue;
            }
            let end = self.string_end(at);
            let want = match frame.want {
                Want::All => Some(Want::All),
                of => wanted.child(of, &self.content(at, end)),
            };
            match want {
                Some(want) => {
                    builder.json_string(at, end);
                    at = self.value(builder, open, wanted, self.value_of_key(end), want);
                }
                None => {
                    let stop = self.masks.next_stop(end);
                    let nested = matches!(self.byte(stop), b'{' | b'[');
                    at = if nested { self.masks.skip(stop) } else { stop };
                }
            }
        }
        at
    }

    /// Adds a scalar, or opens a list or map: in `open` then, if there is something to read of it.
    #[inline(always)]
    fn value(
        self,
        builder: &mut TreeBuilder,
        open: &mut Vec<Frame>,
        wanted: &Wanted,
        at: usize,
        want: Want,
    ) -> usize {
        let kind = match self.byte(at) {
            b'{' => Kind::Map,
            b'[' => Kind::List,
            b'"' => {
                let end = self.string_end(at);
                builder.json_string(at, end);
                return end;
            }
            first => scalar(first),
        };
        if !matches!(kind, Kind::Map | Kind::List) {
            let end = self.value_end(at);
            builder.verbatim(kind, at, end);
            return end;
        }
        let opened = builder.open(kind, at);
        let map = kind == Kind::Map;
        let inner =
            if map { Some(want).filter(|w| wanted.of_map(*w)) } else { wanted.element(want) };
        match inner {
            Some(want) => {
                open.push(Frame { opened, map, want });
                at + 1
            }
            None => {
                let end = self.masks.skip(at);
                builder.close(opened, end);
                end
            }
        }
    }
}

/// What a value is that begins with this byte and is neither string, list nor map.
#[inline(always)]
pub(super) fn scalar(first: u8) -> Kind {
    match first {
        b't' | b'f' => Kind::Bool,
        b'n' => Kind::Null,
        _ => Kind::Number,
    }
}

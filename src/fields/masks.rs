//! The structure of a JSON text as bit masks, one bit a byte, 64 bytes a block: where strings
//! begin and end, where brackets and separators stand outside of strings. One pass over the text
//! makes them; whoever reads it then goes from bit to bit and skips what it does not want.

/// What stands where in 64 bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Block {
    /// Quotes that open or close a string.
    pub quote: u64,
    /// `{` and `[` outside of strings.
    pub open: u64,
    /// `}` and `]` outside of strings.
    pub close: u64,
    /// `,` and `:` outside of strings.
    pub sep: u64,
    /// Backslashes.
    pub slash: u64,
    /// How many bits `open` has.
    pub opens: u8,
    /// How many bits `close` has.
    pub closes: u8,
}

/// What the bytes of a block are, strings or not.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Classes {
    pub quote: u64,
    pub slash: u64,
    pub open: u64,
    pub close: u64,
    pub sep: u64,
    /// Control characters (below U+0020).
    pub control: u64,
}

/// The masks of one text; reused from text to text.
#[derive(Debug, Clone, Default)]
pub struct Masks {
    blocks: Vec<Block>,
    len: usize,
    /// The first control character inside a string, if any; no JSON then.
    pub(super) control_in_string: Option<usize>,
}

impl Masks {
    /// Reads a text. Allocates only when the text is longer than any before.
    pub fn read(&mut self, text: &[u8]) {
        self.blocks.clear();
        self.len = text.len();
        self.control_in_string = None;
        #[cfg(target_arch = "x86_64")]
        if super::x86::read(self, text) {
            return;
        }
        self.read_with(text, classify);
    }

    /// The loop over blocks, around one way of classifying 64 bytes.
    #[inline(always)]
    pub(super) fn read_with(&mut self, text: &[u8], classify: impl Fn(&[u8; 64]) -> Classes) {
        let mut state = State { escape: 0, inside: 0 };
        self.blocks.reserve(text.len() / 64 + 1);
        let (chunks, rest) = text.as_chunks::<64>();
        for chunk in chunks {
            self.push(&mut state, classify(chunk));
        }
        if !rest.is_empty() {
            let mut last = [b' '; 64];
            last[..rest.len()].copy_from_slice(rest);
            self.push(&mut state, classify(&last));
        }
    }

    #[inline(always)]
    fn push(&mut self, state: &mut State, c: Classes) {
        let quote = c.quote & !state.escaped(c.slash);
        // A running xor turns "a string begins or ends here" into "inside a string" (the opening
        // quote counts as inside, the closing one does not).
        let inside = prefix_xor(quote) ^ state.inside;
        state.inside = ((inside as i64) >> 63) as u64;
        if c.control & inside != 0 && self.control_in_string.is_none() {
            let at = (c.control & inside).trailing_zeros() as usize;
            self.control_in_string = Some(self.blocks.len() * 64 + at);
        }
        let (open, close) = (c.open & !inside, c.close & !inside);
        self.blocks.push(Block {
            quote,
            open,
            close,
            sep: c.sep & !inside,
            slash: c.slash,
            opens: open.count_ones() as u8,
            closes: close.count_ones() as u8,
        });
    }

    /// The length of the text.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Is the text empty?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The first bit of `mask` at `from` or after it; the length of the text if there is none.
    #[inline(always)]
    fn next(&self, from: usize, mask: impl Fn(&Block) -> u64) -> usize {
        let mut at = from >> 6;
        let Some(block) = self.blocks.get(at) else { return self.len };
        let mut bits = mask(block) & (u64::MAX << (from & 63));
        while bits == 0 {
            at += 1;
            let Some(block) = self.blocks.get(at) else { return self.len };
            bits = mask(block);
        }
        (at << 6) + bits.trailing_zeros() as usize
    }

    /// The next quote that opens or closes a string.
    #[inline(always)]
    pub(super) fn next_quote(&self, from: usize) -> usize {
        self.next(from, |b| b.quote)
    }

    /// The next bracket or separator outside of strings.
    #[inline(always)]
    pub(super) fn next_mark(&self, from: usize) -> usize {
        self.next(from, |b| b.open | b.close | b.sep)
    }

    /// The next quote or closing bracket.
    #[inline(always)]
    pub(super) fn next_quote_or_close(&self, from: usize) -> usize {
        self.next(from, |b| b.quote | b.close)
    }

    /// The next backslash.
    #[inline(always)]
    pub(super) fn next_slash(&self, from: usize) -> usize {
        self.next(from, |b| b.slash)
    }

    /// One past the bracket that closes the list or object that opens at `open`; the length of the
    /// text if it stays open.
    #[inline]
    #[must_use]
    pub fn skip(&self, open: usize) -> usize {
        let mut at = open >> 6;
        let mut keep = u64::MAX << (open & 63);
        // Whole blocks can be passed while they close fewer brackets than are open.
        let mut depth = 0usize;
        while let Some(block) = self.blocks.get(at) {
            let (opens, closes) = (block.open & keep, block.close & keep);
            let (opened, closed) = if keep == u64::MAX {
                (block.opens as usize, block.closes as usize)
            } else {
                (opens.count_ones() as usize, closes.count_ones() as usize)
            };
            if closed < depth {
                depth = depth + opened - closed;
            } else {
                let mut bits = opens | closes;
                while bits != 0 {
                    let bit = bits & bits.wrapping_neg();
                    bits ^= bit;
                    if opens & bit != 0 {
                        depth += 1;
                    } else {
                        depth = depth.saturating_sub(1);
                        if depth == 0 {
                            return ((at << 6) + bit.trailing_zeros() as usize + 1).min(self.len);
                        }
                    }
                }
            }
            keep = u64::MAX;
            at += 1;
        }
        self.len
    }
}

/// What one block leaves to the next.
struct State {
    /// 1 when the block before ended in a backslash that escapes.
    escape: u64,
    /// All ones when the block before ended inside a string.
    inside: u64,
}

impl State {
    /// The characters that a backslash before them escapes: in a run of backslashes every second
    /// one escapes the next, so a run of odd length escapes what follows it.
    #[inline(always)]
    fn escaped(&mut self, slash: u64) -> u64 {
        if slash == 0 {
            return std::mem::take(&mut self.escape);
        }
        const ODD: u64 = 0xAAAA_AAAA_AAAA_AAAA;
        let potential = slash & !self.escape;
        let maybe_escaped = potential << 1;
        let codes = (maybe_escaped | ODD).wrapping_sub(potential) ^ ODD;
        let escaped = codes ^ (slash | self.escape);
        let next = (codes & slash) >> 63;
        self.escape = next;
        escaped
    }
}

/// Each bit becomes the xor of itself and all lower ones.
#[inline(always)]
fn prefix_xor(mut bits: u64) -> u64 {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^ (bits << 32)
}

/// Classifies 64 bytes one by one: for machines without the wide instructions, and the measure of
/// those that have them.
pub(super) fn classify(chunk: &[u8; 64]) -> Classes {
    let mut c = Classes::default();
    for (i, &byte) in chunk.iter().enumerate() {
        let bit = 1u64 << i;
        match byte {
            b'"' => c.quote |= bit,
            b'\\' => c.slash |= bit,
            b'{' | b'[' => c.open |= bit,
            b'}' | b']' => c.close |= bit,
            b',' | b':' => c.sep |= bit,
            0..0x20 => c.control |= bit,
            _ => {}
        }
    }
    c
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The masks by reading character by character.
    fn plain(text: &[u8]) -> Vec<(usize, u8)> {
        let (mut inside, mut escape) = (false, false);
        let mut marks = Vec::new();
        for (i, &b) in text.iter().enumerate() {
            let escaped = std::mem::take(&mut escape);
            match b {
                b'\\' => escape = !escaped,
                b'"' if !escaped => {
                    inside = !inside;
                    marks.push((i, b));
                }
                b'{' | b'[' | b'}' | b']' | b',' | b':' if !inside => marks.push((i, b)),
                _ => {}
            }
        }
        marks
    }

    fn by_masks(text: &[u8]) -> Vec<(usize, u8)> {
        let mut masks = Masks::default();
        masks.read(text);
        let mut marks = Vec::new();
        let mut at = 0;
        loop {
            at = masks.next_mark(at).min(masks.next_quote(at));
            if at >= text.len() {
                return marks;
            }
            marks.push((at, text[at]));
            at += 1;
        }
    }

    #[test]
    fn masks_say_what_plain_reading_says() {
        let mut seed = 7u64;
        let alphabet = br#""""\\\\{}[],: ab"#;
        for round in 0..3000 {
            let len = round % 200;
            let text: Vec<u8> = (0..len)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    alphabet[(seed >> 33) as usize % alphabet.len()]
                })
                .collect();
            assert_eq!(by_masks(&text), plain(&text), "{}", String::from_utf8_lossy(&text));
        }
    }

    #[test]
    fn skip_finds_the_closing_bracket() {
        let deep = "[".repeat(300) + r#""]\"]""# + &"]".repeat(300) + ",";
        let mut masks = Masks::default();
        masks.read(deep.as_bytes());
        for open in [0, 1, 63, 64, 65, 200, 299] {
            assert_eq!(masks.skip(open), deep.len() - 1 - open);
        }
        masks.read(b"[[1]");
        assert_eq!(masks.skip(0), 4, "an open list ends with the text");
    }
}

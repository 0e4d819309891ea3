//! The structure of a JSON text as bit masks, one bit a byte: where strings begin and end, where
//! brackets and commas stand outside of strings. One pass over the text, 64 bytes at a time, makes
//! them; whoever reads it then goes from bit to bit and skips what it does not want.

use super::bitmap::Bitmap;
use super::brackets::Brackets;
use super::isa::Isa;

/// What the bytes of a block are, strings or not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Classes {
    pub quote: u64,
    pub slash: u64,
    /// `{` and `[`.
    pub open: u64,
    /// `}` and `]`.
    pub close: u64,
    pub comma: u64,
    /// The rest is wanted only by `check`.
    pub proof: Proof,
}

/// Classes that only `check` asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Proof {
    /// All but `0` to `9`.
    pub other: u64,
    /// Control characters (below U+0020).
    pub control: u64,
    /// Bytes of characters outside of ASCII.
    pub wide: u64,
}

impl Classes {
    /// The classes of the last `count` bytes of the block, as the first ones of a block.
    fn last(self, count: usize) -> Self {
        let by = 64 - count as u32;
        Self {
            quote: self.quote >> by,
            slash: self.slash >> by,
            open: self.open >> by,
            close: self.close >> by,
            comma: self.comma >> by,
            proof: Proof {
                other: self.proof.other >> by,
                control: self.proof.control >> by,
                wide: self.proof.wide >> by,
            },
        }
    }
}

/// The masks of one text; reused from text to text.
#[derive(Debug, Clone, Default)]
pub struct Masks {
    pub(super) isa: Isa,
    len: usize,
    /// Quotes that open or close a string.
    quotes: Bitmap,
    /// Commas and brackets outside of strings: where scalars end, objects and lists begin and end.
    stops: Bitmap,
    /// Backslashes.
    slashes: Bitmap,
    brackets: Vec<Brackets>,
    /// Is there any backslash at all?
    any_slash: bool,
    /// All bytes but digits. Only after `read_for_check`, as all that follows.
    others: Bitmap,
    /// The first control character inside a string, if any; no JSON then.
    pub(super) control_in_string: Option<usize>,
    /// Is every byte ASCII?
    pub(super) ascii: bool,
}

impl Masks {
    /// Reads a text. Allocates only when the text is longer than any before.
    pub fn read(&mut self, text: &[u8]) {
        Isa::read::<false>(self, text);
    }

    /// Reads a text with all that `check` asks for.
    pub(super) fn read_for_check(&mut self, text: &[u8]) {
        Isa::read::<true>(self, text);
    }

    /// The loop over blocks, around one way of classifying 64 bytes and of telling what is inside
    /// of strings (see [`prefix_xor`]).
    #[inline(always)]
    pub(super) fn read_with<const CHECK: bool>(
        &mut self,
        text: &[u8],
        classify: impl Fn(&[u8; 64]) -> Classes,
        prefix_xor: impl Fn(u64) -> u64,
    ) {
        let (chunks, rest) = text.as_chunks::<64>();
        let whole = chunks.len();
        // One block for the rest and one to end every search.
        let count = whole + 2;
        self.len = text.len();
        if self.brackets.len() < count {
            self.brackets.resize(count, Brackets::default());
        }
        let brackets = &mut self.brackets[..count];
        let quotes = self.quotes.words(count);
        let stops = self.stops.words(count);
        let slashes = self.slashes.words(count);
        let others = self.others.words(if CHECK { count } else { 0 });

        let mut state = State::default();
        let rows = quotes.iter_mut().zip(&mut *stops).zip(&mut *slashes).zip(&mut *brackets);
        for (at, (chunk, (((quote, stop), slash), bracket))) in chunks.iter().zip(rows).enumerate()
        {
            let c = classify(chunk);
            let block = state.next::<CHECK>(at, c, &prefix_xor);
            *quote = block.quote.to_le_bytes();
            *stop = block.stop.to_le_bytes();
            *slash = c.slash.to_le_bytes();
            *bracket = block.brackets;
            if CHECK {
                others[at] = c.proof.other.to_le_bytes();
            }
        }

        // The rest is read as the end of the last 64 bytes where there are so many.
        let c = match text.last_chunk::<64>() {
            _ if rest.is_empty() => Classes::default(),
            Some(last) => classify(last).last(rest.len()),
            None => {
                let mut last = [b' '; 64];
                last[..rest.len()].copy_from_slice(rest);
                classify(&last)
            }
        };
        let block = state.next::<CHECK>(whole, c, &prefix_xor);
        let past = u64::MAX << rest.len();
        quotes[whole] = (block.quote | past).to_le_bytes();
        stops[whole] = (block.stop | past).to_le_bytes();
        slashes[whole] = (c.slash | past).to_le_bytes();
        brackets[whole] = block.brackets;
        for words in [&mut *quotes, &mut *stops, &mut *slashes] {
            words[whole + 1] = [0xFF; 8];
        }
        brackets[whole + 1] = Brackets::default();
        if CHECK {
            others[whole] = (c.proof.other | past).to_le_bytes();
            others[whole + 1] = [0xFF; 8];
        }
        self.any_slash = state.slashes != 0;
        self.ascii = state.wide == 0;
        self.control_in_string = state.control;
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

    /// Runs a reader of masks; what of it is inlined uses the instructions that count and find bits.
    #[inline]
    pub fn run<R>(&self, reader: impl FnOnce() -> R) -> R {
        self.isa.run(reader)
    }

    /// The next quote that opens or closes a string; some place past the end if there is none.
    #[inline(always)]
    #[must_use]
    pub fn next_quote(&self, from: usize) -> usize {
        self.quotes.next(from)
    }

    /// The next comma or bracket outside of strings; some place past the end if there is none.
    #[inline(always)]
    #[must_use]
    pub fn next_stop(&self, from: usize) -> usize {
        self.stops.next(from)
    }

    /// The next backslash.
    #[inline(always)]
    pub(super) fn next_slash(&self, from: usize) -> usize {
        self.slashes.next(from)
    }

    /// The next byte that is no digit.
    #[inline(always)]
    pub(super) fn next_other(&self, from: usize) -> usize {
        self.others.next(from)
    }

    /// Is there no backslash at all?
    #[inline(always)]
    pub(super) fn is_plain(&self) -> bool {
        !self.any_slash
    }

    /// Is there a backslash in this stretch of the text?
    #[inline(always)]
    #[must_use]
    pub fn escapes(&self, start: usize, end: usize) -> bool {
        self.any_slash && self.slashes.next(start) < end
    }

    /// Calls `each` with the places of the brackets outside of strings, in order from `start`, until
    /// it gives something.
    #[inline]
    pub(super) fn each_bracket<T>(
        &self,
        start: usize,
        mut each: impl FnMut(usize) -> Option<T>,
    ) -> Option<T> {
        let mut keep = u64::MAX << (start & 63);
        for at in start >> 6..(self.len >> 6) + 1 {
            let block = self.brackets.get(at)?;
            let mut bits = (block.open | block.close) & keep;
            keep = u64::MAX;
            while bits != 0 {
                if let Some(found) = each((at << 6) + bits.trailing_zeros() as usize) {
                    return Some(found);
                }
                bits &= bits - 1;
            }
        }
        None
    }

    /// One past the bracket that closes the list or object that opens at `open`; the length of the
    /// text if it stays open.
    #[inline(always)]
    #[must_use]
    pub fn skip(&self, open: usize) -> usize {
        let mut at = open >> 6;
        let keep = (u64::MAX << (open & 63)) << 1;
        let Some(first) = self.brackets.get(at) else { return self.len };
        let mut block = Brackets { open: first.open & keep, close: first.close & keep };
        let mut depth = 1;
        while at <= self.len >> 6 {
            let closes = block.close.count_ones();
            if closes >= depth
                && let Some(bit) = block.closing(depth)
            {
                return (at << 6) + bit as usize + 1;
            }
            depth = depth + block.open.count_ones() - closes;
            at += 1;
            block = self.brackets[at];
        }
        self.len
    }
}

/// What the blocks so far leave to the next.
#[derive(Default)]
struct State {
    /// 1 when the block before ended in a backslash that escapes.
    escape: u64,
    /// All ones when the block before ended inside a string.
    inside: u64,
    /// All backslashes so far, laid over one another.
    slashes: u64,
    /// All bytes outside of ASCII so far, laid over one another.
    wide: u64,
    /// The first control character in a string.
    control: Option<usize>,
}

/// A block's classes with strings told from the rest.
struct Block {
    quote: u64,
    stop: u64,
    brackets: Brackets,
}

impl State {
    #[inline(always)]
    fn next<const CHECK: bool>(
        &mut self,
        at: usize,
        c: Classes,
        prefix_xor: impl Fn(u64) -> u64,
    ) -> Block {
        let quote = c.quote & !self.escaped(c.slash);
        // A running xor turns "a string begins or ends here" into "inside a string" (the opening
        // quote counts as inside, the closing one does not).
        let inside = prefix_xor(quote) ^ self.inside;
        self.inside = ((inside as i64) >> 63) as u64;
        self.slashes |= c.slash;
        if CHECK {
            self.wide |= c.proof.wide;
            let control = c.proof.control & inside;
            if control != 0 && self.control.is_none() {
                self.control = Some(at * 64 + control.trailing_zeros() as usize);
            }
        }
        Block {
            quote,
            stop: (c.comma | c.open | c.close) & !inside,
            brackets: Brackets { open: c.open & !inside, close: c.close & !inside },
        }
    }

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
pub(super) fn prefix_xor(mut bits: u64) -> u64 {
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
            b',' => c.comma |= bit,
            0..0x20 => c.proof.control |= bit,
            0x80.. => c.proof.wide |= bit,
            _ => {}
        }
        if !byte.is_ascii_digit() {
            c.proof.other |= bit;
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
                b'{' | b'[' | b'}' | b']' | b',' if !inside => marks.push((i, b)),
                _ => {}
            }
        }
        marks
    }

    fn by_masks(masks: &mut Masks, text: &[u8]) -> Vec<(usize, u8)> {
        masks.read(text);
        let mut marks = Vec::new();
        let mut at = 0;
        loop {
            at = masks.next_stop(at).min(masks.next_quote(at));
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
        for isa in Isa::all() {
            let mut masks = Masks { isa, ..Masks::default() };
            for round in 0..3000 {
                let len = round % 200;
                let text: Vec<u8> = (0..len)
                    .map(|_| {
                        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        alphabet[(seed >> 33) as usize % alphabet.len()]
                    })
                    .collect();
                let shown = String::from_utf8_lossy(&text);
                assert_eq!(by_masks(&mut masks, &text), plain(&text), "{isa:?} {shown}");
            }
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

    /// Random brackets, skipped from every opening one.
    #[test]
    fn skip_counts_as_a_stack_does() {
        let mut seed = 9u64;
        let mut masks = Masks::default();
        for round in 0..400 {
            let text: Vec<u8> = (0..round)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    b"[[]] {}"[(seed >> 33) as usize % 7]
                })
                .collect();
            masks.read(&text);
            for open in (0..text.len()).filter(|i| matches!(text[*i], b'[' | b'{')) {
                let mut depth = 0i32;
                let end = text[open..].iter().position(|b| {
                    depth += i32::from(matches!(b, b'[' | b'{'));
                    depth -= i32::from(matches!(b, b']' | b'}'));
                    depth == 0
                });
                assert_eq!(masks.skip(open), end.map_or(text.len(), |e| open + e + 1));
            }
        }
    }
}

//! One bit a byte of a text, searched from any bit on.

/// A bitmap with set bits past its end, so that every search in it ends.
#[derive(Debug, Clone, Default)]
pub(super) struct Bitmap {
    /// Little-endian words of 64 bits, kept as bytes: a search then loads the eight bytes that
    /// begin where it begins, and finds what is near without a branch that depends on where in a
    /// word that is. Never shrinks; what is past the end is left from longer texts.
    words: Vec<[u8; 8]>,
}

impl Bitmap {
    /// The first `count` words, to be written.
    #[inline(always)]
    pub(super) fn words(&mut self, count: usize) -> &mut [[u8; 8]] {
        if self.words.len() < count {
            self.words.resize(count, [0; 8]);
        }
        &mut self.words[..count]
    }

    /// The first set bit at `from` or after it; some place past the end if there is none.
    #[inline(always)]
    pub(super) fn next(&self, from: usize) -> usize {
        let bytes = self.words.as_flattened();
        let mut at = from >> 3;
        let Some(near) = bytes.get(at..at + 8) else { return from };
        let near = load(near) >> (from & 7);
        if near != 0 {
            return from + near.trailing_zeros() as usize;
        }
        loop {
            at += 8;
            let Some(far) = bytes.get(at..at + 8) else { return bytes.len() << 3 };
            let far = load(far);
            if far != 0 {
                return (at << 3) + far.trailing_zeros() as usize;
            }
        }
    }
}

#[inline(always)]
fn load(bytes: &[u8]) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(bytes);
    u64::from_le_bytes(word)
}

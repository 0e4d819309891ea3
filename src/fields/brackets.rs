//! The brackets of 64 bytes, counted instead of visited.

/// Brackets outside of strings in 64 bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Brackets {
    pub open: u64,
    pub close: u64,
}

impl Brackets {
    /// The place of the bracket that closes the innermost of `depth` open ones, if it is here.
    ///
    /// It is the `n`th closing bracket, where `n` is `depth` and what was opened before it. Taking
    /// the `n`th for what was opened before the one tried last leads there from below.
    #[inline(always)]
    pub(super) fn closing(self, depth: u32) -> Option<u32> {
        let mut close = self.close;
        let mut passed = 0;
        let mut wanted = depth;
        loop {
            while passed + 1 < wanted {
                close &= close.wrapping_sub(1);
                passed += 1;
            }
            if close == 0 {
                return None;
            }
            let bit = close.trailing_zeros();
            let opened = (self.open & ((1 << bit) - 1)).count_ones();
            if depth + opened == wanted {
                return Some(bit);
            }
            wanted = depth + opened;
        }
    }
}

//! Sets of small numbers that empty in no time.

/// A set of numbers below a size given at its start.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    stamps: Vec<u32>,
    now: u32,
}

impl Stamps {
    /// Empties the set, for numbers below `size`.
    pub(super) fn begin(&mut self, size: usize) {
        if self.stamps.len() < size {
            self.stamps.resize(size, self.now);
        }
        match self.now.checked_add(1) {
            Some(next) => self.now = next,
            None => {
                self.stamps.fill(0);
                self.now = 1;
            }
        }
    }

    /// Puts a number in; was it new?
    #[inline]
    pub(super) fn set(&mut self, at: u32) -> bool {
        match self.stamps.get_mut(at as usize) {
            Some(stamp) if *stamp != self.now => {
                *stamp = self.now;
                true
            }
            _ => false,
        }
    }

    /// Is the number in the set?
    #[inline]
    pub(super) fn has(&self, at: u32) -> bool {
        self.stamps.get(at as usize) == Some(&self.now)
    }
}

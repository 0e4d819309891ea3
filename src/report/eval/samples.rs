//! A count, and the first few of what was counted.

/// How many there were, with the first of them as samples.
#[derive(Debug, Clone)]
pub(super) struct Samples<T> {
    /// How many there were.
    pub(super) count: u64,
    /// The first of them.
    pub(super) kept: Vec<T>,
}

impl<T> Default for Samples<T> {
    fn default() -> Self {
        Self { count: 0, kept: Vec::new() }
    }
}

impl<T: Clone> Samples<T> {
    /// Counts `one`, and keeps it while fewer than `keep` are kept.
    pub(super) fn add(&mut self, one: &T, keep: usize) {
        self.count += 1;
        if self.kept.len() < keep {
            self.kept.push(one.clone());
        }
    }
}

impl<T> Samples<T> {
    /// How many are counted only.
    pub(super) fn more(&self) -> u64 {
        self.count.saturating_sub(self.kept.len() as u64)
    }
}

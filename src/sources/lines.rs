//! Lines and columns, counted as the input goes by.

use crate::model::Place;

/// Knows the line of one place of the input and finds those of later ones from there.
#[derive(Debug)]
pub(crate) struct Lines {
    /// Newlines before `upto`.
    newlines: u64,
    /// Where the line of `upto` begins.
    line_start: u64,
    upto: u64,
}

impl Lines {
    /// At the start of an input.
    pub(crate) fn new() -> Self {
        Self { newlines: 0, line_start: 0, upto: 0 }
    }

    /// Goes on to `at` of a buffer that begins at `base` of the input; places before the last one
    /// asked for are those of the last one.
    pub(crate) fn advance(&mut self, buffer: &[u8], base: u64, at: usize) {
        let from = self.upto.saturating_sub(base) as usize;
        let Some(passed) = buffer.get(from..at) else { return };
        if let Some(last) = memchr::memrchr(b'\n', passed) {
            self.newlines += memchr::memchr_iter(b'\n', passed).count() as u64;
            self.line_start = base + (from + last + 1) as u64;
        }
        self.upto = base + at as u64;
    }

    /// A line begins at `at` of the input, and the one before it at the last place asked for.
    pub(crate) fn pass(&mut self, at: u64) {
        self.newlines += 1;
        self.line_start = at;
        self.upto = at;
    }

    /// The last place asked for.
    pub(crate) fn here(&self) -> Place {
        Place {
            offset: self.upto,
            line: self.newlines + 1,
            column: self.upto - self.line_start + 1,
        }
    }

    /// The place of `at`.
    pub(crate) fn place(&mut self, buffer: &[u8], base: u64, at: usize) -> Place {
        self.advance(buffer, base, at);
        self.here()
    }
}

//! Lines of a text by their bytes.

/// Where the lines of a text begin. Counting them anew for every rule would be quadratic.
#[derive(Debug)]
pub struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    /// Those of a text.
    pub fn of(text: &[u8]) -> Self {
        Self { starts: memchr::memchr_iter(b'\n', text).map(|at| at as u32 + 1).collect() }
    }

    /// The line of a byte, from 1.
    pub fn line(&self, byte: u32) -> u32 {
        self.starts.partition_point(|start| *start <= byte) as u32 + 1
    }
}

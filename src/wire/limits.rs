//! What a request may ask of the codecs before it is refused.

/// Bounds of one request.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest body, in bytes, compressed or not.
    pub body: usize,
    /// Longest path with its query, in bytes.
    pub target: usize,
    /// Deepest nesting of values, in levels.
    pub depth: usize,
    /// Most values in one request, those inside others included.
    pub values: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 8 << 20, target: 16 << 10, depth: 48, values: 400_000 }
    }
}

/// Counts values and levels while a request is read.
#[derive(Debug)]
pub(super) struct Budget {
    values: usize,
    depth: usize,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { values: limits.values, depth: limits.depth }
    }

    /// One value more.
    pub(super) fn spend(&mut self) -> Result<(), &'static str> {
        self.values = self.values.checked_sub(1).ok_or("too many values")?;
        Ok(())
    }

    /// One level deeper; `leave` ends it.
    pub(super) fn enter(&mut self) -> Result<(), &'static str> {
        self.depth = self.depth.checked_sub(1).ok_or("nested too deeply")?;
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth += 1;
    }
}

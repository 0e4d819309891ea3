//! Values of rows: numbers in big-endian order, texts with their lengths before them.

/// Appends a text.
pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    // Longer texts than this are not made: names and messages have limits far below.
    let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&len.to_be_bytes());
    out.extend_from_slice(text.as_bytes());
}

/// Reads a value from its beginning. Everything is `None` once the value has ended too early.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'b>(pub &'b [u8]);

impl<'b> Bytes<'b> {
    /// Is there nothing more?
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    pub fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub fn i64(&mut self) -> Option<i64> {
        self.array().map(i64::from_be_bytes)
    }

    pub fn text(&mut self) -> Option<&'b str> {
        let len = u32::from_be_bytes(self.array()?) as usize;
        let (head, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        std::str::from_utf8(head).ok()
    }
}

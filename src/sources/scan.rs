//! Finds where a JSON value ends, by its brackets and strings alone.
//!
//! The state outlives the buffer: a value may come in any number of pieces, and no byte is looked
//! at twice. Valid JSON is never refused; what cannot be JSON is noticed where it is cheap to
//! notice, so that a broken record does not swallow the ones after it.

/// Why a value cannot end well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// A raw line break inside a string.
    LineBreak,
    /// A `{` or `[` where no value can stand: the value before it was never closed.
    Unexpected,
    /// A bracket closed by the other kind.
    Mismatch,
}

/// Levels whose kind of bracket is remembered. Events are refused well before; deeper down only
/// the depth is counted.
const TRACKED: u64 = 1024;

/// The scan of one value.
#[derive(Debug, Clone)]
pub(crate) struct Scan {
    /// One bit a level: is it an object?
    objects: [u64; TRACKED as usize / 64],
    depth: u64,
    string: bool,
    escaped: bool,
    /// The last byte outside strings that is not blank; the quote for a string.
    last: u8,
    broken: Option<Broken>,
}

impl Scan {
    /// A scan of the value whose first byte, `{`, `[` or `"`, is fed next.
    pub(crate) fn new() -> Self {
        Self {
            objects: [0; TRACKED as usize / 64],
            depth: 0,
            string: false,
            escaped: false,
            last: 0,
            broken: None,
        }
    }

    /// A scan from inside an object, just after a value, to the object's end.
    pub(crate) fn rest_of_object() -> Self {
        let mut scan = Self::new();
        scan.open(true);
        scan.last = b']';
        scan
    }

    /// Why the value ended early, if it did.
    pub(crate) fn broken(&self) -> Option<Broken> {
        self.broken
    }

    /// Takes the next bytes. Gives how many belong to the value once it has ended; `broken` says
    /// whether it ended well.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            if self.string {
                at = self.skip_string(bytes, at)?;
                if self.broken.is_some() || self.depth == 0 {
                    return Some(at);
                }
            }
            let byte = *bytes.get(at)?;
            match byte {
                b'"' => self.string = true,
                b'{' | b'[' => {
                    if !self.may_open() {
                        self.broken = Some(Broken::Unexpected);
                        return Some(at);
                    }
                    self.open(byte == b'{');
                    self.last = byte;
                }
                b'}' | b']' => {
                    if !self.close(byte == b'}') {
                        self.broken = Some(Broken::Mismatch);
                        return Some(at);
                    }
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                    self.last = byte;
                }
                b' ' | b'\t' | b'\r' | b'\n' => {}
                other => self.last = other,
            }
            at += 1;
        }
    }

    /// From inside a string to behind its closing quote.
    fn skip_string(&mut self, bytes: &[u8], mut at: usize) -> Option<usize> {
        loop {
            if self.escaped {
                let byte = *bytes.get(at)?;
                self.escaped = false;
                // A line break is reported below, escaped or not.
                at += usize::from(byte != b'\n');
            }
            at += memchr::memchr3(b'"', b'\\', b'\n', bytes.get(at..)?)?;
            match bytes.get(at)? {
                b'"' => {
                    self.string = false;
                    self.last = b'"';
                    return Some(at + 1);
                }
                b'\\' => {
                    self.escaped = true;
                    at += 1;
                }
                _ => {
                    self.broken = Some(Broken::LineBreak);
                    return Some(at);
                }
            }
        }
    }

    /// Can a value stand here?
    fn may_open(&self) -> bool {
        match self.in_object() {
            Some(true) => self.last == b':',
            Some(false) => matches!(self.last, b',' | b'['),
            None => true,
        }
    }

    fn in_object(&self) -> Option<bool> {
        let level = self.depth.checked_sub(1).filter(|l| *l < TRACKED)?;
        Some(self.objects[(level / 64) as usize] & (1 << (level % 64)) != 0)
    }

    fn open(&mut self, object: bool) {
        if self.depth < TRACKED {
            let bit = 1 << (self.depth % 64);
            let word = &mut self.objects[(self.depth / 64) as usize];
            *word = if object { *word | bit } else { *word & !bit };
        }
        self.depth += 1;
    }

    fn close(&mut self, object: bool) -> bool {
        if self.depth == 0 || self.in_object().is_some_and(|o| o != object) {
            return false;
        }
        self.depth -= 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> (Option<usize>, Option<Broken>) {
        let mut scan = Scan::new();
        (scan.feed(text.as_bytes()), scan.broken())
    }

    #[test]
    fn ends_where_the_value_ends_however_it_is_cut() {
        let deep = "[".repeat(3000) + &"]".repeat(3000);
        for value in [
            r#"{"a":"}\"]","b":[{},[1,{"c":"\\"}]]}"#,
            "[]",
            r#""x\"y""#,
            "{\"a\":\n{\"b\":[\n{\"c\":1},\n{}]}}",
            &deep,
        ] {
            let text = format!("{value}  {{");
            assert_eq!(whole(&text), (Some(value.len()), None));
            let mut scan = Scan::new();
            let ends = text.bytes().position(|b| scan.feed(&[b]).is_some());
            assert_eq!((ends, scan.broken()), (Some(value.len() - 1), None));
        }
        assert_eq!(whole(r#"{"a":"#).0, None);
    }

    #[test]
    fn notices_what_cannot_be_json() {
        for (text, end, broken) in [
            ("{\"a\":\"b\n{}", 7, Broken::LineBreak),
            ("{\"a\":\"b\\\n{}", 8, Broken::LineBreak),
            ("{\"a\":1\n{\"b\":2}", 7, Broken::Unexpected),
            ("{\"a\":{\"b\":1},{\"c\":2}", 13, Broken::Unexpected),
            ("{\"a\":[1 {\"b\":2}", 8, Broken::Unexpected),
            ("{\"a\":[1}", 7, Broken::Mismatch),
        ] {
            assert_eq!(whole(text), (Some(end), Some(broken)), "{text}");
        }
    }

    #[test]
    fn the_rest_of_an_object() {
        let mut scan = Scan::rest_of_object();
        assert_eq!(scan.feed(br#" , "a": {"b": "}"} } x"#), Some(20));
        assert_eq!(scan.broken(), None);
    }
}

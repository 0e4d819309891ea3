//! JSON → `Tree`: RFC 8259 to the letter, numbers keep their spelling, no recursion.

use super::tree::{Kind, Tree, TreeBuilder};
use crate::base::ids::SourceId;
use std::sync::Arc;

/// Why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct JsonError {
    /// Offset of the first byte that does not belong.
    pub at: usize,
    /// What is wrong there.
    pub message: String,
    /// Is it the nesting that is too deep?
    pub too_deep: bool,
}

/// Reads one JSON document.
///
/// # Errors
/// The first place that is not JSON, or nested deeper than `max_depth`.
pub fn read(source: SourceId, input: Arc<[u8]>, max_depth: usize) -> Result<Tree, JsonError> {
    let text = Arc::clone(&input);
    let mut reader = Reader { text: &text, at: 0, tree: TreeBuilder::new(source, input) };
    if let Err(e) = simdutf8::compat::from_utf8(&text) {
        return Err(reader.fault(e.valid_up_to(), "invalid UTF-8"));
    }
    reader.document(max_depth)?;
    let end = reader.at;
    let tree = reader.tree.finish();
    tree.ok_or(JsonError { at: end, message: "expected a value".into(), too_deep: false })
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    tree: TreeBuilder,
}

type Step = Result<(), JsonError>;

impl Reader<'_> {
    fn fault(&self, at: usize, message: impl Into<String>) -> JsonError {
        JsonError { at, message: message.into(), too_deep: false }
    }

    fn unexpected(&self, wanted: &str) -> JsonError {
        let found = match self.text.get(self.at) {
            None => "the end of the text".to_owned(),
            Some(&b) if b.is_ascii_graphic() => format!("`{}`", b as char),
            Some(_) => {
                let rest = String::from_utf8_lossy(&self.text[self.at..]);
                rest.chars().next().map_or(String::new(), |c| format!("U+{:04X}", c as u32))
            }
        };
        self.fault(self.at, format!("expected {wanted}, found {found}"))
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.text.get(self.at) {
            self.at += 1;
        }
    }

    fn document(&mut self, max_depth: usize) -> Step {
        let mut open: Vec<(Kind, usize)> = Vec::new();
        self.blanks();
        loop {
            // Here a value begins.
            let start = self.at;
            match self.text.get(self.at) {
                Some(b'{' | b'[') => {
                    let map = self.text[self.at] == b'{';
                    let kind = if map { Kind::Map } else { Kind::List };
                    if open.len() == max_depth {
                        return Err(JsonError {
                            at: self.at,
                            message: format!("nested more than {max_depth} levels deep"),
                            too_deep: true,
                        });
                    }
                    open.push((kind, self.tree.open(kind, start)));
                    self.at += 1;
                    self.blanks();
                    let close = if map { b'}' } else { b']' };
                    if self.text.get(self.at) != Some(&close) {
                        if map {
                            self.key()?;
                        }
                        continue;
                    }
                }
                Some(b'"') => self.string()?,
                Some(b'-' | b'0'..=b'9') => self.number()?,
                Some(b't') => self.word(b"true", Kind::Bool)?,
                Some(b'f') => self.word(b"false", Kind::Bool)?,
                Some(b'n') => self.word(b"null", Kind::Null)?,
                _ => return Err(self.unexpected("a value")),
            }
            // Here a value, or an empty list or map but for its bracket, has ended.
            loop {
                self.blanks();
                let Some(&(kind, opened)) = open.last() else {
                    if self.at < self.text.len() {
                        return Err(self.unexpected("the end of the text"));
                    }
                    return Ok(());
                };
                match (self.text.get(self.at), kind) {
                    (Some(b','), Kind::Map) => {
                        self.at += 1;
                        self.blanks();
                        self.key()?;
                        break;
                    }
                    (Some(b','), _) => {
                        self.at += 1;
                        self.blanks();
                        break;
                    }
                    (Some(b'}'), Kind::Map) | (Some(b']'), Kind::List) => {
                        self.at += 1;
                        self.tree.close(opened, self.at);
                        open.pop();
                    }
                    (_, Kind::Map) => return Err(self.unexpected("`,` or `}`")),
                    _ => return Err(self.unexpected("`,` or `]`")),
                }
            }
        }
    }

    fn key(&mut self) -> Step {
        if self.text.get(self.at) != Some(&b'"') {
            return Err(self.unexpected("a key in double quotes"));
        }
        self.string()?;
        self.blanks();
        if self.text.get(self.at) != Some(&b':') {
            return Err(self.unexpected("`:`"));
        }
        self.at += 1;
        self.blanks();
        Ok(())
    }

    fn string(&mut self) -> Step {
        let start = self.at;
        let mut at = plain_end(self.text, start + 1);
        loop {
            match self.text.get(at) {
                Some(b'"') => break,
                Some(b'\\') => at = plain_end(self.text, self.escape(at)?),
                Some(_) => return Err(self.fault(at, "a control character in a string")),
                None => return Err(self.fault(start, "a string without end")),
            }
        }
        self.at = at + 1;
        self.tree.json_string(start, self.at);
        Ok(())
    }

    fn escape(&self, at: usize) -> Result<usize, JsonError> {
        match self.text.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
            Some(b'u') => {
                let digits = self.text.get(at + 2..at + 6).unwrap_or_default();
                if digits.len() == 4 && digits.iter().all(u8::is_ascii_hexdigit) {
                    Ok(at + 6)
                } else {
                    Err(self.fault(at, "an escape `\\u` without four hex digits"))
                }
            }
            _ => Err(self.fault(at, "an unknown escape")),
        }
    }

    fn number(&mut self) -> Step {
        let start = self.at;
        match number_end(self.text, start) {
            Ok(end) => {
                self.at = end;
                self.tree.verbatim(Kind::Number, start, end);
                Ok(())
            }
            Err((at, message)) => Err(self.fault(at, message)),
        }
    }

    fn word(&mut self, word: &[u8], kind: Kind) -> Step {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.unexpected("a value"));
        }
        let start = self.at;
        self.at += word.len();
        self.tree.verbatim(kind, start, self.at);
        Ok(())
    }
}

/// The first byte from `at` on that is not simply a part of a string: a quote, a backslash or a
/// control character; the end of the text if there is none. Reads eight bytes at a time.
fn plain_end(text: &[u8], mut at: usize) -> usize {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = LOW << 7;
    // The high bit of a byte that is zero. Bytes above one that is may have it as well.
    let zero = |word: u64| word.wrapping_sub(LOW) & !word & HIGH;
    while let Some(eight) = text.get(at..).and_then(<[u8]>::first_chunk) {
        let word = u64::from_le_bytes(*eight);
        let control = word.wrapping_sub(LOW * 0x20) & !word & HIGH;
        let found = control | zero(word ^ (LOW * 0x22)) | zero(word ^ (LOW * 0x5C));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let plain = |b: &u8| !matches!(b, b'"' | b'\\' | 0..0x20);
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().position(|b| !plain(b)).unwrap_or(rest.len())
}

/// Checks the number at `start` of `text` against JSON's grammar and gives its end.
///
/// # Errors
/// The offset and words of what is wrong.
pub fn number_end(text: &[u8], start: usize) -> Result<usize, (usize, &'static str)> {
    let digits = |mut at: usize| {
        while text.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let first = start + usize::from(text.get(start) == Some(&b'-'));
    let mut at = digits(first);
    if at == first {
        return Err((at, "expected a digit"));
    }
    if text[first] == b'0' && at > first + 1 {
        return Err((first, "a number with a leading zero"));
    }
    if text.get(at) == Some(&b'.') {
        let end = digits(at + 1);
        if end == at + 1 {
            return Err((end, "expected a digit after the point"));
        }
        at = end;
    }
    if let Some(b'e' | b'E') = text.get(at) {
        let sign = usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        let end = digits(at + 1 + sign);
        if end == at + 1 + sign {
            return Err((end, "expected a digit in the exponent"));
        }
        at = end;
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Tree, JsonError> {
        read(SourceId(0), text.as_bytes().into(), 1000)
    }

    #[test]
    fn reads_values_with_places() {
        let tree = parse(r#" {"a": [1.50, "x\u0041", null], "b": {}, "c": []} "#).expect("JSON");
        let a = tree.root().get("a").expect("a");
        let items: Vec<_> = a.items().collect();
        assert_eq!(items.len(), 3);
        assert_eq!(&*items[0].text(), b"1.50");
        assert_eq!(&*items[1].text(), b"xA");
        assert_eq!(items[1].raw(), br#""x\u0041""#);
        assert_eq!(tree.root().get("b").expect("b").entries().count(), 0);
        assert_eq!(tree.root().entries().count(), 3);
    }

    #[test]
    fn faults_have_places() {
        for (text, at) in [
            ("", 0),
            ("{", 1),
            ("[1,]", 3),
            ("{\"a\":1,}", 7),
            ("01", 0),
            ("1.", 2),
            ("[1 2]", 3),
            ("tru", 0),
            ("\"a", 0),
            ("\"\\x\"", 1),
            ("\"\\u12\"", 1),
            ("{'a':1}", 1),
            ("1 x", 2),
            ("\"\t\"", 1),
            ("NaN", 0),
            ("\u{feff}1", 0),
            ("{\"a\" 1}", 5),
        ] {
            assert_eq!(parse(text).expect_err(text).at, at, "{text:?}");
        }
    }

    #[test]
    fn strings_end_where_they_do() {
        for before in 0..20 {
            for byte in 0..=255u8 {
                let mut text = vec![b'a'; before];
                text.push(byte);
                text.extend([b'z'; 20]);
                let plain = !matches!(byte, b'"' | b'\\' | 0..0x20);
                let want = if plain { text.len() } else { before };
                assert_eq!(plain_end(&text, 0), want, "{before} {byte}");
            }
        }
    }

    #[test]
    fn depth_is_bounded_and_does_not_recurse() {
        let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(parse(&deep(1000)).is_ok());
        assert!(parse(&deep(1001)).expect_err("too deep").too_deep);
        assert!(parse(&deep(1_000_000)).expect_err("too deep").too_deep);
    }
}

//! Is a text one JSON object? The full proof, with the place of the first fault.

use super::isa::Isa;
use super::masks::Masks;
use crate::read::json::number_end;

/// Why a text is not an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{message} (byte {at})")]
pub struct EventError {
    /// The offset of the first byte that does not belong.
    pub at: usize,
    /// What is wrong there.
    pub message: &'static str,
}

/// Reads the masks of `text` and proves on them that it is one JSON object (RFC 8259) in UTF-8,
/// nested no deeper than `depth` levels.
///
/// # Errors
/// The first fault.
pub fn check(text: &[u8], masks: &mut Masks, depth: usize) -> Result<(), EventError> {
    masks.read_for_check(text);
    if !masks.ascii && simdutf8::basic::from_utf8(text).is_err() {
        let at = simdutf8::compat::from_utf8(text).err().map_or(0, |e| e.valid_up_to());
        return Err(EventError { at, message: "invalid UTF-8" });
    }
    let found = Isa::prove(text, masks, depth);
    match masks.control_in_string {
        Some(at) if found.is_ok() || found.is_err_and(|e| e.at > at) => {
            Err(EventError { at, message: "a control character in a string" })
        }
        _ => found,
    }
}

/// The proof of the grammar, inlined into each of the functions that compile it for some processor.
#[inline(always)]
pub(super) fn prove(text: &[u8], masks: &Masks, depth: usize) -> Result<(), EventError> {
    Check { text, masks, at: 0, mark: 0, stack: Stack::default(), depth }.document()
}

struct Check<'a> {
    text: &'a [u8],
    masks: &'a Masks,
    at: usize,
    /// The first comma or bracket after the start of the member or element at hand.
    mark: usize,
    stack: Stack,
    depth: usize,
}

/// The open brackets, one bit each: set for objects.
#[derive(Default)]
struct Stack {
    words: Vec<u64>,
    top: u64,
    len: usize,
}

impl Stack {
    #[inline(always)]
    fn push(&mut self, object: bool) {
        if self.len != 0 && self.len.is_multiple_of(64) {
            self.words.push(self.top);
        }
        self.top = (self.top << 1) | u64::from(object);
        self.len += 1;
    }

    #[inline(always)]
    fn pop(&mut self) {
        self.len -= 1;
        self.top >>= 1;
        if self.len != 0 && self.len.is_multiple_of(64) {
            self.top = self.words.pop().unwrap_or(0);
        }
    }

    #[inline(always)]
    fn in_object(&self) -> bool {
        self.top & 1 == 1
    }
}

type Step = Result<(), EventError>;

impl Check<'_> {
    #[cold]
    fn fault(&self, at: usize, message: &'static str) -> EventError {
        let message = if at >= self.text.len() { "the text ends too early" } else { message };
        EventError { at, message }
    }

    #[inline(always)]
    fn byte(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    /// Passes blanks. Most texts have none or one in the same places all over, so that branches
    /// are foretold, and cost less than computing the place would.
    #[inline(always)]
    fn blanks(&mut self) {
        while self.byte() <= b' ' && matches!(self.byte(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    #[inline(always)]
    fn document(&mut self) -> Step {
        self.blanks();
        if self.byte() != b'{' {
            return Err(self.fault(self.at, "an event is a JSON object"));
        }
        loop {
            // Here a value begins.
            match self.byte() {
                b'"' => {
                    let end = self.string()?;
                    self.passed(end);
                }
                bracket @ (b'{' | b'[') => {
                    let object = bracket == b'{';
                    if self.stack.len == self.depth {
                        return Err(self.fault(self.at, "nested too deeply"));
                    }
                    self.stack.push(object);
                    self.at += 1;
                    self.blanks();
                    if self.byte() == bracket + 2 {
                        // `{` and `}`, `[` and `]` are two apart; the loop below takes it.
                    } else {
                        self.item(object)?;
                        continue;
                    }
                }
                first @ (b'-' | b'0'..=b'9') => self.number(first)?,
                b't' => self.word(b"true")?,
                b'f' => self.word(b"false")?,
                b'n' => self.word(b"null")?,
                _ => return Err(self.fault(self.at, "expected a value")),
            }
            // Here a value, or an empty list or object but for its bracket, has ended.
            loop {
                self.blanks();
                let object = self.stack.in_object();
                match self.byte() {
                    b',' => {
                        self.at += 1;
                        self.blanks();
                        self.item(object)?;
                        break;
                    }
                    b'}' if object => {}
                    b']' if !object => {}
                    _ if object => return Err(self.fault(self.at, "expected `,` or `}`")),
                    _ => return Err(self.fault(self.at, "expected `,` or `]`")),
                }
                self.at += 1;
                self.stack.pop();
                if self.stack.len == 0 {
                    self.blanks();
                    if self.at < self.text.len() {
                        return Err(self.fault(self.at, "text after the event"));
                    }
                    return Ok(());
                }
            }
        }
    }

    /// Begins a member or an element.
    #[inline(always)]
    fn item(&mut self, object: bool) -> Step {
        self.mark = self.masks.next_stop(self.at);
        if object { self.key() } else { Ok(()) }
    }

    /// Goes on where a scalar ended. That is nearly always at the mark, which was found before the
    /// key and the value were looked at: going on from there, the processor need not wait for them.
    #[inline(always)]
    fn passed(&mut self, end: usize) {
        if end == self.mark {
            self.at = self.mark;
        } else {
            self.at = end;
            self.blanks();
        }
    }

    #[inline(always)]
    fn key(&mut self) -> Step {
        if self.byte() != b'"' {
            return Err(self.fault(self.at, "expected a key in double quotes"));
        }
        self.at = self.string()?;
        self.blanks();
        if self.byte() != b':' {
            return Err(self.fault(self.at, "expected `:`"));
        }
        self.at += 1;
        self.blanks();
        Ok(())
    }

    #[inline(always)]
    fn string(&self) -> Result<usize, EventError> {
        let end = self.masks.next_quote(self.at + 1);
        if end >= self.text.len() {
            return Err(EventError { at: self.at, message: "a string without end" });
        }
        if self.masks.escapes(self.at + 1, end) {
            self.escapes(end)?;
        }
        Ok(end + 1)
    }

    /// A number: digits, perhaps a point and more digits. What is longer or wrong takes the slow
    /// way.
    #[inline(always)]
    fn number(&mut self, first: u8) -> Step {
        let start = self.at + usize::from(first == b'-');
        let mut end = self.masks.next_other(start);
        let leading_zero = self.text.get(start) == Some(&b'0') && end > start + 1;
        let mut plain = end > start && !leading_zero;
        if self.text.get(end) == Some(&b'.') {
            let digits = end + 1;
            end = self.masks.next_other(digits);
            plain &= end > digits;
        }
        if !plain || self.text.get(end).is_some_and(|b| b | 0x20 == b'e') {
            end = self.odd_number()?;
        }
        self.passed(end);
        Ok(())
    }

    #[cold]
    fn odd_number(&self) -> Result<usize, EventError> {
        number_end(self.text, self.at).map_err(|(at, message)| self.fault(at, message))
    }

    #[cold]
    fn escapes(&self, end: usize) -> Step {
        let mut at = self.masks.next_slash(self.at + 1);
        while at < end {
            let next = match self.text.get(at + 1) {
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at + 2,
                Some(b'u')
                    if self
                        .text
                        .get(at + 2..at + 6)
                        .is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit)) =>
                {
                    at + 6
                }
                _ => return Err(self.fault(at, "an unknown escape")),
            };
            at = self.masks.next_slash(next);
        }
        Ok(())
    }

    #[inline(always)]
    fn word(&mut self, word: &'static [u8]) -> Step {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.fault(self.at, "expected a value"));
        }
        self.passed(self.at + word.len());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::SourceId;

    fn check_text(text: &[u8]) -> Result<(), EventError> {
        let mut masks = Masks::default();
        let found = check(text, &mut masks, 1000);
        for isa in Isa::all() {
            let mut masks = Masks::default();
            masks.isa = isa;
            assert_eq!(check(text, &mut masks, 1000), found);
        }
        found
    }

    /// The tree reader is the measure: both accept the same texts, and fault at the same place.
    #[test]
    fn agrees_with_the_tree_reader() {
        let seeds: [&str; 4] = [
            r#"{"a":[1,-2.5e+3,true,false,null,"x\u00e9\"\\"],"b":{"c":{}},"d":[],"é":"😀"}"#,
            " {\n\t\"k\" : [ { \"x\" : 0 } , [ [ ] ] ] } ",
            r#"{"k":"0123456789012345678901234567890123456789012345678901234567890123456789\\"}"#,
            "{}",
        ];
        let mut seed = 11u64;
        let mut next = |n: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % n
        };
        let noise = b"\"\\{}[],:01-.eEtfn \n\tx\x01\xC3u/";
        for round in 0..40_000 {
            let mut text = seeds[round % seeds.len()].as_bytes().to_vec();
            for _ in 0..next(3) {
                let at = next(text.len() + 1);
                let byte = noise[next(noise.len())];
                match next(3) {
                    0 => text.insert(at, byte),
                    1 if at < text.len() => text[at] = byte,
                    _ => text.truncate(at),
                }
                if text.is_empty() {
                    break;
                }
            }
            let tree = crate::read::json::read(SourceId(0), text.as_slice().into(), 1000);
            let ours = check_text(&text);
            let shown = String::from_utf8_lossy(&text);
            match tree {
                Ok(tree) if tree.root().kind() == crate::read::tree::Kind::Map => {
                    assert_eq!(ours, Ok(()), "{shown:?}");
                }
                Ok(_) => assert!(ours.is_err(), "{shown:?}"),
                // A string without end has many first faults.
                Err(_) if ours.is_err_and(|o| o.message == "a string without end") => {}
                Err(e) if shown.trim_start().starts_with('{') => {
                    assert_eq!(ours.map_err(|o| o.at), Err(e.at), "{shown:?} {e:?}");
                }
                Err(_) => assert!(ours.is_err(), "{shown:?}"),
            }
        }
    }

    #[test]
    fn depth_is_bounded() {
        let deep = |n: usize| {
            "{\"a\":".repeat(n / 2)
                + &"[".repeat(n - n / 2)
                + &"]".repeat(n - n / 2)
                + &"}".repeat(n / 2)
        };
        assert_eq!(check_text(deep(1000).as_bytes()), Ok(()));
        assert_eq!(
            check_text(deep(1001).as_bytes()).map_err(|e| e.message),
            Err("nested too deeply")
        );
    }
}

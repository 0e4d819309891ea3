//! The end of a JSON value by its masks: what the reader of inputs looks for, record by record.

use super::masks::Masks;
use std::ops::Range;

/// Levels of brackets that are followed; deeper values are for a slower reader.
const LEVELS: u32 = 64;

/// Bytes whose masks are read at once.
const WINDOW: usize = 32 << 10;

/// Finds the ends of values, one after another in one buffer.
#[derive(Debug, Clone, Default)]
pub struct Leap {
    masks: Masks,
    /// The stretch of the buffer that the masks are of; it begins outside of strings.
    window: Range<usize>,
}

impl Leap {
    /// The buffer has changed: what is known of it is forgotten.
    pub fn forget(&mut self) {
        self.window = 0..0;
    }

    /// Where the object or list that begins at `start` of `buffer` ends, if that is beyond doubt:
    /// every bracket is closed by its own kind, stands where a value can stand, and no string holds
    /// a control character. `None` says that the buffer may be too short, or broken: look closer.
    ///
    /// Between calls of [`Leap::forget`] the buffer is the same, or longer.
    pub fn end(&mut self, buffer: &[u8], start: usize) -> Option<usize> {
        let mut size = WINDOW;
        loop {
            if !self.window.contains(&start) {
                self.window = start..buffer.len().min(start + size);
                self.masks.read_for_check(&buffer[self.window.clone()]);
            }
            let text = &buffer[self.window.clone()];
            let found = self.sound_end(text, start - self.window.start);
            match found {
                Found::End(end) => return Some(self.window.start + end),
                // Another look from the value's own start, then at more and more.
                Found::Nothing if self.window.end < buffer.len() => {
                    if self.window.start == start {
                        size *= 4;
                    }
                    self.forget();
                }
                Found::Nothing | Found::Odd => {
                    self.forget();
                    return None;
                }
            }
        }
    }

    fn sound_end(&self, text: &[u8], start: usize) -> Found {
        let mut objects = 0u64;
        let mut depth = 0;
        let found = self.masks.each_bracket(start, |at| {
            let bracket = text.get(at).copied().unwrap_or(0);
            if matches!(bracket, b'{' | b'[') {
                // The first one shows that the masks see `start` outside of strings, whatever
                // broken text may stand before it in the window.
                let well = if depth == 0 {
                    at == start
                } else {
                    depth < LEVELS && opens_well(text, at, objects & 1 == 1)
                };
                if !well {
                    return Some(Found::Odd);
                }
                objects = objects << 1 | u64::from(bracket == b'{');
                depth += 1;
                return None;
            }
            if depth == 0 || (objects & 1 == 1) != (bracket == b'}') {
                return Some(Found::Odd);
            }
            objects >>= 1;
            depth -= 1;
            (depth == 0).then_some(Found::End(at + 1))
        });
        match (found, self.masks.control_in_string) {
            (Some(Found::End(end)), Some(control)) if control < end => Found::Odd,
            (Some(found), _) => found,
            (None, Some(_)) => Found::Odd,
            (None, None) => Found::Nothing,
        }
    }
}

enum Found {
    End(usize),
    /// Something that the slower reader has to judge.
    Odd,
    Nothing,
}

/// Can a value stand at `at`, to judge by what stands before it?
fn opens_well(text: &[u8], at: usize, in_object: bool) -> bool {
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n');
    let before = text[..at].iter().rev().find(|b| !blank(b));
    match before {
        Some(b':') => in_object,
        Some(b',' | b'[') => !in_object,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Leap;

    fn end(text: &str) -> Option<usize> {
        Leap::default().end(text.as_bytes(), 0)
    }

    #[test]
    fn finds_sound_ends_only() {
        let long = format!("{{\"a\":\"{}\",\"b\":[{{}},[1]]}}", "x}".repeat(50_000));
        for value in ["{}", r#"{"a":"}\"]","b":[{},[1,{"c":"\\"}]]}"#, "[ [ ] , { } ]", &long] {
            assert_eq!(end(&format!("{value},{{")), Some(value.len()), "{value}");
            assert_eq!(end(&value[..value.len() - 1]), None, "{value}");
        }
        for odd in ["{\"a\":[1}]", "{\"a\":1{}}", "{\"a\":\"\n\"}", "[{}{}]", "{{}}"] {
            assert_eq!(end(odd), None, "{odd}");
        }
        assert_eq!(end(&("[".repeat(65) + &"]".repeat(65))), None);
    }

    #[test]
    fn goes_from_value_to_value() {
        let mut buffer = String::new();
        let mut places = Vec::new();
        for i in 0..3000 {
            let start = buffer.len();
            buffer += &"{\"k\":[\"}\",{\"n\":1}],\"pad\":\"\"}"
                .replace("\"\"}", &format!("\"{}\"}}", "y".repeat(i % 300)));
            places.push((start, buffer.len()));
            buffer.push(',');
        }
        let mut leap = Leap::default();
        for (start, end) in places {
            assert_eq!(leap.end(buffer.as_bytes(), start), Some(end));
        }
    }
}

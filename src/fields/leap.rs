//! The end of a JSON value by its masks: what the reader of inputs looks for, record by record.

use super::masks::Masks;

/// Levels of brackets that are followed; deeper values are for a slower reader.
const LEVELS: u32 = 64;

/// Finds the ends of values, one after another.
#[derive(Debug, Clone, Default)]
pub struct Leap {
    masks: Masks,
    /// The length of the value before: the next one is probably about as long.
    guess: usize,
}

impl Leap {
    /// Where the object or list that `text` begins with ends, if that is beyond doubt: every bracket
    /// is closed by its own kind, stands where a value can stand, and no string holds a control
    /// character. `None` says that `text` may be too short, or broken: look closer.
    pub fn end(&mut self, text: &[u8]) -> Option<usize> {
        let mut window = (self.guess + self.guess / 4).max(1024);
        loop {
            let part = &text[..window.min(text.len())];
            self.masks.read_for_check(part);
            match self.sound_end(part) {
                Found::End(end) => {
                    self.guess = end;
                    return Some(end);
                }
                Found::Nothing if part.len() < text.len() => window *= 4,
                Found::Nothing | Found::Odd => return None,
            }
        }
    }

    fn sound_end(&self, text: &[u8]) -> Found {
        let mut objects = 0u64;
        let mut depth = 0;
        let found = self.masks.each_bracket(|at| {
            let bracket = text.get(at).copied().unwrap_or(0);
            if matches!(bracket, b'{' | b'[') {
                if depth == LEVELS || (depth > 0 && !opens_well(text, at, objects & 1 == 1)) {
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

    #[test]
    fn finds_sound_ends_only() {
        let mut leap = Leap::default();
        let long = format!("{{\"a\":\"{}\",\"b\":[{{}},[1]]}}", "x}".repeat(5000));
        for value in ["{}", r#"{"a":"}\"]","b":[{},[1,{"c":"\\"}]]}"#, "[ [ ] , { } ]", &long] {
            assert_eq!(leap.end(format!("{value},{{").as_bytes()), Some(value.len()), "{value}");
            assert_eq!(leap.end(&value.as_bytes()[..value.len() - 1]), None, "{value}");
        }
        for odd in ["{\"a\":[1}]", "{\"a\":1{}}", "{\"a\":\"\n\"}", "[{}{}]", "{{}}"] {
            assert_eq!(leap.end(odd.as_bytes()), None, "{odd}");
        }
        let deep = "[".repeat(65) + &"]".repeat(65);
        assert_eq!(leap.end(deep.as_bytes()), None);
    }
}

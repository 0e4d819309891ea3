//! Lines cut into words at blanks, `"..."` and `[...]` being one word each, and laid against the
//! columns of a pattern.

use super::columns::{Column, Columns};
use super::compare::Scalar;

/// What a pattern names in a line: `$name` or `$3`, and its text.
pub type Extracted<'l> = Vec<(String, &'l [u8])>;

/// The words of a line.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Each with its delimiters' place and the extent of its text.
    words: Vec<Word>,
    /// Where the line ends but for blanks.
    end: usize,
}

#[derive(Debug, Clone, Copy)]
struct Word {
    outer: usize,
    start: usize,
    end: usize,
}

impl Words {
    /// Cuts a line.
    pub(super) fn cut(&mut self, line: &[u8]) {
        self.words.clear();
        self.end = line.trim_ascii_end().len();
        let mut at = 0;
        while at < self.end {
            let Some(rest) = line.get(at..self.end) else { break };
            let Some(first) = rest.first() else { break };
            if first.is_ascii_whitespace() {
                at += 1;
                continue;
            }
            let inside = match first {
                b'"' => closing_quote(rest),
                b'[' => memchr::memchr(b']', rest),
                _ => None,
            };
            let word = match inside {
                Some(close) => {
                    let word = Word { outer: at, start: at + 1, end: at + close };
                    at += close + 1;
                    word
                }
                None => {
                    let blank = rest.iter().position(u8::is_ascii_whitespace);
                    let end = at + blank.unwrap_or(rest.len());
                    let word = Word { outer: at, start: at, end };
                    at = end;
                    word
                }
            };
            self.words.push(word);
        }
    }

    fn word<'l>(&self, line: &'l [u8], at: usize) -> &'l [u8] {
        self.words.get(at).and_then(|w| line.get(w.start..w.end)).unwrap_or_default()
    }
}

/// The place of the quote that closes the one at the start; `\"` does not.
fn closing_quote(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text.get(at) == Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

impl Columns {
    /// The text of a column in a line with enough words.
    pub(super) fn value<'l>(&self, words: &Words, line: &'l [u8], column: usize) -> &'l [u8] {
        let count = words.words.len();
        match self.ellipsis {
            Some(before) if column >= before => {
                words.word(line, (count + column).saturating_sub(self.columns.len()))
            }
            None if column + 1 == self.columns.len() && count > self.columns.len() => {
                let start = words.words.get(column).map_or(0, |w| w.outer);
                line.get(start..words.end).unwrap_or_default()
            }
            _ => words.word(line, column),
        }
    }

    pub(super) fn fits(&self, words: &Words, line: &[u8]) -> bool {
        if words.words.len() < self.columns.len() {
            return false;
        }
        self.columns.iter().enumerate().all(|(at, column)| {
            column.condition.is_empty() || holds(column, self.value(words, line, at))
        })
    }

    /// The value that `$name` or `$3` stands for in a line that fits.
    pub(super) fn named<'l>(&self, words: &Words, line: &'l [u8], name: &str) -> Option<&'l [u8]> {
        if let Some(column) = self.position(name) {
            return Some(self.value(words, line, column));
        }
        let place = name.parse::<usize>().ok()?.checked_sub(1)?;
        (place < self.places(words)).then(|| match self.column_at(words, place) {
            Some(column) => self.value(words, line, column),
            None => words.word(line, place),
        })
    }

    /// How many values the line has for this pattern.
    fn places(&self, words: &Words) -> usize {
        if self.ellipsis.is_some() { words.words.len() } else { self.columns.len() }
    }

    /// The column at a place, unless the ellipsis is there.
    fn column_at(&self, words: &Words, place: usize) -> Option<usize> {
        let extra = words.words.len().saturating_sub(self.columns.len());
        match self.ellipsis {
            Some(before) if place >= before => {
                place.checked_sub(extra).filter(|column| *column >= before)
            }
            _ => Some(place),
        }
    }

    /// All values of a line that fits, in their order.
    pub(super) fn extracted<'l>(&self, words: &Words, line: &'l [u8]) -> Extracted<'l> {
        (0..self.places(words))
            .map(|place| {
                let column = self.column_at(words, place);
                let name = column.and_then(|c| self.columns.get(c)?.name.as_deref());
                let text = match column {
                    Some(column) => self.value(words, line, column),
                    None => words.word(line, place),
                };
                let name = name.map_or_else(|| format!("${}", place + 1), |n| format!("${n}"));
                (name, text)
            })
            .collect()
    }
}

fn holds(column: &Column, text: &[u8]) -> bool {
    let scalar = Scalar::of_word(text);
    column.condition.iter().any(|all| all.iter().all(|compare| compare.holds(scalar)))
}

//! A place in the text of a pattern, and the parts that all kinds of patterns have in common:
//! quoted texts, regular expressions, blanks.

use super::error::PatternError;
use super::expression::Expression;
use super::{EXPRESSIONS, WILDCARDS};
use std::ops::Range;

/// Reads a pattern from its start to its end.
#[derive(Debug)]
pub(super) struct Cursor<'p> {
    text: &'p str,
    at: usize,
    expressions: usize,
    wildcards: usize,
    /// What works but hardly does what is meant.
    pub notes: Vec<PatternError>,
}

impl<'p> Cursor<'p> {
    pub(super) fn new(text: &'p str) -> Self {
        Self { text, at: 0, expressions: 0, wildcards: 0, notes: Vec::new() }
    }

    /// The place, in bytes.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'p str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What was read since `start`.
    pub(super) fn since(&self, start: usize) -> &'p str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Passes `word` if it stands here.
    pub(super) fn eat(&mut self, word: &str) -> bool {
        let here = self.rest().starts_with(word);
        if here {
            self.at += word.len();
        }
        here
    }

    /// Passes characters as long as they are wanted.
    pub(super) fn run(&mut self, wanted: impl Fn(char) -> bool) -> &'p str {
        let start = self.at;
        while self.peek().is_some_and(&wanted) {
            self.bump();
        }
        self.since(start)
    }

    /// Goes on to a place further on, which must be between characters.
    pub(super) fn run_to(&mut self, end: usize) {
        if self.text.is_char_boundary(end) {
            self.at = self.at.max(end);
        }
    }

    /// Goes back to a place that was passed.
    pub(super) fn back_to(&mut self, start: usize) {
        self.at = self.at.min(start);
    }

    pub(super) fn blanks(&mut self) {
        self.run(char::is_whitespace);
    }

    /// The range of the next character, empty at the end.
    pub(super) fn here(&self) -> Range<usize> {
        self.at..self.at + self.peek().map_or(0, char::len_utf8)
    }

    /// A fault at the next character.
    pub(super) fn fault(&self, message: impl Into<String>) -> PatternError {
        PatternError::new(self.here(), message)
    }

    /// What stands here, for messages.
    pub(super) fn found(&self) -> String {
        match self.peek() {
            Some(c) => format!("found `{c}`"),
            None => "the pattern ends".to_owned(),
        }
    }

    /// The end of the pattern, after what closes it.
    pub(super) fn end(&mut self, bracket: char) -> Result<(), PatternError> {
        self.blanks();
        if self.rest().is_empty() {
            return Ok(());
        }
        let rest = self.at..self.text.trim_end().len();
        Err(PatternError::new(rest, format!("text after the closing `{bracket}`")))
    }

    /// The inside of a quoted text, escapes and all; the cursor stands at the quote.
    pub(super) fn quoted(&mut self) -> Result<&'p str, PatternError> {
        let start = self.at;
        self.bump();
        loop {
            match self.bump() {
                Some('"') => return Ok(&self.text[start + 1..self.at - 1]),
                Some('\\') => {
                    self.bump();
                }
                Some(_) => {}
                None => {
                    let quote = start..self.text.len();
                    return Err(PatternError::new(quote, "a quoted text without end")
                        .help("close it with `\"`; a quote inside is `\\\"`"));
                }
            }
        }
    }

    /// A regular expression; the cursor stands at the `%`.
    pub(super) fn expression(&mut self) -> Result<Expression, PatternError> {
        let start = self.at;
        self.bump();
        let inside = self.run(|c| c != '%');
        if !self.eat("%") {
            let all = start..self.text.len();
            return Err(PatternError::new(all, "a regular expression without end")
                .help("close it with `%`; a percent sign inside is `\\x25`"));
        }
        self.expressions += 1;
        if self.expressions > EXPRESSIONS {
            let words = format!("more than {EXPRESSIONS} regular expressions in one pattern");
            return Err(PatternError::new(start..self.at, words));
        }
        Expression::read(inside, start + 1)
    }

    /// How many regular expressions were read.
    pub(super) fn expressions(&self) -> usize {
        self.expressions
    }

    /// Counts a selector with a wildcard.
    pub(super) fn wildcard(&mut self, selector: Range<usize>) -> Result<(), PatternError> {
        self.wildcards += 1;
        if self.wildcards > WILDCARDS {
            let words = format!("more than {WILDCARDS} selectors with a wildcard in one pattern");
            return Err(PatternError::new(selector, words));
        }
        Ok(())
    }
}

/// The text that the inside of quotes stands for: `\"` and `\\` are escapes, another backslash is
/// itself.
pub(super) fn unquote(inside: &str) -> String {
    let mut out = String::with_capacity(inside.len());
    let mut chars = inside.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(next @ ('"' | '\\'))) => {
                out.push(*next);
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out
}

/// The quoted spelling of a text.
pub(super) fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

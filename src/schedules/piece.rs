//! A part of an expression that knows its place.

use super::error::ExpressionError;

/// A part of an expression.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'t> {
    pub text: &'t str,
    /// Its first byte in the expression.
    pub at: usize,
}

impl<'t> Piece<'t> {
    /// The parts between separators, empty ones too.
    pub fn split(self, by: char) -> impl Iterator<Item = Piece<'t>> {
        let mut at = self.at;
        self.text.split(by).map(move |text| {
            let piece = Piece { text, at };
            at += text.len() + by.len_utf8();
            piece
        })
    }

    /// The parts between runs of blanks.
    pub fn words(self) -> Vec<Piece<'t>> {
        self.split(' ').filter(|piece| !piece.text.is_empty()).collect()
    }

    /// What stands before and behind the first separator.
    pub fn split_once(self, by: char) -> Option<(Piece<'t>, Piece<'t>)> {
        let (before, behind) = self.text.split_once(by)?;
        let at = self.at + before.len() + by.len_utf8();
        Some((Piece { text: before, at: self.at }, Piece { text: behind, at }))
    }

    /// Without the letter at its end, in either case.
    pub fn strip_letter(self, letter: char) -> Option<Piece<'t>> {
        let last = self.text.chars().next_back()?;
        let text = &self.text[..self.text.len() - last.len_utf8()];
        last.eq_ignore_ascii_case(&letter).then_some(Piece { text, at: self.at })
    }

    pub fn is(self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    /// A number without sign; `None` also when it is larger than any that has a use.
    pub fn number(self) -> Option<u32> {
        let digits = !self.text.is_empty() && self.text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| self.text.parse().ok()).flatten()
    }

    pub fn wrong(self, message: impl Into<String>) -> ExpressionError {
        let at = self.at..self.at + self.text.len();
        ExpressionError { at, message: message.into(), help: None }
    }
}

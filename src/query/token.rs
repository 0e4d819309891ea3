//! A query's text as tokens, each with its place.
//!
//! Names are whole paths (`configuration.instanceType`), since no operator has a point in it; parts
//! that are no plain words stand in double quotes. `--` begins a comment.

use super::bad;
use crate::base::diag::Diag;
use crate::base::ids::SourceId;
use crate::base::span::Span;
use std::borrow::Cow;

/// What stands at a place of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A word: a property by its parts, a keyword, or a function.
    Name(Name),
    /// A string in single quotes, decoded.
    Text(String),
    /// A number as JSON writes it, leading zeros allowed.
    Number,
    /// One of [`SYMBOLS`].
    Symbol(&'static str),
    /// Nothing more.
    End,
}

/// The parts of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// What stands between the points.
    pub parts: Vec<String>,
    /// Has any part quotes around it? Then it is no keyword.
    pub quoted: bool,
}

/// A token and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lexeme {
    pub token: Token,
    pub span: Span,
}

/// The longer ones first.
const SYMBOLS: [&str; 12] = ["<=", ">=", "<>", "!=", "=", "<", ">", "(", ")", ",", "*", ";"];

/// What other languages write, and what is written here.
const FOREIGN: [(&str, &str); 4] = [("==", "`=`"), ("&&", "`AND`"), ("||", "`OR`"), ("!", "`NOT`")];

/// Cuts a query into tokens, `End` the last of them.
pub(super) fn tokens(source: SourceId, text: &str) -> Result<Vec<Lexeme>, Box<Diag>> {
    let mut lexer = Lexer { source, text, at: 0 };
    let mut all = Vec::new();
    loop {
        lexer.skip_blanks();
        let start = lexer.at;
        let token = lexer.token()?;
        let last = token == Token::End;
        all.push(Lexeme { token, span: lexer.span(start) });
        if last {
            return Ok(all);
        }
    }
}

/// A part of a name as it has to be written.
pub(super) fn spelled(part: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '@' | ':' | '/' | '-');
    if !part.is_empty() && part.chars().all(plain) && !part.contains("--") {
        return part.into();
    }
    format!("\"{}\"", part.replace('"', "\"\"")).into()
}

struct Lexer<'q> {
    source: SourceId,
    text: &'q str,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// From `start` to here.
    fn span(&self, start: usize) -> Span {
        Span { source: self.source, start: start as u32, end: self.at as u32 }
    }

    fn take_while(&mut self, fits: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !fits(c)).unwrap_or(rest.len());
    }

    fn skip_blanks(&mut self) {
        loop {
            self.take_while(char::is_whitespace);
            if !self.rest().starts_with("--") {
                return;
            }
            self.take_while(|c| c != '\n');
        }
    }

    fn token(&mut self) -> Result<Token, Box<Diag>> {
        let start = self.at;
        let Some(c) = self.peek() else { return Ok(Token::End) };
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        match c {
            '\'' => return self.quoted('\'').map(Token::Text),
            '"' => return self.name(),
            c if c.is_alphabetic() || matches!(c, '_' | '$' | '@') => return self.name(),
            '-' | '.' if digit(self.rest().chars().nth(1)) => return self.number(),
            c if c.is_ascii_digit() => return self.number(),
            _ => {}
        }
        let foreign = FOREIGN.iter().find(|(word, _)| self.rest().starts_with(word));
        if let Some((foreign, own)) = foreign.filter(|_| !self.rest().starts_with("!=")) {
            self.at += foreign.len();
            let words = format!("`{foreign}` is no operator");
            return Err(Box::new(bad(self.span(start), words).help(format!("write {own}"))));
        }
        if let Some(symbol) = SYMBOLS.iter().find(|s| self.rest().starts_with(**s)) {
            self.at += symbol.len();
            return Ok(Token::Symbol(symbol));
        }
        self.at += c.len_utf8();
        let mut diag = bad(self.span(start), format!("`{c}` has no meaning here"));
        if matches!(c, '`' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}') {
            diag = diag.help("strings stand in single quotes ('), odd names in double quotes (\")");
        }
        Err(Box::new(diag))
    }

    /// What stands between two quotes; a quote within is doubled.
    fn quoted(&mut self, quote: char) -> Result<String, Box<Diag>> {
        let start = self.at;
        let mut text = String::new();
        self.at += quote.len_utf8();
        loop {
            let from = self.at;
            self.take_while(|c| c != quote);
            text.push_str(self.text.get(from..self.at).unwrap_or_default());
            if self.peek().is_none() {
                let what = if quote == '"' { "a name" } else { "a string" };
                let words = format!("{what} without its closing `{quote}`");
                let diag = bad(Span { end: start as u32 + 1, ..self.span(start) }, words);
                return Err(Box::new(diag.help(format!("a `{quote}` within is written twice"))));
            }
            self.at += quote.len_utf8();
            if self.peek() != Some(quote) {
                return Ok(text);
            }
            text.push(quote);
            self.at += quote.len_utf8();
        }
    }

    fn name(&mut self) -> Result<Token, Box<Diag>> {
        let mut name = Name { parts: Vec::new(), quoted: false };
        loop {
            let from = self.at;
            if self.peek() == Some('"') {
                name.quoted = true;
                name.parts.push(self.quoted('"')?);
            } else {
                self.word();
                name.parts.push(self.text.get(from..self.at).unwrap_or_default().to_owned());
            }
            if self.at == from {
                let span = self.span(from.saturating_sub(1));
                return Err(Box::new(bad(span, "a name that ends with a point")));
            }
            if self.peek() != Some('.') {
                return Ok(Token::Name(name));
            }
            self.at += 1;
        }
    }

    /// The characters of a part of a name: those that keys of items have, as far as nothing else
    /// begins with them.
    fn word(&mut self) {
        self.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '@' | ':' | '/'));
        while self.peek() == Some('-') && !self.rest().starts_with("--") {
            self.at += 1;
            self.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '@' | ':' | '/'));
        }
    }

    fn number(&mut self) -> Result<Token, Box<Diag>> {
        let start = self.at;
        let digits = |lexer: &mut Self| {
            let from = lexer.at;
            lexer.take_while(|c| c.is_ascii_digit());
            lexer.at > from
        };
        self.at += usize::from(self.peek() == Some('-'));
        let mut good = digits(self);
        if self.peek() == Some('.') {
            self.at += 1;
            good &= digits(self);
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some('+' | '-')));
            good &= digits(self);
        }
        let end = self.at;
        self.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '/' | '-'));
        if good && self.at == end {
            return Ok(Token::Number);
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let diag = bad(self.span(start), format!("`{text}` is not a number"));
        Err(Box::new(diag.help(format!("a string stands in single quotes: '{text}'"))))
    }
}

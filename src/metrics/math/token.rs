//! An expression's text as tokens, each with its place.

use super::fault::MathFault;
use std::ops::Range;

/// What stands at a place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// An id, a function or a word such as `REPEAT`.
    Name(String),
    /// A number.
    Number(f64),
    /// A text in quotes of either kind.
    Text(String),
    /// One of [`SYMBOLS`].
    Symbol(&'static str),
    /// Nothing more.
    End,
}

/// A token and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lexeme {
    pub(super) token: Token,
    pub(super) span: Range<usize>,
}

/// The longer ones first.
const SYMBOLS: [&str; 19] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",",
    "\u{2212}",
];

/// What other languages write.
const FOREIGN: [(&str, &str); 5] = [
    ("<>", "unequal is `!=`"),
    ("=", "equal is `==`"),
    ("&", "both is `AND` or `&&`"),
    ("|", "either is `OR` or `||`"),
    ("!", "there is no negation: compare with 0, `x == 0`"),
];

/// Cuts an expression into tokens, `End` the last of them.
pub(super) fn tokens(text: &str) -> Result<Vec<Lexeme>, MathFault> {
    let mut all = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        at += rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        let (token, length) = token(rest, at)?;
        let last = token == Token::End;
        all.push(Lexeme { token, span: at..at + length });
        if last {
            return Ok(all);
        }
        at += length;
    }
}

fn token(rest: &str, at: usize) -> Result<(Token, usize), MathFault> {
    let Some(first) = rest.chars().next() else { return Ok((Token::End, 0)) };
    let run = |fits: fn(char) -> bool| rest.find(|c| !fits(c)).unwrap_or(rest.len());
    if first.is_ascii_alphabetic() || first == '_' {
        let length = run(|c| c.is_ascii_alphanumeric() || c == '_');
        return Ok((Token::Name(rest.get(..length).unwrap_or_default().to_owned()), length));
    }
    if first.is_ascii_digit() || first == '.' {
        return number(rest, at);
    }
    if first == '"' || first == '\'' {
        return quoted(rest, at, first);
    }
    let symbol = SYMBOLS.iter().find(|s| rest.starts_with(**s));
    let foreign = FOREIGN.iter().find(|(word, _)| rest.starts_with(word));
    match (symbol, foreign) {
        (symbol, Some((word, help))) if symbol.is_none_or(|s| s.len() < word.len()) => {
            let span = at..at + word.len();
            Err(MathFault::new(span, format!("`{word}` has no meaning here")).help(*help))
        }
        // The typographic minus, as pages print it.
        (Some(&"\u{2212}"), _) => Ok((Token::Symbol("-"), '\u{2212}'.len_utf8())),
        (Some(symbol), _) => Ok((Token::Symbol(symbol), symbol.len())),
        _ => {
            let span = at..at + first.len_utf8();
            Err(MathFault::new(span, format!("`{first}` has no meaning here")))
        }
    }
}

fn number(rest: &str, at: usize) -> Result<(Token, usize), MathFault> {
    let mut length = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
    let tail = rest.get(length..).unwrap_or_default();
    if let Some(exponent) = tail.strip_prefix(['e', 'E']) {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let digits = unsigned.find(|c: char| !c.is_ascii_digit()).unwrap_or(unsigned.len());
        if digits > 0 {
            length += 1 + exponent.len() - unsigned.len() + digits;
        }
    }
    let text = rest.get(..length).unwrap_or_default();
    let tail = rest.get(length..).unwrap_or_default();
    let glued = tail.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(tail.len());
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && glued == 0 => Ok((Token::Number(number), length)),
        _ => {
            let shown = rest.get(..length + glued).unwrap_or_default();
            let span = at..at + length + glued;
            Err(MathFault::new(span, format!("`{shown}` is no number")))
        }
    }
}

fn quoted(rest: &str, at: usize, quote: char) -> Result<(Token, usize), MathFault> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((i, c)) = chars.next() {
        if c == quote {
            return Ok((Token::Text(text), i + 1));
        }
        match c {
            '\\' => text.extend(chars.next().map(|(_, c)| c)),
            c => text.push(c),
        }
    }
    let span = at..at + 1;
    Err(MathFault::new(span, format!("a text without its closing `{quote}`")))
}

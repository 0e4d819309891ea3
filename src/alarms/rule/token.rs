//! The words of a rule.

use super::error::{RuleError, RuleErrorKind};

/// A word, a sign, or a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    Comma,
    /// Without quotes: a word of the language or a name.
    Bare(String),
    /// Quoted: always a name.
    Quoted(String),
}

/// A token and where it stands, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub token: Token,
    pub from: usize,
    pub to: usize,
}

/// Cuts a rule into tokens.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, RuleError> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((from, c)) = chars.next() {
        let token = match c {
            c if c.is_whitespace() => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            ',' => Token::Comma,
            '"' => {
                let mut name = String::new();
                loop {
                    match chars.next() {
                        None => return Err(RuleError::at(RuleErrorKind::Quote, from, text.len())),
                        Some((_, '"')) => break,
                        Some((_, '\\'))
                            if chars.peek().is_some_and(|n| matches!(n.1, '"' | '\\')) =>
                        {
                            name.extend(chars.next().map(|next| next.1));
                        }
                        Some((_, other)) => name.push(other),
                    }
                }
                Token::Quoted(name)
            }
            first => {
                let mut word = String::from(first);
                let goes_on = |c: char| !c.is_whitespace() && !matches!(c, '(' | ')' | ',' | '"');
                while let Some((_, next)) = chars.next_if(|next| goes_on(next.1)) {
                    word.push(next);
                }
                Token::Bare(word)
            }
        };
        let to = chars.peek().map_or(text.len(), |next| next.0);
        found.push(Placed { token, from, to });
    }
    Ok(found)
}

//! Texts in which `*` stands for any run of characters, the empty one included.

use super::cursor::quote;
use std::fmt;

/// A text with stars, as the texts between them: the first is where a value begins, the last
/// where it ends. Without a star there is one text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Glob {
    pieces: Box<[Box<str>]>,
}

impl Glob {
    /// Reads the inside of quotes: `\"`, `\\` and `\*` stand for the second character, another
    /// backslash for itself. Two stars in a row are one.
    #[must_use]
    pub fn quoted(inside: &str) -> Self {
        let mut pieces: Vec<Box<str>> = Vec::new();
        let mut piece = String::new();
        let mut chars = inside.chars().peekable();
        while let Some(c) = chars.next() {
            match (c, chars.peek()) {
                ('\\', Some(next @ ('"' | '\\' | '*'))) => {
                    piece.push(*next);
                    chars.next();
                }
                ('*', _) => {
                    if pieces.is_empty() || !piece.is_empty() {
                        pieces.push(std::mem::take(&mut piece).into());
                    }
                }
                _ => piece.push(c),
            }
        }
        pieces.push(piece.into());
        Self { pieces: pieces.into() }
    }

    /// Reads a text without quotes, in which a backslash is itself.
    #[must_use]
    pub fn bare(text: &str) -> Self {
        Self::quoted(&text.replace('\\', "\\\\"))
    }

    /// The one text that fits, if there is only one.
    #[must_use]
    pub fn exact(&self) -> Option<&str> {
        match &*self.pieces {
            [whole] => Some(whole),
            _ => None,
        }
    }

    /// Does the whole of `text` fit? Time is linear in the text for each piece in the middle.
    #[must_use]
    pub fn fits(&self, text: &[u8]) -> bool {
        match &*self.pieces {
            [] => false,
            [whole] => whole.as_bytes() == text,
            [first, middle @ .., last] => {
                let Some(rest) = text.strip_prefix(first.as_bytes()) else { return false };
                let Some(mut rest) = rest.strip_suffix(last.as_bytes()) else { return false };
                middle.iter().all(|piece| match memchr::memmem::find(rest, piece.as_bytes()) {
                    Some(at) => {
                        rest = &rest[at + piece.len()..];
                        true
                    }
                    None => false,
                })
            }
        }
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::from("\"");
        for (at, piece) in self.pieces.iter().enumerate() {
            if at > 0 {
                text.push('*');
            }
            let quoted = quote(piece);
            text += &quoted[1..quoted.len() - 1].replace('*', "\\*");
        }
        text.push('"');
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn pieces_fit_in_order_without_overlap() {
        let yes = |glob: &str, text: &str| Glob::quoted(glob).fits(text.as_bytes());
        assert!(yes("a*a", "aa") && !yes("a*a", "a") && !yes("a*a*a", "aa"));
        assert!(yes("*", "") && yes("**", "x") && yes("", "") && !yes("", "a"));
        assert!(yes("*a*b*", "xxaxxbxx") && !yes("*a*b*", "ba"));
        assert!(yes(r"a\*b", "a*b") && !yes(r"a\*b", "axb") && yes(r"C:\x*", r"C:\xyz"));
        for glob in ["a*b", r"*\*\\*", r#"\"*"#, "*", ""] {
            assert_eq!(Glob::quoted(glob).to_string(), format!("\"{glob}\""));
        }
    }
}

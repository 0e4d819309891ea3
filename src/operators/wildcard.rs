//! `wildcard`: `*` stands for any run of characters, the empty one included.

use super::{Context, Operator, Reading, Test};
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::base::text::Text;
use crate::read::tree::Item;
use std::fmt;

/// A wildcard pattern as the texts between its stars: `a*b*` is `a`, `b` and the empty text. The
/// first is where the value begins, the last where it ends; without a star there is one text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Wildcard {
    /// The texts; at least one.
    pub pieces: Box<[Text]>,
}

impl Wildcard {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Words for two stars in a row and for unknown escapes.
    pub fn parse(pattern: &[u8]) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut piece = Vec::new();
        let mut star = false;
        let mut at = 0;
        while let Some(&b) = pattern.get(at) {
            match b {
                b'*' if star => return Err("two `*` in a row".to_owned()),
                b'*' => pieces.push(std::mem::take(&mut piece).into_boxed_slice()),
                b'\\' => {
                    at += 1;
                    match pattern.get(at) {
                        Some(c @ (b'*' | b'\\')) => piece.push(*c),
                        Some(_) => return Err("only `\\*` and `\\\\` are escapes".to_owned()),
                        None => return Err("a lone `\\` at the end".to_owned()),
                    }
                }
                other => piece.push(other),
            }
            star = b == b'*';
            at += 1;
        }
        pieces.push(piece.into_boxed_slice());
        Ok(Self { pieces: pieces.into() })
    }

    /// Is `value` of this form? Time is linear in the value for each piece in the middle.
    #[must_use]
    pub fn matches(&self, value: &[u8]) -> bool {
        match &*self.pieces {
            [] => false,
            [whole] => **whole == *value,
            [first, middle @ .., last] => {
                let Some(rest) = value.strip_prefix(&**first) else { return false };
                let Some(mut rest) = rest.strip_suffix(&**last) else { return false };
                middle.iter().all(|piece| match memchr::memmem::find(rest, piece) {
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

impl fmt::Display for Wildcard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut pattern = Vec::new();
        for (i, piece) in self.pieces.iter().enumerate() {
            if i > 0 {
                pattern.push(b'*');
            }
            for &b in &**piece {
                if matches!(b, b'*' | b'\\') {
                    pattern.push(b'\\');
                }
                pattern.push(b);
            }
        }
        f.write_str(&crate::base::text::quote(&pattern))
    }
}

pub(super) const OPERATOR: Operator = Operator {
    name: "wildcard",
    summary: "a string of this form, where `*` stands for any run of characters",
    example: r#"{"wildcard": "arn:aws:s3:::logs-*/2026/*"}"#,
    schema: r#"{"type": "string"}"#,
    parse: |context, operand| parse(context, operand, false).into_iter().map(reading).collect(),
};

/// The test of a wildcard: a plainer one where it says no more than that.
fn reading(wildcard: Wildcard) -> Reading {
    use super::{Affix, Literal};
    let affix = |text: &Text| Affix { text: text.clone(), ignore_case: false };
    Reading::Test(match &*wildcard.pieces {
        [whole] => Test::Exact(Literal::Text(whole.clone())),
        [first, last] if last.is_empty() => Test::Prefix(affix(first)),
        [first, last] if first.is_empty() => Test::Suffix(affix(last)),
        _ => Test::Wildcard(wildcard),
    })
}

/// Reads one wildcard, or several inside `anything-but`.
pub(super) fn parse(context: &mut Context<'_>, operand: Item<'_>, list: bool) -> Vec<Wildcard> {
    let takes = if list { "a string or a list of strings" } else { "a string" };
    let mut read = Vec::new();
    for text in context.strings("wildcard", operand, list, takes).unwrap_or_default() {
        match Wildcard::parse(&text.text) {
            Ok(wildcard) => read.push(wildcard),
            Err(why) => context.diags.push(
                Diag::new(Code::TL305, text.span, format!("{why} in a wildcard"))
                    .help("`\\*` is a star that stands for itself"),
            ),
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::Wildcard;

    #[test]
    fn pieces_match_in_order_without_overlap() {
        let yes = |p: &str, v: &str| Wildcard::parse(p.as_bytes()).expect(p).matches(v.as_bytes());
        assert!(yes("a*a", "aa") && !yes("a*a", "a") && !yes("a*a*a", "aa"));
        assert!(yes("*", "") && yes("", "") && !yes("", "a"));
        assert!(yes("*a*b*c*", "xxaxxbxxcxx") && !yes("*a*b*c*", "acb"));
        assert!(yes(r"a\*b", "a*b") && !yes(r"a\*b", "axb") && yes(r"*\**", "x*y"));
        for bad in ["**", "a**b", r"a\x", "a\\"] {
            assert!(Wildcard::parse(bad.as_bytes()).is_err(), "{bad}");
        }
        for p in ["a*b", r"*\**", r"a\\*"] {
            let parsed = Wildcard::parse(p.as_bytes()).expect(p);
            assert_eq!(format!("{parsed}"), format!("\"{}\"", p.replace('\\', "\\\\")));
        }
    }
}

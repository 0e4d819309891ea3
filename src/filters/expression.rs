//! Regular expressions between percent signs: the few operators that log groups know, checked
//! here and translated for the engine, so that nothing else gets through.

use super::error::PatternError;
use super::translate::translate;
use regex::bytes::{Regex, RegexBuilder};
use std::fmt;

/// Largest compiled form, in bytes.
const SIZE: usize = 1 << 20;

/// A regular expression. It finds something anywhere in a text unless `^` or `$` ties it.
#[derive(Debug, Clone)]
pub struct Expression {
    text: Box<str>,
    regex: Regex,
}

impl Expression {
    /// Reads what stands between the percent signs; `start` is its place in the pattern.
    pub(super) fn read(text: &str, start: usize) -> Result<Self, PatternError> {
        let translated = translate(text, start)?;
        match RegexBuilder::new(&translated).size_limit(SIZE).build() {
            Ok(regex) => Ok(Self { text: text.into(), regex }),
            Err(regex::Error::CompiledTooBig(_)) => {
                let all = start..start + text.len();
                Err(PatternError::new(all, "the regular expression is too large"))
            }
            Err(_) => {
                let all = start..start + text.len();
                Err(PatternError::new(all, "not a regular expression"))
            }
        }
    }

    /// Is it found in `text`?
    #[must_use]
    pub fn finds(&self, text: &[u8]) -> bool {
        self.regex.is_match(text)
    }

    /// What stands between the percent signs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl Eq for Expression {}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "%{}%", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::Expression;

    fn finds(expression: &str, text: &str) -> bool {
        Expression::read(expression, 1).expect(expression).finds(text.as_bytes())
    }

    #[test]
    fn operators_are_those_of_log_groups() {
        assert!(finds("a{,2}b", "b") && finds("^a{,2}b", "aab") && !finds("^a{,2}b", "aaab"));
        assert!(finds("^a{2,}$", "aaa") && !finds("^a{2,}$", "a") && finds("^a{2}$", "aa"));
        assert!(finds(r"^[\d\-]+$", "1-2") && finds(r"[a\-z]", "-") && !finds("^[a-c]$", "-"));
        assert!(finds(r"\D", "é") && finds("^.$", "é") && !finds(r"\w", "é"));
        assert!(finds("]}", "]}") && finds(r"\[\]", "[]") && finds("[[]", "["));
        assert!(finds("gra|ey", "grab") && finds("gra|ey", "hey") && finds("a+?b", "aab"));
    }

    #[test]
    fn everything_else_is_refused_at_its_place() {
        let at = |expression: &str| Expression::read(expression, 0).expect_err(expression).at;
        assert_eq!(at("ab!"), 2..3);
        assert_eq!(at("(ab)+"), 0..1);
        assert_eq!(at("caf\u{e9}"), 3..5);
        for bad in [
            "*a", "a**", "a*+", "a{", "a{x}", "a{3,1}", "a{,}", "[", "[]", "[^]", "\\", "\\q",
            "\\x4", "[z-a]", "[a-\\d]", "a|*", "~", "a{+1}", "\\x+1",
        ] {
            assert!(Expression::read(bad, 0).is_err(), "{bad}");
        }
        assert!(Expression::read("a{999}{999}", 0).is_err());
        assert!(Expression::read("[a-z]{99999}", 0).is_err(), "too large");
    }
}

//! Terms: texts and regular expressions that a line has to contain, or not to contain.

use super::cursor::{Cursor, quote, unquote};
use super::error::PatternError;
use super::expression::Expression;
use std::fmt;

/// What is looked for in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Find {
    /// A text, found inside of words too.
    Text(Box<str>),
    /// A regular expression.
    Expression(Expression),
}

impl Find {
    /// Is it in the line?
    #[must_use]
    pub fn is_in(&self, line: &[u8]) -> bool {
        match self {
            Self::Text(text) => memchr::memmem::find(line, text.as_bytes()).is_some(),
            Self::Expression(expression) => expression.finds(line),
        }
    }
}

/// A pattern of terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms<F = Find> {
    /// All of these have to be there.
    pub required: Vec<F>,
    /// None of these (`-term`) may be there.
    pub excluded: Vec<F>,
    /// One of these (`?term`) has to be there; ignored next to terms of other kinds.
    pub optional: Vec<F>,
}

impl<F> Terms<F> {
    /// Does the pattern hold, given which terms are there?
    pub fn holds(&self, mut is_in: impl FnMut(&F) -> bool) -> bool {
        if self.required.is_empty() && self.excluded.is_empty() {
            return self.optional.iter().any(is_in);
        }
        self.required.iter().all(&mut is_in) && !self.excluded.iter().any(is_in)
    }

    /// The same pattern of other things to look for.
    pub(super) fn map<G>(&self, mut other: impl FnMut(&F) -> G) -> Terms<G> {
        let mut each = |finds: &[F]| finds.iter().map(&mut other).collect();
        Terms {
            required: each(&self.required),
            excluded: each(&self.excluded),
            optional: each(&self.optional),
        }
    }
}

impl Terms {
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, PatternError> {
        let mut terms = Self { required: Vec::new(), excluded: Vec::new(), optional: Vec::new() };
        let mut first_optional = None;
        loop {
            cursor.blanks();
            if cursor.peek().is_none() {
                break;
            }
            let start = cursor.at();
            let sign = cursor.run(|c| matches!(c, '?' | '-'));
            // One sign belongs to the language; what follows it to the term.
            cursor.back_to(start + sign.len().min(1));
            let find = term(cursor, start)?;
            match sign.chars().next() {
                Some('?') => {
                    first_optional.get_or_insert(start..cursor.at());
                    terms.optional.push(find);
                }
                Some(_) => terms.excluded.push(find),
                None => terms.required.push(find),
            }
        }
        let others = !terms.required.is_empty() || !terms.excluded.is_empty();
        if let Some(at) = first_optional.filter(|_| others) {
            let words = "terms with `?` are ignored next to terms without it";
            cursor.notes.push(PatternError::new(at, words).help("give all of them `?`, or none"));
        }
        Ok(terms)
    }
}

/// A term after its sign; `start` is the place of the sign.
fn term(cursor: &mut Cursor<'_>, start: usize) -> Result<Find, PatternError> {
    let find = match cursor.peek() {
        Some('"') => Find::Text(unquote(cursor.quoted()?).into()),
        Some('%') => Find::Expression(cursor.expression()?),
        _ => {
            let word = cursor.run(|c| !c.is_whitespace() && !"\"{[(".contains(c));
            if word.is_empty() && cursor.peek().is_none_or(char::is_whitespace) {
                let sign = cursor.since(start);
                return Err(PatternError::new(
                    start..cursor.at(),
                    format!("a term is missing after `{sign}`"),
                )
                .help(format!("the character itself is `\"{sign}\"`")));
            }
            Find::Text(word.into())
        }
    };
    if cursor.peek().is_some_and(|c| !c.is_whitespace()) {
        let rest = cursor.at();
        let found = cursor.found();
        cursor.run(|c| !c.is_whitespace());
        let text = cursor.since(start).trim_start_matches(['?', '-']);
        return Err(PatternError::new(
            rest..cursor.at(),
            format!("expected a blank after the term, {found}"),
        )
        .help(format!(
            "terms with such characters go in quotes: {}",
            quote(&text.replace('"', ""))
        )));
    }
    Ok(find)
}

impl fmt::Display for Find {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&quote(text)),
            Self::Expression(expression) => expression.fmt(f),
        }
    }
}

impl fmt::Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [("", &self.required), ("-", &self.excluded), ("?", &self.optional)];
        let all = kinds.into_iter().flat_map(|(sign, finds)| finds.iter().map(move |t| (sign, t)));
        for (at, (sign, find)) in all.enumerate() {
            let blank = if at == 0 { "" } else { " " };
            write!(f, "{blank}{sign}{find}")?;
        }
        Ok(())
    }
}

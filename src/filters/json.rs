//! JSON patterns: `{ ($.eventName = "Delete*") && ($.userIdentity.invokedBy NOT EXISTS) }`.

use super::compare::{Compare, Value};
use super::cursor::Cursor;
use super::error::PatternError;
use super::selector::{Selector, odd};
use super::words::words;
use std::fmt;

/// Deepest nesting of parentheses.
const DEPTH: usize = 64;

/// What a selected value has to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Some selected value compares so. Lists and objects do not compare.
    Compare(Compare),
    /// Some selected value is `null`.
    IsNull,
    /// Some selected value is `true` (or `false`).
    Is(bool),
    /// There is no selected value, not even `null`, a list or an object.
    NotExists,
}

/// An expression over a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// All of them; at least two.
    All(Vec<Self>),
    /// One of them; at least two.
    Any(Vec<Self>),
    /// A test of one selector.
    Test(Selector, Test),
}

impl Expr {
    /// Does it hold, given which tests do?
    pub fn holds(&self, test: &mut impl FnMut(&Selector, &Test) -> bool) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|p| p.holds(test)),
            Self::Any(parts) => parts.iter().any(|p| p.holds(test)),
            Self::Test(selector, of) => test(selector, of),
        }
    }

    /// Reads a pattern in braces; the cursor stands at the brace.
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, PatternError> {
        cursor.bump();
        cursor.blanks();
        if cursor.peek() == Some('}') {
            return Err(cursor
                .fault("expected a selector, found `}`")
                .help("`{ $.name = * }` asks for a record with this field"));
        }
        let expr = any(cursor, 0)?;
        if !cursor.eat("}") {
            let words = format!("expected `&&`, `||` or `}}`, {}", cursor.found());
            return Err(joint(cursor, words));
        }
        cursor.end('}')?;
        Ok(expr)
    }
}

/// A fault where `&&` or `||` could stand; says what other languages' words for them are here.
fn joint(cursor: &Cursor<'_>, words: String) -> PatternError {
    let rest = cursor.rest();
    let meant = [("and", "&&"), ("&", "&&"), ("or", "||"), ("|", "||")].into_iter();
    let meant = meant.map(|(word, sign)| (rest.get(..word.len()).unwrap_or_default(), word, sign));
    let mut meant = meant.filter(|(found, word, _)| found.eq_ignore_ascii_case(word));
    match (meant.next(), rest.chars().next()) {
        (Some((found, _, sign)), _) => {
            let at = cursor.at()..cursor.at() + found.len();
            PatternError::new(at, words).help(format!("write `{sign}`"))
        }
        (None, Some(')' | '}') | None) => cursor.fault(words),
        _ => cursor.fault(words).help("values with blanks or other signs go in double quotes"),
    }
}

fn any(cursor: &mut Cursor<'_>, depth: usize) -> Result<Expr, PatternError> {
    let mut parts = Vec::new();
    loop {
        match all(cursor, depth)? {
            Expr::Any(inner) => parts.extend(inner),
            other => parts.push(other),
        }
        if !cursor.eat("||") {
            break;
        }
    }
    Ok(one(parts, Expr::Any))
}

fn all(cursor: &mut Cursor<'_>, depth: usize) -> Result<Expr, PatternError> {
    let mut parts = Vec::new();
    loop {
        match primary(cursor, depth)? {
            Expr::All(inner) => parts.extend(inner),
            other => parts.push(other),
        }
        cursor.blanks();
        if !cursor.eat("&&") {
            break;
        }
    }
    Ok(one(parts, Expr::All))
}

fn one(mut parts: Vec<Expr>, join: fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            join(parts)
        }
        None => join(parts),
    }
}

fn primary(cursor: &mut Cursor<'_>, depth: usize) -> Result<Expr, PatternError> {
    cursor.blanks();
    if cursor.peek() != Some('(') {
        return test(cursor);
    }
    let open = cursor.here();
    if depth == DEPTH {
        return Err(PatternError::new(open, "parentheses are nested too deeply"));
    }
    cursor.bump();
    let inner = any(cursor, depth + 1)?;
    if cursor.eat(")") {
        return Ok(inner);
    }
    if matches!(cursor.peek(), None | Some('}')) {
        return Err(PatternError::new(open, "a parenthesis that is not closed"));
    }
    let words = format!("expected `&&`, `||` or `)`, {}", cursor.found());
    Err(joint(cursor, words))
}

fn test(cursor: &mut Cursor<'_>) -> Result<Expr, PatternError> {
    let start = cursor.at();
    let selector = Selector::read(cursor)?;
    let name = cursor.since(start);
    if cursor.peek().is_some_and(|c| !c.is_whitespace() && !"=!<>~()&|{}".contains(c)) {
        return Err(odd(cursor));
    }
    cursor.blanks();
    if let Some(compare) = Compare::read(cursor, name, bare)? {
        if let Compare::Equal(Value::Glob(glob)) | Compare::Unequal(Value::Glob(glob)) = &compare
            && let Some(word @ ("true" | "false" | "null")) = glob.exact()
        {
            let at = start..cursor.at();
            let words =
                format!("`{word}` is compared as text here: no bool or null is equal to it");
            let meant = format!("write `{name} IS {}`", word.to_ascii_uppercase());
            cursor.notes.push(PatternError::new(at, words).help(meant));
        }
        cursor.blanks();
        return Ok(Expr::Test(selector, Test::Compare(compare)));
    }
    let test = words(cursor, name)?;
    cursor.blanks();
    Ok(Expr::Test(selector, test))
}

/// How long a value without quotes is: letters, digits and what names and addresses have.
fn bare(text: &str) -> usize {
    let wanted = |c: char| c.is_alphanumeric() || "_.*+-:/@".contains(c);
    text.find(|c: char| !wanted(c)).unwrap_or(text.len())
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(compare) => compare.fmt(f),
            Self::IsNull => f.write_str("IS NULL"),
            Self::Is(true) => f.write_str("IS TRUE"),
            Self::Is(false) => f.write_str("IS FALSE"),
            Self::NotExists => f.write_str("NOT EXISTS"),
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, sign) = match self {
            Self::Test(selector, test) => return write!(f, "{selector} {test}"),
            Self::All(parts) => (parts, "&&"),
            Self::Any(parts) => (parts, "||"),
        };
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                write!(f, " {sign} ")?;
            }
            write!(f, "({part})")?;
        }
        Ok(())
    }
}

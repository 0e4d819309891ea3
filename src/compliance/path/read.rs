//! Reading the text of a path: what the parser must be kept from, and words for what it refuses.

use super::compile::steps;
use super::{Path, PathError, Root};
use jsonpath_rust::parser::errors::JsonPathError;
use jsonpath_rust::parser::parse_json_path;

/// Longest path, in bytes.
const LENGTH: usize = 4096;

/// Deepest nesting of brackets and parentheses.
const DEPTH: usize = 16;

/// Deepest nesting of functions: the time that the parser takes grows threefold with each.
const FUNCTIONS: usize = 3;

/// Reads a path.
pub(super) fn path(text: &str) -> Result<Path, PathError> {
    let root = match text.as_bytes().first() {
        Some(b'$') => Root::Item,
        Some(b'@') => Root::Element,
        _ => {
            let error = PathError::new(0, "a path begins with `$` or `@`");
            let help = match text.split(['.', '[']).next() {
                Some("") | None => "`$` is the item, `@` the current element".to_owned(),
                Some(_) => format!("`$.{text}` reads it from the item"),
            };
            return Err(error.help(help));
        }
    };
    nesting(text)?;
    // `@` is `$` over the element.
    let query = format!("${}", &text[1..]);
    let parsed = parse_json_path(&query).map_err(|e| refused(text, &e))?;
    let steps = steps(&parsed.segments).map_err(|why| PathError::new(0, why))?;
    Ok(Path { root, steps, text: text.into() })
}

/// Refuses what is too long or too deep for the parser.
fn nesting(text: &str) -> Result<(), PathError> {
    if text.len() > LENGTH {
        return Err(PathError::new(LENGTH, format!("a path has at most {LENGTH} bytes")));
    }
    let mut open: Vec<bool> = Vec::new();
    let mut quote = None;
    let mut before = ' ';
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(q), c) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[') => {
                open.push(c == '(' && before.is_ascii_alphanumeric());
                if open.len() > DEPTH || open.iter().filter(|f| **f).count() > FUNCTIONS {
                    return Err(PathError::new(at, "nested too deep"));
                }
            }
            (None, ')' | ']') => {
                open.pop();
            }
            (None, _) => {}
        }
        before = c;
    }
    Ok(())
}

/// The words for a text that is not a path.
fn refused(text: &str, error: &JsonPathError) -> PathError {
    let JsonPathError::PestError(error) = error else {
        return PathError::new(0, "not a path of RFC 9535");
    };
    // The location is `Pos(n)` or `Span((n, m))`; its type is not among what the crate shows.
    let location = format!("{:?}", error.location);
    let digits: String = location
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    let mut at = digits.parse().unwrap_or(0).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let rest = &text[at..];
    let Some(found) = rest.chars().next() else {
        return PathError::new(at, "the path ends too early");
    };
    let error = PathError::new(at, format!("`{found}` does not belong here"));
    let before = text[..at].rsplit(['.', '[', ']']).next().unwrap_or_default();
    match found {
        '-' | ':' | '/' | '@' if !before.is_empty() && !before.contains('?') => {
            let rest = rest.split(['.', '[', ' ']).next().unwrap_or_default();
            error.help(format!("a name with `{found}` in it is quoted: `['{before}{rest}']`"))
        }
        c if c.is_whitespace() => error.help("blanks stand inside of brackets only"),
        '=' => error.help("`==` compares"),
        '&' | '|' => error.help("`&&` and `||` join conditions"),
        _ => error,
    }
}

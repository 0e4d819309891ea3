//! The members of a JSON object and the elements of a list, as raw text and without a tree.
//!
//! What is no JSON ends the walk; what was seen before it stands.

use crate::base::text::unescape;
use std::borrow::Cow;

/// Shows the members of the object at the start of `text`; false when it breaks off.
pub(super) fn members<'a>(text: &'a [u8], mut visit: impl FnMut(Cow<'a, [u8]>, &'a [u8])) -> bool {
    let mut at = blanks(text, 1);
    if text.get(at) == Some(&b'}') {
        return true;
    }
    loop {
        let Some((key, end)) = value(text, at) else { return false };
        let Some(key) = inside(key) else { return false };
        let colon = blanks(text, end);
        if text.get(colon) != Some(&b':') {
            return false;
        }
        let Some((raw, end)) = value(text, blanks(text, colon + 1)) else { return false };
        visit(unescape(key), raw);
        match next(text, end, b'}') {
            Some((_, true)) => return true,
            Some((place, false)) => at = place,
            None => return false,
        }
    }
}

/// Shows the elements of the list at the start of `text`; false when it breaks off.
pub(super) fn elements<'a>(
    text: &'a [u8],
    mut visit: impl FnMut(&'a [u8]) -> Result<(), String>,
) -> Result<bool, String> {
    let mut at = blanks(text, 1);
    if text.get(at) == Some(&b']') {
        return Ok(true);
    }
    loop {
        let Some((raw, end)) = value(text, at) else { return Ok(false) };
        visit(raw)?;
        match next(text, end, b']') {
            Some((_, true)) => return Ok(true),
            Some((place, false)) => at = place,
            None => return Ok(false),
        }
    }
}

/// The inside of a raw string; `None` for any other value.
pub(super) fn inside(raw: &[u8]) -> Option<&[u8]> {
    raw.strip_prefix(b"\"")?.strip_suffix(b"\"")
}

/// Behind a comma, or the end.
fn next(text: &[u8], at: usize, close: u8) -> Option<(usize, bool)> {
    let at = blanks(text, at);
    match text.get(at)? {
        b',' => Some((blanks(text, at + 1), false)),
        byte => (*byte == close).then_some((at, true)),
    }
}

/// The raw value at `at`, and its end.
fn value(text: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let end = match text.get(at)? {
        b'"' => string(text, at)?,
        b'{' | b'[' => nested(text, at)?,
        _ => {
            let rest = text.get(at..)?;
            let solid = |b: &u8| !matches!(b, b',' | b'}' | b']' | b':' | 0..=b' ');
            let len = rest.iter().position(|b| !solid(b)).unwrap_or(rest.len());
            (len > 0).then_some(at + len)?
        }
    };
    Some((text.get(at..end)?, end))
}

/// Behind the string that begins at `at`.
fn string(text: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Behind the object or list that begins at `at`.
fn nested(text: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        match text.get(at)? {
            b'"' => {
                at = string(text, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

fn blanks(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count()
}

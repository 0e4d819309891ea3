//! Text of JSON strings: bytes of WTF-8, that is UTF-8 in which a lone surrogate, which JSON can
//! spell and UTF-8 cannot, is three bytes of its own. So every JSON string has one spelling and
//! strings compare byte by byte after unescaping.

use std::borrow::Cow;

/// A decoded JSON string.
pub type Text = Box<[u8]>;

/// Decodes the inside of a JSON string literal (without its quotes), which must be well formed.
#[must_use]
pub fn unescape(raw: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\\', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    unescape_into(raw, &mut out);
    Cow::Owned(out)
}

/// Decodes the inside of a JSON string literal onto the end of `out`.
pub fn unescape_into(raw: &[u8], out: &mut Vec<u8>) {
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        let Some(&escape) = rest.get(at + 1) else { break };
        rest = &rest[at + 2..];
        match escape {
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'u' => {
                let unit = hex4(rest);
                rest = rest.get(4..).unwrap_or_default();
                let pair = (0xD800..0xDC00).contains(&unit) && rest.starts_with(b"\\u");
                let low = if pair { hex4(&rest[2..]) } else { 0 };
                if (0xDC00..0xE000).contains(&low) {
                    rest = rest.get(6..).unwrap_or_default();
                    push_code_point(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), out);
                } else {
                    push_code_point(unit, out);
                }
            }
            other => out.push(other),
        }
    }
    out.extend_from_slice(rest);
}

/// The value of the four hex digits at the start of `digits`; 0 for what is no digit.
fn hex4(digits: &[u8]) -> u32 {
    digits.iter().take(4).fold(0, |n, d| (n << 4) | char::from(*d).to_digit(16).unwrap_or(0))
}

/// Appends a code point, surrogates included, as (generalised) UTF-8.
pub fn push_code_point(point: u32, out: &mut Vec<u8>) {
    let low6 = |shift: u32| 0x80 | ((point >> shift) & 0x3F) as u8;
    match point {
        0..0x80 => out.push(point as u8),
        0x80..0x800 => out.extend([0xC0 | (point >> 6) as u8, low6(0)]),
        0x800..0x10000 => out.extend([0xE0 | (point >> 12) as u8, low6(6), low6(0)]),
        _ => out.extend([0xF0 | (point >> 18) as u8, low6(12), low6(6), low6(0)]),
    }
}

/// The code point at the start of `text` and its length in bytes. `text` must not be empty.
#[must_use]
pub fn first_code_point(text: &[u8]) -> (u32, usize) {
    let byte = |i: usize| u32::from(text.get(i).copied().unwrap_or(0));
    let low6 = |i: usize| byte(i) & 0x3F;
    match byte(0) {
        b @ 0..0x80 => (b, 1),
        b @ 0xC0..0xE0 => (((b & 0x1F) << 6) | low6(1), 2.min(text.len())),
        b @ 0xE0..0xF0 => (((b & 0x0F) << 12) | (low6(1) << 6) | low6(2), 3.min(text.len())),
        b => (((b & 0x07) << 18) | (low6(1) << 12) | (low6(2) << 6) | low6(3), 4.min(text.len())),
    }
}

/// For people: lone surrogates become U+FFFD.
#[must_use]
pub fn show(text: &[u8]) -> Cow<'_, str> {
    match simdutf8::basic::from_utf8(text) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(text),
    }
}

/// The words of an operating system error: lower case at their start, without its number.
#[must_use]
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let mut chars = text.split(" (os error").next().unwrap_or(&text).chars();
    chars.next().map(|c| c.to_ascii_lowercase()).into_iter().chain(chars).collect()
}

/// The JSON literal (with quotes) of a text.
#[must_use]
pub fn quote(text: &[u8]) -> String {
    use std::fmt::Write;
    let mut out = String::from("\"");
    let mut rest = text;
    while !rest.is_empty() {
        let (point, len) = first_code_point(rest);
        rest = &rest[len..];
        match char::from_u32(point) {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c) if c >= ' ' => out.push(c),
            _ => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{point:04x}");
            }
        }
    }
    out.push('"');
    out
}

/// Text for XML, without the characters that it cannot hold.
#[must_use]
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_decode_to_one_spelling() {
        assert_eq!(&*unescape(br"a\u0062\/\n\u00e9\ud83d\ude00"), "ab/\né😀".as_bytes());
        assert_eq!(&*unescape(br"\ud800"), &[0xED, 0xA0, 0x80]);
        assert_eq!(&*unescape(br"\ud800\u0041"), &[0xED, 0xA0, 0x80, b'A']);
        assert_eq!(&*unescape(br"\ude00\ud83d"), &[0xED, 0xB8, 0x80, 0xED, 0xA0, 0xBD]);
    }

    #[test]
    fn quote_is_the_inverse_of_unescape() {
        for raw in [&br#"a\"b\\c\u0000\ud800x"#[..], "é😀\u{7f}".as_bytes()] {
            let text = unescape(raw).into_owned();
            let quoted = quote(&text);
            assert_eq!(unescape(&quoted.as_bytes()[1..quoted.len() - 1]), text);
        }
    }
}

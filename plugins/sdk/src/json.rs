//! JSON as text: escaping, and texts of values.

use serde_json::Value;
use std::borrow::Cow;

/// The text of a value: of a string its characters, of anything else its JSON.
#[must_use]
pub fn plain(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// Adds a text as it stands inside the quotes of a JSON string.
pub fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                out.push_str("\\u00");
                out.push_str(&crate::sign::hex(&[c as u8]));
            }
            c => out.push(c),
        }
    }
}

/// A text as a JSON string, with its quotes.
#[must_use]
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    escape_into(&mut out, text);
    out.push('"');
    out
}

/// JSON text on one line and without blanks, all else as it was. None when the text is not JSON.
#[must_use]
pub fn compact(text: &str) -> Option<String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    let (mut quoted, mut escaped) = (false, false);
    let keep = |c: &char| {
        if quoted {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => quoted = false,
                _ => {}
            }
            return true;
        }
        quoted = *c == '"';
        !matches!(c, ' ' | '\t' | '\r' | '\n')
    };
    Some(text.chars().filter(keep).collect())
}

/// A body as one JSON value on one line: itself, or a string when it is not JSON.
#[must_use]
pub fn line(body: &str) -> String {
    compact(body).unwrap_or_else(|| quote(body))
}

/// Adds a text as it stands in HTML, in an attribute too.
pub fn html_escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

/// Adds a text with everything but letters, digits and `-._~` percent-encoded.
pub fn url_encode_into(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&crate::sign::hex(&[byte]).to_ascii_uppercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_texts_read_back() {
        let text = "a\"b\\c\n\r\t\u{1}\u{1f}é\u{1f600}";
        assert_eq!(serde_json::from_str::<String>(&quote(text)).unwrap(), text);
    }

    #[test]
    fn lines_keep_texts() {
        let text = "{ \"a\" : [1.10,\n 1e400], \"b \\\" {\": \" \\\\\" }\n";
        assert_eq!(line(text), r#"{"a":[1.10,1e400],"b \" {":" \\"}"#);
        assert_eq!(line("two\nlines"), r#""two\nlines""#);
        assert_eq!(line("{} {}"), r#""{} {}""#);
    }

    #[test]
    fn addresses_are_encoded() {
        let mut out = String::new();
        url_encode_into(&mut out, "a b/ü~");
        assert_eq!(out, "a%20b%2F%C3%BC~");
    }
}

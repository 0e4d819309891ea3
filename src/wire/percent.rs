//! Percent-encoding as AWS signs it, and its inverse.

/// Decodes `%XX`, and `+` as a blank where `form` is set.
///
/// # Errors
/// An escape that is cut or no hex, or bytes that are no UTF-8.
pub fn decode(text: &str, form: bool) -> Result<String, &'static str> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                match (digit(), digit()) {
                    (Some(high), Some(low)) => out.push((high << 4 | low) as u8),
                    _ => return Err("bad percent-encoding"),
                }
            }
            b'+' if form => out.push(b' '),
            other => out.push(other),
        }
    }
    String::from_utf8(out).map_err(|_| "percent-encoding that is no UTF-8")
}

/// Encodes every byte but letters, digits and `-_.~`; `/` stays where `path` is set.
#[must_use]
pub fn encode(bytes: &[u8], path: bool) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) || (path && byte == b'/') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

/// The names and values of a query or a form, decoded, in their order.
///
/// # Errors
/// As `decode`, or more pairs than `most`.
pub fn pairs(text: &str, form: bool, most: usize) -> Result<Vec<(String, String)>, &'static str> {
    let mut out = Vec::new();
    for pair in text.split('&').filter(|p| !p.is_empty()) {
        if out.len() == most {
            return Err("too many values");
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        out.push((decode(name, form)?, decode(value, form)?));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let text = "a b/é+%~";
        assert_eq!(encode(text.as_bytes(), false), "a%20b%2F%C3%A9%2B%25~");
        assert_eq!(encode(text.as_bytes(), true), "a%20b/%C3%A9%2B%25~");
        assert_eq!(decode(&encode(text.as_bytes(), false), true).as_deref(), Ok(text));
        assert_eq!(decode("a+b", true).as_deref(), Ok("a b"));
        assert_eq!(decode("a+b", false).as_deref(), Ok("a+b"));
    }

    #[test]
    fn bad_escapes_are_refused() {
        for text in ["%", "%4", "%zz", "%ff", "a%C3", "%+1"] {
            assert!(decode(text, true).is_err(), "{text}");
        }
    }
}

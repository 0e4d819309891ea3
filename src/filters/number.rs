//! Numbers in patterns, records and lines, compared as double-precision values.

/// The number that a text spells: a sign, digits, a point with digits, an exponent.
#[must_use]
pub(super) fn number(text: &[u8]) -> Option<f64> {
    let digits = |text: &[u8]| text.iter().take_while(|b| b.is_ascii_digit()).count();
    let signed = |text: &[u8]| usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let mut at = signed(text);
    let whole = digits(&text[at..]);
    at += whole;
    if whole == 0 {
        return None;
    }
    if text.get(at) == Some(&b'.') {
        let fraction = digits(&text[at + 1..]);
        at += 1 + fraction;
        if fraction == 0 {
            return None;
        }
    }
    if matches!(text.get(at), Some(b'e' | b'E')) {
        at += 1;
        at += signed(&text[at..]);
        let exponent = digits(&text[at..]);
        at += exponent;
        if exponent == 0 {
            return None;
        }
    }
    if at != text.len() {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok().filter(|n: &f64| n.is_finite())
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_those_of_json_with_a_plus() {
        for (text, value) in [("1", 1.0), ("-2.5", -2.5), ("+1e+3", 1000.0), ("1E-3", 0.001)] {
            assert_eq!(number(text.as_bytes()), Some(value), "{text}");
        }
        for text in ["", "-", "1.", ".5", "1e", "1e+", "1x", "nan", "inf", "0x1", " 1", "--1"] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
    }
}

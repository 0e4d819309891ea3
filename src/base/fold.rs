//! Letter case: Unicode simple case folding (CaseFolding.txt, classes C and S), both ways alike.

use super::text::{first_code_point, push_code_point};
use std::borrow::Cow;

/// `text` with every code point replaced by its simple case folding. Lone surrogates stay.
#[must_use]
pub fn fold(text: &[u8]) -> Cow<'_, [u8]> {
    if text.iter().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
        let mut out = Vec::with_capacity(text.len());
        fold_into(text, &mut out);
        Cow::Owned(out)
    } else {
        Cow::Borrowed(text)
    }
}

/// The folding of `text`, in `buffer` where it differs from `text`: for those who may not allocate.
pub fn fold_with<'a>(text: &'a [u8], buffer: &'a mut Vec<u8>) -> &'a [u8] {
    if text.iter().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
        buffer.clear();
        fold_into(text, buffer);
        buffer
    } else {
        text
    }
}

/// Appends the folding of `text` to `out`.
pub fn fold_into(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(&first) = rest.first() {
        if first.is_ascii() {
            out.push(first.to_ascii_lowercase());
            rest = &rest[1..];
        } else {
            let (point, len) = first_code_point(rest);
            push_code_point(fold_point(point), out);
            rest = &rest[len..];
        }
    }
}

fn fold_point(point: u32) -> u32 {
    char::from_u32(point)
        .and_then(unicode_case_mapping::case_folded)
        .map_or(point, std::num::NonZeroU32::get)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn folds_both_ways_alike() {
        let same = |a: &str, b: &str| fold(a.as_bytes()) == fold(b.as_bytes());
        assert!(same("ΣΑΣ", "σας"));
        assert!(same("K", "k"));
        assert!(same("ẞ", "ß"));
        assert!(same("𐐀", "𐐨"));
        assert!(same("µ", "Μ"));
        assert!(!same("straße", "STRASSE"));
        assert!(!same("I", "ı"));
        assert!(!same("i", "İ"));
        assert_eq!(&*fold(&[0xED, 0xA0, 0x80, b'A']), &[0xED, 0xA0, 0x80, b'a']);
    }
}

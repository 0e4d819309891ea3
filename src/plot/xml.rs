//! Pieces of pictures: texts and coordinates.

pub(super) use crate::base::text::xml as escaped;

/// The first characters of a text, with an ellipsis where some were cut.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// A coordinate in tenths of a pixel.
pub(super) fn px(value: f64) -> String {
    // INVARIANT: no other way leads a number into a picture's geometry, so none is NaN.
    let value = if value.is_finite() { value } else { 0.0 };
    let text = format!("{value:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{cut, escaped, px};

    #[test]
    fn pieces() {
        assert_eq!(escaped("a<b>&\"\u{0}\n"), "a&lt;b&gt;&amp;&quot;\u{FFFD} ");
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!([1.0, -0.04, 2.25, f64::NAN].map(px), ["1", "0", "2.2", "0"]);
    }
}

//! Diamonds on the values that breach, and dots on lone ones.

use super::frame::Frame;
use super::trace::Spot;
use super::xml::px;
use std::fmt::Write;

/// Diamonds nearer to each other than this are small.
const NEAR: f64 = 8.0;

/// Diamonds as class and data of one path: of the breaching values in a column of pixels the one
/// farthest beyond the limit has one.
pub(super) fn diamonds(frame: &Frame<'_>) -> (&'static str, String) {
    let mut marks: Vec<(f64, f64, f64)> = Vec::new();
    for (at, value, beyond) in frame.breaches() {
        let (x, y) = (frame.x(at), frame.y(value));
        match marks.last_mut() {
            Some(mark) if mark.0.floor() == x.floor() => {
                if beyond > mark.2 {
                    *mark = (x, y, beyond);
                }
            }
            _ => marks.push((x, y, beyond)),
        }
    }
    let near = marks.windows(2).any(|pair| pair[1].0 - pair[0].0 < NEAR);
    let (class, half) = if near { ("tl-breach tl-small", "2.5") } else { ("tl-breach", "4") };
    let mut out = String::new();
    for (x, y, _) in marks {
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "M{} {}m-{half} 0l{half}-{half} {half} {half}-{half} {half}z",
            px(x),
            px(y)
        );
    }
    (class, out)
}

/// Dots as the data of one path: strokes without length, which round ends make visible.
pub(super) fn dots(spots: &[Spot]) -> String {
    let mut out = String::new();
    for (x, y) in spots {
        let _ = write!(out, "M{} {}h0", px(*x), px(*y));
    }
    out
}

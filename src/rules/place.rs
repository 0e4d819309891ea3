//! Places within a value: what a reader of a language of its own (expressions, filter patterns, rules
//! of composite alarms) found in a text is shown in the document that holds it.

use crate::base::span::Span;
use crate::read::tree::Item;
use std::ops::Range;

/// The place of the text of a value, without quotes; all of the value where its text is not written
/// as it reads, such as over several lines.
#[must_use]
pub fn text_of(item: Item<'_>, text: &str) -> Span {
    let span = item.span();
    match memchr::memmem::find(item.raw(), text.as_bytes()) {
        Some(begins) if !text.is_empty() => {
            let start = span.start + begins as u32;
            Span { start, end: start + text.len() as u32, ..span }
        }
        _ => span,
    }
}

/// The place of a part of a text whose own place is `span`, as [`text_of`] gives it.
#[must_use]
pub fn part_of(span: Span, text: &str, part: &Range<usize>) -> Span {
    let verbatim = (span.end - span.start) as usize == text.len();
    if !verbatim || part.is_empty() || part.end > text.len() {
        return span;
    }
    let start = span.start + part.start as u32;
    Span { start, end: start + part.len() as u32, ..span }
}

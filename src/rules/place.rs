//! Places within a value: what a reader of a language of its own (expressions, filter patterns, rules
//! of composite alarms) found in a text is shown in the document that holds it.

use crate::base::span::Span;
use std::ops::Range;

/// The place of a part of a text that stands at `span`; all of it where the text is not written as it
/// reads, such as over several lines.
#[must_use]
pub fn part_of(span: Span, text: &str, part: &Range<usize>) -> Span {
    let quotes =
        (span.end - span.start) as usize - text.len().min((span.end - span.start) as usize);
    let quote = match quotes {
        0 => 0,
        2 => 1,
        _ => return span,
    };
    if part.is_empty() || part.end > text.len() {
        return span;
    }
    let start = span.start + quote + part.start as u32;
    Span { start, end: start + part.len() as u32, ..span }
}

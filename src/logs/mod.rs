//! Floor 3: log events of the records of inputs.
//!
//! A record is a line of a log, of which the time is looked for in its text or its JSON, or a
//! document with many events: what a subscription of CloudWatch Logs delivers, what its
//! FilterLogEvents and GetLogEvents answer, or one event of such an answer. Pure: bytes in, events
//! out; nothing here reads a clock.

mod document;
mod line;
mod members;
#[cfg(test)]
mod tests;
mod time;

use std::borrow::Cow;

/// An event of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEvent<'a> {
    /// The log group, where the record names one.
    pub group: Option<Cow<'a, str>>,
    /// The log stream, where the record names one.
    pub stream: Option<Cow<'a, str>>,
    /// When, in milliseconds since 1970; `None` when the record does not say.
    pub at: Option<i64>,
    /// Its text, without a time that an export of CloudWatch Logs put in front.
    pub message: Cow<'a, [u8]>,
}

/// Shows the events of a record to `visit`, in order; a message that tests a subscription has none.
///
/// `reference` is a time (milliseconds since 1970) near that of the record, such as that of the
/// event before it: it gives the year where a line has none.
///
/// # Errors
/// What is wrong with a document; a line is always an event.
pub fn each<'a>(
    record: &'a [u8],
    reference: Option<i64>,
    mut visit: impl FnMut(LogEvent<'a>),
) -> Result<(), String> {
    let trimmed = record.trim_ascii();
    if !trimmed.starts_with(b"{") {
        visit(line::event(record, reference));
        return Ok(());
    }
    let found = document::Found::new(trimmed);
    if found.is_document() {
        return found.each(&mut visit);
    }
    let at = found.at();
    visit(LogEvent { group: None, stream: None, at, message: Cow::Borrowed(record) });
    Ok(())
}

/// Does a line begin as those of logs do, with a time?
#[must_use]
pub fn begins_with_time(line: &[u8]) -> bool {
    time::find(line, Some(0)).is_some()
}

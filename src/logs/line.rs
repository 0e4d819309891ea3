//! A line of text as an event.

use super::{LogEvent, time};
use std::borrow::Cow;

/// The event of a line that is no JSON object.
///
/// Exports of CloudWatch Logs write the time of an event, to the millisecond and in UTC, and a blank
/// before its message. A time written otherwise is the message's own.
pub(super) fn event(line: &[u8], reference: Option<i64>) -> LogEvent<'_> {
    let stamp = time::find(line, reference);
    let message = match stamp {
        Some(stamp) if stamp.exported => line.get(stamp.end + 1..).unwrap_or_default(),
        _ => line,
    };
    let at = stamp.map(|stamp| stamp.at);
    LogEvent { group: None, stream: None, at, message: Cow::Borrowed(message) }
}

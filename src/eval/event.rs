//! The event of a record: the record itself, or what AWS would deliver of it.

use super::duplicates::key;
use crate::sources::{Chunk, Form, Record, cloudtrail, s3};

/// A record's event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordEvent {
    /// The record itself, or what AWS would deliver of it.
    Event {
        /// The event, not yet checked.
        bytes: Vec<u8>,
        /// The number of its `eventID`, for records that may come twice.
        id: Option<u128>,
        /// The bytes of the event before those of the record, for places in the record.
        before: usize,
    },
    /// AWS sends no event for the record, for this reason.
    Unsent(&'static str),
}

/// The event of a record.
///
/// # Errors
/// Why none can be made of it.
pub fn record_event(chunk: &Chunk, record: &Record) -> Result<RecordEvent, String> {
    let bytes = &chunk.bytes[record.start as usize..record.end as usize];
    let mut event = Vec::new();
    let made = make(bytes, record.form, None, &mut event)?;
    if let Some(note) = made.note {
        return Ok(RecordEvent::Unsent(note));
    }
    let before = before(&made, &event, bytes);
    let event = if made.built { event } else { bytes.to_vec() };
    let id = match record.form {
        Form::CloudTrail => cloudtrail::scan(bytes).event_id.map(key),
        Form::Events | Form::S3 | Form::Config | Form::Metrics | Form::MetricRow | Form::Log => {
            None
        }
    };
    Ok(RecordEvent::Event { bytes: event, id, before })
}

/// A CloudTrail record stands at the end of its event, before a bracket.
fn before(made: &Made, event: &[u8], record: &[u8]) -> usize {
    if made.built { event.len().saturating_sub(1 + record.len()) } else { 0 }
}

/// What a record was turned into.
pub(super) struct Made {
    /// Was the event written, or is it the record itself?
    pub built: bool,
    /// Why it is no event after all.
    pub note: Option<&'static str>,
}

/// Makes the event of a record, in `event` where it is not the record itself.
pub(super) fn make(
    bytes: &[u8],
    form: Form,
    account: Option<&str>,
    event: &mut Vec<u8>,
) -> Result<Made, String> {
    let mut made = Made { built: true, note: None };
    event.clear();
    match form {
        Form::Events => made.built = false,
        Form::CloudTrail => {
            cloudtrail::write_event(&cloudtrail::scan(bytes), bytes, event);
        }
        Form::S3 => {
            if !s3::write_event(bytes, account, event)? {
                made.note = Some("S3 sends no event to EventBridge for this record");
            }
        }
        Form::Config => made.note = Some("a configuration item is no event"),
        Form::Metrics | Form::MetricRow => made.note = Some("a datapoint is no event"),
        Form::Log => made.note = Some("a line of a log is no event"),
    }
    Ok(made)
}

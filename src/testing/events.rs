//! The events of a case, made as `eval` makes them: by what the inputs hold.

use super::case::Case;
use super::gather::{Gatherer, Sight};
use crate::base::ids::SourceId;
use crate::base::limits::Limits;
use crate::base::span::Sources;
use crate::eval::{RecordEvent, record_event};
use crate::fields::EventError;
use crate::read::json;
use crate::read::tree::Tree;
use std::collections::HashSet;
use std::ops::Range;

/// An event of a case.
#[derive(Debug)]
pub struct Event {
    /// What it is called in messages: `fixtures/a.json[0]`, or `a.test.yaml:12` if it stands there.
    pub label: String,
    /// Its JSON text, not yet checked.
    pub bytes: Vec<u8>,
    /// Of an alarm's actions, which of its targets get them; all of a rule's without.
    pub entries: Option<Range<usize>>,
    place: String,
    before: usize,
}

impl Event {
    /// The event as a document; `None` if it is no JSON.
    #[must_use]
    pub fn tree(&self, limits: &Limits) -> Option<Tree> {
        json::read(SourceId(0), self.bytes.as_slice().into(), limits.depth).ok()
    }

    /// An event that rules brought forth: of a changed result, of an alarm.
    pub(super) fn of_change(label: String, text: &str) -> Self {
        let (bytes, entries) = (text.as_bytes().to_vec(), None);
        Self { place: label.clone(), label, bytes, entries, before: 0 }
    }

    /// What some targets of an alarm get: no event, and matched by no rule.
    pub(super) fn of_action(label: String, payload: &str, entries: Range<usize>) -> Self {
        Self { entries: Some(entries), ..Self::of_change(label, payload) }
    }

    /// Words for a fault of its bytes.
    pub(super) fn fault(&self, fault: &EventError) -> String {
        let at = fault.at.saturating_sub(self.before);
        format!("{}: {} (byte {at} of the record)", self.place, fault.message)
    }
}

/// The events of a case.
///
/// Each entry of `given.events` is an input of its own: within one, a CloudTrail record that was
/// delivered twice counts once, as in `eval`; the same file may be given twice all the same.
///
/// # Errors
/// Everything that could not be read.
pub(super) fn gather(
    case: &Case<'_>,
    sources: &Sources,
    limits: &Limits,
) -> Result<Vec<Event>, Vec<String>> {
    let file = case.file.as_str();
    let gatherer = Gatherer { sources, limits, file, form: None, noun: "events" };
    let (mut events, mut seen) = (Vec::new(), HashSet::new());
    gatherer.each(&case.given, &mut |Sight { entry, label, place, chunk, record }| {
        match record_event(chunk, &record)? {
            RecordEvent::Event { id: Some(id), .. } if !seen.insert((entry, id)) => {}
            RecordEvent::Event { bytes, before, .. } => {
                events.push(Event { label, bytes, entries: None, place, before });
            }
            RecordEvent::Unsent(_) => {}
        }
        Ok(())
    })?;
    Ok(events)
}

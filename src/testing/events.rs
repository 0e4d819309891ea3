//! The events of a case, made as `eval` makes them: by what the inputs hold.

use super::case::Case;
use super::given::GivenKind;
use super::patch;
use crate::base::ids::SourceId;
use crate::base::limits::Limits;
use crate::base::span::Sources;
use crate::eval::{RecordEvent, record_event};
use crate::fields::EventError;
use crate::model::Place;
use crate::read::json;
use crate::read::tree::{Item, Tree};
use crate::sources::{Chunk, Chunks, Input, Options, Record, Source};
use std::collections::HashSet;
use std::io::Cursor;

/// An event of a case.
#[derive(Debug)]
pub struct Event {
    /// What it is called in messages: `fixtures/a.json[0]`, or `a.test.yaml:12` if it stands there.
    pub label: String,
    /// Its JSON text, not yet checked.
    pub bytes: Vec<u8>,
    place: String,
    before: usize,
}

impl Event {
    /// The event as a document; `None` if it is no JSON.
    #[must_use]
    pub fn tree(&self, limits: &Limits) -> Option<Tree> {
        json::read(SourceId(0), self.bytes.as_slice().into(), limits.depth).ok()
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
    let mut gatherer = Gatherer { limits, events: Vec::new(), faults: Vec::new() };
    for given in &case.given {
        match &given.kind {
            GivenKind::Inline(text) => {
                let at = sources.position(given.span.source, given.span.start);
                let place = format!("{}:{}", case.file, at.line);
                let reader = Box::new(Cursor::new(text.clone().into_bytes()));
                gatherer.input(&place, true, Source::Reader(reader), None);
            }
            GivenKind::File { path, patch } => {
                let source = Source::File(path.clone());
                gatherer.input(&path.display().to_string(), false, source, *patch);
            }
        }
    }
    if gatherer.faults.is_empty() { Ok(gatherer.events) } else { Err(gatherer.faults) }
}

struct Gatherer<'a> {
    limits: &'a Limits,
    events: Vec<Event>,
    faults: Vec<String>,
}

impl Gatherer<'_> {
    fn input(&mut self, name: &str, inline: bool, source: Source, patch: Option<Item<'_>>) {
        let options =
            Options { limits: self.limits.clone(), chunk_bytes: 1 << 16, ..Options::default() };
        let input = Input { name: name.into(), source };
        let mut chunks = Chunks::new(vec![input], options);
        let mut seen = HashSet::new();
        let mut notes = Vec::new();
        let (mut records, faults) = (0, self.faults.len());
        // Places in an inline event are those of a text that the user never saw.
        let place = |at: Option<Place>| match at {
            Some(at) if !inline => format!("{name}:{}:{}", at.line, at.column),
            _ => name.to_owned(),
        };
        while let Some(mut chunk) = chunks.next(None) {
            for fault in &chunk.faults {
                self.faults.push(format!("{}: {}", place(fault.place), fault.message));
            }
            notes.append(&mut chunk.notes);
            records += chunk.records.len();
            for record in &chunk.records {
                let label = if inline && record.index == 0 {
                    name.to_owned()
                } else {
                    format!("{name}[{}]", record.index)
                };
                let place = place(Some(record.place));
                match self.event(&chunk, record, patch) {
                    Ok(RecordEvent::Event { id: Some(id), .. }) if !seen.insert(id) => {}
                    Ok(RecordEvent::Event { bytes, before, .. }) => {
                        self.events.push(Event { label, bytes, place, before });
                    }
                    Ok(RecordEvent::Unsent(_)) => {}
                    Err(message) => self.faults.push(format!("{place}: {message}")),
                }
            }
        }
        if records == 0 && self.faults.len() == faults {
            let why = notes.first().map_or(String::new(), |note| format!(": {note}"));
            self.faults.push(format!("{name}: there are no events here{why}"));
        }
    }

    fn event(
        &self,
        chunk: &Chunk,
        record: &Record,
        patch: Option<Item<'_>>,
    ) -> Result<RecordEvent, String> {
        let Some(patch) = patch else { return record_event(chunk, record) };
        let bytes = &chunk.bytes[record.start as usize..record.end as usize];
        let tree = json::read(SourceId(0), bytes.into(), self.limits.depth)
            .map_err(|e| format!("{} (byte {} of the record)", e.message, e.at))?;
        let bytes = patch::apply(tree.root(), patch).into_bytes();
        let end = bytes.len() as u32;
        let patched = Chunk { bytes, ..Chunk::empty(chunk.input.clone()) };
        record_event(&patched, &Record { start: 0, end, ..*record })
    }
}

//! What becomes of a whole object: a record, or what is wrapped in one of its strings.

use super::split::{Found, Splitter, State};
use super::{Form, InputFormat, Record, keys};
use crate::base::text;
use std::ops::Range;
use std::sync::Arc;

impl Splitter {
    /// The object from `start` to `at` is complete.
    pub(super) fn complete(&mut self, buffer: &[u8], start: usize, out: &mut Found) {
        let end = self.at;
        self.state = State::After;
        let bytes = buffer.get(start..end).unwrap_or_default();
        let kind = match self.format {
            Some(InputFormat::Events) => keys::Kind::Record(Form::Events),
            _ => keys::kind(bytes),
        };
        match kind {
            keys::Kind::Document(list) if self.may_contain() => self.enter(start + list),
            keys::Kind::Wrapped(string) if !self.nested => {
                self.unwrap_string(buffer, start, string, out);
            }
            keys::Kind::Other(what) => out.notes.push(format!("skipped {what}")),
            kind => {
                let form = match kind {
                    keys::Kind::Record(form) => form,
                    _ => Form::Events,
                };
                let place = self.place(buffer, start);
                out.records.push(Record {
                    start: start as u32,
                    end: end as u32,
                    form: self.format.map_or(form, InputFormat::form),
                    index: self.index,
                    place,
                });
                self.index += 1;
            }
        }
    }

    /// Splits the text of a string of the object at `start`: the message of an SNS notification,
    /// or the record in the output of LookupEvents.
    fn unwrap_string(
        &mut self,
        buffer: &[u8],
        start: usize,
        string: Range<usize>,
        out: &mut Found,
    ) {
        let object = buffer.get(start..).unwrap_or_default();
        let raw = object.get(string.clone()).and_then(keys::inside).unwrap_or_default();
        let content = text::unescape(raw);
        let mut inner = Splitter::new(Arc::clone(&self.input), self.format, usize::MAX);
        inner.nested = true;
        inner.index = self.index;
        let mut found = Found::default();
        inner.run(&content, true, &mut found);
        let place = self.place(buffer, start + string.start);
        if !inner.solid {
            let fault = self.new_fault(buffer, start + string.start, "an empty message".into());
            out.faults.push(fault);
            return;
        }
        self.index = inner.index;
        for mut fault in found.faults {
            fault.place = Some(place);
            fault.message = format!("in a string: {}", fault.message);
            out.faults.push(fault);
        }
        let shift = out.extra.len() as u32;
        for record in found.records {
            out.extracted.push(out.records.len());
            out.records.push(Record {
                start: record.start + shift,
                end: record.end + shift,
                place,
                ..record
            });
        }
        out.notes.append(&mut found.notes);
        out.extra.extend_from_slice(&content);
    }
}

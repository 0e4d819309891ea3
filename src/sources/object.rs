//! An object, from its `{` on: a record, a document with a list of them, or something that holds
//! them in one of its strings.

use super::repair::words;
use super::split::{Found, Frame, Splitter, State};
use super::{Form, InputFormat, Record, keys, resync};
use crate::base::text;
use std::ops::Range;
use std::sync::Arc;

impl Splitter {
    pub(super) fn record(
        &mut self,
        buffer: &[u8],
        eof: bool,
        start: usize,
        probed: usize,
        out: &mut Found,
    ) -> bool {
        if self.at == start && self.opens_document(buffer, start, start + 256) {
            return true;
        }
        let limit = start.saturating_add(self.event_bytes);
        let end = buffer.len().min(limit);
        let text = buffer.get(self.at..end).unwrap_or_default();
        // Most records are sound and whole; what is not goes byte by byte.
        let whole = &buffer[..end];
        let leapt = if self.at == start { self.leap.end(whole, start) } else { None };
        let leapt = leapt.map(|end| end - start);
        let fed = leapt.or_else(|| self.scan.feed(text));
        self.at = fed.map_or(end, |n| self.at + n);
        let broken = self.scan.broken();
        if fed.is_none() && self.at < limit && !eof {
            // A document is recognised before it ends, or it would not fit; looking again only
            // when the text has doubled keeps the sum of all looks linear.
            let len = self.at - start;
            if len < 2 * probed.max(16) {
                return false;
            }
            self.state = State::Record { start, probed: len };
            return self.opens_document(buffer, start, self.at);
        }
        if (fed.is_none() || broken.is_some()) && self.opens_document(buffer, start, self.at) {
            return true;
        }
        match (fed, broken) {
            (Some(_), None) => return self.complete(buffer, eof, start, out),
            (Some(_), Some(why)) => self.give_up(buffer, start, Some(why), words(why), out),
            (None, _) if self.at == limit => {
                let words = format!("a record of more than {} bytes", self.event_bytes);
                self.give_up(buffer, start, None, &words, out);
            }
            (None, _) => self.give_up(buffer, start, None, "the input ends inside a record", out),
        }
        true
    }

    /// Is this object, of which the bytes up to `end` may be looked at, a container? Then its
    /// list is entered.
    fn opens_document(&mut self, buffer: &[u8], start: usize, end: usize) -> bool {
        let end = end.min(buffer.len()).min(start.saturating_add(self.event_bytes));
        let bytes = buffer.get(start..end).unwrap_or_default();
        // The short look, before the object's end is known, is for what says so at once.
        let at_once = self.at > start || resync::is_document(bytes);
        if !at_once || !self.may_contain() {
            return false;
        }
        let keys::Kind::Document(list, holds) = keys::kind(bytes) else { return false };
        self.enter(start + list, holds);
        true
    }

    /// May the next object be a container?
    pub(super) fn may_contain(&self) -> bool {
        let inner = matches!(self.frames.last(), Some(Frame::Document(_)));
        self.format != Some(InputFormat::Events) && !inner
    }

    /// Enters the list of a document behind its bracket.
    pub(super) fn enter(&mut self, list: usize, holds: keys::Holds) {
        self.frames.push(Frame::Document(holds));
        self.holds = holds;
        self.at = list;
        self.state = State::Value { first: true };
    }

    /// The object from `start` to `at` is complete. False when more must be seen to decide on it.
    fn complete(&mut self, buffer: &[u8], eof: bool, start: usize, out: &mut Found) -> bool {
        let end = self.at;
        self.state = State::After;
        let bytes = buffer.get(start..end).unwrap_or_default();
        let kind = match self.format {
            Some(InputFormat::Events) => keys::Kind::Record(Form::Events),
            _ if self.frames.last() == Some(&Frame::Document(keys::Holds::Logs)) => {
                keys::Kind::Record(Form::Log)
            }
            _ => keys::kind(bytes),
        };
        match kind {
            keys::Kind::Document(list, holds) if self.may_contain() => {
                self.enter(start + list, holds);
            }
            keys::Kind::Wrapped(string) if !self.nested => {
                self.unwrap_string(buffer, start, string, self.format, out);
            }
            keys::Kind::Other(what) => out.notes.push(format!("skipped {what}")),
            kind => {
                let form = match kind {
                    _ if self.holds_items() => Form::Config,
                    keys::Kind::Record(form) => form,
                    _ => Form::Events,
                };
                let form = self.format.map_or(form, InputFormat::form);
                if let Some(more) = self.unfinished(buffer, eof, start, form, out) {
                    return more;
                }
                let place = self.place(buffer, start);
                out.records.push(Record {
                    start: start as u32,
                    end: end as u32,
                    form,
                    index: self.index,
                    place,
                    quoted: false,
                });
                self.index += 1;
            }
        }
        true
    }

    /// Splits the text of a string of the value at `start`: the message of an SNS notification, the
    /// record in the output of LookupEvents, a row of a query's results.
    pub(super) fn unwrap_string(
        &mut self,
        buffer: &[u8],
        start: usize,
        string: Range<usize>,
        format: Option<InputFormat>,
        out: &mut Found,
    ) {
        let object = buffer.get(start..).unwrap_or_default();
        let raw = object.get(string.clone()).and_then(keys::inside).unwrap_or_default();
        let content = text::unescape(raw);
        let mut inner = Splitter::new(Arc::clone(&self.input), format, usize::MAX);
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
                quoted: true,
                ..record
            });
        }
        out.notes.append(&mut found.notes);
        out.extra.extend_from_slice(&content);
    }
}

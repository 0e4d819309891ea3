//! What is done about what is broken: told once, passed over, and gone on behind.

use super::resync;
use super::scan::Broken;
use super::split::{Found, Frame, Splitter, State};
use crate::model::{Fault, FaultKind};
use std::sync::Arc;

impl Splitter {
    /// Passes over a value, or over what stands behind the list of a document.
    pub(super) fn skip(
        &mut self,
        buffer: &[u8],
        trailer: bool,
        eof: bool,
        out: &mut Found,
    ) -> bool {
        let from = self.at;
        let fed = self.scan.feed(buffer.get(from..).unwrap_or_default());
        self.at = fed.map_or(buffer.len(), |n| from + n);
        let passed = buffer.get(from..self.at).unwrap_or_default();
        if trailer && let Some(n) = memchr::memmem::find(passed, b"\"Records\"") {
            let words = "a second list of records in one document is not read";
            self.fault(buffer, from + n, words.into(), out);
        }
        if fed.is_none() {
            if eof && trailer {
                let words = "the input ends before the closing `}`";
                self.fault(buffer, self.at, words.into(), out);
            }
            if eof {
                self.frames.clear();
            }
            return false;
        }
        self.state = State::After;
        if let Some(why) = self.scan.broken() {
            if trailer && why == Broken::Unexpected {
                // The list was closed by a stray bracket: its records go on here.
                self.frames.push(Frame::Document(self.holds));
            }
            let fault = trailer.then(|| self.new_fault(buffer, self.at, words(why).into()));
            self.go_on(buffer, fault, out);
        }
        true
    }

    /// Something stands here that does not belong.
    pub(super) fn unexpected(&mut self, buffer: &[u8], wanted: &str, out: &mut Found) {
        let found = match buffer.get(self.at) {
            Some(b) if b.is_ascii_graphic() => format!("`{}`", char::from(*b)),
            Some(b) => format!("the byte 0x{b:02x}"),
            None => "the end".into(),
        };
        let hint = match std::mem::take(&mut self.hint) {
            true => " (`--input-format logs` takes any text, line by line)",
            false => "",
        };
        let words = format!("expected {wanted}, found {found}{hint}");
        let fault = self.new_fault(buffer, self.at, words);
        if self.frames.is_empty() {
            out.faults.push(fault);
            self.state = State::Line;
        } else {
            self.state = State::Resync { from: self.base + self.at as u64, fault: Some(fault) };
        }
    }

    /// The record that begins at `start` is broken; what was read of it ends at `at`.
    pub(super) fn give_up(
        &mut self,
        buffer: &[u8],
        start: usize,
        why: Option<Broken>,
        words: &str,
        out: &mut Found,
    ) {
        let words = match why {
            // Where it broke, if that is not plain to see.
            Some(Broken::LineBreak) => format!("{words}{}", self.place_behind(buffer, start)),
            _ => words.to_owned(),
        };
        let fault = self.new_fault(buffer, start, words);
        let list = !self.frames.is_empty();
        let seen = buffer.get(..self.at).unwrap_or_default();
        let one_line = memchr::memchr(b'\n', seen.get(start..).unwrap_or_default()).is_none();
        if !list && why.is_some() && one_line {
            out.faults.push(fault);
            self.state = State::Line;
            return;
        }
        // What was read may hold whole records that a missing quote or bracket has swallowed. They
        // are read again as long as the sum of all that stays linear.
        if let Some(p) = resync::find(seen, start + 1, start + 1, list.then_some(self.holds)) {
            let again = self.rescanned + (self.at - p) as u64;
            if again <= 2 * (self.base + self.at as u64) {
                self.rescanned = again;
                out.faults.push(fault);
                self.jump(seen, p);
                return;
            }
        }
        if why.is_some() {
            self.state = State::Resync { from: self.base + self.at as u64, fault: Some(fault) };
        } else {
            out.faults.push(fault);
            self.state = State::Skip;
        }
    }

    /// Words for the line and column of `at`, where it is not on the line of `start`.
    fn place_behind(&mut self, buffer: &[u8], start: usize) -> String {
        let line = self.place(buffer, start).line;
        let passed = buffer.get(start..self.at).unwrap_or_default();
        let Some(last) = memchr::memrchr(b'\n', passed) else { return String::new() };
        let line = line + memchr::memchr_iter(b'\n', passed).count() as u64;
        format!(" (line {line}, column {})", passed.len() - last)
    }

    /// Goes on behind `at`, where something broke that is not kept.
    fn go_on(&mut self, buffer: &[u8], fault: Option<Fault>, out: &mut Found) {
        let line = self.at.checked_sub(1).and_then(|n| buffer.get(n)) == Some(&b'\n');
        if !self.frames.is_empty() {
            self.state = State::Resync { from: self.base + self.at as u64, fault };
        } else {
            out.faults.extend(fault);
            self.state = if line { State::Value { first: false } } else { State::Line };
        }
    }

    pub(super) fn resync(&mut self, buffer: &[u8], eof: bool, from: u64, out: &mut Found) -> bool {
        let from = from.saturating_sub(self.base) as usize;
        let list = !self.frames.is_empty();
        let found = resync::find(buffer, from, self.at, list.then_some(self.holds));
        if let Some(p) = found
            && buffer.len() < p + resync::LOOK_AHEAD
            && !eof
        {
            return false;
        }
        let State::Resync { fault, .. } = &mut self.state else { return false };
        if let Some(p) = found {
            out.faults.extend(fault.take());
            self.jump(buffer, p);
            return true;
        }
        self.at = buffer.len();
        if eof {
            if let Some(mut fault) = fault.take() {
                let end = self.base + self.at as u64;
                let left = end - fault.place.map_or(end, |p| p.offset);
                fault.message =
                    format!("{}; {left} bytes to the end of the input are left out", fault.message);
                out.faults.push(fault);
            }
            self.frames.clear();
        }
        false
    }

    /// A record, or a document, begins at `p`.
    fn jump(&mut self, buffer: &[u8], p: usize) {
        if resync::is_document(buffer.get(p..).unwrap_or_default()) {
            self.frames.clear();
        }
        self.at = p;
        self.state = State::Value { first: false };
    }

    pub(super) fn fault(&mut self, buffer: &[u8], at: usize, message: String, out: &mut Found) {
        let fault = self.new_fault(buffer, at, message);
        out.faults.push(fault);
    }

    /// A fault in the place of a record takes that record's index.
    pub(super) fn new_fault(&mut self, buffer: &[u8], at: usize, message: String) -> Fault {
        let place = self.place(buffer, at);
        self.index += 1;
        Fault {
            kind: FaultKind::Record,
            input: Arc::clone(&self.input),
            index: Some(self.index - 1),
            place: Some(place),
            message,
        }
    }
}

/// What a broken record is called.
pub(super) fn words(why: Broken) -> &'static str {
    match why {
        Broken::LineBreak => "a record with a line break inside a string",
        Broken::Unexpected => "a record that is not closed before the next one",
        Broken::Mismatch => "a record whose brackets do not match",
    }
}

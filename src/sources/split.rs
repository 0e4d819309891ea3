//! Cuts a decoded input into records.
//!
//! The splitter is fed a buffer that grows at its end; it keeps its state between calls and says
//! which bytes at the front it has done with. Whatever it decides depends on the input alone and
//! not on how it was cut into buffers: a test holds it to that.

use super::lines::Lines;
use super::scan::{Broken, Scan};
use super::{InputFormat, Record, keys, resync};
use crate::model::{Fault, FaultKind, Place};
use std::sync::Arc;

/// What the splitter has found in a buffer.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) records: Vec<Record>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) notes: Vec<String>,
    /// Text of records that were inside strings.
    pub(crate) extra: Vec<u8>,
    /// Indices into `records` of those whose extent is in `extra`.
    pub(crate) extracted: Vec<usize>,
}

impl Found {
    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_empty() && self.faults.is_empty() && self.notes.is_empty()
    }
}

/// What is being looked for or passed over.
#[derive(Debug)]
pub(crate) enum State {
    /// The first bytes, perhaps a byte order mark.
    Start,
    /// A value; in a list, behind its opening bracket (`first`) or a comma.
    Value { first: bool },
    /// A `,` or the end of the list.
    After,
    /// The end of the record that begins at `start`; its first `probed` bytes hold no list.
    Record { start: usize, probed: usize },
    /// The end of a value that is not kept.
    Skip,
    /// The end of a number or word that is not kept.
    Scalar,
    /// The end of the document behind its list.
    Trailer,
    /// The end of the line.
    Line,
    /// A record at or behind `from`, a place of the input, after something broken. The fault is
    /// told once it is known whether there is one.
    Resync { from: u64, fault: Option<Fault> },
}

/// A list that the splitter is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A list of its own.
    List,
    /// The list of a document.
    Document,
}

/// The splitter of one input.
#[derive(Debug)]
pub(crate) struct Splitter {
    pub(super) input: Arc<str>,
    pub(super) format: Option<InputFormat>,
    event_bytes: usize,
    /// Is this the inside of a string? Strings inside it are left alone.
    pub(super) nested: bool,
    pub(super) state: State,
    pub(super) frames: Vec<Frame>,
    scan: Scan,
    lines: Lines,
    /// Where the buffer begins in the input.
    base: u64,
    /// The next byte of the buffer to look at.
    pub(super) at: usize,
    pub(super) index: u64,
    /// Bytes that were looked at again after something broken.
    rescanned: u64,
    /// Was there anything but blanks?
    pub(super) solid: bool,
}

impl Splitter {
    pub(crate) fn new(input: Arc<str>, format: Option<InputFormat>, event_bytes: usize) -> Self {
        Self {
            input,
            format,
            event_bytes,
            nested: false,
            state: State::Start,
            frames: Vec::new(),
            scan: Scan::new(),
            lines: Lines::new(),
            base: 0,
            at: 0,
            index: 0,
            rescanned: 0,
            solid: false,
        }
    }

    /// Goes as far as the buffer allows; `eof` says that nothing follows it.
    pub(crate) fn run(&mut self, buffer: &[u8], eof: bool, out: &mut Found) {
        while self.step(buffer, eof, out) {}
    }

    /// How many bytes at the front of the buffer are done with.
    pub(crate) fn done(&self) -> usize {
        match self.state {
            State::Record { start, .. } => start,
            State::Resync { .. } => self.at.saturating_sub(resync::LOOK_BACK),
            // Whether a line begins at `at` must still be seen if something is broken there.
            _ => self.at.saturating_sub(1),
        }
    }

    /// The first `count` bytes of the buffer are about to go.
    pub(crate) fn shift(&mut self, buffer: &[u8], count: usize) {
        self.lines.advance(buffer, self.base, count);
        self.base += count as u64;
        self.at -= count;
        if let State::Record { start, .. } = &mut self.state {
            *start -= count;
        }
    }

    /// The input broke off for a reason that is told elsewhere.
    pub(crate) fn abandon(&mut self, out: &mut Found) {
        if let State::Resync { fault, .. } = &mut self.state {
            out.faults.extend(fault.take());
        }
    }

    /// Was there anything but blanks?
    pub(crate) fn solid(&self) -> bool {
        self.solid
    }

    /// One step; false when there is nothing more to do with this buffer.
    fn step(&mut self, buffer: &[u8], eof: bool, out: &mut Found) -> bool {
        match self.state {
            State::Start => {
                const MARK: &[u8] = "\u{feff}".as_bytes();
                if buffer.len() < MARK.len() && !eof {
                    return false;
                }
                self.at = if buffer.starts_with(MARK) { MARK.len() } else { 0 };
                self.state = State::Value { first: false };
                true
            }
            State::Value { first } => self.value(buffer, eof, first, out),
            State::After => self.after(buffer, eof, out),
            State::Record { start, probed } => self.record(buffer, eof, start, probed, out),
            State::Skip => self.skip(buffer, false, eof, out),
            State::Trailer => self.skip(buffer, true, eof, out),
            State::Scalar => {
                let rest = buffer.get(self.at..).unwrap_or_default();
                let end = rest.iter().position(|b| matches!(b, b',' | b']' | b'}' | 0..=b' '));
                self.at += end.unwrap_or(rest.len());
                if end.is_some() || eof {
                    self.state = State::After;
                }
                end.is_some() || eof
            }
            State::Line => {
                let rest = buffer.get(self.at..).unwrap_or_default();
                let end = memchr::memchr(b'\n', rest);
                self.at += end.map_or(rest.len(), |n| n + 1);
                if end.is_some() {
                    self.state = State::Value { first: false };
                }
                end.is_some()
            }
            State::Resync { from, .. } => self.resync(buffer, eof, from, out),
        }
    }

    fn value(&mut self, buffer: &[u8], eof: bool, first: bool, out: &mut Found) -> bool {
        self.at = keys::blanks(buffer, self.at);
        let Some(&byte) = buffer.get(self.at) else { return self.end(buffer, eof, out) };
        self.solid = true;
        let list = !self.frames.is_empty();
        match byte {
            b'{' => {
                self.scan = Scan::new();
                self.state = State::Record { start: self.at, probed: 0 };
            }
            b'[' if !list => {
                self.frames.push(Frame::List);
                self.at += 1;
                self.state = State::Value { first: true };
            }
            b']' if first => self.close(),
            b'[' | b'"' if list => {
                self.fault(buffer, self.at, "a record must be an object".into(), out);
                self.scan = Scan::new();
                self.state = State::Skip;
            }
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' if list => {
                self.fault(buffer, self.at, "a record must be an object".into(), out);
                self.state = State::Scalar;
            }
            _ => self.unexpected(buffer, "a record", out),
        }
        true
    }

    fn after(&mut self, buffer: &[u8], eof: bool, out: &mut Found) -> bool {
        if self.frames.is_empty() {
            self.state = State::Value { first: false };
            return true;
        }
        self.at = keys::blanks(buffer, self.at);
        match buffer.get(self.at) {
            None => return self.end(buffer, eof, out),
            Some(b',') => {
                self.at += 1;
                self.state = State::Value { first: false };
            }
            Some(b']') => self.close(),
            Some(_) => self.unexpected(buffer, "`,` or `]`", out),
        }
        true
    }

    /// The buffer has ended between records.
    fn end(&mut self, buffer: &[u8], eof: bool, out: &mut Found) -> bool {
        if eof && !self.frames.is_empty() {
            self.fault(buffer, self.at, "the input ends inside a list".into(), out);
            self.frames.clear();
        }
        false
    }

    /// The list ends here.
    fn close(&mut self) {
        self.at += 1;
        self.state = State::After;
        if self.frames.pop() == Some(Frame::Document) {
            self.scan = Scan::rest_of_object();
            self.state = State::Trailer;
        }
    }

    fn record(
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
        let fed = self.scan.feed(buffer.get(self.at..end).unwrap_or_default());
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
            (Some(_), None) => self.complete(buffer, start, out),
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
        let bytes = buffer.get(start..end.min(buffer.len())).unwrap_or_default();
        // The short look, before the object's end is known, is for what says so at once.
        let at_once = self.at > start || resync::is_document(bytes);
        if !at_once || !self.may_contain() {
            return false;
        }
        let keys::Kind::Document(list) = keys::kind(bytes) else { return false };
        self.enter(start + list);
        true
    }

    /// May the next object be a container?
    pub(super) fn may_contain(&self) -> bool {
        self.format != Some(InputFormat::Events) && self.frames.last() != Some(&Frame::Document)
    }

    /// Enters the list of a document behind its bracket.
    pub(super) fn enter(&mut self, list: usize) {
        self.frames.push(Frame::Document);
        self.at = list;
        self.state = State::Value { first: true };
    }

    /// Passes over a value, or over what stands behind the list of a document.
    fn skip(&mut self, buffer: &[u8], trailer: bool, eof: bool, out: &mut Found) -> bool {
        let fed = self.scan.feed(buffer.get(self.at..).unwrap_or_default());
        self.at = fed.map_or(buffer.len(), |n| self.at + n);
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
            let fault = trailer.then(|| self.new_fault(buffer, self.at, words(why).into()));
            self.go_on(buffer, fault, out);
        }
        true
    }

    /// Something stands here that does not belong.
    fn unexpected(&mut self, buffer: &[u8], wanted: &str, out: &mut Found) {
        let found = match buffer.get(self.at) {
            Some(b) if b.is_ascii_graphic() => format!("`{}`", char::from(*b)),
            Some(b) => format!("the byte 0x{b:02x}"),
            None => "the end".into(),
        };
        let words = format!("expected {wanted}, found {found}");
        let fault = self.new_fault(buffer, self.at, words);
        if self.frames.is_empty() {
            out.faults.push(fault);
            self.state = State::Line;
        } else {
            self.state = State::Resync { from: self.base + self.at as u64, fault: Some(fault) };
        }
    }

    /// The record that begins at `start` is broken; what was read of it ends at `at`.
    fn give_up(
        &mut self,
        buffer: &[u8],
        start: usize,
        why: Option<Broken>,
        words: &str,
        out: &mut Found,
    ) {
        let fault = self.new_fault(buffer, start, words.to_owned());
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
        if let Some(p) = resync::find(seen, start + 1, start + 1, list) {
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

    fn resync(&mut self, buffer: &[u8], eof: bool, from: u64, out: &mut Found) -> bool {
        let from = from.saturating_sub(self.base) as usize;
        let list = !self.frames.is_empty();
        let found = resync::find(buffer, from, self.at, list);
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
                fault.message += &format!("; {left} bytes to the end of the input are left out");
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

    fn fault(&mut self, buffer: &[u8], at: usize, message: String, out: &mut Found) {
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

    pub(super) fn place(&mut self, buffer: &[u8], at: usize) -> Place {
        self.lines.place(buffer, self.base, at)
    }
}

fn words(why: Broken) -> &'static str {
    match why {
        Broken::LineBreak => "a record with a line break inside a string",
        Broken::Unexpected => "a record that is not closed before the next one",
        Broken::Mismatch => "a record whose brackets do not match",
    }
}

//! Cuts a decoded input into records.
//!
//! The splitter is fed a buffer that grows at its end; it keeps its state between calls and says
//! which bytes at the front it has done with. Whatever it decides depends on the input alone and
//! not on how it was cut into buffers: a test holds it to that.

use super::lines::Lines;
use super::plain::Plain;
use super::scan::Scan;
pub(super) use super::state::{Found, Frame, State};
use super::{InputFormat, keys, resync};
use crate::fields::Leap;
use crate::model::Place;
use std::sync::Arc;

/// The splitter of one input.
#[derive(Debug)]
pub(crate) struct Splitter {
    pub(super) input: Arc<str>,
    pub(super) format: Option<InputFormat>,
    pub(super) event_bytes: usize,
    /// Is this the inside of a string? Strings inside it are left alone.
    pub(super) nested: bool,
    pub(super) state: State,
    pub(super) frames: Vec<Frame>,
    /// What the document entered last holds.
    pub(super) holds: keys::Holds,
    pub(super) scan: Scan,
    pub(super) leap: Leap,
    pub(super) lines: Lines,
    /// What the lines are of an input that is no JSON.
    pub(super) plain: Option<Plain>,
    /// The first line of a table.
    pub(super) head: Option<Arc<[u8]>>,
    /// Is the first thing that does not belong worth a word on forms?
    pub(super) hint: bool,
    /// Where the buffer begins in the input.
    pub(super) base: u64,
    /// The next byte of the buffer to look at.
    pub(super) at: usize,
    pub(super) index: u64,
    /// Bytes that were looked at again after something broken.
    pub(super) rescanned: u64,
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
            holds: keys::Holds::Records,
            scan: Scan::new(),
            leap: Leap::default(),
            lines: Lines::new(),
            plain: None,
            head: None,
            hint: false,
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
            State::Record { start, .. } | State::Row { start } | State::Text { start } => start,
            State::Sniff { from } => from,
            State::Resync { .. } => self.at.saturating_sub(resync::LOOK_BACK),
            // Whether a line begins at `at` must still be seen if something is broken there.
            _ => self.at.saturating_sub(1),
        }
    }

    /// The first `count` bytes of the buffer are about to go.
    pub(crate) fn shift(&mut self, buffer: &[u8], count: usize) {
        self.leap.forget();
        self.lines.advance(buffer, self.base, count);
        self.base += count as u64;
        self.at -= count;
        if let State::Record { start, .. }
        | State::Row { start }
        | State::Text { start }
        | State::Sniff { from: start } = &mut self.state
        {
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

    /// The first line of a table, once it was seen.
    pub(crate) fn head(&self) -> Option<Arc<[u8]>> {
        self.head.clone()
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
                self.state = match self.may_be_plain() {
                    true => State::Sniff { from: self.at },
                    false => State::Value { first: false },
                };
                true
            }
            State::Sniff { from } => self.sniff(buffer, eof, from),
            State::Text { start } => self.text(buffer, eof, start, out),
            State::Value { first } => self.value(buffer, eof, first, out),
            State::After => self.after(buffer, eof, out),
            State::Record { start, probed } => self.record(buffer, eof, start, probed, out),
            State::Row { start } => self.row(buffer, eof, start, out),
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
                    self.next_line(buffer);
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
            b'"' if self.frames.last() == Some(&Frame::Document(keys::Holds::Rows)) => {
                self.scan = Scan::new();
                self.state = State::Row { start: self.at };
            }
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
        if matches!(self.frames.pop(), Some(Frame::Document(_))) {
            self.scan = Scan::rest_of_object();
            self.state = State::Trailer;
        }
    }

    /// A line that was passed over has ended at `at`.
    fn next_line(&mut self, buffer: &[u8]) {
        self.state = State::Value { first: false };
        if self.plain.is_some() {
            self.place(buffer, self.at);
            self.state = State::Text { start: self.at };
        }
    }

    pub(super) fn place(&mut self, buffer: &[u8], at: usize) -> Place {
        self.lines.place(buffer, self.base, at)
    }
}

//! Texts that are no JSON: tables of metrics and logs, told by their beginning and cut into lines.
//!
//! Whether a text is one is decided on its first line, or on the first `HEAD` bytes of it, and once
//! for the whole input. Blank lines are no records.

use super::keys::{self, Keys};
use super::scan::Scan;
use super::split::{Found, Splitter, State};
use super::{Form, InputFormat, Record, find};
use crate::logs;
use crate::metrics::readers;
use std::sync::Arc;

/// Bytes of a first line that tell what a text is.
const HEAD: usize = 64 << 10;
/// First keys of what CloudWatch Logs answers or delivers.
const DOCUMENTS: [&[u8]; 9] = [
    b"messageType",
    b"owner",
    b"logGroup",
    b"logStream",
    b"subscriptionFilters",
    b"logEvents",
    b"events",
    b"searchedLogStreams",
    b"nextToken",
];
/// How a message begins that tests a subscription.
const CONTROL: &[u8] = b"{\"messageType\":\"CONTROL_MESSAGE\"";

/// What the lines of a text are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    /// Rows of a table of metrics.
    Rows,
    /// Lines of a log.
    Logs,
}

impl Plain {
    fn form(self) -> Form {
        match self {
            Self::Rows => Form::MetricRow,
            Self::Logs => Form::Log,
        }
    }
}

impl Splitter {
    /// May the input be no JSON?
    pub(super) fn may_be_plain(&self) -> bool {
        let format = matches!(self.format, None | Some(InputFormat::Metrics | InputFormat::Logs));
        format && !self.nested
    }

    /// Looks at the beginning of the input, at `from`. What of it was searched ends at `at`.
    pub(super) fn sniff(&mut self, buffer: &[u8], eof: bool, from: usize) -> bool {
        let start = keys::blanks(buffer, from);
        self.at = self.at.max(start);
        self.state = State::Sniff { from: start };
        let Some(rest) = buffer.get(start..).filter(|rest| !rest.is_empty()) else { return false };
        self.solid = true;
        let head = rest.get(..HEAD).unwrap_or(rest);
        let whole = eof || head.len() == HEAD;
        let plain = if head.starts_with(b"{") {
            match self.begins_document(head, whole) {
                Some(document) => (!document).then_some(Plain::Logs),
                None => return false,
            }
        } else {
            let searched = self.at - start;
            let end = memchr::memchr(b'\n', head.get(searched..).unwrap_or_default());
            if end.is_none() && !whole {
                self.at = buffer.len();
                return false;
            }
            let line = head.get(..end.map_or(head.len(), |n| searched + n)).unwrap_or(head);
            self.told(line)
        };
        self.at = start;
        self.state = State::Value { first: false };
        self.hint = plain.is_none() && !rest.starts_with(b"{") && !rest.starts_with(b"[");
        if let Some(plain) = plain {
            self.place(buffer, start);
            self.plain = Some(plain);
            self.state = State::Text { start };
        }
        true
    }

    /// Is the object at the beginning of `head` JSON, rather than a line of a log? `None` when more
    /// must be seen.
    fn begins_document(&self, head: &[u8], whole: bool) -> Option<bool> {
        if self.format != Some(InputFormat::Logs) {
            return Some(true);
        }
        let Some(key) = Keys::new(head).key() else { return whole.then_some(false) };
        if !DOCUMENTS.contains(&&*key) {
            return Some(false);
        }
        // One that stands on a line is a line as any other.
        let end = memchr::memchr(b'\n', head);
        if end.is_none() && !whole {
            return None;
        }
        let line = head.get(..end.unwrap_or(head.len())).unwrap_or(head);
        Some(Scan::new().feed(line).is_none())
    }

    /// What a text is that begins with this line, which is no object.
    fn told(&self, line: &[u8]) -> Option<Plain> {
        let list = line.strip_prefix(b"[");
        match self.format {
            Some(InputFormat::Logs) => Some(Plain::Logs),
            Some(InputFormat::Metrics) => list.is_none().then_some(Plain::Rows),
            _ if logs::begins_with_time(line) => Some(Plain::Logs),
            _ if readers::recognise(line) == Some(readers::Form::Csv) => Some(Plain::Rows),
            _ if !find::is_log(&self.input) => None,
            // A list, or the level or the thread that a line begins with.
            _ => list.is_none_or(|l| !begins_value(l)).then_some(Plain::Logs),
        }
    }

    /// Cuts lines, of which the first begins at `start` and has no end before `at`.
    pub(super) fn text(
        &mut self,
        buffer: &[u8],
        eof: bool,
        mut start: usize,
        out: &mut Found,
    ) -> bool {
        let from = self.at;
        for n in memchr::memchr_iter(b'\n', buffer.get(from..).unwrap_or_default()) {
            let end = from + n;
            self.line(buffer, start, end, out);
            start = end + 1;
            self.lines.pass(self.base + start as u64);
        }
        self.at = buffer.len();
        self.state = State::Text { start };
        if eof {
            self.line(buffer, start, self.at, out);
            self.state = State::Text { start: self.at };
        } else if self.at - start > self.event_bytes {
            self.too_long(buffer, start, out);
            self.state = State::Line;
        }
        false
    }

    /// The line from `start` to `end`, without its line break.
    fn line(&mut self, buffer: &[u8], start: usize, end: usize, out: &mut Found) {
        if end - start > self.event_bytes {
            return self.too_long(buffer, start, out);
        }
        let line = buffer.get(start..end).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let Some(plain) = self.plain.filter(|_| !line.trim_ascii_start().is_empty()) else {
            return;
        };
        if plain == Plain::Rows && self.head.is_none() {
            self.head = Some(Arc::from(line));
            return;
        }
        if plain == Plain::Logs && line.starts_with(CONTROL) {
            out.notes.push(format!("skipped {}", keys::CONTROL));
            return;
        }
        out.records.push(Record {
            start: start as u32,
            end: (start + line.len()) as u32,
            form: plain.form(),
            index: self.index,
            place: self.lines.here(),
            quoted: false,
        });
        self.index += 1;
    }

    fn too_long(&mut self, buffer: &[u8], start: usize, out: &mut Found) {
        let words = format!("a line of more than {} bytes", self.event_bytes);
        self.fault(buffer, start, words, out);
    }
}

/// Does an element of a JSON list begin here, or the list end?
fn begins_value(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    match rest.first() {
        None | Some(b'{' | b'[' | b'"' | b']' | b'-' | b'0'..=b'9') => true,
        _ => [&b"true"[..], b"false", b"null"].iter().any(|w| rest.starts_with(w)),
    }
}

//! What is particular to the files of AWS Config: how their objects are told from others, lists of
//! strings that hold records, and lists of items that never end.

use super::keys::{self, Holds};
use super::repair::words;
use super::split::{Found, Frame, Splitter, State};
use super::{Form, InputFormat};

/// Blanks that may follow an item of a list before it is decided on.
const BLANKS: usize = 64 << 10;

/// What the keys seen so far tell about an object.
#[derive(Debug, Default)]
pub(super) struct Signs {
    related_events: bool,
    relationships: bool,
    resource_type: bool,
    resource_id: bool,
}

/// What a key decides by itself.
pub(super) enum Told {
    /// A list begins behind the bracket: of this.
    List(Holds),
    /// It is an item, or a message.
    Config,
}

impl Signs {
    /// Takes note of a key, before whose value the text is cut into `rest`.
    pub(super) fn key(&mut self, key: &[u8], rest: &[u8]) -> Option<Told> {
        let is = |name: &[u8]| key.eq_ignore_ascii_case(name);
        let begins =
            |name: &[u8]| key.get(..name.len()).is_some_and(|k| k.eq_ignore_ascii_case(name));
        match key.first()?.to_ascii_lowercase() {
            b'c' if is(b"configurationItems") => list(rest),
            b'c' if begins(b"configurationItem") || begins(b"configurationState") => {
                Some(Told::Config)
            }
            b'b' if is(b"baseConfigurationItems") => list(rest),
            b'i' if is(b"invokingEvent") => Some(Told::Config),
            b'r' if key == b"Results" && rest.first() == Some(&b'[') => {
                let inner = rest.get(keys::blanks(rest, 1)..)?;
                inner.starts_with(b"\"{").then_some(Told::List(Holds::Rows))
            }
            b'r' => {
                self.related_events |= is(b"relatedEvents");
                self.relationships |= is(b"relationships");
                self.resource_id |= is(b"resourceId");
                self.resource_type |= is(b"resourceType")
                    && rest.get(..6).is_some_and(|r| r.eq_ignore_ascii_case(b"\"AWS::"));
                let item = self.related_events && self.relationships;
                (item || (self.resource_type && self.resource_id)).then_some(Told::Config)
            }
            b'm' => {
                let word = key == b"messageType" && MESSAGES.iter().any(|m| rest.starts_with(m));
                word.then_some(Told::Config)
            }
            _ => None,
        }
    }
}

/// How the types of AWS Config's messages begin.
const MESSAGES: [&[u8]; 5] = [
    b"\"Configuration",
    b"\"OversizedConfiguration",
    b"\"ComplianceChange",
    b"\"ConfigRules",
    b"\"ScheduledNotification\"",
];

fn list(rest: &[u8]) -> Option<Told> {
    (rest.first() == Some(&b'[')).then_some(Told::List(Holds::Items))
}

impl Splitter {
    /// Is this a list of items or rows, whatever their keys?
    pub(super) fn holds_items(&self) -> bool {
        matches!(self.frames.last(), Some(Frame::Document(Holds::Items | Holds::Rows)))
    }

    /// The string from `start` on: a row of a query's results.
    pub(super) fn row(&mut self, buffer: &[u8], eof: bool, start: usize, out: &mut Found) -> bool {
        let limit = start.saturating_add(self.event_bytes);
        let end = buffer.len().min(limit);
        let fed = self.scan.feed(buffer.get(self.at..end).unwrap_or_default());
        self.at = fed.map_or(end, |n| self.at + n);
        match (fed, self.scan.broken()) {
            (Some(_), None) => {
                self.state = State::After;
                let string = 0..self.at - start;
                self.unwrap_string(buffer, start, string, Some(InputFormat::Config), out);
            }
            (Some(_), Some(why)) => self.give_up(buffer, start, Some(why), words(why), out),
            (None, _) if self.at == limit => {
                let words = format!("a record of more than {} bytes", self.event_bytes);
                self.give_up(buffer, start, None, &words, out);
            }
            (None, _) if eof => {
                self.give_up(buffer, start, None, "the input ends inside a record", out);
            }
            (None, _) => return false,
        }
        true
    }

    /// Decides on an item of a plain list that ends at `at`. A file that ends there, before the
    /// list does, is no JSON: its last item is not taken. `None` when it may be taken; else whether
    /// there is more to do with this buffer.
    pub(super) fn unfinished(
        &mut self,
        buffer: &[u8],
        eof: bool,
        start: usize,
        form: Form,
        out: &mut Found,
    ) -> Option<bool> {
        if form != Form::Config || self.nested || self.frames.last() != Some(&Frame::List) {
            return None;
        }
        let next = keys::blanks(buffer, self.at);
        if next < buffer.len() || next - self.at >= BLANKS {
            return None;
        }
        if eof {
            self.at = next;
            self.fault(buffer, next, "the input ends inside a list".into(), out);
            self.frames.clear();
            self.state = State::After;
            return Some(true);
        }
        // Seen again with what follows.
        self.at = start;
        self.scan = super::scan::Scan::new();
        self.state = State::Record { start, probed: 0 };
        Some(false)
    }
}

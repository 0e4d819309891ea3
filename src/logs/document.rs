//! What a JSON object is to a log: a line with a time in it, or a document with events.

use super::members::{elements, inside, members};
use super::{LogEvent, time};
use crate::base::text::{show, unescape};
use std::borrow::Cow;

/// Keys under which lines have their time, the best first.
const TIMES: [&[u8]; 5] = [b"timestamp", b"time", b"@timestamp", b"ts", b"eventTime"];

/// The members of an object that matter.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    /// The members of a delivery and of an answer.
    kind: Option<&'a [u8]>,
    group: Option<&'a [u8]>,
    stream: Option<&'a [u8]>,
    log_events: Option<&'a [u8]>,
    events: Option<&'a [u8]>,
    /// The members of an event.
    message: Option<&'a [u8]>,
    stored: bool,
    /// `_aws`.
    embedded: Option<&'a [u8]>,
    times: [Option<&'a [u8]>; TIMES.len()],
}

impl<'a> Found<'a> {
    /// Looks through an object.
    pub(super) fn new(object: &'a [u8]) -> Self {
        let mut found = Self::default();
        members(object, |key, raw| match &*key {
            b"messageType" => found.kind = inside(raw),
            b"logGroup" => found.group = inside(raw),
            b"logStream" => found.stream = inside(raw),
            b"logStreamName" => {
                found.stream = inside(raw);
                found.stored = true;
            }
            b"ingestionTime" => found.stored = true,
            b"logEvents" => found.log_events = Some(raw).filter(|r| r.starts_with(b"[")),
            b"events" => found.events = Some(raw).filter(|r| r.starts_with(b"[")),
            b"message" => found.message = inside(raw),
            b"_aws" => found.embedded = Some(raw),
            key => {
                if let Some(at) = TIMES.iter().position(|t| *t == key) {
                    found.times[at] = Some(raw);
                }
            }
        });
        found
    }

    /// Does it hold events, rather than be one line?
    pub(super) fn is_document(&self) -> bool {
        self.is_delivery() || self.is_stored() || self.events.is_some_and(is_answer)
    }

    fn is_delivery(&self) -> bool {
        let kind = matches!(self.kind, Some(b"DATA_MESSAGE" | b"CONTROL_MESSAGE"));
        kind && self.log_events.is_some()
    }

    /// Is it an event as CloudWatch Logs keeps it?
    fn is_stored(&self) -> bool {
        let number = self.times[0].and_then(|t| t.first()).is_some_and(u8::is_ascii_digit);
        self.stored && number && self.message.is_some()
    }

    /// When the line was written, by itself.
    pub(super) fn at(&self) -> Option<i64> {
        let mut embedded = None;
        if let Some(head) = self.embedded.filter(|h| h.starts_with(b"{")) {
            members(head, |key, raw| {
                if &*key == b"Timestamp" {
                    embedded = millis(raw);
                }
            });
        }
        embedded.or_else(|| self.times.iter().flatten().find_map(|raw| millis(raw)))
    }

    /// Shows the events of a document.
    ///
    /// # Errors
    /// An event without a message, a list that breaks off.
    pub(super) fn each(&self, visit: &mut impl FnMut(LogEvent<'a>)) -> Result<(), String> {
        if self.kind == Some(b"CONTROL_MESSAGE") && self.is_delivery() {
            return Ok(());
        }
        let list = if self.is_delivery() { self.log_events } else { self.events };
        let Some(list) = list.filter(|_| self.is_delivery() || !self.is_stored()) else {
            visit(self.event(self)?);
            return Ok(());
        };
        let whole = elements(list, |raw| {
            let found = if raw.starts_with(b"{") { Found::new(raw) } else { Found::default() };
            visit(found.event(self)?);
            Ok(())
        })?;
        if whole { Ok(()) } else { Err("a list of log events that is no JSON".to_owned()) }
    }

    /// It, an event, below what names the group and the stream.
    fn event(&self, around: &Found<'a>) -> Result<LogEvent<'a>, String> {
        let message = self.message.ok_or("a log event without `message`")?;
        let name = |raw: &'a [u8]| match unescape(raw) {
            Cow::Borrowed(text) => show(text),
            Cow::Owned(text) => Cow::Owned(show(&text).into_owned()),
        };
        Ok(LogEvent {
            group: around.group.filter(|g| !g.is_empty()).map(name),
            stream: self.stream.or(around.stream).filter(|s| !s.is_empty()).map(name),
            at: self.times[0].and_then(|raw| std::str::from_utf8(raw).ok()?.parse().ok()),
            message: unescape(message),
        })
    }
}

/// Is a list one of events as CloudWatch Logs answers it? Its first element tells.
fn is_answer(list: &[u8]) -> bool {
    let mut first = None;
    // The first element ends the walk, which is no error.
    let _ = elements(list, |raw| {
        first = Some(raw.starts_with(b"{") && Found::new(raw).is_stored());
        Err(String::new())
    });
    first.unwrap_or(false)
}

/// A time in JSON: text, or a number since 1970.
fn millis(raw: &[u8]) -> Option<i64> {
    match inside(raw) {
        Some(text) => time::whole(&unescape(text)),
        None => time::epoch(raw),
    }
}

//! The top-level keys of a JSON object, without a tree: what is this record?

use super::Form;
use super::config::{Signs, Told};
use super::scan::Scan;
use super::watch::{self, Marks};
use crate::base::text;
use std::borrow::Cow;
use std::ops::Range;

/// Walks the keys of an object, whose text may be cut off at its end.
#[derive(Debug)]
pub(crate) struct Keys<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Keys<'a> {
    /// A walk over an object from its `{`.
    pub(crate) fn new(object: &'a [u8]) -> Self {
        let start = usize::from(object.first() == Some(&b'{'));
        Self { bytes: object, at: if start == 1 { 1 } else { object.len() } }
    }

    /// The next key; the walk then stands before its value, which is to be taken with `value`.
    pub(crate) fn key(&mut self) -> Option<Cow<'a, [u8]>> {
        self.blanks();
        if self.bytes.get(self.at) == Some(&b',') {
            self.at += 1;
            self.blanks();
        }
        let start = self.at;
        if self.bytes.get(start) != Some(&b'"') {
            return None;
        }
        self.at = string_end(self.bytes, start)?;
        let key = text::unescape(self.bytes.get(start + 1..self.at - 1)?);
        self.blanks();
        if self.bytes.get(self.at) != Some(&b':') {
            return None;
        }
        self.at += 1;
        self.blanks();
        Some(key)
    }

    /// The raw text of the value after the key; `None` when it is cut off.
    pub(crate) fn value(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        let rest = self.bytes.get(start..)?;
        let len = match rest.first()? {
            b'"' => string_end(rest, 0)?,
            b'{' | b'[' => Scan::new().feed(rest)?,
            _ => {
                rest.iter().position(|b| matches!(b, b',' | b'}' | b']' | b' ' | b'\t'..=b'\r'))?
            }
        };
        self.at = start + len;
        rest.get(..len)
    }

    /// Where the walk stands.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    fn blanks(&mut self) {
        self.at = blanks(self.bytes, self.at);
    }
}

/// The first place from `at` on that is not blank.
pub(crate) fn blanks(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r');
    at + rest.iter().position(|b| !blank(b)).unwrap_or(rest.len())
}

/// The place behind the closing quote of the string that begins at `start`.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// The inside of a raw JSON string; `None` for any other value.
pub(crate) fn inside(raw: &[u8]) -> Option<&[u8]> {
    raw.strip_prefix(b"\"")?.strip_suffix(b"\"")
}

/// What the list of a container holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Records, each told by its own keys.
    Records,
    /// Configuration items.
    Items,
    /// Strings with a configuration item each, or a part of one.
    Rows,
    /// Log events, as CloudWatch Logs answers them.
    Logs,
}

/// A delivery that tests a subscription.
pub(crate) const CONTROL: &str = "a control message of CloudWatch Logs";

/// What an object is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A record of its own.
    Record(Form),
    /// A container; its list of records begins behind this place.
    Document(usize, Holds),
    /// A record, or a container, is inside this string (with its quotes).
    Wrapped(Range<usize>),
    /// Something AWS stores beside logs and that holds no events; says what.
    Other(&'static str),
}

/// What an object is, by its top-level keys, decided as soon as they suffice.
///
/// A prefix of the object gives `Document` if, and only if, the whole object does and the prefix
/// reaches that far: the splitter relies on it.
pub(crate) fn kind(object: &[u8]) -> Kind {
    // What CloudTrail writes begins like this, half a million times a file.
    if object.strip_prefix(br#"{"eventVersion":"#).is_some_and(is_trail_version) {
        return Kind::Record(Form::CloudTrail);
    }
    let mut keys = Keys::new(object);
    let (mut source, mut name, mut s3, mut from_s3) = (false, false, false, false);
    let (mut notification, mut message) = (false, None);
    let (mut signs, mut marks) = (Signs::default(), Marks::default());
    while let Some(key) = keys.key() {
        let at = keys.at();
        match (&*key, object.get(at)) {
            (b"detail-type" | b"detail" | b"source", _) => return Kind::Record(Form::Events),
            (b"Records", Some(b'[')) => return Kind::Document(at + 1, Holds::Records),
            (b"Events", Some(b'['))
                if matches!(object.get(blanks(object, at + 1)), Some(b'{' | b']')) =>
            {
                return Kind::Document(at + 1, Holds::Records);
            }
            (b"events", Some(b'['))
                if watch::is_log_events(object.get(at..).unwrap_or_default()) =>
            {
                return Kind::Document(at + 1, Holds::Logs);
            }
            (b"digestStartTime" | b"digestS3Object", _) => {
                return Kind::Other("a CloudTrail digest file");
            }
            _ => match signs.key(&key, object.get(at..).unwrap_or_default()) {
                Some(Told::List(holds)) => return Kind::Document(at + 1, holds),
                Some(Told::Config) => return Kind::Record(Form::Config),
                None => {}
            },
        }
        let Some(value) = keys.value() else { break };
        let range = at..at + value.len();
        match &*key {
            b"eventVersion" if is_trail_version(value) => {
                return Kind::Record(Form::CloudTrail);
            }
            b"eventSource" => {
                from_s3 = value == b"\"aws:s3\"";
                // `aws:dynamodb` and its like are what Lambda functions get.
                source = !value.starts_with(b"\"aws:");
            }
            b"eventName" => name = true,
            b"eventType" if value == b"\"AwsCloudTrailInsight\"" => {
                return Kind::Record(Form::CloudTrail);
            }
            b"s3" => s3 = true,
            b"Type" => notification = value == b"\"Notification\"",
            b"Message" if inside(value).is_some() => message = Some(range),
            b"CloudTrailEvent" if inside(value).is_some() => return Kind::Wrapped(range),
            b"Event" if value == b"\"s3:TestEvent\"" => return Kind::Other("an S3 test message"),
            b"_aws" if watch::is_embedded(value) => return Kind::Record(Form::Log),
            key => marks.key(key, value),
        }
        match &message {
            Some(range) if notification => return Kind::Wrapped(range.clone()),
            _ if source && name => return Kind::Record(Form::CloudTrail),
            _ if s3 && from_s3 => return Kind::Record(Form::S3),
            _ => {}
        }
    }
    marks.kind().unwrap_or(Kind::Record(Form::Events))
}

/// Is this, or does it begin with, a version of CloudTrail's records? It has two digits behind the
/// point, unlike the `1.0` of others.
fn is_trail_version(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"\"1.").and_then(|v| v.get(..2));
    digits.is_some_and(|d| d.iter().all(u8::is_ascii_digit))
}

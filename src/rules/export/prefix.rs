//! Prefixes of object names: plain text and `!{timestamp:PATTERN}`, as in Firehose. What would name
//! an object otherwise when it is written again, such as `!{firehose:random-string}`, is refused:
//! names follow from the window alone.

use super::clock::{self, Fault, Piece};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::ops::Range;

/// A prefix as it is written has at most so many characters.
const LONGEST: usize = 1024;

/// And so many bytes once its expressions have become text.
const LONGEST_TEXT: usize = 512;

/// What may stand in the name of an object besides letters and digits of ASCII and `/`.
const OTHERS: &str = "!-_.'()=+,@:;&$ ";

/// A prefix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prefix {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Time(Vec<Piece>),
}

impl Prefix {
    /// Reads a prefix. Empty text is the empty prefix.
    ///
    /// # Errors
    /// What is wrong, with its place in the text.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.chars().count() > LONGEST {
            let message = format!("a prefix has at most {LONGEST} characters");
            return Err(Fault { at: 0..text.len(), message, help: None });
        }
        let (mut parts, mut at) = (Vec::new(), 0);
        while let Some(found) = text[at..].find("!{") {
            let begins = at + found;
            let Some(length) = text[begins..].find('}') else {
                let message = "`!{` without `}`".to_owned();
                return Err(Fault { at: begins..text.len(), message, help: None });
            };
            if begins > at {
                parts.push(Part::Text(text[at..begins].to_owned()));
            }
            at = begins + length + 1;
            parts.push(expression(text, begins..at)?);
        }
        if at < text.len() {
            parts.push(Part::Text(text[at..].to_owned()));
        }
        let prefix = Self { parts };
        // Times differ in digits and names only, so that one of them tells of all.
        let sample = prefix.at(Timestamp::UNIX_EPOCH, &TimeZone::UTC);
        match check_name(&sample) {
            _ if sample.is_empty() => Ok(prefix),
            _ if sample.len() > LONGEST_TEXT => {
                let message =
                    format!("the prefix becomes {} bytes, more than {LONGEST_TEXT}", sample.len());
                Err(Fault { at: 0..text.len(), message, help: None })
            }
            Err(message) => Err(Fault { at: 0..text.len(), message, help: None }),
            Ok(()) => Ok(prefix),
        }
    }

    /// The prefix of a window that begins at this moment, as the clocks of a zone show it.
    #[must_use]
    pub fn at(&self, start: Timestamp, zone: &TimeZone) -> String {
        let start = start.to_zoned(zone.clone());
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Time(pieces) => clock::write(&mut out, pieces, &start),
            }
        }
        out
    }
}

/// Reads `!{NAMESPACE:VALUE}`.
fn expression(text: &str, at: Range<usize>) -> Result<Part, Fault> {
    let inner = &text[at.start + 2..at.end - 1];
    match inner.split_once(':') {
        Some(("timestamp", pattern)) if !pattern.is_empty() => {
            clock::parse(pattern, at.start + 2 + "timestamp:".len()).map(Part::Time)
        }
        Some(("firehose", "random-string")) => {
            let message = "`!{firehose:random-string}` would name an object otherwise each time it is written".to_owned();
            let help =
                Some("leave it out: the name of the schedule and the time tell objects apart");
            Err(Fault { at, message, help })
        }
        _ => {
            let message = format!("`{}` is no expression of a prefix", &text[at.clone()]);
            Err(Fault {
                at,
                message,
                help: Some("write `!{timestamp:yyyy/MM/dd}`, with other letters as need be"),
            })
        }
    }
}

/// Can this be the beginning of an object's name, within a folder and in an object store alike?
///
/// # Errors
/// Why not, in words.
pub fn check_name(text: &str) -> Result<(), String> {
    if text.starts_with('/') {
        return Err("a prefix does not begin with `/`".to_owned());
    }
    let known = |c: &char| c.is_ascii_alphanumeric() || *c == '/' || OTHERS.contains(*c);
    if let Some(c) = text.chars().find(|c| !known(c)) {
        return Err(format!("{c:?} does not belong in the name of an object"));
    }
    let whole = text.strip_suffix('/').unwrap_or(text);
    match whole.split('/').find(|part| matches!(*part, "" | "." | "..")) {
        Some("") if whole.is_empty() => Ok(()),
        Some("") => Err("`//` does not belong in the name of an object".to_owned()),
        Some(part) => Err(format!("`{part}` does not belong in the name of an object")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(prefix: &str, zone: &str, start: &str) -> String {
        let zone = TimeZone::get(zone).expect("a zone");
        Prefix::parse(prefix).expect("a prefix").at(start.parse().expect("a time"), &zone)
    }

    #[test]
    fn dates_are_those_of_the_zone_in_winter_and_summer() {
        let prefix = "findings/!{timestamp:yyyy/MM/dd}/!{timestamp:HH}h-";
        assert_eq!(at(prefix, "UTC", "2026-11-21T23:30:00Z"), "findings/2026/11/21/23h-");
        assert_eq!(at(prefix, "Europe/Berlin", "2026-11-21T23:30:00Z"), "findings/2026/11/22/00h-");
        // Before and after clocks go forward (29 March, 01:00 UTC) and back (25 October, 01:00 UTC).
        let hour = |start| at("!{timestamp:ddHHXX}", "Europe/Berlin", start);
        assert_eq!(hour("2026-03-29T00:59:59Z"), "2901+0100");
        assert_eq!(hour("2026-03-29T01:00:00Z"), "2903+0200");
        assert_eq!(hour("2026-10-25T00:00:00Z"), "2502+0200");
        assert_eq!(hour("2026-10-25T01:00:00Z"), "2502+0100");
        assert_eq!(at("a/b", "UTC", "2026-10-25T01:00:00Z"), "a/b");
        assert_eq!(at("", "UTC", "2026-10-25T01:00:00Z"), "");
    }

    #[test]
    fn what_is_no_prefix() {
        let fault = |text: &str| {
            let fault = Prefix::parse(text).expect_err("a fault");
            (fault.at, fault.message)
        };
        let name = |what: &str| format!("{what} does not belong in the name of an object");
        assert_eq!(fault("a/!{timestamp:ww}").0, 14..16);
        assert_eq!(fault("a/!{firehose:random-string}/").0, 2..27);
        assert_eq!(fault("!{timestamp:}").1, "`!{timestamp:}` is no expression of a prefix");
        assert_eq!(fault("!{x}").1, "`!{x}` is no expression of a prefix");
        assert_eq!(fault("é/!{timestamp").1, "`!{` without `}`");
        assert_eq!(fault("é").1, name("'é'"));
        assert_eq!(fault("/a").1, "a prefix does not begin with `/`");
        assert_eq!(fault("a/../b").1, name("`..`"));
        assert_eq!(fault("a//b").1, name("`//`"));
        assert_eq!(fault("!{timestamp:'..'}/").1, name("`..`"));
        assert_eq!(fault("a\\b").1, name("'\\\\'"));
        assert_eq!(fault(&"a".repeat(1025)).1, "a prefix has at most 1024 characters");
        assert_eq!(fault(&"a".repeat(513)).1, "the prefix becomes 513 bytes, more than 512");
    }
}

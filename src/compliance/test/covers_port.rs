//! `covers-port`: the ports that a permission of a security group, or an entry of a network ACL,
//! lets through.
//!
//! A permission has `ipProtocol`, `fromPort` and `toPort`; an entry `protocol` and
//! `portRange.from`, `portRange.to`. Protocol `-1` covers every port of every protocol, whether
//! ports are there or not; a port of -1 means all.

use super::{ClauseOperator, Held, Test, operand, wrong};
use crate::operators::Context;
use crate::read::tree::{Item, Kind};
use std::fmt;

/// Ports from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ports {
    /// First port.
    pub first: u16,
    /// Last port.
    pub last: u16,
}

impl Ports {
    /// Reads `22` or `8000-8999`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let ports = Self { first: first.trim().parse().ok()?, last: last.trim().parse().ok()? };
        (ports.first <= ports.last).then_some(ports)
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "\"{}-{}\"", self.first, self.last)
        }
    }
}

/// `covers-port`
#[derive(Debug, Clone)]
pub struct CoversPort {
    /// The ports.
    pub ports: Box<[Ports]>,
    /// The protocol; without one, TCP and UDP.
    protocol: Option<Box<str>>,
    /// Which of the ports, or of the permission's.
    how: Match,
}

/// How ports and a permission have to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// The permission lets through one of the ports.
    Any,
    /// It lets through all of them.
    All,
    /// It lets through nothing but these.
    Within,
}

impl Match {
    const WORDS: [(&str, Self); 3] =
        [("any", Self::Any), ("all", Self::All), ("within", Self::Within)];
}

/// Protocols by number and by name.
const PROTOCOLS: [(&str, &str); 4] = [("6", "tcp"), ("17", "udp"), ("1", "icmp"), ("58", "icmpv6")];

/// The name of a protocol; those without one stay as they are.
fn protocol(text: &str) -> &str {
    let is = |name: &str| text.eq_ignore_ascii_case(name);
    let known = PROTOCOLS.iter().find(|(number, name)| is(number) || is(name));
    known.map_or(text, |(_, name)| *name)
}

impl CoversPort {
    /// The operator for some ports of a protocol (`tcp`, `udp`, `6`, ...).
    #[must_use]
    pub fn new(ports: impl Into<Box<[Ports]>>, of: Option<&str>, how: Match) -> Self {
        Self { ports: ports.into(), protocol: of.map(|p| protocol(p).into()), how }
    }

    pub(super) fn holds(&self, item: Item<'_>) -> Held {
        if item.kind() != Kind::Map {
            return Err(wrong("covers-port", "a permission", item));
        }
        let given = item.get("ipProtocol").or_else(|| item.get("protocol"));
        let given = given.filter(|p| matches!(p.kind(), Kind::Text | Kind::Number));
        let Some(given) = given.map(Item::str) else {
            return Err("`covers-port` takes a permission, which has an `ipProtocol`".into());
        };
        // Query results write numbers as floats.
        let given = given.strip_suffix(".0").unwrap_or(&given);
        let own = protocol(given);
        if own == "-1" {
            return Ok(self.how != Match::Within);
        }
        let asked = match &self.protocol {
            Some(wanted) => wanted.eq_ignore_ascii_case(own) || &**wanted == "-1",
            None => matches!(own, "tcp" | "udp"),
        };
        if !asked {
            return Ok(false);
        }
        let (from, to) = (port(item, "fromPort", "from")?, port(item, "toPort", "to")?);
        if from < 0 || to < 0 {
            return Ok(self.how != Match::Within);
        }
        let ends = |p: &Ports| (i64::from(p.first), i64::from(p.last));
        let mut all = self.ports.iter().map(ends);
        Ok(match self.how {
            Match::Any => all.any(|(first, last)| from <= last && first <= to),
            Match::All => all.all(|(first, last)| from <= first && last <= to),
            Match::Within => self.hold(from, to),
        })
    }

    /// Do these ports hold all of a range? Ranges side by side hold what lies across them.
    fn hold(&self, from: i64, to: i64) -> bool {
        let mut ports = self.ports.to_vec();
        ports.sort_by_key(|p| p.first);
        let mut next = from;
        for p in ports {
            if i64::from(p.first) <= next {
                next = next.max(i64::from(p.last) + 1);
            }
        }
        from <= to && next > to
    }
}

/// A port of a permission (`fromPort`) or of an entry (`portRange.from`).
fn port(item: Item<'_>, name: &str, short: &str) -> Result<i64, Box<str>> {
    let range = || item.get("portRange").and_then(|range| range.get(short));
    let value = item.get(name).or_else(range).filter(|v| v.kind() != Kind::Null);
    let Some(value) = value else {
        return Err(format!("`covers-port` takes a permission, whose `{name}` is missing").into());
    };
    let text = value.str();
    let whole = text.split_once('.').map_or(&*text, |(whole, fraction)| {
        if fraction.bytes().all(|b| b == b'0') { whole } else { "" }
    });
    whole.parse().map_err(|_| {
        let shown = crate::compliance::value::shown(value, 20);
        format!("`covers-port` takes ports as numbers; `{name}` is {shown}").into()
    })
}

impl fmt::Display for CoversPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "covers-port: {{ports: {}", super::listed(&self.ports, self.ports.len()))?;
        if let Some(protocol) = &self.protocol {
            write!(f, ", protocol: {protocol}")?;
        }
        match Match::WORDS.iter().find(|(_, how)| *how == self.how) {
            Some((word, Match::All | Match::Within)) => write!(f, ", match: {word}}}"),
            _ => f.write_str("}"),
        }
    }
}

pub(super) const OPERATOR: ClauseOperator = ClauseOperator {
    name: "covers-port",
    summary: "a permission that lets through any (or, with `match: all`, all) of these ports, or, \
              with `match: within`, nothing but these; protocol -1 covers every port",
    takes: "a permission of a security group or an entry of a network ACL",
    example: r#"{"covers-port": {"ports": [22, "8000-8999"], "protocol": "tcp", "match": "any"}}"#,
    schema: r##"{"type": "object", "required": ["ports"], "additionalProperties": false,
        "properties": {"ports": {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 65535},
            {"type": "array", "minItems": 1, "items": {"anyOf": [
                {"type": "integer", "minimum": 0, "maximum": 65535},
                {"type": "string", "pattern": "^[0-9]+(-[0-9]+)?$"}]}},
            {"$ref": "#/$defs/reference"}]},
        "protocol": {"type": ["string", "integer"]}, "match": {"enum": ["any", "all", "within"]}}}"##,
    read,
};

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    if item.kind() != Kind::Map {
        context.wrong(name, item, "a map of ports, protocol and match");
        return None;
    }
    let (mut ports, mut protocol, mut how) = (None, None, Match::Any);
    for (key, value) in item.entries() {
        match &*key.str() {
            "ports" => ports = Some(read_ports(context, name, value)?),
            "protocol" => {
                let read = operand::one(context, name, value, "a protocol", None)?;
                protocol = Some(crate::base::text::show(&read.text).into_owned());
            }
            "match" => {
                let word = operand::text(context, name, value)?;
                let Some((_, known)) = Match::WORDS.iter().find(|(known, _)| *known == word) else {
                    let words = format!("`match` is any, all or within, not `{word}`");
                    operand::refuse(context, value, words, None);
                    return None;
                };
                how = *known;
            }
            _ => {
                operand::unknown_key(context, name, key, &["ports", "protocol", "match"]);
                return None;
            }
        }
    }
    let Some(ports) = ports else {
        context.wrong(name, item, "a map with `ports`");
        return None;
    };
    Some(Test::CoversPort(CoversPort::new(ports, protocol.as_deref(), how)))
}

fn read_ports(context: &mut Context<'_>, name: &str, item: Item<'_>) -> Option<Box<[Ports]>> {
    let mut ports = Vec::new();
    for read in operand::scalars(context, name, item)? {
        let text = crate::base::text::show(&read.text);
        let Some(read) = Ports::parse(&text) else {
            let help = "a port is a number from 0 to 65535; a range is `8000-8999`".to_owned();
            operand::refuse(context, item, format!("`{text}` is not a port"), Some(help));
            return None;
        };
        ports.push(read);
    }
    Some(ports.into())
}

//! `older-than`, `newer-than`, `further-than`: how long ago a time was, or how far ahead it is, at
//! the moment the item is judged. Times are RFC 3339 strings, or numbers of seconds or milliseconds
//! since 1970.

use super::{ClauseOperator, Cx, Held, Test, operand, wrong};
use crate::base::time;
use crate::base::units::parse_duration;
use crate::operators::Context;
use crate::read::tree::{Item, Kind};
use jiff::Timestamp;
use std::fmt;
use std::time::Duration;

/// How a time is to lie to the present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Longer ago (`older-than`).
    Older,
    /// Less long ago, or to come (`newer-than`).
    Newer,
    /// To come, and further ahead (`further-than`).
    Further,
}

/// `older-than`, `newer-than`, `further-than`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    /// The distance from the present; a time at just this distance does not pass.
    pub than: Duration,
    /// On which side of it the time is to lie.
    pub side: Side,
}

/// Numbers from here on are milliseconds: as seconds they would lie after the year 5000.
const MILLISECONDS: f64 = 1e11;

impl Age {
    fn name(self) -> &'static str {
        match self.side {
            Side::Older => "older-than",
            Side::Newer => "newer-than",
            Side::Further => "further-than",
        }
    }

    pub(super) fn holds(self, item: Item<'_>, cx: &Cx<'_>) -> Held {
        let Some(then) = self.read(item)? else {
            let shown = crate::compliance::value::shown(item, 40);
            return Err(format!("`{}` takes a time, not {shown}", self.name()).into());
        };
        let than = i128::try_from(self.than.as_nanos()).unwrap_or(i128::MAX);
        let (now, then) = (cx.now.as_nanosecond(), then.as_nanosecond());
        if let Some(turns) = cx.turns {
            let at = match self.side {
                Side::Older => then.saturating_add(than).saturating_add(1),
                Side::Newer => then.saturating_add(than),
                Side::Further => then.saturating_sub(than),
            };
            // What would be after all times never comes.
            let at = Timestamp::from_nanosecond(at).ok().filter(|at| *at > cx.now);
            at.into_iter().for_each(|at| turns.note(at));
        }
        let age = now - then;
        Ok(match self.side {
            Side::Older => age > than,
            Side::Newer => age < than,
            Side::Further => -age > than,
        })
    }

    fn read(self, item: Item<'_>) -> Result<Option<Timestamp>, Box<str>> {
        match item.kind() {
            Kind::Text => Ok(time::parse(&item.str())),
            Kind::Number => {
                let Ok(number) = item.str().parse::<f64>() else { return Ok(None) };
                let ms = if number.abs() < MILLISECONDS { number * 1000.0 } else { number };
                // Rounding to whole milliseconds; what is out of range is no time.
                Ok(Timestamp::from_millisecond(ms as i64).ok())
            }
            _ => Err(wrong(self.name(), "a time", item)),
        }
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.than.as_secs();
        let (n, unit) = [(86_400, "d"), (3600, "h"), (60, "m")]
            .into_iter()
            .find(|(size, _)| seconds > 0 && seconds.is_multiple_of(*size))
            .map_or((seconds, "s"), |(size, unit)| (seconds / size, unit));
        write!(f, "{}: {n}{unit}", self.name())
    }
}

const SCHEMA: &str = r##"{"anyOf": [{"$ref": "#/$defs/duration"}, {"type": "integer", "minimum": 0},
        {"$ref": "#/$defs/reference"}]}"##;

pub(super) const OLDER: ClauseOperator = ClauseOperator {
    name: "older-than",
    summary: "a time longer ago than this duration; a number is one of days",
    takes: "a time: RFC 3339, or seconds or milliseconds since 1970",
    example: r#"{"older-than": "90d"}"#,
    schema: SCHEMA,
    read,
};

pub(super) const NEWER: ClauseOperator = ClauseOperator {
    name: "newer-than",
    summary: "a time less long ago than this duration (a number is one of days), or to come",
    takes: "a time: RFC 3339, or seconds or milliseconds since 1970",
    example: r#"{"newer-than": "24h"}"#,
    schema: SCHEMA,
    read,
};

pub(super) const FURTHER: ClauseOperator = ClauseOperator {
    name: "further-than",
    summary: "a time that lies further ahead than this duration; a number is one of days",
    takes: "a time: RFC 3339, or seconds or milliseconds since 1970",
    example: r#"{"further-than": "14d"}"#,
    schema: SCHEMA,
    read,
};

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    let read = operand::one(context, name, item, "a duration, or a number of days", None)?;
    let text = crate::base::text::show(&read.text);
    let than = match read.kind {
        Kind::Number => parse_duration(&format!("{text}d")),
        _ => parse_duration(&text),
    };
    let Some(than) = than else {
        let help = "a duration is a number and a unit, `90d`, `24h`, `30m`, `10s`, or a number of \
                    days";
        operand::refuse(context, item, format!("`{text}` is not a duration"), Some(help.into()));
        return None;
    };
    let sides = [Side::Older, Side::Newer, Side::Further];
    let age = sides.into_iter().map(|side| Age { than, side }).find(|age| age.name() == name)?;
    Some(Test::Age(age))
}

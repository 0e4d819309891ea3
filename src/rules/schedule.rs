//! `schedules`: when events or exports are due, and where they go. Read and checked here; what is due
//! is told by `schedules`, and done by the daemon.

use super::doc::{Fields, Key, out_of_set, text, whole, wrong};
use super::export::{self, ExportSpec};
use super::place::{part_of, text_of};
use super::routing::{self, Routing};
use super::scope::Scope;
use super::units::duration;
use super::zones::{ZONE_SCHEMA, zone};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::base::time;
use crate::read::tree::{Item, Kind};
use crate::schedules::{self, CatchUp, Dialect, Expression, FlexibleWindow};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::path::Path;
use std::time::Duration;

/// The kinds of expressions, by key.
const KINDS: [&str; 3] = ["cron", "rate", "at"];

/// The keys of a schedule.
pub static KEYS: &[Key] = &[
    Key::optional("description", r#"{"type": "string"}"#, "What it is for."),
    Key::optional(
        "cron",
        r#"{"type": "string", "examples": ["cron(0 2 * * ? *)", "0 8 ? * MON-FRI *"]}"#,
        "Local times: minutes, hours, day of the month, month, day of the week, year.",
    ),
    Key::optional(
        "rate",
        r#"{"type": "string", "examples": ["rate(1 hour)", "15 minutes"]}"#,
        "Again and again after the same time.",
    ),
    Key::optional(
        "at",
        r#"{"type": "string", "examples": ["at(2026-12-01T00:00:00)", "2026-12-01T00:00:00"]}"#,
        "Once, at a local time.",
    ),
    Key::optional("time-zone", ZONE_SCHEMA, "Whose clocks are meant: UTC without it."),
    Key::optional(
        "start",
        r#"{"type": "string", "format": "date-time"}"#,
        "It does not fire before; a rate counts from here.",
    ),
    Key::optional("end", r#"{"type": "string", "format": "date-time"}"#, "It does not fire after."),
    Key::optional(
        "flexible-window",
        r##"{"$ref": "#/$defs/duration"}"##,
        "How long after its moment it may fire, 1m to 24h, in whole minutes.",
    ),
    Key::optional(
        "catch-up",
        r#"{"anyOf": [{"enum": ["none", "last"]}, {"type": "integer", "minimum": 1, "maximum": 1000}]}"#,
        "What fires of the moments that passed while nothing ran: none, the last one, or the last \
         so many.",
    ),
    Key::optional(
        "targets",
        r##"{"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/name"},
            {"$ref": "#/$defs/routing"}]}}"##,
        "Where its events go.",
    ),
    Key::optional(
        "export",
        r##"{"$ref": "#/$defs/export"}"##,
        "What is written out, and where to.",
    ),
    Key::optional(
        "rule",
        r##"{"$ref": "#/$defs/name"}"##,
        "The rule of EventBridge whose schedule expression this is: its events are that rule's, clocks \
         are UTC, and a rate begins one period after it was made.",
    ),
];

/// What the schedule of a rule cannot have.
const NOT_OF_RULES: [&str; 6] = ["at", "time-zone", "start", "end", "flexible-window", "export"];

/// A schedule.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// What it is for.
    pub description: String,
    /// When it fires.
    pub expression: Expression,
    /// The same as it is written, whole.
    pub written: String,
    /// Whose clocks are meant.
    pub zone: TimeZone,
    /// It does not fire before.
    pub start: Option<Timestamp>,
    /// It does not fire after.
    pub end: Option<Timestamp>,
    /// How long after its moment it may fire.
    pub window: Option<FlexibleWindow>,
    /// What of the moments that passed while nothing ran fires; without a word of it the last one
    /// for exports, and none else.
    pub catch_up: CatchUp,
    /// Where its events go.
    pub targets: Vec<Routing>,
    /// The export task.
    pub export: Option<ExportSpec>,
    /// The rule of EventBridge, on the bus `default`, whose schedule expression this is.
    pub rule: Option<String>,
}

impl Schedule {
    /// Whose rules hold for it.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self.rule {
            Some(_) => Dialect::Rule,
            None => Dialect::Scheduler,
        }
    }

    /// What tells when it fires, as one text: while this is the same, it is the same schedule.
    #[must_use]
    pub fn identity(&self) -> String {
        let moment = |at: Option<Timestamp>| at.map_or_else(String::new, time::show);
        format!(
            "{} {} [{}] {}/{} {}",
            if self.rule.is_some() { "rule" } else { "scheduler" },
            self.written,
            self.zone.iana_name().unwrap_or("UTC"),
            moment(self.start),
            moment(self.end),
            self.window.map_or(0, FlexibleWindow::minutes),
        )
    }

    /// The schedule of one who knows it since `created`.
    #[must_use]
    pub fn since(&self, created: Timestamp) -> schedules::Schedule {
        schedules::Schedule {
            zone: self.zone.clone(),
            start: self.start,
            end: self.end,
            window: self.window,
            ..schedules::Schedule::new(self.expression.clone(), self.dialect(), created)
        }
    }
}

/// Reads a schedule of a file; `None` when it is broken.
pub fn read(
    diags: &mut Diags,
    scope: &Scope<'_>,
    file: &Path,
    key: Item<'_>,
    item: Item<'_>,
) -> Option<Schedule> {
    let before = diags.errors();
    let fields = Fields::read(diags, "a schedule", key.span(), item, KEYS)?;
    let rule = fields.get("rule").and_then(|i| text(diags, "rule", i));
    if rule.is_some() {
        for (word, item) in NOT_OF_RULES.iter().filter_map(|key| Some((key, fields.get(key)?))) {
            let words = format!("`{word}` beside `rule`");
            let diag = Diag::new(Code::TL211, item.span(), words);
            diags.push(diag.help("rules of EventBridge have `cron` and `rate`, in UTC"));
        }
    }
    let dialect = if rule.is_some() { Dialect::Rule } else { Dialect::Scheduler };
    let expression = expression(diags, key, &fields, dialect);
    let description = fields.get("description").and_then(|i| text(diags, "description", i));
    let zone = fields.get("time-zone").and_then(|i| zone(diags, "time-zone", i));
    let start = fields.get("start").and_then(|i| moment(diags, "start", i));
    let end = fields.get("end").and_then(|i| moment(diags, "end", i));
    if let (Some(start), Some(end), Some(item)) = (start, end, fields.get("end"))
        && end < start
    {
        out_of_set(diags, item, "the end comes before the start");
    }
    let window = fields.get("flexible-window").and_then(|i| window(diags, i));
    let clocks = zone.clone().unwrap_or(TimeZone::UTC);
    let export = fields.get("export").and_then(|i| export::read(diags, file, key, i, &clocks));
    let usual = if export.is_some() { CatchUp::Last } else { CatchUp::None };
    let catch_up = fields.get("catch-up").and_then(|i| catch_up(diags, i)).unwrap_or(usual);
    let targets = fields.get("targets").map(|i| routing::read(diags, scope, i));
    let (written, expression) = expression?;
    let zone = zone.unwrap_or(TimeZone::UTC);
    if diags.errors() == before
        && let Some(why) = expression.never(&zone)
    {
        let diag = Diag::new(Code::TL430, key.span(), "this schedule never fires");
        diags.push(diag.help(why));
    }
    // The API takes rules whose targets come later.
    if diags.errors() == before
        && export.is_none()
        && rule.is_none()
        && targets.as_ref().is_none_or(Vec::is_empty)
    {
        let diag = Diag::new(Code::TL431, key.span(), "this schedule does nothing");
        diags.push(diag.help("give it `targets`, or an `export`"));
    }
    (diags.errors() == before).then(|| Schedule {
        name: key.str().into_owned(),
        span: key.span(),
        description: description.unwrap_or_default(),
        expression,
        written,
        zone,
        start,
        end,
        window,
        catch_up,
        targets: targets.unwrap_or_default(),
        export,
        rule,
    })
}

/// The one expression with its text, which is given whole or without the word that the key says already.
fn expression(
    diags: &mut Diags,
    key: Item<'_>,
    fields: &Fields<'_>,
    dialect: Dialect,
) -> Option<(String, Expression)> {
    let given: Vec<_> = KINDS.iter().filter_map(|k| Some((*k, fields.get(k)?))).collect();
    let (kind, item) = match given.as_slice() {
        [] => {
            let diag = Diag::new(Code::TL204, key.span(), "a schedule needs an expression");
            diags.push(diag.help("write one of the keys `cron`, `rate` and `at`"));
            return None;
        }
        [one] => *one,
        [_, (second, item), ..] => {
            let words = format!("`{second}` beside another expression");
            let diag = Diag::new(Code::TL211, item.span(), words);
            diags.push(diag.help("a schedule has one of `cron`, `rate` and `at`"));
            return None;
        }
    };
    let written = text(diags, kind, item)?;
    let named = KINDS
        .iter()
        .any(|kind| written.strip_prefix(kind).is_some_and(|rest| rest.starts_with('(')));
    let (whole, added) = match named {
        true => (written.clone(), 0),
        false => (format!("{kind}({written})"), kind.len() + 1),
    };
    match Expression::parse(&whole, dialect) {
        Ok(expression) => Some((whole, expression)),
        Err(error) => {
            let part = error.at.start.saturating_sub(added)..error.at.end.saturating_sub(added);
            let place = part_of(text_of(item, &written), &written, &part);
            let diag = Diag::new(Code::TL319, place, error.message);
            diags.push(match error.help {
                Some(help) if help.starts_with("did you mean") => diag.label(help),
                Some(help) => diag.help(help),
                None => diag,
            });
            None
        }
    }
}

fn moment(diags: &mut Diags, key: &str, item: Item<'_>) -> Option<Timestamp> {
    let read = time::parse(&text(diags, key, item)?);
    if read.is_none() {
        out_of_set(diags, item, format!("`{key}` takes a time such as 2026-01-01T00:00:00Z"));
    }
    read
}

fn window(diags: &mut Diags, item: Item<'_>) -> Option<FlexibleWindow> {
    let minute = Duration::from_secs(60);
    let length = duration(diags, "flexible-window", item, minute..=minute * 1440)?;
    if !length.as_secs().is_multiple_of(60) || length.subsec_nanos() > 0 {
        out_of_set(diags, item, "a flexible window has whole minutes");
    }
    FlexibleWindow::new(u16::try_from(length.as_secs() / 60).ok()?)
}

fn catch_up(diags: &mut Diags, item: Item<'_>) -> Option<CatchUp> {
    if item.kind() == Kind::Number {
        let most = whole(diags, "catch-up", item, 1..=1000)?;
        return u32::try_from(most).ok().map(CatchUp::All);
    }
    match &*item.str() {
        "none" if item.kind() == Kind::Text => Some(CatchUp::None),
        "last" if item.kind() == Kind::Text => Some(CatchUp::Last),
        _ => {
            wrong(diags, "catch-up", item, "`none`, `last` or how many");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::export::Destination;
    use crate::rules::testing::{bundle_with, problems};
    use crate::schedules::{CatchUp, FlexibleWindow};

    #[test]
    fn a_whole_schedule() {
        let text = "schedules:\n  nightly:\n    cron: cron(0 2 * * ? *)\n    time-zone: Europe/Berlin\n    \
                    start: 2026-01-01T00:00:00Z\n    end: 2027-01-01T00:00:00Z\n    flexible-window: 15m\n    \
                    catch-up: 3\n    targets: [t]\n    export: {what: findings, to: reports}\n  \
                    hourly: {rate: 1 hour, targets: [t]}\n  once: {at: 2026-12-01T00:00:00}\n\
                    targets: {t: {plugin: log}}\n";
        let (bundle, found) = bundle_with(&[("r.yaml", text)], &[]);
        assert_eq!(found, ["TL431 12:3 this schedule does nothing"]);
        let [nightly, hourly, once] = &*bundle.schedules else { unreachable!("three") };
        assert_eq!(nightly.name, "nightly");
        assert_eq!(nightly.window, FlexibleWindow::new(15));
        assert_eq!(nightly.catch_up, CatchUp::All(3));
        assert_eq!(nightly.targets.len(), 1);
        let export = nightly.export.as_ref().expect("an export");
        assert_eq!(export.to, Destination::Folder("reports".into()));
        let created = "2025-06-01T00:00:00Z".parse().expect("a time");
        let first = |schedule: &super::Schedule| {
            schedule.since(created).coming(created).next().map(|at| at.to_string())
        };
        assert_eq!(first(nightly).as_deref(), Some("2026-01-01T01:00:00Z"));
        assert_eq!(first(hourly).as_deref(), Some("2025-06-01T00:00:00Z"));
        assert_eq!(first(once).as_deref(), Some("2026-12-01T00:00:00Z"));
        assert_eq!(once.catch_up, CatchUp::None);
        assert_eq!(
            nightly.identity(),
            "scheduler cron(0 2 * * ? *) [Europe/Berlin] 2026-01-01T00:00:00Z/2027-01-01T00:00:00Z 15"
        );
        assert_eq!(hourly.identity(), "scheduler rate(1 hour) [UTC] / 0");
    }

    #[test]
    fn schedules_of_rules() {
        let text = "schedules:\n  rule.a: {rule: a, rate: rate(5 minutes)}\n";
        let (bundle, found) = bundle_with(&[("r.yaml", text)], &[]);
        assert_eq!(found, Vec::<String>::new());
        let [own] = &*bundle.schedules else { unreachable!("one") };
        let created = "2025-06-01T00:00:00Z".parse().expect("a time");
        let first = own.since(created).coming(created).next().map(|at| at.to_string());
        assert_eq!(first.as_deref(), Some("2025-06-01T00:05:00Z"));
        let got = problems("schedules:\n  a: {rule: a, rate: 1 hour, time-zone: UTC}\n");
        assert_eq!(got, ["TL211 2:41 `time-zone` beside `rule`"]);
    }

    #[test]
    fn what_never_fires_is_told() {
        let got = problems(
            "schedules:\n  a: {cron: 0 0 30 2 ? *}\n  \
             b: {at: 2026-03-08T02:30:00, time-zone: America/New_York}\n  c: {at: 2026-03-08T02:30:00}\n",
        );
        let never = |line: u32| format!("TL430 {line}:3 this schedule never fires");
        let nothing = |line: u32| format!("TL431 {line}:3 this schedule does nothing");
        assert_eq!(got, [never(2), nothing(2), never(3), nothing(3), nothing(4)]);
    }

    #[test]
    fn bad_schedules() {
        let got = problems(
            "schedules:\n  a: {}\n  b: {cron: 0 2 * * NOT *, rate: 1 hour}\n  \
             c: {cron: 0 71 1 * ? *}\n  d: {rate: rate(1 minutes), time-zone: Mars, catch-up: all}\n  \
             e: {at: 2026-12-01, end: soon, flexible-window: 90s, export: x}\n",
        );
        assert_eq!(
            got,
            [
                "TL204 2:3 a schedule needs an expression",
                "TL211 3:34 `rate` beside another expression",
                "TL319 4:15 `71` is not among the hours, 0 to 23",
                "TL319 5:20 `minutes` does not go with 1",
                "TL209 5:41 there is no time zone `Mars`",
                "TL110 5:57 `catch-up` takes `none`, `last` or how many",
                "TL319 6:11 `at` takes a time such as 2026-12-24T18:00:00",
                "TL209 6:28 `end` takes a time such as 2026-01-01T00:00:00Z",
                "TL209 6:51 a flexible window has whole minutes",
                "TL110 6:64 an export is a map",
            ]
        );
    }
}

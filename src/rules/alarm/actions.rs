//! Whom changes of an alarm are told to, and when not.

use super::Fields;
use crate::alarms::{AlarmState, Mute, MuteError, Notify};
use crate::base::diag::Diags;
use crate::base::ids::TargetId;
use crate::read::tree::{Item, Kind};
use crate::rules::doc::{Key, flag, out_of_set, text, wrong};
use crate::rules::routing::{self, Routing};
use crate::rules::scope::Scope;
use crate::rules::units::duration;
use crate::rules::zones::zone;
use jiff::tz::TimeZone;
use std::time::Duration;

const ENTRIES: &str = r##"{"type": "array", "maxItems": 5, "items":
    {"anyOf": [{"$ref": "#/$defs/name"}, {"$ref": "#/$defs/routing"}]}}"##;

/// The keys of `actions`.
pub static ACTIONS_KEYS: &[Key] = &[
    Key::optional("alarm", ENTRIES, "Targets that are told when the alarm enters ALARM."),
    Key::optional("ok", ENTRIES, "Targets that are told when it enters OK."),
    Key::optional(
        "insufficient-data",
        ENTRIES,
        "Targets that are told when it enters INSUFFICIENT_DATA.",
    ),
];

/// The keys of `actions-suppressor`.
pub static SUPPRESSOR_KEYS: &[Key] = &[
    Key::required("alarm", r##"{"$ref": "#/$defs/name"}"##, "The alarm that holds actions back."),
    Key::required("wait", r##"{"$ref": "#/$defs/duration"}"##, "How long actions wait for it."),
    Key::required(
        "extension",
        r##"{"$ref": "#/$defs/duration"}"##,
        "How long actions are held after it.",
    ),
];

/// The keys of an entry of `mute`.
pub static MUTE_KEYS: &[Key] = &[
    Key::required(
        "cron",
        r#"{"type": "string", "examples": ["cron(0 2 * * *)", "at(2026-12-24T18:00)"]}"#,
        "When the window opens: five fields with `*`, `-` and `,`, or once.",
    ),
    Key::required("duration", r##"{"$ref": "#/$defs/duration"}"##, "How long it stays, 1m to 15d."),
    Key::optional("time-zone", r##"{"$ref": "#/$defs/time-zone"}"##, "UTC by default."),
];

/// Most actions of a state, as AWS has it.
const MOST: usize = 5;
/// The longest time of `repeat-every` and `group-wait`.
const LONGEST: Duration = Duration::from_secs(30 * 86_400);

/// The targets of each state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actions {
    /// On entering ALARM.
    pub alarm: Vec<Routing>,
    /// On entering OK.
    pub ok: Vec<Routing>,
    /// On entering INSUFFICIENT_DATA.
    pub insufficient_data: Vec<Routing>,
}

impl Actions {
    /// The targets of a state, and where they begin among all.
    #[must_use]
    pub fn of(&self, state: AlarmState) -> (usize, &[Routing]) {
        let (alarm, ok) = (self.alarm.len(), self.ok.len());
        match state {
            AlarmState::Alarm => (0, &self.alarm),
            AlarmState::Ok => (alarm, &self.ok),
            AlarmState::InsufficientData => (alarm + ok, &self.insufficient_data),
        }
    }

    /// All, in the order of `of`.
    pub fn all(&self) -> impl Iterator<Item = &Routing> {
        self.alarm.iter().chain(&self.ok).chain(&self.insufficient_data)
    }
}

/// Reads the actions of an alarm, and how they are paced.
pub(super) fn read(diags: &mut Diags, scope: &Scope<'_>, fields: &Fields<'_>) -> (Actions, Notify) {
    let actions = fields.get("actions").and_then(|i| actions(diags, scope, i)).unwrap_or_default();
    let names = |of: &[Routing]| -> Vec<String> {
        let target = |id: TargetId| scope.targets.names().nth(id.index()).unwrap_or_default();
        of.iter().map(|routing| target(routing.target).to_owned()).collect()
    };
    let times = Duration::from_secs(1)..=LONGEST;
    let mut time =
        |name: &str| fields.get(name).and_then(|i| duration(diags, name, i, times.clone()));
    let (repeat_every, group_wait) = (time("repeat-every"), time("group-wait"));
    let enabled = fields.get("actions-enabled").and_then(|i| flag(diags, "actions-enabled", i));
    let mutes = fields.get("mute").map(|i| mutes(diags, i)).unwrap_or_default();
    let notify = Notify {
        enabled: enabled.unwrap_or(true),
        alarm: names(&actions.alarm),
        ok: names(&actions.ok),
        insufficient_data: names(&actions.insufficient_data),
        repeat_every,
        group_wait,
        mutes,
    };
    (actions, notify)
}

fn actions(diags: &mut Diags, scope: &Scope<'_>, item: Item<'_>) -> Option<Actions> {
    let fields = Fields::read(diags, "`actions`", item.span(), item, ACTIONS_KEYS)?;
    let mut of = |name: &str| {
        let Some(item) = fields.get(name) else { return Vec::new() };
        let read = routing::read(diags, scope, item);
        if read.len() > MOST {
            out_of_set(diags, item, format!("a state has at most {MOST} actions"));
        }
        read
    };
    Some(Actions { alarm: of("alarm"), ok: of("ok"), insufficient_data: of("insufficient-data") })
}

fn mutes(diags: &mut Diags, item: Item<'_>) -> Vec<Mute> {
    if item.kind() != Kind::List {
        wrong(diags, "mute", item, "a list of windows with `cron` and `duration`");
        return Vec::new();
    }
    item.items().filter_map(|element| mute(diags, element)).collect()
}

fn mute(diags: &mut Diags, item: Item<'_>) -> Option<Mute> {
    let fields = Fields::read(diags, "an entry of `mute`", item.span(), item, MUTE_KEYS)?;
    let cron = fields.get("cron").and_then(|i| Some((i, text(diags, "cron", i)?)));
    let times = Duration::from_secs(60)..=Duration::from_secs(15 * 86_400);
    let length = fields.get("duration").and_then(|i| duration(diags, "duration", i, times));
    let zone = match fields.get("time-zone") {
        Some(item) => zone(diags, "time-zone", item)?,
        None => TimeZone::UTC,
    };
    let (at, cron) = cron?;
    match Mute::new(&cron, length?, zone) {
        Ok(mute) => Some(mute),
        Err(error @ (MuteError::Expression(_) | MuteError::Length)) => {
            out_of_set(diags, at, error.to_string());
            None
        }
    }
}

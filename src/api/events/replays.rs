//! Replays: StartReplay, DescribeReplay, ListReplays, CancelReplay.
//!
//! StartReplay takes one field that AWS does not have: `EventsPerSecond`, the most events that go in a
//! second. Without it they go as fast as they are worked off.

use super::archives::{self, one_filter, with_time};
use super::put_events::bus_name;
use super::rules;
use crate::api::constraint::{REPLAY, check_form, parameter, text, whole, word};
use crate::api::context::{Context, needed};
use crate::api::paging::{List, answer, page};
use crate::daemon::archive::Span;
use crate::daemon::replay::{Replay, ReplayError, State};
use crate::model::Home;
use crate::wire::{Fault, Value};
use std::num::NonZeroU32;

/// Most events a second that can be asked for.
const RATE: i64 = 1_000_000;

fn arn(home: &Home, name: &str) -> String {
    format!("arn:aws:events:{}:{}:replay/{name}", home.region, home.account)
}

/// What an ARN of EventBridge names, behind a word such as `archive`.
fn named<'a>(arn: &'a str, kind: &str) -> Option<&'a str> {
    let mut parts = arn.strip_prefix("arn:")?.splitn(5, ':');
    let (_, service, resource) = (parts.next()?, parts.next()?, parts.nth(2)?);
    let name = resource.strip_prefix(kind)?.strip_prefix('/')?;
    (service == "events" && !name.is_empty()).then_some(name)
}

fn fault(name: &str, error: ReplayError) -> Fault {
    match error {
        ReplayError::Exists => Fault::sender(
            "ResourceAlreadyExistsException",
            format!("Replay {name} already exists."),
        ),
        ReplayError::Unknown => unknown(name),
        ReplayError::Ended => Fault::sender(
            "IllegalStatusException",
            format!("Replay {name} is not in a valid state for this operation."),
        ),
        ReplayError::TooMany => Fault::sender(
            "LimitExceededException",
            "The requested resource exceeds the maximum number allowed.",
        ),
        ReplayError::Log(refused) => crate::api::refusal(&refused),
        ReplayError::Store(_) | ReplayError::Thread(_) => {
            Fault::receiver("InternalException", error.to_string())
        }
    }
}

fn unknown(name: &str) -> Fault {
    Fault::sender("ResourceNotFoundException", format!("Replay {name} does not exist."))
}

pub(super) fn start(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("ReplayName")?, "ReplayName")?;
    check_form("ReplayName", name, REPLAY)?;
    let source = needed(input.text("EventSourceArn")?, "EventSourceArn")?;
    let from = needed(input.time("EventStartTime")?, "EventStartTime")?;
    let to = needed(input.time("EventEndTime")?, "EventEndTime")?;
    let destination = needed(input.structure("Destination")?, "Destination")?;
    let arn_of_bus = needed(destination.text("Arn")?, "Destination.Arn")?;
    let (rules, defined) = (context.daemon().rules(), context.daemon().defined());
    let Some(bus) = named(arn_of_bus, "event-bus") else {
        return Err(parameter("Destination.Arn", "Must contain an event bus ARN"));
    };
    rules::known_bus(&rules, bus)?;
    let Some(archive) = named(source, "archive") else {
        return Err(parameter("EventSourceArn", "Must contain an archive ARN"));
    };
    let Ok(kept) = archives::Kept::find(&rules, &defined, archive) else {
        return Err(parameter("EventSourceArn", &format!("Archive {archive} does not exist")));
    };
    if kept.bus != bus {
        return Err(parameter("Destination.Arn", "Cross event bus replay is not permitted"));
    }
    if to <= from {
        return Err(parameter("EventEndTime", "EventStartTime must be before EventEndTime"));
    }
    let mut only = Vec::new();
    for arn in destination.texts("FilterArns")?.unwrap_or_default() {
        let Some(rule) = named(arn, "rule") else {
            return Err(parameter("Destination.FilterArns", "Must contain rule ARNs"));
        };
        // Rules of other buses than `default` have theirs in front.
        let (of, rule) = rule.split_once('/').unwrap_or((bus_name(None), rule));
        if of != bus {
            return Err(parameter(
                "Destination.FilterArns",
                &format!("Rule {rule} is not on EventBus {bus}"),
            ));
        }
        rules::find(&rules, &defined, bus, rule)?;
        only.push(rule.to_owned());
    }
    let rate = whole(input, "EventsPerSecond", 1..=RATE)?;
    let replay = Replay {
        name: name.to_owned(),
        description: text(input, "Description", 512)?.map(str::to_owned),
        archive: archive.to_owned(),
        since: kept.since,
        bus: bus.to_owned(),
        span: Span { from: from.as_millisecond(), to: to.as_millisecond() },
        only,
        rate: rate.and_then(|rate| u32::try_from(rate).ok()).and_then(NonZeroU32::new),
        state: State::Starting,
        reason: None,
        started: context.now.as_millisecond(),
        ended: None,
        last: None,
        sent: 0,
        cursor: None,
    };
    context.daemon().replays().begin(replay).map_err(|error| fault(name, error))?;
    let answer = Value::map([
        ("ReplayArn", arn(context.home(), name).into()),
        ("State", State::Starting.word().into()),
    ]);
    Ok(answer.with("ReplayStartTime", context.now))
}

/// What ListReplays tells of a replay.
fn value(home: &Home, replay: &Replay) -> Value {
    let mut value = Value::map([
        ("ReplayName", replay.name.clone().into()),
        ("EventSourceArn", archives::arn(home, &replay.archive).into()),
        ("State", replay.state.word().into()),
    ]);
    if let Some(reason) = &replay.reason {
        value = value.with("StateReason", reason.clone());
    }
    let times = [
        ("EventStartTime", Some(replay.span.from)),
        ("EventEndTime", Some(replay.span.to)),
        ("EventLastReplayedTime", replay.last),
        ("ReplayStartTime", Some(replay.started)),
        ("ReplayEndTime", replay.ended),
    ];
    times.into_iter().fold(value, |value, (field, at)| with_time(value, field, at))
}

pub(super) fn describe(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("ReplayName")?, "ReplayName")?;
    let replay = context.daemon().replays().get(name).ok_or_else(|| unknown(name))?;
    let home = context.home();
    let mut destination = Value::map([("Arn", home.bus(&replay.bus).into())]);
    if !replay.only.is_empty() {
        let arns = replay.only.iter().map(|rule| home.rule(&replay.bus, rule).into());
        destination = destination.with("FilterArns", arns.collect::<Vec<Value>>());
    }
    let mut value =
        value(home, &replay).with("ReplayArn", arn(home, name)).with("Destination", destination);
    if let Some(words) = replay.description {
        value = value.with("Description", words);
    }
    Ok(value)
}

pub(super) fn list(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    one_filter(input, "ListReplays")?;
    let prefix = input.text("NamePrefix")?.unwrap_or_default();
    let source = input.text("EventSourceArn")?;
    let state = word(input, "State", &State::ALL.map(State::word))?;
    let home = context.home();
    let wanted = |replay: &Replay| {
        replay.name.starts_with(prefix)
            && source.is_none_or(|source| named(source, "archive") == Some(&replay.archive))
            && state.is_none_or(|state| state == replay.state.word())
    };
    let replays = context.daemon().replays().all().into_iter().filter(wanted).collect();
    let scope = &["ListReplays", prefix, source.unwrap_or_default(), state.unwrap_or_default()];
    let (replays, token) =
        page(input, List { scope, limit: "Limit" }, replays, |replay: &Replay| &replay.name)?;
    let values = replays.iter().map(|replay| value(home, replay)).collect();
    Ok(answer("Replays", values, token))
}

pub(super) fn cancel(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let name = needed(input.text("ReplayName")?, "ReplayName")?;
    context.daemon().replays().cancel(name).map_err(|error| fault(name, error))?;
    Ok(Value::map([
        ("ReplayArn", arn(context.home(), name).into()),
        ("State", State::Cancelling.word().into()),
    ]))
}

//! What alarms did, against what is expected.

use super::play::Played;
use super::timeline::{Timeline, shown};
use crate::alarms::AlarmState;
use crate::base::limits::Limits;
use crate::base::span::Sources;
use crate::base::text::quote;
use crate::read::tree::{Item, Kind};
use crate::testing::case::Case;
use crate::testing::events::Event;
use crate::testing::found::{Correction, Difference, New};
use crate::testing::same::{self, same};

/// What is wrong with the states of alarms.
///
/// # Errors
/// Alarms that there are not.
pub(in crate::testing) fn judge(
    case: &Case<'_>,
    played: &Played,
    sources: &Sources,
) -> Result<Vec<Difference>, Vec<String>> {
    let missing: Vec<String> = case
        .expect
        .alarms
        .iter()
        .filter(|timeline| !played.alarms.contains(&timeline.alarm))
        .map(|timeline| {
            let line = sources.position(timeline.span.source, timeline.span.start).line;
            let base = timeline.alarm.split('[').next().unwrap_or_default();
            let made: Vec<&str> =
                played.alarms.iter().filter(|a| a.starts_with(base)).map(String::as_str).collect();
            let there = if made.is_empty() { "there is none".to_owned() } else { made.join(", ") };
            format!("line {line}: no data make the alarm `{}`: {there}", timeline.alarm)
        })
        .collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let timelines = case.expect.alarms.iter();
    Ok(timelines.filter_map(|timeline| states(timeline, played, sources)).collect())
}

fn states(timeline: &Timeline, played: &Played, sources: &Sources) -> Option<Difference> {
    let at = |interval: usize| {
        let end = played.end_of(interval + 1)?;
        let (state, why) = played.state(&timeline.alarm, end);
        Some((state, why, end))
    };
    let got: Vec<AlarmState> =
        (0..timeline.states.len()).filter_map(|i| at(i).map(|(state, ..)| state)).collect();
    let first = timeline.states.iter().zip(&got).position(|(wanted, got)| wanted != got)?;
    let (wanted, got) = (shown(&timeline.states), shown(&got));
    let why = at(first).map_or(String::new(), |(state, why, end)| {
        let why = if why.is_empty() { "nothing has changed it" } else { why };
        format!("\n  after interval {} ({end}) it is {state}: {why}", first + 1)
    });
    let words = format!("expected alarm `{}` to go {wanted}\n  got {got}{why}", timeline.alarm);
    let text = &sources.get(timeline.at.source).text;
    let old = text.get(timeline.at.start as usize..timeline.at.end as usize);
    // A text in quotes gets quotes.
    let quoted = old.is_some_and(|old| old.starts_with(b"\"") || old.starts_with(b"'"));
    let new = if quoted { quote(got.as_bytes()) } else { got };
    Some(Difference { words, fix: Some(Correction { span: timeline.at, new: New::Value(new) }) })
}

/// What is wrong with the events that rules brought forth. Each expected one has to be among those
/// that there are, behind the one before.
pub(in crate::testing) fn brought_forth(
    case: &Case<'_>,
    events: &[Event],
    limits: &Limits,
) -> Option<Difference> {
    let wanted = case.expect.events.as_ref()?;
    let events: Vec<&[u8]> = events
        .iter()
        .filter(|event| event.entries.is_none())
        .map(|event| event.bytes.as_slice())
        .collect();
    let names = || {
        let title = |text: &&[u8]| {
            let tree = same::tree(text, limits)?;
            let get = |of: Item<'_>, key: &str| of.get(key).map(|i| i.str().into_owned());
            let root = tree.root();
            let detail = root.get("detail");
            let who = detail.and_then(|d| {
                let state = d.get("state").and_then(|s| get(s, "value"));
                Some(format!(" {} {}", get(d, "alarmName")?, state.unwrap_or_default()))
            });
            Some(format!("{}{}", get(root, "detail-type")?, who.unwrap_or_default()))
        };
        events.iter().filter_map(title).collect::<Vec<_>>().join("\n  ")
    };
    if wanted.is_empty() && !events.is_empty() {
        return Some(format!("expected no events, got {}\n  {}", events.len(), names()).into());
    }
    let mut rest = events.iter();
    for (number, wanted) in (1..).zip(wanted) {
        let fits = |text: &&&[u8]| {
            same::tree(text, limits).is_some_and(|tree| within(*wanted, tree.root()))
        };
        if !rest.any(|text| fits(&text)) {
            let there = if events.is_empty() { "there is none".to_owned() } else { names() };
            let shown = same::cut(&same::shown(*wanted));
            return Some(format!("expected event {number} is missing: {shown}\n  {there}").into());
        }
    }
    None
}

/// Does a value have all that is wanted of it? Of maps, keys may be left out.
fn within(wanted: Item<'_>, there: Item<'_>) -> bool {
    match (wanted.kind(), there.kind()) {
        (Kind::Map, Kind::Map) => wanted.entries().all(|(key, value)| {
            let text = key.text();
            let found = there.entries().find(|(k, _)| k.text() == text);
            found.is_some_and(|(_, other)| within(value, other))
        }),
        (Kind::List, Kind::List) => {
            wanted.items().count() == there.items().count()
                && wanted.items().zip(there.items()).all(|(a, b)| within(a, b))
        }
        _ => same(wanted, there),
    }
}

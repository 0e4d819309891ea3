//! `alarm` and `events` of `expect`: states after each interval, and events.

use crate::alarms::AlarmState;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::read::tree::{Item, Kind};
use crate::rules::{Fields, json_text, near, text, wrong};
use crate::testing::case::{Names, unknown};

/// The states that an alarm should be in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// The alarm, with the values of a series where it is made for each.
    pub alarm: String,
    /// Where it is named.
    pub span: Span,
    /// The states, one after each interval.
    pub states: Vec<AlarmState>,
    /// Where they are written.
    pub at: Span,
}

/// Most states of a timeline.
const MOST: usize = 1_000_000;

/// Reads `alarm`.
pub(in crate::testing) fn timelines(
    diags: &mut Diags,
    names: &Names<'_>,
    fields: &Fields<'_>,
) -> Vec<Timeline> {
    let Some(item) = fields.get("alarm") else { return Vec::new() };
    if item.kind() != Kind::Map {
        wrong(diags, "alarm", item, "a map from alarms to states such as `OK x3 ALARM`");
        return Vec::new();
    }
    let mut all = Vec::new();
    for (key, value) in item.entries() {
        let name = key.str().into_owned();
        let known = known(diags, names, key);
        let Some(written) = text(diags, &name, value) else { continue };
        match states(&written) {
            Ok(states) if known => {
                all.push(Timeline { alarm: name, span: key.span(), states, at: value.span() });
            }
            Ok(_) => {}
            Err(words) => diags.push(Diag::new(Code::TL209, value.span(), words)),
        }
    }
    all
}

/// Is there such an alarm? One that is made for each series is named with the series.
fn known(diags: &mut Diags, names: &Names<'_>, key: Item<'_>) -> bool {
    let name = key.str();
    let base = name.strip_suffix(']').and_then(|n| n.split_once('[')).map_or(&*name, |n| n.0);
    match names.alarms.get(base) {
        Some(each) if *each == (base != name) => true,
        Some(true) => {
            let words = format!("`{name}` is made once for each series of data");
            let like = format!("name one of them: `{name}[VALUE]`");
            diags.push(Diag::new(Code::TL501, key.span(), words).help(like));
            false
        }
        Some(false) => {
            let words = format!("`{base}` is one alarm, not made for each series of data");
            diags.push(Diag::new(Code::TL501, key.span(), words));
            false
        }
        None => {
            diags.push(unknown("alarm", base, key.span(), names.alarms.keys().copied()));
            false
        }
    }
}

/// Reads states: `OK x3 ALARM`.
fn states(text: &str) -> Result<Vec<AlarmState>, String> {
    let mut all: Vec<AlarmState> = Vec::new();
    let mut last = None;
    for word in text.split_ascii_whitespace() {
        let times = word.strip_prefix('x').and_then(|n| n.parse::<usize>().ok());
        match (AlarmState::parse(word), times, last) {
            (Some(state), ..) => {
                all.push(state);
                last = Some(state);
            }
            (None, Some(times), Some(state)) if times > 0 && all.len() + times <= MOST => {
                all.extend(std::iter::repeat_n(state, times - 1));
                last = None;
            }
            _ => {
                let known = AlarmState::ALL.map(AlarmState::word);
                let meant = near(word, known);
                let hint = meant.map_or(String::new(), |m| format!(", did you mean `{m}`?"));
                let form =
                    "states are OK, ALARM and INSUFFICIENT_DATA, each with a number as in `OK x3`";
                return Err(format!("`{word}` is no state{hint}; {form}"));
            }
        }
    }
    if all.is_empty() { Err("no state is expected".to_owned()) } else { Ok(all) }
}

/// States as they are written: `OK x3 ALARM`.
pub(super) fn shown(states: &[AlarmState]) -> String {
    let runs = states.chunk_by(|a, b| a == b);
    let one = |run: &[AlarmState]| match (run.first(), run.len()) {
        (None, _) => String::new(),
        (Some(state), 1) => state.to_string(),
        (Some(state), count) => format!("{state} x{count}"),
    };
    runs.map(one).collect::<Vec<_>>().join(" ")
}

/// Reads `events`.
pub(in crate::testing) fn events<'t>(
    diags: &mut Diags,
    fields: &Fields<'t>,
) -> Option<Vec<Item<'t>>> {
    let item = fields.get("events")?;
    if item.kind() != Kind::List {
        wrong(diags, "events", item, "a list of events, as far as they matter");
        return None;
    }
    for event in item.items() {
        if event.kind() == Kind::Map {
            json_text(diags, event);
        } else {
            wrong(diags, "events", event, "maps only");
        }
    }
    Some(item.items().collect())
}

#[cfg(test)]
mod tests {
    use super::{shown, states};

    #[test]
    fn states_are_read_and_shown() {
        let text = "OK x3 ALARM INSUFFICIENT_DATA x2";
        assert_eq!(shown(&states(text).expect("states")), text);
        assert_eq!(shown(&states("OK OK x1 ALARM").expect("states")), "OK x2 ALARM");
        for wrong in ["", "x3", "OK x0", "OK x2 x2", "Ok", "OKx3", "ALARM x"] {
            assert!(states(wrong).is_err(), "{wrong}");
        }
        assert!(states("ALRM").expect_err("no state").contains("did you mean `ALARM`?"));
    }
}

//! The account of an alarm for programs.

use super::Account;
use super::window::{self, Became, Row};
use crate::alarms::{AlarmSettings, AlarmState, Basis, HistoryItem, Look};
use crate::base::time::show;
use crate::monitor::Seen;
use crate::report::SCHEMA;
use crate::rules::{CompositeWatch, Watch};
use serde_json::{Value, json};

pub(super) fn of(account: &Account) -> Value {
    let looked = &account.looked;
    let mut value = json!({
        "schema": SCHEMA,
        "alarm": looked.alarm,
        "at": show(account.at),
        "state": looked.state.word(),
        "since": show(looked.since),
        "reason": looked.reason,
        "watches": account.view.watches,
    });
    match (&looked.seen, &account.rule.watch) {
        (Seen::Periods(look, training), Watch::Metrics(watch)) => {
            value["evaluation"] = evaluation(account, &watch.settings, look, *training);
        }
        (Seen::Alarms(states), Watch::Alarms(watch)) => {
            value["composite"] = composite(account, watch, states);
        }
        _ => {}
    }
    value["history"] = account.history.iter().map(item).collect();
    value
}

fn evaluation(
    account: &Account,
    settings: &AlarmSettings,
    look: &Look,
    training: Option<&str>,
) -> Value {
    let judgement = &look.judgement;
    let rows = window::rows(settings, look, account.at);
    json!({
        "period": settings.period,
        "evaluation-periods": settings.evaluation_periods,
        "datapoints-to-alarm": settings.datapoints_to_alarm(),
        "evaluation-range": settings.range(),
        "threshold": window::threshold(&settings.threshold),
        "treat-missing-data": settings.treat_missing_data.word(),
        "unit": Some(&account.view.unit).filter(|unit| !unit.is_empty()),
        "band": training,
        "periods": rows.iter().map(row).collect::<Vec<_>>(),
        "values": judgement.real,
        "breaching": judgement.breaching,
        "filled": judgement.filled,
        "basis": basis(judgement.basis),
        "warming-up": look.warming_up,
        "state": look.state.word(),
        "reason": look.reason.text,
        "reason-data": data(&look.reason.data),
        "conclusion": window::conclusion(settings, look),
    })
}

fn row(row: &Row) -> Value {
    let (counts, breaching, filled) = match row.became {
        Became::Counts(breaches) => (true, Some(breaches), None),
        Became::TooOld(breaches) => (false, Some(breaches), None),
        Became::Filled(breaches) => (true, None, Some(breaches)),
        Became::Missing | Became::PassedOver => (false, None, None),
    };
    let filled = filled.map(|breaches| if breaches { "breaching" } else { "notBreaching" });
    json!({
        "start": show(row.slot.start),
        "end": show(row.slot.end),
        "value": row.point.value,
        "samples": row.point.samples,
        "lower": row.point.band.map(|band| band.lower),
        "upper": row.point.band.map(|band| band.upper),
        "newest": row.newest,
        "counts": counts,
        "breaching": breaching,
        "filled-in-as": filled,
    })
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Full => "full",
        Basis::Filled => "filled",
        Basis::Partial => "partial",
        Basis::Premature => "premature",
        Basis::Waiting => "waiting",
        Basis::Empty => "empty",
        Basis::LowSample => "low-sample",
    }
}

fn composite(
    account: &Account,
    watch: &CompositeWatch,
    states: &[(String, Option<AlarmState>)],
) -> Value {
    let state =
        |index: usize| states.get(index).and_then(|s| s.1).unwrap_or(AlarmState::InsufficientData);
    let rule = &watch.settings.rule;
    let name = |index: &usize| states.get(*index).map(|s| s.0.as_str());
    let parts = rule.parts(&state);
    let part = |part: &crate::alarms::Part| {
        let alarms: Vec<&str> = part.children.iter().filter_map(name).collect();
        json!({"depth": part.depth, "text": part.text, "holds": part.holds, "alarms": alarms})
    };
    let child = |(name, state): &(String, Option<AlarmState>)| json!({"alarm": name, "state": state.map(AlarmState::word)});
    json!({
        "rule": watch.text,
        "holds": rule.holds(&state),
        "parts": parts.iter().map(part).collect::<Vec<_>>(),
        "alarms": states.iter().map(child).collect::<Vec<_>>(),
        "deciding": rule.witnesses(&state).iter().filter_map(name).collect::<Vec<_>>(),
        "suppressor": account.suppressor.as_ref().map(child),
        "suppressed-by": account.held.map(|held| held.word()),
    })
}

fn item(item: &HistoryItem) -> Value {
    json!({
        "time": show(item.at),
        "kind": item.kind.word(),
        "summary": item.summary,
        "data": data(&item.data),
    })
}

/// The JSON that a text holds, or the text.
fn data(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

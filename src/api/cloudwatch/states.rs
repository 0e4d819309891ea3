//! SetAlarmState, EnableAlarmActions, DisableAlarmActions: commands to the core.

use super::alarms::{command, exists};
use super::refuse::{names, needed, text, unknown, validation, word, words};
use crate::alarms::SetError;
use crate::api::accept::Accepting;
use crate::api::context::Context;
use crate::daemon::command::Command;
use crate::wire::{Fault, Value};

/// The states.
pub(super) const STATES: [&str; 3] = ["OK", "ALARM", "INSUFFICIENT_DATA"];

pub(super) fn set(context: &Context<'_>, input: &Value) -> Result<Accepting, Fault> {
    let alarm = needed(text(input, "AlarmName", 255)?, "AlarmName")?;
    let state = needed(word(input, "StateValue", &STATES)?, "StateValue")?;
    let reason = needed(words(input, "StateReason", 1023)?, "StateReason")?;
    let reason_data = words(input, "StateReasonData", 4000)?;
    SetError::check(reason, reason_data).map_err(|error| validation(error.to_string()))?;
    if reason_data.is_some_and(|data| serde_json::from_str::<serde_json::Value>(data).is_err()) {
        let words = "StateReasonData was not valid JSON";
        return Err(Fault::sender("InvalidFormatFault", words));
    }
    if !exists(context, alarm) {
        return Err(unknown(format!("Alarm {alarm} does not exist.")));
    }
    let entry = command(
        context,
        &Command::SetAlarmState {
            alarm: alarm.to_owned(),
            state: state.to_owned(),
            reason: reason.to_owned(),
            reason_data: reason_data.map(str::to_owned),
        },
    );
    Ok(Accepting { entries: vec![entry], answer: Value::EMPTY })
}

pub(super) fn enable(context: &Context<'_>, input: &Value) -> Result<Accepting, Fault> {
    actions(context, input, true)
}

pub(super) fn disable(context: &Context<'_>, input: &Value) -> Result<Accepting, Fault> {
    actions(context, input, false)
}

/// Alarms that are not there are passed over, as AWS does.
fn actions(context: &Context<'_>, input: &Value, enabled: bool) -> Result<Accepting, Fault> {
    let alarms = needed(names(input, "AlarmNames", 100)?, "AlarmNames")?;
    let known = alarms.into_iter().filter(|name| exists(context, name));
    let alarms: Vec<String> = known.map(str::to_owned).collect();
    let entries = match alarms.is_empty() {
        true => Vec::new(),
        false => vec![command(context, &Command::AlarmActions { alarms, enabled })],
    };
    Ok(Accepting { entries, answer: Value::EMPTY })
}

//! What an alarm's actions get: the event that CloudWatch invokes a Lambda function with.

use super::event::{field, object, state, text, watched_fields};
use super::identity::{Identity, Watched};
use super::notify::ActionsDue;
use super::state::StateRecord;
use super::words::millis;

/// The text of the event, JSON on one line. `state` is the state that is told of, `previous` the one
/// before it.
#[must_use]
pub fn action_payload(
    alarm: &Identity,
    watched: &Watched,
    now: &StateRecord,
    previous: &StateRecord,
    due: &ActionsDue,
) -> String {
    let mut configuration = Vec::new();
    configuration.extend(alarm.description.as_deref().map(|d| field("description", &text(d))));
    configuration.extend(watched_fields(watched));
    let mut data = vec![
        field("alarmName", &text(&alarm.name)),
        field("state", &state(now)),
        field("previousState", &state(previous)),
        field("configuration", &object(&configuration)),
    ];
    if due.after_mute {
        data.push(field("actionExecutedAfterMuteWindow", "true"));
    }
    object(&[
        field("source", "\"aws.cloudwatch\""),
        field("alarmArn", &text(&alarm.arn())),
        field("accountId", &text(&alarm.home.account)),
        field("time", &text(&millis(due.at))),
        field("region", &text(&alarm.home.region)),
        field("alarmData", &object(&data)),
    ])
}

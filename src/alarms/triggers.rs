//! Why a composite alarm is in its state, in AWS's texts: a sentence and `reasonData`.

use super::event::text;
use super::state::AlarmState;
use super::words::{long, millis};
use jiff::Timestamp;

/// The state of an alarm that a composite one looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildState {
    /// Its ARN.
    pub arn: String,
    /// Its state.
    pub value: AlarmState,
    /// Since when.
    pub at: Timestamp,
}

/// What has the rule looked at anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    Created,
    Updated,
    Child,
}

/// Which alarm of these changed last, or what else had the rule looked at.
pub(super) fn sentence(
    arn: &str,
    cause: Cause,
    value: AlarmState,
    children: &[Option<ChildState>],
) -> String {
    let newest = children.iter().flatten().max_by_key(|child| child.at);
    match (cause, newest) {
        (Cause::Created, _) => format!("{arn} was created and its alarm rule evaluates to {value}"),
        (Cause::Child, Some(child)) => {
            format!("{} transitioned to {} at {}", child.arn, child.value, long(child.at))
        }
        _ => format!("{arn} was updated and its new alarm rule evaluates to {value}"),
    }
}

/// The alarms that made the state, the latest first.
pub(super) fn data(mut seen: Vec<&ChildState>) -> Option<String> {
    seen.sort_by_key(|child| std::cmp::Reverse(child.at));
    let one = |child: &&ChildState| {
        format!(
            "{{\"arn\":{},\"state\":{{\"value\":\"{}\",\"timestamp\":\"{}\"}}}}",
            text(&child.arn),
            child.value,
            millis(child.at)
        )
    };
    let list: Vec<String> = seen.iter().map(one).collect();
    Some(format!("{{\"triggeringAlarms\":[{}]}}", list.join(",")))
}

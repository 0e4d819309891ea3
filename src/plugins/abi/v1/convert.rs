//! From the model's types to those of the interface, and back.

use super::bindings::exports::tripline::target::handler as wit;
use crate::model::{BreakKind, Invocation, Item, ItemFailure, Outcome, Refusal};
use crate::plugins::limits;
use crate::plugins::session::Facts;
use jiff::Timestamp;
use std::time::Duration;

/// The attributes of all items, borrowed, for [`items`].
pub(super) fn attributes<'a>(items: &'a [Item]) -> Vec<Vec<(&'a str, &'a str)>> {
    // An event has none, and none need no room.
    if items.iter().all(|item| item.attributes.is_empty()) {
        return Vec::new();
    }
    let pair = |(name, value): &'a (String, String)| (name.as_str(), value.as_str());
    items.iter().map(|item| item.attributes.iter().map(pair).collect()).collect()
}

pub(super) fn items<'a>(
    items: &'a [Item],
    attributes: &'a [Vec<(&'a str, &'a str)>],
) -> Vec<wit::Item<'a>> {
    let item = |(at, item): (usize, &'a Item)| wit::Item {
        id: &item.id,
        body: &item.body,
        attributes: attributes.get(at).map(Vec::as_slice).unwrap_or_default(),
    };
    items.iter().enumerate().map(item).collect()
}

pub(super) fn context<'a>(
    facts: &'a Facts,
    began: Timestamp,
    invocation: &'a Invocation,
) -> wit::Context<'a> {
    let timeout_ms = u32::try_from(facts.timeout.as_millis()).unwrap_or(u32::MAX);
    let began = u64::try_from(began.as_millisecond()).unwrap_or(0);
    wit::Context {
        invocation_id: &invocation.id,
        target: &facts.target,
        rule: &invocation.rule,
        attempt: invocation.attempt,
        deadline_ms: began.saturating_add(u64::from(timeout_ms)),
        function: wit::FunctionConfig {
            plugin: &facts.plugin,
            timeout_ms,
            memory_limit: facts.memory,
        },
    }
}

pub(super) fn outcome(answer: Result<wit::Response, wit::Error>) -> Outcome {
    match answer {
        Err(error) => Outcome::Refused(refusal(error)),
        Ok(wit::Response { output: Some(output), .. }) if output.len() > limits::OUTPUT => {
            let most = crate::base::units::show_size(limits::OUTPUT as u64);
            let message = format!("its output of {} bytes is over {most}", output.len());
            Outcome::Broken { kind: BreakKind::OutputTooLarge, message }
        }
        Ok(wit::Response { output, failures }) => {
            let failure = |f: wit::Failure| ItemFailure { id: f.id, reason: refusal(f.reason) };
            Outcome::Answered { output, failures: failures.into_iter().map(failure).collect() }
        }
    }
}

fn refusal(error: wit::Error) -> Refusal {
    match error {
        wit::Error::Retryable(message) => Refusal::Retryable(message),
        wit::Error::Permanent(message) => Refusal::Permanent(message),
        wit::Error::Throttled(throttle) => Refusal::Throttled {
            message: throttle.message,
            retry_after: throttle.retry_after_ms.map(Duration::from_millis),
        },
    }
}

//! From the model's types to those of the interface, and back.

use super::bindings::exports::tripline::target::handler as wit;
use crate::model::{BreakKind, Invocation, Item, ItemFailure, Outcome, Refusal};
use crate::plugins::limits;
use crate::plugins::session::Session;
use std::time::Duration;

pub(super) fn items(items: &[Item]) -> Vec<wit::Item> {
    let item = |item: &Item| wit::Item {
        id: item.id.to_string(),
        body: item.body.to_string(),
        attributes: item.attributes.clone(),
    };
    items.iter().map(item).collect()
}

pub(super) fn context(session: &Session, invocation: &Invocation) -> wit::Context {
    let facts = &session.facts;
    let timeout_ms = u32::try_from(facts.timeout.as_millis()).unwrap_or(u32::MAX);
    let began = u64::try_from(session.call.began.as_millisecond()).unwrap_or(0);
    wit::Context {
        invocation_id: invocation.id.to_string(),
        target: facts.target.to_string(),
        rule: invocation.rule.to_string(),
        attempt: invocation.attempt,
        deadline_ms: began.saturating_add(u64::from(timeout_ms)),
        function: wit::FunctionConfig {
            plugin: facts.plugin.clone(),
            timeout_ms,
            memory_limit: facts.memory,
        },
    }
}

pub(super) fn outcome(answer: Result<wit::Response, wit::Error>) -> Outcome {
    match answer {
        Err(error) => Outcome::Refused(refusal(error)),
        Ok(wit::Response { output: Some(output), .. }) if output.len() > limits::OUTPUT => {
            let most = crate::rules::units::show_size(limits::OUTPUT as u64);
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

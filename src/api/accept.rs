//! From a call to its answer: what it accepts is safe before it is answered.

use super::context::{Api, Caller, Context};
use super::operation::{Operation, Run};
use crate::daemon::log::{CallKey, Entry, Refused};
use crate::store::StoreError;
use crate::wire::{Fault, Value};
use jiff::Timestamp;

/// What a call accepts, and what it answers once that is safe.
#[derive(Debug)]
pub struct Accepting {
    /// What is accepted.
    pub entries: Vec<Entry>,
    /// The answer.
    pub answer: Value,
}

/// A call as it came.
#[derive(Debug)]
pub struct Incoming<'a> {
    /// Who calls.
    pub caller: &'a Caller,
    /// The client's id of the call, if it sends one.
    pub id: Option<&'a str>,
    /// A handle for the log.
    pub request_id: &'a str,
    /// The body as it was sent, which tells a repeated call from another one.
    pub body: &'a [u8],
    /// When it came.
    pub now: Timestamp,
}

/// Runs an operation.
///
/// # Errors
/// Those of the operation; no permission; a log that takes nothing.
pub async fn accept(
    api: &Api,
    operation: &Operation,
    call: &Incoming<'_>,
    input: Value,
) -> Result<Value, Fault> {
    let caller = call.caller;
    if !caller.may(operation.permission) {
        let words = format!(
            "key `{}` is not authorized to perform {}: it lacks the permission {}",
            caller.name,
            operation.name,
            operation.permission.word()
        );
        return Err(Fault::denied(words));
    }
    match operation.run {
        Run::Accept(run) => {
            let call_id = call.id.unwrap_or(call.request_id);
            let context = Context { api, caller, now: call.now, call_id };
            let Accepting { entries, answer } = run(&context, &input)?;
            if entries.is_empty() {
                return Ok(answer);
            }
            // Of a call that comes again, more may be acceptable by now: then it is another one, or
            // what was not accepted at first would be answered as if it were.
            let key =
                |id| CallKey::new(&caller.name, &format!("{} {id}", entries.len()), call.body);
            let key = call.id.map(key);
            match api.daemon.accept(&entries, key).await {
                Ok(_) => Ok(answer),
                Err(refused) => Err(refusal(&refused)),
            }
        }
        Run::Answer(run) => {
            let (api, caller, now) = (api.clone(), caller.clone(), call.now);
            let call_id = call.request_id.to_owned();
            let work = move || {
                run(&Context { api: &api, caller: &caller, now, call_id: &call_id }, &input)
            };
            // INVARIANT (no-panic): operations do not panic; if one does, the caller hears of it.
            let ran = tokio::task::spawn_blocking(work).await;
            ran.unwrap_or_else(|_| Err(Fault::receiver("InternalException", "an internal error")))
        }
    }
}

/// What a caller is told of entries that were not accepted.
#[must_use]
pub fn refusal(refused: &Refused) -> Fault {
    match refused {
        Refused::Busy(what) => Fault::throttled(format!("Rate exceeded: {what}"), 1),
        Refused::Store(StoreError::Full(what)) => {
            Fault::receiver("InternalException", format!("the disk is full: {what}")).status(503)
        }
        Refused::Store(error) => {
            Fault::receiver("InternalException", error.to_string()).status(503)
        }
        Refused::Closed => Fault::receiver("InternalException", "the daemon is ending").status(503),
    }
}

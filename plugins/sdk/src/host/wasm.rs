//! The real imports, and the way in: generated from the interface, turned into the types of this
//! crate. Conversions move, they do not copy.

use super::events::{Entry, EntryError};
use super::files::FileError;
use super::log::Level;
use super::state::StateError;
use crate::http::{Reply, Request, SendError};
use crate::{Context, Error, Failure, Item, Response};

#[allow(
    unsafe_code,
    missing_docs,
    missing_debug_implementations,
    clippy::all,
    reason = "generated"
)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "../../schemas/wit/1.0",
        world: "target",
        pub_export_macro: true,
        export_macro_name: "export_target",
        default_bindings_module: "tripline_plugin::host::wasm::bindings",
    });
}

use bindings::tripline::target as wit;

/// The interface that a target exports.
pub mod handler {
    pub use super::bindings::exports::tripline::target::handler::*;
}

/// Runs a target's function on an invocation.
pub fn run<S>(
    settings: &Result<S, Error>,
    batch: Vec<handler::Item>,
    context: handler::Context,
    handle: fn(&S, &[Item], &Context) -> Result<Response, Error>,
) -> Result<handler::Response, handler::Error> {
    let settings = settings.as_ref().map_err(|error| refusal(error.clone()))?;
    let batch: Vec<Item> = batch
        .into_iter()
        .map(|item| Item { id: item.id, body: item.body, attributes: item.attributes })
        .collect();
    let context = Context {
        invocation_id: context.invocation_id,
        target: context.target,
        rule: context.rule,
        attempt: context.attempt,
        deadline_ms: context.deadline_ms,
        timeout_ms: context.function.timeout_ms,
    };
    let response = handle(settings, &batch, &context).map_err(refusal)?;
    let failure = |f: Failure| handler::Failure { id: f.id, reason: refusal(f.reason) };
    Ok(handler::Response {
        output: response.output,
        failures: response.failures.into_iter().map(failure).collect(),
    })
}

fn refusal(error: Error) -> handler::Error {
    match error {
        Error::Retryable(message) => handler::Error::Retryable(message),
        Error::Throttled { message, retry_after_ms } => {
            handler::Error::Throttled(handler::Throttle { message, retry_after_ms })
        }
        Error::Permanent(message) => handler::Error::Permanent(message),
    }
}

pub(crate) fn config() -> String {
    wit::config::get()
}

pub(super) fn log(level: Level, line: &str) {
    let level = match level {
        Level::Debug => wit::log::Level::Debug,
        Level::Info => wit::log::Level::Info,
        Level::Warn => wit::log::Level::Warn,
        Level::Error => wit::log::Level::Error,
    };
    wit::log::write(level, line);
}

pub(super) fn remaining_ms() -> u64 {
    wit::deadline::remaining_ms()
}

pub(super) fn secret(name: &str) -> Result<String, String> {
    wit::secrets::get(name).map_err(|error| match error {
        wit::secrets::SecretError::Denied(why) | wit::secrets::SecretError::Missing(why) => why,
    })
}

pub(super) fn put(entries: Vec<Entry>) -> Vec<Result<String, EntryError>> {
    let entry = |e: Entry| wit::events::Entry {
        bus: e.bus,
        source: e.source,
        detail_type: e.detail_type,
        detail: e.detail,
        resources: e.resources,
        time: e.time,
    };
    let entries: Vec<_> = entries.into_iter().map(entry).collect();
    let error = |e: wit::events::EntryError| EntryError { code: e.code, message: e.message };
    wit::events::put(&entries).into_iter().map(|answer| answer.map_err(error)).collect()
}

pub(crate) fn send(request: Request) -> Result<Reply, SendError> {
    use wit::http::HttpError;
    let answer = wit::http::send(&wit::http::Request {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: request.body,
        timeout_ms: request.timeout_ms,
    });
    match answer {
        Ok(reply) => Ok(Reply { status: reply.status, headers: reply.headers, body: reply.body }),
        Err(HttpError::Denied(why)) => Err(SendError::Denied(why)),
        Err(HttpError::Invalid(why)) => Err(SendError::Invalid(why)),
        Err(HttpError::Unreachable(why)) => Err(SendError::Unreachable(why)),
        Err(HttpError::Timeout(why)) => Err(SendError::Timeout(why)),
        Err(HttpError::TooLarge(most)) => Err(SendError::TooLarge(most)),
        Err(HttpError::TooMany(most)) => Err(SendError::TooMany(most)),
    }
}

fn state_error(error: wit::state::StateError) -> StateError {
    match error {
        wit::state::StateError::TooLarge(why) => StateError::TooLarge(why),
        wit::state::StateError::Unavailable(why) => StateError::Unavailable(why),
    }
}

pub(super) fn state_get(key: &str) -> Result<Option<Vec<u8>>, StateError> {
    wit::state::get(key).map_err(state_error)
}

pub(super) fn state_put(key: &str, value: &[u8]) -> Result<(), StateError> {
    wit::state::put(key, value).map_err(state_error)
}

pub(super) fn state_delete(key: &str) -> Result<(), StateError> {
    wit::state::delete(key).map_err(state_error)
}

pub(super) fn state_keys(
    prefix: &str,
    after: Option<&str>,
    most: u32,
) -> Result<Vec<String>, StateError> {
    wit::state::keys(prefix, after, most).map_err(state_error)
}

fn file_error(error: wit::files::FileError) -> FileError {
    match error {
        wit::files::FileError::Denied(why) => FileError::Denied(why),
        wit::files::FileError::TooLarge(most) => FileError::TooLarge(most),
        wit::files::FileError::Failed(why) => FileError::Failed(why),
    }
}

pub(super) fn file_append(path: &str, data: &[u8]) -> Result<(), FileError> {
    wit::files::append(path, data).map_err(file_error)
}

pub(super) fn file_put(path: &str, data: &[u8]) -> Result<(), FileError> {
    wit::files::put(path, data).map_err(file_error)
}

pub(super) fn now_ms() -> u64 {
    wit::clock::now_ms()
}

pub(super) fn random(length: u32) -> Vec<u8> {
    wit::random::bytes(length)
}

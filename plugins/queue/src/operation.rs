//! Operations by name, with their arguments. An empty body is no arguments.

use crate::settings::{LONGEST_FLIGHT, Settings};
use crate::{dead, finish, receive, upkeep};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tripline_plugin::span::Span;
use tripline_plugin::{Context, Error};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Receive {
    #[serde(default = "one")]
    max: usize,
    visibility_timeout: Option<Span>,
}

fn one() -> usize {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Ack {
    receipt_handles: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Extend {
    receipt_handles: Vec<String>,
    visibility_timeout: Span,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Purge {
    #[serde(default)]
    dead: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dead {
    #[serde(default = "ten")]
    max: u32,
    after: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Redrive {
    #[serde(default = "ten")]
    max: u32,
}

fn ten() -> u32 {
    10
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stats {}

/// Performs an operation.
pub fn perform(
    settings: &Settings,
    name: &str,
    body: &str,
    cx: &Context,
    now: u64,
) -> Result<Value, Error> {
    match name {
        "receive" => {
            let arguments: Receive = arguments(name, body)?;
            if !(1..=10).contains(&arguments.max) {
                return Err(Error::permanent("receive: `max` is not between 1 and 10"));
            }
            let flight = arguments.visibility_timeout.unwrap_or(settings.visibility_timeout);
            receive::receive(settings, arguments.max, checked(name, flight)?, now)
        }
        "ack" => finish::ack(&arguments::<Ack>(name, body)?.receipt_handles, now),
        "extend" => {
            let Extend { receipt_handles, visibility_timeout } = arguments(name, body)?;
            finish::extend(&receipt_handles, checked(name, visibility_timeout)?, now)
        }
        "purge" => upkeep::purge(arguments::<Purge>(name, body)?.dead, cx, now),
        "stats" => arguments::<Stats>(name, body).and_then(|_| upkeep::stats(now)),
        "dead" => {
            let Dead { max, after } = arguments(name, body)?;
            let number = |text: String| {
                let fault = |_| Error::permanent("dead: `after` is not a sequence number");
                text.parse::<u64>().map_err(fault)
            };
            dead::list(after.map(number).transpose()?, page(name, max)?)
        }
        "redrive" => {
            let Redrive { max } = arguments(name, body)?;
            dead::redrive(settings, page(name, max)?, now)
        }
        other => Err(Error::permanent(format!("a queue has no operation `{other}`"))),
    }
}

fn page(name: &str, max: u32) -> Result<u32, Error> {
    match (1..=100).contains(&max) {
        true => Ok(max),
        false => Err(Error::permanent(format!("{name}: `max` is not between 1 and 100"))),
    }
}

fn checked(name: &str, flight: Span) -> Result<Span, Error> {
    match flight > LONGEST_FLIGHT {
        true => Err(Error::permanent(format!("{name}: `visibility-timeout` is more than 12h"))),
        false => Ok(flight),
    }
}

fn arguments<T: DeserializeOwned>(name: &str, body: &str) -> Result<T, Error> {
    let body = if body.trim().is_empty() { "{}" } else { body };
    serde_json::from_str(body).map_err(|error| Error::permanent(format!("{name}: {error}")))
}

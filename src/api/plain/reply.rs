//! Requests of the plain API and its answers, without a library of HTTP.

use crate::api::context::Api;
use crate::http::auth::Caller;
use crate::wire::{Request, percent};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Fields of a query that are read.
const FIELDS: usize = 50;

/// A request of someone who may ask for it.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The daemon.
    pub api: &'a Api,
    /// Who asks.
    pub caller: &'a Caller,
    /// The request.
    pub request: Request<'a>,
    /// What stands for `NAME` in the route.
    pub name: Option<String>,
    /// A handle for the log.
    pub id: &'a str,
    /// When.
    pub now: Timestamp,
}

impl Asked<'_> {
    /// A parameter of the query.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        let pairs = percent::pairs(self.request.query(), true, FIELDS).ok()?;
        pairs.into_iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// A number of the query, within bounds.
    pub fn number(&self, name: &str, usual: usize, most: usize) -> Result<usize, Answer> {
        let Some(text) = self.parameter(name) else { return Ok(usual) };
        match text.parse::<usize>() {
            Ok(number) if (1..=most).contains(&number) => Ok(number),
            _ => Err(Answer::bad(&format!("`{name}` must be a number from 1 to {most}"))),
        }
    }
}

/// An answer of the plain API.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The document.
    pub body: Value,
    /// After how many seconds to try again.
    pub retry_after: Option<u32>,
}

impl Answer {
    /// A document.
    #[must_use]
    pub fn ok(body: Value) -> Self {
        Self { status: 200, body, retry_after: None }
    }

    /// An error.
    #[must_use]
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let body = json!({"error": {"code": code, "message": message}});
        Self { status, body, retry_after: None }
    }

    /// A request that means nothing.
    #[must_use]
    pub fn bad(message: &str) -> Self {
        Self::error(400, "bad-request", message)
    }

    /// The store, that does not do what it should.
    #[must_use]
    pub fn store(error: &crate::store::StoreError) -> Self {
        Self::error(503, "store", &error.to_string())
    }
}

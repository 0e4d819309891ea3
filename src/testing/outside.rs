//! `given`: what plugins find outside of them. Answers to their requests, secrets, and what they
//! keep from earlier.

use super::case::{Names, unknown};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::read::tree::{Item, Kind};
use crate::rules::plugin_test_keys::{ANSWER, ANSWERED, RESPONSE};
use crate::rules::{Fields, json_text, text, whole, word, wrong};
use std::collections::BTreeMap;

/// What plugins find outside.
#[derive(Debug, Default)]
pub struct Outside {
    /// Answers to HTTP requests; the first that fits is given.
    pub answers: Vec<Answer>,
    /// The values of secrets, by name.
    pub secrets: BTreeMap<String, String>,
    /// What targets keep, by target and key.
    pub state: BTreeMap<String, BTreeMap<String, String>>,
    /// Where the first of them is given.
    pub span: Option<Span>,
}

/// An answer to the requests that it fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The method, or any.
    pub method: Option<String>,
    /// How the address begins, or any.
    pub url: Option<String>,
    /// What comes back.
    pub reply: Reply,
    /// How often it answers; always without.
    pub times: Option<u32>,
}

/// What comes back of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A response.
    Response {
        /// Such as 200.
        status: u16,
        /// Names in lower case, and values.
        headers: Vec<(String, String)>,
        /// What follows the headers.
        body: String,
    },
    /// Nothing in time.
    Timeout,
    /// Nobody is there.
    Unreachable,
    /// More than a plugin may get.
    TooLarge,
}

/// Reads what the keys of `given` say of it.
pub(super) fn read(diags: &mut Diags, names: &Names<'_>, fields: &Fields<'_>) -> Outside {
    let keys = ["http", "secrets", "state"];
    let mut outside = Outside {
        span: keys.iter().find_map(|key| fields.get(key)).map(|item| item.span().head()),
        ..Outside::default()
    };
    if let Some(item) = fields.get("http") {
        if item.kind() == Kind::List {
            outside.answers.extend(item.items().filter_map(|answer| one(diags, answer)));
        } else {
            wrong(diags, "http", item, "a list of answers");
        }
    }
    if let Some(item) = fields.get("secrets") {
        outside.secrets = strings(diags, "secrets", item).into_iter().collect();
    }
    if let Some(item) = fields.get("state") {
        if item.kind() != Kind::Map {
            wrong(diags, "state", item, "a map from targets to maps");
        }
        for (key, kept) in item.entries() {
            let name = key.str();
            if !names.targets.contains_key(&*name) {
                let known = names.targets.keys().copied();
                diags.push(unknown("target", &name, key.span(), known));
            }
            let kept = strings(diags, &name, kept).into_iter().collect();
            outside.state.insert(name.into_owned(), kept);
        }
    }
    outside
}

fn one(diags: &mut Diags, item: Item<'_>) -> Option<Answer> {
    let at = item.span();
    let fields = Fields::read(diags, "an answer", at.head(), item, ANSWER)?;
    let (mut method, mut url) = (None, None);
    if let Some(request) = fields.get("request") {
        let what = "`request`";
        let fields = Fields::read(diags, what, request.span().head(), request, ANSWERED)?;
        method = fields.get("method").and_then(|i| text(diags, "method", i));
        url = fields.get("url").and_then(|i| text(diags, "url", i));
    }
    let most = u64::from(u32::MAX);
    let times = fields.get("times").and_then(|i| whole(diags, "times", i, 1..=most));
    let reply = match (fields.get("response"), fields.get("error")) {
        (Some(item), None) => response(diags, item)?,
        (None, Some(item)) => {
            let words = [
                ("timeout", Silence::Timeout),
                ("unreachable", Silence::Unreachable),
                ("too-large", Silence::TooLarge),
            ];
            word(diags, "error", item, &words)?.into()
        }
        (both, _) => {
            let words = "an answer has either `response` or `error`";
            let noun = if both.is_some() { "both" } else { "neither" };
            diags.push(Diag::new(Code::TL209, at.head(), words).label(format!("{noun} is here")));
            return None;
        }
    };
    let times = times.and_then(|n| u32::try_from(n).ok());
    Some(Answer { method, url, reply, times })
}

#[derive(Debug, Clone, Copy)]
enum Silence {
    Timeout,
    Unreachable,
    TooLarge,
}

impl From<Silence> for Reply {
    fn from(silence: Silence) -> Self {
        match silence {
            Silence::Timeout => Self::Timeout,
            Silence::Unreachable => Self::Unreachable,
            Silence::TooLarge => Self::TooLarge,
        }
    }
}

fn response(diags: &mut Diags, item: Item<'_>) -> Option<Reply> {
    let fields = Fields::read(diags, "`response`", item.span().head(), item, RESPONSE)?;
    let status = fields.get("status").and_then(|i| whole(diags, "status", i, 100..=599));
    let headers = fields.get("headers").map(|i| strings(diags, "headers", i));
    let mut headers = headers.unwrap_or_default();
    headers.iter_mut().for_each(|(name, _)| name.make_ascii_lowercase());
    let body = match fields.get("body") {
        None => String::new(),
        Some(body) if body.kind() == Kind::Text => body.str().into_owned(),
        Some(body) => {
            if !headers.iter().any(|(name, _)| name == "content-type") {
                headers.push(("content-type".to_owned(), "application/json".to_owned()));
            }
            json_text(diags, body)?
        }
    };
    let status = u16::try_from(status?).ok()?;
    Some(Reply::Response { status, headers, body })
}

/// A map of strings, in its order.
pub(super) fn strings(diags: &mut Diags, key: &str, item: Item<'_>) -> Vec<(String, String)> {
    if item.kind() != Kind::Map {
        wrong(diags, key, item, "a map of strings");
    }
    let pair = |(name, value): (Item<'_>, Item<'_>)| {
        let name = name.str().into_owned();
        let value = text(diags, &name, value)?;
        Some((name, value))
    };
    item.entries().filter_map(pair).collect()
}

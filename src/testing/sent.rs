//! Requests that were sent, as a test file lists them: for `--update`.

use super::effects::SentRequest;
use super::groups::Group;
use super::played::Sent;
use super::update::spelled;
use crate::base::limits::Limits;
use crate::base::text::quote;
use crate::rules::Bundle;

/// The list as JSON text on one line. An entry keeps the keys that it has; a new one has method, url
/// and body.
pub(super) fn listed(
    bundle: &Bundle,
    groups: &[Group<'_, SentRequest<'_>, Sent>],
    got: &[Sent],
    limits: &Limits,
) -> String {
    let entry = |sent: &Sent| {
        let group = groups.iter().find(|g| g.got.iter().any(|one| std::ptr::eq(*one, sent)))?;
        let at = group.got.iter().position(|one| std::ptr::eq(*one, sent));
        let before = at.and_then(|at| group.wanted.get(at).copied());
        let name = group.target.map(|id| bundle.targets[id.index()].name.as_str());
        Some(one(name, before, sent, limits))
    };
    let entries: Vec<String> = got.iter().filter_map(entry).collect();
    format!("[{}]", entries.join(", "))
}

fn one(
    target: Option<&str>,
    before: Option<&SentRequest<'_>>,
    sent: &Sent,
    limits: &Limits,
) -> String {
    let mut parts = Vec::new();
    let mut part =
        |key: &str, value: String| parts.push(format!("{}: {value}", quote(key.as_bytes())));
    if let Some(target) = target {
        part("target", quote(target.as_bytes()));
    }
    if before.is_none_or(|before| before.method.is_some()) {
        part("method", quote(sent.method.as_bytes()));
    }
    if before.is_none_or(|before| before.url.is_some()) {
        part("url", quote(sent.url.as_bytes()));
    }
    let named = before.iter().flat_map(|before| &before.headers).filter_map(|(name, _)| {
        let (_, value) = sent.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name))?;
        Some(format!("{}: {}", quote(name.as_bytes()), quote(value.as_bytes())))
    });
    let named: Vec<String> = named.collect();
    if !named.is_empty() {
        part("headers", format!("{{{}}}", named.join(", ")));
    }
    if before.is_none_or(|before| before.body.is_some()) {
        part("body", spelled(&String::from_utf8_lossy(&sent.body), limits));
    }
    format!("{{{}}}", parts.join(", "))
}

//! `waivers`: accepted exceptions, each with its last day.

use super::compliance::{globs, selector};
use super::doc::{Fields, Key, out_of_set, text, wrong};
use super::scope::Scope;
use crate::base::diag::Diags;
use crate::compliance::Selector;
use crate::model::Waived;
use crate::operators::Wildcard;
use crate::read::tree::{Item, Kind};
use jiff::civil::Date;
use std::sync::Arc;

const TEXT: &str = r#"{"type": "string", "minLength": 1}"#;

/// The keys of a waiver.
pub static KEYS: &[Key] = &[
    Key::required(
        "rule",
        r##"{"$ref": "#/$defs/globs"}"##,
        "The compliance rules whose results it accepts: names; globs.",
    ),
    Key::required(
        "resources",
        r##"{"type": "array", "minItems": 1, "items":
            {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/selector"}]}}"##,
        "The resources: ARNs or ids (globs), or maps of resource, type, account, region and tags.",
    ),
    Key::required("reason", TEXT, "Why they are accepted."),
    Key::required("owner", TEXT, "Who answers for it."),
    Key::required(
        "expires",
        r#"{"type": "string", "format": "date", "examples": ["2027-06-30"]}"#,
        "The last day on which it holds, in UTC.",
    ),
    Key::optional("ticket", TEXT, "Where it was decided."),
    Key::optional("approved-by", TEXT, "Who approved it."),
];

/// An accepted exception.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// What results show of it.
    pub shown: Arc<Waived>,
    /// The rules whose results it accepts; one of the globs has to describe a rule's name.
    pub rules: Box<[Wildcard]>,
    /// The resources: one of these.
    pub resources: Box<[Selector]>,
    /// The last day on which it holds, in UTC.
    pub expires: Date,
    /// Where that is written.
    pub until: crate::base::span::Span,
    /// The place of its name.
    pub span: crate::base::span::Span,
    /// The rule file as the user named it.
    pub file: Arc<str>,
    /// The line of its name there, from 1.
    pub line: u32,
}

/// Reads a waiver; `None` when it is broken.
pub fn read(diags: &mut Diags, scope: &Scope<'_>, key: Item<'_>, item: Item<'_>) -> Option<Waiver> {
    let before = diags.len();
    let fields = Fields::read(diags, "a waiver", key.span(), item, KEYS)?;
    let rules = fields.get("rule").map(|i| globs::several(diags, "rule", i));
    let resources = fields.get("resources").map(|i| resources(diags, i));
    let expires = fields.get("expires").and_then(|i| Some((date(diags, i)?, i.span())));
    let mut string = |name: &str| {
        let item = fields.get(name)?;
        let read = text(diags, name, item)?;
        if read.trim().is_empty() {
            out_of_set(diags, item, format!("`{name}` is empty"));
        }
        Some(read)
    };
    let (reason, owner) = (string("reason"), string("owner"));
    let (ticket, approved) = (string("ticket"), string("approved-by"));
    if diags.len() > before {
        return None;
    }
    let ticket = match (ticket, approved) {
        (Some(ticket), Some(by)) => Some(format!("{ticket}, approved by {by}")),
        (None, Some(by)) => Some(format!("approved by {by}")),
        (ticket, None) => ticket,
    };
    let (expires, until) = expires?;
    let shown = Waived {
        waiver: key.str().into_owned(),
        reason: reason?,
        owner: owner?,
        expires: expires.to_string(),
        ticket,
    };
    let (span, source) = (key.span(), scope.sources.get(key.span().source));
    Some(Waiver {
        shown: Arc::new(shown),
        rules: rules?,
        resources: resources?.into(),
        expires,
        until,
        span,
        file: source.name.clone(),
        line: scope.sources.position(span.source, span.start).line,
    })
}

fn resources(diags: &mut Diags, item: Item<'_>) -> Vec<Selector> {
    if item.kind() != Kind::List {
        wrong(diags, "resources", item, "a list of ARNs, ids or choices of resources");
        return Vec::new();
    }
    if item.items().next().is_none() {
        out_of_set(diags, item, "`resources` names none");
    }
    let one = |element: Item<'_>| match element.kind() {
        Kind::Map => selector::read(diags, "an element of `resources`", element.span(), element),
        _ => globs::one(diags, "resources", element)
            .map(|glob| Selector { resources: [glob].into(), ..Selector::default() }),
    };
    item.items().filter_map(one).collect()
}

fn date(diags: &mut Diags, item: Item<'_>) -> Option<Date> {
    let written = text(diags, "expires", item)?;
    let read = (written.len() == 10).then(|| written.parse().ok()).flatten();
    if read.is_none() {
        out_of_set(diags, item, format!("`{written}` is not a date, such as 2027-06-30"));
    }
    read
}

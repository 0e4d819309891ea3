//! `buses`: event buses and their archives.

use super::doc::{Fields, Key, text};
use super::names::check_form;
use super::scope::Scope;
use super::units::duration;
use crate::base::diag::Diags;
use crate::base::span::Span;
use crate::operators::pattern::Pattern;
use crate::read::tree::{Item, Kind};
use std::time::Duration;

const DAY: u64 = 86_400;

/// The keys of a bus.
pub static KEYS: &[Key] = &[
    Key::optional("description", r#"{"type": "string"}"#, "What comes over it."),
    Key::optional(
        "archives",
        r##"{"type": "object", "propertyNames": {"$ref": "#/$defs/name"},
            "additionalProperties": {"$ref": "#/$defs/archive"}}"##,
        "Archives: what is kept of the bus, to be replayed.",
    ),
];

/// The keys of an archive.
pub static ARCHIVE_KEYS: &[Key] = &[
    Key::optional(
        "pattern",
        r##"{"$ref": "#/$defs/event-pattern"}"##,
        "Which events are kept; all of them without one.",
    ),
    Key::optional(
        "retention",
        r##"{"$ref": "#/$defs/duration"}"##,
        "How long they are kept; for ever without one.",
    ),
];

/// An event bus.
#[derive(Debug, Clone)]
pub struct Bus {
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// What comes over it.
    pub description: String,
    /// What is kept of it.
    pub archives: Vec<Archive>,
}

/// What is kept of a bus.
#[derive(Debug, Clone)]
pub struct Archive {
    /// Its name, unique on its bus.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// Which events are kept; `None` for all.
    pub pattern: Option<Pattern>,
    /// How long; `None` for ever.
    pub retention: Option<Duration>,
}

/// Reads a bus.
pub fn read(diags: &mut Diags, scope: &Scope<'_>, key: Item<'_>, item: Item<'_>) -> Bus {
    let mut bus = Bus {
        name: key.str().into_owned(),
        span: key.span(),
        description: String::new(),
        archives: Vec::new(),
    };
    // A bus that needs no words is written `orders:` alone.
    if item.kind() == Kind::Null {
        return bus;
    }
    let Some(fields) = Fields::read(diags, "a bus", key.span(), item, KEYS) else { return bus };
    if let Some(words) = fields.get("description").and_then(|i| text(diags, "description", i)) {
        bus.description = words;
    }
    if let Some(archives) = fields.get("archives") {
        if archives.kind() != Kind::Map {
            super::doc::wrong(diags, "archives", archives, "a map from names to archives");
        }
        for (name, archive) in archives.entries() {
            bus.archives.push(self::archive(diags, scope, name, archive));
        }
    }
    bus
}

fn archive(diags: &mut Diags, scope: &Scope<'_>, key: Item<'_>, item: Item<'_>) -> Archive {
    check_form(diags, "archive", key);
    let name = key.str().into_owned();
    let mut archive = Archive { name, span: key.span(), pattern: None, retention: None };
    if item.kind() == Kind::Null {
        return archive;
    }
    if let Some(fields) = Fields::read(diags, "an archive", key.span(), item, ARCHIVE_KEYS) {
        archive.pattern = fields.get("pattern").map(|i| scope.pattern(diags, i));
        let range = Duration::from_secs(60)..=Duration::from_secs(36_500 * DAY);
        archive.retention =
            fields.get("retention").and_then(|i| duration(diags, "retention", i, range));
    }
    archive
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{bundle_with, problems};

    #[test]
    fn buses_and_archives() {
        let text = "buses:\n  default:\n    archives: {all: , some: {pattern: {a: [1]}, retention: 7d}}\n  \
                    orders: {description: Orders}\nrules: {r: {bus: orders, pattern: {a: [1]}}}\n";
        let (bundle, found) = bundle_with(&[("r.yaml", text)], &[]);
        assert_eq!(found, Vec::<String>::new());
        assert_eq!(bundle.buses[0].archives.len(), 2);
        assert_eq!(bundle.buses[0].archives[1].retention.map(|d| d.as_secs()), Some(604_800));
        assert_eq!(bundle.rules[0].bus, "orders");
        let got = problems(
            "buses:\n  default: {archives: [a]}\n  b: {archives: {'a b': {pattern: 1, retention: 1s}}, desc: x}\n\
             rules: {r: {bus: b, pattern: {a: [1]}}}",
        );
        assert_eq!(
            got,
            [
                "TL110 2:23 `archives` takes a map from names to archives",
                "TL207 3:18 bad archive name `a b`",
                "TL301 3:35 a pattern is an object, not a number",
                "TL209 3:49 `retention` takes a duration from 1m to 36500d",
                "TL202 3:55 unknown key `desc`",
            ]
        );
    }
}

//! `buses`: event buses and their archives.

use super::archive::{self, Archive};
use super::doc::{Fields, Key, text};
use super::scope::Scope;
use crate::base::diag::Diags;
use crate::base::span::Span;
use crate::read::tree::{Item, Kind};

/// The keys of a bus.
pub static KEYS: &[Key] = &[
    Key::optional("description", r#"{"type": "string"}"#, "What comes over it."),
    Key::optional(
        "archives",
        r##"{"type": "object", "propertyNames": {"$ref": "#/$defs/name"},
            "additionalProperties": {"$ref": "#/$defs/archive-of-bus"}}"##,
        "Archives: what is kept of the bus, to be replayed.",
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
            scope.buses.use_name(&bus.name);
            let archive = archive::of_bus(diags, scope, &bus.name, name, archive);
            bus.archives.push(archive);
        }
    }
    bus
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

//! Choices of resources: for overlays and waivers.

use super::globs::{one, several};
use crate::base::diag::Diags;
use crate::base::span::Span;
use crate::compliance::Selector;
use crate::read::tree::{Item, Kind};
use crate::rules::doc::{Fields, Key, wrong};

const GLOBS: &str = r##"{"$ref": "#/$defs/globs"}"##;

/// The keys of a choice of resources.
pub static KEYS: &[Key] = &[
    Key::optional("resource", GLOBS, "ARNs or resource ids."),
    Key::optional("type", GLOBS, "Resource types."),
    Key::optional("account", GLOBS, "Accounts."),
    Key::optional("region", GLOBS, "Regions."),
    Key::optional(
        "tags",
        r##"{"type": "object", "minProperties": 1, "additionalProperties":
            {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/globs"}]}}"##,
        "Tags with their values; null for any value. All of them.",
    ),
];

/// Reads a choice of resources.
pub(in crate::rules) fn read(
    diags: &mut Diags,
    what: &str,
    at: Span,
    item: Item<'_>,
) -> Option<Selector> {
    let fields = Fields::read(diags, what, at, item, KEYS)?;
    if item.entries().next().is_none() {
        wrong(diags, what, item, "at least one of resource, type, account, region, tags");
        return None;
    }
    let mut globs = |name| fields.get(name).map(|i| several(diags, name, i)).unwrap_or_default();
    let mut selector = Selector {
        resources: globs("resource"),
        types: globs("type"),
        accounts: globs("account"),
        regions: globs("region"),
        tags: Box::default(),
    };
    if let Some(tags) = fields.get("tags") {
        if tags.kind() != Kind::Map {
            wrong(diags, "tags", tags, "a map from tags to values");
            return None;
        }
        let tag = |(key, value): (Item<'_>, Item<'_>)| {
            let name = key.str();
            let values = match value.kind() {
                Kind::Null => Box::default(),
                Kind::List => several(diags, &name, value),
                _ => one(diags, &name, value).into_iter().collect(),
            };
            (key.text().into(), values)
        };
        selector.tags = tags.entries().map(tag).collect();
    }
    Some(selector)
}

//! `related`: conditions on other items.

use super::clause::{QUANTIFIERS, query};
use super::condition::Reader;
use super::globs;
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::compliance::{Condition, OnEmpty, Quantifier, Query, Related, RelatedBy};
use crate::read::tree::Item;
use crate::rules::doc::{Fields, Key, word};

pub(super) const DOC: &str = "A condition on other items, found by relationship or by key.";
pub(super) const REFERENCE: &str = r##"{"$ref": "#/$defs/related"}"##;

/// The keys of `related`.
pub static KEYS: &[Key] = &[
    Key::required(
        "type",
        r##"{"$ref": "#/$defs/resource-types"}"##,
        "The resource type of the others, or several; globs.",
    ),
    Key::required(
        "via",
        r#"{"enum": ["relationship", "key"]}"#,
        "How they are found: by the item's relationships, or by a value that both have.",
    ),
    Key::optional(
        "name",
        r#"{"type": "string", "examples": ["Is attached to *"]}"#,
        "Which relationships count: a glob on their names.",
    ),
    Key::optional(
        "theirs",
        r##"{"$ref": "#/$defs/query"}"##,
        "The path of the value in the other item.",
    ),
    Key::optional("mine", r##"{"$ref": "#/$defs/query"}"##, "The path of the value in this item."),
    Key::optional(
        "quantifier",
        r#"{"enum": ["each", "some", "none"], "default": "each"}"#,
        "How many of the others have to pass.",
    ),
    Key::optional(
        "require",
        r##"{"$ref": "#/$defs/condition"}"##,
        "What is asked of them; `$` stays this item, `@` is the other. Nothing without it.",
    ),
    Key::required(
        "if-absent",
        r#"{"enum": ["pass", "fail", "not-applicable", "error"]}"#,
        "What it comes to when no such item is known.",
    ),
];

const WORDS: [(&str, OnEmpty); 4] = [
    ("pass", OnEmpty::Pass),
    ("fail", OnEmpty::Fail),
    ("not-applicable", OnEmpty::NotApplicable),
    ("error", OnEmpty::Error),
];

/// Reads `related`.
pub(super) fn read<'t>(
    reader: &mut Reader<'_, 't>,
    _: &'static str,
    item: Item<'t>,
) -> Option<Condition> {
    let before = reader.diags.len();
    let fields = Fields::read(reader.diags, "`related`", item.span(), item, KEYS)?;
    let types = fields.get("type").map(|i| globs::types(reader.diags, "type", i));
    let by_key = fields
        .get("via")
        .and_then(|i| word(reader.diags, "via", i, &[("relationship", false), ("key", true)]));
    let by = by_key
        .and_then(|key| if key { self::key(reader, &fields, item) } else { name(reader, &fields) });
    let quantifier =
        fields.get("quantifier").map(|i| word(reader.diags, "quantifier", i, &QUANTIFIERS));
    let require = fields.get("require").map(|i| reader.condition(i));
    let if_absent =
        fields.get("if-absent").and_then(|i| word(reader.diags, "if-absent", i, &WORDS));
    if reader.diags.len() > before {
        return None;
    }
    let related = Related {
        types: types?.into_iter().map(|t| t.as_bytes().into()).collect(),
        by: by?,
        quantifier: quantifier.flatten().unwrap_or(Quantifier::Each),
        require: require.unwrap_or(Some(Condition::All([].into())))?,
        if_absent: if_absent?,
        span: Some(item.span()),
    };
    Some(Condition::Related(Box::new(related)))
}

fn name(reader: &mut Reader<'_, '_>, fields: &Fields<'_>) -> Option<RelatedBy> {
    only(reader, fields, "relationship", &["theirs", "mine"]);
    let Some(item) = fields.get("name") else { return Some(RelatedBy::Relationship(None)) };
    globs::one(reader.diags, "name", item).map(|glob| RelatedBy::Relationship(Some(glob)))
}

fn key(reader: &mut Reader<'_, '_>, fields: &Fields<'_>, item: Item<'_>) -> Option<RelatedBy> {
    only(reader, fields, "key", &["name"]);
    let mut read = |name: &str| -> Option<Query> {
        let Some(path) = fields.get(name) else {
            let words = format!("`via: key` needs the key `{name}`");
            let diag = Diag::new(Code::TL204, item.span().head(), words);
            let help = "`theirs` is a path in the other item, `mine` one in this item";
            reader.diags.push(diag.help(help));
            return None;
        };
        query(reader, name, path)
    };
    let (theirs, mine) = (read("theirs"), read("mine"));
    Some(RelatedBy::Key { theirs: theirs?, mine: mine? })
}

fn only(reader: &mut Reader<'_, '_>, fields: &Fields<'_>, via: &str, others: &[&str]) {
    for name in others {
        if let Some(item) = fields.get(name) {
            reader.report(Code::TL211, item, format!("`{name}` does not go with `via: {via}`"));
        }
    }
}

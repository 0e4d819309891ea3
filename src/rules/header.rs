//! What people read of a rule: the keys that rules, alarms and baselines share.

use super::doc::{Fields, Key, text, texts, word};
use super::scope::Scope;
use crate::base::diag::Diags;
use crate::model::{RuleHeader, RuleKind, Severity};
use crate::read::tree::Item;

const TEXT: &str = r#"{"type": "string"}"#;

/// `title`.
pub const TITLE: Key = Key::optional("title", TEXT, "One line for people; the name by default.");
/// `description`.
pub const DESCRIPTION: Key = Key::optional("description", TEXT, "A paragraph for people.");
/// `references`.
pub const REFERENCES: Key = Key::optional(
    "references",
    r#"{"type": "array", "items": {"type": "string"}}"#,
    "Where to read more.",
);
/// `controls`.
pub const CONTROLS: Key = Key::optional(
    "controls",
    r#"{"type": "array", "items": {"type": "string"}, "examples": [["CIS-3.0:4.3"]]}"#,
    "The controls of standards that the rule implements.",
);
/// `tags`.
pub const TAGS: Key = Key::optional(
    "tags",
    r#"{"type": "array", "items": {"type": "string"}, "examples": [["T1562.008"]]}"#,
    "Free words, such as ATT&CK techniques.",
);
/// `fix`.
pub const FIX: Key = Key::optional("fix", TEXT, "What to do about a finding.");

/// `severity`, with what it means for this kind of rule.
pub const fn severity(doc: &'static str) -> Key {
    Key::optional("severity", r##"{"$ref": "#/$defs/severity"}"##, doc)
}

/// Reads the header of a rule whose name stands in line `line`; the table of `fields` has all keys
/// of this file.
pub fn read(
    diags: &mut Diags,
    scope: &Scope<'_>,
    kind: RuleKind,
    (line, key): (u32, Item<'_>),
    fields: &Fields<'_>,
) -> RuleHeader {
    let mut string = |name| fields.get(name).and_then(|i| text(diags, name, i));
    let name = key.str().into_owned();
    let title = string("title").unwrap_or_else(|| name.clone());
    let description = string("description").unwrap_or_default();
    let fix = string("fix").unwrap_or_default();
    let mut list = |name| fields.get(name).map(|i| texts(diags, name, i)).unwrap_or_default();
    RuleHeader {
        kind,
        title,
        description,
        fix,
        references: list("references"),
        controls: list("controls"),
        tags: list("tags"),
        severity: fields
            .get("severity")
            .and_then(|i| word(diags, "severity", i, &Severity::ALL.map(|s| (s.word(), s)))),
        span: key.span(),
        file: scope.sources.get(key.span().source).name.clone(),
        line,
        name,
    }
}

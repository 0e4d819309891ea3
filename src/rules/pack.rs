//! `pack`: what a folder of rules is called when it is built in or shared.

use super::doc::{Fields, Key, text, texts};
use super::names::check_form;
use crate::base::diag::Diags;
use crate::base::span::Span;
use crate::read::tree::Item;

/// The keys of a pack.
pub static KEYS: &[Key] = &[
    Key::required("name", r##"{"$ref": "#/$defs/name"}"##, "Its name, as in `--pack NAME`."),
    Key::required("title", r#"{"type": "string"}"#, "One line for people."),
    Key::optional("description", r#"{"type": "string"}"#, "A paragraph for people."),
    Key::optional(
        "references",
        r#"{"type": "array", "items": {"type": "string"}}"#,
        "Where to read more.",
    ),
];

/// What a folder of rules says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// One line for people.
    pub title: String,
    /// A paragraph, possibly empty.
    pub description: String,
    /// Where to read more.
    pub references: Vec<String>,
}

/// Reads the section `pack`; gives the item that holds the name, too.
pub fn read<'t>(diags: &mut Diags, key: Item<'t>, item: Item<'t>) -> Option<(Item<'t>, Pack)> {
    let fields = Fields::read(diags, "a pack", key.span(), item, KEYS)?;
    let mut string = |name| fields.get(name).and_then(|i| text(diags, name, i));
    let name = string("name");
    let title = string("title").unwrap_or_default();
    let description = string("description").unwrap_or_default();
    let references = fields.get("references").map(|i| texts(diags, "references", i));
    let at = fields.get("name")?;
    check_form(diags, "pack", at);
    let references = references.unwrap_or_default();
    Some((at, Pack { name: name?, span: at.span(), title, description, references }))
}

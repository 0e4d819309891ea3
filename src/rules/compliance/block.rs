//! Blocks: a condition over the elements of a list.

use super::clause::query;
use super::condition::Reader;
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::base::span::Span;
use crate::compliance::test::{Bounds, Comparison};
use crate::compliance::{Block, Condition, OnEmpty, Over, Quantifier};
use crate::read::tree::Item;
use crate::rules::doc::{Fields, Key, word};

pub(super) const EACH: &str = "Every element passes; true of none at all.";
pub(super) const SOME: &str = "At least one element passes.";
pub(super) const NONE: &str = "No element passes.";
pub(super) const COUNT: &str = "So many elements pass.";
pub(super) const REFERENCE: &str = r##"{"$ref": "#/$defs/block"}"##;
pub(super) const COUNT_REFERENCE: &str = r##"{"$ref": "#/$defs/count-block"}"##;

const OVER: Key = Key::required(
    "over",
    r##"{"$ref": "#/$defs/query"}"##,
    "The elements: a path to a list, or to several values. Absent or null is empty.",
);
const WHERE: Key =
    Key::optional("where", r##"{"$ref": "#/$defs/condition"}"##, "Which of the elements count.");
const SATISFY: Key =
    Key::optional("satisfy", r##"{"$ref": "#/$defs/condition"}"##, "What is asked of them.");
const ON_EMPTY: Key = Key::optional(
    "on-empty",
    r#"{"enum": ["pass", "fail", "not-applicable"]}"#,
    "What it comes to when no element counts: `each` and `none` pass, `some` fails by default.",
);

/// The keys of `each`, `some` and `none`.
pub static KEYS: &[Key] = &[OVER, WHERE, SATISFY, ON_EMPTY];

const NUMBER: &str =
    r##"{"anyOf": [{"type": "integer", "minimum": 0}, {"$ref": "#/$defs/reference"}]}"##;

/// The keys of `count`.
pub static COUNT_KEYS: &[Key] = &[
    OVER,
    WHERE,
    SATISFY,
    ON_EMPTY,
    Key::optional("equals", NUMBER, "Exactly so many."),
    Key::optional("lt", NUMBER, "Fewer."),
    Key::optional("lte", NUMBER, "So many or fewer."),
    Key::optional("gt", NUMBER, "More."),
    Key::optional("gte", NUMBER, "So many or more."),
];

const WORDS: [(&str, OnEmpty); 3] =
    [("pass", OnEmpty::Pass), ("fail", OnEmpty::Fail), ("not-applicable", OnEmpty::NotApplicable)];

/// Reads `each`, `some` or `none`.
pub(super) fn read<'t>(
    reader: &mut Reader<'_, 't>,
    key: &'static str,
    item: Item<'t>,
) -> Option<Condition> {
    let what = format!("`{key}`");
    let fields = Fields::read(reader.diags, &what, item.span(), item, KEYS)?;
    let how = match key {
        "each" => Quantifier::Each,
        "some" => Quantifier::Some,
        _ => Quantifier::None,
    };
    if fields.get("satisfy").is_none() {
        let diag =
            Diag::new(Code::TL204, item.span().head(), format!("{what} needs the key `satisfy`"));
        reader.diags.push(diag.help("what each of the elements is asked; `count` counts them"));
        return None;
    }
    block(reader, Over::Quantifier(how), &fields, item.span())
}

/// Reads `count`.
pub(super) fn count<'t>(
    reader: &mut Reader<'_, 't>,
    _: &'static str,
    item: Item<'t>,
) -> Option<Condition> {
    let fields = Fields::read(reader.diags, "`count`", item.span(), item, COUNT_KEYS)?;
    let bounds: Vec<(&str, Item<'t>)> = Comparison::ALL
        .into_iter()
        .filter_map(|how| Some((how.name(), fields.get(how.name())?)))
        .collect();
    if bounds.is_empty() {
        let diag =
            Diag::new(Code::TL204, item.span().head(), "`count` needs a number to compare with");
        reader.diags.push(diag.help("such as `gte: 1`, `lte: 5` or `equals: 2`"));
        return None;
    }
    let mut all = Vec::new();
    for (name, value) in &bounds {
        all.push(Bounds::compare(&mut reader.context(), name, *value));
    }
    let all: Option<Vec<_>> = all.into_iter().collect();
    block(reader, Over::Count(Bounds { all: all?.into() }), &fields, item.span())
}

fn block<'t>(
    reader: &mut Reader<'_, 't>,
    how: Over,
    fields: &Fields<'t>,
    span: Span,
) -> Option<Condition> {
    let before = reader.diags.len();
    let over = fields.get("over").and_then(|i| query(reader, "over", i));
    let filter = fields.get("where").map(|i| reader.condition(i));
    let satisfy = fields.get("satisfy").map(|i| reader.condition(i));
    let on_empty = fields.get("on-empty").and_then(|i| word(reader.diags, "on-empty", i, &WORDS));
    if reader.diags.len() > before {
        return None;
    }
    let (filter, satisfy) = (filter.flatten(), satisfy.flatten());
    let block = Block { how, over: over?, filter, satisfy, on_empty, span: Some(span) };
    Some(Condition::Block(Box::new(block)))
}

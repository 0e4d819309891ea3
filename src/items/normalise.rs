//! Builds the one form of an item: that of snapshot files, with the names of `aliases`, in AWS's
//! order, every value with its place in the record.

use super::aliases::{FIELDS, Field};
use super::decode::Part;
use super::fields::{Fields, name};
use super::message::{Change, Oversized};
use super::relationships::{resource_type, write as relationships};
use super::{Fault, Head, groups, tags};
use crate::base::time;
use crate::read::tree::{Item, Kind, Tree, TreeBuilder};

/// An item in the one form.
#[derive(Debug, Clone)]
pub struct Normalised {
    /// The item. Places are offsets in the record; what was decoded from a string has the place of
    /// that string, what was added has the place of what it was made of.
    pub tree: Tree,
    /// What every item has.
    pub head: Head,
    /// What changed, where a message told.
    pub change: Option<Change>,
    /// Set when the item was too large for its message: then the configuration is elsewhere.
    pub oversized: Option<Oversized>,
    /// Did a rule's event say that the resource left the rule's scope (`eventLeftScope`)?
    pub left_scope: bool,
}

/// Normalises an item that stands in a document by itself. Strings that hold documents may be
/// nested `depth` levels deep.
///
/// # Errors
/// What makes it no item: it is no object, has no `resourceType` or `resourceId`, or its
/// configuration is a string that is not JSON.
pub fn normalise(item: Item<'_>, depth: usize) -> Result<Normalised, Fault> {
    build(item.tree(), Part::own(item), depth)
}

/// Normalises the item, into a tree over the text of `record`.
pub(super) fn build(record: &Tree, part: Part<'_>, depth: usize) -> Result<Normalised, Fault> {
    let (start, end) = part.place();
    if part.kind() != Kind::Map {
        let words = format!("an item must be an object, this is {}", part.kind().noun());
        return Err(Fault::new(start, words));
    }
    let fields = Fields::of(part);
    let mut builder = TreeBuilder::over(record);
    let root = builder.open(Kind::Map, start);
    let group = fields.get(Field::ResourceType).is_some_and(|(_, v)| groups::is_group(v));
    let mut writer = Writer { encoded: fields.encoded(), group, depth, at: [None; 2] };
    for (field, _) in FIELDS {
        match (field, fields.get(field)) {
            (Field::Tags, found) => {
                let key = found.map_or((start, start), |(key, _)| key.place());
                builder.stored(Kind::Text, key.0, key.1, b"tags");
                tags::write(&mut builder, found.map(|(_, v)| v), writer.at, (start, start), depth);
            }
            (_, Some((key, value))) => {
                name(&mut builder, key, field.name());
                writer.value(&mut builder, field, value)?;
            }
            (_, None) => {}
        }
    }
    for (key, value) in &fields.others {
        key.copy(&mut builder);
        value.copy(&mut builder);
    }
    builder.close(root, end);
    let Some(tree) = builder.finish() else { return Err(Fault::new(start, "an empty item")) };
    let head = Head::of(tree.root())?;
    Ok(Normalised { tree, head, change: None, oversized: None, left_scope: false })
}

/// Writes the values of fields.
pub(super) struct Writer {
    /// Do strings in `supplementaryConfiguration` hold JSON?
    pub encoded: bool,
    /// Is it a security group?
    pub group: bool,
    /// Levels that strings may be nested.
    pub depth: usize,
    /// Where `configuration` and `supplementaryConfiguration` are in the tree, once written.
    pub at: [Option<usize>; 2],
}

impl Writer {
    pub(super) fn value(
        &mut self,
        builder: &mut TreeBuilder,
        field: Field,
        value: Part<'_>,
    ) -> Result<(), Fault> {
        let text = (value.kind() == Kind::Text).then(|| value.text());
        match (field, text) {
            (Field::Configuration, text) => {
                self.at[0] = Some(builder.len());
                match text {
                    Some(text) => self.encoded_configuration(builder, value, &text)?,
                    None => self.configuration(builder, value)?,
                }
            }
            (Field::Supplementary, _) => {
                self.at[1] = Some(builder.len());
                match value.decode_nested(self.inner_depth()) {
                    Some(tree) => Part::decoded(&tree, value).copy(builder),
                    None => self.supplementary(builder, value),
                }
            }
            (Field::Relationships, _) => match value.decode_nested(self.inner_depth()) {
                Some(tree) => relationships(builder, Part::decoded(&tree, value)),
                None => relationships(builder, value),
            },
            (Field::ResourceType, Some(text)) => resource_type(builder, value, &text),
            (Field::StateId, Some(text)) if is_number(&text) => {
                value.replace(builder, Kind::Number, &text);
            }
            (Field::AccountId | Field::ResourceId, None) if value.kind() == Kind::Number => {
                value.replace(builder, Kind::Text, &value.text());
            }
            (Field::CaptureTime | Field::CreationTime | Field::DeliveryTime, _) => {
                match moment(value) {
                    Some(text) => value.replace(builder, Kind::Text, text.as_bytes()),
                    None => value.copy(builder),
                }
            }
            _ => value.copy(builder),
        }
        Ok(())
    }

    /// Levels left for what stands in a field of the item.
    fn inner_depth(&self) -> usize {
        self.depth.saturating_sub(2)
    }

    fn encoded_configuration(
        &self,
        builder: &mut TreeBuilder,
        value: Part<'_>,
        text: &[u8],
    ) -> Result<(), Fault> {
        if text.is_empty() {
            value.replace(builder, Kind::Null, b"null");
            return Ok(());
        }
        let tree = value.decode(self.inner_depth()).map_err(|e| {
            let words = format!("`configuration` is a string but no JSON: {} (byte {})", e, e.at);
            Fault::new(value.place().0, words)
        })?;
        self.configuration(builder, Part::decoded(&tree, value))
    }

    fn configuration(&self, builder: &mut TreeBuilder, value: Part<'_>) -> Result<(), Fault> {
        if !matches!(value.kind(), Kind::Map | Kind::Null) {
            let words =
                format!("`configuration` must be an object, this is {}", value.kind().noun());
            return Err(Fault::new(value.place().0, words));
        }
        let state = |key: &Part<'_>| *key.text() == *b"state";
        let odd = value.entries().any(|(k, v)| {
            (self.group && groups::is_permissions(k)) || (state(&k) && only_value(v).is_some())
        });
        if !odd {
            value.copy(builder);
            return Ok(());
        }
        let (start, end) = value.place();
        let opened = builder.open(Kind::Map, start);
        for (key, value) in value.entries() {
            key.copy(builder);
            match only_value(value) {
                Some(inner) if state(&key) => inner.copy(builder),
                _ if self.group && groups::is_permissions(key) => groups::write(builder, value),
                _ => value.copy(builder),
            }
        }
        builder.close(opened, end);
        Ok(())
    }

    fn supplementary(&self, builder: &mut TreeBuilder, value: Part<'_>) {
        if !self.encoded || value.kind() != Kind::Map {
            value.copy(builder);
            return;
        }
        let (start, end) = value.place();
        let opened = builder.open(Kind::Map, start);
        for (key, value) in value.entries() {
            key.copy(builder);
            let text = value.kind() == Kind::Text;
            // A string that is no JSON is the value itself.
            match text.then(|| value.decode(self.inner_depth().saturating_sub(1))) {
                Some(Ok(tree)) => Part::decoded(&tree, value).copy(builder),
                _ => value.copy(builder),
            }
        }
        builder.close(opened, end);
    }
}

/// The scalar of a map with the one key `value`: how queries show some states.
fn only_value(part: Part<'_>) -> Option<Part<'_>> {
    let mut entries = part.entries();
    let (key, value) = entries.next()?;
    let scalar = !matches!(value.kind(), Kind::List | Kind::Map);
    (scalar && *key.text() == *b"value" && entries.next().is_none()).then_some(value)
}

/// Is this text a whole number as JSON writes it?
fn is_number(text: &[u8]) -> bool {
    let digits = text.iter().all(u8::is_ascii_digit);
    digits && !text.is_empty() && (text.len() == 1 || text.first() != Some(&b'0'))
}

/// A moment in AWS's form where it is written in another: seconds or milliseconds since 1970, an
/// offset, more digits.
fn moment(value: Part<'_>) -> Option<String> {
    let text = value.text();
    let text = std::str::from_utf8(&text).ok()?;
    let at = match value.kind() {
        Kind::Text if text.len() == 24 && text.ends_with('Z') => return None,
        Kind::Text => time::parse(text)?,
        Kind::Number => {
            let number: f64 = text.parse().ok()?;
            // Seconds reach this number in the year 5138, milliseconds did in 1973.
            let millis = if number.abs() < 1e11 { number * 1e3 } else { number };
            jiff::Timestamp::from_millisecond(millis.round() as i64).ok()?
        }
        _ => return None,
    };
    Some(time::show_millis(at))
}

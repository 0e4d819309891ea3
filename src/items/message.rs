//! Items inside envelopes: the messages of a configuration stream, what a rule's Lambda function
//! gets, SNS notifications, EventBridge events. What changed is kept beside the item.

use super::decode::Part;
use super::normalise::build;
use super::{Fault, Normalised};
use crate::base::ids::SourceId;
use crate::read::json;
use crate::read::tree::{Kind, Tree};
use std::sync::Arc;

/// What a record holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// An item.
    Item(Box<Normalised>),
    /// A message of this type (`messageType`), which holds none.
    Other(String),
}

/// What a message tells about a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// `CREATE`, `UPDATE` or `DELETE`; empty if the message does not say.
    pub kind: String,
    /// The properties that changed, as in `Configuration.State` or `Relationships.0`: the first
    /// segment begins with a capital, an index in a list is a segment.
    pub properties: Vec<String>,
    /// `notificationCreationTime`.
    pub notified: Option<String>,
}

/// An item that was too large for its message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Oversized {
    /// Where the whole message is: bucket and key.
    pub location: Option<String>,
    /// Why it is not there, if it is not.
    pub error: Option<String>,
}

/// Envelopes that may be in one another: SNS around a Lambda event around a message, and one more.
const ENVELOPES: usize = 4;

/// May this EventBridge event hold an item? It names the detail type of those that do; `read` takes
/// the item out of it.
#[must_use]
pub fn is_change_event(event: &[u8]) -> bool {
    memchr::memmem::find(event, b"\"Config Configuration Item Change\"").is_some()
}

/// Reads a record: an item, or an envelope with one, nested `depth` levels deep at most.
///
/// # Errors
/// The first fault: of the JSON, or of the item.
pub fn read(record: Arc<[u8]>, depth: usize) -> Result<Content, Fault> {
    let tree = json::read(SourceId(0), record, depth).map_err(|e| Fault::new(e.at, e.message))?;
    of_tree(&tree, depth)
}

/// Takes the item out of a record that was read already, such as an EventBridge event with the
/// detail type `Config Configuration Item Change`.
///
/// # Errors
/// What makes it no item.
pub fn of_tree(tree: &Tree, depth: usize) -> Result<Content, Fault> {
    open(tree, Part::own(tree.root()), depth, ENVELOPES)
}

/// Recurses as deep as there are envelopes.
fn open(record: &Tree, part: Part<'_>, depth: usize, left: usize) -> Result<Content, Fault> {
    if let Some(item) = part.get("configurationItem").filter(|i| i.kind() != Kind::Null) {
        let item = only(item)?;
        let mut found = match item.kind() {
            Kind::Text => {
                let tree = decoded(item, "configurationItem", depth)?;
                build(record, Part::decoded(&tree, item), depth)?
            }
            _ => build(record, item, depth)?,
        };
        found.change = part.get("configurationItemDiff").map(|diff| change(part, diff));
        return Ok(Content::Item(Box::new(found)));
    }
    if let Some(summary) = part.get("configurationItemSummary").filter(|s| s.kind() == Kind::Map) {
        let mut found = build(record, summary, depth)?;
        found.change = Some(change(part, summary));
        found.oversized = Some(oversized(part));
        return Ok(Content::Item(Box::new(found)));
    }
    let inside = ["invokingEvent", "Message", "detail"]
        .into_iter()
        .find_map(|key| Some((key, part.get(key).filter(|_| is_envelope(part, key))?)));
    match inside {
        Some((key, value)) if left > 0 => {
            let mut content = match value.kind() {
                Kind::Text => {
                    let tree = decoded(value, key, depth)?;
                    open(record, Part::decoded(&tree, value), depth, left - 1)?
                }
                _ => open(record, value, depth, left - 1)?,
            };
            if let Content::Item(item) = &mut content {
                let left = part.get("eventLeftScope").and_then(|flag| flag.item.as_bool());
                item.left_scope |= left == Some(true);
            }
            return Ok(content);
        }
        Some(_) => return Err(Fault::new(part.place().0, "too many envelopes in one another")),
        None => {}
    }
    match part.get("messageType").filter(|t| t.kind() == Kind::Text) {
        Some(word) => Ok(Content::Other(word.item.str().into_owned())),
        None => Ok(Content::Item(Box::new(build(record, part, depth)?))),
    }
}

/// Does an object with this key hold a message there? An item has none of these keys.
fn is_envelope(part: Part<'_>, key: &str) -> bool {
    match key {
        "Message" => part.get("Type").is_some() || part.get("TopicArn").is_some(),
        "detail" => part.get("detail-type").is_some(),
        _ => true,
    }
}

/// The one element of a list; anything else itself.
fn only(item: Part<'_>) -> Result<Part<'_>, Fault> {
    if item.kind() != Kind::List {
        return Ok(item);
    }
    let mut elements = item.items();
    match (elements.next(), elements.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(Fault::new(item.place().0, "`configurationItem` must be one item")),
    }
}

fn decoded(part: Part<'_>, key: &str, depth: usize) -> Result<Tree, Fault> {
    part.decode(depth).map_err(|e| {
        let words = format!("`{key}` is a string but no JSON: {} (byte {})", e, e.at);
        Fault::new(part.place().0, words)
    })
}

fn string(part: Part<'_>, key: &str) -> Option<String> {
    let value = part.get(key).filter(|v| v.kind() == Kind::Text)?;
    Some(value.item.str().into_owned())
}

/// The change of `diff` (a `configurationItemDiff`, or a summary with its kind) in a message.
fn change(message: Part<'_>, diff: Part<'_>) -> Change {
    let properties = diff.get("changedProperties").into_iter().flat_map(Part::entries);
    Change {
        kind: string(diff, "changeType").unwrap_or_default(),
        properties: properties.map(|(key, _)| key.item.str().into_owned()).collect(),
        notified: string(message, "notificationCreationTime"),
    }
}

fn oversized(message: Part<'_>) -> Oversized {
    let Some(delivery) = message.get("s3DeliverySummary") else { return Oversized::default() };
    Oversized {
        location: string(delivery, "s3BucketLocation"),
        error: string(delivery, "errorMessage").or_else(|| string(delivery, "errorCode")),
    }
}

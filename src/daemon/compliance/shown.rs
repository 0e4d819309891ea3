//! Items as the API shows them: its names, times as numbers, documents as strings.

use crate::base::text::quote;
use crate::items::Normalised;
use crate::read::tree::{Item, Kind};
use crate::read::write;
use jiff::Timestamp;

/// The item as a `ConfigurationItem` of the API. What names no capture time was captured when it
/// came.
pub(super) fn shown(item: &Normalised, received: Timestamp) -> String {
    let (head, root) = (&item.head, item.tree.root());
    let mut fields = Vec::new();
    let mut text = |name: &str, value: Option<&str>| {
        fields.extend(value.map(|value| format!("\"{name}\":{}", quote(value.as_bytes()))));
    };
    text("version", head.version.as_deref().or(Some("1.3")));
    text("accountId", head.account.as_deref());
    text("configurationItemStatus", Some(head.status.word()));
    text("configurationStateId", head.state_id.map(|id| id.to_string()).as_deref());
    text("arn", head.arn.as_deref());
    text("resourceType", Some(&head.resource_type));
    text("resourceId", Some(&head.resource_id));
    text("resourceName", head.resource_name.as_deref());
    text("awsRegion", head.region.as_deref());
    text("availabilityZone", head.availability_zone.as_deref());
    for (name, own) in [
        ("configurationItemMD5Hash", "configurationStateMd5Hash"),
        ("recordingFrequency", "recordingFrequency"),
    ] {
        let value = root.get(own).filter(|value| value.kind() == Kind::Text);
        text(name, value.map(Item::str).as_deref());
    }
    let captured = as_seconds(head.captured.unwrap_or(received));
    fields.push(format!("\"configurationItemCaptureTime\":{captured}"));
    let created = head.created.map(|at| format!("\"resourceCreationTime\":{}", as_seconds(at)));
    fields.extend(created);
    fields.push(format!("\"tags\":{{{}}}", texts(root.get("tags"), plain)));
    let events = root.get("relatedEvents").filter(|list| list.kind() == Kind::List);
    fields.push(format!("\"relatedEvents\":{}", events.map_or("[]".to_owned(), json)));
    fields.push(format!("\"relationships\":[{}]", relationships(root)));
    let configuration = root.get("configuration").filter(|value| value.kind() != Kind::Null);
    fields.extend(configuration.map(|value| format!("\"configuration\":{}", document(value))));
    let supplements = texts(root.get("supplementaryConfiguration"), document);
    fields.push(format!("\"supplementaryConfiguration\":{{{supplements}}}"));
    format!("{{{}}}", fields.join(","))
}

/// Seconds since 1970, as the API writes times: whole, or with three decimals.
fn as_seconds(at: Timestamp) -> String {
    let (seconds, millis) =
        (at.as_millisecond().div_euclid(1000), at.as_millisecond().rem_euclid(1000));
    match millis {
        0 => seconds.to_string(),
        // Before 1970 the fraction goes the other way.
        _ if seconds < 0 => format!("-{}.{:03}", -seconds - 1, 1000 - millis),
        _ => format!("{seconds}.{millis:03}"),
    }
}

/// The members of a map, each value a string.
fn texts(map: Option<Item<'_>>, value: fn(Item<'_>) -> String) -> String {
    let map = map.filter(|map| map.kind() == Kind::Map);
    let entries = map.into_iter().flat_map(Item::entries);
    let members = entries.map(|(key, item)| format!("{}:{}", quote(&key.text()), value(item)));
    members.collect::<Vec<_>>().join(",")
}

fn relationships(root: Item<'_>) -> String {
    let list = root.get("relationships").filter(|list| list.kind() == Kind::List);
    let one = |of: Item<'_>| {
        let names = [
            ("resourceType", "resourceType"),
            ("resourceId", "resourceId"),
            ("resourceName", "resourceName"),
            ("relationshipName", "name"),
        ];
        let member = |(name, own): (&str, &str)| {
            let value = of.get(own).filter(|value| value.kind() != Kind::Null)?;
            Some(format!("\"{name}\":{}", plain(value)))
        };
        format!("{{{}}}", names.into_iter().filter_map(member).collect::<Vec<_>>().join(","))
    };
    let maps = list.into_iter().flat_map(Item::items).filter(|of| of.kind() == Kind::Map);
    maps.map(one).collect::<Vec<_>>().join(",")
}

/// A value as a string: a text itself, another one as JSON.
fn plain(value: Item<'_>) -> String {
    match value.kind() {
        Kind::Text => quote(&value.text()),
        Kind::Null => "\"\"".to_owned(),
        _ => document(value),
    }
}

/// A value as a string that holds its JSON.
fn document(value: Item<'_>) -> String {
    quote(json(value).as_bytes())
}

/// A value as JSON.
pub(super) fn json(value: Item<'_>) -> String {
    let mut out = Vec::new();
    write::json(value, &mut out);
    // INVARIANT: texts are quoted, and everything else in JSON is ASCII.
    String::from_utf8_lossy(&out).into_owned()
}

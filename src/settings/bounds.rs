//! `limits`, `retention` and `queue`: numbers with bounds.

use super::doc::{Key, Reader};
use super::values::{Bounds, Retention};
use crate::read::tree::Item;
use std::time::Duration;

/// The keys of the limits.
pub(super) static LIMITS: &[Key] = &[
    Key::optional(
        "body",
        r##"{"$ref": "#/$defs/size", "default": "8MiB"}"##,
        "Largest body as it is sent, 1KiB to 1GiB.",
    ),
    Key::optional(
        "decompressed",
        r##"{"$ref": "#/$defs/size", "default": "64MiB"}"##,
        "Largest body once it is decompressed, 1KiB to 4GiB.",
    ),
    Key::optional(
        "header",
        r##"{"$ref": "#/$defs/size", "default": "32KiB"}"##,
        "Most bytes of all headers of a request, 4KiB to 1MiB.",
    ),
    Key::optional(
        "connections",
        r#"{"type": "integer", "minimum": 1, "maximum": 100000, "default": 1024}"#,
        "Most connections at one time.",
    ),
    Key::optional(
        "idle",
        r##"{"$ref": "#/$defs/duration", "default": "60s"}"##,
        "How long a connection may rest between requests, 1s to 1h.",
    ),
    Key::optional(
        "request",
        r##"{"$ref": "#/$defs/duration", "default": "30s"}"##,
        "How long a request may take, from its first byte to its answer, 1s to 1h.",
    ),
];

/// The keys of the retention.
pub(super) static RETENTION: &[Key] = &[
    kept(
        "events",
        r##"{"$ref": "#/$defs/duration", "default": "7d"}"##,
        "Events outside of archives.",
    ),
    kept(
        "history",
        r##"{"$ref": "#/$defs/duration", "default": "90d"}"##,
        "Versions of configuration items, and states of alarms.",
    ),
    kept("findings", r##"{"$ref": "#/$defs/duration", "default": "90d"}"##, "Findings."),
    kept(
        "dead-letters",
        r##"{"$ref": "#/$defs/duration", "default": "14d"}"##,
        "Deliveries that were given up.",
    ),
    kept("metrics", r##"{"$ref": "#/$defs/duration", "default": "15d"}"##, "Datapoints."),
    kept("audit", r##"{"$ref": "#/$defs/duration", "default": "365d"}"##, "Who called what here."),
    kept("trail", r##"{"$ref": "#/$defs/duration", "default": "90d"}"##, "CloudTrail's events."),
];

const fn kept(name: &'static str, schema: &'static str, doc: &'static str) -> Key {
    Key::optional(name, schema, doc)
}

/// The keys of the queue.
pub(super) static QUEUE: &[Key] = &[Key::optional(
    "most",
    r#"{"type": "integer", "minimum": 1, "maximum": 1000000000, "default": 10000000}"#,
    "Most deliveries that wait at one time; beyond, events are refused for now.",
)];

/// Reads `limits`.
pub(super) fn limits(reader: &mut Reader<'_>, item: Item<'_>) -> Bounds {
    let mut bounds = Bounds::default();
    let Some(fields) = reader.fields("`limits`", item.span(), item, LIMITS) else { return bounds };
    let times = Duration::from_secs(1)..=Duration::from_secs(3600);
    for (name, to, range) in [
        ("body", &mut bounds.body, 1 << 10..=1 << 30),
        ("decompressed", &mut bounds.decompressed, 1 << 10..=4 << 30),
        ("header", &mut bounds.header, 4 << 10..=1 << 20),
    ] {
        set(to, fields.get(name).and_then(|i| reader.size(name, i, range)));
    }
    let most = fields.get("connections").and_then(|i| reader.whole("connections", i, 1..=100_000));
    set(&mut bounds.connections, most);
    for (name, to) in [("idle", &mut bounds.idle), ("request", &mut bounds.request)] {
        set(to, fields.get(name).and_then(|i| reader.duration(name, i, times.clone())));
    }
    if let Some(item) = fields.get("decompressed")
        && bounds.decompressed < bounds.body
    {
        reader.out_of_set(item, "`decompressed` is less than `body`");
    }
    bounds
}

/// Reads `retention`.
pub(super) fn retention(reader: &mut Reader<'_>, item: Item<'_>) -> Retention {
    let mut kept = Retention::default();
    let Some(fields) = reader.fields("`retention`", item.span(), item, RETENTION) else {
        return kept;
    };
    let range = Duration::from_secs(60)..=Duration::from_secs(36_500 * 86_400);
    for (name, to) in [
        ("events", &mut kept.events),
        ("history", &mut kept.history),
        ("findings", &mut kept.findings),
        ("dead-letters", &mut kept.dead_letters),
        ("metrics", &mut kept.metrics),
        ("audit", &mut kept.audit),
        ("trail", &mut kept.trail),
    ] {
        set(to, fields.get(name).and_then(|i| reader.duration(name, i, range.clone())));
    }
    kept
}

/// Reads `queue`.
pub(super) fn queue(reader: &mut Reader<'_>, item: Item<'_>) -> Option<u64> {
    let fields = reader.fields("`queue`", item.span(), item, QUEUE)?;
    fields.get("most").and_then(|i| reader.whole("most", i, 1..=1_000_000_000))
}

fn set<T>(to: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *to = value;
    }
}

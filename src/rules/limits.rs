//! `limits` and `batch` of a target.

use super::doc::{Fields, Key, whole};
use super::units::{duration, size};
use crate::base::diag::Diags;
use crate::read::tree::Item;
use std::time::Duration;

/// The keys of limits.
pub static KEYS: &[Key] = &[
    Key::optional(
        "timeout",
        r##"{"$ref": "#/$defs/duration", "default": "3s"}"##,
        "How long an invocation may take, at most 15m.",
    ),
    Key::optional(
        "memory",
        r##"{"$ref": "#/$defs/size", "default": "64MiB"}"##,
        "How much memory an instance may have, at most 4GiB.",
    ),
    Key::optional(
        "concurrency",
        r#"{"type": "integer", "minimum": 1, "maximum": 10000}"#,
        "How many invocations may run at one time.",
    ),
    Key::optional(
        "fuel",
        r#"{"type": "integer", "minimum": 1}"#,
        "How many wasm instructions an invocation may take: a budget that is the same on every machine.",
    ),
];

/// The keys of a batch.
pub static BATCH_KEYS: &[Key] = &[
    Key::optional(
        "count",
        r#"{"type": "integer", "minimum": 1, "maximum": 10000}"#,
        "A batch goes when it has so many events...",
    ),
    Key::optional(
        "bytes",
        r##"{"$ref": "#/$defs/size"}"##,
        "...or so many bytes, at most 64MiB...",
    ),
    Key::optional(
        "time",
        r##"{"$ref": "#/$defs/duration"}"##,
        "...or its first event waited so long, at most 15m.",
    ),
];

/// What an invocation may take; what is `None` has the host's default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InvocationLimits {
    /// Time.
    pub timeout: Option<Duration>,
    /// Memory in bytes.
    pub memory: Option<u64>,
    /// Invocations at one time.
    pub concurrency: Option<u32>,
    /// Wasm instructions of one invocation; they are counted only where this is set.
    pub fuel: Option<u64>,
}

/// When a batch of events goes: whichever comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Batch {
    /// So many events.
    pub count: Option<u32>,
    /// So many bytes.
    pub bytes: Option<u64>,
    /// So long after its first event.
    pub time: Option<Duration>,
}

const LONGEST: Duration = Duration::from_secs(900);

/// Reads limits.
pub fn read(diags: &mut Diags, item: Item<'_>) -> InvocationLimits {
    let Some(fields) = Fields::read(diags, "`limits`", item.span(), item, KEYS) else {
        return InvocationLimits::default();
    };
    InvocationLimits {
        timeout: fields
            .get("timeout")
            .and_then(|i| duration(diags, "timeout", i, Duration::from_millis(1)..=LONGEST)),
        memory: fields.get("memory").and_then(|i| size(diags, "memory", i, 1 << 16..=4 << 30)),
        concurrency: count(diags, &fields, "concurrency"),
        fuel: fields.get("fuel").and_then(|i| whole(diags, "fuel", i, 1..=u64::MAX)),
    }
}

/// Reads a batch.
pub fn read_batch(diags: &mut Diags, item: Item<'_>) -> Batch {
    let Some(fields) = Fields::read(diags, "`batch`", item.span(), item, BATCH_KEYS) else {
        return Batch::default();
    };
    Batch {
        count: count(diags, &fields, "count"),
        bytes: fields.get("bytes").and_then(|i| size(diags, "bytes", i, 1..=64 << 20)),
        time: fields
            .get("time")
            .and_then(|i| duration(diags, "time", i, Duration::from_millis(1)..=LONGEST)),
    }
}

fn count(diags: &mut Diags, fields: &Fields<'_>, name: &str) -> Option<u32> {
    let value = fields.get(name).and_then(|i| whole(diags, name, i, 1..=10_000));
    value.and_then(|n| u32::try_from(n).ok())
}

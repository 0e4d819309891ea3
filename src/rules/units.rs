//! Durations (`3s`, `24h`) and sizes (`64MiB`) in documents.

use super::doc::{out_of_set, wrong};
use crate::base::diag::Diags;
use crate::base::units::{parse_duration, parse_size, show_duration, show_size};
use crate::read::tree::{Item, Kind};
use std::ops::RangeInclusive;
use std::time::Duration;

/// The JSON Schema of a duration.
pub const DURATION_SCHEMA: &str = r#"{"type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$",
    "description": "a number and a unit: ms, s, m, h or d", "examples": ["3s", "5m", "24h", "7d"]}"#;

/// The JSON Schema of a size.
pub const SIZE_SCHEMA: &str = r#"{"type": "string", "pattern": "^[0-9]+(B|KiB|MiB|GiB)$",
    "description": "a number and a unit: B, KiB, MiB or GiB", "examples": ["64MiB"]}"#;

/// Reads a duration within bounds.
pub fn duration(
    diags: &mut Diags,
    key: &str,
    item: Item<'_>,
    range: RangeInclusive<Duration>,
) -> Option<Duration> {
    let takes = "a duration such as `3s`, `5m`, `24h` or `7d`";
    if item.kind() != Kind::Text {
        wrong(diags, key, item, takes);
        return None;
    }
    let Some(value) = parse_duration(&item.str()) else {
        out_of_set(diags, item, format!("`{}` is not {takes}", item.str()));
        return None;
    };
    if !range.contains(&value) {
        let (low, high) = (show_duration(*range.start()), show_duration(*range.end()));
        out_of_set(diags, item, format!("`{key}` takes a duration from {low} to {high}"));
        return None;
    }
    Some(value)
}

/// Reads a size within bounds.
pub fn size(
    diags: &mut Diags,
    key: &str,
    item: Item<'_>,
    range: RangeInclusive<u64>,
) -> Option<u64> {
    let takes = "a size such as `512KiB` or `64MiB`";
    if item.kind() != Kind::Text {
        wrong(diags, key, item, takes);
        return None;
    }
    let Some(value) = parse_size(&item.str()) else {
        out_of_set(diags, item, format!("`{}` is not {takes}", item.str()));
        return None;
    };
    if !range.contains(&value) {
        let (low, high) = (show_size(*range.start()), show_size(*range.end()));
        out_of_set(diags, item, format!("`{key}` takes a size from {low} to {high}"));
        return None;
    }
    Some(value)
}

//! Names of objects: they follow from the task and the window alone, so that a window that is
//! written again, after a crash or by hand, is the same object.

use super::{Compress, ExportSpec, Format, Window};
use jiff::tz::TimeZone;

/// The name of a window's object below the task's destination:
/// `PREFIX` `SCHEDULE-2026-11-22T00-00-00Z.ndjson.gz`. The time is the window's beginning in UTC.
#[must_use]
pub fn object_name(schedule: &str, spec: &ExportSpec, window: Window) -> String {
    let start = window.from().to_zoned(TimeZone::UTC);
    format!(
        "{}{schedule}-{}{}",
        spec.prefix.at(window.from(), &spec.zone),
        start.strftime("%Y-%m-%dT%H-%M-%S%.fZ"),
        ending(spec.format, spec.compress),
    )
}

/// The ending: the form, and how a text is compressed. Parquet is compressed inside.
fn ending(format: Format, compress: Compress) -> String {
    let packed = match (format, compress) {
        (Format::Parquet, _) | (_, Compress::None | Compress::Snappy) => "",
        (_, Compress::Gzip) => ".gz",
        (_, Compress::Zstd) => ".zst",
    };
    format!(".{}{packed}", format.word())
}

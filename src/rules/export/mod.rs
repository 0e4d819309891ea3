//! `export` of a schedule: what is written out, in what form, and where to. `prefix` has the
//! language of prefixes, `clock` the patterns of dates in it.

mod clock;
mod prefix;
mod words;

pub use clock::Fault;
pub use prefix::{Prefix, check_name};
pub use words::{Compress, Format, What};

use super::doc::{Fields, Key, out_of_set, text, word};
use super::place::{part_of, text_of};
use super::units::duration;
use super::zones::{ZONE_SCHEMA, zone};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::read::tree::Item;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The keys of an export.
pub static KEYS: &[Key] = &[
    Key::required(
        "what",
        r#"{"enum": ["events", "findings", "compliance", "alarm-history", "metrics", "insights"]}"#,
        "What is written out.",
    ),
    Key::optional(
        "format",
        r#"{"enum": ["ndjson", "json", "csv", "parquet"], "default": "ndjson"}"#,
        "The form of the objects.",
    ),
    Key::optional(
        "compress",
        r#"{"enum": ["none", "gzip", "zstd", "snappy"]}"#,
        "How it is compressed: none by default, `snappy` inside of Parquet.",
    ),
    Key::required(
        "to",
        r#"{"type": "string", "examples": ["reports", "s3://my-bucket/tripline"]}"#,
        "A folder, relative to this file, or `s3://BUCKET/PREFIX`.",
    ),
    Key::optional(
        "prefix",
        r#"{"type": "string", "examples": ["findings/!{timestamp:yyyy/MM/dd}/"]}"#,
        "What the names of the objects begin with; times are the beginnings of their windows.",
    ),
    Key::optional(
        "time-zone",
        ZONE_SCHEMA,
        "Whose clocks the prefix shows: those of the schedule without it.",
    ),
    Key::optional(
        "window",
        r##"{"$ref": "#/$defs/duration"}"##,
        "The time before each moment that is written out, 1m to 366d: without it, that since the \
         moment before.",
    ),
];

/// An export task.
#[derive(Debug, Clone)]
pub struct ExportSpec {
    /// What is written out.
    pub what: What,
    /// The form of the objects.
    pub format: Format,
    /// How they are compressed.
    pub compress: Compress,
    /// Where to.
    pub to: Destination,
    /// What their names begin with.
    pub prefix: Prefix,
    /// Whose clocks the prefix shows.
    pub zone: TimeZone,
    /// The time before each moment that is written out; `None` for that since the moment before.
    pub window: Option<Duration>,
}

/// Where objects go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A folder.
    Folder(PathBuf),
    /// A bucket of S3, or of a store that speaks its language.
    S3 {
        /// The bucket.
        bucket: String,
        /// What all names begin with: empty, or with a `/` at its end.
        prefix: String,
    },
}

impl Destination {
    /// Reads a folder, relative to `base`, or `s3://BUCKET/PREFIX`.
    ///
    /// # Errors
    /// Why it is neither, in words.
    pub fn parse(text: &str, base: &Path) -> Result<Self, String> {
        let Some((scheme, rest)) = text.split_once("://") else {
            return match text.is_empty() || text.contains('\0') {
                true => Err("`to` takes a folder or `s3://BUCKET/PREFIX`".to_owned()),
                false => Ok(Self::Folder(base.join(text))),
            };
        };
        if scheme != "s3" {
            return Err(format!(
                "`{scheme}:` is not known; `to` takes a folder or `s3://BUCKET/PREFIX`"
            ));
        }
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let letters = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b);
        let ends = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
        let fits = (3..=63).contains(&bucket.len()) && bucket.bytes().all(letters);
        if !fits || !ends(bucket.bytes().next()) || !ends(bucket.bytes().last()) {
            return Err(format!(
                "`{bucket}` is no bucket: 3 to 63 lower-case letters, digits, dots and hyphens"
            ));
        }
        check_name(prefix)?;
        let slash = if prefix.is_empty() || prefix.ends_with('/') { "" } else { "/" };
        Ok(Self::S3 { bucket: bucket.to_owned(), prefix: format!("{prefix}{slash}") })
    }
}

/// Reads an export of a schedule in `file` by the clocks of `usual`; `None` when it is broken.
pub fn read(
    diags: &mut Diags,
    file: &Path,
    at: Item<'_>,
    item: Item<'_>,
    usual: &TimeZone,
) -> Option<ExportSpec> {
    let before = diags.errors();
    let fields = Fields::read(diags, "an export", at.span(), item, KEYS)?;
    let what =
        fields.get("what").and_then(|i| word(diags, "what", i, &What::ALL.map(|w| (w.word(), w))));
    let formats = Format::ALL.map(|format| (format.word(), format));
    let format = fields.get("format").and_then(|i| word(diags, "format", i, &formats));
    let format = format.unwrap_or(Format::Ndjson);
    let ways = Compress::ALL.map(|way| (way.word(), way));
    let compress = fields.get("compress").and_then(|i| {
        let way = word(diags, "compress", i, &ways)?;
        if !format.takes(way) {
            let words = format!("`{}` does not go with the format `{}`", way.word(), format.word());
            let takes: Vec<_> = Compress::ALL
                .into_iter()
                .filter(|w| format.takes(*w))
                .map(Compress::word)
                .collect();
            let help = format!("`{}` takes {}", format.word(), takes.join(", "));
            diags.push(Diag::new(Code::TL211, i.span(), words).help(help));
        }
        Some(way)
    });
    let to = fields.get("to").and_then(|i| {
        let written = text(diags, "to", i)?;
        let read = Destination::parse(&written, file.parent().unwrap_or(Path::new("")));
        read.map_err(|why| out_of_set(diags, i, why)).ok()
    });
    let prefix = fields.get("prefix").and_then(|i| prefix_of(diags, i));
    let zone = fields.get("time-zone").and_then(|i| zone(diags, "time-zone", i));
    let minute = Duration::from_secs(60);
    let window = fields
        .get("window")
        .and_then(|i| duration(diags, "window", i, minute..=minute * 60 * 24 * 366));
    let spec = ExportSpec {
        what: what?,
        format,
        compress: compress.unwrap_or(format.usual()),
        to: to?,
        prefix: prefix.unwrap_or_default(),
        zone: zone.unwrap_or_else(|| usual.clone()),
        window,
    };
    (diags.errors() == before).then_some(spec)
}

fn prefix_of(diags: &mut Diags, item: Item<'_>) -> Option<Prefix> {
    let written = text(diags, "prefix", item)?;
    match Prefix::parse(&written) {
        Ok(prefix) => Some(prefix),
        Err(fault) => {
            let place = part_of(text_of(item, &written), &written, &fault.at);
            let diag = Diag::new(Code::TL209, place, fault.message);
            diags.push(match fault.help {
                Some(help) => diag.help(help),
                None => diag,
            });
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{bundle_with, problems};

    fn schedule(export: &str) -> String {
        format!(
            "schedules:\n  a:\n    rate: 1 hour\n    time-zone: Europe/Berlin\n    export: {export}\n"
        )
    }

    fn spec(export: &str) -> ExportSpec {
        let (bundle, found) = bundle_with(&[("rules/r.yaml", &schedule(export))], &[]);
        assert_eq!(found, Vec::<String>::new());
        bundle.schedules[0].export.clone().expect("an export")
    }

    #[test]
    fn what_is_left_out_has_its_usual_value() {
        let read = spec("{what: findings, to: reports}");
        assert_eq!(
            (read.what, read.format, read.compress),
            (What::Findings, Format::Ndjson, Compress::None)
        );
        assert_eq!(read.to, Destination::Folder(Path::new("rules").join("reports")));
        assert_eq!(read.zone.iana_name(), Some("Europe/Berlin"));
        assert_eq!((read.prefix, read.window), (Prefix::default(), None));
        assert_eq!(spec("{what: events, to: x, format: parquet}").compress, Compress::Snappy);
    }

    #[test]
    fn a_whole_export() {
        let read = spec(
            "{what: metrics, format: csv, compress: zstd, to: 's3://my-bucket/a/b', \
             prefix: 'm/!{timestamp:yyyy}/', time-zone: UTC, window: 24h}",
        );
        let to = Destination::S3 { bucket: "my-bucket".to_owned(), prefix: "a/b/".to_owned() };
        assert_eq!((read.to, read.compress), (to, Compress::Zstd));
        assert_eq!(read.window, Some(Duration::from_secs(86_400)));
        assert_eq!(read.zone, TimeZone::UTC);
    }

    #[test]
    fn bad_exports() {
        let told = |export: &str| problems(&schedule(export));
        assert_eq!(
            told("{wat: events}"),
            [
                "TL204 2:3 an export needs the key `to`",
                "TL204 2:3 an export needs the key `what`",
                "TL202 5:14 unknown key `wat`",
            ]
        );
        assert_eq!(
            told("{what: finding, format: xml, compress: br, to: 'gs://b', window: 1s}"),
            [
                "TL209 5:20 unknown word `finding` for `what`",
                "TL209 5:37 unknown word `xml` for `format`",
                "TL209 5:52 unknown word `br` for `compress`",
                "TL209 5:60 `gs:` is not known; `to` takes a folder or `s3://BUCKET/PREFIX`",
                "TL209 5:78 `window` takes a duration from 1m to 366d",
            ]
        );
        assert_eq!(
            told(
                "{what: events, format: parquet, compress: zstd, to: 's3://B', prefix: 'a/!{timestamp:YYYY}'}"
            ),
            [
                "TL211 5:55 `zstd` does not go with the format `parquet`",
                "TL209 5:65 `B` is no bucket: 3 to 63 lower-case letters, digits, dots and hyphens",
                "TL209 5:98 `YYYY` is no part of a date or time",
            ]
        );
        assert_eq!(
            told("{what: events, to: ''}"),
            ["TL209 5:32 `to` takes a folder or `s3://BUCKET/PREFIX`"]
        );
    }
}

//! The smaller parts: account and region, certificate, watched folders, log, signs of life.

use super::doc::{Key, Reader};
use super::values::{Form, Heartbeat, Level, Log, Tls, Watch};
use crate::read::tree::{Item, Kind};
use std::time::Duration;

/// The keys of the certificate.
pub(super) static TLS: &[Key] = &[
    Key::required(
        "certificate",
        r#"{"type": "string"}"#,
        "The certificate in PEM, and after it those that lead to its root.",
    ),
    Key::required("key", r#"{"type": "string"}"#, "Its private key in PEM."),
];

/// The keys of a watched folder.
pub(super) static WATCH: &[Key] = &[
    Key::required("folder", r#"{"type": "string"}"#, "The folder."),
    Key::optional(
        "form",
        r#"{"enum": ["auto", "cloudtrail", "config"], "default": "auto"}"#,
        "What its files hold.",
    ),
];

/// The keys of the log.
pub(super) static LOG: &[Key] = &[
    Key::optional(
        "level",
        r#"{"enum": ["error", "warn", "info", "debug"], "default": "info"}"#,
        "How much is written.",
    ),
    Key::optional(
        "format",
        r#"{"enum": ["text", "json"], "default": "text"}"#,
        "For people or for programs.",
    ),
];

/// The keys of the signs of life.
pub(super) static HEARTBEAT: &[Key] = &[
    Key::optional(
        "every",
        r##"{"$ref": "#/$defs/duration", "default": "60s"}"##,
        "How often, 1s to 1d.",
    ),
    Key::required("target", r##"{"$ref": "#/$defs/name"}"##, "The target that is invoked."),
];

/// Reads an account.
pub(super) fn account(reader: &mut Reader<'_>, item: Item<'_>) -> Option<String> {
    let text = reader.text("account", item)?;
    let good = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    if !good {
        reader.out_of_set(item, "`account` takes 12 digits");
    }
    good.then_some(text)
}

/// Reads a region.
pub(super) fn region(reader: &mut Reader<'_>, item: Item<'_>) -> Option<String> {
    let text = reader.text("region", item)?;
    let mut parts = text.split('-');
    let first = parts.next().is_some_and(|p| p.len() == 2);
    let last = parts.next_back().is_some_and(|p| p.parse::<u8>().is_ok());
    let middle: Vec<&str> = parts.collect();
    let letters = |p: &&str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase());
    let good = first && last && !middle.is_empty() && middle.iter().all(letters);
    if !good {
        reader.out_of_set(item, "`region` takes the name of a region such as `eu-west-1`");
    }
    good.then_some(text)
}

/// Reads the certificate.
pub(super) fn tls(reader: &mut Reader<'_>, item: Item<'_>) -> Option<Tls> {
    let fields = reader.fields("`tls`", item.span(), item, TLS)?;
    let certificate = fields.get("certificate").and_then(|i| reader.path("certificate", i));
    let key = fields.get("key").and_then(|i| reader.path("key", i));
    Some(Tls { certificate: certificate?, key: key? })
}

/// Reads the watched folders.
pub(super) fn watch(reader: &mut Reader<'_>, item: Item<'_>) -> Vec<Watch> {
    const WORDS: [(&str, Form); 3] =
        [("auto", Form::Auto), ("cloudtrail", Form::CloudTrail), ("config", Form::Config)];
    if item.kind() != Kind::List {
        reader.wrong("watch", item, "a list of folders");
    }
    let mut all = Vec::new();
    for item in item.items() {
        let Some(fields) = reader.fields("a watched folder", item.span(), item, WATCH) else {
            continue;
        };
        let form = fields.get("form").and_then(|i| reader.word("form", i, &WORDS));
        if let Some(folder) = fields.get("folder").and_then(|i| reader.path("folder", i)) {
            all.push(Watch { folder, form: form.unwrap_or_default() });
        }
    }
    all
}

/// Reads the log.
pub(super) fn log(reader: &mut Reader<'_>, item: Item<'_>) -> Log {
    const LEVELS: [(&str, Level); 4] = [
        ("error", Level::Error),
        ("warn", Level::Warn),
        ("info", Level::Info),
        ("debug", Level::Debug),
    ];
    let Some(fields) = reader.fields("`log`", item.span(), item, LOG) else {
        return Log::default();
    };
    let level = fields.get("level").and_then(|i| reader.word("level", i, &LEVELS));
    let forms = [("text", false), ("json", true)];
    let json = fields.get("format").and_then(|i| reader.word("format", i, &forms));
    Log { level: level.unwrap_or_default(), json: json.unwrap_or_default() }
}

/// Reads the signs of life.
pub(super) fn heartbeat(reader: &mut Reader<'_>, item: Item<'_>) -> Option<Heartbeat> {
    let fields = reader.fields("`heartbeat`", item.span(), item, HEARTBEAT)?;
    let range = Duration::from_secs(1)..=Duration::from_secs(86_400);
    let every = fields.get("every").and_then(|i| reader.duration("every", i, range));
    let target = fields.get("target").and_then(|i| reader.text("target", i))?;
    Some(Heartbeat { every: every.unwrap_or(Duration::from_secs(60)), target })
}

//! `baselines`: rates of calls and of errors, as CloudTrail Insights watches them.

use super::doc::{Fields, Key, out_of_set, word};
use super::header;
use super::scope::Scope;
use super::units::duration;
use crate::base::diag::Diags;
use crate::insights::{Events, InsightType, Settings};
use crate::model::{RuleHeader, RuleKind};
use crate::read::tree::Item;
use std::time::Duration;

/// The keys of a baseline.
pub static KEYS: &[Key] = &[
    header::TITLE,
    header::DESCRIPTION,
    header::severity("How much unusual activity matters; without one it is no finding."),
    Key::required(
        "insight",
        r#"{"enum": ["ApiCallRateInsight", "ApiErrorRateInsight"]}"#,
        "The rate that is watched.",
    ),
    Key::optional(
        "events",
        r#"{"enum": ["write", "read", "all"]}"#,
        "Which management events count: for call rates `write` by default, for error rates `all`.",
    ),
    Key::optional(
        "window",
        r##"{"$ref": "#/$defs/duration", "default": "7d"}"##,
        "How far back the baseline reaches, 1d to 30d, in whole days.",
    ),
    header::CONTROLS,
    header::REFERENCES,
    header::TAGS,
    header::FIX,
];

/// A baseline.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// What people read.
    pub header: RuleHeader,
    /// What it looks at.
    pub settings: Settings,
}

/// Reads a baseline whose name stands in line `line`; `None` when it is broken.
pub fn read(
    diags: &mut Diags,
    scope: &Scope<'_>,
    line: u32,
    key: Item<'_>,
    item: Item<'_>,
) -> Option<Baseline> {
    let before = diags.errors();
    let fields = Fields::read(diags, "a baseline", key.span(), item, KEYS)?;
    let header = header::read(diags, scope, RuleKind::Baseline, (line, key), &fields);
    let types = [InsightType::ApiCallRate, InsightType::ApiErrorRate].map(|t| (t.word(), t));
    let insight = fields.get("insight").and_then(|i| word(diags, "insight", i, &types));
    let kinds = [Events::Write, Events::Read, Events::All].map(|kind| (kind.word(), kind));
    let events = fields.get("events").and_then(|i| word(diags, "events", i, &kinds));
    let day = Duration::from_secs(86_400);
    let window = fields.get("window").and_then(|item| {
        let window = duration(diags, "window", item, day..=day * 30)?;
        if !window.as_secs().is_multiple_of(86_400) {
            out_of_set(diags, item, "the window of a baseline has whole days");
        }
        u32::try_from(window.as_secs() / 86_400).ok()
    });
    let mut settings = Settings::new(insight?);
    settings.events = events.unwrap_or(settings.events);
    settings.window = window.unwrap_or(settings.window);
    (diags.errors() == before).then_some(Baseline { header, settings })
}

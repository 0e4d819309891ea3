//! AWS's JSON: the record of CloudTrail, and the event of EventBridge around it.

use super::call::InsightType;
use super::insight::{Attribution, Insight, Share};
use crate::base::text::quote;
use crate::base::time;
use uuid::Uuid;

/// The namespace of ids of insights and their events.
const NAMES: Uuid = Uuid::from_u128(0x2e64_97f1_0c3b_5d58_a1b7_6b0f_47c2_9d13);

/// The version of the records' form.
const VERSION: &str = "1.09";

/// An id that is the same for the same content.
pub(super) fn id_of(parts: &[&str]) -> String {
    // Lengths keep `a`, `bc` and `ab`, `c` apart.
    let content: Vec<String> = parts.iter().map(|p| format!("{}:{p}", p.len())).collect();
    Uuid::new_v5(&NAMES, content.concat().as_bytes()).to_string()
}

/// The record, as CloudTrail writes it to the folder `CloudTrail-Insight`: one JSON object.
#[must_use]
pub fn record_json(insight: &Insight) -> String {
    let statistics = &insight.statistics;
    let average = |value| object(&[("average", number(value))]);
    let statistics = object(&[
        ("baseline", average(statistics.baseline)),
        ("insight", average(statistics.insight)),
        ("insightDuration", statistics.insight_duration.to_string()),
        ("baselineDuration", statistics.baseline_duration.to_string()),
    ]);
    let attributions: Vec<String> = insight.attributions.iter().map(attribution).collect();
    let context = object(&[("statistics", statistics), ("attributions", list(&attributions))]);
    let mut details = vec![
        ("state", text(insight.state.word())),
        ("eventSource", text(&insight.source)),
        ("eventName", text(&insight.name)),
        ("insightType", text(insight.insight_type.word())),
    ];
    if insight.insight_type == InsightType::ApiErrorRate {
        details.push(("errorCode", text(insight.error_code.as_deref().unwrap_or_default())));
    }
    details.push(("sourceEventCategory", text("Management")));
    details.push(("insightContext", context));
    object(&[
        ("eventVersion", text(VERSION)),
        ("eventTime", text(&show(insight.at))),
        ("awsRegion", text(&insight.region)),
        ("eventID", text(&insight.event_id)),
        ("eventType", text("AwsCloudTrailInsight")),
        ("recipientAccountId", text(&insight.account)),
        ("sharedEventID", text(&insight.shared_id)),
        ("insightDetails", object(&details)),
        ("eventCategory", text("Insight")),
    ])
}

/// The event `AWS Insight via CloudTrail`: the record as its detail.
#[must_use]
pub fn event_json(insight: &Insight) -> String {
    object(&[
        ("version", text("0")),
        ("id", text(&id_of(&["event", &insight.event_id]))),
        ("detail-type", text("AWS Insight via CloudTrail")),
        ("source", text("aws.cloudtrail")),
        ("account", text(&insight.account)),
        ("time", text(&show(insight.at))),
        ("region", text(&insight.region)),
        ("resources", list(&[])),
        ("detail", record_json(insight)),
    ])
}

fn attribution(attribution: &Attribution) -> String {
    object(&[
        ("attribute", text(attribution.attribute)),
        ("insight", shares(&attribution.insight)),
        ("baseline", shares(&attribution.baseline)),
    ])
}

fn shares(shares: &[Share]) -> String {
    let shares: Vec<String> = shares
        .iter()
        .map(|s| object(&[("value", text(&s.value)), ("average", number(s.average))]))
        .collect();
    list(&shares)
}

/// A number with at most ten decimals, none of them a zero at the end.
fn number(value: f64) -> String {
    let shown = format!("{value:.10}");
    shown.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Seconds since 1970 in AWS's form; times beyond the calendar are the calendar's first moment.
fn show(seconds: i64) -> String {
    time::show(jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH))
}

fn text(text: &str) -> String {
    quote(text.as_bytes())
}

fn object(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(k, v)| format!("{}:{v}", text(k))).collect();
    format!("{{{}}}", fields.join(","))
}

fn list(items: &[String]) -> String {
    format!("[{}]", items.join(","))
}

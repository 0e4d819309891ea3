//! The columns of CSV and Parquet. A column is a key of the rows; what rows have besides is in
//! NDJSON and JSON only. Names are those of `eval`'s NDJSON lines, of events, and of CloudWatch.

use super::What;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A value as JSON text.
    Json,
    /// A point in time.
    Time,
    /// A number, as a double.
    Number,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name, the key in rows.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text }
}

const fn json(name: &'static str) -> Column {
    Column { name, kind: Kind::Json }
}

const fn time(name: &'static str) -> Column {
    Column { name, kind: Kind::Time }
}

const fn number(name: &'static str) -> Column {
    Column { name, kind: Kind::Number }
}

const EVENTS: &[Column] = &[
    text("id"),
    time("time"),
    text("source"),
    text("detail-type"),
    text("account"),
    text("region"),
    json("resources"),
    json("detail"),
];

const FINDINGS: &[Column] = &[
    time("time"),
    text("kind"),
    text("severity"),
    text("rule"),
    text("event-id"),
    text("resource-type"),
    text("resource-id"),
    text("arn"),
    text("account"),
    text("region"),
    text("status"),
    text("message"),
    text("path"),
    text("alarm"),
    text("from"),
    text("to"),
    text("baseline"),
    text("state"),
    text("event-source"),
    text("event-name"),
    text("reason"),
];

const COMPLIANCE: &[Column] = &[
    text("rule"),
    text("severity"),
    text("resource-type"),
    text("resource-id"),
    text("arn"),
    text("account"),
    text("region"),
    text("status"),
    text("message"),
    text("path"),
    time("captured"),
    json("waived"),
];

const ALARM_HISTORY: &[Column] = &[
    text("AlarmName"),
    text("AlarmType"),
    time("Timestamp"),
    text("HistoryItemType"),
    text("HistorySummary"),
    text("HistoryData"),
];

const METRICS: &[Column] = &[
    text("Namespace"),
    text("MetricName"),
    json("Dimensions"),
    time("Timestamp"),
    text("Unit"),
    number("SampleCount"),
    number("Sum"),
    number("Minimum"),
    number("Maximum"),
    number("Average"),
];

const INSIGHTS: &[Column] = &[
    time("time"),
    text("baseline"),
    text("severity"),
    text("state"),
    text("insight-type"),
    text("event-source"),
    text("event-name"),
    text("error-code"),
    text("account"),
    text("region"),
    number("baseline-average"),
    number("insight-average"),
    text("shared-event-id"),
    text("reason"),
];

/// The columns of what is written out.
#[must_use]
pub fn columns(what: What) -> &'static [Column] {
    match what {
        What::Events => EVENTS,
        What::Findings => FINDINGS,
        What::Compliance => COMPLIANCE,
        What::AlarmHistory => ALARM_HISTORY,
        What::Metrics => METRICS,
        What::Insights => INSIGHTS,
    }
}

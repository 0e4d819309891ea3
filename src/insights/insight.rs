//! What is told of unusual activity, and its arithmetic: AWS's plain averages.

use super::call::InsightType;
use super::settings::{DAY, WINDOW};

/// The beginning of unusual activity, or its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InsightState {
    /// It began.
    Start,
    /// It is over.
    End,
}

impl InsightState {
    /// AWS's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Start => "Start",
            Self::End => "End",
        }
    }
}

/// A value, and its calls a minute.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// Such as an ARN, a user agent or an error code.
    pub value: String,
    /// Calls a minute.
    pub average: f64,
}

/// Who or what calls are put down to: the five most frequent values, most frequent first.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// `userIdentityArn`, `userAgent` or `errorCode`.
    pub attribute: &'static str,
    /// During the insight.
    pub insight: Vec<Share>,
    /// During the baseline.
    pub baseline: Vec<Share>,
}

/// Averages and durations of an insight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statistics {
    /// Calls a minute during the baseline.
    pub baseline: f64,
    /// Calls a minute during the insight.
    pub insight: f64,
    /// Minutes of the insight: five at its start, all at its end.
    pub insight_duration: i64,
    /// Minutes of the baseline.
    pub baseline_duration: i64,
}

/// An insight's start or end.
#[derive(Debug, Clone, PartialEq)]
pub struct Insight {
    /// Start or end.
    pub state: InsightState,
    /// The first unusual minute, or the minute after the last one, in seconds since 1970.
    pub at: i64,
    /// When it could be known: the end of the minute that decided, in seconds since 1970.
    pub known: i64,
    /// The account, 12 digits.
    pub account: String,
    /// The region.
    pub region: String,
    /// The API's service, such as `ec2.amazonaws.com`.
    pub source: String,
    /// The API.
    pub name: String,
    /// The error code, of insights about errors.
    pub error_code: Option<String>,
    /// What it is about.
    pub insight_type: InsightType,
    /// Averages and durations.
    pub statistics: Statistics,
    /// Who and what: identities, user agents and, of calls, error codes.
    pub attributions: Vec<Attribution>,
    /// The id that start and end have in common.
    pub shared_id: String,
    /// Its own id.
    pub event_id: String,
}

/// Minutes of the baseline of an insight that starts in a minute (counted since 1970): whole `days`
/// and what of the day has passed.
#[must_use]
pub fn baseline_duration(start: i64, days: i64) -> i64 {
    days * DAY + start.rem_euclid(DAY)
}

impl Statistics {
    /// At the start: calls are those of the baseline and of the five minutes that decided.
    #[must_use]
    pub fn at_start(start: i64, days: i64, baseline_calls: u64, calls: u64) -> Self {
        let baseline_duration = baseline_duration(start, days);
        Self {
            baseline: baseline_calls as f64 / baseline_duration as f64,
            insight: calls as f64 / WINDOW as f64,
            insight_duration: WINDOW,
            baseline_duration,
        }
    }

    /// At the end: `calls` are those from the start to the end, `minutes` the time between.
    #[must_use]
    pub fn at_end(self, calls: u64, minutes: i64) -> Self {
        let minutes = minutes.max(1);
        Self { insight: calls as f64 / minutes as f64, insight_duration: minutes, ..self }
    }
}

//! What alarms and baselines find: changes of state, each of which is an event on the bus too.

use crate::base::ids::RuleId;
use jiff::Timestamp;
use std::sync::Arc;

/// A change of an alarm's state, or the start or end of unusual activity.
#[derive(Debug, Clone, PartialEq)]
pub struct Raised {
    /// The alarm or baseline, an index into `RunInfo::rules`.
    pub rule: RuleId,
    /// When.
    pub time: Timestamp,
    /// Is it a finding where the rule has a severity: an alarm that entered ALARM, an insight that
    /// started?
    pub alarming: bool,
    /// Why: lower case or AWS's sentence, on one line.
    pub reason: String,
    /// The event that tells of it, in AWS's shape: JSON text on one line.
    pub event: Arc<str>,
    /// What changed.
    pub what: Change,
}

/// What changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The state of an alarm.
    Alarm(AlarmChange),
    /// The rate of a call.
    Insight(InsightChange),
}

/// Another state of an alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmChange {
    /// The alarm's name: the rule's, or with the series behind it where one is made for each.
    pub alarm: Arc<str>,
    /// The state before, in AWS's word.
    pub from: &'static str,
    /// The state now.
    pub to: &'static str,
    /// What held its actions back (`WaitPeriod`, `ExtensionPeriod`, `Alarm`), if anything did.
    pub suppressed_by: Option<&'static str>,
}

/// Unusual activity that starts or ends.
#[derive(Debug, Clone, PartialEq)]
pub struct InsightChange {
    /// `Start` or `End`.
    pub state: &'static str,
    /// `ApiCallRateInsight` or `ApiErrorRateInsight`.
    pub insight_type: &'static str,
    /// The account's 12 digits.
    pub account: String,
    /// The region.
    pub region: String,
    /// The service, such as `ec2.amazonaws.com`.
    pub event_source: String,
    /// The API, such as `RunInstances`.
    pub event_name: String,
    /// The error whose rate it is, for error rates.
    pub error_code: Option<String>,
    /// Calls a minute over the baseline.
    pub baseline_average: f64,
    /// Calls a minute in the insight.
    pub insight_average: f64,
    /// What the events of start and end share.
    pub shared_event_id: String,
}

impl Raised {
    /// What its rows and lines are about: the alarm's name, or service, API and where.
    #[must_use]
    pub fn subject(&self) -> String {
        match &self.what {
            Change::Alarm(alarm) => alarm.alarm.to_string(),
            Change::Insight(insight) => {
                let error = insight.error_code.as_ref().map_or(String::new(), |e| format!(" {e}"));
                let InsightChange { event_source, event_name, region, account, .. } = insight;
                format!("{event_source} {event_name}{error} in {region} of {account}")
            }
        }
    }

    /// The state before and after, as words: `OK` and `ALARM`; an insight has only the one after.
    #[must_use]
    pub fn states(&self) -> (Option<&'static str>, &'static str) {
        match &self.what {
            Change::Alarm(alarm) => (Some(alarm.from), alarm.to),
            Change::Insight(insight) => (None, insight.state),
        }
    }
}

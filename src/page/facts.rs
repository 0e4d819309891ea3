//! What pages show of alarms, insights, compliance and changes: narrow, so that whoever keeps it can
//! give it without knowing pages. What is not given is shown as absent.

use crate::alarms::AlarmState;
use crate::model::{ComplianceCounts, ComplianceType};
use crate::plot::Chart;
use jiff::Timestamp;
use std::fmt;

/// An alarm.
#[derive(Debug, Clone, PartialEq)]
pub struct AlarmView {
    /// Its name.
    pub name: String,
    /// One line of what it is for, possibly empty.
    pub title: String,
    /// Its state.
    pub state: AlarmState,
    /// Since when it is in this state.
    pub since: Timestamp,
    /// Why it entered it.
    pub reason: String,
    /// What values are compared with, in words: `> 80`, `outside the band`; of a composite alarm its
    /// rule.
    pub threshold: String,
    /// Its last values, the newest last.
    pub values: Vec<Option<f64>>,
    /// Is it muted, or held back by another alarm?
    pub silent: Option<String>,
}

/// A change of an alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeView {
    /// When.
    pub at: Timestamp,
    /// The state from then on.
    pub state: AlarmState,
    /// Why.
    pub reason: String,
}

/// Unusual activity.
#[derive(Debug, Clone, PartialEq)]
pub struct InsightView {
    /// The baseline that noticed it.
    pub baseline: String,
    /// `ApiCallRateInsight` or `ApiErrorRateInsight`.
    pub insight_type: String,
    /// The service and the API, such as `ec2.amazonaws.com RunInstances`.
    pub api: String,
    /// The error whose rate it is, if it is one's.
    pub error: Option<String>,
    /// Account and region.
    pub place: String,
    /// When it began.
    pub start: Timestamp,
    /// When it ended; `None` while it goes on.
    pub end: Option<Timestamp>,
    /// Calls a minute before.
    pub baseline_average: f64,
    /// Calls a minute in it.
    pub insight_average: f64,
    /// Who called most, the first most: a name, and calls.
    pub callers: Vec<(String, u64)>,
}

/// Results of a rule or for a resource, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedView {
    /// The rule's name, or the resource's id.
    pub name: String,
    /// The rule's title, or the resource's type.
    pub about: String,
    /// How much a finding matters; empty for resources.
    pub severity: &'static str,
    /// The results.
    pub counts: ComplianceCounts,
}

/// A result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultView {
    /// The rule.
    pub rule: String,
    /// The type of the resource.
    pub resource_type: String,
    /// Its id.
    pub resource: String,
    /// Account and region.
    pub place: String,
    /// The outcome.
    pub compliance: ComplianceType,
    /// What to tell people.
    pub message: String,
    /// The path and the value that decided, as far as there is one.
    pub because: Option<(String, String)>,
    /// Since when it is so.
    pub since: Option<Timestamp>,
    /// The waiver that accepts it: its name, reason, owner and last day.
    pub waiver: Option<(String, String, String, String)>,
}

/// A schedule, beyond what the rules say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FiredView {
    /// Since when it is known: a rate without a start counts from here.
    pub created: Option<Timestamp>,
    /// When it fired last.
    pub last: Option<Timestamp>,
    /// How often it fired.
    pub times: u64,
}

/// What is kept elsewhere. Each question may be asked for every page, and is answered from memory
/// or by a bounded read. What nobody keeps yet has nothing to say.
pub trait Facts: Send + Sync + fmt::Debug {
    /// All alarms.
    fn alarms(&self) -> Vec<AlarmView> {
        Vec::new()
    }

    /// How many alarms are in ALARM; asked for every page.
    fn alarming(&self) -> usize {
        self.alarms().iter().filter(|alarm| alarm.state == AlarmState::Alarm).count()
    }

    /// The metric of an alarm with its threshold or band and its states.
    fn chart(&self, _alarm: &str) -> Option<Chart> {
        None
    }

    /// The changes of an alarm, the newest first.
    fn changes(&self, _alarm: &str) -> Vec<ChangeView> {
        Vec::new()
    }

    /// Unusual activity, what goes on first, then the newest first.
    fn insights(&self) -> Vec<InsightView> {
        Vec::new()
    }

    /// Compliance rules with their results.
    fn by_rule(&self) -> Vec<CountedView> {
        Vec::new()
    }

    /// Resources with their results.
    fn by_resource(&self) -> Vec<CountedView> {
        Vec::new()
    }

    /// The results of a rule, or for a resource of a type; at most `most`, the worst first.
    fn results(&self, _of: Of<'_>, _most: usize) -> Vec<ResultView> {
        Vec::new()
    }

    /// When the event of the oldest delivery of a target that has not ended was accepted.
    fn oldest(&self, _target: &str) -> Option<Timestamp> {
        None
    }

    /// What is known of a schedule.
    fn fired(&self, _schedule: &str) -> FiredView {
        FiredView::default()
    }
}

/// Whose results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of<'a> {
    /// Those of a rule.
    Rule(&'a str),
    /// Those for a resource: its type and its id.
    Resource(&'a str, &'a str),
}

/// Nothing is kept elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;

impl Facts for Nothing {}

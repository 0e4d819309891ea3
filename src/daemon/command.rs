//! What callers have done to the daemon's state, as entries of the log: done in their turn, and done
//! again after a crash.

use serde::{Deserialize, Serialize};

/// Something to do to alarms, resources or results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command")]
pub enum Command {
    /// SetAlarmState.
    SetAlarmState {
        /// The alarm's name.
        alarm: String,
        /// Its state's word.
        state: String,
        /// Why.
        reason: String,
        /// Why, as JSON text.
        reason_data: Option<String>,
    },
    /// EnableAlarmActions and DisableAlarmActions.
    AlarmActions {
        /// The alarms' names.
        alarms: Vec<String>,
        /// Are their actions run?
        enabled: bool,
    },
    /// PutResourceConfig.
    PutResource {
        /// `ResourceType`
        resource_type: String,
        /// `ResourceId`
        resource_id: String,
        /// `ResourceName`
        resource_name: Option<String>,
        /// `Configuration`: JSON text of an object.
        configuration: String,
        /// `Tags`
        tags: Vec<(String, String)>,
    },
    /// DeleteResourceConfig.
    DeleteResource {
        /// `ResourceType`
        resource_type: String,
        /// `ResourceId`
        resource_id: String,
    },
    /// PutEvaluations.
    PutEvaluations {
        /// The rule.
        rule: String,
        /// The evaluations.
        evaluations: Vec<Evaluated>,
    },
    /// StartConfigRulesEvaluation: what hangs on the time is judged by that of the entry.
    Evaluate,
    /// DeleteConfigRule, of a rule whose evaluations come from outside.
    ForgetRule {
        /// The rule.
        rule: String,
    },
}

/// An evaluation from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluated {
    /// `ComplianceResourceType`
    pub resource_type: String,
    /// `ComplianceResourceId`
    pub resource_id: String,
    /// `ComplianceType`
    pub compliance: String,
    /// `Annotation`; empty for none.
    pub annotation: String,
    /// `OrderingTimestamp`, in milliseconds since 1970.
    pub ordering: i64,
}

impl Command {
    /// The bytes of the entry.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // INVARIANT (plain-data): nothing in a command fails to be written.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

//! The event that AWS Config sends when a result changes: `Config Rules Compliance Change`.
//!
//! AWS knows COMPLIANT, NON_COMPLIANT and NOT_APPLICABLE here. What is INSUFFICIENT_DATA or ERROR
//! changes nothing, and a first result that is NOT_APPLICABLE is no change. Ids are made of the
//! content, so that the same inputs give the same events.

use super::auditor::Auditor;
use super::held::Held;
use super::names::{account_of, config_rule_arn, event_id, region_of};
use crate::base::ids::RuleId;
use crate::base::text::quote;
use crate::base::time;
use crate::compliance::value::cut;
use crate::items::Head;
use crate::model::{ComplianceType, Place};
use jiff::Timestamp;
use std::sync::Arc;

/// Longest annotation, in characters; AWS cuts at as many.
const ANNOTATION: usize = 255;

/// An event that AWS Config would send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeEvent {
    /// Its JSON text.
    pub text: String,
    /// Its id.
    pub id: String,
    /// Its time: that at which the version was captured that made the difference.
    pub time: Timestamp,
    /// The rule, an index into `RunInfo::rules`.
    pub rule: RuleId,
    /// The name of the input that the version stands in.
    pub input: Arc<str>,
    /// The 0-based position of its item there.
    pub index: u64,
    /// Where the item begins there.
    pub place: Option<Place>,
}

/// A result as an event tells it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change<'h> {
    pub rule: u32,
    pub held: &'h Held,
    pub compliance: ComplianceType,
    pub message: &'h str,
}

impl<'h> Change<'h> {
    /// Adds the event of this result to `events`, if it is a change from the one before.
    pub fn send(
        self,
        auditor: &Auditor,
        before: &mut Option<Change<'h>>,
        events: &mut Vec<ChangeEvent>,
    ) {
        let was = before.map(|change| change.compliance);
        let changed = match self.compliance {
            ComplianceType::Compliant | ComplianceType::NonCompliant => {
                was != Some(self.compliance)
            }
            ComplianceType::NotApplicable => was.is_some_and(|was| was != self.compliance),
            ComplianceType::Error | ComplianceType::InsufficientData => false,
        };
        if changed {
            let old = before.replace(self);
            events.extend(self.event(auditor, old));
        }
    }

    fn event(self, auditor: &Auditor, old: Option<Change<'_>>) -> Option<ChangeEvent> {
        let name = &auditor.rules.get(self.rule as usize)?.header.name;
        let resource = &self.held.resource;
        let head = Head {
            account: resource.account.clone(),
            region: resource.region.clone(),
            ..Head::default()
        };
        let (account, region) = (account_of(&head), region_of(auditor, &head));
        let at = self.time(auditor);
        let q = |text: &str| quote(text.as_bytes());
        let detail = [
            format!("\"resourceId\":{}", q(&resource.resource_id)),
            format!("\"awsRegion\":{}", q(&region)),
            format!("\"awsAccountId\":{}", q(&account)),
            format!("\"configRuleName\":{}", q(name)),
            "\"recordVersion\":\"1.0\"".to_owned(),
            format!("\"configRuleARN\":{}", q(&config_rule_arn(name, &account, &region))),
            "\"messageType\":\"ComplianceChangeNotification\"".to_owned(),
            format!("\"newEvaluationResult\":{}", self.result(auditor, name)),
            format!(
                "\"oldEvaluationResult\":{}",
                old.map_or("null".to_owned(), |old| old.result(auditor, name))
            ),
            format!("\"notificationCreationTime\":{}", q(&time::show_millis(at))),
            format!("\"resourceType\":{}", q(&resource.resource_type)),
        ]
        .join(",");
        let id = event_id(format!("{account} {region} {detail}").as_bytes()).to_string();
        let text = format!(
            "{{\"version\":\"0\",\"id\":\"{id}\",\"detail-type\":\"Config Rules Compliance Change\",\
             \"source\":\"aws.config\",\"account\":{},\"time\":\"{}\",\"region\":{},\
             \"resources\":[],\"detail\":{{{detail}}}}}",
            q(&account),
            time::show(at),
            q(&region)
        );
        let spot = &self.held.spot;
        Some(ChangeEvent {
            text,
            id,
            time: at,
            rule: auditor.id(self.rule),
            input: Arc::clone(&spot.input),
            index: spot.index,
            place: spot.place,
        })
    }

    /// When it became known: with the capture of the version, else now.
    fn time(self, auditor: &Auditor) -> Timestamp {
        self.held.resource.captured.unwrap_or(auditor.now)
    }

    /// An evaluation result in AWS's form.
    fn result(self, auditor: &Auditor, name: &str) -> String {
        let q = |text: &str| quote(text.as_bytes());
        let (resource, at) = (&self.held.resource, q(&time::show_millis(self.time(auditor))));
        let annotation = match self.message {
            "" => "null".to_owned(),
            words => q(&cut(words.to_owned(), ANNOTATION)),
        };
        format!(
            "{{\"evaluationResultIdentifier\":{{\"evaluationResultQualifier\":{{\
             \"configRuleName\":{},\"resourceType\":{},\"resourceId\":{},\
             \"evaluationMode\":\"DETECTIVE\"}},\"orderingTimestamp\":{at}}},\
             \"complianceType\":\"{}\",\"resultRecordedTime\":{at},\"configRuleInvokedTime\":{at},\
             \"annotation\":{annotation},\"resultToken\":null}}",
            q(name),
            q(&resource.resource_type),
            q(&resource.resource_id),
            self.compliance
        )
    }
}

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
use crate::model::{ComplianceType, Place, Resource};
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
        if is_change(was, self.compliance) {
            let old = before.replace(self);
            events.extend(self.event(auditor, old));
        }
    }

    fn event(self, auditor: &Auditor, old: Option<Change<'_>>) -> Option<ChangeEvent> {
        let name = &auditor.rules.get(self.rule as usize)?.header.name;
        let old = old.map(|old| old.verdict(auditor));
        let told = auditor.change_event(name, &self.held.resource, self.verdict(auditor), old);
        let spot = &self.held.spot;
        Some(ChangeEvent {
            text: told.text,
            id: told.id,
            time: told.time,
            rule: auditor.id(self.rule),
            input: Arc::clone(&spot.input),
            index: spot.index,
            place: spot.place,
        })
    }

    /// The result, known with the capture of the version, else now.
    fn verdict(self, auditor: &Auditor) -> Verdict<'h> {
        let at = self.held.resource.captured.unwrap_or(auditor.now);
        Verdict { compliance: self.compliance, message: self.message, at }
    }
}

/// A result and when it became known.
#[derive(Debug, Clone, Copy)]
pub struct Verdict<'r> {
    /// The outcome.
    pub compliance: ComplianceType,
    /// What to say of it; empty for nothing.
    pub message: &'r str,
    /// When it became known.
    pub at: Timestamp,
}

/// The text of an event, with what everybody asks of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Its id.
    pub id: String,
    /// Its time.
    pub time: Timestamp,
    /// Its JSON text.
    pub text: String,
}

/// Does AWS Config tell of a result, when this was the last one that it told of?
#[must_use]
pub fn is_change(was: Option<ComplianceType>, now: ComplianceType) -> bool {
    match now {
        ComplianceType::Compliant | ComplianceType::NonCompliant => was != Some(now),
        ComplianceType::NotApplicable => was.is_some_and(|was| was != now),
        ComplianceType::Error | ComplianceType::InsufficientData => false,
    }
}

impl Auditor {
    /// The event that tells of a result of the rule of this name, with the one told of before.
    #[must_use]
    pub fn change_event(
        &self,
        rule: &str,
        resource: &Resource,
        new: Verdict<'_>,
        old: Option<Verdict<'_>>,
    ) -> Announcement {
        let head = Head {
            account: resource.account.clone(),
            region: resource.region.clone(),
            ..Head::default()
        };
        let (account, region) = (account_of(&head), region_of(self, &head));
        let q = |text: &str| quote(text.as_bytes());
        let old = old.map_or("null".to_owned(), |old| old.shown(rule, resource));
        let detail = [
            format!("\"resourceId\":{}", q(&resource.resource_id)),
            format!("\"awsRegion\":{}", q(&region)),
            format!("\"awsAccountId\":{}", q(&account)),
            format!("\"configRuleName\":{}", q(rule)),
            "\"recordVersion\":\"1.0\"".to_owned(),
            format!("\"configRuleARN\":{}", q(&config_rule_arn(rule, &account, &region))),
            "\"messageType\":\"ComplianceChangeNotification\"".to_owned(),
            format!("\"newEvaluationResult\":{}", new.shown(rule, resource)),
            format!("\"oldEvaluationResult\":{old}"),
            format!("\"notificationCreationTime\":{}", q(&time::show_millis(new.at))),
            format!("\"resourceType\":{}", q(&resource.resource_type)),
        ]
        .join(",");
        let id = event_id(format!("{account} {region} {detail}").as_bytes()).to_string();
        let text = format!(
            "{{\"version\":\"0\",\"id\":\"{id}\",\"detail-type\":\"Config Rules Compliance Change\",\
             \"source\":\"aws.config\",\"account\":{},\"time\":\"{}\",\"region\":{},\
             \"resources\":[],\"detail\":{{{detail}}}}}",
            q(&account),
            time::show(new.at),
            q(&region)
        );
        Announcement { id, time: new.at, text }
    }
}

impl Verdict<'_> {
    /// An evaluation result in AWS's form.
    fn shown(self, rule: &str, resource: &Resource) -> String {
        let q = |text: &str| quote(text.as_bytes());
        let at = q(&time::show_millis(self.at));
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
            q(rule),
            q(&resource.resource_type),
            q(&resource.resource_id),
            self.compliance
        )
    }
}

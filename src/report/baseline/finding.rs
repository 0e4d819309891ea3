//! What makes a finding the same finding in another run.

use super::Entry;
use crate::model::{Evaluation, Match, Raised};
use uuid::Uuid;

/// The namespace of fingerprints. Never change it: every baseline file would be void.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f0c_2f5e_7b1d_4c0a_9a51_7472_6970_6c31);

/// What a baseline can know.
pub trait Finding {
    /// What makes a finding of `rule` the same finding in another run: see each kind.
    fn fingerprint(&self, rule: &str) -> String;

    /// What a baseline keeps of it.
    fn entry(&self, rule: &str) -> Entry;
}

/// A name for a fingerprint in the making.
#[derive(Debug, Default)]
struct Name(Vec<u8>);

impl Name {
    /// Adds a part. The lengths keep parts apart whatever they hold.
    fn part(&mut self, text: &str) {
        self.0.extend_from_slice(&(text.len() as u64).to_le_bytes());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn fingerprint(&self) -> String {
        Uuid::new_v5(&NAMESPACE, &self.0).to_string()
    }
}

/// A match is known by the rule's name and the event's id, or, for an event without one, its time
/// and who did what.
impl Finding for Match {
    fn fingerprint(&self, rule: &str) -> String {
        let mut name = Name::default();
        name.part(rule);
        if let Some(id) = &self.event_id {
            name.part("id");
            name.part(id);
        } else {
            let subject = &self.subject;
            name.part("subject");
            name.part(self.time.as_deref().unwrap_or_default());
            name.part(&subject.source);
            name.part(&subject.what);
            for known in
                [&subject.who, &subject.from, &subject.account, &subject.region, &subject.error]
            {
                name.part(known.as_deref().unwrap_or_default());
            }
        }
        name.fingerprint()
    }

    fn entry(&self, rule: &str) -> Entry {
        Entry {
            rule: rule.to_owned(),
            event_id: self.event_id.clone(),
            time: self.time.clone(),
            ..Entry::default()
        }
    }
}

/// A result is known by the rule's name and the resource's ARN, or, for a resource without one, its
/// account, region, type and id. What is wrong with it is no part of it: it may be said otherwise
/// tomorrow.
impl Finding for Evaluation {
    fn fingerprint(&self, rule: &str) -> String {
        let mut name = Name::default();
        name.part(rule);
        let resource = &*self.resource;
        if let Some(arn) = &resource.arn {
            name.part("arn");
            name.part(arn);
        } else {
            name.part("resource");
            name.part(resource.account.as_deref().unwrap_or_default());
            name.part(resource.region.as_deref().unwrap_or_default());
            name.part(&resource.resource_type);
            name.part(&resource.resource_id);
        }
        name.fingerprint()
    }

    fn entry(&self, rule: &str) -> Entry {
        let resource = &*self.resource;
        Entry {
            rule: rule.to_owned(),
            resource_type: Some(resource.resource_type.clone()),
            resource_id: Some(resource.resource_id.clone()),
            arn: resource.arn.clone(),
            account: resource.account.clone(),
            region: resource.region.clone(),
            ..Entry::default()
        }
    }
}

/// What an alarm or a baseline raised is known by the rule's name and what it is about. The time is
/// no part of it: an alarm that is known may go off again.
impl Finding for Raised {
    fn fingerprint(&self, rule: &str) -> String {
        let mut name = Name::default();
        name.part(rule);
        name.part("raised");
        name.part(&self.subject());
        name.fingerprint()
    }

    fn entry(&self, rule: &str) -> Entry {
        let subject = Some(self.subject());
        Entry { rule: rule.to_owned(), subject, ..Entry::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ComplianceType, Place, Resource};
    use crate::report::eval::testing::{alarm, insight, matched, result};
    use std::sync::Arc;

    #[test]
    fn a_fingerprint_outlives_a_move() {
        let first = matched(0, Some("e-1"));
        let mut moved = first.clone();
        (moved.index, moved.input) = (9, "other.json".into());
        moved.place = Place { offset: 7, line: 7, column: 7 };
        assert_eq!(first.fingerprint("r"), moved.fingerprint("r"));
        assert_eq!(first.fingerprint("r"), "91173954-5fea-5a31-aa1e-ee1e7b61f2b1");
        assert_ne!(first.fingerprint("r"), first.fingerprint("s"));
        assert_ne!(first.fingerprint("r"), matched(0, None).fingerprint("r"));
    }

    #[test]
    fn alarms_and_insights_are_known_by_rule_and_subject() {
        let first = alarm(4, "cpu", 5, ("OK", "ALARM"));
        let mut again = alarm(4, "cpu", 9, ("INSUFFICIENT_DATA", "ALARM"));
        again.reason = "said otherwise".into();
        assert_eq!(first.fingerprint("r"), again.fingerprint("r"));
        assert_eq!(first.fingerprint("r"), "2efca696-62d0-521a-b810-20da1b208dee");
        assert_ne!(first.fingerprint("r"), first.fingerprint("s"));
        let other = alarm(4, "cpu 2", 5, ("OK", "ALARM"));
        assert_ne!(first.fingerprint("r"), other.fingerprint("r"));
        assert_eq!(first.entry("r").subject.as_deref(), Some("cpu"));
        assert_eq!(insight("Start", 1).fingerprint("r"), insight("Start", 9).fingerprint("r"));
        assert_ne!(insight("Start", 1).fingerprint("r"), first.fingerprint("r"));
    }

    #[test]
    fn results_are_known_by_rule_and_resource() {
        let open = result("sg-1", ComplianceType::NonCompliant);
        let mut later = Evaluation { message: "said otherwise".into(), path: None, ..open.clone() };
        (later.index, later.place) = (9, None);
        assert_eq!(open.fingerprint("r"), later.fingerprint("r"));
        assert_eq!(open.fingerprint("r"), "8b738435-5a67-5c4c-830e-7708bd13c802");
        assert_ne!(open.fingerprint("r"), open.fingerprint("s"));
        let mut nameless = Resource { arn: None, ..(*open.resource).clone() };
        let of = |resource: &Resource| {
            Evaluation { resource: Arc::new(resource.clone()), ..open.clone() }.fingerprint("r")
        };
        let without = of(&nameless);
        assert_ne!(open.fingerprint("r"), without);
        nameless.name = None;
        nameless.captured = None;
        assert_eq!(of(&nameless), without);
        nameless.account = Some("444455556666".into());
        assert_ne!(of(&nameless), without);
    }
}

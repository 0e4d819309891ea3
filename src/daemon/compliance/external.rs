//! Evaluations that come from elsewhere: what somebody's own function says of resources
//! (`PutEvaluations`), for rules that no rule file has.

use super::bytes::{Bytes, put_text};
use super::known::{self, Known, Names};
use super::rows::{Rows, damaged};
use super::{Changed, Compliance, ComplianceError};
use crate::model::{ComplianceType, Resource};
use crate::store::{Space, StoreError};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What somebody else says of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalEvaluation {
    /// `ComplianceResourceType`
    pub resource_type: String,
    /// `ComplianceResourceId`
    pub resource_id: String,
    /// `ComplianceType`
    pub compliance: ComplianceType,
    /// `Annotation`; empty for none.
    pub annotation: String,
    /// `OrderingTimestamp`: an evaluation older than the known one is passed over.
    pub ordering: Timestamp,
}

/// A rule's name, a resource's type and its id.
pub(super) type Key = (Arc<str>, String, String);

/// What is known of such a result.
#[derive(Debug, Clone)]
pub(super) struct Outside {
    pub known: Known,
    /// Milliseconds since 1970.
    ordering: i64,
    pub annotation: String,
}

impl Outside {
    /// `OrderingTimestamp`
    pub fn ordering(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.ordering).ok()
    }
}

/// All such results.
#[derive(Debug, Default)]
pub(super) struct External(pub BTreeMap<Key, Outside>);

impl External {
    /// As the store has them.
    pub fn restore(rows: &Rows, names: &mut Names) -> Result<Self, StoreError> {
        let (mut all, mut bad) = (BTreeMap::new(), None);
        rows.each(Space::RESULTS, b"X", Some(b"Y"), &mut |key, value| {
            match read(&key, &value, names) {
                Some((key, outside)) => drop(all.insert(key, outside)),
                None => bad = Some(damaged(Space::RESULTS, &key)),
            }
            bad.is_none()
        })?;
        bad.map_or(Ok(Self(all)), Err)
    }
}

impl Compliance {
    /// Takes evaluations of a rule that somebody else judges.
    ///
    /// # Errors
    /// The rule is judged here.
    pub fn put_evaluations(
        &mut self,
        rule: &str,
        evaluations: &[ExternalEvaluation],
        now: Timestamp,
    ) -> Result<Vec<Changed>, ComplianceError> {
        if self.is_judged(rule) {
            return Err(ComplianceError::Judged(rule.to_owned()));
        }
        let (number, name) = (self.names.of(rule), Arc::<str>::from(rule));
        let mut changed = Vec::new();
        for one in evaluations {
            let (kind, id) = (one.resource_type.clone(), one.resource_id.clone());
            let key = (Arc::clone(&name), kind, id);
            let ordering = one.ordering.as_millisecond();
            let old = self.external.0.remove(&key);
            if let Some(newer) = old.as_ref().filter(|old| old.ordering > ordering) {
                self.external.0.insert(key, newer.clone());
                continue;
            }
            let resource = self.resource_of(&key);
            let old = old.as_ref().map(|old| &old.known);
            let result = (one.compliance, one.annotation.as_str());
            let (known, change) = self.told_elsewhere(number, &resource, old, result, now);
            let outside = Outside { known, ordering, annotation: one.annotation.clone() };
            self.rows.put(Space::RESULTS, row(&key), write(&outside, &self.names));
            self.external.0.insert(key, outside);
            changed.extend(change);
        }
        Ok(changed)
    }

    /// Forgets all evaluations of a rule that somebody else judged: there is no such rule any more.
    pub fn forget_rule(&mut self, rule: &str, now: Timestamp) -> Vec<Changed> {
        self.end_some(now, |_, (name, _, _)| **name == *rule)
    }

    /// Forgets the evaluations of a resource that is gone.
    pub(super) fn forget_evaluations(
        &mut self,
        resource_type: &str,
        id: &str,
        now: Timestamp,
    ) -> Vec<Changed> {
        self.end_some(now, |_, (_, kind, own)| kind == resource_type && own == id)
    }

    /// Forgets evaluations of rules that are judged here now.
    pub(super) fn drop_judged(&mut self, now: Timestamp) -> Vec<Changed> {
        self.end_some(now, |compliance, (name, _, _)| compliance.is_judged(name))
    }

    fn end_some(&mut self, now: Timestamp, ends: impl Fn(&Self, &Key) -> bool) -> Vec<Changed> {
        let keys: Vec<Key> =
            self.external.0.keys().filter(|key| ends(self, key)).cloned().collect();
        let mut changed = Vec::new();
        for key in keys {
            let Some(outside) = self.external.0.remove(&key) else { continue };
            self.rows.remove(Space::RESULTS, row(&key));
            changed.extend(self.ended(&self.resource_of(&key), &outside.known, now));
        }
        changed
    }

    /// Is a rule of this name judged here?
    fn is_judged(&self, rule: &str) -> bool {
        self.live.auditor().rules().iter().any(|own| own.header.name == rule)
    }

    /// The resource of such a result: as it is known, or else one of the daemon's own account.
    pub(super) fn resource_of(&self, (_, kind, id): &Key) -> Arc<Resource> {
        if let Some(entry) = self.which(kind, id).and_then(|number| self.live.get(number)) {
            return Arc::clone(entry.resource());
        }
        let auditor = self.live.auditor();
        Arc::new(Resource {
            resource_type: kind.clone(),
            resource_id: id.clone(),
            account: auditor.account().map(str::to_owned),
            region: auditor.region().map(str::to_owned),
            ..Resource::default()
        })
    }
}

fn row((rule, kind, id): &Key) -> Vec<u8> {
    format!("X{rule}\0{kind}\0{id}").into_bytes()
}

fn write(outside: &Outside, names: &Names) -> Vec<u8> {
    let mut out = outside.ordering.to_be_bytes().to_vec();
    put_text(&mut out, &outside.annotation);
    out.extend(known::write(std::slice::from_ref(&outside.known), names));
    out
}

fn read(key: &[u8], value: &[u8], names: &mut Names) -> Option<(Key, Outside)> {
    let mut parts = std::str::from_utf8(key.get(1..)?).ok()?.splitn(3, '\0');
    let (rule, kind, id) = (parts.next()?, parts.next()?, parts.next()?);
    let mut bytes = Bytes(value);
    let (ordering, annotation) = (bytes.i64()?, bytes.text()?.to_owned());
    let known = known::read(bytes.0, names)?.pop()?;
    Some(((rule.into(), kind.to_owned(), id.to_owned()), Outside { known, ordering, annotation }))
}

//! What rules say now against what was told last: changes, with the events and findings of them.

use super::Compliance;
use super::known::{self, Known, Sent};
use super::rows;
use crate::audit::{Announcement, Live, Verdict, is_change};
use crate::model::{ComplianceType, Resource};
use crate::store::Space;
use jiff::Timestamp;
use std::sync::Arc;

/// A result that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The rule.
    pub rule: Arc<str>,
    /// The resource, in its newest version.
    pub resource: Arc<Resource>,
    /// The result before; `None` for the first one.
    pub before: Option<ComplianceType>,
    /// The result from now on; NOT_APPLICABLE where there is none any more.
    pub now: ComplianceType,
    /// The event that AWS Config sends of it, if it sends one. Its id is made of the content, the
    /// times from the log included.
    pub event: Option<Announcement>,
    /// For the list of findings: that it became NON_COMPLIANT, or that no waiver accepts it any
    /// more.
    pub finding: Option<Found>,
}

/// What there is to say of a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The rule's message, or the reason.
    pub message: String,
    /// The path of the value that decided.
    pub path: Option<String>,
    /// That value as JSON, shortened.
    pub value: Option<String>,
}

/// A result as rules say it now.
#[derive(Debug, Clone)]
struct Now {
    compliance: ComplianceType,
    waived: bool,
    found: Found,
}

impl Compliance {
    /// What has changed since this was asked last.
    pub(super) fn changes(&mut self, now: Timestamp) -> Vec<Changed> {
        let mut changed = Vec::new();
        let gone = self.live.gone();
        for number in self.live.moved() {
            match self.live.get(number).map(|entry| Arc::clone(entry.resource())) {
                Some(resource) => self.of_resource(number, &resource, now, &mut changed),
                None => {
                    let known = self.known.remove(&number).unwrap_or_default();
                    let Some(resource) = gone.get(&number) else { continue };
                    if !known.is_empty() {
                        self.rows.remove(Space::RESULTS, row(number, resource));
                    }
                    for known in known {
                        changed.extend(self.ended(resource, &known, now));
                    }
                }
            }
        }
        changed
    }

    /// The changes of one resource.
    fn of_resource(
        &mut self,
        number: u64,
        resource: &Arc<Resource>,
        now: Timestamp,
        changed: &mut Vec<Changed>,
    ) {
        let mut before = self.known.remove(&number).unwrap_or_default();
        let (mut after, was) = (Vec::with_capacity(before.len()), before.clone());
        let entry = self.live.get(number);
        let outcomes: Vec<_> = entry.map(|e| e.all().collect()).unwrap_or_default();
        for (rule, compliance) in outcomes {
            let Some(name) = self.live.auditor().rules().get(rule as usize) else { continue };
            let name = self.names.of(&name.header.name);
            let at = before.iter().position(|known| known.rule == name);
            let old = at.map(|at| before.swap_remove(at));
            let Some(compliance) = compliance else {
                // It is judged later; until then it is what it was.
                after.extend(old);
                continue;
            };
            let waived =
                compliance == ComplianceType::NonCompliant && self.live.is_waived(number, rule);
            let same = old.as_ref().filter(|o| o.compliance == compliance && o.waived == waived);
            if let Some(same) = same {
                after.push(same.clone());
                continue;
            }
            let found =
                match compliance {
                    ComplianceType::Compliant | ComplianceType::NotApplicable => Found::default(),
                    _ => self.live.result(number, rule).map_or_else(Found::default, |result| {
                        Found { message: result.message, path: result.path, value: result.value }
                    }),
                };
            let result = Now { compliance, waived, found };
            let (known, change) = self.step(name, resource, old.as_ref(), result, now);
            after.extend(Some(known).filter(|known| !known.is_idle()));
            changed.extend(change);
        }
        // Rules that are no more, or do not concern it any more.
        for known in before {
            changed.extend(self.ended(resource, &known, now));
        }
        if after != was {
            let key = row(number, resource);
            match after.is_empty() {
                true => self.rows.remove(Space::RESULTS, key),
                false => self.rows.put(Space::RESULTS, key, known::write(&after, &self.names)),
            }
        }
        if !after.is_empty() {
            self.known.insert(number, after);
        }
    }

    /// From what was known of a result to what it is now.
    fn step(
        &self,
        rule: u32,
        resource: &Arc<Resource>,
        old: Option<&Known>,
        result: Now,
        now: Timestamp,
    ) -> (Known, Option<Changed>) {
        let Now { compliance, waived, found } = result;
        let before = old.map(|old| old.compliance);
        let name = self.names.get(rule);
        let sent = old.and_then(|old| old.sent.as_ref());
        let event = is_change(sent.map(|sent| sent.compliance), compliance).then(|| {
            let new = Verdict { compliance, message: &found.message, at: now };
            self.live.auditor().change_event(&name, resource, new, sent.and_then(Sent::verdict))
        });
        let since = old.filter(|_| before == Some(compliance)).map(|old| old.since);
        let message = Some(found.message.as_str()).filter(|words| !words.is_empty());
        let sent = match &event {
            Some(_) => {
                Some(Sent { compliance, at: now.as_millisecond(), message: message.map(Box::from) })
            }
            None => sent.cloned(),
        };
        let counted =
            |known: &Known| known.compliance == ComplianceType::NonCompliant && !known.waived;
        let known = Known {
            rule,
            compliance,
            waived,
            since: since.unwrap_or_else(|| now.as_millisecond()),
            sent,
        };
        let new = counted(&known) && !old.is_some_and(counted);
        let quiet = before == Some(compliance) && !new && event.is_none();
        let first = before.is_none() && known.is_idle();
        let change = (!quiet && !first).then(|| Changed {
            rule: name,
            resource: Arc::clone(resource),
            before,
            now: compliance,
            event,
            finding: new.then_some(found),
        });
        (known, change)
    }

    /// A result that is no more: AWS Config tells that the rule does not apply.
    pub(super) fn ended(
        &self,
        resource: &Arc<Resource>,
        known: &Known,
        now: Timestamp,
    ) -> Option<Changed> {
        let compliance = ComplianceType::NotApplicable;
        let result = Now { compliance, waived: false, found: Found::default() };
        self.step(known.rule, resource, Some(known), result, now).1
    }

    /// The same for a result that came from elsewhere.
    pub(super) fn told_elsewhere(
        &self,
        rule: u32,
        resource: &Arc<Resource>,
        old: Option<&Known>,
        (compliance, message): (ComplianceType, &str),
        now: Timestamp,
    ) -> (Known, Option<Changed>) {
        let found = Found { message: message.to_owned(), ..Found::default() };
        self.step(rule, resource, old, Now { compliance, waived: false, found }, now)
    }
}

impl Sent {
    fn verdict(&self) -> Option<Verdict<'_>> {
        let at = Timestamp::from_millisecond(self.at).ok()?;
        let message = self.message.as_deref().unwrap_or_default();
        Some(Verdict { compliance: self.compliance, message, at })
    }
}

/// The key of a resource's row: accounts have no lasting number.
pub(super) fn row(number: u64, resource: &Resource) -> Vec<u8> {
    match Live::is_account(number) {
        true => [b"A", resource.resource_id.as_bytes()].concat(),
        false => rows::key(b'R', number, &[]),
    }
}

//! Sees of a random story what the outside sees, and checks it.

use crate::base::ids::TargetId;
use crate::deliver::retry::after;
use crate::deliver::{Call, Class, Decision, Role, Step, TargetPolicy};
use crate::model::Item;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What the outside sees, and what it checks.
pub(super) struct Observer {
    pub policies: Vec<TargetPolicy>,
    pub running: Vec<Call>,
    /// Times of calls, by target.
    pub calls: Vec<Vec<Timestamp>>,
    /// Order key and place of every letter from outside, by item id.
    pub keys: BTreeMap<String, (TargetId, Option<String>, usize)>,
    /// The last that ended of a key.
    pub ended: BTreeMap<(u32, String), usize>,
    pub endings: BTreeMap<(String, String, Role), u32>,
    pub made: BTreeMap<(String, String), u32>,
    /// When letters from outside were born, by item id.
    pub born: BTreeMap<String, Timestamp>,
    /// Failures that count, of letters that came from outside without a key.
    pub failures: BTreeMap<String, u32>,
    pub said: Vec<String>,
}

impl Observer {
    pub fn called(&mut self, now: Timestamp, call: Call) {
        let target = call.invocation.target;
        let policy = &self.policies[target.index()];
        let items = &call.invocation.items;
        assert!(!items.is_empty() && items.len() <= policy.batch.count);
        assert_eq!(items.iter().map(|i| &i.id).collect::<BTreeSet<_>>().len(), items.len());
        let bytes: usize = items
            .iter()
            .map(|i| {
                i.body.len() + i.attributes.iter().map(|(k, v)| k.len() + v.len()).sum::<usize>()
            })
            .sum();
        assert!(items.len() == 1 || bytes as u64 <= policy.batch.bytes);
        let mine = self.running.iter().filter(|c| c.invocation.target == target);
        assert!(mine.count() < policy.concurrency as usize, "too many at one time");
        let times = &mut self.calls[target.index()];
        times.push(now);
        if let Some(rate) = policy.rate
            && let Some(before) = times.len().checked_sub(rate as usize + 1)
        {
            let window = now.duration_since(times[before]);
            assert!(window.as_nanos() >= 1_000_000_000, "too many a second");
        }
        if call.invocation.attempt > 1 {
            for born in items
                .iter()
                .filter_map(|i| self.born.get(&*i.id).filter(|_| i.attributes.is_empty()))
            {
                let age = policy.retry.age.unwrap_or_default();
                assert!(now <= after(*born, age), "too old");
            }
        }
        self.in_order(&call);
        self.running.push(call);
        assert!(self.running.len() <= 10, "too many over all targets");
    }

    /// Of a key, nothing else runs, what ended does not come again, and the order is that of the
    /// offers.
    fn in_order(&self, call: &Call) {
        let keyed = |call: &Call| -> Vec<(TargetId, String, usize)> {
            let target = call.invocation.target;
            let of = |item: &Item| {
                let (to, key, place) = self.keys.get(&*item.id)?;
                (*to == target && item.attributes.is_empty()).then_some((*to, key.clone()?, *place))
            };
            call.invocation.items.iter().filter_map(of).collect()
        };
        let mine = keyed(call);
        for other in &self.running {
            for (target, key, _) in keyed(other) {
                assert!(mine.iter().all(|(t, k, _)| (*t, k) != (target, &key)), "two of a key");
            }
        }
        for pair in mine.windows(2) {
            assert_eq!(pair[0].1, pair[1].1, "two keys in a batch");
            assert!(pair[0].2 < pair[1].2, "disorder in a batch");
        }
        for (target, key, place) in mine {
            if let Some(last) = self.ended.get(&(target.0, key)) {
                assert!(place > *last, "after one that came later");
            }
        }
    }

    pub fn decided(&mut self, decision: Decision) {
        self.said.push(decision.to_string());
        if let Step::DeadLettered { to, .. } | Step::Recorded { to, .. } = &decision.step {
            *self.made.entry((to.to_string(), "derived".into())).or_default() += 1;
        }
        self.retried(&decision);
        let ends = decision.ends();
        let Some(subject) = decision.subject.filter(|_| ends) else { return };
        let key = (decision.target.to_string(), subject.item.to_string(), subject.role);
        *self.endings.entry(key).or_default() += 1;
        if subject.role == Role::Event
            && let Some((target, Some(key), place)) = self.keys.get(&*subject.item)
            && matches!(decision.step, Step::Done { .. })
        {
            let last = self.ended.entry((target.0, key.clone())).or_default();
            assert!(*place >= *last, "ended before one that came earlier");
            *last = *place;
        }
    }
}

impl Observer {
    /// Without a key, every retry counts but those that are throttled or come of halving: three of a
    /// batch of eight.
    fn retried(&mut self, decision: &Decision) {
        let Some(subject) = decision.subject.as_ref().filter(|s| s.role == Role::Event) else {
            return;
        };
        let Some((target, None, _)) = self.keys.get(&*subject.item) else { return };
        if let Step::Again { fault, .. } = &decision.step
            && fault.class == Class::Passing
        {
            let most = self.policies[target.index()].retry.attempts.unwrap_or_default();
            let failures = self.failures.entry(subject.item.to_string()).or_default();
            *failures += 1;
            assert!(*failures <= u32::from(most) + 3, "too many retries");
        }
    }
}

//! What pages show of the daemon, read once for a page: plain values, so that pages are functions of
//! them.

use super::facts::Facts;
use super::spark::{MINUTES, Minutes, minutes};
use crate::base::limits::Limits;
use crate::daemon::Daemon;
use crate::daemon::courier::{Look, TargetLook};
use crate::daemon::log::EventLog;
use crate::daemon::ruleset::RuleSet;
use crate::daemon::tally::Counts as Tallied;
use crate::deliver::Counts;
use crate::store::Space;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Dead letters and entries of the audit log that are read for a page.
pub const MOST_READ: usize = 2000;

/// What pages are made of.
#[derive(Debug)]
pub struct Pages<'a> {
    /// The daemon.
    pub daemon: &'a Daemon,
    /// How deliveries are: `Courier::look`.
    pub look: &'a Look,
    /// What is kept elsewhere.
    pub facts: &'a dyn Facts,
    /// The time.
    pub now: Timestamp,
    /// Bounds of what is pasted in.
    pub limits: &'a Limits,
}

/// The daemon at a glance.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Since when it serves.
    pub started: Timestamp,
    /// Entries that were worked off, by bus.
    pub events: BTreeMap<String, u64>,
    /// Matches of all rules, all and by minute.
    pub matches: (u64, Minutes),
    /// Rules, targets, alarms, compliance rules, schedules in force.
    pub rules: [usize; 5],
    /// The fingerprint of the rules in force.
    pub digest: String,
    /// Why the newest rules are not in force.
    pub not_loaded: Option<String>,
    /// What `check` would warn of.
    pub warnings: String,
    /// Entries that are not worked off.
    pub lag: u64,
    /// Bytes that wait to be written.
    pub waiting: u64,
    /// Bytes of the store.
    pub bytes: u64,
    /// Why the store takes nothing more.
    pub trouble: Option<String>,
    /// What could not be read or evaluated: how often, and the last ones, the newest first.
    pub troubles: (u64, Vec<String>),
    /// Calls under way, and the counters of all routes.
    pub deliveries: (usize, Counts),
}

/// A rule.
#[derive(Debug, Clone)]
pub struct RuleView {
    /// Its place in the bundle.
    pub index: usize,
    /// Its name.
    pub name: String,
    /// Matches since the daemon started.
    pub total: u64,
    /// When it matched last.
    pub last: Option<Timestamp>,
    /// Matches of the last hour.
    pub minutes: Minutes,
}

impl RuleView {
    /// Matches of the last hour, all together.
    #[must_use]
    pub fn hour(&self) -> u64 {
        self.minutes.iter().sum()
    }
}

/// A target.
#[derive(Debug, Clone, Default)]
pub struct TargetView {
    /// Its name.
    pub name: String,
    /// Its plugin.
    pub plugin: String,
    /// What it is for.
    pub description: String,
    /// How it is.
    pub look: TargetLook,
    /// The counters of all that is delivered to it.
    pub counts: Counts,
    /// Dead letters that are kept.
    pub dead: usize,
}

impl Pages<'_> {
    /// The rules in force.
    #[must_use]
    pub fn rules(&self) -> Arc<RuleSet> {
        self.daemon.rules()
    }

    /// The daemon at a glance, over counts that were taken.
    #[must_use]
    pub fn overview(&self, tallied: &Tallied) -> Overview {
        let (rules, log) = (self.rules(), self.daemon.log());
        let mut matches = (0, [0; MINUTES]);
        for counted in tallied.rules.values() {
            matches.0 += counted.total;
            let own = minutes(&counted.minutes, self.now.as_millisecond());
            matches.1.iter_mut().zip(own).for_each(|(sum, one)| *sum += one);
        }
        let mut all = Counts::default();
        self.look.counts.iter().for_each(|one| all.add(&one.counts));
        let b = &rules.bundle;
        Overview {
            started: self.daemon.started(),
            events: tallied.events.clone(),
            matches,
            rules: [
                b.rules.len(),
                b.targets.len(),
                b.alarms.len(),
                b.compliance.len(),
                b.schedules.len(),
            ],
            digest: rules.digest.clone(),
            not_loaded: self.daemon.not_loaded().map(|problems| problems.0),
            warnings: rules.warnings.clone(),
            lag: log.next(0).saturating_sub(log.position(0)),
            waiting: log.waiting() as u64,
            bytes: self.daemon.kv().bytes(),
            trouble: log.trouble().map(|trouble| trouble.to_string()),
            troubles: (tallied.troubles, tallied.last.iter().rev().cloned().collect()),
            deliveries: (self.look.running, all),
        }
    }

    /// All rules with their matches, in the order of files.
    #[must_use]
    pub fn rule_views(&self, tallied: &Tallied) -> Vec<RuleView> {
        let now = self.now.as_millisecond();
        let view = |(index, rule): (usize, &crate::rules::EventRule)| {
            let name = &rule.header.name;
            let counted = tallied.rules.get(name);
            RuleView {
                index,
                name: name.clone(),
                total: counted.map_or(0, |c| c.total),
                last: counted.and_then(|c| Timestamp::from_millisecond(c.last).ok()),
                minutes: counted.map_or([0; MINUTES], |c| minutes(&c.minutes, now)),
            }
        };
        self.rules().bundle.rules.iter().enumerate().map(view).collect()
    }

    /// All targets; `letters` are the dead letters.
    #[must_use]
    pub fn target_views(&self, letters: &[Value]) -> Vec<TargetView> {
        let mut dead: BTreeMap<&str, usize> = BTreeMap::new();
        for letter in letters {
            *dead.entry(text(letter, "target")).or_default() += 1;
        }
        let view = |target: &crate::rules::Target| {
            let name = target.name.as_str();
            let mut counts = Counts::default();
            let own = self.look.counts.iter().filter(|one| &*one.target == name);
            own.for_each(|one| counts.add(&one.counts));
            TargetView {
                name: name.to_owned(),
                plugin: target.plugin.value.clone(),
                description: target.description.clone(),
                look: self.look.targets.get(name).cloned().unwrap_or_default(),
                counts,
                dead: dead.get(name).copied().unwrap_or(0),
            }
        };
        self.rules().bundle.targets.iter().map(view).collect()
    }

    /// Documents of a space whose keys are times, the newest first, and whether there are more than
    /// are read.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn newest(&self, space: Space) -> Result<(Vec<Value>, bool), String> {
        let mut all = Vec::new();
        let mut upto: Option<Vec<u8>> = None;
        while all.len() < MOST_READ {
            let last = self.daemon.kv().last(space, upto.as_deref()).map_err(|e| e.to_string())?;
            let Some((key, value)) = last else { return Ok((all, false)) };
            all.extend(serde_json::from_slice::<Value>(&value));
            match before(key) {
                Some(key) => upto = Some(key),
                None => return Ok((all, false)),
            }
        }
        Ok((all, true))
    }
}

/// A key that is before this one and, among keys of this length and shorter, right before it.
fn before(mut key: Vec<u8>) -> Option<Vec<u8>> {
    let last = key.last_mut()?;
    match last.checked_sub(1) {
        Some(less) => {
            *last = less;
            // Longer keys that begin with it are between the two.
            key.extend_from_slice(&[u8::MAX; 64]);
        }
        None => {
            key.pop();
        }
    }
    Some(key)
}

/// A text of a document; empty when there is none.
#[must_use]
pub fn text<'a>(document: &'a Value, name: &str) -> &'a str {
    document.get(name).and_then(Value::as_str).unwrap_or("")
}

#[cfg(test)]
mod tests {
    #[test]
    fn keys_before() {
        let before = |key: &[u8]| super::before(key.to_vec());
        assert_eq!(before(b""), None);
        assert_eq!(before(&[7, 0]), Some(vec![7]));
        let key = before(b"ab").expect("there is one");
        assert!(key.as_slice() < b"ab".as_slice() && key.as_slice() > b"aaz".as_slice());
    }
}

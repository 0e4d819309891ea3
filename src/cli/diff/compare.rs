//! The comparison: every record through both sets, what matched in one and not in the other counted
//! by rule, with the first of each.

use super::side::Side;
use crate::eval::Verdict;
use crate::model::{Effect, Match};
use crate::sources::Chunk;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Faults that are told in words.
const FAULTS: usize = 10;

/// A match that one side has and the other has not.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Example {
    /// Where the event stands.
    pub input: Arc<str>,
    /// Its position there, from 0.
    pub index: u64,
    pub event_id: Option<String>,
    pub time: Option<String>,
    pub source: String,
    pub what: String,
}

/// Matches of one side that the other has not.
#[derive(Debug, Default)]
pub(in crate::cli) struct Only {
    pub count: u64,
    /// The first of them.
    pub examples: Vec<Example>,
}

impl Only {
    fn add(&mut self, found: &Match, most: usize) {
        self.count += 1;
        if self.examples.len() < most {
            self.examples.push(Example {
                input: Arc::clone(&found.input),
                index: found.index,
                event_id: found.event_id.clone(),
                time: found.time.clone(),
                source: found.subject.source.clone(),
                what: found.subject.what.clone(),
            });
        }
    }
}

/// What is known of one rule.
#[derive(Debug, Default)]
pub(in crate::cli) struct Counts {
    /// Matches of the old rules.
    pub old: u64,
    /// Matches of the new ones.
    pub new: u64,
    /// Those of the new ones alone.
    pub appear: Only,
    /// Those of the old ones alone.
    pub disappear: Only,
}

impl Counts {
    /// Does the rule match other events now?
    pub fn differs(&self) -> bool {
        self.appear.count > 0 || self.disappear.count > 0
    }
}

/// Two sets of rules over the same events.
#[derive(Debug)]
pub(in crate::cli) struct Comparison {
    old: Side,
    new: Side,
    examples: usize,
    rules: BTreeMap<Arc<str>, Counts>,
    events: u64,
    errors: u64,
    faults: Vec<String>,
}

impl Comparison {
    /// Nothing compared yet; `examples` are shown of each kind and rule.
    pub fn new(old: Side, new: Side, examples: u16) -> Self {
        let (rules, faults) = (BTreeMap::new(), Vec::new());
        Self { old, new, examples: usize::from(examples), rules, events: 0, errors: 0, faults }
    }

    /// Takes records through both sets.
    pub fn take(&mut self, chunk: &Chunk) {
        for fault in &chunk.faults {
            self.fault(&chunk.input, &fault.message);
        }
        let (old, new) = (self.old.worker.chunk(chunk), self.new.worker.chunk(chunk));
        for (old, new) in old.iter().zip(&new) {
            self.events += u64::from(new.event);
            let faults = new.effects.iter().filter_map(|effect| match effect {
                Effect::Fault(fault) => Some(fault.message.as_str()),
                _ => None,
            });
            for message in faults {
                self.fault(&chunk.input, message);
            }
            self.matches(old, new);
        }
    }

    fn matches(&mut self, old: &Verdict, new: &Verdict) {
        let (old, new) = (found(old, &self.old), found(new, &self.new));
        let names: BTreeSet<_> = old.keys().chain(new.keys()).copied().collect();
        for name in names {
            let counts = match self.rules.get_mut(name) {
                Some(counts) => counts,
                None => self.rules.entry(Arc::clone(name)).or_default(),
            };
            let (old, new) = (old.get(name), new.get(name));
            counts.old += u64::from(old.is_some());
            counts.new += u64::from(new.is_some());
            match (old, new) {
                (Some(found), None) => counts.disappear.add(found, self.examples),
                (None, Some(found)) => counts.appear.add(found, self.examples),
                _ => {}
            }
        }
    }

    fn fault(&mut self, input: &str, message: &str) {
        self.errors += 1;
        if self.faults.len() < FAULTS {
            self.faults.push(format!("{input}: {message}"));
        }
    }

    /// The rules that matched anything, by name.
    pub fn rules(&self) -> impl Iterator<Item = (&str, &Counts)> {
        self.rules.iter().map(|(name, counts)| (&**name, counts))
    }

    /// Is a rule there before, and after?
    pub fn is_there(&self, rule: &str) -> (bool, bool) {
        let has = |side: &Side| side.names.iter().any(|name| **name == *rule);
        (has(&self.old), has(&self.new))
    }

    /// Events that were compared.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Records that could not be read or evaluated.
    pub fn errors(&self) -> u64 {
        self.errors
    }

    /// The first of those, in words.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// Does any rule match other events now?
    pub fn differs(&self) -> bool {
        self.rules.values().any(Counts::differs)
    }
}

/// The matches of a record by the names of their rules.
fn found<'v>(verdict: &'v Verdict, side: &'v Side) -> BTreeMap<&'v Arc<str>, &'v Match> {
    let of = |effect: &'v Effect| match effect {
        Effect::Match(found) => Some((side.names.get(found.rule.index())?, found)),
        _ => None,
    };
    verdict.effects.iter().filter_map(of).collect()
}

//! Which clauses no case depends on: a clause that can be taken away or turned round without any
//! case noticing is not tested.

use super::expected::{Expected, Said};
use super::judge::judge;
use super::mutate::{Change, Site, mutated};
use super::tried::Tried;
use crate::audit::Spot;
use crate::base::span::Span;
use crate::items::Normalised;
use crate::rules::{ComplianceRule, How};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What cases expect of compliance rules.
#[derive(Debug, Default)]
pub struct Mutants {
    /// By rule: the cases that expect something of it.
    cases: BTreeMap<String, Vec<Seen>>,
    /// The rules, in the order in which they were seen.
    rules: Vec<String>,
}

/// What a case shows of a rule.
#[derive(Debug)]
struct Seen {
    tried: Tried,
    at: usize,
    items: Arc<[(Normalised, Spot)]>,
    expected: Vec<Expected>,
}

/// A change to a clause that no case notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survivor {
    /// The rule.
    pub rule: String,
    /// The clause, in words.
    pub clause: String,
    /// What was done to it.
    pub what: &'static str,
}

impl Mutants {
    /// Nothing known yet of these rules.
    #[must_use]
    pub fn new(rules: &[ComplianceRule]) -> Self {
        let names = rules.iter().map(|r| r.header.name.clone());
        Self { rules: names.collect(), cases: BTreeMap::new() }
    }

    /// Takes note of a case.
    pub(in crate::testing) fn case(
        &mut self,
        tried: &Tried,
        items: &Arc<[(Normalised, Spot)]>,
        expected: &[Expected],
    ) {
        for (at, rule) in tried.rules.iter().enumerate() {
            let name = &rule.header.name;
            let of: Vec<Expected> = expected.iter().filter(|e| e.rule == *name).cloned().collect();
            if of.is_empty() {
                continue;
            }
            if !self.rules.contains(name) {
                self.rules.push(name.clone());
            }
            let seen = Seen { tried: tried.clone(), at, items: Arc::clone(items), expected: of };
            self.cases.entry(name.clone()).or_default().push(seen);
        }
    }

    /// The changes that no case notices, and how many there were.
    #[must_use]
    pub fn survivors(&self) -> (Vec<Survivor>, usize) {
        let (mut survivors, mut tried) = (Vec::new(), 0);
        // Of what several rules share it is enough that a case of one of them notices.
        let mut shared: HashMap<(Span, &'static str), (bool, Survivor)> = HashMap::new();
        for rule in &self.rules {
            let cases = self.cases.get(rule).map(Vec::as_slice).unwrap_or_default();
            for number in 0.. {
                let mut any = false;
                for (change, what) in [
                    (Change::Removed, "can be taken away"),
                    (Change::Inverted, "can be turned round"),
                ] {
                    let Some((site, noticed)) = fate(cases, number, change) else { continue };
                    any = true;
                    let survivor = Survivor { rule: rule.clone(), clause: site.words, what };
                    match site.shared {
                        Some(span) => {
                            let entry = shared.entry((span, what)).or_insert((false, survivor));
                            entry.0 |= noticed;
                        }
                        None => {
                            tried += 1;
                            survivors.extend((!noticed).then_some(survivor));
                        }
                    }
                }
                if !any {
                    break;
                }
            }
            if cases.is_empty() {
                let clause = String::new();
                let what = "has no case";
                survivors.push(Survivor { rule: rule.clone(), clause, what });
            }
        }
        tried += shared.len();
        let mut unnoticed: Vec<_> =
            shared.into_iter().filter(|(_, (noticed, _))| !noticed).collect();
        unnoticed.sort_by_key(|((span, what), _)| (*span, *what));
        survivors.extend(unnoticed.into_iter().map(|(_, (_, survivor))| survivor));
        (survivors, tried)
    }

    /// Rules for which a case expects both COMPLIANT and NON_COMPLIANT, and all.
    #[must_use]
    pub fn both_ways(&self) -> (usize, usize) {
        use crate::model::ComplianceType::{Compliant, NonCompliant};
        let says = |rule: &String, wanted| {
            let all = self.cases.get(rule).into_iter().flatten().flat_map(|s| &s.expected);
            let mut all = all.map(|e| &e.said);
            all.any(|said| match said {
                Said::Result { status, .. } => *status == wanted,
                Said::Changes(changes) => changes.contains(&wanted),
            })
        };
        let both = self.rules.iter().filter(|r| says(r, Compliant) && says(r, NonCompliant));
        (both.count(), self.rules.len())
    }
}

/// What becomes of a change: `None` if there is no such clause, else the clause, and whether a case
/// notices.
fn fate(cases: &[Seen], number: usize, change: Change) -> Option<(Site, bool)> {
    let mut site = None;
    for seen in cases {
        let changed = changed(&seen.tried.rules[seen.at], number, change);
        let Some((rule, of)) = changed else { continue };
        let tried = Tried { rules: [rule].into(), ..seen.tried.clone() };
        let verdicts = tried.on(&seen.items);
        if !judge(&seen.expected, &tried.rules, &seen.items, &verdicts).is_empty() {
            return Some((of, true));
        }
        site = Some(of);
    }
    site.map(|site| (site, false))
}

/// The rule with a clause changed in all its variants, and the clause.
fn changed(rule: &ComplianceRule, number: usize, change: Change) -> Option<(ComplianceRule, Site)> {
    let mut rule = rule.clone();
    let How::Conditions(variants) = &mut rule.how else { return None };
    let mut words = None;
    for variant in variants {
        let (check, clause) = mutated(&variant.check, number, change)?;
        variant.check = Arc::new(check);
        words = Some(clause);
    }
    Some((rule, words?))
}

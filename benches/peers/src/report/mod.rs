//! What a run found, and its two forms: tables and JSON lines.

pub mod jsonl;
pub mod markdown;

use crate::compare::{Comparison, compare};
use crate::measure::{Figures, Outcome};
use crate::peers::{OURS, OURS_CHECKED, QUAMINA};
use crate::sets::Set;
use crate::sets::goals::Reached;

/// One rule set's outcomes.
#[derive(Debug, Clone)]
pub struct SetReport {
    /// The set.
    pub set: Set,
    /// Every peer, in order.
    pub outcomes: Vec<Outcome>,
    /// Our matches with only the rules that quamina has too, where it lacks some.
    pub common: Option<Figures>,
    /// Our rate with one rule, where known.
    pub one_rule: Option<f64>,
}

impl SetReport {
    /// A peer's figures, if it has any.
    pub fn figures(&self, name: &str) -> Option<&Figures> {
        self.outcome(name)?.figures.as_ref().ok()
    }

    /// A peer's outcome.
    pub fn outcome(&self, name: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.name == name)
    }

    /// A peer's median rate.
    pub fn rate(&self, name: &str) -> Option<f64> {
        self.figures(name).map(|figures| figures.rate[0])
    }

    /// Our matches beside quamina's, by the same rules over the same events.
    pub fn comparison(&self) -> Option<Comparison> {
        let ours = self.common.as_ref().or_else(|| self.figures(OURS))?;
        Some(compare(ours, self.figures(QUAMINA)?))
    }

    /// Bytes of a rule in a peer's compiled form: its own count, else what loading left behind.
    pub fn bytes_per_rule(&self, name: &str) -> Option<f64> {
        let figures = self.figures(name)?;
        let rules = self.set.size - figures.loaded.unsupported.len();
        let bytes = figures.loaded.plan_bytes.map_or(figures.heap_bytes as f64, |n| n as f64);
        Some(bytes / rules.max(1) as f64)
    }

    /// Our figures in the terms of the goals. Where quamina ran without some of the rules, a ratio
    /// to it flatters quamina, never us.
    pub fn reached(&self) -> Reached {
        let quamina = self.rate(QUAMINA);
        let over = |rate: Option<f64>, base: Option<f64>| Some(rate? / base?);
        Reached {
            ratio: over(self.rate(OURS), quamina),
            checked_ratio: over(self.rate(OURS_CHECKED), quamina),
            rate: self.rate(OURS),
            share_of_one: over(self.rate(OURS), self.one_rule),
            load_seconds: self.figures(OURS).map(|figures| figures.load_seconds),
            bytes_per_rule: self.bytes_per_rule(OURS),
        }
    }
}

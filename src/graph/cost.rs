//! What the worst event could cost: predicted when rules are compiled, so that a hostile event
//! cannot come as a surprise.

use super::plan::{NONE, Next, Plan, TestKind};
use crate::base::ids::PathId;

/// Steps that trying one wildcard on one value counts for.
const WILDCARD: u64 = 40;

/// A prediction, in elementary steps: tests tried and rules looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// For one event with one value in every field.
    pub steps: u64,
    /// The field that contributes most.
    pub path: Option<PathId>,
    /// How much it contributes.
    pub share: u64,
}

impl Plan {
    /// Predicts the cost of the worst event with one value in every field. A value is equal to one
    /// exact test at most, but may pass all tests of other kinds.
    #[must_use]
    pub fn cost(&self) -> Cost {
        let mut most = vec![0u64; self.paths.len()];
        let mut sum = vec![0u64; self.paths.len()];
        for (row, entry) in self.tests.iter().zip(&self.entries) {
            if *entry == NONE {
                continue;
            }
            let rules = self.rules_from(Next(*entry));
            let path = row.path.index();
            match row.kind {
                TestKind::Text
                | TestKind::Number
                | TestKind::Null
                | TestKind::False
                | TestKind::True => most[path] = most[path].max(rules),
                TestKind::Exists | TestKind::ButValues | TestKind::Range | TestKind::Other => {
                    sum[path] += rules
                }
            }
        }
        for (path, row) in self.paths.iter().enumerate() {
            if let Some(set) = self.wildcards.get(row.wildcards as usize) {
                sum[path] += WILDCARD * set.len() as u64;
            }
        }
        let shares = most.iter().zip(&sum).map(|(a, b)| a + b);
        let worst = shares.clone().enumerate().max_by_key(|(_, share)| *share);
        Cost {
            steps: shares.sum::<u64>() + self.always.len() as u64,
            path: worst.map(|(path, _)| PathId::new(path)),
            share: worst.map_or(0, |(_, share)| share),
        }
    }

    /// How many rules one step and those below it lead to, at most.
    fn rules_from(&self, next: Next) -> u64 {
        let Err(at) = next.get() else { return 1 };
        let step = self.steps[at.index()];
        // Below a step the rules are told apart by exact tests, of which few hold at once.
        u64::from(step.rule_count) + u64::from(step.path_count)
    }
}

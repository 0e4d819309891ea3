//! What a rule comes to, and which alarms make it so.

use super::{AlarmRule, Least, RuleStep};
use crate::alarms::AlarmState;

impl Least {
    /// Are so many of so many enough? Percent without rounding.
    fn met(self, met: usize, of: usize) -> bool {
        match self {
            Self::Count(least) => met as u64 >= u64::from(least),
            Self::Percent(least) => met as u64 * 100 >= u64::from(least) * of as u64,
        }
    }
}

impl AlarmRule {
    /// Is the rule true? `state` gives the state of a child by its index.
    #[must_use]
    pub fn holds(&self, state: &dyn Fn(usize) -> AlarmState) -> bool {
        let mut stack: Vec<bool> = Vec::with_capacity(8);
        for step in &self.steps {
            let value = match step {
                RuleStep::Not => !stack.pop().unwrap_or_default(),
                RuleStep::And | RuleStep::Or => {
                    let right = stack.pop().unwrap_or_default();
                    let left = stack.pop().unwrap_or_default();
                    if *step == RuleStep::And { left && right } else { left || right }
                }
                leaf => leaf.holds(state),
            };
            stack.push(value);
        }
        stack.pop().unwrap_or_default()
    }

    /// The children that make the rule true, or false, as it now is: of an `AND` that is false
    /// those of its false parts, of an `OR` that is true those of its true parts. In order of
    /// appearance.
    #[must_use]
    pub fn witnesses(&self, state: &dyn Fn(usize) -> AlarmState) -> Vec<usize> {
        let mut stack: Vec<(bool, Vec<usize>)> = Vec::new();
        for step in &self.steps {
            let value = match step {
                RuleStep::Not => {
                    let (value, seen) = stack.pop().unwrap_or_default();
                    (!value, seen)
                }
                RuleStep::And | RuleStep::Or => {
                    let right = stack.pop().unwrap_or_default();
                    let left = stack.pop().unwrap_or_default();
                    join(left, right, *step == RuleStep::Or)
                }
                leaf => (leaf.holds(state), leaf.seen(state)),
            };
            stack.push(value);
        }
        let mut seen = stack.pop().unwrap_or_default().1;
        seen.sort_unstable();
        seen.dedup();
        seen
    }
}

/// Both parts, or only the one that decides: a true one of an OR, a false one of an AND.
fn join(left: (bool, Vec<usize>), right: (bool, Vec<usize>), decides: bool) -> (bool, Vec<usize>) {
    match (left.0 == decides, right.0 == decides) {
        (true, false) => left,
        (false, true) => right,
        (both, _) => {
            let (mut seen, other) = (left.1, right.1);
            seen.extend(other);
            (if both { decides } else { !decides }, seen)
        }
    }
}

impl RuleStep {
    /// Is a leaf true?
    pub(super) fn holds(&self, state: &dyn Fn(usize) -> AlarmState) -> bool {
        match self {
            Self::Always(value) => *value,
            Self::Is(wanted, child) => state(*child) == *wanted,
            Self::AtLeast { least, negated, state: wanted, children } => {
                let meets = |child: &&usize| (state(**child) == *wanted) != *negated;
                least.met(children.iter().filter(meets).count(), children.len())
            }
            Self::Not | Self::And | Self::Or => false,
        }
    }

    /// The children that make a leaf what it is.
    fn seen(&self, state: &dyn Fn(usize) -> AlarmState) -> Vec<usize> {
        match self {
            Self::Is(_, child) => vec![*child],
            Self::AtLeast { negated, state: wanted, children, .. } => {
                let holds = self.holds(state);
                let decides = |child: &usize| ((state(*child) == *wanted) != *negated) == holds;
                children.iter().copied().filter(decides).collect()
            }
            Self::Always(_) | Self::Not | Self::And | Self::Or => Vec::new(),
        }
    }
}

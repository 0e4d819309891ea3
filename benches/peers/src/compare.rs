//! Whether two peers found the same matches.

use crate::measure::Figures;

/// Two peers' matches over the events both of them ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// Events that both ran.
    pub events: usize,
    /// Matches of the first peer in them.
    pub ours: u64,
    /// Matches of the second peer in them.
    pub theirs: u64,
    /// Events in which the two numbers differ.
    pub differing: usize,
    /// The first of those events.
    pub first: Option<usize>,
}

/// Compares event by event.
pub fn compare(ours: &Figures, theirs: &Figures) -> Comparison {
    let events = ours.events.min(theirs.events);
    let differs = |&index: &usize| ours.counts[index] != theirs.counts[index];
    let total = |counts: &[u32]| counts.iter().map(|&count| u64::from(count)).sum();
    Comparison {
        events,
        ours: total(&ours.counts[..events]),
        theirs: total(&theirs.counts[..events]),
        differing: (0..events).filter(differs).count(),
        first: (0..events).find(differs),
    }
}

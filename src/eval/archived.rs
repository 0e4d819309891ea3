//! What archives are to keep of a record.

use crate::base::ids::RuleId;

/// An event that archives keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    /// The archives, by their position in the bundle.
    pub archives: Vec<usize>,
    /// The event's `time`, if it has one.
    pub time: Option<String>,
    /// The event as JSON text.
    pub event: Box<[u8]>,
}

/// The archives among the nodes that matched, if there are any; their nodes begin at `first`.
pub(super) fn archives(matched: &[RuleId], first: usize) -> Vec<usize> {
    matched.iter().filter_map(|node| node.index().checked_sub(first)).collect()
}

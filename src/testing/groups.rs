//! Lists of what targets did, against lists of what they should do. Entries that name a target are
//! all that there is of this target, in order; entries that name none are all that there is of
//! the other targets.

use super::same::cut;
use crate::base::ids::TargetId;

/// Entries shown where the numbers differ.
const LISTED: usize = 5;

/// What one target, or all that are not named, should do and did.
pub(super) struct Group<'a, W, G> {
    /// The target; `None` for all that are not named.
    pub target: Option<TargetId>,
    /// What is expected, in order.
    pub wanted: Vec<&'a W>,
    /// What there is, in order.
    pub got: Vec<&'a G>,
}

/// Puts together what belongs together. Without entries, nothing is expected of any target.
pub(super) fn groups<'a, W, G>(
    wanted: impl Iterator<Item = (Option<TargetId>, &'a W)>,
    got: impl Iterator<Item = (TargetId, &'a G)>,
) -> Vec<Group<'a, W, G>> {
    let mut groups: Vec<Group<'a, W, G>> = Vec::new();
    for (target, wanted) in wanted {
        match groups.iter_mut().find(|group| group.target == target) {
            Some(group) => group.wanted.push(wanted),
            None => groups.push(Group { target, wanted: vec![wanted], got: Vec::new() }),
        }
    }
    if groups.is_empty() {
        groups.push(Group { target: None, wanted: Vec::new(), got: Vec::new() });
    }
    for (target, got) in got {
        let named = groups.iter().position(|group| group.target == Some(target));
        let at = named.or_else(|| groups.iter().position(|group| group.target.is_none()));
        if let Some(group) = at.and_then(|at| groups.get_mut(at)) {
            group.got.push(got);
        }
    }
    groups
}

impl<'a, W, G> Group<'a, W, G> {
    /// The words if the numbers differ; `noun` is one of the things, `of` whose they are.
    pub fn count(&self, noun: &str, of: &str, show: impl Fn(&G) -> String) -> Option<String> {
        let (wanted, got) = (self.wanted.len(), self.got.len());
        if wanted == got {
            return None;
        }
        let (noun, rest) = noun
            .split_once(' ')
            .map_or((noun, String::new()), |(noun, rest)| (noun, format!(" {rest}")));
        let s = if wanted == 1 { "" } else { "s" };
        let mut words = format!("expected {wanted} {noun}{s}{rest}{of}, got {got}");
        for one in self.got.iter().take(LISTED) {
            words.extend(["\n  ", &cut(&show(one))]);
        }
        if got > LISTED {
            words.push_str("\n  ...");
        }
        Some(words)
    }

    /// What is expected beside what there is.
    pub fn pairs(&self) -> impl Iterator<Item = (&'a W, &'a G)> {
        self.wanted.iter().copied().zip(self.got.iter().copied())
    }
}

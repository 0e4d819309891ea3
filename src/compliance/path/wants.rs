//! Which parts of an item a path reads.

use super::Path;
use super::steps::Step;
use crate::items::Wanted;

impl Path {
    /// Adds what it reads of the item, if it begins there: all below the first step that is
    /// neither a name nor one to elements.
    pub(in crate::compliance) fn wants(&self, wanted: &mut Wanted) {
        // A filter can look at the item again.
        if self.text.get(1..).is_some_and(|rest| rest.contains('$')) {
            return wanted.everything();
        }
        let names = self.steps.iter().map_while(|step| match step {
            Step::Name(name) => Some(Some(&**name)),
            Step::Index(_) | Step::All | Step::Slice(_) => Some(None),
            Step::Filter(_) | Step::Union(_) | Step::Descend(_) => None,
        });
        wanted.add(&names.collect::<Vec<_>>());
    }
}

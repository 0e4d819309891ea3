//! Which parts of an item conditions read, so that only those need be. Of other items (`related`)
//! nothing is said here: evidence shows them whole.

use super::path::Root;
use super::{Check, Condition, Query, RelatedBy, Selector};
use crate::items::Wanted;

impl Query {
    /// Adds what it reads of the item, if it begins there. What it reads of the element of a block
    /// is a part of what the block reads.
    pub fn wants(&self, wanted: &mut Wanted) {
        if self.path().root() == Root::Item {
            self.path().wants(wanted);
        }
    }
}

impl Condition {
    /// Adds what it reads of the item that it judges.
    pub fn wants(&self, wanted: &mut Wanted) {
        self.queries(&mut |query, outside| {
            if outside || query.path().root() == Root::Item {
                query.path().wants(wanted);
            }
        });
        self.relationships(wanted);
    }

    fn relationships(&self, wanted: &mut Wanted) {
        match self {
            Self::Clause(_) => {}
            Self::All(all) | Self::Any(all) | Self::NoneOf(all) => {
                all.iter().for_each(|inner| inner.relationships(wanted));
            }
            Self::Not(inner) | Self::IfParam(_, inner) => inner.relationships(wanted),
            Self::Named(_, inner) => inner.relationships(wanted),
            Self::Block(block) => {
                let inner = block.filter.iter().chain(&block.satisfy);
                inner.for_each(|inner| inner.relationships(wanted));
            }
            Self::Related(related) => {
                if matches!(related.by, RelatedBy::Relationship(_)) {
                    wanted.add(&[Some(b"relationships")]);
                }
                related.require.relationships(wanted);
            }
        }
    }
}

impl Check {
    /// Adds what it reads of the item that it judges; what its message shows identifies the item
    /// or is read by the conditions.
    pub fn wants(&self, wanted: &mut Wanted) {
        self.when.iter().chain([&self.require]).for_each(|condition| condition.wants(wanted));
    }
}

impl Selector {
    /// Adds what it reads of items besides what identifies them.
    pub fn wants(&self, wanted: &mut Wanted) {
        if !self.tags.is_empty() {
            wanted.add(&[Some(b"tags")]);
        }
    }
}

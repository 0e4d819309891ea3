//! What of an item a rule reads, so that a change of something else leaves its result as it was.
//!
//! A path counts as what it names up to its first step that is not a name. Rules whose answer may
//! hang on anything (whole items, filters, descendants, other items, plugins) read everything.

use super::parts::others_of;
use crate::base::text::{Text, show};
use crate::compliance::path::Root;
use crate::compliance::{Condition, Query, Selector};
use crate::read::tree::Item;
use crate::rules::{ComplianceRule, How};
use std::hash::{BuildHasher, Hasher};

/// What of an item a rule reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reads {
    /// Anything.
    Anything,
    /// What is at these places and below them.
    Places(Box<[Place]>),
}

/// A place in an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The names that lead there, joined by points, in lower case.
    dotted: Box<str>,
    names: Box<[Text]>,
}

impl Reads {
    /// What a rule reads.
    pub fn of(rule: &ComplianceRule) -> Self {
        let How::Conditions(variants) = &rule.how else { return Self::Anything };
        let mut found = Found { places: Vec::new(), anything: false };
        found.selector(&rule.scope);
        for variant in variants {
            found.selector(&variant.selector);
            for condition in variant.check.when.iter().chain([&variant.check.require]) {
                found.condition(condition);
            }
        }
        if found.anything {
            return Self::Anything;
        }
        found.places.sort();
        found.places.dedup();
        Self::Places(found.places.into())
    }

    /// Does the rule ask about what Config recorded of a resource, besides which one it is?
    pub fn needs_configuration(&self) -> bool {
        let Self::Places(places) = self else { return true };
        let of = |place: &Place| place.dotted.split('.').next().unwrap_or_default().to_owned();
        places.iter().map(of).any(|n| n == "configuration" || n == "supplementaryconfiguration")
    }

    /// May the result be another one after a change of these properties, named as AWS names them
    /// (`Configuration.State`)? Letter case does not count.
    pub fn touched_by(&self, properties: &[String]) -> bool {
        let Self::Places(places) = self else { return true };
        properties.iter().any(|property| {
            let property = property.to_lowercase();
            // One map of tags is made from many places.
            let tags = property.contains("tag");
            places.iter().any(|place| {
                begins(&place.dotted, &property)
                    || begins(&property, &place.dotted)
                    || (tags && place.dotted.split('.').next() == Some("tags"))
            })
        })
    }

    /// A hash of all that is read of an item: two items with one seal give one result. `None`
    /// where anything may be read.
    pub fn seal(&self, item: Item<'_>, hasher: &impl BuildHasher) -> Option<u64> {
        let Self::Places(places) = self else { return None };
        let mut hash = hasher.build_hasher();
        for place in places {
            let step = |at: Item<'_>, name: &Text| at.member(name, &mut 0).map(|i| i.index());
            let found = place
                .names
                .iter()
                .try_fold(item, |at, name| step(at, name).map(|index| item.tree().at(index)));
            let Some(found) = found else {
                hash.write_u32(0);
                continue;
            };
            hash.write_u32(found.end_index() - found.index());
            for index in found.index()..found.end_index() {
                let node = item.tree().at(index);
                hash.write_u8(node.kind() as u8);
                hash.write_u32(node.end_index() - index);
                if node.is_empty() {
                    let text = node.text();
                    hash.write_usize(text.len());
                    hash.write(&text);
                }
            }
        }
        Some(hash.finish())
    }
}

/// Is `inner` at `outer` or below it?
fn begins(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

struct Found {
    places: Vec<Place>,
    anything: bool,
}

impl Found {
    fn selector(&mut self, selector: &Selector) {
        // The rest of what a selector asks about is what makes the resource.
        if !selector.tags.is_empty() {
            self.place([b"tags".as_slice()]);
        }
        if !selector.resources.is_empty() {
            self.place([b"ARN".as_slice()]);
        }
    }

    fn condition(&mut self, condition: &Condition) {
        others_of(condition, &mut |_| self.anything = true);
        if !self.anything {
            condition.queries(&mut |query, outside| self.query(query, outside));
        }
    }

    fn query(&mut self, query: &Query, outside: bool) {
        let text = query.to_string();
        // A filter may look at anything.
        if text.contains('?') || text.contains("..") {
            self.anything = true;
            return;
        }
        // What the element of a block is was read by the block.
        if outside || query.path().root() == Root::Item {
            self.place(query.path().names());
        }
    }

    fn place<'n>(&mut self, names: impl IntoIterator<Item = &'n [u8]>) {
        let names: Box<[Text]> = names.into_iter().map(Text::from).collect();
        let words: Vec<_> = names.iter().map(|n| show(n).to_lowercase()).collect();
        self.anything |= words.is_empty();
        self.places.push(Place { dotted: words.join(".").into(), names });
    }
}

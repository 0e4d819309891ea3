//! Which resources something concerns, by what every item has: for overlays of parameters, waivers
//! and the scopes of rules in AWS's templates.

use crate::base::text::Text;
use crate::operators::Wildcard;
use crate::read::tree::{Item, Kind};

/// A choice of resources. Every part that is not empty has to hold; within a part one is enough.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector {
    /// ARNs or resource ids.
    pub resources: Box<[Wildcard]>,
    /// Resource types.
    pub types: Box<[Wildcard]>,
    /// Accounts.
    pub accounts: Box<[Wildcard]>,
    /// Regions.
    pub regions: Box<[Wildcard]>,
    /// Tags: all of these keys, each with one of the values; any value does for a key without.
    pub tags: Box<[(Text, Box<[Wildcard]>)]>,
}

impl Selector {
    /// Does it choose everything?
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Does it choose the (normalised) item?
    #[must_use]
    pub fn selects(&self, item: Item<'_>) -> bool {
        let any = |globs: &[Wildcard], names: &[&str]| {
            let held = |value: Item<'_>| globs.iter().any(|g| g.matches(&value.text()));
            globs.is_empty() || names.iter().filter_map(|n| item.get(n)).any(held)
        };
        let tag = |(key, values): &(Text, Box<[Wildcard]>)| {
            let tags = item.get("tags").filter(|tags| tags.kind() == Kind::Map);
            let value = tags.and_then(|t| t.entries().find(|(k, _)| *k.text() == **key));
            value.is_some_and(|(_, v)| {
                values.is_empty() || values.iter().any(|glob| glob.matches(&v.text()))
            })
        };
        any(&self.types, &["resourceType"])
            && any(&self.accounts, &["awsAccountId"])
            && any(&self.regions, &["awsRegion"])
            && any(&self.resources, &["ARN", "resourceId"])
            && self.tags.iter().all(tag)
    }
}

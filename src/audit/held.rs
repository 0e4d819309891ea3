//! What is kept of a version of a resource beyond its outcomes: of all that has something to tell.

use super::judge::Detail;
use super::key::Age;
use super::outcomes::Way;
use super::spot::Spot;
use crate::items::{Head, Normalised};
use crate::model::Resource;
use std::sync::Arc;

/// A version of a resource with what there is to tell of it.
#[derive(Debug)]
pub(super) struct Held {
    pub resource: Arc<Resource>,
    pub spot: Spot,
    /// Its position among all items of the run.
    pub turn: u64,
    /// Is the resource deleted, or not recorded any more?
    pub gone: bool,
    /// What to say of results that are not as they should be, by rule, in order.
    pub details: Vec<(u32, Box<Detail>)>,
    /// The item, where something at the end of the run needs it.
    pub item: Option<Box<Normalised>>,
}

impl Held {
    /// What there is to say of a rule's result.
    pub fn detail(&self, rule: u32) -> Option<&Detail> {
        let at = self.details.binary_search_by_key(&rule, |(rule, _)| *rule).ok()?;
        self.details.get(at).map(|(_, detail)| &**detail)
    }
}

/// A version in the history of a resource.
#[derive(Debug, Clone)]
pub(super) struct Version {
    pub age: Age,
    pub way: Way,
    pub held: Arc<Held>,
    /// What changed, where a message told.
    pub changes: Option<Box<[String]>>,
}

/// A resource as results name it.
pub(super) fn resource(head: &Head) -> Resource {
    Resource {
        resource_type: head.resource_type.clone(),
        resource_id: head.resource_id.clone(),
        name: head.resource_name.clone(),
        arn: head.arn.clone(),
        account: head.account.clone(),
        region: head.region.clone(),
        captured: head.captured,
    }
}

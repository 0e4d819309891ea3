//! What is kept of a resource.

use super::Weighed;
use crate::audit::held::resource;
use crate::audit::judge::{Detail, Judged};
use crate::audit::key::Age;
use crate::audit::kinds::Kind;
use crate::audit::outcomes::Outcome;
use crate::items::Normalised;
use crate::model::{ComplianceType, Resource};
use std::sync::Arc;

/// What is kept of a resource: its newest version, and what rules say of it.
#[derive(Debug)]
pub struct Entry {
    pub(super) age: Age,
    pub(super) kind: Arc<Kind>,
    pub(super) resource: Arc<Resource>,
    /// Is it deleted, or not recorded any more?
    pub(super) gone: bool,
    /// Is it there with its configuration?
    pub(super) whole: bool,
    /// By rule of its type: the outcome, `None` until it is judged.
    pub(super) outcomes: Box<[Outcome]>,
    /// What to say of results that are not as they should be, by rule, in order.
    pub(super) details: Vec<(u32, Box<Detail>)>,
    /// The item, where it is looked at again.
    pub(super) item: Option<Arc<Normalised>>,
}

impl Entry {
    pub(super) fn of(weighed: Weighed) -> Self {
        let Weighed { age, kind, head, gone, whole, outcomes, details, item } = weighed;
        Self {
            age,
            kind,
            resource: Arc::new(resource(&head)),
            gone,
            whole,
            outcomes: outcomes.into_iter().map(|(rule, outcome, _)| (rule, outcome)).collect(),
            details,
            item: item.map(Arc::from),
        }
    }

    /// The resource, in its newest version.
    #[must_use]
    pub fn resource(&self) -> &Arc<Resource> {
        &self.resource
    }

    /// Is it deleted, or not recorded any more?
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.gone
    }

    /// What rules say of it, each by its index into the rules; without what is still to be judged.
    pub fn outcomes(&self) -> impl Iterator<Item = (u32, ComplianceType)> + use<'_> {
        self.outcomes.iter().filter_map(|(rule, outcome)| Some((*rule, (*outcome)?)))
    }

    /// The same with what is still to be judged, as `None`.
    pub fn all(&self) -> impl Iterator<Item = (u32, Option<ComplianceType>)> + use<'_> {
        self.outcomes.iter().copied()
    }

    /// What there is to say of a rule's result.
    pub(super) fn detail(&self, rule: u32) -> Option<&Detail> {
        let at = self.details.binary_search_by_key(&rule, |(rule, _)| *rule).ok()?;
        self.details.get(at).map(|(_, detail)| &**detail)
    }

    /// Enters what a rule says.
    pub(super) fn set(&mut self, rule: u32, judged: Judged) {
        for (_, outcome) in self.outcomes.iter_mut().filter(|(own, _)| *own == rule) {
            *outcome = Some(judged.compliance);
        }
        match (self.details.binary_search_by_key(&rule, |(rule, _)| *rule), judged.detail) {
            (Ok(at), Some(detail)) => {
                if let Some(known) = self.details.get_mut(at) {
                    known.1 = detail;
                }
            }
            (Ok(at), None) => drop(self.details.remove(at)),
            (Err(at), Some(detail)) => self.details.insert(at, (rule, detail)),
            (Err(_), None) => {}
        }
    }
}

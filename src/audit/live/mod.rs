//! Compliance that lives on: items come one after the other without an end, and at any time the
//! results are those that a run over all items so far would have.
//!
//! [`Live`] keeps of each resource who it is and what its newest version came to; items are kept
//! where rules look at them again. What a judgement looked up and until when it holds is noted
//! (`ties`), so that an item that comes, or time that goes by, sets off only what may come out
//! otherwise. Resources are called by numbers, which give their order as that of the inputs would.

mod accounts;
mod entry;
mod place;
mod settle;
mod ties;
mod view;
mod web;
mod weigh;

pub use entry::Entry;
pub use weigh::Weighed;

use super::accounts::ACCOUNT;
use super::auditor::Auditor;
use super::key::Keys;
use crate::items::Head;
use crate::model::Resource;
use crate::rules::ExtraInput;
use accounts::Accounts;
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use jiff::Timestamp;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;
use std::sync::Arc;
use ties::Ties;
use web::Web;

/// The first number of accounts that are made: they come behind all items, as in a run.
const MADE: u64 = 1 << 63;

/// What is known of all resources, and what rules say of them.
#[derive(Debug)]
pub struct Live {
    auditor: Arc<Auditor>,
    keys: Keys,
    entries: BTreeMap<u64, Entry>,
    index: HashMap<u128, u64, RandomState>,
    web: Web,
    ties: Ties,
    accounts: Accounts,
    /// The extra inputs that there are, and the accounts they are of.
    extra: Vec<(ExtraInput, Option<String>)>,
    /// Resources of which something may have changed since it was asked last.
    moved: BTreeSet<u64>,
    /// Of those the ones that are no more.
    gone: BTreeMap<u64, Arc<Resource>>,
    /// By the hash of a type and an id: the resources that may have them.
    named: HashMap<u64, Vec<u64>, RandomState>,
    hasher: RandomState,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// It is the first of its resource.
    First,
    /// It is newer than the one before.
    Newer,
    /// It is as old as the one before, and stands in its place.
    Instead,
    /// A newer one is known.
    Older,
}

impl Live {
    /// Nothing known yet; results are those at `now`.
    #[must_use]
    pub fn new(auditor: &Auditor, now: Timestamp) -> Self {
        Self {
            auditor: Arc::new(auditor.at(now)),
            keys: Keys::default(),
            entries: BTreeMap::new(),
            index: HashMap::default(),
            web: Web::new(&auditor.rules),
            ties: Ties::default(),
            accounts: Accounts::default(),
            extra: Vec::new(),
            moved: BTreeSet::new(),
            gone: BTreeMap::new(),
            named: HashMap::default(),
            hasher: RandomState::default(),
        }
    }

    /// The rules, as they judge at the time that it is.
    #[must_use]
    pub fn auditor(&self) -> &Arc<Auditor> {
        &self.auditor
    }

    /// The number of the resource of an item that was [owned](Auditor::own), if it is known.
    #[must_use]
    pub fn number(&self, head: &Head) -> Option<u64> {
        self.index.get(&self.keys.of(head)).copied()
    }

    /// The number that an account has as a resource, if it is made one.
    #[must_use]
    pub fn account(&self, account: &str) -> Option<u64> {
        let number = self.accounts.first(account)? | MADE;
        self.entries.contains_key(&number).then_some(number)
    }

    /// Is this the number of an account that was made a resource?
    #[must_use]
    pub fn is_account(number: u64) -> bool {
        number >= MADE
    }

    /// It is so late now; time does not go back. Results are the old ones until
    /// [`settle`](Live::settle).
    pub fn advance(&mut self, now: Timestamp) {
        if now <= self.auditor.now {
            return;
        }
        let later = Arc::new(self.auditor.at(now));
        if later.exceptions.differ(&self.auditor.exceptions) {
            let waived = |entry: &Entry| entry.details.iter().any(|(_, d)| !d.waivers.is_empty());
            let touched = self.entries.iter().filter(|(_, entry)| waived(entry));
            self.moved.extend(touched.map(|(number, _)| *number));
        }
        self.auditor = later;
    }

    /// Takes an item of the resource of this number: the known one, or one above all known for a
    /// resource that is new.
    pub fn enter(&mut self, number: u64, weighed: Weighed) -> Entered {
        let before = self.entries.get(&number).map(|entry| weighed.age.cmp(&entry.age));
        if before == Some(Ordering::Less) {
            return Entered::Older;
        }
        if before.is_none() {
            self.index.insert(self.keys.of(&weighed.head), number);
            self.meet(&weighed.head, number);
        }
        self.place(number, weighed);
        match before {
            None => Entered::First,
            Some(Ordering::Equal) => Entered::Instead,
            Some(_) => Entered::Newer,
        }
    }

    /// Forgets a resource and its results.
    pub fn forget(&mut self, number: u64) {
        let Some(entry) = self.take_out(number) else { return };
        let resource = &entry.resource;
        let head = Head {
            resource_type: resource.resource_type.clone(),
            resource_id: resource.resource_id.clone(),
            account: resource.account.clone(),
            region: resource.region.clone(),
            ..Head::default()
        };
        self.index.remove(&self.keys.of(&head));
        if let Some(account) = &resource.account {
            let made = self.accounts.first(account);
            self.accounts.leave(account);
            self.make(account, made);
        }
        if resource.resource_type == ACCOUNT {
            self.accounts.ungive(&resource.resource_id);
            self.make(&resource.resource_id, None);
        }
    }

    /// The resources of which something may have changed since this was asked last.
    pub fn moved(&mut self) -> BTreeSet<u64> {
        std::mem::take(&mut self.moved)
    }

    /// The resources that were forgotten since this was asked last.
    pub fn gone(&mut self) -> BTreeMap<u64, Arc<Resource>> {
        std::mem::take(&mut self.gone)
    }

    /// The resources of a type and an id, whatever their account and region.
    #[must_use]
    pub fn find(&self, resource_type: &str, id: &str) -> Vec<u64> {
        let all = self.named.get(&self.hasher.hash_one((resource_type, id)));
        let same = |number: &u64| {
            let resource = self.entries.get(number).map(|entry| &entry.resource);
            resource.is_some_and(|r| r.resource_type == resource_type && r.resource_id == id)
        };
        all.into_iter().flatten().copied().filter(same).collect()
    }
}

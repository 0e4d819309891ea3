//! Putting a version in the place of the one before, with everything that hangs on it.

use super::{Entry, Live, MADE, Weighed};
use crate::audit::accounts::{ACCOUNT, item as account_item};
use crate::items::Head;
use crate::model::Resource;
use std::hash::BuildHasher;
use std::sync::Arc;

impl Live {
    pub(super) fn meet(&mut self, head: &Head, number: u64) {
        if head.resource_type == ACCOUNT {
            let made = self.accounts.first(&head.resource_id);
            self.accounts.give(&head.resource_id);
            self.make(&head.resource_id, made);
        }
        if let Some(account) = &head.account {
            let made = self.accounts.first(account);
            self.accounts.meet(account, number);
            if made.is_none() {
                self.make(account, made);
            }
        }
    }

    /// Makes an account a resource where it has to be one, or takes it away. `made` is the number
    /// of its first item while it was one.
    pub(super) fn make(&mut self, account: &str, made: Option<u64>) {
        let wanted = self.accounts.first(account);
        if let Some(first) = made.filter(|_| wanted.is_none()) {
            self.take_out(first | MADE);
        }
        let Some(number) = wanted.map(|first| first | MADE) else { return };
        if self.auditor.counts_accounts() && !self.entries.contains_key(&number) {
            let item = account_item(account);
            let weighed = item.map(|item| self.auditor.weigh(item, number));
            weighed.into_iter().for_each(|weighed| self.place(number, weighed));
        }
    }

    /// Puts what is known of a version in the place of what was known of the one before.
    pub(super) fn place(&mut self, number: u64, weighed: Weighed) {
        let mut touched = Vec::new();
        self.web.remove(number, &mut touched);
        self.untie(number);
        let (kind, account) = (Arc::clone(&weighed.kind), weighed.head.account.clone());
        for (rule, outcome, until) in &weighed.outcomes {
            match outcome {
                None => self.ties.open((number, *rule)),
                Some(_) if until.is_some() => {
                    self.ties.set((number, *rule), Box::default(), *until);
                }
                Some(_) => {}
            }
        }
        let entry = Entry::of(weighed);
        if let Some(item) = entry.item.as_ref().filter(|_| kind.other && entry.whole) {
            self.web.add(number, item, &mut touched);
        }
        if let Some(extra) = kind.extra
            && !self.extra.iter().any(|(known, of)| *known == extra && *of == account)
        {
            self.extra.push((extra, account));
            touched.push(self.web.extra(extra));
        }
        let hash = self.hash(&entry.resource);
        if self.entries.insert(number, entry).is_none() {
            self.named.entry(hash).or_default().push(number);
        }
        self.moved.insert(number);
        self.ties.touch(&mut touched);
    }

    pub(super) fn take_out(&mut self, number: u64) -> Option<Entry> {
        let mut touched = Vec::new();
        self.web.remove(number, &mut touched);
        self.untie(number);
        self.ties.touch(&mut touched);
        let entry = self.entries.remove(&number)?;
        let hash = self.hash(&entry.resource);
        if let Some(all) = self.named.get_mut(&hash) {
            all.retain(|other| *other != number);
            if all.is_empty() {
                self.named.remove(&hash);
            }
        }
        self.gone.insert(number, Arc::clone(&entry.resource));
        self.moved.insert(number);
        Some(entry)
    }

    fn hash(&self, resource: &Resource) -> u64 {
        self.hasher.hash_one((resource.resource_type.as_str(), resource.resource_id.as_str()))
    }

    fn untie(&mut self, number: u64) {
        let rules = self.entries.get(&number).map(|entry| entry.kind.rules.clone());
        for rule in rules.into_iter().flatten() {
            self.ties.forget((number, rule));
        }
    }
}

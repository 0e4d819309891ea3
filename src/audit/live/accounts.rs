//! The accounts of the items. Each is a resource of its own for rules on accounts, as long as there
//! are items of it and the inputs do not hold it themselves.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

/// The accounts that were met.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    met: HashMap<Box<str>, Met, RandomState>,
    /// By account: how many items of it as a resource there are.
    given: HashMap<Box<str>, u64, RandomState>,
}

#[derive(Debug)]
struct Met {
    /// The number of its first item.
    first: u64,
    /// How many resources it has.
    resources: u64,
}

impl Accounts {
    /// A resource of the account is new.
    pub fn meet(&mut self, account: &str, number: u64) {
        match self.met.get_mut(account) {
            Some(met) => met.resources += 1,
            None => {
                self.met.insert(account.into(), Met { first: number, resources: 1 });
            }
        }
    }

    /// A resource of the account is forgotten.
    pub fn leave(&mut self, account: &str) {
        let Some(met) = self.met.get_mut(account) else { return };
        met.resources = met.resources.saturating_sub(1);
        if met.resources == 0 {
            self.met.remove(account);
        }
    }

    /// The account itself is among the items, once more.
    pub fn give(&mut self, account: &str) {
        *self.given.entry(account.into()).or_insert(0) += 1;
    }

    /// One of its own items is forgotten.
    pub fn ungive(&mut self, account: &str) {
        if let Some(count) = self.given.get_mut(account) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.given.remove(account);
            }
        }
    }

    /// The number of the first item of an account that has to be made.
    pub fn first(&self, account: &str) -> Option<u64> {
        let met = self.met.get(account)?;
        (!self.given.contains_key(account)).then_some(met.first)
    }
}

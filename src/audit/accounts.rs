//! The accounts that a run met. Each is a resource of its own, for rules on accounts: AWS Config
//! tells results of such rules of `AWS::::Account`.

use super::auditor::Auditor;
use super::spot::Spot;
use crate::base::ids::SourceId;
use crate::base::text::quote;
use crate::items::{Head, Normalised, normalise};
use crate::read::json;
use foldhash::fast::RandomState;
use hashbrown::HashSet;

/// The type of accounts.
pub(super) const ACCOUNT: &str = "AWS::::Account";

/// The accounts that were met, in order, each with its first item.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    met: Vec<(String, Spot)>,
    known: HashSet<String, RandomState>,
    /// Accounts that are items of the inputs.
    given: HashSet<String, RandomState>,
}

impl Accounts {
    /// Takes note of the account of an item.
    pub fn see(&mut self, auditor: &Auditor, head: &Head, spot: &Spot) {
        if head.resource_type == ACCOUNT {
            self.given.insert(head.resource_id.clone());
        }
        let Some(account) = head.account.as_ref().or(auditor.account.as_ref()) else { return };
        // Most items are of the account of the one before.
        if self.met.last().is_some_and(|(last, _)| last == account) {
            return;
        }
        if self.known.insert(account.clone()) {
            self.met.push((account.clone(), spot.clone()));
        }
    }

    /// The accounts that are not among the inputs, as items that stand where their first items do.
    pub fn made(&self) -> Vec<(Box<Normalised>, Spot)> {
        let missing = self.met.iter().filter(|(account, _)| !self.given.contains(account));
        missing.filter_map(|(account, spot)| Some((item(account)?, quoted(spot)))).collect()
    }
}

/// Nothing in an account's item has a place of its own.
fn quoted(spot: &Spot) -> Spot {
    Spot { quoted: true, ..spot.clone() }
}

fn item(account: &str) -> Option<Box<Normalised>> {
    let id = quote(account.as_bytes());
    let text = format!(
        "{{\"configuration\":{{}},\"awsAccountId\":{id},\"resourceType\":\"{ACCOUNT}\",\
         \"resourceId\":{id}}}"
    );
    let tree = json::read(SourceId(0), text.as_bytes().into(), 4).ok()?;
    normalise(tree.root(), 4).ok().map(Box::new)
}

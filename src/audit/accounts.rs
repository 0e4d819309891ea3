//! The accounts that a run met. Each is a resource of its own, for rules on accounts: AWS Config
//! tells results of such rules of `AWS::::Account`.

use super::spot::Spot;
use crate::base::ids::SourceId;
use crate::base::text::quote;
use crate::items::{Normalised, normalise};
use crate::read::json;
use crate::read::tree::{Kind, TreeBuilder};
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
    pub fn see(&mut self, (kind, id): (&str, &str), account: Option<&str>, spot: &Spot) {
        if kind == ACCOUNT {
            self.given.insert(id.to_owned());
        }
        let Some(account) = account else { return };
        // Most items are of the account of the one before.
        if self.met.last().is_some_and(|(last, _)| last == account) {
            return;
        }
        if self.known.insert(account.to_owned()) {
            self.met.push((account.to_owned(), spot.clone()));
        }
    }

    /// The one account of the run, if there is just one.
    pub fn only(&self) -> Option<&str> {
        match self.met.as_slice() {
            [(account, _)] => Some(account),
            _ => None,
        }
    }

    /// The accounts that are not among the inputs, as items that stand where their first items do.
    pub fn made(&self) -> Vec<(Box<Normalised>, Spot)> {
        let missing = self.met.iter().filter(|(account, _)| !self.given.contains(account));
        missing.filter_map(|(account, spot)| Some((item(account)?, quoted(spot)))).collect()
    }
}

/// Makes an item that names no account one of this account.
pub(super) fn settle(item: &mut Normalised, account: &str) {
    let root = item.tree.root();
    let (start, end) = (root.span().start as usize, root.span().end as usize);
    let mut builder = TreeBuilder::over(&item.tree);
    let opened = builder.open(Kind::Map, start);
    for (key, value) in root.entries().filter(|(key, _)| !key.reads(b"awsAccountId")) {
        builder.take(key);
        builder.take(value);
    }
    builder.stored(Kind::Text, start, start, b"awsAccountId");
    builder.stored(Kind::Text, start, start, account.as_bytes());
    builder.close(opened, end);
    if let Some(tree) = builder.finish() {
        item.tree = tree;
        item.head.account = Some(account.to_owned());
    }
}

/// Nothing in an account's item has a place of its own.
fn quoted(spot: &Spot) -> Spot {
    Spot { quoted: true, ..spot.clone() }
}

pub(super) fn item(account: &str) -> Option<Box<Normalised>> {
    let id = quote(account.as_bytes());
    let text = format!(
        "{{\"configuration\":{{}},\"awsAccountId\":{id},\"resourceType\":\"{ACCOUNT}\",\
         \"resourceId\":{id}}}"
    );
    let tree = json::read(SourceId(0), text.as_bytes().into(), 4).ok()?;
    normalise(tree.root(), 4).ok().map(Box::new)
}

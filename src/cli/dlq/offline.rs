//! Dead letters in the directory of a daemon that does not run.

use super::{Letters, Meant};
use crate::cli::exit::Failure;
use crate::cli::store;
use crate::daemon::courier::requeue;
use crate::daemon::dead_letters::{self, Page, Wanted};
use crate::store::{Disk, Kv, Space};
use jiff::Timestamp;
use serde_json::Value;
use std::path::Path;

pub(super) struct Offline(Disk);

impl Offline {
    pub fn open(data: &Path) -> Result<Self, Failure> {
        store::open(data, false).map(Self)
    }

    /// The keys of those that are meant.
    fn keys(&self, which: &Meant, most: usize) -> Result<Vec<Vec<u8>>, Failure> {
        let ids = match which {
            Meant::Ids(ids) => ids,
            Meant::Wanted(wanted) => {
                return dead_letters::keys(&self.0, wanted, most).map_err(|e| store::failure(&e));
            }
        };
        let mut keys = Vec::new();
        for key in ids.iter().filter_map(|id| dead_letters::key(id)) {
            if self.0.get(Space::DEAD, &key).map_err(|e| store::failure(&e))?.is_some() {
                keys.push(key);
            }
        }
        Ok(keys)
    }
}

impl Letters for Offline {
    fn list(&self, wanted: &Wanted, from: Option<&str>, most: usize) -> Result<Page, Failure> {
        let from = from.and_then(dead_letters::key).unwrap_or_default();
        dead_letters::list(&self.0, wanted, &from, most).map_err(|e| store::failure(&e))
    }

    fn show(&self, id: &str) -> Result<Option<Value>, Failure> {
        dead_letters::show(&self.0, id).map_err(|e| store::failure(&e))
    }

    fn redrive(&self, which: &Meant, most: usize) -> Result<(u64, u64), Failure> {
        let keys = self.keys(which, most)?;
        let done = requeue(&self.0, &keys, Timestamp::now()).map_err(|e| store::failure(&e))?;
        Ok((done as u64, (keys.len() - done) as u64))
    }

    fn purge(&self, which: &Meant) -> Result<u64, Failure> {
        let keys = self.keys(which, usize::MAX)?;
        dead_letters::purge(&self.0, keys).map(|n| n as u64).map_err(|e| store::failure(&e))
    }
}

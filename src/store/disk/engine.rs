//! The engine as this store uses it: its spaces, its limits, one commit at a time.

use super::stamp::{self, Changes, Stamp};
use super::trouble::{Trouble, guarded};
use crate::store::{Durability, SPACES, Space, StoreError, Write};
use ::fjall::{AbstractTree, Database, Keyspace, KeyspaceCreateOptions, PersistMode};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::time::Duration;

/// Journals are kept until all they hold is in tables, at most about so many bytes.
const JOURNALS: u64 = 128 << 20;
/// How long writing waits for tables to be written before it looks again.
const PAUSE: Duration = Duration::from_millis(2);

/// The engine, open.
pub(super) struct Engine {
    spaces: HashMap<Space, Keyspace>,
    /// One key: the stamp of the last batch.
    stamps: Keyspace,
    /// By the name of a space: the key before which nothing is left.
    floors: Keyspace,
    // Last, so that it outlives the handles.
    db: Database,
}

impl Engine {
    pub(super) fn open(folder: &Path, cache: u64) -> Result<Self, StoreError> {
        guarded(|| {
            let db = Database::builder(folder)
                .cache_size(cache)
                .max_journaling_size(JOURNALS)
                .worker_threads(2)
                .manual_journal_persist(true)
                .open()?;
            let mut spaces = HashMap::new();
            for space in SPACES {
                spaces.insert(*space, db.keyspace(space.name(), || options(memtable(*space)))?);
            }
            let stamps = db.keyspace("stamps", || options(1 << 20))?;
            let floors = db.keyspace("floors", || options(1 << 20))?;
            Ok(Self { spaces, stamps, floors, db })
        })
        .map_err(Trouble::opening)
    }

    /// The space's tree.
    pub(super) fn space(&self, space: Space) -> Result<&Keyspace, StoreError> {
        // All spaces were opened, and no other can be named.
        self.spaces.get(&space).ok_or_else(|| StoreError::Open(format!("no `{}`", space.name())))
    }

    pub(super) fn database(&self) -> &Database {
        &self.db
    }

    /// The stamp of the last batch.
    pub(super) fn stamp(&self) -> Result<Stamp, StoreError> {
        let found = guarded(|| self.stamps.get(stamp::KEY)).map_err(Trouble::reading)?;
        match found {
            None => Ok(Stamp::default()),
            Some(bytes) => Stamp::decode(&bytes)
                .ok_or_else(|| StoreError::Damaged("the number of its last batch".into())),
        }
    }

    /// The floors of spaces that have one.
    pub(super) fn floors(&self) -> Result<HashMap<Space, Vec<u8>>, StoreError> {
        let mut floors = HashMap::new();
        for space in SPACES {
            let found = guarded(|| self.floors.get(space.name())).map_err(Trouble::reading)?;
            floors.extend(found.map(|floor| (*space, floor.to_vec())));
        }
        Ok(floors)
    }

    /// Writes a batch and its stamp. With [`Durability::Now`] it is synced before anyone can read it.
    pub(super) fn commit(
        &self,
        writes: Vec<Write>,
        floor: Option<(Space, &[u8])>,
        mut stamp: Stamp,
        durability: Durability,
    ) -> Result<(), Trouble> {
        guarded(|| {
            let mode = match durability {
                Durability::Now => PersistMode::SyncData,
                Durability::Later => PersistMode::Buffer,
            };
            let mut batch = self.db.batch().durability(Some(mode));
            let mut changes = Changes::default();
            for Write { space, key, value } in last_of_each(writes) {
                let Some(tree) = self.spaces.get(&space) else { continue };
                changes.add(tree.id(), &key, value.as_deref());
                match value {
                    Some(value) => batch.insert(tree, key, value),
                    None => batch.remove(tree, key),
                }
            }
            if let Some((space, key)) = floor {
                changes.add(self.floors.id(), space.name().as_bytes(), Some(key));
                batch.insert(&self.floors, space.name(), key);
                // Journals are kept until each tree that they speak of has written a table. A tree
                // whose tables are about to be dropped has to have something to write.
                if let Some(tree) = self.spaces.get(&space) {
                    changes.add(tree.id(), &[0], None);
                    batch.remove(tree, [0]);
                }
            }
            stamp.sum = changes.sum();
            batch.insert(&self.stamps, *stamp::KEY, stamp.encode());
            batch.commit()
        })
    }

    /// Drops the tables of which nothing is left.
    pub(super) fn drop_tables(&self, space: Space, before: &[u8]) -> Result<(), Trouble> {
        let Some(tree) = self.spaces.get(&space) else { return Ok(()) };
        guarded(|| Ok(tree.tree.drop_range(..before)?))
    }

    /// Waits until the engine has room for another batch. It would wait by itself, but without an end
    /// after its threads have stopped.
    pub(super) fn wait_for_room(&self) -> Result<(), Trouble> {
        guarded(|| {
            while self.spaces.values().chain([&self.stamps, &self.floors]).any(is_behind) {
                self.db.persist(PersistMode::Buffer)?;
                std::thread::sleep(PAUSE);
            }
            Ok(())
        })
    }

    /// Syncs all that was written.
    pub(super) fn sync(&self) -> Result<(), Trouble> {
        guarded(|| self.db.persist(PersistMode::SyncAll))
    }
}

/// Whether a tree has more in memory, or more small tables, than its threads keep up with. A batch can
/// add one, and one can be on its way; the engine stops at 4 and at 30.
fn is_behind(tree: &Keyspace) -> bool {
    tree.sealed_memtable_count() >= 2 || tree.tree.l0_run_count() >= 24
}

fn options(memtable: u64) -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default().max_memtable_size(memtable)
}

/// What is kept in memory before it becomes a table: up to three times as much while it is written.
fn memtable(space: Space) -> u64 {
    match space {
        Space::LOG | Space::ARCHIVED => 16 << 20,
        Space::QUEUE | Space::METRICS | Space::CALLS => 8 << 20,
        _ => 2 << 20,
    }
}

/// In a batch of the engine a key may come once; the last change of it counts.
fn last_of_each(writes: Vec<Write>) -> Vec<Write> {
    let mut seen = HashSet::with_capacity(writes.len());
    let last: Vec<bool> =
        writes.iter().rev().map(|write| seen.insert((write.space, &*write.key))).collect();
    drop(seen);
    if last.iter().all(|last| *last) {
        return writes;
    }
    let last = last.into_iter().rev();
    writes.into_iter().zip(last).filter_map(|(write, last)| last.then_some(write)).collect()
}

//! fjall: a log-structured merge tree with a journal. Retention is as the daemon does it: a key before
//! which nothing counts, and whole tables dropped. With values apart from keys, which is for large
//! values, it is a change for each block, as fjall drops no files of values by a range of keys.

use super::{Engine, Failure, Group, delivery};
use fjall::{
    AbstractTree, Database, Keyspace, KeyspaceCreateOptions, KvSeparationOptions, PersistMode,
};
use std::path::Path;

pub struct Fjall {
    db: Database,
    log: Keyspace,
    queue: Keyspace,
    facts: Keyspace,
    apart: bool,
}

impl Fjall {
    pub fn open(dir: &Path, apart: bool) -> Result<Self, Failure> {
        let db = Database::builder(dir)
            .cache_size(64 << 20)
            .max_journaling_size(128 << 20)
            .worker_threads(2)
            .manual_journal_persist(true)
            .open()?;
        let log = db.keyspace("log", || {
            KeyspaceCreateOptions::default()
                .max_memtable_size(16 << 20)
                .with_kv_separation(apart.then(KvSeparationOptions::default))
        })?;
        let queue =
            db.keyspace("queue", || KeyspaceCreateOptions::default().max_memtable_size(8 << 20))?;
        let facts = db.keyspace("facts", KeyspaceCreateOptions::default)?;
        Ok(Self { db, log, queue, facts, apart })
    }

    fn floor(&self) -> Result<Vec<u8>, Failure> {
        Ok(self.facts.get("floor")?.map(|floor| floor.to_vec()).unwrap_or_default())
    }
}

impl Engine for Fjall {
    fn commit(&self, group: &Group) -> Result<(), Failure> {
        let mut batch = self.db.batch().durability(Some(PersistMode::SyncData));
        for (number, block) in &group.blocks {
            batch.insert(&self.log, number.to_be_bytes(), block.as_slice());
        }
        for number in &group.begun {
            batch.insert(&self.queue, number.to_be_bytes(), delivery(*number));
        }
        for number in &group.ended {
            batch.remove(&self.queue, number.to_be_bytes());
        }
        batch.commit()?;
        Ok(())
    }

    fn drop_before(&self, number: u64) -> Result<u64, Failure> {
        let mut dropped = 0;
        if !self.apart {
            let mut batch = self.db.batch().durability(Some(PersistMode::SyncData));
            batch.insert(&self.facts, "floor", number.to_be_bytes());
            batch.commit()?;
            self.log.tree.drop_range(..number.to_be_bytes())?;
            return Ok(0);
        }
        loop {
            let mut batch = self.db.batch().durability(Some(PersistMode::SyncData));
            let mut some = 0;
            for pair in self.log.range(..number.to_be_bytes()).take(4_096) {
                batch.remove(&self.log, pair.key()?);
                some += 1;
            }
            if some == 0 {
                return Ok(dropped);
            }
            batch.commit()?;
            dropped += some;
        }
    }

    fn each(&self, see: &mut dyn FnMut(u64, &[u8])) -> Result<(), Failure> {
        for pair in self.log.range(self.floor()?..) {
            let (key, value) = pair.into_inner()?;
            see(u64::from_be_bytes((&*key).try_into()?), &value);
        }
        Ok(())
    }

    fn deliveries(&self) -> Result<u64, Failure> {
        Ok(self.queue.len()? as u64)
    }
}

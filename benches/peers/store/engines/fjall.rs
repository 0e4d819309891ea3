//! fjall: a log-structured merge tree with a journal. Values of the log are kept apart from keys.

use super::{Engine, Failure, Group, delivery};
use fjall::{Database, Keyspace, KeyspaceCreateOptions, KvSeparationOptions, PersistMode};
use std::path::Path;

pub struct Fjall {
    db: Database,
    log: Keyspace,
    queue: Keyspace,
}

impl Fjall {
    pub fn open(dir: &Path) -> Result<Self, Failure> {
        let db = Database::builder(dir)
            .cache_size(64 << 20)
            .max_journaling_size(192 << 20)
            .worker_threads(2)
            .manual_journal_persist(true)
            .open()?;
        let apart = std::env::var_os("STORE_APART").is_some_and(|v| v == "1");
        let log = db.keyspace("log", || {
            KeyspaceCreateOptions::default()
                .max_memtable_size(32 << 20)
                .with_kv_separation(apart.then(KvSeparationOptions::default))
        })?;
        let queue =
            db.keyspace("queue", || KeyspaceCreateOptions::default().max_memtable_size(16 << 20))?;
        Ok(Self { db, log, queue })
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
        if std::env::var_os("STORE_RANGE").is_some_and(|v| v == "1") {
            use fjall::AbstractTree;
            self.log.tree.drop_range(..number.to_be_bytes())?;
        }
        let mut dropped = 0;
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
        for pair in self.log.iter() {
            let (key, value) = pair.into_inner()?;
            see(u64::from_be_bytes((&*key).try_into()?), &value);
        }
        Ok(())
    }

    fn deliveries(&self) -> Result<u64, Failure> {
        Ok(self.queue.len()? as u64)
    }
}

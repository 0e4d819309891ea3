//! redb: a copy-on-write B-tree in one file. With quick repair each commit also writes what makes
//! opening after a crash fast.

use super::{Engine, Failure, Group, delivery};
use redb::TableDefinition;
use redb::{Database, Durability, ReadableDatabase, ReadableTable, ReadableTableMetadata};
use std::path::Path;

const LOG: TableDefinition<u64, &[u8]> = TableDefinition::new("log");
const QUEUE: TableDefinition<u64, &[u8]> = TableDefinition::new("queue");

pub struct Redb {
    db: Database,
    quick: bool,
}

impl Redb {
    pub fn open(dir: &Path, quick: bool) -> Result<Self, Failure> {
        let db = Database::builder().set_cache_size(128 << 20).create(dir.join("store.redb"))?;
        let new = Self { db, quick };
        let begin = new.begin()?;
        begin.open_table(LOG)?;
        begin.open_table(QUEUE)?;
        begin.commit()?;
        Ok(new)
    }

    fn begin(&self) -> Result<redb::WriteTransaction, Failure> {
        let mut begin = self.db.begin_write()?;
        begin.set_durability(Durability::Immediate)?;
        begin.set_quick_repair(self.quick);
        Ok(begin)
    }
}

impl Engine for Redb {
    fn commit(&self, group: &Group) -> Result<(), Failure> {
        let begin = self.begin()?;
        {
            let mut log = begin.open_table(LOG)?;
            for (number, block) in &group.blocks {
                log.insert(number, block.as_slice())?;
            }
            let mut queue = begin.open_table(QUEUE)?;
            for number in &group.begun {
                queue.insert(number, delivery(*number).as_slice())?;
            }
            for number in &group.ended {
                queue.remove(number)?;
            }
        }
        begin.commit()?;
        Ok(())
    }

    fn drop_before(&self, number: u64) -> Result<u64, Failure> {
        let mut dropped = 0;
        loop {
            let begin = self.begin()?;
            let mut some = 0;
            {
                let mut log = begin.open_table(LOG)?;
                let ends = log.range(..number)?.take(4_096).last().transpose()?;
                if let Some(upto) = ends.map(|(key, _)| key.value()) {
                    log.retain_in(..=upto, |_, _| {
                        some += 1;
                        false
                    })?;
                }
            }
            begin.commit()?;
            if some == 0 {
                return Ok(dropped);
            }
            dropped += some;
        }
    }

    fn each(&self, see: &mut dyn FnMut(u64, &[u8])) -> Result<(), Failure> {
        let read = self.db.begin_read()?;
        for pair in read.open_table(LOG)?.iter()? {
            let (key, value) = pair?;
            see(key.value(), value.value());
        }
        Ok(())
    }

    fn deliveries(&self) -> Result<u64, Failure> {
        Ok(self.db.begin_read()?.open_table(QUEUE)?.len()?)
    }
}

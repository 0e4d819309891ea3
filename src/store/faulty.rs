//! A store that fails on demand, for tests of what stands on one.

use super::{Durability, Kv, Pair, Pairs, Space, StoreError, Write};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How a write fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// There is no room. The batch is not there, and later ones may be.
    Full,
    /// The write fails. The batch is not there, and the store takes nothing more.
    Lost,
    /// The sync fails. The batch is there all the same, and the store takes nothing more.
    Kept,
}

/// Passes everything on to another store but what is to fail.
#[derive(Debug)]
pub struct Faulty<K> {
    below: K,
    plan: Mutex<Plan>,
}

#[derive(Debug, Default)]
struct Plan {
    /// Writes so far.
    writes: u64,
    faults: Vec<(Range<u64>, Fault)>,
    damaged: Vec<Space>,
    failed: bool,
}

impl<K: Kv> Faulty<K> {
    /// Over this store; nothing fails yet.
    pub fn new(below: K) -> Self {
        Self { below, plan: Mutex::default() }
    }

    /// Lets the writes with these numbers fail. The first write of all is 0.
    pub fn fail(&self, writes: Range<u64>, fault: Fault) {
        self.plan().faults.push((writes, fault));
    }

    /// Lets all later reads of a space find damage.
    pub fn damage(&self, space: Space) {
        self.plan().damaged.push(space);
    }

    /// How many writes were tried.
    pub fn writes(&self) -> u64 {
        self.plan().writes
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn readable(&self, space: Space) -> Result<(), StoreError> {
        if self.plan().damaged.contains(&space) {
            return Err(StoreError::Damaged(format!("space `{}`, by order", space.name())));
        }
        Ok(())
    }

    /// Writes by `write`, unless it is to fail.
    fn tried(&self, write: impl FnOnce() -> Result<(), StoreError>) -> Result<(), StoreError> {
        let failed = || Err(StoreError::Failed("by order".into()));
        let mut plan = self.plan();
        let number = plan.writes;
        plan.writes += 1;
        if plan.failed {
            return failed();
        }
        let fault = plan.faults.iter().find(|(writes, _)| writes.contains(&number));
        let Some(fault) = fault.map(|(_, fault)| *fault) else {
            drop(plan);
            return write();
        };
        plan.failed = fault != Fault::Full;
        drop(plan);
        match fault {
            Fault::Full => Err(StoreError::Full("by order".into())),
            Fault::Lost => failed(),
            Fault::Kept => {
                write()?;
                failed()
            }
        }
    }
}

impl<K: Kv> Kv for Faulty<K> {
    fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.readable(space)?;
        self.below.get(space, key)
    }

    fn scan(
        &self,
        space: Space,
        from: &[u8],
        to: Option<&[u8]>,
        most: usize,
    ) -> Result<Pairs, StoreError> {
        self.readable(space)?;
        self.below.scan(space, from, to, most)
    }

    fn last(&self, space: Space, upto: Option<&[u8]>) -> Result<Option<Pair>, StoreError> {
        self.readable(space)?;
        self.below.last(space, upto)
    }

    fn write(&self, batch: Vec<Write>, durability: Durability) -> Result<(), StoreError> {
        self.tried(|| self.below.write(batch, durability))
    }

    fn drop_before(&self, space: Space, key: &[u8]) -> Result<(), StoreError> {
        self.tried(|| self.below.drop_before(space, key))
    }

    fn bytes(&self) -> u64 {
        self.below.bytes()
    }
}

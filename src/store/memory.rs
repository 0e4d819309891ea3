//! A store that is gone with the process.

use super::{Durability, Kv, Pair, Pairs, Space, StoreError, Write};
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::{Mutex, PoisonError};

/// Keeps everything in memory.
#[derive(Debug, Default)]
pub struct Memory(Mutex<HashMap<Space, Tree>>);

type Tree = BTreeMap<Vec<u8>, Vec<u8>>;

impl Memory {
    fn with<T>(&self, space: Space, look: impl FnOnce(&mut Tree) -> T) -> T {
        let mut spaces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        look(spaces.entry(space).or_default())
    }
}

impl Kv for Memory {
    fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.with(space, |pairs| pairs.get(key).cloned()))
    }

    fn scan(
        &self,
        space: Space,
        from: &[u8],
        to: Option<&[u8]>,
        most: usize,
    ) -> Result<Pairs, StoreError> {
        let end = to.map_or(Bound::Unbounded, Bound::Excluded);
        if to.is_some_and(|to| to <= from) {
            return Ok(Vec::new());
        }
        let own = |(key, value): (&Vec<u8>, &Vec<u8>)| (key.clone(), value.clone());
        Ok(self.with(space, |pairs| {
            pairs.range::<[u8], _>((Bound::Included(from), end)).take(most).map(own).collect()
        }))
    }

    fn last(&self, space: Space, upto: Option<&[u8]>) -> Result<Option<Pair>, StoreError> {
        let end = upto.map_or(Bound::Unbounded, Bound::Included);
        Ok(self.with(space, |pairs| {
            let last = pairs.range::<[u8], _>((Bound::Unbounded, end)).next_back();
            last.map(|(key, value)| (key.clone(), value.clone()))
        }))
    }

    fn write(&self, batch: Vec<Write>, _: Durability) -> Result<(), StoreError> {
        if batch.iter().any(|write| !(1..=usize::from(u16::MAX)).contains(&write.key.len())) {
            return Err(StoreError::Refused("a key has to have 1 to 65535 bytes".into()));
        }
        for Write { space, key, value } in batch {
            self.with(space, |pairs| match value {
                Some(value) => pairs.insert(key, value),
                None => pairs.remove(&key),
            });
        }
        Ok(())
    }

    fn drop_before(&self, space: Space, key: &[u8]) -> Result<(), StoreError> {
        self.with(space, |pairs| *pairs = pairs.split_off(key));
        Ok(())
    }

    fn bytes(&self) -> u64 {
        0
    }
}

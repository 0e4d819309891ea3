//! A store that drops unsynced writes. The end of a process leaves what it wrote to the system, a loss
//! of power does not; over this store the end of the process is like a loss of power. What was
//! written with [`Durability::Later`] is held back in memory until something is written with
//! [`Durability::Now`], and this process alone sees it.

use super::{Durability, Kv, Pair, Pairs, Space, StoreError, Write};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keeps unsynced writes from another store.
#[derive(Debug)]
pub struct Lossy<K> {
    below: K,
    held: Mutex<Held>,
}

type Changes = BTreeMap<(Space, Vec<u8>), Option<Vec<u8>>>;

#[derive(Debug, Default)]
struct Held {
    writes: Vec<Write>,
    newest: Changes,
}

impl<K: Kv> Lossy<K> {
    /// Over this store.
    pub fn new(below: K) -> Self {
        Self { below, held: Mutex::default() }
    }

    /// The store below, without what was held back: what a loss of power leaves.
    pub fn lose(self) -> K {
        self.below
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn within(
        &self,
        space: Space,
        from: Bound<&[u8]>,
        to: Bound<&[u8]>,
    ) -> impl DoubleEndedIterator<Item = (&Vec<u8>, &Option<Vec<u8>>)> {
        let key = |bytes: &[u8]| (space, bytes.to_vec());
        let range = (from.map(key), to.map(key));
        // A range over spaces would run into the next one.
        self.newest
            .range(range)
            .filter(move |((own, _), _)| *own == space)
            .map(|((_, k), v)| (k, v))
    }
}

/// The key right before another one, among keys of at most 65535 bytes.
fn before(key: &[u8]) -> Option<Vec<u8>> {
    let (last, rest) = key.split_last()?;
    let mut before = rest.to_vec();
    if let Some(less) = last.checked_sub(1) {
        before.push(less);
        before.resize(usize::from(u16::MAX), u8::MAX);
    }
    (!before.is_empty()).then_some(before)
}

impl<K: Kv> Kv for Lossy<K> {
    fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let held = self.held();
        match held.newest.get(&(space, key.to_vec())) {
            Some(value) => Ok(value.clone()),
            None => self.below.get(space, key),
        }
    }

    fn scan(
        &self,
        space: Space,
        from: &[u8],
        to: Option<&[u8]>,
        most: usize,
    ) -> Result<Pairs, StoreError> {
        if most == 0 || to.is_some_and(|to| to <= from) {
            return Ok(Vec::new());
        }
        let held = self.held();
        let mut pairs = BTreeMap::new();
        let mut from = from.to_vec();
        // What is taken away here may be all that the store below answers with.
        loop {
            let below = self.below.scan(space, &from, to, most)?;
            let all = below.len() < most;
            let end = below.last().map(|(key, _)| key.clone());
            pairs.extend(below);
            let upto = match (&end, all) {
                (Some(end), false) => Bound::Included(end.as_slice()),
                _ => to.map_or(Bound::Unbounded, Bound::Excluded),
            };
            for (key, value) in held
                .within(space, Bound::Included(&from), upto)
                .map(|(key, value)| (key.clone(), value.clone()))
            {
                match value {
                    Some(value) => pairs.insert(key, value),
                    None => pairs.remove(&key),
                };
            }
            match end {
                Some(mut end) if !all && pairs.len() < most => {
                    end.push(0);
                    from = end;
                }
                _ => return Ok(pairs.into_iter().take(most).collect()),
            }
        }
    }

    fn last(&self, space: Space, upto: Option<&[u8]>) -> Result<Option<Pair>, StoreError> {
        let held = self.held();
        let end = upto.map_or(Bound::Unbounded, Bound::Included);
        let newest = held.within(space, Bound::Included(&[]), end).rev();
        let newest = newest.filter_map(|(key, value)| Some((key.clone(), value.clone()?))).next();
        let mut below = self.below.last(space, upto)?;
        while let Some((key, _)) = &below {
            if !held.newest.contains_key(&(space, key.clone())) {
                break;
            }
            // Changed here: what is before it counts.
            below = match before(key) {
                Some(before) => self.below.last(space, Some(&before))?,
                None => None,
            };
        }
        Ok(newest.max(below))
    }

    fn write(&self, batch: Vec<Write>, durability: Durability) -> Result<(), StoreError> {
        let mut held = self.held();
        if durability == Durability::Later {
            for Write { space, key, value } in &batch {
                held.newest.insert((*space, key.clone()), value.clone());
            }
            held.writes.extend(batch);
            return Ok(());
        }
        let mut all = held.writes.clone();
        all.extend(batch);
        self.below.write(all, durability)?;
        *held = Held::default();
        Ok(())
    }

    fn drop_before(&self, space: Space, key: &[u8]) -> Result<(), StoreError> {
        self.write(Vec::new(), Durability::Now)?;
        self.below.drop_before(space, key)
    }

    fn bytes(&self) -> u64 {
        self.below.bytes()
    }
}

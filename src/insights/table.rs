//! Numbers for things that are equal: texts, and rows of numbers.

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};

/// Things without repetition, each with a number from 0 on.
#[derive(Debug, Clone)]
pub(super) struct Table<T> {
    numbers: HashTable<u32>,
    things: Vec<T>,
    hasher: RandomState,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { numbers: HashTable::new(), things: Vec::new(), hasher: RandomState::default() }
    }
}

impl<T> Table<T> {
    /// The number of a thing, which is added if it is new; none if there are `most` already.
    pub fn number<Q>(&mut self, thing: &Q, most: usize) -> Option<u32>
    where
        T: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned: Into<T>> + ?Sized,
    {
        let hash = self.hasher.hash_one(thing);
        let things = &self.things;
        let same = |n: &u32| things.get(*n as usize).is_some_and(|t| t.borrow() == thing);
        if let Some(number) = self.numbers.find(hash, same) {
            return Some(*number);
        }
        let number = u32::try_from(things.len()).ok().filter(|_| things.len() < most)?;
        self.things.push(thing.to_owned().into());
        let (things, hasher) = (&self.things, &self.hasher);
        let rehash =
            |n: &u32| things.get(*n as usize).map_or(0, |t| hasher.hash_one::<&Q>(t.borrow()));
        self.numbers.insert_unique(hash, number, rehash);
        Some(number)
    }

    /// A thing by its number.
    pub fn get(&self, number: u32) -> Option<&T> {
        self.things.get(number as usize)
    }

    /// All things, in order of their numbers.
    pub fn all(&self) -> &[T] {
        &self.things
    }
}

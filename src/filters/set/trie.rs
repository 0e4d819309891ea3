//! The selectors of all patterns as one tree of steps.

use crate::filters::selector::{Selector, Step};

type Keys = hashbrown::HashMap<Box<[u8]>, u32, foldhash::fast::FixedState>;

/// A place in records that selectors lead to or through.
#[derive(Debug, Default)]
pub(super) struct Place {
    keys: Keys,
    /// The first bytes of the keys, and their lengths, each modulo 64 as one bit: keys of records
    /// that have others, which are most, need no look-up.
    firsts: u64,
    lengths: u64,
    every_key: Option<u32>,
    indices: Vec<(u32, u32)>,
    every_index: Option<u32>,
    /// The selector that ends here.
    pub path: Option<u32>,
}

impl Place {
    /// Does some selector go on from here?
    pub(super) fn goes_on(&self) -> bool {
        self.every_key.is_some()
            || self.every_index.is_some()
            || !self.keys.is_empty()
            || !self.indices.is_empty()
    }
}

/// The tree. Place 0 is the record itself.
#[derive(Debug)]
pub(super) struct Trie {
    places: Vec<Place>,
    paths: u32,
}

impl Default for Trie {
    fn default() -> Self {
        Self { places: vec![Place::default()], paths: 0 }
    }
}

impl Trie {
    /// The number of a selector, which is added if it is new.
    pub(super) fn add(&mut self, selector: &Selector) -> u32 {
        let mut at = 0;
        for step in &selector.steps {
            at = match self.step(at, step) {
                Some(next) => next,
                None => self.grow(at, step),
            };
        }
        let fresh = self.paths;
        match self.places.get_mut(at as usize) {
            Some(place) => {
                let path = *place.path.get_or_insert(fresh);
                self.paths += u32::from(path == fresh);
                path
            }
            None => fresh,
        }
    }

    fn grow(&mut self, at: u32, step: &Step) -> u32 {
        let next = self.places.len() as u32;
        self.places.push(Place::default());
        if let Some(place) = self.places.get_mut(at as usize) {
            match step {
                Step::Key(name) => {
                    let key = name.as_bytes();
                    place.firsts |= bit(key.first().copied().unwrap_or(0));
                    place.lengths |= bit(key.len() as u8);
                    place.keys.insert(key.into(), next);
                }
                Step::Index(index) => place.indices.push((*index, next)),
                Step::EveryKey => place.every_key = Some(next),
                Step::EveryIndex => place.every_index = Some(next),
            }
        }
        next
    }

    fn step(&self, at: u32, step: &Step) -> Option<u32> {
        let place = self.places.get(at as usize)?;
        match step {
            Step::Key(name) => place.keys.get(name.as_bytes()).copied(),
            Step::Index(index) => place.indices.iter().find(|(i, _)| i == index).map(|(_, n)| *n),
            Step::EveryKey => place.every_key,
            Step::EveryIndex => place.every_index,
        }
    }

    /// The number of a selector that was added.
    pub(super) fn path(&self, selector: &Selector) -> Option<u32> {
        let at = selector.steps.iter().try_fold(0, |at, step| self.step(at, step))?;
        self.place(at)?.path
    }

    /// How many selectors there are.
    pub(super) fn paths(&self) -> usize {
        self.paths as usize
    }

    #[inline]
    pub(super) fn place(&self, at: u32) -> Option<&Place> {
        self.places.get(at as usize)
    }

    /// May a key that begins and measures so lead on from here?
    #[inline]
    pub(super) fn may_have(&self, at: u32, first: u8, length: usize) -> bool {
        self.places.get(at as usize).is_some_and(|place| {
            place.every_key.is_some()
                || (place.firsts & bit(first) != 0 && place.lengths & bit(length as u8) != 0)
        })
    }

    /// The places that a decoded key leads to.
    #[inline]
    pub(super) fn by_key(&self, at: u32, key: &[u8]) -> [Option<u32>; 2] {
        let Some(place) = self.places.get(at as usize) else { return [None; 2] };
        [place.keys.get(key).copied(), place.every_key]
    }

    /// The places that an index leads to.
    #[inline]
    pub(super) fn by_index(&self, at: u32, index: u32) -> [Option<u32>; 2] {
        let Some(place) = self.places.get(at as usize) else { return [None; 2] };
        let own = place.indices.iter().find(|(i, _)| *i == index);
        [own.map(|(_, next)| *next), place.every_index]
    }
}

fn bit(byte: u8) -> u64 {
    1 << (byte & 63)
}

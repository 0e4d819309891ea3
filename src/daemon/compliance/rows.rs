//! Rows of the store, and those that are still to be written: who reads sees both.
//!
//! | space | key | value |
//! |---|---|---|
//! | items | `N` and the resource's number | its newest item: when it came, its age, the text |
//! | items | `H`, the number and the item's age | an older one, the same |
//! | results | `R` and the number, `A` and an account | what was told of its results |
//! | results | `X`, rule, type and id with zeros between | an evaluation from elsewhere |

use super::bytes::Bytes;
use crate::items::Head;
use crate::store::{Kv, Pairs, Space, StoreError, Write};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

/// The form of an item's value.
const FORM: u8 = 1;

/// Rows that are read at once.
pub(super) const PAGE: usize = 1024;

type Key = (Space, Vec<u8>);

/// The store, with what is still to be written.
#[derive(Debug)]
pub(super) struct Rows {
    kv: Arc<dyn Kv>,
    waiting: BTreeMap<Key, Waiting>,
}

/// A row that the store may not have yet.
#[derive(Debug)]
struct Waiting {
    value: Option<Vec<u8>>,
    /// The entry of the log with which it was handed out to be written.
    handed: Option<u64>,
}

impl Rows {
    pub fn new(kv: Arc<dyn Kv>) -> Self {
        Self { kv, waiting: BTreeMap::new() }
    }

    pub fn put(&mut self, space: Space, key: Vec<u8>, value: Vec<u8>) {
        self.waiting.insert((space, key), Waiting { value: Some(value), handed: None });
    }

    pub fn remove(&mut self, space: Space, key: Vec<u8>) {
        self.waiting.insert((space, key), Waiting { value: None, handed: None });
    }

    /// What is to be written with the entry `upto`; it is seen here until it is written.
    pub fn hand(&mut self, upto: u64) -> Vec<Write> {
        let fresh = self.waiting.iter_mut().filter(|(_, row)| row.handed.is_none());
        let write = |((space, key), row): (&Key, &mut Waiting)| {
            row.handed = Some(upto);
            Write { space: *space, key: key.clone(), value: row.value.clone() }
        };
        fresh.map(write).collect()
    }

    /// Everything before this entry is written.
    pub fn written(&mut self, position: u64) {
        self.waiting.retain(|_, row| row.handed.is_none_or(|upto| upto >= position));
    }

    pub fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.waiting.get(&(space, key.to_vec())) {
            Some(row) => Ok(row.value.clone()),
            None => self.kv.get(space, key),
        }
    }

    /// Calls `with` with all rows from a key on and before `to`, in order, until it says that this
    /// is enough.
    pub fn each(
        &self,
        space: Space,
        from: &[u8],
        to: Option<&[u8]>,
        with: &mut dyn FnMut(Vec<u8>, Vec<u8>) -> bool,
    ) -> Result<(), StoreError> {
        let mut from = from.to_vec();
        loop {
            let (pairs, next) = self.page(space, &from, to, PAGE)?;
            for (key, value) in pairs {
                if !with(key, value) {
                    return Ok(());
                }
            }
            match next {
                Some(next) => from = next,
                None => return Ok(()),
            }
        }
    }

    /// Rows from a key on and before `to`, in order, and where to go on.
    pub fn page(
        &self,
        space: Space,
        from: &[u8],
        to: Option<&[u8]>,
        most: usize,
    ) -> Result<(Pairs, Option<Vec<u8>>), StoreError> {
        if to.is_some_and(|to| to <= from) {
            return Ok((Pairs::new(), None));
        }
        let written = self.kv.scan(space, from, to, most)?;
        let full = written.len() >= most;
        // The key after the last one; what waits behind it is for the next page.
        let next = written.last().filter(|_| full).map(|(key, _)| [key, [0].as_slice()].concat());
        let end = next.as_deref().or(to);
        let waiting = self.waiting.range((
            Bound::Included((space, from.to_vec())),
            end.map_or(Bound::Unbounded, |end| Bound::Excluded((space, end.to_vec()))),
        ));
        let mut all: BTreeMap<Vec<u8>, Vec<u8>> = written.into_iter().collect();
        for ((_, key), row) in waiting.take_while(|((own, _), _)| *own == space) {
            match &row.value {
                Some(value) => drop(all.insert(key.clone(), value.clone())),
                None => drop(all.remove(key)),
            }
        }
        Ok((all.into_iter().collect(), next))
    }
}

/// A key of this kind and number, with what follows.
pub(super) fn key(kind: u8, number: u64, rest: &[u8]) -> Vec<u8> {
    let mut key = vec![kind];
    key.extend_from_slice(&number.to_be_bytes());
    key.extend_from_slice(rest);
    key
}

/// The number in such a key.
pub(super) fn number(key: &[u8]) -> Option<u64> {
    Bytes(key.get(1..)?).array().map(u64::from_be_bytes)
}

/// The age of an item as bytes in the order of [`Head::is_newer_than`].
pub(super) fn age(head: &Head) -> Age {
    let mut age = [0; AGE];
    let state = head.state_id.map_or(0, |id| id.saturating_add(1));
    let both = moment(head.captured).into_iter().chain(state.to_be_bytes());
    age.iter_mut().zip(both).for_each(|(to, byte)| *to = byte);
    age
}

/// The age of an item.
pub(super) type Age = [u8; AGE];

/// Its bytes: the capture time and the state's number.
const AGE: usize = 24;

/// A time as bytes in its order; none is before all.
pub(super) fn moment(at: Option<Timestamp>) -> [u8; 16] {
    // What is added makes the order of bytes that of numbers.
    let nanos = at.map_or(0, |at| at.as_nanosecond().wrapping_sub(i128::MIN) as u128);
    nanos.to_be_bytes()
}

/// The value of an item.
pub(super) fn item(received: Timestamp, age: &Age, text: &[u8]) -> Vec<u8> {
    let mut value = vec![FORM];
    value.extend_from_slice(&received.as_millisecond().to_be_bytes());
    value.extend_from_slice(age);
    value.extend_from_slice(text);
    value
}

/// When an item came, its age, and its text.
pub(super) fn read_item(value: &[u8]) -> Option<(Timestamp, Age, &[u8])> {
    let mut bytes = Bytes(value);
    if bytes.byte()? != FORM {
        return None;
    }
    let received = Timestamp::from_millisecond(bytes.i64()?).ok()?;
    Some((received, bytes.array()?, bytes.0))
}

/// A row that is not what was written.
pub(super) fn damaged(space: Space, key: &[u8]) -> StoreError {
    let key: String = key.escape_ascii().to_string().chars().take(120).collect();
    StoreError::Damaged(format!("the row `{key}` of {}", space.name()))
}

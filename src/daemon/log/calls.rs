//! Calls that were accepted lately: clients send a call again when they hear no answer.

use crate::store::{Kv, Space, StoreError, Write, after_prefix};
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// Tells a call from all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CallKey([u8; 16]);

impl CallKey {
    /// The key of a call: who calls, the client's id of the call, and its body as it was sent.
    #[must_use]
    pub fn new(caller: &str, id: &str, body: &[u8]) -> Self {
        let mut hash = Sha256::new();
        for part in [caller.as_bytes(), id.as_bytes(), body] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let digest = hash.finalize();
        let mut key = [0; 16];
        key.copy_from_slice(&digest[..16]);
        Self(key)
    }
}

/// Milliseconds for which a call is remembered at least.
const SPAN: i64 = 5 * 60_000;

/// The calls of the current and the last five minutes.
#[derive(Debug, Default)]
pub(super) struct Calls {
    span: i64,
    now: HashSet<CallKey>,
    before: HashSet<CallKey>,
}

impl Calls {
    /// Those that the store knows.
    pub fn restore(kv: &dyn Kv) -> Result<Self, StoreError> {
        let mut calls = Self::default();
        let last = kv.last(Space::CALLS, None)?;
        let Some(span) = last.and_then(|(key, _)| Some(i64::from_be_bytes(*key.first_chunk()?)))
        else {
            return Ok(calls);
        };
        calls.span = span;
        for (of, set) in [(span, &mut calls.now), (span - 1, &mut calls.before)] {
            let prefix = of.to_be_bytes();
            let pairs =
                kv.scan(Space::CALLS, &prefix, after_prefix(&prefix).as_deref(), usize::MAX)?;
            let key = |(key, _): (Vec<u8>, _)| Some(CallKey(*key.get(8..)?.first_chunk()?));
            set.extend(pairs.into_iter().filter_map(key));
        }
        Ok(calls)
    }

    /// Was this call accepted lately?
    pub fn knows(&self, key: &CallKey) -> bool {
        self.now.contains(key) || self.before.contains(key)
    }

    /// Takes note of a call that `writes` accept, and forgets old ones; [`forget`] takes their rows.
    pub fn note(&mut self, key: CallKey, at: i64, writes: &mut Vec<Write>) {
        let span = at.div_euclid(SPAN);
        if span > self.span {
            let now = std::mem::take(&mut self.now);
            self.before = if span == self.span + 1 { now } else { HashSet::new() };
            self.span = span;
        }
        self.now.insert(key);
        writes.push(Write::put(Space::CALLS, row(self.span, &key), Vec::new()));
    }

    /// The writes are not there: these calls were not accepted, and are new when they come again.
    pub fn undo(&mut self, keys: &[CallKey]) {
        for key in keys {
            // One of them may have begun another span.
            self.now.remove(key);
            self.before.remove(key);
        }
    }
}

/// Takes away the rows of calls that nobody remembers any more.
///
/// # Errors
/// The store.
pub fn forget(kv: &dyn Kv) -> Result<(), StoreError> {
    let last = kv.last(Space::CALLS, None)?;
    match last.and_then(|(key, _)| Some(i64::from_be_bytes(*key.first_chunk()?))) {
        Some(span) => kv.drop_before(Space::CALLS, &(span - 1).to_be_bytes()),
        None => Ok(()),
    }
}

fn row(span: i64, key: &CallKey) -> Vec<u8> {
    [&span.to_be_bytes()[..], &key.0[..]].concat()
}

#[cfg(test)]
mod tests {
    use super::{CallKey, Calls, SPAN, forget};
    use crate::store::{Durability, Kv, Memory, Space};

    #[test]
    fn calls_are_known_for_five_minutes_also_after_a_restart() {
        let kv = Memory::default();
        let mut calls = Calls::restore(&kv).expect("an empty store");
        let key = |n: u32| CallKey::new("k", &n.to_string(), b"{}");
        let mut at = 1_000 * SPAN;
        for n in 0..40 {
            let mut writes = Vec::new();
            assert!(!calls.knows(&key(n)));
            calls.note(key(n), at, &mut writes);
            kv.write(writes, Durability::Now).expect("memory");
            if n % 3 == 0 {
                forget(&kv).expect("memory");
            }
            let again = Calls::restore(&kv).expect("readable");
            for m in 0..=n {
                assert_eq!(calls.knows(&key(m)), again.knows(&key(m)), "{m} at {n}");
                // Four calls a span.
                assert!(n - m >= 4 || calls.knows(&key(m)), "{m} at {n}");
                assert!(n - m < 8 || !calls.knows(&key(m)), "{m} at {n}");
            }
            at += SPAN / 4;
        }
        forget(&kv).expect("memory");
        let rows = kv.scan(Space::CALLS, &[], None, usize::MAX).expect("readable");
        assert!(rows.len() <= 8, "{}", rows.len());
        let mut writes = Vec::new();
        calls.note(key(99), at + 10 * SPAN, &mut writes);
        kv.write(writes, Durability::Now).expect("memory");
        forget(&kv).expect("memory");
        assert_eq!(kv.scan(Space::CALLS, &[], None, usize::MAX).expect("readable").len(), 1);
    }

    #[test]
    fn another_caller_or_body_is_another_call() {
        let key = CallKey::new("a", "1", b"{}");
        assert_eq!(key, CallKey::new("a", "1", b"{}"));
        assert_ne!(key, CallKey::new("a", "1", b"[]"));
        assert_ne!(key, CallKey::new("b", "1", b"{}"));
        assert_ne!(CallKey::new("ab", "", b""), CallKey::new("a", "b", b""));
    }
}

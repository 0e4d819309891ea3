//! Is what a store holds what the daemon wrote there? Whether the store itself can be read is for
//! [`Disk::verify`](crate::store::Disk::verify) to say; this looks at what the rows mean.

use super::courier::proof;
use super::log::{Seq, decode, position};
use super::ruleset::Definition;
use crate::store::{Kv, Space, StoreError};
use std::collections::BTreeMap;

/// Problems that are told one by one.
const TOLD: usize = 100;
/// Rows that are read in one go; blocks of the log are larger than other rows.
const ROWS: usize = 256;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Blocks of the log.
    pub blocks: u64,
    /// Entries of the log.
    pub entries: u64,
    /// The number of the first entry that is there; 0 if there is none.
    pub first: Seq,
    /// The number that the next entry gets.
    pub next: Seq,
    /// The first number that is not worked off.
    pub position: Seq,
    /// Deliveries that have not ended, by target.
    pub queue: BTreeMap<String, u64>,
    /// Dead letters, by target.
    pub dead: BTreeMap<String, u64>,
    /// Definitions that came over the API.
    pub defined: u64,
    /// The first problems.
    pub problems: Vec<Problem>,
    /// How many problems there are.
    pub all: u64,
}

/// A row that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub space: Space,
    /// The key.
    pub key: Vec<u8>,
    /// What is wrong with it.
    pub what: String,
}

/// Looks at all rows of the log, the queue, the dead letters, the definitions, findings and the audit
/// log.
///
/// # Errors
/// The store cannot be read.
pub fn check(kv: &dyn Kv) -> Result<Found, StoreError> {
    let mut found = Found { position: position(kv)?, next: 1, ..Found::default() };
    log(kv, &mut found)?;
    let at = found.position;
    each(kv, Space::QUEUE, &mut |key, value| match proof::delivery(key, value, at) {
        Ok(target) => *found.queue.entry(target.to_owned()).or_default() += 1,
        Err(what) => found.problem(Space::QUEUE, key, what),
    })?;
    each(kv, Space::DEAD, &mut |key, value| match proof::dead_letter(value) {
        Ok(target) if key.len() > 8 => *found.dead.entry(target).or_default() += 1,
        Ok(_) => found.problem(Space::DEAD, key, "its key is too short"),
        Err(what) => found.problem(Space::DEAD, key, what),
    })?;
    each(kv, Space::DEFINED, &mut |key, value| match Definition::decode(key, value) {
        Some(_) => found.defined += 1,
        None => found.problem(Space::DEFINED, key, "it is no definition"),
    })?;
    for space in [Space::FINDINGS, Space::AUDIT] {
        each(kv, space, &mut |key, value| {
            if serde_json::from_slice::<serde::de::IgnoredAny>(value).is_err() {
                found.problem(space, key, "it is no JSON");
            }
        })?;
    }
    Ok(found)
}

/// Blocks decode, and follow each other without a gap.
fn log(kv: &dyn Kv, found: &mut Found) -> Result<(), StoreError> {
    let mut next = None;
    each(kv, Space::LOG, &mut |key, value| {
        let Ok(first) = key.try_into().map(Seq::from_be_bytes) else {
            return found.problem(Space::LOG, key, "its key is no number");
        };
        let entries = match decode(value) {
            Ok(entries) => entries.len() as u64,
            Err(what) => {
                next = None;
                return found.problem(Space::LOG, key, what);
            }
        };
        if found.first == 0 {
            found.first = first;
        }
        if let Some(wanted) = next.filter(|wanted| *wanted != first) {
            found.problem(Space::LOG, key, format!("it begins with {first}, not with {wanted}"));
        }
        found.blocks += 1;
        found.entries += entries;
        found.next = first.saturating_add(entries);
        next = Some(found.next);
    })?;
    let (first, at, next) = (found.first, found.position, found.next);
    if at > next || at < first {
        let what = format!("the position {at} is not within the log, {first} to {next}");
        found.problem(Space::FACTS, b"position", what);
    }
    Ok(())
}

impl Found {
    /// Is everything as it was written?
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.all == 0
    }

    fn problem(&mut self, space: Space, key: &[u8], what: impl Into<String>) {
        self.all += 1;
        if self.problems.len() < TOLD {
            self.problems.push(Problem { space, key: key.to_vec(), what: what.into() });
        }
    }
}

/// Calls back with each row of a space.
fn each(kv: &dyn Kv, space: Space, see: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StoreError> {
    let mut from = Vec::new();
    loop {
        let rows = kv.scan(space, &from, None, ROWS)?;
        rows.iter().for_each(|(key, value)| see(key, value));
        match rows.last().filter(|_| rows.len() == ROWS) {
            Some((last, _)) => from = [last, &[0][..]].concat(),
            None => return Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::daemon::log::{Change, Entry, EventLog, Local, Options};
    use crate::store::{Durability, Kv, Memory, Space, Write};
    use std::sync::Arc;

    fn filled() -> Arc<Memory> {
        let kv = Arc::new(Memory::default());
        let log = Local::open(Arc::<Memory>::clone(&kv), Options::default()).expect("it opens");
        for n in 0..600 {
            let entry = Entry::event("default".into(), n, vec![b'x'; 100]);
            log.append(0, &[entry], None).blocking_recv().expect("an answer").expect("ok");
        }
        let done = Change { position: Some(400), ..Change::default() };
        log.checkpoint(0, done).blocking_recv().expect("an answer").expect("written");
        log.close();
        kv
    }

    fn put(kv: &Memory, space: Space, key: &[u8], value: &[u8]) {
        kv.write(vec![Write::put(space, key, value)], Durability::Now).expect("memory");
    }

    #[test]
    fn a_store_of_the_daemon_is_sound() {
        let kv = filled();
        let found = check(&*kv).expect("memory");
        assert!(found.is_sound(), "{found:?}");
        assert_eq!((found.entries, found.first, found.next, found.position), (600, 1, 601, 400));
        assert!(check(&Memory::default()).expect("memory").is_sound());
    }

    #[test]
    fn gaps_and_rows_that_nobody_wrote_are_told() {
        let kv = filled();
        let third = kv.scan(Space::LOG, &[], None, 3).expect("memory").pop().expect("blocks").0;
        kv.write(vec![Write::remove(Space::LOG, third)], Durability::Now).expect("memory");
        put(&kv, Space::LOG, &9_000u64.to_be_bytes(), b"\x01cut");
        put(&kv, Space::FACTS, b"position", &9_999u64.to_be_bytes());
        put(&kv, Space::QUEUE, b"no target", b"");
        put(&kv, Space::DEAD, b"123456789", b"{}");
        put(&kv, Space::DEFINED, b"rules/a", b"[]");
        put(&kv, Space::AUDIT, b"k", b"{");
        let found = check(&*kv).expect("memory");
        let spaces: Vec<_> = found.problems.iter().map(|one| one.space.name()).collect();
        let all = ["log", "log", "facts", "queue", "dead", "defined", "audit"];
        assert_eq!(spaces, all, "{found:?}");
        assert_eq!(found.all, 7);
    }
}

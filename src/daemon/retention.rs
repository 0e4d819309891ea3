//! What is old is forgotten, and the disk has a bound.

use super::log::{EventLog, Seq, decode, forget_calls};
use crate::settings::Retention;
use crate::store::{Durability, Kv, Space, StoreError, Write};
use jiff::Timestamp;
use std::time::Duration;

/// Rows that are taken away in one batch.
const ROWS: usize = 4_096;

/// Forgets what is older than it should be, as of a moment; gives how many rows went.
///
/// # Errors
/// The store.
pub fn forget(
    kv: &dyn Kv,
    log: &dyn EventLog,
    retention: &Retention,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let by_time = [
        (Space::FINDINGS, retention.findings),
        (Space::DEAD, retention.dead_letters),
        (Space::AUDIT, retention.audit),
        (Space::TRAIL, retention.trail),
    ];
    let mut gone = 0;
    for (space, kept) in by_time {
        gone += forget_before(kv, space, before(now, kept))?;
    }
    trim_log(kv, log, before(now, retention.events))?;
    forget_calls(kv)?;
    Ok(gone)
}

/// Makes room when the store is beyond its quota: the oldest tenth of the log goes. `false` when
/// there is nothing more to give.
///
/// # Errors
/// The store.
pub fn make_room(kv: &dyn Kv, log: &dyn EventLog, quota: u64) -> Result<bool, StoreError> {
    if kv.bytes() <= quota {
        return Ok(true);
    }
    let Some(first) = first(kv)? else { return Ok(false) };
    let next = log.position(0);
    if next.saturating_sub(first) < 2 {
        return Ok(false);
    }
    log.trim(0, first + (next - first).div_ceil(10))?;
    Ok(true)
}

fn before(now: Timestamp, kept: Duration) -> i64 {
    let kept = i64::try_from(kept.as_millis()).unwrap_or(i64::MAX);
    now.as_millisecond().saturating_sub(kept)
}

/// Takes away the rows of a space whose keys begin with an earlier time.
fn forget_before(kv: &dyn Kv, space: Space, time: i64) -> Result<u64, StoreError> {
    let end = time.max(0).to_be_bytes();
    let mut gone = 0;
    loop {
        let old = kv.scan(space, &[], Some(&end), ROWS)?;
        gone += old.len() as u64;
        let last = old.len() < ROWS;
        let writes: Vec<_> = old.into_iter().map(|(key, _)| Write::remove(space, key)).collect();
        if !writes.is_empty() {
            kv.write(writes, Durability::Later)?;
        }
        if last {
            return Ok(gone);
        }
    }
}

fn number(key: &[u8]) -> Option<Seq> {
    Some(Seq::from_be_bytes(key.try_into().ok()?))
}

fn first(kv: &dyn Kv) -> Result<Option<Seq>, StoreError> {
    let first = kv.scan(Space::LOG, &[], None, 1)?;
    Ok(first.first().and_then(|(key, _)| number(key)))
}

/// Takes away the blocks of the log that began before a time, found by halving.
fn trim_log(kv: &dyn Kv, log: &dyn EventLog, time: i64) -> Result<(), StoreError> {
    let Some(mut low) = first(kv)? else { return Ok(()) };
    let mut high = log.position(0);
    let start = low;
    // INVARIANT (halving): what lies before `low` is older, what lies at `high` or after is not.
    while low < high {
        let middle = low + (high - low) / 2;
        match received(kv, middle)? {
            Some((block, at, next)) if at < time => low = next.max(block + 1).max(middle + 1),
            _ => high = middle,
        }
    }
    if low > start { log.trim(0, low) } else { Ok(()) }
}

/// The first number of the block that holds an entry, when it came, and the number after the block.
fn received(kv: &dyn Kv, seq: Seq) -> Result<Option<(Seq, i64, Seq)>, StoreError> {
    let Some((key, bytes)) = kv.last(Space::LOG, Some(&seq.to_be_bytes()))? else {
        return Ok(None);
    };
    let damaged = || StoreError::Damaged("a block of the log".to_owned());
    let block = number(&key).ok_or_else(damaged)?;
    let entries = decode(&bytes).map_err(|_| damaged())?;
    let at = entries.first().map_or(i64::MAX, |entry| entry.received);
    Ok(Some((block, at, block + entries.len() as u64)))
}

#[cfg(test)]
mod tests {
    use super::{first, forget};
    use crate::daemon::log::{Change, Entry, EventLog, Local, Options};
    use crate::settings::Retention;
    use crate::store::{Durability, Kv, Memory, Space, Write};
    use jiff::Timestamp;
    use std::sync::Arc;
    use std::time::Duration;

    #[test]
    fn old_rows_and_blocks_go_and_nothing_else() {
        let kv = Arc::new(Memory::default());
        let log = Local::open(Arc::<Memory>::clone(&kv), Options::default()).expect("it opens");
        let day = 86_400_000;
        for n in 0..30i64 {
            let entry = Entry::event("default".into(), n * day, b"{}".to_vec());
            log.append(0, &[entry], None).blocking_recv().expect("an answer").expect("ok");
            let finding = Write::put(Space::FINDINGS, (n * day).to_be_bytes(), "{}");
            kv.write(vec![finding], Durability::Later).expect("memory");
        }
        let done = Change { position: Some(26), ..Change::default() };
        log.checkpoint(0, done).blocking_recv().expect("an answer").expect("written");
        let retention = Retention {
            events: Duration::from_secs(86_400 * 10),
            findings: Duration::from_secs(86_400 * 5),
            ..Retention::default()
        };
        let now = Timestamp::from_millisecond(30 * day).expect("a time");
        assert_eq!(forget(&*kv, &log, &retention, now), Ok(25));
        assert_eq!(first(&*kv), Ok(Some(21)), "entries of ten days are there");
        assert_eq!(forget(&*kv, &log, &retention, now), Ok(0));
        let later = Timestamp::from_millisecond(300 * day).expect("a time");
        forget(&*kv, &log, &retention, later).expect("memory");
        assert_eq!(first(&*kv), Ok(Some(26)), "what is not worked off stays");
    }
}

//! The rows of findings: what rules found, each as a line of `eval`'s NDJSON (`{"kind":"match",...}`),
//! under the time at which what it was found in was accepted.

use crate::daemon::log::Seq;
use crate::exports::Window;
use crate::store::Space;
use crate::store::{Kv, StoreError, Write};
use jiff::Timestamp;
use std::ops::ControlFlow;

/// Rows that are read at once.
const AT_ONCE: usize = 1_000;

/// The row of a finding: the `number`th of the entry `seq`, which was accepted at `received`
/// milliseconds since 1970. The same entry gives the same keys, however often it is worked off.
#[must_use]
pub fn write(received: i64, seq: Seq, number: u32, line: impl Into<Vec<u8>>) -> Write {
    let key = [&at(received)[..], &seq.to_be_bytes(), &number.to_be_bytes()].concat();
    Write::put(Space::FINDINGS, key, line)
}

/// Hands out the findings of a window, the oldest first.
///
/// # Errors
/// The store cannot be read.
pub fn read(
    kv: &dyn Kv,
    window: Window,
    each: &mut dyn FnMut(&str) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let (mut from, to) = (at(millis(window.from())).to_vec(), at(millis(window.to())));
    loop {
        let pairs = kv.scan(Space::FINDINGS, &from, Some(&to), AT_ONCE)?;
        let Some((last, _)) = pairs.last() else { return Ok(()) };
        from = [last.as_slice(), &[0]].concat();
        for (_, line) in &pairs {
            let line = std::str::from_utf8(line)
                .map_err(|_| StoreError::Damaged("a finding is no text".to_owned()))?;
            if each(line).is_break() {
                return Ok(());
            }
        }
    }
}

/// The first whole millisecond that is not before a moment.
pub(super) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond() + i64::from(at.as_nanosecond().rem_euclid(1_000_000) > 0)
}

/// Times before 1970 count as 1970.
fn at(millis: i64) -> [u8; 8] {
    u64::try_from(millis).unwrap_or(0).to_be_bytes()
}

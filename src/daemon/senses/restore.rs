//! Senses from the rows of a store, which may be empty.

use super::minutes::Minutes;
use super::rates::{PREFIX, Rates};
use super::rows::{CLOCK, MINUTES, VERSION};
use super::{Bounds, Inputs, Losses, Senses};
use crate::alarms::read_time;
use crate::base::bytes::Reader;
use crate::insights;
use crate::metrics;
use crate::monitor::Monitor;
use crate::store::{Kv, Pairs, Space, StoreError, Write};
use jiff::Timestamp;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Rows that are read at once.
const AT_ONCE: usize = 1000;

/// What the row of the clock says.
struct Clock {
    at: Timestamp,
    next: i64,
    rolled: Option<i64>,
}

fn clock(row: &[u8]) -> Option<Clock> {
    let mut row = Reader::new(VERSION, row)?;
    let (at, next) = (read_time(&mut row)?, row.signed()?);
    let (known, rolled) = (row.flag()?, row.signed()?);
    Some(Clock { at, next, rolled: known.then_some(rolled) })
}

fn damaged(what: &str) -> StoreError {
    StoreError::Damaged(format!("{what} cannot be read"))
}

/// Calls for every row of a space.
fn each(
    kv: &dyn Kv,
    space: Space,
    visit: &mut dyn FnMut(Vec<u8>, Vec<u8>) -> Option<()>,
) -> Result<(), StoreError> {
    let mut from = Vec::new();
    loop {
        let rows = kv.scan(space, &from, None, AT_ONCE)?;
        let last = rows.len() < AT_ONCE;
        for (key, row) in rows {
            from = [&key[..], &[0]].concat();
            visit(key, row).ok_or_else(|| damaged(&format!("a row of `{}`", space.name())))?;
        }
        if last {
            return Ok(());
        }
    }
}

impl Senses {
    /// Senses as a store has them, with these rules, which may be others than then; what changed is
    /// told by the next `advance`. Of an empty store all alarms are new. `now` is the time, or that of
    /// the first entry that is taken again.
    ///
    /// # Errors
    /// The store cannot be read, or holds what was not written.
    pub fn restore(
        kv: &dyn Kv,
        inputs: &Inputs,
        bounds: Bounds,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let mut data = metrics::Loader::default();
        each(kv, Space::METRICS, &mut |key, row| data.take(&key, &row))?;
        let mut made = Vec::new();
        let mut streams: BTreeMap<Vec<u8>, insights::Loader> = BTreeMap::new();
        each(kv, Space::RATES, &mut |key, row| {
            let (prefix, own) = key.split_at_checked(PREFIX)?;
            let Some(settings) = Rates::settings_of(inputs, prefix) else {
                made.push(Write::remove(Space::RATES, key));
                return Some(());
            };
            let new = || insights::Loader::new(settings);
            streams.entry(prefix.to_vec()).or_insert_with(new).take(own, &row)
        })?;
        let mut minutes = Minutes::new(bounds.defaults, &inputs.listening);
        let (mut alarms, mut clock_row): (Pairs, _) = (Vec::new(), None);
        each(kv, Space::ALARMS, &mut |key, row| {
            match key.split_first()? {
                (&CLOCK, _) => clock_row = Some(clock(&row)?),
                (&MINUTES, name) => minutes.read(name, &row)?,
                _ => alarms.push((key, row)),
            }
            Some(())
        })?;
        // Filters that are gone since.
        minutes.follow(&inputs.listening);
        let mut data = data.done(bounds.series);
        data.was_rolled(clock_row.as_ref().and_then(|row| row.rolled));
        let written = clock_row.as_ref().map(|row| row.at);
        let at = written.unwrap_or(now);
        let next = clock_row.map_or(now.as_second().div_euclid(60), |row| row.next);
        let monitor = Monitor::new(&inputs.alarms, inputs.first_alarm, inputs.home.clone());
        let mut monitor = monitor.tracked(data);
        let changes = monitor.restore(alarms, at, now.max(at));
        let changes = changes.ok_or_else(|| damaged("the state of an alarm"))?;
        let rates =
            Rates::new(inputs, bounds.calls, next, &mut |prefix| streams.remove(&prefix[..]));
        let mut senses = Self {
            monitor,
            rates,
            minutes,
            listening: Arc::clone(&inputs.listening),
            bounds,
            clock: at,
            written,
            waiting: VecDeque::new(),
            made,
            items: (Timestamp::MIN, 0),
            losses: Losses::default(),
        };
        senses.changed(changes);
        Ok(senses)
    }
}

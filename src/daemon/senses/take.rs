//! What comes in: what records mean to alarms, calls for baselines, data that are put directly.

use super::Senses;
use crate::eval::{Hit, Sensed};
use crate::metrics::validate::{self, Clock};
use crate::metrics::{Datum, StoreError};
use crate::sources::called;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;

/// What was not taken, since the start of the process.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Losses {
    /// Datapoints, with the newest reason.
    pub data: Option<(u64, String)>,
    /// Matches that gave no datum, by metric filter, with the newest reason.
    pub matches: BTreeMap<String, (u64, String)>,
    /// Calls that no baseline counts: too many series, no time, or one to come.
    pub calls: u64,
    /// Calls that came after their minute was judged.
    pub late_calls: u64,
}

/// Why a datum is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PutError {
    /// AWS refuses it.
    #[error(transparent)]
    Refused(#[from] crate::metrics::Refusal),
    /// There are too many series.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Senses {
    /// Takes what was sensed of a record that was received at `at`, which counts for what has no time.
    /// Times of over two weeks before it or two hours after it are refused, as AWS does.
    pub fn take(&mut self, sensed: Sensed, at: Timestamp) {
        let now = at.as_millisecond();
        let fits = |time: i64| validate::moment(time, Clock::Now(now)).is_ok();
        for (ground, time) in sensed.came {
            let time = time.or(sensed.at).unwrap_or(now);
            if fits(time) {
                self.minutes.came(ground, time.div_euclid(MINUTE));
            }
        }
        for hit in &sensed.hits {
            self.hit(hit, hit.at.or(sensed.at).unwrap_or(now), at);
        }
        for datum in &sensed.data {
            if let Err(why) = self.put(datum, at) {
                self.lose(why.to_string());
            }
        }
        for (filter, why) in sensed.dropped {
            self.drop_match(filter, why);
        }
    }

    /// Counts the call of a CloudTrail record, if there is a baseline.
    pub fn call(&mut self, record: &[u8]) {
        if self.rates.is_empty() {
            return;
        }
        if let Some(called) = called(record) {
            self.rates.call(&called, self.clock);
        }
    }

    /// Is there a baseline, which wants to know of calls?
    #[must_use]
    pub fn counts_calls(&self) -> bool {
        !self.rates.is_empty()
    }

    /// Takes a datum that was received at `at`.
    ///
    /// # Errors
    /// When AWS refuses its time, or there are too many series.
    pub fn put(&mut self, datum: &Datum, at: Timestamp) -> Result<(), PutError> {
        validate::moment(datum.at, Clock::Now(at.as_millisecond()))?;
        Ok(self.monitor.take(datum)?)
    }

    /// What was not taken, since the start of the process.
    #[must_use]
    pub fn losses(&self) -> Losses {
        let (calls, late_calls) = self.rates.uncounted();
        Losses { calls, late_calls, ..self.losses.clone() }
    }

    fn hit(&mut self, hit: &Hit, time: i64, at: Timestamp) {
        let Some(filter) = self.listening.filters().get(hit.filter as usize) else { return };
        let datum = match hit.datum(filter, time) {
            Ok(datum) => datum,
            Err(refusal) => return self.drop_match(hit.filter, refusal.message),
        };
        let has_default = filter.default_value.is_some();
        let name = filter.name.clone();
        match self.put(&datum, at) {
            Ok(()) if has_default => {
                let now = at.as_millisecond().div_euclid(MINUTE);
                self.minutes.matched(&name, time.div_euclid(MINUTE), now);
            }
            Ok(()) => {}
            Err(why) => self.lose(why.to_string()),
        }
    }

    fn lose(&mut self, why: String) {
        let count = self.losses.data.take().map_or(0, |(count, _)| count);
        self.losses.data = Some((count + 1, why));
    }

    pub(super) fn drop_match(&mut self, filter: u32, why: String) {
        let Some(filter) = self.listening.filters().get(filter as usize) else { return };
        let entry = self.losses.matches.entry(filter.name.clone()).or_default();
        *entry = (entry.0 + 1, why);
    }
}

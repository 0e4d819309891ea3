//! The same in a daemon: calls come about in the order of time, minutes are judged once they are
//! over, and old ones are forgotten.

use super::call::Call;
use super::cells::{between, by_minute};
use super::counts::{Counts, Refused};
use super::insight::Insight;
use super::settings::{DAY, Settings};
use super::tell::{Teller, sort};
use super::watch::Watch;

/// Baselines that go along with time. Of each series, the calls of the window and one more day are
/// kept, 40 bytes for each of their hours with calls, and 400 bytes; 500 more while it is called.
#[derive(Debug, Clone)]
pub struct Stream {
    counts: Counts,
    /// The state of each series; none before its first minute is judged.
    watches: Vec<Option<Watch>>,
    /// Series to look at in the next minute, and whether a series is among them.
    awake: Vec<u32>,
    is_awake: Vec<bool>,
    /// Minutes before this one are judged.
    judged: i64,
}

impl Stream {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            counts: Counts::new(settings),
            watches: Vec::new(),
            awake: Vec::new(),
            is_awake: Vec::new(),
            judged: i64::MIN,
        }
    }

    /// Calls that were not counted, or not wholly.
    #[must_use]
    pub fn refused(&self) -> Refused {
        self.counts.refused()
    }

    /// How many series there are.
    #[must_use]
    pub fn series(&self) -> usize {
        self.counts.series()
    }

    /// Counts a call, if the settings take it and its minute is not judged yet.
    pub fn add(&mut self, call: &Call<'_>) {
        self.add_many(call, 1);
    }

    /// Counts so many equal calls.
    pub fn add_many(&mut self, call: &Call<'_>, calls: u32) {
        if call.at.div_euclid(60) < self.judged {
            self.counts.refused.late += u64::from(calls);
            return;
        }
        let Some(series) = self.counts.take(call, calls) else { return };
        let at = series as usize;
        if self.watches.len() <= at {
            self.watches.resize(at + 1, None);
            self.is_awake.resize(at + 1, false);
        }
        if !self.is_awake[at] {
            self.is_awake[at] = true;
            self.awake.push(series);
        }
    }

    /// Judges the minutes that are over at `now` (seconds since 1970), and tells what is new, in
    /// the order in which it could be known. A clock that goes back changes nothing.
    pub fn advance(&mut self, now: i64) -> Vec<Insight> {
        let until = now.div_euclid(60);
        if until <= self.judged {
            return Vec::new();
        }
        self.judged = until;
        let mut told = Vec::new();
        let mut awake = std::mem::take(&mut self.awake);
        awake.retain(|series| {
            let stays = self.judge(*series, until, &mut told);
            if let Some(is_awake) = self.is_awake.get_mut(*series as usize) {
                *is_awake = stays;
            }
            stays
        });
        self.awake = awake;
        sort(&mut told);
        told
    }

    /// Judges a series; is there more to come without further calls?
    fn judge(&mut self, series: u32, until: i64, told: &mut Vec<Insight>) -> bool {
        let at = series as usize;
        let Some(key) = self.counts.series.get(series).copied() else { return false };
        let rule = self.counts.rule(&key);
        let Some(mut cells) = self.counts.cells.get_mut(at).map(std::mem::take) else {
            return false;
        };
        let list = cells.order();
        let (Some(first), Some(last)) = (list.first(), list.last()) else { return false };
        let slot = self.watches.get_mut(at);
        let Some(slot) = slot else { return false };
        let watch = slot.get_or_insert_with(|| Watch::new(i64::from(first.minute)));
        let mut turns = Vec::new();
        watch.run(by_minute(between(list, watch.next(), until)), until, rule, &mut turns);
        let more = !watch.sleeps() || i64::from(last.minute) >= until;
        let teller = Teller { counts: &self.counts, key: &key, cells: list };
        told.extend(turns.into_iter().map(|turn| teller.tell(turn)));
        // The baseline opens on the day before the window's first.
        let days = self.counts.settings.days();
        cells.forget_before(watch.needs_from() - (days + 1) * DAY);
        if let Some(slot) = self.counts.cells.get_mut(at) {
            *slot = cells;
        }
        more
    }
}

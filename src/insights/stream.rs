//! The same in a daemon: calls come about in the order of time, minutes are judged once they are
//! over, and old ones are forgotten.

use super::call::Call;
use super::cells::{between, by_minute};
use super::counts::{Counts, Refused};
use super::insight::Insight;
use super::kept::Kept;
use super::settings::{DAY, Settings};
use super::tell::{Teller, sort};
use super::watch::Watch;

/// Baselines that go along with time. Of each series, the calls of the window and one more day are
/// kept, 40 bytes for each of their hours with calls, and 400 bytes; 500 more while it is called.
#[derive(Debug, Clone)]
pub struct Stream {
    pub(super) counts: Counts,
    /// The state of each series; none before its first minute is judged.
    pub(super) watches: Vec<Option<Watch>>,
    /// Series to look at in the next minute, and whether a series is among them.
    awake: Vec<u32>,
    is_awake: Vec<bool>,
    /// Minutes before this one are judged.
    pub(super) judged: i64,
    /// Minutes before this one may have gone unseen, unless calls of them come: they are not judged
    /// before it is over.
    pub(super) blind: Option<Blind>,
    /// What is to be written, where that is asked for.
    pub(super) kept: Option<Box<Kept>>,
}

/// A time in which perhaps nobody looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Blind {
    /// The minute after it.
    pub end: i64,
    /// Did a call of it come after all?
    pub seen: bool,
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
            blind: None,
            kept: None,
        }
    }

    /// Has it remember what changes, for [`rows`](Stream::rows).
    #[must_use]
    pub fn tracked(self) -> Self {
        Self { kept: Some(Box::default()), ..self }
    }

    /// What it looks at.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.counts.settings
    }

    /// How long the account that is known longest is known, in minutes.
    #[must_use]
    pub fn observed(&self) -> i64 {
        self.counts.observed()
    }

    /// Nobody looked until `until` (seconds since 1970). The minutes since those that were judged are
    /// judged when all before `until` may be, and passed over if no call of them comes before: that
    /// nobody counted is no drought.
    pub fn was_blind(&mut self, until: i64) {
        let end = until.div_euclid(60);
        if self.judged > i64::MIN && end > self.judged {
            self.blind = Some(Blind { end, seen: self.blind.is_some_and(|blind| blind.seen) });
            if let Some(kept) = &mut self.kept {
                kept.whole = true;
            }
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
        let minute = call.at.div_euclid(60);
        if let Some(blind) = self.blind.as_mut().filter(|blind| minute < blind.end) {
            blind.seen = true;
        }
        let known = self.counts.series();
        let taken = self.counts.take(call, calls);
        if let Some(kept) = &mut self.kept {
            kept.whole |= std::mem::take(&mut self.counts.moved);
            if let Some(series) = taken {
                kept.call(series, minute);
                if series as usize >= known {
                    kept.add(series);
                }
            }
        }
        if let Some(series) = taken {
            self.wake(series);
        }
    }

    /// Has a series be looked at in the next minute.
    pub(super) fn wake(&mut self, series: u32) {
        let at = series as usize;
        if self.watches.len() <= at {
            self.watches.resize(at + 1, None);
            self.is_awake.resize(at + 1, false);
        }
        if !std::mem::replace(&mut self.is_awake[at], true) {
            self.awake.push(series);
        }
    }

    /// Is a series looked at in the next minute?
    pub(super) fn is_awake(&self, series: u32) -> bool {
        self.is_awake.get(series as usize).copied().unwrap_or(false)
    }

    /// Judges the minutes that are over at `now` (seconds since 1970), and tells what is new, in
    /// the order in which it could be known. A clock that goes back changes nothing.
    pub fn advance(&mut self, now: i64) -> Vec<Insight> {
        let until = now.div_euclid(60);
        if until <= self.judged || self.blind.is_some_and(|blind| until < blind.end) {
            return Vec::new();
        }
        if let Some(Blind { end, seen: false }) = self.blind.take() {
            self.watches.iter_mut().flatten().for_each(|watch| watch.skip(end));
        }
        if let Some(kept) = &mut self.kept {
            kept.whole = true;
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
        let before = watch.past().span();
        watch.run(by_minute(between(list, watch.next(), until)), until, rule, &mut turns);
        let more = !watch.sleeps() || i64::from(last.minute) >= until;
        let teller = Teller { counts: &self.counts, key: &key, cells: list };
        told.extend(turns.into_iter().map(|turn| teller.tell(turn)));
        // The baseline opens on the day before the window's first.
        let days = self.counts.settings.days();
        let span = (first.minute, last.minute);
        cells.forget_before(watch.needs_from() - (days + 1) * DAY);
        if let Some(kept) = &mut self.kept {
            kept.judged(series, before, watch.past().span());
            kept.forgot(series, span, cells.all().first().map(|cell| cell.minute));
        }
        if let Some(slot) = self.counts.cells.get_mut(at) {
            *slot = cells;
        }
        more
    }
}

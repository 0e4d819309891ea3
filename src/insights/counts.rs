//! Calls counted by series, minute and caller, in whatever order they come.

use super::call::{Call, InsightType};
use super::cells::{Cell, Cells, by_minute};
use super::insight::Insight;
use super::settings::Settings;
use super::table::Table;
use super::tell::{Teller, sort};
use super::turn::Rule;
use super::watch::Watch;

/// Account, region, source, name and error code: numbers of texts, the last one 0 for none.
pub(super) type Key = [u32; 5];
/// Identity, user agent and error code: numbers of texts plus one, 0 for none.
pub(super) type Caller = [u32; 3];

/// Most different texts.
const TEXTS: usize = 1 << 24;
/// The last second of the year 9999.
const LAST: i64 = 253_402_300_799;

/// Calls that were not counted, or not wholly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Refused {
    /// Calls of series beyond the limit.
    pub series: u64,
    /// Calls that are counted but put down to nobody, as there are too many callers.
    pub callers: u64,
    /// Calls of a time before 1970 or after 9999.
    pub times: u64,
    /// Calls that came to a stream after their minute was judged.
    pub late: u64,
}

/// Counted calls. The memory: 12 bytes for each minute, series and caller; about 150 bytes for a
/// series, and what texts take, each kept once.
#[derive(Debug, Clone)]
pub struct Counts {
    pub(super) settings: Settings,
    pub(super) names: Table<Box<str>>,
    pub(super) series: Table<Key>,
    pub(super) cells: Vec<Cells>,
    pub(super) callers: Table<Caller>,
    /// The first minute of each account, by the number of its name; `i64::MAX` for other names.
    firsts: Vec<i64>,
    /// The newest minute.
    newest: Option<i64>,
    pub(super) refused: Refused,
    /// Has a first minute or the newest one changed?
    pub(super) moved: bool,
}

impl Counts {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            names: Table::default(),
            series: Table::default(),
            cells: Vec::new(),
            callers: Table::default(),
            firsts: Vec::new(),
            newest: None,
            refused: Refused::default(),
            moved: false,
        }
    }

    /// Calls that were not counted, or not wholly.
    #[must_use]
    pub fn refused(&self) -> Refused {
        self.refused
    }

    /// How long the account that is known longest is known, in minutes; 0 without any call.
    #[must_use]
    pub fn observed(&self) -> i64 {
        let first = self.firsts.iter().copied().min().unwrap_or(i64::MAX);
        self.newest.map_or(0, |newest| newest.saturating_sub(first).saturating_add(1).max(0))
    }

    /// How many series there are.
    #[must_use]
    pub fn series(&self) -> usize {
        self.cells.len()
    }

    /// Counts a call, if the settings take it. Of every call, whether taken or not, the account is
    /// known to exist from then on.
    pub fn add(&mut self, call: &Call<'_>) {
        self.take(call, 1);
    }

    /// Counts so many equal calls; none at all is nothing.
    pub fn add_many(&mut self, call: &Call<'_>, calls: u32) {
        self.take(call, calls);
    }

    /// Counts a call; the number of its series, if it was counted.
    pub(super) fn take(&mut self, call: &Call<'_>, calls: u32) -> Option<u32> {
        if !(0..=LAST).contains(&call.at) {
            self.refused.times += u64::from(calls);
            return None;
        }
        if calls == 0 {
            return None;
        }
        let minute = call.at / 60;
        let Some(account) = self.names.number(call.account, TEXTS) else {
            self.refused.series += u64::from(calls);
            return None;
        };
        self.see(account, minute);
        let Settings { insight, events, callers, .. } = self.settings;
        let errors = insight == InsightType::ApiErrorRate;
        if !call.management || !events.takes(call.write) || errors && call.error.is_none() {
            return None;
        }
        let Some((series, error)) = self.series_of(account, call, errors) else {
            self.refused.series += u64::from(calls);
            return None;
        };
        let caller = [self.maybe(call.user_identity_arn), self.maybe(call.user_agent), error];
        let who = self.callers.number(&caller, callers).unwrap_or_else(|| {
            self.refused.callers += u64::from(calls);
            NOBODY
        });
        self.cells.get_mut(series as usize)?.add(Cell { minute: minute as u32, who, calls });
        Some(series)
    }

    /// The series of a call, and its error code as a caller has it.
    fn series_of(&mut self, account: u32, call: &Call<'_>, errors: bool) -> Option<(u32, u32)> {
        let region = self.names.number(call.region, TEXTS)?;
        let source = self.names.number(call.source, TEXTS)?;
        let name = self.names.number(call.name, TEXTS)?;
        let error = self.maybe(call.error);
        let key = [account, region, source, name, if errors { error } else { 0 }];
        Some((self.number(key)?, error))
    }

    fn maybe(&mut self, text: Option<&str>) -> u32 {
        text.and_then(|t| self.names.number(t, TEXTS)).map_or(0, |n| n + 1)
    }

    /// The accounts, and their first minutes.
    pub(super) fn accounts(&self) -> impl Iterator<Item = (&str, i64)> {
        let known = (0..).zip(&self.firsts).filter(|(_, first)| **first < i64::MAX);
        known.filter_map(|(number, first)| Some((&**self.names.get(number)?, *first)))
    }

    /// The newest minute.
    pub(super) fn newest(&self) -> Option<i64> {
        self.newest
    }

    /// An account is known since a minute.
    pub(super) fn know(&mut self, account: &str, first: i64) {
        if let Some(number) = self.names.number(account, TEXTS) {
            self.see(number, first);
        }
    }

    /// The series of a key in texts, made if need be.
    pub(super) fn place(&mut self, texts: [&str; 4], error: Option<&str>) -> Option<u32> {
        let mut key = [0; 5];
        for (place, text) in key.iter_mut().zip(texts) {
            *place = self.names.number(text, TEXTS)?;
        }
        key[4] = self.maybe(error);
        self.number(key)
    }

    /// The number of a caller, [`NOBODY`] if there are too many.
    pub(super) fn caller(&mut self, texts: [Option<&str>; 3]) -> u32 {
        let caller = texts.map(|text| self.maybe(text));
        self.callers.number(&caller, self.settings.callers).unwrap_or(NOBODY)
    }

    fn see(&mut self, account: u32, minute: i64) {
        let at = account as usize;
        if self.firsts.len() <= at {
            self.firsts.resize(at + 1, i64::MAX);
        }
        self.moved |= minute < self.firsts[at] || self.newest < Some(minute);
        self.firsts[at] = self.firsts[at].min(minute);
        self.newest = self.newest.max(Some(minute));
    }

    fn number(&mut self, key: Key) -> Option<u32> {
        let number = self.series.number(&key, self.settings.series)?;
        if self.cells.len() <= number as usize {
            self.cells.push(Cells::default());
        }
        Some(number)
    }

    /// Adds what another one counted, by the same settings: of calls counted on several threads,
    /// the sum is the same as if one had counted them all.
    pub fn absorb(&mut self, other: &Self) {
        let names: Vec<Option<u32>> =
            other.names.all().iter().map(|n| self.names.number(&**n, TEXTS)).collect();
        let of = |number: u32| names.get(number as usize).copied().flatten();
        let maybe = |number: u32| number.checked_sub(1).and_then(of).map_or(0, |n| n + 1);
        let most = self.settings.callers;
        let mut callers = Vec::with_capacity(other.callers.all().len());
        for caller in other.callers.all() {
            callers.push(self.callers.number(&caller.map(maybe), most).unwrap_or(NOBODY));
        }
        for (name, first) in (0..).zip(&other.firsts) {
            if let (Some(account), true) = (of(name), *first < i64::MAX) {
                self.see(account, *first);
            }
        }
        for (key, cells) in other.series.all().iter().zip(&other.cells) {
            let calls: u64 = cells.all().iter().map(|c| u64::from(c.calls)).sum();
            let [Some(a), Some(r), Some(s), Some(n)] =
                [of(key[0]), of(key[1]), of(key[2]), of(key[3])]
            else {
                self.refused.series += calls;
                continue;
            };
            let Some(series) = self.number([a, r, s, n, maybe(key[4])]) else {
                self.refused.series += calls;
                continue;
            };
            let Some(own) = self.cells.get_mut(series as usize) else { continue };
            for cell in cells.all() {
                let who = callers.get(cell.who as usize).copied().unwrap_or(NOBODY);
                if who == NOBODY {
                    self.refused.callers += u64::from(cell.calls);
                }
                own.add(Cell { who, ..*cell });
            }
        }
        self.newest = self.newest.max(other.newest);
        self.refused.series += other.refused.series;
        self.refused.times += other.refused.times;
        self.refused.late += other.refused.late;
    }

    /// What a series is judged by.
    pub(super) fn rule(&self, key: &Key) -> Rule {
        let first =
            self.firsts.get(key[0] as usize).copied().unwrap_or(i64::MAX - super::settings::DAY);
        Rule { first, days: self.settings.days() }
    }

    /// The insights of what was counted, in the order in which they could be known. `until`
    /// (seconds since 1970) is the end of what is known of: minutes before it without calls had no
    /// calls. Without it, that is the end of the newest minute with a call of any account.
    #[must_use]
    pub fn finish(mut self, until: Option<i64>) -> Vec<Insight> {
        let newest = self.newest.map_or(i64::MIN, |m| m + 1);
        let until = until.map_or(newest, |s| s.div_euclid(60));
        let mut cells = std::mem::take(&mut self.cells);
        let (mut told, mut turns) = (Vec::new(), Vec::new());
        for (key, cells) in self.series.all().iter().zip(&mut cells) {
            let cells = cells.order();
            let Some(first) = cells.first() else { continue };
            let mut watch = Watch::new(i64::from(first.minute));
            watch.run(by_minute(cells), until, self.rule(key), &mut turns);
            let teller = Teller { counts: &self, key, cells };
            told.extend(turns.drain(..).map(|turn| teller.tell(turn)));
        }
        sort(&mut told);
        told
    }
}

/// The caller of calls that are put down to nobody.
pub(super) const NOBODY: u32 = u32::MAX;

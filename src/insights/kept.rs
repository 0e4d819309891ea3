//! A stream as rows, for a daemon that must find it again.
//!
//! One row for the whole (what is judged, and since when accounts are known); of each series one with
//! its names and its state, one for each hour with calls, and one for each day of hours that were
//! learnt. What is read back goes on as if nothing had happened. Only [`Stream::tracked`] remembers
//! what changed.

use super::cells::between;
use super::counts::NOBODY;
use super::load::Loader;
use super::settings::DAY;
use super::stream::{Blind, Stream};
use crate::base::bytes::{Row, Writer};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The form of the rows.
pub(super) const VERSION: u8 = 1;
/// The namespace of the keys of series.
const NAMES: Uuid = Uuid::from_u128(0xa95d_3c1e_70f4_5b62_8e0b_1d97_c6a4_20f8);
/// Bytes of the key of a series.
pub(super) const KEY: usize = 16;
/// Behind the key of a series: its state, the calls of an hour, the past of a day.
pub(super) const HEAD: u8 = 0;
pub(super) const CALLS: u8 = 1;
pub(super) const PAST: u8 = 2;

/// What has changed since rows were last asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    pub whole: bool,
    heads: BTreeSet<u32>,
    /// Series and hour, series and day, since 1970.
    hours: BTreeSet<(u32, u32)>,
    days: BTreeSet<(u32, u32)>,
    /// Rows that are made already.
    made: Vec<Row>,
}

impl Kept {
    /// A series is new.
    pub fn add(&mut self, series: u32) {
        self.heads.insert(series);
    }

    /// A call of a series was counted in a minute.
    pub fn call(&mut self, series: u32, minute: i64) {
        if let Ok(hour) = u32::try_from(minute.div_euclid(60)) {
            self.hours.insert((series, hour));
        }
    }

    /// A series was judged; the hours of its past went from those to these.
    pub fn judged(&mut self, series: u32, before: Option<(u32, u32)>, now: Option<(u32, u32)>) {
        self.heads.insert(series);
        let mut changed = |from: u32, to: u32| {
            self.days.extend((from / 24..=to / 24).map(|day| (series, day)));
        };
        match (before, now) {
            (None, Some((first, last))) | (Some((first, last)), None) => changed(first, last),
            (Some((first, last)), Some((new_first, new_last))) => {
                if new_first > first {
                    changed(first, new_first);
                }
                if new_last > last {
                    changed(last, new_last);
                }
            }
            (None, None) => {}
        }
    }

    /// The calls of a series reached from a minute to another, and begin in `now`, if any are left.
    pub fn forgot(&mut self, series: u32, (first, last): (u32, u32), now: Option<u32>) {
        let end = now.unwrap_or(last);
        if now != Some(first) {
            self.hours.extend((first / 60..=end / 60).map(|hour| (series, hour)));
        }
    }
}

impl Stream {
    /// The rows that have changed since the last time; none of a stream that is not
    /// [tracked](Stream::tracked).
    pub fn rows(&mut self) -> Vec<Row> {
        let Some(mut kept) = self.kept.take() else { return Vec::new() };
        let mut rows = std::mem::take(&mut kept.made);
        if std::mem::take(&mut kept.whole) {
            rows.push((Vec::new(), Some(self.whole())));
        }
        for series in std::mem::take(&mut kept.heads) {
            if let Some(key) = self.key_of(series) {
                rows.push(([&key[..], &[HEAD]].concat(), self.head(series)));
            }
        }
        for (series, hour) in std::mem::take(&mut kept.hours) {
            if let Some(key) = self.key_of(series) {
                let row = self.hour(series, hour);
                rows.push(([&key[..], &[CALLS], &hour.to_be_bytes()].concat(), row));
            }
        }
        for (series, day) in std::mem::take(&mut kept.days) {
            if let Some(key) = self.key_of(series) {
                let row = self.day(series, day);
                rows.push(([&key[..], &[PAST], &day.to_be_bytes()].concat(), row));
            }
        }
        self.kept = Some(kept);
        rows
    }

    /// All rows, whether they have changed or not.
    fn all_rows(&mut self) -> Vec<Row> {
        let mut kept = Kept { whole: true, ..Kept::default() };
        for series in 0..self.series() as u32 {
            kept.heads.insert(series);
            let cells = self.counts.cells.get(series as usize);
            let hours = cells.iter().flat_map(|cells| cells.all()).map(|cell| cell.minute / 60);
            kept.hours.extend(hours.map(|hour| (series, hour)));
            if let Some(Some(watch)) = self.watches.get_mut(series as usize) {
                kept.days.extend(watch.past().hours().map(|hour| (series, hour.hour / 24)));
            }
        }
        let own = self.kept.replace(Box::new(kept));
        let rows = self.rows();
        self.kept = own;
        rows
    }

    /// The rows that take it away.
    pub fn removed(&mut self) -> Vec<Row> {
        let mut rows = self.rows();
        rows.extend(self.all_rows());
        rows.into_iter().map(|(key, _)| (key, None)).collect()
    }

    /// Forgets what lies before all windows of series that sleep, and series of which nothing is
    /// left, once they are many.
    pub fn forget(&mut self) {
        let days = self.counts.settings.days();
        let oldest = self.judged.saturating_sub((days + 2) * DAY);
        let all = self.series() as u32;
        let mut empty = Vec::new();
        for series in (0..all).filter(|series| !self.is_awake(*series)).collect::<Vec<_>>() {
            let at = series as usize;
            let Some(cells) = self.counts.cells.get_mut(at) else { continue };
            let gone: BTreeSet<u32> = cells
                .all()
                .iter()
                .filter(|c| i64::from(c.minute) < oldest)
                .map(|c| c.minute / 60)
                .collect();
            if !gone.is_empty() {
                cells.drop_before(oldest);
            }
            let has_cells = !cells.all().is_empty();
            let watch = self.watches.get_mut(at).and_then(Option::as_mut);
            let mut has_past = false;
            let mut spans = (None, None);
            if let Some(watch) = watch {
                spans.0 = watch.past().span();
                watch.past().forget_before(oldest.div_euclid(60));
                spans.1 = watch.past().span();
                has_past = spans.1.is_some();
            }
            if let Some(kept) = &mut self.kept {
                kept.hours.extend(gone.into_iter().map(|hour| (series, hour)));
                if spans.0 != spans.1 {
                    kept.judged(series, spans.0, spans.1);
                }
            }
            if !has_cells && !has_past {
                empty.push(series);
            }
        }
        if empty.len() > all as usize / 4 + 64 {
            self.compact(&empty);
        }
    }

    /// Makes itself anew without these series, and without the texts that only they had.
    fn compact(&mut self, empty: &[u32]) {
        let mut made = self.rows();
        let heads = empty.iter().filter_map(|series| self.key_of(*series));
        let heads: BTreeSet<Vec<u8>> = heads.map(|key| [&key[..], &[HEAD]].concat()).collect();
        let mut loader = Loader::new(*self.settings());
        for (key, row) in self.all_rows() {
            if let Some(row) = row.filter(|_| !heads.contains(&key)) {
                // INVARIANT: a row that was just written can be read.
                loader.take(&key, &row);
            }
        }
        made.extend(heads.into_iter().map(|key| (key, None)));
        let refused = self.counts.refused;
        let tracked = self.kept.is_some();
        *self = loader.done();
        self.counts.refused = refused;
        match &mut self.kept {
            Some(kept) if tracked => kept.made = made,
            _ => self.kept = None,
        }
    }

    fn whole(&self) -> Vec<u8> {
        let mut row = Writer::new(VERSION);
        row.signed(self.judged).flag(self.blind.is_some());
        if let Some(Blind { end, seen }) = self.blind {
            row.signed(end).flag(seen);
        }
        row.signed(self.counts.newest().unwrap_or(-1));
        for (account, first) in self.counts.accounts() {
            row.text(account).signed(first);
        }
        row.done()
    }

    /// Account, region, source and name of a series, and its error code.
    fn texts(&self, series: u32) -> Option<([&str; 4], Option<&str>)> {
        let key = self.counts.series.get(series)?;
        let name = |number: u32| self.counts.names.get(number).map_or("", |name| &**name);
        let error = key[4].checked_sub(1).map(name);
        Some(([name(key[0]), name(key[1]), name(key[2]), name(key[3])], error))
    }

    fn key_of(&self, series: u32) -> Option<[u8; KEY]> {
        let (texts, error) = self.texts(series)?;
        let mut text = Vec::new();
        for part in texts.into_iter().chain(error) {
            text.extend_from_slice(part.as_bytes());
            text.push(0xff);
        }
        Some(Uuid::new_v5(&NAMES, &text).into_bytes())
    }

    fn head(&self, series: u32) -> Option<Vec<u8>> {
        let (texts, error) = self.texts(series)?;
        let mut row = Writer::new(VERSION);
        for text in texts {
            row.text(text);
        }
        let watch = self.watches.get(series as usize).and_then(Option::as_ref);
        row.maybe(error).flag(watch.is_some());
        watch.iter().for_each(|watch| watch.write(&mut row));
        Some(row.done())
    }

    /// The calls of an hour, behind those who called.
    fn hour(&mut self, series: u32, hour: u32) -> Option<Vec<u8>> {
        let start = i64::from(hour) * 60;
        let cells = self.counts.cells.get_mut(series as usize)?.order();
        let cells = between(cells, start, start + 60).to_vec();
        cells.first()?;
        let callers: BTreeSet<u32> = cells.iter().map(|c| c.who).filter(|w| *w != NOBODY).collect();
        let mut row = Writer::new(VERSION);
        row.count(callers.len() as u64);
        for caller in &callers {
            let parts = self.counts.callers.get(*caller)?;
            for part in parts {
                let name = part.checked_sub(1).and_then(|name| self.counts.names.get(name));
                row.maybe(name.map(|name| &**name));
            }
        }
        for cell in &cells {
            let who = callers.iter().position(|own| *own == cell.who).map_or(0, |at| at + 1);
            row.count(u64::from(cell.minute) - u64::from(hour) * 60);
            row.count(who as u64).count(cell.calls.into());
        }
        Some(row.done())
    }

    /// The hours of the past of a day.
    fn day(&mut self, series: u32, day: u32) -> Option<Vec<u8>> {
        let watch = self.watches.get_mut(series as usize)?.as_mut()?;
        let mut own = watch.past().hours().filter(|hour| hour.hour / 24 == day).peekable();
        own.peek()?;
        let mut row = Writer::new(VERSION);
        own.for_each(|hour| hour.write(&mut row));
        Some(row.done())
    }
}

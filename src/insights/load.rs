//! A stream from its rows.

use super::cells::Cell;
use super::counts::NOBODY;
use super::kept::{CALLS, HEAD, KEY, PAST, VERSION};
use super::past::Hour;
use super::settings::Settings;
use super::stream::{Blind, Stream};
use super::watch::Watch;
use crate::base::bytes::Reader;

/// Reads the rows of a stream, in the order of their keys.
#[derive(Debug)]
pub struct Loader {
    stream: Stream,
    series: Option<([u8; KEY], u32)>,
}

impl Loader {
    /// A loader of a stream with these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { stream: Stream::new(settings), series: None }
    }

    /// Takes a row; `None` where it is none of this form, or stands where it cannot.
    pub fn take(&mut self, key: &[u8], row: &[u8]) -> Option<()> {
        let mut row = Reader::new(VERSION, row)?;
        if key.is_empty() {
            return self.whole(&mut row);
        }
        let (own, rest) = key.split_first_chunk::<KEY>()?;
        let (kind, at) = rest.split_first()?;
        if *kind == HEAD {
            let texts = [row.text()?, row.text()?, row.text()?, row.text()?];
            let series = self.stream.counts.place(texts, row.maybe()?)?;
            self.stream.wake(series);
            if row.flag()? {
                *self.stream.watches.get_mut(series as usize)? = Some(Watch::read(&mut row)?);
            }
            self.series = Some((*own, series));
            return row.is_empty().then_some(());
        }
        let series = self.series.filter(|series| series.0 == *own)?.1;
        let at = u32::from_be_bytes(at.try_into().ok()?);
        match *kind {
            CALLS => self.calls(series, at, &mut row),
            PAST => {
                let watch = self.stream.watches.get_mut(series as usize)?.as_mut()?;
                while !row.is_empty() {
                    watch.past().push(Hour::read(&mut row)?);
                }
                Some(())
            }
            _ => None,
        }
    }

    fn whole(&mut self, row: &mut Reader<'_>) -> Option<()> {
        self.stream.judged = row.signed()?;
        if row.flag()? {
            self.stream.blind = Some(Blind { end: row.signed()?, seen: row.flag()? });
        }
        let newest = row.signed()?;
        while !row.is_empty() {
            let (account, first) = (row.text()?, row.signed()?);
            self.stream.counts.know(account, first);
            self.stream.counts.know(account, newest.max(first));
        }
        Some(())
    }

    fn calls(&mut self, series: u32, hour: u32, row: &mut Reader<'_>) -> Option<()> {
        let mut callers = Vec::new();
        for _ in 0..row.count()? {
            callers.push(self.stream.counts.caller([row.maybe()?, row.maybe()?, row.maybe()?]));
        }
        while !row.is_empty() {
            let minute = hour.checked_mul(60)?.checked_add(row.small()?)?;
            let who = match row.small()?.checked_sub(1) {
                Some(at) => *callers.get(at as usize)?,
                None => NOBODY,
            };
            let cell = Cell { minute, who, calls: row.small()? };
            self.stream.counts.cells.get_mut(series as usize)?.add(cell);
        }
        Some(())
    }

    /// The stream, tracked.
    #[must_use]
    pub fn done(self) -> Stream {
        self.stream.tracked()
    }
}

//! What has changed, as rows of the store.
//!
//! In the space of alarms, `a` and a name is an alarm, `b` and a name what its band has learnt, `c`
//! the clock, `m` and a name the minutes of a metric filter. The clock is written with everything
//! else, and once a minute where nothing else happens.

use super::Senses;
use super::history::writes;
use crate::alarms::{HistoryItem, write_time};
use crate::base::bytes::{Row, Writer};
use crate::store::{Space, Write};

/// The form of the clock's row.
pub(super) const VERSION: u8 = 1;
/// The keys of the clock and of minutes.
pub(super) const CLOCK: u8 = b'c';
pub(super) const MINUTES: u8 = b'm';
/// Seconds after which the clock is written where nothing else is.
const QUIET: i64 = 60;

impl Senses {
    /// The rows that have changed since the last call, to be written in one batch with what was told.
    pub fn rows(&mut self) -> Vec<Write> {
        let mut all = std::mem::take(&mut self.made);
        all.extend(self.monitor.rows().into_iter().map(|row| write(Space::ALARMS, row)));
        let minutes = self.minutes.rows().into_iter();
        all.extend(
            minutes
                .map(|(name, row)| write(Space::ALARMS, ([&[MINUTES], &name[..]].concat(), row))),
        );
        let data = self.monitor.store_mut().rows().into_iter();
        all.extend(data.map(|row| write(Space::METRICS, row)));
        all.extend(self.rates.rows().into_iter().map(|row| write(Space::RATES, row)));
        let since = |written: jiff::Timestamp| self.clock.as_second() - written.as_second();
        if !all.is_empty() || self.written.is_none_or(|written| since(written) >= QUIET) {
            all.push(Write::put(Space::ALARMS, vec![CLOCK], self.clock_row()));
            self.written = Some(self.clock);
        }
        all
    }

    fn clock_row(&self) -> Vec<u8> {
        let mut row = Writer::new(VERSION);
        write_time(self.clock, &mut row);
        let rolled = self.monitor.store().rolled();
        row.signed(self.rates.next_minute()).flag(rolled.is_some());
        row.signed(rolled.unwrap_or_default());
        row.done()
    }

    /// Adds an item to the history of an alarm, such as an action that was delivered, or was not.
    pub fn note(&mut self, alarm: &str, item: &HistoryItem) {
        let number = if self.items.0 == item.at { self.items.1.saturating_add(1) } else { 0 };
        self.items = (item.at, number);
        self.made.extend(writes(alarm, item, number));
    }
}

fn write(space: Space, (key, value): Row) -> Write {
    Write { space, key, value }
}

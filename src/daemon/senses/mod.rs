//! Alarms, metrics and baselines that live on: what `eval` does with a whole run, done with the clock,
//! and kept in a store.
//!
//! [`Senses`] takes what records mean (`take`), moves alarms and baselines with the time (`advance`)
//! and gives the rows that have changed (`rows`). One batch of the store holds a position in the log,
//! these rows and what was told; after a crash everything behind the position is taken again and
//! comes to the same, with the same ids. `inputs` are the rules, `minutes` the default values of
//! metric filters, `rates` the baselines, `restore` reads the rows, `change` follows other rules,
//! `hand` does what people ask for, `history` tells what was. It reads no clock.

mod advance;
mod change;
mod hand;
mod heard;
mod history;
mod inputs;
mod minutes;
mod rates;
mod restore;
mod rows;
mod take;
#[cfg(test)]
mod tests;

pub use heard::Heard;
pub use history::{HistoryPage, HistoryQuery, history};
pub use inputs::{Bounds, Inputs};
pub use take::{Losses, PutError};

use crate::eval::Listening;
use crate::metrics::Memory;
use crate::monitor::{Monitor, Standing};
use crate::store::Write;
use jiff::Timestamp;
use minutes::Minutes;
use rates::Rates;
use std::collections::VecDeque;
use std::sync::Arc;

/// The alarms, the datapoints and the baselines of a daemon.
#[derive(Debug)]
pub struct Senses {
    monitor: Monitor,
    rates: Rates,
    minutes: Minutes,
    listening: Arc<Listening>,
    bounds: Bounds,
    /// Everything up to here was told.
    clock: Timestamp,
    /// What the last row of the clock said.
    written: Option<Timestamp>,
    /// What is told next, whatever the time.
    waiting: VecDeque<Heard>,
    /// Rows that are made already.
    made: Vec<Write>,
    /// Items of histories of one moment, so that they keep their order.
    items: (Timestamp, u16),
    losses: Losses,
}

impl Senses {
    /// The datapoints.
    #[must_use]
    pub fn data(&self) -> &Memory {
        self.monitor.store()
    }

    /// All alarms as they stand.
    pub fn states(&self) -> impl Iterator<Item = Standing<'_>> {
        self.monitor.standing()
    }

    /// One alarm as it stands.
    #[must_use]
    pub fn state(&self, alarm: &str) -> Option<Standing<'_>> {
        self.monitor.standing_of(alarm)
    }

    /// The alarms, to be explained and drawn.
    pub fn monitor(&mut self) -> &mut Monitor {
        &mut self.monitor
    }

    /// Everything up to this moment was told.
    #[must_use]
    pub fn clock(&self) -> Timestamp {
        self.clock
    }

    /// How many series of calls there are, and how long the oldest account is known, in minutes: for
    /// each baseline, by name.
    pub fn baselines(&self) -> impl Iterator<Item = (&str, usize, i64)> {
        self.rates.all().map(|own| (&*own.name, own.stream.series(), own.stream.observed()))
    }
}

//! The band of an alarm: a model that has learnt what lies before the periods that are judged, so
//! that a value is never expected because it came.

use crate::alarms::Band;
use crate::anomaly::{Model, Settings, State};
use crate::base::bytes::{Reader, Writer};
use crate::metrics::period::align;
use crate::rules;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A model, and how far it has learnt.
#[derive(Debug, Clone)]
pub(super) struct Learner {
    model: Model,
    width: f64,
    /// Where days and weeks begin.
    zone: TimeZone,
    /// Times from which nothing is learnt.
    excluded: Settings,
    period: u32,
    /// Values before this time are learnt, in seconds since 1970.
    learnt: Option<i64>,
    /// And before this one when it was last written.
    written: Option<i64>,
}

/// A value and its time, in seconds since 1970.
pub(super) type Timed = (i64, f64);

/// Periods that are read at once.
const AT_ONCE: usize = 512;

/// Seconds.
const HOUR: i64 = 3600;

impl Learner {
    pub fn new(band: &rules::Band, period: u32) -> Self {
        // The model has the zone's time; the ranges are of real time.
        let own = Settings { excluded_ranges: Vec::new(), ..band.settings.clone() };
        let (model, width, zone) = (Model::new(own), band.width, band.zone.clone());
        let excluded = band.settings.clone();
        Self { model, width, zone, excluded, period, learnt: None, written: None }
    }

    /// Learns all whole periods up to a time. `first` finds the first data from a time on, `read` the
    /// values of so many periods from a start on.
    pub fn learn(
        &mut self,
        until: i64,
        first: &mut dyn FnMut(i64) -> Option<i64>,
        read: &mut dyn FnMut(i64, usize, &mut Vec<Timed>),
    ) {
        let until = align(until, self.period);
        let period = i64::from(self.period);
        let mut values = Vec::new();
        let mut at = self.learnt.unwrap_or(i64::MIN);
        while at < until {
            // Time without data is passed over.
            let Some(next) = first(at).filter(|next| *next < until) else { break };
            at = align(next, self.period).max(at);
            let count = usize::try_from((until - at) / period).unwrap_or(0).min(AT_ONCE);
            if count == 0 {
                break;
            }
            values.clear();
            read(at, count, &mut values);
            for (at, value) in values.iter().filter(|(at, _)| !self.excluded.excludes(*at)) {
                self.model.update(self.local(*at), *value);
            }
            at += period * count as i64;
        }
        self.learnt = Some(self.learnt.unwrap_or(until).max(until));
    }

    /// Is it time to write what was learnt? Once an hour, as it is 8 KB, and what is not written is
    /// learnt again from the data.
    pub fn is_due(&self) -> bool {
        match (self.learnt, self.written) {
            (Some(learnt), Some(written)) => learnt - written >= HOUR,
            (learnt, _) => learnt.is_some(),
        }
    }

    /// Appends what was learnt.
    pub fn write(&mut self, row: &mut Writer) {
        row.flag(self.learnt.is_some()).signed(self.learnt.unwrap_or_default());
        self.model.write(row);
        self.written = self.learnt;
    }

    /// Takes over what `write` wrote; `None` where it is nothing of the kind.
    pub fn read(&mut self, row: &mut Reader<'_>) -> Option<()> {
        let (known, learnt) = (row.flag()?, row.signed()?);
        self.model = Model::read(self.model.settings().clone(), row)?;
        self.learnt = known.then_some(learnt);
        self.written = self.learnt;
        Some(())
    }

    /// The band at a time; `None` before enough is learnt to trust it.
    pub fn band(&self, at: i64) -> Option<Band> {
        if self.model.state() != State::Trained {
            return None;
        }
        let band = self.model.band(self.local(at), self.width)?;
        Some(Band { lower: band.low, upper: band.high })
    }

    /// The time that clocks of the zone show, as seconds.
    fn local(&self, at: i64) -> i64 {
        let offset = Timestamp::from_second(at).map_or(0, |t| self.zone.to_offset(t).seconds());
        at.saturating_add(i64::from(offset))
    }

    /// How much is learnt, in AWS's words.
    pub fn state(&self) -> &'static str {
        match self.model.state() {
            State::PendingTraining => "PENDING_TRAINING",
            State::TrainedInsufficientData => "TRAINED_INSUFFICIENT_DATA",
            State::Trained => "TRAINED",
        }
    }
}

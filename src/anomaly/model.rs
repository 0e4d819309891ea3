//! What to expect of a metric, and the band around it.
//!
//! Expected is the level plus the profile, the latter weighted by how well it has foretold values so
//! far. What is learnt of a residual is cut where it is an outlier (Huber), unless values stay on
//! one side: then the level has moved, and is followed faster the longer this lasts.

use super::profile::Profile;
use super::settings::Settings;
use crate::base::bytes::{Reader, Writer};
use serde::{Deserialize, Serialize};

/// Values of a larger size are not learnt from: their squares would not be finite.
const LARGEST: f64 = 1e150;
/// The slowest rate at which level, spread and weight are learnt, for each point.
const LEVEL_RATE: f64 = 1.0 / 2000.0;
const SPREAD_RATE: f64 = 1.0 / 1000.0;
/// Nothing is cut before so many points.
const SETTLED: u64 = 50;
/// A normal distribution's standard deviation, in mean absolute deviations: √(π/2).
const DEVIATION: f64 = 1.253_314_137_315_500_1;
/// Residuals of more than so many spreads on one side, so many in a row, double the level's rate;
/// it grows with the square of their number, to a hundredfold.
const SIDE: f64 = 1.5;
const RUN: f64 = 6.0;
/// Points and seconds without which nothing is called odd.
const TRAINED_POINTS: u64 = 100;
const TRAINED_SECONDS: i64 = 3 * 86_400;

/// How much a model has seen, as AWS names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// No value yet: there is no band.
    PendingTraining,
    /// Fewer than 100 points or three days: there is a band, not to be trusted yet.
    TrainedInsufficientData,
    /// The band counts.
    Trained,
}

/// A band, in the metric's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Values below are odd.
    pub low: f64,
    /// What is expected.
    pub expected: f64,
    /// Values above are odd.
    pub high: f64,
}

/// How a value compares with what was expected before it came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Residual {
    /// What was expected.
    pub expected: f64,
    /// The value less what was expected.
    pub difference: f64,
    /// The difference in spreads of all times of the day (about standard deviations).
    pub deviations: f64,
}

/// The model of one metric. Its serialised form is its state; about 8 KB in memory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    settings: Settings,
    profile: Profile,
    level: f64,
    /// Mean size of residuals.
    size: f64,
    /// Mean product of profile and value, both above the level, and of the profile with itself.
    product: f64,
    square: f64,
    seen: u64,
    first: i64,
    last: i64,
    /// How many residuals in a row were far out on one side; negative for the lower.
    run: f64,
}

impl Model {
    /// A model that has seen nothing.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            profile: Profile::new(),
            level: 0.0,
            size: 0.0,
            product: 0.0,
            square: 0.0,
            seen: 0,
            first: 0,
            last: 0,
            run: 0.0,
        }
    }

    /// Reads a state that [`Model`]'s serialised form gave.
    ///
    /// # Errors
    /// In words: not such a state.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let model: Self = serde_json::from_str(text).map_err(|e| format!("not a model: {e}"))?;
        if model.is_whole() { Ok(model) } else { Err("not a model: a profile is cut".to_owned()) }
    }

    /// Appends what was learnt, about 8 KB, to be read back to the bit; the settings are not in it.
    pub fn write(&self, row: &mut Writer) {
        self.profile.write(row);
        row.number(self.level).number(self.size).number(self.product).number(self.square);
        row.count(self.seen).signed(self.first).signed(self.last).number(self.run);
    }

    /// Reads what `write` wrote.
    pub fn read(settings: Settings, row: &mut Reader<'_>) -> Option<Self> {
        let profile = Profile::read(row)?;
        let [level, size, product, square] =
            [row.number()?, row.number()?, row.number()?, row.number()?];
        let (seen, first, last) = (row.count()?, row.signed()?, row.signed()?);
        let run = row.number()?;
        Some(Self { settings, profile, level, size, product, square, seen, first, last, run })
    }

    pub(super) fn is_whole(&self) -> bool {
        self.profile.is_whole()
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Exchanges the settings; what was learnt stays.
    pub fn set(&mut self, settings: Settings) {
        self.settings = settings;
    }

    /// How much was seen.
    #[must_use]
    pub fn state(&self) -> State {
        match self.seen {
            0 => State::PendingTraining,
            seen if seen >= TRAINED_POINTS
                && self.last.saturating_sub(self.first) >= TRAINED_SECONDS =>
            {
                State::Trained
            }
            _ => State::TrainedInsufficientData,
        }
    }

    /// The band at a time, `width` standard deviations to each side; `None` before the first value.
    /// The time may lie in the past or the future, in seconds since 1970.
    #[must_use]
    pub fn band(&self, at: i64, width: f64) -> Option<Band> {
        if self.seen == 0 {
            return None;
        }
        let usual = self.profile.usual(self.local(at));
        let expected = self.level + self.weight() * usual.above.unwrap_or(0.0);
        let half = width.abs() * DEVIATION * self.profile.size(usual, self.size);
        let least = self.settings.least.unwrap_or(f64::NEG_INFINITY);
        let most = self.settings.most.unwrap_or(f64::INFINITY);
        let within = |x: f64| x.min(most).max(least);
        let (low, high) = (within(expected - half), within(expected + half));
        Some(Band { low, expected: within(expected), high })
    }

    /// Learns a value at a time (seconds since 1970) and says how it compares with what was
    /// expected. `None`, and nothing is learnt, in an excluded range and for what is not a number
    /// of a size up to 1e150.
    pub fn update(&mut self, at: i64, value: f64) -> Option<Residual> {
        if value.is_nan() || value.abs() > LARGEST || self.settings.excludes(at) {
            return None;
        }
        if self.seen == 0 {
            (self.level, self.first, self.last) = (value, at, at);
        }
        self.seen += 1;
        self.first = self.first.min(at);
        self.last = self.last.max(at);
        let usual = self.profile.usual(self.local(at));
        let above = value - self.level;
        let expected = self.level + self.weight() * usual.above.unwrap_or(0.0);
        let difference = value - expected;
        let spread = self.spread(value);
        self.learn(usual, above, difference, spread);
        Some(Residual { expected, difference, deviations: difference / spread })
    }

    /// The spread of all times, never nothing beside a value's own size.
    fn spread(&self, value: f64) -> f64 {
        (DEVIATION * self.size).max(1e-9 * (1.0 + value.abs()))
    }

    fn learn(&mut self, usual: super::profile::Usual, above: f64, difference: f64, spread: f64) {
        let speed = self.settings.adaptation_speed.factor();
        let young = 1.0 / self.seen as f64;
        let limit = match self.seen {
            ..=SETTLED => f64::INFINITY,
            _ => self.settings.outlier_filtering.limit() * spread,
        };
        if let Some(usual) = usual.above {
            let rate = young.max(speed * SPREAD_RATE);
            let above = above.clamp(-2.0 * limit, 2.0 * limit);
            self.product += rate * (above * usual - self.product);
            self.square += rate * (usual * usual - self.square);
        }
        let cut = difference.clamp(-limit, limit);
        self.run = match difference / spread {
            far if far > SIDE => self.run.max(0.0) + 1.0,
            far if far < -SIDE => self.run.min(0.0) - 1.0,
            _ => self.run / 2.0,
        };
        let hurry = 1.0 + (self.run.abs() / RUN).powi(2).min(100.0);
        let expected = above - difference;
        let before = self.level;
        self.level += young.max(speed * LEVEL_RATE * hurry).min(1.0) * cut;
        let rest = cut + expected - (self.level - before);
        let size = difference.abs().min(limit);
        self.profile.learn(usual, rest, size, speed);
        self.size += young.max(speed * SPREAD_RATE) * (size - self.size);
    }

    /// How much of the profile to believe: the slope of values over what it foretold.
    fn weight(&self) -> f64 {
        if self.square > 0.0 { (self.product / self.square).clamp(0.0, 1.0) } else { 0.0 }
    }

    fn local(&self, at: i64) -> i64 {
        at.saturating_add(i64::from(self.settings.ahead))
    }
}

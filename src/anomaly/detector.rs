//! How odd a value is, comparable between metrics.
//!
//! Five measures look at each value: its distance from a slow mean (`level`), from what the model
//! expected, from any value seen (`values`), the shape of the last values (`shape`), and the step
//! from the value before (`step`). Each becomes a rarity among its own past (`rank`); the greatest
//! counts, and its own rarity among such greatest ones is the answer.

use super::level::Level;
use super::model::{Model, State};
use super::pace::Pace;
use super::rank::Rank;
use super::rest::Rest;
use super::scale::Scale;
use super::settings::Settings;
use super::shape::Shape;
use super::step::Step;
use super::values::Values;
use serde::{Deserialize, Serialize};

const MEASURES: usize = 5;

/// What a detector says about a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// What was expected.
    pub expected: f64,
    /// The distance from it, in spreads.
    pub deviations: f64,
    /// How rare such a value is in this metric, as a negative decimal logarithm: 3 is one in
    /// 1,000. Rises and falls with the values.
    pub rarity: f64,
    /// The rarity, less an allowance for the metric's age, when it is the greatest for some time,
    /// else 0: what to raise an alarm on, so that one incident is one alarm. 2.2 was the best
    /// threshold where it was measured.
    pub score: f64,
    /// Whether the model has seen enough for the score to count.
    pub state: State,
}

/// A model with measures of oddness. Its serialised form is its state; about 15 KB in memory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detector {
    model: Model,
    scale: Scale,
    level: Level,
    step: Step,
    values: Values,
    shape: Shape,
    ranks: [Rank; MEASURES],
    total: Rank,
    rest: Rest,
    pace: Pace,
}

impl Detector {
    /// A detector that has seen nothing.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            model: Model::new(settings),
            scale: Scale::default(),
            level: Level::default(),
            step: Step::default(),
            values: Values::new(),
            shape: Shape::new(),
            ranks: std::array::from_fn(|_| Rank::new()),
            total: Rank::new(),
            rest: Rest::default(),
            pace: Pace::default(),
        }
    }

    /// Reads a state that [`Detector`]'s serialised form gave.
    ///
    /// # Errors
    /// In words: not such a state.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let read: Self = serde_json::from_str(text).map_err(|e| format!("not a detector: {e}"))?;
        let whole = read.model.is_whole()
            && read.values.is_whole()
            && read.shape.is_whole()
            && read.total.is_whole()
            && read.ranks.iter().all(Rank::is_whole);
        if whole { Ok(read) } else { Err("not a detector: a part is cut".to_owned()) }
    }

    /// The model, for bands.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Learns a value at a time (seconds since 1970) and says how odd it was. `None`, and nothing is
    /// learnt, in an excluded range and for what is not a number of a size up to 1e150.
    pub fn update(&mut self, at: i64, value: f64) -> Option<Reading> {
        let residual = self.model.update(at, value)?;
        if self.pace.is_gap(at) {
            self.step.pause();
            self.shape.pause();
        }
        let evened = self.scale.place(value);
        let measures = [
            self.level.measure(value),
            residual.deviations.abs(),
            self.values.measure(evened),
            self.shape.measure(evened),
            self.step.measure(value),
        ];
        let greatest = self
            .ranks
            .iter_mut()
            .zip(measures)
            .map(|(rank, measure)| rank.rarity(measure))
            .fold(0.0, f64::max);
        let rarity = self.total.rarity(greatest);
        let score = self.rest.score(rarity);
        let state = self.model.state();
        Some(Reading {
            expected: residual.expected,
            deviations: residual.deviations,
            rarity,
            score,
            state,
        })
    }
}

//! Floor 3: what is usual for a metric, and how odd a value is.
//!
//! `model` expects: a level, a profile of the day and one of the week, a robust spread; from them
//! come bands. `detector` adds four more ways to look at a value, makes them comparable by their
//! ranks, and says when something new is odd. `nab` judges detectors. Pure: values and times come
//! in, nothing is read, and nothing allocates once a model is made. Formulas, sources and
//! measurements are in `docs/anomaly-detection.md`.

mod detector;
mod level;
mod model;
pub mod nab;
mod pace;
mod profile;
mod rank;
mod rest;
mod scale;
mod settings;
mod shape;
mod step;
#[cfg(test)]
mod tests;
mod values;

pub use detector::{Detector, Reading};
pub use model::{Band, Model, Residual, State};
pub use settings::{Adaptation, Filtering, Range, Settings};

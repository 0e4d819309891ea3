//! The Numenta Anomaly Benchmark's rules: labelled windows, a reward for early detection, one
//! threshold for all files, a result from 0 (a detector that says nothing) to 100 (a perfect one).
//!
//! Texts and scores go in, results come out; reading files is the caller's. The rules are those of
//! NAB's `sweeper.py` and of "Evaluating Real-time Anomaly Detection Algorithms" (Lavin and Ahmad,
//! 2015); `docs/anomaly-detection.md` gives the formulas.

mod corpus;
mod detectors;
mod profile;
mod series;
mod sweep;
mod windows;

pub use corpus::{File, cases, judge, run};
pub use detectors::{Constant, MovingZ, Scorer};
pub use profile::{PROFILES, Profile};
pub use series::{Row, probation, read_series};
pub use sweep::{Case, Outcome, optimise, score_at};
pub use windows::{Labels, Window};

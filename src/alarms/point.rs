//! What an alarm sees of its metric: one point a period.

use jiff::Timestamp;

/// The expected range of a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Its lower edge, in the metric's unit.
    pub lower: f64,
    /// Its upper edge, in the metric's unit.
    pub upper: f64,
}

/// The statistic of one period, or its absence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Where the period starts.
    pub at: Timestamp,
    /// The statistic; `None` where nothing was received. What is not finite counts as nothing.
    pub value: Option<f64>,
    /// How many samples it was made of, where that is known.
    pub samples: Option<f64>,
    /// What was expected; a band alarm takes a point without it for a missing one.
    pub band: Option<Band>,
}

impl Point {
    /// A period without data.
    #[must_use]
    pub fn missing(at: Timestamp) -> Self {
        Self { at, value: None, samples: None, band: None }
    }

    /// A period with a value.
    #[must_use]
    pub fn new(at: Timestamp, value: f64) -> Self {
        Self { value: Some(value), ..Self::missing(at) }
    }
}

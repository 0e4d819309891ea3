//! The types of expressions, and the series they are about.

/// What an expression gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// One number (S).
    Number,
    /// A series (TS).
    Series,
    /// Several series (TS[]).
    Many,
}

impl Type {
    /// What it is called in messages.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Series => "one time series",
            Self::Many => "several time series",
        }
    }
}

/// Values by time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// The id of the entry it comes from; empty when it was computed of several.
    pub id: String,
    /// What it is called in pictures and messages.
    pub label: String,
    /// The width of its periods, in seconds.
    pub period: u32,
    /// Starts of periods in seconds since 1970, rising, and their values. A period without data is
    /// not there.
    pub points: Vec<(i64, f64)>,
}

impl Series {
    /// The same series with other points, those that are no finite numbers left out.
    pub(super) fn with(&self, points: impl IntoIterator<Item = (i64, f64)>) -> Self {
        let points = points.into_iter().filter(|(_, v)| v.is_finite()).collect();
        Self { id: self.id.clone(), label: self.label.clone(), period: self.period, points }
    }
}

/// A result.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// One number.
    Number(f64),
    /// A series.
    Series(Series),
    /// Several, in order.
    Many(Vec<Series>),
}

/// The times that are asked about, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The start of the first period.
    pub start: i64,
    /// Past the last period.
    pub end: i64,
    /// The width of a period.
    pub period: u32,
}

impl Range {
    /// The starts of all periods within.
    pub fn times(self) -> impl Iterator<Item = i64> {
        let step = usize::try_from(self.period.max(1)).unwrap_or(1);
        (self.start..self.end).step_by(step)
    }
}

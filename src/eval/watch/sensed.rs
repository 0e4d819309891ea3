//! What one record means to alarms.

use crate::metrics::{Datum, Metric, Refusal, Resolution, Sample, validate};
use crate::rules::MetricFilter;

/// What was sensed of a record.
#[derive(Debug, Default)]
pub struct Sensed {
    /// When it happened, in milliseconds since 1970, if it says so.
    pub at: Option<i64>,
    /// The grounds that it is a record of, and when: there, filters may have a default value.
    pub came: Vec<(u32, Option<i64>)>,
    /// Metric filters that it matches.
    pub hits: Vec<Hit>,
    /// Datapoints that it holds.
    pub data: Vec<Datum>,
    /// Metric filters that it matches without giving a datum, and why.
    pub dropped: Vec<(u32, String)>,
}

impl Sensed {
    /// Adds what else was sensed of the same record.
    pub fn join(&mut self, other: Self) {
        self.at = self.at.or(other.at);
        self.came.extend(other.came);
        self.hits.extend(other.hits);
        self.data.extend(other.data);
        self.dropped.extend(other.dropped);
    }

    /// Is there anything?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.at.is_none()
            && self.came.is_empty()
            && self.hits.is_empty()
            && self.data.is_empty()
            && self.dropped.is_empty()
    }
}

/// A metric filter that matched.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The filter, an index into those of the bundle.
    pub filter: u32,
    /// When, in milliseconds since 1970; `None` counts as the time known last.
    pub at: Option<i64>,
    /// The value.
    pub value: f64,
    /// The values of the filter's dimensions, in its order.
    pub dimensions: Vec<String>,
}

impl Hit {
    /// The datum of a match of its filter at a time, in milliseconds since 1970.
    ///
    /// # Errors
    /// When the service would refuse it.
    pub fn datum(&self, filter: &MetricFilter, at: i64) -> Result<Datum, Refusal> {
        let names = filter.dimensions.iter().cloned();
        let dimensions = names.zip(self.dimensions.iter().cloned()).collect();
        of(filter, dimensions, at, self.value)
    }
}

/// The datum of a minute in which a filter with a default value did not match.
///
/// # Errors
/// When the service would refuse it.
pub fn default_datum(filter: &MetricFilter, value: f64, at: i64) -> Result<Datum, Refusal> {
    of(filter, Vec::new(), at, value)
}

fn of(
    filter: &MetricFilter,
    dimensions: Vec<(String, String)>,
    at: i64,
    value: f64,
) -> Result<Datum, Refusal> {
    let metric = Metric::new(filter.namespace.as_str(), filter.metric.as_str(), dimensions);
    validate::value_of(&metric, value)?;
    let (resolution, sample) = (Resolution::Standard, Sample::Value(value));
    Ok(Datum { metric, at, unit: filter.unit, resolution, sample })
}

//! A datum as it was written, before anybody has looked at it.

use super::refusal::Refusal;

/// What stands in a call for one datum; absent parts are `None`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RawDatum {
    /// The metric's name.
    pub name: Option<String>,
    /// Names and values, in the order written.
    pub dimensions: Vec<(String, String)>,
    /// Milliseconds since 1970; absent: the time of receipt.
    pub at: Option<i64>,
    /// One value.
    pub value: Option<f64>,
    /// Many values.
    pub values: Option<Vec<f64>>,
    /// How often each of `values` came.
    pub counts: Option<Vec<f64>>,
    /// A statistic set.
    pub set: Option<RawSet>,
    /// The unit's spelling.
    pub unit: Option<String>,
    /// 1 or 60, in seconds.
    pub resolution: Option<f64>,
}

/// A statistic set as written.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RawSet {
    /// How many samples.
    pub count: Option<f64>,
    /// Their sum.
    pub sum: Option<f64>,
    /// The smallest.
    pub min: Option<f64>,
    /// The largest.
    pub max: Option<f64>,
}

/// Largest absolute value of a number: 2^360.
pub(super) fn largest() -> f64 {
    2f64.powi(360)
}

/// Is this a number that may be stored?
pub(super) fn number(parameter: &str, value: f64) -> Result<f64, Refusal> {
    if value.is_finite() && value.abs() <= largest() {
        return Ok(value);
    }
    let shown = if value.is_infinite() {
        if value > 0.0 { "Infinity".to_owned() } else { "-Infinity".to_owned() }
    } else if value.abs() >= 1e15 {
        format!("{value:E}")
    } else {
        value.to_string()
    };
    Err(Refusal::value(format!("The value {shown} for parameter {parameter} is invalid.")))
}

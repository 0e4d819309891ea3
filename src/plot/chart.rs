//! What is to be seen in a picture.

use crate::alarms::{AlarmState, Comparison, Side};

/// A metric over a range of time. Times are seconds since 1970; those before the year 1 or behind
/// 9999 are left out, and so are values that are not finite.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chart {
    /// What stands above the picture.
    pub title: String,
    /// The unit of the values in CloudWatch's words (`Percent`, `Bytes/Second`), any other word, or
    /// nothing.
    pub unit: String,
    /// Start of period and value; `None` where nothing was received. In any order.
    pub points: Vec<(i64, Option<f64>)>,
    /// Seconds from point to point: a longer step is a gap. Below 1 counts as 1.
    pub period: i64,
    /// What values are compared with.
    pub limit: Limit,
    /// From, to (outside) and state of the alarm. In any order.
    pub states: Vec<(i64, i64, AlarmState)>,
    /// From and to of what is shown; else all there is.
    pub range: Option<(i64, i64)>,
}

/// What values are compared with.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Limit {
    /// Nothing.
    #[default]
    None,
    /// A number; values for which the comparison holds breach.
    Threshold(Comparison, f64),
    /// Start of period, lower and upper edge; values beyond the edge of the side breach.
    Band(Side, Vec<(i64, f64, f64)>),
}

impl Limit {
    /// How far beyond the limit a value is, in the values' unit; `None` if it is not. `band` are the
    /// edges at the value's time.
    pub(super) fn breach(&self, value: f64, band: Option<(f64, f64)>) -> Option<f64> {
        match self {
            Self::None => None,
            Self::Threshold(comparison, threshold) => {
                comparison.holds(value, *threshold).then(|| (value - threshold).abs())
            }
            Self::Band(side, _) => {
                let (lower, upper) = band?;
                let above = (*side != Side::Below && value > upper).then_some(value - upper);
                let below = (*side != Side::Above && value < lower).then_some(lower - value);
                above.or(below)
            }
        }
    }
}

/// The signs of comparisons.
pub(super) fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => "≥",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "≤",
    }
}

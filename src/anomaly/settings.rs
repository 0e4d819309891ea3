//! What users may choose about a model, in AWS's words.

use serde::{Deserialize, Serialize};

/// How fast a model follows changes (AWS's `AdaptationSpeed`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adaptation {
    /// Four times as fast as usual.
    Fast,
    /// As measured in the documentation.
    #[default]
    Normal,
    /// Four times as slow as usual.
    Slow,
}

impl Adaptation {
    /// What rates of learning are multiplied by.
    pub(super) fn factor(self) -> f64 {
        match self {
            Self::Fast => 4.0,
            Self::Normal => 1.0,
            Self::Slow => 0.25,
        }
    }
}

/// How much of an outlier is learnt (AWS's `OutlierFilteringStrength`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Filtering {
    /// Nearly all of it.
    Minimal,
    /// As measured in the documentation.
    #[default]
    Moderate,
    /// Little.
    Strict,
}

impl Filtering {
    /// Beyond so many spreads a residual is cut.
    pub(super) fn limit(self) -> f64 {
        match self {
            Self::Minimal => 16.0,
            Self::Moderate => 5.0,
            Self::Strict => 2.5,
        }
    }
}

/// A range of time from which nothing is learnt and in which nothing is odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// Its first second, since 1970.
    pub from: i64,
    /// The second after its last.
    pub to: i64,
}

/// The settings of a model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Settings {
    /// How fast changes are followed.
    pub adaptation_speed: Adaptation,
    /// How much of outliers is learnt.
    pub outlier_filtering: Filtering,
    /// Ranges to leave out.
    pub excluded_ranges: Vec<Range>,
    /// Seconds that local time is ahead of UTC: when days and weeks begin.
    pub ahead: i32,
    /// The least a value can be: bands do not go lower.
    pub least: Option<f64>,
    /// The most a value can be: bands do not go higher.
    pub most: Option<f64>,
}

impl Settings {
    /// Whether a time is left out.
    #[must_use]
    pub fn excludes(&self, at: i64) -> bool {
        self.excluded_ranges.iter().any(|r| r.from <= at && at < r.to)
    }
}

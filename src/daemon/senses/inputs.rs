//! The rules that senses follow, and how long things are kept.

use crate::base::ids::RuleId;
use crate::eval::Listening;
use crate::insights::Settings;
use crate::model::Home;
use crate::rules::{Alarm, Bundle};
use jiff::SignedDuration;
use std::sync::Arc;

/// What senses follow.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// The alarms.
    pub alarms: Arc<[Alarm]>,
    /// The id of the first.
    pub first_alarm: usize,
    /// The baselines, by name.
    pub baselines: Vec<(RuleId, String, Settings)>,
    /// The metric filters.
    pub listening: Arc<Listening>,
    /// Account and region of alarms.
    pub home: Home,
}

impl Inputs {
    /// The rules of a bundle; `listening` are its metric filters, compiled.
    #[must_use]
    pub fn of(bundle: &Bundle, listening: Arc<Listening>, home: Home) -> Self {
        let names = bundle.baseline_names().1;
        let baselines = bundle.baseline_settings().into_iter().zip(names);
        Self {
            alarms: bundle.alarms.as_slice().into(),
            first_alarm: bundle.first_alarm(),
            baselines: baselines.map(|((rule, settings), name)| (rule, name, settings)).collect(),
            listening,
            home,
        }
    }
}

/// How long things are kept and waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// How long datapoints are kept at most; CloudWatch keeps them for 455 days, coarser with age.
    pub data: SignedDuration,
    /// How long histories of alarms are kept; CloudWatch keeps them for 30 days.
    pub history: SignedDuration,
    /// Where time stood still for longer, alarms are not evaluated for each minute of it but once,
    /// and then for the minutes of this time.
    pub catch_up: SignedDuration,
    /// How long calls are waited for before their minute is judged: CloudTrail brings them about five
    /// minutes late.
    pub calls: SignedDuration,
    /// How long log events of a minute are waited for before a metric filter's default value stands
    /// for it.
    pub defaults: SignedDuration,
    /// Most series of datapoints.
    pub series: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            data: SignedDuration::from_hours(455 * 24),
            history: SignedDuration::from_hours(30 * 24),
            catch_up: SignedDuration::from_mins(5),
            calls: SignedDuration::from_mins(10),
            defaults: SignedDuration::from_secs(30),
            series: crate::metrics::MOST_SERIES,
        }
    }
}

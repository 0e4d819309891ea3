//! What an alarm on a metric is told, and AWS's limits on it.

use super::low_sample::LowSample;
use super::notify::Notify;
use super::threshold::Threshold;
use super::window::Window;
use std::time::Duration;

/// What a missing point counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MissingData {
    /// As unknown: without any data the alarm has too little to say.
    #[default]
    Missing,
    /// The state is kept.
    Ignore,
    /// As beyond the threshold.
    Breaching,
    /// As within the threshold.
    NotBreaching,
}

impl MissingData {
    /// Reads our word (`not-breaching`) or AWS's (`notBreaching`).
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "missing" => Self::Missing,
            "ignore" => Self::Ignore,
            "breaching" => Self::Breaching,
            "not-breaching" | "notBreaching" => Self::NotBreaching,
            _ => return None,
        })
    }

    /// AWS's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Ignore => "ignore",
            Self::Breaching => "breaching",
            Self::NotBreaching => "notBreaching",
        }
    }
}

/// Time in which a new alarm waits for its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WarmUp {
    /// How long, 1 to 2,880 minutes from the alarm's creation.
    pub time: Duration,
    /// Does it last to its end, also when there are N points before?
    pub whole: bool,
}

/// An alarm on a metric, an expression or a band.
#[derive(Debug, Clone, PartialEq)]
pub struct AlarmSettings {
    /// Seconds of a period: 10, 20, 30, or a multiple of 60.
    pub period: u32,
    /// N: how many periods are looked at.
    pub evaluation_periods: u32,
    /// M: how many have to breach; `None` is N, and reasons say less.
    pub datapoints_to_alarm: Option<u32>,
    /// What makes a point breach.
    pub threshold: Threshold,
    /// What a missing point counts as.
    pub treat_missing_data: MissingData,
    /// The percentile in percent, where the statistic is one.
    pub percentile: Option<f64>,
    /// What becomes of percentiles of few samples.
    pub low_sample: LowSample,
    /// Periods that are searched for points, at least N; `None` is N + 2.
    pub evaluation_range: Option<u32>,
    /// How periods lie.
    pub window: Window,
    /// Waiting for data at the start.
    pub warm_up: Option<WarmUp>,
    /// The statistic's name for `reasonData`; expressions and bands have none.
    pub statistic: Option<String>,
    /// The unit for `reasonData`.
    pub unit: Option<String>,
    /// Who is told of changes.
    pub notify: Notify,
}

/// What is wrong with an alarm's settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// A period that AWS does not know.
    #[error("a period is 10, 20 or 30 seconds or a multiple of 60, not {0}")]
    Period(u32),
    /// N is 0.
    #[error("evaluation periods are at least 1")]
    NoPeriods,
    /// M is 0 or over N.
    #[error("datapoints to alarm are 1 to {0}, not {1}")]
    Datapoints(u32, u32),
    /// The periods reach too far.
    #[error("{0} periods of {1} seconds reach over {days}", days = days(*.2))]
    TooLong(u32, u32, u32),
    /// The range is shorter than N.
    #[error("the evaluation range is at least {0} periods, not {1}")]
    Range(u32, u32),
    /// The range is longer than what alarms look at.
    #[error("the evaluation range is at most {0} periods, not {1}")]
    LongRange(u32, u32),
    /// A threshold that is no number.
    #[error("a threshold is a finite number")]
    Threshold,
    /// A band needs whole minutes.
    #[error("a band needs a period of at least 60 seconds")]
    BandPeriod,
    /// A period that the clock on the wall does not show.
    #[error("wall-clock windows have periods of 60, 300, 3600, 86400 or 604800 seconds, not {0}")]
    WallClock(u32),
    /// A warm-up that is too short or too long.
    #[error("a warm-up takes 1 to 2880 minutes")]
    WarmUp,
}

/// `1 day`, `7 days`.
fn days(number: u32) -> String {
    super::words::count(number as usize, "day")
}

/// Seconds of a day.
const DAY: u64 = 86_400;
/// Most periods that an evaluation range may have beyond N.
const SPARE: u32 = 100;

impl AlarmSettings {
    /// Plain settings: the newest `evaluation_periods` periods all have to breach.
    #[must_use]
    pub fn new(period: u32, evaluation_periods: u32, threshold: Threshold) -> Self {
        Self {
            period,
            evaluation_periods,
            datapoints_to_alarm: None,
            threshold,
            treat_missing_data: MissingData::Missing,
            percentile: None,
            low_sample: LowSample::Evaluate,
            evaluation_range: None,
            window: Window::Sliding,
            warm_up: None,
            statistic: None,
            unit: None,
            notify: Notify::default(),
        }
    }

    /// M: how many points have to breach.
    #[must_use]
    pub fn datapoints_to_alarm(&self) -> u32 {
        self.datapoints_to_alarm.unwrap_or(self.evaluation_periods)
    }

    /// How many periods are searched for points.
    #[must_use]
    pub fn range(&self) -> u32 {
        let n = self.evaluation_periods;
        self.evaluation_range.unwrap_or(n.saturating_add(2)).max(n)
    }

    /// How many seconds the N periods cover.
    #[must_use]
    pub fn reach(&self) -> u64 {
        u64::from(self.period) * u64::from(self.evaluation_periods)
    }

    /// AWS's limits.
    pub fn check(&self) -> Result<(), SettingsError> {
        let (period, n, m) = (self.period, self.evaluation_periods, self.datapoints_to_alarm());
        if !matches!(period, 10 | 20 | 30) && (period == 0 || !period.is_multiple_of(60)) {
            return Err(SettingsError::Period(period));
        }
        if n == 0 {
            return Err(SettingsError::NoPeriods);
        }
        if m == 0 || m > n {
            return Err(SettingsError::Datapoints(n, m));
        }
        let days = if period < 3600 { 1 } else { 7 };
        if self.reach() > DAY * u64::from(days) {
            return Err(SettingsError::TooLong(n, period, days));
        }
        match self.evaluation_range {
            Some(range) if range < n => return Err(SettingsError::Range(n, range)),
            Some(range) if range > n + SPARE => {
                return Err(SettingsError::LongRange(n + SPARE, range));
            }
            _ => {}
        }
        match self.threshold {
            Threshold::Static(_, value) if !value.is_finite() => {
                return Err(SettingsError::Threshold);
            }
            Threshold::Band(_) if period < 60 => return Err(SettingsError::BandPeriod),
            _ => {}
        }
        if matches!(self.window, Window::WallClock(_))
            && !matches!(period, 60 | 300 | 3600 | 86_400 | 604_800)
        {
            return Err(SettingsError::WallClock(period));
        }
        let minutes = |w: WarmUp| (60..=2880 * 60).contains(&w.time.as_secs());
        if self.warm_up.is_some_and(|w| !minutes(w)) {
            return Err(SettingsError::WarmUp);
        }
        Ok(())
    }
}

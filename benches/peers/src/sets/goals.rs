//! What our figures should reach, and whether they do.

/// Floors and ceilings; an absent one is not asked for.
#[derive(Debug, Clone, Copy)]
pub struct Goal {
    /// Matcher alone, as a multiple of quamina's rate.
    pub ratio: Option<f64>,
    /// With the full validating pass, as a multiple of quamina's rate.
    pub checked_ratio: Option<f64>,
    /// Matcher alone, events a second.
    pub rate: Option<f64>,
    /// Matcher alone, as a share of our own rate with one rule.
    pub share_of_one: Option<f64>,
    /// Seconds from JSON texts to a plan.
    pub load_seconds: Option<f64>,
    /// Heap bytes of the plan for each rule.
    pub bytes_per_rule: Option<f64>,
}

/// Our figures of one set, as far as there are any.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reached {
    /// See [`Goal::ratio`].
    pub ratio: Option<f64>,
    /// See [`Goal::checked_ratio`].
    pub checked_ratio: Option<f64>,
    /// See [`Goal::rate`].
    pub rate: Option<f64>,
    /// See [`Goal::share_of_one`].
    pub share_of_one: Option<f64>,
    /// See [`Goal::load_seconds`].
    pub load_seconds: Option<f64>,
    /// See [`Goal::bytes_per_rule`].
    pub bytes_per_rule: Option<f64>,
}

impl Goal {
    /// Nothing asked: the figure is printed for what it is.
    pub const NONE: Self = Self {
        ratio: None,
        checked_ratio: None,
        rate: None,
        share_of_one: None,
        load_seconds: None,
        bytes_per_rule: None,
    };

    /// So many times quamina.
    pub const fn times(ratio: f64) -> Self {
        Self { ratio: Some(ratio), ..Self::NONE }
    }

    /// So many events a second.
    pub const fn events(rate: f64) -> Self {
        Self { rate: Some(rate), ..Self::NONE }
    }

    /// Such a share of the rate with one rule.
    pub const fn share(share: f64) -> Self {
        Self { share_of_one: Some(share), ..Self::NONE }
    }

    /// And with the validating pass never slower than quamina.
    pub const fn checked(self) -> Self {
        Self { checked_ratio: Some(1.0), ..self }
    }

    /// And loaded within so many seconds, in so many bytes a rule.
    pub const fn load(self, seconds: f64, bytes: f64) -> Self {
        Self { load_seconds: Some(seconds), bytes_per_rule: Some(bytes), ..self }
    }

    /// Each part asked for: its wording, and whether it is met where there is a figure.
    pub fn verdicts(&self, got: &Reached) -> Vec<(String, Option<bool>)> {
        let least = |asked: Option<f64>, got: Option<f64>, text: fn(f64) -> String| {
            asked.map(|asked| (text(asked), got.map(|got| got >= asked)))
        };
        let most = |asked: Option<f64>, got: Option<f64>, text: fn(f64) -> String| {
            asked.map(|asked| (text(asked), got.map(|got| got <= asked)))
        };
        [
            least(self.ratio, got.ratio, |n| format!("{n}x")),
            least(self.checked_ratio, got.checked_ratio, |n| format!("checked {n}x")),
            least(self.rate, got.rate, |n| format!("{:.0}k/s", n / 1e3)),
            least(self.share_of_one, got.share_of_one, |n| format!("{n} of one rule")),
            most(self.load_seconds, got.load_seconds, |n| format!("load {n} s")),
            most(self.bytes_per_rule, got.bytes_per_rule, |n| format!("{n} B/rule")),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

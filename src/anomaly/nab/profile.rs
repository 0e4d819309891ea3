//! What NAB charges for false alarms and missed windows.

/// Weights of a profile, for each window or alarm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Profile {
    /// NAB's name.
    pub name: &'static str,
    /// What a window found at its very begin is worth.
    pub hit: f64,
    /// What an alarm far from any window costs.
    pub false_alarm: f64,
    /// What a window without alarm costs.
    pub miss: f64,
}

/// NAB's three profiles.
pub const PROFILES: [Profile; 3] = [
    Profile { name: "standard", hit: 1.0, false_alarm: 0.11, miss: 1.0 },
    Profile { name: "reward_low_FP_rate", hit: 1.0, false_alarm: 0.22, miss: 1.0 },
    Profile { name: "reward_low_FN_rate", hit: 1.0, false_alarm: 0.11, miss: 2.0 },
];

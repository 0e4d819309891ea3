//! Generated traffic without anything unusual, to judge the test by: APIs of very different rates,
//! with days and weeks, noise that is more than Poisson's, batch jobs and sessions.
//!
//! The same seed gives the same calls. Minutes are made in order.

use super::call::Call;
use fastrand::Rng;
use std::f64::consts::TAU;

/// How an API is called.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Habit {
    /// Around the clock, with a wave of so much of the rate over the day.
    Around(f64),
    /// In office hours of weekdays, and hardly else.
    Office,
    /// So many minutes apart, for one to three minutes; the rate is that of a run.
    Batch(i64),
    /// Rarely, and then a few times in a row.
    Sessions,
}

/// An API of generated traffic.
#[derive(Debug, Clone)]
pub struct Api {
    /// Its name.
    pub name: String,
    /// How it is called.
    pub habit: Habit,
    /// Calls a minute, on average; of batches, calls a run; of sessions, sessions a minute.
    pub rate: f64,
    /// What is left of the rate on weekends.
    pub weekend: f64,
    /// When its day, or its batch, begins: minutes.
    phase: i64,
    /// The standard deviation of the logarithm of the rate, as it wanders.
    pub wander: f64,
    /// Where it has wandered to.
    wandered: f64,
    /// Calls that a running batch still makes in each of its next minutes.
    left: (u32, u32),
}

/// Generated traffic of many APIs.
#[derive(Debug, Clone)]
pub struct Traffic {
    apis: Vec<Api>,
    dice: Rng,
}

/// Between two minutes, what is kept of how far a rate has wandered.
const KEPT: f64 = 0.9;

impl Traffic {
    /// So many APIs. Of ten, five run around the clock, two in office hours, two in batches (one daily,
    /// one each hour or quarter of an hour) and one in sessions. Rates are between one call in a week
    /// and 200 a minute.
    #[must_use]
    pub fn new(seed: u64, apis: usize) -> Self {
        let mut dice = Rng::with_seed(seed);
        let apis = (0..apis).map(|n| api(n, &mut dice)).collect();
        Self { apis, dice }
    }

    /// The APIs.
    #[must_use]
    pub fn apis(&self) -> &[Api] {
        &self.apis
    }

    /// The calls of a minute (since 1970), with the number of their API; APIs without calls are left
    /// out.
    pub fn minute(&mut self, minute: i64, calls: &mut Vec<(usize, u32)>) {
        calls.clear();
        for (number, api) in self.apis.iter_mut().enumerate() {
            let count = api.calls(minute, &mut self.dice);
            if count > 0 {
                calls.push((number, count));
            }
        }
    }

    /// A call of an API, at a time in seconds since 1970.
    #[must_use]
    pub fn call(&self, api: usize, at: i64) -> Call<'_> {
        Call {
            at,
            account: "123456789012",
            region: "eu-west-1",
            source: "ec2.amazonaws.com",
            name: self.apis.get(api).map_or("", |a| &a.name),
            error: None,
            write: true,
            management: true,
            user_identity_arn: Some("arn:aws:sts::123456789012:assumed-role/Deploy"),
            user_agent: Some("aws-cli/2.15.0"),
        }
    }
}

fn api(number: usize, dice: &mut Rng) -> Api {
    let spread = |low: f64, high: f64, dice: &mut Rng| low * (high / low).powf(dice.f64());
    let (habit, rate) = match number % 10 {
        0..=4 => (Habit::Around(0.9 * dice.f64()), spread(1e-4, 200.0, dice)),
        5 | 6 => (Habit::Office, spread(1e-3, 100.0, dice)),
        7 => (Habit::Batch(if dice.bool() { 60 } else { 15 }), spread(3.0, 2000.0, dice)),
        8 => (Habit::Batch(1440), spread(3.0, 3000.0, dice)),
        _ => (Habit::Sessions, spread(1e-4, 1e-2, dice)),
    };
    Api {
        name: format!("Call{number}"),
        habit,
        rate,
        weekend: 0.2 + 0.8 * dice.f64(),
        phase: dice.i64(0..1440),
        wander: 0.4 * dice.f64(),
        wandered: 0.0,
        left: (0, 0),
    }
}

impl Api {
    fn calls(&mut self, minute: i64, dice: &mut Rng) -> u32 {
        let step = self.wander * (1.0 - KEPT * KEPT).sqrt();
        self.wandered = KEPT * self.wandered + step * normal(dice);
        let rate = self.rate * (1.0 - (1.0 - self.weekend) * weekend(minute));
        let of_day = (minute - self.phase).rem_euclid(1440);
        match self.habit {
            Habit::Around(wave) => {
                let day = 1.0 + wave * (TAU * of_day as f64 / 1440.0).sin();
                poisson(rate * day * self.wandered.exp(), dice)
            }
            Habit::Office => {
                let hour = minute.rem_euclid(1440) as f64 / 60.0;
                // Up between 7 and 9, down between 16 and 19.
                let busy =
                    ((hour - 7.0) / 2.0).clamp(0.0, 1.0) * ((19.0 - hour) / 3.0).clamp(0.0, 1.0);
                poisson(rate * (0.02 + busy) * self.wandered.exp(), dice)
            }
            Habit::Batch(every) => {
                if (minute - self.phase).rem_euclid(every) == 0 {
                    let size = self.rate * (0.25 * normal(dice)).exp();
                    let minutes = dice.u32(1..=3);
                    self.left = (minutes, (size / f64::from(minutes)) as u32);
                }
                let (minutes, size) = self.left;
                self.left.0 = minutes.saturating_sub(1);
                if minutes > 0 { poisson(f64::from(size), dice) } else { 0 }
            }
            Habit::Sessions => {
                if dice.f64() >= rate {
                    return 0;
                }
                // Three more on average, a quarter of the time none.
                (1.0 + dice.f64().max(1e-9).ln() / 0.75f64.ln()) as u32
            }
        }
    }
}

/// How much of a weekend a minute is: it comes and goes within six hours.
fn weekend(minute: i64) -> f64 {
    // 1 January 1970 was a Thursday: Saturday begins two days later.
    let since = (minute - 2 * 1440).rem_euclid(7 * 1440) as f64;
    let (comes, goes) = (since / 360.0, (2.0 * 1440.0 + 360.0 - since) / 360.0);
    comes.min(goes).clamp(0.0, 1.0)
}

/// A number of events of which `mean` are expected: exact below 30, rounded from the normal
/// distribution above.
fn poisson(mean: f64, dice: &mut Rng) -> u32 {
    if mean >= 30.0 {
        return (mean + mean.sqrt() * normal(dice)).round().max(0.0) as u32;
    }
    let (mut count, mut left) = (0, dice.f64());
    let mut mass = (-mean).exp();
    while left > mass && count < 200 {
        left -= mass;
        count += 1;
        mass *= mean / f64::from(count);
    }
    count
}

/// A number of the standard normal distribution.
fn normal(dice: &mut Rng) -> f64 {
    let radius = (-2.0 * (1.0 - dice.f64()).ln()).sqrt();
    radius * (TAU * dice.f64()).cos()
}

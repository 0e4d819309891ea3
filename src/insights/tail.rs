//! Tails of the negative binomial distribution: counts whose variance is `mean + spread · mean²`.
//!
//! Each tail is bounded from above by a geometric series that begins with the probability of the
//! count itself: one formula whatever the count, and wrong only in the direction of silence.

/// The natural logarithm of the gamma function, for positive numbers (Stirling's series, with the
/// recurrence below 10). Good to about ten digits.
fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 0.0);
    while x < 10.0 {
        below += x.ln();
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = (1.0 / 12.0 - square * (1.0 / 360.0 - square / 1260.0)) / x;
    (x - 0.5) * x.ln() - x + 0.918_938_533_204_672_8 + series - below
}

/// The logarithm of the probability of `count`.
fn ln_mass(count: f64, mean: f64, spread: f64) -> f64 {
    let shape = 1.0 / spread;
    let odds = mean * spread;
    // shape · ln(1/(1+odds)) + count · ln(odds/(1+odds)) + the number of ways
    ln_gamma(count + shape) - ln_gamma(shape) - ln_gamma(count + 1.0) - shape * odds.ln_1p()
        + count * (odds.ln() - odds.ln_1p())
}

/// At most the probability of `count` calls or more. `mean` and `spread` are positive.
#[must_use]
pub fn or_more(count: u64, mean: f64, spread: f64) -> f64 {
    let x = count as f64;
    if x <= mean || count == 0 {
        return 1.0;
    }
    let (shape, odds) = (1.0 / spread, mean * spread);
    let last = odds / (1.0 + odds);
    let ratio = ((shape + x) / (x + 1.0) * last).max(last);
    if ratio >= 1.0 {
        return 1.0;
    }
    (ln_mass(x, mean, spread).exp() / (1.0 - ratio)).min(1.0)
}

/// At most the probability of `count` calls or fewer. `mean` and `spread` are positive.
#[must_use]
pub fn or_fewer(count: u64, mean: f64, spread: f64) -> f64 {
    let x = count as f64;
    if x >= mean {
        return 1.0;
    }
    let (shape, odds) = (1.0 / spread, mean * spread);
    let ratio = if count == 0 { 0.0 } else { x / (shape + x - 1.0) * (1.0 + odds) / odds };
    if !(0.0..1.0).contains(&ratio) {
        return 1.0;
    }
    (ln_mass(x, mean, spread).exp() / (1.0 - ratio)).min(1.0)
}

//! Counts by minute as a row of bars.

use super::html::{Html, html};
use super::words::count;
use std::fmt::Write;

/// Minutes that are shown.
pub const MINUTES: usize = 60;
/// Width of a minute and height of the picture.
const STEP: usize = 2;
const HEIGHT: u64 = 20;

/// Counts by minute, the last one now.
pub type Minutes = [u64; MINUTES];

/// Counts by minute since 1970, put in place for a time in milliseconds.
#[must_use]
pub fn minutes<'a>(counted: impl IntoIterator<Item = &'a (i64, u64)>, now: i64) -> Minutes {
    let last = now.div_euclid(60_000);
    let mut all = [0; MINUTES];
    for (minute, count) in counted {
        // A clock that went back puts what was counted at the end.
        let back = usize::try_from((last - minute).max(0)).unwrap_or(MINUTES);
        if let Some(at) = (MINUTES - 1).checked_sub(back) {
            all[at] += count;
        }
    }
    all
}

/// The bars: the highest fills the height, none is invisible.
#[must_use]
pub fn spark(minutes: &Minutes) -> Html {
    let most = minutes.iter().copied().max().unwrap_or(0);
    let sum: u64 = minutes.iter().sum();
    let mut bars = String::new();
    for (at, value) in minutes.iter().enumerate().filter(|(_, value)| **value > 0) {
        let high = (*value as f64 / most as f64 * HEIGHT as f64).max(2.0);
        // Writing to a String cannot fail.
        let _ = write!(bars, "M{} {HEIGHT}v-{high:.1}h1.6v{high:.1}z", at * STEP);
    }
    let words = match sum {
        0 => "none in the last hour".to_owned(),
        _ => format!("{} in the last hour, at most {} a minute", count(sum), count(most)),
    };
    let mut out = Html::default();
    html!(
        out,
        "<svg class=\"spark\" viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" role=\"img\" \
         aria-label=\"{}\"><title>{}</title><path class=\"base\" d=\"M0 {}.5h{}\"/>",
        MINUTES * STEP,
        HEIGHT + 1,
        MINUTES * STEP,
        HEIGHT + 1,
        words,
        words,
        HEIGHT,
        MINUTES * STEP,
    );
    html!(out, "<path d=\"{}\"/></svg>", bars);
    out
}

#[cfg(test)]
mod tests {
    use super::{minutes, spark};

    #[test]
    fn counts_are_put_in_place() {
        let now = 1000 * 60_000 + 59_999;
        let all = minutes(&[(900, 9), (941, 1), (999, 2), (1000, 3), (1001, 4)], now);
        assert_eq!((all[0], all[58], all[59]), (1, 2, 7));
        assert_eq!(all.iter().sum::<u64>(), 10);
    }

    #[test]
    fn bars_and_words() {
        let mut all = [0; 60];
        assert!(spark(&all).as_str().contains("none in the last hour"));
        (all[0], all[59]) = (1, 1000);
        let text = spark(&all);
        assert!(text.as_str().contains("at most 1\u{202F}000 a minute"));
        assert!(text.as_str().contains("M0 20v-2.0h1.6v2.0zM118 20v-20.0"), "{}", text.as_str());
    }
}

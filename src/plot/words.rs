//! What a picture says in words: for those who hear it, and beside its title.

use super::calendar::{length, words};
use super::chart::{Limit, sign};
use super::frame::Frame;
use crate::alarms::{AlarmState, Side};
use std::fmt::Write;

/// Unit, period and range, under the title.
pub(super) fn subtitle(frame: &Frame<'_>) -> String {
    let mut text = match frame.chart.unit.as_str() {
        "" | "None" => String::new(),
        unit => format!("{unit}, "),
    };
    // Writing to a String cannot fail.
    let _ = write!(text, "every {}", length(frame.period()));
    if frame.timeless {
        return text;
    }
    text + &format!(", {} to {} UTC", words(frame.from), words(frame.to))
}

/// What values are compared with, such as `threshold ≥ 80 %`.
pub(super) fn limit(frame: &Frame<'_>) -> Option<String> {
    match &frame.chart.limit {
        Limit::None => None,
        Limit::Threshold(comparison, threshold) => threshold
            .is_finite()
            .then(|| format!("threshold {} {}", sign(*comparison), frame.numbers.one(*threshold))),
        Limit::Band(side, _) => Some(
            match side {
                Side::Above => "above the band",
                Side::Below => "below the band",
                Side::Outside => "outside the band",
            }
            .to_owned(),
        ),
    }
}

/// The whole picture in sentences.
pub(super) fn description(frame: &Frame<'_>) -> String {
    subtitle(frame) + ". " + &told(frame)
}

/// How many values there are and which breach, and how often the alarm was in which state.
pub(super) fn told(frame: &Frame<'_>) -> String {
    // Writing to a String cannot fail.
    let mut text = String::new();
    let count = frame.values().count();
    let missing = frame.points.len() - count;
    let lowest = frame.values().reduce(f64::min);
    let highest = frame.values().reduce(f64::max);
    match (lowest, highest) {
        (Some(low), Some(high)) => {
            let (low, high) = (frame.numbers.one(low), frame.numbers.one(high));
            let values = if count == 1 { "value" } else { "values" };
            let _ = write!(text, "{count} {values} from {low} to {high}");
        }
        _ => text += "No values",
    }
    if missing > 0 {
        let _ = write!(text, ", {missing} missing");
    }
    text += ".";
    if let Some(limit) = limit(frame) {
        let breaches = frame.breaches().count();
        let verb = if breaches == 1 { "breaches" } else { "breach" };
        let _ = write!(text, " {breaches} {verb}: {limit}.");
    }
    text + &states(frame)
}

/// How often and how long the alarm was in each state.
fn states(frame: &Frame<'_>) -> String {
    let mut text = String::new();
    for state in [AlarmState::Alarm, AlarmState::InsufficientData, AlarmState::Ok] {
        let (mut times, mut seconds, mut end) = (0, 0, None);
        for (from, to, _) in frame.states.iter().filter(|s| s.2 == state) {
            times += usize::from(end != Some(*from));
            seconds += to - from;
            end = Some(*to);
        }
        if times > 0 {
            let plural = if times == 1 { "" } else { "s" };
            let _ = write!(text, " {} {times} time{plural}, {}.", state.word(), length(seconds));
        }
    }
    text
}

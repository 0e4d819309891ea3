//! The sweep over thresholds: every score that occurs is tried, and the best for the whole corpus
//! is kept.

use super::profile::Profile;
use super::series::{Row, probation};
use super::windows::Window;

/// A file with a detector's scores.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The rows, in the file's order.
    pub rows: &'a [Row],
    /// Labelled windows, in order of time.
    pub windows: &'a [Window],
    /// One score a row, the higher the odder; what is not finite counts as the least.
    pub scores: &'a [f64],
}

/// What a detector gets on a corpus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Rows with this score or more are alarms.
    pub threshold: f64,
    /// 0 for a detector that says nothing, 100 for a perfect one; may be negative.
    pub score: f64,
    /// Windows with an alarm.
    pub found: usize,
    /// All windows.
    pub windows: usize,
    /// Scored rows outside windows that are alarms.
    pub false_alarms: usize,
}

/// One scored row: its score, the window it is in, and its worth as an alarm.
struct Point {
    score: f64,
    window: Option<usize>,
    worth: f64,
}

/// The outcome at the threshold that is best for the corpus.
#[must_use]
pub fn optimise(cases: &[Case<'_>], profile: &Profile) -> Outcome {
    let (points, windows) = points(cases, profile);
    sweep(&points, windows, profile, None)
}

/// The outcome at a given threshold.
#[must_use]
pub fn score_at(cases: &[Case<'_>], profile: &Profile, threshold: f64) -> Outcome {
    let (mut points, windows) = points(cases, profile);
    points.retain(|p| p.score >= threshold);
    sweep(&points, windows, profile, Some(threshold))
}

/// NAB's reward at a place relative to a window: −1 is its begin, 0 its end, above 0 behind it.
fn reward(place: f64) -> f64 {
    if place > 3.0 { -1.0 } else { 2.0 / (1.0 + (5.0 * place).exp()) - 1.0 }
}

/// The scored rows of all files, the oddest first, and the number of windows.
fn points(cases: &[Case<'_>], profile: &Profile) -> (Vec<Point>, usize) {
    let mut points = Vec::new();
    let mut first = 0;
    for case in cases {
        one(case, first, profile, &mut points);
        first += case.windows.len();
    }
    points.sort_by(|a, b| b.score.total_cmp(&a.score));
    (points, first)
}

/// The rows of one file. Places are counted in rows, as NAB does.
fn one(case: &Case<'_>, first: usize, profile: &Profile, out: &mut Vec<Point>) {
    let start = probation(case.rows.len());
    let spans: Vec<Option<(usize, usize)>> =
        case.windows.iter().map(|w| span(case.rows, w)).collect();
    let mut next = 0;
    let mut past: Option<(usize, usize)> = None;
    for (at, score) in case.scores.iter().enumerate().take(case.rows.len()) {
        // Windows without rows are never entered: nobody can find them.
        while let Some(span) = spans.get(next) {
            match span {
                Some((_, last)) if *last >= at => break,
                Some(span) => past = Some(*span),
                None => {}
            }
            next += 1;
        }
        let inside = spans.get(next).copied().flatten().filter(|(from, _)| *from <= at);
        let worth = match (inside, past) {
            (Some((from, last)), _) => {
                let width = (last - from + 1) as f64;
                reward(-((last - at + 1) as f64) / width) * profile.hit / reward(-1.0)
            }
            (None, Some((from, last))) => {
                // A window of one row has no width to measure by: all behind it is far away.
                let width = (last - from) as f64;
                reward((at - last) as f64 / width) * profile.false_alarm
            }
            (None, None) => -profile.false_alarm,
        };
        if at >= start {
            let score = if score.is_finite() { *score } else { f64::MIN };
            out.push(Point { score, window: inside.map(|_| first + next), worth });
        }
    }
}

/// First and last row of a window.
fn span(rows: &[Row], window: &Window) -> Option<(usize, usize)> {
    let from = rows.iter().position(|r| r.at >= window.from)?;
    let last = rows.iter().rposition(|r| r.at <= window.to)?;
    (from <= last).then_some((from, last))
}

/// Lowers the threshold from above all scores; `Some` asks for the lowest alone.
fn sweep(points: &[Point], windows: usize, profile: &Profile, fixed: Option<f64>) -> Outcome {
    let null = -profile.miss * windows as f64;
    let perfect = profile.hit * windows as f64;
    let mut best = vec![None::<f64>; windows];
    let (mut raw, mut found, mut false_alarms) = (null, 0, 0);
    let outcome = |threshold, raw, found, false_alarms| {
        let score = if windows == 0 { raw } else { 100.0 * (raw - null) / (perfect - null) };
        Outcome { threshold, score, found, windows, false_alarms }
    };
    let mut top = outcome(fixed.unwrap_or(f64::INFINITY), raw, 0, 0);
    for (number, point) in points.iter().enumerate() {
        match point.window {
            Some(window) => match &mut best[window] {
                Some(before) if *before >= point.worth => {}
                Some(before) => {
                    raw += point.worth - *before;
                    *before = point.worth;
                }
                empty => {
                    // NAB takes the better of a hit and a miss, and a hit is never worse.
                    raw += point.worth + profile.miss;
                    found += 1;
                    *empty = Some(point.worth);
                }
            },
            None => {
                raw += point.worth;
                false_alarms += 1;
            }
        }
        let whole = points.get(number + 1).is_none_or(|n| n.score != point.score);
        if whole && fixed.is_none() {
            let now = outcome(point.score, raw, found, false_alarms);
            if now.score > top.score {
                top = now;
            }
        }
    }
    match fixed {
        Some(threshold) => outcome(threshold, raw, found, false_alarms),
        None => top,
    }
}

#[cfg(test)]
mod tests;

//! A chart in lines of text, for terminals and pipes.

use super::calendar::words as time;
use super::chart::Chart;
use super::frame::Frame;
use super::sparkline::sparkline;
use super::strip::weight;
use super::words;
use crate::alarms::AlarmState;
use std::fmt::Write;

/// So many values are put into a line at most; more are looked at several at a time.
const MOST: i64 = 100_000;

/// The title, the values as a line of blocks with the states under it, at most `width` characters
/// wide, the times of both ends, the lowest, highest and newest value, and what there is to tell of
/// breaches and states.
#[must_use]
pub fn text(chart: &Chart, width: usize) -> String {
    let frame = Frame::new(chart);
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{}\n{}\n", chart.title, words::subtitle(&frame));
    let cells = laid(&frame);
    let line = sparkline(&cells.values, &cells.states, width);
    let shown = line.lines().skip(usize::from(frame.values().next().is_none()));
    let wide = width.min(cells.values.len());
    for line in shown.map(str::trim_end).filter(|line| !line.is_empty()) {
        let _ = writeln!(out, "{line}");
    }
    if !frame.timeless {
        let (from, to) = (time(frame.from), time(frame.to));
        let gap = wide.saturating_sub(from.chars().count() + to.chars().count()).max(2);
        let _ = writeln!(out, "{from}{}{to}\n", " ".repeat(gap));
    }
    let one = |value: f64| frame.numbers.one(value);
    let lowest = frame.values().reduce(f64::min);
    let highest = frame.values().reduce(f64::max);
    if let (Some(low), Some(high), Some(last)) = (lowest, highest, frame.values().last()) {
        let _ = writeln!(out, "min {}, max {}, last {}", one(low), one(high), one(last));
    }
    let _ = writeln!(out, "{}", words::told(&frame));
    out
}

/// Values and states side by side.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cells {
    /// A value for each period; where there are very many, the one farthest from the mean of some.
    pub values: Vec<Option<f64>>,
    /// The states in these periods, or nothing where the chart has none: of several, ALARM before
    /// INSUFFICIENT_DATA before OK.
    pub states: Vec<AlarmState>,
}

/// The values and states of a chart, period by period over its range, as `sparkline` takes them.
#[must_use]
pub fn cells(chart: &Chart) -> Cells {
    laid(&Frame::new(chart))
}

fn laid(frame: &Frame<'_>) -> Cells {
    let long = frame.to.saturating_sub(frame.from).max(1);
    let step = frame.period().max(long / MOST);
    let count = usize::try_from((long + step - 1) / step).unwrap_or(1);
    let at = |time: i64| usize::try_from(time.saturating_sub(frame.from) / step).unwrap_or(0);
    let mean = {
        let count = frame.values().count().max(1) as f64;
        frame.values().map(|value| value / count).sum::<f64>()
    };
    let mut values: Vec<Option<f64>> = vec![None; count];
    for (time, value) in &frame.points {
        let (Some(cell), Some(value)) = (values.get_mut(at(*time)), value) else { continue };
        let far = |value: f64| (value - mean).abs();
        if cell.is_none_or(|before| far(*value) > far(before)) {
            *cell = Some(*value);
        }
    }
    let mut states = Vec::new();
    if !frame.states.is_empty() {
        let mut found: Vec<Option<AlarmState>> = vec![None; count];
        for (from, to, state) in &frame.states {
            let last = at(to - 1).min(count - 1);
            for cell in found.iter_mut().take(last + 1).skip(at(*from)) {
                if cell.is_none_or(|before| weight(*state) > weight(before)) {
                    *cell = Some(*state);
                }
            }
        }
        states.extend(found.into_iter().map(|s| s.unwrap_or(AlarmState::InsufficientData)));
    }
    Cells { values, states }
}

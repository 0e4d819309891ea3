//! The line through datapoints: broken where data are missing, thinned where points share pixels.

use super::frame::Frame;
use super::xml::px;
use std::fmt::Write;

/// A place in pixels.
pub(super) type Spot = (f64, f64);

/// With more points than this, gaps below a pixel are drawn over.
const DENSE: usize = 1600;
/// Up to so many points each has its dot.
const FEW: usize = 60;

/// The line as the data of a path, and the dots on it.
pub(super) fn line(frame: &Frame<'_>) -> (String, Vec<Spot>) {
    let runs = runs(frame);
    let mut path = String::new();
    let mut dots = Vec::new();
    let all: usize = runs.iter().map(Vec::len).sum();
    for run in runs {
        match run[..] {
            // A line of one point is invisible.
            [one] => dots.push(one),
            _ => {
                if all <= FEW {
                    dots.extend(&run);
                }
                path += &polyline(&thin(&run));
            }
        }
    }
    (path, dots)
}

/// Points that belong together, in pixels.
fn runs(frame: &Frame<'_>) -> Vec<Vec<Spot>> {
    let least = if frame.points.len() > DENSE { 1.0 } else { 0.0 };
    let mut runs: Vec<Vec<Spot>> = Vec::new();
    let mut before: Option<i64> = None;
    let mut missing = false;
    for (at, value) in &frame.points {
        let Some(value) = value else {
            missing = true;
            continue;
        };
        let (x, y) = (frame.x(*at), frame.y(*value));
        let gap = before.is_none_or(|before| {
            let late = missing || at - before > frame.longest_step();
            late && x - frame.x(before) > least
        });
        match runs.last_mut() {
            Some(run) if !gap => run.push((x, y)),
            _ => runs.push(vec![(x, y)]),
        }
        before = Some(*at);
        missing = false;
    }
    runs
}

/// Of the spots in one column of pixels the first, the lowest, the highest and the last, in order.
pub(super) fn thin(run: &[Spot]) -> Vec<Spot> {
    let mut out = Vec::new();
    for column in run.chunk_by(|a, b| a.0.floor() == b.0.floor()) {
        let lowest = (0..column.len()).max_by(|a, b| column[*a].1.total_cmp(&column[*b].1));
        let highest = (0..column.len()).min_by(|a, b| column[*a].1.total_cmp(&column[*b].1));
        let mut kept = [Some(0), lowest, highest, column.len().checked_sub(1)];
        kept.sort_unstable();
        let mut last = None;
        for at in kept.into_iter().flatten() {
            if last != Some(at) {
                out.push(column[at]);
            }
            last = Some(at);
        }
    }
    out
}

/// The data of a path through spots.
pub(super) fn polyline(spots: &[Spot]) -> String {
    let mut out = String::new();
    for (number, (x, y)) in spots.iter().enumerate() {
        let command = if number == 0 { 'M' } else { 'L' };
        // Writing to a String cannot fail.
        let _ = write!(out, "{command}{} {}", px(*x), px(*y));
    }
    out
}

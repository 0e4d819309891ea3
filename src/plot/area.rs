//! The band as a filled area.

use super::frame::Frame;
use super::trace::{Spot, polyline};

/// The area as the data of a path; runs of edges without gap are one piece each.
pub(super) fn area(frame: &Frame<'_>) -> String {
    let apart = frame.longest_step();
    let mut out = String::new();
    for run in frame.band.chunk_by(|a, b| b.0 - a.0 <= apart) {
        let (mut upper, mut lower) = edges(frame, run);
        // The last edges hold until their period ends.
        let end = run.last().map_or(frame.to, |(at, ..)| at.saturating_add(frame.period()));
        let end = frame.x(end.min(frame.to));
        for edge in [&mut upper, &mut lower] {
            if let Some((_, y)) = edge.last().copied() {
                edge.push((end, y));
            }
        }
        lower.reverse();
        upper.append(&mut lower);
        out += &polyline(&upper);
        out.push('Z');
    }
    out
}

/// Upper and lower edge: of what shares a column of pixels, the widest.
fn edges(frame: &Frame<'_>, run: &[(i64, f64, f64)]) -> (Vec<Spot>, Vec<Spot>) {
    let (mut upper, mut lower) = (Vec::new(), Vec::new());
    for column in run.chunk_by(|a, b| frame.x(a.0).floor() == frame.x(b.0).floor()) {
        let Some((at, ..)) = column.first() else { continue };
        let x = frame.x(*at);
        let low = column.iter().map(|edge| edge.1).fold(f64::INFINITY, f64::min);
        let high = column.iter().map(|edge| edge.2).fold(f64::NEG_INFINITY, f64::max);
        upper.push((x, frame.y(high)));
        lower.push((x, frame.y(low)));
    }
    (upper, lower)
}

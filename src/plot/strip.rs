//! The alarm's states as a strip under the plot, each with its word where there is room.

use super::calendar::{length, words};
use super::frame::{BOTTOM, Frame, LEFT, RIGHT};
use super::xml::px;
use crate::alarms::AlarmState;
use std::fmt::Write;

/// The strip's upper edge.
pub(super) const STRIP: f64 = BOTTOM + 44.0;
/// Its height.
pub(super) const STRIP_HEIGHT: f64 = 18.0;
/// More states than this are drawn by columns of pixels.
const MANY: usize = 400;
/// A state is at least so wide, for a short alarm is one, too.
const LEAST: f64 = 2.0;

/// A part of the strip: from, to, state, and how many changes of state it stands for.
type Part = (i64, i64, AlarmState, usize);

/// The class of a state's colour.
pub(super) fn class(state: AlarmState) -> &'static str {
    match state {
        AlarmState::Ok => "tl-ok",
        AlarmState::Alarm => "tl-alarm",
        AlarmState::InsufficientData => "tl-none",
    }
}

/// Which state counts where several share a place: ALARM, then what is not known.
pub(super) fn weight(state: AlarmState) -> u8 {
    match state {
        AlarmState::Ok => 0,
        AlarmState::InsufficientData => 1,
        AlarmState::Alarm => 2,
    }
}

/// The strip as elements; nothing without states.
pub(super) fn strip(frame: &Frame<'_>) -> String {
    let mut out = String::new();
    if frame.states.is_empty() {
        return out;
    }
    let middle = px(STRIP + STRIP_HEIGHT / 2.0 + 4.0);
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "<text class=\"tl-soft\" x=\"{}\" y=\"{middle}\" text-anchor=\"end\">alarm</text>",
        px(LEFT - 8.0)
    );
    let mut parts = if frame.states.len() > MANY { columns(frame) } else { merged(frame) };
    // Alarms last: nothing may cover one.
    parts.sort_by_key(|part| weight(part.2));
    for (from, to, state, changes) in parts {
        let (x, end) = (frame.x(from), frame.x(to));
        let width = (end - x).clamp(LEAST, RIGHT - LEFT);
        let x = x.min(RIGHT - width);
        let word = state.word();
        let more = match changes {
            0 | 1 => String::new(),
            n => format!(", {n} states in a place too small for each"),
        };
        let _ = write!(
            out,
            "<g><title>{word}: {} to {} UTC ({}){more}</title>\
             <rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            words(from),
            words(to),
            length(to - from),
            class(state),
            px(x),
            px(STRIP),
            px(width),
            px(STRIP_HEIGHT)
        );
        if let Some(label) = label(state, width) {
            let _ = write!(
                out,
                "<text class=\"{}t\" x=\"{}\" y=\"{middle}\" text-anchor=\"middle\">{label}</text>",
                class(state),
                px(x + width / 2.0)
            );
        }
        out += "</g>\n";
    }
    out
}

/// A state's word, or its letter, as far as there is room.
fn label(state: AlarmState, width: f64) -> Option<&'static str> {
    let word = state.word();
    if word.len() as f64 * 7.0 + 8.0 <= width {
        return Some(word);
    }
    (width >= 11.0).then(|| word.get(..1).unwrap_or(word))
}

/// States that follow each other and are the same are one.
fn merged(frame: &Frame<'_>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (from, to, state) in &frame.states {
        match parts.last_mut() {
            Some(last) if last.2 == *state && last.1 >= *from => last.1 = last.1.max(*to),
            _ => parts.push((*from, *to, *state, 1)),
        }
    }
    parts
}

/// The state that counts most in each column of pixels; equal neighbours are one.
fn columns(frame: &Frame<'_>) -> Vec<Part> {
    let column = |at: i64| (frame.x(at) - LEFT).floor().max(0.0) as usize;
    let count = (RIGHT - LEFT) as usize + 1;
    let mut cells: Vec<Option<Part>> = vec![None; count];
    for (from, to, state) in &frame.states {
        // A long state fills all its columns; its ends fall to whoever counts most there.
        // INVARIANT: states are cut to the range and not empty, so the columns are in order.
        let (first, last) = (column(*from), column(to - 1).min(count - 1));
        for cell in cells.iter_mut().take(last + 1).skip(first) {
            let part = match cell {
                Some((a, b, other, n)) => {
                    let most = if weight(*state) > weight(*other) { *state } else { *other };
                    (*from.min(a), *to.max(b), most, *n + 1)
                }
                None => (*from, *to, *state, 1),
            };
            *cell = Some(part);
        }
    }
    let edge = |cell: usize| {
        let part = cell as f64 / (RIGHT - LEFT);
        frame.from + (part * (frame.to - frame.from) as f64) as i64
    };
    let mut parts: Vec<Part> = Vec::new();
    for (cell, part) in cells.into_iter().enumerate() {
        let Some((_, _, state, n)) = part else { continue };
        let (from, to) = (edge(cell), edge(cell + 1).min(frame.to));
        match parts.last_mut() {
            Some(last) if last.2 == state && last.1 >= from => {
                last.1 = to;
                last.3 += n;
            }
            _ if from < to => parts.push((from, to, state, n)),
            _ => {}
        }
    }
    parts
}

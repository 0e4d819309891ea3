//! Values as a line of text, and states as letters under it.

use super::strip::weight;
use super::ticks::drawable;
use crate::alarms::AlarmState;

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Values as blocks from the lowest to the highest, at most `width` characters; missing ones are
/// blanks. Of several values for one character the one farthest from the mean of all is shown, so
/// peaks and dips stay.
///
/// With `states` (one a value, in the same order) a second line has their first letters, `O`, `A`
/// and `I`: of several `A` before `I` before `O`.
#[must_use]
pub fn sparkline(values: &[Option<f64>], states: &[AlarmState], width: usize) -> String {
    let clean = |v: &Option<f64>| v.filter(|v| v.is_finite()).map(drawable);
    let known: Vec<f64> = values.iter().filter_map(clean).collect();
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let count = known.len().max(1) as f64;
    let mean: f64 = known.iter().map(|v| v / count).sum();
    let block = |value: f64| {
        let part = (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
        // All the same: low where it is nothing, else in the middle.
        let part = if part.is_finite() { part } else { f64::from(value != 0.0) * 0.5 };
        BLOCKS[((part * 8.0) as usize).min(7)]
    };
    let cells = width.min(values.len());
    let mut out = String::with_capacity(cells * 4);
    for cell in 0..cells {
        let part = share(values, cell, cells);
        let far = |v: &f64| (v - mean).abs();
        let shown = part.iter().filter_map(clean).max_by(|a, b| far(a).total_cmp(&far(b)));
        out.push(shown.map_or(' ', block));
    }
    if states.is_empty() || width == 0 {
        return out;
    }
    out.push('\n');
    let cells = width.min(states.len());
    for cell in 0..cells {
        let most = share(states, cell, cells).iter().max_by_key(|state| weight(**state));
        out.push(most.map_or(' ', |state| match state {
            AlarmState::Ok => 'O',
            AlarmState::Alarm => 'A',
            AlarmState::InsufficientData => 'I',
        }));
    }
    out
}

/// The part of a list that is shown by one of so many characters.
fn share<T>(all: &[T], cell: usize, cells: usize) -> &[T] {
    // INVARIANT: cells is at most the length, so both ends are within the list and in order.
    let edge = |cell: usize| (cell as u128 * all.len() as u128 / cells as u128) as usize;
    &all[edge(cell)..edge(cell + 1)]
}

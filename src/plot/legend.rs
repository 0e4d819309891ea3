//! What lines, areas, marks and colours mean: only of what the picture holds.

use super::chart::Limit;
use super::frame::{Frame, LEFT, RIGHT};
use super::strip::class;
use super::words;
use super::xml::{cut, escaped, px};
use crate::alarms::AlarmState;
use std::fmt::Write;

/// The middle of the legend's line.
const MIDDLE: f64 = 59.0;
/// Width of a sample and the room behind it.
const SAMPLE: f64 = 24.0;

/// The legend as elements.
pub(super) fn legend(frame: &Frame<'_>) -> String {
    let mut out = String::new();
    let mut x = LEFT;
    let mut item = |sample: &dyn Fn(f64) -> String, text: &str| {
        let text = cut(text, 60);
        // About the width of the text: its characters are not measured.
        let width = SAMPLE + text.chars().count() as f64 * 6.2 + 18.0;
        if x + width > RIGHT + 40.0 {
            return;
        }
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{}<text x=\"{}\" y=\"{}\">{}</text>",
            sample(x),
            px(x + SAMPLE),
            px(MIDDLE + 4.0),
            escaped(&text)
        );
        x += width;
    };
    let line = |class: &'static str| {
        move |x: f64| format!("<path class=\"{class}\" d=\"M{} {}h18\"/>", px(x), px(MIDDLE))
    };
    let field = |class: &'static str| {
        move |x: f64| {
            let (x, y) = (px(x + 2.0), px(MIDDLE - 6.0));
            format!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"16\" height=\"12\"/>")
        }
    };
    item(&line("tl-line"), "values");
    if let Limit::Band(..) = frame.chart.limit {
        item(&field("tl-band"), "band");
    } else if let Some(words) = words::limit(frame) {
        item(&line("tl-limit"), &words);
    }
    if frame.breaches().next().is_some() {
        let diamond = |x: f64| {
            let (x, y) = (px(x + 6.0), px(MIDDLE));
            format!("<path class=\"tl-breach\" d=\"M{x} {y}l4-4 4 4-4 4z\"/>")
        };
        item(&diamond, "breaching");
    }
    for state in AlarmState::ALL {
        if frame.states.iter().any(|s| s.2 == state) {
            item(&field(class(state)), state.word());
        }
    }
    out
}

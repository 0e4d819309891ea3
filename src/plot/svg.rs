//! The picture as SVG that stands alone: no script, no font, colours for light and dark.

use super::area::area;
use super::calendar;
use super::chart::{Chart, Limit, sign};
use super::frame::{BOTTOM, Frame, LEFT, RIGHT, TOP, WIDTH};
use super::legend::legend;
use super::marks::{diamonds, dots};
use super::strip::{STRIP, STRIP_HEIGHT, strip};
use super::style::STYLE;
use super::trace::line;
use super::words;
use super::xml::{cut, escaped, px};
use crate::alarms::Comparison;
use std::fmt::Write;

/// Times on the axis.
const TIMES: i64 = 9;

/// Draws a chart, 900 pixels wide.
#[must_use]
pub fn svg(chart: &Chart) -> String {
    let frame = Frame::new(chart);
    let height = if frame.states.is_empty() { STRIP } else { STRIP + STRIP_HEIGHT + 14.0 };
    let (width, height) = (px(WIDTH), px(height));
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tl-chart\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n\
         <style>\n{STYLE}</style>\n\
         <rect class=\"tl-back\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>\n\
         <text class=\"tl-title\" x=\"{left}\" y=\"24\">{}</text>\n\
         <text class=\"tl-soft\" x=\"{left}\" y=\"42\">{}</text>\n",
        escaped(&chart.title),
        escaped(&words::description(&frame)),
        escaped(&cut(&chart.title, 92)),
        escaped(&cut(&words::subtitle(&frame), 120)),
        left = px(LEFT),
    );
    out += &legend(&frame);
    value_axis(&frame, &mut out);
    time_axis(&frame, &mut out);
    plot(&frame, &mut out);
    out += &strip(&frame);
    out += "</svg>\n";
    out
}

/// Round values with lines across the plot.
fn value_axis(frame: &Frame<'_>, out: &mut String) {
    let ticks = &frame.ticks;
    let largest = ticks.low().abs().max(ticks.high().abs());
    for value in &ticks.values {
        let y = frame.y(*value);
        let label = cut(&frame.numbers.on_axis(*value, largest, ticks.step), 11);
        let _ = writeln!(
            out,
            "<path class=\"tl-grid\" d=\"M{} {y}H{}\"/>\
             <text class=\"tl-soft\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            px(LEFT),
            px(RIGHT),
            px(LEFT - 8.0),
            px(y + 4.0),
            escaped(&label),
            y = px(y),
        );
    }
}

/// Round times under the plot.
fn time_axis(frame: &Frame<'_>, out: &mut String) {
    let mut notches = String::new();
    let ticks = calendar::ticks(frame.from, frame.to, TIMES);
    for tick in ticks.into_iter().filter(|_| !frame.timeless) {
        let x = frame.x(tick.at);
        let _ = write!(notches, "M{} {}v5", px(x), px(BOTTOM));
        for (text, down) in [(Some(tick.label), 18.0), (tick.context, 32.0)] {
            let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
            // About half the width of the text: nothing may leave the picture.
            let half = text.chars().count() as f64 * 3.2;
            let over = x + half > WIDTH - 2.0;
            let (x, anchor) = if over { (WIDTH - 2.0, "end") } else { (x, "middle") };
            let _ = writeln!(
                out,
                "<text class=\"tl-soft\" x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{text}</text>",
                px(x),
                px(BOTTOM + down),
            );
        }
    }
    let (left, right, bottom) = (px(LEFT), px(RIGHT), px(BOTTOM));
    let _ = writeln!(out, "<path class=\"tl-axis\" d=\"M{left} {bottom}H{right}{notches}\"/>");
}

/// Everything inside the plot: band, threshold, line, marks.
fn plot(frame: &Frame<'_>, out: &mut String) {
    let (left, width) = (px(LEFT), px(RIGHT - LEFT));
    // Marks on the edges are not cut in halves.
    let _ = writeln!(
        out,
        "<clipPath id=\"tl-plot\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\
         </clipPath>\n<g clip-path=\"url(#tl-plot)\">",
        px(LEFT - 6.0),
        px(TOP - 6.0),
        px(RIGHT - LEFT + 12.0),
        px(BOTTOM - TOP + 12.0)
    );
    let path = |out: &mut String, class: &str, data: &str| {
        if !data.is_empty() {
            let _ = writeln!(out, "<path class=\"{class}\" d=\"{data}\"/>");
        }
    };
    path(out, "tl-band", &area(frame));
    let mut limit = String::new();
    if let Limit::Threshold(comparison, threshold) = frame.chart.limit
        && threshold.is_finite()
        && !frame.far
    {
        let y = frame.y(threshold);
        let above = matches!(comparison, Comparison::Greater | Comparison::GreaterOrEqual);
        let (from, to) = if above { (TOP, y) } else { (y, BOTTOM) };
        let _ = writeln!(
            out,
            "<rect class=\"tl-beyond\" x=\"{left}\" y=\"{}\" width=\"{width}\" height=\"{}\"/>",
            px(from),
            px((to - from).max(0.0))
        );
        limit = format!("M{left} {}H{}", px(y), px(RIGHT));
    }
    let (trace, spots) = line(frame);
    path(out, "tl-line", &trace);
    path(out, "tl-limit", &limit);
    path(out, "tl-dots", &dots(&spots));
    let (class, marks) = diamonds(frame);
    path(out, class, &marks);
    *out += "</g>\n";
    threshold_label(frame, out);
    if frame.values().next().is_none() {
        let _ = writeln!(
            out,
            "<text class=\"tl-soft\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">no data</text>",
            px((LEFT + RIGHT) / 2.0),
            px((TOP + BOTTOM) / 2.0)
        );
    }
}

/// The threshold in numbers at its line's end, or at the edge that it is beyond.
fn threshold_label(frame: &Frame<'_>, out: &mut String) {
    let Limit::Threshold(comparison, threshold) = frame.chart.limit else { return };
    if !threshold.is_finite() {
        return;
    }
    let number = format!("{} {}", sign(comparison), frame.numbers.one(threshold));
    let (y, text) = match frame.far {
        false => {
            let y = frame.y(threshold);
            // Above the line, but not in the legend.
            (if y < TOP + 14.0 { y + 14.0 } else { y - 5.0 }, number)
        }
        true if threshold > frame.ticks.high() => (TOP + 10.0, format!("↑ {number}")),
        true => (BOTTOM - 6.0, format!("↓ {number}")),
    };
    let _ = writeln!(
        out,
        "<text class=\"tl-label\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
        px(RIGHT - 4.0),
        px(y),
        escaped(&text)
    );
}

//! Floor 5: pictures of metrics: datapoints, threshold or band, and the alarm's states under them.
//!
//! A `Chart` says what is to be seen; `svg` draws it, `text` says it in a few lines, `sparkline` puts
//! values into one.
//! Pure and deterministic: no file, no clock, no font is read; times are UTC. A picture stays small
//! whatever the number of points: of what shares a column of pixels, the first, the last, the lowest
//! and the highest are drawn. `frame` knows where things are, `trace`, `area`, `marks` and `strip`
//! draw one thing each.

mod area;
mod calendar;
mod chart;
mod frame;
mod legend;
mod marks;
mod numbers;
mod sparkline;
mod strip;
mod style;
mod svg;
#[cfg(test)]
mod tests;
mod text;
mod ticks;
mod trace;
mod words;
mod xml;

pub use chart::{Chart, Limit};
pub use sparkline::sparkline;
pub use svg::svg;
pub use text::{Cells, cells, text};

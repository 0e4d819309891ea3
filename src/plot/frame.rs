//! Where things are in a picture: what is shown of a chart, and which pixel a time and a value have.

use super::calendar::TIMES;
use super::chart::{Chart, Limit};
use super::numbers::Numbers;
use super::ticks::{Ticks, drawable};
use crate::alarms::AlarmState;

/// The picture's width in pixels.
pub(super) const WIDTH: f64 = 900.0;
/// The plot's left edge.
pub(super) const LEFT: f64 = 72.0;
/// The plot's right edge.
pub(super) const RIGHT: f64 = 882.0;
/// The plot's upper edge.
pub(super) const TOP: f64 = 80.0;
/// The plot's lower edge.
pub(super) const BOTTOM: f64 = 258.0;

/// A threshold that would press the data below this share of the picture is only told of.
const FAR: f64 = 25.0;
/// The band is shown as far beyond the data as this many times their range.
const BEYOND: f64 = 3.0;

/// A chart made ready: sorted, cut to the range, without what cannot be drawn.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub chart: &'a Chart,
    /// First second.
    pub from: i64,
    /// The second behind the last.
    pub to: i64,
    /// Points in order of time; `None` is a gap.
    pub points: Vec<(i64, Option<f64>)>,
    /// Edges in order of time, lower and upper.
    pub band: Vec<(i64, f64, f64)>,
    /// States in order of time, cut to the range.
    pub states: Vec<(i64, i64, AlarmState)>,
    /// The axis of values.
    pub ticks: Ticks,
    /// How values are written.
    pub numbers: Numbers,
    /// The threshold is beyond the picture.
    pub far: bool,
    /// Neither the chart nor anything in it says which times are shown.
    pub timeless: bool,
}

impl<'a> Frame<'a> {
    /// Makes a chart ready.
    pub(super) fn new(chart: &'a Chart) -> Self {
        let known = range(chart);
        let (from, to) = known.unwrap_or((0, 3600));
        let inside = |at: i64| from <= at && at <= to;
        let value = |v: f64| v.is_finite().then(|| drawable(v));
        let mut points: Vec<(i64, Option<f64>)> = chart.points.clone();
        points.retain(|(at, _)| inside(*at));
        points.iter_mut().for_each(|(_, v)| *v = v.and_then(value));
        points.sort_by_key(|(at, _)| *at);
        let edges = match &chart.limit {
            Limit::Band(_, edges) => edges.as_slice(),
            _ => &[],
        };
        let edge = |(at, lower, upper): &(i64, f64, f64)| {
            let (a, b) = (value(*lower)?, value(*upper)?);
            inside(*at).then(|| (*at, a.min(b), a.max(b)))
        };
        let mut band: Vec<(i64, f64, f64)> = edges.iter().filter_map(edge).collect();
        band.sort_by_key(|(at, ..)| *at);
        let state = |(a, b, state): &(i64, i64, AlarmState)| {
            let (a, b) = ((*a).max(from), (*b).min(to));
            (a < b).then_some((a, b, *state))
        };
        let mut states: Vec<_> = chart.states.iter().filter_map(state).collect();
        states.sort_by_key(|(a, ..)| *a);
        let (ticks, far) = axis(chart, &points, &band);
        let numbers = Numbers::of(&chart.unit);
        let timeless = known.is_none();
        Self { chart, from, to, points, band, states, ticks, numbers, far, timeless }
    }

    /// Seconds from point to point.
    pub(super) fn period(&self) -> i64 {
        self.chart.period.max(1)
    }

    /// A longer step than this is a gap.
    pub(super) fn longest_step(&self) -> i64 {
        self.period().saturating_add(self.period() / 2)
    }

    /// The pixel of a time.
    pub(super) fn x(&self, at: i64) -> f64 {
        LEFT + (at - self.from) as f64 / (self.to - self.from) as f64 * (RIGHT - LEFT)
    }

    /// The pixel of a value; far outside the plot it ends.
    pub(super) fn y(&self, value: f64) -> f64 {
        let (low, high) = (self.ticks.low(), self.ticks.high());
        let part = (value - low) / (high - low);
        BOTTOM - part.clamp(-2.0, 3.0) * (BOTTOM - TOP)
    }

    /// The band at a time: the last edges before it, while they count.
    pub(super) fn band_at(&self, at: i64) -> Option<(f64, f64)> {
        let behind = self.band.partition_point(|(start, ..)| *start <= at);
        let (start, lower, upper) = *self.band.get(behind.checked_sub(1)?)?;
        (at - start < self.period()).then_some((lower, upper))
    }

    /// How far each value is beyond the limit, for those that are: time, value, distance.
    pub(super) fn breaches(&self) -> impl Iterator<Item = (i64, f64, f64)> + '_ {
        self.points.iter().filter_map(|(at, value)| {
            let value = (*value)?;
            let beyond = self.chart.limit.breach(value, self.band_at(*at))?;
            Some((*at, value, beyond))
        })
    }

    /// The values that are there.
    pub(super) fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.points.iter().filter_map(|(_, value)| *value)
    }
}

/// What is shown: what the chart says, else all there is; `None` if there is nothing.
fn range(chart: &Chart) -> Option<(i64, i64)> {
    let clamp = |at: i64| at.clamp(TIMES.0, TIMES.1);
    let (from, to) = chart.range.or_else(|| {
        let period = chart.period.max(1);
        let edges = match &chart.limit {
            Limit::Band(_, edges) => edges.as_slice(),
            _ => &[],
        };
        let points = chart.points.iter().map(|p| p.0).chain(edges.iter().map(|e| e.0));
        let spans = points.map(|at| (at, at.saturating_add(period)));
        let known = |at: &i64| (TIMES.0..=TIMES.1).contains(at);
        spans
            .chain(chart.states.iter().map(|s| (s.0, s.1)))
            .filter(|(from, _)| known(from))
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    })?;
    let (from, to) = (clamp(from), clamp(to));
    let from = from.min(TIMES.1 - 1);
    Some((from, to.max(from + 1)))
}

/// The axis of values, and whether the threshold is beyond it.
fn axis(chart: &Chart, points: &[(i64, Option<f64>)], band: &[(i64, f64, f64)]) -> (Ticks, bool) {
    let grow = |range: Option<(f64, f64)>, v: f64| match range {
        Some((low, high)) => Some((low.min(v), high.max(v))),
        None => Some((v, v)),
    };
    let mut shown = points.iter().filter_map(|p| p.1).fold(None, grow);
    let span = |(low, high): (f64, f64)| high / 2.0 - low / 2.0;
    if let Some(data) = shown {
        let reach = 2.0 * BEYOND * span(data);
        let limits = if reach > 0.0 { (data.0 - reach, data.1 + reach) } else { (-1e300, 1e300) };
        let near = |v: f64| drawable(v.clamp(limits.0, limits.1));
        shown = band.iter().flat_map(|(_, a, b)| [near(*a), near(*b)]).fold(shown, grow);
    } else {
        shown = band.iter().flat_map(|(_, a, b)| [*a, *b]).fold(shown, grow);
    }
    let mut far = false;
    if let Limit::Threshold(_, threshold) = chart.limit
        && threshold.is_finite()
    {
        let with = grow(shown, drawable(threshold));
        far = match (shown, with) {
            (Some(data), Some(with)) => span(data) > 0.0 && span(with) > FAR * span(data),
            _ => false,
        };
        shown = if far { shown } else { with };
    }
    let (mut low, mut high) = shown.unwrap_or((0.0, 1.0));
    // Room above and below, and 0 at an end of the axis when it is not far away.
    let room = span((low, high)) * 0.08;
    let (lowest, highest) = (low, high);
    low = if lowest >= 0.0 && lowest < 0.4 * highest { 0.0 } else { low - room };
    high = if highest <= 0.0 && highest > 0.4 * lowest { 0.0 } else { high + room };
    if lowest >= 0.0 {
        low = low.max(0.0);
    }
    if chart.unit == "Percent" && highest <= 100.0 {
        high = high.min(100.0);
    }
    (Ticks::around(drawable(low), drawable(high)), far)
}

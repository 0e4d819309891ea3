//! What an alarm on metrics looks at: a value for each period, from the store, through expressions,
//! with the band of its time.

use super::learner::Learner;
use super::room::Room;
use super::windows::{even, moment, points_of, starts, windows};
use crate::alarms::{Point, Slot, slots};
use crate::metrics::math::{Expression, Outside, Range, Series, Value};
use crate::metrics::{Memory, Metric, MetricId, Reading, Statistic, Store, Unit, Window};
use crate::rules::{MetricWatch, Source};
use jiff::Timestamp;
use std::sync::Arc;

/// What one alarm reads.
#[derive(Debug)]
pub(super) struct Feed {
    watch: Arc<MetricWatch>,
    /// One for each entry that is a metric, in order, with the values of `for-each`.
    metrics: Vec<Metric>,
    /// Their numbers in the store, as far as they are known.
    ids: Vec<Option<MetricId>>,
    learner: Option<Learner>,
    /// Does an expression ask for the time of the day? Then values change without data.
    clocked: bool,
    fault: Option<String>,
    faulty: bool,
}

impl Feed {
    /// The feed of an alarm; `values` are those of the dimensions of `for-each`.
    pub fn new(watch: &Arc<MetricWatch>, values: &[(String, String)]) -> Self {
        let metrics = watch.entries.iter().filter_map(|entry| match &entry.source {
            Source::Metric { metric, .. } => {
                let own = metric.dimensions().iter().chain(values).cloned().collect();
                Some(Metric::new(metric.namespace(), metric.name(), own))
            }
            Source::Expression(..) => None,
        });
        let clocked = (0..watch.entries.len())
            .filter_map(|at| watch.sheet.expression(at))
            .any(Expression::asks_the_time);
        let metrics: Vec<Metric> = metrics.collect();
        Self {
            ids: vec![None; metrics.len()],
            metrics,
            learner: watch.band.as_ref().map(|band| Learner::new(band, watch.settings.period)),
            clocked,
            fault: None,
            faulty: false,
            watch: Arc::clone(watch),
        }
    }

    /// The same feed before it has read or learnt anything.
    pub fn afresh(&self) -> Self {
        let period = self.watch.settings.period;
        Self {
            watch: Arc::clone(&self.watch),
            metrics: self.metrics.clone(),
            learner: self.watch.band.as_ref().map(|band| Learner::new(band, period)),
            ids: self.ids.clone(),
            clocked: self.clocked,
            fault: None,
            faulty: false,
        }
    }

    /// The metrics that are read.
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// Reads the periods of an evaluation: a point for each, oldest first.
    pub fn read(&mut self, store: &Memory, now: Timestamp, room: &mut Room) {
        slots(&self.watch.settings, now, &mut room.slots);
        let Room { slots, points, plain } = room;
        points.clear();
        *plain = self.read_plainly(store, slots, points);
        if !*plain {
            let spans: Vec<Window> = windows(slots, self.watch.settings.period);
            match self.values(store, self.watch.watched, &spans) {
                Ok(values) => points.extend(values),
                Err(why) => {
                    points.extend(slots.iter().map(|slot| Point::missing(slot.start)));
                    self.complain(why);
                }
            }
        }
        if let Some(mut learner) = self.learner.take() {
            if let Some(first) = slots.first() {
                self.teach(store, &mut learner, first.start.as_second());
            }
            for point in points {
                point.band = learner.band(point.at.as_second());
            }
            self.learner = Some(learner);
        }
    }

    /// The short way, which gives the same: a plain statistic of one metric over even periods, read
    /// in place. `false`, and there are no points, where the long way has to be taken.
    fn read_plainly(&mut self, store: &Memory, slots: &[Slot], points: &mut Vec<Point>) -> bool {
        let Some(Source::Metric { statistic, unit, .. }) =
            self.watch.entries.get(self.watch.watched).map(|entry| &entry.source)
        else {
            return false;
        };
        let Some(window) = even(slots, self.watch.settings.period) else { return false };
        if statistic.is_extended() {
            return false;
        }
        let place = self.place_of(self.watch.watched);
        let Some(id) = place.and_then(|at| find(&mut self.ids, &self.metrics, store, at)) else {
            return false;
        };
        let mut slots = slots.iter();
        store.tally(id, *unit, window, &mut |tally| {
            if let Some(slot) = slots.next() {
                points.push(Point {
                    value: tally.and_then(|tally| tally.statistic(statistic)),
                    samples: tally.map(|tally| tally.count),
                    ..Point::missing(slot.start)
                });
            }
        })
    }

    /// What learns its band, if it has one.
    pub fn learner(&mut self) -> Option<&mut Learner> {
        self.learner.as_mut()
    }

    /// Has what learns its band be another one.
    pub fn learns(&mut self, learner: Option<Learner>) {
        if self.learner.is_some() && learner.is_some() {
            self.learner = learner;
        }
    }

    /// The configuration of what is read.
    pub fn watch(&self) -> &MetricWatch {
        &self.watch
    }

    /// How much of its band is learnt, if it has one.
    pub fn training(&self) -> Option<&'static str> {
        self.learner.as_ref().map(Learner::state)
    }

    /// When there will be data again, if there were none in the periods that were read last: nothing
    /// changes before.
    pub fn rests_until(&self, store: &Memory, room: &Room) -> Option<Timestamp> {
        let (first, last) = (room.slots.first()?, room.slots.last()?);
        // A value that was read in place is one of data.
        if self.clocked || room.plain && room.points.iter().any(|point| point.value.is_some()) {
            return None;
        }
        let next = self.next_data(store, first.start.as_second());
        match next.map(Timestamp::from_second) {
            Some(Ok(next)) => (next >= last.end).then_some(next),
            Some(Err(_)) | None => Some(Timestamp::MAX),
        }
    }

    /// What is wrong with the data, once.
    pub fn fault(&mut self) -> Option<String> {
        self.fault.take()
    }

    fn complain(&mut self, why: String) {
        if !self.faulty {
            self.faulty = true;
            self.fault = Some(why);
        }
    }

    fn next_data(&self, store: &Memory, from: i64) -> Option<i64> {
        let all = self.stats().zip(&self.ids);
        let next = all.filter_map(|((metric, _, unit), id)| match id {
            Some(id) => store.next_of(*id, unit, from),
            None => store.next_from(metric, unit, from),
        });
        next.min()
    }

    /// The metrics with what is computed of them.
    fn stats(&self) -> impl Iterator<Item = (&Metric, &Statistic, Option<Unit>)> {
        let sources = self.watch.entries.iter().filter_map(|entry| match &entry.source {
            Source::Metric { statistic, unit, .. } => Some((statistic, *unit)),
            Source::Expression(..) => None,
        });
        self.metrics
            .iter()
            .zip(sources)
            .map(|(metric, (statistic, unit))| (metric, statistic, unit))
    }

    /// Learns what lies before a time.
    fn teach(&mut self, store: &Memory, learner: &mut Learner, until: i64) {
        let Some(of) = self.watch.band.as_ref().map(|band| band.of) else { return };
        let period = self.watch.settings.period;
        // What is rolled up into more than a period says nothing of one.
        let fine = store.fine_from(period);
        let mut first = |from: i64| self.next_data(store, from.max(fine));
        let mut read = |start: i64, count: usize, values: &mut Vec<(i64, f64)>| {
            let window = Window { start, period, count };
            // What is wrong shows in the reading itself.
            let points =
                self.look(store, of, &[window]).map(|(points, _)| points).unwrap_or_default();
            values.extend(points.iter().filter_map(|p| Some((p.at.as_second(), p.value?))));
        };
        learner.learn(until, &mut first, &mut read);
    }

    /// The values of an entry.
    fn values(
        &mut self,
        store: &Memory,
        entry: usize,
        spans: &[Window],
    ) -> Result<Vec<Point>, String> {
        let (points, mixed) = self.look(store, entry, spans)?;
        if let Some(words) = mixed {
            self.complain(words);
        }
        Ok(points)
    }

    /// The values of an entry, and whether data of several units were in the way.
    fn look(
        &self,
        store: &Memory,
        entry: usize,
        spans: &[Window],
    ) -> Result<(Vec<Point>, Option<String>), String> {
        let mut mixed = None;
        let mut reading = |metric: &Metric, unit: Option<Unit>, window: Window| {
            let reading = store.read(metric, unit, window).map_err(|e| e.to_string())?;
            if unit.is_none() && reading.units.len() > 1 {
                let units: Vec<&str> = reading.units.iter().map(|unit| unit.name()).collect();
                mixed = Some(format!(
                    "the data of {metric} have several units ({}), and the alarm names none: only \
                     those in {} count",
                    units.join(", "),
                    units.first().unwrap_or(&"")
                ));
            }
            Ok::<Reading, String>(reading)
        };
        let source = self.watch.entries.get(entry).map(|e| &e.source);
        let points = match source {
            Some(Source::Metric { statistic, unit, .. }) => {
                let metric = self.metric_of(entry).ok_or("a metric that is not there")?;
                let mut points = Vec::new();
                for span in spans {
                    let read = reading(metric, *unit, *span)?;
                    points.extend(points_of(&read, *span, statistic));
                }
                points
            }
            _ => {
                let mut all = Vec::new();
                for (metric, statistic, unit) in self.stats() {
                    let mut series =
                        Series { period: self.watch.settings.period, ..Series::default() };
                    for span in spans {
                        series
                            .points
                            .extend(reading(metric, unit, *span)?.points(*span, statistic));
                    }
                    all.push(series);
                }
                self.compute(entry, &all, spans)?
            }
        };
        Ok((points, mixed))
    }

    fn metric_of(&self, entry: usize) -> Option<&Metric> {
        self.metrics.get(self.place_of(entry)?)
    }

    /// The place of an entry among those that are metrics.
    fn place_of(&self, entry: usize) -> Option<usize> {
        let before = self.watch.entries.get(..entry)?;
        Some(before.iter().filter(|e| matches!(e.source, Source::Metric { .. })).count())
    }

    /// The values of an expression.
    fn compute(
        &self,
        entry: usize,
        all: &[Series],
        spans: &[Window],
    ) -> Result<Vec<Point>, String> {
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
            return Ok(Vec::new());
        };
        let range = Range { start: first.start, end: last.end(), period: first.period };
        let values = self.watch.sheet.evaluate(all, range, &mut Bands(self.learner.as_ref()));
        let values = values.map_err(|fault| fault.message)?;
        let series = match values.get(entry) {
            Some(Value::Series(series)) => &series.points[..],
            _ => &[],
        };
        let starts = spans.iter().flat_map(starts);
        Ok(starts
            .map(|at| {
                let found = series.binary_search_by_key(&at, |(t, _)| *t).ok();
                let value = found.and_then(|i| series.get(i)).map(|(_, value)| *value);
                Point { value, ..Point::missing(moment(at)) }
            })
            .collect())
    }
}

/// Answers expressions that ask for the band.
struct Bands<'a>(Option<&'a Learner>);

impl Outside for Bands<'_> {
    fn band(&mut self, series: &Series, _: f64) -> Result<(Series, Series), String> {
        let edge = |pick: fn(crate::alarms::Band) -> f64| {
            let band = |at: i64| self.0.and_then(|learner| learner.band(at)).map(pick);
            let points = series.points.iter().filter_map(|(at, _)| Some((*at, band(*at)?)));
            Series { points: points.collect(), ..series.clone() }
        };
        Ok((edge(|band| band.lower), edge(|band| band.upper)))
    }
}

/// The number of a metric, looked up until it is there.
fn find(
    ids: &mut [Option<MetricId>],
    metrics: &[Metric],
    store: &Memory,
    at: usize,
) -> Option<MetricId> {
    let id = ids.get_mut(at)?;
    if id.is_none() {
        *id = store.find(metrics.get(at)?);
    }
    *id
}

//! An alarm as a picture shows it: what it watches in words, its values, its limit, its states.

use super::Story;
use crate::alarms::{AlarmState, Threshold};
use crate::cli::exit::Failure;
use crate::metrics::{Memory, Metric, Statistic, StatisticKind, Store, Unit, Window};
use crate::monitor::Period;
use crate::plot::{Chart, Limit};
use crate::rules::{Alarm, MetricWatch, Source, Watch};
use jiff::Timestamp;

/// An alarm over a range of time.
pub(in crate::cli) struct View {
    /// What it watches, in words.
    pub watches: String,
    /// The unit of its values in CloudWatch's words, or nothing.
    pub unit: String,
    /// Its periods, oldest first; a composite alarm has none.
    pub periods: Vec<Period>,
    /// Its states: from, to and which.
    pub states: Vec<(Timestamp, Timestamp, AlarmState)>,
    /// The range.
    pub range: (Timestamp, Timestamp),
}

impl View {
    /// The view of an alarm that is there.
    pub fn of(
        story: &mut Story,
        alarm: &str,
        range: (Timestamp, Timestamp),
    ) -> Result<Self, Failure> {
        let states = states(story, alarm);
        let periods = match story.monitor().past(alarm, range.0, range.1) {
            Some(past) => past.map_err(|e| {
                Failure::usage(format!("alarm `{alarm}`: {e} with --from and --to"))
            })?,
            None => Vec::new(),
        };
        let metrics = story.monitor().metrics_of(alarm).to_vec();
        let (mut watches, mut unit) = (String::new(), String::new());
        match story.rule_of(alarm).map(|rule| &rule.watch) {
            Some(Watch::Metrics(watch)) => {
                let watch = std::sync::Arc::clone(watch);
                watches = words(&watch, &metrics);
                unit = match watched(&watch, &metrics) {
                    Some((_, _, Some(unit))) => unit.name().to_owned(),
                    Some((metric, statistic, None)) => {
                        unit_of(story.monitor().store(), metric, statistic, range)
                    }
                    None => String::new(),
                };
            }
            Some(Watch::Alarms(watch)) => watches.clone_from(&watch.text),
            None => {}
        }
        Ok(Self { watches, unit, periods, states, range })
    }

    /// The picture of it; `rule` is what it was made of.
    pub fn chart(&self, alarm: &str, rule: Option<&Alarm>) -> Chart {
        let settings = match rule.map(|rule| &rule.watch) {
            Some(Watch::Metrics(watch)) => Some(&watch.settings),
            Some(Watch::Alarms(_)) | None => None,
        };
        let limit = match settings.map(|settings| settings.threshold) {
            Some(Threshold::Static(comparison, value)) => Limit::Threshold(comparison, value),
            Some(Threshold::Band(side)) => {
                let edges = self.periods.iter().filter_map(|period| {
                    let band = period.point.band?;
                    Some((period.from.as_second(), band.lower, band.upper))
                });
                Limit::Band(side, edges.collect())
            }
            None => Limit::None,
        };
        let point = |period: &Period| (period.from.as_second(), period.point.value);
        let state = |(from, to, state): &(Timestamp, Timestamp, AlarmState)| {
            (from.as_second(), to.as_second(), *state)
        };
        let (from, to) = (self.range.0.as_second(), self.range.1.as_second());
        Chart {
            title: format!("{alarm}: {}", self.watches),
            unit: self.unit.clone(),
            points: self.periods.iter().map(point).collect(),
            period: settings.map_or(60, |settings| i64::from(settings.period)),
            limit,
            states: self.states.iter().map(state).collect(),
            range: Some((from, to.max(from + 1))),
        }
    }
}

/// The states of an alarm from the beginning of the story to its end.
fn states(story: &Story, alarm: &str) -> Vec<(Timestamp, Timestamp, AlarmState)> {
    let (mut from, end) = story.span;
    let mut state = AlarmState::InsufficientData;
    let mut all = Vec::new();
    for change in story.of(alarm).filter_map(|told| told.change.as_deref()) {
        let to = &change.0.to;
        all.push((from, to.at, state));
        (from, state) = (to.at, to.value);
    }
    all.push((from, end, state));
    all
}

/// The metric and statistic that are watched, with the unit that counts; `None` of an expression.
fn watched<'a>(
    watch: &'a MetricWatch,
    metrics: &'a [Metric],
) -> Option<(&'a Metric, &'a Statistic, Option<Unit>)> {
    let source = &watch.entries.get(watch.watched)?.source;
    let Source::Metric { metric, statistic, unit } = source else {
        return None;
    };
    let before = watch.entries.get(..watch.watched)?;
    let at = before.iter().filter(|e| matches!(e.source, Source::Metric { .. })).count();
    Some((metrics.get(at).unwrap_or(metric), statistic, *unit))
}

/// What is watched, in words.
fn words(watch: &MetricWatch, metrics: &[Metric]) -> String {
    let entry = watch.entries.get(watch.watched);
    let label = entry.and_then(|e| e.label.as_deref()).map(|label| format!("{label} = "));
    let what = match (watched(watch, metrics), entry.map(|e| &e.source)) {
        (Some((metric, statistic, _)), _) => format!("{statistic} of {metric}"),
        (None, Some(Source::Expression(text, _))) => text.clone(),
        (None, _) => String::new(),
    };
    label.unwrap_or_default() + &what
}

/// The unit of a metric's statistic in a range, in CloudWatch's words.
pub(in crate::cli) fn unit_of(
    store: &Memory,
    metric: &Metric,
    statistic: &Statistic,
    range: (Timestamp, Timestamp),
) -> String {
    if let StatisticKind::SampleCount | StatisticKind::TrimmedCount(_) = statistic.kind() {
        return Unit::Count.name().to_owned();
    }
    if let StatisticKind::PercentileRank(_) = statistic.kind() {
        return Unit::Percent.name().to_owned();
    }
    // As one period: of interest is only what there is.
    let start = range.0.as_second().div_euclid(60) * 60;
    let length = (range.1.as_second() - start).max(60) / 60 * 60 + 60;
    let period = u32::try_from(length).unwrap_or(u32::MAX - u32::MAX % 60);
    let reading = store.read(metric, None, Window { start, period, count: 1 });
    reading.ok().and_then(|r| r.unit).map_or(String::new(), |unit| unit.name().to_owned())
}

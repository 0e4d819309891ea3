//! The chart of a metric without an alarm.

use super::args::PlotArgs;
use crate::base::suggest::nearest;
use crate::cli::alarms::{Story, unit_of};
use crate::cli::args::Global;
use crate::cli::exit::Failure;
use crate::cli::terminal;
use crate::metrics::{Memory, Metric, Statistic, Store, Unit, Window, period};
use crate::plot::Chart;
use crate::report::visible;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// So many periods are read at most.
const MOST: i64 = 5_000_000;
/// So many at once.
const AT_ONCE: i64 = 4096;
/// So many metrics are named at most where none is meant.
const SHOWN: usize = 10;

/// The values of the metric that is called `text`.
pub(super) fn chart(
    story: &mut Story,
    text: &str,
    args: &PlotArgs,
    range: (Timestamp, Timestamp),
    global: &Global,
) -> Result<Chart, Failure> {
    let store = story.monitor().store();
    let metric = find(store, text)?;
    let seconds = args.period.unwrap_or(300);
    let resolution = store.resolution(&metric).unwrap_or_default();
    period::check(seconds, resolution).map_err(Failure::usage)?;
    let statistic = match &args.statistic {
        Some(statistic) => statistic.clone(),
        None => Statistic::parse("Average").map_err(Failure::usage)?,
    };
    let first = period::align(range.0.as_second(), seconds);
    let count = range.1.as_second().saturating_sub(first) / i64::from(seconds) + 1;
    if count > MOST {
        let words = format!(
            "{count} periods of {seconds} seconds are too many: choose a shorter time with --from \
             and --to"
        );
        return Err(Failure::usage(words));
    }
    let (mut points, mut units) = (Vec::new(), BTreeSet::new());
    let mut at = first;
    while at < range.1.as_second() {
        let left = (range.1.as_second() - at + i64::from(seconds) - 1) / i64::from(seconds);
        let count = usize::try_from(left.min(AT_ONCE)).unwrap_or(1);
        let window = Window { start: at, period: seconds, count };
        let read = store.read(&metric, None, window).map_err(|e| Failure::usage(e.to_string()))?;
        units.extend(read.units.iter().map(|unit| unit.name()));
        let values = read.bins.iter().map(|bin| bin.as_ref().and_then(|b| b.statistic(&statistic)));
        let starts = (0..).map(|n| at + n * i64::from(seconds));
        points.extend(starts.zip(values));
        at = window.end();
    }
    let unit = unit_of(store, &metric, &statistic, range);
    if units.len() > 1 {
        let units: Vec<&str> = units.into_iter().collect();
        let words = format!("{metric} has data in several units: {}", units.join(", "));
        terminal::note(global, &visible(&words));
    }
    let (from, to) = (range.0.as_second(), range.1.as_second());
    Ok(Chart {
        title: format!("{statistic} of {metric}"),
        unit: if unit == Unit::None.name() { String::new() } else { unit },
        points,
        period: i64::from(seconds),
        range: Some((from, to.max(from + 1))),
        ..Chart::default()
    })
}

/// The metric in the store that is meant.
fn find(store: &Memory, text: &str) -> Result<Metric, Failure> {
    let mut all: Vec<Metric> = Vec::new();
    store.each_metric(&mut |metric, _| all.push(metric.clone()));
    let (path, dimensions) = parts(text);
    let same = |metric: &&Metric| {
        let own = path == format!("{}/{}", metric.namespace(), metric.name());
        own && metric.dimensions() == dimensions || metric.to_string() == text
    };
    if let Some(metric) = all.iter().find(same) {
        return Ok(metric.clone());
    }
    let names: Vec<String> = all.iter().map(ToString::to_string).collect();
    let akin = |name: &&String| parts(name).0 == path;
    let others: Vec<String> =
        names.iter().filter(akin).take(SHOWN).map(|n| format!("`{n}`")).collect();
    let hint = match (others.is_empty(), nearest(text, names.iter().map(String::as_str))) {
        (false, _) => format!("; there are {}", others.join(", ")),
        (true, Some(near)) => format!("; did you mean `{near}`?"),
        (true, None) if names.is_empty() => "; there are no metrics at all".to_owned(),
        (true, None) => {
            let some: Vec<String> = names.iter().take(SHOWN).map(|n| format!("`{n}`")).collect();
            format!("; there are {}", some.join(", "))
        }
    };
    Err(Failure::usage(visible(&format!("the inputs have no metric `{text}`{hint}")).into_owned()))
}

/// Namespace with name, and the dimensions in their order.
fn parts(text: &str) -> (&str, Vec<(String, String)>) {
    let cut = text.strip_suffix('}').and_then(|text| text.split_once('{'));
    let Some((path, inside)) = cut else { return (text, Vec::new()) };
    let pairs = inside.split(',').filter_map(|pair| pair.split_once('='));
    let mut all: Vec<(String, String)> =
        pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect();
    all.sort();
    (path, all)
}

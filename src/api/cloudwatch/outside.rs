//! What expressions of GetMetricData ask beyond their own entries.

use super::search::Search;
use crate::metrics::math::{Outside, Range, Series};
use crate::metrics::{Memory, Metric, Statistic, Store, Unit, Window};

/// Series that one search finds, at most, as with CloudWatch.
const MOST: usize = 500;

/// Answers searches from the datapoints.
#[derive(Debug)]
pub(super) struct Data<'a>(pub &'a Memory);

impl Outside for Data<'_> {
    fn search(
        &mut self,
        query: &str,
        statistic: &str,
        period: Option<u32>,
        range: Range,
    ) -> Result<Vec<Series>, String> {
        let search = Search::parse(query)?;
        let statistic = Statistic::parse(statistic)?;
        let period = period.filter(|period| *period > 0).unwrap_or(range.period);
        let mut found: Vec<Metric> = Vec::new();
        self.0.each_metric(&mut |metric, newest| {
            if newest >= range.start && search.finds(metric) {
                found.push(metric.clone());
            }
        });
        found.sort_unstable();
        found.truncate(MOST);
        let window = window(range, period);
        let series = |metric: &Metric| series(self.0, metric, None, window, &statistic);
        let all: Result<Vec<Series>, String> = found.iter().map(series).collect();
        let mut all = all?;
        all.retain(|series| !series.points.is_empty());
        all.sort_by(|a, b| a.label.cmp(&b.label));
        Ok(all)
    }
}

/// The periods of a range.
pub(super) fn window(range: Range, period: u32) -> Window {
    let width = i64::from(period.max(1));
    let length = range.end.saturating_sub(range.start).max(0);
    let count = length.div_euclid(width) + i64::from(length % width != 0);
    Window { start: range.start, period, count: usize::try_from(count).unwrap_or(0) }
}

/// A metric's values of these periods, called by its dimensions' values and its name.
pub(super) fn series(
    data: &Memory,
    metric: &Metric,
    unit: Option<Unit>,
    window: Window,
    statistic: &Statistic,
) -> Result<Series, String> {
    let reading = data.read(metric, unit, window).map_err(|error| error.to_string())?;
    let points = reading.points(window, statistic).collect();
    let values = metric.dimensions().iter().map(|(_, value)| value.as_str());
    let label: Vec<&str> = values.chain([metric.name()]).collect();
    Ok(Series { id: String::new(), label: label.join(" "), period: window.period, points })
}

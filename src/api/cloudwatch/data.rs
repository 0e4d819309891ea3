//! GetMetricData: statistics and expressions over them, a page at a time.

use super::outside::{Data, series};
use super::query::{PERIOD, Query, Source, faults};
use super::refuse::{missing, validation, whole, word};
use super::statistics::window;
use crate::api::context::Context;
use crate::api::paging::{close, open};
use crate::metrics::math::{self, Range, Series, Sheet};
use crate::wire::{Fault, Value};
use jiff::Timestamp;

/// Queries of a call, at most.
const QUERIES: usize = 500;
/// Datapoints of a page, at most.
const POINTS: i64 = 100_800;
/// Datapoints that a call reads of all its metrics, at most.
const READ: usize = 5_000_000;

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let given = input.list("MetricDataQueries")?.unwrap_or_default();
    if given.is_empty() {
        return Err(missing("MetricDataQueries"));
    }
    if given.len() > QUERIES {
        let words = format!("A call has {QUERIES} MetricDataQueries at most.");
        return Err(validation(words));
    }
    let queries = Query::all(given)?;
    let ways = ["TimestampDescending", "TimestampAscending"];
    let rising = word(input, "ScanBy", &ways)? == Some(ways[1]);
    let most = whole(input, "MaxDatapoints", 1..=POINTS)?.unwrap_or(POINTS);
    let most = usize::try_from(most).unwrap_or(1);
    let seal =
        format!("{given:?} {:?} {:?} {rising}", input.get("StartTime"), input.get("EndTime"));
    let scope = ["GetMetricData", seal.as_str()];
    let skip = match input.text("NextToken")? {
        None => 0,
        Some(token) => {
            let read = open(&scope, token).and_then(|text| text.parse::<usize>().ok());
            read.ok_or_else(|| {
                Fault::sender("InvalidNextToken", "The next token specified is invalid.")
            })?
        }
    };
    let results = results(context, input, &queries)?;
    let mut page = Page { skip, room: most, taken: 0, all: Vec::new(), cut: false };
    for (query, series) in &results {
        page.take(query, series, rising);
    }
    let (cut, taken) = (page.cut, page.taken);
    let answer =
        Value::map([("MetricDataResults", page.all.into()), ("Messages", Vec::new().into())]);
    Ok(if cut {
        answer.with("NextToken", close(&scope, &(skip + taken).to_string()))
    } else {
        answer
    })
}

/// The results of all queries that return data, in order.
fn results<'q>(
    context: &Context<'_>,
    input: &Value,
    queries: &'q [Query],
) -> Result<Vec<(&'q Query, Series)>, Fault> {
    let sheet = Sheet::new(queries.iter().map(Query::entry).collect());
    let sheet = sheet.map_err(|all| faults(queries, &all))?;
    let step = queries.iter().filter_map(Query::period).max().unwrap_or(PERIOD);
    let whole = window(context, input, step)?;
    let range = Range { start: whole.start, end: whole.end(), period: step };
    let state = context.daemon().state();
    let data = state.senses.data();
    let (mut metrics, mut read) = (Vec::new(), 0usize);
    for query in queries {
        let Source::Stat(stat) = &query.source else { continue };
        let window = window(context, input, stat.period)?;
        read = read.saturating_add(window.count);
        if read > READ {
            let words = format!("The call would read more than {READ} datapoints.");
            return Err(validation(words));
        }
        let found = series(data, &stat.metric, stat.unit, window, &stat.statistic);
        let mut found = found.map_err(|words| Fault::receiver("InternalServiceFault", words))?;
        found.label = stat.metric.name().to_owned();
        metrics.push(found);
    }
    let values = sheet.evaluate(&metrics, range, &mut Data(data));
    drop(state);
    let values = values.map_err(|fault| faults(queries, &[fault]))?;
    let mut all = Vec::new();
    for (query, value) in queries.iter().zip(values) {
        if query.returns == Some(false) {
            continue;
        }
        let called = |mut series: Series, several: bool| {
            let own = query.label.as_deref().map(str::to_owned);
            let stat = matches!(query.source, Source::Stat(_));
            series.label = match own {
                Some(label) if several => format!("{label} {}", series.label),
                Some(label) => label,
                None if stat || several => series.label,
                None => query.id.clone(),
            };
            (query, series)
        };
        match value {
            math::Value::Series(series) => all.push(called(series, false)),
            math::Value::Many(many) => all.extend(many.into_iter().map(|one| called(one, true))),
            // INVARIANT (results-are-series): the sheet refuses a number that is a result.
            math::Value::Number(_) => {}
        }
    }
    Ok(all)
}

/// A part of all datapoints.
struct Page {
    /// Datapoints that were told before.
    skip: usize,
    /// How many there may still be.
    room: usize,
    /// How many were told.
    taken: usize,
    all: Vec<Value>,
    /// Is there more?
    cut: bool,
}

impl Page {
    fn take(&mut self, query: &Query, series: &Series, rising: bool) {
        let count = series.points.len();
        if self.cut || self.skip > 0 && self.skip >= count.max(1) {
            // Told on an earlier page, or not before a later one.
            self.skip -= self.skip.min(count);
            return;
        }
        let first = std::mem::take(&mut self.skip);
        let own = (count - first).min(self.room);
        let complete = first + own == count;
        self.room -= own;
        self.taken += own;
        self.cut = !complete;
        let mut points: Vec<&(i64, f64)> = series.points.iter().collect();
        if !rising {
            points.reverse();
        }
        let told = points.into_iter().skip(first).take(own);
        let (times, values): (Vec<Value>, Vec<Value>) = told
            .filter_map(|(at, value)| {
                Some((Timestamp::from_second(*at).ok()?.into(), (*value).into()))
            })
            .unzip();
        self.all.push(Value::map([
            ("Id", query.id.as_str().into()),
            ("Label", series.label.as_str().into()),
            ("Timestamps", times.into()),
            ("Values", values.into()),
            ("StatusCode", if complete { "Complete" } else { "PartialData" }.into()),
        ]));
    }
}

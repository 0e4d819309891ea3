//! `metrics` and `logs` of `given`.

use super::series;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::time;
use crate::metrics::{Metric, Unit, validate};
use crate::read::tree::{Item, Kind};
use crate::rules::place::{part_of, text_of};
use crate::rules::test_keys::SERIES;
use crate::rules::{Fields, File, Loaded, out_of_set, text, units, wrong};
use crate::testing::given::{Given, GivenKind, entry};
use jiff::Timestamp;
use std::time::Duration;

/// Datapoints and log lines of a case.
#[derive(Debug, Default)]
pub struct Watched<'t> {
    /// Series.
    pub series: Vec<Series>,
    /// Other datapoints: inline, or in files.
    pub metrics: Vec<Given<'t>>,
    /// Log lines: inline, or in files.
    pub logs: Vec<Given<'t>>,
}

/// A series of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The metric.
    pub metric: Metric,
    /// The unit of the values.
    pub unit: Unit,
    /// From one value to the next, in seconds.
    pub interval: i64,
    /// The values; `None` is a missing one.
    pub values: Vec<Option<f64>>,
    /// The time of the first; the case's own without.
    pub start: Option<Timestamp>,
}

/// Reads what `given` has of them.
pub(in crate::testing) fn given<'t>(
    diags: &mut Diags,
    file: &File,
    fields: &Fields<'t>,
) -> Watched<'t> {
    let mut watched = Watched::default();
    if let Some(all) = list(diags, "metrics", fields) {
        for item in all.items() {
            if item.get("series").is_some() {
                watched.series.extend(one(diags, item));
            } else if let Some(kind) = entry(diags, "metrics", file, item) {
                watched.metrics.push(Given { span: item.span(), kind });
            }
        }
    }
    if let Some(all) = list(diags, "logs", fields) {
        for item in all.items() {
            let kind = match item.kind() {
                Kind::Text => Some(GivenKind::Inline(item.str().into_owned())),
                _ => entry(diags, "logs", file, item),
            };
            watched.logs.extend(kind.map(|kind| Given { span: item.span(), kind }));
        }
    }
    watched
}

/// The metrics of all series that test cases give.
#[must_use]
pub fn metrics(loaded: &Loaded) -> Vec<Metric> {
    let cases = crate::rules::tests(loaded).into_iter();
    let given = cases.filter_map(|(_, case)| case.get("given")?.get("metrics"));
    let series = given.flat_map(Item::items).filter_map(|entry| entry.get("series"));
    series.filter_map(|series| metric(&series.str()).ok()).collect()
}

fn list<'t>(diags: &mut Diags, key: &str, fields: &Fields<'t>) -> Option<Item<'t>> {
    let item = fields.get(key)?;
    if item.kind() == Kind::List {
        return Some(item);
    }
    wrong(diags, key, item, "a list");
    None
}

fn one(diags: &mut Diags, item: Item<'_>) -> Option<Series> {
    let fields = Fields::read(diags, "a series", item.span().head(), item, SERIES)?;
    let series = fields.get("series").and_then(|item| {
        let written = text(diags, "series", item)?;
        let read = metric(&written);
        read.map_err(|words| out_of_set(diags, item, words)).ok()
    });
    let interval = fields.get("interval").and_then(|item| {
        let times = Duration::from_secs(1)..=Duration::from_secs(7 * 86_400);
        let interval = units::duration(diags, "interval", item, times)?;
        i64::try_from(interval.as_secs()).ok()
    });
    let values = fields.get("values").and_then(|item| {
        // A single number may stand without quotes.
        let written = match item.kind() {
            Kind::Number => item.str().into_owned(),
            _ => text(diags, "values", item)?,
        };
        let read = series::values(&written);
        let fault = |(word, why): (String, String)| {
            let at = written.find(&word).unwrap_or(0);
            let place = part_of(text_of(item, &written), &written, &(at..at + word.len()));
            diags.push(Diag::new(Code::TL209, place, format!("`{word}` {why}")));
        };
        read.map_err(fault).ok()
    });
    let unit = match fields.get("unit") {
        None => Unit::None,
        Some(item) => {
            let name = text(diags, "unit", item)?;
            let unit = Unit::parse(&name);
            if unit.is_none() {
                out_of_set(diags, item, format!("`{name}` is no unit of CloudWatch"));
            }
            unit?
        }
    };
    let start = match fields.get("start") {
        None => None,
        Some(item) => {
            let written = text(diags, "start", item)?;
            let read = time::parse(&written);
            if read.is_none() {
                out_of_set(diags, item, format!("`{written}` is not a time"));
            }
            Some(read?)
        }
    };
    Some(Series { metric: series?, unit, interval: interval?, values: values?, start })
}

/// Reads `Namespace/Name{Dimension=Value,...}`; the last slash stands before the name.
pub(in crate::testing) fn metric(written: &str) -> Result<Metric, String> {
    let form = "a series is written as `Namespace/Name{Dimension=Value,...}`";
    let (path, dimensions) = match written.strip_suffix('}') {
        Some(rest) => rest.split_once('{').ok_or_else(|| form.to_owned())?,
        None => (written, ""),
    };
    let (namespace, name) = path.rsplit_once('/').ok_or_else(|| form.to_owned())?;
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        Some((name.trim().to_owned(), value.trim().trim_matches('"').to_owned()))
    };
    let parts = dimensions.split(',').filter(|part| !part.trim().is_empty());
    let dimensions: Option<Vec<_>> = parts.map(pair).collect();
    let metric = Metric::new(namespace, name, dimensions.ok_or_else(|| form.to_owned())?);
    validate::namespace(Some(namespace)).map_err(|refusal| refusal.message)?;
    validate::metric(&metric).map_err(|refusal| refusal.message)?;
    Ok(metric)
}

#[cfg(test)]
mod tests {
    use super::metric;

    #[test]
    fn metrics_as_they_are_shown() {
        for text in ["Security/Calls", "AWS/EC2/CPUUtilization{InstanceId=i-1}", "A/b{c=d e,f=g/h}"]
        {
            assert_eq!(metric(text).expect("a metric").to_string(), text);
        }
        for text in ["Calls", "/x", "A/", "A/b{c}", "A/b}", ":a/b", "A/b{c=}"] {
            assert!(metric(text).is_err(), "{text}");
        }
    }
}

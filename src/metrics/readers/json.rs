//! PutMetricData's JSON, and datapoints one a line.
//!
//! A line or a document is a call (`Namespace` and `MetricData`) or a datapoint that names its
//! namespace. Keys may be spelled as in the interface (`MetricName`), as in the command line's or
//! streams' files (`metric_name`), or as in rules (`metric-name`).

use super::field::{any, millis, number, numbers, place, shown, text, tree};
use super::{ReadFault, Taken, Why};
use crate::base::suggest::nearest;
use crate::metrics::raw::{RawDatum, RawSet};
use crate::metrics::refusal::{Refusal, RefusalCode};
use crate::metrics::validate::{self, Clock, MOST_BYTES, MOST_DATA};
use crate::read::tree::{Item, Kind};

const NAMESPACE: &[&str] = &["Namespace", "namespace"];
const DATA: &[&str] = &["MetricData", "metric-data", "metric_data"];
const NAME: &[&str] = &["MetricName", "metric-name", "metric_name", "metric", "name"];
const DIMENSIONS: &[&str] = &["Dimensions", "dimensions"];
const TIME: &[&str] = &["Timestamp", "timestamp", "time"];
const VALUE: &[&str] = &["Value", "value"];
const VALUES: &[&str] = &["Values", "values"];
const COUNTS: &[&str] = &["Counts", "counts"];
const SET: &[&str] = &["StatisticValues", "statistic-values", "statistic_values"];
const UNIT: &[&str] = &["Unit", "unit"];
const RESOLUTION: &[&str] =
    &["StorageResolution", "storage-resolution", "storage_resolution", "resolution"];
const SAMPLE_COUNT: &[&str] = &["SampleCount", "sample-count", "sample_count", "Count", "count"];
const SUM: &[&str] = &["Sum", "sum"];
const MINIMUM: &[&str] = &["Minimum", "minimum", "Min", "min"];
const MAXIMUM: &[&str] = &["Maximum", "maximum", "Max", "max"];

/// Reads one record of an input; offsets are in the record. It is what [`put`] reads.
#[must_use]
pub fn one(record: &[u8], clock: Clock) -> Taken {
    put(record, clock)
}

/// Reads one document: a call, a datapoint, or a list of either.
#[must_use]
pub fn put(input: &[u8], clock: Clock) -> Taken {
    let mut reader = Reader { taken: Taken::default(), clock, line: None, base: 0, input };
    reader.document(input);
    reader.taken
}

/// Reads lines, each a document; blank ones do not count.
#[must_use]
pub fn ndjson(input: &[u8], clock: Clock) -> Taken {
    let mut reader = Reader { taken: Taken::default(), clock, line: Some(0), base: 0, input };
    for line in input.split_inclusive(|b| *b == b'\n') {
        reader.line = reader.line.map(|n| n + 1);
        if !line.trim_ascii().is_empty() {
            reader.document(line);
        }
        reader.base += line.len();
    }
    reader.taken
}

struct Reader<'a> {
    taken: Taken,
    clock: Clock,
    /// The line, when lines are documents.
    line: Option<usize>,
    /// Where the document begins.
    base: usize,
    input: &'a [u8],
}

impl Reader<'_> {
    fn fault(&mut self, at: usize, why: impl Into<Why>) {
        let at = (self.base + at).min(self.input.len());
        let before = self.input.get(..at).unwrap_or_default();
        let line = self.line.unwrap_or_else(|| memchr::memchr_iter(b'\n', before).count() + 1);
        self.taken.faults.push(ReadFault { line, at, why: why.into() });
    }

    fn document(&mut self, text: &[u8]) {
        match tree(text) {
            Ok(tree) if tree.root().kind() == Kind::List => {
                for item in tree.root().items() {
                    self.one(item);
                }
            }
            Ok(tree) => self.one(tree.root()),
            Err(e) => self.fault(e.at, Why::Unreadable(e.message)),
        }
    }

    /// A call or a datapoint.
    fn one(&mut self, item: Item<'_>) {
        if item.kind() != Kind::Map {
            let words = format!("{} where a datapoint should be", shown(item));
            return self.fault(place(item), Why::Unreadable(words));
        }
        let namespace = any(item, NAMESPACE).map(|n| n.str().into_owned());
        let namespace = match validate::namespace(namespace.as_deref()) {
            Ok(namespace) => namespace.to_owned(),
            Err(refusal) => return self.fault(place(item), refusal),
        };
        let Some(data) = any(item, DATA) else { return self.datum(&namespace, 1, item) };
        let length = item.raw().len();
        if length > MOST_BYTES {
            let message = format!("The call has {length} bytes, {MOST_BYTES} are allowed.");
            let code = RefusalCode::RequestEntityTooLarge;
            return self.fault(place(item), Refusal { code, message });
        }
        if data.items().count() > MOST_DATA {
            return self.fault(place(data), Refusal::many("MetricData", MOST_DATA));
        }
        if data.kind() != Kind::List {
            let words = format!("{} where a list of data should be", shown(data));
            return self.fault(place(data), Why::Unreadable(words));
        }
        for (i, datum) in data.items().enumerate() {
            self.datum(&namespace, i + 1, datum);
        }
    }

    fn datum(&mut self, namespace: &str, member: usize, item: Item<'_>) {
        match raw(item) {
            Ok(raw) => match validate::take(namespace, member, &raw, self.clock) {
                Ok(datum) => self.taken.data.push(datum),
                Err(refusal) => self.fault(place(item), refusal),
            },
            Err((at, words)) => self.fault(at, Why::Unreadable(words)),
        }
    }
}

/// Members that mean nothing here: those that metric streams add.
const OTHERS: &[&str] = &["metric_stream_name", "account_id", "region"];
/// All members that mean something.
const KNOWN: [&[&str]; 10] =
    [NAMESPACE, NAME, DIMENSIONS, TIME, VALUE, VALUES, COUNTS, SET, UNIT, RESOLUTION];

/// A member that is nearly one of those that mean something would be lost without a word, and its
/// datum kept for another metric or another time.
fn misspelt(item: Item<'_>) -> Result<(), (usize, String)> {
    for (key, _) in item.entries() {
        let name = key.str();
        let is = |known: &&str| **known == *name;
        if OTHERS.iter().any(is) || KNOWN.iter().copied().flatten().any(is) {
            continue;
        }
        let capital = |name: &str| name.starts_with(char::is_uppercase);
        let alike =
            KNOWN.iter().copied().flatten().filter(|known| capital(known) == capital(&name));
        if let Some(meant) = nearest(&name, alike.copied()) {
            return Err((place(key), format!("unknown member `{name}`, did you mean `{meant}`?")));
        }
    }
    Ok(())
}

fn raw(item: Item<'_>) -> Result<RawDatum, (usize, String)> {
    misspelt(item)?;
    let mut raw = RawDatum {
        name: any(item, NAME).map(text).transpose()?,
        at: any(item, TIME).map(millis).transpose()?,
        values: any(item, VALUES).map(numbers).transpose()?,
        counts: any(item, COUNTS).map(numbers).transpose()?,
        set: any(item, SET).map(set).transpose()?,
        unit: any(item, UNIT).map(text).transpose()?,
        resolution: any(item, RESOLUTION).map(number).transpose()?,
        dimensions: any(item, DIMENSIONS).map(dimensions).transpose()?.unwrap_or_default(),
        value: None,
    };
    // Metric streams write statistic sets as values.
    match any(item, VALUE) {
        Some(value) if value.kind() == Kind::Map => raw.set = raw.set.or(Some(set(value)?)),
        value => raw.value = value.map(number).transpose()?,
    }
    Ok(raw)
}

/// The numbers of a statistic set.
pub(super) fn set(item: Item<'_>) -> Result<RawSet, (usize, String)> {
    let part = |names| any(item, names).map(number).transpose();
    Ok(RawSet {
        count: part(SAMPLE_COUNT)?,
        sum: part(SUM)?,
        min: part(MINIMUM)?,
        max: part(MAXIMUM)?,
    })
}

/// A map, or a list of `Name` and `Value`.
fn dimensions(item: Item<'_>) -> Result<Vec<(String, String)>, (usize, String)> {
    match item.kind() {
        Kind::Map => item.entries().map(|(k, v)| Ok((text(k)?, text(v)?))).collect(),
        Kind::List => item
            .items()
            .map(|pair| {
                let part = |names| any(pair, names).map(text).transpose();
                let name = part(&["Name", "name"])?.unwrap_or_default();
                Ok((name, part(&["Value", "value"])?.unwrap_or_default()))
            })
            .collect(),
        _ => Err((place(item), format!("{} where dimensions should be", shown(item)))),
    }
}

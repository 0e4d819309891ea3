//! The embedded metric format: log lines that say which of their members are metrics.
//!
//! `_aws.CloudWatchMetrics` lists directives: a namespace, sets of dimensions, and metrics. Each set
//! makes a metric of its own of every name. A metric's member is a number, a list of numbers, or an
//! object with `Values` and `Counts` or a statistic set. Lines that are no such document are no
//! fault: logs are full of them.

use super::field::{any, millis, number, numbers, place, shown, text, tree};
use super::json::set;
use super::{Taken, Why};
use crate::metrics::raw::RawDatum;
use crate::metrics::refusal::Refusal;
use crate::metrics::validate::{self, Clock};
use crate::read::tree::{Item, Kind};

/// Most metrics of a directive.
const MOST_METRICS: usize = 100;
/// Most values of a metric in a line.
const MOST_VALUES: usize = 100;

/// Reads the lines of a log.
#[must_use]
pub fn emf(input: &[u8], clock: Clock) -> Taken {
    let mut taken = Taken::default();
    let mut base = 0;
    for (i, line) in input.split_inclusive(|b| *b == b'\n').enumerate() {
        if let Some(one) = emf_line(line, clock) {
            taken.data.extend(one.data);
            taken.faults.extend(one.faults.into_iter().map(|f| super::ReadFault {
                line: i + 1,
                at: base + f.at,
                ..f
            }));
        }
        base += line.len();
    }
    taken
}

/// Reads one line; `None` when it holds no metrics.
#[must_use]
pub fn emf_line(line: &[u8], clock: Clock) -> Option<Taken> {
    let begins = line.trim_ascii_start().first() == Some(&b'{');
    if !begins || memchr::memmem::find(line, b"\"_aws\"").is_none() {
        return None;
    }
    let tree = match tree(line) {
        Ok(tree) => tree,
        // What was to be metrics is not lost without a word.
        Err(e) if memchr::memmem::find(line, b"\"CloudWatchMetrics\"").is_some() => {
            let mut taken = Taken::default();
            taken.unreadable(1, e.at, e.message);
            return Some(taken);
        }
        Err(_) => return None,
    };
    let root = tree.root();
    let head = root.get("_aws")?;
    let directives = head.get("CloudWatchMetrics")?;
    let mut reader = Reader { taken: Taken::default(), root, clock, at: None };
    match any(head, &["Timestamp"]).map(millis).transpose() {
        Ok(at) => reader.at = at,
        Err(e) => {
            reader.unreadable(e);
            return Some(reader.taken);
        }
    }
    if directives.kind() != Kind::List {
        let words = format!("{} where a list of directives should be", shown(directives));
        reader.unreadable((place(directives), words));
    }
    for directive in directives.items() {
        reader.directive(directive);
    }
    Some(reader.taken)
}

struct Reader<'t> {
    taken: Taken,
    root: Item<'t>,
    clock: Clock,
    at: Option<i64>,
}

type Dimensions = Vec<(String, String)>;

impl<'t> Reader<'t> {
    fn unreadable(&mut self, (at, words): (usize, String)) {
        self.taken.fault(1, at, Why::Unreadable(words));
    }

    fn directive(&mut self, directive: Item<'t>) {
        let namespace = any(directive, &["Namespace"]).map(|n| n.str().into_owned());
        let namespace = match validate::namespace(namespace.as_deref()) {
            Ok(namespace) => namespace.to_owned(),
            Err(refusal) => return self.taken.fault(1, place(directive), refusal),
        };
        let sets = match self.dimension_sets(directive) {
            Ok(sets) => sets,
            Err(e) => return self.unreadable(e),
        };
        let Some(metrics) = any(directive, &["Metrics"]) else {
            return self.unreadable((place(directive), "a directive without `Metrics`".into()));
        };
        if metrics.items().count() > MOST_METRICS {
            let refusal = Refusal::many("Metrics", MOST_METRICS);
            return self.taken.fault(1, place(metrics), refusal);
        }
        for (i, metric) in metrics.items().enumerate() {
            match self.metric(metric) {
                Ok(raw) => {
                    for dimensions in &sets {
                        let raw = RawDatum { dimensions: dimensions.clone(), ..raw.clone() };
                        match validate::take(&namespace, i + 1, &raw, self.clock) {
                            Ok(datum) => self.taken.data.push(datum),
                            Err(refusal) => self.taken.fault(1, place(metric), refusal),
                        }
                    }
                }
                Err(e) => self.unreadable(e),
            }
        }
    }

    /// The sets of dimensions; none at all is one empty set.
    fn dimension_sets(&self, directive: Item<'t>) -> Result<Vec<Dimensions>, (usize, String)> {
        let mut sets = Vec::new();
        for set in any(directive, &["Dimensions"]).into_iter().flat_map(Item::items) {
            if set.kind() != Kind::List {
                let words = format!("{} where a list of dimensions should be", shown(set));
                return Err((place(set), words));
            }
            let mut dimensions = Vec::new();
            for name in set.items() {
                let name_text = text(name)?;
                let Some(value) = any(self.root, &[&name_text]) else {
                    let words = format!("the line has no member `{name_text}`, a dimension");
                    return Err((place(name), words));
                };
                if matches!(value.kind(), Kind::List | Kind::Map) {
                    return Err((place(value), format!("{} as a dimension", shown(value))));
                }
                dimensions.push((name_text, value.str().into_owned()));
            }
            sets.push(dimensions);
        }
        if sets.is_empty() {
            sets.push(Vec::new());
        }
        Ok(sets)
    }

    /// A metric of a directive, its dimensions left open.
    fn metric(&self, metric: Item<'t>) -> Result<RawDatum, (usize, String)> {
        let Some(name_item) = any(metric, &["Name"]) else {
            return Err((place(metric), "a metric without `Name`".into()));
        };
        let name = text(name_item)?;
        let Some(value) = any(self.root, &[&name]) else {
            return Err((place(name_item), format!("the line has no member `{name}`, a metric")));
        };
        let mut raw = RawDatum {
            name: Some(name),
            at: self.at,
            unit: any(metric, &["Unit"]).map(text).transpose()?,
            resolution: any(metric, &["StorageResolution"]).map(number).transpose()?,
            ..RawDatum::default()
        };
        match value.kind() {
            Kind::List if value.items().count() > MOST_VALUES => {
                return Err((place(value), format!("more than {MOST_VALUES} values")));
            }
            Kind::List => raw.values = Some(numbers(value)?),
            Kind::Map if value.get("Values").is_some() => {
                raw.values = any(value, &["Values"]).map(numbers).transpose()?;
                raw.counts = any(value, &["Counts"]).map(numbers).transpose()?;
            }
            Kind::Map => raw.set = Some(set(value)?),
            Kind::Number => raw.value = Some(number(value)?),
            _ => {
                let words = format!("{} where a metric's value should be", shown(value));
                return Err((place(value), words));
            }
        }
        Ok(raw)
    }
}

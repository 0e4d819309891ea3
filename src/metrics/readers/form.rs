//! What form a text with metrics has.

use super::field::{any, tree};
use crate::read::tree::{Item, Kind};

/// A form of metric files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// One JSON document: PutMetricData calls or datapoints.
    Put,
    /// Datapoints or calls, one a line.
    Ndjson,
    /// A table.
    Csv,
    /// A log with lines in the embedded metric format.
    Emf,
}

/// The form of a text by its beginning; `None` when it holds no metrics.
///
/// `start` may be cut off anywhere past its first line, or be the whole.
#[must_use]
pub fn recognise(start: &[u8]) -> Option<Form> {
    let start = start.trim_ascii_start();
    let line = start.split(|b| *b == b'\n').next().unwrap_or_default();
    if start.starts_with(b"[") || start.starts_with(b"{") {
        if let Ok(tree) = tree(line) {
            if is_emf(tree.root()) {
                return Some(Form::Emf);
            }
            let whole = start.get(line.len()..).unwrap_or_default().trim_ascii().is_empty();
            let form = if whole { Form::Put } else { Form::Ndjson };
            return is_metrics(tree.root()).then_some(form);
        }
        return is_metrics(tree(start).ok()?.root()).then_some(Form::Put);
    }
    let head = std::str::from_utf8(line).ok()?.trim_start_matches('\u{feff}').to_lowercase();
    let cells: Vec<&str> = head.split(',').map(|c| c.trim().trim_matches('"')).collect();
    let has = |names: &[&str]| cells.iter().any(|c| names.contains(c));
    let numbers = has(&["value", "sum"]);
    (numbers && has(&["timestamp", "time"])).then_some(Form::Csv)
}

fn is_emf(item: Item<'_>) -> bool {
    item.get("_aws").is_some_and(|a| a.get("CloudWatchMetrics").is_some())
}

/// A call or a datapoint, or a list that begins with one.
fn is_metrics(item: Item<'_>) -> bool {
    let first = if item.kind() == Kind::List { item.items().next() } else { Some(item) };
    first.is_some_and(|item| {
        let named = any(item, &["Namespace", "namespace"]).is_some();
        let filled = [
            "MetricData",
            "metric-data",
            "metric_data",
            "MetricName",
            "metric-name",
            "metric_name",
            "metric",
        ];
        named && any(item, &filled).is_some()
    })
}

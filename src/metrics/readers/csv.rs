//! Datapoints as comma-separated values, the first line naming the columns.
//!
//! `namespace`, `metric`, `timestamp`, `value`, `unit`, `resolution`, `count`, `sum`, `minimum`,
//! `maximum`, and `dimensions.NAME` for each dimension. Who reads a file that names no metric
//! (`timestamp,value`) gives one.

use super::Taken;
use super::field::written;
use crate::base::csv::{Record, records};
use crate::base::suggest::nearest;
use crate::metrics::metric::Metric;
use crate::metrics::raw::{RawDatum, RawSet};
use crate::metrics::validate::{self, Clock};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    Namespace,
    Name,
    Time,
    Value,
    Unit,
    Resolution,
    Count,
    Sum,
    Minimum,
    Maximum,
    Dimension(String),
}

const COLUMNS: [(&str, Column); 15] = [
    ("namespace", Column::Namespace),
    ("metric", Column::Name),
    ("metricname", Column::Name),
    ("name", Column::Name),
    ("timestamp", Column::Time),
    ("time", Column::Time),
    ("value", Column::Value),
    ("unit", Column::Unit),
    ("resolution", Column::Resolution),
    ("storageresolution", Column::Resolution),
    ("count", Column::Count),
    ("samplecount", Column::Count),
    ("sum", Column::Sum),
    ("minimum", Column::Minimum),
    ("maximum", Column::Maximum),
];

/// Reads a table. `metric` stands in for names that no column gives.
#[must_use]
pub fn csv(input: &[u8], metric: Option<&Metric>, clock: Clock) -> Taken {
    let mut taken = Taken::default();
    let text = match simdutf8::compat::from_utf8(input) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(e) => {
            let before = input.get(..e.valid_up_to()).unwrap_or_default();
            let line = memchr::memchr_iter(b'\n', before).count() + 1;
            taken.unreadable(line, e.valid_up_to(), "invalid UTF-8");
            return taken;
        }
    };
    let mut rows = match records(text) {
        Ok(rows) => rows.into_iter(),
        Err(words) => {
            taken.unreadable(1, 0, words);
            return taken;
        }
    };
    let Some(head) = rows.next() else { return taken };
    let mut columns = Vec::new();
    for cell in &head.cells {
        match column(cell) {
            Ok(column) => columns.push(column),
            Err(words) => taken.unreadable(head.line, 0, words),
        }
    }
    if !taken.faults.is_empty() {
        return taken;
    }
    for row in rows {
        if row.cells.len() != columns.len() {
            let (cells, wanted) = (row.cells.len(), columns.len());
            taken.unreadable(row.line, 0, format!("{cells} cells under {wanted} columns"));
            continue;
        }
        match datum(&row, &columns, metric) {
            Ok((namespace, raw)) => {
                let good = validate::namespace(namespace.as_deref())
                    .and_then(|namespace| validate::take(namespace, 1, &raw, clock));
                match good {
                    Ok(datum) => taken.data.push(datum),
                    Err(refusal) => taken.fault(row.line, 0, refusal),
                }
            }
            Err(words) => taken.unreadable(row.line, 0, words),
        }
    }
    taken
}

fn column(cell: &str) -> Result<Column, String> {
    let cell = cell.trim();
    if let Some((before, name)) = cell.split_once(['.', ':'])
        && ["dimension", "dimensions"].contains(&before.to_lowercase().as_str())
    {
        return Ok(Column::Dimension(name.to_owned()));
    }
    let plain = cell.to_lowercase().replace(['-', '_', ' '], "");
    if let Some((_, column)) = COLUMNS.iter().find(|(name, _)| *name == plain) {
        return Ok(column.clone());
    }
    let known = COLUMNS.iter().map(|(name, _)| *name);
    Err(match nearest(cell, known) {
        Some(meant) => format!("there is no column `{cell}`, did you mean `{meant}`?"),
        None => format!("there is no column `{cell}`; a dimension is `dimensions.{cell}`"),
    })
}

/// The namespace and the rest of a row; an empty cell is nothing.
fn datum(
    row: &Record,
    columns: &[Column],
    metric: Option<&Metric>,
) -> Result<(Option<String>, RawDatum), String> {
    let mut namespace = metric.map(|m| m.namespace().to_owned());
    let mut raw = RawDatum { name: metric.map(|m| m.name().to_owned()), ..RawDatum::default() };
    raw.dimensions = metric.map(|m| m.dimensions().to_vec()).unwrap_or_default();
    let mut set = RawSet::default();
    for (cell, column) in row.cells.iter().zip(columns) {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        let number = || {
            let parsed = cell.parse::<f64>();
            parsed.map(Some).map_err(|_| format!("`{cell}` where a number should be"))
        };
        match column {
            Column::Namespace => namespace = Some(cell.to_owned()),
            Column::Name => raw.name = Some(cell.to_owned()),
            Column::Unit => raw.unit = Some(cell.to_owned()),
            Column::Dimension(name) => raw.dimensions.push((name.clone(), cell.to_owned())),
            Column::Time => {
                let at = written(cell);
                raw.at = Some(at.ok_or_else(|| format!("`{cell}` where a time should be"))?);
            }
            Column::Value => raw.value = number()?,
            Column::Resolution => raw.resolution = number()?,
            Column::Count => set.count = number()?,
            Column::Sum => set.sum = number()?,
            Column::Minimum => set.min = number()?,
            Column::Maximum => set.max = number()?,
        }
    }
    raw.set = (set != RawSet::default()).then_some(set);
    Ok((namespace, raw))
}

//! The columns of a table of datapoints, and its rows one by one.
//!
//! `namespace`, `metric`, `timestamp`, `value`, `unit`, `resolution`, `count`, `sum`, `minimum`,
//! `maximum`, and `dimensions.NAME` for each dimension.

use super::field::written;
use super::{ReadFault, Why};
use crate::base::csv::records;
use crate::base::suggest::nearest;
use crate::metrics::datum::Datum;
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

/// The columns of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    columns: Vec<Column>,
    /// What stands in for names that no column gives.
    metric: Option<Metric>,
}

impl Table {
    /// Reads the first line of a table that names its metrics.
    ///
    /// # Errors
    /// Every column that there is not, and those that are missing.
    pub fn new(head: &[u8]) -> Result<Self, Vec<ReadFault>> {
        let fault = |at, words: String| ReadFault { line: 1, at, why: Why::Unreadable(words) };
        let text = simdutf8::compat::from_utf8(head)
            .map_err(|e| vec![fault(e.valid_up_to(), "invalid UTF-8".to_owned())])?;
        let rows = records(text.trim_start_matches('\u{feff}'))
            .map_err(|words| vec![fault(0, words.to_owned())])?;
        let cells = rows.first().map(|row| row.cells.as_slice()).unwrap_or_default();
        let faults = |words: Vec<String>| words.into_iter().map(|w| fault(0, w)).collect();
        let table = Self::of(cells).map_err(faults)?;
        let wanted = [
            ("namespace", table.has(|c| *c == Column::Namespace)),
            ("metric", table.has(|c| *c == Column::Name)),
            ("timestamp", table.has(|c| *c == Column::Time)),
            ("value", table.has(|c| matches!(c, Column::Value | Column::Sum))),
        ];
        let missing = wanted.iter().filter(|(_, there)| !there);
        let missing: Vec<String> =
            missing.map(|(name, _)| format!("a table without a column `{name}`")).collect();
        if missing.is_empty() { Ok(table) } else { Err(faults(missing)) }
    }

    /// The table of these columns, or what is wrong with each.
    pub(super) fn of(cells: &[String]) -> Result<Self, Vec<String>> {
        let (mut columns, mut faults) = (Vec::new(), Vec::new());
        for cell in cells {
            match column(cell) {
                Ok(column) => columns.push(column),
                Err(words) => faults.push(words),
            }
        }
        if faults.is_empty() { Ok(Self { columns, metric: None }) } else { Err(faults) }
    }

    /// The same, with a metric that stands in for names that no column gives.
    pub(super) fn with(self, metric: Metric) -> Self {
        Self { metric: Some(metric), ..self }
    }

    fn has(&self, wanted: impl Fn(&Column) -> bool) -> bool {
        self.columns.iter().any(wanted)
    }

    /// Reads a row, a line without its end.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn row(&self, line: &[u8], clock: Clock) -> Result<Datum, Why> {
        let unreadable = |words: &str| Why::Unreadable(words.to_owned());
        let text = simdutf8::basic::from_utf8(line).map_err(|_| unreadable("invalid UTF-8"))?;
        if memchr::memchr(b'"', line).is_none() {
            let commas = memchr::memchr_iter(b',', line).count();
            return self.datum(commas + 1, text.split(','), clock);
        }
        let rows = records(text).map_err(unreadable)?;
        let cells = rows.first().map(|row| row.cells.as_slice()).unwrap_or_default();
        self.datum(cells.len(), cells.iter().map(String::as_str), clock)
    }

    /// Makes a datum of so many cells.
    pub(super) fn datum<'c>(
        &self,
        count: usize,
        cells: impl Iterator<Item = &'c str>,
        clock: Clock,
    ) -> Result<Datum, Why> {
        let wanted = self.columns.len();
        if count != wanted {
            return Err(Why::Unreadable(format!("{count} cells under {wanted} columns")));
        }
        let (namespace, raw) = self.raw(cells).map_err(Why::Unreadable)?;
        let namespace = validate::namespace(namespace.as_deref())?;
        Ok(validate::take(namespace, 1, &raw, clock)?)
    }

    /// The namespace and the rest of a row; an empty cell is nothing.
    fn raw<'c>(
        &self,
        cells: impl Iterator<Item = &'c str>,
    ) -> Result<(Option<String>, RawDatum), String> {
        let metric = self.metric.as_ref();
        let mut namespace = metric.map(|m| m.namespace().to_owned());
        let mut raw = RawDatum { name: metric.map(|m| m.name().to_owned()), ..RawDatum::default() };
        raw.dimensions = metric.map(|m| m.dimensions().to_vec()).unwrap_or_default();
        let mut set = RawSet::default();
        for (cell, column) in cells.zip(&self.columns) {
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

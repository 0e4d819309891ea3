//! Datapoints as comma-separated values, the first line naming the columns: a whole text.
//!
//! Who reads a file that names no metric (`timestamp,value`) gives one.

use super::Taken;
use super::table::Table;
use crate::base::csv::records;
use crate::metrics::metric::Metric;
use crate::metrics::validate::Clock;

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
    let mut table = match Table::of(&head.cells) {
        Ok(table) => table,
        Err(words) => {
            for words in words {
                taken.unreadable(head.line, 0, words);
            }
            return taken;
        }
    };
    if let Some(metric) = metric {
        table = table.with(metric.clone());
    }
    for row in rows {
        match table.datum(row.cells.len(), row.cells.iter().map(String::as_str), clock) {
            Ok(datum) => taken.data.push(datum),
            Err(why) => taken.fault(row.line, 0, why),
        }
    }
    taken
}

//! NAB's data files: `timestamp,value`, UTC, one row a line.

use crate::base::csv;

/// A row of a data file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Seconds since 1970.
    pub at: i64,
    /// The value.
    pub value: f64,
}

/// Reads a data file.
///
/// # Errors
/// In words with the line: a head that is not NAB's, a row without timestamp or finite value.
pub fn read_series(text: &str) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    for record in csv::records(text)? {
        let cells: Vec<&str> = record.cells.iter().map(|c| c.trim()).collect();
        let [at, value, ..] = cells[..] else {
            return Err(format!("line {}: not `timestamp,value`", record.line));
        };
        if rows.is_empty() && at == "timestamp" {
            continue;
        }
        let Some(at) = seconds(at) else {
            return Err(format!("line {}: `{at}` is not a timestamp", record.line));
        };
        let Some(value) = value.parse().ok().filter(|v: &f64| v.is_finite()) else {
            return Err(format!("line {}: `{value}` is not a number", record.line));
        };
        rows.push(Row { at, value });
    }
    Ok(rows)
}

/// Rows at a file's begin that are not scored: 15 %, at most 750.
#[must_use]
pub fn probation(rows: usize) -> usize {
    (rows.min(5000) * 15) / 100
}

/// Seconds since 1970 of `2014-02-26 13:45:00[.000000]`.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let time: jiff::civil::DateTime = text.parse().ok()?;
    let zoned = time.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::{Row, probation, read_series};

    #[test]
    fn a_file_is_read() {
        let rows = read_series(
            "timestamp,value\n2014-02-14 14:30:00,0.132\n1970-01-01 00:00:07.000000,-2e3\n",
        );
        let want = vec![Row { at: 1_392_388_200, value: 0.132 }, Row { at: 7, value: -2000.0 }];
        assert_eq!(rows, Ok(want));
    }

    #[test]
    fn faults_have_their_line() {
        for (text, fault) in [
            ("timestamp,value\n2014-02-14 14:30:00\n", "line 2: not `timestamp,value`"),
            ("2014-02-30 14:30:00,1\n", "line 1: `2014-02-30 14:30:00` is not a timestamp"),
            ("2014-02-14 14:30:00,NaN\n", "line 1: `NaN` is not a number"),
        ] {
            assert_eq!(read_series(text), Err(fault.to_owned()));
        }
    }

    #[test]
    fn probation_ends() {
        assert_eq!([0, 99, 4032, 5000, 22_695].map(probation), [0, 14, 604, 750, 750]);
    }
}

//! Alarms and insights as rows of the table that matches stand in: what they are about under
//! `source` and `what`, the states under `before` and `status`.

use crate::base::time;
use crate::model::{Change, Raised, RuleHeader, Severity};
use crate::report::eval::csv::cell;
use std::io::{self, Write};

/// Writes a change.
pub(in crate::report::eval) fn row<W: Write>(
    out: &mut W,
    rule: &RuleHeader,
    raised: &Raised,
) -> io::Result<()> {
    let (kind, source, what) = match &raised.what {
        Change::Alarm(alarm) => ("alarm", "", &*alarm.alarm),
        Change::Insight(insight) => ("insight", &*insight.event_source, &*insight.event_name),
    };
    out.write_all(kind.as_bytes())?;
    cell(out, &rule.name)?;
    cell(out, rule.severity.map(Severity::word).unwrap_or_default())?;
    cell(out, "")?;
    cell(out, &time::show(raised.time))?;
    // No input, index, line and column.
    out.write_all(b",,,,")?;
    cell(out, source)?;
    cell(out, what)?;
    out.write_all(b",,")?;
    let (account, region, error) = match &raised.what {
        Change::Alarm(_) => ("", "", None),
        Change::Insight(of) => (&*of.account, &*of.region, of.error_code.as_deref()),
    };
    cell(out, account)?;
    cell(out, region)?;
    cell(out, error.unwrap_or_default())?;
    cell(out, &raised.reason)?;
    // No resource.
    out.write_all(b",,,,")?;
    let (before, after) = raised.states();
    cell(out, before.unwrap_or_default())?;
    cell(out, after)?;
    out.write_all(b",,,,\r\n")
}

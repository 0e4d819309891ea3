//! Results, changes over time and notices as rows of the table that matches stand in: what all have
//! in common in the same columns, what only they have behind them.

use crate::model::{Evaluation, Notice, Place, Resource, RuleHeader, Severity, Transition};
use crate::report::eval::csv::cell;
use std::io::{self, Write};

/// The columns behind those of matches.
pub(in crate::report::eval) const COLUMNS: &str =
    ",resource-type,resource-id,resource-name,arn,before,status,path,value,waiver,standing";

/// How many they are.
pub(in crate::report::eval) const COUNT: usize = 10;

/// Writes a result.
pub(in crate::report::eval) fn result<W: Write>(
    out: &mut W,
    rule: &RuleHeader,
    result: &Evaluation,
) -> io::Result<()> {
    out.write_all(b"compliance")?;
    let whence = (&*result.input, result.index, result.place);
    common(out, rule, &result.resource, whence, &result.message)?;
    cell(out, "")?;
    cell(out, result.compliance.word())?;
    cell(out, result.path.as_deref().unwrap_or_default())?;
    cell(out, result.value.as_deref().unwrap_or_default())?;
    cell(out, result.waived.as_ref().map_or("", |waived| &waived.waiver))?;
    cell(out, result.standing.map_or("", |standing| standing.word()))?;
    out.write_all(b"\r\n")
}

/// Writes a change of a result.
pub(in crate::report::eval) fn transition<W: Write>(
    out: &mut W,
    rule: &RuleHeader,
    change: &Transition,
) -> io::Result<()> {
    out.write_all(b"timeline")?;
    let whence = (&*change.input, change.index, change.place);
    common(out, rule, &change.resource, whence, &change.message)?;
    cell(out, change.from.map_or("", |from| from.word()))?;
    cell(out, change.to.word())?;
    cell(out, change.path.as_deref().unwrap_or_default())?;
    out.write_all(b",,,\r\n")
}

/// Writes a notice: its subject stands under `what`.
pub(in crate::report::eval) fn notice<W: Write>(out: &mut W, notice: &Notice) -> io::Result<()> {
    out.write_all(b"notice,,,,")?;
    let (file, line) = notice.file.as_ref().map_or(("", None), |(f, line)| (&**f, Some(*line)));
    cell(out, file)?;
    cell(out, "")?;
    cell(out, &line.map_or(String::new(), |line| line.to_string()))?;
    cell(out, "")?;
    cell(out, "")?;
    cell(out, &notice.subject)?;
    out.write_all(b",,,,,")?;
    cell(out, &notice.message)?;
    cell(out, "")?;
    cell(out, "")?;
    cell(out, "")?;
    cell(out, "")?;
    cell(out, "")?;
    cell(out, notice.kind.word())?;
    out.write_all(b",,,,\r\n")
}

/// The columns of matches, and the resource.
fn common<W: Write>(
    out: &mut W,
    rule: &RuleHeader,
    resource: &Resource,
    (input, index, place): (&str, u64, Option<Place>),
    message: &str,
) -> io::Result<()> {
    cell(out, &rule.name)?;
    cell(out, super::severity_of_any(rule).map(Severity::word).unwrap_or_default())?;
    cell(out, "")?;
    cell(out, &resource.captured.map_or(String::new(), |time| time.to_string()))?;
    cell(out, input)?;
    write!(out, ",{index}")?;
    match place {
        Some(place) => write!(out, ",{},{}", place.line, place.column)?,
        None => out.write_all(b",,")?,
    }
    out.write_all(b",,,,")?;
    cell(out, resource.account.as_deref().unwrap_or_default())?;
    cell(out, resource.region.as_deref().unwrap_or_default())?;
    cell(out, "")?;
    cell(out, message)?;
    cell(out, &resource.resource_type)?;
    cell(out, &resource.resource_id)?;
    cell(out, resource.name.as_deref().unwrap_or_default())?;
    cell(out, resource.arn.as_deref().unwrap_or_default())
}

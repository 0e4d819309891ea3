//! Comma-separated values (RFC 4180) with a header row, for spreadsheets: matches, results, changes
//! over time, alarms and insights, notices and faults. Roll-ups are left out: a spreadsheet sums up by itself.

use super::compliance::csv as results;
use super::{Out, Report, raised};
use crate::model::{Effect, Fault, Match, RuleHeader, RunInfo, Severity, Summary};
use std::io::{self, Write};
use std::sync::Arc;

const HEADER: &str = "kind,rule,severity,event-id,time,input,index,line,column,source,what,who,\
                      from,account,region,error-code,message";

/// The table.
#[derive(Debug)]
pub(super) struct Csv<W: Write = Out> {
    out: W,
    rules: Arc<[RuleHeader]>,
}

impl<W: Write> Csv<W> {
    /// A table onto `out`.
    pub(super) fn new(out: W) -> Self {
        Self { out, rules: Arc::default() }
    }

    fn matched(&mut self, matched: &Match) -> io::Result<()> {
        let rule = &self.rules[matched.rule.index()];
        let out = &mut self.out;
        out.write_all(b"match")?;
        cell(out, &rule.name)?;
        cell(out, rule.severity.map(Severity::word).unwrap_or_default())?;
        cell(out, matched.event_id.as_deref().unwrap_or_default())?;
        cell(out, matched.time.as_deref().unwrap_or_default())?;
        cell(out, &matched.input)?;
        let place = &matched.place;
        write!(out, ",{},{},{}", matched.index, place.line, place.column)?;
        let subject = &matched.subject;
        cell(out, &subject.source)?;
        cell(out, &subject.what)?;
        for known in
            [&subject.who, &subject.from, &subject.account, &subject.region, &subject.error]
        {
            cell(out, known.as_deref().unwrap_or_default())?;
        }
        cell(out, &rule.title)?;
        no_resource(out)
    }

    fn fault(&mut self, fault: &Fault) -> io::Result<()> {
        let out = &mut self.out;
        out.write_all(b"error,,,,")?;
        cell(out, &fault.input)?;
        let place = fault.place;
        for number in [fault.index, place.map(|p| p.line), place.map(|p| p.column)] {
            match number {
                Some(n) => write!(out, ",{n}")?,
                None => out.write_all(b",")?,
            }
        }
        out.write_all(b",,,,,,,")?;
        cell(out, &fault.message)?;
        no_resource(out)
    }
}

/// Ends the row of what is about no resource.
fn no_resource<W: Write>(out: &mut W) -> io::Result<()> {
    out.write_all(&[b','; results::COUNT])?;
    out.write_all(b"\r\n")
}

/// Writes a comma and a cell.
pub(super) fn cell<W: Write>(out: &mut W, text: &str) -> io::Result<()> {
    out.write_all(b",")?;
    crate::report::cell(out, text)
}

impl<W: Write + Send> Report for Csv<W> {
    fn begin(&mut self, info: &RunInfo) -> io::Result<()> {
        self.rules = Arc::clone(&info.rules);
        write!(self.out, "{HEADER}{}\r\n", results::COLUMNS)
    }

    fn effect(&mut self, effect: &Effect) -> io::Result<()> {
        match effect {
            Effect::Match(matched) => self.matched(matched),
            Effect::Compliance(result) => {
                results::result(&mut self.out, &self.rules[result.rule.index()], result)
            }
            Effect::Transition(change) => {
                results::transition(&mut self.out, &self.rules[change.rule.index()], change)
            }
            Effect::Raised(of) => raised::csv::row(&mut self.out, &self.rules[of.rule.index()], of),
            Effect::Notice(notice) => results::notice(&mut self.out, notice),
            // They have no columns.
            Effect::Invocation(_)
            | Effect::Delivery(_)
            | Effect::Performed(_)
            | Effect::Rollup(_) => Ok(()),
            Effect::Fault(fault) => self.fault(fault),
        }
    }

    fn end(&mut self, _: &Summary) -> io::Result<()> {
        self.out.flush()
    }
}

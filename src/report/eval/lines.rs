//! The JSON objects that NDJSON and the JSON document share.

use super::compliance;
use crate::model::{Fault, FaultKind, Match, Planned, RuleHeader, Severity, Summary};
use crate::report::json::{Object, value};
use std::io::{self, Write};

/// The beginnings of match objects, one a rule: all that does not depend on the event. A stream
/// can have millions of matches, and names need escaping.
#[derive(Debug, Default)]
pub(super) struct MatchHeads {
    heads: Vec<Box<[u8]>>,
    names: Vec<Box<str>>,
}

impl MatchHeads {
    /// Prepares the heads of all rules.
    pub(super) fn new(rules: &[RuleHeader]) -> io::Result<Self> {
        let head = |rule: &RuleHeader| {
            let mut head = b"{\"kind\":\"match\",\"rule\":".to_vec();
            value(&mut head, &rule.name)?;
            head.extend_from_slice(b",\"severity\":");
            value(&mut head, &rule.severity.map(Severity::word))?;
            head.extend_from_slice(b",\"event-id\":");
            Ok(head.into_boxed_slice())
        };
        let names = rules.iter().map(|rule| rule.name.as_str().into()).collect();
        Ok(Self { heads: rules.iter().map(head).collect::<io::Result<_>>()?, names })
    }

    /// Writes an invocation that would be made. Its input is the JSON value that the target would
    /// get, on one line, or else a string with the text.
    pub(super) fn invocation<W: Write>(&self, out: &mut W, planned: &Planned) -> io::Result<()> {
        let mut object = Object::begin(out)?;
        object.put("kind", "invocation")?;
        object.put("rule", &*self.names[planned.rule.index()])?;
        object.put("target", &*planned.target)?;
        match &planned.input {
            Ok(text) if planned.json => raw(object.key("input")?, text)?,
            Ok(text) => object.put("input", &**text)?,
            Err(error) => {
                let error = serde_json::json!({"code": error.code, "message": error.message});
                object.put("error", &error)?;
            }
        }
        object.end()
    }

    /// Writes a match without the closing brace. The first seven keys and their order are fixed.
    pub(super) fn write<W: Write>(&self, out: &mut W, matched: &Match) -> io::Result<()> {
        out.write_all(&self.heads[matched.rule.index()])?;
        value(out, &matched.event_id)?;
        out.write_all(b",\"input\":")?;
        value(out, &*matched.input)?;
        out.write_all(b",\"index\":")?;
        value(out, &matched.index)?;
        out.write_all(b",\"time\":")?;
        value(out, &matched.time)?;
        out.write_all(b",\"line\":")?;
        value(out, &matched.place.line)?;
        out.write_all(b",\"column\":")?;
        value(out, &matched.place.column)
    }
}

/// Writes JSON text on one line.
pub(super) fn raw<W: Write>(out: &mut W, json: &str) -> io::Result<()> {
    // Line breaks stand between values only: in strings they are escaped.
    json.split(['\n', '\r']).try_for_each(|line| out.write_all(line.as_bytes()))
}

/// Writes a fault.
pub(super) fn fault<W: Write>(out: &mut W, fault: &Fault) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    object.put("kind", "error")?;
    object.put("input", &*fault.input)?;
    object.put("index", &fault.index)?;
    object.put("line", &fault.place.map(|p| p.line))?;
    object.put("column", &fault.place.map(|p| p.column))?;
    object.put("offset", &fault.place.map(|p| p.offset))?;
    object.put("message", &fault.message)?;
    object.put("fault", fault_word(fault.kind))?;
    object.end()
}

/// The word of a fault's kind.
pub(super) fn fault_word(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::Input => "input",
        FaultKind::Record => "record",
        FaultKind::Evaluation => "evaluation",
    }
}

/// Puts the counts of a summary. The seconds are left to `--stats`, so that two runs over the
/// same inputs write the same bytes.
pub(super) fn summary<W: Write>(object: &mut Object<'_, W>, summary: &Summary) -> io::Result<()> {
    object.put("rules", &summary.rules)?;
    object.put("inputs", &summary.inputs)?;
    object.put("events", &summary.events)?;
    object.put("items", &summary.items)?;
    object.put("datapoints", &summary.datapoints)?;
    object.put("bytes", &summary.bytes)?;
    object.put("matches", &summary.matches)?;
    object.put("alarms", &summary.alarms)?;
    object.put("insights", &summary.insights)?;
    object.put("findings", &summary.findings)?;
    object.put("failing", &summary.failing)?;
    object.put("known", &summary.known)?;
    object.put("errors", &summary.errors)?;
    object.put("duplicates", &summary.duplicates)?;
    object.put("withheld", &summary.withheld)?;
    object.put("compliance", &compliance::lines::counts(&summary.compliance))?;
    object.put("carried", &summary.carried)?;
    object.put("mean-seconds-to-repair", &summary.mean_seconds_to_repair)
}

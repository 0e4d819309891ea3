//! The JSON objects of alarms and insights.

use crate::base::time;
use crate::model::{AlarmChange, Change, InsightChange, Raised, RuleHeader, Severity};
use crate::report::eval::lines::raw;
use crate::report::json::Object;
use std::io::{self, Write};

/// Writes the object of a change.
pub(in crate::report::eval) fn write<W: Write>(
    out: &mut W,
    rules: &[RuleHeader],
    raised: &Raised,
) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    let rule = rules.get(raised.rule.index());
    match &raised.what {
        Change::Alarm(change) => alarm(&mut object, rule, raised, change)?,
        Change::Insight(change) => insight(&mut object, rule, raised, change)?,
    }
    if let Some(severity) = rule.and_then(|rule| rule.severity).map(Severity::word) {
        object.put("severity", severity)?;
    }
    if let Some(by) = super::words::held(raised) {
        object.put("suppressed-by", by)?;
    }
    raw(object.key("event")?, &raised.event)?;
    object.end()
}

/// The first six keys and their order are fixed.
fn alarm<W: Write>(
    object: &mut Object<'_, W>,
    rule: Option<&RuleHeader>,
    raised: &Raised,
    change: &AlarmChange,
) -> io::Result<()> {
    object.put("kind", "alarm")?;
    object.put("alarm", &*change.alarm)?;
    object.put("from", change.from)?;
    object.put("to", change.to)?;
    object.put("reason", &raised.reason)?;
    object.put("time", &time::show(raised.time))?;
    match rule {
        Some(rule) if *rule.name != *change.alarm => object.put("rule", &rule.name),
        _ => Ok(()),
    }
}

/// The first six keys and their order are fixed.
fn insight<W: Write>(
    object: &mut Object<'_, W>,
    rule: Option<&RuleHeader>,
    raised: &Raised,
    change: &InsightChange,
) -> io::Result<()> {
    object.put("kind", "insight")?;
    object.put("baseline", rule.map_or("", |rule| &rule.name))?;
    object.put("state", change.state)?;
    object.put("event-source", &change.event_source)?;
    object.put("event-name", &change.event_name)?;
    object.put("time", &time::show(raised.time))?;
    object.put("reason", &raised.reason)?;
    object.put("insight-type", change.insight_type)?;
    object.put("error-code", &change.error_code)?;
    object.put("account", &change.account)?;
    object.put("region", &change.region)?;
    object.put("baseline-average", &change.baseline_average)?;
    object.put("insight-average", &change.insight_average)?;
    object.put("shared-event-id", &change.shared_event_id)
}

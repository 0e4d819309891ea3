//! Alarms and insights as SARIF results. No input holds what was raised, so the place is that of
//! the rule, and what it is about is a logical location.

use super::words as said;
use crate::base::time;
use crate::model::{Change, Raised, RuleHeader, Severity};
use crate::report::baseline::Finding;
use crate::report::clean::visible;
use crate::report::eval::sarif::level;
use crate::report::eval::subject::title;
use crate::report::sarif::{location, message};
use crate::report::uri::Base;
use serde_json::{Value, json};

/// The result. `index` is the rule's position in the log.
pub(in crate::report::eval) fn result(
    (rule, severity): (&RuleHeader, Severity),
    index: usize,
    raised: &Raised,
    base: &Base,
) -> Value {
    let text = format!("{}: {}", visible(title(rule)), said::prose(rule, raised));
    let mut place = location(&base.uri(&rule.file), Some(json!({ "startLine": rule.line })));
    let kind = match raised.what {
        Change::Alarm(_) => "alarm",
        Change::Insight(_) => "insight",
    };
    place["logicalLocations"] = json!([{ "name": raised.subject(), "kind": kind }]);
    json!({
        "ruleId": rule.name,
        "ruleIndex": index,
        "level": level(severity),
        "message": message(&text),
        "locations": [place],
        "partialFingerprints": { "tripline/v1": raised.fingerprint(&rule.name) },
        "properties": properties(raised, severity),
    })
}

fn properties(raised: &Raised, severity: Severity) -> Value {
    let mut all = json!({
        "severity": severity.word(),
        "time": time::show(raised.time),
        "reason": raised.reason,
    });
    let more = match &raised.what {
        Change::Alarm(alarm) => json!({
            "alarm": &*alarm.alarm,
            "from": alarm.from,
            "to": alarm.to,
            "suppressed-by": alarm.suppressed_by,
        }),
        Change::Insight(insight) => json!({
            "state": insight.state,
            "insight-type": insight.insight_type,
            "event-source": insight.event_source,
            "event-name": insight.event_name,
            "error-code": insight.error_code,
            "account": insight.account,
            "region": insight.region,
            "baseline-average": insight.baseline_average,
            "insight-average": insight.insight_average,
            "shared-event-id": insight.shared_event_id,
        }),
    };
    if let (Some(all), Value::Object(more)) = (all.as_object_mut(), more) {
        all.extend(more);
    }
    all
}

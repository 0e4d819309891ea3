//! Results of compliance rules as SARIF results. Waived ones carry a suppression; ERROR fails with
//! level `error`; INSUFFICIENT_DATA is `open`, which is SARIF's word for it.

use super::words as said;
use super::{Outcome, severity};
use crate::model::{Evaluation, RuleHeader, Severity, Standing};
use crate::report::baseline::Finding;
use crate::report::clean::visible;
use crate::report::eval::compliance::lines;
use crate::report::eval::sarif::level;
use crate::report::eval::subject::title;
use crate::report::sarif::{location, message};
use crate::report::uri::Base;
use serde_json::{Value, json};

/// The result. `index` is the rule's position in the log.
pub(in crate::report::eval) fn result(
    rule: &RuleHeader,
    index: usize,
    result: &Evaluation,
    base: &Base,
) -> Value {
    let severity = severity(rule);
    let (kind, level) = kind(result, severity);
    let resource = &*result.resource;
    let text = format!("{}: {}", visible(title(rule)), said::prose(result));
    let region = result.place.map(|p| json!({ "startLine": p.line, "startColumn": p.column }));
    let mut place = location(&base.uri(&result.input), region);
    place["logicalLocations"] = json!([{
        "name": resource.name.as_ref().unwrap_or(&resource.resource_id),
        "fullyQualifiedName": resource.arn.as_ref().unwrap_or(&resource.resource_id),
        "kind": "resource",
    }]);
    let mut out = json!({
        "ruleId": rule.name,
        "ruleIndex": index,
        "kind": kind,
        "level": level,
        "message": message(&text),
        "locations": [place],
        "partialFingerprints": { "tripline/v1": result.fingerprint(&rule.name) },
    });
    if let Some(waived) = &result.waived {
        out["suppressions"] = json!([{
            "kind": "external",
            "status": "accepted",
            "justification": waived.reason,
            "properties": lines::waived(waived),
        }]);
    }
    if let Some(standing) = result.standing {
        out["baselineState"] = json!(match standing {
            Standing::New => "new",
            Standing::Fixed => "absent",
            Standing::Unchanged => "unchanged",
        });
    }
    out["properties"] = json!({
        "status": result.compliance.word(),
        "severity": severity.word(),
        "resource-type": resource.resource_type,
        "resource-id": resource.resource_id,
        "resource-name": resource.name,
        "arn": resource.arn,
        "account": resource.account,
        "region": resource.region,
        "captured": resource.captured.map(|time| time.to_string()),
        "path": result.path,
        "value": result.value,
        "index": result.index,
    });
    out
}

/// SARIF's `kind` and `level`; only what fails has a level.
fn kind(result: &Evaluation, severity: Severity) -> (&'static str, &'static str) {
    match Outcome::of(result) {
        Outcome::Finding | Outcome::Waived => ("fail", level(severity)),
        Outcome::Error => ("fail", "error"),
        Outcome::Lacking => ("open", "none"),
        Outcome::Compliant => ("pass", "none"),
        Outcome::NotApplicable => ("notApplicable", "none"),
    }
}

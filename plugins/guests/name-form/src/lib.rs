//! An example of a custom rule: the names of resources consist of agreed parts. It gets what AWS
//! Config sends to the Lambda function of a custom rule, and answers with evaluations.
//!
//! The rule's parameter `form` names the parts, as in `env-team-*`. Each part is the name of another
//! parameter, which lists the words that are agreed on, or `*` for anything, at the end for any rest.

use serde_json::{Map, Value, json};
use tripline_plugin::{Context, Error, Item, Response};

/// The plugin's `config`.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What stands between the parts of a name.
    #[serde(default = "dash")]
    separator: String,
}

fn dash() -> String {
    "-".to_string()
}

/// Evaluates the resource of each item.
pub fn handle(settings: &Settings, batch: &[Item], _: &Context) -> Result<Response, Error> {
    let mut evaluations = Vec::new();
    for item in batch {
        evaluations.push(evaluation(settings, &item.value()).map_err(Error::permanent)?);
    }
    Ok(Response::answer(&json!({ "Evaluations": evaluations })))
}

/// The evaluation of the resource that an event is about.
fn evaluation(settings: &Settings, event: &Value) -> Result<Value, String> {
    let inside = |key: &str| -> Result<Value, String> {
        let text = event[key].as_str().ok_or_else(|| format!("`{key}` is no string"))?;
        serde_json::from_str(text).map_err(|e| format!("`{key}`: {e}"))
    };
    let message = inside("invokingEvent")?;
    let resource = &message["configurationItem"];
    let parameters = inside("ruleParameters")?;
    let parameters = parameters.as_object().ok_or("`ruleParameters` is no object")?;
    let left = event["eventLeftScope"].as_bool().unwrap_or(false);
    let name = resource["resourceName"].as_str().filter(|name| !name.is_empty());
    let (compliance, annotation) = match name {
        _ if left => ("NOT_APPLICABLE", None),
        None => ("NOT_APPLICABLE", None),
        Some(name) => match misfit(name, parameters, &settings.separator)? {
            None => ("COMPLIANT", None),
            Some(why) => ("NON_COMPLIANT", Some(why)),
        },
    };
    Ok(json!({
        "ComplianceResourceType": resource["resourceType"],
        "ComplianceResourceId": resource["resourceId"],
        "ComplianceType": compliance,
        "Annotation": annotation,
        "OrderingTimestamp": resource["configurationItemCaptureTime"],
    }))
}

/// What is wrong with a name, if anything is.
fn misfit(
    name: &str,
    parameters: &Map<String, Value>,
    separator: &str,
) -> Result<Option<String>, String> {
    let form = parameters.get("form").and_then(Value::as_str).ok_or("no parameter `form`")?;
    let mut parts = name.split(separator);
    let mut names = form.split(separator).peekable();
    while let Some(part) = names.next() {
        if part == "*" && names.peek().is_none() {
            return Ok(None);
        }
        let Some(found) = parts.next() else {
            return Ok(Some(format!("the name `{name}` has no part `{part}` ({form})")));
        };
        if part == "*" {
            continue;
        }
        let known = parameters.get(part).and_then(Value::as_str);
        let known = known.ok_or_else(|| format!("no parameter `{part}` for that part of `form`"))?;
        if !known.split(',').any(|word| word.trim() == found) {
            let why = format!("`{found}` in the name `{name}` is no {part}: {known}");
            return Ok(Some(why));
        }
    }
    let rest = parts.next().map(|rest| format!("`{rest}` in the name `{name}` is one part too many"));
    Ok(rest)
}

tripline_plugin::target!(Settings, handle);

#[cfg(test)]
mod tests {
    use super::*;
    use tripline_plugin::{fake, settings};

    const PARAMETERS: &str = r#"{"form":"env-team-*","env":"prod, dev","team":"web,data"}"#;

    fn evaluated(name: &str, left: bool, parameters: &str) -> Result<Value, Error> {
        let message = json!({"configurationItem": {
            "resourceType": "AWS::S3::Bucket", "resourceId": "b", "resourceName": name,
            "configurationItemCaptureTime": "2026-01-01T00:00:00.000Z"}});
        let event = json!({"invokingEvent": message.to_string(), "ruleParameters": parameters,
            "eventLeftScope": left});
        let settings: Settings = settings::read("{}")?;
        let batch = [Item::new("i", event.to_string())];
        let (answer, _) = fake::Host::new().run(|| handle(&settings, &batch, &fake::context()));
        let output: Value = serde_json::from_str(&answer?.output.unwrap_or_default()).unwrap_or_default();
        Ok(output["Evaluations"][0].clone())
    }

    #[test]
    fn names_are_compared_part_by_part() {
        for (name, wanted, words) in [
            ("prod-web-logs", "COMPLIANT", ""),
            ("prod-web-logs-2", "COMPLIANT", ""),
            ("prod-web", "COMPLIANT", ""),
            ("prod", "NON_COMPLIANT", "has no part `team`"),
            ("test-web-logs", "NON_COMPLIANT", "`test` in the name"),
            ("", "NOT_APPLICABLE", ""),
        ] {
            let found = evaluated(name, false, PARAMETERS).unwrap_or_default();
            assert_eq!(found["ComplianceType"], wanted, "{name}");
            assert!(found["Annotation"].as_str().unwrap_or_default().contains(words), "{found}");
        }
        let gone = evaluated("x", true, PARAMETERS).unwrap_or_default();
        assert_eq!(gone["ComplianceType"], "NOT_APPLICABLE");
    }

    #[test]
    fn parameters_that_are_missing_are_faults() {
        for (parameters, words) in
            [("{}", "no parameter `form`"), (r#"{"form":"env"}"#, "no parameter `env`")]
        {
            let fault = evaluated("prod", false, parameters).err();
            let words_of = fault.map(|e| format!("{e:?}")).unwrap_or_default();
            assert!(words_of.contains(words), "{words_of}");
        }
    }
}

//! PutInsightSelectors and GetInsightSelectors: a selector of a trail is a baseline. Trails
//! themselves are only names here: what comes in is what there is.

use crate::api::constraint::{Form, check_form, not_offered, validation, word};
use crate::api::context::{Context, needed};
use crate::api::defined;
use crate::daemon::ruleset::{API, Definition};
use crate::wire::{Fault, Value};
use serde_json::{Value as Json, json};

/// The section of baselines.
const BASELINES: &str = "baselines";
/// The rates, in the order in which they are told.
const TYPES: [&str; 2] = ["ApiCallRateInsight", "ApiErrorRateInsight"];
/// Names of trails.
const TRAIL: Form = Form { pattern: "[._A-Za-z0-9-]+", marks: b"._-", length: (3, 128) };

pub(super) fn put(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let trail = trail(input)?;
    let given = needed(input.list("InsightSelectors")?, "InsightSelectors")?;
    let mut types = Vec::new();
    for selector in given {
        let kind = needed(word(selector, "InsightType", &TYPES)?, "InsightType")?;
        let categories = selector.texts("EventCategories")?.unwrap_or_default();
        if let Some(other) = categories.iter().find(|category| **category != "Management") {
            let words = format!("Insights on {other} events are not offered by this server.");
            return Err(Fault::sender("InvalidInsightSelectorsException", words));
        }
        if !types.contains(&kind) {
            types.push(kind);
        }
    }
    let rules = context.daemon().rules();
    let change = |all: &mut Vec<Definition>| {
        for kind in TYPES {
            let name = name(&trail, kind);
            if !types.contains(&kind) {
                defined::remove(all, BASELINES, &name);
                continue;
            }
            let own = rules.bundle.baselines.iter().find(|own| own.header.name == name);
            if let Some(file) = own.map(|own| &own.header.file).filter(|file| ***file != *API) {
                let words =
                    format!("Baseline {name} is defined in {file}, and changed there only.");
                return Err(validation(words));
            }
            let api = json!({"trail": trail, "type": kind});
            let (section, document) = (BASELINES.to_owned(), json!({"insight": kind}));
            defined::put(all, Definition { section, name, document, api });
        }
        Ok::<_, Fault>(())
    };
    context.daemon().define(change)?;
    Ok(answer(context, &trail, &selected(context, &trail)))
}

pub(super) fn get(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let trail = trail(input)?;
    let selected = selected(context, &trail);
    if selected.is_empty() {
        let words = format!(
            "Trail {trail} does not have Insights enabled. Edit the trail settings to enable \
             Insights, and then try the operation again."
        );
        return Err(Fault::sender("InsightNotEnabledException", words));
    }
    Ok(answer(context, &trail, &selected))
}

/// The name of the trail, of its name or ARN.
fn trail(input: &Value) -> Result<String, Fault> {
    not_offered(input, &["EventDataStore", "InsightsDestination"])?;
    let given = needed(input.text("TrailName")?, "TrailName")?;
    let name = match given.strip_prefix("arn:") {
        Some(arn) => arn.rsplit('/').next().unwrap_or(arn),
        None => given,
    };
    let refuse = |fault: Fault| Fault::sender("InvalidTrailNameException", fault.message);
    check_form("TrailName", name, TRAIL).map_err(refuse)?;
    Ok(name.to_owned())
}

/// The name of the baseline of a selector.
fn name(trail: &str, kind: &str) -> String {
    format!("{trail}-{kind}")
}

/// The rates that are selected for a trail.
fn selected(context: &Context<'_>, trail: &str) -> Vec<&'static str> {
    let defined = context.daemon().defined();
    let is = |kind: &&str| {
        let found = defined::find(&defined, BASELINES, &name(trail, kind));
        found.is_some_and(|own| own.api.get("trail").and_then(Json::as_str) == Some(trail))
    };
    TYPES.into_iter().filter(is).collect()
}

fn answer(context: &Context<'_>, trail: &str, selected: &[&'static str]) -> Value {
    let home = context.home();
    let arn = format!("arn:aws:cloudtrail:{}:{}:trail/{trail}", home.region, home.account);
    let selector = |kind: &&'static str| {
        let categories = Value::List(vec!["Management".into()]);
        Value::map([("InsightType", (*kind).into()), ("EventCategories", categories)])
    };
    let selectors: Vec<Value> = selected.iter().map(selector).collect();
    Value::map([("TrailARN", arn.into()), ("InsightSelectors", selectors.into())])
}

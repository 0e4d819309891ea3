//! ListMetrics.

use super::refuse::{text, validation, word};
use crate::api::context::Context;
use crate::api::paging::{close, open};
use crate::metrics::{Metric, Store};
use crate::wire::{Fault, Value};

/// Metrics of a page.
const PAGE: usize = 500;
/// Seconds after which a metric without data is not listed any more: two weeks.
const KEPT: i64 = 14 * 86_400;
/// Seconds of `RecentlyActive`.
const RECENT: i64 = 3 * 3600;

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let (namespace, name) = (text(input, "Namespace", 255)?, text(input, "MetricName", 255)?);
    let recent = word(input, "RecentlyActive", &["PT3H"])?;
    let filters = filters(input)?;
    let shown: Vec<String> =
        filters.iter().map(|(n, v)| format!("{n}={}", v.unwrap_or("*"))).collect();
    let filter = shown.join("\u{1}");
    let scope = [
        "ListMetrics",
        namespace.unwrap_or_default(),
        name.unwrap_or_default(),
        recent.unwrap_or_default(),
        &filter,
    ];
    let after = match input.text("NextToken")? {
        None => None,
        Some(token) => Some(open(&scope, token).ok_or_else(|| {
            Fault::sender("InvalidNextToken", "The next token specified is invalid.")
        })?),
    };
    let newest = if recent.is_some() { RECENT } else { KEPT };
    let since = context.now.as_second().saturating_sub(newest);
    let mut found: Vec<(String, Metric)> = Vec::new();
    let state = context.daemon().state();
    state.senses.data().each_metric(&mut |metric, last| {
        let fits = last >= since
            && namespace.is_none_or(|own| own == metric.namespace())
            && name.is_none_or(|own| own == metric.name())
            && filters.iter().all(|(name, value)| {
                metric.dimension(name).is_some_and(|own| value.is_none_or(|value| value == own))
            });
        if fits {
            let key = key(metric);
            if after.as_ref().is_none_or(|after| key > *after) {
                found.push((key, metric.clone()));
            }
        }
    });
    drop(state);
    found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let token = found.last().filter(|_| more).map(|(key, _)| close(&scope, key));
    let metrics: Vec<Value> = found.iter().map(|(_, metric)| value(metric)).collect();
    let answer = Value::map([("Metrics", metrics.into())]);
    Ok(match token {
        Some(token) => answer.with("NextToken", token),
        None => answer,
    })
}

fn filters(input: &Value) -> Result<Vec<(&str, Option<&str>)>, Fault> {
    let all = input.list("Dimensions")?.unwrap_or_default();
    if all.len() > 10 {
        return Err(validation("Dimensions filters metrics by 10 dimensions at most."));
    }
    all.iter()
        .map(|one| {
            let name = super::refuse::needed(one.text("Name")?, "Name")?;
            Ok((name, one.text("Value")?))
        })
        .collect()
}

/// What metrics are sorted by: all their parts.
fn key(metric: &Metric) -> String {
    let mut key = format!("{}\u{1}{}", metric.namespace(), metric.name());
    for (name, value) in metric.dimensions() {
        key.extend(["\u{1}", name, "\u{1}", value]);
    }
    key
}

fn value(metric: &Metric) -> Value {
    super::kept::wire(&serde_json::Value::Object(super::query::metric_fields(metric)))
}

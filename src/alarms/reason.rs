//! Why an alarm on a metric is in its state, in AWS's texts: a sentence and `reasonData`.
//!
//! Points stand newest first in sentences and in `evaluatedDatapoints`, oldest first in
//! `recentDatapoints`, as AWS has them.

use super::event::{field, object, text};
use super::judge::{Basis, Judgement, evaluated};
use super::point::{Band, Point};
use super::settings::{AlarmSettings, MissingData};
use super::state::AlarmState;
use super::threshold::{Side, Threshold};
use super::words::{count, millis, number, short, was};
use crate::base::text::quote;
use jiff::Timestamp;

/// So many points stand in a sentence at most.
const SHOWN: usize = 5;

/// A sentence and the text of its JSON object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The sentence.
    pub text: String,
    /// The JSON object.
    pub data: String,
}

/// Why these points of the evaluation range (oldest first), judged so at `now`, make `state`.
#[must_use]
pub fn reason(
    settings: &AlarmSettings,
    judgement: &Judgement,
    state: AlarmState,
    points: &[Point],
    now: Timestamp,
) -> Reason {
    let seen = evaluated(settings, points);
    Reason { text: sentence(settings, judgement, state, &seen), data: data(settings, &seen, now) }
}

fn sentence(
    settings: &AlarmSettings,
    judgement: &Judgement,
    state: AlarmState,
    seen: &[&Point],
) -> String {
    let n = settings.evaluation_periods as usize;
    if state == AlarmState::InsufficientData {
        return format!("Insufficient Data: {} {} unknown.", count(n, "datapoint"), was(n));
    }
    let alarm = state == AlarmState::Alarm;
    let deciding: Vec<&Point> = seen
        .iter()
        .copied()
        .filter(|point| settings.threshold.breaches(point) == Some(alarm))
        .collect();
    let filled = if judgement.basis == Basis::Filled { judgement.filled } else { 0 };
    let filled = (filled > 0).then(|| {
        let as_what = match settings.treat_missing_data {
            MissingData::Breaching => "Breaching",
            _ => "NonBreaching",
        };
        format!(
            " and {} {} treated as [{as_what}]",
            count(filled, "missing datapoint"),
            was(filled)
        )
    });
    let filled = filled.unwrap_or_default();
    let k = deciding.len();
    let mut many = "";
    if matches!(settings.threshold, Threshold::Band(_)) {
        many = "s";
    }
    if k == 0 {
        let received = match judgement.real {
            0 => "no datapoints were".to_owned(),
            real => format!("{} {}", count(real, "datapoint"), was(real)),
        };
        return format!(
            "Threshold{many} Crossed: {received} received for {}{filled}.",
            count(n, "period")
        );
    }
    let what = match settings.datapoints_to_alarm {
        Some(_) => format!("{k} out of the last {} datapoints", settings.evaluation_periods),
        None => count(k, "datapoint"),
    };
    let shown = deciding.get(..SHOWN.min(k)).unwrap_or(&deciding);
    let list = join(shown, |point| Some(format!("{} ({})", number(point.value?), short(point.at))));
    let compared = format!("{} {}", was(k), comparison(&settings.threshold, alarm, shown));
    let minimum = minimum(settings, alarm);
    if k < SHOWN || !many.is_empty() {
        return format!("Threshold{many} Crossed: {what} [{list}] {compared}{filled}{minimum}.");
    }
    let not = if alarm { "crossed" } else { "did not cross" };
    format!(
        "Threshold Crossed: {what} {compared}{filled}. \
         The most recent datapoints which {not} the threshold: [{list}]{minimum}."
    )
}

/// `greater than the threshold (50.0)`, or what it was not.
fn comparison(threshold: &Threshold, alarm: bool, points: &[&Point]) -> String {
    let not = if alarm { "" } else { "not " };
    let edges = |edge: fn(&Band) -> f64| join(points, |p| p.band.as_ref().map(|b| number(edge(b))));
    let below = || format!("{not}less than the lower thresholds [{}]", edges(|b| b.lower));
    let above = || format!("{not}greater than the upper thresholds [{}]", edges(|b| b.upper));
    match threshold {
        Threshold::Static(comparison, value) => {
            format!("{not}{} the threshold ({})", comparison.words(), number(*value))
        }
        Threshold::Band(Side::Below) => below(),
        Threshold::Band(Side::Above) => above(),
        Threshold::Band(Side::Outside) => format!("{} or {}", below(), above()),
    }
}

/// How many points the change takes, where M is given.
fn minimum(settings: &AlarmSettings, alarm: bool) -> String {
    let (n, Some(m)) = (settings.evaluation_periods, settings.datapoints_to_alarm) else {
        return String::new();
    };
    let (least, way) =
        if alarm { (m, "OK -> ALARM") } else { (n.saturating_sub(m) + 1, "ALARM -> OK") };
    format!(" (minimum {} for {way} transition)", count(least as usize, "datapoint"))
}

fn data(settings: &AlarmSettings, seen: &[&Point], now: Timestamp) -> String {
    let real: Vec<&Point> = seen
        .iter()
        .rev()
        .copied()
        .filter(|point| settings.threshold.breaches(point).is_some())
        .collect();
    let mut parts =
        vec!["\"version\":\"1.0\"".to_owned(), format!("\"queryDate\":\"{}\"", millis(now))];
    parts.extend(real.first().map(|point| format!("\"startDate\":\"{}\"", millis(point.at))));
    let mut named = |key: &str, value: &Option<String>| {
        parts.extend(value.iter().map(|v| format!("\"{key}\":{}", quote(v.as_bytes()))));
    };
    named("unit", &settings.unit);
    named("statistic", &settings.statistic);
    parts.push(format!("\"period\":{}", settings.period));
    let values = join_comma(&real, |point| point.value.map(number));
    parts.push(format!("\"recentDatapoints\":[{values}]"));
    match settings.threshold {
        Threshold::Static(_, value) => parts.push(format!("\"threshold\":{}", number(value))),
        Threshold::Band(side) => {
            let edges = |edge: fn(&Band) -> f64| {
                join_comma(&real, |p| {
                    p.band.as_ref().map(edge).filter(|e| e.is_finite()).map(number)
                })
            };
            if side != Side::Above {
                parts.push(format!("\"recentLowerThresholds\":[{}]", edges(|b| b.lower)));
            }
            if side != Side::Below {
                parts.push(format!("\"recentUpperThresholds\":[{}]", edges(|b| b.upper)));
            }
        }
    }
    let points = join_comma(seen, |point| Some(evaluated_point(settings, point)));
    parts.push(format!("\"evaluatedDatapoints\":[{points}]"));
    format!("{{{}}}", parts.join(","))
}

fn evaluated_point(settings: &AlarmSettings, point: &Point) -> String {
    let mut fields = vec![field("timestamp", &text(&millis(point.at)))];
    if settings.threshold.breaches(point).is_some() {
        let samples = point.samples.filter(|samples| samples.is_finite());
        fields.extend(samples.map(|samples| field("sampleCount", &number(samples))));
        fields.extend(point.value.map(|value| field("value", &number(value))));
    }
    object(&fields)
}

fn join(points: &[&Point], show: impl Fn(&Point) -> Option<String>) -> String {
    points.iter().filter_map(|point| show(point)).collect::<Vec<_>>().join(", ")
}

fn join_comma(points: &[&Point], show: impl Fn(&Point) -> Option<String>) -> String {
    points.iter().filter_map(|point| show(point)).collect::<Vec<_>>().join(",")
}

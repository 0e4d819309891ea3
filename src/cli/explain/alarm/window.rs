//! The periods of an evaluation: what became of each, and what they come to together.

use crate::alarms::{
    AlarmSettings, Basis, Look, MissingData, Point, Slot, Threshold, evaluated, fewest_samples,
    slots,
};
use crate::base::units::show_duration;
use jiff::Timestamp;
use std::time::Duration;

/// A period of the evaluation range.
pub(super) struct Row {
    pub slot: Slot,
    pub point: Point,
    /// Is it one of the N newest periods, rather than of the longer range only?
    pub newest: bool,
    pub became: Became,
}

/// What became of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Became {
    /// Its value counts: does it breach?
    Counts(bool),
    /// Its value is older than the N that count: does it breach?
    TooOld(bool),
    /// It is missing, and counts as breaching or not.
    Filled(bool),
    /// It is one of N that should be there, and stays unknown.
    Missing,
    /// It is missing, and others count in its place.
    PassedOver,
}

/// The periods, oldest first.
pub(super) fn rows(settings: &AlarmSettings, look: &Look, at: Timestamp) -> Vec<Row> {
    let mut places = Vec::new();
    slots(settings, at, &mut places);
    let counted = evaluated(settings, &look.points);
    let n = settings.evaluation_periods as usize;
    let longer = look.points.len().saturating_sub(n);
    let row = |(number, (point, slot)): (usize, (&Point, Slot))| {
        let counts = counted.iter().any(|own| own.at == point.at);
        let became = match settings.threshold.breaches(point) {
            Some(breaches) if counts => Became::Counts(breaches),
            Some(breaches) => Became::TooOld(breaches),
            None if counts && look.judgement.basis == Basis::Filled => {
                Became::Filled(settings.treat_missing_data == MissingData::Breaching)
            }
            None if counts => Became::Missing,
            None => Became::PassedOver,
        };
        Row { slot, point: *point, newest: number >= longer, became }
    };
    look.points.iter().zip(places).enumerate().map(row).collect()
}

/// When the alarm is in ALARM, in words; `> 80 in 2 of 3 periods`.
pub(super) fn limit(settings: &AlarmSettings) -> String {
    let (m, n) = (settings.datapoints_to_alarm(), settings.evaluation_periods);
    let limit = threshold(&settings.threshold);
    match (m, n) {
        (1, 1) => format!("{limit} in the newest period"),
        _ if m == n => format!("{limit} in each of {n} periods"),
        _ => format!("{limit} in {m} of {n} periods"),
    }
}

/// The threshold in words.
pub(super) fn threshold(threshold: &Threshold) -> String {
    match threshold {
        Threshold::Static(comparison, value) => {
            format!("{} {}", comparison.words(), number(*value))
        }
        Threshold::Band(side) => match side {
            crate::alarms::Side::Above => "above the band",
            crate::alarms::Side::Below => "below the band",
            crate::alarms::Side::Outside => "outside the band",
        }
        .to_owned(),
    }
}

/// What a missing period counts as, in words.
pub(super) fn missing(settings: &AlarmSettings) -> &'static str {
    match settings.treat_missing_data {
        MissingData::Missing => "a missing period is unknown",
        MissingData::Ignore => "while periods are missing the state is kept",
        MissingData::Breaching => "a missing period counts as breaching",
        MissingData::NotBreaching => "a missing period counts as not breaching",
    }
}

/// How much of a band is learnt, in words.
pub(super) fn training(word: &str) -> &'static str {
    match word {
        "PENDING_TRAINING" => "nothing is learnt yet, so there is none",
        "TRAINED_INSUFFICIENT_DATA" => "too little is learnt to trust it, so there is none",
        _ => "learnt from what lies before these periods",
    }
}

/// What the periods come to, in a sentence.
pub(super) fn conclusion(settings: &AlarmSettings, look: &Look) -> String {
    let judgement = &look.judgement;
    let (m, n) = (settings.datapoints_to_alarm(), settings.evaluation_periods);
    let (real, breaching, filled) = (judgement.real, judgement.breaching, judgement.filled);
    if let Some(warm_up) = settings.warm_up.filter(|_| look.warming_up) {
        let time = show_duration(warm_up.time);
        return format!("it is still warming up ({time} from its start): none of this counts yet");
    }
    let end = judgement.state.map_or("the state is kept".to_owned(), |state| state.to_string());
    let needed = format!("{m} {} needed", if m == 1 { "is" } else { "are" });
    let of = |count: usize, all: usize| match all {
        1 if count == 1 => "the only value breaches".to_owned(),
        1 => "the only value does not breach".to_owned(),
        _ => format!("{count} of {all} values {}", if count == 1 { "breaches" } else { "breach" }),
    };
    let gaps = |count: usize| match count {
        1 => "1 missing period".to_owned(),
        _ => format!("{count} missing periods"),
    };
    let counts = if filled == 1 { "counts" } else { "count" };
    match judgement.basis {
        Basis::Full if n == 1 => {
            format!(
                "the newest value {}: {end}",
                if breaching > 0 { "breaches" } else { "does not breach" }
            )
        }
        Basis::Full => {
            let verb = if breaching == 1 { "breaches" } else { "breach" };
            format!("{breaching} of the {n} newest values {verb}, {needed}: {end}")
        }
        Basis::Filled => {
            let breach = settings.treat_missing_data == MissingData::Breaching;
            let what = if breach { "breaching" } else { "not breaching" };
            let values =
                if real == 0 { "there is no value".to_owned() } else { of(breaching, real) };
            let gaps = gaps(filled);
            format!("{values}, and {gaps} {counts} as {what}; {needed}: {end}")
        }
        Basis::Partial => {
            format!(
                "{}, {needed}, and {} {} left out: {end}",
                of(breaching, real),
                gaps(filled),
                if filled == 1 { "is" } else { "are" }
            )
        }
        Basis::Premature => format!(
            "{}, {needed}; but the oldest is {m} periods old or older, so no more are waited \
             for: {end}",
            of(breaching, real)
        ),
        Basis::Waiting => format!("{}, {needed}, and more may come: {end}", of(breaching, real)),
        Basis::Empty => format!("no period has a value: {end}"),
        Basis::LowSample => {
            let samples = look.points.iter().rev().find(|point| point.value.is_some());
            let samples = samples.and_then(|point| point.samples).map_or("too few".into(), number);
            let fewest = settings.percentile.and_then(fewest_samples).map_or(String::new(), |f| {
                format!(", and {} are needed for such a percentile", number(f))
            });
            format!("the newest value is of {samples} samples{fewest}: {end}")
        }
    }
}

/// A period's length.
pub(super) fn period(settings: &AlarmSettings) -> String {
    show_duration(Duration::from_secs(u64::from(settings.period)))
}

/// A number with ten digits at most.
pub(super) fn number(value: f64) -> String {
    let short = format!("{value:.9e}").parse().unwrap_or(value);
    let text = format!("{short:?}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

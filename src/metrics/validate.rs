//! What PutMetricData demands of a datum.
//!
//! [`take`] makes a [`Datum`] of a [`RawDatum`] or says which parameter is wrong. Times are held
//! against a clock only when one is given.

use super::datum::{Datum, Resolution, Sample, StatisticSet};
use super::metric::{MOST_DIMENSIONS, Metric};
use super::raw::{RawDatum, RawSet, number};
use super::refusal::Refusal;
use super::unit::{UNITS, Unit};

/// Most different values of a datum.
pub const MOST_VALUES: usize = 150;
/// Most data of a call.
pub const MOST_DATA: usize = 1000;
/// Most bytes of a call.
pub const MOST_BYTES: usize = 1_000_000;

/// How old a datum may be, and how far ahead, in milliseconds.
const OLDEST: i64 = 14 * 24 * 3_600_000;
const AHEAD: i64 = 2 * 3_600_000;
/// The last time that is kept at all, in milliseconds: the store counts seconds in 32 bits.
const LAST: i64 = u32::MAX as i64 * 1000;

/// When data arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Now, in milliseconds since 1970: older than two weeks or more than two hours ahead is refused,
    /// what has no time gets this one.
    Now(i64),
    /// Files of any age; what has no time is refused.
    Any,
}

/// Looks at a namespace.
///
/// # Errors
/// The service's refusal.
pub fn namespace(name: Option<&str>) -> Result<&str, Refusal> {
    let Some(name) = name.filter(|n| !n.is_empty()) else {
        return Err(Refusal::missing("Namespace"));
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || ".-_/#:".contains(c);
    let whole = name.len() <= 255 && !name.starts_with(':') && name.chars().all(fits);
    if whole {
        return Ok(name);
    }
    Err(Refusal::value(format!("The value {name} for parameter Namespace is invalid.")))
}

/// Looks at the name and the dimensions of a metric that rules name.
///
/// # Errors
/// The service's refusal.
pub fn metric(metric: &Metric) -> Result<(), Refusal> {
    if metric.name().is_empty() {
        return Err(Refusal::missing("MetricName"));
    }
    text("MetricName", metric.name(), 255)?;
    dimensions("Dimensions", metric.dimensions()).map(|_| ())
}

/// Looks at a metric and its value that come from elsewhere than a call, such as a metric filter.
///
/// # Errors
/// The service's refusal.
pub fn value_of(of: &Metric, value: f64) -> Result<(), Refusal> {
    number("Value", value)?;
    metric(of)
}

/// Makes a datum of what was written. `member` is its place in the call, from 1.
///
/// # Errors
/// The first parameter that is wrong.
pub fn take(
    namespace: &str,
    member: usize,
    raw: &RawDatum,
    clock: Clock,
) -> Result<Datum, Refusal> {
    let of = |part: &str| format!("MetricData.member.{member}.{part}");
    let name = match raw.name.as_deref() {
        None | Some("") => return Err(Refusal::missing(&of("MetricName"))),
        Some(name) => text(&of("MetricName"), name, 255)?,
    };
    let metric = Metric::new(namespace, name, dimensions(&of("Dimensions"), &raw.dimensions)?);
    if let Some(twice) = metric.twice() {
        let parameter = of("Dimensions");
        return Err(Refusal::value(format!("The parameter {parameter} names {twice} twice.")));
    }
    let unit = match raw.unit.as_deref() {
        None => Unit::None,
        Some(name) => Unit::parse(name).ok_or_else(|| {
            let all: Vec<&str> = UNITS.iter().map(|u| u.name()).collect();
            let (parameter, all) = (of("Unit"), all.join(", "));
            Refusal::value(format!(
                "The parameter {parameter} must be a value in the set [ {all} ]."
            ))
        })?,
    };
    let resolution = match raw.resolution {
        None => Resolution::Standard,
        Some(n) if n.total_cmp(&1.0).is_eq() => Resolution::High,
        Some(n) if n.total_cmp(&60.0).is_eq() => Resolution::Standard,
        Some(n) => {
            let parameter = of("StorageResolution");
            return Err(Refusal::value(format!(
                "The value {n} for parameter {parameter} is invalid: 1 and 60 are valid."
            )));
        }
    };
    let sample = sample(&of, raw)?;
    Ok(Datum { metric, at: time(&of("Timestamp"), raw.at, clock)?, unit, resolution, sample })
}

/// Looks at the time of a datum that was taken without a clock, in milliseconds since 1970.
///
/// # Errors
/// The service's refusal.
pub fn moment(at: i64, clock: Clock) -> Result<i64, Refusal> {
    time("Timestamp", Some(at), clock)
}

fn time(parameter: &str, at: Option<i64>, clock: Clock) -> Result<i64, Refusal> {
    let words = match (at, clock) {
        (None, Clock::Any) => return Err(Refusal::missing(parameter)),
        (None, Clock::Now(now)) => return Ok(now),
        (Some(at), Clock::Now(now)) if at < now.saturating_sub(OLDEST) => {
            "must specify a time within the past two weeks."
        }
        (Some(at), Clock::Now(now)) if at > now.saturating_add(AHEAD) => {
            "must specify a time no more than two hours in the future."
        }
        (Some(at), _) if !(0..=LAST).contains(&at) => "must specify a time from 1970 to 2106.",
        (Some(at), _) => return Ok(at),
    };
    Err(Refusal::value(format!("The parameter {parameter} {words}")))
}

/// ASCII without control characters, not beginning with a colon, not blank.
fn text<'t>(parameter: &str, text: &'t str, most: usize) -> Result<&'t str, Refusal> {
    let fits = text.bytes().all(|b| (0x20..0x7f).contains(&b));
    if fits && text.len() <= most && !text.starts_with(':') && !text.trim().is_empty() {
        return Ok(text);
    }
    let shown: String = text.chars().take(64).collect();
    Err(Refusal::value(format!("The value {shown} for parameter {parameter} is invalid.")))
}

fn dimensions(
    parameter: &str,
    given: &[(String, String)],
) -> Result<Vec<(String, String)>, Refusal> {
    if given.len() > MOST_DIMENSIONS {
        return Err(Refusal::many(parameter, MOST_DIMENSIONS));
    }
    let mut all = Vec::with_capacity(given.len());
    for (i, (name, value)) in given.iter().enumerate() {
        let of = |part: &str| format!("{parameter}.member.{}.{part}", i + 1);
        if name.is_empty() {
            return Err(Refusal::missing(&of("Name")));
        }
        if value.is_empty() {
            return Err(Refusal::missing(&of("Value")));
        }
        all.push((
            text(&of("Name"), name, 255)?.to_owned(),
            text(&of("Value"), value, 1024)?.to_owned(),
        ));
    }
    Ok(all)
}

fn sample(of: &impl Fn(&str) -> String, raw: &RawDatum) -> Result<Sample, Refusal> {
    match (raw.value, &raw.values, &raw.set) {
        (Some(_), Some(_), _) => Err(Refusal::both(&of("Value"), &of("Values"))),
        (Some(_), None, Some(_)) => Err(Refusal::both(&of("Value"), &of("StatisticValues"))),
        (None, Some(_), Some(_)) => Err(Refusal::both(&of("Values"), &of("StatisticValues"))),
        (Some(_), ..) if raw.counts.is_some() => Err(Refusal::both(&of("Value"), &of("Counts"))),
        (Some(value), ..) => Ok(Sample::Value(number(&of("Value"), value)?)),
        (None, Some(values), None) => many(of, values, raw.counts.as_deref()),
        (None, None, Some(set)) => Ok(Sample::Set(statistic_set(of, *set)?)),
        (None, None, None) => Err(Refusal::missing(&of("Value"))),
    }
}

fn many(
    of: &impl Fn(&str) -> String,
    values: &[f64],
    counts: Option<&[f64]>,
) -> Result<Sample, Refusal> {
    if counts.is_some_and(|c| c.len() != values.len()) {
        return Err(Refusal::value(format!(
            "The parameters {} and {} must be of the same size.",
            of("Values"),
            of("Counts")
        )));
    }
    if values.is_empty() {
        return Err(Refusal::missing(&of("Values")));
    }
    if values.len() > MOST_VALUES {
        return Err(Refusal::many(&of("Values"), MOST_VALUES));
    }
    let mut all = Vec::with_capacity(values.len());
    for (i, value) in values.iter().enumerate() {
        let value = number(&of(&format!("Values.member.{}", i + 1)), *value)?;
        let parameter = || of(&format!("Counts.member.{}", i + 1));
        let count = match counts.and_then(|c| c.get(i)) {
            None => 1.0,
            Some(count) => number(&parameter(), *count)?,
        };
        if count < 0.0 {
            let parameter = parameter();
            return Err(Refusal::value(format!(
                "The value {count} for parameter {parameter} must not be less than 0."
            )));
        }
        all.push((value, count));
    }
    Ok(Sample::Values(all))
}

fn statistic_set(of: &impl Fn(&str) -> String, set: RawSet) -> Result<StatisticSet, Refusal> {
    let part = |name: &str, value: Option<f64>| {
        let parameter = of(&format!("StatisticValues.{name}"));
        number(&parameter, value.ok_or_else(|| Refusal::missing(&parameter))?)
    };
    let count = part("SampleCount", set.count)?;
    let sum = part("Sum", set.sum)?;
    let min = part("Minimum", set.min)?;
    let max = part("Maximum", set.max)?;
    let parameter = of("StatisticValues");
    if count <= 0.0 {
        return Err(Refusal::value(format!(
            "The value {count} for parameter {parameter}.SampleCount must be greater than 0."
        )));
    }
    if min > max {
        return Err(Refusal::value(format!(
            "The parameter {parameter}.Minimum must not be greater than {parameter}.Maximum."
        )));
    }
    Ok(StatisticSet { count, sum, min, max })
}

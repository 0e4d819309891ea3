//! The arithmetic of insights: averages and durations of AWS's samples, from calls to records.

use crate::metrics::Kind;
use serde_json::Value;
use tripline::insights::{Call, Counts, InsightType, Settings, record_json};

/// The cases of insights.
pub const KIND: Kind = ("insights_arithmetic", arithmetic);

/// Two days of other calls, the calls of the baseline and those of the insight, all in its first
/// minute. Calls too few for our test are counted twenty times: averages are of one call then.
fn arithmetic(case: &Value) -> Result<(), String> {
    let time = |key: &str| case[key].as_str().and_then(|t| t.parse::<jiff::Timestamp>().ok());
    let start = time("start").ok_or("no start")?.as_second();
    let count = |key: &str| case[key].as_u64().unwrap_or_default() as u32;
    let times = 20;
    let mut counts = Counts::new(Settings::new(InsightType::ApiCallRate));
    let call = |at, name| Call {
        at,
        account: "123456789012",
        region: "us-east-1",
        source: "ec2.amazonaws.com",
        name,
        error: None,
        write: true,
        management: true,
        user_identity_arn: None,
        user_agent: None,
    };
    counts.add(&call(start - 2 * 86_400, "Other"));
    // Spread over the baseline from its first second on, and some that are too old.
    let opens = start - start.rem_euclid(86_400) - 7 * 86_400;
    let before = i64::from(count("baseline_count") * times);
    for n in 0..before {
        counts.add(&call(opens + n * ((start - opens) / before), "Api"));
    }
    counts.add_many(&call(opens - 1, "Api"), 3);
    counts.add_many(&call(start, "Api"), count("count") * times);
    let told = counts.finish(Some(start + 3600));
    let [first, last] = &told[..] else { return Err(format!("{} told", told.len())) };
    let near = |found: f64, key: &str| {
        let (found, wanted) = (found / f64::from(times), case[key].as_f64().unwrap_or_default());
        let close = (found - wanted).abs() <= 1e-5 * wanted;
        if close { Ok(()) } else { Err(format!("{key}: {found}, not {wanted}")) }
    };
    let (begin, end) = (first.statistics, last.statistics);
    near(begin.baseline, "baseline_average")?;
    near(begin.insight, "insight_average")?;
    if first.at != start || Some(begin.baseline_duration) != case["baselineDuration"].as_i64() {
        return Err(format!("{first:?}"));
    }
    if Some(begin.insight_duration) != case["detect_minutes"].as_i64() {
        return Err(format!("{} minutes", begin.insight_duration));
    }
    if let Some(wanted) = time("end") {
        near(end.insight, "end_insight_average")?;
        let duration = case["end_insightDuration"].as_i64();
        if last.at != wanted.as_second() || Some(end.insight_duration) != duration {
            return Err(format!("{last:?}"));
        }
    }
    let record: Value = serde_json::from_str(&record_json(first)).map_err(|e| e.to_string())?;
    if record["eventTime"] != case["start"] {
        return Err(record["eventTime"].to_string());
    }
    Ok(())
}

//! Tests of baselines and insights. Stories are told in minutes after a Wednesday, 00:00 UTC.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]

mod calls;
mod counting;
mod judging;
mod kept;
mod records;
mod same;
mod tails;

use super::{Call, Counts, Insight, InsightState, InsightType, Settings};

/// 4 November 2026, a Wednesday, in minutes since 1970.
pub const BEGIN: i64 = 1_793_750_400 / 60;

/// A write that went well, at a minute.
pub fn write(minute: i64, name: &str) -> Call<'_> {
    Call {
        at: (BEGIN + minute) * 60 + 7,
        account: "123456789012",
        region: "eu-west-1",
        source: "ec2.amazonaws.com",
        name,
        error: None,
        write: true,
        management: true,
        user_identity_arn: Some("arn:aws:sts::123456789012:assumed-role/Admin"),
        user_agent: Some("console"),
    }
}

/// Calls counted for the rate of calls.
pub fn rates() -> Counts {
    Counts::new(Settings::new(InsightType::ApiCallRate))
}

/// Counts so many calls a minute, from a minute to another.
pub fn steady(counts: &mut Counts, name: &str, minutes: std::ops::Range<i64>, calls: u32) {
    for minute in minutes {
        counts.add_many(&write(minute, name), calls);
    }
}

/// The insights until a minute.
pub fn until(counts: Counts, minute: i64) -> Vec<Insight> {
    counts.finish(Some((BEGIN + minute) * 60))
}

/// State and minute of insights.
pub fn story(insights: &[Insight]) -> Vec<(InsightState, i64)> {
    insights.iter().map(|i| (i.state, i.at / 60 - BEGIN)).collect()
}

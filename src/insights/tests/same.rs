//! Files at once and the stream minute by minute tell the same.

use super::{BEGIN, story, write};
use crate::insights::InsightState::{End, Start};
use crate::insights::traffic::Traffic;
use crate::insights::{Call, Counts, Insight, InsightType, Settings, Stream};

const DAY: i64 = 1440;

/// Generated traffic with droughts and bursts in it.
fn generated(seed: u64, days: i64) -> (Traffic, Vec<(i64, usize, u32)>) {
    let mut traffic = Traffic::new(seed, 40);
    let (mut all, mut calls) = (Vec::new(), Vec::new());
    for minute in BEGIN..BEGIN + days * DAY {
        traffic.minute(minute, &mut calls);
        let hour = (minute - BEGIN) / 60;
        for (api, count) in &calls {
            let odd = (hour + *api as i64 * 5) % 83;
            let count = if hour > 30 && odd == 0 { count * 9 } else { *count };
            if hour <= 30 || odd != 40 {
                all.push((minute, *api, count));
            }
        }
    }
    (traffic, all)
}

fn streamed(traffic: &Traffic, calls: &[(i64, usize, u32)], days: i64, step: i64) -> Vec<Insight> {
    let mut stream = Stream::new(Settings::new(InsightType::ApiCallRate));
    let (mut told, mut rest) = (Vec::new(), calls);
    let end = BEGIN + days * DAY;
    let mut minute = BEGIN;
    while minute < end {
        minute = (minute + step).min(end);
        let now = rest.partition_point(|(at, _, _)| *at < minute);
        for (at, api, count) in &rest[..now] {
            stream.add_many(&traffic.call(*api, at * 60 + 30), *count);
        }
        rest = &rest[now..];
        told.extend(stream.advance(minute * 60 + 5));
    }
    assert_eq!(stream.refused(), Default::default());
    told
}

#[test]
fn the_stream_tells_what_files_tell() {
    for (seed, days, step) in [(1, 10, 1), (2, 16, 600)] {
        let (traffic, calls) = generated(seed, days);
        let mut counts = Counts::new(Settings::new(InsightType::ApiCallRate));
        for (at, api, count) in &calls {
            counts.add_many(&traffic.call(*api, at * 60), *count);
        }
        let told = counts.finish(Some((BEGIN + days * DAY) * 60));
        assert!(told.len() > 20, "{}", told.len());
        let stream = streamed(&traffic, &calls, days, step);
        assert_eq!(story(&stream), story(&told), "seed {seed}");
        assert_eq!(stream, told, "seed {seed}");
    }
}

#[test]
fn usual_traffic_is_silent() {
    let mut traffic = Traffic::new(9, 50);
    let mut counts = Counts::new(Settings::new(InsightType::ApiCallRate));
    let mut calls = Vec::new();
    for minute in BEGIN..BEGIN + 15 * DAY {
        traffic.minute(minute, &mut calls);
        for (api, count) in &calls {
            counts.add_many(&traffic.call(*api, minute * 60), *count);
        }
    }
    assert_eq!(story(&counts.finish(None)), []);
}

#[test]
fn a_clock_that_goes_back_changes_nothing() {
    let mut stream = Stream::new(Settings::new(InsightType::ApiCallRate));
    let mut told = Vec::new();
    for minute in 0..3 * DAY {
        stream.add_many(&write(minute, "RunInstances"), 20);
        if minute == 2 * DAY {
            stream.add_many(&write(minute, "RunInstances"), 300);
        }
        told.extend(stream.advance((BEGIN + minute + 1) * 60));
        told.extend(stream.advance((BEGIN + minute - 100) * 60));
        told.extend(stream.advance(i64::MIN));
    }
    assert_eq!(story(&told), [(Start, 2 * DAY), (End, 2 * DAY + 1)]);
    stream.add_many(&write(5, "RunInstances"), 4);
    assert_eq!(stream.refused().late, 4);
    // Far into the future and on: silence is a drought once, and then usual.
    assert!(stream.advance((BEGIN + 400 * DAY) * 60).len() <= 2);
    stream.add(&write(400 * DAY, "RunInstances"));
    assert!(stream.advance(i64::MAX).is_empty());
}

#[test]
fn calls_of_later_minutes_wait() {
    let mut stream = Stream::new(Settings::new(InsightType::ApiCallRate));
    stream.add(&write(0, "RunInstances"));
    stream.add_many(&write(2 * DAY, "DeleteTrail"), 50);
    stream.add_many(&Call { account: "9", ..write(3 * DAY, "DeleteTrail") }, 50);
    assert!(stream.advance((BEGIN + 2 * DAY) * 60).is_empty());
    let told = stream.advance((BEGIN + 4 * DAY) * 60);
    assert_eq!(story(&told), [(Start, 2 * DAY), (End, 2 * DAY + 1)]);
}

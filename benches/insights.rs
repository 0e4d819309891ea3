//! How well and how fast unusual rates of calls are found: `cargo bench --bench insights`.
//!
//! Generated traffic only (`insights::traffic`). `TRIPLINE_DAYS` days (default 37: a week to learn
//! and 30 that are judged) of 1,000 APIs, with `TRIPLINE_SEEDS` seeds (default 3).
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;
use tripline::insights::traffic::{Api, Habit, Traffic};
use tripline::insights::{Counts, Insight, InsightState, InsightType, Settings, Stream};

/// 1 November 2026, a Sunday: minutes since 1970.
const BEGIN: i64 = 1_793_491_200 / 60;
const APIS: usize = 1000;

fn number(name: &str, default: i64) -> i64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

fn main() {
    let (days, seeds) = (number("TRIPLINE_DAYS", 37), number("TRIPLINE_SEEDS", 3));
    for seed in 1..=seeds {
        false_alarms(seed as u64, days);
    }
    detection();
    speed();
    full_stream();
}

fn settings() -> Settings {
    Settings::new(InsightType::ApiCallRate)
}

/// All calls of some days, counted.
fn counted(traffic: &mut Traffic, begin: i64, days: i64) -> (Counts, u64) {
    let (mut counts, mut calls, mut sum) = (Counts::new(settings()), Vec::new(), 0);
    for minute in begin..begin + days * 1440 {
        traffic.minute(minute, &mut calls);
        for (api, count) in &calls {
            counts.add_many(&traffic.call(*api, minute * 60), *count);
            sum += u64::from(*count);
        }
    }
    (counts, sum)
}

fn false_alarms(seed: u64, days: i64) {
    let mut traffic = Traffic::new(seed, APIS);
    // Each begins on another day of the week.
    let begin = BEGIN + seed as i64 % 7 * 1440;
    let (counts, calls) = counted(&mut traffic, begin, days);
    let start = Instant::now();
    let told = counts.finish(None);
    let took = start.elapsed().as_secs_f64();
    let starts: Vec<&Insight> = told.iter().filter(|i| i.state == InsightState::Start).collect();
    let early = starts.iter().filter(|i| i.at / 60 < begin + 7 * 1440).count();
    println!(
        "seed {seed}: {days} days, {APIS} APIs, {calls} calls: {} insights, {early} in the first week; judged in {took:.1} s",
        starts.len(),
    );
    for insight in starts {
        let api = traffic.apis().iter().find(|a| a.name == insight.name).unwrap();
        let days = (insight.at / 60 - begin) as f64 / 1440.0;
        let s = insight.statistics;
        println!(
            "  day {days:.2} {:?} rate {:.4}: {:.3} calls a minute, baseline {:.4}",
            api.habit, api.rate, s.insight, s.baseline
        );
    }
}

/// What is injected into an API.
#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    Times(f64),
    More(u32),
    Nothing,
}

/// Ten days of generated traffic; on the ninth, something is wrong for half an hour.
fn detection() {
    println!("found within minutes (of those injected):");
    // Steady: the day's wave is below 30 %, the rate wanders less than 20 %.
    let steady = |low: f64, high: f64| {
        move |api: &Api| {
            matches!(api.habit, Habit::Around(wave) if wave < 0.3)
                && api.wander < 0.2
                && (low..high).contains(&api.rate)
        }
    };
    let around = |low: f64, high: f64| {
        move |api: &Api| matches!(api.habit, Habit::Around(_)) && (low..high).contains(&api.rate)
    };
    type Fits = Box<dyn Fn(&Api) -> bool>;
    let cases: Vec<(&str, Fits, Wrong)> = vec![
        ("5 times, steady 5 to 200 a minute", Box::new(steady(5.0, 201.0)), Wrong::Times(5.0)),
        ("5 times, steady 1 to 5 a minute", Box::new(steady(1.0, 5.0)), Wrong::Times(5.0)),
        ("5 times, any 1 to 200 a minute", Box::new(around(1.0, 201.0)), Wrong::Times(5.0)),
        ("10 times, any 1 to 200 a minute", Box::new(around(1.0, 201.0)), Wrong::Times(10.0)),
        ("3 times, steady 5 to 200 a minute", Box::new(steady(5.0, 201.0)), Wrong::Times(3.0)),
        ("30 calls, below 0.001 a minute", Box::new(around(0.0, 0.001)), Wrong::More(30)),
        ("30 calls, 0.001 to 0.1 a minute", Box::new(around(0.001, 0.1)), Wrong::More(30)),
        ("10 calls, below 0.001 a minute", Box::new(around(0.0, 0.001)), Wrong::More(10)),
        ("none, steady 20 to 200 a minute", Box::new(steady(20.0, 201.0)), Wrong::Nothing),
        ("none, 20 to 200 a minute", Box::new(around(20.0, 201.0)), Wrong::Nothing),
        ("none, 5 to 20 a minute", Box::new(around(5.0, 20.0)), Wrong::Nothing),
    ];
    for (label, fits, wrong) in cases {
        let mut delays: BTreeMap<i64, usize> = BTreeMap::new();
        let (mut injected, mut found) = (0, 0);
        for seed in [11, 12] {
            let mut traffic = Traffic::new(seed, APIS);
            let fit: Vec<bool> = traffic.apis().iter().map(&fits).collect();
            injected += fit.iter().filter(|f| **f).count();
            let from = BEGIN + 9 * 1440 + 660;
            let mut counts = Counts::new(settings());
            let mut calls = Vec::new();
            for minute in BEGIN..from + 60 {
                traffic.minute(minute, &mut calls);
                let odd = (from..from + 30).contains(&minute);
                for (api, count) in &calls {
                    let times = match wrong {
                        Wrong::Times(by) if odd => by,
                        Wrong::Nothing if odd => 0.0,
                        _ => 1.0,
                    };
                    if fit[*api] {
                        let count = (f64::from(*count) * times) as u32;
                        counts.add_many(&traffic.call(*api, minute * 60), count);
                    }
                }
                if let Wrong::More(more) = wrong
                    && minute == from
                {
                    for api in (0..APIS).filter(|api| fit[*api]) {
                        counts.add_many(&traffic.call(api, minute * 60), more);
                    }
                }
            }
            let mut seen = BTreeSet::new();
            for insight in counts.finish(None) {
                let is_start = insight.state == InsightState::Start && insight.at >= from * 60;
                if is_start && seen.insert(insight.name.clone()) {
                    *delays.entry(insight.known / 60 - from).or_default() += 1;
                    found += 1;
                }
            }
        }
        let within = |most: i64| delays.range(..=most).map(|d| d.1).sum::<usize>();
        println!(
            "  {label:35} {found} of {injected}; within 3 minutes {}, 5 {}, 10 {}",
            within(3),
            within(5),
            within(10)
        );
    }
}

/// A day of the stream, after nine days that fill the baselines.
fn full_stream() {
    let mut traffic = Traffic::new(6, APIS);
    let (mut stream, mut calls, mut took, mut sum) = (Stream::new(settings()), Vec::new(), 0.0, 0);
    for minute in BEGIN..BEGIN + 10 * 1440 {
        traffic.minute(minute, &mut calls);
        let start = Instant::now();
        for (api, count) in &calls {
            stream.add_many(&traffic.call(*api, minute * 60), *count);
        }
        stream.advance((minute + 1) * 60);
        if minute >= BEGIN + 9 * 1440 {
            took += start.elapsed().as_secs_f64();
            sum += calls.len();
        }
    }
    println!(
        "streamed with full baselines: {:.2} ms a minute of {APIS} APIs, {} cells a minute",
        took / 1.44,
        sum / 1440
    );
}

fn speed() {
    let mut traffic = Traffic::new(5, APIS);
    let (mut minutes, mut calls, mut sum) = (Vec::new(), Vec::new(), 0u64);
    for minute in BEGIN.. {
        traffic.minute(minute, &mut calls);
        sum += calls.iter().map(|c| u64::from(c.1)).sum::<u64>();
        minutes.push((minute, calls.clone()));
        if sum >= 10_000_000 {
            break;
        }
    }
    let start = Instant::now();
    let mut counts = Counts::new(settings());
    for (minute, calls) in &minutes {
        for (api, count) in calls {
            let call = traffic.call(*api, minute * 60);
            (0..*count).for_each(|_| counts.add(&call));
        }
    }
    let took = start.elapsed().as_secs_f64();
    println!("counted: {sum} calls, {:.0} a second", sum as f64 / took);
    let start = Instant::now();
    let told = counts.finish(None).len();
    println!("judged: {:.2} s, {told} told", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let (mut stream, mut told) = (Stream::new(settings()), 0);
    for (minute, calls) in &minutes {
        for (api, count) in calls {
            let call = traffic.call(*api, minute * 60);
            (0..*count).for_each(|_| stream.add(&call));
        }
        told += stream.advance((minute + 1) * 60).len();
    }
    let took = start.elapsed().as_secs_f64();
    println!("streamed: {:.0} calls a second, judging included, {told} told", sum as f64 / took);
}

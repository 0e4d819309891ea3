//! A stream that is written and read back tells what one tells that goes on.

use super::{BEGIN, write};
use crate::insights::traffic::Traffic;
use crate::insights::{Insight, InsightType, Loader, Settings, Stream};
use fastrand::Rng;
use std::collections::BTreeMap;

const DAY: i64 = 1440;

type Disk = BTreeMap<Vec<u8>, Vec<u8>>;

fn new() -> Stream {
    Stream::new(Settings::new(InsightType::ApiCallRate)).tracked()
}

fn save(stream: &mut Stream, disk: &mut Disk) {
    for (key, row) in stream.rows() {
        match row {
            Some(row) => disk.insert(key, row),
            None => disk.remove(&key),
        };
    }
}

fn load(disk: &Disk) -> Stream {
    let mut loader = Loader::new(Settings::new(InsightType::ApiCallRate));
    for (key, row) in disk {
        loader.take(key, row).expect("a row");
    }
    loader.done()
}

/// The calls of each minute: traffic with bursts and droughts in it.
fn minutes(seed: u64, days: i64) -> (Traffic, Vec<Vec<(usize, u32)>>) {
    let mut traffic = Traffic::new(seed, 12);
    let mut all = Vec::new();
    for minute in 0..days * DAY {
        let mut calls = Vec::new();
        traffic.minute(BEGIN + minute, &mut calls);
        let hour = minute / 60;
        calls.retain(|(api, _)| hour <= 30 || (hour + *api as i64 * 5) % 83 != 40);
        for (api, count) in &mut calls {
            if hour > 30 && (hour + *api as i64 * 5) % 83 == 0 {
                *count *= 9;
            }
        }
        all.push(calls);
    }
    (traffic, all)
}

/// Takes the calls of a minute and tells what is told behind it.
fn minute(
    stream: &mut Stream,
    traffic: &Traffic,
    at: usize,
    calls: &[(usize, u32)],
) -> Vec<Insight> {
    let minute = BEGIN + at as i64;
    for (api, count) in calls {
        stream.add_many(&traffic.call(*api, minute * 60 + 30), *count);
    }
    stream.advance((minute + 1) * 60 + 5)
}

#[test]
fn a_stream_goes_on_where_it_was() {
    let (traffic, calls) = minutes(3, 11);
    let mut through = new();
    let mut want = Vec::new();
    for (at, calls) in calls.iter().enumerate() {
        want.extend(minute(&mut through, &traffic, at, calls));
    }
    assert!(want.len() > 10, "{}", want.len());
    let mut dice = Rng::with_seed(5);
    let (mut disk, mut stream) = (Disk::new(), new());
    // What is told is written in the same batch, so what a crash takes is told again.
    let (mut told, mut unsaved, mut saved, mut at) = (Vec::new(), Vec::new(), 0, 0);
    let mut restarts = 0;
    while at < calls.len() {
        unsaved.extend(minute(&mut stream, &traffic, at, &calls[at]));
        at += 1;
        if dice.u32(..20) == 0 {
            save(&mut stream, &mut disk);
            told.append(&mut unsaved);
            saved = at;
        }
        if dice.u32(..300) == 0 {
            if dice.bool() {
                stream.forget();
            }
            stream = load(&disk);
            unsaved.clear();
            at = saved;
            restarts += 1;
        }
    }
    told.append(&mut unsaved);
    assert!(restarts > 20, "{restarts}");
    assert_eq!(told, want);
}

#[test]
fn rows_that_are_cut_or_foreign_are_refused() {
    let mut stream = new();
    stream.add(&write(0, "RunInstances"));
    stream.advance((BEGIN + 10) * 60);
    let mut disk = Disk::new();
    save(&mut stream, &mut disk);
    assert_eq!(disk.len(), 3);
    for (key, row) in &disk {
        let mut loader = Loader::new(Settings::new(InsightType::ApiCallRate));
        if key.len() <= 17 {
            assert!(loader.take(key, &row[..row.len() - 1]).is_none(), "{key:?}");
        } else {
            assert!(loader.take(key, row).is_none(), "without its series");
        }
        assert!(loader.take(key, b"").is_none() && loader.take(key, b"\x09").is_none());
    }
}

#[test]
fn what_nobody_calls_any_more_is_forgotten() {
    let mut stream = new();
    let names: Vec<String> = (0..200).map(|n| format!("Api{n}")).collect();
    for name in &names {
        stream.add(&write(0, name));
    }
    let mut disk = Disk::new();
    save(&mut stream, &mut disk);
    assert_eq!(disk.len(), 401);
    for day in 0..14 {
        stream.add(&write(day * DAY, "Daily"));
        stream.advance((BEGIN + day * DAY + 300) * 60);
        stream.forget();
        save(&mut stream, &mut disk);
    }
    assert_eq!(stream.series(), 1);
    assert!(disk.len() < 40, "{}", disk.len());
    assert_eq!(load(&disk).series(), 1);
    for (key, _) in stream.removed() {
        disk.remove(&key);
    }
    assert!(disk.is_empty());
}

/// Calls of two days, then nobody looks for two hours.
fn steady() -> Stream {
    let mut stream = new();
    for minute in 0..2 * DAY {
        stream.add_many(&write(minute, "RunInstances"), 20);
        stream.advance((BEGIN + minute + 1) * 60);
    }
    stream
}

#[test]
fn that_nobody_looked_is_no_drought() {
    let back = 2 * DAY + 120;
    let on = |mut stream: Stream, from: i64| {
        let mut told = Vec::new();
        for minute in from..back + 300 {
            stream.add_many(&write(minute, "RunInstances"), 20);
            told.extend(stream.advance((BEGIN + minute + 1) * 60));
        }
        told.len()
    };
    assert_eq!(on(steady(), back), 2, "a drought, and its end");
    let mut blind = steady();
    blind.was_blind((BEGIN + back) * 60);
    assert_eq!(on(blind, back), 0);
    // The calls come after all: nothing was missed.
    let mut late = steady();
    late.was_blind((BEGIN + back) * 60);
    assert_eq!(on(late, 2 * DAY), 0);
    // Others came, and these did not.
    let mut other = steady();
    other.was_blind((BEGIN + back) * 60);
    other.add(&write(back - 60, "Other"));
    assert_eq!(on(other, back), 2);
}

//! What is archived is given back, counted, and taken away.

use super::{Archiver, Archives, Cursor, Reader, Span, Totals, key, names};
use crate::eval::Archived;
use crate::rules::Archive;
use crate::rules::testing::bundle_with;
use crate::store::{Durability, Kv, Memory};
use jiff::Timestamp;
use std::sync::Arc;

const RULES: &str = "archives: {all: , some: {retention: 1h}}";

pub(in crate::daemon) fn archives() -> Vec<Archive> {
    bundle_with(&[("r.yaml", RULES)], &[]).0.archives
}

/// Archives events with their times in seconds since 1970 as one block of the log each.
pub(in crate::daemon) fn fill(kv: &dyn Kv, at: usize, first: u64, times: &[i64]) {
    let archives = archives();
    let mut archiver = Archiver::restore(kv).expect("readable");
    for (seq, time) in (first..).zip(times) {
        let time = Timestamp::from_second(*time).expect("a time").to_string();
        let event = format!("{{\"id\":\"{seq}\",\"time\":\"{time}\"}}").into_bytes().into();
        let archived = Archived { archives: vec![at], time: Some(time), event };
        archiver.take(seq, 7, &archives, &archived);
        // Two entries a block.
        if seq % 2 == 0 {
            settle(&mut archiver, kv);
        }
    }
    settle(&mut archiver, kv);
}

fn settle(archiver: &mut Archiver, kv: &dyn Kv) {
    let mut writes = Vec::new();
    archiver.settle(&mut writes);
    kv.write(writes, Durability::Now).expect("memory");
}

fn read(mut reader: Reader<Arc<dyn Kv>>) -> (Vec<i64>, Cursor) {
    let mut times = Vec::new();
    while let Some(kept) = reader.next().expect("readable") {
        times.push(kept.time / 1_000);
    }
    (times, reader.cursor())
}

const ALL: Span = Span { from: -1_000_000, to: i64::MAX };

#[test]
fn events_come_back_minute_by_minute_and_from_any_place_on() {
    let kv: Arc<dyn Kv> = Arc::new(Memory::default());
    let reader = |since, span, from| Reader::new(Arc::clone(&kv), "all", since, span, from);
    let times = [130, 10, 70, 5, 65, 12, 119, 200, 0, 61];
    fill(&*kv, 0, 1, &times);
    fill(&*kv, 1, 1, &[1, 2, 3]);
    let (all, _) = read(reader(0, ALL, None));
    assert_eq!(all, [10, 5, 12, 0, 70, 65, 119, 61, 130, 200], "inside a minute as they came");
    let span = Span { from: 10_000, to: 119_000 };
    assert_eq!(read(reader(0, span, None)).0, [10, 12, 70, 65, 61]);
    assert_eq!(read(reader(6, ALL, None)).0, [12, 0, 119, 61, 200], "of later entries");
    for taken in 0..=all.len() {
        let mut one = reader(0, ALL, None);
        for time in &all[..taken] {
            assert_eq!(one.next().expect("readable").map(|kept| kept.time / 1_000), Some(*time));
        }
        let (rest, _) = read(reader(0, ALL, Some(one.cursor())));
        assert_eq!(rest, all[taken..], "after {taken}");
    }
    assert_eq!(names(&*kv), Ok(vec!["all".to_owned(), "some".to_owned()]));
}

#[test]
fn what_went_is_counted_and_nothing_else_goes() {
    let kv: Arc<dyn Kv> = Arc::new(Memory::default());
    let archives = Archives::new(Arc::clone(&kv));
    let times: Vec<i64> = (0..6_000).map(|n| n * 2).collect();
    fill(&*kv, 0, 1, &times);
    fill(&*kv, 1, 1, &times);
    let totals = archives.totals("some").expect("readable");
    assert_eq!((totals.events, totals.bytes > 6_000 * 30), (6_000, true));
    let now = Timestamp::from_second(3 * 3_600).expect("a time");
    // Of 12,000 seconds the first two hours are older than one.
    assert_eq!(archives.forget(&self::archives(), now), Ok(3_600));
    assert_eq!(archives.forget(&self::archives(), now), Ok(0));
    assert_eq!(archives.totals("some").expect("readable").events, 2_400);
    assert_eq!(archives.totals("all").expect("readable").events, 6_000, "kept for ever");
    let (left, _) = read(Reader::new(Arc::clone(&kv), "some", 0, ALL, None));
    assert_eq!((left.len(), left[0]), (2_400, 7_200));
    assert_eq!(archives.clear("some"), Ok(2_400));
    assert_eq!(archives.totals("some"), Ok(Totals::default()));
    // It goes on counting where it was.
    fill(&*kv, 1, 9_000, &[5]);
    assert_eq!(archives.totals("some").expect("readable").events, 1);
}

#[test]
fn an_event_without_a_time_has_that_of_its_coming() {
    let kv: Arc<dyn Kv> = Arc::new(Memory::default());
    let mut archiver = Archiver::default();
    for time in [None, Some("soon".to_owned())] {
        let event = b"{}"[..].into();
        let archived = Archived { archives: vec![0, 99], time, event };
        archiver.take(1, 90_000, &archives(), &archived);
    }
    settle(&mut archiver, &*kv);
    assert_eq!(read(Reader::new(kv, "all", 0, ALL, None)).0, [90, 90]);
    assert_eq!(key::minute(90_000), 1);
}

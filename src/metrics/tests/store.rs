//! The store in memory.

use super::datum;
use crate::metrics::{
    Aggregate, Datum, Memory, Metric, Resolution, Sample, Statistic, Store, StoreError, Unit,
    Window,
};

fn sums(store: &Memory, unit: Option<Unit>, window: Window) -> Vec<Option<f64>> {
    let metric = Metric::new("N", "m", Vec::new());
    let sum = Statistic::parse("Sum").unwrap();
    let read = store.read(&metric, unit, window).unwrap();
    read.bins.iter().map(|b| b.as_ref().and_then(|b| b.statistic(&sum))).collect()
}

#[test]
fn bins_hold_what_falls_into_them() {
    let mut store = Memory::default();
    for (at, value) in [(60, 1.0), (119, 2.0), (180, 4.0), (0, 8.0), (65, 16.0)] {
        store.append(&datum(at, value)).unwrap();
    }
    let window = Window { start: 0, period: 60, count: 4 };
    assert_eq!(sums(&store, None, window), [Some(8.0), Some(19.0), None, Some(4.0)]);
    let wide = Window { start: 0, period: 120, count: 2 };
    assert_eq!(sums(&store, None, wide), [Some(27.0), Some(4.0)]);
    let sliding = Window { start: 60, period: 120, count: 2 };
    assert_eq!(sums(&store, None, sliding), [Some(19.0), Some(4.0)]);
    assert_eq!(sums(&store, None, Window { start: 240, period: 60, count: 2 }), [None, None]);
    let read = store.read(&Metric::new("N", "m", Vec::new()), None, window).unwrap();
    let count = Statistic::parse("SampleCount").unwrap();
    let points: Vec<(i64, f64)> = read.points(window, &count).collect();
    assert_eq!(points, [(0, 1.0), (60, 3.0), (180, 1.0)]);
    assert_eq!(sums(&store, None, Window { start: 0, period: 60, count: 0 }), []);
}

#[test]
fn units_are_streams_of_their_own() {
    let mut store = Memory::default();
    let with = |unit, value| Datum { unit, ..datum(0, value) };
    store.append(&with(Unit::Seconds, 1.0)).unwrap();
    store.append(&with(Unit::Milliseconds, 1000.0)).unwrap();
    let window = Window { start: 0, period: 60, count: 1 };
    assert_eq!(sums(&store, Some(Unit::Seconds), window), [Some(1.0)]);
    assert_eq!(sums(&store, Some(Unit::Count), window), [None]);
    assert_eq!(sums(&store, None, window), [Some(1000.0)], "the preferred one");
    let read = store.read(&Metric::new("N", "m", Vec::new()), None, window).unwrap();
    assert_eq!(read.units, [Unit::Milliseconds, Unit::Seconds]);
    assert_eq!(read.unit, Some(Unit::Milliseconds));
}

#[test]
fn dimensions_are_exact_and_free_of_order() {
    let pair = |n: &str, v: &str| (n.to_owned(), v.to_owned());
    let one = Metric::new("N", "m", vec![pair("a", "1"), pair("b", "2")]);
    let same = Metric::new("N", "m", vec![pair("b", "2"), pair("a", "1")]);
    let mut store = Memory::default();
    store.append(&Datum { metric: one, ..datum(0, 1.0) }).unwrap();
    store.append(&Datum { metric: same.clone(), ..datum(0, 1.0) }).unwrap();
    let window = Window { start: 0, period: 60, count: 1 };
    assert_eq!(sums(&store, None, window), [None], "nothing is added up over dimensions");
    assert_eq!(store.read(&same, None, window).unwrap().bins[0].as_ref().unwrap().count, 2.0);
    assert_eq!(store.len(), 1);
}

#[test]
fn high_resolution_keeps_seconds() {
    let mut store = Memory::default();
    for at in [0, 9, 10] {
        let fine = Datum { resolution: Resolution::High, ..datum(at, 1.0) };
        store.append(&fine).unwrap();
    }
    let window = Window { start: 0, period: 10, count: 2 };
    assert_eq!(sums(&store, None, window), [Some(2.0), Some(1.0)]);
    let metric = Metric::new("N", "m", Vec::new());
    assert_eq!(store.resolution(&metric), Some(Resolution::High));
}

#[test]
fn old_data_are_rolled_up_and_dropped() {
    const DAY: i64 = 86_400;
    let mut store = Memory::default();
    for at in [0, 60, 240, 300, 20 * DAY] {
        store.append(&datum(at, 1.0)).unwrap();
    }
    store.roll_up(20 * DAY);
    let window = Window { start: 0, period: 60, count: 6 };
    let rolled = [Some(3.0), None, None, None, None, Some(1.0)];
    assert_eq!(sums(&store, None, window), rolled);
    store.roll_up(20 * DAY);
    assert_eq!(sums(&store, None, window), rolled, "once more changes nothing");
    store.roll_up(70 * DAY);
    assert_eq!(sums(&store, None, window)[0], Some(4.0));
    store.roll_up(460 * DAY);
    assert_eq!(sums(&store, None, window)[0], None);
    let mut seen = Vec::new();
    store.each_metric(&mut |m, newest| seen.push((m.to_string(), newest)));
    assert_eq!(seen, [("N/m".to_owned(), 20 * DAY)]);
}

#[test]
fn the_number_of_series_is_bounded() {
    let mut store = Memory::new(2);
    for name in ["a", "b", "c", "a"] {
        let metric = Metric::new("N", name, Vec::new());
        let kept = store.append(&Datum { metric, ..datum(0, 1.0) });
        assert_eq!(kept.is_ok(), name != "c");
    }
    assert_eq!((store.len(), store.refused()), (2, 1));
    let far = datum(i64::from(u32::MAX) + 60, 1.0);
    let far = Datum { metric: Metric::new("N", "a", Vec::new()), ..far };
    assert_eq!(store.append(&far), Err(StoreError::Time));
}

#[test]
fn an_idle_series_is_small() {
    let mut store = Memory::default();
    let metric = Metric::new("N", "m", Vec::new());
    let id = store.series(&metric, Unit::None, Resolution::Standard).unwrap();
    for minute in 0..30 {
        store.add(id, minute * 60, &Sample::Value(1.0)).unwrap();
    }
    assert!(store.data_bytes() < 1024, "{}", store.data_bytes());
}

#[test]
fn order_of_arrival_changes_nothing() {
    let at = |i: i64| (i * 7919 % 500) * 7;
    let (mut mixed, mut sorted) = (Memory::default(), Memory::default());
    let mut data: Vec<Datum> = (0..1000).map(|i| datum(at(i), (i % 13) as f64)).collect();
    data.iter().for_each(|d| mixed.append(d).unwrap());
    data.sort_by_key(|d| d.at);
    data.iter().for_each(|d| sorted.append(d).unwrap());
    let metric = Metric::new("N", "m", Vec::new());
    for period in [60, 300] {
        let window = Window { start: 0, period, count: 60 };
        let read = |store: &Memory| store.read(&metric, None, window).unwrap();
        assert_eq!(read(&mixed), read(&sorted));
        let held: f64 = read(&mixed).bins.iter().flatten().map(|b| b.count).sum();
        assert_eq!(held, 1000.0);
    }
}

#[test]
fn reads_begin_anywhere() {
    let mut store = Memory::default();
    (0..200).for_each(|i| store.append(&datum(i * 60, i as f64)).unwrap());
    for i in 0..200 {
        let window = Window { start: i * 60, period: 60, count: 1 };
        assert_eq!(sums(&store, None, window), [Some(i as f64)]);
    }
}

/// Data in any order, of one value or many, against slots kept in a map.
#[test]
fn the_order_of_data_changes_nothing() {
    let mut seed = 1u64;
    let mut dice = move |sides: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % sides
    };
    let metric = Metric::new("N", "m", Vec::new());
    let statistics = ["Sum", "Average", "Minimum", "Maximum", "SampleCount", "p90"];
    let statistics = statistics.map(|name| Statistic::parse(name).unwrap());
    for round in 0..40 {
        let mut store = Memory::default();
        let mut slots = std::collections::BTreeMap::<i64, Aggregate>::new();
        for n in 0..(dice(400) + 1) as i64 {
            let minute = match round % 4 {
                0 => 500 - n,
                1 => n,
                2 => dice(40) as i64,
                _ => dice(2_000) as i64,
            };
            let value = dice(1_000) as f64 / 7.0;
            let sample = match dice(8) {
                0 => Sample::Values(vec![(value, 2.0), (value + 0.1, 1.0)]),
                _ => Sample::Value(value),
            };
            let whole = Aggregate::of(&sample).unwrap();
            slots.entry(minute * 60).and_modify(|own| own.merge(&whole)).or_insert(whole);
            store.append(&Datum { sample, ..datum(minute * 60, 0.0) }).unwrap();
            if n % 50 != 0 {
                continue;
            }
            let period = 60 * (dice(5) as u32 + 1);
            let window = Window { start: dice(500) as i64 * 60, period, count: dice(30) as usize };
            let bins: Vec<Option<Aggregate>> = (0..window.count as i64)
                .map(|i| {
                    let start = window.start + i * i64::from(period);
                    let mut own =
                        slots.range(start..start + i64::from(period)).map(|(_, a)| a.clone());
                    let first = own.next()?;
                    Some(own.fold(first, |mut whole, next| {
                        whole.merge(&next);
                        whole
                    }))
                })
                .collect();
            assert_eq!(store.read(&metric, None, window).unwrap().bins, bins);
            let from = dice(2_000) as i64 * 60;
            let next = slots.range(from..).next().map(|(at, _)| *at);
            assert_eq!(store.next_from(&metric, None, from), next);
            let id = store.find(&metric).unwrap();
            if dice(2) == 0 {
                store.settle();
                let mut tallies = Vec::new();
                assert!(store.tally(id, None, window, &mut |tally| tallies.push(tally)));
                for statistic in &statistics {
                    let plain: Vec<_> =
                        tallies.iter().map(|t| t.and_then(|t| t.statistic(statistic))).collect();
                    let wanted =
                        bins.iter().map(|b| b.as_ref().and_then(|b| b.statistic(statistic)));
                    let wanted = wanted.map(|value| value.filter(|_| !statistic.is_extended()));
                    assert_eq!(plain, wanted.collect::<Vec<_>>());
                }
                assert_eq!(store.read(&metric, None, window).unwrap().bins, bins);
            }
        }
    }
}

/// A file with the newest line first: each datum is older than all before it.
#[test]
fn the_newest_first_is_no_slow_order() {
    let mut store = Memory::default();
    let count = 300_000i64;
    for n in (0..count).rev() {
        store.append(&datum(n * 60, n as f64)).unwrap();
    }
    let window = Window { start: 60, period: 60, count: count as usize };
    let read = sums(&store, None, window);
    assert_eq!((read[0], read[count as usize - 2]), (Some(1.0), Some(count as f64 - 1.0)));
    assert!(read.iter().take(count as usize - 1).all(Option::is_some));
}

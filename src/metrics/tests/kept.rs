//! The store in memory, written as rows and read back.

use crate::metrics::{
    Datum, Loader, Memory, Metric, Reading, Resolution, Sample, StatisticSet, Store, Unit, Window,
};
use fastrand::Rng;
use std::collections::BTreeMap;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

type Disk = BTreeMap<Vec<u8>, Vec<u8>>;

fn save(store: &mut Memory, disk: &mut Disk) -> usize {
    let rows = store.rows();
    let count = rows.len();
    for (key, row) in rows {
        match row {
            Some(row) => disk.insert(key, row),
            None => disk.remove(&key),
        };
    }
    count
}

fn load(disk: &Disk) -> Memory {
    let mut loader = Loader::default();
    for (key, row) in disk {
        loader.take(key, row).unwrap();
    }
    loader.done(1000)
}

fn metric(number: usize) -> Metric {
    Metric::new("N", "m", vec![("Id".to_owned(), number.to_string())])
}

fn datum(dice: &mut Rng, now: i64) -> Datum {
    let number = dice.usize(..5);
    let sample = match dice.u32(..6) {
        0 => Sample::Set(StatisticSet { count: 3.0, sum: 6.5, min: 1.0, max: 4.0 }),
        1 => Sample::Values(vec![(0.5, 2.0), (dice.f64(), 1.0)]),
        2 => Sample::Value(-dice.f64()),
        3 => Sample::Value(7.0),
        _ => Sample::Value(dice.f64() * 1e6),
    };
    let late = if dice.u32(..10) == 0 { dice.i64(0..5 * HOUR) } else { 0 };
    Datum {
        metric: metric(number),
        at: (now - late) * 1000,
        unit: if dice.u32(..9) == 0 { Unit::Count } else { Unit::None },
        resolution: if number < 2 { Resolution::High } else { Resolution::Standard },
        sample,
    }
}

fn all(store: &Memory) -> Vec<Reading> {
    let mut all = Vec::new();
    for number in 0..5 {
        for unit in [None, Some(Unit::Count)] {
            for (period, count) in [(1, 4 * HOUR), (60, 2 * 1440), (3600, 24 * 20)] {
                let window = Window {
                    start: 20 * DAY - count * i64::from(period),
                    period,
                    count: count as usize,
                };
                all.push(store.read(&metric(number), unit, window).unwrap());
            }
        }
        assert!(store.resolution(&metric(number)).is_some());
    }
    all
}

#[test]
fn what_is_read_back_is_the_same() {
    let mut dice = Rng::with_seed(1);
    let (mut store, mut disk) = (Memory::new(1000).tracked(), Disk::new());
    for step in 0..9000 {
        let now = 19 * DAY + step * 10;
        store.keep(&datum(&mut dice, now)).unwrap();
        if step % 700 == 0 {
            store.roll_up_within(now, 20 * HOUR);
        }
        if dice.u32(..30) == 0 {
            save(&mut store, &mut disk);
        }
        if dice.u32(..1500) == 0 {
            save(&mut store, &mut disk);
            store = load(&disk);
        }
    }
    save(&mut store, &mut disk);
    assert_eq!(save(&mut store, &mut disk), 0, "nothing has changed since");
    let again = load(&disk);
    assert_eq!(all(&again), all(&store));
    let names = |store: &Memory| {
        let mut names = Vec::new();
        store.each_metric(&mut |metric, newest| names.push((metric.clone(), newest)));
        names
    };
    assert_eq!(names(&again), names(&store), "in the same order");
}

#[test]
fn what_is_old_vanishes() {
    let (mut store, mut disk) = (Memory::new(1000).tracked(), Disk::new());
    for number in 0..200 {
        let at = if number == 7 { 9 * DAY } else { DAY };
        let sample = Sample::Value(1.0);
        let (unit, resolution) = (Unit::None, Resolution::Standard);
        store
            .keep(&Datum { metric: metric(number), at: at * 1000, unit, resolution, sample })
            .unwrap();
    }
    save(&mut store, &mut disk);
    assert_eq!(disk.len(), 400);
    store.roll_up_within(10 * DAY, 5 * DAY);
    assert!(store.compact() && !store.compact());
    assert_eq!((store.len(), store.metrics()), (1, 1));
    save(&mut store, &mut disk);
    assert_eq!(disk.len(), 2);
    assert_eq!((store.fine_from(60), store.fine_from(10)), (-5 * DAY, 10 * DAY - 3 * HOUR));
    assert_eq!(load(&disk).len(), 1);
}

#[test]
fn a_datum_rewrites_one_block() {
    let mut store = Memory::new(10).tracked();
    let mut dice = Rng::with_seed(2);
    for minute in 0..600 {
        let at = minute * 60_000;
        store.keep(&Datum { metric: metric(3), at, ..datum(&mut dice, 0) }).unwrap();
    }
    store.rows();
    let one = Datum {
        metric: metric(3),
        at: 600 * 60_000,
        sample: Sample::Value(1.0),
        ..datum(&mut dice, 0)
    };
    store.keep(&Datum { unit: Unit::None, resolution: Resolution::Standard, ..one }).unwrap();
    let rows = store.rows();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].1.as_ref().map(Vec::len), Some(4), "version, minute, kind, value");
}

#[test]
fn rows_that_are_cut_or_foreign_are_refused() {
    let (mut store, mut disk) = (Memory::new(10).tracked(), Disk::new());
    store.keep(&datum(&mut Rng::with_seed(4), 0)).unwrap();
    save(&mut store, &mut disk);
    for (key, row) in &disk {
        for end in 0..row.len() {
            let mut loader = Loader::default();
            let cut = loader.take(key, &row[..end]);
            assert!(cut.is_none() || key.len() > 16 && end == 1, "{end}");
        }
    }
}

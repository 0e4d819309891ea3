//! How fast datapoints come in and alarms are judged, and what a series costs: `cargo bench --bench
//! monitor`. One thread; at 1,000, 100,000 and 1,000,000 series.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

use jiff::{SignedDuration, Timestamp};
use std::alloc::{GlobalAlloc, Layout};
use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use tripline::base::limits::Limits;
use tripline::metrics::{Datum, Memory, Metric, Resolution, Sample, SeriesId, Store, Unit};
use tripline::model::Home;
use tripline::monitor::Monitor;
use tripline::rules;

/// The program's allocator, with the bytes that are out counted.
struct Counting;

static BYTES: AtomicUsize = AtomicUsize::new(0);

#[allow(unsafe_code, reason = "an allocator that counts")]
// SAFETY: everything is handed on as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        BYTES.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { mimalloc::MiMalloc.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        BYTES.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { mimalloc::MiMalloc.dealloc(at, layout) }
    }
    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        BYTES.fetch_add(size, Ordering::Relaxed);
        BYTES.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { mimalloc::MiMalloc.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Seconds that this thread had a core: others may want the machine at the same time.
struct Core(f64);

impl Core {
    fn now() -> Self {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
        let nanos: f64 = text.split(' ').next().unwrap().parse().unwrap();
        Self(nanos / 1e9)
    }

    fn seconds(&self) -> f64 {
        Self::now().0 - self.0
    }
}

const START: i64 = 1_767_225_600;
/// Data of a round, spread over all series.
const DATA: usize = 8_000_000;

fn main() {
    println!(
        "| series | by id, /s | by metric, /s | in random order, /s | into alarms, /s | bytes, 1 datum | bytes, 180 data |"
    );
    println!("|---|---|---|---|---|---|---|");
    for series in [1_000, 100_000, 1_000_000] {
        let (id, metric) = (by_id(series), by_metric(series, false));
        let (random, into) = (by_metric(series, true), into_alarms(series));
        let (one, full) = (bytes(series, 1), bytes(series.min(100_000), 180));
        println!("| {series} | {id:.0} | {metric:.0} | {random:.0} | {into:.0} | {one} | {full} |");
    }
    println!("\n| alarms | evaluations /s |\n|---|---|");
    for alarms in [1_000, 10_000, 100_000] {
        println!("| {alarms} | {:.0} |", evaluations(alarms));
    }
}

fn data(series: usize) -> Vec<Datum> {
    let one = |i: usize| Datum {
        metric: Metric::new("App/Load", "Latency", vec![("Host".into(), format!("host-{i:07}"))]),
        at: START * 1000,
        unit: Unit::None,
        resolution: Resolution::Standard,
        sample: Sample::Value(i as f64),
    };
    (0..series).map(one).collect()
}

/// Rounds over all series, a minute each.
fn rounds(data: &mut [Datum], mut take: impl FnMut(&Datum)) -> f64 {
    let rounds = (DATA / data.len()).clamp(4, 2_000);
    let start = Core::now();
    for round in 0..rounds {
        for datum in &mut *data {
            datum.at = (START + round as i64 * 60) * 1000;
            datum.sample = Sample::Value((round % 97) as f64);
            take(datum);
        }
    }
    (rounds * data.len()) as f64 / start.seconds()
}

fn by_id(series: usize) -> f64 {
    let mut store = Memory::new(series);
    let data = data(series);
    let ids: Vec<SeriesId> =
        data.iter().map(|d| store.series(&d.metric, d.unit, d.resolution).unwrap()).collect();
    let rounds = (DATA / series).clamp(4, 2_000);
    let start = Core::now();
    for round in 0..rounds {
        let (slot, sample) = (START + round as i64 * 60, Sample::Value((round % 97) as f64));
        for id in &ids {
            store.add(*id, slot, &sample).unwrap();
        }
    }
    (rounds * series) as f64 / start.seconds()
}

/// `shuffled`: the metrics of every round come in another order than they lie in the store.
fn by_metric(series: usize, shuffled: bool) -> f64 {
    let mut store = Memory::new(series);
    let mut data = data(series);
    data.iter().for_each(|datum| store.append(datum).unwrap());
    if shuffled {
        let mut seed = 7u64;
        for at in (1..data.len()).rev() {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            data.swap(at, (seed >> 33) as usize % (at + 1));
        }
    }
    rounds(&mut data, |datum| store.append(datum).unwrap())
}

/// Alarms on one series in ten, 10,000 at most.
fn into_alarms(series: usize) -> f64 {
    let mut monitor = monitor((series / 10).min(10_000), 10);
    let mut data = data(series);
    data.iter().for_each(|datum| monitor.take(datum).unwrap());
    monitor.start(Timestamp::from_second(START).unwrap());
    rounds(&mut data, |datum| monitor.take(datum).unwrap())
}

fn bytes(series: usize, each: i64) -> usize {
    let mut data = data(series);
    let mut store = Memory::new(series);
    let before = BYTES.load(Ordering::Relaxed);
    for round in 0..each {
        for datum in &mut data {
            datum.at = (START + round * 60) * 1000;
            datum.sample = Sample::Value((round % 97) as f64);
            store.append(datum).unwrap();
        }
    }
    let now = BYTES.load(Ordering::Relaxed);
    drop(store);
    (now - before) / series
}

fn monitor(alarms: usize, every: usize) -> Monitor {
    let mut text = String::from("alarms:\n");
    for i in 0..alarms {
        let host = i * every;
        writeln!(
            text,
            "  a{i}: {{metric: {{namespace: App/Load, name: Latency, dimensions: {{Host: host-{host:07}}}}}, \
             statistic: Maximum, period: 1m, threshold: '> 100', evaluation-periods: 5, datapoints-to-alarm: 3}}"
        )
        .unwrap();
    }
    let limits = Limits::default();
    let loaded = rules::load_texts(&[("bench.yaml", &text)], &limits);
    let none = |_: &std::path::Path| Err(std::io::Error::other("no files"));
    let (bundle, _) = rules::bundle(&loaded, &[], &none, &limits);
    assert_eq!(bundle.alarms.len(), alarms);
    Monitor::new(&bundle.alarms, 0, Home::default())
}

/// Alarms over an hour of data.
fn evaluations(alarms: usize) -> f64 {
    let mut monitor = monitor(alarms, 1);
    let mut data = data(alarms);
    let minutes = if alarms > 10_000 { 20 } else { 60 };
    for round in 0..minutes {
        for datum in &mut data {
            datum.at = (START + round * 60) * 1000;
            datum.sample = Sample::Value((round % 97) as f64);
            monitor.take(datum).unwrap();
        }
    }
    monitor.start(Timestamp::from_second(START).unwrap());
    let end = Timestamp::from_second(START).unwrap() + SignedDuration::from_mins(minutes);
    let mut told = Vec::new();
    // The first minute brings all alarms into OK.
    monitor.step(end, &mut told);
    let changed = told.len();
    let start = Core::now();
    let mut steps = 0;
    while monitor.step(end, &mut told) {
        steps += 1;
    }
    assert_eq!((changed, told.len()), (alarms, alarms));
    (steps * alarms) as f64 / start.seconds()
}

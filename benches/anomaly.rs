//! How good and how fast anomaly detection is: `cargo bench --bench anomaly`. One thread.
//!
//! `TRIPLINE_NAB` names a folder of the Numenta Anomaly Benchmark: series (`*.csv`, in folders of any
//! depth) and their windows (`combined_windows.json` or `windows.json`). Every detector is judged by
//! the same rules in the same run. Without it, speed on generated series is all there is.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

use std::path::{Path, PathBuf};
use std::time::Instant;
use tripline::anomaly::nab::{
    Constant, File, Labels, MovingZ, Scorer, cases, judge, read_series, run, score_at,
};
use tripline::anomaly::{Detector, Model, Settings};

/// A detector's name, and how to begin it.
type Way = (&'static str, Box<dyn Fn() -> Box<dyn Scorer>>);

/// The detector without its rest: every odd value counts, not only records.
struct Rarity(Detector);

impl Scorer for Rarity {
    fn score(&mut self, at: i64, value: f64) -> f64 {
        self.0.update(at, value).map_or(0.0, |r| r.rarity)
    }
}

/// The model alone: the distance from what it expected, in spreads.
struct Deviations(Model);

impl Scorer for Deviations {
    fn score(&mut self, at: i64, value: f64) -> f64 {
        self.0.update(at, value).map_or(0.0, |r| r.deviations.abs())
    }
}

fn ways() -> Vec<Way> {
    vec![
        ("constant", Box::new(|| Box::new(Constant))),
        ("moving z, 288 values", Box::new(|| Box::new(MovingZ::new(288)))),
        ("moving z, 6400 values", Box::new(|| Box::new(MovingZ::new(6400)))),
        ("model's deviations", Box::new(|| Box::new(Deviations(Model::new(Settings::default()))))),
        ("detector, rarity", Box::new(|| Box::new(Rarity(Detector::new(Settings::default()))))),
        ("detector, score", Box::new(|| Box::new(Detector::new(Settings::default())))),
    ]
}

fn main() {
    speed();
    match std::env::var_os("TRIPLINE_NAB") {
        Some(folder) => quality(&files(Path::new(&folder))),
        None => println!("no benchmark: TRIPLINE_NAB names no folder"),
    }
}

fn speed() {
    let mut seed = 7u64;
    let mut dice = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 11) as f64 / (1u64 << 53) as f64
    };
    let rows: Vec<(i64, f64)> = (0..200_000i64)
        .map(|n| (n * 300, 50.0 + 20.0 * (n as f64 / 46.0).sin() + 5.0 * dice()))
        .collect();
    println!("points a second, best of 5 rounds of {}:", rows.len());
    for (name, begin) in ways() {
        let mut best = f64::INFINITY;
        for _ in 0..5 {
            let mut scorer = begin();
            let start = Instant::now();
            let sum: f64 = rows.iter().map(|(at, value)| scorer.score(*at, *value)).sum();
            std::hint::black_box(sum);
            best = best.min(start.elapsed().as_secs_f64());
        }
        println!("  {name:24} {:12.0}", rows.len() as f64 / best);
    }
    let state = serde_json::to_string(&Detector::new(Settings::default())).unwrap();
    println!("a fresh detector's state as JSON: {} bytes", state.len());
}

fn quality(files: &[File]) {
    let rows: usize = files.iter().map(|f| f.rows.len()).sum();
    println!("{} files, {rows} rows; standard, low FP, low FN:", files.len());
    for (name, begin) in ways() {
        let scores = run(files, &begin);
        let results = judge(files, &scores);
        let [a, b, c] = results.map(|(_, outcome)| outcome.score);
        let top = results[0].1;
        println!(
            "  {name:24} {a:6.1} {b:6.1} {c:6.1}   found {} of {}, {} false, threshold {:.3}",
            top.found, top.windows, top.false_alarms, top.threshold
        );
        if name == "detector, score" {
            for (file, case) in files.iter().zip(cases(files, &scores)) {
                let one = score_at(&[case], &results[0].0, top.threshold);
                println!(
                    "    {:48} {:6.1}   found {} of {}, {} false",
                    file.name, one.score, one.found, one.windows, one.false_alarms
                );
            }
        }
    }
}

/// The series below a folder that its windows know, by name.
fn files(folder: &Path) -> Vec<File> {
    let mut found = Vec::new();
    walk(folder, &mut found);
    found.sort();
    let windows = ["combined_windows.json", "windows.json"];
    let labels = windows.iter().find_map(|n| found.iter().find(|p| p.ends_with(n))).unwrap();
    let labels = Labels::read(&std::fs::read_to_string(labels).unwrap()).unwrap();
    let read = |path: &PathBuf| {
        let windows = labels.of(&path.to_string_lossy())?.to_vec();
        let rows = read_series(&std::fs::read_to_string(path).unwrap()).unwrap();
        let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
        Some(File { name, rows, windows })
    };
    found.iter().filter(|p| p.extension().is_some_and(|e| e == "csv")).filter_map(read).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

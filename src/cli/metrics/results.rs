//! The results of a benchmark: for the corpus, for each category (the folder that a series is in)
//! and for each series, as text and as JSON.

use crate::anomaly::nab::{Case, File, Outcome, PROFILES, Profile, cases, judge, score_at};
use crate::report::visible;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

/// How long scoring took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Speed {
    /// From begin to end.
    pub wall: Duration,
    /// All threads together.
    pub busy: Duration,
    /// How many threads.
    pub threads: usize,
}

/// Some of the series, judged at the thresholds of all.
#[derive(Debug)]
struct Part {
    name: String,
    files: usize,
    rows: usize,
    outcomes: [Outcome; 3],
}

/// What came of a corpus.
#[derive(Debug)]
pub(super) struct Results {
    total: Part,
    categories: Vec<Part>,
    files: Vec<Part>,
    speed: Speed,
}

impl Results {
    /// Judges scores, one list for each file.
    pub(super) fn new(files: &[File], scores: &[Vec<f64>], speed: Speed) -> Self {
        let best = judge(files, scores);
        let cases = cases(files, scores);
        let part = |name: &str, cases: &[Case<'_>]| Part {
            name: name.to_owned(),
            files: cases.len(),
            rows: cases.iter().map(|c| c.rows.len()).sum(),
            outcomes: best.map(|(profile, all)| score_at(cases, &profile, all.threshold)),
        };
        let mut categories: BTreeMap<&str, Vec<Case<'_>>> = BTreeMap::new();
        for (file, case) in files.iter().zip(&cases) {
            let category = file.name.rsplit_once('/').map_or("", |(folder, _)| folder);
            categories.entry(category).or_default().push(*case);
        }
        let single = |(file, case): (&File, &Case<'_>)| part(&file.name, &[*case]);
        Self {
            total: Part { outcomes: best.map(|(_, outcome)| outcome), ..part("all", &cases) },
            categories: categories.iter().map(|(name, cases)| part(name, cases)).collect(),
            files: files.iter().zip(&cases).map(single).collect(),
            speed,
        }
    }

    /// Tables for people.
    pub(super) fn text(&self, details: bool) -> String {
        let all = &self.total;
        let windows = all.outcomes[0].windows;
        let mut out = format!(
            "{}, {}, {}\n\nprofile              score  threshold      found  false alarms\n",
            many(all.files, "file"),
            many(all.rows, "row"),
            many(windows, "window")
        );
        for (profile, outcome) in PROFILES.iter().zip(&all.outcomes) {
            // Writing to a String cannot fail. A score without any window is no share of 100.
            let _ = writeln!(
                out,
                "{:<18} {:>7}  {:>9.3}  {:>9}  {:>12}",
                profile.name,
                score(outcome),
                outcome.threshold,
                found(outcome),
                outcome.false_alarms
            );
        }
        if self.categories.len() > 1 || self.categories.iter().any(|c| !c.name.is_empty()) {
            table(&mut out, "category", &self.categories);
        }
        if details {
            table(&mut out, "series", &self.files);
        }
        let _ = writeln!(
            out,
            "\n{} points in {:.2} s on {}: {} points a second, {} a thread",
            grouped(all.rows),
            self.speed.wall.as_secs_f64(),
            many(self.speed.threads, "thread"),
            grouped(rate(all.rows, self.speed.wall)),
            grouped(rate(all.rows, self.speed.busy))
        );
        out
    }

    /// One object with all figures.
    pub(super) fn json(&self, details: bool) -> Value {
        let all = &self.total;
        let profile = |(profile, outcome): (&Profile, &Outcome)| {
            json!({
                "name": profile.name,
                "score": share(outcome),
                "threshold": finite(outcome.threshold),
                "found": outcome.found,
                "windows": outcome.windows,
                "false-alarms": outcome.false_alarms,
            })
        };
        let part = |part: &Part| {
            let profiles: Vec<Value> = PROFILES.iter().zip(&part.outcomes).map(profile).collect();
            json!({"name": part.name, "files": part.files, "rows": part.rows, "profiles": profiles})
        };
        let named = |parts: &[Part]| parts.iter().map(part).collect::<Value>();
        let mut object = json!({
            "schema": "tripline/1",
            "files": all.files,
            "rows": all.rows,
            "windows": all.outcomes[0].windows,
            "profiles": PROFILES.iter().zip(&all.outcomes).map(profile).collect::<Value>(),
            "categories": named(&self.categories),
        });
        if details {
            object["series"] = named(&self.files);
        }
        object["speed"] = json!({
            "seconds": self.speed.wall.as_secs_f64(),
            "threads": self.speed.threads,
            "points-per-second": rate(all.rows, self.speed.wall),
            "points-per-second-and-thread": rate(all.rows, self.speed.busy),
        });
        object
    }
}

/// A row for each part; found windows and false alarms are those of the first profile.
fn table(out: &mut String, head: &str, parts: &[Part]) {
    let names: Vec<_> = parts.iter().map(|p| visible(&p.name)).collect();
    let width = names.iter().map(|n| n.chars().count()).max().unwrap_or(0).max(head.len());
    let _ = writeln!(
        out,
        "\n{head:<width$}    rows  standard   low FP   low FN      found  false alarms"
    );
    for (name, part) in names.iter().zip(parts) {
        let [standard, fp, fnr] = &part.outcomes;
        let _ = writeln!(
            out,
            "{name:<width$} {:>7}  {:>8} {:>8} {:>8}  {:>9}  {:>12}",
            part.rows,
            score(standard),
            score(fp),
            score(fnr),
            found(standard),
            standard.false_alarms
        );
    }
}

/// The score where there are windows to be found.
fn share(outcome: &Outcome) -> Option<f64> {
    (outcome.windows > 0).then_some(outcome.score)
}

/// A threshold above all scores is infinite: no alarm was best.
fn finite(threshold: f64) -> Option<f64> {
    threshold.is_finite().then_some(threshold)
}

fn score(outcome: &Outcome) -> String {
    // Not `-0.0`.
    share(outcome).map_or("-".to_owned(), |score| format!("{:.2}", score + 0.0))
}

fn found(outcome: &Outcome) -> String {
    format!("{} of {}", outcome.found, outcome.windows)
}

fn many(n: usize, one: &str) -> String {
    format!("{} {one}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// Points a second.
fn rate(rows: usize, time: Duration) -> usize {
    (rows as f64 / time.as_secs_f64().max(1e-9)) as usize
}

/// `365,551`.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

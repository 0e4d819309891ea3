//! `tripline test` beside `promtool test rules`: 100 groups of 100 rules, each on one of 100 series of
//! 61 points a minute, 1,000 of the rules checked: `cargo bench --bench promtool`.
//!
//! `PROMTOOL` names the program, else it is looked for on the path; without it ours is all there is.
//! Both get the same series and thresholds, and rules that need three minutes in a row. promtool's
//! checks look at the end of the hour, ours at the state of every minute of it.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const GROUPS: usize = 100;
const RULES: usize = 100;
const CHECKED: usize = 10;

/// The value over which the rule fires; its series counts minutes from 0.
fn threshold(group: usize, rule: usize) -> usize {
    (group * 10 + rule) % 50
}

fn ours(folder: &Path) {
    let mut rules = String::from("alarms:\n");
    let mut tests = String::from("tests:\n- name: an hour\n  given:\n    metrics:\n");
    for rule in 0..RULES {
        writeln!(tests, "    - {{series: \"Bench/m{{Id={rule}}}\", interval: 1m, values: 0+1x60}}")
            .unwrap();
    }
    tests.push_str("  expect:\n    alarm:\n");
    for (group, rule) in all() {
        let over = threshold(group, rule);
        writeln!(
            rules,
            "  a-{group}-{rule}: {{metric: {{namespace: Bench, name: m, dimensions: {{Id: \"{rule}\"}}}}, \
             statistic: Maximum, period: 1m, threshold: '> {over}', evaluation-periods: 3}}"
        )
        .unwrap();
        if group < CHECKED {
            let fires = over + 3;
            let rest = 61 - fires;
            writeln!(tests, "      a-{group}-{rule}: OK x{fires} ALARM x{rest}").unwrap();
        }
    }
    std::fs::write(folder.join("rules.yaml"), rules).unwrap();
    std::fs::write(folder.join("rules.test.yaml"), tests).unwrap();
}

fn theirs(folder: &Path) {
    let mut rules = String::from("groups:\n");
    let mut tests = String::from(
        "rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n- interval: 1m\n  input_series:\n",
    );
    for rule in 0..RULES {
        writeln!(tests, "  - {{series: 'm{{id=\"{rule}\"}}', values: 0+1x60}}").unwrap();
    }
    tests.push_str("  alert_rule_test:\n");
    for group in 0..GROUPS {
        writeln!(rules, "- name: g{group}\n  rules:").unwrap();
        for rule in 0..RULES {
            let over = threshold(group, rule);
            writeln!(
                rules,
                "  - {{alert: a_{group}_{rule}, expr: 'm{{id=\"{rule}\"}} > {over}', for: 2m}}"
            )
            .unwrap();
            if group < CHECKED {
                writeln!(
                    tests,
                    "  - {{eval_time: 60m, alertname: a_{group}_{rule}, exp_alerts: \
                     [{{exp_labels: {{id: \"{rule}\"}}}}]}}"
                )
                .unwrap();
            }
        }
    }
    std::fs::write(folder.join("rules.yml"), rules).unwrap();
    std::fs::write(folder.join("tests.yml"), tests).unwrap();
}

fn all() -> impl Iterator<Item = (usize, usize)> {
    (0..GROUPS).flat_map(|group| (0..RULES).map(move |rule| (group, rule)))
}

/// Seconds that children of this program had a core so far.
fn children() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(13) + ticks(14)) / 100.0
}

/// Wall-clock and core seconds of a command that has to succeed: the best of some runs.
fn run(runs: usize, command: impl Fn() -> Command) -> (f64, f64) {
    let mut best = (f64::INFINITY, f64::INFINITY);
    for _ in 0..runs {
        let (start, before) = (Instant::now(), children());
        let output = command().stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
        let took = (start.elapsed().as_secs_f64(), children() - before);
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
        best = (best.0.min(took.0), best.1.min(took.1));
    }
    best
}

fn main() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("promtool");
    let (own, other) = (folder.join("tripline"), folder.join("promtool"));
    for folder in [&own, &other] {
        std::fs::create_dir_all(folder).unwrap();
    }
    ours(&own);
    theirs(&other);
    let (wall, core) = run(5, || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tripline"));
        command.args(["test", "."]).current_dir(&own);
        command
    });
    println!("tripline test        {wall:8.2} s, {core:8.2} s of cores");
    let promtool = std::env::var_os("PROMTOOL").unwrap_or_else(|| "promtool".into());
    if Command::new(&promtool).arg("--version").output().is_err() {
        println!("promtool is not there: PROMTOOL names no program");
        return;
    }
    let theirs = run(1, || {
        let mut command = Command::new(&promtool);
        command.args(["test", "rules", "tests.yml"]).current_dir(&other);
        command
    });
    println!("promtool test rules  {:8.2} s, {:8.2} s of cores", theirs.0, theirs.1);
    println!("times faster         {:8.1}  , {:8.1}", theirs.0 / wall, theirs.1 / core.max(0.01));
}

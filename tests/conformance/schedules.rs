//! Schedule expressions: when they fire, and which are refused.

use libtest_mimic::Failed;
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use tripline::schedules::{Dialect, Expression, Schedule};

type Timestamp = jiff::Timestamp;

/// The cases of a file.
pub struct Schedules {
    valid: Vec<Value>,
    invalid: Vec<Value>,
}

impl Schedules {
    pub fn count(&self) -> usize {
        self.valid.len() + self.invalid.len()
    }
}

pub fn read(path: &Path) -> Schedules {
    let mut file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut part = |key: &str| file[key].as_array_mut().map(std::mem::take).unwrap_or_default();
    Schedules { valid: part("valid"), invalid: part("invalid") }
}

type Way = fn(&Schedules) -> Result<(), Failed>;

/// How the cases are put.
pub const WAYS: [(&str, Way); 2] = [("library", library), ("binary", binary)];

fn result(wrong: &[String]) -> Result<(), Failed> {
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn dialect(case: &Value) -> Dialect {
    if case["dialect"] == "rule" { Dialect::Rule } else { Dialect::Scheduler }
}

fn library(cases: &Schedules) -> Result<(), Failed> {
    let mut wrong: Vec<String> = cases.valid.iter().filter_map(|case| fires(case).err()).collect();
    for case in &cases.invalid {
        let text = case["expr"].as_str().unwrap();
        for dialect in [Dialect::Rule, Dialect::Scheduler] {
            if case["dialect"].is_null() || self::dialect(case) == dialect {
                match Expression::parse(text, dialect) {
                    Ok(_) => wrong.push(format!("{text}: taken as {dialect:?}'s")),
                    Err(e) if text.get(e.at.clone()).is_none() => {
                        wrong.push(format!("{text}: no place {:?}", e.at));
                    }
                    Err(_) => {}
                }
            }
        }
    }
    result(&wrong)
}

fn fires(case: &Value) -> Result<(), String> {
    let text = case["expr"].as_str().unwrap();
    let name = format!("{} {text}", case["id"]);
    let time = |key: &str| case[key].as_str().map(|t| t.parse::<Timestamp>().unwrap());
    let after = time("after").unwrap();
    let expression =
        Expression::parse(text, dialect(case)).map_err(|e| format!("{name}: refused: {e}"))?;
    let mut schedule = Schedule::new(expression, dialect(case), time("anchor").unwrap_or(after));
    if let Some(zone) = case["timezone"].as_str() {
        schedule.zone = jiff::tz::TimeZone::get(zone).map_err(|e| format!("{name}: {e}"))?;
    }
    let want: Vec<String> = strings(&case["next"]);
    let mut coming = schedule.coming(after);
    let got: Vec<String> = coming.by_ref().take(want.len()).map(|at| at.to_string()).collect();
    let exhausted = coming.next().is_none();
    if got != want || Some(exhausted) != case["exhausted"].as_bool() {
        return Err(format!("{name}: {got:?}, exhausted {exhausted}, not {want:?}"));
    }
    Ok(())
}

fn strings(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items.map(|item| item.as_str().unwrap().to_owned()).collect()
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tripline"));
    command.args(["schedule", "next", "--format", "json"]);
    command
}

fn binary(cases: &Schedules) -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for case in &cases.valid {
        let text = case["expr"].as_str().unwrap();
        let want = strings(&case["next"]);
        let mut command = command();
        let dialect = if dialect(case) == Dialect::Rule { "rule" } else { "scheduler" };
        command.args([text, "--dialect", dialect, "--count", &want.len().max(1).to_string()]);
        for (option, key) in
            [("--after", "after"), ("--time-zone", "timezone"), ("--start", "anchor")]
        {
            if let Some(value) = case[key].as_str() {
                command.args([option, value]);
            }
        }
        let output = command.output().unwrap();
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let right = strings(&answer["next"]) == want && answer["exhausted"] == case["exhausted"];
        if !output.status.success() || !right {
            wrong.push(format!("{} {text}: {answer}, not {want:?}", case["id"]));
        }
    }
    for case in &cases.invalid {
        let text = case["expr"].as_str().unwrap();
        let output = command().arg(text).output().unwrap();
        if output.status.code() != Some(2) {
            wrong.push(format!("{text}: {}", output.status));
        }
    }
    result(&wrong)
}

//! States of alarms on metrics, and the cases of composite alarms: rules, suppression, and how
//! many samples a percentile takes.

use libtest_mimic::Failed;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use tripline::alarms::{
    AlarmRule, AlarmSettings, AlarmState, Comparison, MissingData, Point, Suppression, Suppressor,
    Threshold, fewest_samples, judge, percentile_of,
};

type Timestamp = jiff::Timestamp;

/// The cases of `alarms.json`.
pub fn states(path: &Path) -> Vec<Value> {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn state(value: &Value) -> Option<AlarmState> {
    AlarmState::parse(value.as_str()?)
}

/// Puts every case to the state machine.
pub fn check_states(cases: &[Value]) -> Result<(), Failed> {
    let wrong: Vec<String> = cases.iter().filter_map(|case| state_of(case).err()).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn state_of(case: &Value) -> Result<(), String> {
    let number = |key: &str| case[key].as_u64().map(|n| n as u32).ok_or(format!("no {key}"));
    let settings = AlarmSettings {
        datapoints_to_alarm: Some(number("m")?),
        evaluation_range: Some(number("range")?),
        treat_missing_data: case["treat"].as_str().and_then(MissingData::parse).ok_or("treat")?,
        ..AlarmSettings::new(60, number("n")?, Threshold::Static(Comparison::Greater, 0.5))
    };
    settings.check().map_err(|e| e.to_string())?;
    let points = case["datapoints"].as_array().ok_or("no datapoints")?;
    let points: Vec<Point> = (0..)
        .zip(points)
        .map(|(minute, value)| {
            let at = Timestamp::from_second(minute * 60).unwrap();
            Point { value: value.as_f64(), ..Point::missing(at) }
        })
        .collect();
    let judgement = judge(&settings, &points);
    let previous = state(&case["previous_state"]).ok_or("previous")?;
    let got = judgement.state.unwrap_or(previous);
    let name = &case["name"];
    if let Some(want) = state(&case["expected_state"])
        && want != got
    {
        return Err(format!("{name}: {got}, not {want}"));
    }
    if state(&case["expected_not"]) == Some(got) {
        return Err(format!("{name}: {got}"));
    }
    match case["filled"].as_u64() {
        Some(filled) if filled != judgement.filled as u64 => {
            Err(format!("{name}: {} filled, not {filled}", judgement.filled))
        }
        _ => Ok(()),
    }
}

/// The part of `alarms_extra.json` that is about alarms.
pub fn check_extra(file: &Value) -> Result<(), Failed> {
    let mut wrong = rules(&file["composite_rules"]);
    wrong.extend(suppression(&file["composite_suppression"]));
    for case in file["percentile_low_sample"].as_array().into_iter().flatten() {
        let fewest = case["stat"].as_str().and_then(percentile_of).and_then(fewest_samples);
        if fewest != case["min_samples"].as_f64() {
            wrong.push(format!("{}: {fewest:?}", case["stat"]));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn rules(part: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for case in part["cases"].as_array().into_iter().flatten() {
        let text = case[0].as_str().unwrap_or_default();
        let rule = match AlarmRule::parse(text) {
            Ok(rule) => rule,
            Err(e) => {
                wrong.push(format!("{text}: {e}"));
                continue;
            }
        };
        let of = |child: usize| state(&part["alarms"][&rule.children()[child].name]).unwrap();
        if Some(rule.holds(&of)) != case[1].as_bool() {
            wrong.push(format!("{text}: not {}", case[1]));
        }
    }
    wrong
}

/// One unit of time is a second.
fn suppression(part: &Value) -> Vec<String> {
    let seconds = |key: &str| Duration::from_secs(part[key].as_u64().unwrap_or_default());
    let rule = Suppression {
        alarm: "supp".to_owned(),
        wait: seconds("wait"),
        extension: seconds("extension"),
    };
    let mut wrong = Vec::new();
    for case in part["cases"].as_array().into_iter().flatten() {
        let initial = &case["initial"];
        let mut main = state(&initial["main"]).unwrap();
        let mut suppressor = Suppressor::new(state(&initial["supp"]) == Some(AlarmState::Alarm));
        let mut actions = Vec::new();
        for second in 0..60 {
            let now = Timestamp::from_second(second).unwrap();
            let mut run = suppressor.tick(now);
            for event in case["events"].as_array().into_iter().flatten() {
                if event[0].as_i64() != Some(second) {
                    continue;
                }
                let to = state(&event[2]).unwrap();
                run |= if event[1] == "main" {
                    main = to;
                    suppressor.main_changed(&rule, now)
                } else {
                    suppressor.suppressor_is(&rule, to == AlarmState::Alarm, now)
                };
            }
            if run {
                actions.push(serde_json::json!([second, main.word()]));
            }
        }
        if Value::from(actions.clone()) != case["actions"] {
            wrong.push(format!("{}: {actions:?}", case["name"]));
        }
    }
    wrong
}

//! Small pictures, character by character: `UPDATE=1 cargo test --lib plot` writes them anew.

use crate::alarms::{AlarmState, Comparison, Side};
use crate::plot::{Chart, Limit, svg};
use std::path::Path;

/// 2026-03-01T09:00:00Z.
pub(super) const NINE: i64 = 1_772_355_600;

fn golden(name: &str, chart: &Chart) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/plot/tests").join(name);
    let text = svg(chart);
    super::holds::well_formed(&text);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).expect("the golden is written");
    }
    assert!(std::fs::read_to_string(&path).unwrap_or_default() == text, "{name} is stale");
}

/// An alarm of 2 of 3 on a threshold, with a gap.
pub(super) fn threshold() -> Chart {
    let values = [42.0, 45.0, 41.0, 55.0, 83.0, 91.0, 88.0, 79.0, 60.0, 47.0];
    let mut points: Vec<_> = (0..10).map(|n| (NINE + 300 * n, Some(values[n as usize]))).collect();
    points.extend((10..13).map(|n| (NINE + 300 * n, None)));
    points.extend((13..18).map(|n| (NINE + 300 * n, Some(40.0 + n as f64))));
    Chart {
        title: "CPUUtilization of i-0abc <web & api>".to_owned(),
        unit: "Percent".to_owned(),
        points,
        period: 300,
        limit: Limit::Threshold(Comparison::GreaterOrEqual, 80.0),
        states: vec![
            (NINE, NINE + 1800, AlarmState::Ok),
            (NINE + 1800, NINE + 2700, AlarmState::Alarm),
            (NINE + 2700, NINE + 3300, AlarmState::Ok),
            (NINE + 3300, NINE + 4200, AlarmState::InsufficientData),
            (NINE + 4200, NINE + 5400, AlarmState::Ok),
        ],
        range: None,
    }
}

/// Three days of a daily wave in its band, with one dip.
pub(super) fn band() -> Chart {
    let wave = |n: i64| 2e6 + 1.5e6 * (n as f64 * std::f64::consts::TAU / 96.0).sin();
    let value = |n: i64| if (150..156).contains(&n) { 2e5 } else { wave(n) + (n % 7) as f64 * 4e4 };
    Chart {
        title: "RequestBytes".to_owned(),
        unit: "Bytes/Second".to_owned(),
        points: (0..288).map(|n| (NINE + 900 * n, Some(value(n)))).collect(),
        period: 900,
        limit: Limit::Band(
            Side::Outside,
            (20..288).map(|n| (NINE + 900 * n, wave(n) - 5e5, wave(n) + 7e5)).collect(),
        ),
        states: vec![
            (NINE, NINE + 900 * 20, AlarmState::InsufficientData),
            (NINE + 900 * 20, NINE + 900 * 152, AlarmState::Ok),
            (NINE + 900 * 152, NINE + 900 * 157, AlarmState::Alarm),
            (NINE + 900 * 157, NINE + 900 * 288, AlarmState::Ok),
        ],
        range: None,
    }
}

#[test]
fn a_threshold() {
    golden("threshold.svg", &threshold());
}

#[test]
fn a_band() {
    golden("band.svg", &band());
}

#[test]
fn nothing() {
    golden("nothing.svg", &Chart { title: "Errors".to_owned(), ..Chart::default() });
}

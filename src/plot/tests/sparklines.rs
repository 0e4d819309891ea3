//! Lines of text.

use crate::alarms::AlarmState;
use crate::plot::sparkline;

fn of(values: &[f64], width: usize) -> String {
    let values: Vec<_> = values.iter().map(|v| Some(*v)).collect();
    sparkline(&values, &[], width)
}

#[test]
fn values_are_blocks() {
    assert_eq!(of(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], 80), "▁▂▃▄▅▆▇█");
    assert_eq!(of(&[0.0, 0.0], 80), "▁▁");
    assert_eq!(of(&[3.0], 80), "▅");
    assert_eq!(sparkline(&[Some(1.0), None, Some(f64::NAN), Some(2.0)], &[], 9), "▁  █");
    assert_eq!(of(&[-1e308, 1e308], 9), "▁█");
    assert_eq!(of(&[1.0, 2.0], 0), "");
    assert_eq!(sparkline(&[], &[], 10), "");
}

#[test]
fn peaks_and_dips_stay() {
    let mut values = vec![5.0; 1000];
    values[333] = 9.0;
    values[777] = 1.0;
    assert_eq!(of(&values, 10), "▅▅▅█▅▅▅▁▅▅");
}

#[test]
fn states_stand_under_values() {
    use AlarmState::{Alarm, InsufficientData, Ok};
    let values = [Some(1.0), Some(9.0), None, Some(1.0)];
    let states = [Ok, Alarm, InsufficientData, Ok];
    assert_eq!(sparkline(&values, &states, 9), "▁█ ▁\nOAIO");
    assert_eq!(sparkline(&values, &states, 2), "█▁\nAI");
}

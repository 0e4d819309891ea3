//! Charts as text.

use super::goldens::{NINE, band, threshold};
use crate::alarms::AlarmState;
use crate::plot::{Chart, cells, text};

#[test]
fn a_threshold_in_lines() {
    let want = "\
CPUUtilization of i-0abc <web & api>
Percent, every 5 min, 1 Mar 2026 09:00 to 1 Mar 2026 10:30 UTC

▁▁▁▃▇██▇▄▁   ▂▃▃▃▃
OOOOOOAAAOOIIIOOOO
1 Mar 2026 09:00  1 Mar 2026 10:30

min 41 %, max 91 %, last 57 %
15 values from 41 % to 91 %, 3 missing. 3 breach: threshold ≥ 80 %. ALARM 1 time, 15 min. \
INSUFFICIENT_DATA 1 time, 15 min. OK 3 times, 1 h.
";
    assert_eq!(text(&threshold(), 80), want);
    assert_eq!(cells(&threshold()).states.len(), 18);
}

#[test]
fn lines_are_no_wider_than_asked() {
    let got = text(&band(), 40);
    let lines: Vec<&str> = got.lines().collect();
    assert_eq!((lines[3].chars().count(), lines[4].chars().count()), (40, 40), "{got}");
    assert!(lines[4].contains('A') && lines[4].starts_with('I'), "{got}");
}

#[test]
fn states_alone_and_nothing_at_all() {
    let states =
        vec![(NINE, NINE + 120, AlarmState::Ok), (NINE + 120, NINE + 180, AlarmState::Alarm)];
    let chart = Chart { states, period: 60, title: "both".to_owned(), ..Chart::default() };
    let got = text(&chart, 80);
    assert!(got.contains("\n\nOOA\n1 Mar 2026 09:00  1 Mar 2026 09:03\n\nNo values."), "{got}");
    assert_eq!(text(&Chart::default(), 80), "\nevery 1 s\n\nNo values.\n");
    // A stray time far away makes no giant of it.
    let points = vec![(0, Some(1.0)), (NINE * 100, Some(2.0))];
    let far = Chart { points, period: 1, ..Chart::default() };
    assert!(cells(&far).values.len() <= 100_001);
    assert!(text(&far, 10).contains('█'));
}

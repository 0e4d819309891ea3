//! Answers worked out by hand from NAB's rules.

use super::{Case, optimise, reward, score_at};
use crate::anomaly::nab::{PROFILES, Row, Window};

fn rows(count: usize) -> Vec<Row> {
    (0..count).map(|n| Row { at: n as i64 * 300, value: 0.0 }).collect()
}

fn window(from: i64, to: i64) -> Window {
    Window { from: from * 300, to: to * 300 }
}

#[test]
fn nothing_said_is_0_and_all_found_at_once_is_100() {
    let rows = rows(100);
    let windows = [window(30, 39), window(60, 69)];
    let mut scores = vec![0.0; 100];
    scores[30] = 1.0;
    scores[60] = 1.0;
    for profile in &PROFILES {
        let case = Case { rows: &rows, windows: &windows, scores: &scores };
        let best = optimise(&[case], profile);
        assert!((best.score - 100.0).abs() < 1e-9, "{best:?}");
        assert_eq!((best.found, best.false_alarms, best.threshold), (2, 0, 1.0));
        let none = score_at(&[case], profile, 2.0);
        assert_eq!((none.score, none.found), (0.0, 0));
    }
}

#[test]
fn late_alarms_earn_less_and_false_ones_cost() {
    let rows = rows(100);
    let windows = [window(30, 39)];
    let mut scores = vec![0.0; 100];
    scores[20] = 1.0; // before any window: full cost
    scores[39] = 1.0; // the window's last row: place -1/10
    scores[43] = 1.0; // behind it by 4 of 9
    scores[5] = 1.0; // in probation: nothing
    let case = Case { rows: &rows, windows: &windows, scores: &scores };
    let hit = (2.0 / (1.0 + (-0.5f64).exp()) - 1.0) / (2.0 / (1.0 + (-5.0f64).exp()) - 1.0);
    let near = 0.11 * (2.0 / (1.0 + (5.0f64 * 4.0 / 9.0).exp()) - 1.0);
    let outcome = score_at(&[case], &PROFILES[0], 1.0);
    assert!((outcome.score - 50.0 * (hit - 0.11 + near + 1.0)).abs() < 1e-9, "{outcome:?}");
    assert_eq!((outcome.found, outcome.false_alarms), (1, 2));
}

#[test]
fn one_threshold_serves_all_files() {
    let rows = rows(100);
    let windows = [window(30, 39)];
    let (mut a, mut b) = (vec![0.0; 100], vec![0.0; 100]);
    a[30] = 0.9;
    b[30] = 0.4;
    // 40 false alarms before the window would cost 4.4.
    a[15..29].fill(0.5);
    a[50..76].fill(0.5);
    let cases =
        [&a, &b].map(|scores| Case { rows: &rows, windows: &windows, scores: scores.as_slice() });
    let best = optimise(&cases, &PROFILES[0]);
    assert_eq!((best.threshold, best.found, best.windows), (0.9, 1, 2));
    assert!((best.score - 50.0).abs() < 1e-9);
}

#[test]
fn odd_inputs_do_no_harm() {
    let rows = rows(100);
    let lone = [window(30, 30), window(200, 210)];
    let scores = vec![f64::NAN; 100];
    let case = Case { rows: &rows, windows: &lone, scores: &scores };
    assert!(score_at(&[case], &PROFILES[0], -1.0).score.is_finite());
    assert!(optimise(&[case], &PROFILES[0]).score >= 0.0);
    assert_eq!(optimise(&[], &PROFILES[0]).score, 0.0);
    assert_eq!(reward(3.1), -1.0);
    assert!(reward(-1.0) > 0.98);
}

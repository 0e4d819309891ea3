//! The tails against sums of the probabilities themselves.

use crate::insights::tail::{or_fewer, or_more};

/// Probabilities of 0, 1, 2, ... by their recurrence.
fn masses(mean: f64, spread: f64) -> Vec<f64> {
    let (shape, odds) = (1.0 / spread, mean * spread);
    let mut masses = vec![(1.0 + odds).powf(-shape)];
    for x in 0..20_000 {
        let ratio = (shape + f64::from(x)) / f64::from(x + 1) * odds / (1.0 + odds);
        masses.push(masses[x as usize] * ratio);
    }
    masses
}

#[test]
fn tails_are_bounded_closely() {
    for (mean, spread) in [(0.5, 2.0), (0.5, 0.03), (10.0, 0.1), (100.0, 0.03), (20.0, 3.0)] {
        let masses = masses(mean, spread);
        for count in [1u64, 5, 20, 60, 250, 900] {
            let (low, high) = masses.split_at(count as usize);
            let more: f64 = high.iter().sum();
            let bound = or_more(count, mean, spread);
            assert!(bound >= more * 0.999_999, "{count} of {mean}, {spread}: {bound} < {more}");
            if more < 1e-4 && more > 1e-200 {
                assert!(bound < 3.0 * more, "{count} of {mean}, {spread}: {bound} > 3 * {more}");
            }
            let fewer: f64 = low.iter().sum::<f64>() + masses[count as usize];
            let bound = or_fewer(count, mean, spread);
            assert!(bound >= fewer * 0.999_999, "{count} of {mean}, {spread}: {bound} < {fewer}");
        }
    }
}

#[test]
fn none_at_all_has_an_exact_probability() {
    let found = or_fewer(0, 100.0, 0.05);
    assert!((found / 6f64.powi(-20) - 1.0).abs() < 1e-6, "{found}");
    assert!((or_more(0, 3.0, 1.0) - 1.0).abs() < f64::EPSILON);
}

#[test]
fn extremes_are_numbers() {
    for count in [0, 1, 1000, u64::MAX] {
        for mean in [1e-3, 0.5, 1e9, 1e15] {
            for spread in [0.03, 1.0, 1e6] {
                let (more, fewer) = (or_more(count, mean, spread), or_fewer(count, mean, spread));
                assert!((0.0..=1.0).contains(&more), "{count} {mean} {spread}: {more}");
                assert!((0.0..=1.0).contains(&fewer), "{count} {mean} {spread}: {fewer}");
            }
        }
    }
}

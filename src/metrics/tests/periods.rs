//! Periods, alignment, retention.

use crate::metrics::Resolution::{High, Standard};
use crate::metrics::period::{align, check, grain_at, is_kept, round_start};

const DAY: i64 = 86_400;

#[test]
fn a_period_begins_at_its_multiple() {
    assert_eq!(align(119, 60), 60);
    assert_eq!(align(120, 60), 120);
    assert_eq!(align(-1, 60), -60);
    assert_eq!(align(5, 0), 5);
}

#[test]
fn what_may_be_a_period() {
    for period in [60, 120, 3600, 86_400] {
        assert_eq!(check(period, Standard), Ok(()));
    }
    for period in [1, 5, 10, 20, 30] {
        assert_eq!(check(period, High), Ok(()));
        assert!(check(period, Standard).is_err());
    }
    for period in [0, 7, 45, 61, 90] {
        assert!(check(period, High).is_err(), "{period}");
    }
}

#[test]
fn starts_are_rounded_by_age() {
    let now = 100 * DAY;
    let start = |age: i64| now - age + 61;
    assert_eq!(round_start(now - 3599, now, 60), now - 3600);
    assert_eq!(round_start(now - 3599, now, 10), now - 3600);
    assert_eq!(round_start(now - 3585, now, 10), now - 3590);
    assert_eq!(round_start(start(20 * DAY), now, 60), now - 20 * DAY);
    assert_eq!(round_start(start(64 * DAY), now, 60), now - 64 * DAY);
}

#[test]
fn grains_grow_with_age() {
    assert_eq!(grain_at(0, High), Some(1));
    assert_eq!(grain_at(0, Standard), Some(60));
    assert_eq!(grain_at(3 * 3600, High), Some(60));
    assert_eq!(grain_at(15 * DAY, Standard), Some(300));
    assert_eq!(grain_at(63 * DAY, Standard), Some(3600));
    assert_eq!(grain_at(455 * DAY, Standard), None);
    assert!(is_kept(10, 3600, High));
    assert!(!is_kept(10, 4 * 3600, High));
    assert!(!is_kept(60, 16 * DAY, Standard));
    assert!(is_kept(300, 16 * DAY, Standard));
}

//! Names of statistics and their values.

use super::of;
use crate::metrics::{Aggregate, Sample, Statistic, StatisticSet};

const TEN: [f64; 10] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];

#[test]
fn plain_statistics() {
    assert_eq!(of(&TEN, "Sum"), Some(55.0));
    assert_eq!(of(&TEN, "SampleCount"), Some(10.0));
    assert_eq!(of(&TEN, "Average"), Some(5.5));
    assert_eq!(of(&TEN, "Minimum"), Some(1.0));
    assert_eq!(of(&TEN, "Maximum"), Some(10.0));
}

#[test]
fn percentiles_are_by_nearest_rank() {
    assert_eq!(of(&TEN, "p0"), Some(1.0));
    assert_eq!(of(&TEN, "p50"), Some(5.0));
    assert_eq!(of(&TEN, "p90"), Some(9.0));
    assert_eq!(of(&TEN, "p90.1"), Some(10.0));
    assert_eq!(of(&TEN, "p100"), Some(10.0));
    assert_eq!(of(&[7.0], "p99"), Some(7.0));
}

#[test]
fn the_trimmed_family() {
    assert_eq!(of(&TEN, "tm90"), Some(5.0));
    assert_eq!(of(&TEN, "TM(:90%)"), Some(5.0));
    assert_eq!(of(&TEN, "TM(20%:80%)"), Some(5.5));
    assert_eq!(of(&TEN, "TM(2:4)"), Some(3.5), "above the first bound, up to the second");
    assert_eq!(of(&TEN, "tc90"), Some(9.0));
    assert_eq!(of(&TEN, "TC(90%:)"), Some(1.0));
    assert_eq!(of(&TEN, "TC(3:)"), Some(7.0));
    assert_eq!(of(&TEN, "ts50"), Some(15.0));
    assert_eq!(of(&TEN, "TS(9:)"), Some(10.0));
    assert_eq!(of(&TEN, "wm90"), Some(5.4));
    assert_eq!(of(&TEN, "WM(3:5)"), Some(4.3));
    assert_eq!(of(&TEN, "PR(:3)"), Some(30.0));
    assert_eq!(of(&TEN, "PR(20:30)"), Some(0.0));
    assert_eq!(of(&TEN, "IQM"), Some(6.0));
    assert_eq!(of(&[5.0; 4], "IQM"), Some(5.0));
    assert_eq!(of(&[5.0], "IQM"), Some(5.0), "one sample is within any window");
    assert_eq!(of(&TEN, "TM(20:30)"), None, "there is no mean of nothing");
}

#[test]
fn counts_weigh() {
    let mut whole = Aggregate::of(&Sample::Values(vec![(1.0, 90.0), (100.0, 10.0)])).unwrap();
    let p = |a: &Aggregate, s: &str| a.statistic(&Statistic::parse(s).unwrap());
    assert_eq!(p(&whole, "p90"), Some(1.0));
    assert_eq!(p(&whole, "p91"), Some(100.0));
    whole.merge(&Aggregate::of_value(100.0));
    assert_eq!(p(&whole, "SampleCount"), Some(101.0));
    assert_eq!(p(&whole, "p90"), Some(100.0));
}

#[test]
fn percentiles_need_the_samples() {
    let lost = StatisticSet { count: 10.0, sum: 55.0, min: 1.0, max: 10.0 };
    let raw = StatisticSet { count: 3.0, sum: 6.0, min: 2.0, max: 2.0 };
    let p50 = Statistic::parse("p50").unwrap();
    assert_eq!(Aggregate::of_set(&lost).statistic(&p50), None);
    assert_eq!(Aggregate::of_set(&raw).statistic(&p50), Some(2.0));
    let mut mixed = Aggregate::of_set(&raw);
    mixed.merge(&Aggregate::of_set(&lost));
    assert_eq!(mixed.statistic(&p50), None);
    assert_eq!(of(&[1.0, -1.0], "p50"), None, "nor with negative values");
    assert_eq!(of(&[-1.0, -1.0], "Average"), Some(-1.0));
}

#[test]
fn many_samples_stay_within_a_percent() {
    let values: Vec<f64> = (1..=100_000).map(f64::from).collect();
    for (name, exact) in [("p50", 50_000.0), ("p99", 99_000.0), ("p1", 1000.0), ("p100", 1e5)] {
        let found = of(&values, name).unwrap();
        assert!((found / exact - 1.0).abs() < 0.0101, "{name} is {found}");
    }
    let mean = of(&values, "tm99").unwrap();
    assert!((mean / 49_500.5 - 1.0).abs() < 0.0101, "tm99 is {mean}");
}

#[test]
fn names_as_the_interface_has_them() {
    let good = [
        "Average",
        "SampleCount",
        "p0",
        "p99.9",
        "p99.0123456789",
        "tm95",
        "tc10",
        "ts100",
        "wm1.5",
        "IQM",
        "TM(10%:90%)",
        "TM(:90%)",
        "TC(5%:)",
        "TS(80:500)",
        "WM(1e3:2.5E+4)",
        "PR(:300)",
        "PR(100:)",
    ];
    for name in good {
        let read = Statistic::parse(name);
        assert_eq!(read.map(|s| s.to_string()), Ok(name.to_owned()));
    }
    let bad = [
        "",
        "average",
        "p",
        "p101",
        "p99.01234567891",
        "p-1",
        "p1e1",
        "P99",
        "TM90",
        "tm(1:2)",
        "TM()",
        "TM(:)",
        "TM(10%:90)",
        "TM(90%:10%)",
        "PR(10%:90%)",
        "iqm",
        "TM(10)",
        "XY(1:2)",
        "p99%",
        "TM(-1:2)",
        "TM(nan:2)",
        "pinf",
        "TM(1:inf)",
        "é(1:2)",
    ];
    for name in bad {
        assert!(Statistic::parse(name).is_err(), "{name}");
    }
    assert_eq!(Statistic::parse("P99").unwrap_err(), "`P99` is no statistic: write `p99`");
    assert_eq!(
        Statistic::parse("Averge").unwrap_err(),
        "`Averge` is no statistic, did you mean `Average`?"
    );
}

#[test]
fn which_need_single_samples() {
    for (name, extended) in [("Sum", false), ("Maximum", false), ("p50", true), ("IQM", true)] {
        assert_eq!(Statistic::parse(name).unwrap().is_extended(), extended, "{name}");
    }
}

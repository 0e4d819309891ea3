//! What PutMetricData refuses.

use crate::metrics::validate::{Clock, namespace, take};
use crate::metrics::{RawDatum, RawSet, RefusalCode};

const NOW: i64 = 1_700_000_000_000;
const HOUR: i64 = 3_600_000;

fn raw() -> RawDatum {
    RawDatum { name: Some("m".into()), value: Some(1.0), ..RawDatum::default() }
}

fn refused(raw: &RawDatum) -> (RefusalCode, String) {
    let refusal = take("N", 1, raw, Clock::Now(NOW)).unwrap_err();
    (refusal.code, refusal.message)
}

#[test]
fn a_good_datum_is_taken() {
    let datum = take("N", 1, &raw(), Clock::Now(NOW)).unwrap();
    assert_eq!((datum.at, datum.slot()), (NOW, 1_699_999_980));
}

#[test]
fn namespaces() {
    for good in ["AWS/EC2", "a.b-c_d/e#f:g", "0"] {
        assert_eq!(namespace(Some(good)), Ok(good));
    }
    for bad in [":a", "a b", "ä", &"x".repeat(256)] {
        let code = namespace(Some(bad)).unwrap_err().code;
        assert_eq!(code, RefusalCode::InvalidParameterValue, "{bad}");
    }
    assert_eq!(namespace(None).unwrap_err().code, RefusalCode::MissingParameter);
}

#[test]
fn exactly_one_kind_of_value() {
    let both = RawDatum { values: Some(vec![1.0]), ..raw() };
    let words = "The parameters MetricData.member.1.Value and MetricData.member.1.Values are \
                 mutually exclusive and you have specified both.";
    assert_eq!(refused(&both), (RefusalCode::InvalidParameterCombination, words.into()));
    let set = RawDatum { set: Some(RawSet::default()), ..raw() };
    assert_eq!(refused(&set).0, RefusalCode::InvalidParameterCombination);
    let none = RawDatum { value: None, ..raw() };
    assert_eq!(refused(&none).0, RefusalCode::MissingParameter);
    let lengths =
        RawDatum { value: None, values: Some(vec![1.0, 2.0]), counts: Some(vec![1.0]), ..raw() };
    let (code, message) = refused(&lengths);
    assert_eq!(code, RefusalCode::InvalidParameterValue);
    assert!(message.ends_with("must be of the same size."), "{message}");
}

#[test]
fn numbers_and_times_within_bounds() {
    for bad in [f64::NAN, f64::INFINITY, -f64::INFINITY, 2f64.powi(361), -2f64.powi(361)] {
        let code = refused(&RawDatum { value: Some(bad), ..raw() }).0;
        assert_eq!(code, RefusalCode::InvalidParameterValue, "{bad}");
    }
    let at = |at: i64| RawDatum { at: Some(at), ..raw() };
    for bad in [NOW - 14 * 24 * HOUR - 1, NOW + 2 * HOUR + 1] {
        assert_eq!(refused(&at(bad)).0, RefusalCode::InvalidParameterValue);
    }
    for good in [NOW - 14 * 24 * HOUR, NOW + 2 * HOUR] {
        assert!(take("N", 1, &at(good), Clock::Now(NOW)).is_ok());
    }
    assert!(take("N", 1, &at(0), Clock::Any).is_ok());
    assert!(take("N", 1, &at(i64::MIN), Clock::Any).is_err());
    assert!(take("N", 1, &raw(), Clock::Any).is_err(), "no time and no clock");
}

#[test]
fn many_and_odd_parts() {
    let pair = |n: usize| (format!("d{n}"), "v".to_owned());
    let dimensions = |n: usize| RawDatum { dimensions: (0..n).map(pair).collect(), ..raw() };
    assert!(take("N", 1, &dimensions(30), Clock::Now(NOW)).is_ok());
    let (_, message) = refused(&dimensions(31));
    assert_eq!(
        message,
        "The collection MetricData.member.1.Dimensions must not have a size greater than 30."
    );
    let twice = RawDatum { dimensions: vec![pair(1), pair(1)], ..raw() };
    let odd = |value: &str| RawDatum { dimensions: vec![("d".into(), value.into())], ..raw() };
    let values = RawDatum { value: None, values: Some(vec![1.0; 151]), ..raw() };
    let minimum = RawSet { count: Some(1.0), sum: Some(1.0), min: Some(2.0), max: Some(1.0) };
    let set = RawDatum { value: None, set: Some(minimum), ..raw() };
    for bad in [
        twice,
        odd(":v"),
        odd(" "),
        odd("\u{7f}"),
        values,
        set,
        RawDatum { unit: Some("seconds".into()), ..raw() },
        RawDatum { resolution: Some(7.0), ..raw() },
        RawDatum { name: Some("x".repeat(256)), ..raw() },
    ] {
        assert_eq!(refused(&bad).0, RefusalCode::InvalidParameterValue);
    }
    assert_eq!(refused(&odd("")).0, RefusalCode::MissingParameter);
}

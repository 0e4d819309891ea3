//! Examples of RFC 8949, and bodies that are cut, changed or made to hurt.

use super::*;
use crate::wire::limits::Limits;
use crate::wire::value::Value;

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|d| (d[0] << 4 | d[1]) as u8).collect()
}

fn of(hex: &str) -> Result<Value, &'static str> {
    read(&bytes(hex), &Limits::default())
}

/// Appendix A of the RFC, as far as it is used.
#[test]
fn examples_of_the_standard() {
    for (hex, number) in [
        ("00", 0),
        ("17", 23),
        ("1818", 24),
        ("1903e8", 1000),
        ("1a000f4240", 1_000_000),
        ("1b000000e8d4a51000", 1_000_000_000_000),
        ("20", -1),
        ("3903e7", -1000),
    ] {
        assert_eq!(of(hex), Ok(Value::Integer(number)), "{hex}");
    }
    for (hex, number) in [
        ("f90000", 0.0),
        ("f93c00", 1.0),
        ("f93e00", 1.5),
        ("f97bff", 65504.0),
        ("fa47c35000", 100_000.0),
        ("fb3ff199999999999a", 1.1),
        ("f90001", 5.960_464_477_539_063e-8),
        ("f90400", 0.000_061_035_156_25),
        ("f9c400", -4.0),
        ("f97c00", f64::INFINITY),
        ("f9fc00", f64::NEG_INFINITY),
        ("1bffffffffffffffff", 18_446_744_073_709_551_615.0),
    ] {
        assert_eq!(of(hex), Ok(Value::Float(number)), "{hex}");
    }
    assert!(matches!(of("f97e00"), Ok(Value::Float(f)) if f.is_nan()));
    assert_eq!(of("62c3bc"), Ok("ü".into()));
    assert_eq!(of("7f657374726561646d696e67ff"), Ok("streaming".into()));
    assert_eq!(of("5f42010243030405ff"), Ok(Value::Bytes(vec![1, 2, 3, 4, 5])));
    assert_eq!(of("c11a514b67b0"), Ok(jiff::Timestamp::constant(1_363_896_240, 0).into()));
    assert_eq!(
        of("c1fb41d452d9ec200000"),
        Ok(jiff::Timestamp::constant(1_363_896_240, 500_000_000).into())
    );
    let list = Value::List(vec![1.into(), Value::List(vec![2.into(), 3.into()])]);
    assert_eq!(
        of("9f018202039fffff").map(|v| matches!(v, Value::List(l) if l.len() == 3)),
        Ok(true)
    );
    assert_eq!(of("8201820203"), Ok(list));
    let map = Value::map([("a", 1.into()), ("b", Value::List(vec![2.into(), 3.into()]))]);
    assert_eq!(of("a26161016162820203"), Ok(map.clone()));
    assert_eq!(of("bf61610161629f0203ffff"), Ok(map));
    assert_eq!(of("f6"), Ok(Value::Null));
    assert_eq!(of(""), Ok(Value::EMPTY));
}

#[test]
fn what_is_refused() {
    for hex in [
        "18",
        "1c",
        "1f",
        "3f",
        "ff",
        "9f",
        "bf6161",
        "a1",
        "a10101",
        "6161ff",
        "0000",
        "61ff",
        "7f4101ff",
        "7f7f6161ffff",
        "c2420102",
        "d9d9f700",
        "f0",
        "f820",
        "c16161",
        "c1fb7ff8000000000000",
        "df",
        // Lengths that nothing could hold.
        "5bffffffffffffffff",
        "7b7fffffffffffffff61",
        "9bffffffffffffffff",
        "bb00ffffffffffffff",
        "9affffffff00",
        "c11b7fffffffffffffff",
    ] {
        assert!(of(hex).is_err(), "{hex}");
    }
    for unit in ["81", "9f", "a16161", "bf6161", "c1"] {
        assert!(of(&unit.repeat(100_000)).is_err(), "{unit}");
    }
    let wide = [&[0x9F][..], &vec![0xF6; 400_001], &[0xFF]].concat();
    assert!(read(&wide, &Limits::default()).is_err());
}

fn sample() -> Value {
    Value::map([
        ("Namespace", "n".into()),
        (
            "MetricData",
            vec![
                Value::map([
                    ("Value", 1.5.into()),
                    ("At", jiff::Timestamp::constant(1_767_323_045, 250_000_000).into()),
                ]),
                Value::map([
                    ("Value", (-7).into()),
                    ("Bytes", Value::Bytes(vec![0; 300])),
                    ("Yes", true.into()),
                ]),
            ]
            .into(),
        ),
        ("Big", i64::MIN.into()),
        ("Most", i64::MAX.into()),
    ])
}

#[test]
fn there_and_back() {
    let mut out = Vec::new();
    write(&sample(), &mut out);
    assert_eq!(read(&out, &Limits::default()), Ok(sample()));
}

#[test]
fn cut_and_changed_bodies_never_panic() {
    let mut out = Vec::new();
    write(&sample(), &mut out);
    for end in 1..out.len() {
        assert!(read(&out[..end], &Limits::default()).is_err(), "cut at {end}");
    }
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..20_000 {
        let mut changed = out.clone();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(..changed.len());
            changed[at] = random.u8(..);
        }
        if let Ok(value) = read(&changed, &Limits::default()) {
            let mut again = Vec::new();
            write(&value, &mut again);
        }
    }
    for _ in 0..20_000 {
        let noise: Vec<u8> = (0..random.usize(1..60)).map(|_| random.u8(..)).collect();
        let _ = read(&noise, &Limits::default());
    }
}

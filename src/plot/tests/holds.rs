//! What holds of every picture.

use super::goldens::{NINE, band, threshold};
use crate::alarms::{AlarmState, Comparison, Side};
use crate::plot::{Chart, Limit, svg};

/// Elements are closed in order, attributes are quoted, no number is none.
pub(super) fn well_formed(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some(at) = rest.find('<') {
        assert!(!rest[..at].contains('>'), "a stray `>` before {at}");
        let end = at + rest[at..].find('>').expect("a tag ends");
        let tag = &rest[at + 1..end];
        assert!(!tag.contains('<') && tag.matches('"').count().is_multiple_of(2), "{tag}");
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) => assert_eq!(open.pop(), Some(name)),
            (false, false) => open.push(name),
            (false, true) => {}
        }
        for data in tag.split("=\"").skip(1).filter_map(|a| a.split('"').next()) {
            assert!(!data.contains("NaN") && !data.contains("inf"), "{tag}");
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?} is open");
    for piece in svg.split('&').skip(1) {
        let entity = piece.split(';').next().unwrap_or_default();
        assert!(["amp", "lt", "gt", "quot"].contains(&entity), "&{entity}");
    }
}

/// The largest and smallest y of the line, in pixels.
fn line_of(svg: &str) -> Vec<f64> {
    let data = svg.split("class=\"tl-line\" d=\"M").last().expect("a line");
    let data = data.split('"').next().expect("its end");
    data.split(['L', 'M'])
        .filter_map(|spot| spot.split(' ').nth(1))
        .map(|y| y.parse().expect("a number"))
        .collect()
}

fn dice(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

#[test]
fn odd_charts_are_drawn() {
    let numbers = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        1e-320,
        1e-9,
        1e9,
        1e300,
        f64::MAX,
        f64::MIN,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        99.999,
        1e15 + 1.0,
    ];
    let times = [0, -1, 1, NINE, NINE + 60, i64::MAX, i64::MIN, 253_402_207_200, -62_135_596_800];
    let units = ["", "Percent", "Milliseconds", "Bytes", "<&\">", "Count/Second"];
    let mut seed = 7;
    for _ in 0..3000 {
        let mut roll = |n: usize| dice(&mut seed) as usize % n;
        let (number, time) =
            (|r: usize| numbers[r % numbers.len()], |r: usize| times[r % times.len()]);
        let points = (0..roll(9))
            .map(|_| (time(roll(99)), (roll(5) > 0).then(|| number(roll(99)))))
            .collect();
        let limit = match roll(3) {
            0 => Limit::None,
            1 => Limit::Threshold(Comparison::Less, number(roll(99))),
            _ => {
                let edge = |_| (time(roll(99)), number(roll(99)), number(roll(99)));
                Limit::Band(Side::Outside, (0..5).map(edge).collect())
            }
        };
        let states = (0..roll(6))
            .map(|_| (time(roll(99)), time(roll(99)), AlarmState::ALL[roll(3)]))
            .collect();
        let chart = Chart {
            title: "a\u{0}<b>".to_owned(),
            unit: units[roll(6)].to_owned(),
            points,
            period: time(roll(99)),
            limit,
            states,
            range: (roll(3) == 0).then(|| (time(roll(99)), time(roll(99)))),
        };
        let text = svg(&chart);
        well_formed(&text);
        assert!(!text.contains("NaN"), "{chart:?}");
        assert_eq!(text, svg(&chart));
    }
}

#[test]
fn a_million_points_are_a_small_file_that_keeps_peaks() {
    let mut seed = 1;
    let mut value = || dice(&mut seed) as f64 / 2f64.powi(31) * 10.0 + 40.0;
    let mut points: Vec<_> = (0..1_000_000).map(|n| (NINE + 60 * n, Some(value()))).collect();
    points[123_456].1 = Some(100.0);
    points[765_432].1 = Some(0.0);
    let states = (0..100_000i64).map(|n| {
        let state =
            if n == 77_777 { AlarmState::Alarm } else { AlarmState::ALL[(n % 2) as usize * 2] };
        (NINE + 600 * n, NINE + 600 * (n + 1), state)
    });
    let chart = Chart {
        points,
        period: 60,
        limit: Limit::Threshold(Comparison::Greater, 45.0),
        states: states.collect(),
        ..Chart::default()
    };
    let text = svg(&chart);
    well_formed(&text);
    assert!(text.len() < 100_000, "{}", text.len());
    let line = line_of(&text);
    assert_eq!(line.iter().copied().fold(f64::INFINITY, f64::min), 109.7);
    assert_eq!(line.iter().copied().fold(0.0, f64::max), 258.0);
    assert!(text.contains("class=\"tl-alarm\""));
}

#[test]
fn gaps_break_the_line_and_lone_points_are_dots() {
    let mut chart = threshold();
    assert_eq!(svg(&chart).matches("tl-line\" d=\"M").count(), 2, "one in the legend");
    let line = svg(&chart);
    let line = line.split("class=\"tl-line\" d=\"").last().unwrap_or_default();
    assert_eq!(line.split('"').next().unwrap_or_default().matches('M').count(), 2);
    // Missing for want of rows, not told as missing.
    chart.points.retain(|p| p.1.is_some());
    assert_eq!(svg(&chart).matches('M').count(), svg(&threshold()).matches('M').count());
    chart.points.truncate(1);
    let one = svg(&chart);
    assert!(!one.contains("tl-line\" d=\"M72 2"), "{one}");
    assert!(one.contains("class=\"tl-dots\""));
}

#[test]
fn breaches_are_told() {
    let words = svg(&threshold());
    assert!(
        words.contains(". 15 values from 40 %") || words.contains(" 15 values from "),
        "{words}"
    );
    assert!(
        words.contains("3 missing. 3 breach: threshold ≥ 80 %. ALARM 1 time, 15 min."),
        "{words}"
    );
    let words = svg(&band());
    assert!(words.contains("breach: outside the band."), "{words}");
    let far = Chart { limit: Limit::Threshold(Comparison::Greater, 1e6), ..threshold() };
    assert!(svg(&far).contains("↑ &gt; 1000000 %"), "{}", svg(&far));
    let order = Chart { points: threshold().points.into_iter().rev().collect(), ..threshold() };
    assert_eq!(svg(&order), svg(&threshold()));
}

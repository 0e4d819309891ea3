//! The model and the detector on generated series: what is learnt, foretold, left out and found.

use super::{Adaptation, Detector, Filtering, Model, Range, Settings, State};

const STEP: i64 = 300;
const DAY: usize = 288;
/// A Monday.
const START: i64 = 1_767_571_200;

/// Numbers that look like chance: a normal distribution, nearly.
struct Dice(u64);

impl Dice {
    fn even(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.even()).sum::<f64>() - 6.0
    }
}

fn at(number: usize) -> i64 {
    START + number as i64 * STEP
}

/// Fourteen days with a daily wave of 10 around 100, and noise of 1.
fn wave(number: usize, dice: &mut Dice) -> f64 {
    let turn = number as f64 / DAY as f64 * std::f64::consts::TAU;
    100.0 + 10.0 * turn.sin() + dice.normal()
}

fn taught(settings: Settings) -> Model {
    let mut model = Model::new(settings);
    let mut dice = Dice(1);
    for number in 0..14 * DAY {
        model.update(at(number), wave(number, &mut dice));
    }
    model
}

#[test]
fn a_band_follows_the_day() {
    let model = taught(Settings::default());
    assert_eq!(model.state(), State::Trained);
    for (number, expected) in [(DAY / 4, 110.0), (DAY / 2, 100.0), (DAY * 3 / 4, 90.0)] {
        let band = model.band(at(15 * DAY + number), 2.0).expect("it saw values");
        assert!((band.expected - expected).abs() < 1.0, "{band:?}, not {expected}");
        assert!((band.high - band.low - 4.0).abs() < 1.5, "{band:?}");
        let wide = model.band(at(15 * DAY + number), 4.0).expect("it saw values");
        assert!((wide.high - wide.low - 2.0 * (band.high - band.low)).abs() < 1e-9);
    }
}

#[test]
fn two_deviations_hold_what_they_should_of_noise() {
    let model = taught(Settings::default());
    let mut dice = Dice(2);
    let numbers = 14 * DAY..28 * DAY;
    let all = numbers.len();
    let inside = numbers
        .filter(|n| {
            let band = model.band(at(*n), 2.0).expect("it saw values");
            let value = wave(*n, &mut dice);
            band.low <= value && value <= band.high
        })
        .count();
    let share = inside as f64 / all as f64;
    assert!((0.93..0.98).contains(&share), "{share}");
}

#[test]
fn weekends_are_told_from_working_days() {
    let mut model = Model::new(Settings::default());
    let mut dice = Dice(3);
    let low = |number: usize| (number / DAY) % 7 >= 5;
    for number in 0..42 * DAY {
        let level = if low(number) { 20.0 } else { 50.0 };
        model.update(at(number), level + dice.normal());
    }
    let noon =
        |day: usize| model.band(at((42 + day) * DAY + DAY / 2), 2.0).expect("values").expected;
    assert!(noon(2) - noon(6) > 15.0, "{} and {}", noon(2), noon(6));
}

#[test]
fn logical_limits_cut_bands() {
    let settings = Settings { least: Some(95.0), most: Some(105.0), ..Settings::default() };
    let band = taught(settings).band(at(15 * DAY + DAY / 4), 3.0).expect("it saw values");
    assert_eq!((band.low, band.high), (105.0, 105.0));
}

#[test]
fn excluded_ranges_teach_nothing() {
    let range = Range { from: at(1000), to: at(1100) };
    let settings = Settings { excluded_ranges: vec![range], ..Settings::default() };
    let mut model = taught(settings.clone());
    let before = model.clone();
    assert_eq!(model.update(at(1000), 1e6), None);
    assert_eq!(model.update(at(1099), -1e6), None);
    assert_eq!(model, before);
    assert!(model.update(at(1100), 100.0).is_some());
    assert_eq!(Detector::new(settings).update(at(1050), 1.0), None);
}

#[test]
fn what_is_no_number_teaches_nothing() {
    let mut detector = Detector::new(Settings::default());
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e151] {
        assert_eq!(detector.update(0, value), None);
    }
    assert_eq!(detector.model().state(), State::PendingTraining);
    assert_eq!(detector.model().band(0, 2.0), None);
}

#[test]
fn strict_filtering_learns_less_of_outliers() {
    let widths = [Filtering::Minimal, Filtering::Moderate, Filtering::Strict].map(|filtering| {
        let mut model =
            Model::new(Settings { outlier_filtering: filtering, ..Settings::default() });
        let mut dice = Dice(4);
        for number in 0..14 * DAY {
            let more = if number % 50 == 49 { 12.0 } else { 0.0 };
            model.update(at(number), 50.0 + dice.normal() + more);
        }
        let band = model.band(at(14 * DAY), 2.0).expect("it saw values");
        band.high - band.low
    });
    assert!(widths[0] > widths[1] && widths[1] > widths[2], "{widths:?}");
}

#[test]
fn fast_models_follow_a_new_level_sooner() {
    let points = [Adaptation::Fast, Adaptation::Normal, Adaptation::Slow].map(|speed| {
        let mut model = taught(Settings { adaptation_speed: speed, ..Settings::default() });
        let mut dice = Dice(5);
        let mut number = 14 * DAY;
        loop {
            model.update(at(number), wave(number, &mut dice) + 30.0);
            number += 1;
            let expected = model.band(at(number + DAY / 2), 2.0).expect("values").expected;
            let turn = (number + DAY / 2) as f64 / DAY as f64 * std::f64::consts::TAU;
            if (expected - 130.0 - 10.0 * turn.sin()).abs() < 3.0 || number > 60 * DAY {
                return number - 14 * DAY;
            }
        }
    });
    assert!(points[0] <= points[1] && points[1] < points[2], "{points:?}");
    assert!(points[1] < 2 * DAY, "{points:?}");
}

#[test]
fn a_spike_scores_once_and_high() {
    let mut detector = Detector::new(Settings::default());
    let mut dice = Dice(6);
    let mut best = (0, 0.0);
    for number in 0..14 * DAY {
        let spike = (3000..3006).contains(&number);
        let value = wave(number, &mut dice) + if spike { 40.0 } else { 0.0 };
        let reading = detector.update(at(number), value).expect("a number");
        if number > 3 * DAY && reading.score > best.1 {
            best = (number, reading.score);
        }
        if number == 3000 {
            assert!(reading.rarity > 3.0 && reading.deviations > 20.0, "{reading:?}");
        }
    }
    assert_eq!(best.0, 3000);
}

#[test]
fn a_state_goes_on_where_it_was_left() {
    let mut detector = Detector::new(Settings::default());
    let mut dice = Dice(7);
    let values: Vec<f64> = (0..3 * DAY).map(|n| wave(n, &mut dice)).collect();
    for (number, value) in values.iter().enumerate().take(2 * DAY) {
        detector.update(at(number), *value);
    }
    let text = serde_json::to_string(&detector).expect("it writes");
    let mut other = Detector::from_json(&text).expect("it reads");
    for (number, value) in values.iter().enumerate().skip(2 * DAY) {
        let (a, b) = (detector.update(at(number), *value), other.update(at(number), *value));
        let (a, b) = (a.expect("a number"), b.expect("a number"));
        // JSON's readers may miss the last digit of a number.
        assert!((a.expected - b.expected).abs() < 1e-9, "{number}: {a:?} {b:?}");
        assert!((a.rarity - b.rarity).abs() < 0.01, "{number}: {a:?} {b:?}");
    }
    let model = serde_json::to_string(detector.model()).expect("it writes");
    let model = Model::from_json(&model).expect("it reads");
    assert_eq!(model.state(), detector.model().state());
}

#[test]
fn broken_states_are_refused() {
    for text in ["", "{}", "[1]", "null"] {
        assert!(Detector::from_json(text).is_err() && Model::from_json(text).is_err());
    }
    let mut state = serde_json::to_value(Detector::new(Settings::default())).expect("it writes");
    for part in ["/shape/ring", "/values/seen", "/total/cells", "/model/profile/day"] {
        let mut cut = state.clone();
        *cut.pointer_mut(part).expect(part) = serde_json::json!([]);
        assert!(Detector::from_json(&cut.to_string()).is_err(), "{part}");
    }
    *state.pointer_mut("/shape/next").expect("a place") = serde_json::json!(1000);
    assert!(Detector::from_json(&state.to_string()).is_err());
}

/// Whatever comes, in whatever order, answers are numbers and bands hold what they expect.
#[test]
fn wild_series_do_no_harm() {
    let values = [0.0, -0.0, 1e150, -1e150, 1e-300, 5.0, f64::NAN, f64::INFINITY, -7e9, 2.35e108];
    let times = [0, 300, 299, -1, i64::MAX, i64::MIN, 600, 1_400_000_000, 0, 0];
    for seed in 0..20 {
        let mut dice = Dice(seed);
        let mut detector = Detector::new(Settings::default());
        for _ in 0..2000 {
            let value = values[(dice.even() * 10.0) as usize];
            let time = times[(dice.even() * 10.0) as usize];
            let Some(reading) = detector.update(time, value) else { continue };
            let all = [reading.expected, reading.deviations, reading.rarity, reading.score];
            assert!(all.iter().all(|x| x.is_finite()), "{reading:?}");
            let band = detector.model().band(time, 2.0).expect("it saw values");
            assert!(band.low <= band.expected && band.expected <= band.high, "{band:?}");
        }
        let text = serde_json::to_string(&detector).expect("it writes");
        assert!(Detector::from_json(&text).is_ok());
    }
}

#[test]
fn a_constant_series_is_not_odd_until_it_moves() {
    let mut detector = Detector::new(Settings::default());
    for number in 0..5 * DAY {
        let reading = detector.update(at(number), 7.0).expect("a number");
        assert_eq!(reading.deviations, 0.0);
        if number > DAY {
            assert!(reading.score < 1.0, "{number}: {reading:?}");
        }
    }
    let reading = detector.update(at(5 * DAY), 7.1).expect("a number");
    assert!(reading.score > 2.5, "{reading:?}");
}

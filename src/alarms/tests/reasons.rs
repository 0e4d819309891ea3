//! Reasons against those that AWS is known to have written.

use super::at;
use crate::alarms::{
    AlarmSettings, AlarmState, Band, Comparison, MissingData, Point, Side, Threshold, judge, reason,
};
use jiff::{SignedDuration, Timestamp};

/// Points of these values, the newest at `newest`.
fn points(newest: &str, period: i64, values: &[Option<f64>]) -> Vec<Point> {
    let count = values.len() as i64;
    values
        .iter()
        .zip(0..)
        .map(|(value, index)| {
            let back = SignedDuration::from_secs((count - 1 - index) * period);
            Point { value: *value, ..Point::missing(at(newest) - back) }
        })
        .collect()
}

fn greater(period: u32, n: u32, m: Option<u32>, threshold: f64) -> AlarmSettings {
    let threshold = Threshold::Static(Comparison::Greater, threshold);
    AlarmSettings { datapoints_to_alarm: m, ..AlarmSettings::new(period, n, threshold) }
}

fn words(settings: &AlarmSettings, points: &[Point]) -> (AlarmState, String) {
    let judgement = judge(settings, points);
    let state = judgement.state.expect("some");
    (state, reason(settings, &judgement, state, points, Timestamp::UNIX_EPOCH).text)
}

#[test]
fn one_of_one() {
    let settings =
        AlarmSettings { statistic: Some("Average".into()), ..greater(300, 1, Some(1), 50.0) };
    let points = points("2019-10-02T16:59:00Z", 300, &[Some(99.50160229693434)]);
    let judgement = judge(&settings, &points);
    let why =
        reason(&settings, &judgement, AlarmState::Alarm, &points, at("2019-10-02T17:04:40.985Z"));
    assert_eq!(
        why.text,
        "Threshold Crossed: 1 out of the last 1 datapoints [99.50160229693434 (02/10/19 16:59:00)] \
         was greater than the threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition)."
    );
    assert_eq!(
        why.data,
        "{\"version\":\"1.0\",\"queryDate\":\"2019-10-02T17:04:40.985+0000\",\
         \"startDate\":\"2019-10-02T16:59:00.000+0000\",\"statistic\":\"Average\",\"period\":300,\
         \"recentDatapoints\":[99.50160229693434],\"threshold\":50.0,\
         \"evaluatedDatapoints\":[{\"timestamp\":\"2019-10-02T16:59:00.000+0000\",\
         \"value\":99.50160229693434}]}"
    );
}

#[test]
fn several_points_stand_newest_first() {
    let settings = greater(300, 4, Some(2), 10.7);
    let values = [Some(1.0), Some(10.79), Some(2.0), Some(10.708)];
    let (state, text) = words(&settings, &points("2022-11-08T02:45:00Z", 300, &values));
    assert_eq!(state, AlarmState::Alarm);
    assert_eq!(
        text,
        "Threshold Crossed: 2 out of the last 4 datapoints [10.708 (08/11/22 02:45:00), 10.79 \
         (08/11/22 02:35:00)] were greater than the threshold (10.7) (minimum 2 datapoints for OK -> \
         ALARM transition)."
    );
    let settings = greater(300, 3, Some(3), 0.005);
    let values = [Some(0.01), Some(0.002), Some(0.002)];
    let (state, text) = words(&settings, &points("2026-07-17T04:13:00Z", 300, &values));
    assert_eq!(state, AlarmState::Ok);
    assert_eq!(
        text,
        "Threshold Crossed: 2 out of the last 3 datapoints [0.002 (17/07/26 04:13:00), 0.002 \
         (17/07/26 04:08:00)] were not greater than the threshold (0.005) (minimum 1 datapoint for \
         ALARM -> OK transition)."
    );
}

#[test]
fn without_m_less_is_said() {
    let (_, text) =
        words(&greater(60, 1, None, 21.0), &points("2019-01-02T03:04:00Z", 60, &[Some(21.5)]));
    assert_eq!(
        text,
        "Threshold Crossed: 1 datapoint [21.5 (02/01/19 03:04:00)] was greater than the threshold (21.0)."
    );
    let seven = [Some(7.0); 5];
    let (_, text) = words(&greater(60, 5, None, 2.0), &points("2022-04-21T20:24:00Z", 60, &seven));
    assert_eq!(
        text,
        "Threshold Crossed: 5 datapoints were greater than the threshold (2.0). The most recent \
         datapoints which crossed the threshold: [7.0 (21/04/22 20:24:00), 7.0 (21/04/22 20:23:00), \
         7.0 (21/04/22 20:22:00), 7.0 (21/04/22 20:21:00), 7.0 (21/04/22 20:20:00)]."
    );
}

#[test]
fn missing_points() {
    let mut settings = greater(60, 2, None, 1.0);
    settings.treat_missing_data = MissingData::Breaching;
    let none = points("2022-04-21T20:24:00Z", 60, &[None; 4]);
    assert_eq!(
        words(&settings, &none).1,
        "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were \
         treated as [Breaching]."
    );
    let one = points("2026-09-25T21:51:00Z", 60, &[None, None, None, Some(1.0)]);
    assert_eq!(
        words(&settings, &one).1,
        "Threshold Crossed: 1 datapoint [1.0 (25/09/26 21:51:00)] was not greater than the threshold \
         (1.0) and 1 missing datapoint was treated as [Breaching]."
    );
    settings = AlarmSettings {
        treat_missing_data: MissingData::NotBreaching,
        ..greater(60, 1, None, 1.0)
    };
    assert_eq!(
        words(&settings, &none).1,
        "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was \
         treated as [NonBreaching]."
    );
    settings = AlarmSettings {
        treat_missing_data: MissingData::Breaching,
        ..greater(60, 3, Some(2), 1.0)
    };
    let quiet = points("2026-09-25T21:51:00Z", 60, &[None, None, None, None, Some(0.0)]);
    assert_eq!(
        words(&settings, &quiet).1,
        "Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were \
         treated as [Breaching]."
    );
    let (state, text) = words(&greater(60, 5, None, 1.0), &none);
    assert_eq!(state, AlarmState::InsufficientData);
    assert_eq!(text, "Insufficient Data: 5 datapoints were unknown.");
    let unknown = reason(
        &greater(60, 1, None, 1.0),
        &judge(&greater(60, 1, None, 1.0), &none),
        AlarmState::InsufficientData,
        &none,
        at("2022-04-21T20:25:03Z"),
    );
    assert_eq!(unknown.text, "Insufficient Data: 1 datapoint was unknown.");
    assert!(unknown.data.ends_with(
        "\"period\":60,\"recentDatapoints\":[],\"threshold\":1.0,\
         \"evaluatedDatapoints\":[{\"timestamp\":\"2022-04-21T20:24:00.000+0000\"}]}"
    ));
}

#[test]
fn bands() {
    let band = |side| AlarmSettings {
        datapoints_to_alarm: Some(1),
        ..AlarmSettings::new(60, 1, Threshold::Band(side))
    };
    let edges = Band { lower: 0.020599444741798756, upper: 0.3006915352732461 };
    let point =
        |value| Point { band: Some(edges), ..Point::new(at("2019-10-03T15:58:00Z"), value) };
    assert_eq!(
        words(&band(Side::Outside), &[point(0.0)]).1,
        "Thresholds Crossed: 1 out of the last 1 datapoints [0.0 (03/10/19 15:58:00)] was less than \
         the lower thresholds [0.020599444741798756] or greater than the upper thresholds \
         [0.3006915352732461] (minimum 1 datapoint for OK -> ALARM transition)."
    );
    assert_eq!(
        words(&band(Side::Outside), &[point(0.2)]).1,
        "Thresholds Crossed: 1 out of the last 1 datapoints [0.2 (03/10/19 15:58:00)] was not less \
         than the lower thresholds [0.020599444741798756] or not greater than the upper thresholds \
         [0.3006915352732461] (minimum 1 datapoint for ALARM -> OK transition)."
    );
    assert_eq!(
        words(&band(Side::Above), &[point(0.2)]).1,
        "Thresholds Crossed: 1 out of the last 1 datapoints [0.2 (03/10/19 15:58:00)] was not greater \
         than the upper thresholds [0.3006915352732461] (minimum 1 datapoint for ALARM -> OK transition)."
    );
}

//! Metric math: values, types, faults.

use crate::metrics::math::{
    Entry, EntryKind, MathFault, Nothing, Outside, Range, Series, Sheet, Value, parse,
};

const PERIOD: u32 = 60;

/// Values by minute, `None` where there is none.
fn series(values: &[Option<f64>]) -> Series {
    let at = |i: usize| i as i64 * 60;
    let points = values.iter().enumerate().filter_map(|(i, v)| Some((at(i), (*v)?))).collect();
    Series { period: PERIOD, points, ..Series::default() }
}

fn sheet(expression: &str) -> Result<Sheet, Vec<MathFault>> {
    let metric = |id: &str| Entry {
        id: id.into(),
        what: EntryKind::Metric { period: PERIOD },
        returns: false,
    };
    let what = EntryKind::Expression(expression.into());
    Sheet::new(vec![metric("m1"), metric("m2"), Entry { id: "e".into(), what, returns: true }])
}

const M1: [Option<f64>; 4] = [Some(1.0), Some(4.0), None, Some(9.0)];
const M2: [Option<f64>; 4] = [Some(2.0), None, None, Some(0.0)];

struct Band;

impl Outside for Band {
    fn band(&mut self, series: &Series, width: f64) -> Result<(Series, Series), String> {
        let side = |by: f64| {
            let points = series.points.iter().map(|(at, v)| (*at, v + by)).collect();
            Series { points, ..series.clone() }
        };
        Ok((side(width), side(-width)))
    }
}

fn all(expression: &str) -> Vec<Vec<(i64, f64)>> {
    let sheet = sheet(expression).unwrap_or_else(|e| panic!("{expression}: {e:?}"));
    let range = Range { start: 0, end: 240, period: PERIOD };
    match sheet.evaluate(&[series(&M1), series(&M2)], range, &mut Band).unwrap().pop().unwrap() {
        Value::Series(series) => vec![series.points],
        Value::Many(all) => all.into_iter().map(|s| s.points).collect(),
        Value::Number(_) => panic!("{expression} is a number"),
    }
}

/// The values of four minutes.
fn minutes(expression: &str) -> Vec<Option<f64>> {
    let [points] = all(expression).try_into().unwrap();
    let points: Vec<(i64, f64)> = points;
    (0..4).map(|i| points.iter().find(|(at, _)| *at == i * 60).map(|(_, v)| *v)).collect()
}

#[test]
fn functions_of_series() {
    let n = None;
    let cases: &[(&str, [Option<f64>; 4])] = &[
        ("m1 + m2", [Some(3.0), Some(4.0), n, Some(9.0)]),
        ("m1 / m2", [Some(0.5), n, n, n]),
        ("-m1^2", [Some(-1.0), Some(-16.0), n, Some(-81.0)]),
        ("(-m1)^2", [Some(1.0), Some(16.0), n, Some(81.0)]),
        ("m1 * 2^3^0", [Some(2.0), Some(8.0), n, Some(18.0)]),
        ("10 - m1 - 1", [Some(8.0), Some(5.0), n, Some(0.0)]),
        ("m1 > 3 && m1 < 9 || m1 == 1", [Some(1.0), Some(1.0), n, Some(0.0)]),
        ("ABS(-m1)", [Some(1.0), Some(4.0), n, Some(9.0)]),
        ("CEIL(m1/4)", [Some(1.0), Some(1.0), n, Some(3.0)]),
        ("LOG10(m2*5)", [Some(1.0), n, n, n]),
        ("FILL(m1, 0)", [Some(1.0), Some(4.0), Some(0.0), Some(9.0)]),
        ("FILL(m1, REPEAT)", [Some(1.0), Some(4.0), Some(4.0), Some(9.0)]),
        ("FILL(DIFF(m1), REPEAT)", [n, Some(3.0), Some(3.0), Some(5.0)]),
        ("FILL(m1, LINEAR)", [Some(1.0), Some(4.0), Some(6.5), Some(9.0)]),
        ("FILL(m2, m1)", [Some(2.0), Some(4.0), n, Some(0.0)]),
        ("FILL(m1, MIN(m1))", [Some(1.0), Some(4.0), Some(1.0), Some(9.0)]),
        ("RATE(m1)", [n, Some(0.05), n, Some(5.0 / 120.0)]),
        ("DIFF(m1)", [n, Some(3.0), n, Some(5.0)]),
        ("DIFF_TIME(m1)", [n, Some(60.0), n, Some(120.0)]),
        ("RUNNING_SUM(m1)", [Some(1.0), Some(5.0), n, Some(14.0)]),
        ("m1 / PERIOD(m1) * 60", [Some(1.0), Some(4.0), n, Some(9.0)]),
        (
            "m1 - AVG(m1)",
            [Some(1.0 - 14.0 / 3.0), Some(4.0 - 14.0 / 3.0), n, Some(9.0 - 14.0 / 3.0)],
        ),
        ("SUM([m1, m2])", [Some(3.0), Some(4.0), n, Some(9.0)]),
        ("SUM(METRICS())", [Some(3.0), Some(4.0), n, Some(9.0)]),
        ("AVG([m1, m2])", [Some(1.5), Some(2.0), n, Some(4.5)]),
        ("MAX([m1, 3])", [Some(3.0), Some(4.0), n, Some(9.0)]),
        ("MIN([m1, m2])", [Some(1.0), Some(4.0), n, Some(0.0)]),
        ("DATAPOINT_COUNT([m1, m2])", [Some(2.0), Some(1.0), n, Some(2.0)]),
        ("STDDEV([m1, m2])", [Some(0.5), Some(0.0), n, Some(4.5)]),
        ("SUM(METRICS(\"2\"))", [Some(2.0), n, n, Some(0.0)]),
        ("TIME_SERIES(SUM(m1))", [Some(14.0); 4]),
        ("m1 / METRIC_COUNT(METRICS())", [Some(0.5), Some(2.0), n, Some(4.5)]),
        ("MINUTE(m1)", [Some(0.0), Some(1.0), Some(2.0), Some(3.0)]),
        ("DAY(m2)", [Some(4.0); 4]),
        ("YEAR(m2) + MONTH(m2) + DATE(m2) + HOUR(m2)", [Some(1972.0); 4]),
        ("EPOCH(m1)", [Some(0.0), Some(60.0), Some(120.0), Some(180.0)]),
        ("IF(m1 > 3, m1)", [n, Some(4.0), n, Some(9.0)]),
        ("IF(SUM(m1) > 3, m1, m2)", [Some(1.0), Some(4.0), n, Some(9.0)]),
        ("IF(SUM(m1) < 3, m1)", [n; 4]),
        ("IF(AVG(IF(m1 < 0, m1)) > 1 OR 1, 5, m1)", [Some(5.0), Some(5.0), n, Some(5.0)]),
        ("IF(MAX(IF(m1 < 0, m1)), m2, m1)", [n; 4]),
        ("FIRST(SORT(METRICS(), SUM, ASC))", [Some(2.0), n, n, Some(0.0)]),
        ("LAST(SLICE(METRICS(), 0, 1))", [Some(1.0), Some(4.0), n, Some(9.0)]),
        ("FIRST(SLICE(METRICS(), 1))", [Some(2.0), n, n, Some(0.0)]),
        ("LAST(ANOMALY_DETECTION_BAND(m1, 3))", [Some(-2.0), Some(1.0), n, Some(6.0)]),
        ("FIRST(ANOMALY_DETECTION_BAND(m1))", [Some(3.0), Some(6.0), n, Some(11.0)]),
    ];
    for (expression, expected) in cases {
        assert_eq!(minutes(expression), expected, "{expression}");
    }
}

#[test]
fn several_series() {
    assert_eq!(all("METRICS() * 2").len(), 2);
    assert_eq!(all("100 / [m1, m2]")[1], [(0, 50.0)]);
    assert_eq!(all("SORT(METRICS(), MAX, DESC, 1)")[0][0], (0, 1.0));
    assert_eq!(all("REMOVE_EMPTY([m1, IF(m1 < 0, m1)])").len(), 1);
    assert_eq!(all("SLICE(METRICS(), 5)").len(), 0);
}

/// The first fault: what is marked, the message, the advice.
fn fault(expression: &str) -> (String, String, String) {
    let fault = sheet(expression).unwrap_err().remove(0);
    let marked = expression.get(fault.span.clone()).unwrap_or("?");
    (marked.to_owned(), fault.message, fault.help.unwrap_or_default())
}

#[test]
fn faults_have_places_and_advice() {
    let cases = [
        ("m1 +", "", "expected a value, found the end", ""),
        (
            "avg(m1)",
            "avg",
            "there is no function `avg`",
            "functions are written in capitals: `AVG`",
        ),
        ("AVGG([m1])", "AVGG", "there is no function `AVGG`", "did you mean `AVG`?"),
        ("m1 = 2", "=", "`=` has no meaning here", "equal is `==`"),
        ("m3 + 1", "m3", "there is no entry `m3`", "did you mean `m1`?"),
        (
            "AVG(m1)",
            "AVG(m1)",
            "a result has to be a time series, not a number",
            "`TIME_SERIES(...)` makes a time series of a number",
        ),
        (
            "SUM(m1, m2)",
            "SUM(m1, m2)",
            "`SUM` takes 1 argument, 2 given",
            "several series stand in a list: `SUM([a, b])`",
        ),
        (
            "FIRST(m1)",
            "m1",
            "argument 1 of `FIRST` has to be several time series, this is one time series",
            "",
        ),
        (
            "PERIOD(m1+m2)*m1",
            "m1+m2",
            "argument 1 of `PERIOD` has to be the id of a metric, this is one time series",
            "",
        ),
        (
            "METRICS()/METRICS()",
            "METRICS()/METRICS()",
            "an operator between several time series and several others",
            "reduce one side first, as in `SUM(METRICS())`",
        ),
        ("FILL(m1, REPET)", "REPET", "`REPET` is no id", "did you mean `REPEAT`?"),
        ("IF(1, 2)", "IF(1, 2)", "`IF` of numbers needs all three", ""),
        ("\"x", "\"", "a text without its closing `\"`", ""),
        ("1.2.3 * m1", "1.2.3", "`1.2.3` is no number", ""),
        ("[1, 2]", "[1, 2]", "a list without a time series", ""),
        ("SUM", "SUM", "a text or a word is no expression by itself", ""),
        ("METRICS", "METRICS", "the function `METRICS` without brackets", "write `METRICS(...)`"),
        ("m1 m2", "m2", "expected an operator or the end, found `m2`", ""),
        ("m1 % 2", "%", "`%` has no meaning here", ""),
        ("", "", "an empty expression", ""),
    ];
    for (expression, marked, message, help) in cases {
        let found = fault(expression);
        assert_eq!(found, (marked.into(), message.into(), help.into()), "{expression}");
    }
}

#[test]
fn no_text_is_too_much() {
    assert!(parse(&"(".repeat(2000)).is_err());
    assert!(parse(&"-".repeat(2000)).is_err());
    assert!(parse(&format!("1{}", "^1".repeat(1000))).is_err());
    assert!(parse(&"1".repeat(2049)).is_err());
    let long = format!("m1{}", "+1".repeat(1000));
    assert_eq!(minutes(&long)[0], Some(1001.0));
    for text in ["é", "m1 \u{2212} é", "\\", "'\\", "m1 − 1", ")", "[", "1e999 * m1", "."] {
        let _ = parse(text);
    }
}

#[test]
fn entries_use_each_other() {
    let expression = |id: &str, text: &str| Entry {
        id: id.into(),
        what: EntryKind::Expression(text.into()),
        returns: id == "r",
    };
    let metric = Entry { id: "m".into(), what: EntryKind::Metric { period: 60 }, returns: false };
    let sheet =
        Sheet::new(vec![expression("r", "a * 2"), expression("a", "m + 1"), metric.clone()])
            .unwrap();
    let range = Range { start: 0, end: 60, period: 60 };
    let values = sheet.evaluate(&[series(&[Some(1.0)])], range, &mut Nothing).unwrap();
    assert_eq!(values[0], Value::Series(series(&[Some(4.0)])).clone_id("m", &values[0]));
    let circle =
        Sheet::new(vec![expression("a", "b"), expression("b", "c"), expression("c", "a+1")]);
    assert_eq!(circle.unwrap_err()[0].message, "expressions in a circle: a → b → c → a");
    let twice = Sheet::new(vec![metric.clone(), metric]).unwrap_err();
    assert_eq!(twice[0].message, "two entries have the id `m`");
    assert!(Sheet::new(vec![expression("Bad", "1")]).is_err());
}

impl Value {
    /// With the id of another series: for comparisons.
    fn clone_id(self, id: &str, other: &Self) -> Self {
        match (self, other) {
            (Self::Series(s), Self::Series(o)) if o.id == id || o.id.is_empty() => {
                Self::Series(Series { id: o.id.clone(), ..s })
            }
            (own, _) => own,
        }
    }
}

#[test]
fn what_alarms_may_not_have() {
    let unfit = |expression: &str| {
        let found = sheet(expression).unwrap().unfit_for_alarm();
        found.into_iter().map(|f| f.message).collect::<Vec<_>>()
    };
    assert_eq!(unfit("m1 + m2"), Vec::<String>::new());
    assert_eq!(unfit("METRICS()"), ["an alarm watches one time series, not several"]);
    assert_eq!(
        unfit("SUM(SEARCH('{N} m', 'Sum', 60))"),
        ["`SEARCH` cannot be watched by an alarm"]
    );
    assert_eq!(unfit("ANOMALY_DETECTION_BAND(m1)"), ["1 entries return data, an alarm needs 2"]);
}

#[test]
fn what_nobody_answers_is_told() {
    let sheet = sheet("m1 + SUM(SEARCH('{N} m', 'Sum'))").unwrap();
    let range = Range { start: 0, end: 60, period: 60 };
    let fault = sheet.evaluate(&[], range, &mut Nothing).unwrap_err();
    assert_eq!((fault.entry, fault.span), (2, 9..31));
}

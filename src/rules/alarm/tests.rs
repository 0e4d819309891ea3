//! Alarms, metric filters and baselines as they are read, and what is said of bad ones.

use super::{Source, Watch};
use crate::alarms::{MissingData, Side, Threshold};
use crate::insights::{Events, InsightType, Settings};
use crate::rules::FilterSource;
use crate::rules::testing::{bundle_with, problems};

const GOOD: &str = r#"
targets: {t: {plugin: log}, u: {plugin: queue}}
metric-filters:
  denied:
    source: cloudtrail
    filter-pattern: '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'
    metric: { namespace: Security, name: Denied, value: 1, default-value: 0 }
  slow:
    source: /aws/lambda/*
    filter-pattern: '[when, level, took > 100]'
    metric: { namespace: App, name: Slow, value: $took, unit: Milliseconds, dimensions: { Level: $level } }
  put:
    source: events
    pattern: { source: [app] }
    metric: { namespace: App, name: Puts, value: $.detail.count }
alarms:
  denied:
    severity: high
    metric: { namespace: Security, name: Denied, dimensions: {} }
    statistic: Sum
    period: 5m
    threshold: ">= 3"
    evaluation-periods: 3
    datapoints-to-alarm: 2
    treat-missing-data: notBreaching
    actions: { alarm: [t, {target: u, input: 1}], ok: [t] }
    mute: [ { cron: 0 2 * * *, duration: 1h, time-zone: Europe/Berlin } ]
    window: { wall-clock: +05:30 }
    repeat-every: 1h
    group-wait: 30s
  ratio:
    metrics:
      e: { namespace: App, name: Errors, statistic: Sum }
      n: { metric: { namespace: App, name: Calls }, statistic: Sum }
      rate: { expression: 100*e/n, return-data: true, label: share }
    period: 1m
    threshold: "> 5"
  odd:
    metric: { namespace: App, name: Calls }
    anomaly-band: { width: 3, side: above, adaptation-speed: FAST, time-zone: Europe/Berlin }
  odd-expression:
    metrics:
      n: { namespace: App, name: Calls }
      band: { expression: "ANOMALY_DETECTION_BAND(n, 2.5)", return-data: true }
      double: { expression: n*2, return-data: true }
    period: 1m
    anomaly-band: {}
  each:
    metric: { namespace: AWS/EC2, name: CPUUtilization }
    for-each: [InstanceId]
    period: 5m
    threshold: "> 80"
  down:
    composite: ALARM(denied) AND NOT ALARM("each[i-1]")
    actions-suppressor: { alarm: ratio, wait: 1m, extension: 2m }
baselines:
  calls: { insight: ApiCallRateInsight }
  errors: { insight: ApiErrorRateInsight, events: write, window: 14d, severity: low }
"#;

#[test]
fn whole_documents() {
    let (bundle, found) = bundle_with(&[("r.yaml", GOOD)], &[]);
    assert_eq!(found, Vec::<String>::new());
    let alarm = |name: &str| {
        bundle.alarms.iter().find(|a| a.header.name == name).expect("an alarm of this name")
    };
    let metrics = |name| match &alarm(name).watch {
        Watch::Metrics(watch) => watch,
        Watch::Alarms(_) => unreachable!("{name} is on metrics"),
    };
    let denied = metrics("denied");
    let settings = &denied.settings;
    assert_eq!((settings.period, settings.evaluation_periods), (300, 3));
    assert_eq!(settings.datapoints_to_alarm, Some(2));
    assert_eq!(settings.treat_missing_data, MissingData::NotBreaching);
    assert_eq!(settings.statistic.as_deref(), Some("Sum"));
    assert_eq!(settings.notify.alarm, ["t", "u"]);
    assert_eq!(alarm("denied").actions.of(crate::alarms::AlarmState::Ok).0, 2);
    let ratio = metrics("ratio");
    assert_eq!((ratio.entries.len(), ratio.watched, ratio.single), (3, 2, false));
    assert!(matches!(&ratio.entries[2].source, Source::Expression(text, _) if text == "100*e/n"));
    assert_eq!(metrics("odd").settings.period, 300);
    let band = metrics("odd").band.as_ref().expect("a band");
    assert_eq!((band.width, band.side, band.of), (3.0, Side::Above, 0));
    assert_eq!(band.zone.iana_name(), Some("Europe/Berlin"));
    let band = metrics("odd-expression");
    assert_eq!((band.watched, band.band.as_ref().map(|b| (b.width, b.of))), (2, Some((2.5, 0))));
    assert!(matches!(band.settings.threshold, Threshold::Band(Side::Outside)));
    assert_eq!(metrics("each").for_each, ["InstanceId"]);
    let kinds: Vec<bool> =
        bundle.filters.iter().map(|f| matches!(f.source, FilterSource::Events { .. })).collect();
    assert_eq!(kinds, [false, false, true]);
    let [calls, errors] = &*bundle.baselines else { unreachable!("two") };
    assert_eq!(calls.settings, Settings::new(InsightType::ApiCallRate));
    assert_eq!((errors.settings.events, errors.settings.window), (Events::Write, 14));
}

#[test]
fn bad_alarms() {
    let mut others = Vec::new();
    for (alarm, want) in [
        ("{}", "TL204 2:3 an alarm needs one of the keys `metric`, `metrics` and `composite`"),
        ("{composite: ALARM(a}", "TL317 2:18 expected `)`, the rule ends"),
        ("{composite: ALARM(b)}", "TL205 2:24 no alarm is called `b`"),
        ("{composite: ALARM(a)}", "TL318 2:18 composite alarms look at each other: `a` -> `a`"),
        (
            "{composite: 'TRUE', period: 5m}",
            "TL211 2:34 `period` does not belong to a composite alarm",
        ),
        (
            "{metrics: {m: {metric: {namespace: N, name: x}, name: y}}, period: 1m, threshold: '> 1'}",
            "TL211 2:60 `name` does not belong to `metric` beside it",
        ),
        (
            "{METRIC, period: 45s, threshold: '> 1'}",
            "TL209 2:48 a period is 10s, 20s, 30s or whole minutes",
        ),
        (
            "{METRIC, period: 1m, threshold: 5}",
            "TL209 2:63 a threshold is a sign and a number: `>= 3`, `> 3`, `<= 3` or `< 3`",
        ),
        (
            "{METRIC, period: 1m}",
            "TL204 2:3 an alarm on metrics needs `threshold` or `anomaly-band`",
        ),
        (
            "{METRIC, period: 5m, threshold: '> 1', evaluation-periods: 289}",
            "TL209 2:90 289 periods of 300 seconds reach over 1 day",
        ),
        (
            "{METRIC, period: 5m, threshold: '> 1', datapoints-to-alarm: 2}",
            "TL209 2:91 datapoints to alarm are 1 to 1, not 2",
        ),
        (
            "{METRIC, statistic: Avg, period: 5m, threshold: '> 1'}",
            "TL209 2:51 `Avg` is no statistic",
        ),
        (
            "{METRIC, unit: seconds, period: 5m, threshold: '> 1'}",
            "TL209 2:46 `seconds` is no unit of CloudWatch; did you mean `Seconds`?",
        ),
        (
            "{metric: {namespace: ':a', name: x}, period: 5m, threshold: '> 1'}",
            "TL209 2:27 The value :a for parameter Namespace is invalid.",
        ),
        (
            "{metrics: {m: {namespace: N, name: x}, e: {expression: m+q}}, period: 5m, threshold: '> 1'}",
            "TL316 2:63 there is no entry `q`",
        ),
        (
            "{metrics: {e: {expression: 'SEARCH(''x'', ''Sum'')'}}, period: 5m, threshold: '> 1'}",
            "TL316 2:33 `SEARCH` cannot be watched by an alarm",
        ),
        (
            "{metrics: {m: {namespace: N, name: x}, e: {expression: m/SERVICE_QUOTA(m)}}, period: 5m, threshold: '> 1'}",
            "TL316 2:63 only AWS can answer `SERVICE_QUOTA`",
        ),
        (
            "{METRIC, period: 5m, window: {wall-clock: Europe/Berln}, threshold: '> 1'}",
            "TL209 2:73 there is no time zone `Europe/Berln`; did you mean `Europe/Berlin`?",
        ),
        (
            "{METRIC, period: 5m, mute: [{cron: '*/5 * * * *', duration: 1h}], threshold: '> 1'}",
            "TL209 2:66 `*/5 * * * *` is no cron expression of five fields with `*`, `-` and `,`, nor at(yyyy-MM-ddThh:mm)",
        ),
        (
            "{METRIC, period: 5m, actions: {alarm: [nobody]}, threshold: '> 1'}",
            "TL205 2:70 no target is called `nobody`",
        ),
        (
            "{METRIC, for-each: [a, a], threshold: '> 1'}",
            "TL209 2:50 `for-each` names a dimension twice",
        ),
        (
            "{metric: {namespace: N, name: x, dimensions: {a: b}}, for-each: [a], threshold: '> 1'}",
            "TL209 2:70 the metric gives the dimension `a` a value already",
        ),
        (
            "{composite: 'TRUE', actions-suppressor: {alarm: a, wait: 1m, extension: 1m}}",
            "TL209 2:54 an alarm cannot hold its own actions back",
        ),
        ("{METRIC, anomaly-band: {least: 5, most: 1}}", "TL209 2:62 `least` is at most `most`"),
        (
            "{METRIC, period: 5m, low-sample: ignore, threshold: '> 1'}",
            "TL211 2:64 `low-sample` counts only where the statistic is a percentile such as p99",
        ),
    ] {
        let alarm = alarm.replace("METRIC", "metric: {namespace: N, name: x}");
        let got = problems(&format!("alarms:\n  a: {alarm}\n"));
        if got.first().map(String::as_str) != Some(want) {
            others.push(format!("{alarm}: {got:?}"));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
}

#[test]
fn all_problems_of_an_alarm_at_once() {
    let got = problems(
        "alarms: {a: {metric: {namespace: N, nam: x}, period: 7s, threshold: 5, evaluation-periods: 0}}",
    );
    let codes: Vec<&str> = got.iter().map(|line| line.split(' ').next().unwrap_or("")).collect();
    assert_eq!(codes, ["TL204", "TL202", "TL209", "TL209", "TL209"], "{got:?}");
}

#[test]
fn a_broken_alarm_does_not_break_those_that_name_it() {
    let got = problems(
        "alarms:\n  a: {metric: {namespace: N, name: x}, threshold: 5}\n  b: {composite: ALARM(a) OR ALARM(c)}\n",
    );
    let starts: Vec<&str> = got.iter().filter_map(|line| line.get(..10)).collect();
    assert_eq!(starts, ["TL209 2:51", "TL205 3:36"], "{got:?}");
}

#[test]
fn bad_filters_and_baselines() {
    let mut others = Vec::new();
    for (text, want) in [
        (
            "metric-filters: {f: {source: cloudtrail, filter-pattern: '{ $.a == 1 }', metric: {namespace: N, name: x}}}",
            "TL315",
        ),
        (
            "metric-filters: {f: {source: cloudtrail, pattern: {a: [1]}, metric: {namespace: N, name: x}}}",
            "TL211 1:51 `pattern` does not go with the source `cloudtrail`",
        ),
        (
            "metric-filters: {f: {source: events, metric: {namespace: N, name: x}}}",
            "TL204 1:18 a filter of events needs a `pattern`",
        ),
        (
            "metric-filters: {f: {source: cloudtrail, metric: {namespace: N, name: x, value: $.a}}}",
            "TL209 1:81 `$.a` needs a JSON pattern or a pattern of columns",
        ),
        (
            "metric-filters: {f: {source: cloudtrail, metric: {namespace: N, name: 'a:b'}}}",
            "TL209 1:71 `:` cannot be in the name `a:b`",
        ),
        ("baselines: {b: {}}", "TL204 1:13 a baseline needs the key `insight`"),
        (
            "baselines: {b: {insight: ApiCallRate}}",
            "TL209 1:26 unknown word `ApiCallRate` for `insight`",
        ),
        (
            "baselines: {b: {insight: ApiCallRateInsight, window: 36h}}",
            "TL209 1:54 the window of a baseline has whole days",
        ),
    ] {
        let got = problems(text);
        let first = got.first().map(String::as_str).unwrap_or_default();
        if !first.starts_with(want) {
            others.push(format!("{text}: {got:?}"));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
}

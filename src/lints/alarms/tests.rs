//! Each lint of alarms, and what it keeps silent about.

use crate::lints::alarms;
use crate::metrics::Metric;
use crate::rules::testing::{bundle_with, shown};

/// What cases have data of.
fn tried() -> Vec<Metric> {
    vec![Metric::new("N", "elsewhere", Vec::new())]
}

fn found(rules: &str) -> Vec<String> {
    let (bundle, problems) = bundle_with(&[("r.yaml", rules)], &[]);
    assert_eq!(problems, Vec::<String>::new());
    let loaded = crate::rules::testing::loaded(&[("r.yaml", rules)]);
    shown(&loaded.sources, alarms(&bundle.alarms, &bundle.filters, &tried()))
}

/// An alarm on these metrics with more keys.
fn math(entries: &str, more: &str) -> Vec<String> {
    found(&format!("alarms: {{a: {{metrics: {{{entries}}}, period: 1m, threshold: '> 1'{more}}}}}"))
}

#[test]
fn expressions() {
    let m = "m: {namespace: N, name: x}, ";
    let got = math(&format!("{m}e: {{expression: 'FILL(m, 0)'}}"), "");
    assert_eq!(got, ["TL421 1:69 `FILL` stands in for data that are late"]);
    let spare = ", evaluation-periods: 3, datapoints-to-alarm: 2";
    assert!(math(&format!("{m}e: {{expression: 'FILL(m, 0)'}}"), spare).is_empty());
    let got = math(&format!("{m}e: {{expression: m - AVG(m)}}"), spare);
    assert_eq!(got, ["TL422 1:72 `AVG` makes one number of many periods"]);
    assert!(
        math(&format!("{m}n: {{namespace: N, name: y}}, e: {{expression: 'SUM([m, n])'}}"), "")
            .is_empty()
    );
}

const FILTERS: &str = "metric-filters:\n  f: {source: cloudtrail, metric: {namespace: N, name: x}}\n  \
    g: {source: cloudtrail, filter-pattern: '{$.a = 1}', metric: {namespace: N, name: y, value: $.v, dimensions: {D: $.d}}}\n  \
    h: {source: cloudtrail, metric: {namespace: N, name: z, unit: Count, default-value: 0}}\n  \
    i: {source: cloudtrail, metric: {namespace: N, name: z, unit: Seconds}}\n";

/// What is said of an alarm beside these filters.
fn beside(alarm: &str) -> Vec<String> {
    found(&format!("{FILTERS}alarms: {{a: {{{alarm}}}}}"))
}

#[test]
fn feeders() {
    let rest = "period: 1m, threshold: '> 3', statistic: Sum";
    let on = |metric: &str| beside(&format!("metric: {{{metric}}}, {rest}"));
    assert!(on("namespace: N, name: x").is_empty());
    assert_eq!(on("namespace: N, name: X2"), ["TL424 6:22 no metric filter feeds `X2` of `N`"]);
    assert!(on("namespace: other, name: X2").is_empty());
    assert!(on("namespace: N, name: elsewhere").is_empty());
    assert_eq!(
        on("namespace: N, name: y"),
        ["TL424 6:22 no metric filter feeds `y` without dimensions"]
    );
    assert!(on("namespace: N, name: y, dimensions: {D: v}").is_empty());
    assert!(
        beside(&format!("metric: {{namespace: N, name: y}}, for-each: [D], {rest}")).is_empty()
    );
    assert_eq!(on("namespace: N, name: z"), ["TL423 6:22 the data of `z` have several units"]);
    assert!(beside(&format!("metric: {{namespace: N, name: z}}, unit: Count, {rest}")).is_empty());
    let got =
        beside("metric: {namespace: N, name: x}, period: 10s, threshold: '> 3', statistic: Sum");
    assert_eq!(got, ["TL425 6:22 a period of 10 s on data of a minute"]);
}

#[test]
fn never_in_ok() {
    let x = "metric: {namespace: N, name: x}, period: 5m";
    let of = |rest: &str| !beside(&format!("{x}, {rest}")).is_empty();
    assert_eq!(
        beside(&format!("{x}, statistic: Sum, threshold: '>= 1'")),
        ["TL426 6:10 alarm `a` is never in OK"]
    );
    assert!(of("statistic: SampleCount, threshold: '> 0', treat-missing-data: ignore"));
    assert!(of("statistic: Maximum, threshold: '< 2'"));
    assert!(!of("statistic: Sum, threshold: '>= 2'"));
    assert!(!of("statistic: Sum, threshold: '< 2'"));
    assert!(!of("statistic: p90, threshold: '> 0'"));
    assert!(!of("statistic: Sum, threshold: '>= 1', treat-missing-data: not-breaching"));
    assert!(!of("statistic: Sum, threshold: '>= 1', treat-missing-data: breaching"));
    // A filter with a default value.
    let z = "metric: {namespace: N, name: z}, unit: Count, period: 5m, statistic: Sum, threshold: '>= 1'";
    assert!(beside(z).is_empty());
    // Values of a field may be anything.
    let y = "metric: {namespace: N, name: y}, for-each: [D], period: 5m, statistic: Sum, threshold: '>= 1'";
    assert!(beside(y).is_empty());
}

#[test]
fn silent_actions() {
    let of = |rest: &str| {
        found(&format!(
            "targets: {{t: {{plugin: log}}}}\nalarms: {{a: {{metric: {{namespace: N, name: x}}, period: 1m, \
             threshold: '> 1', actions: {{ok: [t]}}, {rest}}}}}"
        ))
    };
    assert_eq!(of("actions-enabled: false"), ["TL427 2:92 the actions of `a` never run"]);
    assert!(of("actions-enabled: true").is_empty());
    let day = "{cron: '0 8 * * *', duration: 12h}";
    assert!(of(&format!("mute: [{day}]")).is_empty());
    let got = of(&format!("mute: [{day}, {{cron: '0 20 * * *', duration: 12h}}]"));
    assert_eq!(got, ["TL428 2:10 `a` is muted at any time"]);
}

#[test]
fn circles() {
    let of = |pattern: &str, more: &str| {
        found(&format!(
            "metric-filters: {{f: {{source: events, pattern: {{{pattern}}}, metric: {{namespace: N, name: x, \
             default-value: 0}}}}}}\nalarms:\n  a: {{metric: {{namespace: N, name: x}}, period: 1m, \
             threshold: '> 5', statistic: Sum}}\n  b: {{metric: {{namespace: M, name: x}}, period: 1m, \
             threshold: '> 5'}}\n{more}"
        ))
    };
    let itself = ["TL429 3:3 alarm `a` feeds itself"];
    assert_eq!(of("source: [aws.cloudwatch]", ""), itself);
    assert_eq!(of("detail: {alarmName: [{prefix: a}], state: {value: [ALARM]}}", ""), itself);
    assert!(of("source: [aws.ec2]", "").is_empty());
    assert!(of("detail: {alarmName: [b]}", "").is_empty());
    assert!(of("detail: {alarmName: [{anything-but: a}]}", "").is_empty());
    assert!(of("detail: {state: {value: [ok]}}", "").is_empty());
    let over = "  c: {composite: ALARM(a) OR ALARM(b)}\n";
    let got = of("detail: {alarmName: [c]}", over);
    assert_eq!(got, ["TL429 3:3 alarms feed each other: `a` -> `c` -> `a`"]);
}

//! Cases of alarms: series, log lines, events in; states, events, invocations out.

use super::Folder;

const RULES: &str = "\
targets: {hook: {plugin: log}}
metric-filters:
  slow: {source: app, filter-pattern: '[when, level, took > 100]', metric: {namespace: App, name: Slow, value: $took}}
  denied: {source: cloudtrail, filter-pattern: '{ $.errorCode = \"Access*\" }', metric: {namespace: S, name: Denied}}
  raised: {source: events, pattern: {source: [aws.cloudwatch], detail: {state: {value: [ALARM]}}}, metric: {namespace: S, name: Raised}}
alarms:
  calls: {metric: {namespace: Security, name: Calls}, statistic: Sum, period: 5m, threshold: '>= 3', evaluation-periods: 3,
    datapoints-to-alarm: 2, treat-missing-data: not-breaching, actions: {alarm: [{target: hook, input-path: $.alarmData.alarmName}], ok: [hook]}}
  slow: {metric: {namespace: App, name: Slow}, period: 1m, threshold: '> 300'}
  denied: {metric: {namespace: S, name: Denied}, statistic: Sum, period: 1m, threshold: '>= 1'}
  many: {metric: {namespace: S, name: Raised}, statistic: Sum, period: 1m, threshold: '>= 1'}
  cpu: {metric: {namespace: E, name: Cpu}, for-each: [Id], period: 1m, threshold: '> 80'}
  any: {composite: ALARM(slow) OR ALARM(denied)}
rules:
  alarmed: {severity: low, pattern: {source: [aws.cloudwatch], detail: {state: {value: [ALARM]}}}}
";

fn outcomes(tests: &str) -> Vec<String> {
    Folder::of(&[("r.yaml", RULES), ("r.test.yaml", tests)]).outcomes()
}

#[test]
fn the_example_of_the_product() {
    let got = outcomes(
        "tests:\n- name: a\n  given: {metrics: [{series: Security/Calls, interval: 5m, values: 0 5 _ 5+1x2}]}\n  \
         expect:\n    alarm: {calls: OK x3 ALARM x3}\n    matches: {alarmed: 2}\n    \
         invocations: [{target: hook}, {target: hook, input: '\"calls\"'}]\n    \
         events: [{detail: {alarmName: calls, state: {value: OK}}}, {detail-type: CloudWatch Alarm State Change, detail: {alarmName: calls, previousState: {value: OK}}}]\n",
    );
    assert_eq!(got, ["passed"]);
}

#[test]
fn log_lines_records_and_what_alarms_tell() {
    let got = outcomes(
        "tests:\n- name: logs\n  now: 2026-01-01T00:00:00Z\n  given: {logs: ['2026-01-01T00:00:05Z INFO 50', '2026-01-01T00:01:05Z INFO 350', \
         {timestamp: '2026-01-01T00:01:07Z', message: x}]}\n  \
         expect: {alarm: {slow: INSUFFICIENT_DATA ALARM x3 INSUFFICIENT_DATA, any: OK ALARM x3 OK, many: INSUFFICIENT_DATA x2 ALARM}}\n\
         - name: record\n  given: {events: [{eventVersion: '1.08', eventSource: s3.amazonaws.com, eventName: GetObject, eventTime: '2026-01-01T00:00:30Z', \
         errorCode: AccessDenied, eventID: a}]}\n  expect: {alarm: {denied: ALARM}}\n\
         - name: series\n  given: {metrics: [{series: 'E/Cpu{Id=a}', interval: 1m, values: 10 90}, {Namespace: E, MetricName: Cpu, Dimensions: [{Name: Id, Value: b}], Value: 99, \
         Timestamp: '2026-01-01T00:00:00Z'}]}\n  expect: {alarm: {'cpu[a]': OK ALARM, 'cpu[b]': ALARM x2}}\n",
    );
    assert_eq!(got, ["passed", "passed", "passed"]);
}

#[test]
fn what_is_off_is_told() {
    let got = outcomes(
        "tests:\n- name: a\n  given: {metrics: [{series: Security/Calls, interval: 5m, values: 5x3}]}\n  \
         expect: {alarm: {calls: OK x4}, events: [{detail: {alarmName: slow}}]}\n\
         - name: b\n  given: {metrics: [{series: 'E/Cpu{Id=a}', interval: 1m, values: 1}]}\n  expect: {alarm: {'cpu[b]': OK}}\n\
         - name: c\n  given: {metrics: [{series: Security/Calls, interval: 5m, values: 0}]}\n  expect: {events: []}\n",
    );
    assert!(
        got[0]
            .contains("expected alarm `calls` to go OK x4\n  got OK ALARM x3\n  after interval 2"),
        "{got:?}"
    );
    assert!(got[0].contains("expected event 1 is missing"), "{got:?}");
    assert_eq!(got[1], "error line 7: no data make the alarm `cpu[b]`: cpu[a]");
    assert!(got[2].contains("expected no events, got"), "{got:?}");
}

//! Rules with a schedule, alone or beside a pattern.

use super::{bench, lambda};
use crate::schedules::Dialect;
use serde_json::json;

#[test]
fn a_schedule_of_a_rule_sends_to_the_rules_targets() {
    let mut bench = bench();
    bench.ok("PutRule", json!({"Name": "tick", "ScheduleExpression": "rate(5 minutes)"}));
    let targets = json!([{"Id": "1", "Arn": lambda("lake"), "Input": "1"}]);
    bench.ok("PutTargets", json!({"Rule": "tick", "Targets": targets}));
    bench.restart();
    let shown = bench.ok("DescribeRule", json!({"Name": "tick"}));
    assert_eq!(
        (&shown["ScheduleExpression"], &shown["State"]),
        (&json!("rate(5 minutes)"), &json!("ENABLED"))
    );
    assert!(shown.get("EventPattern").is_none());
    let rules = bench.api.daemon.rules();
    assert!(rules.bundle.rules.iter().all(|rule| rule.header.name != "tick"));
    let [schedule] = &*rules.bundle.schedules else { unreachable!("one") };
    assert_eq!((&*schedule.name, schedule.rule.as_deref()), ("rule.tick", Some("tick")));
    assert_eq!(schedule.since(bench.now).dialect, Dialect::Rule);
    assert_eq!(rules.bundle.targets[schedule.targets[0].target.index()].name, "lake");

    bench.ok("DisableRule", json!({"Name": "tick"}));
    assert!(bench.api.daemon.rules().bundle.schedules.is_empty());
    bench.ok("EnableRule", json!({"Name": "tick"}));
    assert_eq!(bench.api.daemon.rules().bundle.schedules.len(), 1);
    // Put again without a schedule, it has none.
    bench.ok("PutRule", json!({"Name": "tick", "EventPattern": r#"{"source":["a"]}"#}));
    let rules = bench.api.daemon.rules();
    assert!(rules.bundle.schedules.is_empty());
    let rule = rules.bundle.rules.iter().find(|rule| rule.header.name == "tick").expect("a rule");
    assert_eq!(rule.targets.len(), 1);
    let both = json!({"Name": "tick", "EventPattern": r#"{"source":["a"]}"#,
        "ScheduleExpression": "cron(0 12 * * ? *)"});
    bench.ok("PutRule", both);
    let rules = bench.api.daemon.rules();
    assert_eq!(rules.bundle.schedules[0].written, "cron(0 12 * * ? *)");
    assert!(rules.bundle.rules.iter().any(|rule| rule.header.name == "tick"));
    bench.ok("RemoveTargets", json!({"Rule": "tick", "Ids": ["1"]}));
    bench.ok("DeleteRule", json!({"Name": "tick"}));
    bench.restart();
    assert!(bench.api.daemon.rules().bundle.schedules.is_empty());
    assert!(bench.api.daemon.defined().is_empty());
}

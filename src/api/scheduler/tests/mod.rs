//! What one operation does, another one shows.

use crate::api::testing::Bench;
use serde_json::{Value as Json, json};

const FILE: &str = "\
targets:
  lake: {plugin: file, config: {folder: out, name: lake}, grants: {files: [out]}}
schedules:
  of-file: {cron: 0 2 * * ? *, time-zone: Europe/Berlin, description: D, targets: [lake]}
";

fn arn(name: &str) -> String {
    format!("arn:aws:scheduler:us-east-1:000000000000:schedule/default/{name}")
}

fn target() -> Json {
    json!({"Arn": "arn:aws:lambda:us-east-1:1:function:lake", "RoleArn": "arn:aws:iam::1:role/r"})
}

fn simple(name: &str) -> Json {
    json!({"Name": name, "ScheduleExpression": "rate(1 hour)", "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": target()})
}

#[test]
fn a_schedule_is_got_as_it_was_created() {
    let mut bench = Bench::new("scheduler", FILE);
    let mut rich = target();
    rich["Input"] = json!("{\"at\": \"<aws.scheduler.scheduled-time>\"}");
    rich["RetryPolicy"] = json!({"MaximumRetryAttempts": 1, "MaximumEventAgeInSeconds": 60});
    let create = json!({"Name": "s", "GroupName": "default", "Description": "D",
        "ScheduleExpression": "cron(0 12 * * ? *)", "ScheduleExpressionTimezone": "Europe/Paris",
        "StartDate": 1_780_000_000, "EndDate": 1_790_000_000, "ActionAfterCompletion": "DELETE",
        "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
        "Target": rich, "ClientToken": "t-1"});
    let made = json!({"ScheduleArn": arn("s")});
    assert_eq!(bench.ok("CreateSchedule", create.clone()), made);
    assert_eq!(bench.ok("CreateSchedule", create), made, "by its token, it is the same call");
    assert_eq!(
        bench.refused("CreateSchedule", simple("s")),
        "ConflictException: Schedule s already exists."
    );
    let want = json!({"Arn": arn("s"), "GroupName": "default", "Name": "s", "State": "ENABLED",
        "CreationDate": "2026-05-01T10:00:00Z", "LastModificationDate": "2026-05-01T10:00:00Z",
        "ScheduleExpression": "cron(0 12 * * ? *)", "ScheduleExpressionTimezone": "Europe/Paris",
        "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
        "ActionAfterCompletion": "DELETE", "StartDate": "2026-05-28T20:26:40Z",
        "EndDate": "2026-09-21T14:13:20Z", "Description": "D", "Target": rich});
    assert_eq!(bench.ok("GetSchedule", json!({"Name": "s"})), want);
    bench.restart();
    assert_eq!(bench.ok("GetSchedule", json!({"Name": "s"})), want);
    let rules = bench.api.daemon.rules();
    let schedule = rules.bundle.schedules.iter().find(|one| one.name == "s").expect("a schedule");
    let first = schedule.since(bench.now).coming(bench.now).next();
    assert_eq!(first.map(|at| at.to_string()).as_deref(), Some("2026-05-29T10:00:00Z"));
    assert_eq!((schedule.window.map(|w| w.minutes()), schedule.targets.len()), (Some(15), 1));

    bench.now = "2026-05-02T10:00:00Z".parse().expect("a time");
    let mut update = simple("s");
    update["State"] = json!("DISABLED");
    bench.ok("UpdateSchedule", update);
    let want = json!({"Arn": arn("s"), "GroupName": "default", "Name": "s", "State": "DISABLED",
        "CreationDate": "2026-05-01T10:00:00Z", "LastModificationDate": "2026-05-02T10:00:00Z",
        "ScheduleExpression": "rate(1 hour)", "ScheduleExpressionTimezone": "UTC",
        "FlexibleTimeWindow": {"Mode": "OFF"}, "ActionAfterCompletion": "NONE", "Target": target()});
    assert_eq!(bench.ok("GetSchedule", json!({"Name": "s"})), want);
    assert!(bench.api.daemon.rules().bundle.schedules.iter().all(|one| one.name != "s"));
    bench.restart();
    assert_eq!(bench.ok("GetSchedule", json!({"Name": "s", "GroupName": "default"})), want);
    bench.ok("DeleteSchedule", json!({"Name": "s"}));
    let gone = "ResourceNotFoundException: Schedule s does not exist.";
    for operation in ["GetSchedule", "DeleteSchedule"] {
        assert_eq!(bench.refused(operation, json!({"Name": "s"})), gone);
    }
    assert_eq!(bench.refused("UpdateSchedule", simple("s")), gone);
    bench.restart();
    assert_eq!(bench.refused("GetSchedule", json!({"Name": "s"})), gone);
}

#[test]
fn schedules_are_listed_with_those_of_files() {
    let bench = Bench::new("scheduler", FILE);
    for name in ["a1", "a2", "a3"] {
        bench.ok("CreateSchedule", simple(name));
    }
    let names = |input: Json| {
        let answer = bench.ok("ListSchedules", input);
        let all = answer["Schedules"].as_array().expect("schedules");
        let names = all.iter().map(|one| one["Name"].as_str().expect("a name").to_owned());
        (names.collect::<Vec<_>>(), answer["NextToken"].clone())
    };
    let (first, token) = names(json!({"MaxResults": 2, "NamePrefix": "a"}));
    assert_eq!(first, ["a1", "a2"]);
    let (second, token) = names(json!({"MaxResults": 2, "NamePrefix": "a", "NextToken": token}));
    assert_eq!((second, token), (vec!["a3".to_owned()], Json::Null));
    let (all, _) = names(json!({"State": "ENABLED", "GroupName": "default"}));
    assert_eq!(all, ["a1", "a2", "a3", "of-file"]);
    assert!(names(json!({"State": "DISABLED"})).0.is_empty());
    let got = bench.ok("GetSchedule", json!({"Name": "of-file"}));
    assert_eq!(got["ScheduleExpression"], "cron(0 2 * * ? *)");
    assert_eq!(got["ScheduleExpressionTimezone"], "Europe/Berlin");
    assert_eq!(got["Target"]["Arn"], "arn:aws:lambda:us-east-1:000000000000:function:lake");
    let refusal =
        "ConflictException: Schedule of-file is defined in a rules file, and changed there only.";
    assert_eq!(bench.refused("UpdateSchedule", simple("of-file")), refusal);
    assert_eq!(bench.refused("DeleteSchedule", json!({"Name": "of-file"})), refusal);
}

#[test]
fn refusals() {
    let bench = Bench::new("scheduler", FILE);
    let with = |field: &str, value: Json| {
        let mut input = simple("s");
        input[field] = value;
        input
    };
    let mut stranger = target();
    stranger["Arn"] = json!("arn:aws:sqs:us-east-1:1:nobody");
    let mut sqs = target();
    sqs["SqsParameters"] = json!({"MessageGroupId": "g"});
    for (input, want) in [
        (
            with("ScheduleExpression", json!("rate(1 hours)")),
            "ValidationException: Invalid Schedule Expression rate(1 hours). `hours` does not go with 1",
        ),
        (
            with("ScheduleExpressionTimezone", json!("Mars")),
            "ValidationException: The provided timezone Mars is not supported.",
        ),
        (
            with("FlexibleTimeWindow", json!({"Mode": "FLEXIBLE"})),
            "ValidationException: MaximumWindowInMinutes must be provided when the flexible time window \
             mode is FLEXIBLE.",
        ),
        (
            with("GroupName", json!("g")),
            "ResourceNotFoundException: Schedule group g does not exist.",
        ),
        (
            with("Name", json!("rule.s")),
            "ValidationException: Names that begin with rule. are those of the schedules of rules.",
        ),
        (
            with("Target", stranger),
            "ValidationException: Target arn:aws:sqs:us-east-1:1:nobody does not exist: no target of the \
             rules is called nobody; there are lake.",
        ),
        (with("Target", sqs), "ValidationException: SqsParameters is not offered by this server"),
        (
            with("KmsKeyArn", json!("k")),
            "ValidationException: KmsKeyArn is not offered by this server",
        ),
    ] {
        assert_eq!(bench.refused("CreateSchedule", input), want);
    }
    assert!(bench.api.daemon.defined().is_empty());
}

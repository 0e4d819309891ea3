//! A made-up daemon whose pages are looked at: rules of a text, a store in memory, deliveries, alarms
//! and results as a small company may have them, and names that mean harm.

mod made;

pub use made::Made;

use crate::base::limits::Limits;
use crate::daemon::courier::{Look, TargetLook};
use crate::daemon::log::{Entry, Options};
use crate::daemon::ruleset::{Definition, Loader, NotLoaded, RuleSet};
use crate::daemon::testing::{auditor, listening};
use crate::daemon::{Daemon, Setup};
use crate::deliver::{Counts, CountsOf, Role};
use crate::engine::RecordPlan;
use crate::eval::{Gate, Routes, Rules};
use crate::graph::{GraphBuilder, RuleInput};
use crate::model::Home;
use crate::rules::{Bundle, DEFAULT_BUS, Loaded, Role as FileRole, bundle};
use crate::sources::cloudtrail;
use crate::store::{Durability, Kv, Memory, Space, Write};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What nobody may find in a page as it is.
pub const HARM: &str = "<script>alert(1)</script>\"'&";

/// The rules of the made-up daemon.
const RULES: &str = r#"
buses: {orders: {}}
targets:
  pager: {plugin: webhook, description: "Wakes somebody", config: {url: "https://hooks.example.com/"}, grants: {http: ["https://hooks.example.com/"]}}
  chat: {plugin: chat, config: {url: "https://chat.example.com/", kind: slack}, grants: {http: ["https://chat.example.com/"]}}
  archive: {plugin: file, config: {folder: out}, grants: {files: [out]}}
  unused: {plugin: log}
schedules:
  nightly: {description: "The day's report", cron: cron(0 2 * * ? *), time-zone: Europe/Berlin, targets: [archive]}
  often: {rate: rate(15 minutes), targets: [chat, pager]}
  launch: {at: "at(2026-01-01T00:00:00)", targets: [chat]}
rules:
  root-login:
    title: The root user signed in
    description: The root user is for emergencies; every sign-in of it is looked at.
    severity: critical
    tags: [T1078.004]
    pattern: {source: [aws.signin], detail: {userIdentity: {type: [Root]}, eventName: [ConsoleLogin]}}
    targets: [pager, chat]
  group-opened:
    title: A security group lets in the whole world
    severity: high
    pattern:
      source: [aws.ec2]
      detail:
        eventName: [AuthorizeSecurityGroupIngress]
        requestParameters: {cidrIp: [0.0.0.0/0, "::/0"]}
    targets: [chat]
  instance-stopped:
    title: An instance stopped
    severity: low
    pattern: {source: [aws.ec2], detail-type: [EC2 Instance State-change Notification], detail: {state: [stopped, terminated]}}
    targets: [archive]
  large-order:
    bus: orders
    severity: info
    pattern: {detail: {$or: [{total: [{numeric: [">", 1000]}]}, {vip: [true], total: [{numeric: [">", 100]}]}]}}
    targets: [archive]
  call-refused:
    title: A call was refused
    severity: medium
    pattern: {detail: {errorCode: [AccessDenied, {prefix: "Client.Unauthorized"}]}}
    targets: [chat, archive]
  all-of-ec2: {pattern: {source: [aws.ec2]}, targets: [archive]}
  switched-off: {state: disabled, severity: medium, pattern: {source: [aws.signin]}, targets: [chat]}
"#;

/// Rules of texts.
#[derive(Debug)]
struct Texts;

impl Loader for Texts {
    fn load(&self, _: &[Definition]) -> Result<RuleSet, NotLoaded> {
        let limits = Limits::default();
        let mut loaded = Loaded::default();
        loaded.add_texts(&[("rules/all.yaml", RULES)], FileRole::Own, &limits);
        let none = |_: &std::path::Path| Err(std::io::Error::other("no files"));
        let (mut bundle, diags) = bundle(&loaded, &[], &none, &limits);
        assert!(!diags.has_errors() && !loaded.diags.has_errors(), "{diags:?}");
        // A name that no file can hold, but some interface may let through one day.
        bundle.rules[5].header.name = HARM.to_owned();
        bundle.rules[5].header.title = HARM.to_owned();
        let functions = bundle.targets.iter().map(|_| None).collect();
        let names = bundle.buses.iter().map(|bus| bus.name.as_str()).chain([DEFAULT_BUS]);
        let buses: HashMap<_, _> =
            names.map(|bus| (Arc::from(bus), Arc::new(compiled(&bundle, bus)))).collect();
        let warnings = format!("warning[TL208]: {HARM}\n  --> rules/all.yaml:3:5\n");
        let (home, digest) = (Home::default(), "9f31c2d07be4a158".to_owned());
        let (auditor, listening) = (auditor(&bundle, &home), listening(&bundle));
        let hidden = Vec::new();
        Ok(RuleSet { bundle, buses, auditor, listening, functions, home, digest, warnings, hidden })
    }

    fn stamp(&self) -> u64 {
        0
    }
}

fn compiled(bundle: &Bundle, bus: &str) -> Rules {
    let limits = Limits::default();
    let mut builder = GraphBuilder::default();
    for rule in &bundle.rules {
        builder.add(RuleInput { pattern: &rule.pattern, bus: &rule.bus, targets: &[] });
    }
    let graph = builder.finish();
    let plan = graph.freeze(&limits, |node| bundle.listens(node, bus)).expect("a plan");
    let routes = Routes::new(&bundle.senders(), &bundle.targets, Home::default(), &limits);
    Rules {
        plan,
        records: RecordPlan::new(&graph, "detail", &cloudtrail::WANTED, &cloudtrail::AROUND),
        states: bundle.rules.iter().map(|rule| rule.state).collect(),
        gate: Gate::Off,
        routes: routes.expect("routes"),
        account: None,
        auditor: None,
        listening: None,
        first_archive: bundle.first_archive(),
        now: 0,
    }
}

/// Starts the daemon on the current runtime, has it match events of the hour before `now`, and
/// writes dead letters and changes into its store.
pub async fn daemon(now: Timestamp) -> Daemon {
    let kv: Arc<dyn Kv> = Arc::new(Memory::default());
    kv.write(rows(now), Durability::Now).expect("memory takes it");
    let (log, home) = (Options::default(), Home::default());
    let setup = Setup { kv, loader: Arc::new(Texts), log, home, seed: 1 };
    let daemon = Daemon::start(setup).expect("a daemon");
    let mut entries = Vec::new();
    for minute in 0_i64..60 {
        let at = (now - SignedDuration::from_mins(59 - minute)).as_millisecond();
        for one in 0..(minute * 7 % 11) {
            let (bus, event) = event(minute * 11 + one);
            entries.push(Entry::event(bus.into(), at, event.into_bytes()));
        }
    }
    let count = entries.len() as u64;
    daemon.accept(&entries, None).await.expect("it is accepted");
    let done = || daemon.tally().counts().events.values().sum::<u64>() >= count;
    until("all is worked off", done).await;
    daemon
}

/// Waits until something is so.
async fn until(what: &str, is_so: impl Fn() -> bool) {
    let begin = Instant::now();
    let mut ticks = tokio::time::interval(Duration::from_millis(5));
    while !is_so() {
        assert!(begin.elapsed() < Duration::from_secs(60), "it never came about that {what}");
        ticks.tick().await;
    }
}

fn event(number: i64) -> (&'static str, String) {
    let (bus, source, kind, detail) = match number % 7 {
        0 => (
            "default",
            "aws.signin",
            "AWS Console Sign In via CloudTrail",
            json!({"eventName": "ConsoleLogin", "userIdentity": {"type": "Root"}}),
        ),
        1 | 2 => (
            "default",
            "aws.ec2",
            "EC2 Instance State-change Notification",
            json!({"instance-id": format!("i-{number:017x}"), "state": "stopped"}),
        ),
        3 => ("orders", "shop", "Order", json!({"total": number * 10, "note": HARM})),
        4 => (
            "default",
            "aws.ec2",
            "AWS API Call via CloudTrail",
            json!({"eventName": "AuthorizeSecurityGroupIngress",
                "requestParameters": {"cidrIp": "0.0.0.0/0"}}),
        ),
        _ => (
            "default",
            "aws.s3",
            "AWS API Call via CloudTrail",
            json!({"eventName": "GetObject", "errorCode": "AccessDenied"}),
        ),
    };
    let event = json!({"version": "0", "id": format!("e-{number}"), "detail-type": kind,
        "source": source, "account": "111122223333", "time": "2026-05-01T10:00:00Z",
        "region": "eu-central-1", "resources": [], "detail": detail});
    (bus, event.to_string())
}

fn rows(now: Timestamp) -> Vec<Write> {
    let mut all = Vec::new();
    for number in 0_i64..30 {
        let at = now - SignedDuration::from_secs(number * 97);
        let letter = json!({"time": at.to_string(), "rule": "root-login", "target": "pager",
            "role": "event", "event-id": format!("e-{number}"), "item-id": format!("i-{number}"),
            "born": (at - SignedDuration::from_mins(9)).to_string(),
            "attributes": {"ERROR_CODE": "SERVER_ERROR", "ERROR_MESSAGE": format!("503 {HARM}"),
                "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts", "RETRY_ATTEMPTS": "185",
                "RULE_ARN": "arn:aws:events:eu-central-1:111122223333:rule/root-login"},
            "sent-to": null, "event": event(7).1, "row": "00"});
        let key = [&at.as_millisecond().to_be_bytes()[..], b"id"].concat();
        all.push(Write::put(Space::DEAD, key.clone(), letter.to_string()));
        let change = json!({"time": at.to_string(), "key": "ops", "operation": "PutRule",
            "outcome": "ok", "rule": HARM});
        all.push(Write::put(Space::AUDIT, key, change.to_string()));
    }
    all
}

/// Deliveries as they may be.
pub fn look(now: Timestamp) -> Look {
    let ago = |seconds| Some(now - SignedDuration::from_secs(seconds));
    let target = |live, delivered, lost| TargetLook { live, delivered, lost, ..Default::default() };
    let targets: [(&str, TargetLook); 4] = [
        ("pager", TargetLook { more: true, ..target(256, ago(4000), ago(97)) }),
        ("chat", target(3, ago(2), ago(90_000))),
        ("archive", TargetLook { stopped: true, ..target(40, ago(700), None) }),
        ("unused", TargetLook::default()),
    ];
    let counts = |rule: &str, target: &str, invocations: u64, failed: u64| CountsOf {
        rule: rule.into(),
        target: target.into(),
        role: Role::Event,
        counts: Counts {
            calls: invocations + 40,
            invocations,
            attempts: invocations + 42,
            successes: invocations - failed,
            retries: 42,
            throttled: failed / 2,
            failed,
            dropped: failed,
            ..Counts::default()
        },
    };
    let mut look = Look {
        counts: vec![
            counts("root-login", "pager", 1234, 30),
            counts("root-login", "chat", 1264, 1),
            counts("call-refused", "chat", 2_004_911, 2),
            counts("instance-stopped", "archive", 88_120, 0),
        ],
        targets: targets.map(|(name, look)| (Arc::from(name), look)).into_iter().collect(),
        running: 5,
        ..Look::default()
    };
    for value in [0.0004, 0.003, 0.2, 12.0, 900.0] {
        look.started_after.add(value);
        look.took.add(value / 2.0);
    }
    look
}

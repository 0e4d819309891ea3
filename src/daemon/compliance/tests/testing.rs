//! Rules, items and runs for the tests.

use crate::audit::{Auditor, Ledger, Setup, Spot, Tell};
use crate::base::limits::Limits;
use crate::daemon::compliance::{Changed, Compliance, Filter, Standing};
use crate::items::{Content, read};
use crate::model::{ComplianceType, Effect, Resource, Waived};
use crate::rules::{bundle, load_texts};
use crate::store::{Durability, Kv, Memory};
use fastrand::Rng;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) const RULES: &str = r#"
compliance:
  small: { resource: "AWS::T::A", require: { path: $.configuration.a, lt: 2 }, message: "{resourceId} has {value}" }
  worded:
    resource: ["AWS::T::*"]
    when: { path: $.configuration.a, exists: true }
    require: { path: $.tags.env, in: [prod, test] }
  aged: { resource: "AWS::T::A", require: { path: $.configuration.made, newer-than: 30m } }
  ripe: { resource: "AWS::T::B", require: { path: $.configuration.made, older-than: 10m, optional: true } }
  joined:
    resource: "AWS::T::A"
    require:
      related: { type: "AWS::T::B", via: key, theirs: $.configuration.a, mine: $.configuration.a, quantifier: some,
        if-absent: fail, require: { path: "@.tags.env", equals: prod } }
  attached:
    resource: "AWS::T::*"
    require:
      related: { type: "AWS::T::*", via: relationship, name: "Is*", if-absent: not-applicable,
        require: { path: "@.configuration.made", newer-than: 40m } }
  account:
    resource: "AWS::::Account"
    require:
      related: { type: "AWS::T::B", via: key, theirs: $.awsAccountId, mine: $.awsAccountId, quantifier: none,
        if-absent: pass, require: { path: "@.configuration.a", equals: 3 } }
waivers:
  known: { rule: "sma*", resources: [r1, r2], reason: r, owner: o, expires: 2026-06-30 }
"#;

pub(super) fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

pub(super) fn start() -> Timestamp {
    time("2026-06-30T23:00:00Z")
}

/// The auditor of rules, at no time in particular.
pub(super) fn auditor(rules: &str) -> Auditor {
    let limits = Limits::default();
    let loaded = load_texts(&[("r.yaml", rules)], &limits);
    let no_files = |_: &std::path::Path| Err(std::io::Error::other("no files"));
    let (bundle, diags) = bundle(&loaded, &[], &no_files, &limits);
    let errors: Vec<_> = diags.into_sorted().iter().map(|d| d.message.clone()).collect();
    let broken: Vec<_> = errors.iter().filter(|m| !m.contains("waiver")).collect();
    assert!(broken.is_empty(), "{broken:?}");
    Auditor::new(Setup {
        rules: bundle.compliance.into(),
        waivers: bundle.waivers,
        now: start(),
        account: Some("111122223333".to_owned()),
        region: Some("eu-west-1".to_owned()),
        tell: Tell { all: true, ..Tell::default() },
        threads: 2,
        ..Setup::default()
    })
}

/// A result as both sides have it.
pub(super) type Told = (
    String,
    [Option<String>; 4],
    String,
    ComplianceType,
    String,
    [Option<String>; 2],
    Option<Arc<Waived>>,
);

fn name(resource: &Resource) -> (String, [Option<String>; 4]) {
    let kind = format!("{} {}", resource.resource_type, resource.resource_id);
    let Resource { account, region, arn, name, .. } = resource.clone();
    (kind, [account, region, arn, name])
}

/// What a run over these items finds at a time.
pub(super) fn of_run(auditor: &Auditor, items: &[String], now: Timestamp) -> Vec<Told> {
    let auditor = auditor.at(now);
    let mut ledger = Ledger::new();
    for (index, text) in items.iter().enumerate() {
        let Ok(Content::Item(item)) = read(text.as_bytes().into(), 100) else { continue };
        let spot = Spot { input: "x".into(), index: index as u64, place: None, quoted: true };
        ledger.take(&auditor, auditor.assess(item, spot));
    }
    let mut all: Vec<Told> = Vec::new();
    for effect in ledger.finish(&auditor).effects {
        let Effect::Compliance(result) = effect else { continue };
        let (kind, whose) = name(&result.resource);
        let rule = auditor.rules()[result.rule.index()].header.name.clone();
        let values = [result.path, result.value];
        all.push((kind, whose, rule, result.compliance, result.message, values, result.waived));
    }
    sorted(all)
}

/// All results that the daemon has, page by page.
pub(super) fn standings(compliance: &Compliance, filter: &Filter<'_>) -> Vec<Standing> {
    let (mut all, mut from) = (Vec::new(), None);
    loop {
        let page = compliance.results(filter, from.as_ref(), 3);
        all.extend(page.results);
        match page.next {
            Some(next) => from = Some(next.to_string().parse().expect("a token")),
            None => return all,
        }
    }
}

/// What the daemon has.
pub(super) fn of_daemon(compliance: &Compliance) -> Vec<Told> {
    let all = standings(compliance, &Filter::default()).into_iter().map(|result| {
        let (kind, whose) = name(&result.resource);
        let values = [result.path, result.value];
        let rule = result.rule.to_string();
        (kind, whose, rule, result.compliance, result.message, values, result.waived)
    });
    sorted(all.collect())
}

fn sorted(mut all: Vec<Told>) -> Vec<Told> {
    all.sort_by(|a, b| (&a.0, &a.1, &a.2).cmp(&(&b.0, &b.1, &b.2)));
    all
}

pub(super) fn same(found: &[Told], want: &[Told], words: &str) {
    for (found, want) in found.iter().zip(want) {
        assert_eq!(found, want, "{words}");
    }
    assert_eq!(found.len(), want.len(), "{words}");
}

/// Begins on a store.
pub(super) fn begin(
    kv: &Arc<Memory>,
    auditor: &Auditor,
    now: Timestamp,
) -> (Compliance, Vec<Changed>) {
    let kv: Arc<dyn Kv> = kv.clone();
    Compliance::restore(kv, auditor, now).expect("a store")
}

/// Writes what there is to write.
pub(super) fn write(kv: &Memory, compliance: &mut Compliance) {
    kv.write(compliance.rows(), Durability::Later).expect("written");
}

pub(super) fn item(kind: &str, id: &str, at: &str, configuration: &Value) -> Value {
    json!({"configurationItemVersion": "1.3", "configurationItemCaptureTime": at, "configurationItemStatus": "OK",
        "awsAccountId": "111122223333", "awsRegion": "eu-west-1", "resourceType": kind, "resourceId": id,
        "ARN": format!("arn:aws:t:eu-west-1:111122223333:{id}"), "tags": {}, "relationships": [],
        "configuration": configuration, "supplementaryConfiguration": {}})
}

/// Items of all spellings: versions of few resources, deletions, late ones, some twice.
pub(super) fn items(rng: &mut Rng) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for n in 0..rng.usize(4..24) {
        let kind = ["AWS::T::A", "AWS::T::B"][rng.usize(..2)];
        let at = format!("2026-06-30T22:{:02}:00.000Z", (n + rng.usize(..4)) % 60);
        let made = start().as_second() - rng.i64(-2000..3000);
        let made = Timestamp::from_second(made).expect("a time").to_string();
        let mut item =
            item(kind, &format!("r{}", rng.u8(..5)), &at, &json!({"a": rng.u8(..4), "made": made}));
        if rng.u8(..3) > 0 {
            item["tags"]["env"] = ["prod", "test", "odd"][rng.usize(..3)].into();
        }
        if rng.u8(..3) == 0 {
            item["relationships"] = json!([{"resourceType": (["AWS::T::A", "AWS::T::B"][rng.usize(..2)]),
                "resourceId": format!("r{}", rng.u8(..5)), "name": "Is with"}]);
        }
        match rng.u8(..12) {
            0 => {
                item["configurationItemStatus"] = "ResourceDeleted".into();
                item["configuration"] = Value::Null;
            }
            1 => item["awsAccountId"] = "444455556666".into(),
            2 => drop(item.as_object_mut().expect("a map").remove("awsAccountId")),
            3 => item["configuration"]["made"] = "no time".into(),
            4 => item["configurationStateId"] = rng.u32(..9).into(),
            _ => {}
        }
        let record = match rng.u8(..4) {
            0 => {
                json!({"configurationItem": item, "messageType": "ConfigurationItemChangeNotification",
                "configurationItemDiff": {"changeType": "UPDATE", "changedProperties": {}}})
            }
            1 => json!({"Type": "Notification", "Message": json!({"configurationItem": item,
                "messageType": "ConfigurationItemChangeNotification"}).to_string()}),
            _ => item,
        };
        all.push(record.to_string());
        if rng.u8(..8) == 0 {
            let again = all[rng.usize(..all.len())].clone();
            all.push(again);
        }
    }
    all
}

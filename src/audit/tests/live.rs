//! What lives on against runs: after every item, and whenever time has gone on, the results are
//! those of a run over all items so far.

use super::generate;
use super::testing::*;
use crate::audit::live::{Entered, Live};
use crate::audit::{Auditor, Setup, Tell};
use crate::model::{ComplianceType, Evaluation, Waived};
use crate::rules::ComplianceRule;
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::sync::Arc;

/// Rules of every kind, those that hang on the time, on accounts and on extra inputs included.
fn rules() -> Vec<ComplianceRule> {
    let mut all = generate::rules();
    let related = |of: Value| json!({ "related": of });
    let more = [
        (
            "old",
            json!({"resource": "T::A", "require": {"path": "$.configuration.made", "older-than": "20m"}}),
        ),
        (
            "new",
            json!({"resource": "T::*", "when": {"path": "$.configuration.made", "exists": true},
            "require": {"path": "$.configuration.made", "newer-than": "45m"}}),
        ),
        (
            "ahead",
            json!({"resource": "T::B", "require": {"any": [{"path": "$.configuration.a", "lt": 1},
            {"path": "$.configuration.made", "further-than": "30s"}]}}),
        ),
        (
            "others are new",
            json!({"resource": "T::A", "require": related(json!({"type": "T::B", "theirs": "$.configuration.a",
            "mine": "$.configuration.a", "if-absent": "not-applicable",
            "require": {"path": "@.configuration.made", "newer-than": "30m"}}))}),
        ),
        (
            "keys may break",
            json!({"resource": "T::B", "require": related(json!({"type": "T::A",
            "theirs": "$.configuration.text | json | $.k", "mine": "$.configuration.a",
            "quantifier": "some", "if-absent": "pass", "require": {"path": "@.configuration.a", "lt": 3}}))}),
        ),
        (
            "account",
            json!({"resource": "AWS::::Account", "require": related(json!({"type": "T::*", "theirs": "$.awsAccountId",
            "mine": "$.awsAccountId", "if-absent": "fail", "require": {"path": "@.configuration.a", "lt": 3}}))}),
        ),
        (
            "of accounts",
            json!({"resource": "T::A", "require": related(json!({"type": "AWS::::Account", "theirs": "$.awsAccountId",
            "mine": "$.awsAccountId", "if-absent": "fail", "require": {"path": "@.resourceId", "exists": true}}))}),
        ),
        (
            "input",
            json!({"resource": "T::A", "inputs": ["password-policy"],
            "when": {"path": "$.configuration.made", "newer-than": "10m"},
            "require": related(json!({"type": "Tripline::IAM::PasswordPolicy", "theirs": "$.awsAccountId",
            "mine": "$.awsAccountId", "if-absent": "error", "require": {"path": "@.configuration.a", "lt": 2}}))}),
        ),
    ];
    all.extend(more.iter().map(|(name, of)| rule(name, of)));
    all
}

fn auditor(rng: &mut Rng) -> Auditor {
    let tell = Tell { all: true, ..Tell::default() };
    let waivers = vec![
        waiver("w", "*", &json!({"resources": ["r1", "r2"]}), "2026-06-30"),
        waiver("x", "[b-o]*", &json!({"accounts": ["1"]}), "2026-07-01"),
        waiver("y", "list", &json!({"types": ["T::A"]}), "2026-06-30"),
    ];
    let account = rng.bool().then(|| "1".to_owned());
    Auditor::new(Setup { tell, waivers, account, threads: rng.usize(..3), ..setup(rules()) })
}

/// The generated records, with what the rules of this file look at.
fn records(rng: &mut Rng) -> Vec<Value> {
    let mut all = generate::records(rng);
    for _ in 0..rng.usize(..3) {
        let account = ["1", "2", "3"][rng.usize(..3)];
        let kind = ["AWS::::Account", "Tripline::IAM::PasswordPolicy"][rng.usize(..2)];
        let record = json!({"resourceType": kind, "resourceId": account, "awsAccountId": account,
            "configuration": {"a": rng.u8(..4)}});
        all.insert(rng.usize(..=all.len()), record);
    }
    for record in &mut all {
        let item = match record.get_mut("configurationItem") {
            Some(item) => item,
            None => record,
        };
        let shift = SignedDuration::from_secs(rng.i64(-3600..3600));
        match rng.u8(..6) {
            0 => item["configuration"]["made"] = (now() + shift).to_string().into(),
            1 => item["configuration"]["made"] = (now() + shift).as_second().into(),
            2 => item["configuration"]["text"] = format!("{{\"k\":{}}}", rng.u8(..4)).into(),
            3 if rng.u8(..4) == 0 => item["configuration"]["text"] = "{".into(),
            4 => item["resourceName"] = format!("n{}", rng.u8(..3)).into(),
            _ => {}
        }
        if rng.u8(..4) == 0 {
            item["relationships"] = json!([{"resourceType": "T::A", "name": "Is with",
                "resourceName": format!("n{}", rng.u8(..3))}]);
        }
        if rng.u8(..8) == 0 {
            item["awsRegion"] = "y".into();
        }
        if rng.u8(..10) == 0
            && let Some(map) = item.as_object_mut()
        {
            map.remove("configurationItemCaptureTime");
        }
        if rng.u8(..12) == 0
            && let Some(map) = item.as_object_mut()
        {
            map.remove("awsAccountId");
        }
    }
    all
}

/// A result, as far as both have it.
type Told = (
    String,
    [Option<String>; 3],
    u32,
    ComplianceType,
    String,
    [Option<String>; 2],
    Option<Arc<Waived>>,
);

fn told(result: Evaluation) -> Told {
    let resource = result.resource;
    let name = format!("{} {}", resource.resource_type, resource.resource_id);
    let whose = [&resource.account, &resource.region, &resource.arn].map(Clone::clone);
    let (rule, compliance) = (result.rule.0, result.compliance);
    (name, whose, rule, compliance, result.message, [result.path, result.value], result.waived)
}

fn of_run(auditor: &Auditor, records: &[Value]) -> Vec<Told> {
    let verdicts = run(auditor, records);
    verdicts.results().into_iter().cloned().map(told).collect()
}

fn of_live(live: &Live) -> Vec<Told> {
    let all = live.entries(..).flat_map(|(number, entry)| {
        entry.outcomes().filter_map(move |(rule, _)| live.result(number, rule))
    });
    all.map(told).collect()
}

fn take(live: &mut Live, next: &mut u64, record: &Value) -> Entered {
    let mut item = item(record);
    live.auditor().own(&mut item);
    let number = live.number(&item.head).unwrap_or(*next);
    let weighed = live.auditor().weigh(item, number);
    let entered = live.enter(number, weighed);
    *next += u64::from(entered == Entered::First);
    entered
}

#[test]
fn what_lives_on_is_what_a_run_finds() {
    let rounds = std::env::var("TRIPLINE_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(80);
    let (mut turned, mut waived) = (0, 0);
    for seed in 0..rounds {
        let rng = &mut Rng::with_seed(seed);
        let auditor = auditor(rng);
        let records = records(rng);
        let mut time: Timestamp = now();
        let (mut live, mut next) = (Live::new(&auditor, time), 0);
        for (at, record) in records.iter().enumerate() {
            take(&mut live, &mut next, record);
            if rng.u8(..4) == 0 {
                continue;
            }
            live.settle();
            let found = of_live(&live);
            let want = of_run(&auditor.at(time), &records[..=at]);
            same(&found, &want, seed, at);
            waived += found.iter().filter(|told| told.6.is_some()).count();
            if rng.u8(..3) > 0 {
                continue;
            }
            time = match live.next_turn() {
                Some(turn) if rng.bool() => turn,
                _ => time + SignedDuration::from_secs(rng.i64(0..40_000)),
            };
            live.advance(time);
            live.settle();
            let later = of_live(&live);
            turned += usize::from(later != found);
            same(&later, &of_run(&auditor.at(time), &records[..=at]), seed, at);
        }
    }
    assert!(turned > rounds as usize / 4 && waived > 50, "{turned} turned, {waived} waived");
}

fn same(found: &[Told], want: &[Told], seed: u64, at: usize) {
    let (mut found, mut want) = (found.to_vec(), want.to_vec());
    let key = |told: &Told| (told.0.clone(), told.1.clone(), told.2);
    found.sort_by_key(key);
    want.sort_by_key(key);
    for pair in found.iter().zip(&want) {
        assert_eq!(pair.0, pair.1, "seed {seed}, record {at}");
    }
    assert_eq!(found.len(), want.len(), "seed {seed}, record {at}");
}

#[test]
fn forgetting_leaves_nothing_behind() {
    for seed in 0..60 {
        let rng = &mut Rng::with_seed(seed);
        let auditor = Auditor::new(setup(rules()));
        let records = records(rng);
        let (mut live, mut next) = (Live::new(&auditor, now()), 0);
        for record in &records {
            take(&mut live, &mut next, record);
        }
        live.settle();
        let numbers: Vec<u64> = live.entries(..).map(|(number, _)| number).collect();
        let keep = numbers.iter().copied().find(|n| !Live::is_account(*n) && rng.bool());
        for number in numbers.into_iter().filter(|n| !Live::is_account(*n) && Some(*n) != keep) {
            live.forget(number);
        }
        live.settle();
        let Some(keep) = keep else {
            assert_eq!(live.entries(..).count(), 0, "seed {seed}");
            continue;
        };
        let resource = Arc::clone(live.get(keep).expect("kept").resource());
        let mut alone = Live::new(&auditor, now());
        let mut next = 0;
        for record in &records {
            let own = item(record);
            let same = own.head.resource_id == resource.resource_id
                && own.head.resource_type == resource.resource_type
                && own.head.account == resource.account
                && own.head.region == resource.region;
            if same {
                take(&mut alone, &mut next, record);
            }
        }
        alone.settle();
        let quiet = |told: Vec<Told>| -> Vec<Told> {
            // That an extra input was there is not forgotten.
            told.into_iter().filter(|told| told.2 != rules().len() as u32 - 1).collect()
        };
        assert_eq!(quiet(of_live(&live)), quiet(of_live(&alone)), "seed {seed}");
    }
}

#[test]
fn only_what_may_change_is_judged_again() {
    let related = json!({"resource": "T::A", "require": {"related": {"type": "T::B", "theirs": "$.configuration.k",
        "mine": "$.configuration.k", "if-absent": "fail", "require": {"path": "@.configuration.a", "lt": 2}}}});
    let auditor = Auditor::new(setup(vec![rule("r", &related)]));
    let (mut live, mut next) = (Live::new(&auditor, now()), 0);
    let of = |kind: &str, id: String, k: usize| {
        json!({"resourceType": kind, "resourceId": id, "awsAccountId": "1",
        "configuration": {"k": k, "a": 1}})
    };
    for n in 0..100 {
        take(&mut live, &mut next, &of("T::A", format!("a{n}"), n));
    }
    live.settle();
    live.moved();
    take(&mut live, &mut next, &of("T::B", "b".to_owned(), 7));
    live.settle();
    let moved: Vec<u64> = live.moved().into_iter().collect();
    assert_eq!(moved, [7, 100]);
    live.settle();
    assert!(live.moved().is_empty());
}

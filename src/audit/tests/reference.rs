//! The plain way to judge a run: all items are kept, sorted and judged, nothing is carried over or
//! indexed. Auditor and ledger are held against it on generated rules and items.

use super::testing::*;
use crate::audit::{Auditor, Setup, Tell};
use crate::compliance::evaluate::STEPS;
use crate::compliance::path::{Flow, Strict, Work};
use crate::compliance::value::scalar;
use crate::compliance::{Facts, Find, Node, Scope, Search, SearchBy};
use crate::items::{Normalised, Status, relationships};
use crate::model::ComplianceType;
use crate::rules::{ComplianceRule, How};
use fastrand::Rng;
use serde_json::{Value, json};

type Key = [String; 4];

fn key(item: &Normalised) -> Key {
    let text = |o: &Option<String>| format!("{o:?}");
    let head = &item.head;
    [text(&head.account), text(&head.region), head.resource_type.clone(), head.resource_id.clone()]
}

fn is_gone(item: &Normalised) -> bool {
    item.head.status.is_deleted() || item.head.status == Status::NotRecorded
}

/// The versions of each resource from old to new, without those that a later one replaces.
fn versions(items: &[Box<Normalised>]) -> Vec<(Key, Vec<usize>)> {
    let mut all: Vec<(Key, Vec<usize>)> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let key = key(item);
        match all.iter_mut().find(|(known, _)| *known == key) {
            Some((_, versions)) => versions.push(at),
            None => all.push((key, vec![at])),
        }
    }
    for (_, versions) in &mut all {
        let same = |a: usize, b: usize| {
            !items[a].head.is_newer_than(&items[b].head)
                && !items[b].head.is_newer_than(&items[a].head)
        };
        let replaced = |at: usize| versions.iter().any(|later| *later > at && same(*later, at));
        let mut kept: Vec<usize> = versions.iter().copied().filter(|at| !replaced(*at)).collect();
        kept.sort_by(|a, b| {
            if items[*a].head.is_newer_than(&items[*b].head) {
                std::cmp::Ordering::Greater
            } else {
                std::cmp::Ordering::Less
            }
        });
        *versions = kept;
    }
    all
}

struct Plain<'a>(Vec<&'a Normalised>);

impl Find for Plain<'_> {
    fn find(&self, search: &Search<'_>, visit: &mut dyn FnMut(Node<'_>) -> Flow) -> Flow {
        for other in &self.0 {
            let name = other.head.resource_type.as_bytes();
            if !search.types.iter().any(|t| super::super::kinds::glob(t).matches(name)) {
                continue;
            }
            let node = Node::root(&other.tree);
            let mut found = false;
            match search.by {
                SearchBy::Relationship(glob) => {
                    let account = search.item.item.get("awsAccountId").map(|a| a.str());
                    found = account.as_deref() == other.head.account.as_deref()
                        && relationships(search.item.item).any(|r| {
                            r.resource_type == other.head.resource_type
                                && r.resource_id.as_ref() == Some(&other.head.resource_id)
                                && glob.is_none_or(|glob| glob.matches(r.name.as_bytes()))
                        });
                }
                SearchBy::Key { theirs, keys } => {
                    theirs.each(Scope::of(node), Strict::No, &Work::new(9999), &mut |n| {
                        found |= keys.iter().any(|k| scalar(n.item, |v| k.equals(v)) == Some(true));
                        Ok(())
                    })?;
                }
            }
            if found {
                visit(node)?;
            }
        }
        Ok(())
    }
}

fn judge(rule: &ComplianceRule, item: &Normalised, others: &dyn Find) -> (ComplianceType, String) {
    let root = item.tree.root();
    let How::Conditions(variants) = &rule.how else { unreachable!() };
    let variant = variants.iter().find(|v| v.selector.selects(root)).expect("a variant");
    if is_gone(item) || !rule.scope.selects(root) {
        return (ComplianceType::NotApplicable, String::new());
    }
    let facts = Facts { now: now(), params: &variant.params, others, steps: STEPS };
    let node = Node::root(&item.tree);
    let result = variant.check.evaluate(node, &facts);
    let message = match result.outcome {
        ComplianceType::Compliant | ComplianceType::NotApplicable => String::new(),
        _ => variant.check.say(node, &variant.params, &result),
    };
    (result.outcome, message)
}

fn rules() -> Vec<ComplianceRule> {
    let a = |require: Value| json!({"resource": "T::A", "require": require});
    let reads = json!({"path": "$.configuration.a", "lt": 2});
    vec![
        rule("a", &a(reads.clone())),
        rule(
            "b",
            &json!({"resource": "T::*", "when": {"path": "$.configuration.a", "exists": true},
            "require": {"path": "$.configuration.b.c", "equals": "x"}}),
        ),
        rule("tags", &a(json!({"path": "$.tags.env", "matches": "^prod$"}))),
        rule(
            "list",
            &json!({"resource": "T::*", "require": {"each":
            {"over": "$.configuration.list[*]", "satisfy": {"path": "@.n", "lt": 3}}}}),
        ),
        rule(
            "filter",
            &a(
                json!({"path": "$.configuration.list[?@.n > 1].n", "quantifier": "none", "equals": 2}),
            ),
        ),
        rule(
            "scoped",
            &json!({"resource": "T::A", "scope": {"tags": {"env": []}}, "require": reads,
            "overlays": [{"for": {"tags": {"env": ["p*"]}}, "require": {"path": "$.configuration.a", "equals": 0}}]}),
        ),
        rule(
            "by key",
            &json!({"resource": "T::A", "require": {"related": {"type": "T::B", "theirs": "$.configuration.a",
            "mine": "$.configuration.a", "quantifier": "some", "if-absent": "fail",
            "require": {"path": "@.configuration.b.c", "equals": "x"}}}}),
        ),
        rule(
            "by relationship",
            &json!({"resource": "T::*", "require": {"related": {"type": "T::*", "name": "Is*",
            "if-absent": "not-applicable", "require": {"path": "@.configuration.a", "lt": 2}}}}),
        ),
        rule(
            "nested",
            &json!({"resource": "T::B", "require": {"some": {"over": "$.configuration.list[*]",
            "satisfy": {"related": {"type": "T::A", "theirs": "$.configuration.list[*].n", "mine": "@.n",
            "if-absent": "error", "require": {"path": "@.tags.env", "exists": true}}}}}}),
        ),
    ]
}

/// The versions of some resources, as messages with truthful differences, items, or both. Some
/// versions are missing, some come late or twice.
fn records(rng: &mut Rng) -> Vec<Value> {
    let mut all = Vec::new();
    for id in 0..rng.usize(1..6) {
        let kind = ["T::A", "T::B"][rng.usize(..2)];
        let account = ["1", "2"][rng.usize(..2)];
        let mut item = json!({"resourceType": kind, "resourceId": format!("r{id}"), "awsAccountId": account,
            "awsRegion": "x", "configurationItemStatus": "OK", "tags": {}, "relationships": [],
            "configuration": {"a": rng.u8(..4), "b": {"c": "x"}, "list": [{"n": rng.u8(..4)}]}});
        for version in 0..rng.u64(1..6) {
            let changed = if version == 0 { vec![] } else { change(rng, &mut item) };
            item["configurationItemCaptureTime"] =
                format!("2026-01-01T00:00:0{}Z", version + 1).into();
            let record = match rng.u8(..4) {
                0 => item.clone(),
                _ => {
                    let properties: serde_json::Map<_, _> =
                        changed.into_iter().map(|p| (p, json!({}))).collect();
                    let kind = if version == 0 { "CREATE" } else { "UPDATE" };
                    json!({"configurationItem": item, "messageType": "ConfigurationItemChangeNotification",
                        "configurationItemDiff": {"changeType": kind, "changedProperties": properties}})
                }
            };
            if rng.u8(..5) > 0 {
                let at = if rng.u8(..4) == 0 { rng.usize(..=all.len()) } else { all.len() };
                all.insert(at, record.clone());
                if rng.u8(..8) == 0 {
                    all.push(record);
                }
            }
        }
    }
    all
}

fn pick(rng: &mut Rng, of: [&'static str; 2]) -> &'static str {
    of[rng.usize(..2)]
}

fn change(rng: &mut Rng, item: &mut Value) -> Vec<String> {
    let mut changed = Vec::new();
    for _ in 0..rng.usize(..3) {
        let (pointer, value, name) = match rng.u8(..7) {
            0 => ("/configuration/a", json!(rng.u8(..4)), "Configuration.A"),
            1 => ("/configuration/a", json!("odd"), "Configuration.A"),
            2 => ("/configuration/b/c", json!(["x", "y"][rng.usize(..2)]), "Configuration.B.C"),
            3 => ("/configuration/list", json!([{"n": rng.u8(..4)}]), "Configuration.List.0.N"),
            4 => ("/tags", json!({"env": pick(rng, ["prod", "test"])}), "Tags.env"),
            5 => (
                "/configurationItemStatus",
                json!(["OK", "ResourceDeleted"][rng.usize(..2)]),
                "ConfigurationItemStatus",
            ),
            _ => (
                "/relationships",
                json!([{"resourceType": pick(rng, ["T::A", "T::B"]),
                "resourceId": format!("r{}", rng.u8(..5)), "name": pick(rng, ["Is a", "Has b"])}]),
                "Relationships.0",
            ),
        };
        *item.pointer_mut(pointer).expect(pointer) = value;
        changed.push(name.to_owned());
    }
    changed
}

#[test]
fn auditor_and_ledger_agree_with_it() {
    let mut carried = 0;
    let rounds = std::env::var("TRIPLINE_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    for seed in 0..rounds {
        let rng = &mut Rng::with_seed(seed);
        let records = records(rng);
        let tell = Tell { all: true, timeline: rng.bool(), events: rng.bool() };
        let auditor = Auditor::new(Setup { tell, threads: rng.usize(..3), ..setup(rules()) });
        let found = run(&auditor, &records);
        carried += found.carried;
        let items: Vec<_> = records.iter().map(item).collect();
        let versions = versions(&items);
        let newest = || versions.iter().map(|(_, all)| *all.last().expect("one"));
        let mut others: Vec<usize> = newest().filter(|at| !is_gone(&items[*at])).collect();
        others.sort_unstable();
        let others = Plain(others.into_iter().map(|at| &*items[at]).collect());
        let mut want = Vec::new();
        let mut order: Vec<usize> = newest().collect();
        order.sort_unstable();
        for at in order {
            for (n, rule) in rules().iter().enumerate() {
                let kind = items[at].head.resource_type.as_bytes();
                if rule.types.iter().any(|glob| glob.matches(kind)) {
                    let (outcome, message) = judge(rule, &items[at], &others);
                    want.push((n as u32, at as u64, outcome, message));
                }
            }
        }
        // What other resource decided is added behind the words.
        let got: Vec<_> = found
            .results()
            .into_iter()
            .map(|r| (r.rule.0, r.index, r.compliance, r.message.clone()))
            .collect();
        assert_eq!(got.len(), want.len(), "seed {seed}");
        for (got, want) in got.iter().zip(&want) {
            assert_eq!((got.0, got.1, got.2), (want.0, want.1, want.2), "seed {seed}");
            assert!(got.3.starts_with(&want.3), "seed {seed}: {got:?} {want:?}");
        }
        if tell.timeline {
            let plain = timeline(&items, &versions);
            let mut got: Vec<_> = found
                .transitions()
                .into_iter()
                .map(|t| (t.rule.0, t.resource.resource_id.clone(), t.from, t.to, t.index))
                .collect();
            let mut want = plain;
            got.sort();
            want.sort();
            assert_eq!(got, want, "seed {seed}");
        }
        let quiet = Auditor::new(setup(rules()));
        let less = run(&quiet, &records);
        let loud =
            found.results().into_iter().filter(|r| super::super::judge::is_loud(r.compliance));
        assert!(less.results().into_iter().eq(loud), "seed {seed}");
        assert_eq!(less.counts, found.counts);
    }
    assert!(carried > rounds / 4, "{carried} of {rounds}");
}

type Step = (u32, String, Option<ComplianceType>, ComplianceType, u64);

fn timeline(items: &[Box<Normalised>], versions: &[(Key, Vec<usize>)]) -> Vec<Step> {
    let mut all = Vec::new();
    for (_, versions) in versions {
        for (n, rule) in rules().iter().enumerate().take(6) {
            let mut before = None;
            for at in versions {
                let head = &items[*at].head;
                if !rule.types.iter().any(|glob| glob.matches(head.resource_type.as_bytes())) {
                    continue;
                }
                let (now, _) = judge(rule, &items[*at], &crate::compliance::NoItems);
                if before != Some(now)
                    && !(before.is_none() && now == ComplianceType::NotApplicable)
                {
                    all.push((n as u32, head.resource_id.clone(), before, now, *at as u64));
                }
                before = Some(now);
            }
        }
    }
    all
}

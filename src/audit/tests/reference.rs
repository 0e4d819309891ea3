//! The plain way to judge a run: all items are kept, sorted and judged, nothing is carried over or
//! indexed. Auditor and ledger are held against it on generated rules and items.

use super::generate::{ALONE, records, rules};
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
    let facts = Facts { now: now(), params: &variant.params, others, steps: STEPS, turns: None };
    let node = Node::root(&item.tree);
    let result = variant.check.evaluate(node, &facts);
    let message = match result.outcome {
        ComplianceType::Compliant | ComplianceType::NotApplicable => String::new(),
        _ => variant.check.say(node, &variant.params, &result),
    };
    (result.outcome, message)
}

#[test]
fn auditor_and_ledger_agree_with_it() {
    let mut carried = 0;
    let rounds = std::env::var("TRIPLINE_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(120);
    for seed in 0..rounds {
        let rng = &mut Rng::with_seed(seed);
        let records = records(rng);
        let tell = Tell { all: true, timeline: rng.bool(), events: rng.bool(), standing: false };
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
        for (n, rule) in rules().iter().enumerate().take(ALONE) {
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

//! Other rules, while it runs and while it is down.

use super::testing::*;
use crate::model::ComplianceType;
use crate::store::Memory;
use fastrand::Rng;
use std::sync::Arc;

/// The rules without some, and with one that asks for something else.
fn others() -> String {
    let kept = RULES.replace("  small:", "  smaller:").replace("lt: 2 }", "lt: 1 }");
    kept.replace("  account:", "  accounts:").replace("[prod, test]", "[prod]")
}

#[test]
fn results_after_a_reload_are_those_of_a_run_by_the_new_rules() {
    let (before, after) = (auditor(RULES), auditor(&others()));
    for seed in 0..40 {
        let rng = &mut Rng::with_seed(seed);
        let (texts, kv) = (items(rng), Arc::new(Memory::default()));
        let (mut compliance, _) = begin(&kv, &before, start());
        let half = texts.len() / 2;
        for text in &texts[..half] {
            compliance.take(text.as_bytes(), start()).expect("taken");
            compliance.evaluate(start());
        }
        write(&kv, &mut compliance);
        // Some rows are still to be written.
        compliance.take(texts[half].as_bytes(), start()).expect("taken");
        compliance.evaluate(start());
        let had: Vec<_> =
            of_daemon(&compliance).into_iter().filter(|told| told.2 == "small").collect();
        let changed = compliance.reload(&after, start()).expect("loaded");
        let words = format!("seed {seed}");
        same(&of_daemon(&compliance), &of_run(&after, &texts[..=half], start()), &words);
        let ended = changed.iter().filter(|c| &*c.rule == "small");
        for change in ended.clone() {
            assert_eq!(change.now, ComplianceType::NotApplicable);
            assert!(
                change.event.is_some() || change.before == Some(ComplianceType::Error),
                "{change:?}"
            );
        }
        let told = had.iter().filter(|told| told.3 != ComplianceType::NotApplicable).count();
        assert!(ended.count() >= told, "{words}");
        write(&kv, &mut compliance);
        for text in &texts[half + 1..] {
            compliance.take(text.as_bytes(), start()).expect("taken");
        }
        compliance.evaluate(start());
        same(&of_daemon(&compliance), &of_run(&after, &texts, start()), &words);
        // The same while it is down.
        let (again, _) = begin(&kv, &before, start());
        same(&of_daemon(&again), &of_run(&before, &texts[..=half], start()), &words);
    }
}

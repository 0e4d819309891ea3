//! Which targets a case can reach: those of its matches, and those that follow from them through
//! dead letters, records and events that plugins put.

use crate::base::ids::{RuleId, TargetId};
use crate::dispatch::{granted, listens};
use crate::rules::Bundle;
use std::collections::BTreeMap;

/// Targets that invocations of these rules can reach, each with the first rule that leads to it.
pub(super) fn reach(
    bundle: &Bundle,
    rules: impl IntoIterator<Item = RuleId>,
) -> BTreeMap<TargetId, RuleId> {
    let mut reached = BTreeMap::new();
    let mut open: Vec<(TargetId, RuleId)> =
        rules.into_iter().flat_map(|rule| targets(bundle, rule)).collect();
    let mut buses: Vec<&str> = Vec::new();
    while let Some((id, rule)) = open.pop() {
        if reached.contains_key(&id) {
            continue;
        }
        reached.insert(id, rule);
        let target = &bundle.targets[id.index()];
        let others = [target.dead_letter, target.on_success, target.on_failure];
        open.extend(others.into_iter().flatten().map(|other| (other, rule)));
        for bus in granted([target]) {
            if buses.contains(&bus) {
                continue;
            }
            buses.push(bus);
            let listening = (0..bundle.rules.len()).map(RuleId::new);
            let listening = listening.filter(|rule| listens(bundle, *rule, bus));
            open.extend(listening.flat_map(|rule| targets(bundle, rule)));
        }
    }
    reached
}

/// The targets of a rule, and where its dead letters go.
fn targets(bundle: &Bundle, rule: RuleId) -> Vec<(TargetId, RuleId)> {
    let routings = bundle.sender(rule).map(|sender| sender.routings).unwrap_or_default();
    let ids = routings.into_iter().flat_map(|routing| [Some(routing.target), routing.dead_letter]);
    ids.flatten().map(|id| (id, rule)).collect()
}

#[cfg(test)]
mod tests {
    use super::reach;
    use crate::base::ids::RuleId;
    use crate::base::limits::Limits;
    use crate::rules::{bundle, load_texts};

    #[test]
    fn everything_that_can_follow() {
        let text = "buses: {b: {}}\ntargets:\n  a: {plugin: p, dead-letter: d}\n  d: {plugin: p}\n  \
                    e: {plugin: p, on-success: f}\n  f: {plugin: p, grants: {put-events: [b]}}\n  \
                    g: {plugin: p}\n  h: {plugin: p}\n  i: {plugin: p}\n\
                    rules:\n  one: {pattern: {x: [1]}, targets: [a, {target: h, dead-letter: g}]}\n  \
                    two: {pattern: {x: [1]}, targets: [e]}\n  \
                    three: {bus: b, pattern: {x: [1]}, targets: [a, f]}\n  \
                    four: {pattern: {x: [1]}, targets: [i]}\n";
        let limits = Limits::default();
        let loaded = load_texts(&[("r.yaml", text)], &limits);
        let none = |_: &std::path::Path| Err(std::io::Error::other("no files"));
        let (bundle, diags) = bundle(&loaded, &[], &none, &limits);
        assert!(!diags.has_errors(), "{diags:?}");
        let named = |rule: usize| -> String {
            let reached = reach(&bundle, [RuleId::new(rule)]);
            reached.keys().map(|id| bundle.targets[id.index()].name.as_str()).collect()
        };
        assert_eq!((named(0), named(1), named(3)), ("adgh".into(), "adef".into(), "i".into()));
    }
}

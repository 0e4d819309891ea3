//! What rules say of items, compared with what a case expects.

use super::expected::{Expected, Said};
use crate::audit::{Spot, Verdicts};
use crate::items::{Head, Normalised};
use crate::model::{ComplianceType, Effect, Evaluation, Resource};
use crate::rules::ComplianceRule;
use crate::testing::found::{Correction, Difference, New};

/// What is wrong with the case itself: resources that none of its items is of.
pub(in crate::testing) fn strangers(
    expected: &[Expected],
    items: &[(Normalised, Spot)],
    verdicts: &Verdicts,
) -> Vec<String> {
    let seen = |resource: &str| {
        verdicts.effects.iter().any(|effect| match effect {
            Effect::Compliance(e) => is(&e.resource, resource),
            _ => false,
        })
    };
    let mut all = Vec::new();
    for Expected { resource, .. } in expected {
        let given = items.iter().any(|(item, _)| is_head(&item.head, resource));
        if !given && !seen(resource) {
            let ids: Vec<&str> = items.iter().map(|(i, _)| i.head.resource_id.as_str()).collect();
            let near = crate::rules::near(resource, ids.iter().copied());
            let has = if ids.is_empty() { "no items".to_owned() } else { ids.join(", ") };
            let hint = near.map_or_else(
                || format!("the case gives {has}"),
                |n| format!("did you mean `{n}`?"),
            );
            all.push(format!("no item of the case is of the resource `{resource}`; {hint}"));
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Is a resource called so: by its id, its ARN or its name?
fn is(resource: &Resource, name: &str) -> bool {
    let names = [Some(&resource.resource_id), resource.arn.as_ref(), resource.name.as_ref()];
    names.into_iter().flatten().any(|n| n == name)
}

fn is_head(head: &Head, name: &str) -> bool {
    let names = [Some(&head.resource_id), head.arn.as_ref(), head.resource_name.as_ref()];
    names.into_iter().flatten().any(|n| n == name)
}

/// What differs.
pub(in crate::testing) fn judge(
    expected: &[Expected],
    rules: &[ComplianceRule],
    items: &[(Normalised, Spot)],
    verdicts: &Verdicts,
) -> Vec<Difference> {
    expected.iter().filter_map(|e| one(e, rules, items, verdicts)).collect()
}

fn one(
    expected: &Expected,
    rules: &[ComplianceRule],
    items: &[(Normalised, Spot)],
    verdicts: &Verdicts,
) -> Option<Difference> {
    let (rule, resource) = (&expected.rule, &expected.resource);
    let Some(at) = rules.iter().position(|r| r.header.name == *rule) else {
        let words = format!("`{rule}` has a parameter without value: give it one under `params`");
        return Some(words.into());
    };
    let named = |r: &Resource| is(r, resource);
    match &expected.said {
        Said::Changes(wanted) => {
            let found: Vec<ComplianceType> = verdicts
                .effects
                .iter()
                .filter_map(|effect| match effect {
                    Effect::Transition(t) if t.rule.index() == at && named(&t.resource) => {
                        Some(t.to)
                    }
                    _ => None,
                })
                .collect();
            let words =
                |all: &[ComplianceType]| all.iter().map(|w| w.word()).collect::<Vec<_>>().join(" ");
            let (wanted, found) = (words(wanted), words(&found));
            (wanted != found).then(|| {
                format!(
                    "expected `{rule}` to say {wanted} of {resource} over time, it says {}",
                    if found.is_empty() { "nothing" } else { &found }
                )
                .into()
            })
        }
        Said::Result { .. } => {
            let found = verdicts.effects.iter().find_map(|effect| match effect {
                Effect::Compliance(e) if e.rule.index() == at && named(&e.resource) => Some(e),
                _ => None,
            });
            match found {
                Some(found) => result(expected, found),
                None => Some(nothing(expected, items).into()),
            }
        }
    }
}

fn nothing(expected: &Expected, items: &[(Normalised, Spot)]) -> String {
    let (rule, resource) = (&expected.rule, &expected.resource);
    let item = items.iter().find(|(item, _)| is_head(&item.head, resource));
    let kind = item.map_or("it", |(item, _)| &item.head.resource_type);
    format!("`{rule}` says nothing of {resource}: it does not concern {kind}")
}

fn result(expected: &Expected, found: &Evaluation) -> Option<Difference> {
    let Said::Result { status, at, message, path, waived } = &expected.said else { return None };
    let (rule, resource) = (&expected.rule, &expected.resource);
    let why = || {
        let path = found.path.as_ref().map(|path| format!("\n  at {path}")).unwrap_or_default();
        if found.message.is_empty() { path } else { format!("\n  {}{path}", found.message) }
    };
    if *status != found.compliance {
        let words = format!(
            "expected `{rule}` to say {status} of {resource}, it says {}{}",
            found.compliance,
            why()
        );
        let new = New::Value(found.compliance.word().to_owned());
        return Some(Difference { words, fix: Some(Correction { span: *at, new }) });
    }
    if let Some(part) = message.as_ref().filter(|part| !found.message.contains(part.as_str())) {
        let words = format!("expected `{rule}` to say \"{part}\" of {resource}{}", why());
        return Some(words.into());
    }
    if path.is_some() && *path != found.path {
        let words = format!(
            "expected `{rule}` to decide on {} of {resource}, not on {}",
            path.as_deref().unwrap_or_default(),
            found.path.as_deref().unwrap_or("nothing")
        );
        return Some(words.into());
    }
    if waived.is_some_and(|waived| waived != found.waived.is_some()) {
        let not = if found.waived.is_some() { "" } else { "not " };
        return Some(format!("the result of `{rule}` for {resource} is {not}waived").into());
    }
    None
}

//! What rules say of items, compared with what a case expects.

use super::expected::{Expected, Said};
use crate::audit::{Spot, Verdicts};
use crate::items::{Head, Normalised};
use crate::model::{ComplianceType, Effect, Evaluation, Resource};
use crate::rules::ComplianceRule;
use crate::testing::found::{Correction, Difference, New};

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
    let named = |r: &Resource| {
        [Some(&r.resource_id), r.arn.as_ref(), r.name.as_ref()].contains(&Some(resource))
    };
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
                    "expected `{rule}` to say {wanted} of {resource} over time, it says {found}"
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
    let given = |head: &Head| {
        [Some(&head.resource_id), head.arn.as_ref(), head.resource_name.as_ref()]
            .contains(&Some(resource))
    };
    match items.iter().find(|(item, _)| given(&item.head)) {
        Some((item, _)) => {
            let kind = &item.head.resource_type;
            format!("`{rule}` says nothing of {resource}: it does not concern {kind}")
        }
        None => {
            let ids: Vec<&str> = items.iter().map(|(i, _)| i.head.resource_id.as_str()).collect();
            let near = crate::rules::near(resource, ids.iter().copied());
            let hint = near.map_or_else(
                || {
                    format!(
                        "the case gives {}",
                        if ids.is_empty() { "none".into() } else { ids.join(", ") }
                    )
                },
                |near| format!("did you mean `{near}`?"),
            );
            format!("no item of the case is of the resource `{resource}`; {hint}")
        }
    }
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

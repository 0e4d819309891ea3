//! DescribeComplianceByConfigRule: what each rule says of all its resources together.

use super::details::{aws_word, types};
use super::pages::Pages;
use super::read_rules::{NAMES, names};
use super::rules::Rules;
use crate::api::context::Context;
use crate::model::{ComplianceCounts, ComplianceType, RollupOf};
use crate::wire::{Fault, Value};
use std::collections::BTreeMap;

const PAGES: Pages<'_> = Pages {
    scope: &["DescribeComplianceByConfigRule"],
    token: "NextToken",
    limit: None,
    usual: 25,
};

/// As many resources are counted.
const CAP: u64 = 25;

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let rules = Rules::of(context);
    let found = rules.named(names(input, "ConfigRuleNames", NAMES)?)?;
    let types = types(input, "ComplianceTypes")?;
    let behind = PAGES.from(input)?;
    let rollups = context.daemon().state().compliance.rollups();
    let of_rules = rollups.into_iter().filter_map(|rollup| match rollup.of {
        RollupOf::Rule(name) => Some((name, rollup.counts)),
        _ => None,
    });
    let counts: BTreeMap<String, ComplianceCounts> = of_rules.collect();
    let (mut all, mut last, mut next) = (Vec::new(), None, None);
    for known in found {
        if behind.as_ref().is_some_and(|behind| *known.name <= **behind) {
            continue;
        }
        let counts = counts.get(known.name).copied().unwrap_or_default();
        if !types.is_empty() && !types.contains(&counts.status()) {
            continue;
        }
        if all.len() == PAGES.usual {
            next = last;
            break;
        }
        all.push(Value::map([
            ("ConfigRuleName", known.name.into()),
            ("Compliance", compliance(&counts, CAP)),
        ]));
        last = Some(known.name.to_owned());
    }
    Ok(PAGES.answer("ComplianceByConfigRules", all, next))
}

/// `Compliance`: the outcome of several results, and how many make it NON_COMPLIANT, up to `cap`.
pub(super) fn compliance(counts: &ComplianceCounts, cap: u64) -> Value {
    let status = counts.status();
    let shown = Value::map([("ComplianceType", aws_word(status).into())]);
    if status != ComplianceType::NonCompliant {
        return shown;
    }
    let capped = i64::try_from(counts.non_compliant.min(cap)).unwrap_or(i64::MAX);
    let count = Value::map([
        ("CappedCount", capped.into()),
        ("CapExceeded", (counts.non_compliant > cap).into()),
    ]);
    shown.with("ComplianceContributorCount", count)
}

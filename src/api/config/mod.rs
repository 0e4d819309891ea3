//! AWS Config.
//!
//! Rules that are put over the API are definitions beside the rules of files: `kept` is what is
//! remembered of one, `rules` all of them in one form. Managed ones are deployed as those of
//! conformance packs are; those of functions get their evaluations by PutEvaluations. Resources and
//! results are the daemon's state, which is changed by way of the log.

mod by_resource;
mod by_rule;
mod change_rule;
mod deliver;
mod details;
mod evaluate;
mod evaluations;
mod history;
mod kept;
mod pages;
mod put_rule;
mod read_rules;
mod resources;
mod rules;
mod select;
mod source;
#[cfg(test)]
mod tests;

use super::context::{Context, Permission};
use super::operation::{Operation, Run, change, read};
use crate::wire::{Fault, Value};

const fn put(
    name: &'static str,
    run: fn(&Context<'_>, &Value) -> Result<super::accept::Accepting, Fault>,
) -> Operation {
    Operation { name, permission: Permission::PutEvents, run: Run::Accept(run) }
}

/// The operations.
pub(super) const OPERATIONS: &[Operation] = &[
    read("BatchGetResourceConfig", history::batch),
    change("DeleteConfigRule", change_rule::delete),
    put("DeleteResourceConfig", resources::delete),
    change("DeliverConfigSnapshot", deliver::run),
    read("DescribeComplianceByConfigRule", by_rule::run),
    read("DescribeComplianceByResource", by_resource::run),
    read("DescribeConfigRuleEvaluationStatus", evaluate::status),
    read("DescribeConfigRules", read_rules::run),
    read("GetComplianceDetailsByConfigRule", details::run),
    read("GetResourceConfigHistory", history::run),
    read("ListDiscoveredResources", resources::list),
    change("PutConfigRule", change_rule::put),
    put("PutEvaluations", evaluations::run),
    put("PutResourceConfig", resources::put),
    read("SelectResourceConfig", select::run),
    change("StartConfigRulesEvaluation", evaluate::start),
];

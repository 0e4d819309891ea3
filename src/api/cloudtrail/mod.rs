//! CloudTrail: calls looked up, insights as baselines, audit events from outside.

mod audit;
mod insights;
mod lookup;
#[cfg(test)]
mod tests;

use super::context::Permission;
use super::operation::{Operation, Run};

/// The operations of CloudTrail.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        name: "GetInsightSelectors",
        permission: Permission::Read,
        run: Run::Answer(insights::get),
    },
    Operation { name: "LookupEvents", permission: Permission::Read, run: Run::Answer(lookup::run) },
    Operation {
        name: "PutInsightSelectors",
        permission: Permission::Admin,
        run: Run::Answer(insights::put),
    },
];

/// The operations of CloudTrail Data.
pub(super) const DATA_OPERATIONS: &[Operation] = &[Operation {
    name: "PutAuditEvents",
    permission: Permission::PutEvents,
    run: Run::Accept(audit::run),
}];

//! EventBridge.

mod put_events;

pub(in crate::api) use put_events::bus_name;

use super::context::Permission;
use super::operation::{Operation, Run};

/// The operations.
pub(super) const OPERATIONS: &[Operation] = &[Operation {
    name: "PutEvents",
    permission: Permission::PutEvents,
    run: Run::Accept(put_events::run),
}];

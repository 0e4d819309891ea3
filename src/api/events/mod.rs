//! EventBridge.

mod put_events;

use super::context::Permission;
use super::operation::{Operation, Run};

/// The operations.
pub(super) const OPERATIONS: &[Operation] = &[Operation {
    name: "PutEvents",
    permission: Permission::PutEvents,
    run: Run::Accept(put_events::run),
}];

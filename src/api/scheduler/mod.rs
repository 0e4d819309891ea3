//! EventBridge Scheduler. Schedules that are put over the API are definitions beside those of files:
//! `kept` is what is remembered of one, `schedules` all of them in one form.

mod kept;
mod put;
mod read;
mod schedules;
#[cfg(test)]
mod tests;

use super::context::Permission;
use super::operation::{Operation, Run};

/// The operations.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        name: "CreateSchedule",
        permission: Permission::Admin,
        run: Run::Answer(put::create),
    },
    Operation {
        name: "DeleteSchedule",
        permission: Permission::Admin,
        run: Run::Answer(put::delete),
    },
    Operation { name: "GetSchedule", permission: Permission::Read, run: Run::Answer(read::get) },
    Operation { name: "ListSchedules", permission: Permission::Read, run: Run::Answer(read::list) },
    Operation {
        name: "UpdateSchedule",
        permission: Permission::Admin,
        run: Run::Answer(put::update),
    },
];

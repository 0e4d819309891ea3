//! EventBridge.
//!
//! Rules, buses and what else is put over the API are definitions beside the rules of files: `kept`
//! is what is remembered of a rule, `rules` all rules in one form.

mod archives;
mod buses;
mod change_rule;
mod kept;
mod pattern;
mod pattern_text;
mod put_events;
mod put_rule;
mod read_rules;
mod replays;
mod rules;
mod tags;
mod targets;
#[cfg(test)]
mod tests;

pub(super) use kept::OF_RULE;
pub(in crate::api) use put_events::bus_name;
pub(super) use rules::route as route_of_file;

use super::context::Permission;
use super::operation::{Operation, Run, change, read};

/// The operations.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        name: "PutEvents",
        permission: Permission::PutEvents,
        run: Run::Accept(put_events::run),
    },
    change("CancelReplay", replays::cancel),
    change("CreateArchive", archives::create),
    change("CreateEventBus", buses::create),
    change("DeleteArchive", archives::delete),
    change("DeleteEventBus", buses::delete),
    change("DeleteRule", change_rule::delete),
    read("DescribeArchive", archives::describe),
    read("DescribeEventBus", buses::describe),
    read("DescribeReplay", replays::describe),
    read("DescribeRule", read_rules::describe),
    change("DisableRule", change_rule::disable),
    change("EnableRule", change_rule::enable),
    read("ListArchives", archives::list),
    read("ListEventBuses", buses::list),
    read("ListReplays", replays::list),
    read("ListRuleNamesByTarget", targets::rule_names),
    read("ListRules", read_rules::list),
    read("ListTagsForResource", tags::list),
    read("ListTargetsByRule", targets::list),
    change("PutRule", put_rule::run),
    change("PutTargets", targets::put),
    change("RemoveTargets", targets::remove),
    change("StartReplay", replays::start),
    change("TagResource", tags::tag),
    read("TestEventPattern", pattern::test),
    change("UntagResource", tags::untag),
    change("UpdateArchive", archives::update),
];

//! CloudWatch: metrics that are put and read, alarms that are defined over the API beside those of
//! rule files, their states and histories.
//!
//! What is put is kept in AWS's words (`kept`) beside the rules document that comes of it; `alarms`
//! finds both kinds of alarms, `written` tells those of files in AWS's words. `query` reads
//! MetricDataQuery for alarms and reads alike, `refuse` has AWS's errors.

mod alarms;
mod changes;
mod composite;
mod data;
mod describe;
mod detectors;
mod history;
mod kept;
mod list;
mod outside;
mod put_data;
mod put_metric_alarm;
mod query;
mod refuse;
mod search;
mod states;
mod statistics;
#[cfg(test)]
mod tests;
mod written;

use super::context::Permission;
use super::operation::{Operation, Run, change, read};

/// The operations.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        name: "PutMetricData",
        permission: Permission::PutEvents,
        run: Run::Accept(put_data::run),
    },
    change("DeleteAlarms", changes::delete),
    change("DeleteAnomalyDetector", detectors::delete),
    read("DescribeAlarmHistory", history::run),
    read("DescribeAlarms", describe::run),
    read("DescribeAnomalyDetectors", detectors::describe),
    Operation {
        name: "DisableAlarmActions",
        permission: Permission::Admin,
        run: Run::Accept(states::disable),
    },
    Operation {
        name: "EnableAlarmActions",
        permission: Permission::Admin,
        run: Run::Accept(states::enable),
    },
    read("GetMetricData", data::run),
    read("GetMetricStatistics", statistics::run),
    read("ListMetrics", list::run),
    change("PutAnomalyDetector", detectors::put),
    change("PutCompositeAlarm", composite::run),
    change("PutMetricAlarm", put_metric_alarm::run),
    Operation {
        name: "SetAlarmState",
        permission: Permission::Admin,
        run: Run::Accept(states::set),
    },
];

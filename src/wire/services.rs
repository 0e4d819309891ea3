//! The services that are offered, as data: a further operation is a further name here.

use super::service::{Query, Route, Service};

const EVENTS: Service = Service {
    name: "events",
    signing: "events",
    target: Some("AWSEvents"),
    json: 1,
    query: None,
    cbor: false,
    namespace: None,
    routes: &[],
    operations: &[
        "CancelReplay",
        "CreateArchive",
        "CreateEventBus",
        "DeleteArchive",
        "DeleteEventBus",
        "DeleteRule",
        "DescribeArchive",
        "DescribeEventBus",
        "DescribeReplay",
        "DescribeRule",
        "DisableRule",
        "EnableRule",
        "ListArchives",
        "ListEventBuses",
        "ListReplays",
        "ListRuleNamesByTarget",
        "ListRules",
        "ListTagsForResource",
        "ListTargetsByRule",
        "PutEvents",
        "PutRule",
        "PutTargets",
        "RemoveTargets",
        "StartReplay",
        "TagResource",
        "TestEventPattern",
        "UntagResource",
        "UpdateArchive",
    ],
};

const CLOUDWATCH: Service = Service {
    name: "cloudwatch",
    signing: "monitoring",
    target: Some("GraniteServiceVersion20100801"),
    json: 0,
    cbor: true,
    namespace: Some("com.amazonaws.cloudwatch"),
    routes: &[],
    query: Some(Query {
        version: "2010-08-01",
        xmlns: "http://monitoring.amazonaws.com/doc/2010-08-01/",
        codes: &[
            ("ConcurrentModificationException", "ConcurrentModificationException", 429),
            ("InternalServiceFault", "InternalServiceError", 500),
            ("InvalidFormatFault", "InvalidFormat", 400),
            ("InvalidNextToken", "InvalidNextToken", 400),
            ("InvalidParameterCombinationException", "InvalidParameterCombination", 400),
            ("InvalidParameterValueException", "InvalidParameterValue", 400),
            ("LimitExceededException", "LimitExceededException", 400),
            ("LimitExceededFault", "LimitExceeded", 400),
            ("MissingRequiredParameterException", "MissingParameter", 400),
            ("ResourceNotFound", "ResourceNotFound", 404),
            ("ResourceNotFoundException", "ResourceNotFoundException", 404),
        ],
    }),
    operations: &[
        "DeleteAlarms",
        "DescribeAlarmHistory",
        "DescribeAlarms",
        "DisableAlarmActions",
        "EnableAlarmActions",
        "GetMetricData",
        "GetMetricStatistics",
        "ListMetrics",
        "PutAnomalyDetector",
        "PutCompositeAlarm",
        "PutMetricAlarm",
        "PutMetricData",
        "SetAlarmState",
    ],
};

const CONFIG: Service = Service {
    name: "config",
    signing: "config",
    target: Some("StarlingDoveService"),
    json: 1,
    query: None,
    cbor: false,
    namespace: None,
    routes: &[],
    operations: &[
        "BatchGetResourceConfig",
        "DeleteConfigRule",
        "DeleteResourceConfig",
        "DeliverConfigSnapshot",
        "DescribeComplianceByConfigRule",
        "DescribeComplianceByResource",
        "DescribeConfigRuleEvaluationStatus",
        "DescribeConfigRules",
        "GetComplianceDetailsByConfigRule",
        "GetResourceConfigHistory",
        "ListDiscoveredResources",
        "PutConfigRule",
        "PutEvaluations",
        "PutResourceConfig",
        "SelectResourceConfig",
        "StartConfigRulesEvaluation",
    ],
};

const CLOUDTRAIL: Service = Service {
    name: "cloudtrail",
    signing: "cloudtrail",
    target: Some("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"),
    json: 1,
    query: None,
    cbor: false,
    namespace: None,
    routes: &[],
    operations: &["GetInsightSelectors", "LookupEvents", "PutInsightSelectors"],
};

const CLOUDTRAIL_DATA: Service = Service {
    name: "cloudtrail-data",
    signing: "cloudtrail-data",
    target: None,
    json: 1,
    query: None,
    cbor: false,
    namespace: None,
    operations: &["PutAuditEvents"],
    routes: &[Route {
        method: "POST",
        path: "/PutAuditEvents",
        operation: "PutAuditEvents",
        query: &[("channelArn", "channelArn"), ("externalId", "externalId")],
    }],
};

const ONE_SCHEDULE: &str = "/schedules/{Name}";

const SCHEDULER: Service = Service {
    name: "scheduler",
    signing: "scheduler",
    target: None,
    json: 1,
    query: None,
    cbor: false,
    namespace: None,
    operations: &[
        "CreateSchedule",
        "DeleteSchedule",
        "GetSchedule",
        "ListSchedules",
        "UpdateSchedule",
    ],
    routes: &[
        Route { method: "POST", path: ONE_SCHEDULE, operation: "CreateSchedule", query: &[] },
        Route { method: "PUT", path: ONE_SCHEDULE, operation: "UpdateSchedule", query: &[] },
        Route {
            method: "GET",
            path: ONE_SCHEDULE,
            operation: "GetSchedule",
            query: &[("groupName", "GroupName")],
        },
        Route {
            method: "DELETE",
            path: ONE_SCHEDULE,
            operation: "DeleteSchedule",
            query: &[("groupName", "GroupName"), ("clientToken", "ClientToken")],
        },
        Route {
            method: "GET",
            path: "/schedules",
            operation: "ListSchedules",
            query: &[
                ("MaxResults", "MaxResults"),
                ("NamePrefix", "NamePrefix"),
                ("NextToken", "NextToken"),
                ("ScheduleGroup", "GroupName"),
                ("State", "State"),
            ],
        },
    ],
};

/// All services.
pub static SERVICES: &[Service] =
    &[EVENTS, CLOUDWATCH, CONFIG, CLOUDTRAIL, CLOUDTRAIL_DATA, SCHEDULER];

/// The service with this prefix in `X-Amz-Target` and in the paths of RPCv2.
pub(super) fn by_target(target: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|s| s.target == Some(target))
}

/// The service with this name in the scope of signatures.
pub(super) fn by_signing(name: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|s| s.signing == name)
}

/// The service whose Query XML has this version.
pub(super) fn by_version(version: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|s| s.query.as_ref().is_some_and(|q| q.version == version))
}

//! The made-up estate that both the trail's events and the rules about it speak of: accounts,
//! people, services and resources, each a pure function of a number.

use crate::prng::scramble;

/// Accounts in the estate.
pub const ACCOUNTS: u64 = 400;
/// People in the estate.
pub const PEOPLE: u64 = 2_000;
/// Roles in every account.
pub const TEAMS: u64 = 25;
/// Resources that events speak of.
pub const RESOURCES: u64 = 2_000_000;
/// Networks (/24) that callers come from.
pub const NETWORKS: u64 = 16_384;
/// Regions.
pub const REGIONS: [&str; 8] = [
    "us-east-1",
    "eu-west-1",
    "us-west-2",
    "eu-central-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "sa-east-1",
    "ca-central-1",
];
/// The detail-type of nearly all events.
pub const API_CALL: &str = "AWS API Call via CloudTrail";

/// A service as its events show it.
#[derive(Debug)]
pub struct Service {
    /// The envelope's `source`.
    pub source: &'static str,
    /// The record's `eventSource`.
    pub event_source: &'static str,
    /// Calls, the frequent first.
    pub calls: &'static [&'static str],
    /// The request parameter that names the resource.
    pub parameter: &'static str,
    /// What its resource names begin with.
    pub stem: &'static str,
}

/// The services.
#[rustfmt::skip]
pub const SERVICES: [Service; 8] = [
    Service { source: "aws.s3", event_source: "s3.amazonaws.com", parameter: "bucketName", stem: "data-lake-",
        calls: &["PutObject", "GetObject", "DeleteObject", "HeadObject", "PutBucketPolicy", "CreateBucket", "DeleteBucket", "PutBucketAcl"] },
    Service { source: "aws.ec2", event_source: "ec2.amazonaws.com", parameter: "groupId", stem: "sg-0a1b",
        calls: &["RunInstances", "TerminateInstances", "AuthorizeSecurityGroupIngress", "StopInstances", "CreateSecurityGroup", "RevokeSecurityGroupIngress"] },
    Service { source: "aws.iam", event_source: "iam.amazonaws.com", parameter: "roleName", stem: "role-",
        calls: &["PutRolePolicy", "AttachRolePolicy", "CreateRole", "DeleteRole", "UpdateAssumeRolePolicy", "PassRole"] },
    Service { source: "aws.kms", event_source: "kms.amazonaws.com", parameter: "keyId", stem: "key-4f0c-",
        calls: &["Decrypt", "GenerateDataKey", "Encrypt", "ScheduleKeyDeletion", "DisableKey"] },
    Service { source: "aws.lambda", event_source: "lambda.amazonaws.com", parameter: "functionName", stem: "fn-orders-",
        calls: &["Invoke", "UpdateFunctionCode20150331v2", "UpdateFunctionConfiguration20150331v2", "CreateFunction20150331"] },
    Service { source: "aws.dynamodb", event_source: "dynamodb.amazonaws.com", parameter: "tableName", stem: "table-",
        calls: &["PutItem", "UpdateTable", "DeleteTable", "CreateTable", "DescribeTable"] },
    Service { source: "aws.sns", event_source: "sns.amazonaws.com", parameter: "topicName", stem: "alerts-",
        calls: &["Publish", "Subscribe", "CreateTopic", "SetTopicAttributes"] },
    Service { source: "aws.logs", event_source: "logs.amazonaws.com", parameter: "logGroupName", stem: "/app/",
        calls: &["CreateLogStream", "PutRetentionPolicy", "DeleteLogGroup", "CreateLogGroup"] },
];

/// Which service each twentieth of the resources belongs to: mostly S3, then EC2.
const SHARES: [usize; 20] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7];

/// The service that resource `key` belongs to.
pub fn service(key: u64) -> &'static Service {
    &SERVICES[SHARES[(scramble(key) % SHARES.len() as u64) as usize]]
}

/// The name of resource `key`.
pub fn resource(key: u64) -> String {
    format!("{}{key:07}", service(key).stem)
}

/// The call that a rule about resource `key` waits for.
pub fn call(key: u64) -> &'static str {
    let calls = service(key).calls;
    calls[(scramble(key ^ 0xCA11) % calls.len() as u64) as usize]
}

/// An account number.
pub fn account(key: u64) -> String {
    let number = 100_000_000_000 + scramble((key % ACCOUNTS) ^ 0xACC7) % 800_000_000_000;
    format!("{number:012}")
}

/// A person's user name.
pub fn person(key: u64) -> String {
    format!("dev-{}", key % PEOPLE)
}

/// A team's role name.
pub fn team(key: u64) -> String {
    format!("team-{:02}-deploy", key % TEAMS)
}

/// The first three parts of an address of network `key`.
pub fn network(key: u64) -> String {
    let key = key % NETWORKS;
    format!("10.{}.{}", key / 256, key % 256)
}

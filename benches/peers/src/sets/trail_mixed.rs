//! Policy-like rules of sixteen shapes, taking turns.

use super::trail::four_fields;
use crate::data::world;
use crate::prng::scramble;
use crate::rules::{Rule, named};
use serde_json::{Value, json};

/// `count` rules of all shapes.
pub fn mixed(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(|key| match key % 16 {
        0 => four_fields(key),
        1..=7 => about_callers(key).to_string(),
        _ => about_requests(key).to_string(),
    }))
}

/// Shapes about who called from where.
fn about_callers(key: u64) -> Value {
    let (account, person, call) = (world::account(key), world::person(key / 16), world::call(key));
    let region = world::REGIONS[(key % 8) as usize];
    match key % 16 {
        1 => json!({ "source": ["aws.iam", "aws.kms"], "account": [{ "prefix": account[..11] }],
            "detail": { "eventName": [call, "PassRole"] } }),
        2 => json!({ "detail": { "eventName": [call],
            "sourceIPAddress": [{ "cidr": format!("{}.0/24", world::network(key)) }] } }),
        3 => json!({ "account": [account], "detail": { "errorCode": [{ "exists": true }],
            "eventName": [call], "userIdentity": { "userName": [person] } } }),
        4 => json!({ "account": [account], "detail": { "userAgent": [{ "suffix": "prompt/off" }],
            "eventName": [{ "prefix": call[..4] }] } }),
        5 => json!({ "detail-type": [world::API_CALL], "detail": { "userIdentity": {
            "arn": [{ "wildcard": format!("*:{account}:*/{person}") }] } } }),
        6 => json!({ "account": [account], "detail": { "eventName": [call],
            "awsRegion": [{ "anything-but": ["us-east-1", region] }] } }),
        _ => json!({ "account": [account], "detail": { "eventName": [call],
            "userIdentity": { "type": [{ "anything-but": "Root" }], "userName": [{ "exists": false }] } } }),
    }
}

/// Shapes about what was asked for.
fn about_requests(key: u64) -> Value {
    let (account, person, call) = (world::account(key), world::person(key / 16), world::call(key));
    let (resource, parameter) = (world::resource(key), world::service(key).parameter);
    let bytes = scramble(key) % 1_000_000;
    match key % 16 {
        8 => {
            json!({ "source": ["aws.s3"], "account": [account], "detail": { "additionalEventData": {
            "bytesTransferredOut": [{ "numeric": [">", bytes, "<=", bytes * 2 + 10] }] } } })
        }
        9 => {
            json!({ "source": [world::service(key).source], "detail": { "requestParameters": { "$or": [
            { parameter: [resource] }, { "key": [{ "prefix": format!("team-{:04}/2026/03/{:02}", key % 500, key % 28) }] }] } } })
        }
        10 => json!({ "account": [account], "detail": {
            "userIdentity": { "userName": [{ "equals-ignore-case": person.to_uppercase() }] } } }),
        11 => json!({ "detail": { "resources": { "accountId": [account],
            "ARN": [format!("arn:aws:{}", world::resource(key / 16))] } } }),
        12 => json!({ "account": [account], "detail": { "errorCode": [{ "exists": false }],
            "eventName": [call], "readOnly": [false] } }),
        13 => {
            json!({ "account": [account], "$or": [{ "detail": { "eventName": [call], "readOnly": [true] } },
            { "detail": { "errorCode": ["AccessDenied"], "awsRegion": ["eu-west-1"] } }] })
        }
        14 => {
            json!({ "source": ["aws.ec2"], "detail": { "requestParameters": { "instancesSet": { "items": {
            "instanceId": [format!("i-{:017x}", key)], "state": ["running"] } } } } })
        }
        _ => json!({ "account": [account], "detail": { "userIdentity": {
            "arn": [{ "suffix": { "equals-ignore-case": format!("/{}", person.to_uppercase()) } }],
            "principalId": [{ "anything-but": { "prefix": "AIDA" } }] } } }),
    }
}

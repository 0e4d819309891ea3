//! Rule sets of one shape each over the trail.

use crate::data::world;
use crate::prng::scramble;
use crate::rules::{Rule, named};

/// Four exact fields; the rules share `source`, `detail-type` and `eventName` by the thousand.
pub fn exact(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(four_fields))
}

/// The pattern of one four-field rule.
pub fn four_fields(key: u64) -> String {
    let service = world::service(key);
    format!(
        r#"{{"source":["{}"],"detail-type":["{}"],"detail":{{"eventName":["{}"],"requestParameters":{{"{}":["{}"]}}}}}}"#,
        service.source,
        world::API_CALL,
        world::call(key),
        service.parameter,
        world::resource(key),
    )
}

/// The resource alone.
pub fn one_field(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(|key| {
        let (field, value) = (world::service(key).parameter, world::resource(key));
        format!(r#"{{"detail":{{"requestParameters":{{"{field}":["{value}"]}}}}}}"#)
    }))
}

/// Prefixes of one field that have most of their text in common.
pub fn prefix(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(|key| {
        let (account, team) = (world::account(key), world::team(key / world::ACCOUNTS));
        format!(
            r#"{{"detail":{{"userIdentity":{{"arn":[{{"prefix":"arn:aws:sts::{account}:assumed-role/{team}/"}}]}}}}}}"#
        )
    }))
}

/// Numeric ranges side by side on one field.
pub fn numeric(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(|key| {
        let (low, high) = (key * 1_000, key * 1_000 + 800);
        format!(
            r#"{{"detail":{{"additionalEventData":{{"bytesTransferredOut":[{{"numeric":[">=",{low},"<",{high}]}}]}}}}}}"#
        )
    }))
}

/// Networks of 256 addresses on one field.
pub fn cidr(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(|key| {
        let network = world::network(key);
        format!(r#"{{"detail":{{"sourceIPAddress":[{{"cidr":"{network}.0/24"}}]}}}}"#)
    }))
}

/// `anything-but` lists beside one exact field.
pub fn anything_but(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(|key| {
        let calls: Vec<String> = (0..5).map(|n| format!("\"{}\"", world::call(key * 7 + n))).collect();
        let region = world::REGIONS[(key % 4) as usize];
        let account = world::account(key);
        format!(
            r#"{{"account":["{account}"],"detail":{{"awsRegion":[{{"anything-but":"{region}"}}],"eventName":[{{"anything-but":[{}]}}]}}}}"#,
            calls.join(",")
        )
    }))
}

/// Two stars around an account, then a person: `*:account:*/dev-n`.
pub fn wildcard(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(|key| {
        // The fifty busiest people first, so that a thousand rules still match something.
        let person = world::person((scramble(key) % 50) + 50 * (key / 1_000));
        let account = world::account(key);
        format!(
            r#"{{"detail":{{"userIdentity":{{"arn":[{{"wildcard":"*:{account}:*/{person}"}}]}}}}}}"#
        )
    }))
}

//! Rule sets made to hurt: nothing may explode in time or memory over them.

use super::trail::four_fields;
use crate::data::world;
use crate::prng::{Rng, scramble};
use crate::rules::{Rule, named};
use serde_json::{Value, json};

/// Wildcards of three two-digit fragments over random hexadecimal text: no fragment is rare.
pub fn wildcard_pairs(count: usize) -> Vec<Rule> {
    let mut rng = Rng::new(0xADE5);
    named((0..count).map(|_| {
        let mut text = String::from("*");
        for _ in 0..3 {
            rng.hex(&mut text, 2);
            text.push('*');
        }
        json!({ "detail": { "eventID": [{ "wildcard": text }] } }).to_string()
    }))
}

/// Fifty prefixes of each of many names, every one a prefix of the next.
pub fn overlapping_prefixes(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(|key| {
        let (name, length) = (key / 50, key % 50 + 1);
        let account = world::account(name);
        let arn = format!("arn:aws:sts::{account}:assumed-role/{}/dev-", world::team(name));
        let prefix = &arn[..(length as usize).min(arn.len())];
        json!({ "account": [account], "detail": { "userIdentity": { "arn": [{ "prefix": prefix }] } } })
            .to_string()
    }))
}

/// The same from the end.
pub fn overlapping_suffixes(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(|key| {
        let (name, length) = (key / 20, key % 20 + 1);
        let tail = format!("assumed-role/{}/{}", world::team(name), world::person(name));
        let suffix = &tail[tail.len() - length as usize..];
        let account = world::account(name);
        json!({ "account": [account], "detail": { "userIdentity": { "arn": [{ "suffix": suffix }] } } })
            .to_string()
    }))
}

/// A hundred excluded values in every rule, each list shifted by one.
pub fn anything_but_lists(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(|key| {
        let people: Vec<String> = (0..100).map(|n| world::person(key + n)).collect();
        json!({ "account": [world::account(key)],
            "detail": { "userIdentity": { "userName": [{ "anything-but": people }] } } })
        .to_string()
    }))
}

/// Nothing but exclusions, so that nearly every rule matches every event.
pub fn negative_only(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(|key| {
        let calls: Vec<&str> = (0..20).map(|n| world::call(key * 31 + n)).collect();
        json!({ "detail": { "eventName": [{ "anything-but": calls }],
            "errorCode": [{ "exists": false }],
            "awsRegion": [{ "anything-but": world::REGIONS[(key % 8) as usize] }] } })
        .to_string()
    }))
}

/// Six `$or`s of four branches that often apply: 4,096 combinations in each rule.
pub fn or_cross(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(|key| {
        let branches = |field: &str, make: &dyn Fn(u64) -> Value| -> Value {
            (0..4).map(|n| json!({ field: [make(scramble(key * 4 + n))] })).collect()
        };
        json!({
            "$or": branches("region", &|n| json!(world::REGIONS[(n % 4) as usize])),
            "detail": {
                "$or": branches("eventName", &|n| json!(world::call(n))),
                "userIdentity": { "$or": branches("arn", &|n| json!({ "suffix": (n % 10).to_string() })) },
                "requestParameters": { "$or": branches("bucketName", &|n| json!({ "anything-but": world::resource(n % 1_000) })) },
                "additionalEventData": { "$or": branches("bytesTransferredOut", &|n| json!({ "numeric": [">", n % 1_000_000] })) },
                "tlsDetails": { "$or": branches("clientProvidedHostHeader", &|n| json!({ "prefix": world::REGIONS[(n % 8) as usize] })) },
            }
        })
        .to_string()
    }))
}

/// Every field has few values, so that no single one of them narrows the rules down.
pub fn one_access_key(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(|key| {
        if key % 10 == 0 {
            return four_fields(key);
        }
        let (service, pick) = (world::service(key), scramble(key));
        let errors = ["AccessDenied", "NoSuchBucket", "ThrottlingException"];
        json!({ "source": [service.source], "detail": {
            "eventName": [world::call(key)],
            "awsRegion": [world::REGIONS[(pick % 8) as usize]],
            "userIdentity": { "sessionContext": { "sessionIssuer": { "userName": [world::team(pick >> 8)] },
                "attributes": { "mfaAuthenticated": [if pick & 64 == 0 { "true" } else { "false" }] } } },
            "errorCode": [errors[(pick >> 32) as usize % 3]] } })
        .to_string()
    }))
}

/// Two tests that one element of a long array must pass together.
pub fn array_pairs(count: usize) -> Vec<Rule> {
    named((0..count as u64).map(|key| {
        let step = 0.0015 * key as f64;
        json!({ "geometry": { "coordinates": {
            "x": [{ "numeric": [">", -122.515 + step, "<", -122.512 + step] }],
            "y": [{ "numeric": [">", 37.708 + step * 0.8, "<", 37.758 + step * 0.8] }] } } })
        .to_string()
    }))
}

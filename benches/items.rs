//! How fast configuration items are read: `cargo bench --bench items`. One thread; each way takes
//! its turn in every round, and the best round of each counts, so that a busy machine hits all
//! alike. `TRIPLINE_ITEMS` says how many items (7,000 unless told otherwise).
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

#[path = "items/generate.rs"]
mod generate;

use generate::{Dice, item};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tripline::fields::{Masks, check};
use tripline::items::{Choice, Found, Reader, Wanted, read};

const DEPTH: usize = 1000;

/// A way of reading an item, with its name.
type Way<'a> = (&'a str, Box<dyn FnMut(&str) + 'a>);

/// What ten usual rules read.
const PATHS: [(&str, &[&str]); 6] = [
    (
        "AWS::S3::Bucket",
        &[
            "supplementaryConfiguration.ServerSideEncryptionConfiguration",
            "supplementaryConfiguration.PublicAccessBlockConfiguration.blockPublicAcls",
            "tags",
        ],
    ),
    ("AWS::EC2::SecurityGroup", &["configuration.ipPermissions", "tags"]),
    ("AWS::EC2::Volume", &["configuration.encrypted", "tags"]),
    (
        "AWS::EC2::Instance",
        &[
            "configuration.metadataOptions.httpTokens",
            "configuration.instanceType",
            "configuration.imageId",
            "tags",
        ],
    ),
    ("AWS::IAM::User", &["configuration.userPolicyList"]),
    ("AWS::RDS::DBInstance", &["configuration.publiclyAccessible", "tags"]),
];

fn main() {
    let count = std::env::var("TRIPLINE_ITEMS").ok().and_then(|n| n.parse().ok()).unwrap_or(7_000);
    let mut dice = Dice(7);
    let items: Vec<String> = (0..count).map(|n| item(&mut dice, n).to_string()).collect();
    // `TRIPLINE_SNAPSHOT=FILE` writes them as one snapshot and measures nothing.
    if let Some(path) = std::env::var_os("TRIPLINE_SNAPSHOT") {
        let all = items.join(",");
        let text = format!("{{\"fileVersion\":\"1.0\",\"configurationItems\":[{all}]}}");
        return std::fs::write(path, text).unwrap();
    }
    let bytes: usize = items.iter().map(String::len).sum();
    println!("{count} items, {} bytes on average", bytes / items.len());
    let wanted: Vec<(&str, Arc<Wanted>)> = PATHS.map(|(kind, paths)| (kind, parts(paths))).into();
    let choose = |name: &str| match wanted.iter().find(|(kind, _)| *kind == name) {
        Some((_, wanted)) => Choice::Only(Arc::clone(wanted)),
        None => Choice::Pass,
    };
    let (mut masks, mut reader) = (Masks::default(), Reader::default());
    let mut all = Reader::default();
    let mut none = Reader::default();
    let mut ways: Vec<Way<'_>> = vec![
        ("proof alone", Box::new(|t| check(t.as_bytes(), &mut masks, DEPTH).unwrap())),
        ("passed by type", Box::new(|t| item_of(&mut none, t, &|_| Choice::Pass))),
        ("what ten rules read", Box::new(|t| item_of(&mut reader, t, &choose))),
        ("whole", Box::new(|t| item_of(&mut all, t, &|_| Choice::All))),
        ("whole, without a reader", Box::new(|t| drop(read(t.as_bytes().into(), DEPTH).unwrap()))),
        (
            "serde_json::IgnoredAny",
            Box::new(|t| {
                serde_json::from_str::<serde::de::IgnoredAny>(t).unwrap();
            }),
        ),
        (
            "serde_json::Value",
            Box::new(|t| drop(serde_json::from_str::<serde_json::Value>(t).unwrap())),
        ),
    ];
    // `cargo bench --bench items -- whole` measures those with this in their name; the last of them
    // is the yardstick then.
    let only = std::env::args().skip(1).find(|arg| !arg.starts_with('-')).unwrap_or_default();
    ways.retain(|(name, _)| name.contains(&only));
    let mut best = vec![Duration::MAX; ways.len()];
    for _ in 0..15 {
        for ((_, way), best) in ways.iter_mut().zip(&mut best) {
            let start = Instant::now();
            items.iter().for_each(|text| way(black_box(text)));
            *best = start.elapsed().min(*best);
        }
    }
    let value = best.last().copied().unwrap_or_default().as_secs_f64();
    println!("{:26} {:>9} {:>12} {:>16}", "", "MB/s", "µs an item", "times the last");
    for ((name, _), time) in ways.iter().zip(best) {
        let time = time.as_secs_f64();
        let (rate, each) = (bytes as f64 / time / 1e6, time * 1e6 / items.len() as f64);
        println!("{name:26} {rate:>9.0} {each:>12.2} {:>16.1}", value / time);
    }
}

fn item_of(reader: &mut Reader, text: &str, choose: &dyn Fn(&str) -> Choice) {
    let found = reader.read(text.as_bytes(), DEPTH, choose).unwrap();
    assert!(!matches!(black_box(found), Found::Other(_)));
}

fn parts(paths: &[&str]) -> Arc<Wanted> {
    let mut wanted = Wanted::default();
    for path in paths {
        let steps: Vec<_> = path.split('.').map(|name| Some(name.as_bytes())).collect();
        wanted.add(&steps);
    }
    Arc::new(wanted)
}

//! What keeps the benchmark honest: snapshots and rules stay what the figures say they are.

use crate::data;
use crate::options::Options;
use crate::rules::{NAMES, filled};
use serde_json::Value;
use std::path::PathBuf;

fn place(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("peers-audit-{}-{name}", std::process::id()))
}

#[test]
fn snapshots_are_json_of_the_stated_size_with_findings_of_every_rule() {
    let path = place("size.json");
    let expected = data::write(&path, 2_000).expect("writes");
    let bytes = std::fs::read(&path).expect("reads");
    std::fs::remove_file(&path).expect("removes");
    assert_eq!(bytes.len() as u64, expected.bytes);
    assert!((bytes.len() as f64 / 2_000.0 / 2_000.0 - 1.0).abs() < 0.1, "{}", bytes.len());
    let value: Value = serde_json::from_slice(&bytes).expect("is JSON");
    assert_eq!(value["configurationItems"].as_array().map(Vec::len), Some(2_000));
    assert!(NAMES.iter().all(|rule| expected.findings.get(*rule) > Some(&5)));
    assert_eq!(expected.findings.len(), NAMES.len());
}

#[test]
fn a_shorter_snapshot_begins_a_longer_one() {
    let (a, b) = (place("a.json"), place("b.json"));
    data::write(&a, 50).expect("writes");
    data::write(&b, 60).expect("writes");
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("reads");
        std::fs::remove_file(path).expect("removes");
        text
    };
    let (a, b) = (read(&a), read(&b));
    assert!(b.starts_with(a.trim_end_matches("]}")));
}

#[test]
fn resources_are_told_apart() {
    let path = place("ids.json");
    data::write(&path, 5_000).expect("writes");
    let bytes = std::fs::read(&path).expect("reads");
    std::fs::remove_file(&path).expect("removes");
    let value: Value = serde_json::from_slice(&bytes).expect("is JSON");
    let items = value["configurationItems"].as_array().expect("a list");
    let ids: std::collections::HashSet<_> =
        items.iter().map(|i| i["resourceId"].as_str()).collect();
    assert_eq!(ids.len(), 5_000);
}

#[test]
fn rules_are_filled_in_and_their_lines_stay_short() {
    for text in [
        include_str!("rules/ten.yaml"),
        include_str!("rules/ten.rego"),
        include_str!("rules/ten.guard"),
    ] {
        let full = filled(text);
        assert!(!full.contains("TYPES") && !full.contains("IMAGES"));
        assert!(full.lines().all(|line| line.len() < 1024));
        assert_eq!(full.matches("ami-0").count(), 200);
        assert!(NAMES.iter().all(|n| full.contains(n) || full.contains(&n.replace('_', "-"))));
    }
}

#[test]
fn options_are_read() {
    let of = |words: &[&str]| Options::parse(words.iter().map(|w| (*w).to_owned()).collect());
    let options = of(&["--items", "1_000,20", "--only", "tripline"]).expect("reads");
    assert_eq!(options.items, [1_000, 20]);
    assert!(options.wants("tripline eval") && !options.wants("regorus, whole file"));
    assert!(of(&["--itms", "5"]).is_err() && of(&["--items", "x"]).is_err());
}

//! Real logs, where they are to be had: `../shared/data` beside the repository.

use crate::program::Folder;
use std::path::{Path, PathBuf};

/// A folder of real data, if it is beside the repository.
pub fn data(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no {name} beside the repository");
    None
}

#[test]
fn an_attack_exercise_is_seen() {
    let Some(logs) = data("cloudtrail-invictus") else { return };
    let folder = Folder::new();
    let ran = folder
        .run(&[
            "eval",
            "--pack",
            "cloudtrail-threats",
            "--pack",
            "cis-monitoring",
            "--format",
            "ndjson",
            logs.to_str().unwrap(),
        ])
        .code(1);
    let summary = &ran.lines("summary")[0];
    assert_eq!((&summary["events"], &summary["errors"]), (&2900.into(), &0.into()));
    assert_eq!(summary["withheld"], 2033);
    let found: std::collections::BTreeSet<String> =
        ran.lines("match").iter().map(|m| m["rule"].as_str().unwrap().to_owned()).collect();
    for rule in [
        "ct-trail-deleted",
        "iam-login-profile-created",
        "ec2-snapshot-shared",
        "lambda-function-policy-public",
        "rolesanywhere-trust-anchor",
        "ec2-flow-logs-deleted",
    ] {
        assert!(found.contains(rule), "{rule} is missing");
    }
}

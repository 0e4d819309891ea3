//! The examples are what a newcomer copies: they run.

use crate::program::Folder;
use std::path::Path;

#[test]
fn the_policy_repository_runs() {
    let folder = Folder::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/policy-repo");
    let rules = root.join("rules");
    let rules = rules.to_str().unwrap();
    folder.run(&["check", "--deny-warnings", rules]).code(0);
    folder.run(&["test", rules]).code(0);
    let fixtures = root.join("rules/fixtures");
    let fixtures = if fixtures.exists() { fixtures } else { root.join("fixtures") };
    let ran =
        folder.run(&["eval", "--rules", rules, fixtures.to_str().unwrap(), "-o", "sarif=o.sarif"]);
    assert!(ran.code == 0 || ran.code == 1, "{}", ran.err);
    assert!(folder.read("o.sarif").contains("2.1.0"));
}

#[test]
fn the_snapshot_of_the_coffee_house_runs() {
    let folder = Folder::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/config");
    let at = |name: &str| root.join(name).to_str().unwrap().to_owned();
    let rules = at("rules");
    folder.run(&["check", "--deny-warnings", &rules]).code(0);
    let ran = folder.run(&["test", &rules, "--coverage"]).code(0);
    assert!(ran.out.contains("compliance rules 11 of 11 (100.0 %) shown both ways"), "{}", ran.out);
    assert!(ran.out.contains("changes to clauses noticed (100.0 %)"), "{}", ran.out);
    // What its README tells.
    let now = ["--now", "2026-03-02T08:00:00Z"];
    let eval = |more: &[&str]| {
        folder.run(&[&["eval", "--format", "ndjson", "--rules", &rules], &now[..], more].concat())
    };
    let ran = eval(&[&at("snapshot.json")]).code(1);
    let summary = &ran.lines("summary")[0];
    assert_eq!((&summary["items"], &summary["failing"]), (&16.into(), &7.into()));
    assert_eq!(summary["compliance"]["insufficient-data"], 3);
    assert_eq!(ran.lines("notice")[0]["subject"], "sandbox-graphics");
    let inputs = [at("snapshot.json"), at("credential-report.csv"), at("password-policy.json")];
    let ran = eval(&[&inputs[0], &inputs[1], &inputs[2], "--account", "111122223333"]).code(1);
    let summary = &ran.lines("summary")[0];
    assert_eq!(summary["compliance"]["insufficient-data"], 0);
    assert_eq!(summary["failing"], 8);
    let ran = eval(&[&at("snapshot.json"), "--against", &at("last-week.json")]).code(1);
    assert_eq!(ran.lines("summary")[0]["failing"], 1);
    let ran = eval(&[&at("history.json"), "--timeline"]).code(1);
    let changes = ran.lines("timeline");
    let of = changes.iter().filter(|line| line["rule"] == "ssh-only-from-offices");
    assert_eq!(of.count(), 4);
    assert_eq!(ran.lines("summary")[0]["mean-seconds-to-repair"], 21600.0);
}

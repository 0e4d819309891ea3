//! The examples are what a newcomer copies: they run.

use crate::program::Folder;
use std::path::Path;

/// A rule that a plugin answers: its cases pass, and `eval` asks the plugin.
#[test]
#[cfg(feature = "wasm")]
fn the_custom_rule_runs() {
    let folder = Folder::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/custom-rule");
    let rules = root.to_str().unwrap();
    folder.run(&["check", "--deny-warnings", rules]).code(0);
    folder.run(&["test", rules]).code(0);
    let bucket = |name: &str| {
        format!(
            "{{\"resourceType\":\"AWS::S3::Bucket\",\"resourceId\":\"{name}\",\"resourceName\":\"{name}\",\
             \"awsAccountId\":\"111122223333\",\"configuration\":{{}}}}\n"
        )
    };
    folder.file("items.json", [bucket("prod-web-x"), bucket("other")].concat());
    let ran = folder.run(&["eval", "--rules", rules, "items.json", "--format", "ndjson"]).code(1);
    let found = ran.out.lines().filter(|l| l.contains("\"kind\":\"compliance\"")).count();
    assert!(found == 1 && ran.out.contains("`other` in the name `other` is no env"), "{}", ran.out);
}

#[test]
fn the_policy_repository_runs() {
    let folder = Folder::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/policy-repo");
    let rules = root.join("rules");
    let rules = rules.to_str().unwrap();
    folder.run(&["check", "--deny-warnings", rules]).code(0);
    // Some cases run plugins.
    if cfg!(feature = "wasm") {
        folder.run(&["test", rules]).code(0);
    }
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

/// Metrics, a log and alarms of every kind: what its README tells.
#[test]
fn the_morning_of_the_shop_runs() {
    let folder = Folder::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/monitoring");
    let (rules, inputs) = (root.join("rules"), root.join("inputs"));
    let (rules, inputs) = (rules.to_str().unwrap(), inputs.to_str().unwrap());
    folder.run(&["check", "--deny-warnings", rules]).code(0);
    folder.run(&["test", rules]).code(0);
    let ran = folder.run(&["eval", "--rules", rules, inputs, "--format", "ndjson"]).code(1);
    let alarms: Vec<(String, String)> = ran
        .lines("alarm")
        .iter()
        .filter(|line| line["to"] == "ALARM")
        .map(|line| (line["alarm"].as_str().unwrap().into(), line["time"].as_str().unwrap().into()))
        .collect();
    let told = [
        ("payment-timeouts", "2026-03-09T10:02:00Z"),
        ("checkout-errors", "2026-03-09T10:06:00Z"),
        ("orders-unusual", "2026-03-09T11:00:00Z"),
        ("shop-down", "2026-03-09T11:00:00Z"),
    ];
    assert_eq!(alarms, told.map(|(name, time)| (name.to_owned(), time.to_owned())));
    assert_eq!(ran.lines("invocation").len(), 1);
    let insights = ran.lines("insight");
    let states: Vec<_> = insights.iter().map(|line| (&line["state"], &line["time"])).collect();
    let (start, end) = ("2026-03-09T10:12:00Z".into(), "2026-03-09T10:22:00Z".into());
    assert_eq!(states, [(&"Start".into(), &start), (&"End".into(), &end)]);
}

/// What docs/compliance.md shows can be copied: its rules check, whole ones and parts of them.
#[test]
fn the_rules_of_the_documents_are_sound() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/compliance.md");
    let text = std::fs::read_to_string(path).unwrap();
    let mut seen = 0;
    for block in text.split("```yaml\n").skip(1) {
        let yaml = block.split("```").next().unwrap();
        let folder = Folder::new();
        let indent = |by: &str| -> String { yaml.lines().map(|l| format!("{by}{l}\n")).collect() };
        let rule = "compliance:\n  r:\n    resource: AWS::EC2::Volume\n";
        let whole = match yaml.split(':').next().unwrap() {
            "compliance" => yaml.to_owned(),
            "when" => format!("{rule}    require: {{ path: $.a, equals: 1 }}\n{}", indent("    ")),
            "require" => format!("{rule}{}", indent("    ")),
            "each" | "none" => format!("{rule}    require:\n{}", indent("      ")),
            "waivers" => format!(
                "compliance:\n  bucket-not-public:\n    resource: AWS::S3::Bucket\n    \
                 require: {{ path: $.a, equals: 1 }}\n{yaml}"
            ),
            "rules" => format!("{yaml}targets: {{ security-channel: {{ plugin: log }} }}\n"),
            other => panic!("what is `{other}`?"),
        };
        folder.file("r.yaml", &whole);
        // Whether the plugin is there is not the question.
        if !whole.contains("custom:") {
            let now = ["--now", "2026-01-01T00:00:00Z"];
            folder.run(&[&["check", "--deny-warnings", "r.yaml"], &now[..]].concat()).code(0);
        }
        seen += 1;
    }
    assert!(seen > 8, "{seen}");
}

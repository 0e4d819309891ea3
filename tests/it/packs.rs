//! The packs built into the binary: every rule is complete, and proved by a fixture.

use crate::program::Folder;
use std::path::{Path, PathBuf};

fn rules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")
}

#[test]
fn packs_pass_their_own_tests() {
    let folder = Folder::new();
    for (pack, _) in tripline::packs::PACKS {
        let path = rules().join(pack);
        let path = path.to_str().unwrap();
        folder.run(&["check", "--deny-warnings", path]).code(0);
        folder.run(&["test", path]).code(0);
    }
}

#[test]
fn every_rule_is_complete_and_has_a_test_beside_it() {
    let limits = tripline::base::limits::Limits::default();
    for (pack, files) in tripline::packs::PACKS {
        let loaded = tripline::rules::load_texts(files, &limits);
        let none = |_: &Path| Err(std::io::ErrorKind::NotFound.into());
        let (bundle, diags) = tripline::rules::bundle(&loaded, &[], &none, &limits);
        assert!(!diags.has_errors(), "{pack}");
        let least = match *pack {
            "aws-config" => 120,
            "cloudtrail-threats" => 40,
            "aws-service-alarms" => 60,
            _ => 30,
        };
        let count = bundle.rules.len() + bundle.compliance.len() + bundle.alarms.len();
        assert!(count >= least, "{pack} has {count}");
        for rule in &bundle.compliance {
            let (name, header) = (&rule.header.name, &rule.header);
            assert!(header.title != *name && !header.title.is_empty(), "{name}: title");
            assert!(!header.fix.is_empty(), "{name}: fix");
            let ours = rule.replaces.is_empty();
            assert!(!ours || !header.description.is_empty(), "{name}: replaces nothing; why?");
        }
        for rule in &bundle.rules {
            let header = &rule.header;
            let name = &header.name;
            assert!(header.title != *name && !header.title.is_empty(), "{name}: title");
            assert!(!header.description.is_empty(), "{name}: description");
            assert!(header.severity.is_some(), "{name}: severity");
            assert!(!header.references.is_empty(), "{name}: references");
            let tests =
                std::fs::read_to_string(rules().join(pack).join(format!("{name}.test.yaml")))
                    .unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(tests.contains(&format!("{name}: 0")), "{name}: a case that does not match");
            assert!(
                (1..10).any(|n| tests.contains(&format!("{name}: {n}"))),
                "{name}: a case that matches"
            );
        }
    }
}

/// Every alarm says what to do, fires in some case, and stays quiet in another; every metric filter
/// feeds an alarm.
#[test]
fn every_alarm_is_complete_and_has_tests_beside_it() {
    let limits = tripline::base::limits::Limits::default();
    for (pack, files) in tripline::packs::PACKS {
        let loaded = tripline::rules::load_texts(files, &limits);
        let none = |_: &Path| Err(std::io::ErrorKind::NotFound.into());
        let (bundle, _) = tripline::rules::bundle(&loaded, &[], &none, &limits);
        let tests: String = std::fs::read_dir(rules().join(pack))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.to_str().unwrap().ends_with(".test.yaml"))
            .map(|path| std::fs::read_to_string(path).unwrap())
            .collect();
        let expected: Vec<&str> = tests.lines().filter(|l| l.contains("alarm: {")).collect();
        for alarm in &bundle.alarms {
            let (name, header) = (&alarm.header.name, &alarm.header);
            assert!(header.title != *name && !header.title.is_empty(), "{name}: title");
            assert!(!header.description.is_empty(), "{name}: description");
            assert!(header.severity.is_some(), "{name}: severity");
            assert!(!header.references.is_empty(), "{name}: references");
            assert!(!header.fix.is_empty(), "{name}: fix");
            let names = [format!("\"{name}["), format!("\"{name}\""), format!(" {name}:")];
            let own = || expected.iter().filter(|l| names.iter().any(|name| l.contains(name)));
            assert!(own().any(|line| line.contains("ALARM x")), "{name}: a case that fires");
            assert!(own().any(|line| !line.contains("ALARM x")), "{name}: a case that does not");
        }
        let watched = format!("{:?}", bundle.alarms);
        for filter in &bundle.filters {
            let (namespace, metric) = (&filter.namespace, &filter.metric);
            let fed = watched.contains(&format!("{namespace:?}"))
                && watched.contains(&format!("{metric:?}"));
            assert!(fed, "{}: no alarm watches {namespace}/{metric}", filter.name);
        }
    }
}

/// Each clause of each compliance rule is taken away and turned round: some case has to break.
#[test]
fn no_clause_of_a_compliance_rule_is_idle() {
    let folder = Folder::new();
    let path = rules().join("aws-config");
    let ran =
        folder.run(&["test", path.to_str().unwrap(), "--coverage", "--format", "json"]).code(0);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let coverage = &report["coverage"];
    assert_eq!(coverage["clauses-not-exercised"], serde_json::json!([]));
    assert_eq!(coverage["compliance-rules"]["percent"], 100.0);
    assert!(coverage["clauses"]["of"].as_u64() > Some(500), "{}", coverage["clauses"]);
}

#[test]
fn the_command_of_the_readme_shows_findings() {
    let folder = Folder::new();
    let incident = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cloudtrail/incident.json");
    let ran = folder
        .run(&[
            "eval",
            "--pack",
            "cloudtrail-threats",
            "--format",
            "text",
            incident.to_str().unwrap(),
        ])
        .code(1);
    assert!(ran.out.contains("critical"), "{}", ran.out);
}

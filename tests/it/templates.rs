//! AWS's templates through the program, and its own conformance packs, unchanged, where they are to
//! be had.

use crate::program::Folder;
use crate::real_data::data;
use std::collections::BTreeSet;
use tripline::base::diag::Diags;
use tripline::base::limits::Limits;
use tripline::rules::template::{self, Deployment, Owner};

#[test]
fn conformance_packs_are_read_unchanged() {
    let Some(folder) = data("conformance-packs") else { return };
    let mut loaded = tripline::rules::load::load(&[folder], &Limits::default());
    assert!(std::mem::take(&mut loaded.diags).is_empty());
    assert!(loaded.files.len() >= 19, "packs are missing");
    let (mut rules, mut identifiers) = (0, BTreeSet::new());
    for file in &loaded.files {
        assert!(template::is_one(file), "{} is no template", file.path.display());
        let mut diags = Diags::default();
        let deployment = Deployment { max_bytes: 1 << 20, ..Deployment::default() };
        let read = template::read(&mut diags, &loaded.sources, file, deployment);
        assert!(diags.is_empty(), "{}: {:?}", file.path.display(), diags.as_slice());
        let own: BTreeSet<String> = read
            .rules
            .iter()
            .filter(|r| r.owner == Owner::Aws)
            .map(|r| r.identifier.clone())
            .collect();
        let name = file.path.file_stem().unwrap_or_default().to_string_lossy();
        println!("{:4} rules, {:3} identifiers  {name}", read.rules.len(), own.len());
        rules += read.rules.len();
        identifiers.extend(own);
    }
    println!("{rules:4} rules, {:3} identifiers", identifiers.len());
    assert!(rules >= 832 && identifiers.len() >= 199);
}

const OWN: &str = "\
compliance:
  volumes:
    resource: AWS::EC2::Volume
    replaces: ENCRYPTED_VOLUMES
    params: {kmsId: {type: string, required: false}}
    require:
      all:
        - {path: $.configuration.encrypted, equals: true}
        - {if-param: kmsId, path: $.configuration.kmsKeyId, equals: {param: kmsId}}
";

const TEMPLATE: &str = "\
Parameters: {Key: {Type: String}}
Resources:
  Volumes:
    Type: AWS::Config::ConfigRule
    Properties:
      ConfigRuleName: encrypted-volumes
      InputParameters: {kmsId: !Sub 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/${Key}'}
      Source: {Owner: AWS, SourceIdentifier: ENCRYPTED_VOLUMES}
  Own:
    Type: AWS::Config::ConfigRule
    Properties: {Source: {Owner: CUSTOM_LAMBDA, SourceIdentifier: x}}
  Root:
    Type: AWS::Events::Rule
    Properties: {EventPattern: {source: [aws.signin]}}
";

const GIVEN: [&str; 6] =
    ["--param", "Key=k1", "--account", "111122223333", "--region", "eu-west-1"];

#[test]
fn imports_pass_their_own_check() {
    let folder = Folder::new();
    folder.file("own.yaml", OWN);
    folder.file("t.yaml", TEMPLATE);
    let mut args = vec!["import", "cloudformation", "t.yaml", "--rules", "own.yaml"];
    args.extend(GIVEN);
    let written = folder.run(&args).code(0).out;
    assert!(written.contains("default: arn:aws:kms:eu-west-1:111122223333:key/k1"), "{written}");
    assert!(written.contains("# - `Own` is not evaluated: a Lambda function answers it"));
    folder.file("made.yaml", &written);
    let said = folder.run(&["check", "made.yaml"]).code(0).out;
    assert_eq!(said, "ok: 2 rules in 1 file\n");
    // What a template lacks is said, with its place, and nothing is written.
    let ran = folder.run(&["import", "conformance-pack", "t.yaml", "--rules", "own.yaml"]).code(2);
    assert!(ran.out.is_empty() && ran.err.contains("`AWS::Region` is not known"));
    let ran = folder.run(&["import", "conformance-pack", "own.yaml"]).code(2);
    assert!(ran.err.contains("`own.yaml` is no template of AWS"), "{}", ran.err);
    folder.run(&["import", "sigmund", "t.yaml"]).code(2);
}

#[test]
fn templates_stand_among_rules() {
    let folder = Folder::new();
    folder.file("rules/own.yaml", OWN);
    folder.file("rules/t.yaml", TEMPLATE);
    let mut args = vec!["check", "rules"];
    args.extend(GIVEN);
    let said = folder.run(&args).code(0).out;
    assert!(said.contains("note[TL608]: `Own` is not evaluated"), "{said}");
    assert!(said.ends_with("note: 1 note in 2 files\n"), "{said}");
    folder.file("events.ndjson", "{\"source\": \"aws.signin\"}\n");
    let mut args = vec!["eval", "--rules", "rules", "events.ndjson", "--format", "ndjson"];
    args.extend(GIVEN);
    let ran = folder.run(&args).code(0);
    assert_eq!(ran.lines("match")[0]["rule"], "Root");
}

/// A volume in AWS Config's form.
const VOLUME: &str = r#"{"configurationItems": [{"resourceType": "AWS::EC2::Volume", "resourceId": "vol-1",
    "awsAccountId": "111122223333", "configurationItemStatus": "OK",
    "configurationItemCaptureTime": "2026-01-01T00:00:00Z",
    "configuration": {"encrypted": true, "kmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/k2"}}]}"#;

#[test]
fn managed_rules_are_evaluated_with_the_values_of_the_template() {
    let folder = Folder::new();
    folder.file("rules/own.yaml", OWN);
    folder.file("t.yaml", TEMPLATE);
    folder.file("snapshot.json", VOLUME);
    let mut args = vec!["eval", "--rules", "rules", "--rules", "t.yaml", "snapshot.json"];
    args.extend(["--format", "ndjson", "--all"]);
    args.extend(GIVEN);
    let ran = folder.run(&args).code(1);
    let results = ran.lines("compliance");
    let status = |rule: &str| {
        let of = results.iter().find(|r| r["rule"] == rule);
        of.map(|r| r["status"].as_str().unwrap_or_default().to_owned()).unwrap_or_default()
    };
    assert_eq!(status("volumes"), "COMPLIANT");
    assert_eq!(status("encrypted-volumes"), "NON_COMPLIANT");
    assert!(ran.lines("rollup").iter().any(|r| r["pack"] == "t"));
    let notice = &ran.lines("notice")[0];
    assert_eq!((&notice["subject"], &notice["line"]), (&"Own".into(), &9.into()));
    // The command line goes over the template.
    args.extend(["--param", "encrypted-volumes.kmsId=arn:aws:kms:eu-west-1:111122223333:key/k2"]);
    folder.run(&args).code(0);
}

#[test]
fn conformance_packs_are_imported_whole() {
    let Some(packs) = data("conformance-packs") else { return };
    let folder = Folder::new();
    folder.run(&["check", packs.to_str().unwrap()]).code(0);
    for name in ["Operational-Best-Practices-for-PCI-DSS", "custom-conformance-pack"] {
        let file = packs.join(format!("{name}.yaml"));
        let written = folder.run(&["import", "conformance-pack", file.to_str().unwrap()]).code(0);
        folder.file("made.yaml", &written.out);
        let said = folder.run(&["check", "made.yaml"]).code(0);
        assert!(said.out.starts_with("ok: "), "{name}: {}", said.out);
    }
}

//! What a result can be, where it points, and what the exit code makes of it.

use super::{disk, disks, eval, item, results, snapshot};
use crate::program::Folder;
use serde_json::json;

#[test]
fn every_outcome_has_its_exit_code() {
    let folder = disks("    when: { path: $.configuration.size, gt: 0 }\n");
    let mut unknown = disk("vol-odd", 1, true);
    unknown["configuration"]["size"] = "8".into();
    for (item, status, code) in [
        (disk("vol-1", 1, true), "COMPLIANT", 0),
        (disk("vol-1", 1, false), "NON_COMPLIANT", 1),
        (item("AWS::EC2::Volume", "vol-1", 1, json!({ "size": 0 })), "NOT_APPLICABLE", 0),
        (item("AWS::EC2::Volume", "vol-1", 1, json!({ "size": 8 })), "NON_COMPLIANT", 1),
        (item("AWS::EC2::Volume", "vol-1", 1, json!({ "size": "8" })), "ERROR", 3),
    ] {
        folder.file("items.json", snapshot(&[item]));
        let ran = eval(&folder, &["items.json", "--all"]).code(code);
        assert_eq!(results(&ran), [format!("encrypted vol-1 {status}")]);
        let summary = &ran.lines("summary")[0];
        assert_eq!(summary["errors"], u64::from(status == "ERROR"));
        let rollup = &ran.lines("rollup")[0];
        let rolled = if status == "NOT_APPLICABLE" { "INSUFFICIENT_DATA" } else { status };
        assert_eq!((&rollup["rule"], &rollup["status"]), (&"encrypted".into(), &rolled.into()));
    }
    // What is as it should be is told with `--all` only; an error always is, and outweighs findings.
    folder
        .file("items.json", snapshot(&[disk("vol-1", 1, true), disk("vol-2", 1, false), unknown]));
    let ran = eval(&folder, &["items.json"]).code(3);
    assert_eq!(results(&ran), ["encrypted vol-2 NON_COMPLIANT", "encrypted vol-odd ERROR"]);
    // Severity high: below what counts, it is no reason to fail; an error is.
    folder.file("items.json", snapshot(&[disk("vol-2", 1, false)]));
    eval(&folder, &["items.json", "--fail-on", "critical"]).code(0);
    eval(&folder, &["items.json", "--fail-on", "never"]).code(0);
}

#[test]
fn text_where_a_list_or_an_object_should_be_is_no_pass() {
    let folder = disks("");
    let rule = "compliance:\n  unattached:\n    resource: AWS::EC2::Volume\n    require:\n      \
                none: { over: \"$.configuration.attachments[*].state\", satisfy: { equals: attached } }\n";
    folder.file("rules/disks.yaml", rule);
    let with =
        |attachments| item("AWS::EC2::Volume", "vol-1", 1, json!({ "attachments": attachments }));
    for (attachments, status, code) in [
        (json!([{ "state": "attached" }]), "NON_COMPLIANT", 1),
        (json!([]), "COMPLIANT", 0),
        (json!(null), "COMPLIANT", 0),
        (json!("[]"), "ERROR", 3),
        (json!({ "state": "attached" }), "ERROR", 3),
        (json!(["attached"]), "ERROR", 3),
    ] {
        folder.file("items.json", snapshot(&[with(attachments.clone())]));
        let ran = eval(&folder, &["items.json", "--all"]).code(code);
        assert_eq!(results(&ran), [format!("unattached vol-1 {status}")], "{attachments}");
        let found = &ran.lines("compliance")[0];
        if status == "ERROR" {
            let said = found["message"].as_str().unwrap();
            assert!(said.contains("`$.configuration.attachments"), "{said}");
            assert!(found["column"].is_u64());
        }
    }
    // A configuration that is text, but no JSON, is no item.
    folder.file("items.json", snapshot(&[item("AWS::EC2::Volume", "v", 1, json!("of text"))]));
    let ran = eval(&folder, &["items.json", "--all"]).code(3);
    assert_eq!(results(&ran), Vec::<String>::new());
    assert_eq!(ran.lines("error")[0]["index"], 0);
}

#[test]
fn ndjson_has_its_fields_in_order() {
    let folder = disks("");
    folder.file("items.json", snapshot(&[disk("vol-0", 1, true), disk("vol-1", 1, false)]));
    let ran = eval(&folder, &["items.json"]).code(1);
    let line = ran.out.lines().nth(1).unwrap();
    let start = "{\"kind\":\"compliance\",\"rule\":\"encrypted\",\
        \"resource-type\":\"AWS::EC2::Volume\",\"resource-id\":\"vol-1\",\
        \"arn\":\"arn:aws:test:eu-west-1:111122223333:vol-1\",\"status\":\"NON_COMPLIANT\",\
        \"message\":\"vol-1 is not encrypted\",\"path\":\"$.configuration.encrypted\",\
        \"input\":\"items.json\",\"index\":1,\"line\":1,\"column\":";
    assert!(line.starts_with(start), "{line}");
    assert!(line.contains(",\"waived\":null,"), "{line}");
    let kinds: Vec<String> = ran
        .out
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()["kind"].to_string())
        .collect();
    assert_eq!(kinds, ["\"run\"", "\"compliance\"", "\"rollup\"", "\"summary\""]);
    let rollup = "{\"kind\":\"rollup\",\"rule\":\"encrypted\",\"status\":\"NON_COMPLIANT\",\
        \"counts\":{\"compliant\":1,\"non-compliant\":1,\"not-applicable\":0,\
        \"insufficient-data\":0,\"error\":0,\"waived\":0},\"score\":0.5}";
    assert_eq!(ran.out.lines().nth(2), Some(rollup));
}

#[test]
fn findings_point_at_the_value() {
    let folder = disks("");
    let pretty = |value| serde_json::to_string_pretty(&value).unwrap();
    let document = json!({ "fileVersion": "1.0", "configurationItems":
        [disk("vol-0", 1, true), disk("vol-1", 1, false)] });
    let text = pretty(document);
    let line = 1 + text.lines().position(|l| l.contains("\"encrypted\": false")).unwrap();
    let column = 1 + text.lines().nth(line - 1).unwrap().find("false").unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, text.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    folder.file("a.json", &text).file("a.json.gz", &gzip);
    let args = ["eval", "--format", "ndjson", "-"];
    let all = [
        ("a.json", eval(&folder, &["a.json"]).code(1)),
        ("a.json.gz", eval(&folder, &["a.json.gz"]).code(1)),
        ("-", folder.run_with(&args, text.as_bytes()).code(1)),
        ("-", folder.run_with(&args, &gzip).code(1)),
    ];
    for (name, ran) in all {
        let found = &ran.lines("compliance")[0];
        assert_eq!((&found["line"], &found["column"]), (&line.into(), &column.into()), "{name}");
        assert_eq!(found["index"], 1, "{name}");
    }
    // The text form shows it, with the advice.
    let ran = folder.run(&["eval", "--format", "text", "a.json"]).code(1);
    assert!(ran.out.contains(&format!("(a.json:{line}:{column})")), "{}", ran.out);
    assert!(ran.out.contains("fix: Encrypt it."), "{}", ran.out);
}

#[test]
fn what_is_said_does_not_hang_on_threads() {
    let folder = disks(
        "  beside:\n    resource: AWS::EC2::Volume\n    require:\n      related: { type: AWS::EC2::Volume, via: key, theirs: $.configuration.size, mine: $.configuration.size, require: { path: \"@.configuration.encrypted\", equals: true }, quantifier: some, if-absent: fail }\n",
    );
    let items: Vec<_> = (0..700u64)
        .map(|n| {
            let mut item = disk(&format!("vol-{}", n * 7919 % 500), n % 24, n % 3 == 0);
            item["configuration"]["size"] = (n % 50).into();
            item
        })
        .collect();
    for (at, part) in items.chunks(150).enumerate() {
        folder.file(&format!("items/{at}.json"), snapshot(part));
    }
    for format in ["ndjson", "json", "sarif", "junit", "csv", "markdown", "text", "github"] {
        let run = |threads: &str| {
            let args = ["eval", "--format", format, "--all", "--timeline", "--threads", threads];
            let ran =
                folder.run(&[&args[..], &["--now", "2026-03-02T00:00:00Z", "items"]].concat());
            // Seconds differ from run to run.
            let out = ran.code(1).out;
            out.lines().filter(|l| !l.contains(", 5 inputs, ")).collect::<Vec<_>>().join("\n")
        };
        let one = run("1");
        assert!(one.len() > 1000, "{format}");
        assert_eq!(one, run("4"), "{format}");
    }
}

#[test]
fn wrong_usage_says_what_is_wrong() {
    let folder = disks(
        "    params: { least: { type: int, default: 1 } }\n    when: { path: $.configuration.size, gte: { param: least } }\n",
    );
    folder.file("items.json", snapshot(&[disk("vol-1", 1, false)]));
    let ran = eval(&folder, &["items.json", "--param", "encrypted.least=9", "--all"]).code(0);
    assert_eq!(results(&ran), ["encrypted vol-1 NOT_APPLICABLE"]);
    for (args, code, words) in [
        (&["--param", "encrypted.leest=9"][..], 2, "did you mean `encrypted.least`?"),
        (&["--param", "encrypted.least=many"], 2, "a whole number"),
        (&["--againts", "old.json"], 2, "--against"),
        (&["--against", "old.json"], 3, "old.json"),
        (&["--baseline", "old.json"], 3, "old.json"),
        (&["nowhere.json"], 3, "nowhere.json"),
        (&["--now", "yesterday"], 2, "2026-01-01T00:00:00Z"),
    ] {
        let mut all = vec!["eval", "--format", "ndjson", "items.json"];
        all.extend_from_slice(args);
        let ran = folder.run(&all).code(code);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(said.contains(words), "{args:?}: {said}");
    }
}

#[test]
fn explain_shows_the_value_of_each_clause() {
    let folder = disks("    when: { path: $.configuration.size, gt: 0 }\n");
    folder.file("items.json", snapshot(&[disk("vol-1", 1, true), disk("vol-2", 1, false)]));
    let args = ["explain", "encrypted", "--item", "items.json", "--resource", "vol-2"];
    let ran = folder.run(&args).code(0);
    for words in [
        "encrypted says NON_COMPLIANT of AWS::EC2::Volume vol-2",
        "message: vol-2 is not encrypted",
        "true    $.configuration.size gt: 0",
        "$.configuration.encrypted is false (line 1, column ",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let ran = folder.run(&[&args[..], &["--format", "json"]].concat()).code(0);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["status"], "NON_COMPLIANT");
    assert_eq!(json["when"]["answer"], "true");
    assert_eq!(json["require"]["value"]["path"], "$.configuration.encrypted");
    assert_eq!(json["require"]["value"]["value"], "false");
    folder.run(&["explain", "encripted", "--item", "items.json"]).code(2);
    folder.run(&["explain", "encrypted", "--item", "items.json", "--resource", "vol-9"]).code(3);
}

#[test]
fn a_case_that_says_no_time_is_of_2026() {
    let folder = Folder::new();
    folder.file(
        "rules/keys.yaml",
        r#"
compliance:
  aged:
    resource: AWS::IAM::AccessKey
    require: { path: $.configuration.since, older-than: 20d }
tests:
  - name: soon after
    given: { items: [{ resourceType: AWS::IAM::AccessKey, resourceId: k, configuration: { since: "2025-12-01T00:00:00Z" } }] }
    expect: { compliance: { aged: { k: COMPLIANT } } }
  - name: before
    now: 2025-01-01T00:00:00Z
    given: { items: [{ resourceType: AWS::IAM::AccessKey, resourceId: k, configuration: { since: "2025-12-01T00:00:00Z" } }] }
    expect: { compliance: { aged: { k: NON_COMPLIANT } } }
"#,
    );
    assert!(folder.run(&["test", "rules"]).code(0).out.contains("2 passed"));
}

#[test]
fn values_differ_from_place_to_place() {
    let folder = Folder::new();
    folder.file(
        "rules/r.yaml",
        r#"
lists: { odd: [9] }
conditions: { large: { path: $.configuration.size, gte: { param: least } } }
compliance:
  sized:
    resource: AWS::EC2::Volume
    params: { least: { type: int, default: 8 }, most: { type: int, required: false } }
    overlays:
      - { when: { account: "4444*", tags: { Team: [a, b] } }, params: { least: 32 } }
      - { when: { account: "4444*" }, params: { least: 16 } }
    require:
      all:
        - { use: large }
        - { if-param: most, path: $.configuration.size, lte: { param: most } }
        - { path: $.configuration.size, not-in: { list: odd } }
    message: "{value} of {resourceId}: {param.least} to {param.most}"
"#,
    );
    let sized = |id: &str, account: &str, team: &str, size: u64| {
        let mut item = item("AWS::EC2::Volume", id, 1, json!({ "size": size }));
        item["awsAccountId"] = account.into();
        item["tags"] = json!({ "Team": team });
        item
    };
    let items = [
        sized("plain", "111122223333", "a", 8),
        sized("small", "444455556666", "c", 8),
        sized("fits", "444455556666", "c", 16),
        sized("first", "444455556666", "b", 16),
        sized("nine", "111122223333", "a", 9),
    ];
    folder.file("items.json", snapshot(&items));
    let failing = |more: &[&str]| -> Vec<String> {
        let ran = eval(&folder, &[&["items.json"], more].concat()).code(1);
        ran.lines("compliance").iter().map(|l| l["message"].as_str().unwrap().into()).collect()
    };
    let always = ["8 of small: 16 to ", "16 of first: 32 to ", "9 of nine: 8 to "];
    assert_eq!(failing(&[]), always);
    // An overlay goes over the command line.
    let mut more: Vec<String> = always.iter().map(ToString::to_string).collect();
    more.insert(0, "8 of plain: 10 to ".to_owned());
    more[3] = "9 of nine: 10 to ".to_owned();
    assert_eq!(failing(&["--param", "sized.least=10"]), more);
    let given = failing(&["--param", "sized.most=15"]);
    assert_eq!(given.len(), 4, "{given:?}");
    assert!(given.contains(&"16 of fits: 16 to 15".to_owned()), "{given:?}");
}

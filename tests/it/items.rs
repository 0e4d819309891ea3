//! Configuration items through the built program.

use crate::program::{Folder, Ran};
use crate::real_data::data;
use serde_json::{Value, json};
use std::io::Write;
use tripline::items::Content;

const RULE: &str = "rules: { all: { pattern: { source: [ { exists: true } ] } } }";
const VPC: &str = r#"{"configurationItemVersion":"1.3","configurationItemStatus":"OK","resourceType":"AWS::EC2::VPC","resourceId":"vpc-1","awsRegion":"eu-west-1","awsAccountId":"123456789012","configurationStateId":1}"#;
const SUBNET: &str = r#"{"version":"1.3","accountId":"123456789012","resourceType":"AWS::EC2::SUBNET","resourceId":"subnet-1","awsRegion":"eu-west-1","configuration":"{\"a\":1}","relationships":[{"resourceType":"AWS::EC2::VPC","resourceId":"vpc-1","relationshipName":"Is contained in Vpc"}]}"#;

fn eval(folder: &Folder, input: &str, code: i32) -> Ran {
    folder.file("rules/r.yaml", RULE);
    folder.run(&["eval", "--format", "ndjson", input]).code(code)
}

#[test]
fn real_items_are_read() {
    let Some(items) = data("config-items") else { return };
    let folder = Folder::new();
    let ran = eval(&folder, items.to_str().unwrap(), 3);
    let summary = &ran.lines("summary")[0];
    assert_eq!((&summary["items"], &summary["errors"]), (&78.into(), &2.into()), "{}", ran.err);
    let mut faults: Vec<_> = ran
        .lines("error")
        .iter()
        .map(|e| {
            let input = e["input"].as_str().unwrap();
            let name = input.rsplit('/').next().unwrap().to_owned();
            assert!(e["line"].is_u64() && e["column"].is_u64(), "{e}");
            (name, e["message"].as_str().unwrap().to_owned())
        })
        .collect();
    faults.sort();
    let names: Vec<_> = faults.iter().map(|f| f.0.as_str()).collect();
    let want = ["AWS_EC2_NetworkInterface.json", "AWS_SSM_ManagedInstanceInventory_Linux.json"];
    assert_eq!(names, want);
    assert!(faults[0].1.contains("the input ends inside a list"), "{faults:?}");
    assert!(faults[1].1.contains("line 51, column 41"), "{faults:?}");
    let ran = folder.run(&["inventory", "--format", "json", items.to_str().unwrap()]).code(3);
    let all: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&all["items"], &all["errors"]), (&78.into(), &2.into()));
    assert!(all["types"].as_array().unwrap().iter().all(|t| t["type"] != "AWS::EC2::VOLUME"));
}

/// The JSON of a record's item in the one form.
fn normal(record: &[u8]) -> Option<Value> {
    let Ok(Content::Item(item)) = tripline::items::read(record.into(), 1000) else { return None };
    let mut text = Vec::new();
    tripline::read::write::json(item.tree.root(), &mut text);
    Some(serde_json::from_slice(&text).unwrap())
}

/// An item of the one form as answers of the API spell it.
fn as_the_api_has_it(item: &Value) -> Value {
    let rename = |key: &str| match key {
        "configurationItemVersion" => "version".to_owned(),
        "awsAccountId" => "accountId".to_owned(),
        "ARN" => "arn".to_owned(),
        "configurationStateMd5Hash" => "configurationItemMD5Hash".to_owned(),
        other => other.to_owned(),
    };
    let inner = |key: &str, value: &Value| match key {
        "configuration" => value.to_string().into(),
        "configurationStateId" if value.is_number() => value.to_string().into(),
        "supplementaryConfiguration" => {
            let map = value.as_object().unwrap().iter();
            map.map(|(k, v)| (k.clone(), Value::from(v.to_string()))).collect()
        }
        _ => value.clone(),
    };
    let fields = item.as_object().unwrap().iter();
    fields.map(|(key, value)| (rename(key), inner(key, value))).collect()
}

#[test]
fn real_items_are_the_same_in_every_spelling() {
    let Some(items) = data("config-items") else { return };
    let mut seen = 0;
    for file in std::fs::read_dir(items).unwrap() {
        let text = std::fs::read(file.unwrap().path()).unwrap();
        let Ok(Value::Array(list)) = serde_json::from_slice(&text)
            .map(|v: Value| if v.is_array() { v } else { Value::Array(vec![v]) })
        else {
            continue;
        };
        for sample in list {
            let one = normal(sample.to_string().as_bytes()).unwrap();
            let api = as_the_api_has_it(&one);
            assert_eq!(normal(api.to_string().as_bytes()).unwrap(), one);
            let message = json!({"configurationItem": [api], "messageType": "ConfigurationItemChangeNotification"});
            let event =
                json!({"detail-type": "Config Configuration Item Change", "detail": message});
            let lambda = json!({"invokingEvent": message.to_string()});
            for envelope in [message, event, lambda] {
                assert_eq!(normal(envelope.to_string().as_bytes()).unwrap(), one);
            }
            let mut row = one.clone();
            let tags = one["tags"].as_object().unwrap().iter();
            row["tags"] = tags.map(|(k, v)| json!({"key": k, "value": v, "tag": "?"})).collect();
            assert_eq!(normal(row.to_string().as_bytes()).unwrap(), one);
            seen += 1;
        }
    }
    assert_eq!(seen, 78);
}

#[test]
fn snapshot_folders_as_s3_lays_them_out() {
    let folder = Folder::new();
    let root = "AWSLogs/123456789012/Config";
    folder.file(&format!("{root}/ConfigWritabilityCheckFile"), "");
    let day = format!("{root}/eu-west-1/2024/2/1");
    let snapshot = format!(
        r#"{{"fileVersion":"1.0","configSnapshotId":"x","configurationItems":[{VPC},{SUBNET}]}}"#
    );
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(snapshot.as_bytes()).unwrap();
    let name = "123456789012_Config_eu-west-1_ConfigSnapshot_20240201T000000Z_x.json.gz";
    folder.file(&format!("{day}/ConfigSnapshot/{name}"), gzip.finish().unwrap());
    let history =
        format!(r#"{{"fileVersion":"1.0","configurationItems":[{}]}}"#, VPC.replace(":1}", ":2}"));
    // Windows knows no colons in names.
    let kind = if cfg!(windows) { "AWS-EC2-VPC" } else { "AWS::EC2::VPC" };
    let name = format!("123456789012_Config_eu-west-1_ConfigHistory_{kind}_a_b_1.json.zst");
    let zstd = ruzstd::encoding::compress_to_vec(
        history.as_bytes(),
        ruzstd::encoding::CompressionLevel::Fastest,
    );
    folder.file(&format!("{day}/ConfigHistory/{name}"), zstd);
    let ran = eval(&folder, "AWSLogs", 0);
    assert_eq!(ran.lines("summary")[0]["items"], 3);
    assert_eq!(ran.err, "");
    let ran = folder.run(&["inventory", "AWSLogs"]).code(0);
    let want = "2 resources in 3 items, 1 older state\n\n\
        type              resources  deleted\n\
        AWS::EC2::Subnet          1\n\
        AWS::EC2::VPC             1\n\n\
        region     resources  deleted\n\
        eu-west-1          2\n\n\
        account       resources  deleted\n\
        123456789012          2\n";
    assert_eq!(ran.out, want);
    let ran = folder.run(&["inventory", "AWSLogs", "--format", "csv"]).code(0);
    let want = "type,region,account,resources,deleted\r\n\
        AWS::EC2::Subnet,eu-west-1,123456789012,1,0\r\n\
        AWS::EC2::VPC,eu-west-1,123456789012,1,0\r\n";
    assert_eq!(ran.out, want);
}

#[test]
fn pictures_of_resources() {
    let folder = Folder::new();
    folder.file("items.ndjson", format!("{VPC}\n{SUBNET}\n"));
    let ran = folder.run(&["inventory", "items.ndjson", "--graph", "vpc-1"]).code(0);
    assert!(ran.out.contains("[label=\"Is contained in Vpc\", fontsize=8]"), "{}", ran.out);
    for (format, begins) in [("mermaid", "flowchart LR"), ("svg", "<svg "), ("json", "{")] {
        let args = ["inventory", "items.ndjson", "--graph", "subnet-1", "--format", format];
        let ran = folder.run(&args).code(0);
        assert!(ran.out.starts_with(begins), "{}", ran.out);
    }
    let wrong: [&[&str]; 4] = [
        &["--graph", "vpc-2"],
        &["--graph", "vpc-1", "--format", "csv"],
        &["--format", "svg"],
        &["--depth", "2"],
    ];
    for more in wrong {
        let ran = folder.run(&[&["inventory", "items.ndjson"], more].concat()).code(2);
        assert_eq!(ran.out, "", "{more:?}");
    }
}

#[test]
fn faults_have_places_of_their_own() {
    let folder = Folder::new();
    let broken = "{\n  \"configurationItemStatus\": \"OK\",\n  \"resourceType\": []\n }";
    let message =
        r#"{"messageType":"ConfigurationSnapshotDeliveryCompleted","configSnapshotId":"x"}"#;
    folder.file("items.json", format!("{VPC}\n{broken}\n{message}\n{SUBNET}\n"));
    let ran = eval(&folder, "items.json", 3);
    let faults = ran.lines("error");
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0]["message"], "`resourceType` must be a string, this is a list");
    let place = (&faults[0]["index"], &faults[0]["line"], &faults[0]["column"]);
    assert_eq!(place, (&1.into(), &4.into(), &19.into()));
    assert_eq!(ran.lines("summary")[0]["items"], 2);
    let note = "record 2: skipped a message of type `ConfigurationSnapshotDeliveryCompleted`";
    assert!(ran.err.contains(note), "{}", ran.err);
}

#[test]
fn large_items_are_read() {
    let folder = Folder::new();
    let blob = "x".repeat(10 << 20);
    let text = SUBNET.replace(r#"{\"a\":1}"#, &format!(r#"{{\"a\":\"{blob}\"}}"#));
    folder.file("large.json", format!(r#"{{"configurationItems":[{VPC},{text},{VPC}]}}"#));
    assert_eq!(eval(&folder, "large.json", 0).lines("summary")[0]["items"], 3);
}

#[test]
fn forced_forms() {
    let folder = Folder::new();
    folder.file("row.json", r#"{"resourceId":"x","resourceType":"My::Own::Type"}"#);
    assert_eq!(eval(&folder, "row.json", 0).lines("summary")[0]["items"], 0);
    let args = ["eval", "--format", "ndjson", "--input-format", "config", "row.json"];
    assert_eq!(folder.run(&args).code(0).lines("summary")[0]["items"], 1);
}

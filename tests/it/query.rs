//! Queries through the built program.

use crate::program::{Folder, Ran};
use crate::real_data::data;
use serde_json::{Value, json};

const ITEMS: &str = r#"{"fileVersion":"1.0","configurationItems":[
{"resourceType":"AWS::EC2::Instance","resourceId":"i-1","awsAccountId":"1","awsRegion":"r","configuration":{"instanceType":"m5.large"},"tags":{"Owner":"ann"}},
{"resourceType":"AWS::EC2::Instance","resourceId":"i-2","awsAccountId":"1","awsRegion":"r","configuration":{"instanceType":"t3.micro"}},
{"resourceType":"AWS::EC2::VPC","resourceId":"vpc-1","awsAccountId":"1","awsRegion":"r","configuration":{"cidrBlock":"10.0.0.0/16"}}]}"#;

fn query(folder: &Folder, sql: &str, more: &[&str], code: i32) -> Ran {
    folder.run(&[&["query", "--config", sql], more].concat()).code(code)
}

#[test]
fn a_pipe_gets_a_row_a_line() {
    let folder = Folder::new();
    folder.file("s.json", ITEMS);
    let sql =
        "SELECT resourceId, configuration.instanceType WHERE resourceType = 'AWS::EC2::Instance'";
    let ran = query(&folder, sql, &["s.json"], 0);
    let want = "{\"resourceId\":\"i-1\",\"configuration\":{\"instanceType\":\"m5.large\"}}\n\
                {\"resourceId\":\"i-2\",\"configuration\":{\"instanceType\":\"t3.micro\"}}\n";
    assert_eq!((&*ran.out, &*ran.err), (want, ""));
    let ran = query(&folder, sql, &["s.json", "--format", "table"], 0);
    assert!(ran.out.starts_with("resourceId  configuration.instanceType\n"), "{}", ran.out);
    assert_eq!(ran.err, "note: 2 rows from 3 resources\n");
    let ran = query(&folder, sql, &["s.json", "--format", "csv"], 0);
    assert_eq!(
        ran.out,
        "resourceId,configuration.instanceType\r\ni-1,m5.large\r\ni-2,t3.micro\r\n"
    );
    let ran = query(&folder, sql, &["s.json", "--format", "json"], 0);
    let all: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(all["schema"], "tripline/1");
    assert_eq!(all["fields"], json!(["resourceId", "configuration.instanceType"]));
    assert_eq!(all["rows"][1]["configuration"]["instanceType"], "t3.micro");
}

#[test]
fn rows_that_name_resources_are_items_again() {
    let folder = Folder::new();
    folder.file("s.json", ITEMS);
    let sql =
        "SELECT resourceType, resourceId, accountId, awsRegion, tags WHERE tags.key = 'Owner'";
    let first = query(&folder, sql, &["s.json"], 0);
    let again = folder.run_with(&["query", "--config", sql, "-"], first.out.as_bytes()).code(0);
    assert_eq!(again.out, first.out);
    assert!(again.out.contains(r#""tag":"Owner=ann""#), "{}", again.out);
}

#[test]
fn a_mistake_is_underlined() {
    let folder = Folder::new();
    folder.file("s.json", ITEMS);
    let ran = query(&folder, "SELECT resourceId WEHRE resourceType = 'x'", &["s.json"], 2);
    let want = "\
error[TL801]: expected `,`, `WHERE`, `GROUP BY`, `ORDER BY`, `LIMIT` or the end
 --> <query>:1:19
  |
1 | SELECT resourceId WEHRE resourceType = 'x'
  |                   ^^^^^ this is `WEHRE`
  = help: did you mean `WHERE`?

error: 1 error
";
    assert_eq!((&*ran.err, &*ran.out), (want, ""));
    folder.file("q.sql", "-- by type\nSELECT resourceId\nWHERE resourceType = \"x\"\n");
    let ran = query(&folder, "@q.sql", &["s.json"], 2);
    assert!(ran.err.contains("q.sql:3:22"), "{}", ran.err);
    query(&folder, "@none.sql", &["s.json"], 3);
    folder.run(&["query", "s.json"]).code(2);
}

#[test]
fn what_is_asked_in_vain_is_a_warning() {
    let folder = Folder::new();
    folder.file("s.json", ITEMS);
    let sql = "SELECT resourceId WHERE configuration.InstanceType = 'm5.large'";
    let ran = query(&folder, sql, &["s.json"], 0);
    let want = "\
warning[TL802]: no item has `configuration.InstanceType`
 --> <query>:1:25
  |
1 | SELECT resourceId WHERE configuration.InstanceType = 'm5.large'
  |                         ^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: did you mean `configuration.instanceType`?

warning: 1 warning
";
    assert_eq!((&*ran.err, &*ran.out), (want, ""));
    assert_eq!(query(&folder, sql, &["s.json", "-q"], 0).err, "");
    let sql = "SELECT resourceId WHERE configuration.cidrBlock = 10";
    let ran = query(&folder, sql, &["s.json"], 0);
    assert!(ran.err.contains("TL803"), "{}", ran.err);
}

#[test]
fn broken_inputs_are_told_and_the_rest_is_asked() {
    let folder = Folder::new();
    folder.file("s.json", ITEMS);
    folder.file("broken.json", r#"{"configurationItems":[{"resourceType":"AWS::EC2::VPC"}]}"#);
    let ran = query(&folder, "SELECT COUNT(*)", &["broken.json", "s.json"], 3);
    assert_eq!(ran.out, "{\"COUNT(*)\":3}\n");
    assert!(ran.err.contains("an item without `resourceId`"), "{}", ran.err);
    let ran = query(&folder, "SELECT COUNT(*)", &["nowhere.json"], 3);
    assert_eq!(ran.out, "{\"COUNT(*)\":0}\n");
}

#[test]
fn real_items_are_queried() {
    let Some(items) = data("config-items") else { return };
    let items = items.to_str().unwrap();
    let folder = Folder::new();
    let ran = query(&folder, "SELECT COUNT(*)", &[items], 3);
    let all: Value = serde_json::from_str(&ran.out).unwrap();
    let ran = query(&folder, "SELECT resourceType, COUNT(*) GROUP BY resourceType", &[items], 3);
    let rows: Vec<Value> = ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let sum: u64 = rows.iter().filter_map(|row| row["COUNT(*)"].as_u64()).sum();
    assert_eq!(all["COUNT(*)"], sum);
    assert!(sum > 70, "{sum}");
    let sql = "SELECT resourceId WHERE relationships.resourceType = 'AWS::EC2::VPC'";
    assert!(query(&folder, sql, &[items], 3).out.lines().count() > 3);
}

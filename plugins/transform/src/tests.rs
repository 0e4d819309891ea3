//! Operations, and the answer that holds their results.

use super::{Settings, handle};
use serde_json::{Value, json};
use tripline_plugin::fake::{self, Host};
use tripline_plugin::{Item, base64, settings};

const EVENT: &str =
    r#"{"kind":"debug","n":1.10,"user":{"name":"a","key":"s3cret"},"list":[{"x":1},{"x":2}]}"#;

fn records(config: &str, bodies: &[&str]) -> Value {
    let settings: Settings = settings::read(config).unwrap();
    let batch: Vec<Item> =
        bodies.iter().enumerate().map(|(n, body)| Item::new(format!("r{n}"), *body)).collect();
    let response = Host::new().enter(|| handle(&settings, &batch, &fake::context())).unwrap();
    assert!(response.failures.is_empty());
    serde_json::from_str(&response.output.unwrap()).unwrap()
}

/// The first record's data must be this text.
fn makes(operations: &str, wanted: &str) {
    let made = records(&format!(r#"{{"operations":[{operations}]}}"#), &[EVENT]);
    let data = base64::encode(wanted.as_bytes());
    let record = json!({"recordId": "r0", "result": "Ok", "data": data});
    assert_eq!(made["records"][0], record, "{operations} should make {wanted}");
}

#[test]
fn fields_are_chosen() {
    makes(
        r#"{"pick":["$.n","$.user.name","$.list[1].x","$.none"]}"#,
        r#"{"list":[{"x":2}],"n":1.10,"user":{"name":"a"}}"#,
    );
    makes(
        r#"{"remove":["$.user","$.list[0]","$.kind","$.none.x"]}"#,
        r#"{"list":[{"x":2}],"n":1.10}"#,
    );
    makes(
        r#"{"pick":["$.n"]},{"rename":[{"from":"$.n","to":"$.a.b"},{"from":"$.x","to":"$.y"}]}"#,
        r#"{"a":{"b":1.10}}"#,
    );
}

#[test]
fn fields_are_set() {
    makes(
        r#"{"pick":["$.n","$.kind"]},{"set":[{"path":"$.kind","value":{"was":"{$.kind}","n":"{$.n}"}},
        {"path":"$.copy","value":"<{$.kind}>"}]}"#,
        r#"{"copy":"<debug>","kind":{"n":1.10,"was":"debug"},"n":1.10}"#,
    );
}

#[test]
fn objects_become_flat() {
    makes(
        r#"{"remove":["$.kind"]},{"flatten":{}}"#,
        r#"{"list.0.x":1,"list.1.x":2,"n":1.10,"user.key":"s3cret","user.name":"a"}"#,
    );
    makes(
        r#"{"pick":["$.user"]},{"flatten":{"separator":"_"}}"#,
        r#"{"user_key":"s3cret","user_name":"a"}"#,
    );
}

#[test]
fn templates_make_json_or_text() {
    makes(r#"{"json":"{\"v\":{$.n}}"},{"rename":[{"from":"$.v","to":"$.w"}]}"#, r#"{"w":1.10}"#);
    makes(r#"{"text":"{@id} {$.user.name}"}"#, "r0 a");
}

#[test]
fn results_are_the_contracts() {
    let config = r#"{"newline":true,"operations":[{"drop":{"kind":["debug"]}},{"set":[{"path":"$.a.b","value":1}]}]}"#;
    let made = records(config, &[EVENT, "no json", r#"{"a":{}}"#, r#"{"a":2}"#]);
    let record = |n: usize, result: &str, data: &str| json!({"recordId": format!("r{n}"), "result": result, "data": base64::encode(data.as_bytes())});
    let wanted = [
        record(0, "Dropped", EVENT),
        record(1, "ProcessingFailed", "no json"),
        record(2, "Ok", "{\"a\":{\"b\":1}}\n"),
        record(3, "ProcessingFailed", r#"{"a":2}"#),
    ];
    assert_eq!(made, json!({"records": wanted}));
    let kept = records(r#"{"operations":[{"keep":{"n":[{"numeric":["<",1]}]}}]}"#, &[EVENT]);
    assert_eq!(kept["records"][0]["result"], "Dropped");
}

#[test]
fn faults_of_the_config_are_said() {
    let fault = |text: &str| settings::read::<Settings>(text).unwrap_err().message().to_string();
    let after = fault(r#"{"operations":[{"text":"x"},{"flatten":{}}]}"#);
    assert!(after.contains("can follow `text`"), "{after}");
    assert!(fault(r#"{"operations":[{"json":"{$.a"}]}"#).starts_with("config.operations[0].json"));
    assert!(fault(r#"{"operations":[{"json":"{a}"}]}"#).contains("makes no JSON"));
    assert!(fault(r#"{"operations":[{"shout":{}}]}"#).contains("shout"));
    assert!(fault(r#"{"operations":[{"pick":["n"]}]}"#).starts_with("config.operations"));
    assert!(fault(r#"{"operations":[{"drop":{"a":[{"prefx":"x"}]}}]}"#).contains("prefx"));
}

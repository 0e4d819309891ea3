//! Requests, shown and sent.

use super::{Settings, handle};
use serde_json::{Value, json};
use tripline_plugin::fake::{self, Host};
use tripline_plugin::{Error, Item, Response, settings, sign};

const EVENT: &str = r#"{"resources":["arn:sg"],"detail":{"group":"sg-1","ports":[22,3389]}}"#;

fn run(host: Host, config: &str) -> (Response, Host) {
    let settings: Settings = settings::read(config).unwrap();
    let batch = [Item::new("i", EVENT)];
    let (answer, host) = host.run(|| handle(&settings, &batch, &fake::context()));
    (answer.unwrap(), host)
}

fn wanted(dry: bool) -> Value {
    json!({
        "action": "close-ports",
        "parameters": {"group": "sg-1", "ports": [22, 3389], "note": "by r"},
        "resource": "arn:sg",
        "reason": "r",
        "rule": "r",
        "dry-run": dry,
        "request-id": sign::repetition_key(&fake::context(), &Item::new("i", "")),
        "requested-at": "2026-03-04T05:06:07.008Z",
        "expires": "2026-03-04T05:16:07.008Z",
    })
}

fn config(more: &str) -> String {
    format!(
        r#"{{"action":"close-ports","expires":"10m"{more},"parameters":
        {{"group":"{{$.detail.group}}","ports":"{{$.detail.ports}}","note":"by {{@rule}}"}}}}"#
    )
}

#[test]
fn a_dry_run_only_shows() {
    let (response, host) = run(Host::new(), &config(""));
    let output: Value = serde_json::from_str(&response.output.unwrap()).unwrap();
    assert_eq!(output, json!({"dry-run": true, "requests": [wanted(true)]}));
    assert_eq!((host.requests.len(), host.files.len(), host.lines.len()), (0, 0, 1));
}

fn check_signed(bytes: &[u8]) {
    let document: Value = serde_json::from_slice(bytes).unwrap();
    let text = document["request"].as_str().unwrap();
    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), wanted(false));
    let mac = sign::hex(&sign::hmac_sha256(b"k", &[text.as_bytes()]));
    assert_eq!(document["signature"], Value::String(mac));
    assert_eq!(document["key"], "exec");
}

#[test]
fn requests_are_signed() {
    let host = Host::new().secret("exec", "k").status(202);
    let more = r#","dry-run":false,"secret":"exec","url":"https://fix.example/in""#;
    let (response, host) = run(host, &config(more));
    assert_eq!(response, Response::default());
    check_signed(host.requests[0].body.as_deref().unwrap());
    let more = r#","dry-run":false,"secret":"exec","folder":"todo/""#;
    let (_, host) = run(Host::new().secret("exec", "k"), &config(more));
    let (path, bytes) = host.files.iter().next().unwrap();
    assert!(path.starts_with("todo/") && path.ends_with(".json"), "{path}");
    check_signed(bytes);
}

#[test]
fn without_a_key_nothing_is_sent() {
    let more = r#","dry-run":false,"secret":"exec","url":"https://fix.example/in""#;
    let (response, host) = run(Host::new().status(200), &config(more));
    assert_eq!(response.failures[0].reason, Error::permanent("no secret `exec`: it has no value"));
    assert!(host.requests.is_empty());
}

#[test]
fn faults_of_the_config_are_said() {
    let fault = |more| settings::read::<Settings>(&config(more)).unwrap_err().message().to_string();
    assert!(fault(r#","dry-run":false"#).contains("`secret`"));
    assert!(fault(r#","dry-run":false,"secret":"s""#).contains("`url` and `folder`"));
    assert!(fault(r#","dry-run":false,"secret":"s","url":"u","folder":"f""#).contains("one of"));
    assert!(fault(r#","dry-run":false,"secret":"s","url":"u""#).contains("`url`: an address"));
    assert!(fault(r#","dry-run":false,"secret":"s","folder":"/""#).contains("`folder` is empty"));
    assert!(fault(r#","reason":"{$.x""#).starts_with("config.reason: "));
}

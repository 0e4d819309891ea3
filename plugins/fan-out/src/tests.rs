//! Who gets which messages.

use super::{Settings, handle};
use serde_json::{Value, json};
use tripline_plugin::fake::{self, Host};
use tripline_plugin::http::{Reply, Request};
use tripline_plugin::{Error, Item, Response, settings};

const EVENT: &str = r#"{"detail-type":"T","time":"2026-01-02T03:04:05Z","detail":{"sev":8}}"#;

fn run(host: Host, config: &str, item: Item) -> (Response, Host) {
    let settings: Settings = settings::read(config).unwrap();
    let (answer, host) = host.run(|| handle(&settings, &[item], &fake::context()));
    (answer.unwrap(), host)
}

fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

#[test]
fn filters_choose_subscribers() {
    let config = r#"{"subscribers":[
        {"name":"high","bus":"a","filter":{"detail":{"sev":[{"numeric":[">=",7]}]}}},
        {"name":"low","bus":"b","filter":{"detail":{"sev":[{"numeric":["<",7]}]}}},
        {"name":"all","bus":"c","raw":true,"source":"me","detail-type":"X"}]}"#;
    let (response, host) = run(Host::new(), config, Item::new("i", EVENT));
    assert_eq!(response.output.as_deref(), Some(r#"{"delivered":2}"#));
    let [first, second] = &host.entries[..] else { panic!("two entries") };
    assert_eq!(first.bus.as_deref(), Some("a"));
    assert_eq!((first.source.as_str(), first.detail_type.as_str()), ("tripline.fan-out", "T"));
    assert_eq!(first.time.as_deref(), Some("2026-01-02T03:04:05Z"));
    let detail: Value = serde_json::from_str(&first.detail).unwrap();
    assert_eq!((&detail["Type"], &detail["Message"]), (&json!("Notification"), &json!(EVENT)));
    assert_eq!((second.source.as_str(), second.detail_type.as_str()), ("me", "X"));
    assert_eq!(second.detail, EVENT);
}

#[test]
fn attributes_can_be_what_filters_see() {
    let config = r#"{"topic":"arn:aws:sns:eu-west-1:111122223333:t","subject":"{$.detail-type}",
        "attributes":{"sev":{"value":"{$.detail.sev}","type":"Number"},"none":{"value":"{$.x}"},
            "tags":{"value":"[\"a\",\"b\"]","type":"String.Array"}},
        "subscribers":[
        {"name":"x","url":"https://x.example/in","scope":"MessageAttributes","filter":{"sev":[8],"tags":["b"],"none":[{"exists":false}]}},
        {"name":"y","url":"https://y.example/in","scope":"MessageAttributes","filter":{"own":["1"]},"raw":true},
        {"name":"z","url":"https://z.example/in","scope":"MessageAttributes","filter":{"detail":[{"exists":true}]}}]}"#;
    let mut item = Item::new("i", EVENT);
    item.attributes.push(("own".into(), "1".into()));
    let (response, host) = run(Host::new().status(200), config, item);
    assert_eq!(response.output.as_deref(), Some(r#"{"delivered":2}"#));
    let [x, y] = &host.requests[..] else { panic!("two requests") };
    let body: Value = serde_json::from_slice(x.body.as_deref().unwrap()).unwrap();
    let id = header(x, "x-amz-sns-message-id").unwrap();
    assert_eq!((id.len(), &id[14..15]), (36, "8"));
    let wanted = json!({
        "Type": "Notification",
        "MessageId": id,
        "TopicArn": "arn:aws:sns:eu-west-1:111122223333:t",
        "Subject": "T",
        "Message": EVENT,
        "Timestamp": "2026-03-04T05:06:07.008Z",
        "MessageAttributes": {
            "own": {"Type": "String", "Value": "1"},
            "sev": {"Type": "Number", "Value": "8"},
            "tags": {"Type": "String.Array", "Value": "[\"a\",\"b\"]"},
        },
    });
    assert_eq!(body, wanted);
    assert_eq!(
        (y.body.as_deref().unwrap(), header(y, "x-amz-sns-rawdelivery")),
        (EVENT.as_bytes(), Some("true"))
    );
}

#[test]
fn one_that_fails_keeps_nobody_back() {
    let config = r#"{"subscribers":[{"name":"a","url":"https://a.example"},
        {"name":"b","url":"https://b.example"},{"name":"c","url":"https://c.example"}]}"#;
    let answer = |a: u16, b: u16| {
        let web = move |r: &Request| {
            let status = if r.url.contains("//a") {
                a
            } else if r.url.contains("//b") {
                b
            } else {
                200
            };
            Ok(Reply { status, ..Reply::default() })
        };
        let (mut response, host) = run(Host::new().web(web), config, Item::new("i", EVENT));
        assert_eq!(host.requests.len(), 3);
        response.failures.pop().map(|f| f.reason)
    };
    assert_eq!(answer(200, 200), None);
    let both = "a: https://a.example: status 404; b: https://b.example: status 500";
    assert_eq!(answer(404, 500), Some(Error::retryable(both)));
    assert_eq!(answer(200, 400), Some(Error::permanent("b: https://b.example: status 400")));
}

#[test]
fn who_has_a_message_is_remembered() {
    let config = r#"{"remember":true,"subscribers":[{"name":"a","url":"https://a.example"},
        {"name":"b","url":"https://b.example"}]}"#;
    let web = |b: u16| {
        move |r: &Request| {
            let status = if r.url.contains("//b") { b } else { 200 };
            Ok(Reply { status, ..Reply::default() })
        }
    };
    let item = || Item::new("i", EVENT);
    let (response, mut host) = run(Host::new().web(web(500)), config, item());
    assert_eq!((response.failures.len(), host.requests.len(), host.state.len()), (1, 2, 1));
    // Something that nobody came back for, behind the new key or before it.
    host.state.insert("sent/~".into(), br#"{"names":[],"at":1}"#.to_vec());
    let (response, host) = run(host, config, item());
    assert_eq!((response.failures.len(), host.requests.len(), host.state.len()), (1, 3, 1));
    let (response, host) = run(host.web(web(200)), config, item());
    assert_eq!(response.output.as_deref(), Some(r#"{"delivered":1}"#));
    assert_eq!((host.requests.len(), host.state.len()), (4, 0));
    let urls: Vec<&str> = host.requests.iter().map(|r| r.url.as_str()).collect();
    assert_eq!(
        urls,
        ["https://a.example", "https://b.example", "https://b.example", "https://b.example"]
    );
}

#[test]
fn faults_of_the_config_are_said() {
    let fault = |text: &str| settings::read::<Settings>(text).unwrap_err().message().to_string();
    assert!(fault(r#"{"subscribers":[{"name":"a","url":"x"}]}"#).contains("`a`: `url`: an"));
    let aws = r#"{"subscribers":[{"name":"a","bus":"b","source":"aws.ec2"}]}"#;
    assert!(fault(aws).contains("`a`: `source`"));
    assert!(fault(r#"{"subscribers":[{"name":"a"}]}"#).contains("`bus` and `url`"));
    assert!(
        fault(r#"{"subscribers":[{"name":"a","bus":"b"},{"name":"a","bus":"c"}]}"#)
            .contains("two have")
    );
    assert!(
        fault(r#"{"subscribers":[{"name":"a","bus":"b","filter":{"x":1}}]}"#)
            .contains("x: neither")
    );
}

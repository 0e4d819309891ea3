//! Bulk requests and their replies.

use super::{Settings, handle};
use tripline_plugin::fake::{self, Host};
use tripline_plugin::http::Reply;
use tripline_plugin::{Error, Item, Response, settings};

fn host(body: &'static str) -> Host {
    Host::new().web(move |_| Ok(Reply { status: 200, body: body.into(), ..Reply::default() }))
}

fn run(host: Host, config: &str, batch: &[Item]) -> (Result<Response, Error>, Host) {
    let settings: Settings = settings::read(config).unwrap();
    host.run(|| handle(&settings, batch, &fake::context()))
}

fn two() -> [Item; 2] {
    [
        Item::new("a", r#"{ "time": "2026-01-02T03:04:05Z", "n": 1.10 }"#),
        Item::new("b", "just text"),
    ]
}

const GOOD: &str =
    r#"{"errors":false,"items":[{"index":{"status":201}},{"index":{"status":200}}]}"#;
const MIXED: &str = r#"{"errors":true,"items":[{"create":{"status":409,"error":{"type":"t","reason":"r"}}},
    {"create":{"status":429,"error":{"type":"rejected","reason":"full"}}}]}"#;

#[test]
fn a_batch_is_one_request() {
    let config = r#"{"url":"https://o.example/","index":"ev-!{timestamp:yyyy.MM.dd}"}"#;
    let (answer, host) = run(host(GOOD), config, &two());
    assert_eq!(answer, Ok(Response::default()));
    let request = &host.requests[0];
    assert_eq!(request.url, "https://o.example/_bulk");
    let lines = [
        r#"{"index":{"_index":"ev-2026.01.02","_id":"a"}}"#,
        r#"{"time":"2026-01-02T03:04:05Z","n":1.10}"#,
        r#"{"index":{"_index":"ev-2026.03.04","_id":"b"}}"#,
        r#"{"message":"just text"}"#,
        "",
    ];
    assert_eq!(String::from_utf8_lossy(request.body.as_deref().unwrap()), lines.join("\n"));
    assert!(run(host_closed(), config, &[]).0.is_ok());
}

fn host_closed() -> Host {
    Host::new()
}

#[test]
fn results_are_of_their_items() {
    let config = r#"{"url":"https://o.example","index":"x","op":"create"}"#;
    let failures = run(host(MIXED), config, &two()).0.unwrap().failures;
    assert_eq!(failures.len(), 1);
    assert_eq!(failures[0].id, "b");
    assert_eq!(failures[0].reason, Error::retryable("status 429: rejected: full"));
    // Without `create`, a conflict is one.
    let config = r#"{"url":"https://o.example","index":"x"}"#;
    let failures = run(host(MIXED), config, &two()).0.unwrap().failures;
    assert!(matches!(failures[0].reason, Error::Permanent(_)));
    for odd in ["", "{}", r#"{"items":[]}"#, r#"{"items":[{},{}]}"#] {
        let answer = run(host(odd), config, &two()).0;
        assert!(matches!(answer, Err(Error::Retryable(_))), "{odd}");
    }
}

#[test]
fn sizes_decide_what_is_tried_again() {
    let config = r#"{"url":"https://o.example","index":"x"}"#;
    let batch = ["a", "b"].map(|id| Item::new(id, "x".repeat(5 << 20)));
    let (answer, requests) = run(host(GOOD), config, &batch);
    assert!(matches!(answer, Err(Error::Retryable(_))), "{answer:?}");
    assert!(requests.requests.is_empty());
    // Without the answer nobody knows which items are in the index.
    let long = Host::new()
        .web(|_| Ok(Reply { status: 200, body: vec![b' '; 9 << 20], ..Reply::default() }));
    let answer = run(long, config, &two()).0;
    assert!(matches!(answer, Err(Error::Retryable(_))), "{answer:?}");
}

#[test]
fn whoever_writes_says_so() {
    let header = |config: &str| {
        let host = host(GOOD).secret("s", "pass");
        let (answer, host) = run(host, config, &two());
        answer.unwrap();
        host.requests[0].headers.iter().find(|(n, _)| n == "authorization").unwrap().1.clone()
    };
    let basic = r#"{"url":"https://o","index":"x","auth":{"basic":{"user":"u","secret":"s"}}}"#;
    assert_eq!(header(basic), "Basic dTpwYXNz");
    let key = r#"{"url":"https://o","index":"x","auth":{"api-key":{"secret":"s"}},"gzip":true}"#;
    assert_eq!(header(key), "ApiKey pass");
}

#[test]
fn faults_of_the_config_are_said() {
    let fault = |text| settings::read::<Settings>(text).unwrap_err().message().to_string();
    assert!(fault(r#"{"url":"o","index":"x"}"#).contains("`url`: an address begins"));
    assert!(
        fault(r#"{"url":"https://o","index":"x","document":"{"}"#).starts_with("config.document: ")
    );
    for bad in ["Upper", "_x", "", "a b", "a/b"] {
        let text = format!(r#"{{"url":"https://o","index":"{bad}"}}"#);
        assert!(
            settings::read::<Settings>(&text).unwrap_err().message().contains("`index`"),
            "{bad}"
        );
    }
    assert!(
        fault(r#"{"url":"https://o","index":"x","auth":{"basic":{"user":"u"}}}"#)
            .contains("secret")
    );
    assert!(fault(r#"{"url":"https://o","index":"x","op":"upsert"}"#).starts_with("config.op"));
}

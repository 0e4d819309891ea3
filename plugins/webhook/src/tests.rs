//! Requests as they leave.

use super::{Settings, handle};
use tripline_plugin::fake::{self, Host};
use tripline_plugin::http::{Reply, Request, SendError};
use tripline_plugin::{Error, Item, Response, settings, sign};

const URL: &str = "https://hooks.example/in/{$.n}";

fn run(host: Host, config: &str, batch: &[Item]) -> (Result<Response, Error>, Host) {
    let settings: Settings = settings::read(config).unwrap();
    host.run(|| handle(&settings, batch, &fake::context()))
}

fn body(request: &Request) -> &str {
    std::str::from_utf8(request.body.as_deref().unwrap()).unwrap()
}

fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

fn two() -> [Item; 2] {
    [Item::new("a", r#"{ "n": 1.10 }"#), Item::new("b", r#"{"n":"x/y"}"#)]
}

#[test]
fn an_item_is_a_request() {
    let config =
        format!(r#"{{"url":"{URL}","headers":{{"x-rule":"{{@rule}}"}},"timeout-ms":500}}"#);
    let (answer, host) = run(Host::new().status(202), &config, &two());
    assert_eq!(answer, Ok(Response::default()));
    let [first, second] = &host.requests[..] else { panic!("two requests") };
    assert_eq!(
        (first.method.as_str(), first.url.as_str()),
        ("POST", "https://hooks.example/in/1.10")
    );
    assert_eq!(second.url, "https://hooks.example/in/x%2Fy");
    assert_eq!((body(first), first.timeout_ms), (r#"{ "n": 1.10 }"#, Some(500)));
    assert_eq!(header(first, "content-type"), Some("application/json"));
    assert_eq!(header(first, "x-rule"), Some("r"));
    let key = header(first, "idempotency-key").unwrap();
    assert_eq!(key.len(), 32);
    assert_ne!(Some(key), header(second, "idempotency-key"));
}

#[test]
fn a_batch_is_a_request() {
    let config = r#"{"url":"https://h.example","batch":"array","body":"{\"v\":{$.n}}"}"#;
    let (answer, host) = run(Host::new().status(200), config, &two());
    assert_eq!(answer, Ok(Response::default()));
    assert_eq!(body(&host.requests[0]), r#"[{"v":1.10},{"v":"x/y"}]"#);
    assert_eq!(header(&host.requests[0], "idempotency-key"), Some("inv-1"));
    let config = r#"{"url":"https://h.example","batch":"lines"}"#;
    let (_, host) = run(Host::new().status(200), config, &two());
    assert_eq!(body(&host.requests[0]), "{\"n\":1.10}\n{\"n\":\"x/y\"}\n");
    let (answer, host) = run(Host::new(), config, &[]);
    assert_eq!((answer, host.requests.len()), (Ok(Response::default()), 0));
}

#[test]
fn sizes_decide_what_is_tried_again() {
    let config = r#"{"url":"https://h.example","batch":"lines"}"#;
    let large = "x".repeat(5 << 20);
    let batch = ["a", "b"].map(|id| Item::new(id, large.clone()));
    let (answer, host) = run(Host::new().status(200), config, &batch);
    assert!(matches!(answer, Err(Error::Retryable(_))), "{answer:?}");
    assert!(host.requests.is_empty());
    let (answer, _) = run(Host::new().status(200), config, &batch[..1]);
    assert_eq!(answer, Ok(Response::default()));
    let one = [Item::new("a", "x".repeat(13 << 20))];
    let (answer, host) = run(Host::new().status(200), config, &one);
    assert!(matches!(answer, Err(Error::Permanent(_))), "{answer:?}");
    assert!(host.requests.is_empty());
    // The receiver has what it answers at length.
    let long =
        |_: &Request| Ok(Reply { status: 200, body: vec![b'x'; 9 << 20], ..Reply::default() });
    let (answer, _) = run(Host::new().web(long), config, &two());
    assert_eq!(answer, Ok(Response::default()));
}

#[test]
fn signatures_cover_time_and_body() {
    let config = r#"{"url":"https://h.example","sign":{"secret":"key"},
        "secret-headers":{"authorization":{"secret":"token","before":"Bearer "}}}"#;
    let host = Host::new().status(200).secret("key", "k").secret("token", "t0p");
    let (answer, host) = run(host, config, &two()[..1]);
    assert_eq!(answer, Ok(Response::default()));
    let request = &host.requests[0];
    assert_eq!(header(request, "authorization"), Some("Bearer t0p"));
    assert_eq!(header(request, "x-tripline-timestamp"), Some("1772600767"));
    let mac = sign::hmac_sha256(b"k", &[b"1772600767.", body(request).as_bytes()]);
    assert_eq!(header(request, "x-tripline-signature"), Some(&*format!("v1={}", sign::hex(&mac))));
}

#[test]
fn a_missing_secret_is_for_ever() {
    let config = r#"{"url":"https://h.example","sign":{"secret":"key"}}"#;
    let (answer, host) = run(Host::new().status(200), config, &two()[..1]);
    let reason = &answer.unwrap().failures[0].reason;
    assert_eq!(*reason, Error::permanent("no secret `key`: it has no value"));
    assert!(host.requests.is_empty());
}

#[test]
fn failures_are_of_their_items() {
    let config = format!(r#"{{"url":"{URL}"}}"#);
    let web = |r: &Request| match r.url.ends_with("1.10") {
        true => Err(SendError::Timeout("it took too long".into())),
        false => Ok(Reply { status: 404, ..Reply::default() }),
    };
    let failures = run(Host::new().web(web), &config, &two()).0.unwrap().failures;
    assert_eq!(failures[0].reason, Error::retryable("https://hooks.example: it took too long"));
    assert_eq!(failures[1].reason, Error::permanent("https://hooks.example: status 404"));
}

#[test]
fn faults_of_the_config_are_said() {
    let fault = |text| settings::read::<Settings>(text).unwrap_err().message().to_string();
    assert!(fault(r#"{"url":"https://h","method":"GET"}"#).contains("`method`"));
    assert!(fault(r#"{"url":"https://h/{$.x}","batch":"array"}"#).contains("`url`"));
    assert!(fault(r#"{"url":"https://h","body":"{$.x"}"#).contains("`body`"));
    assert!(fault(r#"{"url":"https://h","body":"{a}"}"#).contains("`body`: the template makes no"));
    assert!(fault(r#"{"url":"{$.url}"}"#).contains("`url`: an address begins"));
    assert!(fault(r#"{"url":"https://h","headers":{"a b":""}}"#).contains("`a b`"));
    assert!(fault(r#"{"url":"https://h","idempotency-header":"é"}"#).contains("`idempotency-"));
    let lines = r#"{"url":"https://h","content-type":"application/x-ndjson","body":"{}\n{$}"}"#;
    assert!(settings::read::<Settings>(lines).is_ok());
    assert!(fault(r#"{"url":"https://h/{@x}"}"#).starts_with("config.url: "));
}

//! What is malformed, too large, too many or too slow.

use super::super::Reason;
use super::*;

#[tokio::test]
async fn what_is_no_http_is_told_so() {
    let server = start(Limits::default()).await;
    let bad = [
        "no http at all\r\n\r\n",
        "GET / HTTP/3.7\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\r\n\r\n",
        "GET / HTTP/1.1\r\nbad header\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1x\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
        "GET http://a/ HTTP/1.1\r\nhost: b\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ];
    for (done, text) in bad.iter().enumerate() {
        let mut client = server.connect().await;
        client.send(text).await;
        let rest = client.rest().await;
        assert!(rest.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{text:?}: {rest:?}");
        let counted = async {
            while server.counters.refused(Reason::Malformed) <= done as u64 {
                tokio::task::yield_now().await;
            }
        };
        assert!(timeout(LONG, counted).await.is_ok(), "{text:?} is not counted");
    }
    let mut client = server.connect().await;
    assert_eq!(client.ask(&get("/")).await.status, 200);
    server.end().await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_read() {
    let limits = Limits { body: 1000, header: 8 << 10, target: 4000, ..Limits::default() };
    let server = start(limits).await;
    let long = |n: usize| "x".repeat(n);
    let many: String = (0..101).map(|n| format!("h{n}: x\r\n")).collect();
    let post = "POST / HTTP/1.1\r\nhost: x\r\n";
    for (text, status, word) in [
        (format!("{post}content-length: 99999999999\r\n\r\n"), 413, "body"),
        (format!("{post}content-length: 1001\r\n\r\n{}", long(1001)), 413, "body"),
        (format!("{post}transfer-encoding: chunked\r\n\r\n400\r\n{}\r\n", long(1024)), 413, "body"),
        (get(&format!("/{}", long(4000))), 414, "target"),
        (format!("GET / HTTP/1.1\r\nhost: x\r\na: {}\r\n\r\n", long(9000)), 431, "headers"),
        (format!("GET / HTTP/1.1\r\nhost: x\r\n{many}\r\n"), 431, "headers"),
    ] {
        let mut client = server.connect().await;
        let got = client.ask(&text).await;
        assert_eq!((got.status, got.header("connection")), (status, Some("close")));
        assert!(got.body.contains(&format!("{{\"error\":\"{word}\"")), "{}", got.body);
        assert!(got.header("x-amzn-requestid").is_some());
        assert_eq!(client.rest().await, "");
    }
    // Far beyond, the crate of HTTP refuses by itself.
    let mut client = server.connect().await;
    let got = client.ask(&format!("GET / HTTP/1.1\r\na: {}", long(40_000))).await;
    assert_eq!(got.status, 431);
    drop(client);
    let counts = [Reason::Body, Reason::Target].map(|r| server.counters.refused(r));
    assert_eq!(counts, [3, 1]);
    server.end().await;
}

#[tokio::test]
async fn callers_are_refused_in_their_own_protocol() {
    let server = start(Limits { body: 10, ..Limits::default() }).await;
    for (head, code) in [
        ("x-amz-target: AWSEvents.PutEvents\r\n", "\"__type\":\"RequestEntityTooLargeException\""),
        (
            "content-type: application/x-www-form-urlencoded\r\n",
            "<Code>RequestEntityTooLarge</Code>",
        ),
    ] {
        let mut client = server.connect().await;
        let text = format!("POST / HTTP/1.1\r\nhost: x\r\n{head}content-length: 11\r\n\r\n");
        let got = client.ask(&text).await;
        assert_eq!(got.status, 413);
        assert!(got.body.contains(code), "{}", got.body);
        assert!(got.header("x-amzn-requestid").is_some());
    }
    server.end().await;
}

#[tokio::test]
async fn who_is_slow_is_not_waited_for() {
    let short = Duration::from_millis(100);
    let server = start(Limits { head: short, request: short, ..Limits::default() }).await;
    let mut client = server.connect().await;
    client.send("GET / HTTP/1.1\r\nhost:").await;
    assert_eq!(client.rest().await, "");
    assert_eq!(server.counters.refused(Reason::Slow), 1);
    let mut client = server.connect().await;
    let got = client.ask("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc").await;
    assert_eq!(got.status, 408);
    assert_eq!(client.rest().await, "");
    let mut client = server.connect().await;
    let got = client.ask(&get("/wait")).await;
    assert_eq!((got.status, got.header("retry-after")), (503, Some("1")));
    assert_eq!(server.counters.refused(Reason::Late), 1);
    assert_eq!(client.ask(&get("/")).await.status, 200);
    server.end().await;
}

#[tokio::test]
async fn connections_do_not_rest_for_ever() {
    let server = start(Limits { idle: Duration::from_millis(100), ..Limits::default() }).await;
    let mut client = server.connect().await;
    assert_eq!(client.ask(&get("/")).await.status, 200);
    assert_eq!(client.rest().await, "");
    // One that never says a word, too.
    assert_eq!(server.connect().await.rest().await, "");
    assert_eq!(server.counters.refused(Reason::Slow), 0);
    server.end().await;
}

#[tokio::test]
async fn one_connection_too_many_hears_so() {
    let server = start(Limits { connections: 1, ..Limits::default() }).await;
    let mut first = server.connect().await;
    assert_eq!(first.ask(&get("/")).await.status, 200);
    let mut second = server.connect().await;
    let body = "x".repeat(100_000);
    second
        .send(&format!("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n{body}"))
        .await;
    let got = second.reply().await;
    assert_eq!((got.status, got.header("retry-after")), (503, Some("1")));
    assert_eq!(second.rest().await, "");
    assert_eq!(server.counters.refused(Reason::Full), 1);
    drop(first);
    // Room again as soon as the server has seen it.
    let again = async { while server.connect().await.ask(&get("/")).await.status != 200 {} };
    timeout(LONG, again).await.expect("room again");
    server.end().await;
}

#[tokio::test]
async fn bodies_of_all_callers_have_bounds_together() {
    let server = start(Limits { bodies: 10, ..Limits::default() }).await;
    let post = |path: &str, body: &str| {
        format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    };
    let mut first = server.connect().await;
    first.send(&post("/wait", "12345678")).await;
    timeout(LONG, server.came.notified()).await.expect("a request");
    let mut second = server.connect().await;
    let got = second.ask(&post("/", "123")).await;
    assert_eq!((got.status, got.header("retry-after")), (503, Some("1")));
    server.hold.notify_one();
    assert_eq!(first.reply().await.body, "POST /wait 8");
    // Its room is free again.
    assert_eq!(first.ask(&post("/", "1234567890")).await.body, "POST / 10");
    server.end().await;
}

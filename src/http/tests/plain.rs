//! What honest clients do.

use super::*;

#[tokio::test]
async fn requests_follow_each_other_and_pipelined_ones_too() {
    let server = start(Limits::default()).await;
    let mut client = server.connect().await;
    let first = client.ask(&get("/a?b=c")).await;
    assert_eq!((first.status, &*first.body), (200, "GET /a?b=c 0"));
    assert_eq!(first.header("server"), Some("tripline"));
    assert!(first.header("date").is_some_and(|d| d.ends_with("GMT")));
    let id = first.header("x-amzn-requestid").expect("an id").to_owned();
    let post = "POST /p HTTP/1.1\r\nhost: localhost\r\ncontent-length: 3\r\n\r\nabc";
    client.send(&[&get("/1"), post, &get("/3")].concat()).await;
    for body in ["GET /1 0", "POST /p 3", "GET /3 0"] {
        let got = client.reply().await;
        assert_eq!(got.body, body);
        assert_ne!(got.header("x-amzn-requestid"), Some(&*id));
    }
    client.send("HEAD /h HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await;
    let rest = client.rest().await;
    assert!(rest.starts_with("HTTP/1.1 200") && rest.ends_with("\r\n\r\n"), "{rest}");
    assert_eq!((server.counters.requests(), server.counters.connections()), (5, 1));
    assert_eq!(server.end().await, Ended { cut_off: 0 });
}

#[tokio::test]
async fn bodies_in_chunks() {
    let server = start(Limits::default()).await;
    let mut client = server.connect().await;
    client
        .send("POST /c HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n")
        .await;
    client.send("5;ext=1\r\ndefgh\r\n0\r\ntrailer: x\r\n\r\n").await;
    assert_eq!(client.reply().await.body, "POST /c 8");
    assert_eq!(client.ask(&get("/again")).await.body, "GET /again 0");
    server.end().await;
}

#[tokio::test]
async fn a_body_is_asked_for_only_if_it_will_be_read() {
    let server = start(Limits { body: 10, ..Limits::default() }).await;
    let mut client = server.connect().await;
    let head = "POST /e HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: ";
    client.send(&format!("{head}3\r\n\r\n")).await;
    assert_eq!(client.until("\r\n\r\n").await, "HTTP/1.1 100 Continue\r\n\r\n");
    assert_eq!(client.ask("abc").await.body, "POST /e 3");
    let got = client.ask(&format!("{head}11\r\n\r\n")).await;
    assert_eq!((got.status, got.header("connection")), (413, Some("close")));
    assert_eq!(client.rest().await, "");
    server.end().await;
}

#[tokio::test]
async fn what_a_request_says_arrives() {
    let server = start(Limits::default()).await;
    let mut client = server.connect().await;
    let got = client
        .ask("GET http://a:1/headers HTTP/1.1\r\nHost: A:1\r\nX-Two: 1\r\nX-Two: 2\r\n\r\n")
        .await;
    assert_eq!(got.body, r#"[["host","A:1"],["x-two","1"],["x-two","2"]]"#);
    let old = client.ask("GET /old HTTP/1.0\r\n\r\n").await;
    assert_eq!(old.body, "GET /old 0");
    assert_eq!(client.rest().await, "");
    server.end().await;
}

#[tokio::test]
async fn a_failure_is_one_requests_own() {
    let server = start(Limits::default()).await;
    let mut client = server.connect().await;
    let got = client.ask(&get("/panic")).await;
    assert_eq!(got.status, 500);
    assert_eq!(got.body, r#"{"error":"broken","message":"an internal error"}"#);
    assert_eq!(client.ask(&get("/on")).await.status, 200);
    assert_eq!(server.counters.refused(super::super::Reason::Broken), 1);
    server.end().await;
}

/// A frame of HTTP/2.
fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("short").to_be_bytes();
    let mut frame = vec![length[1], length[2], length[3], kind, flags, 0, 0, 0, stream];
    frame.extend(payload);
    frame
}

/// Headers as HPACK has them without any table.
fn hpack(headers: &[(&str, &str)]) -> Vec<u8> {
    let text = |t: &str| [&[u8::try_from(t.len()).expect("short")], t.as_bytes()].concat();
    headers.iter().flat_map(|(n, v)| [vec![0], text(n), text(v)].concat()).collect()
}

#[tokio::test]
async fn http2_with_prior_knowledge() {
    let server = start(Limits::default()).await;
    let mut client = server.connect().await;
    let ask = |path: &str| {
        hpack(&[
            (":method", "GET"),
            (":scheme", "http"),
            (":authority", "localhost:1"),
            (":path", path),
            ("x-amz-target", "A.B"),
        ])
    };
    let mut sent = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    sent.extend(frame(4, 0, 0, &[]));
    sent.extend(frame(1, 5, 1, &ask("/headers")));
    sent.extend(frame(1, 5, 3, &ask("/b?c")));
    client.io.write_all(&sent).await.expect("sent");
    let mut bodies = std::collections::BTreeMap::new();
    while bodies.len() < 2 {
        let head = client.bytes(9).await;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        let payload = client.bytes(length).await;
        match head[3] {
            // `:status: 200` of the static table.
            1 => assert_eq!(payload[0], 0x88),
            0 if !payload.is_empty() => {
                bodies.insert(head[8], String::from_utf8(payload).expect("UTF-8"));
            }
            _ => {}
        }
    }
    assert_eq!(bodies[&1], r#"[[":authority","localhost:1"],["x-amz-target","A.B"]]"#);
    assert_eq!(bodies[&3], "GET /b?c 0");
    drop(client);
    assert_eq!(server.end().await, Ended { cut_off: 0 });
}

//! Objects in a bucket: what is asked of it, and what happens when it says no.

use super::server::Server;
use super::*;

const PATH: &str = "/my-bucket/p/x/2026/11/22/nightly-2026-11-21T23-00-00Z.ndjson";

fn access(server: &Server) -> Access {
    let mut access = Access::default();
    access.set("AWS_ENDPOINT_URL", &format!("http://{}", server.address));
    access.set("AWS_ALLOW_HTTP", "true");
    access.set("AWS_REGION", "eu-central-1");
    access.set("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    access.set("AWS_SECRET_ACCESS_KEY", "secret");
    access
}

fn to() -> Destination {
    Destination::S3 { bucket: "my-bucket".to_owned(), prefix: "p/".to_owned() }
}

fn plain() -> ExportSpec {
    spec(What::Events, Format::Ndjson, Compress::None)
}

/// Rows of more than one part.
fn many() -> Vec<String> {
    let long = "a".repeat(3 * 1024 * 1024);
    (0..4).map(|i| format!("{{\"i\":{i},\"long\":\"{long}\"}}")).collect()
}

#[test]
fn a_small_object_is_one_signed_request() {
    let server = Server::new(None, false);
    let sink = Sink::open(&to(), &access(&server)).expect("a bucket");
    let written = write(&plain(), &texts(&["{}"]), &sink).expect("written");
    assert_eq!(written.location, format!("s3:/{PATH}"));
    let [asked] = &*server.asked() else { unreachable!("one request") };
    assert_eq!((asked.line.as_str(), asked.bytes), (format!("PUT {PATH}").as_str(), 3));
    let header =
        |name: &str| asked.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    let authorization = header("authorization").expect("a signature");
    assert!(authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"));
    assert!(authorization.contains("/eu-central-1/s3/aws4_request"));
    assert_eq!(header("x-amz-content-sha256"), Some(written.sha256.as_str()));
}

#[test]
fn a_busy_bucket_is_asked_again() {
    let server = Server::new(None, true);
    let sink = Sink::open(&to(), &access(&server)).expect("a bucket");
    write(&plain(), &texts(&["{}"]), &sink).expect("written");
    assert_eq!(server.lines(), [format!("PUT {PATH}"), format!("PUT {PATH}")]);
}

#[test]
fn a_large_object_goes_in_parts() {
    let server = Server::new(None, false);
    let sink = Sink::open(&to(), &access(&server)).expect("a bucket");
    let written = write(&plain(), &many(), &sink).expect("written");
    let asked = server.asked();
    let lines: Vec<&str> = asked.iter().map(|a| a.line.as_str()).collect();
    let [begin, first, second, end] = &*lines else { unreachable!("four requests: {lines:?}") };
    assert!(begin.starts_with(&format!("POST {PATH}?uploads")));
    assert!(first.starts_with("PUT") && first.contains("partNumber=1"));
    assert!(second.starts_with("PUT") && second.contains("partNumber=2"));
    assert!(end.starts_with("POST") && end.contains("uploadId=u1"));
    assert_eq!((asked[1].bytes + asked[2].bytes) as u64, written.bytes);
}

#[test]
fn parts_are_given_up_when_one_is_refused_or_the_rows_end_early() {
    let server = Server::new(Some("partNumber=2"), false);
    let sink = Sink::open(&to(), &access(&server)).expect("a bucket");
    let told = write(&plain(), &many(), &sink).expect_err("refused").to_string();
    assert!(told.starts_with(&format!("cannot write `s3:/{PATH}`: ")), "{told}");
    assert!(told.contains("AccessDenied") && !told.contains("secret"), "{told}");
    let last = server.lines().pop().expect("a request");
    assert_eq!(last, format!("DELETE {PATH}?uploadId=u1"));

    let server = Server::new(None, false);
    let sink = Sink::open(&to(), &access(&server)).expect("a bucket");
    let source = Given { rows: &many(), error: Some("no more") };
    let spec = plain();
    run(Task { name: "nightly", spec: &spec }, window(), &source, &sink).expect_err("no rows");
    let lines = server.lines();
    assert_eq!(lines.last(), Some(&format!("DELETE {PATH}?uploadId=u1")));
    assert!(!lines.iter().any(|line| line.starts_with("POST") && line.contains("uploadId")));
}

#[test]
fn no_tls_has_to_be_allowed() {
    let mut access = Access::default();
    access.set("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    access.set("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    access.set("AWS_SECRET_ACCESS_KEY", "secret");
    let told = Sink::open(&to(), &access).expect_err("no TLS").to_string();
    let words = "the endpoint has no TLS (`AWS_ALLOW_HTTP=true` allows it)";
    assert_eq!(told, format!("cannot export to `s3://my-bucket/p/`: {words}"));
    assert!(!format!("{access:?}").contains("secret\""));
}

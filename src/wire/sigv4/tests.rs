//! Published values, a second signer written otherwise, and what is refused.

use super::*;
use crate::wire::percent;
use crate::wire::times::of_basic;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

type Headers = Vec<(String, String)>;

fn headers(all: &[(&str, &str)]) -> Headers {
    all.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

fn terms(now: &str, service: &'static str) -> Terms<'static> {
    Terms {
        now: of_basic(now).expect("a time"),
        skew: 300,
        service,
        region: None,
        unsigned_payload: false,
        path: Path::Twice,
    }
}

fn keys(id: &str) -> Option<Secret> {
    (id == "AKIDEXAMPLE").then(|| Secret { secret: SECRET.into(), token: None })
}

/// RFC 4231, cases 2 and 6.
#[test]
fn hmac_of_the_standard() {
    assert_eq!(
        hex(&hmac(b"Jefe", b"what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    assert_eq!(
        hex(&hmac(&[0xAA; 131], b"Test Using Larger Than Block-Size Key - Hash Key First")),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}

/// The example of AWS's guide: the derived key and the signature of ListUsers.
#[test]
fn the_guides_example() {
    let key = signing_key(SECRET, "20150830", "us-east-1", "iam");
    assert_eq!(hex(&key), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
    let headers = headers(&[
        ("Host", "iam.amazonaws.com"),
        ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
        ("X-Amz-Date", "20150830T123600Z"),
        (
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date, \
             Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
        ),
    ]);
    let target = "/?Action=ListUsers&Version=2010-05-08";
    let request = Request { method: "GET", target, headers: &headers, body: b"" };
    let signed = verify(&request, &terms("20150830T123600Z", "iam"), &keys).expect("signed");
    assert_eq!(signed.access_key, "AKIDEXAMPLE");
    assert_eq!(signed.until, of_basic("20150830T124100Z").expect("a time"));
}

/// `get-vanilla` and `get-vanilla-query-order-key-case` of AWS's test suite.
#[test]
fn the_suites_simplest() {
    for (target, signature) in [
        ("/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        (
            "/?Param2=value2&Param1=value1",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
    ] {
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature={signature}"
        );
        let headers = headers(&[
            ("Host", "example.amazonaws.com"),
            ("X-Amz-Date", "20150830T123600Z"),
            ("Authorization", &authorization),
        ]);
        let request = Request { method: "GET", target, headers: &headers, body: b"" };
        assert!(verify(&request, &terms("20150830T123600Z", "service"), &keys).is_ok(), "{target}");
    }
}

/// The presigned example of S3's guide.
#[test]
fn the_presigned_example() {
    let headers = headers(&[("Host", "examplebucket.s3.amazonaws.com")]);
    let target = "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE\
                  %2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z\
                  &X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=\
                  aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    let request = Request { method: "GET", target, headers: &headers, body: b"" };
    let keys = |_: &str| {
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned();
        Some(Secret { secret, token: None })
    };
    let mut terms = terms("20130524T230000Z", "s3");
    terms.path = Path::Once;
    assert!(verify(&request, &terms, &keys).is_err());
    terms.unsigned_payload = true;
    assert!(verify(&request, &terms, &keys).is_ok());
    terms.now = of_basic("20130525T000001Z").expect("a time");
    assert!(verify(&request, &terms, &keys).is_err_and(|e| e.message.contains("expired")));
}

/// HMAC by its definition, over whole messages.
fn plain_hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut key = if key.len() > 64 { sha256(key).to_vec() } else { key.to_vec() };
    key.resize(64, 0);
    let inner: Vec<u8> = key.iter().map(|b| b ^ 0x36).chain(message.iter().copied()).collect();
    let outer: Vec<u8> = key.iter().map(|b| b ^ 0x5C).chain(sha256(&inner)).collect();
    sha256(&outer).to_vec()
}

/// Signs as a client does: the path and the pairs of the query are given decoded.
fn sign(
    path: &str,
    query: &[(&str, &str)],
    body: &[u8],
    more: &[(&str, &str)],
) -> (String, Headers) {
    let encode = |t: &str| percent::encode(t.as_bytes(), false);
    let wire: Vec<String> = path.split('/').map(encode).collect();
    let twice: Vec<String> = wire.iter().map(|p| encode(p)).collect();
    let mut pairs: Vec<String> =
        query.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
    let target = format!("{}?{}", wire.join("/"), pairs.join("&"));
    pairs.sort();
    let mut all = headers(&[("Host", "127.0.0.1:7070"), ("X-Amz-Date", "20260102T030405Z")]);
    all.extend(headers(more));
    let mut lines: Headers = all
        .iter()
        .map(|(n, v)| (n.to_lowercase(), v.split_whitespace().collect::<Vec<_>>().join(" ")))
        .collect();
    lines.sort();
    let names: Vec<String> = lines.iter().map(|(n, _)| n.clone()).collect();
    let lines: String = lines.iter().map(|(n, v)| [n, ":", v, "\n"].concat()).collect();
    let names = names.join(";");
    let canonical = [
        "POST\n",
        &twice.join("/"),
        "\n",
        &pairs.join("&"),
        "\n",
        &lines,
        "\n",
        &names,
        "\n",
        &hex(&sha256(body)),
    ]
    .concat();
    let scope = "20260102/eu-west-1/events/aws4_request";
    let text = format!(
        "AWS4-HMAC-SHA256\n20260102T030405Z\n{scope}\n{}",
        hex(&sha256(canonical.as_bytes()))
    );
    let mut key = format!("AWS4{SECRET}").into_bytes();
    for part in scope.split('/').chain([text.as_str()]) {
        key = plain_hmac(&key, part.as_bytes());
    }
    all.push((
        "Authorization".into(),
        format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders={names}, Signature={}",
            hex(&key)
        ),
    ));
    (target, all)
}

#[test]
fn a_second_signer_agrees_and_every_change_is_seen() {
    let query = [("b", "2 /+é"), ("a", "~"), ("a", "1")];
    let more = [("X-Amz-Target", "AWSEvents.  PutEvents "), ("content-type", "x")];
    let (target, headers) = sign("/a b/é~+%", &query, b"body", &more);
    let terms = terms("20260102T030905Z", "events");
    let request = Request { method: "POST", target: &target, headers: &headers, body: b"body" };
    assert!(verify(&request, &terms, &keys).is_ok());
    let code = |request: &Request<'_>| verify(request, &terms, &keys).map_err(|e| e.code);
    let wrong = Err("InvalidSignatureException");
    assert_eq!(code(&Request { method: "GET", ..request }), wrong);
    assert_eq!(code(&Request { body: b"Body", ..request }), wrong);
    assert_eq!(code(&Request { target: &format!("{target}&c=1"), ..request }), wrong);
    for at in 0..headers.len() - 1 {
        let mut changed = headers.clone();
        changed[at].1 = changed[at].1.replace(|c: char| c.is_ascii_alphanumeric(), "9");
        assert!(code(&Request { headers: &changed, ..request }).is_err(), "{:?}", headers[at]);
        changed.remove(at);
        assert!(code(&Request { headers: &changed, ..request }).is_err(), "{:?}", headers[at]);
    }
}

#[test]
fn what_is_refused() {
    let (target, good) = sign("/", &[], b"", &[]);
    let check = |change: &dyn Fn(&mut Headers), terms: &Terms<'_>| {
        let mut headers = good.clone();
        change(&mut headers);
        let request = Request { method: "POST", target: &target, headers: &headers, body: b"" };
        verify(&request, terms, &keys).map(|_| ()).map_err(|e| e.code)
    };
    let same = |_: &mut Headers| {};
    let now = "20260102T030405Z";
    assert_eq!(check(&same, &terms(now, "events")), Ok(()));
    let wrong = Err("InvalidSignatureException");
    for late in ["20260102T030906Z", "20260102T025904Z"] {
        assert_eq!(check(&same, &terms(late, "events")), wrong);
    }
    assert_eq!(check(&same, &terms(now, "config")), wrong);
    assert_eq!(check(&same, &Terms { region: Some("us-east-1"), ..terms(now, "events") }), wrong);
    let add =
        |n: &'static str, v: &'static str| move |all: &mut Headers| all.push((n.into(), v.into()));
    let ours = terms(now, "events");
    assert_eq!(check(&add("x-amz-target", "AWSEvents.PutRule"), &ours), wrong);
    assert_eq!(check(&add("x-amz-user-agent", "any"), &ours), Ok(()));
    assert_eq!(check(&add("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), &ours), wrong);
    assert_eq!(
        check(&add("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"), &ours),
        wrong
    );
    assert_eq!(check(&add("Authorization", "x"), &ours), Err("IncompleteSignatureException"));
    let edit = |from: &'static str, to: &'static str| {
        move |all: &mut Headers| {
            for (_, value) in all.iter_mut() {
                *value = value.replace(from, to);
            }
        }
    };
    assert_eq!(check(&edit("AKIDEXAMPLE", "AKOTHER"), &ours), Err("UnrecognizedClientException"));
    assert_eq!(check(&edit("AWS4-HMAC", "AWS3-HMAC"), &ours), Err("IncompleteSignatureException"));
    assert_eq!(
        check(&edit("Signature=", "Signature=0"), &ours),
        Err("IncompleteSignatureException")
    );
    assert_eq!(check(&edit("host;", ""), &ours), wrong);
    assert_eq!(check(&edit("aws4_request", "x"), &ours), Err("IncompleteSignatureException"));
    let unsigned = |all: &mut Headers| all.retain(|(n, _)| n != "Authorization");
    assert_eq!(check(&unsigned, &ours), Err("MissingAuthenticationTokenException"));
}

#[test]
fn a_token_must_be_the_keys() {
    let (target, with) = sign("/", &[], b"", &[("X-Amz-Security-Token", "t1")]);
    let request = Request { method: "POST", target: &target, headers: &with, body: b"" };
    let terms = terms("20260102T030405Z", "events");
    let of = |token: Option<&str>| {
        let token = token.map(str::to_owned);
        verify(&request, &terms, &move |_| {
            Some(Secret { secret: SECRET.into(), token: token.clone() })
        })
    };
    assert!(of(Some("t1")).is_ok());
    assert!(of(Some("t2")).is_err() && of(None).is_err());
    assert_eq!(format!("{:?}", keys("AKIDEXAMPLE")), "Some(Secret(..))");
}

/// Every header cut anywhere is refused in words, without a panic.
#[test]
fn cut_claims_end_in_errors() {
    let (target, headers) = sign("/", &[], b"", &[]);
    let terms = terms("20260102T030405Z", "events");
    let whole = headers.last().map(|(_, v)| v.clone()).expect("an authorization");
    for end in 0..whole.len() {
        let mut cut = headers.clone();
        cut.last_mut().expect("an authorization").1 = whole[..end].to_owned();
        let request = Request { method: "POST", target: &target, headers: &cut, body: b"" };
        assert!(verify(&request, &terms, &keys).is_err(), "{end}");
    }
}

/// Requests that botocore 1.43 signed: a path and query with blanks, a presigned one, a token.
#[test]
fn a_real_signer_agrees() {
    let by_header = |scope: &str, names: &str, signature: &str| {
        format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/{scope}/aws4_request, \
             SignedHeaders={names}, Signature={signature}"
        )
    };
    let now = "20260102T030405Z";
    let host = ("host", "127.0.0.1:7070");
    let authorization = by_header(
        "us-east-1/scheduler",
        "content-type;host;x-amz-date",
        "5ace7b6c4a383c516152a58bc164dcf20eb6ac49eb54e30de1470ce6cda4d4f2",
    );
    let all = headers(&[
        host,
        ("Content-Type", "application/json"),
        ("X-Amz-Date", now),
        ("Authorization", &authorization),
    ]);
    let target = "/schedules/a%20b%2Fc?groupName=x%20y&b=~";
    let body = br#"{"State": "ENABLED"}"#;
    let request = Request { method: "POST", target, headers: &all, body };
    assert!(verify(&request, &terms(now, "scheduler"), &keys).is_ok());

    let target = "/?Action=ListMetrics&Version=2010-08-01&X-Amz-Algorithm=AWS4-HMAC-SHA256\
                  &X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Fus-east-1%2Fmonitoring%2Faws4_request\
                  &X-Amz-Date=20260102T030405Z&X-Amz-Expires=600&X-Amz-SignedHeaders=host\
                  &X-Amz-Signature=34231367582e6c8438dfffe291e9c8ac8021684d2ef07a06c8124c4b3dfd358e";
    let all = headers(&[host]);
    let request = Request { method: "GET", target, headers: &all, body: b"" };
    assert!(verify(&request, &terms("20260102T031400Z", "monitoring"), &keys).is_ok());
    let call = crate::wire::open(&request, &crate::wire::Limits::default()).expect("a call");
    assert_eq!(call.operation, "ListMetrics");
    let input = call.input(&crate::wire::Limits::default());
    assert_eq!(input, Ok(crate::wire::Value::EMPTY));

    let authorization = by_header(
        "eu-west-1/events",
        "content-type;host;x-amz-date;x-amz-security-token;x-amz-target",
        "4f632e811d69261d61306489d9c685baf41c99ecb7332ed85e81fef33f952462",
    );
    let all = headers(&[
        host,
        ("Content-Type", "application/x-amz-json-1.1"),
        ("X-Amz-Target", "AWSEvents.ListRules"),
        ("X-Amz-Date", now),
        ("X-Amz-Security-Token", "tok/en+="),
        ("Authorization", &authorization),
    ]);
    let request = Request { method: "POST", target: "/", headers: &all, body: b"{}" };
    let token = Some("tok/en+=".to_owned());
    let keys = |_: &str| Some(Secret { secret: SECRET.into(), token: token.clone() });
    assert!(verify(&request, &terms(now, "events"), &keys).is_ok());
}

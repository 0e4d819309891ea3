//! Each way to be recognised, and each way not to be.

use super::*;
use crate::settings::{AccessKey, Permission, Secret, Settings, Token};
use crate::wire::Request;
use crate::wire::sigv4::canonical::Path;
use crate::wire::sigv4::claim::Claim;
use crate::wire::sigv4::{self, hex, sha256};
use jiff::{SignedDuration, Timestamp};

type Headers = Vec<(String, String)>;

fn now() -> Timestamp {
    "2026-01-02T03:04:05Z".parse().expect("a time")
}

fn later(seconds: i64) -> Timestamp {
    now().checked_add(SignedDuration::from_secs(seconds)).expect("a time")
}

fn closed() -> Access {
    let key = |name: &str, id: &str, token: Option<&str>, permission| AccessKey {
        name: name.to_owned(),
        access_key: id.to_owned(),
        secret: Secret::new("wJalrXUtnFEMI"),
        session_token: token.map(Secret::new),
        permissions: vec![permission],
    };
    let settings = Settings {
        keys: vec![
            key("shipper", "AKIDPUT", None, Permission::PutEvents),
            key("guest", "AKIDTMP", Some("session"), Permission::Read),
        ],
        tokens: vec![
            Token {
                name: "reader".to_owned(),
                token: Secret::new("token-of-the-reader"),
                permissions: vec![Permission::Read],
            },
            Token {
                name: "ops".to_owned(),
                token: Secret::new("token-of-the-ops"),
                permissions: vec![Permission::Admin],
            },
        ],
        ..Settings::default()
    };
    Access::new(&settings, SessionKey::generate().expect("random numbers"))
}

fn open() -> Access {
    let settings = Settings { hosts: vec!["tripline.test".to_owned()], ..Settings::default() };
    Access::new(&settings, SessionKey::generate().expect("random numbers"))
}

fn headers(pairs: &[(&str, &str)]) -> Headers {
    pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
}

fn request<'a>(method: &'a str, headers: &'a Headers) -> Request<'a> {
    Request { method, target: "/", headers, body: b"{}" }
}

fn signed(id: &str, service: &str, more: &[(&str, &str)]) -> Headers {
    let mut all = headers(&[("host", "127.0.0.1:7070"), ("x-amz-date", "20260102T030405Z")]);
    all.extend(headers(more));
    let mut names: Vec<String> = all.iter().map(|(n, _)| n.clone()).collect();
    names.sort();
    let claim = Claim {
        access_key: id.to_owned(),
        day: "20260102".to_owned(),
        region: "eu-west-1".to_owned(),
        service: service.to_owned(),
        signed: names.clone(),
        signature: [0; 32],
        at: now(),
        spelled: "20260102T030405Z".to_owned(),
        expires: None,
        token: None,
    };
    let payload = hex(&sha256(b"{}"));
    let made =
        sigv4::signature(&request("POST", &all), &claim, &payload, Path::Twice, "wJalrXUtnFEMI");
    let value = format!(
        "AWS4-HMAC-SHA256 Credential={id}/{}, SignedHeaders={}, Signature={}",
        claim.scope(),
        names.join(";"),
        hex(&made.expect("signed"))
    );
    all.push(("authorization".to_owned(), value));
    all
}

/// Code and plain status of a refusal.
fn refused<T: std::fmt::Debug>(result: Result<T, Refusal>) -> (&'static str, u16) {
    let refusal = result.expect_err("a refusal");
    (refusal.fault().code, refusal.reply().status)
}

#[test]
fn signatures() {
    let access = closed();
    let check = |headers: &Headers, service: Option<&str>, at: Timestamp| {
        access.check(&request("POST", headers), service, at)
    };
    let good = signed("AKIDPUT", "events", &[]);
    let caller = check(&good, Some("events"), now()).expect("a caller");
    assert_eq!(caller.name, "shipper");
    assert!(matches!(&caller.by, By::Signature { region, .. } if region == "eu-west-1"));
    assert!(caller.need(Permission::PutEvents).is_ok());
    assert_eq!(refused(caller.need(Permission::Read)), ("AccessDeniedException", 403));
    assert_eq!(refused(caller.need(Permission::Admin)), ("AccessDeniedException", 403));
    let wrong = ("InvalidSignatureException", 401);
    assert_eq!(refused(check(&good, Some("config"), now())), wrong);
    assert_eq!(refused(check(&good, Some("events"), later(301))), wrong);
    assert_eq!(refused(check(&good, None, now())), wrong);
    let unsigned = headers(&[("host", "x")]);
    let missing = ("MissingAuthenticationTokenException", 401);
    assert_eq!(refused(check(&unsigned, Some("events"), now())), missing);
    let stranger = signed("AKIDNONE", "events", &[]);
    let unknown = ("UnrecognizedClientException", 401);
    assert_eq!(refused(check(&stranger, Some("events"), now())), unknown);
    // The plain API is signed for a service of its own.
    assert!(check(&signed("AKIDPUT", "tripline", &[]), None, now()).is_ok());
    let guest = signed("AKIDTMP", "events", &[("x-amz-security-token", "session")]);
    assert!(check(&guest, Some("events"), now()).is_ok_and(|c| c.may(Permission::Read)));
    let guest = signed("AKIDTMP", "events", &[("x-amz-security-token", "other")]);
    assert_eq!(refused(check(&guest, Some("events"), now())), unknown);
}

#[test]
fn what_changes_things_comes_once() {
    let access = closed();
    let headers = signed("AKIDPUT", "events", &[]);
    let caller = access.check(&request("POST", &headers), Some("events"), now()).expect("a caller");
    assert_eq!(access.once(&caller, now()), Ok(()));
    // A retry within the same second has the same signature.
    assert_eq!(access.once(&caller, later(1)), Ok(()));
    assert_eq!(access.once(&caller, later(60)), Err(Refusal::Repeated));
    assert_eq!(refused(access.once(&caller, later(60))), ("InvalidSignatureException", 401));
    let settings = Settings { tokens: Vec::new(), ..Settings::default() };
    assert_eq!(access.renewed(&settings).once(&caller, later(60)), Err(Refusal::Repeated));
}

#[test]
fn tokens() {
    let access = closed();
    let check = |value: &str, service: Option<&str>| {
        access.check(&request("POST", &headers(&[("Authorization", value)])), service, now())
    };
    let caller = check("Bearer token-of-the-ops", None).expect("a caller");
    assert_eq!((&*caller.name, &caller.by), ("ops", &By::Token));
    let all = [Permission::PutEvents, Permission::Read, Permission::Admin];
    assert!(all.iter().all(|p| caller.may(*p)));
    let caller = check("bearer  token-of-the-reader", Some("events")).expect("a caller");
    assert_eq!(all.map(|p| caller.may(p)), [false, true, false]);
    for bad in ["Bearer token-of-the-op", "Bearer ", "Bearer x", "Basic b3Bz"] {
        assert_eq!(refused(check(bad, None)).1, 401, "{bad}");
    }
    let none = access.check(&request("GET", &Vec::new()), None, now());
    assert_eq!(refused(none), ("UnrecognizedClientException", 401));
    let shown = format!("{access:?}");
    assert!(!shown.contains("token-of") && !shown.contains("wJalr"), "{shown}");
}

#[test]
fn sessions_of_the_page() {
    let access = closed();
    let page = headers(&[("host", "localhost:7070"), ("origin", "http://localhost:7070")]);
    let log_in = |token: &str| access.log_in(&request("POST", &page), token, now(), true);
    assert_eq!(log_in("nonsense"), Err(Refusal::Unknown));
    let (caller, cookie) = log_in("token-of-the-reader").expect("a session");
    assert_eq!((&*caller.name, &caller.by), ("reader", &By::Session));
    for part in ["; HttpOnly", "; SameSite=Strict", "; Secure", "; Max-Age=43200"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let value = cookie.split(';').next().expect("a value").to_owned();
    let with = |value: &str, more: &[(&str, &str)]| {
        let mut all = headers(&[("host", "localhost:7070")]);
        all.push(("cookie".to_owned(), format!("a=b; {value}; c=d")));
        all.extend(headers(more));
        all
    };
    let check = |method: &str, headers: &Headers, at: Timestamp| {
        access.check(&request(method, headers), None, at)
    };
    assert!(check("GET", &with(&value, &[]), now()).is_ok_and(|c| c.name == "reader"));
    assert!(check("GET", &with(&value, &[]), later(43_199)).is_ok());
    assert_eq!(check("GET", &with(&value, &[]), later(43_200)), Err(Refusal::Unknown));
    for (from, to) in [("reader", "ops"), ("~", "~9"), ("~", "")] {
        let forged = value.replacen(from, to, 1);
        assert_eq!(check("GET", &with(&forged, &[]), now()), Err(Refusal::Unknown), "{forged}");
    }
    let evil = [("origin", "http://localhost:3000")];
    assert_eq!(check("POST", &with(&value, &evil), now()), Err(Refusal::Foreign));
    assert!(check("GET", &with(&value, &evil), now()).is_ok());
    // Calls of AWS's are signed or bring a token; a cookie is not enough.
    let call = access.check(&request("POST", &with(&value, &[])), Some("events"), now());
    assert_eq!(refused(call).0, "MissingAuthenticationTokenException");
    assert!(Access::log_out(false).contains("tripline-session=; Path=/; Max-Age=0"));
    // A session ends with its token, and with the server.
    assert_eq!(
        closed().check(&request("GET", &with(&value, &[])), None, now()),
        Err(Refusal::Unknown)
    );
}

#[test]
fn an_open_server_asks_nobody() {
    let access = open();
    assert!(access.is_open());
    let none = headers(&[("host", "localhost:7070")]);
    let caller = access.check(&request("POST", &none), None, now()).expect("anyone");
    assert_eq!((&*caller.name, &caller.by), ("anyone", &By::Open));
    assert!(caller.may(Permission::Admin) && caller.may(Permission::PutEvents));
    // Whatever the signature is, and whenever it was made.
    let any = signed("AKIDANY", "config", &[]);
    let caller = access.check(&request("POST", &any), Some("events"), later(9999));
    assert!(caller.is_ok_and(|c| c.name == "AKIDANY"));
    let token = headers(&[("authorization", "Bearer nonsense")]);
    assert!(access.check(&request("POST", &token), None, now()).is_ok());
}

#[test]
fn browsers_cannot_be_tricked() {
    let access = open();
    let check = |method: &str, service: Option<&str>, pairs: &[(&str, &str)]| {
        access.check(&request(method, &headers(pairs)), service, now()).map(|_| ())
    };
    let local = ("host", "localhost:7070");
    for site in ["http://evil.test", "null", "http://localhost:3000", "file://"] {
        let all = [local, ("origin", site)];
        assert_eq!(check("POST", None, &all), Err(Refusal::Foreign), "{site}");
        assert_eq!(check("GET", Some("monitoring"), &all), Err(Refusal::Foreign), "{site}");
        assert_eq!(check("GET", None, &all), Ok(()), "{site}");
    }
    assert_eq!(check("POST", None, &[local, ("origin", "http://localhost:7070")]), Ok(()));
    for (site, good) in
        [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false)]
    {
        let got = check("DELETE", None, &[local, ("sec-fetch-site", site)]);
        assert_eq!(got.is_ok(), good, "{site}");
    }
    for (host, good) in [
        ("127.0.0.1:7070", true),
        ("[::1]:7070", true),
        ("LOCALHOST.", true),
        ("a.localhost:1", true),
        ("tripline.test:7070", true),
        ("evil.test", false),
        ("localhost.evil.test:7070", false),
        ("127.0.0.1.evil.test", false),
        ("[evil", false),
        ("", false),
    ] {
        for name in ["host", ":authority"] {
            assert_eq!(check("GET", None, &[(name, host)]).is_ok(), good, "{host}");
        }
    }
    assert_eq!(check("GET", None, &[]), Ok(()));
}

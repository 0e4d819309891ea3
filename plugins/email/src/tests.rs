//! Mails as they leave.

use super::{Settings, handle};
use serde_json::{Value, json};
use tripline_plugin::fake::{self, Host};
use tripline_plugin::http::Request;
use tripline_plugin::{Error, Item, Response, settings, sign};

const EVENT: &str = r#"{"detail-type":"Login","detail":{"who":"a<b>\nBcc: x@y"}}"#;
const MORE: &str = r#""secret":"key","from":"Ops <ops@example.com>","to":["a@example.com","B B <b@example.com>"],
    "subject":"{$.detail.who}","text":"by {$.detail.who}","html":"<p>{$.detail.who}</p>""#;

fn sent(config: &str) -> Request {
    let settings: Settings = settings::read(config).unwrap();
    let host = Host::new().status(202).secret("key", "k3y\n");
    let batch = [Item::new("i", EVENT)];
    let (answer, host) = host.run(|| handle(&settings, &batch, &fake::context()));
    assert_eq!(answer, Ok(Response::default()));
    host.requests[0].clone()
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(request.body.as_deref().unwrap()).unwrap()
}

fn id() -> String {
    sign::repetition_key(&fake::context(), &Item::new("i", ""))
}

#[test]
fn sendgrid_gets_json() {
    let request = sent(&format!(r#"{{"form":"sendgrid","reply-to":"r@example.com",{MORE}}}"#));
    assert_eq!(request.url, "https://api.sendgrid.com/v3/mail/send");
    assert!(request.headers.contains(&("authorization".into(), "Bearer k3y".into())));
    let wanted = json!({
        "personalizations": [{"to": [{"email": "a@example.com"}, {"email": "b@example.com", "name": "B B"}]}],
        "from": {"email": "ops@example.com", "name": "Ops"},
        "reply_to": {"email": "r@example.com"},
        "subject": "a<b> Bcc: x@y",
        "content": [
            {"type": "text/plain", "value": "by a<b>\nBcc: x@y"},
            {"type": "text/html", "value": "<p>a&lt;b&gt;\nBcc: x@y</p>"},
        ],
        "headers": {"X-Tripline-Id": id()},
    });
    assert_eq!(body(&request), wanted);
}

#[test]
fn postmark_gets_json() {
    let request = sent(&format!(r#"{{"form":"postmark","cc":["c@example.com"],{MORE}}}"#));
    assert!(request.headers.contains(&("x-postmark-server-token".into(), "k3y".into())));
    let body = body(&request);
    assert_eq!(body["To"], "a@example.com, B B <b@example.com>");
    assert_eq!(
        (&body["From"], &body["Cc"]),
        (&json!("Ops <ops@example.com>"), &json!("c@example.com"))
    );
    assert_eq!(body["Headers"], json!([{"Name": "X-Tripline-Id", "Value": id()}]));
}

#[test]
fn mailgun_gets_a_form() {
    let request =
        sent(&format!(r#"{{"form":"mailgun","url":"https://m.example/v3/d/messages",{MORE}}}"#));
    assert!(request.headers.contains(&("authorization".into(), "Basic YXBpOmszeQ==".into())));
    let body = String::from_utf8(request.body.unwrap()).unwrap();
    assert!(
        body.starts_with("from=Ops%20%3Cops%40example.com%3E&to=a%40example.com&to=B%20B%20"),
        "{body}"
    );
    assert!(body.contains("&subject=a%3Cb%3E%20Bcc%3A%20x%40y&"), "{body}");
    assert!(body.ends_with(&format!("&h%3AX-Tripline-Id={}", id())), "{body}");
}

#[test]
fn a_refused_key_is_for_ever() {
    let settings: Settings = settings::read(&format!(r#"{{"form":"sendgrid",{MORE}}}"#)).unwrap();
    let host = Host::new().status(401).secret("key", "k");
    let answer = host.enter(|| handle(&settings, &[Item::new("i", EVENT)], &fake::context()));
    let wanted = Error::permanent("https://api.sendgrid.com: status 401");
    assert_eq!(answer.unwrap().failures[0].reason, wanted);
}

#[test]
fn faults_of_the_config_are_said() {
    let fault = |text: &str| settings::read::<Settings>(text).unwrap_err().message().to_string();
    assert!(fault(&format!(r#"{{"form":"mailgun",{MORE}}}"#)).contains("`url`"));
    let url = format!(r#"{{"form":"mailgun","url":"m.example",{MORE}}}"#);
    assert!(fault(&url).contains("`url`: an address begins"));
    assert!(fault(r#"{"form":"postmark","secret":"k","from":"a@b","to":[]}"#).contains("`to`"));
    for bad in ["", "a", "@b", "a@", "a b@c", "X <a@b", "a@b, c@d", "a\n@b"] {
        let bad = serde_json::to_string(bad).unwrap();
        let text = format!(r#"{{"form":"postmark","secret":"k","from":{bad},"to":["a@b"]}}"#);
        assert!(fault(&text).starts_with("config.from: "), "{bad}");
    }
}

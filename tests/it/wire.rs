//! What real clients send, where recordings of it are to be had: each request of an offered
//! operation is opened and read whole, each other one gets its protocol's own error.

#[cfg(all(feature = "wasm", feature = "serve"))]
mod running;

use crate::real_data::data;
use tripline::wire::sigv4::{Secret, Terms, canonical::Path, claim, verify};
use tripline::wire::{Limits, Request, SERVICES, Value, open};

/// One recorded request.
struct Recorded {
    title: String,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
    /// Is the body here what was sent, byte by byte?
    exact: bool,
}

fn recorded(text: &str) -> Vec<Recorded> {
    let mut all = Vec::new();
    let mut title = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("===== ") {
            title = name.to_owned();
            continue;
        }
        let start = line.strip_suffix(" HTTP/1.1").and_then(|l| l.split_once(' '));
        let pseudo = line.strip_prefix(":authority: ");
        if start.is_none() && pseudo.is_none() {
            continue;
        }
        let (method, target) = start.unwrap_or(("POST", "/"));
        let mut headers: Vec<(String, String)> =
            pseudo.map(|host| (":authority".to_owned(), host.to_owned())).into_iter().collect();
        for line in lines.by_ref().take_while(|l| !l.is_empty()) {
            let Some((name, value)) = line.split_once(": ") else { continue };
            if !name.starts_with(':') {
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
        let ends = |l: &&str| ["--> ", "<-- ", "====="].iter().any(|e| l.starts_with(e));
        let mut body = lines.next_if(|l| !ends(l)).unwrap_or_default().to_owned();
        let length = headers.iter().find(|(n, _)| n.eq_ignore_ascii_case("content-length"));
        let mut exact = length.map_or("0", |(_, v)| v.as_str()) == body.len().to_string();
        if body.starts_with("[gzip ") {
            body = body.split_once("] ").map_or(String::new(), |(_, rest)| rest.to_owned());
            headers.retain(|(n, _)| !n.eq_ignore_ascii_case("content-encoding"));
            exact = false;
        }
        let [method, target] = [method, target].map(str::to_owned);
        all.push(Recorded { title: title.clone(), method, target, headers, body, exact });
    }
    all
}

impl Recorded {
    fn request(&self) -> Request<'_> {
        Request {
            method: &self.method,
            target: &self.target,
            headers: &self.headers,
            body: self.body.as_bytes(),
        }
    }

    /// The operation it means by its own words, if that is offered.
    fn offered(&self) -> Option<&'static str> {
        if let Some(target) = self.request().header("x-amz-target") {
            let (prefix, operation) = target.rsplit_once('.')?;
            return SERVICES.iter().find(|s| s.target == Some(prefix))?.operation(operation);
        }
        match (self.method.as_str(), self.request().path()) {
            ("POST", "/PutAuditEvents") => Some("PutAuditEvents"),
            ("POST", path) if path.starts_with("/schedules/") => Some("CreateSchedule"),
            _ => None,
        }
    }
}

/// Is everything in the JSON also in the tree?
fn holds(value: &Value, json: &serde_json::Value) -> bool {
    match (value, json) {
        (Value::Map(_), serde_json::Value::Object(fields)) => {
            fields.iter().all(|(name, json)| value.get(name).is_some_and(|v| holds(v, json)))
        }
        (Value::List(values), serde_json::Value::Array(all)) => {
            values.len() == all.len() && values.iter().zip(all).all(|(v, j)| holds(v, j))
        }
        (Value::Text(text), serde_json::Value::String(json)) => text == json,
        (Value::Bool(yes), serde_json::Value::Bool(json)) => yes == json,
        (Value::Integer(number), json) => json.as_i64() == Some(*number),
        (Value::Float(number), json) => json.as_f64() == Some(*number),
        _ => false,
    }
}

/// The texts of all recordings; `None` where there are none.
fn texts() -> Option<Vec<String>> {
    let folder = data("wire")?;
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let text = |file| String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
    Some(files.into_iter().map(text).collect())
}

#[test]
fn requests_of_real_clients_are_read() {
    let Some(texts) = texts() else { return };
    let (mut read, mut refused, mut signed) = (0, 0, 0);
    let limits = Limits::default();
    for text in texts {
        for sent in recorded(&text) {
            let request = sent.request();
            match (open(&request, &limits), sent.offered()) {
                (Ok(call), Some(operation)) => {
                    read += 1;
                    assert_eq!(call.operation, operation, "{}", sent.title);
                    // Some recordings show the beginning of a long body only.
                    if let Ok(body) = serde_json::from_str(&sent.body) {
                        let input = call.input(&limits).unwrap();
                        assert!(holds(&input, &body), "{}: {input:?}", sent.title);
                    }
                    let reply = call.answer(&Value::EMPTY, "r");
                    assert_eq!((reply.status, &*reply.body), (200, &b"{}"[..]), "{}", sent.title);
                }
                (Err(refusal), None) => {
                    refused += 1;
                    let reply = refusal.form.refuse(&refusal.fault, "r");
                    let body = String::from_utf8_lossy(&reply.body);
                    let named = body.contains("UnknownOperationException")
                        || body.contains("<Code>InvalidAction</Code>")
                        || reply.header("x-amzn-errortype") == Some("UnknownOperationException")
                        || refusal.fault.message.contains("chunks");
                    assert!(named, "{}: {body}", sent.title);
                }
                (found, offered) => panic!("{}: {offered:?}, {found:?}", sent.title),
            }
            let Some(claim) = claim::read(&request).unwrap() else { continue };
            if !sent.exact {
                continue;
            }
            // The key is not in the recordings: all is well up to the signature itself.
            let path = if claim.service == "s3" { Path::Once } else { Path::Twice };
            let terms = Terms {
                now: claim.at,
                skew: 300,
                service: &claim.service,
                region: Some("us-east-1"),
                unsigned_payload: false,
                path,
            };
            let keys = |_: &str| Some(Secret { secret: "of another".into(), token: None });
            let fault = verify(&request, &terms, &keys).unwrap_err();
            signed += 1;
            let stopped = ["does not match", "chunks"].iter().any(|w| fault.message.contains(w));
            assert!(stopped, "{}: {fault}", sent.title);
        }
    }
    println!("{read} read, {refused} refused, {signed} signatures");
    assert!(read > 35 && refused > 25 && signed > 60, "{read} read, {refused} refused, {signed}");
}

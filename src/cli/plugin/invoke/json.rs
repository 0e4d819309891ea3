//! What came of calls, for programs.

use super::outside::Outside;
use super::text::{class, level, spread};
use super::{Call, Callee};
use crate::model::{Outcome, Refusal};
use crate::plugins::ports::Request;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// The report of all calls.
pub(super) fn report(
    callee: &Callee<'_>,
    calls: &[Call],
    compiled: Duration,
    times: &[Duration],
    outside: &Outside,
) -> Value {
    let files: Map<String, Value> = outside
        .files()
        .into_iter()
        .map(|(path, content)| (path, String::from_utf8_lossy(&content).into()))
        .collect();
    let spread = spread(times).map(|all| {
        let [least, half, most, longest] = all.map(micros);
        json!({ "calls": times.len(), "least": least, "half": half, "p99": most, "most": longest })
    });
    json!({
        "plugin": callee.plugin.name,
        "sha256": callee.plugin.sha256_hex(),
        "target": callee.target,
        "rule": callee.rule,
        "compiled-us": micros(compiled),
        "invocations": calls.iter().map(one).collect::<Vec<_>>(),
        "files": files,
        "times-us": spread,
    })
}

fn micros(took: Duration) -> u64 {
    u64::try_from(took.as_micros()).unwrap_or(u64::MAX)
}

fn one(call: &Call) -> Value {
    let invoked = &call.invoked;
    let mut report = json!({
        "id": &*call.invocation.id,
        "items": call.invocation.items.iter().map(|item| &*item.id).collect::<Vec<_>>(),
        "took-us": micros(invoked.took),
        "memory": invoked.memory,
        "warm": invoked.warm,
        "log": invoked.log.iter()
            .map(|line| json!({ "level": level(line.level), "message": line.message }))
            .collect::<Vec<_>>(),
        "puts": invoked.puts.iter()
            .map(|put| json!({ "bus": put.bus, "id": put.id, "event": put.event }))
            .collect::<Vec<_>>(),
        "requests": call.requests.iter().map(request).collect::<Vec<_>>(),
    });
    let outcome = match &invoked.outcome {
        Outcome::Answered { output, failures } => {
            let failures: Vec<Value> = failures
                .iter()
                .map(|failure| json!({ "id": failure.id, "reason": refusal(&failure.reason) }))
                .collect();
            json!({ "kind": "answered", "output": output, "failures": failures })
        }
        Outcome::Refused(why) => json!({ "kind": "refused", "reason": refusal(why) }),
        Outcome::Broken { kind, message } => {
            json!({ "kind": "broken", "code": kind.code(), "message": message })
        }
    };
    if let Value::Object(map) = &mut report {
        map.insert("outcome".to_owned(), outcome);
    }
    report
}

fn refusal(refusal: &Refusal) -> Value {
    let wait = match refusal {
        Refusal::Throttled { retry_after, .. } => retry_after.map(|wait| wait.as_millis()),
        Refusal::Retryable(_) | Refusal::Permanent(_) => None,
    };
    let wait = wait.and_then(|ms| u64::try_from(ms).ok());
    json!({ "class": class(refusal), "message": refusal.message(), "retry-after-ms": wait })
}

fn request(request: &Request) -> Value {
    let body = request.body.as_ref().map(|body| String::from_utf8_lossy(body));
    json!({
        "method": request.method, "url": request.url, "headers": request.headers, "body": body,
    })
}

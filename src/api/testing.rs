//! Operations called as clients do, in JSON.

use super::{Api, Caller, Compat, Incoming, accept, find};
use crate::daemon::clock::{Clock, Manual, System};
use crate::daemon::testing::{Texts, start_at, until};
use crate::store::{Kv, Memory};
use crate::wire::Value;
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// A daemon with what is called of it.
pub(super) struct Bench {
    pub service: &'static str,
    pub api: Api,
    pub texts: Arc<Texts>,
    /// The time of calls.
    pub now: Timestamp,
    clock: Arc<dyn Clock>,
    /// The clock, where it is set by hand.
    hand: Option<Arc<Manual>>,
    kv: Arc<dyn Kv>,
    runtime: tokio::runtime::Runtime,
    calls: std::cell::Cell<u32>,
}

impl Bench {
    /// A daemon whose rules are one text.
    pub fn new(service: &'static str, rules: &str) -> Self {
        Self::with(service, rules, Arc::new(System), None)
    }

    /// The same, whose daemon goes by the time of calls.
    pub fn timed(service: &'static str, rules: &str) -> Self {
        let hand = Manual::new(first());
        Self::with(service, rules, Arc::<Manual>::clone(&hand), Some(hand))
    }

    /// Time goes on.
    pub fn pass(&mut self, seconds: i64) {
        self.now += jiff::SignedDuration::from_secs(seconds);
        self.hand.iter().for_each(|hand| hand.set(self.now));
    }

    fn with(
        service: &'static str,
        rules: &str,
        clock: Arc<dyn Clock>,
        hand: Option<Arc<Manual>>,
    ) -> Self {
        let texts = Texts::new(&[("rules.yaml", rules)]);
        let kv: Arc<dyn Kv> = Arc::new(Memory::default());
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(2).enable_time().build().expect("a runtime");
        let api = api(&runtime, &kv, &texts, &clock);
        Self { service, api, texts, now: first(), clock, hand, kv, runtime, calls: 0.into() }
    }

    /// Ends the daemon and starts another one over the same store.
    pub fn restart(&mut self) {
        self.runtime.block_on(self.api.daemon.drain());
        let (compat, snapshots) = (self.api.compat, self.api.snapshots.clone());
        let new = api(&self.runtime, &self.kv, &self.texts, &self.clock);
        self.api = Api { compat, snapshots, ..new };
    }

    /// What an operation answers; an error is its code and message.
    pub fn call(&self, operation: &str, input: Json) -> Result<Json, (&'static str, String)> {
        self.value(operation, wire(input)).map(|answer| json_of(&answer))
    }

    /// The same of a decoded call.
    pub fn value(&self, operation: &str, input: Value) -> Result<Value, (&'static str, String)> {
        self.calls.set(self.calls.get() + 1);
        let id = format!("call-{}", self.calls.get());
        let caller = Caller { name: "ops".to_owned(), ..Caller::anyone() };
        let operation = find(self.service, operation).expect("an operation");
        let body = format!("{input:?}");
        let call = Incoming {
            caller: &caller,
            id: Some(&id),
            request_id: &id,
            body: body.as_bytes(),
            now: self.now,
        };
        let answer = self.runtime.block_on(accept(&self.api, operation, &call, input));
        answer.map_err(|fault| (fault.code, fault.message))
    }

    /// The answer of an operation that does.
    pub fn ok(&self, operation: &str, input: Json) -> Json {
        self.call(operation, input).expect(operation)
    }

    /// The error of an operation that does not, as `code: message`.
    pub fn refused(&self, operation: &str, input: Json) -> String {
        let (code, message) = self.call(operation, input).expect_err(operation);
        format!("{code}: {message}")
    }

    /// Waits until something is so.
    pub fn until(&self, what: &str, is_so: impl FnMut() -> bool) {
        // Not inside the runtime, which what is asked may need.
        crate::daemon::testing::until_blocking(what, is_so);
    }

    /// The lines of a file that a target wrote, by the end of its name, once there are so many.
    pub fn lines(&self, name: &str, count: usize) -> Vec<String> {
        let lines = || -> Vec<String> {
            let files = self.texts.recorded.files.all();
            let own = files.iter().filter(|(path, _)| path.ends_with(name));
            own.flat_map(|(_, bytes)| {
                let text = String::from_utf8_lossy(bytes);
                text.lines().map(str::to_owned).collect::<Vec<_>>()
            })
            .collect()
        };
        let what = format!("{name} has {count} lines");
        self.runtime.block_on(until(&what, || lines().len() >= count));
        lines()
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.runtime.block_on(self.api.daemon.drain());
    }
}

/// The time of the first call.
fn first() -> Timestamp {
    "2026-05-01T10:00:00Z".parse().expect("a time")
}

fn api(
    runtime: &tokio::runtime::Runtime,
    kv: &Arc<dyn Kv>,
    texts: &Arc<Texts>,
    clock: &Arc<dyn Clock>,
) -> Api {
    let _on = runtime.enter();
    let daemon = Arc::new(start_at(kv, texts, Arc::clone(clock)));
    Api {
        daemon,
        compat: Compat::Tripline,
        depth: 1000,
        put_events_bytes: 1 << 20,
        decompressed: 1 << 26,
        snapshots: None,
    }
}

fn wire(json: Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(yes) => Value::Bool(yes),
        Json::Number(n) => {
            n.as_i64().map_or_else(|| Value::Float(n.as_f64().unwrap_or_default()), Value::Integer)
        }
        Json::String(text) => Value::Text(text),
        Json::Array(all) => Value::List(all.into_iter().map(wire).collect()),
        Json::Object(fields) => {
            Value::Map(fields.into_iter().map(|(name, value)| (name, wire(value))).collect())
        }
    }
}

fn json_of(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(yes) => json!(yes),
        Value::Integer(n) => json!(n),
        Value::Float(f) => json!(f),
        Value::Text(text) | Value::Untyped(text) => json!(text),
        Value::Bytes(bytes) => json!(bytes),
        Value::Time(at) => json!(at.to_string()),
        Value::List(all) => all.iter().map(json_of).collect(),
        Value::Map(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), json_of(value))).collect()
        }
    }
}

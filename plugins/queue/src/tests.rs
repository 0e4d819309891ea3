//! A queue through its operations, its clock moved by hand.

use super::{OPERATION, Settings, handle};
use serde_json::{Value, json};
use tripline_plugin::fake::{self, Host};
use tripline_plugin::{Error, Item, Response, settings};

mod dead;
mod fifo;

/// A queue and the host that its state is in.
struct Queue {
    settings: Settings,
    host: Option<Host>,
}

impl Queue {
    fn new(config: &str) -> Self {
        Self { settings: settings::read(config).unwrap(), host: Some(Host::new()) }
    }

    fn run(&mut self, batch: &[Item]) -> Response {
        let host = self.host.take().unwrap();
        let (answer, host) = host.run(|| handle(&self.settings, batch, &fake::context()));
        self.host = Some(host);
        answer.unwrap()
    }

    fn host(&mut self) -> &mut Host {
        self.host.as_mut().unwrap()
    }

    fn wait(&mut self, seconds: u64) {
        self.host().now_ms += seconds * 1000;
    }

    fn send(&mut self, id: &str, body: &str) {
        assert_eq!(self.run(&[Item::new(id, body)]), Response::default());
    }

    fn call(&mut self, name: &str, arguments: &Value) -> Value {
        let mut item = Item::new("op", arguments.to_string());
        item.attributes.push((OPERATION.into(), name.into()));
        let response = self.run(&[item]);
        assert_eq!(response.failures, []);
        serde_json::from_str(&response.output.unwrap()).unwrap()
    }

    /// Receives, and gives ids and handles.
    fn receive(&mut self, max: usize) -> Vec<(String, String)> {
        let answer = self.call("receive", &json!({"max": max}));
        let text = |message: &Value, key: &str| message[key].as_str().unwrap().to_string();
        let messages = answer["messages"].as_array().unwrap().iter();
        messages.map(|m| (text(m, "message-id"), text(m, "receipt-handle"))).collect()
    }

    fn ids(&mut self, max: usize) -> Vec<String> {
        self.receive(max).into_iter().map(|(id, _)| id).collect()
    }

    fn ack(&mut self, handle: &str) -> bool {
        let answer = self.call("ack", &json!({"receipt-handles": [handle]}));
        answer["failed"] == json!([])
    }

    fn stats(&mut self) -> [u64; 4] {
        let stats = self.call("stats", &json!({}));
        let keys = ["visible", "in-flight-or-delayed", "waiting-in-groups", "dead"];
        keys.map(|key| stats[key].as_u64().unwrap())
    }
}

#[test]
fn a_message_is_received_until_it_is_acknowledged() {
    let mut queue = Queue::new("{}");
    queue.send("a", "one");
    let answer = queue.call("receive", &json!({}));
    let message = &answer["messages"][0];
    assert_eq!((&message["body"], &message["receive-count"]), (&json!("one"), &json!(1)));
    assert_eq!(message["sent"], "2026-03-04T05:06:07.008Z");
    assert_eq!(queue.ids(1), [""; 0]);
    queue.wait(30);
    let second = queue.receive(1);
    // The first receiver came too late.
    assert!(!queue.ack(message["receipt-handle"].as_str().unwrap()));
    assert!(queue.ack(&second[0].1));
    queue.wait(60);
    assert_eq!((queue.ids(1), queue.stats()), (vec![], [0, 0, 0, 0]));
    assert!(queue.host().state.keys().all(|key| !key.starts_with("m/") && !key.starts_with("v/")));
}

#[test]
fn messages_come_in_order_and_wait_out_their_delay() {
    let mut queue = Queue::new(r#"{"delay":"5s"}"#);
    for id in ["a", "b", "c"] {
        queue.send(id, "{}");
    }
    assert_eq!((queue.ids(10), queue.stats()), (vec![], [0, 3, 0, 0]));
    queue.wait(5);
    assert_eq!(queue.ids(2), ["a", "b"]);
    assert_eq!(queue.ids(2), ["c"]);
}

#[test]
fn time_in_flight_can_change() {
    let mut queue = Queue::new("{}");
    queue.send("a", "{}");
    let handle = queue.receive(1).remove(0).1;
    let extend = |time: &str| json!({"receipt-handles": [handle], "visibility-timeout": time});
    assert_eq!(queue.call("extend", &extend("60s"))["failed"], json!([]));
    queue.wait(31);
    assert_eq!(queue.ids(1), [""; 0]);
    assert_eq!(queue.call("extend", &extend("0s"))["failed"], json!([]));
    assert_eq!(
        queue.call("extend", &extend("9s"))["failed"][0]["message"],
        "it is not in flight any more"
    );
    assert_eq!(queue.ids(10), ["a"]);
    // No time in flight at all: the message is not twice in one answer.
    let answer = queue.call("receive", &json!({"max": 10, "visibility-timeout": "0s"}));
    assert_eq!(answer["messages"], json!([]));
    queue.wait(30);
    let answer = queue.call("receive", &json!({"max": 10, "visibility-timeout": "0s"}));
    assert_eq!(answer["messages"].as_array().unwrap().len(), 1);
}

#[test]
fn an_item_is_sent_once_in_five_minutes() {
    let mut queue = Queue::new("{}");
    queue.send("a", "{}");
    queue.wait(299);
    queue.send("a", "{}");
    assert_eq!(queue.stats()[0], 1);
    queue.wait(1);
    queue.send("a", "{}");
    assert_eq!(queue.stats()[0], 2);
}

#[test]
fn messages_end_with_their_retention() {
    let mut queue = Queue::new(r#"{"retention":"1m","fifo":{"group":"$.g"}}"#);
    queue.send("a", "{}");
    queue.wait(30);
    queue.send("b", "{}");
    queue.wait(30);
    assert_eq!(queue.ids(10), ["b"]);
    queue.wait(400);
    assert_eq!(queue.stats(), [0, 0, 0, 0]);
    assert_eq!(queue.host().state.keys().collect::<Vec<_>>(), ["n"]);
}

#[test]
fn what_is_too_large_is_for_ever() {
    let mut queue = Queue::new("{}");
    let large = Item::new("large", "x".repeat(1 << 20));
    let failures = queue.run(&[large, Item::new("small", "{}")]).failures;
    assert_eq!((failures.len(), failures[0].id.as_str()), (1, "large"));
    assert!(matches!(failures[0].reason, Error::Permanent(_)), "{failures:?}");
    assert_eq!(queue.ids(10), ["small"]);
}

#[test]
fn an_answer_has_room_for_its_messages() {
    let mut queue = Queue::new(r#"{"redrive":{"max-receive-count":1}}"#);
    for n in 0..8 {
        queue.send(&format!("{n}"), &"x".repeat(1_000_000));
    }
    assert_eq!(queue.ids(10), ["0", "1", "2", "3", "4"]);
    assert_eq!(queue.ids(10), ["5", "6", "7"]);
    queue.wait(30);
    assert_eq!(queue.ids(10), [""; 0]);
    let dead = queue.call("dead", &json!({"max": 100}));
    assert_eq!(dead["messages"].as_array().unwrap().len(), 5);
    let last = &dead["messages"][4]["sequence-number"];
    let rest = queue.call("dead", &json!({"max": 100, "after": last}));
    assert_eq!(rest["messages"].as_array().unwrap().len(), 3);
}

#[test]
fn purging_leaves_nothing() {
    let mut queue = Queue::new(r#"{"fifo":{"group":"$.g"}}"#);
    for n in 0..1200 {
        queue.send(&format!("{n}"), &format!("{{\"g\":{}}}", n % 7));
    }
    assert_eq!(queue.stats(), [7, 0, 1193, 0]);
    // Without time it stops somewhere, and what is left is received in order.
    queue.host = queue.host.take().map(|host| host.remaining_ms(100));
    assert_eq!(queue.call("purge", &json!({})), json!({"purged": 0, "more": true}));
    queue.host = queue.host.take().map(|host| host.remaining_ms(3000));
    assert_eq!(queue.call("purge", &json!({})), json!({"purged": 1200, "more": false}));
    assert_eq!(queue.stats(), [0, 0, 0, 0]);
}

#[test]
fn work_does_not_grow_with_the_queue() {
    let mut queue = Queue::new("{}");
    let reads = |queue: &mut Queue, n: usize| {
        for n in 0..n {
            queue.send(&format!("{}-{n}", queue.settings.delay.0), "{}");
        }
        let before = queue.host().reads;
        queue.receive(10);
        queue.host().reads - before
    };
    let few = reads(&mut queue, 20);
    queue.settings.delay.0 = 1;
    assert!(reads(&mut queue, 2000) <= few);
}

#[test]
fn faults_are_said() {
    let mut queue = Queue::new("{}");
    let mut fault = |name: &str, body: &str| {
        let mut item = Item::new("op", body);
        item.attributes.push((OPERATION.into(), name.into()));
        queue.run(&[item]).failures.remove(0).reason.message().to_string()
    };
    assert_eq!(fault("peek", ""), "a queue has no operation `peek`");
    assert!(fault("receive", r#"{"max":11}"#).contains("`max`"));
    for name in ["dead", "redrive"] {
        let wanted = format!("{name}: `max` is not between 1 and 100");
        assert_eq!(fault(name, r#"{"max":101}"#), wanted);
        assert_eq!(fault(name, r#"{"max":0}"#), wanted);
    }
    assert!(fault("receive", r#"{"visibility-timeout":"13h"}"#).contains("12h"));
    assert!(fault("ack", "").contains("receipt-handles"));
    assert!(fault("dead", r#"{"after":"x"}"#).contains("`after`"));
    let config = |text| settings::read::<Settings>(text).unwrap_err().message().to_string();
    assert!(config(r#"{"retention":"1s"}"#).contains("`retention`"));
    assert!(config(r#"{"delay":"1h"}"#).contains("`delay`"));
    assert!(config(r#"{"redrive":{"max-receive-count":0}}"#).contains("`redrive.max"));
    assert!(config(r#"{"delay":5}"#).starts_with("config.delay"));
}

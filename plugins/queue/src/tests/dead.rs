//! Messages that nobody acknowledged.

use super::Queue;
use serde_json::{Value, json};

#[test]
fn what_is_received_too_often_dies() {
    let mut queue = Queue::new(r#"{"redrive":{"max-receive-count":2}}"#);
    queue.send("a", "{}");
    queue.send("b", "{}");
    for _ in 0..2 {
        assert_eq!(queue.ids(1), ["a"]);
        queue.wait(30);
        queue.host().now_ms -= 1;
        assert_eq!(queue.ids(1), ["b"]);
        queue.wait(30);
    }
    assert_eq!((queue.ids(10), queue.stats()), (vec![], [0, 0, 0, 2]));
    let dead = queue.call("dead", &json!({"max": 1}));
    assert_eq!(
        (&dead["messages"][0]["message-id"], &dead["messages"][0]["receive-count"]),
        (&json!("a"), &json!(2))
    );
    let after = dead["messages"][0]["sequence-number"].clone();
    assert_eq!(queue.call("dead", &json!({"after": after}))["messages"][0]["message-id"], "b");
    assert_eq!(queue.call("redrive", &json!({}))["redriven"], 2);
    assert_eq!((queue.ids(10), queue.stats()), (vec!["a".into(), "b".into()], [0, 2, 0, 0]));
}

#[test]
fn dead_letters_can_go_to_a_bus() {
    let mut queue = Queue::new(r#"{"redrive":{"max-receive-count":1,"bus":"dead"}}"#);
    queue.send("a", "body");
    queue.ids(1);
    queue.wait(30);
    assert_eq!(queue.ids(1), [""; 0]);
    let entry = &queue.host().entries[0];
    assert_eq!((entry.bus.as_deref(), entry.detail_type.as_str()), (Some("dead"), "Dead Letter"));
    let detail: Value = serde_json::from_str(&entry.detail).unwrap();
    assert_eq!((&detail["message-id"], &detail["body"]), (&json!("a"), &json!("body")));
    assert_eq!(queue.stats(), [0, 0, 0, 0]);
}

#[test]
fn a_bus_that_takes_nothing_loses_nothing() {
    let mut queue = Queue::new(r#"{"redrive":{"max-receive-count":1,"bus":"dead"}}"#);
    queue.host = queue.host.take().map(|host| host.refuse("InternalFailure"));
    queue.send("a", "{}");
    queue.ids(1);
    queue.wait(30);
    queue.send("b", "{}");
    assert_eq!((queue.ids(10), queue.stats()), (vec!["b".into()], [0, 2, 0, 0]));
    assert_eq!(queue.host().lines.len(), 1);
}

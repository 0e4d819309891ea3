//! Order within groups.

use super::Queue;
use serde_json::json;

#[test]
fn a_group_is_blocked_while_one_is_in_flight() {
    let mut queue = Queue::new(r#"{"fifo":{"group":"$.g"}}"#);
    for (id, group) in [("a1", "a"), ("a2", "a"), ("b1", "b"), ("a3", "a"), ("none", "")] {
        queue.send(id, &json!({"g": group}).to_string());
    }
    assert_eq!(queue.stats(), [3, 0, 2, 0]);
    let first = queue.receive(10);
    assert_eq!(first.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["a1", "b1", "none"]);
    assert_eq!(queue.ids(10), [""; 0]);
    assert!(queue.ack(&first[0].1));
    let second = queue.receive(10);
    assert_eq!((second.len(), second[0].0.as_str()), (1, "a2"));
    // Not acknowledged: it is the first of its group again.
    queue.wait(30);
    assert_eq!(queue.ids(1), ["a2"]);
    assert_eq!(queue.ids(10), ["b1", "none"]);
}

/// Bodies of one group.
const G: &str = r#"{"g":"a"}"#;

#[test]
fn a_redriven_message_waits_for_the_one_in_flight() {
    let mut queue = Queue::new(
        r#"{"retention":"3m","redrive":{"max-receive-count":1},"fifo":{"group":"$.g"}}"#,
    );
    queue.send("first", G);
    queue.send("second", G);
    assert_eq!(queue.ids(1), ["first"]);
    queue.wait(30);
    assert_eq!(queue.ids(1), ["second"]);
    queue.wait(30);
    assert_eq!((queue.ids(1), queue.stats()), (vec![], [0, 0, 0, 2]));
    queue.call("redrive", &json!({"max": 1}));
    queue.send("third", G);
    queue.wait(30);
    queue.call("redrive", &json!({"max": 1}));
    assert_eq!(queue.ids(10), ["first"]);
    queue.wait(30);
    let flight = queue.call("receive", &json!({"visibility-timeout": "10m"}));
    assert_eq!(flight["messages"][0]["message-id"], "second");
    // Older than what is in flight, and without a turn.
    assert_eq!(queue.call("redrive", &json!({}))["redriven"], 1);
    assert_eq!((queue.ids(10), queue.stats()), (vec![], [0, 1, 2, 0]));
    // The third ends, which gives nobody a turn, for it had none.
    queue.wait(125);
    assert_eq!((queue.ids(10), queue.stats()), (vec![], [0, 1, 1, 0]));
    // What is in flight ends.
    queue.wait(25);
    assert_eq!(queue.ids(10), ["first"]);
}

#[test]
fn a_place_without_a_message_keeps_nobody() {
    let mut queue = Queue::new(r#"{"fifo":{"group":"$.g"}}"#);
    for id in ["a", "b", "c"] {
        queue.send(id, G);
    }
    queue.host().state.retain(|key, _| !(key.starts_with("m/") && key.ends_with('2')));
    let first = queue.receive(10);
    assert!(queue.ack(&first[0].1));
    assert_eq!(queue.ids(10), ["c"]);
}

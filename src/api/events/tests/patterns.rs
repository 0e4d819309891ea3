//! TestEventPattern.

use super::bench;
use serde_json::json;

fn event(with: &str) -> String {
    format!(
        r#"{{"id":"1","account":"1","source":"shop","time":"2026-01-01T00:00:00Z","region":"r","detail-type":"t"{with}}}"#
    )
}

#[test]
fn patterns_are_tried() {
    let bench = bench();
    let deep = format!(r#","detail":{}1{}"#, "{\"a\":".repeat(500), "}".repeat(500));
    for (pattern, event, want) in [
        (r#"{"source":["shop"]}"#, event(""), true),
        (r#"{"source":["other"]}"#, event(""), false),
        (r#"{"detail":{"n":[{"numeric":[">",5]}]}}"#, event(r#","detail":{"n":6}"#), true),
        (r#"{"detail":{"n":[{"exists":false}]}}"#, event(r#","detail":{"n":6}"#), false),
        (r#"{"source":["shop"]}"#, event(&deep), true),
    ] {
        let answer = bench.ok("TestEventPattern", json!({"EventPattern": pattern, "Event": event}));
        assert_eq!(answer, json!({"Result": want}), "{pattern} of {event}");
    }
    for bad in ["", "hello", "[]", "\"x\"", "{\"source\":\"shop\"}", &event(",")] {
        let input = json!({"EventPattern": r#"{"source":["shop"]}"#, "Event": bad});
        assert_eq!(
            bench.refused("TestEventPattern", input),
            "ValidationException: Parameter Event is not valid."
        );
    }
    assert_eq!(
        bench.refused("TestEventPattern", json!({"EventPattern": "{}", "Event": event("")})),
        "InvalidEventPatternException: Event pattern is not valid. Reason: an empty object matches \
         nothing in a pattern (byte 0)"
    );
}

//! What ends up in which file.

use super::{Settings, handle};
use tripline_plugin::fake::{self, Host};
use tripline_plugin::{Error, Item, Response, settings};

fn run(config: &str, batch: &[Item]) -> (Response, Host) {
    let settings: Settings = settings::read(config).unwrap();
    let (answer, host) = Host::new().run(|| handle(&settings, batch, &fake::context()));
    (answer.unwrap(), host)
}

fn text(host: &Host, path: &str) -> String {
    String::from_utf8(host.files.get(path).expect(path).clone()).unwrap()
}

#[test]
fn events_are_lines_of_the_day_they_happened() {
    let batch = [
        Item::new("a", r#"{"time":"2026-01-02T03:04:05Z", "n": 1.10}"#),
        Item::new("b", r#"{"time":"2026-01-03T03:04:05Z"}"#),
        Item::new("c", r#"{"time":"2026-01-02T04:04:05Z"}"#),
        Item::new("d", "no time\nhere"),
    ];
    let config = r#"{"folder":"out/","prefix":"ev/!{timestamp:yyyy/MM/dd}/"}"#;
    let (response, host) = run(config, &batch);
    assert_eq!(response, Response::default());
    assert_eq!(
        text(&host, "out/ev/2026/01/02/events.ndjson"),
        "{\"time\":\"2026-01-02T03:04:05Z\",\"n\":1.10}\n{\"time\":\"2026-01-02T04:04:05Z\"}\n"
    );
    assert_eq!(
        text(&host, "out/ev/2026/01/03/events.ndjson"),
        "{\"time\":\"2026-01-03T03:04:05Z\"}\n"
    );
    // The invocation began on the fourth of March.
    assert_eq!(text(&host, "out/ev/2026/03/04/events.ndjson"), "\"no time\\nhere\"\n");
}

#[test]
fn an_item_is_a_file() {
    let batch = [Item::new("../a b", "{}")];
    let (_, host) = run(r#"{"folder":"out","mode":"put","prefix":"x-"}"#, &batch);
    assert_eq!(text(&host, "out/x-..%2Fa%20b.json"), "{}\n");
}

#[test]
fn dead_letters_keep_their_attributes() {
    let mut item = Item::new("a", r#"{"x":1}"#);
    item.attributes = vec![("ERROR_CODE".into(), "TIMEOUT".into()), ("M".into(), "a\"b".into())];
    let (_, host) = run(r#"{"folder":"out","name":"dead"}"#, &[item]);
    assert_eq!(
        text(&host, "out/dead.ndjson"),
        "{\"body\":{\"x\":1},\"attributes\":{\"ERROR_CODE\":\"TIMEOUT\",\"M\":\"a\\\"b\"}}\n"
    );
}

#[test]
fn gzip_is_gzip() {
    let batch = [Item::new("a", "{}")];
    let (_, host) = run(r#"{"folder":"out","compress":"gzip"}"#, &batch);
    let packed = &host.files["out/events.ndjson.gz"];
    assert_eq!(*packed, tripline_plugin::gzip::gzip(b"{}\n"));
}

#[test]
fn a_failed_write_fails_its_items() {
    let settings: Settings = settings::read(r#"{"folder":"out"}"#).unwrap();
    let batch = [Item::new("a", "{}"), Item::new("b", "{}")];
    let host = Host::new().broken_files();
    let response = host.enter(|| handle(&settings, &batch, &fake::context())).unwrap();
    assert_eq!(response.failures.len(), 2);
    assert_eq!(response.failures[1].reason, Error::retryable("out/events.ndjson: no space"));
}

#[test]
fn faults_of_the_config_are_said() {
    let fault = |text| settings::read::<Settings>(text).unwrap_err().message().to_string();
    assert!(fault(r#"{"folder":"x","prefix":"!{timestamp:QQ}"}"#).contains("letter `Q`"));
    assert!(fault(r#"{"folder":"x","prefix":"../y"}"#).contains("`prefix` leads out"));
    assert!(
        fault(r#"{"folder":"x","prefix":"!{timestamp:'..'}/y"}"#).contains("`prefix` leads out")
    );
    assert!(fault(r#"{"folder":"/"}"#).contains("`folder` is empty"));
    assert!(fault(r#"{"folder":"x","mode":"put","name":"n"}"#).contains("`name`"));
    assert!(fault(r#"{}"#).contains("missing field `folder`"));
}

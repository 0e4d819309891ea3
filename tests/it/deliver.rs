//! `eval --deliver`: matches reach plugins, and what goes wrong is told with target, rule and plugin.

use super::program::Folder;
use super::server::Server;
use serde_json::Value;

const EVENTS: &str = r#"{"id":"e-1","source":"shop","detail-type":"Order","time":"2026-01-02T03:04:05Z","detail":{"order":"o-1"}}
{"id":"e-2","source":"shop","detail-type":"Order","time":"2026-01-02T03:04:06Z","detail":{"order":"o-2"}}
"#;

/// A folder with two events, a rule that sends them to `t`, and these targets.
fn folder(targets: &str) -> Folder {
    let folder = Folder::new();
    folder.file("events.ndjson", EVENTS);
    let rules = format!(
        "rules:\n  orders:\n    pattern: {{source: [shop]}}\n    targets: [t]\ntargets:\n{targets}"
    );
    folder.file("rules/a.yaml", rules);
    folder
}

/// The lines of a kind.
fn lines(stdout: &str, kind: &str) -> Vec<Value> {
    let lines = stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["kind"] == kind).collect()
}

const DELIVER: [&str; 3] = ["eval", "--deliver", "events.ndjson"];

#[test]
fn a_webhook_gets_every_match() {
    let server = Server::new(|_| "200 OK".to_owned());
    let at = server.address;
    let folder = folder(&format!(
        "  t:\n    plugin: webhook\n    config: {{url: 'http://{at}/x'}}\n    grants: {{http: ['http://{at}/']}}\n"
    ));
    let ran = folder.run(&DELIVER);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let mut bodies: Vec<String> = server.got().into_iter().map(|got| got.body).collect();
    bodies.sort();
    assert_eq!(bodies, EVENTS.lines().collect::<Vec<_>>());
    let ends = lines(&ran.out, "delivery");
    let of = |key: &str| ends.iter().map(|end| end[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("event-id"), ["e-1", "e-2"], "in input order");
    assert_eq!(of("status"), ["delivered", "delivered"]);
    assert_eq!(of("plugin"), ["webhook", "webhook"]);
}

#[test]
fn what_is_not_granted_goes_to_the_dead_letters_and_neighbours_run_on() {
    let server = Server::new(|_| "200 OK".to_owned());
    let at = server.address;
    let other = Server::new(|_| "200 OK".to_owned());
    let elsewhere = other.address;
    let folder = folder(&format!(
        "  t:\n    plugin: webhook\n    config: {{url: 'http://{elsewhere}/x'}}\n    grants: {{http: ['http://{at}/']}}\n    \
         dead-letter: letters\n  letters:\n    plugin: file\n    config: {{folder: out, name: letters}}\n    \
         grants: {{files: [out]}}\n"
    ));
    let ran = folder.run(&DELIVER);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    assert!(other.got().is_empty(), "nothing was sent");
    let ends = lines(&ran.out, "delivery");
    let lost = ends.iter().find(|end| end["status"] == "dead-lettered").unwrap();
    let reason = lost["reason"].as_str().unwrap();
    assert!(reason.contains("no grant covers"), "{reason}");
    assert_eq!((&lost["target"], &lost["rule"]), (&"t".into(), &"orders".into()));
    let letters = folder.read("rules/out/letters.ndjson");
    let letter: Value = serde_json::from_str(letters.lines().next().unwrap()).unwrap();
    let attributes = letter["attributes"].to_string();
    for name in ["RULE_ARN", "TARGET_ARN", "ERROR_CODE", "ERROR_MESSAGE"] {
        assert!(attributes.contains(name), "{name} in {attributes}");
    }
}

#[test]
fn a_failure_that_passes_is_tried_again() {
    let server = Server::new(|n| if n == 0 { "503 Busy".to_owned() } else { "200 OK".to_owned() });
    let at = server.address;
    let folder = folder(&format!(
        "  t:\n    plugin: webhook\n    config: {{url: 'http://{at}/x'}}\n    grants: {{http: ['http://{at}/']}}\n"
    ));
    let ran = folder.run(&DELIVER);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let got = server.got();
    assert_eq!(got.len(), 3);
    let key = |at: usize| got[at].header("idempotency-key").unwrap().to_owned();
    let mut keys: Vec<String> = (0..3).map(key).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 2, "the second try has the first one's key");
}

#[test]
fn a_redirect_leads_nowhere() {
    let secret = Server::new(|_| "200 OK".to_owned());
    let location = format!("302 Found\r\nLocation: http://{}/", secret.address);
    let server = Server::new(move |_| location.clone());
    let at = server.address;
    let folder = folder(&format!(
        "  t:\n    plugin: webhook\n    config: {{url: 'http://{at}/x'}}\n    grants: {{http: ['http://{at}/']}}\n"
    ));
    let ran = folder.run(&DELIVER);
    assert_eq!(ran.code, 4);
    assert!(secret.got().is_empty());
}

#[test]
fn a_path_out_of_its_folder() {
    for name in ["../../escaped", "/tmp/escaped", "a/../../../escaped"] {
        let folder = folder(&format!(
            "  t:\n    plugin: file\n    config: {{folder: out, name: {name}}}\n    grants: {{files: [out]}}\n"
        ));
        let ran = folder.run(&DELIVER);
        assert_eq!(ran.code, 2, "{name}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains("the plugin `file` refuses this config"), "{}", ran.err);
        assert!(!folder.path().join("escaped.ndjson").exists());
        assert!(!folder.path().join("rules/escaped.ndjson").exists());
    }
}

#[test]
fn a_secret_that_nobody_gave() {
    let server = Server::new(|_| "200 OK".to_owned());
    let at = server.address;
    let targets = format!(
        "  t:\n    plugin: webhook\n    config: {{url: 'http://{at}/x', sign: {{secret: hook-key}}}}\n    \
         grants: {{http: ['http://{at}/'], secrets: [hook-key]}}\n"
    );
    let folder = folder(&targets);
    let ran = folder.run(&DELIVER);
    assert_eq!(ran.code, 4);
    assert!(ran.out.contains("hook-key"), "{}", ran.out);
    assert!(server.got().is_empty());
    // With a file for it, requests are signed.
    folder.file("secrets/hook-key", "k\n");
    let ran = folder.run(&["eval", "--deliver", "--secrets", "secrets", "events.ndjson"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(server.got()[0].header("x-tripline-signature").is_some());
}

#[test]
fn a_dry_run_records() {
    let server = Server::new(|_| "200 OK".to_owned());
    let at = server.address;
    let folder = folder(&format!(
        "  t:\n    plugin: webhook\n    config: {{url: 'http://{at}/x'}}\n    grants: {{http: ['http://{at}/']}}\n"
    ));
    let ran = folder.run(&["eval", "--deliver=dry-run", "events.ndjson"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(server.got().is_empty());
    let requests = lines(&ran.out, "request");
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0]["method"], "POST");
}

#[test]
fn a_config_that_does_not_fit_and_a_plugin_that_is_not_there() {
    let folder = folder(
        "  t:\n    plugin: webhook\n    config: {ulr: 'http://127.0.0.1/x'}\n  u:\n    plugin: webhok\n  \
         v:\n    plugin: ./none.wasm\n  w:\n    plugin: ./text.wasm\n  x:\n    plugin: log\n    sha256: \
         '0000000000000000000000000000000000000000000000000000000000000000'\n",
    );
    folder.file("rules/text.wasm", "hello");
    for args in [&["check", "rules"][..], &DELIVER] {
        let ran = folder.run(args);
        assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
        let said = ran.out + &ran.err;
        for words in [
            "the plugin `webhook` has no config key `ulr`",
            "did you mean `url`?",
            "needs the key `url`",
            "no plugin is called `webhok`",
            "did you mean `webhook`?",
            "none.wasm` could not be read",
            "`./text.wasm` is not a plugin",
            "not the one in `sha256`",
        ] {
            assert!(said.contains(words), "{words} in {said}");
        }
    }
}

#[test]
fn headers_that_are_the_clients_own_are_not_sent() {
    for header in ["Host: internal.example.com", "Transfer-Encoding: chunked", "content-length: 4"]
    {
        let server = Server::new(|_| "200 OK".to_owned());
        let at = server.address;
        let (name, value) = header.split_once(": ").unwrap();
        let folder = folder(&format!(
            "  t:\n    plugin: webhook\n    config: {{url: 'http://{at}/x', headers: {{{name}: '{value}'}}}}\n    \
             grants: {{http: ['http://{at}/']}}\n"
        ));
        let ran = folder.run(&DELIVER);
        assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("is the client's own"), "{}", ran.out);
        assert!(server.got().is_empty());
    }
}

#[test]
fn a_long_wish_of_one_answer_holds_nobody_up() {
    let events: String = (0..8)
        .map(|n| format!("{{\"id\":\"e-{n}\",\"source\":\"shop\",\"detail\":{{}}}}\n"))
        .collect();
    // The first answer comes while others are under way, and those are answered well.
    let server = Server::new(|n| {
        if n == 0 { "429 Slow\r\nRetry-After: 3600".to_owned() } else { "200 OK".to_owned() }
    });
    let at = server.address;
    let folder = folder(&format!(
        "  t:\n    plugin: webhook\n    config: {{url: 'http://{at}/x'}}\n    grants: {{http: ['http://{at}/']}}\n"
    ));
    folder.file("events.ndjson", events);
    let ran = folder.run(&DELIVER);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    assert_eq!(lines(&ran.out, "delivery").len(), 8, "every one ends");
}

#[test]
fn secrets_are_not_shown() {
    let folder = folder(
        "  t:\n    plugin: webhook\n    config:\n      url: 'https://hooks.example.com/x'\n      \
         secret-headers: {authorization: {secret: token, before: 'Bearer '}, x-key: {secret: token}}\n    \
         grants: {http: ['https://hooks.example.com/'], secrets: [token]}\n",
    );
    folder.file("secrets/token", "tok3n");
    let dry = ["eval", "--deliver=dry-run", "--secrets", "secrets", "events.ndjson"];
    let ran = folder.run(&dry);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("***") && !ran.out.contains("tok3n"), "{}", ran.out);
    // An address that is a secret is not in the reason either.
    let chat = folder_with_secret_address();
    let ran = chat.run(&["eval", "--deliver", "--secrets", "secrets", "events.ndjson"]);
    assert_eq!(ran.code, 4);
    assert!(ran.out.contains("no grant covers `https://hooks.example.com:443`"), "{}", ran.out);
    assert!(!ran.out.contains("S3CR3T"), "{}", ran.out);
}

fn folder_with_secret_address() -> Folder {
    let folder = folder(
        "  t:\n    plugin: chat\n    config: {form: slack, secret: hook}\n    grants: {http: \
         ['https://other.example.com/'], secrets: [hook]}\n",
    );
    folder.file("secrets/hook", "https://hooks.example.com/services/S3CR3T\n");
    folder
}

#[test]
fn a_batch_shows_its_log_once() {
    let folder = folder("  t: {plugin: log, batch: {count: 10, time: 1s}}\n");
    let ran = folder.run(&DELIVER);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let ends = lines(&ran.out, "delivery");
    let logs: Vec<usize> =
        ends.iter().map(|end| end["log"].as_array().map_or(0, Vec::len)).collect();
    assert_eq!(logs, [2, 0]);
}

//! `tripline test` with plugins: what users write, and what they read when it is not so.

use crate::program::Folder;

const RULES: &str = r#"
rules:
  failed:
    pattern: { source: [shop], detail: { state: [failed] } }
    targets: [hook]
targets:
  hook:
    plugin: webhook
    config:
      url: https://hooks.example.com/{$.detail.id}
      headers: { x-shop: "{$.detail.shop}" }
      sign: { secret: key }
    grants: { http: ["https://hooks.example.com/"], secrets: [key] }
    retry: { maximum-retry-attempts: 2 }
    dead-letter: lost
  lost: { plugin: file, config: { folder: out }, grants: { files: [out] } }
"#;

const EVENT: &str = r#"{"version":"0","id":"e-1","detail-type":"Payment","source":"shop","account":"111122223333",
"time":"2026-01-02T03:04:05Z","region":"eu-west-1","resources":[],"detail":{"state":"failed","id":17,"shop":"berlin"}}"#;

fn folder(tests: &str) -> Folder {
    let folder = Folder::new();
    folder.file("rules/r.yaml", RULES).file("rules/r.test.yaml", tests);
    folder.file("fixtures/payment.json", EVENT);
    folder
}

#[test]
fn a_channel_that_is_down_for_good_and_for_a_while() {
    let folder = folder(
        r#"
tests:
  - name: down
    given:
      events: [{ file: ../fixtures/payment.json }]
      secrets: { key: k }
      http: [{ request: { url: "https://hooks.example.com/" }, response: { status: 503 } }]
    expect:
      matches: { failed: 1 }
      http:
        - { target: hook, method: POST, url: "https://hooks.example.com/17", headers: { X-Shop: berlin } }
        - { target: hook }
        - { target: hook }
      files: { out/events.ndjson: { contains: [MaximumRetryAttempts, "status 503"] } }
      invocations:
        - { target: hook, outcome: dead-lettered, attempts: 3, error-contains: status 503 }
        - { target: lost, outcome: delivered }
  - name: busy
    given:
      events: [{ file: ../fixtures/payment.json }]
      secrets: { key: k }
      http:
        - { response: { status: 429, headers: { retry-after: "600" } }, times: 1 }
        - { error: timeout, times: 1 }
    expect:
      http:
        - headers: { x-tripline-timestamp: "1767323045" }
        - headers: { x-tripline-timestamp: "1767323645" }
        - {}
      files: {}
      puts: []
"#,
    );
    let ran = folder.run(&["test", "rules"]).code(0);
    assert!(ran.out.contains("2 passed"), "{}", ran.out);
    assert!(!folder.path().join("rules/out").exists(), "nothing is written");
}

#[test]
fn differences_and_targets_without_a_plugin() {
    let other = folder(
        "tests:\n- name: other\n  given: {events: [{file: ../fixtures/payment.json}], secrets: {key: k}}\n  \
         expect: {http: [], invocations: [{target: hook, outcome: dropped}]}\n",
    );
    let ran = other.run(&["test", "rules"]).code(1);
    for words in ["expected 0 requests, got 1", "expected dropped", "got      delivered"] {
        assert!(ran.out.contains(words), "{}", ran.out);
    }
    let missing = Folder::new();
    missing.file("r.yaml", RULES.replace("webhook", "./absent.wasm"));
    missing.file("fixtures/e.json", EVENT);
    missing.file(
        "r.test.yaml",
        "tests:\n- name: a\n  given: {events: [{file: fixtures/e.json}]}\n  expect: {http: []}\n",
    );
    let ran = missing.run(&["test", "."]).code(2);
    let words =
        "the target `hook` of rule `failed` cannot be invoked with its plugin `./absent.wasm`";
    assert!(ran.out.contains(words), "{}", ran.out);
}

#[test]
fn requests_are_filled_in() {
    let folder = folder(
        "tests:\n- name: other\n  given: {events: [{file: ../fixtures/payment.json}], secrets: {key: k}}\n  expect:\n    http: []\n",
    );
    folder.run(&["test", "rules", "--update"]).code(0);
    let text = folder.read("rules/r.test.yaml");
    assert!(
        text.contains(
            r#"http: [{"method": "POST", "url": "https://hooks.example.com/17", "body": {"#
        ),
        "{text}"
    );
    folder.run(&["test", "rules"]).code(0);
}

/// The examples of `docs/testing.md` on events pass, with the rule that they speak of; that on items
/// is like those of `examples/config`, which run.
#[test]
fn the_page_on_tests_is_right() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/testing.md");
    let page = std::fs::read_to_string(page).unwrap();
    let blocks = page.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let blocks: Vec<&str> = blocks.filter(|block| !block.contains("items:")).collect();
    let folder = Folder::new();
    let rule = "rules:\n  payment-failed:\n    pattern: { detail: { state: [failed] } }\n    targets:\n    \
                - target: shop-channel\n      input-transformer:\n        input-paths-map: { id: $.detail.id }\n        \
                input-template: '\"Payment <id> failed\"'\n";
    folder.file("rules/r.yaml", rule);
    for (number, block) in blocks.iter().enumerate() {
        folder.file(&format!("rules/{number}.yaml"), block);
    }
    folder.file("rules/fixtures/payment.json", EVENT);
    let ran = folder.run(&["test", "rules"]).code(0);
    assert!(blocks.len() == 3 && ran.out.contains("4 passed"), "{}", ran.out);
}

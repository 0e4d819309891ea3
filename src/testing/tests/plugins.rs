//! Plugins in cases: the standard ones, with nothing outside.

use super::Folder;

const RULES: &str = r#"
rules:
  alert:
    pattern: {source: [shop]}
    targets: [hook]
  keep:
    pattern: {source: [disk]}
    targets: [kept, {target: hook, input: {n: 1}}]
  lost:
    pattern: {source: [odd]}
    targets: [{target: kept, input-path: $.nothing}]
  gone:
    pattern: {source: [gone]}
    targets: [absent, {target: wrong, input: {}}]
  patient:
    pattern: {source: [slow]}
    targets: [plain]
targets:
  hook:
    plugin: webhook
    config:
      url: https://hooks.example.com/a
      secret-headers: {authorization: {secret: token, before: "Bearer "}}
      sign: {secret: key}
    grants: {http: ["https://hooks.example.com/"], secrets: [token, key]}
    retry: {maximum-retry-attempts: 2}
    dead-letter: kept
  kept: {plugin: file, config: {folder: out}, grants: {files: [out]}}
  plain: {plugin: webhook, config: {url: "https://hooks.example.com/"}, grants: {http: ["https://hooks.example.com/"]}}
  absent: {plugin: webhok}
  wrong: {plugin: webhook, config: {urls: "https://a.example/"}}
"#;

const SECRETS: &str = "secrets: {token: t0p, key: k}";

/// The outcome of a case with one event of a source.
fn outcome(source: &str, given: &str, expected: &str) -> String {
    let event = format!(
        "{{id: e-1, source: {source}, time: \"2026-01-02T03:04:05Z\", detail: {{n: 1.50}}}}"
    );
    let tests = format!(
        "tests:\n- name: a\n  given: {{events: [{event}], {SECRETS}{given}}}\n  expect: {expected}\n"
    );
    let folder = Folder::of(&[("r.yaml", RULES), ("r.test.yaml", &tests)]);
    folder.outcomes().remove(0)
}

#[test]
fn a_request_with_its_headers_and_signature() {
    let signature = "v1=0cea49653cc18d32d82ab09d2433881ab4737412c482b2b7ba15b8fc8126c28a";
    let body = r#"{"id":"e-1","source":"shop","time":"2026-01-02T03:04:05Z","detail":{"n":1.50}}"#;
    for expected in [
        "{http: [{method: post, url: 'https://hooks.example.com/a', headers: {Authorization: Bearer t0p}}]}",
        "{http: [{target: hook, body: {source: shop, id: e-1, time: '2026-01-02T03:04:05Z', detail: {n: 1.5}}}]}",
        &format!("{{http: [{{body: '{body}'}}]}}"),
        "{http: [{headers: {x-tripline-timestamp: '1767323045'}}]}",
        &format!("{{http: [{{headers: {{X-Tripline-Signature: {signature}}}}}]}}"),
        "{http: [{}], files: {}, puts: []}",
        "{invocations: [{target: hook, outcome: delivered, attempts: 1, output: null}]}",
    ] {
        assert_eq!(outcome("shop", "", expected), "passed", "{expected}");
    }
}

#[test]
fn another_request_is_a_difference() {
    assert_eq!(
        outcome("shop", "", "{http: []}"),
        "failed expected 0 requests, got 1\n  POST https://hooks.example.com/a \
         {\"id\":\"e-1\",\"source\":\"shop\",\"time\":\"2026-01-02T03:04:05Z\",\"detail\":{\"n\":1.50}}"
    );
    assert_eq!(
        outcome(
            "shop",
            "",
            "{http: [{target: kept}, {method: PUT, url: x, headers: {a: b}, body: null}]}"
        ),
        "failed expected 1 request of `kept`, got 0\nrequest 1 has another method\n  expected PUT\n  \
         got      POST\nrequest 1 has another url\n  expected x\n  got      https://hooks.example.com/a\n\
         request 1 has another header `a`\n  expected b\n  got      no such header\n\
         request 1 has another body\n  expected null\n  got      \
         {\"id\":\"e-1\",\"source\":\"shop\",\"time\":\"2026-01-02T03:04:05Z\",\"detail\":{\"n\":1.50}}"
    );
}

#[test]
fn what_fails_is_tried_again_and_ends_in_the_dead_letters() {
    let down = ", http: [{response: {status: 503, body: no luck}}]";
    let dead = "{invocations: [{target: hook, outcome: dead-lettered, attempts: 3, \
                error-contains: 'status 503: no luck'}, {target: kept, outcome: delivered, \
                input: {id: e-1, source: shop, time: '2026-01-02T03:04:05Z', detail: {n: 1.5}}}], \
                http: [{}, {}, {}], files: {out/events.ndjson: {contains: ['\"RETRY_ATTEMPTS\":\"2\"', SERVER]}}}";
    let got = outcome("shop", down, dead);
    assert!(
        got.starts_with("failed `out/events.ndjson` has another text\n  expected ...SERVER...\n"),
        "{got}"
    );
    assert_eq!(outcome("shop", down, &dead.replace("SERVER", "MaximumRetryAttempts")), "passed");
    let once = ", http: [{request: {method: POST, url: 'https://hooks.example.com/'}, response: {status: 500}, times: 1}, \
                {request: {url: 'https://other.example/'}, error: timeout}]";
    let twice = "{invocations: [{target: hook, outcome: delivered, attempts: 2}], files: {out/events.ndjson: null}}";
    assert_eq!(outcome("shop", once, twice), "passed");
    let error = ", http: [{error: unreachable}]";
    let why = "{invocations: [{target: hook, error-contains: unreachable}]}";
    assert_eq!(outcome("shop", error, why), "passed");
}

#[test]
fn a_throttled_target_is_called_again_when_it_wishes() {
    let busy = ", http: [{response: {status: 429, headers: {Retry-After: '600'}}, times: 5}]";
    let late = "{http: [{headers: {x-tripline-timestamp: '1767323045'}}, {}, {}, {}, {}, \
                {headers: {x-tripline-timestamp: '1767326045'}}], \
                invocations: [{target: hook, outcome: delivered, attempts: 6}]}";
    assert_eq!(outcome("shop", busy, late), "passed");
}

/// Where the rules say nothing, it is tried as often as a daemon would, and nobody waits a day.
#[test]
fn retries_are_those_of_a_daemon() {
    let expected = "{invocations: [{target: plain, outcome: dropped, attempts: 186, \
                    error-contains: MaximumRetryAttempts}]}";
    assert_eq!(outcome("slow", ", http: [{error: timeout}]", expected), "passed");
}

#[test]
fn endings_that_differ_are_shown() {
    let refused = ", http: [{response: {status: 400, body: {why: bad}}}]";
    let got = outcome(
        "shop",
        refused,
        "{invocations: [{target: hook, outcome: delivered, attempts: 2, output: {a: 1}, error-contains: zzz, log-contains: y}]}",
    );
    let title = "invocation 1 of `hook`, by rule `alert` on r.test.yaml:3";
    for (what, expected, starts) in [
        ("ends otherwise", "delivered", "dead-lettered: trying again is of no use;"),
        ("takes another number of attempts", "2", "1 (dead-lettered: "),
        ("has no output", "{\"a\":1}", "dead-lettered: "),
        ("has another error", "...zzz...", "dead-lettered: "),
        ("logs something else", "...y...", "nothing"),
    ] {
        let line = format!("{title}, {what}\n  expected {expected}\n  got      {starts}");
        assert!(got.contains(&line), "{line}\n{got}");
    }
}

#[test]
fn files_are_named_as_grants_spell_them() {
    let line = "'{\"id\":\"e-1\",\"source\":\"disk\",\"time\":\"2026-01-02T03:04:05Z\",\"detail\":{\"n\":1.50}}\n\n  '";
    let files = format!("{{files: {{out/events.ndjson: {line}}}, http: [{{body: {{n: 1}}}}]}}");
    assert_eq!(outcome("disk", "", &files), "passed");
    assert_eq!(
        outcome("disk", "", "{files: {out/other: x, out/events.ndjson: null}}"),
        "failed `out/other` is not written; files that are: `out/events.ndjson`\n\
         `out/events.ndjson` should not be written\n  got      \
         {\"id\":\"e-1\",\"source\":\"disk\",\"time\":\"2026-01-02T03:04:05Z\",\"detail\":{\"n\":1.50}}"
    );
    assert_eq!(
        outcome("disk", "", "{files: {}}"),
        "failed expected no files, got `out/events.ndjson`"
    );
}

#[test]
fn an_input_that_cannot_be_made_is_never_sent() {
    let expected = "{invocations: [{target: kept, outcome: dropped, attempts: 0, error-contains: NO_VALUE}], files: {}}";
    assert_eq!(outcome("odd", "", expected), "passed");
}

#[test]
fn targets_that_cannot_be_invoked_are_named() {
    let got = outcome("gone", "", "{http: []}");
    let lines: Vec<&str> = got.lines().collect();
    assert_eq!(
        lines[..2],
        [
            "error the target `absent` of rule `gone` cannot be invoked with its plugin `webhok`",
            "  r.yaml:30: no plugin is called `webhok`; did you mean `webhook`?"
        ]
    );
    assert!(got.contains(
        "the target `wrong` of rule `gone` cannot be invoked with its plugin `webhook`\n"
    ));
    assert!(got.contains("did you mean `url`?"), "{got}");
    assert_eq!(
        outcome("gone", "", "{invocations: [{target: absent}, {target: wrong}]}"),
        "passed",
        "it does not run"
    );
}

/// Nothing is kept from case to case, and the same case gives the same every time.
#[test]
fn cases_do_not_see_each_other() {
    let case = |name: &str| {
        format!(
            "- {{name: {name}, given: {{events: [{{source: disk, n: 1}}], {SECRETS}}}, \
         expect: {{files: {{out/events.ndjson: '{{\"source\":\"disk\",\"n\":1}}\n\n  '}}}}}}\n"
        )
    };
    let tests = format!("tests:\n{}{}", case("a"), case("b"));
    let folder = Folder::of(&[("r.yaml", RULES), ("r.test.yaml", &tests)]);
    assert_eq!(folder.outcomes(), ["passed", "passed"]);
}

//! Lines and documents to events.

use super::{LogEvent, begins_with_time, each};

/// 2026-01-01T00:00:00Z.
const NEW_YEAR: i64 = 1_767_225_600_000;

type Plain = (Option<String>, Option<String>, Option<i64>, String);

fn events(record: &str) -> Result<Vec<Plain>, String> {
    let mut all = Vec::new();
    let visit = |e: LogEvent<'_>| {
        let message = String::from_utf8_lossy(&e.message).into_owned();
        let owned = |name: Option<std::borrow::Cow<'_, str>>| name.map(|n| n.into_owned());
        all.push((owned(e.group), owned(e.stream), e.at, message));
    };
    each(record.as_bytes(), Some(NEW_YEAR), visit).map(|()| all)
}

fn at(line: &str) -> Option<i64> {
    let all = events(line).expect("a line");
    assert_eq!((all.len(), all[0].3.as_str()), (1, line));
    all[0].2
}

#[test]
fn times_in_text() {
    for (line, want) in [
        ("2026-01-01T00:00:00Z a", Some(NEW_YEAR)),
        ("2026-01-01T00:00:00.5Z a", Some(NEW_YEAR + 500)),
        ("2026-01-01T00:00:00.123456+00:00 stream a", Some(NEW_YEAR + 123)),
        ("2026-01-01 01:00:00,007 +01:00 a", Some(NEW_YEAR + 7)),
        ("2026-01-01T01:00:00+01:00", Some(NEW_YEAR)),
        ("2025-12-31T19:00:00-0500 a", Some(NEW_YEAR)),
        ("2026/01/01 00:00:00 [error] a", Some(NEW_YEAR)),
        ("[2026-01-01 00:00:00] a", Some(NEW_YEAR)),
        ("[INFO]\t2026-01-01T00:00:00.000Z\tid\ta", Some(NEW_YEAR)),
        ("https 2026-01-01T00:00:00.186641Z app/x", Some(NEW_YEAR + 186)),
        ("::1 - - [01/Jan/2026:01:00:00 +0100] \"GET /[x] HTTP/1.1\" 200 1", Some(NEW_YEAR)),
        ("h - - [x] [10/Oct/2000:13:55:36 -0700] \"\"", Some(971_211_336_000)),
        ("<34>Jan  1 00:00:00 host a", Some(NEW_YEAR)),
        ("<34>1 2026-01-01T00:00:00Z host a", Some(NEW_YEAR)),
        ("Dec 31 00:00:00 host a", Some(NEW_YEAR - 86_400_000)),
        ("Jan  3 00:00:00 host a", Some(NEW_YEAR - 363 * 86_400_000)),
        ("Feb 29 00:00:00 host a", Some(1_709_164_800_000)),
        ("1767225600000 a", Some(NEW_YEAR)),
        ("1767225600.250 a", Some(NEW_YEAR + 250)),
        ("2024-02-29T00:00:00Z a", Some(1_709_164_800_000)),
        ("2026-02-29T00:00:00Z a", None),
        ("2026-01-01T24:00:00Z a", None),
        ("1767225600000x a", None),
        ("12 a", None),
        ("Jan 99 00:00:00 a", None),
        ("hello", None),
        ("", None),
    ] {
        assert_eq!(at(line), want, "{line}");
        assert_eq!(begins_with_time(line.as_bytes()), want.is_some(), "{line}");
    }
    let mut none = Some(0);
    each(b"Jan  1 00:00:00 a", None, |e| none = e.at).expect("a line");
    assert_eq!(none, None);
}

#[test]
fn exports_have_a_time_that_is_no_part_of_the_message() {
    let all = events("2026-01-01T00:00:00.007Z {\"a\":1}").expect("a line");
    assert_eq!(all, [(None, None, Some(NEW_YEAR + 7), "{\"a\":1}".to_owned())]);
}

#[test]
fn times_in_json() {
    for (line, want) in [
        (r#"{"a":{"timestamp":1},"timestamp":"2026-01-01T00:00:00Z"}"#, Some(NEW_YEAR)),
        (r#"{"time":1767225600,"b":"\"}"}"#, Some(NEW_YEAR)),
        (r#"{"@timestamp":"2026-01-01 00:00:00"}"#, Some(NEW_YEAR)),
        (r#" {"ts": 1767225600.25 } "#, Some(NEW_YEAR + 250)),
        (r#"{"ts":1767225600000000000}"#, Some(NEW_YEAR)),
        (r#"{"time":"x","eventTime":"2026-01-01T00:00:00Z"}"#, Some(NEW_YEAR)),
        (
            r#"{"timestamp":5,"_aws":{"CloudWatchMetrics":[],"Timestamp":1767225600000}}"#,
            Some(NEW_YEAR),
        ),
        (r#"{"timestamp":"1767225600","message":"m"}"#, Some(NEW_YEAR)),
        (r#"{"timestamp":1767225600000,"message":"m","broken"#, Some(NEW_YEAR)),
        (r#"{"a":1}"#, None),
        ("{", None),
        ("{}", None),
    ] {
        assert_eq!(at(line), want, "{line}");
    }
}

#[test]
fn documents_are_taken_apart() {
    let delivery = r#"{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"/g\u00fc","logStream":"s",
        "logEvents":[{"id":"1","timestamp":1000,"message":"{\"a\":\"\\n\"}"}, {"timestamp":2000,"message":""}]}"#;
    let (group, stream) = (Some("/gü".to_owned()), Some("s".to_owned()));
    let want = [
        (group.clone(), stream.clone(), Some(1000), "{\"a\":\"\\n\"}".to_owned()),
        (group, stream.clone(), Some(2000), String::new()),
    ];
    assert_eq!(events(delivery).expect("a delivery"), want);
    let one = r#"{"logStreamName":"s","timestamp":1000,"message":"m","ingestionTime":1}"#;
    let want = (None, stream, Some(1000), "m".to_owned());
    assert_eq!(events(one).expect("an event"), std::slice::from_ref(&want));
    let answer = format!("{{\"events\":[{one},{one}],\"searchedLogStreams\":[]}}");
    assert_eq!(events(&answer).expect("an answer"), [want.clone(), want]);
    let control = delivery.replace("DATA", "CONTROL");
    assert_eq!(events(&control), Ok(Vec::new()));
    // What only looks like one is a line.
    for line in [r#"{"events":[{"timestamp":1000,"message":"m"}]}"#, r#"{"logEvents":[]}"#] {
        assert_eq!(events(line).expect("a line")[0].3, line);
    }
}

#[test]
fn what_is_wrong_with_documents() {
    let head = r#"{"messageType":"DATA_MESSAGE","logEvents":"#;
    let said = |list: &str| events(&format!("{head}{list}}}")).expect_err("a fault");
    assert_eq!(said("[{\"timestamp\":1}]"), "a log event without `message`");
    assert_eq!(said("[1]"), "a log event without `message`");
    assert_eq!(
        said("[{\"timestamp\":1,\"message\":\"m\"} {}]"),
        "a list of log events that is no JSON"
    );
}

#[test]
fn any_bytes_are_read() {
    let text =
        br#"{"messageType":"DATA_MESSAGE","logEvents":[{"timestamp":1,"message":"\ud800"}]}"#;
    for start in 0..text.len() {
        for end in start..=text.len() {
            let _ = each(&text[start..end], None, |_| {});
        }
    }
    let _ = each(b"\xff\xfe[\x00", None, |e| assert_eq!(e.message.len(), 4));
}

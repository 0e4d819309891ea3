//! What is broken is told, and the rest goes on.

use super::*;

#[test]
fn broken_lines_leave_the_others() {
    let broken = "a record with a line break inside a string";
    let open = "a record that is not closed before the next one";
    let end = "the input ends inside a record";
    let hint = "expected a record, found `1` (`--input-format logs` takes any text, line by line)";
    for (text, faults, texts) in [
        (
            "{\"a\":1}\ngarbage {} x\n{\"b\":2}",
            vec![("expected a record, found `g`", 1, 8)],
            vec![0, 2],
        ),
        ("{\"a\":\"x\n{\"b\":2}", vec![(broken, 0, 0)], vec![1]),
        (
            "{\"a\":\"x\ngarbage\n{\"b\":2}",
            vec![(broken, 0, 0), ("expected a record, found `g`", 1, 8)],
            vec![2],
        ),
        ("{\"a\":1\n{\"b\":2}", vec![(open, 0, 0)], vec![1]),
        ("{\"a\":[1\n{\"b\":2}", vec![(open, 0, 0)], vec![1]),
        ("{\"a\":{\n{\"b\":2}\n{}", vec![(open, 0, 0)], vec![1, 2]),
        ("{\"a\":[1}\n{\"b\":2}", vec![("a record whose brackets do not match", 0, 0)], vec![1]),
        ("{\"a\":1}}\n{\"b\":2}", vec![("expected a record, found `}`", 1, 7)], vec![0, 2]),
        ("{\"a\":1}\n{\"b\":\"", vec![(end, 1, 8)], vec![0]),
        ("{\"a\":[1,\n{\"b\":2}\n", vec![(end, 0, 0)], vec![1]),
        ("{\"a\":[1,\n{\"b\":2}\n{\"c\":3}\n", vec![(open, 0, 0)], vec![1, 2]),
        (
            "{\n \"a\": \"x\n y\",\n \"b\": 1\n}\n{\"c\":3}",
            vec![("a record with a line break inside a string (line 2, column 9)", 0, 0)],
            vec![1],
        ),
        ("1\n\"{\"\n{}", vec![(hint, 0, 0), ("expected a record, found `\"`", 1, 2)], vec![2]),
        ("{\"a\":\n{\"b\":[\n{\"c\":1},\n{}]}}", vec![], vec![0]),
    ] {
        let all = split(text);
        assert_eq!(all.faults(), faults, "{text}");
        assert_eq!(all.indices(), texts, "{text}");
    }
}

#[test]
fn broken_lists_go_on_where_a_record_begins() {
    let good = r#"{"eventVersion":"1.08","n":1}"#;
    let count = |text: &str| {
        let all = split(text);
        (all.faults.len(), all.records.len())
    };
    for bad in [
        r#"{"eventVersion":"1.08","a":{"b":1}"#,
        r#"{"eventVersion":"1.08","a":"b}"#,
        r#"{"eventVersion":"1.08","a":[1}}"#,
        r#"garbage"#,
        r#"{"eventVersion":"1.08"} x"#,
    ] {
        let extra = usize::from(bad.ends_with('x'));
        assert_eq!(
            count(&format!(r#"{{"Records":[{good},{bad},{good},{good}]}}"#)),
            (1, 3 + extra),
            "{bad}"
        );
        let pretty = good.replace("{\"", "{\n      \"");
        let text =
            format!("{{\n  \"Records\": [\n    {pretty},\n    {bad},\n    {pretty}\n  ]\n}}");
        assert_eq!(count(&text), (1, 2 + extra), "{bad}");
    }
    // A list cut off, in a file with one document a line.
    let text = format!("{{\"Records\":[{good},{{\"eventVersion\":\"1\n{{\"Records\":[{good}]}}\n");
    assert_eq!(count(&text), (1, 2));
    let text = format!("{{\"Records\":[{good}\n{{\"Records\":[{good}]}}\n");
    assert_eq!(count(&text), (1, 2));
    // The detail of an event is no place to go on.
    let event = r#"{"version":"0","detail":{"eventVersion":"1.08"}}"#;
    assert_eq!(count(&format!("[{event}, oops, {event}]")), (1, 1));
    assert_eq!(count(&format!("[{event}\n, oops\n,\n{event}\n,\n{event}]")), (1, 3));
    let all = split(&format!("[{event}, oops, {event}]"));
    let want = "expected a record, found `o`; 55 bytes to the end of the input are left out";
    assert_eq!(all.faults(), [(want, 1, 51)]);
    for (text, words) in [
        ("[{}", "the input ends inside a list"),
        ("[{},", "the input ends inside a list"),
        ("{\"Records\":[{}]", "the input ends before the closing `}`"),
        ("{\"Records\":[{},{", "the input ends inside a record"),
        ("[1,{}]", "a record must be an object"),
        ("[\"{\",{}]", "a record must be an object"),
        ("[[{}],{}]", "a record must be an object"),
        ("[{},]", "expected a record, found `]`; 1 bytes to the end of the input are left out"),
    ] {
        let all = split(text);
        assert_eq!(all.faults().iter().map(|f| f.0).collect::<Vec<_>>(), [words], "{text}");
        assert_eq!(all.records.len(), 1, "{text}");
    }
}

#[test]
fn large_records_are_skipped() {
    let large = format!(r#"{{"a":"{}","b":[{{}}]}}"#, "x".repeat(500));
    let small = r#"{"b":2}"#;
    for text in [
        format!("{small}\n{large}\n{small}"),
        format!("[{small},{large},{small}]"),
        format!("{small}{large}{small}"),
        format!(r#"{{"Records":[{small},{large},{small}]}}"#),
    ] {
        let all = split_with(text.as_bytes(), 100, None);
        assert_eq!(all.indices(), [0, 2], "{text}");
        assert_eq!(all.faults[0].message, "a record of more than 100 bytes");
        assert_eq!(all.faults.len(), 1);
    }
    let exact = split_with(small.repeat(3).as_bytes(), 16, None);
    assert_eq!(exact.records.len(), 3);
}

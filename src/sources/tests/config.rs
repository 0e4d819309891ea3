//! Files of AWS Config.

use super::*;

const A: &str = r#"{"relatedEvents":[],"relationships":[],"configuration":{"a":["}\"",{}]},"resourceType":"AWS::EC2::VPC","resourceId":"a"}"#;
const D: &str = r#"{"version":"1.3","accountId":"1","resourceType":"AWS::EC2::VPC","resourceId":"d","configuration":"{\"a\":\"]}\"}"}"#;

fn quoted(text: &str) -> String {
    crate::base::text::quote(text.as_bytes())
}

#[test]
fn forms_by_content() {
    let message = format!(
        r#"{{"configurationItemDiff":null,"configurationItem":{A},"messageType":"ConfigurationItemChangeNotification"}}"#
    );
    let event =
        format!(r#"{{"version":"0","detail-type":"x","source":"aws.config","detail":{message}}}"#);
    for (text, texts) in [
        (
            format!(
                r#"{{"fileVersion":"1.0","configSnapshotId":"x","configurationItems":[{A},{A}]}}"#
            ),
            vec![A, A],
        ),
        (
            format!(
                "{{\n \"fileVersion\": \"1.0\",\n \"configurationItems\": [\n{A} , {D}\n]\n}}\n"
            ),
            vec![A, D],
        ),
        (format!(r#"{{"configurationItems":[{D}],"nextToken":"t"}}"#), vec![D]),
        (format!(r#"{{"baseConfigurationItems":[{D}],"unprocessedResourceKeys":[]}}"#), vec![D]),
        (r#"{"configurationItems":[{"odd":1},{}]}"#.into(), vec![r#"{"odd":1}"#, "{}"]),
        (format!("{A}\n{D}\n"), vec![A, D]),
        (format!("[{A},{D}]"), vec![A, D]),
        (format!("[{A} \n\n]"), vec![A]),
        (message.clone(), vec![&message]),
        (format!(r#"{{"Type":"Notification","Message":{}}}"#, quoted(&message)), vec![&message]),
        (
            format!(
                r#"{{"Results":[{},{}],"QueryInfo":{{}}}}"#,
                quoted(r#"{"resourceId":"x"}"#),
                quoted(A)
            ),
            vec![r#"{"resourceId":"x"}"#, A],
        ),
    ] {
        let all = split(&text);
        assert_eq!(all.texts(), texts, "{text}");
        assert!(all.forms().iter().all(|f| *f == Form::Config), "{text}");
        assert!(all.faults.is_empty() && all.notes.is_empty(), "{text}: {:?}", all.faults);
    }
    assert_eq!(split(&event).forms(), [Form::Events]);
    let forced = split_with(b"{\"a\":1}", 1 << 20, Some(InputFormat::Config));
    assert_eq!(forced.forms(), [Form::Config]);
    let events = split_with(format!("[{A}]").as_bytes(), 1 << 20, Some(InputFormat::Events));
    assert_eq!(events.forms(), [Form::Events]);
}

#[test]
fn what_is_broken_leaves_the_rest() {
    let count = |text: &str| {
        let all = split(text);
        (all.faults.len(), all.records.len())
    };
    for good in [A, D] {
        let pretty = good.replacen("{\"", "{\n      \"", 1).replace(",\"", ",\n      \"");
        for bad in [
            r#"{"relatedEvents":[],"a":{"b":1}"#,
            r#"{"relatedEvents":[],"a":"b}"#,
            r#"{"relatedEvents":[1}}"#,
            "garbage",
        ] {
            let text = format!(r#"{{"configurationItems":[{good},{bad},{good},{good}]}}"#);
            assert_eq!(count(&text), (1, 3), "{text}");
            let text = format!(
                "{{\n  \"configurationItems\": [\n    {pretty},\n    {bad},\n    {pretty}\n  ]\n}}"
            );
            assert_eq!(count(&text), (1, 2), "{text}");
        }
    }
    let rows = format!(r#"{{"Results":["{{",5,{},"{{\"a\":"]}}"#, quoted(A));
    let all = split(&rows);
    assert_eq!(all.indices(), [2]);
    let words: Vec<&str> = all.faults().iter().map(|f| f.0).collect();
    let ends = "in a string: the input ends inside a record";
    assert_eq!(words, [ends, "a record must be an object", ends]);
}

#[test]
fn a_plain_list_without_end_keeps_its_last_item() {
    for tail in ["", "\n", " \n\n "] {
        let all = split(&format!("[{A},\n{D}{tail}"));
        assert_eq!(all.texts(), [A], "{tail:?}");
        assert_eq!(all.faults()[0].0, "the input ends inside a list");
        assert_eq!((all.faults.len(), all.faults()[0].1), (1, 1));
    }
    let far = " ".repeat(70 << 10);
    for (text, records) in [(format!("[{A}{far}]"), 1), (format!("[{A}{far}"), 1)] {
        let all = collect(vec![input(Cursor::new(text.clone()))], options(1 << 20, 1 << 20));
        let pieces = collect(vec![input(Cursor::new(text))], options(1000, 1 << 20));
        assert_eq!(all, pieces);
        assert_eq!(all.records.len(), records);
    }
    // Documents are cut off often; what came whole is taken.
    let all = split(&format!(r#"{{"configurationItems":[{A},{D}"#));
    assert_eq!((all.records.len(), all.faults.len()), (2, 1));
}

#[test]
fn places_of_bytes_inside() {
    let text = format!("\n  {{\"configurationItems\": [\n  {}]}}", A.replace(",\"", ",\n\""));
    let mut chunks = Chunks::new(vec![input(Cursor::new(text.clone()))], Options::default());
    let chunk = chunks.next(None).expect("a chunk");
    let record = chunk.records[0];
    for at in 0..(record.end - record.start) as usize {
        let place = record.place_of(&chunk.bytes, at);
        let before = &text[..place.offset as usize];
        let line = before.matches('\n').count() as u64 + 1;
        let column = place.offset - before.rfind('\n').map_or(0, |n| n as u64 + 1) + 1;
        assert_eq!((place.line, place.column), (line, column), "{at}");
        assert_eq!(text.as_bytes()[place.offset as usize], chunk.bytes[record.start as usize + at]);
    }
    let text = format!("{{\"Results\":[\n {}]}}", quoted(&A.replace(",\"", ",\n\"")));
    let mut chunks = Chunks::new(vec![input(Cursor::new(text))], Options::default());
    let chunk = chunks.next(None).expect("a chunk");
    let record = chunk.records[0];
    assert!(record.quoted);
    assert_eq!(record.place_of(&chunk.bytes, 40), record.place);
    assert_eq!((record.place.line, record.place.column), (2, 2));
}

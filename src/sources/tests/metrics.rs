//! Datapoints: JSON objects and tables.

use super::*;

const POINT: &str = r#"{"namespace":"N","metric":"m","timestamp":60,"value":1}"#;

#[test]
fn objects_with_datapoints() {
    let call = "{\"Namespace\":\"N\",\"MetricData\":[\n{\"MetricName\":\"m\",\"Value\":1}]}";
    let stream = r#"{"metric_stream_name":"s","account_id":"1","region":"r","namespace":"AWS/EC2","metric_name":"CPU","dimensions":{},"timestamp":1,"value":{"count":1},"unit":"None"}"#;
    let event = r#"{"source":"a","detail":{"Namespace":"N","MetricData":[]}}"#;
    for text in [
        format!("{call}\n{POINT}\n{stream}\n{event}"),
        format!("[{call},\n{POINT},{stream},{event}]"),
    ] {
        let all = split(&text);
        assert_eq!(all.texts(), [call, POINT, stream, event], "{text}");
        use Form::{Events, Metrics};
        assert_eq!(all.forms(), [Metrics, Metrics, Metrics, Events]);
        assert_eq!(all.records[1].3.line, 3);
    }
    let forced = split_with(b"{\"a\":1}[{}]", 100, Some(InputFormat::Metrics));
    assert_eq!(forced.forms(), [Form::Metrics; 2]);
}

#[test]
fn rows_of_tables() {
    let head = "Namespace,Metric,Timestamp,Value,Dimensions.Host";
    for end in ["\n", "\r\n"] {
        let text = format!("\u{feff}{head}{end}N,m,60,1,a{end}{end}N,m,120,2,\"b,c\"");
        let all = split(&text);
        assert_eq!(all.texts(), ["N,m,60,1,a", "N,m,120,2,\"b,c\""]);
        assert_eq!(all.forms(), [Form::MetricRow; 2]);
        assert_eq!(all.indices(), [0, 1]);
        let lines: Vec<_> = all.records.iter().map(|r| r.3.line).collect();
        assert_eq!(lines, [2, 4]);
        assert_eq!(all.head.as_deref(), Some(head));
    }
    let odd = split("id,name\n1,2\n");
    assert_eq!((odd.records.len(), odd.faults.len(), odd.head), (0, 2, None));
    let forced = split_with(b"id,name\n1,2\n", 100, Some(InputFormat::Metrics));
    assert_eq!((forced.texts(), forced.head.as_deref()), (vec!["1,2"], Some("id,name")));
}

#[test]
fn inputs_do_not_share_heads() {
    let table = "namespace,metric,time,value\nN,m,60,1";
    let inputs = vec![input(Cursor::new(table)), input(Cursor::new("{\"a\":1}"))];
    let mut chunks = Chunks::new(inputs, Options::default());
    let first = chunks.next(None).expect("the table");
    assert!(first.head.is_some());
    assert!(chunks.next(Some(first)).expect("the event").head.is_none());
}

//! Bytes to data.

use crate::metrics::readers::{Form, Table, Taken, Why, csv, emf, ndjson, one, put, recognise};
use crate::metrics::validate::Clock;
use crate::metrics::{Metric, RefusalCode, Sample, Unit};

fn values(taken: &Taken) -> Vec<(String, i64, Sample)> {
    taken.data.iter().map(|d| (d.metric.to_string(), d.at, d.sample.clone())).collect()
}

#[test]
fn a_call_of_put_metric_data() {
    let text = br#"{"Namespace":"App","MetricData":[
 {"MetricName":"Latency","Dimensions":[{"Name":"Host","Value":"a"}],"Timestamp":60,
  "Value":1.5,"Unit":"Seconds","StorageResolution":1},
 {"MetricName":"Latency","Timestamp":"2026-01-01T00:00:00Z","Values":[1,2],"Counts":[3,4]},
 {"MetricName":"Bad","Timestamp":60,"Value":1,"Values":[1]},
 {"MetricName":"Odd","Timestamp":60,"Value":"x"}]}"#;
    let taken = put(text, Clock::Any);
    assert_eq!(
        values(&taken),
        [
            ("App/Latency{Host=a}".into(), 60_000, Sample::Value(1.5)),
            ("App/Latency".into(), 1_767_225_600_000, Sample::Values(vec![(1.0, 3.0), (2.0, 4.0)])),
        ]
    );
    assert_eq!(taken.data[0].unit, Unit::Seconds);
    let [both, odd] = taken.faults.as_slice() else { panic!("{:?}", taken.faults) };
    assert_eq!(both.line, 5);
    let Why::Refused(refusal) = &both.why else { panic!("{both:?}") };
    assert_eq!(refusal.code, RefusalCode::InvalidParameterCombination);
    assert!(refusal.message.contains("MetricData.member.3.Value"), "{refusal}");
    assert_eq!((odd.line, odd.to_string().as_str()), (6, "`x` where a number should be"));
    assert!(text[odd.at..].starts_with(b"\"x\""));
}

#[test]
fn lines_of_datapoints() {
    let text = b"{\"namespace\":\"N\",\"metric\":\"m\",\"time\":60,\"value\":1}\n\n\
        {\"namespace\":\"N\",\"metric_name\":\"s\",\"timestamp\":1700000000000,\
        \"dimensions\":{\"a\":\"b\"},\"value\":{\"count\":2,\"sum\":3,\"min\":1,\"max\":2}}\n\
        {broken\n{\"metric\":\"m\",\"time\":60,\"value\":1}\n";
    let taken = ndjson(text, Clock::Any);
    assert_eq!(taken.data.len(), 2);
    assert_eq!(taken.data[1].metric.to_string(), "N/s{a=b}");
    assert_eq!(taken.data[1].at, 1_700_000_000_000);
    let lines: Vec<usize> = taken.faults.iter().map(|f| f.line).collect();
    assert_eq!(lines, [4, 5]);
    assert!(text[taken.faults[0].at..].starts_with(b"broken"));
    assert_eq!(taken.faults[1].to_string(), "The parameter Namespace is required.");
}

#[test]
fn tables() {
    let text = b"namespace,metric,timestamp,value,unit,dimensions.Host\n\
        N,m,1970-01-01 00:01:00,5,Count,a\nN,m,120,x,,\nN,m,180,7,,\nN,m\n";
    let taken = csv(text, None, Clock::Any);
    assert_eq!(
        values(&taken),
        [
            ("N/m{Host=a}".into(), 60_000, Sample::Value(5.0)),
            ("N/m".into(), 180_000, Sample::Value(7.0)),
        ]
    );
    let said: Vec<String> = taken.faults.iter().map(|f| format!("{}: {f}", f.line)).collect();
    assert_eq!(said, ["3: `x` where a number should be", "5: 2 cells under 6 columns"]);
    let metric = Metric::new("NAB", "cpu", Vec::new());
    let plain = csv(b"timestamp,value\n2014-04-10 00:04:00,91.958\n", Some(&metric), Clock::Any);
    assert_eq!(plain.data[0].metric, metric);
    assert_eq!(plain.data[0].at, 1_397_088_240_000);
    let odd = csv(b"timestamp,valeu\n1,2\n", Some(&metric), Clock::Any);
    assert_eq!(odd.faults[0].to_string(), "there is no column `valeu`, did you mean `value`?");
}

#[test]
fn embedded_metrics() {
    let line = r#"{"_aws":{"Timestamp":60000,"CloudWatchMetrics":[{"Namespace":"App","Dimensions":[["Fn"],["Fn","Zone"],[]],"Metrics":[{"Name":"Time","Unit":"Milliseconds","StorageResolution":1},{"Name":"Sizes"},{"Name":"Gone"}]}]},"Fn":"f","Zone":"z","Time":12.5,"Sizes":[1,2]}"#;
    let text = format!("START RequestId: 1\n{line}\n{{\"plain\":\"json\"}}\n");
    let taken = emf(text.as_bytes(), Clock::Any);
    let names: Vec<String> = taken.data.iter().map(|d| d.metric.to_string()).collect();
    assert_eq!(
        names,
        [
            "App/Time{Fn=f}",
            "App/Time{Fn=f,Zone=z}",
            "App/Time",
            "App/Sizes{Fn=f}",
            "App/Sizes{Fn=f,Zone=z}",
            "App/Sizes",
        ]
    );
    assert_eq!(taken.data[0].unit, Unit::Milliseconds);
    assert_eq!(taken.data[3].sample, Sample::Values(vec![(1.0, 1.0), (2.0, 1.0)]));
    assert_eq!(taken.faults.len(), 1);
    assert_eq!(taken.faults[0].line, 2);
    assert_eq!(taken.faults[0].to_string(), "the line has no member `Gone`, a metric");
    assert!(text[taken.faults[0].at..].starts_with("\"Gone\""));
}

#[test]
fn forms_by_their_beginning() {
    let datapoint = r#"{"namespace":"N","metric":"m","time":60,"value":1}"#;
    for (text, form) in [
        ("{\"Namespace\":\"N\",\n\"MetricData\":[]}".to_owned(), Some(Form::Put)),
        (format!("[{datapoint}]"), Some(Form::Put)),
        (datapoint.to_owned(), Some(Form::Put)),
        (format!("{datapoint}\n{datapoint}\n"), Some(Form::Ndjson)),
        ("{\"_aws\":{\"CloudWatchMetrics\":[]}}\n{}".to_owned(), Some(Form::Emf)),
        ("timestamp,value\n1,2\n".to_owned(), Some(Form::Csv)),
        ("{\"Records\":[]}".to_owned(), None),
        ("a,b\n".to_owned(), None),
        (String::new(), None),
    ] {
        assert_eq!(recognise(text.as_bytes()), form, "{text}");
    }
}

#[test]
fn broken_bytes_are_told() {
    for text in [&b"{"[..], b"\xff", b"[1]", b"null", b"{\"Namespace\":\"N\",\"MetricData\":3}"] {
        assert!(!put(text, Clock::Any).faults.is_empty());
        assert!(!ndjson(text, Clock::Any).faults.is_empty());
    }
    assert!(!csv(b"value\n\xff", None, Clock::Any).faults.is_empty());
    assert!(!csv(b"value\n\"a", None, Clock::Any).faults.is_empty());
    assert_eq!(emf(b"\xff\n{\"_aws\"", Clock::Any), Taken::default());
    let cut = emf(b"x\n{\"_aws\":{\"CloudWatchMetrics\":[{\"Namesp", Clock::Any);
    assert_eq!((cut.data.len(), cut.faults.len(), cut.faults[0].line), (0, 1, 2));
}

#[test]
fn records_one_by_one() {
    let record = b"{\"namespace\":\"N\",\"metric\":\"m\",\n\"time\":60,\"value\":\"x\"}";
    let taken = one(record, Clock::Any);
    assert!(record[taken.faults[0].at..].starts_with(b"\"x\""));
    let table =
        Table::new(b"\xef\xbb\xbfnamespace,metric,time,value,dimensions.Host").expect("a table");
    let row = |line: &[u8]| table.row(line, Clock::Any);
    assert_eq!(row(b"N,m,60,1,a").expect("a datum").metric.to_string(), "N/m{Host=a}");
    assert_eq!(row(b"N,m,60,1,\"a,b\"").expect("a datum").metric.to_string(), "N/m{Host=a,b}");
    for (line, said) in [
        (&b"N,m,60"[..], "3 cells under 5 columns"),
        (b"N,m,60,1,\"", "a quoted cell without end"),
        (b"N,m,60,\xff,", "invalid UTF-8"),
        (b"", "1 cells under 5 columns"),
    ] {
        assert_eq!(row(line), Err(Why::Unreadable(said.into())));
    }
    let faults = |head: &[u8]| -> Vec<String> {
        Table::new(head).expect_err("faults").iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        faults(b"timestamp,value"),
        ["a table without a column `namespace`", "a table without a column `metric`"]
    );
    assert_eq!(faults(b"metric,valeu"), ["there is no column `valeu`, did you mean `value`?"]);
    assert_eq!(faults(b"").len(), 4);
}

#[test]
fn a_misspelt_member_is_told() {
    let of = |more: &str| {
        let text =
            format!("{{\"namespace\":\"N\",\"metric\":\"m\",\"time\":60,\"value\":1{more}}}");
        let taken = one(text.as_bytes(), Clock::Any);
        taken.faults.first().map(ToString::to_string)
    };
    assert_eq!(of(""), None);
    assert_eq!(
        of(",\"metric_stream_name\":\"s\",\"account_id\":\"1\",\"region\":\"r\",\"x\":1"),
        None
    );
    let said = of(",\"dimension\":{\"a\":\"b\"}").expect("a fault");
    assert_eq!(said, "unknown member `dimension`, did you mean `dimensions`?");
    assert!(of(",\"Units\":\"Count\"").is_some_and(|said| said.contains("did you mean `Unit`?")));
}

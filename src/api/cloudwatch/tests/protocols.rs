//! A call means the same in JSON, CBOR and Query, and is answered the same.

use super::{FILE, described};
use crate::api::testing::Bench;
use crate::wire::{Limits, Request, Value, open};
use serde_json::{Value as Json, json};

/// A document in CBOR: texts, whole numbers, floats, lists, maps, all short.
fn cbor(json: &Json, out: &mut Vec<u8>) {
    let head = |kind: u8, n: usize, out: &mut Vec<u8>| match u8::try_from(n).expect("short") {
        n @ 0..24 => out.push(kind << 5 | n),
        n => out.extend([kind << 5 | 24, n]),
    };
    match json {
        Json::Number(n) if n.is_u64() => head(0, n.as_u64().map_or(0, |n| n as usize), out),
        Json::Number(n) => {
            out.push(0xfb);
            out.extend(n.as_f64().unwrap_or_default().to_be_bytes());
        }
        Json::String(text) => {
            head(3, text.len(), out);
            out.extend(text.as_bytes());
        }
        Json::Array(all) => {
            head(4, all.len(), out);
            all.iter().for_each(|one| cbor(one, out));
        }
        Json::Object(all) => {
            head(5, all.len(), out);
            for (name, value) in all {
                cbor(&json!(name), out);
                cbor(value, out);
            }
        }
        _ => out.push(0xf6),
    }
}

/// A document as pairs of a form.
fn form(prefix: &str, json: &Json, out: &mut String) {
    let of = |name: &str| match prefix {
        "" => name.to_owned(),
        _ => format!("{prefix}.{name}"),
    };
    match json {
        Json::Object(all) => all.iter().for_each(|(name, value)| form(&of(name), value, out)),
        Json::Array(all) => {
            for (at, value) in all.iter().enumerate() {
                form(&of(&format!("member.{}", at + 1)), value, out);
            }
        }
        Json::String(text) => out.extend(["&", prefix, "=", text]),
        other => out.extend(["&", prefix, "=", &other.to_string()]),
    }
}

/// What a call in each protocol is decoded to, and how an answer looks there.
fn calls(operation: &str, input: &Json, answer: &Value) -> Vec<(Value, String)> {
    let target = format!("GraniteServiceVersion20100801.{operation}");
    let path = format!("/service/GraniteServiceVersion20100801/operation/{operation}");
    let mut binary = Vec::new();
    cbor(input, &mut binary);
    let mut pairs = format!("Action={operation}&Version=2010-08-01");
    form("", input, &mut pairs);
    let text = input.to_string();
    let json = [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", &target)];
    let rpc = [("content-type", "application/cbor"), ("smithy-protocol", "rpc-v2-cbor")];
    let query = [("content-type", "application/x-www-form-urlencoded")];
    type Sent<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [u8]);
    let all: [Sent<'_>; 3] =
        [("/", &json, text.as_bytes()), (&path, &rpc, &binary), ("/", &query, pairs.as_bytes())];
    let one = |(target, headers, body): Sent<'_>| {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let headers: Vec<(String, String)> = headers.iter().map(own).collect();
        let request = Request { method: "POST", target, headers: &headers, body };
        let call = open(&request, &Limits::default()).expect("a call");
        let input = call.input(&Limits::default()).expect("an input");
        let reply = call.answer(answer, "r");
        (input, String::from_utf8_lossy(&reply.body).into_owned())
    };
    all.into_iter().map(one).collect()
}

#[test]
fn a_call_means_the_same_in_all_protocols() {
    let mut found = Vec::new();
    for protocol in 0..3 {
        let bench = Bench::timed("cloudwatch", FILE);
        let alarm = json!({"AlarmName": "a", "MetricName": "m", "Namespace": "n",
            "Statistic": "Average", "Period": 60, "EvaluationPeriods": 3, "DatapointsToAlarm": 2,
            "Threshold": 1.5, "ComparisonOperator": "GreaterThanThreshold",
            "Dimensions": [{"Name": "d", "Value": "v"}], "AlarmActions": ["lake"]});
        let (input, _) = calls("PutMetricAlarm", &alarm, &Value::EMPTY).swap_remove(protocol);
        bench.value("PutMetricAlarm", input).expect("it is put");
        let data = json!({"Namespace": "n", "MetricData": [{"MetricName": "m", "Value": 2.5,
            "Timestamp": "2026-05-01T09:59:00Z", "Dimensions": [{"Name": "d", "Value": "v"}]}]});
        let (input, _) = calls("PutMetricData", &data, &Value::EMPTY).swap_remove(protocol);
        bench.value("PutMetricData", input).expect("they are put");
        let ask = json!({"Namespace": "n", "MetricName": "m", "Period": 60,
            "Dimensions": [{"Name": "d", "Value": "v"}], "Statistics": ["Sum"],
            "StartTime": "2026-05-01T09:00:00Z", "EndTime": "2026-05-01T10:00:00Z"});
        let (input, _) = calls("GetMetricStatistics", &ask, &Value::EMPTY).swap_remove(protocol);
        let read = || bench.value("GetMetricStatistics", input.clone()).expect("they are read");
        let has = || read().list("Datapoints").is_ok_and(|all| all.is_some_and(|a| a.len() == 1));
        bench.until("the datum is there", has);
        found.push((described(&bench, "a"), read()));
    }
    assert_eq!(found[0], found[1]);
    assert_eq!(found[0], found[2]);
    assert_eq!(found[0].0["Threshold"], 1.5);
    let replies = calls("GetMetricStatistics", &json!({}), &found[0].1);
    assert_eq!(
        replies[0].1,
        r#"{"Label":"m","Datapoints":[{"Timestamp":1777629540,"Sum":2.5,"Unit":"None"}]}"#
    );
    let xml = &replies[2].1;
    assert!(
        xml.contains("<Datapoints><member><Timestamp>2026-05-01T09:59:00Z</Timestamp>"),
        "{xml}"
    );
    assert!(xml.contains("<Sum>2.5</Sum><Unit>None</Unit></member></Datapoints>"), "{xml}");
}

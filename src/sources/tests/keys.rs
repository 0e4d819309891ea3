//! What objects are, by their keys.

use crate::sources::Form;
use crate::sources::keys::{Holds, Kind, kind};

#[test]
fn kinds_by_keys_in_any_order() {
    use Kind::{Document, Other, Record, Wrapped};
    for (text, want) in [
        (r#"{"eventVersion":"1.08"}"#, Record(Form::CloudTrail)),
        (r#"{ "awsRegion": "x", "eventVersion" : "1.10"}"#, Record(Form::CloudTrail)),
        (r#"{"eventName":"a","eventSource":"iam.amazonaws.com"}"#, Record(Form::CloudTrail)),
        (r#"{"eventType":"AwsCloudTrailInsight"}"#, Record(Form::CloudTrail)),
        (r#"{"s3":{},"eventVersion":"2.1","eventSource":"aws:s3"}"#, Record(Form::S3)),
        (r#"{"eventName":"x","eventSource":"aws:s3","s3":{}}"#, Record(Form::S3)),
        (
            r#"{"eventVersion":"1.0","eventName":"INSERT","eventSource":"aws:dynamodb"}"#,
            Record(Form::Events),
        ),
        (r#"{"version":"0","detail":{"eventVersion":"1.08"}}"#, Record(Form::Events)),
        (r#"{"Records":[{}]}"#, Document(12, Holds::Records)),
        (r#"{"a":{"Records":[1]},"Record\u0073": [ ] }"#, Document(38, Holds::Records)),
        (r#"{"Records":{}}"#, Record(Form::Events)),
        (r#"{"Events":[{"CloudTrailEvent":"{}"}]}"#, Document(11, Holds::Records)),
        (r#"{"fileVersion":"1.0","configurationItems":[]}"#, Document(43, Holds::Items)),
        (r#"{"BaseConfigurationItems": [{}]}"#, Document(28, Holds::Items)),
        (r#"{"Results":[ "{\"a\":1}"],"QueryInfo":{}}"#, Document(12, Holds::Rows)),
        (r#"{"Results":["a"]}"#, Record(Form::Events)),
        (
            r#"{"version":"1.3","accountId":"1","configurationItemStatus":"OK"}"#,
            Record(Form::Config),
        ),
        (r#"{"relatedEvents":[],"relationships":[],"x":"#, Record(Form::Config)),
        (r#"{"resourceId":"a","resourceType":"AWS::EC2::VPC"}"#, Record(Form::Config)),
        (r#"{"resourceId":"a","resourceType":"mine"}"#, Record(Form::Events)),
        (r#"{"configurationItem":null}"#, Record(Form::Config)),
        (r#"{"invokingEvent":"{}"}"#, Record(Form::Config)),
        (r#"{"awsAccountId":"1","messageType":"ScheduledNotification"}"#, Record(Form::Config)),
        (r#"{"messageType":"DATA_MESSAGE","logEvents":[]}"#, Record(Form::Log)),
        (
            r#"{"messageType":"CONTROL_MESSAGE","logEvents":[]}"#,
            Other("a control message of CloudWatch Logs"),
        ),
        (r#"{"messageType":"DATA_MESSAGE"}"#, Record(Form::Events)),
        (
            r#"{"events":[{"timestamp":1,"message":"{","ingestionTime":2}]}"#,
            Document(11, Holds::Logs),
        ),
        (r#"{"events":[{"timestamp":1,"message":"m"}]}"#, Record(Form::Events)),
        (
            r#"{"events":[],"searchedLogStreams":[]}"#,
            Other("an answer of CloudWatch Logs without events"),
        ),
        (r#"{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"a":1}"#, Record(Form::Log)),
        (r#"{"_aws":{"CloudWatch":[]},"a":1}"#, Record(Form::Events)),
        (r#"{"Namespace":"N","MetricData":[]}"#, Record(Form::Metrics)),
        (r#"{"metric-data":[{}],"namespace":"N"}"#, Record(Form::Metrics)),
        (r#"{"value":1,"metric_name":"m","namespace":"N"}"#, Record(Form::Metrics)),
        (
            r#"{"metric_stream_name":"s","namespace":"N","metric_name":"m","value":{}}"#,
            Record(Form::Metrics),
        ),
        (r#"{"Namespace":"N","MetricName":"m","Threshold":1}"#, Record(Form::Events)),
        (r#"{"source":"a","Namespace":"N","MetricData":[]}"#, Record(Form::Events)),
        (r#"{"x":{"Namespace":"N","MetricData":[]}}"#, Record(Form::Events)),
        (
            r#"{"version":"0","source":"aws.config","detail":{"configurationItem":{}}}"#,
            Record(Form::Events),
        ),
        (r#"{"Events":[1]}"#, Record(Form::Events)),
        (r#"{"CloudTrailEvent":"{}"}"#, Wrapped(19..23)),
        (r#"{"Message":"{}","Type":"Notification"}"#, Wrapped(11..15)),
        (r#"{"awsAccountId":"1","digestStartTime":"x"}"#, Other("a CloudTrail digest file")),
        (r#"{"Service":"Amazon S3","Event":"s3:TestEvent"}"#, Other("an S3 test message")),
        ("{}", Record(Form::Events)),
        ("{\"a\":1", Record(Form::Events)),
    ] {
        assert_eq!(kind(text.as_bytes()), want, "{text}");
    }
}

#[test]
fn a_prefix_never_says_document_wrongly() {
    for text in [
        r#"{"a":"Records","b":{"Records":[1]},"Records":[{}]}"#,
        r#"{"detail-type":"x","Records":[{}]}"#,
        r#"{"Events": [ {} ]}"#,
        r#"{"fileVersion":"1.0","configurationItems": [ {} ]}"#,
        r#"{"NextToken":null,"Results": [ "{}" ]}"#,
        r#"{"events": [ {"logStreamName":"1","timestamp":1,"message":"m","b":[]} ],"x":1}"#,
    ] {
        let whole = kind(text.as_bytes());
        for end in 0..text.len() {
            let part = kind(&text.as_bytes()[..end]);
            assert!(part == whole || !matches!(part, Kind::Document(..)), "{text} {end}");
        }
    }
}

//! Calls through every protocol, their answers and errors, and hostile bodies.

use super::inflate::gzip;
use super::*;

const JSON: &str = "application/x-amz-json-1.0";
const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";
const TARGET: &str = "GraniteServiceVersion20100801.PutMetricData";
const PATH: &str = "/service/GraniteServiceVersion20100801/operation/PutMetricData";

struct Sent {
    method: &'static str,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    limits: Limits,
}

impl Sent {
    fn new(target: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Self {
            method: "POST",
            target: target.to_owned(),
            headers,
            body: body.into(),
            limits: Limits { body: 50_000, ..Limits::default() },
        }
    }

    fn request(&self) -> Request<'_> {
        Request {
            method: self.method,
            target: &self.target,
            headers: &self.headers,
            body: &self.body,
        }
    }

    fn input(&self) -> Result<Value, Fault> {
        let request = self.request();
        let call = open(&request, &self.limits).map_err(|r| r.fault)?;
        call.input(&self.limits)
    }

    /// What is answered: the fault, or `result`.
    fn reply(&self, result: Result<Value, Fault>) -> Reply {
        let request = self.request();
        match open(&request, &self.limits) {
            Err(refused) => refused.form.refuse(&refused.fault, "id-1"),
            Ok(call) => match call.input(&self.limits).and(result) {
                Ok(value) => call.answer(&value, "id-1"),
                Err(fault) => call.refuse(&fault, "id-1"),
            },
        }
    }
}

fn json(body: &str) -> Sent {
    Sent::new(
        "/",
        &[("X-Amz-Target", TARGET), ("Content-Type", JSON), ("x-amzn-query-mode", "true")],
        body,
    )
}

fn query(body: &str) -> Sent {
    Sent::new(
        "/",
        &[("Content-Type", FORM)],
        format!("Action=PutMetricData&Version=2010-08-01&{body}"),
    )
}

fn cbor(value: &Value) -> Sent {
    let mut body = Vec::new();
    super::cbor::write(value, &mut body);
    Sent::new(
        PATH,
        &[("smithy-protocol", "rpc-v2-cbor"), ("content-type", "application/cbor")],
        body,
    )
}

fn text(reply: &Reply) -> &str {
    std::str::from_utf8(&reply.body).expect("text")
}

/// One call in CloudWatch's three protocols gives one tree, as far as it is asked.
#[test]
fn three_protocols_say_the_same() {
    let at = jiff::Timestamp::constant(1_767_323_045, 0);
    let datum = Value::map([
        ("Value", 1.5.into()),
        ("Timestamp", at.into()),
        ("StorageResolution", 1.into()),
    ]);
    for sent in [
        json(
            r#"{"MetricData":[{"Value":1.5,"Timestamp":1767323045,"StorageResolution":1}],"Namespace":"n","X":null}"#,
        ),
        query(
            "Namespace=n&MetricData.member.1.Value=1.5&MetricData.member.1.StorageResolution=1\
             &MetricData.member.1.Timestamp=2026-01-02T03%3A04%3A05Z",
        ),
        cbor(&Value::map([("Namespace", "n".into()), ("MetricData", vec![datum].into())])),
    ] {
        assert!(is_call(&sent.request()));
        let input = sent.input().expect("an input");
        assert_eq!(input.text("Namespace"), Ok(Some("n")));
        assert_eq!(input.text("X"), Ok(None));
        let data = input.list("MetricData").expect("a list").expect("there");
        assert_eq!(data[0].number("Value"), Ok(Some(1.5)));
        assert_eq!(data[0].integer("StorageResolution"), Ok(Some(1)));
        assert_eq!(data[0].time("Timestamp"), Ok(Some(at)));
        assert_eq!(input.bool("Namespace").map_err(|e| e.code), Err("SerializationException"));
    }
}

#[test]
fn answers_in_three_protocols() {
    let result = || {
        Ok(Value::map([
            ("List", vec![Value::map([("V", 1.0.into())])].into()),
            ("No", Value::Null),
        ]))
    };
    let reply = json("{}").reply(result());
    assert_eq!((reply.status, text(&reply)), (200, r#"{"List":[{"V":1.0}]}"#));
    assert_eq!(reply.header("content-type"), Some(JSON));
    assert_eq!(reply.header("x-amzn-requestid"), Some("id-1"));
    let reply = query("").reply(result());
    assert_eq!(
        text(&reply),
        "<PutMetricDataResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\">\
         <PutMetricDataResult><List><member><V>1.0</V></member></List></PutMetricDataResult>\
         <ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></PutMetricDataResponse>"
    );
    let reply = cbor(&Value::EMPTY).reply(result());
    assert_eq!(reply.header("smithy-protocol"), Some("rpc-v2-cbor"));
    let back = super::cbor::read(&reply.body, &Limits::default()).expect("CBOR");
    assert_eq!(back.list("List").expect("a list").expect("there")[0].number("V"), Ok(Some(1.0)));
}

#[test]
fn errors_in_three_protocols() {
    let fault = || Err(Fault::sender("InvalidParameterValueException", "bad <x>"));
    let reply = json("{}").reply(fault());
    assert_eq!(reply.status, 400);
    assert_eq!(
        text(&reply),
        r#"{"__type":"com.amazonaws.cloudwatch#InvalidParameterValueException","message":"bad <x>"}"#
    );
    assert_eq!(reply.header("x-amzn-query-error"), Some("InvalidParameterValue;Sender"));
    let reply = query("").reply(fault());
    assert_eq!(
        text(&reply),
        "<ErrorResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><Error>\
         <Type>Sender</Type><Code>InvalidParameterValue</Code><Message>bad &lt;x&gt;</Message></Error>\
         <RequestId>id-1</RequestId></ErrorResponse>"
    );
    let reply = cbor(&Value::EMPTY).reply(fault());
    assert_eq!((reply.status, reply.header("smithy-protocol")), (400, Some("rpc-v2-cbor")));
    assert_eq!(reply.header("x-amzn-query-error"), Some("InvalidParameterValue;Sender"));
    let back = super::cbor::read(&reply.body, &Limits::default()).expect("CBOR");
    assert_eq!(
        back.text("__type"),
        Ok(Some("com.amazonaws.cloudwatch#InvalidParameterValueException"))
    );
    let missing = || Err(Fault::sender("ResourceNotFound", "no alarm"));
    assert_eq!([json("{}").reply(missing()).status, query("").reply(missing()).status], [404, 404]);
    let full = json("{}").reply(Err(Fault::throttled("slow down", 2)));
    assert_eq!((full.status, full.header("retry-after")), (400, Some("2")));
    assert_eq!(full.header("x-amzn-query-error"), Some("Throttling;Sender"));
}

#[test]
fn rest_json_takes_fields_from_path_and_query() {
    let mut sent = Sent::new("/schedules/a%20b", &[], r#"{"Name":"other","State":"ENABLED"}"#);
    let input = sent.input().expect("an input");
    assert_eq!(input.text("Name"), Ok(Some("a b")));
    assert_eq!(input.text("State"), Ok(Some("ENABLED")));
    sent = Sent::new("/schedules?ScheduleGroup=g&MaxResults=10&x=1", &[], "");
    sent.method = "GET";
    let input = sent.input().expect("an input");
    assert_eq!(input.text("GroupName"), Ok(Some("g")));
    assert_eq!(input.integer("MaxResults"), Ok(Some(10)));
    let reply = sent.reply(Err(Fault::sender("ResourceNotFoundException", "gone").status(404)));
    assert_eq!((reply.status, text(&reply)), (404, r#"{"Message":"gone"}"#));
    assert_eq!(reply.header("x-amzn-errortype"), Some("ResourceNotFoundException"));
    let sent = Sent::new("/PutAuditEvents?channelArn=arn%3Aaws%3Ax", &[], r#"{"auditEvents":[]}"#);
    assert_eq!(sent.input().expect("an input").text("channelArn"), Ok(Some("arn:aws:x")));
    assert!(!is_call(&Sent::new("/events", &[], "{}").request()));
}

#[test]
fn unknown_operations_get_the_protocols_own_error() {
    let json = Sent::new("/", &[("x-amz-target", "Logs_20140328.PutLogEvents")], "{}")
        .reply(Ok(Value::EMPTY));
    assert_eq!(json.status, 400);
    assert!(text(&json).starts_with(r#"{"__type":"UnknownOperationException""#), "{}", text(&json));
    let form = Sent::new("/", &[("content-type", FORM)], "Action=Publish&Version=2010-03-31")
        .reply(Ok(Value::EMPTY));
    assert!(
        form.status == 400 && text(&form).contains("<Code>InvalidAction</Code>"),
        "{}",
        text(&form)
    );
    let path = PATH.replace("PutMetricData", "PutDashboard");
    let cbor = Sent::new(&path, &[("smithy-protocol", "rpc-v2-cbor")], "").reply(Ok(Value::EMPTY));
    assert_eq!((cbor.status, cbor.header("smithy-protocol")), (404, Some("rpc-v2-cbor")));
    let rest = Sent::new("/v1/pipes/p", &[], "{}").reply(Ok(Value::EMPTY));
    assert_eq!(
        (rest.status, rest.header("x-amzn-errortype")),
        (404, Some("UnknownOperationException"))
    );
    // The path of one service signed for another is no operation of it.
    let scope = "AWS4-HMAC-SHA256 Credential=A/20260102/r/pipes/aws4_request, SignedHeaders=host, Signature=x";
    let other =
        Sent::new("/schedules/s", &[("authorization", scope)], "{}").reply(Ok(Value::EMPTY));
    assert_eq!(other.status, 404);
}

#[test]
fn compressed_bodies_are_read_within_bounds() {
    for (mut sent, plain) in [
        (json(""), r#"{"Namespace":"n"}"#),
        (query(""), "Action=PutMetricData&Version=2010-08-01&Namespace=n"),
    ] {
        sent.body = gzip(plain.as_bytes());
        sent.headers.push(("content-encoding".into(), "gzip".into()));
        assert_eq!(sent.input().expect("an input").text("Namespace"), Ok(Some("n")));
        sent.body.truncate(15);
        assert_eq!(sent.reply(Ok(Value::EMPTY)).status, 400);
        sent.body = gzip(&vec![b' '; 60_000]);
        assert_eq!(sent.reply(Ok(Value::EMPTY)).status, 413);
    }
    let mut sent = json("{}");
    sent.headers.push(("content-encoding".into(), "br".into()));
    assert_eq!(sent.reply(Ok(Value::EMPTY)).status, 400);
    sent = json(&" ".repeat(50_001));
    assert_eq!(sent.reply(Ok(Value::EMPTY)).status, 413);
    sent = Sent::new(&"/x".repeat(10_000), &[], "");
    assert_eq!(sent.reply(Ok(Value::EMPTY)).status, 414);
}

/// What a reply must be whatever came: an error of the protocol, or the answer.
fn sound(sent: &Sent) {
    let reply = sent.reply(Ok(Value::EMPTY));
    match reply.status {
        200 => {}
        400..500 => {
            let body = String::from_utf8_lossy(&reply.body);
            let named = ["Exception", "<Code>"].iter().any(|word| body.contains(word));
            assert!(named || reply.header("x-amzn-errortype").is_some(), "{body}");
        }
        other => assert_eq!(other, 200),
    }
}

#[test]
fn cut_and_changed_requests_end_in_the_protocols_error() {
    let value = Value::map([("MetricData", vec![Value::map([("Value", 1.5.into())])].into())]);
    let rest = Sent::new("/schedules/a%20b?groupName=%67", &[], r#"{"a":[1,{"b":"\u00e9"}]}"#);
    let all = [
        json(r#"{"MetricData":[{"Value":1.5,"Unit":"\ud83d\ude00"}],"N":null,"E":1e5}"#),
        query(
            "MetricData.member.1.Value=1.5&MetricData.member.2.Dimensions.member.1.Name=%C3%A9&a=+",
        ),
        cbor(&value),
        rest,
    ];
    let mut random = fastrand::Rng::with_seed(11);
    for mut sent in all {
        let whole = sent.body.clone();
        for end in 0..whole.len() {
            sent.body = whole[..end].to_vec();
            sound(&sent);
        }
        for _ in 0..3000 {
            sent.body = whole.clone();
            for _ in 0..random.usize(1..5) {
                let at = random.usize(..sent.body.len());
                sent.body[at] = if random.bool() {
                    random.u8(..)
                } else {
                    *b"{}[]\"\\,.:%&=19\x9f\xff".get(random.usize(..17)).unwrap_or(&0)
                };
            }
            sound(&sent);
        }
        sent.body = whole;
        let target = sent.target.clone();
        for _ in 0..500 {
            let mut bytes = target.clone().into_bytes();
            let at = random.usize(..bytes.len());
            bytes[at] = random.u8(32..127);
            sent.target = String::from_utf8(bytes).expect("ASCII");
            sound(&sent);
        }
    }
}

/// XML is written only: a body of it is no body of any protocol, and its entities are never read.
#[test]
fn xml_bodies_are_refused() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>";
    for sent in [json(bomb), Sent::new("/", &[("content-type", "text/xml")], bomb)] {
        assert!((400..500).contains(&sent.reply(Ok(Value::EMPTY)).status));
    }
}

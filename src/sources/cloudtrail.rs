//! From CloudTrail records to the events that EventBridge would deliver of them.

use super::event_id;
use super::keys::{Keys, inside};

/// The raw JSON strings of a record (quotes included) that its event is made of. What is absent,
/// null or not a string is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fields<'a> {
    /// `eventSource`.
    pub event_source: Option<&'a [u8]>,
    /// `eventName`.
    pub event_name: Option<&'a [u8]>,
    /// `eventType`.
    pub event_type: Option<&'a [u8]>,
    /// `eventCategory`.
    pub event_category: Option<&'a [u8]>,
    /// `eventTime`.
    pub event_time: Option<&'a [u8]>,
    /// `eventID`.
    pub event_id: Option<&'a [u8]>,
    /// `awsRegion`.
    pub region: Option<&'a [u8]>,
    /// `recipientAccountId`, else `userIdentity.accountId`.
    pub account: Option<&'a [u8]>,
}

/// Takes the fields from a record, a valid JSON object, in one pass over its top level.
#[must_use]
pub fn scan(record: &[u8]) -> Fields<'_> {
    let mut fields = Fields::default();
    let mut identity = None;
    let mut keys = Keys::new(record);
    while let Some(key) = keys.key() {
        let Some(value) = keys.value() else { break };
        let slot = match &*key {
            b"eventSource" => &mut fields.event_source,
            b"eventName" => &mut fields.event_name,
            b"eventType" => &mut fields.event_type,
            b"eventCategory" => &mut fields.event_category,
            b"eventTime" => &mut fields.event_time,
            b"eventID" => &mut fields.event_id,
            b"awsRegion" => &mut fields.region,
            b"recipientAccountId" => &mut fields.account,
            b"userIdentity" => {
                identity = Some(value);
                continue;
            }
            _ => continue,
        };
        *slot = inside(value).map(|_| value);
    }
    if fields.account.is_none() {
        fields.account = identity.and_then(account_of);
    }
    fields
}

fn account_of(identity: &[u8]) -> Option<&[u8]> {
    let mut keys = Keys::new(identity);
    while let Some(key) = keys.key() {
        let value = keys.value()?;
        if *key == *b"accountId" {
            return inside(value).map(|_| value);
        }
    }
    None
}

/// The record in an event of CloudTrail: its `detail`, where `detail-type` ends in `via CloudTrail`.
#[must_use]
pub fn record_of(event: &[u8]) -> Option<&[u8]> {
    let (mut detail, mut via) = (None, false);
    let mut keys = Keys::new(event);
    while let Some(key) = keys.key() {
        let Some(value) = keys.value() else { break };
        match &*key {
            b"detail-type" => via = value.ends_with(b"via CloudTrail\""),
            b"detail" => detail = Some(value),
            _ => {}
        }
    }
    detail.filter(|_| via)
}

/// The inside of a raw string.
fn text(raw: Option<&[u8]>) -> &[u8] {
    raw.and_then(inside).unwrap_or_default()
}

/// The paths of a record that its event is made of, in the order of [`Fields::of`].
pub const WANTED: [&str; 9] = [
    "eventSource",
    "eventName",
    "eventType",
    "eventCategory",
    "eventTime",
    "eventID",
    "awsRegion",
    "recipientAccountId",
    "userIdentity.accountId",
];

/// The keys of the envelope, in the order of [`Fields::around`].
pub const AROUND: [&str; 7] =
    ["version", "id", "detail-type", "source", "account", "time", "region"];

impl<'a> Fields<'a> {
    /// The fields, found by somebody else at the paths of [`WANTED`].
    #[must_use]
    pub fn of(found: [Option<&'a [u8]>; 9]) -> Self {
        let [
            event_source,
            event_name,
            event_type,
            event_category,
            event_time,
            event_id,
            region,
            account,
            owner,
        ] = found;
        Self {
            event_source,
            event_name,
            event_type,
            event_category,
            event_time,
            event_id,
            region,
            account: account.or(owner),
        }
    }

    /// The texts of the envelope (JSON, without quotes) at the keys of [`AROUND`]. `buffer` is for
    /// those that the record does not hold as such.
    pub fn around<'b>(&self, record: &[u8], buffer: &'b mut Vec<u8>) -> [Option<&'b [u8]>; 7]
    where
        'a: 'b,
    {
        buffer.clear();
        if self.event_id.is_none() {
            buffer.extend_from_slice(event_id(record).to_string().as_bytes());
        }
        let split = buffer.len();
        let source = self.write_source(buffer);
        let (id, quoted) = buffer.split_at(split);
        let inner = |raw: Option<&'a [u8]>| raw.and_then(inside);
        [
            Some(b"0"),
            inner(self.event_id).or(Some(id)),
            Some(self.detail_type().as_bytes()),
            source.then(|| &quoted[1..quoted.len() - 1]),
            inner(self.account),
            inner(self.event_time),
            inner(self.region),
        ]
    }
}

impl Fields<'_> {
    /// The event's `detail-type`.
    ///
    /// AWS documents six. Its page spells the sign-in one `AWS Console Signin via CloudTrail`, but
    /// the events themselves, and every rule that works, have `Sign In`. Network activity has the
    /// category `NetworkActivity` and the type `AwsVpceEvent`. A record without a type is taken for
    /// an API call, which is what CloudTrail wrote before it wrote types.
    #[must_use]
    pub fn detail_type(&self) -> &'static str {
        match (text(self.event_category), text(self.event_type)) {
            (b"Insight", _) | (_, b"AwsCloudTrailInsight") => "AWS Insight via CloudTrail",
            (b"NetworkActivity", _) | (_, b"AwsVpceEvent") => {
                "AWS Network Activity Event via CloudTrail"
            }
            (_, b"AwsServiceEvent") => "AWS Service Event via CloudTrail",
            (_, b"AwsConsoleSignIn") => "AWS Console Sign In via CloudTrail",
            (_, b"AwsConsoleAction") => "AWS Console Action via CloudTrail",
            _ => API_CALL,
        }
    }

    /// Appends the event's `source` as a raw JSON string; false when the record gives none.
    ///
    /// The EventBridge reference names the sources of all services in the form `aws.` plus the
    /// event source without its domain, `aws.monitoring` (CloudWatch) and `aws.signin` included:
    /// no exceptions are known. Insights come from CloudTrail itself, whatever they are about.
    fn write_source(&self, out: &mut Vec<u8>) -> bool {
        let service = match text(self.event_source) {
            _ if self.detail_type() == "AWS Insight via CloudTrail" => b"cloudtrail",
            [] => return false,
            host => {
                let suffixes = [&b".amazonaws.com"[..], b".amazonaws.com.cn"];
                suffixes.iter().find_map(|s| host.strip_suffix(*s)).unwrap_or(host)
            }
        };
        out.extend_from_slice(b"\"aws.");
        out.extend_from_slice(service);
        out.push(b'"');
        true
    }
}

const API_CALL: &str = "AWS API Call via CloudTrail";

/// Appends the event of a record: AWS's fields in AWS's order, what the record lacks left out,
/// `detail` the record's own bytes.
pub fn write_event(fields: &Fields<'_>, record: &[u8], out: &mut Vec<u8>) {
    out.reserve(record.len() + 320);
    out.extend_from_slice(b"{\"version\":\"0\",\"id\":");
    match fields.event_id {
        Some(id) => out.extend_from_slice(id),
        None => out.extend_from_slice(format!("\"{}\"", event_id(record)).as_bytes()),
    }
    out.extend_from_slice(b",\"detail-type\":\"");
    out.extend_from_slice(fields.detail_type().as_bytes());
    out.push(b'"');
    let before = out.len();
    out.extend_from_slice(b",\"source\":");
    if !fields.write_source(out) {
        out.truncate(before);
    }
    for (key, value) in [
        (&b",\"account\":"[..], fields.account),
        (b",\"time\":", fields.event_time),
        (b",\"region\":", fields.region),
    ] {
        if let Some(value) = value {
            out.extend_from_slice(key);
            out.extend_from_slice(value);
        }
    }
    out.extend_from_slice(b",\"resources\":[],\"detail\":");
    out.extend_from_slice(record);
    out.push(b'}');
}

/// Does AWS withhold this event from rules in the plain state `ENABLED`?
///
/// It does so with read-only management events, and it knows these by their names: `readOnly` is
/// not the test. Two calls of STS pass although they read.
#[must_use]
pub fn withheld(fields: &Fields<'_>) -> bool {
    gate(
        fields.detail_type(),
        text(fields.event_category),
        text(fields.event_source),
        text(fields.event_name),
    )
}

/// The same, told from an event's `detail-type` and its detail's `eventCategory`, `eventSource` and
/// `eventName`.
#[must_use]
pub fn gate(detail_type: &str, category: &[u8], source: &[u8], name: &[u8]) -> bool {
    let passes = source == b"sts.amazonaws.com"
        && matches!(name, b"GetFederationToken" | b"GetSessionToken");
    detail_type == API_CALL
        && category == b"Management"
        && [&b"List"[..], b"Get", b"Describe"].iter().any(|p| name.starts_with(p))
        && !passes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(record: &str) -> String {
        let mut out = Vec::new();
        write_event(&scan(record.as_bytes()), record.as_bytes(), &mut out);
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn an_api_call() {
        let record = r#"{ "eventVersion":"1.08", "userIdentity":{"x":"}","accountId":"9"},
          "eventTime":"2023-07-10T11:42:36Z","eventSource":"monitoring.amazonaws.com",
          "eventName":"PutMetricAlarm","awsRegion":"us-east-1","n":[1.50,{"eventName":"no"}],
          "eventID":"e-1","eventType":"AwsApiCall","recipientAccountId":"123" }"#;
        let want = [
            r#"{"version":"0","id":"e-1","detail-type":"AWS API Call via CloudTrail","#,
            r#""source":"aws.monitoring","account":"123","time":"2023-07-10T11:42:36Z","#,
            r#""region":"us-east-1","resources":[],"detail":"#,
            record,
            "}",
        ];
        assert_eq!(event(record), want.concat());
    }

    #[test]
    fn what_is_missing_is_left_out_and_ids_are_stable() {
        let bare = event(r#"{"eventID":null,"userIdentity":{"accountId":"9"}}"#);
        assert!(bare.contains(r#""account":"9","resources":[]"#), "{bare}");
        assert!(!bare.contains("\"source\""));
        assert_eq!(bare, event(r#"{"eventID":null,"userIdentity":{"accountId":"9"}}"#));
        let id = |e: &str| e.split('"').nth(7).map(str::len);
        assert_eq!(id(&bare), Some(36));
        assert!(!event(r#"{"recipientAccountId":1}"#).contains("account\":1,\"res"));
    }

    #[test]
    fn detail_types() {
        for (record, want, source) in [
            (
                r#"{"eventType":"AwsServiceEvent","eventSource":"kms.amazonaws.com"}"#,
                "AWS Service Event",
                "aws.kms",
            ),
            (
                r#"{"eventType":"AwsConsoleSignIn","eventSource":"signin.amazonaws.com"}"#,
                "AWS Console Sign In",
                "aws.signin",
            ),
            (
                r#"{"eventType":"AwsConsoleAction","eventSource":"a.amazonaws.com.cn"}"#,
                "AWS Console Action",
                "aws.a",
            ),
            (
                r#"{"eventType":"AwsVpceEvent","eventCategory":"NetworkActivity","eventSource":"x"}"#,
                "AWS Network Activity Event",
                "aws.x",
            ),
            (r#"{"eventType":"AwsCloudTrailInsight"}"#, "AWS Insight", "aws.cloudtrail"),
            (
                r#"{"eventSource":"resource-explorer-2.amazonaws.com"}"#,
                "AWS API Call",
                "aws.resource-explorer-2",
            ),
        ] {
            let event = event(record);
            assert!(
                event.contains(&format!("\"detail-type\":\"{want} via CloudTrail\"")),
                "{event}"
            );
            assert!(event.contains(&format!("\"source\":\"{source}\"")), "{event}");
        }
    }

    #[test]
    fn the_gate() {
        let gate = |source: &str, name: &str, category: &str, kind: &str| {
            let record = format!(
                r#"{{"eventSource":"{source}","eventName":"{name}","eventCategory":"{category}","eventType":"{kind}"}}"#
            );
            withheld(&scan(record.as_bytes()))
        };
        let call = "AwsApiCall";
        assert!(gate("iam.amazonaws.com", "ListUsers", "Management", call));
        assert!(gate("sts.amazonaws.com", "GetCallerIdentity", "Management", call));
        assert!(!gate("sts.amazonaws.com", "GetSessionToken", "Management", call));
        assert!(!gate("s3.amazonaws.com", "GetObject", "Data", call));
        assert!(!gate("events.amazonaws.com", "TestEventPattern", "Management", call));
        assert!(!gate("kms.amazonaws.com", "GetKey", "Management", "AwsServiceEvent"));
    }
}

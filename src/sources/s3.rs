//! From records of S3 event notifications to the events that S3 sends to EventBridge.

use super::event_id;
use crate::base::ids::SourceId;
use crate::base::text::quote;
use crate::base::time;
use crate::read::json;
use crate::read::tree::{Item, Kind};

/// What an event name of a notification is on EventBridge.
struct Meaning {
    detail_type: &'static str,
    reason: Option<&'static str>,
    deletion_type: Option<&'static str>,
}

/// `None` for what S3 does not send to EventBridge (replication, lost reduced-redundancy objects),
/// and for names newer than this table.
fn meaning(event_name: &str) -> Option<Meaning> {
    let (detail_type, reason, deletion_type) = match event_name {
        "ObjectCreated:Put" => ("Object Created", Some("PutObject"), None),
        "ObjectCreated:Post" => ("Object Created", Some("POST Object"), None),
        "ObjectCreated:Copy" => ("Object Created", Some("CopyObject"), None),
        "ObjectCreated:CompleteMultipartUpload" => {
            ("Object Created", Some("CompleteMultipartUpload"), None)
        }
        "ObjectRemoved:Delete" => {
            ("Object Deleted", Some("DeleteObject"), Some("Permanently Deleted"))
        }
        "ObjectRemoved:DeleteMarkerCreated" => {
            ("Object Deleted", Some("DeleteObject"), Some("Delete Marker Created"))
        }
        "LifecycleExpiration:Delete" => {
            ("Object Deleted", Some("Lifecycle Expiration"), Some("Permanently Deleted"))
        }
        "LifecycleExpiration:DeleteMarkerCreated" => {
            ("Object Deleted", Some("Lifecycle Expiration"), Some("Delete Marker Created"))
        }
        "ObjectRestore:Post" => ("Object Restore Initiated", None, None),
        "ObjectRestore:Completed" => ("Object Restore Completed", None, None),
        "ObjectRestore:Delete" => ("Object Restore Expired", None, None),
        "ObjectTagging:Put" => ("Object Tags Added", None, None),
        "ObjectTagging:Delete" => ("Object Tags Deleted", None, None),
        "ObjectAcl:Put" => ("Object ACL Updated", None, None),
        "LifecycleTransition" => ("Object Storage Class Changed", None, None),
        "IntelligentTiering" => ("Object Access Tier Changed", None, None),
        _ => return None,
    };
    Some(Meaning { detail_type, reason, deletion_type })
}

/// Appends the event of a record; false when S3 sends none for it. The account, the bucket
/// owner's, is not in a notification: it is written when `account` gives it.
///
/// # Errors
/// Says why the record is not one of an S3 notification.
pub fn write_event(
    record: &[u8],
    account: Option<&str>,
    out: &mut Vec<u8>,
) -> Result<bool, String> {
    let tree = json::read(SourceId(0), record.into(), DEPTH)
        .map_err(|e| format!("{} (byte {} of the record)", e.message, e.at))?;
    let root = tree.root();
    let name = string(root, "eventName").ok_or("an S3 record without `eventName`")?;
    let name = name.str();
    let Some(meaning) = meaning(name.strip_prefix("s3:").unwrap_or(&name)) else {
        return Ok(false);
    };
    let bucket = string(root, "s3.bucket.name").ok_or("an S3 record without a bucket")?;
    let arn = match string(root, "s3.bucket.arn") {
        Some(arn) => raw(arn),
        None => quote(format!("arn:aws:s3:::{}", bucket.str()).as_bytes()),
    };
    let mut event = Object::default();
    event.text("version", Some("0"));
    event.text("id", Some(&event_id(record).to_string()));
    event.text("detail-type", Some(meaning.detail_type));
    event.text("source", Some("aws.s3"));
    event.text("account", account);
    event.text("time", string(root, "eventTime").map(|t| whole_seconds(&t.str())).as_deref());
    event.put("region", string(root, "awsRegion").map(raw));
    event.put("resources", Some(format!("[{arn}]")));
    event.put("detail", Some(detail(root, bucket, &meaning).end()));
    out.extend_from_slice(event.end().as_bytes());
    Ok(true)
}

/// Levels of nesting in a record; events may be nested as deep, and stand one level further out.
const DEPTH: usize = 999;

/// A JSON object in the making.
#[derive(Default)]
struct Object(String);

impl Object {
    /// Adds a member whose value is JSON text, if there is one.
    fn put(&mut self, key: &str, value: Option<String>) {
        if let Some(value) = value {
            self.0.push(if self.0.is_empty() { '{' } else { ',' });
            self.0.extend([&quote(key.as_bytes()), ":", &value]);
        }
    }

    /// Adds a string, if there is one.
    fn text(&mut self, key: &str, value: Option<&str>) {
        self.put(key, value.map(|v| quote(v.as_bytes())));
    }

    fn end(mut self) -> String {
        self.0.push_str(if self.0.is_empty() { "{}" } else { "}" });
        self.0
    }
}

/// The value at a path of keys.
fn at<'t>(item: Item<'t>, path: &str) -> Option<Item<'t>> {
    path.split('.').try_fold(item, |item, key| item.get(key))
}

/// The string at a path of keys.
fn string<'t>(item: Item<'t>, path: &str) -> Option<Item<'t>> {
    at(item, path).filter(|i| i.kind() == Kind::Text)
}

/// A value as it is written in the record.
fn raw(item: Item<'_>) -> String {
    String::from_utf8_lossy(item.raw()).into_owned()
}

fn detail(record: Item<'_>, bucket: Item<'_>, meaning: &Meaning) -> Object {
    let text = |path: &str| string(record, path).map(raw);
    let mut about = Object::default();
    let key = string(record, "s3.object.key").map(|k| quote(&decode_key(&k.text())));
    about.put("key", key);
    let size = at(record, "s3.object.size").filter(|s| s.kind() == Kind::Number);
    about.put("size", size.map(raw));
    about.put("etag", text("s3.object.eTag"));
    about.put("version-id", text("s3.object.versionId"));
    about.put("sequencer", text("s3.object.sequencer"));

    let mut named = Object::default();
    named.put("name", Some(raw(bucket)));
    let mut detail = Object::default();
    detail.text("version", Some("0"));
    detail.put("bucket", Some(named.end()));
    detail.put("object", Some(about.end()));
    detail.put("request-id", text("responseElements.x-amz-request-id"));
    detail.put("requester", string(record, "userIdentity.principalId").and_then(requester));
    detail.put("source-ip-address", text("requestParameters.sourceIPAddress"));
    detail.text("reason", meaning.reason);
    detail.text("deletion-type", meaning.deletion_type);
    let restore = "glacierEventData.restoreEventData";
    let expiry = text(&format!("{restore}.lifecycleRestorationExpiryTime"));
    detail.put("restore-expiry-time", expiry);
    let class = text(&format!("{restore}.lifecycleRestoreStorageClass"));
    detail.put("source-storage-class", class);
    let moved = "lifecycleEventData.transitionEventData.destinationStorageClass";
    detail.put("destination-storage-class", text(moved));
    let tier = "intelligentTieringEventData.destinationAccessTier";
    detail.put("destination-access-tier", text(tier));
    detail
}

/// `requester` is an account or a service on EventBridge. A notification names the principal, of
/// which neither can be told unless it is one.
fn requester(principal: Item<'_>) -> Option<String> {
    let id = principal.str();
    let account = id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit());
    (account || id.ends_with(".amazonaws.com")).then(|| raw(principal))
}

/// EventBridge's times have no fraction of a second.
fn whole_seconds(text: &str) -> String {
    time::parse(text).map_or_else(|| text.to_owned(), time::show)
}

/// Keys in notifications are encoded as in a form: `+` for a blank, `%XX` for a byte.
fn decode_key(key: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(key.len());
    let mut bytes = key.iter().copied();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let mut digit = || ahead.next().and_then(|d| char::from(d).to_digit(16));
        match byte {
            b'+' => out.push(b' '),
            b'%' => match (digit(), digit()) {
                (Some(high), Some(low)) => {
                    out.push((high * 16 + low) as u8);
                    bytes = ahead;
                }
                _ => out.push(b'%'),
            },
            other => out.push(other),
        }
    }
    // What was encoded need not be text.
    match std::str::from_utf8(&out) {
        Err(_) if std::str::from_utf8(key).is_ok() => {
            String::from_utf8_lossy(&out).into_owned().into_bytes()
        }
        _ => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn event(record: &str, account: Option<&str>) -> Result<Option<Value>, String> {
        let mut out = Vec::new();
        let written = write_event(record.as_bytes(), account, &mut out)?;
        Ok(written.then(|| serde_json::from_slice(&out).expect("JSON")))
    }

    #[test]
    fn an_object_is_created() {
        let record = r#"{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1",
          "eventTime":"2024-05-01T10:00:00.987Z","eventName":"ObjectCreated:Put",
          "userIdentity":{"principalId":"AWS:AIDAX"},"requestParameters":{"sourceIPAddress":"1.2.3.4"},
          "responseElements":{"x-amz-request-id":"R1","x-amz-id-2":"z"},
          "s3":{"s3SchemaVersion":"1.0","configurationId":"c",
            "bucket":{"name":"b","ownerIdentity":{"principalId":"A"},"arn":"arn:aws:s3:::b"},
            "object":{"key":"a+b%2Bc/%C3%BC%zz","size":5,"eTag":"e","versionId":"v","sequencer":"0A"}}}"#;
        let mut event = event(record, Some("111122223333")).expect("a record").expect("an event");
        assert_eq!(event["id"].as_str().map(str::len), Some(36));
        event["id"] = Value::Null;
        let want = json!({
            "version": "0", "id": null, "detail-type": "Object Created", "source": "aws.s3",
            "account": "111122223333", "time": "2024-05-01T10:00:00Z", "region": "eu-west-1",
            "resources": ["arn:aws:s3:::b"],
            "detail": {
                "version": "0", "bucket": {"name": "b"},
                "object": {"key": "a b+c/ü%zz", "size": 5, "etag": "e", "version-id": "v", "sequencer": "0A"},
                "request-id": "R1", "source-ip-address": "1.2.3.4", "reason": "PutObject"
            }
        });
        assert_eq!(event.to_string(), want.to_string());
    }

    #[test]
    fn other_names() {
        let of = |name: &str| {
            event(
                &format!(
                    r#"{{"eventName":"{name}","userIdentity":{{"principalId":"s3.amazonaws.com"}},"s3":{{"bucket":{{"name":"b"}},"object":{{"key":"k"}}}}}}"#
                ),
                None,
            )
            .expect("a record")
        };
        let gone = of("LifecycleExpiration:DeleteMarkerCreated").expect("an event");
        assert_eq!(gone["detail"]["reason"], "Lifecycle Expiration");
        assert_eq!(gone["detail"]["deletion-type"], "Delete Marker Created");
        assert_eq!(gone["detail"]["requester"], "s3.amazonaws.com");
        assert_eq!(gone["resources"], json!(["arn:aws:s3:::b"]));
        assert_eq!(gone.get("account"), None);
        assert_eq!(
            of("s3:ObjectTagging:Put").expect("an event")["detail-type"],
            "Object Tags Added"
        );
        assert_eq!(of("Replication:OperationMissedThreshold"), None);
        assert!(event("{}", None).is_err());
        assert!(event("{", None).is_err());
    }

    #[test]
    fn numbers_and_strings_keep_their_spelling() {
        let size = "9".repeat(400);
        let deep = "[".repeat(900) + &"]".repeat(900);
        let record = format!(
            r#"{{"eventName":"ObjectCreated:Put","x":{deep},"s3":{{"bucket":{{"name":"b"}},"object":{{"key":"a\ud800","size":{size}}}}}}}"#
        );
        let mut out = Vec::new();
        assert_eq!(write_event(record.as_bytes(), None, &mut out), Ok(true));
        let event = String::from_utf8(out).expect("UTF-8");
        assert!(event.contains(&size) && event.contains(r#""key":"a\ud800""#), "{event}");
    }
}

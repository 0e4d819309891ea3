//! From records of S3 event notifications to the events that S3 sends to EventBridge.

use super::event_id;
use crate::base::time;
use serde_json::{Map, Value, json};

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
    let value: Value = serde_json::from_slice(record).map_err(|e| format!("not JSON: {e}"))?;
    let name = value["eventName"].as_str().ok_or("an S3 record without `eventName`")?;
    let Some(meaning) = meaning(name.strip_prefix("s3:").unwrap_or(name)) else {
        return Ok(false);
    };
    let bucket = value["s3"]["bucket"]["name"].as_str().ok_or("an S3 record without a bucket")?;
    let arn = match value["s3"]["bucket"]["arn"].as_str() {
        Some(arn) => arn.to_owned(),
        None => format!("arn:aws:s3:::{bucket}"),
    };
    let mut event = Map::new();
    event.insert("version".into(), "0".into());
    event.insert("id".into(), event_id(record).to_string().into());
    event.insert("detail-type".into(), meaning.detail_type.into());
    event.insert("source".into(), "aws.s3".into());
    put(&mut event, "account", account.map(Value::from));
    put(&mut event, "time", value["eventTime"].as_str().map(|t| whole_seconds(t).into()));
    put(&mut event, "region", text(&value["awsRegion"]));
    event.insert("resources".into(), json!([arn]));
    event.insert("detail".into(), detail(&value, bucket, &meaning).into());
    serde_json::to_writer(out, &event).map_err(|e| e.to_string())?;
    Ok(true)
}

fn detail(record: &Value, bucket: &str, meaning: &Meaning) -> Map<String, Value> {
    let object = &record["s3"]["object"];
    let mut about = Map::new();
    put(&mut about, "key", object["key"].as_str().map(|k| decode_key(k).into()));
    put(&mut about, "size", Some(&object["size"]).filter(|s| s.is_number()).cloned());
    put(&mut about, "etag", text(&object["eTag"]));
    put(&mut about, "version-id", text(&object["versionId"]));
    put(&mut about, "sequencer", text(&object["sequencer"]));

    let restore = &record["glacierEventData"]["restoreEventData"];
    let moved = &record["lifecycleEventData"]["transitionEventData"]["destinationStorageClass"];
    let tier = &record["intelligentTieringEventData"]["destinationAccessTier"];
    let mut detail = Map::new();
    detail.insert("version".into(), "0".into());
    detail.insert("bucket".into(), json!({ "name": bucket }));
    detail.insert("object".into(), about.into());
    put(&mut detail, "request-id", text(&record["responseElements"]["x-amz-request-id"]));
    put(&mut detail, "requester", requester(&record["userIdentity"]["principalId"]));
    put(&mut detail, "source-ip-address", text(&record["requestParameters"]["sourceIPAddress"]));
    put(&mut detail, "reason", meaning.reason.map(Value::from));
    put(&mut detail, "deletion-type", meaning.deletion_type.map(Value::from));
    put(&mut detail, "restore-expiry-time", text(&restore["lifecycleRestorationExpiryTime"]));
    put(&mut detail, "source-storage-class", text(&restore["lifecycleRestoreStorageClass"]));
    put(&mut detail, "destination-storage-class", text(moved));
    put(&mut detail, "destination-access-tier", text(tier));
    detail
}

fn put(map: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        map.insert(key.to_owned(), value);
    }
}

fn text(value: &Value) -> Option<Value> {
    value.is_string().then(|| value.clone())
}

/// `requester` is an account or a service on EventBridge. A notification names the principal, of
/// which neither can be told unless it is one.
fn requester(principal: &Value) -> Option<Value> {
    let id = principal.as_str()?;
    let account = id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit());
    (account || id.ends_with(".amazonaws.com")).then(|| id.into())
}

/// EventBridge's times have no fraction of a second.
fn whole_seconds(text: &str) -> String {
    time::parse(text).map_or_else(|| text.to_owned(), time::show)
}

/// Keys in notifications are encoded as in a form: `+` for a blank, `%XX` for a byte.
fn decode_key(key: &str) -> String {
    let mut out = Vec::with_capacity(key.len());
    let mut bytes = key.bytes();
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
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

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
}

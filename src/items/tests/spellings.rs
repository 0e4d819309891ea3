//! One resource in all five spellings is one item.

use super::*;

/// A bucket as snapshot and history files have it.
const BUCKET: &str = r#"{"relatedEvents":[],"relationships":[{"resourceId":"arn:aws:kms:x","resourceName":null,"resourceType":"AWS::KMS::Key","name":"Is encrypted with "}],"configuration":{"name":"b","owner":{"displayName":null,"id":"0a"},"creationDate":"2024-02-12T07:21:45.000Z"},"supplementaryConfiguration":{"AccessControlList":"{\"grantSet\":null,\"grantList\":[{\"grantee\":\"AllUsers\",\"permission\":\"Read\"}]}","BucketPolicy":{"policyText":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"},"BucketVersioningConfiguration":{"status":"Off","isMfaDeleteEnabled":null},"BucketTaggingConfiguration":{"tagSets":[{"tags":{"Team":"web","Stage":"live"}}]},"IsRequesterPaysEnabled":false},"tags":{"Team":"web","Stage":"live"},"configurationItemVersion":"1.3","configurationItemCaptureTime":"2024-02-12T07:29:16.288Z","configurationStateId":1707722956288,"awsAccountId":"123456789012","configurationItemStatus":"OK","resourceType":"AWS::S3::Bucket","resourceId":"b","resourceName":"b","ARN":"arn:aws:s3:::b","awsRegion":"us-east-1","availabilityZone":"Regional","configurationStateMd5Hash":"","resourceCreationTime":"2024-02-12T07:21:45.000Z"}"#;

/// As `BatchGetResourceConfig` and `GetResourceConfigHistory` answer.
const OF_THE_API: &str = r#"{"version":"1.3","accountId":"123456789012","configurationItemCaptureTime":1707722956.288,"configurationItemStatus":"OK","configurationStateId":"1707722956288","configurationItemMD5Hash":"","arn":"arn:aws:s3:::b","resourceType":"AWS::S3::Bucket","resourceId":"b","resourceName":"b","awsRegion":"us-east-1","availabilityZone":"Regional","resourceCreationTime":"2024-02-12T08:21:45+01:00","tags":{"Team":"web","Stage":"live"},"relatedEvents":[],"relationships":[{"resourceType":"AWS::KMS::Key","resourceId":"arn:aws:kms:x","resourceName":null,"relationshipName":"Is encrypted with "}],"configuration":"{\"name\":\"b\",\"owner\":{\"displayName\":null,\"id\":\"0a\"},\"creationDate\":\"2024-02-12T07:21:45.000Z\"}","supplementaryConfiguration":{"AccessControlList":"\"{\\\"grantSet\\\":null,\\\"grantList\\\":[{\\\"grantee\\\":\\\"AllUsers\\\",\\\"permission\\\":\\\"Read\\\"}]}\"","BucketPolicy":"{\"policyText\":\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[]}\"}","BucketVersioningConfiguration":"{\"status\":\"Off\",\"isMfaDeleteEnabled\":null}","BucketTaggingConfiguration":"{\"tagSets\":[{\"tags\":{\"Team\":\"web\",\"Stage\":\"live\"}}]}","IsRequesterPaysEnabled":"false"}}"#;

/// As `SelectResourceConfig` answers when all fields are asked for, decoded from its string.
const OF_A_QUERY: &str = r#"{"resourceId":"b","resourceName":"b","resourceType":"AWS::S3::Bucket","accountId":"123456789012","arn":"arn:aws:s3:::b","awsRegion":"us-east-1","availabilityZone":"Regional","tags":[{"key":"Team","value":"web","tag":"Team=web"},{"key":"Stage","value":"live","tag":"Stage=live"}],"relatedEvents":[],"relationships":[{"resourceId":"arn:aws:kms:x","resourceName":null,"resourceType":"AWS::KMS::Key","name":"Is encrypted with "}],"configuration":{"name":"b","owner":{"displayName":null,"id":"0a"},"creationDate":"2024-02-12T07:21:45.000Z"},"supplementaryConfiguration":{"AccessControlList":"{\"grantSet\":null,\"grantList\":[{\"grantee\":\"AllUsers\",\"permission\":\"Read\"}]}","BucketPolicy":{"policyText":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"},"BucketVersioningConfiguration":{"status":"Off","isMfaDeleteEnabled":null},"BucketTaggingConfiguration":{"tagSets":[{"tags":{"Team":"web","Stage":"live"}}]},"IsRequesterPaysEnabled":false},"configurationItemCaptureTime":"2024-02-12T07:29:16.288Z","configurationItemStatus":"OK","configurationStateId":1707722956288,"version":"1.3","configurationStateMd5Hash":"","resourceCreationTime":"2024-02-12T07:21:45.000Z"}"#;

fn message(item: &str) -> String {
    format!(
        r#"{{"configurationItemDiff":{{"changeType":"UPDATE","changedProperties":{{"Configuration.Name":{{"previousValue":"a","updatedValue":"b","changeType":"UPDATE"}},"SupplementaryConfiguration.Tags.1":{{}}}}}},"configurationItem":{item},"notificationCreationTime":"2024-02-12T07:29:17.000Z","messageType":"ConfigurationItemChangeNotification","recordVersion":"1.3"}}"#
    )
}

#[test]
fn the_five_spellings_are_one() {
    assert_eq!(normal(BUCKET), BUCKET, "snapshot files are in the one form already");
    assert_eq!(normal(OF_THE_API), BUCKET);
    assert_eq!(normal(OF_A_QUERY), BUCKET);
    assert_eq!(normal(&message(BUCKET)), BUCKET);
    let invoking = json!({"invokingEvent": message(BUCKET), "ruleParameters": "{}"}).to_string();
    assert_eq!(normal(&invoking), BUCKET);
    let notification = json!({"Type": "Notification", "Message": message(BUCKET)}).to_string();
    assert_eq!(normal(&notification), BUCKET);
    let event = format!(
        r#"{{"version":"0","detail-type":"Config Configuration Item Change","source":"aws.config","detail":{}}}"#,
        message(BUCKET)
    );
    assert_eq!(normal(&event), BUCKET);
    assert_eq!(normal(&message(&format!("[{OF_THE_API}]"))), BUCKET);
}

#[test]
fn normalising_again_changes_nothing() {
    for text in [BUCKET, OF_THE_API, OF_A_QUERY] {
        let first = item(text);
        let again = normalise(first.tree.root(), 1000).expect("an item");
        assert_eq!(text_of(&again.tree), text_of(&first.tree));
        assert_eq!(again.head, first.head);
    }
}

#[test]
fn heads_are_alike() {
    let head = item(BUCKET).head;
    assert_eq!(item(OF_THE_API).head, head);
    assert_eq!(item(OF_A_QUERY).head, head);
    assert_eq!((head.resource_type.as_str(), head.resource_id.as_str()), ("AWS::S3::Bucket", "b"));
    assert_eq!(head.account.as_deref(), Some("123456789012"));
    assert_eq!(head.region.as_deref(), Some("us-east-1"));
    assert_eq!((head.status, head.state_id), (Status::Ok, Some(1_707_722_956_288)));
    assert_eq!(head.captured.map(|t| t.as_millisecond()), Some(1_707_722_956_288));
}

#[test]
fn places_lead_into_the_record() {
    let at = |text: &str, path: &[&str]| {
        let item = item(text);
        let found = path.iter().try_fold(item.tree.root(), |i, key| i.get(key)).expect("there");
        let span = found.span();
        text[span.start as usize..span.end as usize].to_owned()
    };
    assert_eq!(at(BUCKET, &["configuration", "owner", "id"]), "\"0a\"");
    assert_eq!(at(OF_THE_API, &["ARN"]), "\"arn:aws:s3:::b\"");
    assert_eq!(at(OF_THE_API, &["configurationStateId"]), "\"1707722956288\"");
    assert!(at(OF_THE_API, &["configuration", "owner", "id"]).starts_with("\"{\\\"name"));
    let versioning = ["supplementaryConfiguration", "BucketVersioningConfiguration", "status"];
    assert!(at(OF_THE_API, &versioning).starts_with("\"{\\\"status"));
    assert_eq!(at(OF_A_QUERY, &["tags", "Stage"]), "\"live\"");
    let invoking = json!({"invokingEvent": message(BUCKET)}).to_string();
    assert!(at(&invoking, &["tags", "Team"]).starts_with("\"{\\\"configurationItemDiff"));
}

/// The API's spelling of an item in that of snapshot files.
fn as_the_api_has_it(item: &Value) -> Value {
    let mut out = json!({});
    for (key, value) in item.as_object().expect("an object") {
        let (key, value) = match key.as_str() {
            "configurationItemVersion" => ("version", value.clone()),
            "awsAccountId" => ("accountId", value.clone()),
            "ARN" => ("arn", value.clone()),
            "configurationStateMd5Hash" => ("configurationItemMD5Hash", value.clone()),
            "configurationStateId" | "configuration" => (key.as_str(), value.to_string().into()),
            "supplementaryConfiguration" => {
                let map = value.as_object().expect("an object").iter();
                (key.as_str(), map.map(|(k, v)| (k.clone(), Value::from(v.to_string()))).collect())
            }
            other => (other, value.clone()),
        };
        out[key] = value;
    }
    out
}

#[test]
fn configurations_of_all_kinds_survive_their_encoding() {
    for configuration in [
        json!({"a": "\"}\\", "é": [1.50, "\u{1F600}", null, {"b": {}}], "": "{\"not\":\"decoded\"}"}),
        json!({"state": "available", "policy": "%7B%22Version%22%3A1%7D", "n": -1e30, "t": true}),
        json!({}),
        Value::Null,
    ] {
        let plain = json!({
            "relatedEvents": [], "relationships": [], "configuration": configuration,
            "supplementaryConfiguration": {
                "Text": "eu-west-1", "Quoted": "\"x\"", "Number": "12", "Tags": [{"key": "k", "value": "v"}],
                "None": null, "Flag": true, "Nested": {"deep": ["{}"]},
            },
            "tags": {"k": "v"}, "configurationItemVersion": "1.3",
            "configurationStateId": 58, "awsAccountId": "000000000001",
            "configurationItemStatus": "OK", "resourceType": "AWS::SQS::Queue",
            "resourceId": "q", "ARN": "arn:aws:sqs:x", "configurationStateMd5Hash": "",
        });
        let want = plain.to_string();
        assert_eq!(normal(&want), want);
        assert_eq!(normal(&as_the_api_has_it(&plain).to_string()), want);
    }
}

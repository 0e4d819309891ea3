//! Single fields: aliases, tags, ranges, what is odd.

use super::*;

#[test]
fn names_and_values_of_old_samples() {
    let old = r#"{"VERSION":"1.0","configurationItemState":"Discovered","configurationStateID":"007",
        "availibilityZone":"us-east-1a","resourceType":"AWS::EC2::VOLUME","resourceID":"vol-1","accountId":123456789012,
        "arn":"a","resourceTransitionStatus":"None","recordingfrequency":"DAILY","configurationItemDeliveryTime":null,
        "relationships":[{"direction":"OUT","RelationshipName":"Is attached to","resourceType":"AWS::EC2::INSTANCE","resourceId":"i-1"},7]}"#;
    assert_eq!(
        normal(old),
        r#"{"relationships":[{"resourceId":"i-1","resourceType":"AWS::EC2::Instance","name":"Is attached to","direction":"OUT"},7],"tags":{},"configurationItemVersion":"1.0","configurationStateId":"007","awsAccountId":"123456789012","configurationItemStatus":"Discovered","resourceType":"AWS::EC2::Volume","resourceId":"vol-1","ARN":"a","availabilityZone":"us-east-1a","recordingFrequency":"DAILY","configurationItemDeliveryTime":null,"resourceTransitionStatus":"None"}"#
    );
    assert_eq!(item(old).head.status, Status::Discovered);
}

#[test]
fn the_better_of_two_names_counts() {
    let both = r#"{"arn":"old","ARN":"new","Arn":"x","resourceType":"t","resourceId":"i"}"#;
    assert_eq!(
        value(both),
        json!({"tags": {}, "resourceType": "t", "resourceId": "i", "ARN": "new"})
    );
    let twice = r#"{"Arn":"first","arn":"second","resourceType":"t","resourceId":"i"}"#;
    assert_eq!(value(twice)["ARN"], "first");
}

#[test]
fn statuses() {
    for (word, status) in [
        ("OK", Status::Ok),
        ("resourcediscovered", Status::Discovered),
        ("ResourceDeleted", Status::Deleted),
        ("Deleted", Status::Deleted),
        ("ResourceDeletedNotRecorded", Status::DeletedNotRecorded),
        ("ResourceNotRecorded", Status::NotRecorded),
    ] {
        assert_eq!(Status::parse(word), status, "{word}");
    }
    assert_eq!(Status::parse("Pending").word(), "Pending");
    assert_eq!(Status::Deleted.word(), "ResourceDeleted");
    let gone = r#"{"resourceType":"t","resourceId":"i","configurationItemStatus":"ResourceDeleted","configuration":null}"#;
    assert!(item(gone).head.status.is_deleted());
    assert_eq!(value(gone)["configuration"], Value::Null);
}

#[test]
fn tags_of_every_form() {
    let pairs = json!([{"key": "a", "value": "1"}, {"Key": "b", "Value": "2"}]);
    let aws = json!([{"tagKey": "a", "tagValue": "1"}, {"TagKey": "b", "TagValue": "2"}]);
    let map = json!({"a": "1", "b": "2"});
    let base = |more: Value| {
        let mut item = json!({"resourceType": "t", "resourceId": "i"});
        item.as_object_mut().expect("map").extend(more.as_object().expect("map").clone());
        item.to_string()
    };
    for more in [
        json!({"tags": map}),
        json!({"tags": pairs}),
        json!({"tags": aws}),
        json!({"tags": map.to_string()}),
        json!({"tags": pairs.to_string()}),
        json!({"tags": [{"tag": "a=1"}, "b=2"]}),
        json!({"tags": null, "configuration": {"tags": pairs}}),
        json!({"tags": {}, "configuration": {"Tags": map}}),
        json!({"configuration": {"tagList": aws}}),
        json!({"configuration": json!({"tags": pairs}).to_string()}),
        json!({"supplementaryConfiguration": {"Tags": aws}}),
        json!({"supplementaryConfiguration": {"Tags": pairs.to_string()}}),
        json!({"supplementaryConfiguration": {"BucketTaggingConfiguration": {"tagSets": [{"tags": {"a": "1"}}, {"tags": {"b": "2"}}]}}}),
        json!({"supplementaryConfiguration": {"BucketTaggingConfiguration": "{\"tagSets\":[{\"tags\":{\"a\":\"1\",\"b\":\"2\"}}]}"}}),
    ] {
        let text = base(more);
        assert_eq!(value(&text)["tags"], map, "{text}");
    }
    let all = base(json!({
        "tags": {"a": "top"},
        "configuration": {"tags": [{"key": "a", "value": "c"}, {"key": "b", "value": "c"}, {"key": 3}, {"key": "e"}]},
        "supplementaryConfiguration": {"Tags": {"b": "s", "c": "s", "odd": {}}},
    }));
    assert_eq!(value(&all)["tags"].to_string(), r#"{"a":"top","b":"c","e":"","c":"s"}"#);
    assert_eq!(value(&base(json!({"tags": 5})))["tags"], json!({}));
}

#[test]
fn blocks_of_security_groups_fill_each_other() {
    let group = |permissions: Value| {
        let key = "ipPermissionsEgress";
        let text = with_configuration("AWS::EC2::SecurityGroup", &json!({key: permissions}));
        value(&text)["configuration"][key].clone()
    };
    let both = json!([{"ipProtocol": "-1", "ipRanges": ["1.2.3.0/24"], "ipv4Ranges": [{"cidrIp": "1.2.3.0/24"}]}]);
    assert_eq!(group(both.clone()), both);
    assert_eq!(group(json!([{"ipProtocol": "-1", "ipRanges": ["1.2.3.0/24"]}])), both);
    assert_eq!(
        group(
            json!([{"ipv4Ranges": [{"cidrIp": "a", "description": "d"}], "ipRanges": null, "x": 1}])
        ),
        json!([{"ipv4Ranges": [{"cidrIp": "a", "description": "d"}], "ipRanges": ["a"], "x": 1}])
    );
    assert_eq!(
        group(json!([{"ipRanges": ["a", "b"], "ipv4Ranges": [{"cidrIp": "c"}, {"cidrIp": "b"}]}])),
        json!([{"ipRanges": ["a", "b", "c"], "ipv4Ranges": [{"cidrIp": "c"}, {"cidrIp": "b"}, {"cidrIp": "a"}]}])
    );
    assert_eq!(
        group(json!([{"ipRanges": [{"cidrIp": "a"}]}])),
        json!([{"ipRanges": ["a"], "ipv4Ranges": [{"cidrIp": "a"}]}])
    );
    for odd in
        [json!("x"), json!([1, {"ipRanges": "x", "ipv4Ranges": [{"cidrIp": "a"}]}]), json!([{}])]
    {
        assert_eq!(group(odd.clone()), odd);
    }
    let other =
        with_configuration("AWS::EC2::Instance", &json!({"ipPermissions": [{"ipRanges": ["a"]}]}));
    assert_eq!(normal(&other).matches("ipv4Ranges").count(), 0);
}

#[test]
fn states_of_queries() {
    let of = |state: Value| {
        value(&with_configuration("t", &json!({"state": state})))["configuration"]["state"].clone()
    };
    assert_eq!(of(json!({"value": "available"})), "available");
    let whole = json!({"code": 16.0, "name": "running"});
    assert_eq!(of(whole.clone()), whole);
}

#[test]
fn relationships_as_data() {
    let text = r#"{"resourceType":"t","resourceId":"i","relationships":[
        {"resourceType":"AWS::EC2::VPC","resourceId":"v","name":"Is contained in Vpc"},
        {"resourceType":"AWS::IAM::Role","resourceName":"r","relationshipName":"Is associated with "},
        {"resourceType":"AWS::IAM::Role","name":"of nothing"},3,{}]}"#;
    let item = item(text);
    let all: Vec<_> = relationships(item.tree.root()).collect();
    let of = |kind: &str, id: Option<&str>, other: Option<&str>, name: &str| Relationship {
        resource_type: kind.into(),
        resource_id: id.map(Into::into),
        resource_name: other.map(Into::into),
        name: name.into(),
    };
    assert_eq!(
        all,
        [
            of("AWS::EC2::VPC", Some("v"), None, "Is contained in Vpc"),
            of("AWS::IAM::Role", None, Some("r"), "Is associated with"),
        ]
    );
}

#[test]
fn what_is_no_item() {
    for (text, at, words) in [
        ("[]", 0, "an item must be an object, this is a list"),
        ("{\"a\":1}", 0, "an item without `resourceType`"),
        (r#"{"resourceType":"t"}"#, 0, "an item without `resourceId`"),
        (
            r#"{"resourceType":5,"resourceId":"i"}"#,
            16,
            "`resourceType` must be a string, this is a number",
        ),
        (r#"{"resourceType":"t","resourceId":""}"#, 33, "an item with an empty `resourceId`"),
        (
            r#"{"resourceType":"t","resourceId":"i" "#,
            37,
            "expected `,` or `}`, found the end of the text",
        ),
        (
            r#"{"configuration":"{\"a\":","resourceType":"t","resourceId":"i"}"#,
            17,
            "`configuration` is a string but no JSON: expected a value, found the end of the text (byte 5)",
        ),
    ] {
        let fault = content(text).expect_err(text);
        assert_eq!((fault.at, fault.message.as_str()), (at, words), "{text}");
    }
    let empty = r#"{"configuration":"","resourceType":"t","resourceId":"i"}"#;
    assert_eq!(value(empty)["configuration"], Value::Null);
    let wrong = r#"{"supplementaryConfiguration":"x","relationships":{},"resourceType":"t","resourceId":"i"}"#;
    assert_eq!(value(wrong)["supplementaryConfiguration"], "x");
    for (odd, noun) in [("[1]", "a list"), ("7", "a number"), (r#""[1]""#, "a list")] {
        let text = format!(r#"{{"configuration":{odd},"resourceType":"t","resourceId":"i"}}"#);
        let fault = content(&text).expect_err(odd);
        let words = format!("`configuration` must be an object, this is {noun}");
        assert_eq!((fault.at, fault.message), (17, words), "{odd}");
    }
}

#[test]
fn of_deleted_items_of_the_api_supplements_are_decoded_too() {
    let text = r#"{"accountId":"1","resourceType":"t","resourceId":"i","supplementaryConfiguration":{"A":"{\"b\":1}"}}"#;
    assert_eq!(value(text)["supplementaryConfiguration"]["A"]["b"], 1);
    let own = text.replace("accountId", "awsAccountId");
    assert_eq!(value(&own)["supplementaryConfiguration"]["A"], "{\"b\":1}");
}

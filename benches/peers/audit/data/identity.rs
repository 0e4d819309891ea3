//! Users and roles of IAM, whose documents are JSON in percent codes.

use super::item::{Broken, Item};
use super::text::{encoded, iam_id, put, time};
use super::world::Home;
use crate::prng::Rng;

const STATEMENTS: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"ReadReports","Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::reports","arn:aws:s3:::reports/*"]}]}"#;

/// Everything of IAM is global.
fn item(kind: &'static str, home: &Home, sort: &str, name: &str, id: String) -> Item {
    Item {
        kind,
        arn: format!("arn:aws:iam::{}:{sort}/{name}", home.account),
        region: "global".to_owned(),
        zone: "Not Applicable".to_owned(),
        name: Some(name.to_owned()),
        id,
        ..Item::default()
    }
}

/// `AWS::IAM::User`
pub fn user(home: &Home, rng: &mut Rng, broken: &mut Broken) -> Item {
    let (id, name) = (iam_id(rng, "AIDA"), format!("person-{:05}", rng.below(100_000)));
    let mut item = item("AWS::IAM::User", home, "user", &name, id);
    let inline = if rng.chance(1, 6) {
        broken.push("iam_user_no_inline");
        1 + rng.below(2)
    } else {
        0
    };
    let at = time(rng);
    let Item { configuration: out, id, arn, relationships, .. } = &mut item;
    put!(
        out,
        r#"{{"path":"/","userName":"{name}","userId":"{id}","arn":"{arn}","createDate":"{at}","userPolicyList":["#
    );
    for number in 0..inline {
        let comma = if number > 0 { "," } else { "" };
        let document = encoded(STATEMENTS);
        put!(out, r#"{comma}{{"policyName":"own-{number}","policyDocument":"{document}"}}"#);
    }
    out.push_str(r#"],"groupList":["everyone","engineers"],"attachedManagedPolicies":["#);
    let attached = ["ReadOnlyAccess", "AmazonS3ReadOnlyAccess", "IAMUserChangePassword"];
    for (number, policy) in attached.iter().enumerate() {
        let comma = if number > 0 { "," } else { "" };
        put!(
            out,
            r#"{comma}{{"policyName":"{policy}","policyArn":"arn:aws:iam::aws:policy/{policy}"}}"#
        );
        let id = iam_id(rng, "ANPA");
        relationships.push(("AWS::IAM::Policy", id, "Is attached to CustomerManagedPolicy"));
    }
    out.push_str(r#"],"permissionsBoundary":null,"tags":[]}"#);
    relationships.push(("AWS::IAM::Group", iam_id(rng, "AGPA"), "Is attached to Group"));
    item
}

/// `AWS::IAM::Role`, which no rule is about.
pub fn role(home: &Home, rng: &mut Rng, _: &mut Broken) -> Item {
    let (id, name) = (iam_id(rng, "AROA"), format!("service-{:05}", rng.below(100_000)));
    let mut item = item("AWS::IAM::Role", home, "role", &name, id);
    let service = rng.pick(&["lambda", "ec2", "ecs-tasks", "config"]);
    let trust = encoded(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{service}.amazonaws.com"}},"Action":"sts:AssumeRole"}}]}}"#
    ));
    let (at, document) = (time(rng), encoded(STATEMENTS));
    let policy = iam_id(rng, "ANPA");
    let Item { configuration: out, id, arn, .. } = &mut item;
    put!(
        out,
        r#"{{"path":"/","roleName":"{name}","roleId":"{id}","arn":"{arn}","createDate":"{at}","assumeRolePolicyDocument":"{trust}","instanceProfileList":[],"rolePolicyList":[{{"policyName":"inline","policyDocument":"{document}"}}],"attachedManagedPolicies":[{{"policyName":"base","policyArn":"arn:aws:iam::aws:policy/base"}}],"permissionsBoundary":null,"tags":[],"roleLastUsed":null}}"#
    );
    item.relationships = vec![("AWS::IAM::Policy", policy, "Is attached to CustomerManagedPolicy")];
    item
}

//! Counting and drawing.

use super::*;
use crate::graph::show::{Drawing, EdgeKind};
use crate::items;
use crate::sources::{Heard, Input, Options, Source, each_item};
use std::io::Cursor;

fn census_of(texts: &[&str], related: bool) -> (Census, Vec<Heard>) {
    let mut census = Census::new(related, Some("9"), None);
    let inputs = texts.iter().map(|text| Input {
        name: "x".into(),
        source: Source::Reader(Box::new(Cursor::new((*text).to_owned()))),
    });
    let mut heard = Vec::new();
    let mut hear = |h| heard.push(h);
    each_item(inputs.collect(), Options::default(), &mut |item| census.add(item), &mut hear);
    (census, heard)
}

fn item(kind: &str, id: &str, state: u64, more: &str) -> String {
    format!(
        r#"{{"resourceType":"AWS::EC2::{kind}","resourceId":"{id}","awsAccountId":"1","awsRegion":"r","configurationStateId":{state}{more}}}"#
    )
}

fn related(kind: &str, id: &str, name: &str) -> String {
    format!(r#"{{"resourceType":"AWS::EC2::{kind}","resourceId":"{id}","name":"{name}"}}"#)
}

/// A VPC with two subnets, an instance in one of them, all telling of each other.
fn network() -> String {
    let with = |all: &[String]| format!(r#","relationships":[{}]"#, all.join(","));
    let contains = |id: &str| related("Subnet", id, "Contains Subnet");
    [
        item("VPC", "vpc-1", 1, &with(&[contains("s-1"), contains("s-2")])),
        item(
            "Subnet",
            "s-1",
            1,
            &with(&[
                related("VPC", "vpc-1", "Is contained in Vpc"),
                related("Instance", "i-1", "Contains Instance"),
            ]),
        ),
        item(
            "Subnet",
            "s-2",
            1,
            &with(&[
                related("VPC", "vpc-1", "Is contained in Vpc"),
                related("Subnet", "s-1", "Is beside"),
            ]),
        ),
        item(
            "Instance",
            "i-1",
            1,
            &with(&[
                related("Subnet", "s-1", "Is contained in Subnet"),
                related("Volume", "vol-1", "Is attached to Volume"),
            ]),
        ),
    ]
    .join("\n")
}

#[test]
fn the_newest_state_counts() {
    let gone = r#","configurationItemStatus":"ResourceDeleted""#;
    let text = [
        item("VPC", "a", 2, ""),
        item("VPC", "a", 1, ""),
        item("VPC", "a", 2, ""),
        item("VPC", "b", 1, ""),
        item("VPC", "b", 3, gone),
        item("Subnet", "a", 1, gone),
        item("Subnet", "a", 2, ""),
        r#"{"resourceType":"AWS::EC2::Subnet","resourceId":"c"}"#.into(),
    ]
    .join("\n");
    let (census, heard) = census_of(&[&text], false);
    assert!(heard.is_empty(), "{heard:?}");
    let want = Totals { items: 8, resources: 3, deleted: 1, older: 3, duplicates: 1 };
    assert_eq!(census.totals(), want);
    let counts: Vec<_> = census
        .counts()
        .iter()
        .map(|c| (c.resource_type, c.region, c.account, c.resources, c.deleted))
        .collect();
    assert_eq!(
        counts,
        [
            ("AWS::EC2::Subnet", "-", "9", 1, 0),
            ("AWS::EC2::Subnet", "r", "1", 1, 0),
            ("AWS::EC2::VPC", "r", "1", 1, 1),
        ]
    );
}

#[test]
fn events_and_others_among_the_items() {
    let event = r#"{"version":"0","detail-type":"Config Configuration Item Change","source":"aws.config","detail":{"configurationItem":{"resourceType":"t","resourceId":"i"}}}"#;
    let other = r#"{"version":"0","detail-type":"x","source":"y"}"#;
    let started = r#"{"messageType":"ConfigRulesEvaluationStarted"}"#;
    let broken = r#"{"configurationItemStatus":"OK","resourceType":7}"#;
    let text = format!("{event}\n{other}\n{started}\n{broken}\n");
    let (census, heard) = census_of(&[&text, ""], false);
    assert_eq!(census.totals().items, 1);
    let heard: Vec<String> = heard
        .iter()
        .map(|h| match h {
            Heard::Note(_, note) => note.clone(),
            Heard::Fault(f) => {
                let place = f.place.map(|p| (p.line, p.column));
                format!("{} {place:?} {:?}", f.message, f.index)
            }
        })
        .collect();
    assert_eq!(
        heard,
        [
            "skipped record 2: a message of type `ConfigRulesEvaluationStarted`",
            "`resourceType` must be a string, this is a number Some((4, 48)) Some(3)",
            "1 record is no configuration item",
            "the input holds no bytes",
        ]
    );
}

fn boxes(drawing: &Drawing) -> Vec<(&str, usize, bool)> {
    drawing.nodes.iter().map(|n| (n.label.as_str(), n.layer, n.faded)).collect()
}

#[test]
fn what_is_around_a_resource() {
    let (census, _) = census_of(&[&network()], true);
    let web = Web::new(&census);
    let subnet = web.find("s-1").expect("there");
    let one = web.around(subnet, 1);
    assert_eq!(
        boxes(&one),
        [
            ("EC2::Subnet s-1", 0, false),
            ("EC2::VPC vpc-1", 1, false),
            ("EC2::Subnet s-2", 1, false),
            ("EC2::Instance i-1", 1, false),
        ]
    );
    let edges: Vec<_> = one
        .edges
        .iter()
        .map(|(from, to, kind)| match kind {
            EdgeKind::Related(at) => (*from, *to, one.words[*at as usize].as_str()),
            other => unreachable!("{other:?}"),
        })
        .collect();
    assert_eq!(
        edges,
        [
            (0, 1, "Is contained in Vpc"),
            (0, 3, "Contains Instance"),
            (1, 2, "Contains Subnet"),
            (2, 0, "Is beside"),
        ]
    );
    let two = web.around(subnet, 2);
    assert_eq!(boxes(&two).last(), Some(&("EC2::Volume vol-1", 2, true)));
    let volume = web.find("vol-1").expect("named");
    assert_eq!(web.around(volume, 200).nodes.len(), 5, "cycles end");
    let svg = two.svg().expect("small");
    assert!(svg.contains("<title>Is attached to Volume</title>") && svg.contains("the resource"));
    assert!(two.mermaid().contains("r1 -->|\"Contains Instance\"| r3"), "{}", two.mermaid());
    assert!(two.dot().contains("r1 -> r0 [label=\"Is contained in Vpc\""), "{}", two.dot());
    assert_eq!(two.json()["edges"][0]["kind"], "Is contained in Vpc");
}

#[test]
fn names_that_are_not_unique_and_names_that_are_not() {
    let more = |account: &str| {
        item("VPC", "same", 1, r#","ARN":"arn:@","resourceName":"main""#)
            .replace(r#""1""#, &format!("{account:?}"))
            .replace('@', account)
    };
    let text = format!("{}\n{}\n{}", more("1"), more("2"), network());
    let (census, _) = census_of(&[&text], true);
    let web = Web::new(&census);
    let words = web.find("same").expect_err("two");
    assert!(
        words
            .starts_with("`same` is the name of 2 resources:\n  AWS::EC2::VPC/same  1  r  arn:1\n"),
        "{words}"
    );
    assert!(web.find("main").is_err());
    assert!(web.find("arn:2").is_ok());
    assert!(web.find("AWS::EC2::VPC/vpc-1").is_ok());
    assert_eq!(
        web.find("vpc-2").expect_err("none"),
        "no resource has the id, name or ARN `vpc-2`; did you mean `vpc-1`?"
    );
}

#[test]
fn the_nearest_of_equal_names_is_meant() {
    let of = |account: &str| {
        [
            item("VPC", "v", 1, ""),
            item("Subnet", "s", 1, &format!(r#","relationships":[{}]"#, related("VPC", "v", "in"))),
        ]
        .join("\n")
        .replace(r#""awsAccountId":"1""#, &format!(r#""awsAccountId":"{account}""#))
    };
    let (census, _) = census_of(&[&format!("{}\n{}", of("1"), of("2"))], true);
    let web = Web::new(&census);
    assert_eq!(web.graph.edge_count(), 2);
    for edge in web.graph.edge_indices() {
        let (from, to) = web.graph.edge_endpoints(edge).expect("ends");
        match (web.graph[from], web.graph[to]) {
            (super::web::Node::Known(a), super::web::Node::Known(b)) => {
                assert_eq!(a.account, b.account);
            }
            other => unreachable!("{other:?}"),
        }
    }
}

#[test]
fn only_ids_that_are_unique_lead_to_other_accounts() {
    for (id, boxes) in [("vpc-0a1b2c3d", 2), ("default", 3)] {
        let tells = format!(r#","relationships":[{}]"#, related("VPC", id, "in"));
        let other = r#""awsAccountId":"2""#;
        let vpc = item("VPC", id, 1, "").replace(r#""awsAccountId":"1""#, other);
        let (census, _) = census_of(&[&format!("{vpc}\n{}", item("Subnet", "s", 1, &tells))], true);
        assert_eq!(Web::new(&census).graph.node_count(), boxes, "{id}");
    }
}

#[test]
fn relationships_are_kept_only_when_wanted() {
    let (census, _) = census_of(&[&network()], false);
    assert!(census.resources().iter().all(|r| r.relationships.is_empty()));
    let tree = items::read(network().lines().next().expect("a line").as_bytes().into(), 100);
    assert!(matches!(tree, Ok(items::Content::Item(_))));
}

//! Operators by hand, each with values that pass, that do not, and that are ERROR.

use super::*;
use crate::base::ids::SourceId;
use crate::base::number::Decimal;
use crate::compliance::node::Node;
use crate::compliance::pipe::Query;
use crate::operators::{self, Block, Literal, Wildcard};
use crate::read::tree::Tree;
use std::sync::Arc;
use std::time::Duration;

fn read(text: &str) -> Tree {
    crate::read::json::read(SourceId::new(0), text.as_bytes().into(), 100).expect(text)
}

fn held(test: &Test, value: &str) -> Held {
    let tree = read(value);
    let work = Work::new(1000);
    let now = "2026-01-31T00:00:00Z".parse().expect("a time");
    let cx = Cx { scope: Scope::of(Node::root(&tree)), now, work: &work, turns: None };
    test.holds(tree.root(), &cx)
}

/// Values that pass, that do not, and that are ERROR.
fn check(test: &Test, pass: &[&str], fail: &[&str], error: &[&str]) {
    for value in pass {
        assert_eq!(held(test, value), Ok(true), "{test} of {value}");
    }
    for value in fail {
        assert_eq!(held(test, value), Ok(false), "{test} of {value}");
    }
    for value in error {
        assert!(held(test, value).is_err(), "{test} of {value}");
    }
}

fn text(text: &str) -> Literal {
    Literal::Text(text.as_bytes().into())
}

fn number(text: &str) -> Literal {
    Literal::Number(Decimal::parse(text.as_bytes()))
}

#[test]
fn equality_never_errs() {
    let all = ["null", "true", "[]", "{}", "\"22\""];
    check(&Test::Equals(Equals::scalar(number("22"))), &["22", "22.0", "2.2e1"], &all, &[]);
    check(&Test::Equals(Equals::scalar(text("22"))), &["\"22\"", r#""\u00322""#], &["22"], &[]);
    let tree = Equals { to: Expected::Tree(Arc::new(read(r#"{"a": [1]}"#))) };
    check(&Test::Equals(tree), &[r#"{"a":[1.0]}"#], &["{}", "1"], &[]);
    let set = Arc::new(ScalarSet::new([text("a"), number("1.50"), Literal::Null, text("a")]));
    assert_eq!(set.len(), 3);
    let pass = ["\"a\"", "1.5", "null"];
    let fail = ["\"b\"", "\"1.5\"", "true", "[1.5]"];
    check(&Test::Member(Member { of: set.clone(), not: false }), &pass, &fail, &[]);
    check(&Test::Member(Member { of: set, not: true }), &fail, &pass, &[]);
}

#[test]
fn numbers_texts_and_sizes() {
    let lt = Compare { how: Comparison::Less, than: Decimal::parse(b"10") };
    check(&Test::Compare(lt), &["9.99", "-1"], &["10", "1e2"], &["\"9\"", "null", "[]"]);
    let regex = Matches::new("^a+$").expect("a regex");
    check(&Test::Matches(regex), &["\"aa\""], &["\"ba\"", "\"\""], &["1", "null"]);
    let error = Matches::new("a(").expect_err("open");
    assert_eq!(error, "not a regular expression: unclosed group");
    assert!(Matches::new("(a{1000}){1000}").is_err());
    let contains =
        |values: &[Literal], how_many| Test::Contains(Contains { values: values.into(), how_many });
    let one = contains(&[text("a")], HowMany::One);
    check(&one, &["[\"a\"]", "\"cat\""], &["[]", "\"\"", "[[\"a\"]]"], &["{}", "1", "null"]);
    let all = contains(&[text("a"), number("1")], HowMany::All);
    check(&all, &["[1.0, \"a\"]"], &["[1]"], &["\"a1\""]);
    let any = contains(&[text("a"), text("b")], HowMany::Any);
    check(&any, &["[\"b\"]", "\"xb\""], &["[1]", "\"x\""], &[]);
    let empty = Test::Empty(Empty { wanted: true });
    check(&empty, &["[]", "{}", "\"\"", "null"], &["[1]", "\" \"", "{\"a\":1}"], &["0", "false"]);
    let two = Compare { how: Comparison::AtLeast, than: Decimal::parse(b"2") };
    let length = Test::Length(Length { bounds: Bounds { all: [two].into() } });
    check(&length, &["\"éé\"", "[1,2]", "{\"a\":1,\"b\":2}"], &["\"é\"", "[]"], &["2", "null"]);
    let types = |names: &[&str]| {
        let one_of = names.iter().filter_map(|n| JsonType::named(n)).collect();
        Test::TypeIs(TypeIs { one_of })
    };
    check(&types(&["integer"]), &["1", "2.0", "1e3", "10e-1", "0"], &["1.5", "1e-1", "\"1\""], &[]);
    check(&types(&["array", "null"]), &["[]", "null"], &["{}", "1"], &[]);
}

#[test]
fn times() {
    let age = |side| Test::Age(Age { than: Duration::from_secs(30 * 86_400), side });
    let old = ["\"2025-12-31T23:59:59Z\"", "1767225599", "1767225599000", "1.767225599E9"];
    let new = ["\"2026-01-02T00:00:00+01:00\"", "\"2027-01-01T00:00:00Z\""];
    let odd = ["\"yesterday\"", "true", "null", "1e300"];
    check(&age(Side::Older), &old, &new, &odd[..3]);
    check(&age(Side::Newer), &new, &old, &odd[..3]);
    check(&age(Side::Older), &[], &["\"2026-01-01T00:00:00Z\""], &odd);
    check(&age(Side::Newer), &[], &["\"2026-01-01T00:00:00Z\""], &odd);
    let ahead = ["\"2026-03-02T00:00:00.5Z\"", "1772409601"];
    let nearer = ["\"2026-03-02T00:00:00Z\"", "\"2026-01-01T00:00:00Z\"", "0"];
    check(&age(Side::Further), &ahead, &nearer, &odd);
    assert_eq!(age(Side::Older).to_string(), "older-than: 30d");
    assert_eq!(age(Side::Further).to_string(), "further-than: 30d");
}

#[test]
fn addresses() {
    let within = CidrWithin::new(["10.0.0.0/8", "192.0.2.1", "fd00::/8"]).expect("blocks");
    check(
        &Test::CidrWithin(within),
        &["\"10.1.0.0/16\"", "\"10.2.3.4\"", "\"192.0.2.1/32\"", "\"fd12::1\""],
        &["\"0.0.0.0/0\"", "\"11.0.0.0/8\"", "\"192.0.2.0/31\"", "\"::/0\""],
        &["\"sg-1\"", "1", "null", "\"10.0.0.0/33\""],
    );
    assert_eq!(CidrWithin::new(["10.0.0.0/8", "x/8"]).map(|_| ()).map_err(|e| e.0), Err(1));
}

#[test]
fn ports() {
    let ports =
        |all: &[&str]| -> Box<[Ports]> { all.iter().filter_map(|p| Ports::parse(p)).collect() };
    let range = |protocol: &str, from: &str, to: &str| {
        format!(r#"{{"ipProtocol": "{protocol}", "fromPort": {from}, "toPort": {to}}}"#)
    };
    let (ssh, all) = (range("tcp", "22", "22"), range("tcp", "0", "65535"));
    let (udp, every) = (range("17", "22", "22"), r#"{"ipProtocol": "-1"}"#);
    let any = Test::CoversPort(CoversPort::new(ports(&["22", "3389"]), Some("tcp"), Match::Any));
    let acl = r#"{"protocol": "6", "portRange": {"from": 20, "to": 25.0}}"#;
    check(
        &any,
        &[&ssh, &all, every, acl, &range("6", "-1", "-1")],
        &[&udp, &range("tcp", "23", "443"), r#"{"ipProtocol": "icmp", "fromPort": -1}"#],
        &["[]", "{}", r#"{"ipProtocol": "tcp"}"#, &range("tcp", "\"a\"", "1"), "null"],
    );
    let both = Test::CoversPort(CoversPort::new(ports(&["22", "100-200"]), None, Match::All));
    check(
        &both,
        &[&all, every, &range("udp", "22", "200")],
        &[&ssh, &range("tcp", "22", "150")],
        &[],
    );
    assert_eq!(Ports::parse("9-8"), None);
    assert_eq!(both.to_string(), "covers-port: {ports: [22, \"100-200\"], match: all}");
}

#[test]
fn statements() {
    let allows = |all: &[&str]| {
        let actions = all.iter().map(|a| a.as_bytes().into()).collect();
        Test::AllowsAction(AllowsAction { actions })
    };
    let s = |effect: &str, key: &str, globs: &str| {
        format!(r#"{{"Effect": "{effect}", "{key}": {globs}}}"#)
    };
    check(
        &allows(&["s3:GetObject"]),
        &[&s("Allow", "Action", r#"["iam:*", "S3:get*"]"#), &s("Allow", "NotAction", r#""iam:*""#)],
        &[
            &s("Deny", "Action", r#""*""#),
            &s("Allow", "Action", "[]"),
            &s("Allow", "NotAction", r#"["s3:*"]"#),
        ],
        &["[]", "{}", r#"{"Effect": "Allow"}"#, &s("Allow", "Action", "1")],
    );
    let admin = allows(&["*"]);
    check(
        &admin,
        &[&s("Allow", "Action", r#""*""#), &s("Allow", "Action", r#"["**"]"#)],
        &[&s("Allow", "Action", r#""s3:*""#), &s("Allow", "NotAction", r#""iam:*""#)],
        &[],
    );
    let public = Test::PublicPrincipal(PublicPrincipal { wanted: true });
    let p = |principal: &str| format!(r#"{{"Effect": "Allow", "Principal": {principal}}}"#);
    check(
        &public,
        &[
            &p(r#""*""#),
            &p(r#"{"AWS": ["1", "*"]}"#),
            &p(r#"{"AWS": "*"}"#),
            r#"{"NotPrincipal": {}}"#,
        ],
        &[&p(r#"{"AWS": ["1"]}"#), &p(r#"{"Service": "*"}"#), "{}"],
        &["1", &p("1")],
    );
}

#[test]
fn shared_with_patterns() {
    let pattern = |name, test| Test::Pattern(Pattern { name, tests: [test].into() });
    let affix = |t: &str| operators::Affix { text: t.as_bytes().into(), ignore_case: false };
    let prefix = pattern("prefix", operators::Test::Prefix(affix("a")));
    check(&prefix, &["\"ab\""], &["\"b\"", "\"\""], &["1", "null", "[]", "{}"]);
    assert_eq!(prefix.to_string(), "prefix: \"a\"");
    let wildcard = Wildcard::parse(b"a*c").expect("wildcard");
    check(
        &pattern("wildcard", operators::Test::Wildcard(wildcard)),
        &["\"abc\""],
        &["\"ab\""],
        &["1"],
    );
    let but = operators::AnythingBut::Values([text("a")].into());
    let but = pattern("anything-but", operators::Test::AnythingBut(but));
    check(&but, &["\"b\"", "1", "null"], &["\"a\""], &["[]", "{}"]);
    let low = Some((Decimal::parse(b"0"), false));
    let numeric = operators::Test::Numeric(operators::Range { low, high: None });
    check(&pattern("numeric", numeric), &["0.5"], &["0", "-1"], &["\"1\"", "null"]);
    let block = Block::parse("10.0.0.0/8").expect("block");
    let cidr = pattern("cidr", operators::Test::Cidr(block));
    check(
        &cidr,
        &["\"10.1.1.1\""],
        &["\"11.0.0.1\"", "\"::1\""],
        &["\"x\"", "1", "\"10.0.0.0/8\""],
    );
    let exists = Test::Exists(Exists { wanted: true });
    check(&exists, &["{}", "[]", "0", "\"\""], &["null"], &[]);
    check(&Test::Exists(Exists { wanted: false }), &["null"], &["{}", "false"], &[]);
}

#[test]
fn another_path() {
    let same = |path: &str| {
        let other = Query::parse(path, None).expect(path);
        Test::SameAs(Box::new(SameAs { other }))
    };
    check(&same("$"), &["1", "[1]", "null"], &[], &[]);
    check(&same("$.x"), &[], &["1", "{}", r#"{"x": 1}"#], &[]);
    check(&same("$ | lower"), &["\"a\""], &["\"A\"", "null"], &["1"]);
}

#[test]
fn the_table_is_in_order_and_complete() {
    let names: Vec<&str> = CLAUSE_OPERATORS.iter().map(|o| o.name).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(names, sorted);
    for operator in CLAUSE_OPERATORS {
        let example: serde_json::Value = serde_json::from_str(operator.example).expect("JSON");
        assert!(example.get(operator.name).is_some(), "{}", operator.name);
        let schema: Result<serde_json::Value, _> = serde_json::from_str(operator.schema);
        assert!(schema.is_ok(), "{}", operator.name);
    }
}

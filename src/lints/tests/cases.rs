//! One example for each shape that `docs/lints.md` names, and one beside it that is no warning.

use super::{Owned, lint_with, told};
use crate::base::codes::Code;
use crate::base::ids::TargetId;
use crate::base::limits::Limits;
use crate::model::RuleState;

fn rules(patterns: &[&str]) -> Vec<Owned> {
    let names = ["one", "two", "three", "four"];
    patterns.iter().zip(names).map(|(p, name)| Owned::read(name, p)).collect()
}

fn codes(patterns: &[&str]) -> Vec<Code> {
    told(&rules(patterns)).iter().map(|(c, _)| *c).collect()
}

#[test]
fn never() {
    let absent = r#"{"a":[{"exists":false}],"a":["x"]}"#.replacen("\"a\"", "\"d.a\"", 1);
    let two = absent.replacen("\"a\":[\"x\"]", "\"d\":{\"a\":[\"x\"]}", 1);
    assert_eq!(codes(&[&two]), [Code::TL401, Code::TL405]);
    let or = r#"{"a":["x"],"$or":[{"a":[{"exists":false}]},{"b":[1],"$or":[{"a":[{"exists":false}]},
        {"b.c":[{"exists":false}],"b":{"c":[1]}}]}]}"#;
    assert_eq!(told(&rules(&[or]))[0].1, "rule `one` can never match");
    // A list may hold both.
    assert_eq!(codes(&[r#"{"d.a":["x"],"d":{"a":["y"]}}"#]), [Code::TL405]);
    assert_eq!(codes(&[r#"{"d.a":["x"],"d":{"a":["y",{"exists":false}]}}"#]), [Code::TL405]);
    assert!(codes(&[r#"{"d":{"a":[1]},"d.a.b":[{"exists":false}]}"#]).is_empty());
}

#[test]
fn covered() {
    let both = |wide: &str, narrow: &str| {
        told(&rules(&[wide, narrow]))
            == [(Code::TL402, "rule `two` is covered by `one`".to_owned())]
    };
    assert!(both(r#"{"a":["x","y"]}"#, r#"{"a":["x"],"b":[1]}"#));
    assert!(both(r#"{"a":[{"prefix":"x"}]}"#, r#"{"a":["xy",{"wildcard":"x*z"}]}"#));
    assert!(both(
        r#"{"$or":[{"a":["x"]},{"b":[1]}]}"#,
        r#"{"$or":[{"b":[1],"c":[2]},{"a":["x"],"c":[3]}]}"#
    ));
    assert!(both(
        r#"{"d":{"a":[1],"b":[{"exists":false}]}}"#,
        r#"{"s":["x"],"d":{"a":[1],"b":[{"exists":false}]}}"#
    ));
    // `d.c` pins an element of `d`, in which `d.b` is absent while it is elsewhere.
    assert!(!both(
        r#"{"d":{"b":[{"exists":false}]}}"#,
        r#"{"d":{"c":[1],"b":[{"exists":false}]}}"#
    ));
    assert!(!both(r#"{"a":["x"]}"#, r#"{"a":["x","y"]}"#));
    assert!(!both(r#"{"a":["x"],"b":["x"]}"#, r#"{"a":["x"]}"#));
}

#[test]
fn equal_rules_are_told_once_on_the_later_one() {
    let all = rules(&[
        r#"{"a":["x",{"prefix":"y"}],"b":[1]}"#,
        r#"{"b":[1.0],"a":[{"prefix":"y"},"x"]}"#,
        r#"{"b":[1],"a":[{"prefix":"y"},"x"],"c":[3]}"#,
    ]);
    let words: Vec<_> = told(&all).into_iter().map(|(_, m)| m).collect();
    assert_eq!(
        words,
        ["rule `two` has the same pattern as `one`", "rule `three` is covered by `one`"]
    );
    // Covering each other without being written alike.
    let all = rules(&[r#"{"a":[{"prefix":"x"},"xy"]}"#, r#"{"a":[{"prefix":"x"}]}"#]);
    assert_eq!(told(&all).len(), 1);
    assert_eq!(told(&all)[0].1, "rule `two` is covered by `one`");
}

#[test]
fn bus_and_state_count() {
    let mut all = rules(&[r#"{"a":["x"]}"#, r#"{"a":["x"],"b":[1]}"#]);
    all[1].bus = "other".to_owned();
    assert!(told(&all).is_empty());
    all[1].bus = "default".to_owned();
    all[1].state = RuleState::EnabledWithAllCloudtrailManagementEvents;
    assert!(told(&all).is_empty(), "the second sees events that the first does not");
    all[0].state = RuleState::EnabledWithAllCloudtrailManagementEvents;
    assert_eq!(told(&all).len(), 1);
    all[0].state = RuleState::Disabled;
    assert!(told(&all).is_empty());
    let mut equal = rules(&[r#"{"a":["x"]}"#, r#"{"a":["x"]}"#]);
    equal[1].state = RuleState::EnabledWithAllCloudtrailManagementEvents;
    assert_eq!(told(&equal)[0].1, "rule `one` has the same pattern as `two`");
}

#[test]
fn above_the_limit_only_equal_rules_are_found() {
    let all = rules(&[r#"{"a":["x"]}"#, r#"{"a":["x"],"b":[1]}"#, r#"{"a":["x"]}"#]);
    let limits = Limits { lint_rules: 2, ..Limits::default() };
    let diags = lint_with(&all, &[], &limits);
    let codes: Vec<_> = diags.as_slice().iter().map(|d| d.code).collect();
    assert_eq!(codes, [Code::TL402, Code::TL409]);
}

fn loops(patterns: &[(&str, &str, &[u32])], buses: &[&[&str]]) -> Vec<String> {
    let texts: Vec<_> = patterns.iter().map(|p| p.0).collect();
    let mut all = rules(&texts);
    for (rule, (_, bus, targets)) in all.iter_mut().zip(patterns) {
        rule.bus = (*bus).to_owned();
        rule.targets = targets.iter().map(|t| TargetId(*t)).collect();
    }
    let buses: Vec<Vec<String>> =
        buses.iter().map(|b| b.iter().map(|b| (*b).to_owned()).collect()).collect();
    let diags = lint_with(&all, &buses, &Limits::default());
    let loops = diags.as_slice().iter().filter(|d| d.code == Code::TL403);
    loops.map(|d| d.message.clone()).collect()
}

#[test]
fn loops_are_told_with_their_chain() {
    let own = loops(&[(r#"{"source":["my.app"]}"#, "a", &[0])], &[&["a"]]);
    assert_eq!(own, ["rule `one` can set itself off"]);
    let chain = loops(
        &[
            (r#"{"x":[1]}"#, "a", &[0]),
            (r#"{"source":[{"prefix":"my."}]}"#, "b", &[1]),
            (r#"{"x":[3]}"#, "c", &[2]),
            (r#"{"x":[4]}"#, "a", &[3]),
        ],
        &[&["b"], &["c", "d"], &["a"], &[]],
    );
    assert_eq!(chain, ["rules can set each other off: `one` -> `two` -> `three` -> `one`"]);
}

#[test]
fn what_cannot_be_put_closes_no_loop() {
    for pattern in [
        r#"{"source":["aws.s3",{"prefix":"aws.ec2"},{"wildcard":"aws.*x*"}]}"#,
        r#"{"source":[{"exists":false}]}"#,
        r#"{"source":[1]}"#,
        r#"{"$or":[{"source":["aws.s3"]},{"source":[{"equals-ignore-case":"AWS.ec2"}]}]}"#,
        r#"{"source":["a"],"$or":[{"source":["b"]},{"source":["c"]}]}"#,
    ] {
        assert!(loops(&[(pattern, "a", &[0])], &[&["a"]]).is_empty(), "{pattern}");
    }
    let or = r#"{"$or":[{"source":["aws.s3"]},{"source":["my.app"]}]}"#;
    assert_eq!(loops(&[(or, "a", &[0])], &[&["a"]]).len(), 1);
}

#[test]
fn withheld_events() {
    let pattern = |name: &str| {
        format!(
            r#"{{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],
            "detail":{{"eventCategory":["Management"],"eventName":[{name}]}}}}"#
        )
    };
    let told = |name: &str| codes(&[&pattern(name)]) == [Code::TL410];
    assert!(told(r#""ListBuckets",{"prefix":"Describe"},{"wildcard":"GetUser*x"}"#));
    for passes in [
        r#""ListBuckets","PutObject""#,
        r#"{"prefix":"Get"}"#,
        r#"{"prefix":"L"}"#,
        r#""GetSessionToken""#,
        r#"{"equals-ignore-case":"listbuckets"}"#,
        r#"{"anything-but":"x"}"#,
    ] {
        assert!(!told(passes), "{passes}");
    }
    let data = pattern(r#""GetObject""#).replace(r#""eventCategory":["Management"],"#, "");
    assert!(codes(&[&data]).is_empty());
    let mut wide = rules(&[&pattern(r#""ListBuckets""#)]);
    wide[0].state = RuleState::EnabledWithAllCloudtrailManagementEvents;
    assert!(super::told(&wide).is_empty());
}

#[test]
fn fields_tested_twice() {
    assert_eq!(codes(&[r#"{"a":["x","y"],"$or":[{"a":["x"]},{"b":[1]}]}"#]), [Code::TL404]);
    assert_eq!(
        codes(&[
            r#"{"d":{"a":["x","y"],"$or":[{"b":[1],"$or":[{"a":["x"]},{"c":[1]}]},{"b":[2]}]}}"#
        ]),
        [Code::TL404]
    );
    assert_eq!(codes(&[r#"{"d":{"a":["x"]},"d.a":["x","y"]}"#]), [Code::TL405]);
    for fine in [
        r#"{"a":["x","y"],"$or":[{"a":["y","x"]},{"b":[1]}]}"#,
        r#"{"$or":[{"a":["x"]},{"a":["y"]}]}"#,
        r#"{"$or":[{"a":["x"]},{"b":["y"]}],"c":["z"]}"#,
    ] {
        assert!(codes(&[fine]).is_empty(), "{fine}");
    }
}

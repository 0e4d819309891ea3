//! Policies and what passes them.

use super::Policy;
use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn passes(policy: &str, value: &str) -> bool {
    Policy::read(&json(policy)).unwrap().passes(&json(value))
}

#[test]
fn conditions_hold() {
    let cases = [
        (r#"["x"]"#, r#""x""#, r#""X""#),
        ("[1]", "1.0", "2"),
        ("[true, null]", "null", r#""null""#),
        (r#"[{"prefix":"ab"}]"#, r#""abc""#, r#""cab""#),
        (r#"[{"suffix":"ab"}]"#, r#""cab""#, r#""abc""#),
        (r#"[{"equals-ignore-case":"aB"}]"#, r#""Ab""#, r#""Abc""#),
        (r#"[{"wildcard":"a*b*c"}]"#, r#""a-b-b-c""#, r#""a-c""#),
        (r#"[{"wildcard":"a*a"}]"#, r#""aa""#, r#""a""#),
        (r#"[{"numeric":[">",0,"<=",1e1]}]"#, "10", "10.5"),
        (r#"[{"numeric":["=",1]}]"#, "1.00", r#""1""#),
        (r#"[{"cidr":"10.0.0.0/8"}]"#, r#""10.9.8.7""#, r#""11.0.0.1""#),
        (r#"[{"cidr":"2001:db8::/32"}]"#, r#""2001:db8::1""#, r#""10.0.0.1""#),
        (r#"[{"cidr":"0.0.0.0/0"}]"#, r#""1.2.3.4""#, r#""x""#),
        (r#"[{"anything-but":"a"}]"#, r#""b""#, r#""a""#),
        (r#"[{"anything-but":["a",1]}]"#, "2", "1"),
        (r#"[{"anything-but":{"prefix":"a"}}]"#, r#""b""#, r#""ab""#),
        (r#"[{"anything-but":{"suffix":["a","b"]}}]"#, r#""c""#, r#""b""#),
        (r#"["a",{"prefix":"b"}]"#, r#""bc""#, r#""c""#),
    ];
    for (conditions, yes, no) in cases {
        let policy = format!(r#"{{"k":{conditions}}}"#);
        assert!(passes(&policy, &format!(r#"{{"k":{yes}}}"#)), "{policy} {yes}");
        assert!(!passes(&policy, &format!(r#"{{"k":{no}}}"#)), "{policy} {no}");
        assert!(!passes(&policy, "{}"), "{policy}");
    }
}

#[test]
fn presence_is_a_condition() {
    let (there, absent) = (r#"{"k":[{"exists":true}]}"#, r#"{"k":[{"exists":false}]}"#);
    assert!(passes(there, r#"{"k":null}"#) && !passes(absent, r#"{"k":null}"#));
    assert!(!passes(there, r#"{"k":[]}"#) && passes(absent, "{}"));
}

#[test]
fn arrays_count_by_element() {
    assert!(passes(r#"{"k":["b"]}"#, r#"{"k":["a","b"]}"#));
    assert!(passes(r#"{"k":[{"anything-but":["a"]}]}"#, r#"{"k":["a","b"]}"#));
    assert!(passes(r#"{"a":{"b":[1]}}"#, r#"{"a":[{"b":2},{"b":[0,1]}]}"#));
}

#[test]
fn names_are_all_and_or_is_one() {
    let policy = r#"{"a":[1],"$or":[{"b":[1]},{"c":{"d":[1]}}]}"#;
    assert!(passes(policy, r#"{"a":1,"b":1}"#));
    assert!(passes(policy, r#"{"a":1,"c":{"d":1}}"#));
    assert!(!passes(policy, r#"{"a":1}"#));
    assert!(!passes(policy, r#"{"b":1}"#));
    assert!(!passes(policy, r#""a""#));
}

#[test]
fn faults_are_said() {
    let fault = |text: &str| Policy::read(&json(text)).unwrap_err();
    assert_eq!(fault(r#"{"a":{"b":[{"prefx":"x"}]}}"#), "a: b: unknown operator `prefx`");
    for bad in [
        "{}",
        "[]",
        r#"{"a":1}"#,
        r#"{"a":[]}"#,
        r#"{"a":[[1]]}"#,
        r#"{"a":[{"prefix":1}]}"#,
        r#"{"a":[{"numeric":[">"]}]}"#,
        r#"{"a":[{"numeric":["!",1]}]}"#,
        r#"{"a":[{"cidr":"10/8"}]}"#,
        r#"{"a":[{"cidr":"10.0.0.0/33"}]}"#,
        r#"{"a":[{"exists":1}]}"#,
        r#"{"$or":[{"a":[1]}]}"#,
        r#"{"a":[{"anything-but":[]}]}"#,
        r#"{"a":[{"anything-but":{"cidr":"x"}}]}"#,
        r#"{"a":[{"prefix":"x","suffix":"y"}]}"#,
    ] {
        assert!(Policy::read(&json(bad)).is_err(), "{bad}");
    }
}

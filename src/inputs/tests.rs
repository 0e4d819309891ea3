//! Known answers, and what holds for all templates and events.

use super::{Escape, Facts, Found, Input, InputError, Path, PutError, Shape, Transformer, scan};
use crate::base::ids::SourceId;
use crate::base::limits::Limits;
use crate::base::span::{Span, Spanned};
use crate::read::json;
use std::borrow::Cow;

const EVENT: &str = r#"{"version":"0","detail-type":"A \u00e9","source":"s","id":"1","extra":[1],
    "detail":{"n": 42.50,"s":"say \"hi\"\\","o":{"a": [1, "x y"]},"e":[],"nil":null,"t":true}}"#;
const FACTS: Facts<'_> = Facts {
    rule_arn: "arn:aws:events:eu-west-1:111122223333:rule/b/r",
    rule_name: "r",
    ingestion_time: "2026-01-01T00:00:00Z",
};

fn spanned(text: &str) -> Spanned<String> {
    Spanned { value: text.to_owned(), span: Span { source: SourceId(0), start: 0, end: 0 } }
}

fn transformer(paths: &[(&str, &str)], template: &str, escape: Escape) -> Transformer {
    let paths = paths.iter().map(|(name, path)| (spanned(name), spanned(path))).collect();
    Transformer { paths, template: spanned(template), escape }
}

/// What a template makes of an event whose parts under `detail` are named as their keys.
fn filled(template: &str, escape: Escape) -> Result<String, InputError> {
    let names = ["n", "s", "o", "e", "nil", "t", "no"];
    let paths: Vec<_> = names.iter().map(|n| (*n, format!("$.detail.{n}"))).collect();
    let paths: Vec<_> = paths.iter().map(|(n, p)| (*n, p.as_str())).collect();
    let input = Input::Transformer(Box::new(transformer(&paths, template, escape)));
    let shape = Shape::new(&input).expect("a template");
    shape.render(EVENT.as_bytes(), &FACTS, &Limits::default()).map(Cow::into_owned)
}

fn is_json(text: &str) -> bool {
    json::read(SourceId(0), text.as_bytes().into(), usize::MAX).is_ok()
}

#[test]
fn paths_lead_to_parts() {
    let text = r#"{"a":{"b-c":[1.10,{"d":"x"},{"e":2},{"d":[3]}]},"n":null}"#;
    let tree = json::read(SourceId(0), text.as_bytes().into(), 9).expect("JSON");
    for (path, want) in [
        ("$", Some(text)),
        ("$.a.b-c[0]", Some("1.10")),
        ("$.a.b-c[1]", Some(r#"{"d":"x"}"#)),
        ("$.a.b-c[1].d", Some(r#""x""#)),
        ("$.a.b-c[*].d", Some(r#"["x",[3]]"#)),
        ("$.a.b-c[*].d[*]", Some("[3]")),
        ("$.a.b-c[*].no", Some("[]")),
        ("$.a.b-c[3].d[0]", Some("3")),
        ("$.a.b-c[9]", None),
        ("$.x.y", None),
        ("$.n", Some("null")),
        ("$.a[*]", None),
    ] {
        let found = Path::parse(path).expect("a path").find(tree.root());
        let got =
            super::render::json_text(&found).map(|t| String::from_utf8_lossy(&t).into_owned());
        assert_eq!(got.as_deref(), want, "{path}");
        assert_eq!(matches!(found, Found::Many(_)), path.contains('*') && want.is_some(), "{path}");
    }
}

#[test]
fn other_paths_are_refused() {
    for (path, meant) in [
        ("", None),
        ("a.b", Some("$.a.b")),
        ("$a", Some("$.a")),
        ("$.", None),
        ("$..a", Some("$.a")),
        ("$.a['b-c'].d", Some("$.a.b-c.d")),
        ("$['a']", Some("$.a")),
        ("$.a[-1]", None),
        ("$.a[", None),
        ("$.a[0]b", None),
        ("$.a b", None),
        ("$[0]", None),
        ("$.a[99999999999999999999]", None),
    ] {
        let error = Path::parse(path).expect_err(path);
        assert_eq!(error.meant.as_deref(), meant, "{path}");
    }
}

#[test]
fn placeholders_are_told_from_text() {
    let names = |template| -> Vec<(String, bool)> {
        scan(template).into_iter().map(|t| (t.name.to_owned(), t.quoted)).collect()
    };
    let own = |all: &[(&str, bool)]| -> Vec<(String, bool)> {
        all.iter().map(|(n, q)| ((*n).to_owned(), *q)).collect()
    };
    assert_eq!(
        names(r#"{"a":<x>,"b":"<y> \"<z>\""}"#),
        own(&[("x", false), ("y", true), ("z", true)])
    );
    assert_eq!(names(r"a < b <> <c d> <é> <<k>> <a.b_c-9"), own(&[("k", false)]));
    assert_eq!(names(r#""\<x> \\<y>" <"#), own(&[("y", true)]));
}

#[test]
fn values_go_in_as_aws_has_it() {
    for (template, want) in [
        (
            r#"{"a":[<n>,<s>,<o>,<nil>,<t>,<no>]}"#,
            r#"{"a":[42.50,"say \"hi\"\\",{"a":[1,"x y"]},null,true,""]}"#,
        ),
        (r#"{"a":"<n>|<nil>|<t>|<no>|<e>"}"#, r#"{"a":"42.50|null|true||[]"}"#),
        (r#""<o> <s> <n>""#, r#""{a:[1,x y]} say "hi"\ 42.50""#),
        (
            r#"<aws.events.event>"#,
            r#"{"id":"1","detailType":"A \u00e9","source":"s","version":"0","extra":[1]}"#,
        ),
        (r#" "<aws.events.rule-name>" "#, r#" "r" "#),
    ] {
        assert_eq!(filled(template, Escape::None).as_deref(), Ok(want), "{template}");
    }
    let error = filled(r#"{"a":"<o>"}"#, Escape::None).expect_err("no JSON");
    assert_eq!(error.code(), "TEMPLATE_NOT_JSON");
    let InputError::TemplateNotJson { rendered, .. } = error else { unreachable!("{error}") };
    assert_eq!(rendered, r#"{"a":"{"a":[1,"x y"]}"}"#);
}

#[test]
fn escaped_values_stay_strings() {
    for (template, want) in [
        (
            r#"{"a":"<s> <o>","b":<s>}"#,
            r#"{"a":"say \"hi\"\\ {\"a\":[1,\"x y\"]}","b":"say \"hi\"\\"}"#,
        ),
        (r#""<s> <o>""#, r#""say \"hi\"\\ {\"a\":[1,\"x y\"]}""#),
    ] {
        assert_eq!(filled(template, Escape::Json).as_deref(), Ok(want), "{template}");
    }
}

#[test]
fn simple_inputs() {
    let limits = Limits::default();
    let shaped = |input: &Input, event: &[u8]| -> Result<String, &'static str> {
        let shape = Shape::new(input).expect("an input");
        assert_eq!(shape.wants_facts(), matches!(input, Input::Transformer(_)));
        assert_eq!(shape.makes_json(), !shape.wants_facts());
        shape.render(event, &FACTS, &limits).map(Cow::into_owned).map_err(|e| e.code())
    };
    assert_eq!(shaped(&Input::Event, EVENT.as_bytes()), Ok(EVENT.to_owned()));
    assert_eq!(shaped(&Input::Event, b"\xff"), Err("NOT_AN_EVENT"));
    assert_eq!(shaped(&Input::Constant("1".to_owned()), b""), Ok("1".to_owned()));
    let path = |path: &str| Input::Path(spanned(path));
    assert_eq!(shaped(&path("$.detail.n"), EVENT.as_bytes()), Ok("42.50".to_owned()));
    assert_eq!(shaped(&path("$.detail.no"), EVENT.as_bytes()), Err("NO_VALUE"));
    assert_eq!(shaped(&path("$.x"), b"{"), Err("NOT_AN_EVENT"));
    let lone = br#"{"x":"\ud800"}"#;
    assert_eq!(shaped(&path("$.x"), lone), Ok(r#""\ud800""#.to_owned()));
    let text = Input::Transformer(Box::new(transformer(&[("x", "$.x")], "\"<x>\"", Escape::None)));
    assert_eq!(shaped(&text, lone), Ok("\"\u{FFFD}\u{FFFD}\u{FFFD}\"".to_owned()));
}

#[test]
fn what_aws_refuses() {
    let put = |paths: &[(&str, &str)], template: &str| {
        let transformer = transformer(paths, template, Escape::None);
        Shape::new(&Input::Transformer(Box::new(transformer))).expect_err(template)
    };
    let unknown = put(&[], "\"<x>\"");
    assert_eq!(unknown, PutError::UnknownPlaceholder("x".to_owned()));
    let words = "InputTemplate for target T1 contains invalid placeholder x.";
    assert_eq!(unknown.aws("T1").as_deref(), Some(words));
    assert_eq!(put(&[("AWSx", "$")], "1"), PutError::BadName("AWSx".to_owned()));
    assert!(matches!(put(&[("x", "a")], "1"), PutError::BadPath(_)));
    assert_eq!(put(&[], " "), PutError::NoTemplate);
    let many: Vec<String> = (0..101).map(|n| format!("k{n}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|n| (n.as_str(), "$")).collect();
    assert_eq!(put(&many, "1"), PutError::TooManyNames);
}

#[test]
fn the_result_has_a_limit() {
    let template =
        transformer(&[], "[<aws.events.event.json>,<aws.events.event.json>]", Escape::None);
    let shape = Shape::new(&Input::Transformer(Box::new(template))).expect("a template");
    let limits = Limits { input_bytes: EVENT.len(), ..Limits::default() };
    let got = shape.render(EVENT.as_bytes(), &FACTS, &limits);
    assert_eq!(got, Err(InputError::TooLarge { most: EVENT.len() }));
}

/// Whatever the template and the event: nothing panics, what a JSON template delivers is JSON, and
/// with `escape: json` a template that can become JSON always does.
#[test]
fn whatever_is_delivered_is_json() {
    const PIECES: [&str; 22] = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        ",",
        ":",
        " ",
        "\n",
        "<s>",
        "\"<s>\"",
        "<o>",
        "\"a<o>b\"",
        "<n>",
        "\"<no>\"",
        "<no>",
        "1",
        "\"k\":",
        "<",
        "<aws.events.event>",
        "é",
    ];
    const VALUES: [&str; 9] = [
        "<n>",
        "<s>",
        "<o>",
        "<no>",
        "\"<s>\"",
        "\"x <o> <nil>\"",
        "\"\\\\<s>\"",
        "<aws.events.event.json>",
        "\"<aws.events.rule-arn>\"",
    ];
    let mut random = fastrand::Rng::with_seed(7);
    let mut delivered = 0;
    for _ in 0..20_000 {
        let free: String = (0..random.usize(1..9)).map(|_| PIECES[random.usize(..22)]).collect();
        for escape in [Escape::None, Escape::Json] {
            if free.trim().is_empty() {
                continue;
            }
            if let Ok(text) = filled(&free, escape)
                && !free.trim_start().starts_with('"')
            {
                delivered += 1;
                assert!(is_json(&text), "{free} makes {text}");
            }
        }
        let mut value = || VALUES[random.usize(..9)];
        let sound = format!("{{\"a\":{},\"b\":[{},{}]}}", value(), value(), value());
        let text = filled(&sound, Escape::Json).unwrap_or_else(|e| unreachable!("{sound}: {e}"));
        assert!(is_json(&text), "{sound} makes {text}");
    }
    assert!(delivered > 500, "only {delivered} delivered");
}

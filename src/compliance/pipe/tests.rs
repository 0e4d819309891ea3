//! Pipes by hand: what each makes of values, its words for others, and reading queries.

use super::query::{Query, Scope};
use crate::base::ids::SourceId;
use crate::compliance::node::Node;
use crate::compliance::path::{Fault, Strict, Work};
use crate::compliance::value::shown;
use crate::read::tree::Tree;

fn read(text: &str) -> Tree {
    crate::read::json::read(SourceId::new(0), text.as_bytes().into(), 100).expect(text)
}

/// Paths and values of a query, or the words of its fault.
fn ask(query: &str, document: &str) -> Result<Vec<(String, String)>, String> {
    let (tree, mut found) = (read(document), Vec::new());
    let query = Query::parse(query, None).expect(query);
    let scope = Scope::of(Node::root(&tree));
    let flow = query.each(scope, Strict::No, &Work::new(10_000), &mut |node| {
        found.push((node.path(), shown(node.item, 1000)));
        Ok(())
    });
    match flow {
        Ok(()) => Ok(found),
        Err(Fault::Error(why)) => Err(why.into_string()),
        Err(Fault::Enough) => Err("enough".to_owned()),
    }
}

fn values(query: &str, document: &str) -> Vec<String> {
    ask(query, document).expect(query).into_iter().map(|(_, value)| value).collect()
}

#[test]
fn json_texts_are_read_and_keep_the_place_of_their_string() {
    let document =
        r#"{"acl": "{\"grantList\":[{\"grantee\":\"AllUsers\"}]}", "n": null, "o": {"a": 1}}"#;
    let found = ask("$.acl | json | $.grantList[*].grantee", document).expect("found");
    let path = "$.acl | json | $.grantList[0].grantee".to_owned();
    assert_eq!(found, [(path, "\"AllUsers\"".to_owned())]);
    assert_eq!(ask("$.acl | json", document).expect("found")[0].0, "$.acl | json");
    assert_eq!(values("$.o | json | $.a", document), ["1"]);
    assert!(values("$.n | json", document).is_empty() && values("$.x | json", document).is_empty());
    let tree = read(document);
    let place = tree.root().get("acl").expect("acl").span();
    let query = Query::parse("$.acl | json | $..grantee", None).expect("query");
    let flow = query.each(Scope::of(Node::root(&tree)), Strict::No, &Work::new(99), &mut |node| {
        assert_eq!(node.place(), place);
        assert_eq!(node.document().index(), 0);
        assert!(node.document().get("acl").is_some());
        Ok(())
    });
    assert_eq!(flow, Ok(()));
}

#[test]
fn wrong_types_and_broken_texts_are_errors_in_words() {
    let fault = |query: &str, document: &str| ask(query, document).expect_err(query);
    assert_eq!(fault("$.a | json", r#"{"a": 1}"#), "`json` takes a string; `$.a` is a number");
    assert_eq!(
        fault("$.a | json", r#"{"a": "{x"}"#),
        "`json` cannot read `$.a`: not JSON at byte 1 of the text: expected a key in double quotes, found `x`"
    );
    assert_eq!(
        fault("$.a | url-decode", r#"{"a": "10%zz"}"#),
        "`url-decode` cannot read `$.a`: `%` at byte 2 of the text is not followed by two hex digits"
    );
    assert!(fault("$.a | url-decode", r#"{"a": "%ff"}"#).contains("not UTF-8"));
    for pipe in ["lower", "split(\",\")", "url-decode"] {
        assert!(fault(&format!("$.a | {pipe}"), r#"{"a": []}"#).contains("a list"), "{pipe}");
    }
    assert_eq!(fault("$.a | keys", r#"{"a": []}"#), "`keys` takes a map; `$.a` is a list");
    assert!(fault("$.a | values", r#"{"a": "x"}"#).contains("a string"));
}

#[test]
fn texts_and_maps() {
    assert_eq!(values("$ | url-decode", r#""a%20b%c3%a9+c""#), ["\"a bé+c\""]);
    assert_eq!(values("$ | lower", r#""ÀbC""#), ["\"àbc\""]);
    let found = ask("$.x | split(',') | lower", r#"{"x": "A,,b c"}"#).expect("found");
    let all: Vec<&str> = found.iter().map(|(_, v)| v.as_str()).collect();
    assert_eq!(all, ["\"a\"", "\"\"", "\"b c\""]);
    assert_eq!(found[2].0, "$.x | split(',') | $[2]");
    assert_eq!(values("$.t | keys", r#"{"t": {"a": 1, "b": 2}}"#), ["\"a\"", "\"b\""]);
    let found = ask("$.t | entries", r#"{"t": {"a": 1, "b": [2]}}"#).expect("found");
    let pair = |path: &str, value: &str| (path.to_owned(), value.to_owned());
    assert_eq!(
        found,
        [
            pair("$.t | entries | $[0]", r#"{"key":"a","value":1}"#),
            pair("$.t | entries | $[1]", r#"{"key":"b","value":[2]}"#),
        ]
    );
    let found = ask("$.t | values | $[0]", r#"{"t": {"a": [1], "b": [2]}}"#).expect("found");
    assert_eq!(found[1], ("$.t.b[0]".to_owned(), "2".to_owned()));
}

const POLICY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":["a","b"],"Condition":{"X":"y"}}}"#;
const WANTED: &str = r#"{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":["s3:*"],"Resource":["a","b"],"Condition":{"X":"y"}}"#;

#[test]
fn statements_have_one_form_whatever_form_the_policy_has() {
    let quoted = |text: &str| crate::base::text::quote(text.as_bytes());
    let encoded: String = POLICY.bytes().map(|b| format!("%{b:02X}")).collect();
    for policy in [
        POLICY.to_owned(),
        format!("[{POLICY}]"),
        quoted(POLICY),
        quoted(&quoted(POLICY)),
        quoted(&encoded),
        quoted(&format!("[{POLICY}]")),
    ] {
        let found = values("$.p | statements", &format!("{{\"p\": {policy}}}"));
        assert_eq!(found, [WANTED], "{policy}");
    }
    for none in ["null", "[]", r#""null""#, r#"{"Statement": null}"#, r#"{"Statement": []}"#] {
        assert!(values("$.p | statements", &format!("{{\"p\": {none}}}")).is_empty(), "{none}");
    }
    let two = r#"{"p": {"Statement": [{"NotPrincipal": {"AWS": "x", "Service": ["y"]}, "NotAction": "a"}, {"NotResource": "r"}]}}"#;
    assert_eq!(
        values("$.p | statements", two),
        [
            r#"{"NotPrincipal":{"AWS":["x"],"Service":["y"]},"NotAction":["a"]}"#,
            r#"{"NotResource":["r"]}"#
        ]
    );
    let found = ask("$.p | statements | $.NotResource[0]", two).expect("found");
    assert_eq!(found[0], ("$.p | statements | $[1].NotResource[0]".to_owned(), "\"r\"".to_owned()));
    for (bad, why) in [
        ("1", "a policy is not a number"),
        ("{}", "has no `Statement`"),
        (r#"{"Statement": 1}"#, "`Statement` is a number"),
        (r#"{"Statement": [1]}"#, "a statement is a number"),
        (r#"{"Statement": {"Principal": 1}}"#, "`Principal` is a number"),
        (r#""""#, "not JSON at byte 0"),
    ] {
        let words = ask("$.p | statements", &format!("{{\"p\": {bad}}}")).expect_err(bad);
        assert!(words.contains(why), "{words}");
    }
}

#[test]
fn queries_are_read_with_places_and_remedies() {
    let fault = |text: &str| Query::parse(text, None).expect_err(text);
    let at = |text: &str| (fault(text).at, fault(text).message);
    assert_eq!(at("$.a | jsn"), (6, "unknown pipe `jsn`".to_owned()));
    assert_eq!(fault("$.a | jsn").help.as_deref(), Some("did you mean `json`?"));
    assert_eq!(at("$.a | json | @.b").0, 13);
    assert_eq!(at("$.a | json | $.b-c"), (16, "`-` does not belong here".to_owned()));
    assert_eq!(at("$.a |"), (5, "a pipe is expected".to_owned()));
    assert_eq!(at("$.a | split"), (11, "`split` takes a text in quotes".to_owned()));
    assert_eq!(at("$.a | json(1)"), (10, "`json` stands by itself".to_owned()));
    assert_eq!(at("| json"), (0, "a path is expected".to_owned()));
    let singular = |text: &str| Query::parse(text, None).expect(text).is_singular();
    assert!(singular("$.a | json | $.b | lower") && !singular("$.a | keys"));
    assert!(!singular("$.a | json | $.b[*]") && !singular("@[?@.x || @.y]"));
    assert_eq!(Query::parse(" @ ", None).map(|q| q.is_element()), Ok(true));
    assert!(Query::parse("$.a | split('|')", None).is_ok());
    assert!(Query::parse("$[?@.a == '|'] | keys", None).is_ok());
}

#[test]
fn elements_of_lists() {
    let document = r#"{"list": [1, null], "map": {"a": 1}, "null": null, "text": "x"}"#;
    let tree = read(document);
    let count = |query: &str| {
        let (mut n, query) = (0, Query::parse(query, None).expect(query));
        let scope = Scope::of(Node::root(&tree));
        query.elements(scope, &Work::new(99), &mut |_| {
            n += 1;
            Ok(())
        })?;
        Ok::<u32, Fault>(n)
    };
    for query in ["$.list", "$.list[*]", "$.list[0:2]"] {
        assert_eq!(count(query), Ok(2), "{query}");
    }
    for query in ["$.null", "$.none", "$.null[*]", "$.none[*]", "$.none.a[*]"] {
        assert_eq!(count(query), Ok(0), "{query}");
    }
    for query in ["$.map", "$.map[*]", "$.text", "$.text[*]", "$.text.a[*]", "$.list[0]"] {
        assert!(matches!(count(query), Err(Fault::Error(_))), "{query}");
    }
    assert_eq!(count("$.map | values"), Ok(1));
}

#[test]
fn any_text_is_read_or_refused_at_a_place_within_it() {
    let mut rng = fastrand::Rng::with_seed(2);
    let parts = [
        "$", "@", ".", "[", "]", "(", ")", "?", "*", "'", "\"", "\\", "|", ":", ",", "==", "<",
        "!", "&&", "||", "-", "0", "1", "a", "é", " ", "json", "split", "keys", "length", "count",
        "match", "..", "\\u00e9", "\n", "😀",
    ];
    let mut read = 0;
    for _ in 0..20_000 {
        let mut text = String::from(["$", "@", ""][rng.usize(..3)]);
        for _ in 0..rng.u8(0..9) {
            text.push_str(parts[rng.usize(..parts.len())]);
        }
        match Query::parse(&text, None) {
            Ok(query) => {
                read += 1;
                assert_eq!(Query::parse(&query.to_string(), None).as_ref(), Ok(&query));
            }
            Err(error) => {
                assert!(text.is_char_boundary(error.at), "{text}: {error:?}");
                assert!(!error.message.is_empty(), "{text}");
            }
        }
        let filter = format!("$[?{text}]");
        if let Err(error) = Query::parse(&filter, None) {
            assert!(filter.is_char_boundary(error.at), "{filter}: {error:?}");
        }
        let _ = crate::compliance::Template::parse(&text, []);
    }
    assert!(read > 1000, "only {read} texts are queries");
}

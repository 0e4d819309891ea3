//! Paths by hand: the RFC's examples, singular paths, words for what is no path, strictness.

use super::*;
use crate::base::ids::SourceId;
use crate::read::tree::Tree;

fn read(text: &str) -> Tree {
    crate::read::json::read(SourceId::new(0), text.as_bytes().into(), 100).expect(text)
}

fn paths(path: &str, text: &str) -> Vec<String> {
    let (tree, mut found) = (read(text), Vec::new());
    let path = Path::parse(path).expect(path);
    let flow = path.each(tree.root(), Strict::No, &Work::new(10_000), &mut |item| {
        found.push(normal::of(item));
        Ok(())
    });
    assert_eq!(flow, Ok(()), "{path}");
    found
}

#[test]
fn examples_of_the_rfc() {
    let slice = r#"["a","b","c","d","e","f","g"]"#;
    assert_eq!(paths("$[1:3]", slice), ["$[1]", "$[2]"]);
    assert_eq!(paths("$[5:]", slice), ["$[5]", "$[6]"]);
    assert_eq!(paths("$[5:1:-2]", slice), ["$[5]", "$[3]"]);
    assert_eq!(paths("$[::-1]", slice).len(), 7);
    assert_eq!(paths("$[1:5:0]", slice).len(), 0);
    assert_eq!(paths("$[-9007199254740991]", slice).len(), 0);
    let nested = r#"{"o": {"j": 1, "k": 2}, "a": [5, 3, [{"j": 4}, {"k": 6}]]}"#;
    assert_eq!(paths("$..j", nested), ["$.o.j", "$.a[2][0].j"]);
    assert_eq!(paths("$..[0]", nested), ["$.a[0]", "$.a[2][0]"]);
    assert_eq!(paths("$.o['j','j']", nested), ["$.o.j", "$.o.j"]);
    let filters = r#"{"a": [3, 5, 1, 2, 4, 6, {"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}],
                      "o": {"p": 1, "q": 2}, "e": "f"}"#;
    assert_eq!(paths("$.a[?@.b == 'kilo']", filters), ["$.a[9]"]);
    assert_eq!(paths("$.a[?@>3.5]", filters), ["$.a[1]", "$.a[4]", "$.a[5]"]);
    assert_eq!(paths("$.a[?match(@.b, '[jk]')]", filters), ["$.a[6]", "$.a[7]"]);
    assert_eq!(paths("$.a[?search(@.b, '[jk]')]", filters), ["$.a[6]", "$.a[7]", "$.a[9]"]);
    assert_eq!(paths("$.a[?@.b == $.x]", filters).len(), 6, "nothing equals nothing");
    assert_eq!(paths("$.o[?@>1 && @<4]", filters), ["$.o.q"]);
    assert_eq!(paths("$[?length(@) < 3]", filters), ["$.o", "$.e"]);
}

#[test]
fn names_are_shown_in_short_form() {
    let text = r#"{"a b": {"é": 1, "it's": 2, "\"": 3, "1": 4, "": 5, "a_1": 6}}"#;
    let found = paths("$['a b'].*", text);
    let b = "$['a b']";
    assert_eq!(found[0], format!("{b}.é"));
    assert_eq!(found[1], format!("{b}['it\\'s']"));
    assert_eq!(found[2], format!("{b}['\"']"));
    assert_eq!((&*found[3], &*found[4]), ("$['a b']['1']", "$['a b']['']"));
    for path in &found {
        assert_eq!(paths(path, text), std::slice::from_ref(path), "it is a path to the same node");
    }
}

#[test]
fn singular_paths_and_what_they_read() {
    let singular = |text: &str| Path::parse(text).expect(text).is_singular();
    assert!(singular("$") && singular("@.a[0]['b c'][-1]"));
    assert!(!singular("$.a[*]") && !singular("$..a") && !singular("$[0:1]") && !singular("$[0,1]"));
    let path = Path::parse("@.tags['a b'][0].c").expect("a path");
    assert_eq!(path.root(), Root::Element);
    assert_eq!(path.names().collect::<Vec<_>>(), [&b"tags"[..], b"a b"]);
    let tree = read(r#"{"tags": {"x": 1}}"#);
    let (last, rest) = path.reach(tree.root());
    assert_eq!((normal::of(last).as_str(), rest.as_str()), ("$.tags", "['a b'][0].c"));
}

#[test]
fn what_is_no_path_has_a_place_and_a_remedy() {
    let fault = |text: &str| Path::parse(text).expect_err(text);
    assert_eq!(
        fault("configuration.x").help.as_deref().map(|h| &h[..18]),
        Some("`$.configuration.x")
    );
    let error = fault("$.kms-key.id");
    assert_eq!((error.at, error.message.as_str()), (5, "`-` does not belong here"));
    assert_eq!(error.help.as_deref(), Some("a name with `-` in it is quoted: `['kms-key']`"));
    assert_eq!(fault("$.a[").at, 4);
    assert_eq!(fault("$.é[x]").at, "$.é[".len());
    for bad in [
        "",
        "$.",
        "$[",
        "$a",
        "$[?@.a=1]",
        "$[?length(@)]",
        "$[?in(@.a, @.b)]",
        "$[?count(1)==1]",
        "$[?length(@.*) > 1]",
        "$[?match(@.*, 'a')]",
        "$.a | json",
    ] {
        assert!(Path::parse(bad).is_err(), "{bad}");
    }
    assert!(fault("$[?in(@.a, @.b)]").message.starts_with("`in` is not a function"));
    for (open, close) in [("[?(", ")]"), ("[?length(", ")]")] {
        let deep = format!("${}{}", open.repeat(200), close.repeat(200));
        assert_eq!(fault(&deep).message, "nested too deep");
    }
    assert!(Path::parse(&format!("$.{}", "a".repeat(5000))).is_err());
}

#[test]
fn strict_walks_find_values_of_the_wrong_kind() {
    let tree = read(r#"{"list": [1], "map": {"a": []}, "text": "x", "null": null}"#);
    let ask = |path: &str, strict| {
        let work = Work::new(1000);
        Path::parse(path).expect(path).each(tree.root(), strict, &work, &mut |_| Ok(()))
    };
    for path in ["$.text[*]", "$.text[?@.a]", "$.text[1:]"] {
        assert_eq!(ask(path, Strict::No), Ok(()), "{path}");
        assert!(
            ask(path, Strict::Lists).is_err() && ask(path, Strict::Elements).is_err(),
            "{path}"
        );
    }
    for path in ["$.text.a[*]", "$.list.a[*]", "$.map[*]", "$.map[0]"] {
        assert_eq!(ask(path, Strict::Lists), Ok(()), "{path}");
        assert!(ask(path, Strict::Elements).is_err(), "{path}");
    }
    for path in ["$.null[*]", "$.none[*]", "$.null.a.b[*]", "$.map[*][*]", "$.list[*]", "$..a"] {
        assert_eq!(ask(path, Strict::Elements), Ok(()), "{path}");
    }
    let error = ask("$.map[*]", Strict::Elements).expect_err("a map");
    assert_eq!(error, Fault::error("`$.map` is a map, not a list; `| values` gives its values"));
    let budget = Work::new(20);
    let flow =
        Path::parse("$..*").expect("path").each(tree.root(), Strict::No, &budget, &mut |_| Ok(()));
    assert_eq!(flow, Ok(()));
    let none = Path::parse("$..[?@..*]").expect("path").each(
        tree.root(),
        Strict::No,
        &budget,
        &mut |_| Ok(()),
    );
    assert_eq!(none, Err(Fault::error("the evaluation takes too many steps")));
}

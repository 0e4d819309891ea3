//! Operands as rule files have them.

use super::*;
use crate::base::ids::SourceId;
use crate::read::tree::Tree;

fn read(text: &str) -> Tree {
    crate::read::json::read(SourceId::new(0), text.as_bytes().into(), 100).expect(text)
}

/// The operator that an operand reads as, or the words of what is wrong with it.
fn reads(name: &str, operand: &str) -> Result<String, String> {
    use crate::base::diag::Diags;
    use crate::operators::{Compat, Context, NoValues};
    let (tree, mut diags) = (read(operand), Diags::default());
    let mut context = Context {
        compat: Compat::Tripline,
        references: true,
        values: &NoValues,
        diags: &mut diags,
    };
    let operator = find(name).expect(name);
    let test = (operator.read)(&mut context, operator.name, tree.root());
    assert_eq!(test.is_none(), !diags.is_empty(), "{name}: {operand}: {diags:?}");
    test.map(|t| t.to_string()).ok_or_else(|| diags.as_slice()[0].message.clone())
}

#[test]
fn examples_read_and_are_shown_as_written() {
    for operator in CLAUSE_OPERATORS {
        let example: serde_json::Value = serde_json::from_str(operator.example).expect("JSON");
        let shown = reads(operator.name, &example[operator.name].to_string()).expect("it reads");
        assert!(shown.starts_with(&format!("{}: ", operator.name)), "{shown}");
    }
}

#[test]
fn operands_of_the_wrong_type_are_refused() {
    for operator in CLAUSE_OPERATORS {
        let odd = if operator.name == "equals" { continue } else { "{\"x\": {\"y\": 1}}" };
        assert!(reads(operator.name, odd).is_err(), "{}", operator.name);
    }
    let refused = |name: &str, operand: &str| reads(name, operand).expect_err(operand);
    assert_eq!(refused("lt", "\"5\""), "`lt` takes a number");
    assert_eq!(refused("in", "[]"), "`in` takes at least one value");
    assert_eq!(refused("in", "{\"list\": \"nope\"}"), "no list is called `nope`");
    assert_eq!(refused("older-than", "\"3 weeks\""), "`3 weeks` is not a duration");
    assert_eq!(refused("type", "\"text\""), "`text` is not a type");
    assert_eq!(refused("same-as", "\"$.a[*]\""), "`same-as` takes a path to one value");
    assert_eq!(refused("covers-port", "{\"ports\": [70000]}"), "`70000` is not a port");
    assert_eq!(refused("covers-port", "{\"port\": 1}"), "unknown key `port` of `covers-port`");
    assert_eq!(refused("length", "{\"gte\": 1, \"ge\": 2}"), "unknown key `ge` of `length`");
    assert_eq!(
        refused("cidr-within", "[\"10.0.0.0/8\", \"x/9\"]"),
        "not a CIDR block: `x` is not an IP address"
    );
    assert_eq!(reads("equals", "{\"a\": [1]}").as_deref(), Ok("equals: {\"a\":[1]}"));
    assert_eq!(reads("length", "{\"gte\": 1}").as_deref(), Ok("length: {gte: 1}"));
    assert_eq!(
        reads("matches", "\"a(\"").expect_err("open"),
        "not a regular expression: unclosed group"
    );
}

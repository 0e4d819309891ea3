//! For the tests: conditions from JSON in the language of rules, without its checks.

use super::Find;
use crate::base::number::Decimal;
use crate::base::span::Span;
use crate::compliance::condition::{
    Block, Check, Clause, Condition, OnEmpty, Over, Quantifier, Related, RelatedBy,
};
use crate::compliance::node::Node;
use crate::compliance::path::{Flow, Strict, Work};
use crate::compliance::pipe::{Query, Scope};
use crate::compliance::test::{
    AllowsAction, Bounds, Compare, Comparison, CoversPort, Empty, Equals, Exists, Matches, Member,
    Ports, PublicPrincipal, SameAs, ScalarSet, Test,
};
use crate::compliance::value::scalar;
use crate::operators::Literal;
use crate::read::tree::Tree;
use serde_json::Value;
use std::sync::Arc;

pub(super) fn read(text: &str) -> Tree {
    let source = crate::base::ids::SourceId::new(0);
    crate::read::json::read(source, text.as_bytes().into(), 100).expect(text)
}

pub(super) fn check(rule: &Value) -> Check {
    let when = rule.get("when").map(condition);
    Check { when, require: condition(&rule["require"]), message: None }
}

fn literal(value: &Value) -> Literal {
    match value {
        Value::Bool(b) => Literal::Bool(*b),
        Value::Number(n) => Literal::Number(Decimal::parse(n.to_string().as_bytes())),
        Value::String(text) => Literal::Text(text.as_bytes().into()),
        _ => Literal::Null,
    }
}

fn literals(value: &Value) -> Vec<Literal> {
    value.as_array().expect("a list").iter().map(literal).collect()
}

fn query(value: &Value) -> Query {
    let text = value.as_str().expect("a path");
    Query::parse(text, None).expect(text)
}

fn quantifier(word: &str) -> Quantifier {
    let all = [Quantifier::Each, Quantifier::Some, Quantifier::None];
    all.into_iter().find(|q| q.word() == word).expect(word)
}

fn on_empty(word: &str) -> OnEmpty {
    match word {
        "pass" => OnEmpty::Pass,
        "fail" => OnEmpty::Fail,
        "not-applicable" => OnEmpty::NotApplicable,
        _ => OnEmpty::Error,
    }
}

fn comparison(name: &str) -> Option<Comparison> {
    use Comparison::{AtLeast, AtMost, Equal, Greater, Less};
    [Equal, Less, AtMost, Greater, AtLeast].into_iter().find(|c| c.name() == name)
}

fn compare(name: &str, value: &Value) -> Option<Compare> {
    let than = Decimal::parse(value.to_string().as_bytes());
    comparison(name).map(|how| Compare { how, than })
}

pub(super) fn condition(value: &Value) -> Condition {
    let map = value.as_object().expect("a map");
    if let Some(name) = map.get("if-param") {
        let mut rest = map.clone();
        rest.remove("if-param");
        let inner = Box::new(condition(&Value::Object(rest)));
        return Condition::IfParam(name.as_str().expect("a name").into(), inner);
    }
    let list = |value: &Value| value.as_array().expect("a list").iter().map(condition).collect();
    let (key, value) = map.iter().next().expect("a key");
    match key.as_str() {
        "all" => Condition::All(list(value)),
        "any" => Condition::Any(list(value)),
        "none-of" => Condition::NoneOf(list(value)),
        "not" => Condition::Not(Box::new(condition(value))),
        "use" => Condition::Named("named".into(), Arc::new(condition(value))),
        "each" | "some" | "none" if value.is_object() => {
            block(Over::Quantifier(quantifier(key)), value)
        }
        "count" => {
            let all = value.as_object().expect("a map").iter();
            let all = all.filter_map(|(name, n)| compare(name, n)).collect();
            block(Over::Count(Bounds { all }), value)
        }
        "related" => related(value),
        _ => clause(map),
    }
}

fn block(how: Over, value: &Value) -> Condition {
    let part = |name: &str| value.get(name).map(condition);
    Condition::Block(Box::new(Block {
        how,
        over: query(&value["over"]),
        filter: part("where"),
        satisfy: part("satisfy"),
        on_empty: value.get("on-empty").map(|w| on_empty(w.as_str().expect("a word"))),
        span: None,
    }))
}

fn related(value: &Value) -> Condition {
    let by = match value.get("theirs") {
        None => RelatedBy::Relationship(None),
        Some(theirs) => RelatedBy::Key { theirs: query(theirs), mine: query(&value["mine"]) },
    };
    Condition::Related(Box::new(Related {
        types: [value["type"].as_str().expect("a type").as_bytes().into()].into(),
        by,
        quantifier: quantifier(value["quantifier"].as_str().unwrap_or("each")),
        require: condition(&value["require"]),
        if_absent: on_empty(value["if-absent"].as_str().expect("a word")),
        span: None,
    }))
}

fn clause(map: &serde_json::Map<String, Value>) -> Condition {
    let path = map.get("path").cloned().unwrap_or("@".into());
    let (mut tests, mut place) = (Vec::new(), 0);
    for (name, value) in map {
        let bool = || value.as_bool().expect("a bool");
        tests.push(match name.as_str() {
            "equals" => Test::Equals(Equals::scalar(literal(value))),
            "in" | "not-in" => {
                let of = Arc::new(ScalarSet::new(literals(value)));
                Test::Member(Member { of, not: name == "not-in" })
            }
            "exists" => Test::Exists(Exists { wanted: bool() }),
            "empty" => Test::Empty(Empty { wanted: bool() }),
            "public-principal" => Test::PublicPrincipal(PublicPrincipal { wanted: bool() }),
            "matches" => Test::Matches(Matches::new(value.as_str().expect("text")).expect("regex")),
            "same-as" => Test::SameAs(Box::new(SameAs { other: query(value) })),
            "allows-action" => {
                let action = value.as_str().expect("an action").as_bytes().into();
                Test::AllowsAction(AllowsAction { actions: [action].into() })
            }
            "covers-port" => {
                let port = Ports::parse(&value["ports"][0].to_string()).expect("a port");
                Test::CoversPort(CoversPort::new(
                    [port],
                    value["protocol"].as_str(),
                    crate::compliance::test::Match::Any,
                ))
            }
            // The place of a clause, for tests of evidence.
            "at" => {
                place = value.as_u64().expect("a number") as u32;
                continue;
            }
            "path" | "quantifier" | "optional" => continue,
            other => Test::Compare(compare(other, value).expect(other)),
        });
    }
    let source = crate::base::ids::SourceId::new(9);
    Condition::Clause(Box::new(Clause {
        query: query(&path),
        tests: tests.into(),
        quantifier: map.get("quantifier").map(|q| quantifier(q.as_str().expect("a word"))),
        optional: map.get("optional") == Some(&Value::Bool(true)),
        span: Some(Span { source, start: place, end: place + 1 }),
    }))
}

/// Other items: all of the type whose key fits, or all of the type.
pub(super) struct Others(pub Vec<Tree>);

impl Find for Others {
    fn find(&self, search: &super::Search<'_>, visit: &mut dyn FnMut(Node<'_>) -> Flow) -> Flow {
        for tree in &self.0 {
            let node = Node::root(tree);
            let of_type = |t: &[u8]| tree.root().get("resourceType").is_some_and(|r| r.reads(t));
            if !search.types.iter().any(|t| of_type(t)) {
                continue;
            }
            let mut found = true;
            if let super::SearchBy::Key { theirs, keys } = search.by {
                found = false;
                theirs.each(Scope::of(node), Strict::No, &Work::new(1000), &mut |n| {
                    found |= keys.iter().any(|k| scalar(n.item, |v| k.equals(v)) == Some(true));
                    Ok(())
                })?;
            }
            if found {
                visit(node)?;
            }
        }
        Ok(())
    }
}

//! The bodies of Query calls: `Action=…&MetricData.member.1.MetricName=…` to a tree.
//!
//! `member.N` and plain numbers make lists, in the order of their numbers; `entry.N.key` with
//! `entry.N.value` makes a map. Numbers need not follow each other.

use super::limits::Limits;
use super::value::Value;
use std::collections::BTreeMap;

/// A part of the tree while it grows.
#[derive(Default)]
struct Node {
    text: Option<String>,
    below: BTreeMap<String, Node>,
}

/// The tree of decoded names and values. `Action` and `Version` are no part of it.
///
/// # Errors
/// Names given twice, both as a text and as a structure, or nested too deeply.
pub fn tree(pairs: Vec<(String, String)>, limits: &Limits) -> Result<Value, String> {
    let mut root = Node::default();
    for (name, value) in pairs {
        if name == "Action" || name == "Version" || name.starts_with("X-Amz-") {
            continue;
        }
        let mut node = &mut root;
        for (level, part) in name.split('.').enumerate() {
            if level >= limits.depth {
                return Err("a name is nested too deeply".into());
            }
            if part.is_empty() {
                return Err(format!("`{name}` is no name of a parameter"));
            }
            node = node.below.entry(part.to_owned()).or_default();
        }
        if node.text.replace(value).is_some() {
            return Err(format!("`{name}` is given twice"));
        }
    }
    let fields = root.below.into_iter();
    fields.map(|(name, node)| Ok((name, value(node)?))).collect::<Result<_, _>>().map(Value::Map)
}

fn value(mut node: Node) -> Result<Value, String> {
    if let Some(text) = node.text {
        let one = node.below.is_empty();
        return one
            .then_some(Value::Untyped(text))
            .ok_or_else(|| "a parameter is both a text and a structure".into());
    }
    if node.below.len() == 1 {
        for word in ["member", "entry"] {
            if node.below.get(word).is_some_and(|inner| inner.text.is_none() && numbered(inner)) {
                let inner = node.below.remove(word).unwrap_or_default();
                let values = list(inner)?;
                return Ok(if word == "entry" { entries(values) } else { Value::List(values) });
            }
        }
    }
    if numbered(&node) {
        return list(node).map(Value::List);
    }
    let fields = node.below.into_iter();
    fields.map(|(name, node)| Ok((name, value(node)?))).collect::<Result<_, _>>().map(Value::Map)
}

/// Are all names below numbers?
fn numbered(node: &Node) -> bool {
    let number = |name: &String| name.len() <= 9 && name.bytes().all(|b| b.is_ascii_digit());
    !node.below.is_empty() && node.below.keys().all(number)
}

fn list(node: Node) -> Result<Vec<Value>, String> {
    let mut all: Vec<(u32, Node)> = Vec::with_capacity(node.below.len());
    for (name, node) in node.below {
        all.push((name.parse().map_err(|_| format!("`{name}` is no number"))?, node));
    }
    all.sort_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, node)| value(node)).collect()
}

/// A map from its entries; a list if they are no entries of one.
fn entries(values: Vec<Value>) -> Value {
    let pair = |value: &Value| -> Option<(String, Value)> {
        let Value::Map(fields) = value else { return None };
        let of = |name: &str| fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        let (_, Value::Untyped(key)) = of("key").or_else(|| of("name"))? else { return None };
        Some((key.clone(), of("value")?.1.clone()))
    };
    let fields: Option<Vec<_>> = values.iter().map(pair).collect();
    fields.map_or(Value::List(values), Value::Map)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::percent;

    fn read(text: &str) -> Result<Value, String> {
        tree(percent::pairs(text, true, 100)?, &Limits::default())
    }

    #[test]
    fn lists_maps_and_structures() {
        let value = read(
            "Action=A&Version=1&D.member.10.Name=c&D.member.2.Name=b&D.member.1.Name=a&E=&F.1=x\
             &M.entry.1.key=k&M.entry.1.value.S=v&T=2026-01-02T03%3A04%3A05Z&N=1.5",
        )
        .expect("a form");
        let names: Vec<_> = value
            .list("D")
            .expect("a list")
            .expect("there")
            .iter()
            .map(|v| v.text("Name"))
            .collect();
        assert_eq!(names, [Ok(Some("a")), Ok(Some("b")), Ok(Some("c"))]);
        assert_eq!(value.list("E"), Ok(Some(&[][..])));
        assert_eq!(value.texts("F"), Ok(Some(vec!["x"])));
        assert_eq!(
            value.get("M").and_then(|m| m.get("k")?.get("S")),
            Some(&Value::Untyped("v".into()))
        );
        assert_eq!(value.number("N"), Ok(Some(1.5)));
        assert!(value.integer("N").is_err());
        assert_eq!(value.time("T").expect("a time").map(|t| t.as_second()), Some(1_767_323_045));
        assert_eq!(value.get("Action"), None);
    }

    #[test]
    fn what_is_no_form() {
        assert!(read("a=1&a=2").is_err());
        assert!(read("a=1&a.b=2").is_err());
        assert!(read("a..b=2").is_err());
        assert!(read("a=%zz").is_err());
        assert!(read(&format!("{}=1", vec!["a"; 100].join("."))).is_err());
        assert!(read(&"a&".repeat(101)).is_err());
        assert!(read("a.1=1&a.01=2&a.99999999999=1").is_ok());
    }
}

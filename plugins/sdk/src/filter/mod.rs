//! SNS's filter policies: a map from names to lists of conditions. Every name must hold, and of a
//! list any condition; nested maps follow the body, `$or` is a list of policies of which one must
//! hold. What stands in an array counts element by element.

mod condition;
mod network;

use condition::Condition;
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};

#[derive(Debug, Clone, PartialEq)]
enum Node {
    /// All of them.
    All(Vec<(String, Node)>),
    /// One of the conditions.
    Any(Vec<Condition>),
    /// One of the policies.
    Or(Vec<Node>),
}

/// A filter policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy(Node);

impl Policy {
    /// Reads a policy.
    pub fn read(value: &Value) -> Result<Self, String> {
        match value {
            Value::Object(map) if !map.is_empty() => all(map).map(Self),
            _ => Err("a filter policy is a map with something in it".into()),
        }
    }

    /// Does the policy let a value pass? What is not an object never passes.
    #[must_use]
    pub fn passes(&self, value: &Value) -> bool {
        value.is_object() && holds(&self.0, &[value])
    }
}

fn all(map: &Map<String, Value>) -> Result<Node, String> {
    let mut nodes = Vec::new();
    for (name, value) in map {
        let node = match value {
            Value::Array(list) if name == "$or" => {
                let policies = list.iter().map(|p| match p {
                    Value::Object(map) if !map.is_empty() => all(map),
                    _ => Err("`$or` is a list of filter policies".to_string()),
                });
                let policies: Vec<Node> = policies.collect::<Result<_, _>>()?;
                if policies.len() < 2 {
                    return Err("`$or` has fewer than two policies".into());
                }
                Node::Or(policies)
            }
            Value::Object(map) if !map.is_empty() => {
                all(map).map_err(|e| format!("{name}: {e}"))?
            }
            Value::Array(list) if !list.is_empty() => {
                let conditions = list.iter().map(Condition::read);
                Node::Any(conditions.collect::<Result<_, _>>().map_err(|e| format!("{name}: {e}"))?)
            }
            _ => return Err(format!("{name}: neither a list of conditions nor a map")),
        };
        nodes.push((name.clone(), node));
    }
    Ok(Node::All(nodes))
}

/// `values` are the objects that the path led to. The depth of a policy is limited by its reader.
fn holds(node: &Node, values: &[&Value]) -> bool {
    match node {
        Node::All(members) => members.iter().all(|(name, node)| match node {
            Node::Or(_) => holds(node, values),
            _ => holds(node, &members_of(values, name)),
        }),
        Node::Or(policies) => policies.iter().any(|policy| holds(policy, values)),
        Node::Any(conditions) => conditions.iter().any(|c| match c {
            Condition::Exists(wanted) => *wanted != values.is_empty(),
            other => values.iter().any(|value| other.holds(value)),
        }),
    }
}

/// The values of a member, arrays opened.
fn members_of<'v>(values: &[&'v Value], name: &str) -> Vec<&'v Value> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = values.iter().filter_map(|value| value.get(name)).collect();
    open.reverse();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(list) => open.extend(list.iter().rev()),
            other => found.push(other),
        }
    }
    found
}

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(reader)?;
        Self::read(&value).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;

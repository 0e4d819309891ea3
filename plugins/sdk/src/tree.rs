//! JSON whose strings are templates. A string that is one placeholder and nothing else becomes the
//! value itself, with its type; `null` when there is none.

use crate::template::{Filling, Json, Text};
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Fixed(Value),
    Text(Text),
    /// A lone placeholder.
    Value(Json),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// JSON with templates in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree(Node);

impl Tree {
    /// Reads JSON with templates in it.
    pub fn read(value: &Value) -> Result<Self, String> {
        node(value).map(Self)
    }

    /// The JSON for an item.
    #[must_use]
    pub fn fill(&self, filling: Filling<'_>) -> Value {
        fill(&self.0, filling)
    }
}

/// The settings' own reader limits how deep a value is, and with it this and `fill`.
fn node(value: &Value) -> Result<Node, String> {
    Ok(match value {
        Value::String(text) => {
            let parsed = Text::parse(text)?;
            match parsed.is_fixed() {
                true => Node::Fixed(value.clone()),
                false if parsed.is_lone() => Node::Value(Json::parse(text)?),
                false => Node::Text(parsed),
            }
        }
        Value::Array(list) => Node::List(list.iter().map(node).collect::<Result<_, _>>()?),
        Value::Object(map) => {
            let member = |(name, value): (&String, &Value)| Ok((name.clone(), node(value)?));
            Node::Map(map.iter().map(member).collect::<Result<_, String>>()?)
        }
        other => Node::Fixed(other.clone()),
    })
}

fn fill(node: &Node, filling: Filling<'_>) -> Value {
    match node {
        Node::Fixed(value) => value.clone(),
        Node::Text(text) => Value::String(text.fill(filling)),
        Node::Value(json) => {
            let text = json.fill(filling);
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        }
        Node::List(list) => list.iter().map(|node| fill(node, filling)).collect(),
        Node::Map(map) => {
            let members = map.iter().map(|(name, node)| (name.clone(), fill(node, filling)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(reader)?;
        Self::read(&value).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Item;

    #[test]
    fn lone_placeholders_keep_their_type() {
        let tree = r#"{"n":"{$.n}","t":"n={$.n}","l":[1,"{$.l}"],"none":"{$.x}","s":"{$.s}"}"#;
        let tree: Tree = serde_json::from_str(tree).unwrap();
        let item = Item::new("i", r#"{"n":1.10,"l":[true],"s":"a\"b"}"#);
        let (body, cx) = (item.value(), crate::fake::context());
        let made = tree.fill(Filling { item: &item, body: &body, cx: &cx });
        let text = r#"{"l":[1,[true]],"n":1.10,"none":null,"s":"a\"b","t":"n=1.10"}"#;
        assert_eq!(made.to_string(), text);
        assert!(serde_json::from_str::<Tree>(r#"{"a":["{$.x"]}"#).is_err());
    }
}

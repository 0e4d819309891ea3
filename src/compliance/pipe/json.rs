//! `json`: the value that a JSON text holds. A list or map is taken as decoded already.

use super::{Call, Pipe};
use crate::compliance::node::{Node, Origin};
use crate::compliance::path::{Fault, Flow};
use crate::read::json;
use crate::read::tree::{Kind, Tree};

pub(super) const PIPE: Pipe = Pipe {
    name: "json",
    summary: "the value that a JSON text holds; lists and maps stay as they are",
    example: "json",
    takes_text: false,
    spreads: false,
    apply,
};

/// Deepest nesting of a decoded text.
const DEPTH: usize = 500;

fn apply(node: Node<'_>, call: &Call, next: &mut dyn FnMut(Node<'_>) -> Flow) -> Flow {
    match node.kind() {
        Kind::List | Kind::Map => next(node),
        Kind::Text => {
            let tree = decode(&node.item.text(), node, call)?;
            next(Node::made(tree.root(), &Origin { from: node, pipe: &call.text }))
        }
        _ => Err(call.wrong(node, "a string")),
    }
}

/// The tree of a JSON text, all of it at the place of the string that held it.
pub(super) fn decode(text: &[u8], node: Node<'_>, call: &Call) -> Result<Tree, Fault> {
    let place = node.place();
    match json::read(place.source, text.into(), DEPTH) {
        Ok(tree) => Ok(tree.within(place)),
        Err(error) => {
            let why = format!("not JSON at byte {} of the text: {error}", error.at);
            Err(call.broken(node, why))
        }
    }
}

//! `values`: the values of a map.

use super::{Call, Pipe};
use crate::compliance::node::Node;
use crate::compliance::path::Flow;
use crate::read::tree::Kind;

pub(super) const PIPE: Pipe = Pipe {
    name: "values",
    summary: "the values of a map",
    example: "values",
    takes_text: false,
    spreads: true,
    apply,
};

fn apply(node: Node<'_>, call: &Call, next: &mut dyn FnMut(Node<'_>) -> Flow) -> Flow {
    if node.kind() != Kind::Map {
        return Err(call.wrong(node, "a map"));
    }
    node.item.entries().try_for_each(|(_, value)| next(node.with(value)))
}

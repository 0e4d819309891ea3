//! `lower`: a text in lower case.

use super::{Call, Pipe};
use crate::compliance::node::Node;
use crate::compliance::path::Flow;
use crate::read::tree::Kind;

pub(super) const PIPE: Pipe = Pipe {
    name: "lower",
    summary: "a text in lower case",
    example: "lower",
    takes_text: false,
    spreads: false,
    apply,
};

fn apply(node: Node<'_>, call: &Call, next: &mut dyn FnMut(Node<'_>) -> Flow) -> Flow {
    if node.kind() != Kind::Text {
        return Err(call.wrong(node, "a string"));
    }
    let text = node.item.str();
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return next(node);
    }
    super::url_decode::made(text.to_lowercase().as_bytes(), node, call, next)
}

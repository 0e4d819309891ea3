//! `split`: the parts of a text between separators, as they are, blanks included.

use super::{Call, Pipe};
use crate::compliance::node::{Node, Origin};
use crate::compliance::path::Flow;
use crate::read::tree::{Kind, TreeBuilder};
use std::sync::Arc;

pub(super) const PIPE: Pipe = Pipe {
    name: "split",
    summary: "the parts of a text between separators",
    example: "split(\",\")",
    takes_text: true,
    spreads: true,
    apply,
};

fn apply(node: Node<'_>, call: &Call, next: &mut dyn FnMut(Node<'_>) -> Flow) -> Flow {
    if node.kind() != Kind::Text {
        return Err(call.wrong(node, "a string"));
    }
    let text = node.item.text();
    let separator = call.argument.as_bytes();
    let place = node.place();
    let mut builder = TreeBuilder::new(place.source, Arc::from(&*text));
    let list = builder.open(Kind::List, 0);
    let mut from = 0;
    for at in memchr::memmem::find_iter(&text, separator) {
        builder.verbatim(Kind::Text, from, at);
        from = at + separator.len();
    }
    builder.verbatim(Kind::Text, from, text.len());
    builder.close(list, text.len());
    let Some(tree) = builder.finish() else { return Ok(()) };
    let tree = tree.within(place);
    let origin = Origin { from: node, pipe: &call.text };
    tree.root().items().try_for_each(|part| next(Node::made(part, &origin)))
}

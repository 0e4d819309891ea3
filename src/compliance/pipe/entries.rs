//! `entries`: the entries of a map, as maps of `key` and `value`: for maps whose keys are data, such
//! as tags.

use super::{Call, Pipe};
use crate::compliance::node::{Node, Origin};
use crate::compliance::path::Flow;
use crate::read::tree::{Item, Kind, Tree, TreeBuilder};

pub(super) const PIPE: Pipe = Pipe {
    name: "entries",
    summary: "the entries of a map, each a map of `key` and `value`",
    example: "entries",
    takes_text: false,
    spreads: true,
    apply,
};

fn apply(node: Node<'_>, call: &Call, next: &mut dyn FnMut(Node<'_>) -> Flow) -> Flow {
    if node.kind() != Kind::Map {
        return Err(call.wrong(node, "a map"));
    }
    let Some(tree) = pairs(node.item) else { return Ok(()) };
    let origin = Origin { from: node, pipe: &call.text };
    tree.root().items().try_for_each(|one| next(Node::made(one, &origin)))
}

/// The entries as a list of maps. The names `key` and `value` have the places of what they name.
fn pairs(map: Item<'_>) -> Option<Tree> {
    let start = |item: Item<'_>| item.span().start as usize;
    let end = |item: Item<'_>| item.span().end as usize;
    let mut builder = TreeBuilder::like(map.tree());
    let list = builder.open(Kind::List, start(map));
    for (key, value) in map.entries() {
        let pair = builder.open(Kind::Map, start(key));
        for (name, item) in [(&b"key"[..], key), (&b"value"[..], value)] {
            builder.stored(Kind::Text, start(item), end(item), name);
            builder.graft(item);
        }
        builder.close(pair, end(value));
    }
    builder.close(list, end(map));
    builder.finish()
}

//! `statements`: the statements of an IAM policy in one form, whatever form the policy has: an
//! object, that object as the one element of a list, its JSON text, or that text URL-encoded.
//!
//! `Action`, `NotAction`, `Resource` and `NotResource` become lists; `Principal` and `NotPrincipal`
//! maps of lists, `*` being `{AWS: ["*"]}`. The rest stays as it is.

use super::{Call, Pipe, json, url_decode};
use crate::compliance::node::{Node, Origin};
use crate::compliance::path::Flow;
use crate::read::tree::{Item, Kind, Tree, TreeBuilder};

pub(super) const PIPE: Pipe = Pipe {
    name: "statements",
    summary: "the statements of an IAM policy (object, one-element list, JSON text, URL-encoded \
              JSON text), actions and resources as lists, principals as maps of lists",
    example: "statements",
    takes_text: false,
    spreads: true,
    apply,
};

/// Texts within texts that are decoded.
const LAYERS: usize = 3;

fn apply(node: Node<'_>, call: &Call, next: &mut dyn FnMut(Node<'_>) -> Flow) -> Flow {
    let mut decoded: Tree;
    let mut policy = node.item;
    for _ in 0..LAYERS {
        if policy.kind() != Kind::Text {
            break;
        }
        let text = policy.text();
        let tree = match text.trim_ascii_start().first() {
            Some(b'%') => {
                let text = url_decode::decode(&text).map_err(|why| call.broken(node, why))?;
                json::decode(&text, node, call)?
            }
            _ => json::decode(&text, node, call)?,
        };
        drop(text);
        decoded = tree;
        policy = decoded.root();
    }
    if policy.kind() == Kind::List && policy.len() < 2 {
        match policy.items().next() {
            Some(only) => policy = only,
            None => return Ok(()),
        }
    }
    let statements = match policy.kind() {
        Kind::Null => return Ok(()),
        Kind::Map => policy.get("Statement"),
        kind => return Err(call.broken(node, format!("a policy is not {}", kind.noun()))),
    };
    let statements = match statements {
        None => return Err(call.broken(node, "the policy has no `Statement`")),
        Some(none) if none.kind() == Kind::Null => return Ok(()),
        Some(statements) => statements,
    };
    let Some(tree) = normalized(statements).map_err(|why| call.broken(node, why))? else {
        return Ok(());
    };
    let origin = Origin { from: node, pipe: &call.text };
    tree.root().items().try_for_each(|one| next(Node::made(one, &origin)))
}

/// The statements as a list in one form.
fn normalized(statements: Item<'_>) -> Result<Option<Tree>, String> {
    let mut builder = TreeBuilder::like(statements.tree());
    let list = open(&mut builder, Kind::List, statements);
    match statements.kind() {
        Kind::Map => statement(&mut builder, statements)?,
        Kind::List => statements.items().try_for_each(|one| statement(&mut builder, one))?,
        kind => return Err(format!("`Statement` is {}", kind.noun())),
    }
    close(&mut builder, list, statements);
    Ok(builder.finish())
}

fn statement(builder: &mut TreeBuilder, from: Item<'_>) -> Result<(), String> {
    if from.kind() != Kind::Map {
        return Err(format!("a statement is {}", from.kind().noun()));
    }
    let map = open(builder, Kind::Map, from);
    for (key, value) in from.entries() {
        builder.graft(key);
        match &*key.text() {
            b"Action" | b"NotAction" | b"Resource" | b"NotResource" => listed(builder, value),
            name @ (b"Principal" | b"NotPrincipal") => principal(builder, value)
                .map_err(|kind| format!("`{}` is {kind}", crate::base::text::show(name)))?,
            _ => builder.graft(value),
        }
    }
    close(builder, map, from);
    Ok(())
}

/// A value as a list.
fn listed(builder: &mut TreeBuilder, value: Item<'_>) {
    if matches!(value.kind(), Kind::List | Kind::Null) {
        return builder.graft(value);
    }
    let list = open(builder, Kind::List, value);
    builder.graft(value);
    close(builder, list, value);
}

fn principal(builder: &mut TreeBuilder, value: Item<'_>) -> Result<(), &'static str> {
    match value.kind() {
        Kind::Map => {
            let map = open(builder, Kind::Map, value);
            for (kind, who) in value.entries() {
                builder.graft(kind);
                listed(builder, who);
            }
            close(builder, map, value);
        }
        Kind::Text | Kind::List => {
            let map = open(builder, Kind::Map, value);
            let span = value.span();
            builder.stored(Kind::Text, span.start as usize, span.end as usize, b"AWS");
            listed(builder, value);
            close(builder, map, value);
        }
        Kind::Null => builder.graft(value),
        kind => return Err(kind.noun()),
    }
    Ok(())
}

fn open(builder: &mut TreeBuilder, kind: Kind, like: Item<'_>) -> usize {
    builder.open(kind, like.span().start as usize)
}

fn close(builder: &mut TreeBuilder, opened: usize, like: Item<'_>) {
    builder.close(opened, like.span().end as usize);
}

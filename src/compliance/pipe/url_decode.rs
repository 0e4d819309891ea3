//! `url-decode`: a text with its percent codes decoded (RFC 3986; `+` is a plus).

use super::{Call, Pipe};
use crate::compliance::node::{Node, Origin};
use crate::compliance::path::Flow;
use crate::read::tree::{Kind, Tree, TreeBuilder};
use std::borrow::Cow;
use std::sync::Arc;

pub(super) const PIPE: Pipe = Pipe {
    name: "url-decode",
    summary: "a text with its percent codes decoded",
    example: "url-decode",
    takes_text: false,
    spreads: false,
    apply,
};

fn apply(node: Node<'_>, call: &Call, next: &mut dyn FnMut(Node<'_>) -> Flow) -> Flow {
    if node.kind() != Kind::Text {
        return Err(call.wrong(node, "a string"));
    }
    let text = node.item.text();
    match decode(&text).map_err(|why| call.broken(node, why))? {
        Cow::Borrowed(_) => next(node),
        Cow::Owned(text) => made(&text, node, call, next),
    }
}

/// Passes on a text that a pipe made of a string.
pub(super) fn made(
    text: &[u8],
    node: Node<'_>,
    call: &Call,
    next: &mut dyn FnMut(Node<'_>) -> Flow,
) -> Flow {
    match text_tree(text, node) {
        Some(tree) => next(Node::made(tree.root(), &Origin { from: node, pipe: &call.text })),
        None => Ok(()),
    }
}

fn text_tree(text: &[u8], node: Node<'_>) -> Option<Tree> {
    let place = node.place();
    let mut builder = TreeBuilder::new(place.source, Arc::from(text));
    builder.verbatim(Kind::Text, 0, text.len());
    Some(builder.finish()?.within(place))
}

/// The decoded text.
///
/// # Errors
/// Words for a `%` without two hex digits, and for bytes that are no UTF-8.
pub(super) fn decode(text: &[u8]) -> Result<Cow<'_, [u8]>, String> {
    if !text.contains(&b'%') {
        return Ok(Cow::Borrowed(text));
    }
    let hex = |at: usize| char::from(text.get(at).copied().unwrap_or(0)).to_digit(16);
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        if byte != b'%' {
            out.push(byte);
            at += 1;
            continue;
        }
        let (Some(high), Some(low)) = (hex(at + 1), hex(at + 2)) else {
            return Err(format!("`%` at byte {at} of the text is not followed by two hex digits"));
        };
        out.push((high * 16 + low) as u8);
        at += 3;
    }
    match simdutf8::basic::from_utf8(&out) {
        Ok(_) => Ok(Cow::Owned(out)),
        Err(_) => Err("the decoded text is not UTF-8".to_owned()),
    }
}

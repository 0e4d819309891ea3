//! Values of a document as JSON text, and as documents of their own.

use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Sources;
use crate::base::text::quote;
use crate::read::tree::{Item, Kind, Tree, TreeBuilder};
use std::sync::Arc;

/// The JSON text of a value; numbers keep their spelling. What JSON has no form for is reported.
pub fn json_text(diags: &mut Diags, item: Item<'_>) -> Option<String> {
    let mut out = String::new();
    write(diags, item, &mut out).then_some(out)
}

fn write(diags: &mut Diags, item: Item<'_>, out: &mut String) -> bool {
    match item.kind() {
        Kind::Null => out.push_str("null"),
        Kind::Bool => out.push_str(if item.as_bool() == Some(true) { "true" } else { "false" }),
        Kind::Number => out.push_str(&item.str()),
        Kind::OddNumber => {
            let words = format!("`{}` is not a number that JSON can write", item.str());
            diags.push(Diag::new(Code::TL307, item.span(), words).help("quote it if it is text"));
            return false;
        }
        Kind::Text => out.push_str(&quote(&item.text())),
        Kind::List => {
            out.push('[');
            for (i, element) in item.items().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                if !write(diags, element, out) {
                    return false;
                }
            }
            out.push(']');
        }
        Kind::Map => {
            out.push('{');
            for (i, (key, value)) in item.entries().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&quote(&key.text()));
                out.push(':');
                if !write(diags, value, out) {
                    return false;
                }
            }
            out.push('}');
        }
    }
    true
}

/// A copy of a value as a document of its own, with its places, so that a part of a big file can
/// outlive the rest.
#[must_use]
pub fn subtree(sources: &Sources, item: Item<'_>) -> Option<Tree> {
    let source = item.span().source;
    let mut builder = TreeBuilder::new(source, Arc::clone(&sources.get(source).text));
    copy(&mut builder, item);
    builder.finish()
}

fn copy(builder: &mut TreeBuilder, item: Item<'_>) {
    let (start, end) = (item.span().start as usize, item.span().end as usize);
    match item.kind() {
        Kind::Map => {
            let opened = builder.open(Kind::Map, start);
            for (key, value) in item.entries() {
                copy(builder, key);
                copy(builder, value);
            }
            builder.close(opened, end);
        }
        Kind::List => {
            let opened = builder.open(Kind::List, start);
            for element in item.items() {
                copy(builder, element);
            }
            builder.close(opened, end);
        }
        kind => builder.stored(kind, start, end, &item.text()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::loaded;

    #[test]
    fn values_become_json() {
        let text = "{a: [1.10, True, ~, \"x\\n\\u00e9\"], b: {}, c: 'it''s', 5: 1e400}";
        let loaded = loaded(&[("x.yaml", text)]);
        let mut diags = Diags::default();
        let root = loaded.files[0].tree.root();
        let want = r#"{"a":[1.10,true,null,"x\né"],"b":{},"c":"it's","5":1e400}"#;
        assert_eq!(json_text(&mut diags, root).as_deref(), Some(want));
        let copy = subtree(&loaded.sources, root).expect("a copy");
        assert_eq!(json_text(&mut diags, copy.root()).as_deref(), Some(want));
        assert_eq!(copy.root().get("c").map(|i| i.span()), root.get("c").map(|i| i.span()));
        assert!(diags.is_empty());
    }
}

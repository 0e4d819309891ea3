//! `Tree` → JSON text: what was read, or built, as a text again. Nothing recurses.

use super::tree::{Children, Item, Kind};
use crate::base::text::quote;

/// Appends the JSON text of a value, without blanks. Numbers keep their spelling, numbers that only
/// YAML can write included.
pub fn json(item: Item<'_>, out: &mut Vec<u8>) {
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut next = item;
    loop {
        match next.kind() {
            Kind::Null => out.extend_from_slice(b"null"),
            Kind::Bool => {
                let yes = next.as_bool() == Some(true);
                out.extend_from_slice(if yes { b"true" } else { b"false" });
            }
            Kind::Number | Kind::OddNumber => out.extend_from_slice(&next.text()),
            Kind::Text => out.extend_from_slice(quote(&next.text()).as_bytes()),
            kind @ (Kind::List | Kind::Map) => {
                let map = kind == Kind::Map;
                out.push(if map { b'{' } else { b'[' });
                open.push(Open { children: next.children(), map, count: 0 });
            }
        }
        next = loop {
            let Some(inner) = open.last_mut() else { return };
            if let Some(child) = inner.children.next() {
                match (inner.count, inner.map && inner.count % 2 == 1) {
                    (0, _) => {}
                    (_, true) => out.push(b':'),
                    (_, false) => out.push(b','),
                }
                inner.count += 1;
                break child;
            }
            out.push(if inner.map { b'}' } else { b']' });
            open.pop();
        };
    }
}

/// A list or map that is being written.
struct Open<'t> {
    children: Children<'t>,
    map: bool,
    /// Children written: values, or keys and values.
    count: usize,
}

#[cfg(test)]
mod tests {
    use crate::base::ids::SourceId;
    use crate::read::json;
    use crate::read::tree::TreeBuilder;

    fn read(text: &str) -> crate::read::tree::Tree {
        json::read(SourceId(0), text.as_bytes().into(), 2000).expect("JSON")
    }

    fn written(item: super::Item<'_>) -> String {
        let mut out = Vec::new();
        super::json(item, &mut out);
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn json_comes_out_as_it_went_in() {
        let deep = "[".repeat(1500) + &"]".repeat(1500);
        for text in ["1.50", r#"{"a":[1e400,{},[],[[]],{"b":null}],"c":true,"d":"x\n\\é"}"#, &deep]
        {
            assert_eq!(written(read(text).root()), text);
        }
        assert_eq!(written(read(" [ 1 , { \"a\" : false } ] ").root()), r#"[1,{"a":false}]"#);
    }

    #[test]
    fn values_travel_between_trees() {
        let first = read(r#"{"a":{"b":[1,"x\ty"]},"c":2}"#);
        let mut builder = TreeBuilder::over(&first);
        let list = builder.open(super::Kind::List, 0);
        builder.stored(super::Kind::Text, 0, 1, b"own");
        builder.take(first.root().get("a").expect("a"));
        let other = read(r#"{"deep":{"z":["q\n",-0.5,{}]}}"#);
        builder.take_to(other.root().get("deep").expect("deep"), 5, 9);
        builder.close(list, 9);
        let second = builder.finish().expect("a tree");
        let want = r#"["own",{"b":[1,"x\ty"]},{"z":["q\n",-0.5,{}]}]"#;
        assert_eq!(written(second.root()), want);
        // Once more, with texts of their own on the way.
        let mut builder = TreeBuilder::over(&second);
        builder.take(second.root());
        let third = builder.finish().expect("a tree");
        assert_eq!(written(third.root()), want);
        let z = third.root().items().nth(2).and_then(|m| m.get("z")).expect("z");
        assert_eq!((z.span().start, z.span().end), (5, 9));
        let b = third.root().items().nth(1).and_then(|m| m.get("b")).expect("b");
        assert_eq!(b.raw(), br#"[1,"x\ty"]"#);
    }
}

//! JSON merge patches (RFC 7396).

use crate::base::diag::Diags;
use crate::base::text::quote;
use crate::read::tree::{Item, Kind};
use crate::rules::json_text;

/// The JSON text of `target` after a patch.
pub(super) fn apply(target: Item<'_>, patch: Item<'_>) -> String {
    let mut out = String::new();
    merge(Some(target), patch, &mut out);
    out
}

fn merge(target: Option<Item<'_>>, patch: Item<'_>, out: &mut String) {
    if patch.kind() != Kind::Map {
        return write(patch, out);
    }
    let target = target.filter(|t| t.kind() == Kind::Map);
    let mut first = true;
    let mut member = |key: Item<'_>, out: &mut String| {
        out.push(if std::mem::take(&mut first) { '{' } else { ',' });
        out.push_str(&quote(&key.text()));
        out.push(':');
    };
    for (key, value) in target.iter().flat_map(|t| t.entries()) {
        match find(patch, key) {
            None => {
                member(key, out);
                write(value, out);
            }
            Some(change) if change.kind() == Kind::Null => {}
            Some(change) => {
                member(key, out);
                merge(Some(value), change, out);
            }
        }
    }
    for (key, value) in patch.entries().filter(|(_, value)| value.kind() != Kind::Null) {
        if target.is_none_or(|t| find(t, key).is_none()) {
            member(key, out);
            merge(None, value, out);
        }
    }
    out.push_str(if first { "{}" } else { "}" });
}

fn find<'t>(map: Item<'t>, key: Item<'_>) -> Option<Item<'t>> {
    let text = key.text();
    map.entries().find(|(k, _)| k.text() == text).map(|(_, value)| value)
}

/// What JSON cannot write has been refused when the case was read.
fn write(item: Item<'_>, out: &mut String) {
    out.push_str(json_text(&mut Diags::default(), item).as_deref().unwrap_or("null"));
}

#[cfg(test)]
mod tests {
    use crate::base::ids::SourceId;
    use crate::read::json;

    /// The examples of RFC 7396, appendix A, that can be patches of a record, and one of ours.
    #[test]
    fn the_examples_of_the_rfc() {
        for (target, patch, want) in [
            (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"a":null}"#, "{}"),
            (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
            (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
            (r#"{"a":{"b":"c"}}"#, r#"{"a":{"b":"d","c":null}}"#, r#"{"a":{"b":"d"}}"#),
            (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
            (r#"["a","b"]"#, r#"["c","d"]"#, r#"["c","d"]"#),
            (r#"{"a":"b"}"#, r#"["c"]"#, r#"["c"]"#),
            (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"e":null,"a":1}"#),
            (r#"[1,2]"#, r#"{"a":"b","c":null}"#, r#"{"a":"b"}"#),
            ("{}", r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
            (r#"{"n":1.10,"\u0061":1}"#, r#"{"a":2}"#, r#"{"n":1.10,"a":2}"#),
        ] {
            let tree =
                |text: &str| json::read(SourceId(0), text.as_bytes().into(), 1000).expect("JSON");
            assert_eq!(super::apply(tree(target).root(), tree(patch).root()), want, "{patch}");
        }
    }
}

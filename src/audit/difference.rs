//! What differs between two versions of an item, in the words that AWS Config has for changed
//! properties: `Configuration.State.Name`, `Relationships.0`, `Tags.Owner`.

use crate::read::tree::{Item, Kind};
use std::borrow::Cow;
use std::collections::HashMap;

/// Most differences that are told.
pub(super) const MOST: usize = 20;

/// The fields of an item that say what state its resource is in.
const FIELDS: [&str; 4] = ["configuration", "supplementaryConfiguration", "relationships", "tags"];

/// The places at which two items differ, in the order of their fields.
pub(super) fn differences(before: Item<'_>, after: Item<'_>) -> Vec<String> {
    let mut found = Vec::new();
    // What is still to be compared, the next one last; depth costs no stack.
    let mut open = Vec::new();
    for field in FIELDS.iter().rev() {
        let pair = Pair { before: before.get(field), after: after.get(field) };
        open.push((capital(field), pair, *field != "tags"));
    }
    while let Some((path, pair, spelt)) = open.pop() {
        if found.len() == MOST {
            break;
        }
        let Pair { before, after } = pair;
        let inner = match (before, after) {
            (Some(a), Some(b)) if a.kind() == Kind::Map && b.kind() == Kind::Map => {
                entries(a, b, spelt)
            }
            (Some(a), Some(b)) if a.kind() == Kind::List && b.kind() == Kind::List => {
                elements(a, b)
            }
            (None, None) => continue,
            (Some(a), Some(b)) if a.kind() == b.kind() && a.text() == b.text() => continue,
            _ => {
                found.push(path);
                continue;
            }
        };
        let inner = inner.into_iter().rev();
        open.extend(inner.map(|(name, pair)| (format!("{path}.{name}"), pair, spelt)));
    }
    found
}

/// A value in both versions.
#[derive(Clone, Copy)]
struct Pair<'a, 'b> {
    before: Option<Item<'a>>,
    after: Option<Item<'b>>,
}

type Inner<'a, 'b> = Vec<(String, Pair<'a, 'b>)>;

fn entries<'a, 'b>(before: Item<'a>, after: Item<'b>, spelt: bool) -> Inner<'a, 'b> {
    let name = |key: Item<'_>| if spelt { capital(&key.str()) } else { key.str().into_owned() };
    let mut theirs: HashMap<Cow<'_, [u8]>, Item<'b>> =
        after.entries().map(|(key, value)| (key.text(), value)).collect();
    let mut all: Vec<_> = before
        .entries()
        .map(|(key, value)| {
            let after = theirs.remove(&key.text());
            (name(key), Pair { before: Some(value), after })
        })
        .collect();
    let added = after.entries().filter(|(key, _)| theirs.contains_key(&key.text()));
    all.extend(added.map(|(key, value)| (name(key), Pair { before: None, after: Some(value) })));
    all
}

fn elements<'a, 'b>(before: Item<'a>, after: Item<'b>) -> Inner<'a, 'b> {
    let (mut before, mut after) = (before.items(), after.items());
    let pairs = std::iter::from_fn(|| match (before.next(), after.next()) {
        (None, None) => None,
        (before, after) => Some(Pair { before, after }),
    });
    pairs.enumerate().map(|(at, pair)| (at.to_string(), pair)).collect()
}

/// A name with a capital at its start.
fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::SourceId;
    use crate::read::json;

    fn differ(before: &str, after: &str) -> Vec<String> {
        let read = |text: &str| json::read(SourceId(0), text.as_bytes().into(), 2000).expect(text);
        differences(read(before).root(), read(after).root())
    }

    #[test]
    fn places_in_awss_words() {
        let before = r#"{"configuration":{"state":{"name":"a","code":1},"list":[1,2]},
            "tags":{"env":"x"},"relationships":[],"ARN":"a"}"#;
        let after = r#"{"configuration":{"list":[1,3,4],"state":{"code":1,"name":"b"},"new":{"x":1}},
            "tags":{"env":"y"},"relationships":[{"resourceId":"1"}],"ARN":"b"}"#;
        let want = [
            "Configuration.State.Name",
            "Configuration.List.1",
            "Configuration.List.2",
            "Configuration.New",
            "Relationships.0",
            "Tags.env",
        ];
        assert_eq!(differ(before, after), want);
        assert_eq!(differ(before, before), [""; 0]);
        assert_eq!(differ(r#"{"configuration":null}"#, before)[0], "Configuration");
    }

    #[test]
    fn bounded_in_number_and_depth() {
        let many = |n: usize| format!("{{\"tags\":[{}]}}", vec![n.to_string(); 500].join(","));
        assert_eq!(differ(&many(1), &many(2)).len(), MOST);
        let deep =
            |x: &str| format!("{{\"configuration\":{}{x}{}}}", "[".repeat(1500), "]".repeat(1500));
        assert_eq!(differ(&deep("1"), &deep("2")).len(), 1);
    }
}

//! One map of tags, from every place and form that items have them in.

use super::decode::Part;
use crate::read::tree::{Kind, TreeBuilder};
use std::collections::HashSet;

/// A tag, with the places of its two parts.
struct Tag {
    key: Vec<u8>,
    key_at: (usize, usize),
    kind: Kind,
    value: Vec<u8>,
    value_at: (usize, usize),
}

/// Adds the map of tags. The tags of the item itself go first, then those of its configuration,
/// its supplementary configuration and its bucket's tag sets: a key that one has, the later ones
/// do not change. `inner` is where the two configurations are in the tree; `empty` is the place of
/// a map that comes from nowhere.
pub(super) fn write(
    builder: &mut TreeBuilder,
    top: Option<Part<'_>>,
    inner: [Option<usize>; 2],
    empty: (usize, usize),
    depth: usize,
) {
    let mut others = Vec::new();
    let [configuration, supplementary] = inner.map(|at| at.and_then(|at| builder.item(at)));
    if let Some(map) = configuration.map(Part::own) {
        for key in ["tags", "tagList", "tagSet"] {
            map.get(key).into_iter().for_each(|part| gather(part, depth, &mut others));
        }
    }
    if let Some(map) = supplementary.map(Part::own) {
        map.get("tags").into_iter().for_each(|part| gather(part, depth, &mut others));
        if let Some(part) = map.get("BucketTaggingConfiguration") {
            sets(part, depth, &mut others);
        }
    }
    let top = top.filter(|part| part.kind() != Kind::Null);
    let plain = |part: &Part<'_>| {
        part.kind() == Kind::Map && part.entries().all(|(_, value)| is_scalar(value.kind()))
    };
    if let Some(part) = top.filter(plain).filter(|_| others.is_empty()) {
        part.copy(builder);
        return;
    }
    let mut all = Vec::new();
    if let Some(part) = top {
        gather(part, depth, &mut all);
    }
    all.append(&mut others);
    let (start, end) = top.map_or(empty, Part::place);
    let opened = builder.open(Kind::Map, start);
    let mut seen = HashSet::with_capacity(all.len());
    for tag in &all {
        if seen.insert(&tag.key) {
            builder.stored(Kind::Text, tag.key_at.0, tag.key_at.1, &tag.key);
            builder.stored(tag.kind, tag.value_at.0, tag.value_at.1, &tag.value);
        }
    }
    builder.close(opened, end);
}

/// The tag sets of a bucket.
fn sets(part: Part<'_>, depth: usize, out: &mut Vec<Tag>) {
    if let Some(tree) = part.decode_nested(depth) {
        return sets_of(Part::decoded(&tree, part), depth, out);
    }
    sets_of(part, depth, out);
}

fn sets_of(part: Part<'_>, depth: usize, out: &mut Vec<Tag>) {
    for set in part.get("tagSets").into_iter().flat_map(Part::items) {
        match set.get("tags") {
            Some(tags) => gather(tags, depth, out),
            None => gather(set, depth, out),
        }
    }
}

/// Takes the tags of a map, a list, or a string that holds one.
fn gather(part: Part<'_>, depth: usize, out: &mut Vec<Tag>) {
    match part.decode_nested(depth) {
        Some(tree) => take(Part::decoded(&tree, part), out),
        None => take(part, out),
    }
}

fn take(part: Part<'_>, out: &mut Vec<Tag>) {
    if part.kind() == Kind::Map {
        map(part, out);
    }
    for element in part.items() {
        match element.kind() {
            Kind::Map => entry(element, out),
            Kind::Text => pair(element, out),
            _ => {}
        }
    }
}

fn map(part: Part<'_>, out: &mut Vec<Tag>) {
    for (key, value) in part.entries() {
        if is_scalar(value.kind()) {
            push(key, Some(value), out);
        }
    }
}

/// An element of a list of tags.
fn entry(part: Part<'_>, out: &mut Vec<Tag>) {
    let either = |a: &str, b: &str| part.get(a).or_else(|| part.get(b));
    match (either("key", "tagKey"), either("value", "tagValue"), part.get("tag")) {
        (Some(key), value, _) if key.kind() == Kind::Text => push(key, value, out),
        (None, None, Some(tag)) if tag.kind() == Kind::Text => pair(tag, out),
        (None, ..) => map(part, out),
        _ => {}
    }
}

/// `key=value`.
fn pair(part: Part<'_>, out: &mut Vec<Tag>) {
    let text = part.text();
    if let Some(split) = memchr::memchr(b'=', &text) {
        let at = part.place();
        let (key, value) = (text[..split].to_vec(), text[split + 1..].to_vec());
        out.push(Tag { key, key_at: at, kind: Kind::Text, value, value_at: at });
    }
}

fn push(key: Part<'_>, value: Option<Part<'_>>, out: &mut Vec<Tag>) {
    let (kind, text, value_at) = match value {
        Some(value) if is_scalar(value.kind()) => {
            (value.kind(), value.text().into_owned(), value.place())
        }
        // A tag without a value has the empty one.
        _ => (Kind::Text, Vec::new(), key.place()),
    };
    out.push(Tag {
        key: key.text().into_owned(),
        key_at: key.place(),
        kind,
        value: text,
        value_at,
    });
}

fn is_scalar(kind: Kind) -> bool {
    !matches!(kind, Kind::List | Kind::Map)
}

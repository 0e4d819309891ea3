//! Keys that a map has twice, keys that are no names, and nesting that only aliases bring about.

use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::limits::Limits;
use crate::read::tree::{Item, Kind, Tree};
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Maps up to this size are checked by comparing every pair of keys.
const SMALL: usize = 12;

/// Checks every map of a document. The result is what makes the document unusable: the parts
/// above this one recurse, so they must never see deeper nesting than the limit.
#[must_use]
pub fn check(tree: &Tree, limits: &Limits, diags: &mut Diags) -> Option<Diag> {
    // A stack of its own instead of recursion: through aliases of aliases the nesting has no
    // bound that the YAML reader knows of.
    let mut open = vec![(tree.root(), 1)];
    let mut keys = Vec::new();
    while let Some((item, depth)) = open.pop() {
        if depth > limits.depth {
            let words = format!("nested more than {} levels deep", limits.depth);
            return Some(Diag::new(Code::TL105, item.span(), words));
        }
        if item.kind() == Kind::Map {
            keys.clear();
            for (key, value) in item.entries() {
                keys.push(key);
                if nests(value) {
                    open.push((value, depth + 1));
                }
            }
            if diags.len() < limits.diagnostics {
                map(&keys, diags);
            }
        } else {
            for element in item.items() {
                if nests(element) {
                    open.push((element, depth + 1));
                }
            }
        }
    }
    None
}

fn nests(item: Item<'_>) -> bool {
    matches!(item.kind(), Kind::Map | Kind::List)
}

fn map(keys: &[Item<'_>], diags: &mut Diags) {
    for key in keys {
        if nests(*key) {
            let diag = Diag::new(Code::TL110, key.span(), "a key is a string")
                .label(format!("this is {}", key.kind().noun()));
            diags.push(diag);
        }
    }
    if keys.len() <= SMALL {
        // Mostly the lengths differ already; nothing is allocated for keys without escapes.
        for (i, second) in keys.iter().enumerate() {
            let text = second.text();
            let first = keys[..i].iter().find(|k| k.text() == text);
            if let Some(first) = first {
                report(*first, *second, diags);
            }
        }
        return;
    }
    let hasher = foldhash::fast::RandomState::default();
    let hash = |key: &Item<'_>| hasher.hash_one(&*key.text());
    let mut table: HashTable<Item<'_>> = HashTable::with_capacity(keys.len());
    for key in keys {
        let own = hash(key);
        let text = key.text();
        if let Some(first) = table.find(own, |k| k.text() == text) {
            report(*first, *key, diags);
        } else {
            table.insert_unique(own, *key, hash);
        }
    }
}

fn report(first: Item<'_>, second: Item<'_>, diags: &mut Diags) {
    diags.push(
        Diag::new(Code::TL108, second.span(), format!("the key `{}` stands twice", second.str()))
            .label("again here")
            .also(first.span(), "first here"),
    );
}

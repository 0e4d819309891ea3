//! The fields of one item: found by any of their names, asked for by the one.

use super::aliases::{FIELDS, Field, rank};
use super::decode::Part;
use crate::read::tree::{Kind, TreeBuilder};

/// Adds the key of a value under its one name.
pub(super) fn name(builder: &mut TreeBuilder, key: Part<'_>, name: &str) {
    if key.at.is_none() && *key.text() == *name.as_bytes() {
        key.copy(builder);
    } else {
        key.replace(builder, Kind::Text, name.as_bytes());
    }
}

/// A key and its value.
pub(super) type Entry<'t> = (Part<'t>, Part<'t>);

/// The fields of an item, by name whatever the spelling.
pub(super) struct Fields<'t> {
    known: [Option<(usize, Entry<'t>)>; FIELDS.len()],
    /// Those that the table does not know, in the item's order.
    pub others: Vec<Entry<'t>>,
}

impl<'t> Fields<'t> {
    /// Finds the fields of an item.
    pub fn of(part: Part<'t>) -> Self {
        let mut fields = Self { known: [None; FIELDS.len()], others: Vec::new() };
        for (key, value) in part.entries() {
            let text = key.text();
            let Some(field) = Field::of(&text) else {
                fields.others.push((key, value));
                continue;
            };
            let n = field as usize;
            let rank = rank(&text, FIELDS[n].1).unwrap_or(usize::MAX);
            // Of two names of one field the better one counts, else the first.
            if fields.known[n].is_none_or(|(known, _)| rank < known) {
                fields.known[n] = Some((rank, (key, value)));
            }
        }
        fields
    }

    /// The key and value of a field.
    pub fn get(&self, field: Field) -> Option<Entry<'t>> {
        self.known[field as usize].map(|(_, entry)| entry)
    }

    /// Are the values of `supplementaryConfiguration` strings that hold JSON? They are where
    /// `configuration` is one. A deleted resource has none: then the API's names tell.
    pub fn encoded(&self) -> bool {
        let empty = match self.get(Field::Configuration).map(|(_, v)| v.kind()) {
            Some(Kind::Text) => return true,
            kind => kind.is_none_or(|k| k == Kind::Null),
        };
        let api = |field: Field, name: &[u8]| {
            self.get(field).is_some_and(|(key, _)| *key.text() == *name)
        };
        empty
            && (api(Field::AccountId, b"accountId") || api(Field::Version, b"version"))
            && self
                .get(Field::Supplementary)
                .is_some_and(|(_, map)| map.entries().all(|(_, value)| value.kind() == Kind::Text))
    }
}

//! What an item is related to: in the one form, and as plain data.

use super::aliases::{RELATIONSHIP, find};
use super::decode::Part;
use super::fields::{Entry, name};
use super::types;
use crate::read::tree::{Item, Kind, TreeBuilder};

/// One relationship of an item. Config names the other resource by its id, its name, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relationship {
    /// The other resource's type, `AWS::EC2::VPC`.
    pub resource_type: String,
    /// The other resource's id.
    pub resource_id: Option<String>,
    /// The other resource's name.
    pub resource_name: Option<String>,
    /// What the relationship is called, `Is contained in Vpc`; blanks around it are left out.
    pub name: String,
}

/// The relationships of a normalised item, in its order. Entries that name no resource are left
/// out.
pub fn relationships(item: Item<'_>) -> impl Iterator<Item = Relationship> + use<'_> {
    let list = item.get("relationships");
    list.into_iter().flat_map(Item::items).filter_map(|entry| {
        let text = |key: &str| {
            let value = entry.get(key)?;
            if !matches!(value.kind(), Kind::Text | Kind::Number) {
                return None;
            }
            let text = value.str().trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        let (resource_id, resource_name) = (text("resourceId"), text("resourceName"));
        if resource_id.is_none() && resource_name.is_none() {
            return None;
        }
        Some(Relationship {
            resource_type: text("resourceType")?,
            resource_id,
            resource_name,
            name: text("name").unwrap_or_default(),
        })
    })
}

/// Adds a resource type in AWS's letter case.
pub(super) fn resource_type(builder: &mut TreeBuilder, value: Part<'_>, text: &[u8]) {
    match types::canonical(text) {
        Some(name) => value.replace(builder, Kind::Text, name.as_bytes()),
        None => value.copy(builder),
    }
}

/// Adds a list of relationships in the one form.
pub(super) fn write(builder: &mut TreeBuilder, value: Part<'_>) {
    if value.kind() != Kind::List {
        value.copy(builder);
        return;
    }
    let (start, end) = value.place();
    let list = builder.open(Kind::List, start);
    for entry in value.items() {
        if entry.kind() != Kind::Map {
            entry.copy(builder);
            continue;
        }
        let mut known: [Option<(usize, Entry<'_>)>; RELATIONSHIP.len()] = [None; 4];
        let mut others = Vec::new();
        for (key, value) in entry.entries() {
            match find(&key.text(), RELATIONSHIP) {
                Some((n, rank)) if known[n].is_none_or(|(before, _)| rank < before) => {
                    known[n] = Some((rank, (key, value)));
                }
                Some(_) => {}
                None => others.push((key, value)),
            }
        }
        let (start, end) = entry.place();
        let opened = builder.open(Kind::Map, start);
        for (names, found) in RELATIONSHIP.iter().zip(known) {
            let Some((_, (key, value))) = found else { continue };
            let Some(own) = names.first() else { continue };
            name(builder, key, own);
            match (*own, value.kind()) {
                ("resourceType", Kind::Text) => resource_type(builder, value, &value.text()),
                _ => value.copy(builder),
            }
        }
        for (key, value) in others {
            key.copy(builder);
            value.copy(builder);
        }
        builder.close(opened, end);
    }
    builder.close(list, end);
}

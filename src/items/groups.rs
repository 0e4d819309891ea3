//! Security groups: the two lists of IPv4 blocks of a permission, `ipRanges` (strings) and
//! `ipv4Ranges` (objects with `cidrIp`), each completed from the other.

use super::decode::Part;
use crate::read::tree::{Kind, TreeBuilder};
use std::borrow::Cow;
use std::collections::HashSet;

/// Is this the type of security groups?
pub(super) fn is_group(resource_type: Part<'_>) -> bool {
    resource_type.kind() == Kind::Text && is_name(&resource_type.text())
}

/// Is this the name of their type?
pub(super) fn is_name(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"AWS::EC2::SecurityGroup")
}

/// Is this the key of a list of permissions?
pub(super) fn is_permissions(key: Part<'_>) -> bool {
    matches!(&*key.text(), b"ipPermissions" | b"ipPermissionsEgress")
}

/// Adds a list of permissions, each with both lists of blocks if it has any.
pub(super) fn write(builder: &mut TreeBuilder, list: Part<'_>) {
    if list.kind() != Kind::List {
        list.copy(builder);
        return;
    }
    let (start, end) = list.place();
    let opened = builder.open(Kind::List, start);
    for permission in list.items() {
        one(builder, permission);
    }
    builder.close(opened, end);
}

/// A block and where it stands.
type Block<'t> = (Cow<'t, [u8]>, Part<'t>);

fn one(builder: &mut TreeBuilder, permission: Part<'_>) {
    let find = |name: &[u8]| permission.entries().find(|(key, _)| *key.text() == *name);
    let (strings, objects) = (find(b"ipRanges"), find(b"ipv4Ranges"));
    let usable = |entry: &Option<(Part<'_>, Part<'_>)>| {
        entry.is_none_or(|(_, value)| matches!(value.kind(), Kind::List | Kind::Null))
    };
    let (of_strings, of_objects) = (blocks(strings), blocks(objects));
    let same = of_strings.len() == of_objects.len()
        && of_strings.iter().zip(&of_objects).all(|(a, b)| a.0 == b.0)
        && of_strings.iter().all(|(_, part)| part.kind() == Kind::Text)
        && of_objects.iter().all(|(_, part)| part.kind() == Kind::Map);
    if same || permission.kind() != Kind::Map || !usable(&strings) || !usable(&objects) {
        permission.copy(builder);
        return;
    }
    let (start, end) = permission.place();
    let opened = builder.open(Kind::Map, start);
    for (key, value) in permission.entries() {
        key.copy(builder);
        match &*key.text() {
            b"ipRanges" => fill(builder, value, &of_strings, &of_objects, string),
            b"ipv4Ranges" => fill(builder, value, &of_objects, &of_strings, object),
            _ => value.copy(builder),
        }
    }
    if let (None, Some((key, value))) = (objects, strings) {
        key.replace(builder, Kind::Text, b"ipv4Ranges");
        fill(builder, value, &[], &of_strings, object);
    }
    if let (None, Some((key, value))) = (strings, objects) {
        key.replace(builder, Kind::Text, b"ipRanges");
        fill(builder, value, &[], &of_objects, string);
    }
    builder.close(opened, end);
}

/// The blocks of a list, in either form.
fn blocks<'t>(entry: Option<(Part<'t>, Part<'t>)>) -> Vec<Block<'t>> {
    let list = entry.into_iter().flat_map(|(_, value)| value.items());
    list.filter_map(|element| match element.kind() {
        Kind::Text => Some((element.text(), element)),
        _ => {
            let cidr = element.get("cidrIp").filter(|c| c.kind() == Kind::Text)?;
            Some((cidr.text(), element))
        }
    })
    .collect()
}

/// Adds a list: its own blocks, then those that only the other list has.
fn fill(
    builder: &mut TreeBuilder,
    list: Part<'_>,
    own: &[Block<'_>],
    other: &[Block<'_>],
    write: fn(&mut TreeBuilder, &Block<'_>),
) {
    let (start, end) = list.place();
    let opened = builder.open(Kind::List, start);
    let mut seen: HashSet<&[u8]> = HashSet::with_capacity(own.len());
    for block in own {
        seen.insert(&block.0);
        write(builder, block);
    }
    for block in other.iter().filter(|block| !seen.contains(&*block.0)) {
        write(builder, block);
    }
    builder.close(opened, end);
}

/// An element of `ipRanges`.
fn string(builder: &mut TreeBuilder, (cidr, part): &Block<'_>) {
    match part.kind() {
        Kind::Text => part.copy(builder),
        _ => part.replace(builder, Kind::Text, cidr),
    }
}

/// An element of `ipv4Ranges`.
fn object(builder: &mut TreeBuilder, (_, part): &Block<'_>) {
    if part.kind() == Kind::Map {
        part.copy(builder);
        return;
    }
    let (start, end) = part.place();
    let opened = builder.open(Kind::Map, start);
    part.replace(builder, Kind::Text, b"cidrIp");
    part.copy(builder);
    builder.close(opened, end);
}
